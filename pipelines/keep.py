"""Keep: captures go to WARC files as they came."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from archiver.crawl.run import run_of
from archiver.errors import ArchiverError

from .opt_outs import is_opted_out

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archiver.outcome import Outcome


class Keep:
    """Writes each capture to the run's WARC file and notes its place."""

    def __init__(self, crawler: Crawler) -> None:
        self._run = run_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Keep:
        return cls(crawler)

    async def process_item(self, item: Outcome) -> Outcome:
        if item.capture is None or is_opted_out(item):
            return item
        try:
            return replace(item, capture=await self._run.keep(item.capture))
        except ArchiverError as error:  # the run stops, and the link stays for the next
            raise DropItem(error.message, log_level="DEBUG") from error
