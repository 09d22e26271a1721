"""Redirects, hop by hop."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response

from archiver.crawl import marks
from archiver.crawl.failures import NotFetched
from archiver.crawl.redirects import MAX_HOPS, next_hop
from archiver.link import Status

URL = "https://www.courier.example/news/one"


def hop(location: str, request: Request | None = None, **headers: Any) -> Request:
    request = request or Request(URL)
    return next_hop(request, Response(request.url, status=302, headers=headers, request=request), location)


def test_a_relative_location_is_joined_to_the_page() -> None:
    assert hop("../two").url == "https://www.courier.example/two"


def test_every_url_asked_is_remembered() -> None:
    second = hop("/three", hop("/two"))

    assert second.meta["redirect_urls"] == [URL, "https://www.courier.example/two"]


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "data:text/html,x", "ftp://x.example/", "javascript:alert(1)", "https://"],
)
def test_a_redirect_to_no_web_address_is_refused(location: str) -> None:
    with pytest.raises(NotFetched) as refused:
        hop(location)

    assert refused.value.end.status is Status.REFUSED


def test_a_circle_ends_at_once() -> None:
    with pytest.raises(NotFetched, match="redirect loop"):
        hop(URL, hop("/two"))


def test_a_long_way_ends() -> None:
    request = Request(URL)
    for number in range(MAX_HOPS):
        request = hop(f"/{number}", request)

    with pytest.raises(NotFetched, match="too many redirects"):
        hop("/on", request)


def test_a_cookie_bounce_leads_to_the_article() -> None:
    bounced = hop(URL, **{"Set-Cookie": "seen=1; Path=/"})

    assert bounced.url == URL
    assert bounced.headers["Cookie"] == b"seen=1"


def test_cookies_and_credentials_stay_with_their_host() -> None:
    request = Request(URL, headers={"Authorization": "Basic eDp5"}, meta={marks.COOKIES: {"seen": "1"}})

    moved = hop("https://elsewhere.example/", request, **{"Set-Cookie": "a=b"})

    assert "Cookie" not in moved.headers
    assert "Authorization" not in moved.headers
    assert moved.meta["download_slot"] == "elsewhere.example"


def test_a_post_becomes_a_get() -> None:
    moved = hop("/thanks", Request(URL, method="POST", body=b"x=1"))

    assert (moved.method, moved.body) == ("GET", b"")


@pytest.mark.parametrize("line", ["seen=; Max-Age=0", "seen=1; max-age=-1; Path=/"])
def test_a_cookie_that_is_taken_back_is_not_sent(line: str) -> None:
    request = Request(URL, meta={marks.COOKIES: {"seen": "1", "kept": "2"}})

    assert hop("/two", request, **{"Set-Cookie": line}).headers["Cookie"] == b"kept=2"
