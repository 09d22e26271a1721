"""The wire: what a server sent, kept as it came.

The middleware stands where Scrapy decompresses. It notes status, headers and bytes as received; requests marked RAW
are handed on still compressed, so that a page is decoded once, in a reader process, and not on the event loop.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import responses
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest

from archiver.capture import Capture
from archiver.crawl import marks
from archiver.crawl.ends import End
from archiver.crawl.failures import NotFetched
from archiver.crawl.listing import Answer
from archiver.link import Status

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Headers, Response

    from archiver.link import Link

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
    """Keeps each answer as received in `request.meta`, then decompresses what is not asked for raw."""

    def process_response(  # type: ignore[override]  # the last argument is deprecated
        self, request: Request, response: Response
    ) -> Request | Response:
        request.meta[marks.WIRE] = _wire(request, response)
        if request.meta.get(marks.RAW):
            return response
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:  # a decompression bomb
            end = End(status=Status.REFUSED, reason="too large", detail=str(error)[:300])
            raise NotFetched(end) from error


def capture_from(response: Response, link: Link | None = None) -> Capture:
    """What the server sent for *response*: yield it from any spider, and the pipelines archive it.

    Redirects are undone: `url` is what was asked first, `final_url` what answered.
    """
    request = response.request
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


def answer_of(response: Response) -> Answer:
    """The answer of a seed, as `read_listing` takes it."""
    content_type = response.headers.get("Content-Type")
    return Answer(
        url=response.url,
        body=response.body,
        content_type=content_type.decode("latin-1") if content_type else None,
        charset=getattr(response, "encoding", None),
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
