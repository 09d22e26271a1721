"""Functions fit on a screen or two, files hold one idea."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
FUNCTION_LINES = 60
FILE_LINES = 500


def source_files(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((HOUSE / folder).rglob("*.py"))]
    return [path for path in found if "__pycache__" not in path.parts]


def as_written(path: Path) -> str:
    return str(path.relative_to(HOUSE))


@pytest.mark.parametrize(
    "path", source_files("archiver", "spiders", "pipelines", "benchmarks"), ids=as_written
)
def test_a_file_holds_one_idea(path: Path) -> None:
    lines = len(path.read_text().splitlines())

    assert lines <= FILE_LINES, f"{as_written(path)} has {lines} lines"


@pytest.mark.parametrize(
    "path", source_files("archiver", "spiders", "pipelines", "benchmarks", "tests"), ids=as_written
)
def test_a_function_fits_on_a_screen_or_two(path: Path) -> None:
    tree = ast.parse(path.read_text(), filename=str(path))

    long = [
        f"{as_written(path)}:{node.lineno} {node.name} has {(node.end_lineno or 0) - node.lineno + 1} lines"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES
    ]

    assert not long
