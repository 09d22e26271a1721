"""The replay of edit histories: what counts as seen, equal requests, histories from a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from benchmarks.edit_histories import History, Newspaper, make_newspapers
from benchmarks.revisits import AgeDoubling, Fixed, main, replay, with_as_many_looks

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.revisits import Plan


def newspaper(*changes: float) -> Newspaper:
    """One article, published at hour 0.5 and so looked at first in hour 1."""
    return Newspaper(name="courier.example", articles=(History(published=0.5, changes=changes),))


def test_a_change_is_seen_by_the_next_look_with_its_delay() -> None:
    result = replay(newspaper(3.5), Fixed(hours=2, days=1))

    assert (result.changes, result.delays) == (1, [1.5])
    assert result.looks == 11


def test_a_change_that_another_replaced_before_a_look_is_never_seen() -> None:
    result = replay(newspaper(3.2, 3.5), Fixed(hours=2, days=1))

    assert (result.changes, result.seen) == (2, 0.5)


def test_what_changed_before_the_first_look_counts_for_nobody() -> None:
    assert replay(newspaper(0.7), Fixed(hours=2, days=1)).changes == 0


@pytest.mark.parametrize("rival", [Fixed(hours=24, days=30), AgeDoubling()], ids=["daily", "doubling"])
def test_learned_revisits_see_more_and_earlier_than_a_fixed_plan_with_as_many_requests(rival: Plan) -> None:
    (_, updater, live, *_) = make_newspapers(60, seed=5)
    for paper in (updater, live):
        fixed = replay(paper, rival)

        _, learned = with_as_many_looks(paper, fixed.looks)

        assert learned.looks <= fixed.looks
        assert learned.seen > fixed.seen
        assert learned.within(3) > fixed.within(3)


def test_histories_of_real_newspapers_are_read_from_a_file_and_drawn(tmp_path: Path) -> None:
    lines = [
        {
            "site": "courier.example",
            "published": f"2026-11-{day:02}T08:00:00+01:00",
            "changes": [f"2026-11-{day:02}T09:40:00+01:00", f"2026-11-{day + 2:02}T10:00:00Z"],
        }
        for day in range(1, 20)
    ]
    (tmp_path / "history.jsonl").write_text("\n".join(map(json.dumps, lines)))

    code = main(
        [
            "--history",
            f"{tmp_path}/history.jsonl",
            "--svg",
            f"{tmp_path}/p.svg",
            "--json",
            f"{tmp_path}/f.json",
        ]
    )

    assert code == 0
    assert json.loads((tmp_path / "f.json").read_text())["as_it_comes"]["courier.example"]["changes"] == 38
    assert (tmp_path / "p.svg").read_text().startswith("<svg")


@pytest.mark.parametrize(
    "line", ["no JSON", '{"site": "a", "published": "2026-11-22T08:00:00", "changes": []}']
)
def test_a_line_that_is_no_history_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    (tmp_path / "history.jsonl").write_text(f"\n{line}\n")

    assert main(["--history", f"{tmp_path}/history.jsonl"]) == 1
    assert "history.jsonl:2: no history of an article" in capsys.readouterr().err
