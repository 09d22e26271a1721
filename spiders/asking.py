"""Asking: one request at a time, awaited where it is made, through the same middlewares as any crawl."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from archiver.crawl.failures import explain
from archiver.crawl.requests import page_request, seed_request

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from archiver.crawl.ends import End
    from archiver.link import Link


async def ask_seed(crawler: Crawler, url: str, site: str) -> Response | End:
    """The answer of a seed, as the server sent it; or why there is none."""
    return await _ask(crawler, seed_request(url, site=site, callback=_nobody, errback=_nobody))


async def ask_page(crawler: Crawler, link: Link, site: str) -> Response | End:
    """The answer of a page, as the server sent it; or why there is none."""
    return await _ask(crawler, page_request(link, site=site, callback=_nobody, errback=_nobody))


async def _ask(crawler: Crawler, request: Request) -> Response | End:
    try:
        response: Response = await crawler.engine.download_async(request)
    except Exception as error:
        return explain(error, 0, datetime.now(UTC))
    return response


def _nobody(*arguments: object) -> None:
    """Never called: the answer goes to whoever awaits it."""
