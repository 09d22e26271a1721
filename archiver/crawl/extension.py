"""The extension that opens, minds and closes a crawler's run."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from scrapy import signals

from archiver.account import ExitCode
from archiver.crawl import marks
from archiver.crawl.halting import Halting, exit_with
from archiver.crawl.learning import learn_sites
from archiver.crawl.run import LEASE_SECONDS, is_stopping, run_of
from archiver.errors import ArchiverError, RunError
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
        self._halting = Halting(crawler, self._run, self._tell)
        self._minding: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchiveRun:
        extension = cls(crawler)
        for name in _QUIET:
            logging.getLogger(name).setLevel(logging.ERROR)
        connect = crawler.signals.connect
        connect(extension.spider_opened, signal=signals.spider_opened)
        connect(extension.engine_started, signal=signals.engine_started)
        connect(extension.response_downloaded, signal=signals.response_downloaded)
        connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        self._run.stop = self._halting.close_spider
        self._minding = asyncio.ensure_future(self._mind())

    def engine_started(self) -> None:
        # not before: Scrapy sets its own handlers when its event loop starts
        self._halting.attend()

    def response_downloaded(self, response: Response, request: Request) -> None:
        part = self._run.sites.get(request.meta.get(marks.SITE) or site_name(request.url))
        if part is not None:
            part.account.requests += 1

    async def spider_closed(self, spider: Spider, reason: str) -> None:
        if self._minding is not None:
            self._minding.cancel()
        try:
            await learn_sites(self._run)
        except Exception as error:
            # whatever goes wrong with this last step, what the run has stored is to be closed and told
            logger.exception("templates could not be learned")
            self._run.fail(RunError(f"templates could not be learned: {type(error).__name__}: {error}"))
        await self._run.close()
        self._halting.over()
        self._tell()

    async def _mind(self) -> None:
        """Renew leases now and then; notice that the engine stops."""
        seconds = 0.0
        while True:
            await asyncio.sleep(0.5)
            seconds += 0.5
            if self._run.sites and not self._run.options.dry_run:
                await self._run.watch_disks()
            if is_stopping(self._crawler):
                self._halting.give_back()
            elif seconds >= LEASE_SECONDS / 4:
                seconds = 0.0
                try:
                    await self._run.renew_leases()
                except ArchiverError as error:
                    self._run.fail(error)

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
        for note in self._run.notes:
            logger.info("%s", note)
        error = self._run.error
        if error is not None:
            logger.error("%s", error.message)
            # `scrapy crawl` exits with 1 when a crawler ends without its spider, and has no other way to be told
            self._crawler.spider = None
        elif self._run.stopped:
            logger.info("stopped by %s; the next run goes on with what is pending", self._run.stopped)
            exit_with(ExitCode.STOPPED)
        next_step = self._run.report().next_step
        if next_step:
            logger.error("next: %s", next_step)
