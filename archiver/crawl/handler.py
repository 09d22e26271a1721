"""The download handler: Scrapy's own, with our way to read answers, our secrets, and our clock."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

from archiver.crawl import marks
from archiver.crawl.access import keyring_of
from archiver.crawl.answering import patient_factory, too_long
from archiver.crawl.connections import places_of
from archiver.crawl.guard import leads_inside

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class DownloadHandler(HTTP11DownloadHandler):
    """HTTP/1.1 over Twisted, passing over header lines whose names cannot be; what a site's subscribers show it is added
    here, to a copy nobody else sees (`archiver.crawl.access`)."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = patient_factory(self._pool._factory)
        self._keyring = keyring_of(crawler)
        self._places = places_of(crawler, self._pool)

    async def download_request(self, request: Request) -> Response:
        sent = self._keyring.dress(request)
        async with self._places.place(sent):
            begun = monotonic()
            try:
                response: Response = await super().download_request(sent)
            except Exception as error:
                explained = too_long(error) or leads_inside(sent, error) or self._keyring.explain(sent, error)
                if explained is error:
                    raise
                raise explained from None
            finally:
                self._keyring.take_back(request, sent)
                # connecting, waiting and reading count, of every attempt and every hop; waiting for the host's turn does not
                if marks.SECONDS_LEFT in request.meta:
                    request.meta[marks.SECONDS_LEFT] -= monotonic() - begun
            return self._keyring.clean(request, sent, response)
