"""The words of an article, in the form and by the convention asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from archiver.testing import make_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.archiver.cli.conftest import Ran


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("text", "the day.\n\nWhat comes next\n\nMore rain.\n"),
        ("markdown", "the day.\n\n## What comes next\n\nMore rain.\n"),
        ("html", "the day.</p>\n<h2>What comes next</h2>\n<p>More rain.</p>\n</article>\n"),
    ],
)
def test_an_article_is_printed_in_the_form_asked_for(
    form: str, words: str, run: Callable[..., Ran], folder: Path
) -> None:
    ran = run("show", "1", "--as", form, "--archive", folder)

    assert ran.code == 0
    assert ran.out.endswith(words)


def test_parts_can_be_left_out(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("show", "1", "--as", "text", "--without", "headings", "--archive", folder)

    assert "What comes next" not in ran.out
    assert "More rain." in ran.out


def test_an_unknown_part_is_named_with_those_there_are(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("show", "1", "--as", "text", "--with", "footnotes", "--archive", folder)

    assert ran.code == 1
    assert "'footnotes' is no part of an article's text" in ran.err
    assert "captions" in ran.err


@pytest.mark.parametrize(
    "call", [("--with", "captions"), ("--as", "text", "--json"), ("--as", "pdf")], ids=" ".join
)
def test_options_that_do_not_go_together_are_not_understood(
    call: tuple[str, ...], run: Callable[..., Ran], folder: Path
) -> None:
    ran = run("show", "1", *call, "--archive", folder)

    assert ran.code == 2


def test_an_export_follows_the_convention_and_keeps_the_blocks(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("export", "-", "--body", "markdown", "--without", "headings", "--archive", folder)

    first = json.loads(ran.out.splitlines()[0])
    assert first["body"].endswith("for the day.\n\nMore rain.")
    assert [block["kind"] for block in first["blocks"]] == ["paragraph", "heading", "paragraph"]


def test_an_explanation_says_where_the_article_goes_on(run: Callable[..., Ran], tmp_path: Path) -> None:
    url = "https://courier.example/news/harbour"
    page = tmp_path / "page.html"
    page.write_text(
        make_page(url=url, extra=f'<div class="pager">1 <a href="{url}/2">2</a></div>'), encoding="utf-8"
    )

    ran = run("explain", page, "--url", url)

    assert f"goes on at\t{url}/2\n" in ran.out
