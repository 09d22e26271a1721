"""Redirects, hop by hop: every hop passes the guard and robots.txt like a request of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archiver.crawl import marks
from archiver.crawl.ends import End, retry_time
from archiver.crawl.failures import NotFetched
from archiver.errors import BadUrl
from archiver.link import Status
from archiver.urls import host_of, parse_url

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

#: Browsers follow 20; a news page that needs more than ten is a trap.
MAX_HOPS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class RedirectMiddleware:
    """Follows redirects in place of Scrapy's own.

    Unlike it, this one follows for requests that want to see every status, gives each hop its own download slot,
    ends loops at once, and returns cookies a redirect sets to the same host only (a "cookie bounce" leads to the
    article) without keeping a cookie jar.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RedirectMiddleware:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        location = response.headers.get("Location")
        if response.status not in _REDIRECTS or location is None or self._is_wanted(request, response.status):
            return response
        return next_hop(request, response, location.decode("utf-8", "replace"))

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
        raise _end(Status.FAILED, "redirect loop", target)
    if len(asked) > request.meta.get(marks.HOPS, MAX_HOPS):
        raise _end(Status.FAILED, "too many redirects", target)
    return _followed(request, response.status, target, asked, cookies)


def _followed(
    request: Request, status: int, target: str, asked: list[str], cookies: dict[str, str]
) -> Request:
    becomes_get = (status in (301, 302) and request.method == "POST") or (
        status == 303 and request.method not in ("GET", "HEAD")
    )
    followed = request.replace(
        url=target,
        method="GET" if becomes_get else request.method,
        body=b"" if becomes_get else request.body,
        dont_filter=True,
        priority=request.priority + 1,
    )
    followed.meta["redirect_urls"] = asked
    followed.meta["redirect_times"] = len(asked)
    followed.meta[marks.COOKIES] = cookies
    followed.meta["download_slot"] = host_of(target)
    followed.meta.pop(marks.WIRE, None)
    if _origin(target) != _origin(request.url):
        for name in ("Authorization", "Cookie", "Referer"):
            followed.headers.pop(name, None)
    if cookies:
        followed.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return followed


def _cookies(request: Request, response: Response, target: str) -> dict[str, str]:
    """Cookies for *target*: those set on the way, as long as the host stays the same."""
    if host_of(target) != host_of(request.url):
        return {}
    cookies = dict(request.meta.get(marks.COOKIES, {}))
    for line in response.headers.getlist("Set-Cookie"):
        name, equals, value = line.decode("latin-1").partition(";")[0].partition("=")
        if equals and name.strip() and len(line) < 4096:
            cookies[name.strip()] = value.strip()
    return cookies


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _end(status: Status, reason: str, detail: str) -> NotFetched:
    retry_at = retry_time(0, datetime.now(UTC)) if status is Status.FAILED else None
    return NotFetched(End(status=status, reason=reason, detail=detail[:300], retry_at=retry_at))
