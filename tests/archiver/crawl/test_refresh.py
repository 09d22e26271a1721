"""Meta refresh: which pages are only the way to another."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from archiver.capture import Capture
from archiver.crawl import marks
from archiver.crawl.failures import NotFetched
from archiver.crawl.redirects import RedirectMiddleware
from archiver.crawl.refresh import find_refresh, read_refresh

URL = "https://www.courier.example/old"
TAG = '<meta http-equiv="refresh" content="0; url=/new">'


def page(body: str | bytes, **headers: str) -> Capture:
    told = {"Content-Type": "text/html", **{name.replace("_", "-"): value for name, value in headers.items()}}
    raw = body.encode() if isinstance(body, str) else body
    return Capture(url=URL, fetched_at=datetime.now(UTC), status=200, headers=tuple(told.items()), body=raw)


@pytest.mark.parametrize(
    ("content", "url"),
    [
        ("0; url=/new", "/new"),
        ("3;URL='https://www.courier.example/new'", "https://www.courier.example/new"),
        ('0; url = "/new" ', "/new"),
        ("1, /new", "/new"),
        ("0.5; url=/new", "/new"),
        ("0;", None),
        ("300; url=/new", None),
        ("300", None),
        ("", None),
        ("soon; url=/new", None),
    ],
)
def test_where_a_refresh_leads(content: str, url: str | None) -> None:
    assert read_refresh(content) == url


@pytest.mark.parametrize(
    ("body", "target"),
    [
        (f"<html><head>{TAG}<title>Moved to a place with a very long name</title></head></html>", "/new"),
        (f"{TAG}<p>The Courier has moved. <a href=/new>Go there</a>.<script>{'x ' * 900}</script>", "/new"),
        (f"{TAG}<article>{'<p>The council met on Monday to decide.' * 20}</article>", None),
        (f"<noscript>{TAG}</noscript><p>Please switch on scripts", None),
        (f"<!-- {TAG} --><p>Nothing", None),
        ("<p>refresh your memory", None),
        (f"{TAG}<!-- {'x' * 17_000} -->", None),
    ],
)
def test_only_a_page_that_says_nothing_else_is_left(body: str, target: str | None) -> None:
    assert find_refresh(page(body)) == target


def test_a_compressed_page_and_a_header_count_as_well() -> None:
    assert find_refresh(page(gzip.compress(TAG.encode()), Content_Encoding="gzip")) == "/new"
    assert find_refresh(page("", Refresh="0; url=/new")) == "/new"


def answer(body: str, request: Request, **headers: str) -> Request | Response:
    middleware = RedirectMiddleware.from_crawler(get_crawler())
    told = {"Content-Type": "text/html", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return middleware.process_response(
        request, Response(request.url, headers=told, body=body.encode(), request=request)
    )


def test_a_refresh_is_a_hop_like_any_other() -> None:
    followed = answer(TAG, Request(URL, meta={marks.FOLLOW: True, "handle_httpstatus_all": True}))

    assert isinstance(followed, Request)
    assert followed.url == "https://www.courier.example/new"
    assert followed.meta["redirect_urls"] == [URL]


@pytest.mark.parametrize("target", ["file:///etc/passwd", "javascript:alert(1)", "data:text/html,x"])
def test_a_refresh_to_no_web_address_is_refused(target: str) -> None:
    with pytest.raises(NotFetched, match="no web address"):
        answer(f'<meta http-equiv=refresh content="0; url={target}">', Request(URL))


def test_a_page_that_sends_for_itself_with_a_cookie_is_asked_again_once() -> None:
    tag = f'<meta http-equiv="refresh" content="1; url={URL}">'

    again = answer(tag, Request(URL), Set_Cookie="seen=1")

    assert isinstance(again, Request)
    assert again.headers["Cookie"] == b"seen=1"
    assert isinstance(answer(tag, again, Set_Cookie="seen=1"), Response)
