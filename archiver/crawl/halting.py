"""Halting: how a crawl ends before its end, in good order or at least in time."""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import sys
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any

from archiver.crawl.ends import End
from archiver.crawl.failures import NotFetched
from archiver.crawl.stopping import LAST_SECONDS, stopping
from archiver.link import Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler

    from archiver.crawl.run import Run

logger = logging.getLogger(__name__)


class Halting:
    """Ends a crawler's run when signals ask for it.

    After the first, nothing new is begun; what is in flight may end within the grace. After that, or at a second
    signal, accounts and WARC file are closed as they are: what is not stored by then is pending.
    """

    def __init__(self, crawler: Crawler, run: Run, tell: Callable[[], None]) -> None:
        self._crawler = crawler
        self._run = run
        self._tell = tell  #: called when the run was closed without Scrapy
        self._grace_seconds = crawler.settings.getfloat("ARCHIVER_GRACE_SECONDS")
        self._heard = 0
        self._closing: asyncio.Future[None] | None = None
        self._grace: asyncio.Future[None] | None = None
        self._last: asyncio.Future[None] | None = None

    def attend(self) -> None:
        """Listen from now on; in the event loop."""
        loop = asyncio.get_running_loop()
        stopping.catch()
        stopping.attend(lambda: loop.call_soon_threadsafe(self._hear))

    def over(self) -> None:
        """The run has ended well: there is nothing to hurry any more."""
        if self._grace is not None:
            self._grace.cancel()

    def close_spider(self, reason: str) -> None:
        """Begin nothing new, and end when what is in flight has ended."""
        if self._crawler.engine.running and self._crawler.engine.spider is not None:
            self._closing = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason=reason))

    def give_back(self) -> None:
        """Requests that still wait for their turn at a host are not sent any more: with a Crawl-delay of a minute,
        stopping would take many."""
        for slot in self._crawler.engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(NotFetched(End(status=Status.PENDING, reason="stopped")))

    def _hear(self) -> None:
        heard, self._heard = self._heard, len(stopping.names)
        if heard == 0 and self._heard:
            name = self._run.stopped = stopping.asked
            logger.warning(
                "%s: finishing what is in flight, %g seconds at most; a second signal ends it at once",
                name,
                self._grace_seconds,
            )
            self._run.hasten()
            self._grace = asyncio.ensure_future(self._end_well())
        if self._heard > 1:
            self.over()
            self._end_now()

    async def _end_well(self) -> None:
        end = monotonic() + self._grace_seconds
        # a signal in the first moment: closed before it runs, the engine would never end
        while not self._crawler.engine.running and self._crawler.engine.spider is not None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        self.close_spider("shutdown")
        self.give_back()
        await asyncio.sleep(end - monotonic())
        logger.warning("not everything has ended within %g seconds; the rest is pending", self._grace_seconds)
        self._end_now()

    def _end_now(self) -> None:
        if self._last is None:
            self._last = asyncio.ensure_future(self._end())

    async def _end(self) -> None:
        """Close the run without waiting for Scrapy, whose requests cannot be broken off."""
        for name in ("asyncio", "scrapy", "twisted"):  # they would complain of what is left lying
            logging.getLogger(name).setLevel(logging.CRITICAL)
        closing = asyncio.ensure_future(self._run.close(at_once=True))
        done, _ = await asyncio.wait([closing], timeout=LAST_SECONDS)
        if not done:
            logger.error("the account could not be stored in time; the next run does it")
        self._tell()
        self._crawler.crawling = False  # or the event loop would wait for the requests before it stops
        from twisted.internet import reactor as running

        reactor: Any = running
        with suppress(RuntimeError):
            reactor.stop()


_exit_code: int | None = None


def exit_with(code: int) -> None:
    """Let the process end with *code*, whatever the program that started it makes of the crawl: `scrapy crawl` knows
    only 0 and 1."""
    global _exit_code
    _exit_code = code


def _leave() -> None:
    if _exit_code is not None:
        logging.shutdown()
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(_exit_code)


# of the functions called at the end the one that was registered first comes last
atexit.register(_leave)
