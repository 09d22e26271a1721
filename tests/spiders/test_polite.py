"""Manners: how many connections a server sees, when it is asked, and what it is asked a second time."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import sleep
from typing import TYPE_CHECKING, Any

from archiver.demo.server import Answer, Request
from archiver.site import Site
from archiver.store import Archive
from archiver.store.hosts import HostState, RobotsState
from archiver.testing import newsroom
from archiver.testing.newsroom import Newsroom

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONG_AGO = datetime(2021, 2, 19, 6, 30, tzinfo=UTC)


def feed_only(paper: Newsroom) -> Site:
    return Site(name=paper.name, url=f"{paper.url}/", feeds=(f"{paper.url}/feed.xml",), delay_seconds=0.0)


@dataclass
class Door:
    """Counts who is inside."""

    inside: int = 0
    most: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, change: int) -> None:
        with self.lock:
            self.inside += change
            self.most = max(self.most, self.inside)


class CountedPaper(Newsroom):
    """A newspaper whose connections are counted with those of its neighbours, from when they are opened."""

    def __init__(self, door: Door) -> None:
        super().__init__()
        server: Any = self.server._server
        serve = server.finish_request

        def counted(*arguments: Any) -> None:
            door.count(1)
            try:
                serve(*arguments)
            finally:
                door.count(-1)  # the client learns only after this that the connection is closed

        server.finish_request = counted

    def _answer(self, request: Request) -> Answer | None:
        sleep(0.02)
        return super()._answer(request)


def test_twenty_hosts_of_one_address_see_four_connections_at_most(make_desk: Callable[..., Any]) -> None:
    desk, door = make_desk(), Door()
    with ExitStack() as open_papers:
        papers = [open_papers.enter_context(CountedPaper(door)) for _ in range(20)]
        for paper in papers:
            paper.publish(title=f"News of {paper.name}")
            paper.publish(title=f"More news of {paper.name}")
        told = desk.crawl(sites=tuple(feed_only(paper) for paper in papers))

    assert told.counts == {"new": 40}
    assert 2 <= door.most <= 4


class WearyPaper(Newsroom):
    """A newspaper that wants a pause before some of its articles, and notes who does not keep it."""

    def __init__(self, pause: str, status: int = 429, *, tired_of: str = "/news/") -> None:
        super().__init__()
        self.pause = pause
        self.status = status
        self.tired_of = tired_of
        self.until: datetime | None = None
        self.early = 0

    def _answer(self, request: Request) -> Answer | None:
        now = datetime.now(UTC)
        if self.until is not None and now < self.until:
            self.early += 1
        if self.until is None and request.path.startswith(self.tired_of) and request.path.endswith("-4.html"):
            self.until = now + timedelta(seconds=float(self.pause))
            return Answer(status=self.status, headers=(("Retry-After", self.pause),))
        return super()._answer(request)


def test_a_short_pause_is_sat_out_and_costs_no_article(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with WearyPaper("2") as asks, WearyPaper("2", 503) as breaks:
        for paper in (asks, breaks):
            for number in range(10):
                paper.publish(title=f"News {number} of {paper.name}")
        told = desk.crawl(sites=(feed_only(asks), feed_only(breaks)))

    assert told.counts == {"new": 20}
    assert (asks.early, breaks.early) == (0, 0)


def test_a_long_pause_outlives_the_run_and_only_that_host_waits(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with WearyPaper("86400") as paper, newsroom() as other:
        for number in range(10):
            paper.publish(title=f"News {number}")
        feed = other.put("/feed.xml", paper._feed())
        site = Site(name=paper.name, url=f"{paper.url}/", feeds=(f"{paper.url}/feed.xml", feed), hosts=())
        desk.crawl(sites=(site,), config={"delay_seconds": 0.0})
        paper.forget()
        other.forget()
        paper.edit("/news/council-decides-on-street-number-1.html", title="Changed since")
        told = desk.crawl(sites=(site,), config={"delay_seconds": 0.0})

    assert paper.requests == []
    assert [request.path for request in other.requests] == ["/robots.txt", "/feed.xml"]
    assert told.seed(f"{paper.url}/feed.xml")[2].startswith("host asks to wait until ")
    assert set(told.reasons("pending")) <= {told.seed(f"{paper.url}/feed.xml")[2], "HTTP 429"}
    assert told.report["exit"] == 3


def test_a_wait_noted_by_a_clock_that_was_set_back_does_not_last_for_years(
    make_desk: Callable[..., Any],
) -> None:
    desk = make_desk()
    then = datetime.now(UTC) + timedelta(days=3650)
    with newsroom() as paper:
        paper.publish()
        host = paper.url.removeprefix("http://")
        wait = HostState(
            name=host, wait_from=then, wait_until=then + timedelta(seconds=1), reason="HTTP 429", strikes=1
        )
        with Archive.open(desk.folder) as archive:
            archive.save_host(wait)
        told = desk.crawl(sites=(feed_only(paper),))
        with desk.archive as archive:
            forgotten = archive.host(host)

    assert told.counts == {"new": 1}
    assert forgotten == HostState(name=host)


def test_an_unchanged_newspaper_answers_304_to_all_but_nothing(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        for _ in range(30):
            paper.publish(section="Town")
        first = desk.crawl(f"{paper.url}/")
        paper.forget()
        second = desk.crawl(f"{paper.url}/")
        answers = [request.status for request in paper.requests]

    assert first.counts == {"new": 30}
    assert second.counts == {"unchanged": 30}
    assert len(answers) == 35
    assert answers.count(304) / len(answers) >= 0.95


class StubbornPaper(Newsroom):
    """A newspaper whose server sends tags as Apache does for compressed pages, and knows only the tag without."""

    def _answer(self, request: Request) -> Answer | None:
        found = super()._answer(request)
        if found is None or found.status != 200:
            return found
        tag = f'"{hash(found.body) & 0xFFFFFF:x}'
        if f'{tag}"' in (request.header("If-None-Match") or "").split(", "):
            return Answer(status=304, etag=False, headers=(("ETag", f'{tag}-gzip"'),))
        return Answer(
            body=found.body,
            content_type=found.content_type,
            etag=False,
            headers=(("ETag", f'{tag}-gzip"'),),
        )


class OldPaper(Newsroom):
    """A newspaper whose server knows no tags and no dates."""

    def _answer(self, request: Request) -> Answer | None:
        found = super()._answer(request)
        return None if found is None else Answer(body=found.body, content_type=found.content_type, etag=False)


def test_unchanged_pages_are_known_by_any_server(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with StubbornPaper() as stubborn, OldPaper() as old:
        for paper in (stubborn, old):
            paper.publish(title=f"News of {paper.name}")
        sites = tuple(feed_only(paper) for paper in (stubborn, old))
        desk.crawl(sites=sites)
        stubborn.forget()
        told = desk.crawl(sites=sites)
        answers = {request.path: request.status for request in stubborn.requests}

    assert set(answers.values()) == {304}
    assert told.counts == {"unchanged": 2}
    assert told.seed(f"{old.url}/feed.xml")[2:4] == ["200", 1]


def put_index(paper: Newsroom, months: dict[str, str]) -> Site:
    """An index of monthly sitemaps with the days it says they were changed on; the newspaper that has it."""
    rows = "".join(
        f"<sitemap><loc>{paper.url}/{month}.xml</loc><lastmod>{day}</lastmod></sitemap>"
        for month, day in months.items()
    )
    body = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'
    paper.put("/index.xml", Answer(body=body, content_type="application/xml"))
    return Site(name=paper.name, url=f"{paper.url}/", sitemaps=(f"{paper.url}/index.xml",), delay_seconds=0)


def put_month(paper: Newsroom, month: str) -> None:
    paper.put(f"/{month}.xml", Answer(body=paper._sitemap(), content_type="application/xml"))


def age_links(folder: Path, days: int) -> None:
    """As if every link had been listed first so many days earlier."""
    with closing(sqlite3.connect(folder / "archive.sqlite")) as database, database:
        database.execute(
            "UPDATE link SET first_listed_at = strftime('%Y-%m-%d %H:%M:%f000', first_listed_at, ?)",
            (f"-{days} days",),
        )


def test_a_sitemap_its_index_calls_unchanged_is_left_alone_after_a_week(
    make_desk: Callable[..., Any],
) -> None:
    desk = make_desk()
    with newsroom() as paper:
        paper.publish()
        for month in ("january", "february"):
            put_month(paper, month)
        site = put_index(paper, {"january": "2021-02-01", "february": "2021-02-28"})
        desk.crawl(sites=(site,))
        age_links(desk.folder, days=8)
        paper.forget()
        put_index(paper, {"january": "2021-02-01", "february": "2021-03-03"})
        told = desk.crawl(sites=(site,))
        asked = {request.path for request in paper.requests}

    assert "/february.xml" in asked
    assert "/january.xml" not in asked
    assert told.seed("/january.xml")[2] == "not changed, says its index"


def test_an_index_that_never_says_so_does_not_hide_a_new_article(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        paper.publish()
        put_month(paper, "january")
        site = put_index(paper, {"january": "2021-02-01"})
        desk.crawl(sites=(site,))
        desk.crawl(sites=(site,))
        paper.publish()
        put_month(paper, "january")
        told = desk.crawl(sites=(site,))

    assert told.counts == {"new": 1, "unchanged": 1}


def test_while_robots_txt_fails_a_copy_of_today_counts_and_an_older_one_does_not(
    make_desk: Callable[..., Any],
) -> None:
    desk = make_desk()
    with newsroom() as paper, newsroom() as other:
        for each in (paper, other):
            each.publish(title=f"News of {each.name}")
            each.put("/robots.txt", Answer(status=503))
        now = datetime.now(UTC)
        known = {paper: now - timedelta(hours=20), other: now - timedelta(hours=30)}
        with Archive.open(desk.folder) as archive:
            for each, fetched_at in known.items():
                archive.save_robots(
                    RobotsState(
                        origin=each.url, status=200, body=b"User-agent: *\nDisallow:\n", fetched_at=fetched_at
                    )
                )
        told = desk.crawl(sites=(feed_only(paper), feed_only(other)))
        with desk.archive as archive:
            since = archive.robots(other.url).failed_since

    assert told.counts == {"new": 1}
    assert told.seed(f"{paper.url}/feed.xml")[2] == "200"
    assert told.seed(f"{other.url}/feed.xml")[2] == "robots.txt unreachable: HTTP 503"
    assert since is not None
    assert since >= now
