"""Extract: the article in a capture, read in a worker process; or the reason why there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from archiver.capture import CUT_SHORT
from archiver.crawl.ends import judge_answer, retry_time
from archiver.crawl.run import STOPPED, run_of
from archiver.errors import NotAnArticle
from archiver.link import Status
from archiver.warc.writer import payload_digest

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archiver.capture import Capture
    from archiver.outcome import Outcome


class Extract:
    """Gives an outcome its article, or its end."""

    def __init__(self, crawler: Crawler) -> None:
        self._run = run_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Extract:
        return cls(crawler)

    async def process_item(self, item: Outcome) -> Outcome:
        capture = item.capture
        if capture is None or item.article is not None or item.status is not None:
            return item
        ended = end_without_reading(item, capture, datetime.now(UTC))
        if ended is not None:
            return ended
        try:
            article = await self._run.read(capture, self._run.part_of(item.link).site)
        except NotAnArticle as error:
            if error.reason == STOPPED:  # it stays pending; the next run takes it from the WARC file
                raise DropItem(STOPPED, log_level="DEBUG") from error
            return without_article(item, error, datetime.now(UTC))
        return replace(item, article=article)


#: Reasons that speak of the reader or of one answer, and not of the page: another time it may be read.
READER_REASONS = frozenset({"too slow", "reader died", "reader stopped", "reader failed", CUT_SHORT})


def without_article(item: Outcome, error: NotAnArticle, now: datetime) -> Outcome:
    """How a capture ends that no article was read in."""
    if error.reason in READER_REASONS:
        retry_at = retry_time(item.link.attempts, now)
        return replace(
            item, status=Status.FAILED, reason=error.reason, detail=error.detail, retry_at=retry_at
        )
    return replace(item, status=Status.REFUSED, reason=error.reason, detail=error.account)


def end_without_reading(item: Outcome, capture: Capture, now: datetime) -> Outcome | None:
    """How a capture ends by its status, or because its bytes are those of the article's last capture."""
    end = judge_answer(capture.status, capture.header("retry-after"), item.link.attempts, now)
    if end is not None:
        return replace(item, status=end.status, reason=end.reason, detail=end.detail, retry_at=end.retry_at)
    known = item.link.article_id is not None and not capture.following
    if known and payload_digest(capture) == item.link.digest:
        return replace(item, status=Status.UNCHANGED, reason="same bytes")
    return None
