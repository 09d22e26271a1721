"""Patience: retries after a pause, Retry-After for the whole host, and a deadline per URL."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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
from archiver.crawl.ends import DEFAULT_WAIT, End, read_retry_after
from archiver.crawl.failures import NotFetched
from archiver.crawl.run import is_stopping
from archiver.link import Status
from archiver.urls import host_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

#: Answers that are tried again within the run; 429 and 503 with Retry-After follow their own clock.
RETRY_STATUSES = frozenset({408, 500, 502, 503, 504, 520, 521, 522, 523, 524})
#: A host that says "later" this many times in a row is left alone for the rest of the run.
MAX_STRIKES = 5
#: A URL may take this many times the timeout over all its attempts and redirects.
DEADLINE_TIMEOUTS = 2.0


@dataclass(slots=True)
class Hold:
    """A host that asked us to wait."""

    until: float  #: on the monotonic clock
    retry_at: datetime  #: the same on the wall, UTC
    status: int
    strikes: int = 1


class BackoffMiddleware:
    """Waits where a server asks for it, tries again where it failed, and gives up in time."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._holds: dict[str, Hold] = {}
        self._retries = crawler.settings.getint("RETRY_TIMES")
        self._pause_seconds = crawler.settings.getfloat("ARCHIVER_RETRY_SECONDS")
        self._patience_seconds = crawler.settings.getfloat("ARCHIVER_PATIENCE_SECONDS")
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
        """Hold the host when it says 429, or 503 with a time; forget its strikes when it answers."""
        now = datetime.now(UTC)
        host = host_of(request.url)
        held = self._holds.get(host)
        wanted = read_retry_after(_retry_after(response), now)
        if response.status != 429 and not (response.status == 503 and wanted):
            if held is not None and held.until <= monotonic():
                del self._holds[host]
            return
        strikes = held.strikes + 1 if held else 1
        retry_at = wanted or now + min(timedelta(seconds=10 * 2**strikes), DEFAULT_WAIT)
        until = monotonic() + (retry_at - now).total_seconds()
        self._holds[host] = Hold(until, retry_at, response.status, strikes)
        self._hold_slot(request, self._holds[host])

    def _hold_slot(self, request: Request, hold: Hold) -> None:
        """Requests that already wait in the host's download slot wait longer, or are given back."""
        downloader = self._crawler.engine.downloader
        slot = downloader.slots.get(downloader.get_slot_key(request))
        if slot is None:
            return
        seconds = hold.until - monotonic()
        if seconds <= self._patience_seconds and hold.strikes < MAX_STRIKES:
            slot.lastseen = monotonic() + seconds - slot.delay
            return
        while slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(NotFetched(_later(hold)))

    async def process_request(self, request: Request) -> None:
        left = request.meta.setdefault(marks.SECONDS_LEFT, DEADLINE_TIMEOUTS * self._timeout_seconds)
        if left <= 0:
            raise DownloadTimeoutError(f"{request.url} took longer than its deadline")
        request.meta["download_timeout"] = min(self._timeout_seconds, left)
        while (hold := self._holds.get(host_of(request.url))) and hold.until > monotonic():
            wait = hold.until - monotonic()
            if wait > self._patience_seconds or hold.strikes >= MAX_STRIKES:
                raise NotFetched(_later(hold))
            await self._sleep(wait, hold)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        _spend(request, request.meta.get("download_latency", 0.0))
        hold = self._holds.get(host_of(request.url))
        if hold is not None and response.status == hold.status:
            too_long = hold.strikes >= MAX_STRIKES or hold.until - monotonic() > self._patience_seconds
            return response if too_long or not self._may_retry(request) else _again(request)
        if response.status in RETRY_STATUSES and self._may_retry(request):
            return await self._retried(request)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        if isinstance(exception, DownloadTimeoutError):
            _spend(request, request.meta.get("download_timeout", self._timeout_seconds))
        if isinstance(exception, (IgnoreRequest, DownloadCancelledError, UnsupportedURLSchemeError)):
            return None
        if not self._may_retry(request) or request.meta.get(marks.SECONDS_LEFT, 1.0) <= 0:
            return None
        return await self._retried(request)

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


def _spend(request: Request, seconds: float) -> None:
    if marks.SECONDS_LEFT in request.meta:
        request.meta[marks.SECONDS_LEFT] -= seconds


def _later(hold: Hold) -> End:
    detail = f"the server asks to come back after {hold.retry_at:%Y-%m-%d %H:%M:%S} UTC"
    return End(status=Status.PENDING, reason=f"HTTP {hold.status}", detail=detail, retry_at=hold.retry_at)


def _retry_after(response: Response) -> str | None:
    value = response.headers.get("Retry-After")
    return value.decode("latin-1") if value else None
