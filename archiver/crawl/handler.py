"""The download handler: Scrapy's own, which does not give up an answer for one bad header name.

Some servers send header names with letters outside ASCII, or with spaces. Browsers pass over such lines; Twisted
raises, and the page is lost.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler


class DownloadHandler(HTTP11DownloadHandler):
    """HTTP/1.1 over Twisted, passing over header lines whose names cannot be."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _factory(self._pool._factory)


def _factory(strict: Any) -> Any:
    """A factory of protocols like *strict*, whose parsers pass over bad header names."""

    class Factory(strict):  # type: ignore[misc]
        def buildProtocol(self, address: Any) -> Any:  # noqa: N802 - Twisted's name
            protocol = super().buildProtocol(address)
            ask = protocol.request

            def request(asked: Any) -> Any:
                answer = ask(asked)
                parser = getattr(protocol, "_parser", None)
                if parser is not None:
                    parser.headerReceived = _passing_over(parser.headerReceived)
                return answer

            protocol.request = request
            return protocol

    return Factory


def _passing_over(take: Callable[[bytes, bytes], None]) -> Callable[[bytes, bytes], None]:
    def header_received(name: bytes, value: bytes) -> None:
        # Twisted's InvalidHeaderName and its like are ValueErrors
        with suppress(ValueError):
            take(name, value)

    return header_received
