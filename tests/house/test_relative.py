"""The wheel moves `spiders` and `pipelines` into `archiver`: inside them, siblings go by no absolute name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
MOVED = ("spiders", "pipelines", "archiver.spiders", "archiver.pipelines")


def imported_names(path: Path) -> list[str]:
    """Every module a file names absolutely, wherever in the file."""
    names = []
    for node in ast.walk(ast.parse(path.read_text(), filename=str(path))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return names


def moved_files() -> list[Path]:
    return [path for folder in ("spiders", "pipelines") for path in sorted((HOUSE / folder).rglob("*.py"))]


def test_there_is_something_to_look_at() -> None:
    assert len(moved_files()) > 2


@pytest.mark.parametrize("path", moved_files(), ids=lambda path: str(path.relative_to(HOUSE)))
def test_siblings_are_imported_relatively(path: Path) -> None:
    absolute = [
        name
        for name in imported_names(path)
        if any(name == top or name.startswith(f"{top}.") for top in MOVED)
    ]

    assert not absolute
