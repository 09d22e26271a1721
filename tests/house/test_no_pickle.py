"""Nothing is run or rebuilt from data: no pickle and its kin, no eval, in the archiver, its spiders and pipelines.

Python's own pool of processes passes arguments and results between this program and the readers it has started in pickled form,
through pipes nobody else has. What is meant here is that no file, database row, page or answer is ever read in that way.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
#: Modules that make objects, and so run code, out of bytes.
MODULES = {"pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "jsonpickle"}
CALLS = {"eval", "exec", "__import__"}
FILES = [
    path for folder in ("archiver", "spiders", "pipelines") for path in sorted((HOUSE / folder).rglob("*.py"))
]


def imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    return {node.module.partition(".")[0]} if isinstance(node, ast.ImportFrom) and node.module else set()


def runs_data(tree: ast.AST) -> list[str]:
    """What a module imports or calls that it should not."""
    found = [name for node in ast.walk(tree) for name in imported(node) & MODULES]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            found.append(node.func.id)
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            found.append("allow_pickle")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_nothing_is_run_or_rebuilt_from_data(path: Path) -> None:
    assert runs_data(ast.parse(path.read_text())) == []


@pytest.mark.parametrize(
    "line", ["import pickle", "from shelve import open", "eval('1')", "load(f, allow_pickle=x)"]
)
def test_such_a_line_would_be_found(line: str) -> None:
    assert runs_data(ast.parse(line)) != []
