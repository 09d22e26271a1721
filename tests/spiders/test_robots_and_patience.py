"""What robots.txt answers, and servers that ask for patience."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from archiver.demo.server import Answer, Fault, Request
from archiver.site import Site
from archiver.store import Archive
from archiver.store.hosts import HostState, RobotsState
from archiver.testing import newsroom
from archiver.testing.newsroom import Newsroom

if TYPE_CHECKING:
    from collections.abc import Callable

CLOSED = "User-agent: *\nDisallow: /\n"


def feed_only(paper: Newsroom) -> Site:
    return Site(name=paper.name, url=f"{paper.url}/", feeds=(f"{paper.url}/feed.xml",), delay_seconds=0.0)


def test_each_answer_to_robots_txt_is_taken_as_rfc_9309_has_it(make_desk: Callable[..., Any]) -> None:
    desk = make_desk(timeout_seconds=2.0)
    answers = {
        "closed": Answer(body=CLOSED, content_type="text/plain"),
        "missing": Answer(status=404, body=CLOSED),
        "forbidden": Answer(status=403, body=CLOSED),
        "broken": Answer(status=503, body=""),
        "weary": Answer(status=429, headers=(("Retry-After", "86400"),)),
        "dropped": Answer(fault=Fault.DROPPED),
        "silent": Answer(delay_seconds=20.0),
        "page": Answer(body=f"<html><body><pre>{CLOSED}</pre></body></html>"),
        "marked": Answer(body=b"\xef\xbb\xbf" + CLOSED.encode(), content_type="text/plain"),
        "old lines": Answer(body=CLOSED.replace("\n", "\r"), content_type="text/plain"),
        "long": Answer(body=CLOSED + 60_000 * "# and so on\n" + "Allow: /\n", content_type="text/plain"),
    }
    with ExitStack() as open_papers:
        papers = {
            name: open_papers.enter_context(newsroom({"/robots.txt": answer}))
            for name, answer in answers.items()
        }
        elsewhere = open_papers.enter_context(newsroom({"/rules.txt": CLOSED}))
        papers["moved"] = open_papers.enter_context(_moved(elsewhere, hops=5))
        papers["moved away"] = open_papers.enter_context(_moved(elsewhere, hops=6))
        for paper in papers.values():
            paper.publish(title=f"News of {paper.name}")
        told = desk.crawl(sites=tuple(feed_only(paper) for paper in papers.values()))
        crawled = {name for name, paper in papers.items() if paper.asked("/feed.xml")}
        results = {name: told.seed(f"{paper.url}/feed.xml")[2] for name, paper in papers.items()}

    assert crawled == {"missing", "forbidden", "page", "moved away"}
    closed = {name for name, result in results.items() if result == "robots.txt disallows"}
    assert closed == {"closed", "marked", "old lines", "long", "moved"}
    assert results["broken"] == "robots.txt unreachable: HTTP 503"
    assert results["weary"] == "HTTP 429"
    assert results["dropped"] == "robots.txt unreachable: connection lost"
    assert results["silent"] == "robots.txt unreachable: timed out"


def _moved(elsewhere: Newsroom, *, hops: int) -> Newsroom:
    """A newspaper whose robots.txt is another's, so many redirects away, some of them its own."""
    paper = Newsroom()
    places = [f"{paper.url}/step-{number}" for number in range(1, hops)] + [f"{elsewhere.url}/rules.txt"]
    for path, place in zip(["/robots.txt", *(f"/step-{n}" for n in range(1, hops))], places, strict=True):
        paper.put(path, Answer(status=301, headers=(("Location", place),)))
    return paper


class LatePaper(Newsroom):
    """A newspaper whose robots.txt is there after the first few times it is asked for."""

    def _answer(self, request: Request) -> Answer | None:
        if request.path == "/robots.txt" and len(self.asked("/robots.txt")) < 3:
            return Answer(status=503)
        return super()._answer(request)


def test_a_robots_txt_that_failed_is_asked_for_again_in_the_run(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with LatePaper() as late, newsroom() as paper:
        late.publish()
        paper.put("/feed.xml", Answer(body=late._feed(), delay_seconds=3.0))
        host = late.url.removeprefix("http://")
        site = Site(
            name=paper.name,
            url=f"{paper.url}/",
            feeds=(f"{late.url}/feed.xml", f"{paper.url}/feed.xml"),
            hosts=(host,),
            delay_seconds=0.0,
        )

        told = desk.crawl(sites=(site,), settings={"ARCHIVER_ROBOTS_AGAIN_SECONDS": 0.2})

    assert told.seed(f"{late.url}/feed.xml")[2] == "robots.txt unreachable: HTTP 503"
    assert told.counts == {"new": 1}


def test_a_crawl_delay_is_kept(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        paper.robots = "User-agent: *\nCrawl-delay: 0.5\n"
        for _ in range(3):
            paper.publish()

        desk.crawl(sites=(feed_only(paper),))
        times = [request.at for request in paper.requests]

    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
    assert min(gaps) >= 0.45


def test_the_crawl_delay_of_a_host_a_redirect_leads_to_is_kept(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper, newsroom() as other:
        other.robots = "User-agent: *\nCrawl-delay: 0.5\n"
        for _ in range(3):
            paper.publish()
        for path in paper.articles:
            paper.put(path, Answer(status=302, headers=(("Location", f"{other.url}{path}"),)))

        desk.crawl(sites=(feed_only(paper),))
        times = [request.at for request in other.requests]

    assert len(times) == 4
    assert min((later - earlier).total_seconds() for earlier, later in pairwise(times)) >= 0.45


def test_a_host_that_gets_slow_is_asked_less_often(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        paper.publish()
        paper.put("/robots.txt", Answer(status=404, delay_seconds=1.2))

        told = desk.crawl(sites=(feed_only(paper),))
        asked, after = (paper.asked(path)[0].at for path in ("/robots.txt", "/feed.xml"))

    # the answer took 1.2 s, the rest is twice as long
    assert (after - asked).total_seconds() >= 3.4
    assert "at most: it takes 1." in told.stderr


def test_a_host_that_comes_to_nothing_is_left_to_later_runs(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        for _ in range(20):
            paper.publish()
        for path in paper.articles:
            paper.put(path, Answer(fault=Fault.DROPPED))

        told = desk.crawl(sites=(feed_only(paper),), settings={"ARCHIVER_SPELL_SECONDS": 0.5})
        with desk.archive as archive:
            host = archive.host(paper.url.removeprefix("http://"))

    assert told.counts["pending"] > 10
    assert told.reasons("pending") == {"host does not answer": told.counts["pending"]}
    assert (wait_of(host), host.strikes) == (timedelta(minutes=1), 1)


def test_a_host_without_an_answer_for_hours_is_asked_less_and_less(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom({"/robots.txt": Answer(fault=Fault.DROPPED)}) as paper:
        for hours in (4, 40):
            since = datetime.now(UTC) - timedelta(hours=hours)
            with Archive.open(desk.folder) as archive:
                archive.save_robots(RobotsState(origin=paper.url, failed_since=since, failure="timed out"))
                archive.save_host(HostState(name=paper.url.removeprefix("http://")))
            told = desk.crawl(sites=(feed_only(paper),))
            with desk.archive as archive:
                host = archive.host(paper.url.removeprefix("http://"))
            assert wait_of(host) // timedelta(hours=1) == {4: 1, 40: 6}[hours]
        paper.forget()
        again = desk.crawl(sites=(feed_only(paper),))

        assert paper.requests == []
    assert told.seed("/feed.xml")[2] == "robots.txt unreachable: connection lost"
    assert again.seed("/feed.xml")[2].startswith("host is given up until ")


def wait_of(host: HostState) -> timedelta:
    assert host.wait_from is not None
    assert host.wait_until is not None
    return host.wait_until - host.wait_from


def test_a_long_retry_after_leaves_the_hosts_links_for_later(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        for _ in range(5):
            paper.publish()
        for path in list(paper.articles):
            paper.put(path, Answer(status=429, headers=(("Retry-After", "86400"),)))

        told = desk.crawl(sites=(feed_only(paper),))
        asked = [request for request in paper.requests if request.path.startswith("/news/")]
        with desk.archive as archive:
            link = archive.link(f"{paper.url}/news/council-decides-on-street-number-1.html")
        paper.forget()
        again = desk.crawl(sites=(feed_only(paper),))

        assert [request for request in paper.requests if request.path.startswith("/news/")] == []
    assert len(asked) == 1
    assert told.counts == {"pending": 5}
    assert told.reasons("pending") == {"HTTP 429": 5}
    assert link.retry_at is not None
    assert again.report["exit"] == 3


def test_a_disk_that_cannot_be_written_stops_the_run_before_anything_is_asked_for(
    make_desk: Callable[..., Any],
) -> None:
    desk = make_desk()
    (desk.folder / "warc").write_text("a file where the folder should be")
    with newsroom() as paper:
        paper.publish()

        told = desk.crawl(sites=(paper.site,))
        asked = list(paper.requests)
        (desk.folder / "warc").unlink()
        again = desk.crawl(sites=(paper.site,))

    assert told.report["exit"] == 1
    assert "warc" in told.report["error"]
    assert asked == []
    assert told.counts == {}
    assert "Traceback" not in told.stderr
    assert again.counts == {"new": 1}


@pytest.mark.parametrize("obey", [True, False])
def test_an_operator_decides_whether_robots_txt_is_obeyed(make_desk: Callable[..., Any], obey: bool) -> None:
    desk = make_desk(obey_robots=obey)
    with newsroom() as paper:
        paper.robots = CLOSED
        paper.publish()

        told = desk.crawl(sites=(feed_only(paper),))

    assert told.counts == ({} if obey else {"new": 1})
