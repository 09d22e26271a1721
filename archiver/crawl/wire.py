"""The wire: what a server sent, kept as it came.

The middleware stands where Scrapy decompresses. It notes status, headers and bytes as received; requests marked RAW
are handed on still compressed, so that a page is decoded once, in a reader process, and not on the event loop.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.client import responses
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest, StopDownload

from archiver.capture import Capture
from archiver.crawl import marks
from archiver.crawl.ends import End
from archiver.crawl.failures import NotFetched
from archiver.discover.robots import MAX_ROBOTS_BYTES
from archiver.link import Status

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response

    from archiver.link import Link

#: Bytes received for one URL, all attempts and redirects together.
MAX_URL_BYTES = 33_554_432
#: Bytes of all answers together that are arriving; over that, the largest over `LARGE_BYTES` is given up for now.
MAX_ARRIVING_BYTES = 100_000_000
LARGE_BYTES = 1_000_000
#: Request headers that are nobody's business once the request is sent.
_CREDENTIALS = frozenset({"cookie", "authorization", "proxy-authorization"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """One answer as received."""

    fetched_at: datetime  #: UTC, when it was complete
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes  #: content encoding still applied
    request_headers: tuple[tuple[str, str], ...]
    ip: str | None
    protocol: str


class WireMiddleware(HttpCompressionMiddleware):
    """Keeps each answer as received in `request.meta`, then decompresses what is not asked for raw.

    It counts what is received while it is received: what one URL may cost holds for all its attempts together, and of
    a robots.txt no more is read than counts.
    """

    def __init__(self, *, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self._arriving: dict[int, int] = {}  # bytes so far of answers that are not complete
        crawler.signals.connect(self.note_bytes, signal=signals.bytes_received)
        crawler.signals.connect(self.note_end, signal=signals.request_left_downloader)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WireMiddleware:
        return cls(crawler=crawler)

    def process_request(  # type: ignore[override]  # the last argument is deprecated
        self, request: Request
    ) -> Request | Response | None:
        spent: int = request.meta.setdefault(marks.BYTES, [0])[0]
        if _is_robots(request):
            request.meta["download_maxsize"] = 0  # cut, not refused
        elif spent:
            wanted = request.meta.get("download_maxsize", self._max_size)
            left = MAX_URL_BYTES - spent
            if left <= 0:
                raise NotFetched(_too_large(f"over {MAX_URL_BYTES:,} bytes in several attempts"))
            request.meta["download_maxsize"] = min(wanted, left) if wanted else left
        return super().process_request(request)

    def note_bytes(self, data: bytes, request: Request) -> None:
        """Count what is received.

        Raises:
            StopDownload: it is a robots.txt, and enough of it has come; or all answers that are arriving are too much
                for the memory, and this is the largest: it is asked for again later.
        """
        spent = request.meta.get(marks.BYTES)
        if spent is None:
            return
        spent[0] += len(data)
        arrived = self._arriving[id(spent)] = self._arriving.get(id(spent), 0) + len(data)
        if arrived > MAX_ROBOTS_BYTES and _is_robots(request):
            raise StopDownload(fail=False)
        if (
            arrived > LARGE_BYTES
            and sum(self._arriving.values()) > MAX_ARRIVING_BYTES
            and arrived == max(self._arriving.values())
        ):
            raise StopDownload(fail=True)

    def note_end(self, request: Request) -> None:
        """An answer that is complete, or will not be, is arriving no more."""
        self._arriving.pop(id(request.meta.get(marks.BYTES)), None)

    def process_response(  # type: ignore[override]  # the last argument is deprecated
        self, request: Request, response: Response
    ) -> Request | Response:
        request.meta[marks.WIRE] = _wire(request, response)
        if request.meta.get(marks.RAW):
            return response
        if _is_robots(request):
            return response.replace(body=capture_from(response).beginning(MAX_ROBOTS_BYTES))
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:  # a decompression bomb
            raise NotFetched(_too_large(str(error)[:300])) from error


def _is_robots(request: Request) -> bool:
    return bool(request.meta.get(marks.NO_ROBOTS))


def _too_large(detail: str) -> End:
    return End(status=Status.REFUSED, reason="too large", detail=detail)


def capture_from(response: Response, link: Link | None = None) -> Capture:
    """What the server sent for *response*: yield it from any spider, and the pipelines archive it.

    Redirects are undone: `url` is what was asked first, `final_url` what answered.
    """
    request = response.request
    kept: Capture | None = request.meta.get(marks.KEPT) if request is not None else None
    if kept is not None:  # it came to an earlier run
        return replace(kept, link=link)
    wire = request.meta.get(marks.WIRE) if request is not None else None
    if wire is None and request is not None:
        wire = _wire(request, response)
    asked: tuple[str, ...] = tuple(request.meta.get("redirect_urls", ())) if request is not None else ()
    first = asked[0] if asked else response.url
    return Capture(
        url=link.url if link is not None else first,
        fetched_at=wire.fetched_at if wire else datetime.now(UTC),
        status=response.status,
        headers=wire.headers if wire else _pairs(response.headers),
        body=wire.body if wire else response.body,
        final_url=response.url if asked else None,
        redirects=asked,
        reason=responses.get(response.status, ""),
        protocol=(wire.protocol if wire else None) or "HTTP/1.1",
        request_headers=wire.request_headers if wire else (),
        ip=wire.ip if wire else None,
        link=link,
    )


def _wire(request: Request, response: Response) -> Wire:
    sent = (("Host", urlsplit(request.url).netloc), *_pairs(request.headers))
    return Wire(
        fetched_at=datetime.now(UTC),
        status=response.status,
        headers=_pairs(response.headers),
        body=response.body,
        request_headers=tuple((name, value) for name, value in sent if name.lower() not in _CREDENTIALS),
        ip=str(response.ip_address) if response.ip_address else None,
        protocol=response.protocol or "HTTP/1.1",
    )


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    )
