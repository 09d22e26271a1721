"""Articles on several pages, crawled over HTTP: each is one article, or waits until it can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from archiver.capture import Place
from archiver.demo.server import Answer
from archiver.testing import newsroom
from archiver.testing.page import make_page, make_paragraphs
from archiver.warc.reader import read_capture, read_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archiver.testing.newsroom import Newsroom

PATH = "/news/how-the-harbour-was-built"
TITLE = "How the harbour was built"
PARTS = tuple(make_paragraphs(f"{TITLE}, part {number}") for number in (1, 2, 3))


def print_pages(paper: Newsroom, *, lost: int | None = None, path: str = PATH) -> None:
    """Put the three pages into the paper; one of them may answer 503."""
    for number, part in enumerate(PARTS, start=1):
        pager = "".join(
            f'<a href="{path if other == 1 else f"{path}/{other}"}">{other}</a> '
            for other in (1, 2, 3)
            if other != number
        )
        page = make_page(TITLE, part, url=paper.url + path, extra=f'<div class="pager">{pager}</div>')
        target = path if number == 1 else f"{path}/{number}"
        paper.put(target, Answer(status=503, body="Busy") if number == lost else Answer(body=page))


@dataclass
class Harbour:
    """Three runs: page 3 does not answer in the first."""

    desk: Any
    paper: Newsroom
    broken: Any
    whole: Any
    again: Any
    failed_link: Any
    asked: list[str]


@pytest.fixture(scope="module")
def harbour(make_desk: Callable[..., Any]) -> Iterator[Harbour]:
    desk = make_desk()
    with newsroom() as paper:
        paper.publish(PATH, TITLE)
        paper.publish()
        print_pages(paper, lost=3)
        broken = desk.crawl(sites=(paper.site,))
        with desk.archive as archive:
            failed_link = archive.link(paper.url + PATH)
        print_pages(paper)
        make_due(desk)
        paper.forget()
        whole = desk.crawl(sites=(paper.site,))
        asked = [request.path for request in paper.requests]
        again = desk.crawl(sites=(paper.site,))
        yield Harbour(desk, paper, broken, whole, again, failed_link, asked)


def make_due(desk: Any) -> None:
    """Let the time pass after which links are tried again."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(desk.folder / "archive.sqlite")) as connection, connection:
        connection.execute("UPDATE link SET retry_at = '2000-01-01 00:00:00.000000'")


def test_an_article_without_its_third_page_is_not_stored_and_says_why(harbour: Harbour) -> None:
    assert harbour.broken.counts == {"new": 1, "failed": 1}
    assert harbour.broken.reasons("failed") == {"page 3: HTTP 503": 1}
    assert harbour.failed_link.detail == f"{harbour.paper.url}{PATH}/3"


def test_the_next_run_joins_all_pages_to_one_article(harbour: Harbour) -> None:
    with harbour.desk.archive as archive:
        article = archive.article(harbour.paper.url + PATH)

    assert harbour.whole.counts["new"] == 1
    assert article.body == "\n\n".join(paragraph for part in PARTS for paragraph in part)


def test_each_page_is_asked_for_once(harbour: Harbour) -> None:
    assert [harbour.asked.count(path) for path in (PATH, f"{PATH}/2", f"{PATH}/3")] == [1, 1, 1]


def test_the_capture_says_how_many_pages_there_were(harbour: Harbour) -> None:
    with harbour.desk.archive as archive:
        captures = archive.captures(archive.article(harbour.paper.url + PATH).id)

    assert "3 pages" in [capture.detail for capture in captures]


def test_a_second_look_finds_nothing_new(harbour: Harbour) -> None:
    assert harbour.again.counts == {"unchanged": 2}
    assert harbour.desk.titles() == ["Council decides on street number 2", TITLE]


def test_every_page_is_kept_and_can_be_read_again(harbour: Harbour) -> None:
    with harbour.desk.archive as archive:
        (whole,) = [
            one
            for one in archive.captures(archive.article(harbour.paper.url + PATH).id)
            if one.status.value == "new"
        ]
        later = archive.later_pages(whole.id)
    folder = harbour.desk.folder / "warc"

    assert isinstance(whole.place, Place)
    assert [read_capture(folder, place).url for place in later] == [
        f"{harbour.paper.url}{PATH}/2",
        f"{harbour.paper.url}{PATH}/3",
    ]
    assert len(read_pages(folder, whole.place, later).following) == 2


def test_a_page_closed_to_us_leaves_the_article_with_what_there_is(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        paper.publish(PATH, TITLE)
        print_pages(paper)
        paper.robots = f"User-agent: *\nDisallow: {PATH}/3\n"

        told = desk.crawl(sites=(paper.site,))

        with desk.archive as archive:
            article = archive.article(paper.url + PATH)
            link = archive.link(paper.url + PATH)
    assert told.counts == {"new": 1}
    assert article.body == "\n\n".join((*PARTS[0], *PARTS[1]))
    assert link.detail.startswith("2 pages; page 3: ")
    assert paper.asked(f"{PATH}/3") == []
