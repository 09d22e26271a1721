"""A newspaper crawled twice: what is stored, and what is not stored again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from archiver.testing import newsroom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archiver.testing.newsroom import Newsroom


@dataclass
class Week:
    """Two runs over one newspaper, one article edited and one removed in between."""

    desk: Any
    paper: Newsroom
    first: Any
    second: Any
    rows_between: int
    asked_second: list[Any]


@pytest.fixture(scope="module")
def week(make_desk: Callable[..., Any]) -> Iterator[Week]:
    desk = make_desk()
    with newsroom() as paper:
        for _ in range(5):
            paper.publish()
        first = desk.crawl(sites=(paper.site,))
        with desk.archive as archive:
            rows = archive.stats().revisions
        paper.edit(
            "/news/council-decides-on-street-number-2.html",
            paragraphs=(
                "The council took its decision back on Monday evening.",
                *paper.articles["/news/council-decides-on-street-number-2.html"].paragraphs[1:],
            ),
        )
        paper.remove("/news/council-decides-on-street-number-3.html")
        paper.forget()
        second = desk.crawl(sites=(paper.site,))
        yield Week(desk, paper, first, second, rows, list(paper.requests))


def test_the_first_run_stores_every_article(week: Week) -> None:
    assert week.first.counts == {"new": 5}
    assert week.first.report["exit"] == 0
    assert week.desk.titles() == [f"Council decides on street number {number}" for number in range(1, 6)]


def test_the_second_run_stores_no_article_again(week: Week) -> None:
    with week.desk.archive as archive:
        stats = archive.stats()

    assert stats.articles == 5
    assert stats.revisions == week.rows_between + 1


def test_the_second_run_asks_conditionally_and_is_told_304(week: Week) -> None:
    (again,) = [request for request in week.asked_second if request.path.endswith("number-1.html")]

    assert again.status == 304
    assert again.header("If-None-Match")
    assert again.header("If-Modified-Since")


def test_an_edited_article_becomes_a_revision(week: Week) -> None:
    with week.desk.archive as archive:
        article = archive.article(f"{week.paper.url}/news/council-decides-on-street-number-2.html")
        numbers = [revision.number for revision in archive.revisions(article.id)]

    assert week.second.counts["revised"] == 1
    assert numbers == [1, 2]
    assert "took its decision back" in article.body


def test_a_removed_article_is_gone_and_stays_in_the_archive(week: Week) -> None:
    with week.desk.archive as archive:
        article = archive.article(f"{week.paper.url}/news/council-decides-on-street-number-3.html")

    assert week.second.counts["gone"] == 1
    assert article.gone_at is not None
    assert article.body


def test_each_link_ends_in_one_status(week: Week) -> None:
    assert week.second.counts == {"unchanged": 3, "revised": 1, "gone": 1}


def test_no_page_is_asked_for_twice_in_a_run(week: Week) -> None:
    asked = [request.target for request in week.asked_second]

    assert len(asked) == len(set(asked))


def test_what_the_server_sent_is_kept_in_warc(week: Week) -> None:
    from archiver.warc.reader import read_capture

    with week.desk.archive as archive:
        article = archive.article(f"{week.paper.url}/news/council-decides-on-street-number-1.html")
        stored = [capture for capture in archive.captures(article.id) if capture.http_status == 200]
    assert stored[0].place is not None
    capture = read_capture(week.desk.folder / "warc", stored[0].place)

    assert capture.header("content-encoding") == "gzip"
    assert b"Council decides on street number 1" in capture.content()
    assert not list((week.desk.folder / "warc").glob("*.open"))


def test_the_crawler_says_who_it_is(week: Week) -> None:
    assert {request.header("User-Agent").split("/")[0] for request in week.asked_second} == {"NewsArchiver"}
