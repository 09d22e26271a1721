"""Patience: retries after a pause, Retry-After for the whole host, and a deadline per URL."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
    UnsupportedURLSchemeError,
)

from archiver.crawl import marks
from archiver.crawl.ends import End, read_retry_after
from archiver.crawl.failures import NotFetched, explain
from archiver.crawl.hosts import hosts_of
from archiver.crawl.pace import pace_of
from archiver.crawl.run import is_stopping
from archiver.link import Status
from archiver.urls import host_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from archiver.crawl.hosts import Hold

#: Answers that are tried again within the run; 429 and 503 with Retry-After follow their own clock.
RETRY_STATUSES = frozenset({408, 500, 502, 503, 504, 520, 521, 522, 523, 524})
#: A URL may take this many times the timeout over all its attempts and redirects.
DEADLINE_TIMEOUTS = 2.0


class BackoffMiddleware:
    """Waits where a server asks for it, tries again where it failed, and gives up in time."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._hosts = hosts_of(crawler)
        self._pace = pace_of(crawler)
        self._retries = crawler.settings.getint("RETRY_TIMES")
        self._pause_seconds = crawler.settings.getfloat("ARCHIVER_RETRY_SECONDS")
        self._timeout_seconds = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BackoffMiddleware:
        middleware = cls(crawler)
        # this signal comes before the slot starts its next request, so that not one request is early
        crawler.signals.connect(middleware.note_answer, signal=signals.response_downloaded)
        crawler.signals.connect(middleware.note_arrival, signal=signals.headers_received)
        return middleware

    def note_arrival(self, request: Request) -> None:
        """Count the host's delay from here: only now is it certain that the server has had the request.

        Scrapy counts from when it takes a request out of the slot. What is sent late, because the event loop was
        busy or a connection had to be made, would be followed too soon.
        """
        downloader = self._crawler.engine.downloader
        slot = downloader.slots.get(downloader.get_slot_key(request))
        if slot is not None:
            slot.lastseen = max(slot.lastseen, monotonic())

    def note_answer(self, response: Response, request: Request) -> None:
        """Hold the host when it asks for it; note how fast it was, and that it answers."""
        host = host_of(request.url)
        hold = self._asked_to_wait(response, host)
        if hold is None and response.status >= 500:
            self._pace.note_error(host)
            hold = self._hosts.note_failure(host, f"HTTP {response.status}")
        elif hold is None:
            self._hosts.note_answer(host)
            self._pace.note_answer(host, request.meta.get("download_latency", 0.0))
        if hold is not None:
            self._hold_slot(request, hold)

    def _asked_to_wait(self, response: Response, host: str) -> Hold | None:
        """The hold a 429, or an error with a time, puts on its host."""
        wait = wanted_wait(response)
        if response.status != 429 and (wait is None or response.status < 500):
            return None
        return self._hosts.put_off(host, f"HTTP {response.status}", wait)

    def _hold_slot(self, request: Request, hold: Hold) -> None:
        """Requests that already wait in the host's download slot wait longer, or are given back."""
        downloader = self._crawler.engine.downloader
        slot = downloader.slots.get(downloader.get_slot_key(request))
        if slot is None:
            return
        if not self._hosts.is_too_long(hold):
            slot.lastseen = monotonic() + hold.seconds - slot.delay
            return
        while slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(NotFetched(hold.end))

    async def process_request(self, request: Request) -> None:
        left = request.meta.setdefault(marks.SECONDS_LEFT, DEADLINE_TIMEOUTS * self._timeout_seconds)
        if left <= 0:
            raise DownloadTimeoutError(f"{request.url} took longer than its deadline")
        request.meta["download_timeout"] = min(self._timeout_seconds, left)
        host = host_of(request.url)
        while (hold := self._hosts.hold(host)) is not None:
            if self._hosts.is_too_long(hold):
                raise NotFetched(hold.end)
            await self._sleep(hold.seconds, hold)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        hold = self._hosts.hold(host_of(request.url))
        if hold is not None and hold.reason == f"HTTP {response.status}":
            return (
                response if self._hosts.is_too_long(hold) or not self._may_retry(request) else _again(request)
            )
        if hold is None and response.status in RETRY_STATUSES and self._may_retry(request):
            return await self._retried(request)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        if isinstance(exception, (IgnoreRequest, DownloadCancelledError, UnsupportedURLSchemeError)):
            return None
        hold = self._note_lost(request, exception)
        if hold is not None or not self._may_retry(request) or request.meta.get(marks.SECONDS_LEFT, 1.0) <= 0:
            return None
        return await self._retried(request)

    def _note_lost(self, request: Request, exception: Exception) -> Hold | None:
        """Count a request that came to nothing against its host."""
        host = host_of(request.url)
        self._pace.note_error(host)
        hold = self._hosts.note_failure(host, explain(exception, 0, datetime.now(UTC)).reason)
        if hold is not None:
            self._hold_slot(request, hold)
        return hold

    def _may_retry(self, request: Request) -> bool:
        return not request.meta.get("dont_retry") and request.meta.get(marks.TRIES, 0) < self._retries

    async def _retried(self, request: Request) -> Request:
        await self._sleep(self._pause_seconds * 3 ** request.meta.get(marks.TRIES, 0))
        return _again(request)

    async def _sleep(self, seconds: float, hold: Hold | None = None) -> None:
        """Wait, but not longer than the crawl goes on."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            if is_stopping(self._crawler):
                retry_at = hold.retry_at if hold else None
                raise NotFetched(End(status=Status.PENDING, reason="stopped", retry_at=retry_at))
            await asyncio.sleep(min(left, 0.25))


def _again(request: Request) -> Request:
    again: Request = request.replace(dont_filter=True)
    again.meta.pop(marks.WIRE, None)
    again.meta[marks.TRIES] = request.meta.get(marks.TRIES, 0) + 1
    return again


def wanted_wait(response: Response) -> timedelta | None:
    """How long the server asks us to stay away; None when it does not say.

    A date is taken by the server's own clock where it tells it: ours may be wrong, or its.
    """
    wanted = response.headers.get("Retry-After")
    if wanted is None:
        return None
    now = _their_clock(response) or datetime.now(UTC)
    moment = read_retry_after(wanted.decode("latin-1"), now)
    return moment - now if moment is not None else None


def _their_clock(response: Response) -> datetime | None:
    date = response.headers.get("Date")
    try:
        moment = parsedate_to_datetime(date.decode("latin-1")) if date else None
    except ValueError:
        return None
    # a year of 0 to 9998: what is added to it stays a date
    return moment if moment is not None and moment.tzinfo is not None and moment.year < 9999 else None
