"""A newspaper crawled again weeks later: what has long not changed rests, and what no seed lists is not forgotten."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from archiver.crawl.filing import RESTING
from archiver.testing import newsroom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

QUIET, FORGOTTEN, LISTED = (f"/news/council-decides-on-street-number-{number}.html" for number in (1, 2, 3))


@dataclass
class Month:
    """Two runs with a month between them, and one right after the second: what each asked for."""

    second: Any
    third: Any
    asked_second: list[str]
    asked_third: list[str]


def age(folder: Path, days: int) -> None:
    """As if all looks had been so many days earlier, and every article were due for another."""
    times = ("first_listed_at", "last_listed_at", "fetched_at", "born_at", "looked_at", "words_since")
    earlier = ", ".join(
        f"{name} = strftime('%Y-%m-%d %H:%M:%f000', {name}, '-{days} days')" for name in times
    )
    change_links(folder, f"{earlier}, look_at = '2021-03-01 00:00:00.000000'")


def look_often(folder: Path, path: str) -> None:
    """As if a page had been looked at every few days meanwhile, without a change, and were due in a hundred years."""
    change_links(folder, f"quiet_looks = 9, look_at = '2126-01-01 00:00:00.000000' WHERE url LIKE '%{path}'")


def change_links(folder: Path, changes: str) -> None:
    with closing(sqlite3.connect(folder / "archive.sqlite")) as database, database:
        database.execute(f"UPDATE link SET {changes}")


@pytest.fixture(scope="module")
def month(make_desk: Callable[..., Any]) -> Iterator[Month]:
    desk = make_desk()
    with newsroom() as paper:
        for _ in range(3):
            paper.publish()
        desk.crawl(sites=(paper.site,))
        age(desk.folder, 30)
        look_often(desk.folder, QUIET)
        kept = paper.articles[FORGOTTEN].paragraphs
        paper.edit(
            FORGOTTEN,
            listed=False,
            paragraphs=("The council took its decision back on Monday evening.", *kept[1:]),
        )
        paper.forget()
        second = desk.crawl(sites=(paper.site,))
        asked_second = [request.path for request in paper.requests]
        paper.forget()
        third = desk.crawl(sites=(paper.site,))
        yield Month(second, third, asked_second, [request.path for request in paper.requests])


def test_an_article_no_seed_lists_any_more_is_looked_at_and_its_change_seen(month: Month) -> None:
    assert month.asked_second.count(FORGOTTEN) == 1
    assert month.second.counts["revised"] == 1


def test_an_article_that_has_long_not_changed_is_not_asked_for_though_it_is_listed(month: Month) -> None:
    assert QUIET not in month.asked_second
    assert month.second.report["accounts"][0]["left_out"] == {RESTING: 1}


def test_the_others_a_seed_lists_are_asked_for_in_every_run(month: Month) -> None:
    assert LISTED in month.asked_second
    assert LISTED in month.asked_third


def test_a_run_right_after_looks_at_nothing_that_is_not_listed(month: Month) -> None:
    assert FORGOTTEN not in month.asked_third
    assert month.third.counts == {"unchanged": 1}
