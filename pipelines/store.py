"""Store: every outcome goes to the archive, in batches, in the transaction that ends its link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from archiver.crawl.following import canonical_link
from archiver.crawl.run import run_of
from archiver.errors import ArchiverError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archiver.article import Article
    from archiver.outcome import Outcome


class Store:
    """Waits for the commit, then hands the article on to Scrapy's exporters; what is no article ends here."""

    def __init__(self, crawler: Crawler) -> None:
        self._run = run_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Store:
        return cls(crawler)

    async def process_item(self, item: Outcome) -> Article:
        try:
            saved = await self._run.save(item)
            link = canonical_link(item)
            if link is not None and self._run.follow is not None:
                await self._run.follow(link)
        except ArchiverError as error:
            self._run.fail(error)
            raise DropItem(error.message, log_level="DEBUG") from error
        if item.article is None:
            raise DropItem(f"{saved.status.value}: {saved.reason}", log_level="DEBUG")
        return item.article
