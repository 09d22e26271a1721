"""PageSpider: fetches one page for a person to look at. Nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy import Spider

from archiver.crawl.advice import advise
from archiver.crawl.ends import End
from archiver.crawl.options import Fetched
from archiver.crawl.robots import RobotsMiddleware
from archiver.crawl.wire import capture_from
from archiver.link import Link, Via
from archiver.urls import site_name

from .asking import ask_page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from scrapy import Request


class PageSpider(Spider):
    """Fetches *url* and hands what came of it to *deliver*. Started by `archiver.crawl.start.fetch_page`."""

    name = "page"

    def __init__(self, *, url: str, deliver: Callable[[Fetched], None] | None = None) -> None:
        super().__init__()
        self.url = url
        self.deliver = deliver or (lambda fetched: self.logger.info("%s", fetched))

    async def start(self) -> AsyncIterator[Any]:
        self.deliver(await self._fetch())
        nothing: tuple[Request, ...] = ()
        for request in nothing:  # what there was to ask has been asked
            yield request

    async def _fetch(self) -> Fetched:
        link = Link(url=self.url, via=Via.GIVEN, site=site_name(self.url))
        answer = await ask_page(self.crawler, link, site_name(self.url))
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        assert robots is not None
        verdict = await robots.verdict(self.url)
        if isinstance(answer, End):
            reason = f"{answer.reason}: {answer.detail}" if answer.detail else answer.reason
            next_step = answer.next_step or advise(reason)
            return Fetched(url=self.url, robots=verdict, reason=reason, next_step=next_step)
        return Fetched(url=self.url, robots=verdict, capture=capture_from(answer, link))
