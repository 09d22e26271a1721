"""docs/reliability.md names, for every promise, a test that is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
PAGE = HOUSE / "docs" / "reliability.md"
_NAMED = re.compile(r"`([\w./-]+\.py)(?:::(\w+))?`")


def sections() -> dict[str, str]:
    """Parts of the page by heading."""
    parts = re.split(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(section: str) -> list[list[str]]:
    """The cells of a section's tables, without head and rule."""
    lines = [line.strip() for line in sections()[section].splitlines()]
    cells = [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line[1:-1])]
        for line in lines
        if line.startswith("|")
    ]
    rules = {at for at, row in enumerate(cells) if all(set(cell) <= set("-: ") for cell in row)}
    return [row for at, row in enumerate(cells) if at not in rules and at + 1 not in rules]


@cache
def names_in(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def what_is_wrong(cell: str) -> list[str]:
    """Why a cell "held by" names no test; empty when it does."""
    named = _NAMED.findall(cell)
    if not named:
        return [
            f"{cell!r} names no test: write `tests/folder/test_file.py::test_name` or `tests/folder/test_file.py`"
        ]
    wrong = []
    for file, test in named:
        path = next((place for place in (HOUSE / file, HOUSE / "tests" / file) if place.is_file()), None)
        if path is None:
            wrong.append(f"there is no file {file}: write its path from the project's folder")
        elif test and test not in names_in(path):
            near = sorted(name for name in names_in(path) if name.startswith("test_"))
            wrong.append(f"{file} has no test {test}; it has {', '.join(near)}")
    return wrong


@pytest.mark.parametrize("section", sections())
def test_every_promise_names_tests_that_are_there(section: str) -> None:
    wrong = [f"{row[0]}: {problem}" for row in rows(section) for problem in what_is_wrong(row[-1])]

    assert not wrong, f"docs/reliability.md, {section}:\n" + "\n".join(wrong)


@pytest.mark.parametrize("section", sections())
def test_every_section_says_something(section: str) -> None:
    text = sections()[section]

    said = rows(section) if "|" in text else text.strip()
    assert said, f"docs/reliability.md: {section} is empty: a row is promise | how | the test that holds it"


@pytest.mark.parametrize("section", sections())
def test_every_row_has_all_its_cells(section: str) -> None:
    heads = [line for line in sections()[section].splitlines() if line.startswith("|")]
    width = len(re.split(r"(?<!\\)\|", heads[0])) - 2 if heads else 0

    assert [row for row in rows(section) if len(row) != width or not all(row)] == []
