"""Redirects, hop by hop: every hop passes the guard and robots.txt like a request of its own."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from archiver.capture import Capture
from archiver.crawl import marks
from archiver.crawl.ends import End, retry_time
from archiver.crawl.failures import NotFetched
from archiver.crawl.refresh import find_refresh
from archiver.errors import BadUrl, mask_credentials
from archiver.link import Status
from archiver.urls import host_of, parse_url
from archiver.warc.http import CREDENTIALS

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

#: Browsers follow 20; a news page that needs more than ten is a trap.
MAX_HOPS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Why a chain of redirects ended.
LOOP = "redirect loop"
TOO_MANY = "too many redirects"
#: Headers that are for scheme, host and port they were set for, and nobody else.
_FOR_ONE_ORIGIN = (*sorted(CREDENTIALS), "referer")
_LONGEST_COOKIE = 4096
_MOST_COOKIES = 50
_TAKEN_BACK = re.compile(r"\bmax-age\s*=\s*[\"']?(?:-|0\b)", re.IGNORECASE)


class RedirectMiddleware:
    """Follows redirects in place of Scrapy's own.

    Unlike it, this one follows for requests that want to see every status, gives each hop its own download slot,
    ends loops at once, and returns cookies a redirect sets to the same origin only (a "cookie bounce" leads to the
    article) without keeping a cookie jar. A page that is nothing but a meta refresh is a redirect like any other.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RedirectMiddleware:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        location = response.headers.get("Location")
        if self._is_wanted(request, response.status):
            return response
        if response.status in _REDIRECTS and location is not None:
            return next_hop(request, response, location.decode("utf-8", "replace"))
        if response.status == 200 and not request.meta.get(marks.NO_ROBOTS):
            target = find_refresh(_received(response))
            if target is not None and not _leads_nowhere(request, response, target):
                return next_hop(request, response, target)
        return response

    def _is_wanted(self, request: Request, status: int) -> bool:
        """Whether the spider asked to see the redirect itself, in one of Scrapy's ways."""
        meta = request.meta
        if meta.get("dont_redirect"):
            return True
        if meta.get("handle_httpstatus_all") and not meta.get(marks.FOLLOW):
            return True
        listed = (
            *meta.get("handle_httpstatus_list", ()),
            *getattr(self._crawler.spider, "handle_httpstatus_list", ()),
        )
        return status in listed


def next_hop(request: Request, response: Response, location: str) -> Request:
    """The request a redirect leads to.

    Raises:
        NotFetched: it leads to no web address, in a circle, or too far.
    """
    try:
        target = parse_url(location.strip(), response.url)
    except BadUrl:
        raise _end(Status.REFUSED, "redirects to no web address", location) from None
    cookies = _cookies(request, response, target)
    asked = [*request.meta.get("redirect_urls", ()), request.url]
    if target in asked and cookies == request.meta.get(marks.COOKIES, {}):
        raise _end(Status.FAILED, LOOP, target)
    if len(asked) > request.meta.get(marks.HOPS, MAX_HOPS):
        raise _end(Status.FAILED, TOO_MANY, target)
    return _followed(request, response.status, target, asked, cookies)


def _received(response: Response) -> Capture:
    headers = (
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    return Capture(
        url=response.url,
        fetched_at=datetime.now(UTC),
        status=response.status,
        headers=tuple(headers),
        body=response.body,
    )


def _leads_nowhere(request: Request, response: Response, target: str) -> bool:
    """Whether a refresh only asks for the same page again, with nothing new to show for it."""
    try:
        same = parse_url(target, response.url) == request.url
    except BadUrl:
        return False  # to be refused, and said
    return same and _cookies(request, response, request.url) == request.meta.get(marks.COOKIES, {})


def _followed(
    request: Request, status: int, target: str, asked: list[str], cookies: dict[str, str]
) -> Request:
    becomes_get = (status in (301, 302) and request.method == "POST") or (
        status in (200, 303) and request.method not in ("GET", "HEAD")
    )
    changes: dict[str, Any] = {"method": "GET", "body": b""} if becomes_get else {}
    moves = _origin(target) != _origin(request.url)
    if moves:
        changes["cookies"] = None
    followed: Request = request.replace(
        url=target, dont_filter=True, priority=request.priority + 1, **changes
    )
    followed.meta["redirect_urls"] = asked
    followed.meta["redirect_times"] = len(asked)
    followed.meta[marks.COOKIES] = cookies
    followed.meta["download_slot"] = host_of(target)
    followed.meta.pop(marks.WIRE, None)
    if moves:
        for name in _FOR_ONE_ORIGIN:
            followed.headers.pop(name, None)
        if urlsplit(target).scheme != urlsplit(request.url).scheme:
            # a proxy is named for a scheme; Scrapy's own middleware, where it is on, names the other's
            followed.meta.pop("proxy", None)
    if cookies:
        followed.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return followed


def _cookies(request: Request, response: Response, target: str) -> dict[str, str]:
    """Cookies for *target*: those set on the way, as long as scheme, host and port stay the same.

    A cookie's own Domain is not looked at: with it a page could set one for all newspapers of a country (".co.uk").
    """
    if _origin(target) != _origin(request.url):
        return {}
    cookies = dict(request.meta.get(marks.COOKIES, {}))
    for line in response.headers.getlist("Set-Cookie"):
        pair, _, attributes = line.decode("latin-1").partition(";")
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not equals or not name or len(line) >= _LONGEST_COOKIE:
            continue
        if _TAKEN_BACK.search(attributes):
            cookies.pop(name, None)
        elif len(cookies) < _MOST_COOKIES:
            cookies[name] = value
    return cookies


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _end(status: Status, reason: str, detail: str) -> NotFetched:
    retry_at = retry_time(0, datetime.now(UTC)) if status is Status.FAILED else None
    return NotFetched(
        End(status=status, reason=reason, detail=mask_credentials(detail)[:300], retry_at=retry_at)
    )
