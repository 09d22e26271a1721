"""One run over a newspaper where everything goes wrong that can."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from archiver.demo.server import Answer, Fault
from archiver.testing import newsroom
from archiver.testing.page import make_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGES = {
    "/news/2021/02/19/server-error.html": Answer(status=500, body="<p>Oops</p>"),
    "/news/2021/02/19/forbidden.html": Answer(status=403, body="<p>No</p>"),
    "/news/2021/02/19/missing.html": Answer(status=404, body="<p>Not here</p>"),
    "/news/2021/02/19/slow.html": Answer(body=make_page(), delay_seconds=30),
    "/news/2021/02/19/dropped.html": Answer(body=make_page(), fault=Fault.DROPPED),
    "/news/2021/02/19/cut.html": Answer(body=make_page(), fault=Fault.CUT),
    "/news/2021/02/19/huge.html": Answer(body="<p>" + "x" * 2_000_000, gzip=False),
    "/news/2021/02/19/bomb.html": Answer(body="<p>" + "x" * 30_000_000),
    "/news/2021/02/19/inside.html": Answer(status=302, headers=(("Location", "http://10.0.0.7/secret"),)),
    "/news/2021/02/19/disguised.html": Answer(
        status=302, headers=(("Location", "http://0xA9FEA9FE/latest"),)
    ),
    "/news/2021/02/19/file.html": Answer(status=302, headers=(("Location", "file:///etc/passwd"),)),
    "/news/2021/02/19/loop.html": Answer(status=302, headers=(("Location", "/news/2021/02/19/loop.html"),)),
    "/news/2021/02/19/short.html": Answer(body="<html><body><p>Soon.</p></body></html>"),
    "/news/2021/02/19/a-picture.html": Answer(
        body=b"\x89PNG\r\n\x1a\n" + bytes(300), content_type="image/png"
    ),
}


@pytest.fixture(scope="module")
def day(make_desk: Callable[..., Any]) -> Iterator[tuple[Any, Any, Any]]:
    desk = make_desk(timeout_seconds=1.5, max_page_bytes=1_000_000)
    with newsroom(PAGES) as paper, newsroom() as elsewhere:
        there = elsewhere.publish("/news/2021/02/19/elsewhere.html")
        paper.put("/news/2021/02/19/moved-away.html", Answer(status=301, headers=(("Location", there),)))
        paper.put(
            "/news/2021/02/19/moved.html", Answer(status=301, headers=(("Location", "/news/here.html"),))
        )
        paper.publish("/news/here.html", "The moved article", listed=False)
        paper.publish("/private/plans.html", "Hidden plans")
        paper.publish("/news/good.html", "The good article")
        for path in (*PAGES, "/news/2021/02/19/moved-away.html", "/news/2021/02/19/moved.html"):
            listed = paper.pages[path]
            paper.publish(path, f"Title of {path}")
            paper.pages[path] = listed
        paper.publish("/news/2021/02/19/busy.html", "The busy article")
        busy = iter(
            [
                Answer(status=429, headers=(("Retry-After", "1"),)),
                Answer(body=make_page("The busy article", url=f"{paper.url}/news/2021/02/19/busy.html")),
            ]
        )
        plain = paper.server.routes
        paper.server.routes = lambda request: (
            next(busy) if request.path.endswith("busy.html") else plain(request)
        )  # type: ignore[operator]
        yield desk, paper, desk.crawl(sites=(paper.site,))


def test_the_run_ends_by_itself_and_stores_what_is_well(day: Any) -> None:
    desk, _, told = day

    assert told.report["error"] is None
    assert desk.titles() == ["The busy article", "The good article", "The moved article"]


def test_every_listed_link_has_an_end(day: Any) -> None:
    _, _, told = day

    assert sum(told.counts.values()) == len(PAGES) + 5


def test_a_server_error_is_tried_three_times_and_fails(day: Any) -> None:
    _, paper, told = day

    assert told.reasons("failed")["HTTP 500"] == 1
    assert len(paper.asked("/news/2021/02/19/server-error.html")) == 3


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("refused", "HTTP 403"),
        ("gone", "HTTP 404"),
        ("failed", "timed out"),
        ("failed", "connection lost"),
        ("failed", "answer cut short"),
        ("failed", "redirect loop"),
        ("refused", "robots.txt disallows"),
        ("refused", "redirects to another site"),
        ("refused", "redirects to no web address"),
    ],
)
def test_each_fault_is_counted_under_its_name(day: Any, status: str, reason: str) -> None:
    _, _, told = day

    assert told.reasons(status).get(reason) == 1


def test_redirects_to_private_addresses_are_refused_in_any_spelling(day: Any) -> None:
    _, _, told = day

    assert told.reasons("refused")["private address"] == 2


def test_pages_over_the_size_limit_are_refused(day: Any) -> None:
    _, _, told = day

    assert told.reasons("refused")["too large"] == 2


def test_a_disallowed_page_is_not_asked_for(day: Any) -> None:
    _, paper, _ = day

    assert paper.asked("/private/plans.html") == []


def test_retry_after_is_waited_for_by_the_whole_host(day: Any) -> None:
    _, paper, _ = day
    first, again = paper.asked("/news/2021/02/19/busy.html")
    between = [request for request in paper.requests if first.at < request.at < again.at]

    assert (again.at - first.at).total_seconds() >= 1
    assert all((request.at - first.at).total_seconds() >= 1 for request in between)
