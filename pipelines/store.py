"""Store: every outcome goes to the archive, in batches, in the transaction that ends its link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from archiver.crawl.following import canonical_link
from archiver.crawl.run import run_of
from archiver.errors import ArchiverError

from .opt_outs import is_opted_out

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archiver.article import Article
    from archiver.outcome import Outcome
    from archiver.store.records import Saved


#: Answers that say what a page is; 403 and 500 say only that the server is not willing.
_TELLING = frozenset({200, 203, 304, 404, 410})
#: With one of those statuses, a server that is not willing, whatever the link.
_NOT_OF_THE_PAGE = frozenset(
    {"robot check", "maintenance page", "region block", "consent page", "unsupported browser"}
)


class Store:
    """Waits for the commit, then hands the article on to Scrapy's exporters; what is no article ends here."""

    def __init__(self, crawler: Crawler) -> None:
        self._run = run_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Store:
        return cls(crawler)

    def _note(self, item: Outcome, saved: Saved) -> None:
        """Tell the site's budget what a link came to, when the page itself has told."""
        told = item.capture is not None and item.capture.status in _TELLING
        if told and saved.reason not in _NOT_OF_THE_PAGE and not is_opted_out(item):
            self._run.part_of(item.link).followed.note(
                item.link, saved.status, saved.article_id or item.link.article_id
            )

    async def process_item(self, item: Outcome) -> Article:
        try:
            saved = await self._run.save(item)
            self._note(item, saved)
            link = canonical_link(item)
            if link is not None and self._run.follow is not None:
                await self._run.follow(link)
        except ArchiverError as error:
            self._run.fail(error)
            raise DropItem(error.message, log_level="DEBUG") from error
        if item.article is None:
            raise DropItem(f"{saved.status.value}: {saved.reason}", log_level="DEBUG")
        return item.article
