"""What robots.txt answers, and servers that ask for patience."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from archiver.demo.server import Answer, Fault
from archiver.site import Site
from archiver.testing import newsroom

if TYPE_CHECKING:
    from collections.abc import Callable

    from archiver.testing.newsroom import Newsroom

CLOSED = "User-agent: *\nDisallow: /\n"


def feed_only(paper: Newsroom) -> Site:
    return Site(name=paper.name, url=f"{paper.url}/", feeds=(f"{paper.url}/feed.xml",), delay_seconds=0.0)


def test_each_answer_to_robots_txt_is_taken_as_rfc_9309_has_it(make_desk: Callable[..., Any]) -> None:
    desk = make_desk(timeout_seconds=2.0)
    answers = {
        "closed": Answer(body=CLOSED, content_type="text/plain"),
        "missing": Answer(status=404, body=CLOSED),
        "broken": Answer(status=503, body=""),
        "dropped": Answer(fault=Fault.DROPPED),
        "page": Answer(body=f"<html><body><pre>{CLOSED}</pre></body></html>"),
        "moved": Answer(status=301, headers=(("Location", "/rules.txt"),)),
    }
    papers = {
        name: newsroom({"/robots.txt": answer, "/rules.txt": CLOSED}) for name, answer in answers.items()
    }
    opened = {name: paper.__enter__() for name, paper in papers.items()}
    try:
        for paper in opened.values():
            paper.publish(title=f"News of {paper.name}")
        told = desk.crawl(sites=tuple(feed_only(paper) for paper in opened.values()))
        crawled = {name for name, paper in opened.items() if paper.asked("/feed.xml")}
        results = {name: told.seed(f"{paper.url}/feed.xml")[2] for name, paper in opened.items()}
    finally:
        for paper in papers.values():
            paper.__exit__(None, None, None)

    assert crawled == {"missing", "page"}
    assert results["closed"] == results["moved"] == "robots.txt disallows"
    assert results["broken"] == "robots.txt unreachable: HTTP 503"
    assert results["dropped"] == "robots.txt unreachable: connection lost"


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


def test_a_full_disk_stops_the_run_and_marks_nothing_as_done(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    (desk.folder / "warc").write_text("a file where the folder should be")
    with newsroom() as paper:
        paper.publish()

        told = desk.crawl(sites=(paper.site,))
        (desk.folder / "warc").unlink()
        again = desk.crawl(sites=(paper.site,))

    assert told.report["exit"] == 1
    assert "warc" in told.report["error"]
    assert told.counts == {"pending": 1}
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
