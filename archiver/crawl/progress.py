"""Progress: a live line on a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import asyncio
import sys
from time import monotonic
from typing import TYPE_CHECKING

from scrapy import signals

from archiver.crawl.run import run_of
from archiver.link import Status

if TYPE_CHECKING:
    from rich.live import Live
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from archiver.crawl.run import Run

LIVE_SECONDS = 0.25
PLAIN_SECONDS = 30.0


class Progress:
    """Says how the run goes, on standard error, when the caller asks for it."""

    def __init__(self, crawler: Crawler) -> None:
        self._run = run_of(crawler)
        self._task: asyncio.Task[None] | None = None
        self._live: Live | None = None
        self._begun = monotonic()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Progress:
        progress = cls(crawler)
        crawler.signals.connect(progress.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(progress.spider_closed, signal=signals.spider_closed)
        return progress

    def spider_opened(self, spider: Spider) -> None:
        options = self._run.options
        if options.quiet or not options.progress:
            return
        shows_live = sys.stderr.isatty()
        if shows_live:
            from rich.console import Console
            from rich.live import Live

            self._live = Live(console=Console(stderr=True), refresh_per_second=4, transient=True)
            self._live.start()
        self._task = asyncio.ensure_future(self._show(LIVE_SECONDS if shows_live else PLAIN_SECONDS))

    def spider_closed(self, spider: Spider) -> None:
        if self._task is not None:
            self._task.cancel()
        if self._live is not None:
            self._live.stop()

    async def _show(self, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            line = describe(self._run, monotonic() - self._begun)
            if self._live is None:
                sys.stderr.write(line + "\n")
                sys.stderr.flush()
            else:
                from rich.text import Text

                self._live.update(Text(line, no_wrap=True, overflow="ellipsis"))


def describe(run: Run, seconds: float) -> str:
    """The run so far, in one line."""
    ended = {status: sum(part.account.counts[status] for part in run.sites.values()) for status in Status}
    requests = sum(part.account.requests for part in run.sites.values())
    seeds = sum(len(part.account.seeds) for part in run.sites.values())
    counts = ", ".join(f"{count} {status.value}" for status, count in ended.items() if count)
    sites = f"{len(run.sites)} sites, " if len(run.sites) > 1 else ""
    minutes, rest = divmod(int(seconds), 60)
    return (
        f"{minutes}:{rest:02} {sites}{requests} answers, {seeds} seeds read; {counts or 'no link ended yet'}"
    )
