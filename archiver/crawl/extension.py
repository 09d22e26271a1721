"""The extension that opens, minds and closes a crawler's run."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from scrapy import signals

from archiver.crawl import marks
from archiver.crawl.ends import End
from archiver.crawl.failures import NotFetched
from archiver.crawl.learning import learn_sites
from archiver.crawl.run import LEASE_SECONDS, is_stopping, run_of
from archiver.link import Status
from archiver.urls import site_name

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)
#: They warn of what the account counts: pages too large, answers cut short.
_QUIET = ("scrapy.core.downloader.handlers.http11", "scrapy.downloadermiddlewares.httpcompression")


class ArchiveRun:
    """Counts answers, renews leases, gives waiting requests back when the crawl stops, and closes the run."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._run = run_of(crawler)
        self._minding: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchiveRun:
        extension = cls(crawler)
        for name in _QUIET:
            logging.getLogger(name).setLevel(logging.ERROR)
        connect = crawler.signals.connect
        connect(extension.spider_opened, signal=signals.spider_opened)
        connect(extension.response_downloaded, signal=signals.response_downloaded)
        connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        self._run.stop = self._stop
        self._minding = asyncio.ensure_future(self._mind())

    def response_downloaded(self, response: Response, request: Request) -> None:
        part = self._run.sites.get(request.meta.get(marks.SITE) or site_name(request.url))
        if part is not None:
            part.account.requests += 1

    async def spider_closed(self, spider: Spider, reason: str) -> None:
        if self._minding is not None:
            self._minding.cancel()
        self._run.stopped = reason == "shutdown"  # Scrapy's word for a signal
        await learn_sites(self._run)
        await self._run.close()
        self._tell()

    def _stop(self, reason: str) -> None:
        if self._crawler.engine.running and self._crawler.engine.spider is not None:
            closing = self._crawler.engine.close_spider_async(reason=reason)
            self._closing = asyncio.ensure_future(closing)

    async def _mind(self) -> None:
        """Renew leases now and then; notice that the engine stops."""
        seconds = 0.0
        while True:
            await asyncio.sleep(0.5)
            seconds += 0.5
            if is_stopping(self._crawler):
                self._give_back()
            elif seconds >= LEASE_SECONDS / 4:
                seconds = 0.0
                await self._run.renew_leases()

    def _give_back(self) -> None:
        """Requests that still wait for their turn at a host are not sent any more: with a Crawl-delay of a minute,
        stopping would take many."""
        for slot in self._crawler.engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(NotFetched(End(status=Status.PENDING, reason="stopped")))

    def _tell(self) -> None:
        """Leave the account in Scrapy's stats, and for `scrapy crawl` in the log and the exit code."""
        run, stats = self._run, self._crawler.stats
        for part in run.sites.values():
            for status, count in part.account.counts.items():
                stats.inc_value(f"archiver/{status.value}", count)
        if run.unusable:
            stats.inc_value("archiver/failed", run.unusable)
            logger.error("%d items without a usable URL were not stored", run.unusable)
        if self._crawler.settings.get("ARCHIVER_OPTIONS") is None:
            self._tell_scrapy()

    def _tell_scrapy(self) -> None:
        """Say what `archiver crawl` would have said."""
        for part in self._run.sites.values():
            account = part.account
            counted = ", ".join(f"{count} {status.value}" for status, count in account.counts.items())
            logger.info("%s: %s", account.site, account.skipped or counted or "no links listed")
            for seed in account.seeds:
                if not seed.ok:
                    logger.warning("%s: %s", seed.url, seed.result)
        error = self._run.error
        if error is not None:
            logger.error("%s", error.message)
            # `scrapy crawl` exits with 1 when a crawler ends without its spider, and has no other way to be told
            self._crawler.spider = None
        next_step = self._run.report().next_step
        if next_step:
            logger.error("next: %s", next_step)
