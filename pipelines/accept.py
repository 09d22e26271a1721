"""Accept: whatever a spider yields, as the archive's own records.

A spider may yield a `Capture`, an `Article`, an `Outcome`; or a dict, dataclass, attrs object or scrapy.Item with

- `url` and `html` (text or bytes of the page): the article is read from it like from any page; or
- `url`, `title` and `body` (text with blank lines between paragraphs, or a list of paragraphs), and if it likes
  `authors`, `published`, `modified`, `description`, `section`, `tags`, `language`, `images`.

Other fields are passed over. A field that is missing or of the wrong type ends the item as failed, and the message
names the field.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import DropItem

from archiver.article import Article
from archiver.capture import Capture
from archiver.crawl.adopting import adopt
from archiver.crawl.run import run_of
from archiver.errors import ArchiverError, RecordError
from archiver.link import Link, Status, Via
from archiver.outcome import Outcome

from .record import read_item, read_url

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class Accept:
    """Turns what a spider yields into an `Outcome`, and gives its link a place in the frontier."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._run = run_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Accept:
        return cls(crawler)

    async def process_item(self, item: Any) -> Outcome:
        try:
            outcome = to_outcome(item, datetime.now(UTC))
        except RecordError as error:
            url = read_url(item)
            logger.error("%s%s", f"{url}: " if url else "", error.message)
            if url is None:
                self._run.unusable += 1
                raise DropItem(error.message, log_level="DEBUG") from error
            link = Link(url=url, via=Via.SPIDER)
            outcome = Outcome(
                link=link, status=Status.FAILED, reason=f"item: field {error.field!r}", detail=error.problem
            )
        if outcome.link.id is not None:
            return outcome
        try:
            adopted = await adopt(self._run, outcome, getattr(self._crawler.spider, "site", None))
        except ArchiverError as error:
            self._run.fail(error)
            raise DropItem(error.message, log_level="ERROR") from error
        if adopted is None:
            raise DropItem(f"{outcome.link.url} was stored in this run already", log_level="DEBUG")
        return adopted


def to_outcome(item: Any, now: datetime) -> Outcome:
    """*item* as an outcome without an end.

    Raises:
        RecordError: a field is missing, or has the wrong type.
    """
    if isinstance(item, Outcome):
        return item
    if isinstance(item, Capture):
        return Outcome(link=item.link or Link(url=item.url, via=Via.SPIDER), capture=item)
    if isinstance(item, Article):
        return Outcome(link=Link(url=item.url, via=Via.SPIDER), article=item)
    record = read_item(item, now)
    link = Link(url=record.url, via=Via.SPIDER)
    if isinstance(record, Capture):
        return Outcome(link=link, capture=record)
    return Outcome(link=link, article=record)
