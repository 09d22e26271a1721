"""`archiver history` and `archiver diff`: what became of an article, for people and for programs."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from archiver.link import Status
from archiver.outcome import Outcome
from archiver.store import Archive
from archiver.testing import make_article, make_capture, make_link, make_moment
from tests.archiver.cli.conftest import BASE, NOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.archiver.cli.conftest import Ran

URL = f"{BASE}/rain"
FIRST = "It rained in Erbil on Friday, and the harbour was closed for the day."


@pytest.fixture
def revised(folder: Path) -> Path:
    """The first article was looked at again: once unchanged, once corrected, then its page was gone."""
    bodies = [(FIRST, "More rain."), (FIRST.replace("Friday", "Sunday"), "More <b>rain</b>\x1b[2J.")]
    with Archive.open(folder) as archive:
        for day, body in enumerate(bodies, start=1):
            at = NOW + timedelta(days=day)
            article = make_article(
                url=URL,
                title="Rain in Erbil",
                published=make_moment("2021-02-19"),
                body=(body[0], "What comes next", body[1]),
            )
            capture = make_capture(url=URL, fetched_at=at)
            archive.save([Outcome(link=make_link(url=URL), capture=capture, article=article)], now=at)
        at += timedelta(days=1)
        gone = make_capture(url=URL, fetched_at=at, status=410)
        archive.save(
            [Outcome(link=make_link(url=URL), capture=gone, status=Status.GONE, reason="HTTP 410")], now=at
        )
    return folder


def test_a_history_is_lines_in_a_pipe(revised: Path, run: Callable[..., Ran]) -> None:
    ran = run("history", 1, "--archive", revised)

    rows = [line.split("\t") for line in ran.out.splitlines()]
    assert rows[0] == ["UTC", "what", "revision", "change", "paragraphs"]
    assert [row[1] for row in rows[1:]] == ["first seen", "unchanged", "revised", "gone"]
    assert rows[3][2] == "2"
    assert rows[3][3].startswith("correction: ")
    assert rows[4][3] == "HTTP 410"


def test_a_history_is_found_by_url_and_is_one_object_for_programs(
    revised: Path, run: Callable[..., Ran]
) -> None:
    told = json.loads(run("history", URL, "--format", "json", "--archive", revised).out)

    assert (told["article_id"], told["gone_reason"]) == (1, "HTTP 410")
    assert [event["change"] and event["change"]["class"] for event in told["events"]] == [
        None,
        None,
        "correction",
        None,
    ]


def test_a_diff_is_marked_in_a_pipe_and_drives_no_terminal(revised: Path, run: Callable[..., Ran]) -> None:
    out = run("diff", 1, "--archive", revised).out

    assert "on [-Friday-]{+Sunday+}, and" in out
    assert "\x1b" not in out


def test_a_diff_is_coloured_on_a_terminal(revised: Path, run_on_terminal: Callable[..., Ran]) -> None:
    out = run_on_terminal("diff", 1, "--archive", revised).out

    assert "\x1b[32mSunday" in out
    assert "[-" not in out


def test_a_diff_without_colour_has_marks_on_a_terminal_too(
    revised: Path, run_on_terminal: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_colour(*args: object) -> Ran:
        monkeypatch.setenv("NO_COLOR", "1")
        return run_on_terminal(*args)

    assert "{+Sunday+}" in without_colour("diff", 1, "--archive", revised).out


def test_a_diff_is_pieces_for_programs(revised: Path, run: Callable[..., Ran]) -> None:
    told = json.loads(run("diff", 1, 1, 2, "--format", "json", "--archive", revised).out)

    added = [
        piece["text"] for one in told["paragraphs"] for piece in one["pieces"] if piece["kind"] == "added"
    ]
    assert (told["old"]["number"], told["new"]["number"], told["change"]["class"]) == (1, 2, "correction")
    assert "Sunday" in added


def test_a_diff_is_one_harmless_page_of_html(revised: Path, run: Callable[..., Ran]) -> None:
    page = run("diff", 1, "--format", "html", "--archive", revised).out

    assert "<del>Friday</del><ins>Sunday</ins>" in page
    assert "&lt;b&gt;" in page
    assert "<b>" not in page


def test_a_history_is_one_page_of_html(revised: Path, run: Callable[..., Ran]) -> None:
    page = run("history", 1, "--format", "html", "--archive", revised).out

    assert "<td>revised</td>" in page
    assert page.count("<tr>") == 5


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (("diff", 2), "article 2 has one revision"),
        (("diff", 1, 1, 9), "article 1 has no revision 9"),
        (("diff", 99), "the archive has no article 99"),
        (("history", 99), "the archive has no article 99"),
    ],
)
def test_what_is_not_there_is_told_with_the_next_step(
    revised: Path, run: Callable[..., Ran], call: tuple[object, ...], told: str
) -> None:
    ran = run(*call, "--archive", revised)

    assert (ran.code, ran.out) == (1, "")
    assert told in ran.err
    assert "next: archiver " in ran.err
