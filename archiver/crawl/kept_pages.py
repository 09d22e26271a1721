"""The middleware that answers requests with pages a killed run had fetched and not stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.http import Response

from archiver.crawl import marks
from archiver.crawl.run import run_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class KeptPagesMiddleware:
    """Stands behind robots.txt and before everything that waits: such a page costs the server nothing."""

    def __init__(self, crawler: Crawler) -> None:
        self._run = run_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> KeptPagesMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        link = request.meta.get(marks.LINK) or request.meta.get(marks.GIVEN)
        if link is None or marks.TRIES in request.meta:
            return None
        capture = await self._run.leftovers.take(request.url, link)
        if capture is None:
            return None
        request.meta[marks.KEPT] = capture
        return Response(
            capture.answered_url, status=capture.status, headers=dict(capture.headers), body=capture.body
        )
