"""Capture: what a server sent for one URL at one moment, byte for byte, and where it is kept."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archiver.errors import NotAnArticle

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from archiver.link import Link

#: Decoded bytes of one page; larger is no news page. A 50 kB gzip bomb would otherwise fill the memory.
MAX_CONTENT_BYTES = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a WARC record lies."""

    file: str  #: name of the WARC file, relative to the archive's `warc/` folder
    offset: int  #: first byte of the record's gzip member
    length: int  #: bytes of the gzip member


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """What a server sent for one URL at one moment."""

    url: str  #: as requested
    fetched_at: datetime  #: UTC, when the answer was complete
    status: int  #: HTTP status of the last answer
    headers: tuple[tuple[str, str], ...] = ()  #: as received, in order, latin-1 decoded
    body: bytes = b""  #: as received, content encoding still applied
    final_url: str | None = None  #: URL that answered, when redirected
    redirects: tuple[str, ...] = ()  #: every URL asked on the way, first to last, without the final one
    reason: str = ""  #: reason phrase of the status line
    protocol: str = "HTTP/1.1"
    request_headers: tuple[tuple[str, str], ...] = ()  #: as sent; credentials left out
    ip: str | None = None  #: address that answered
    link: Link | None = None  #: how the URL was found
    place: Place | None = None  #: set once written to WARC
    following: tuple[Capture, ...] = ()  #: later pages of the same article, in order

    @property
    def answered_url(self) -> str:
        """The URL that answered: `final_url`, else `url`."""
        return self.final_url or self.url

    def header(self, name: str) -> str | None:
        """First value of a header, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def content_type(self) -> str | None:
        """Media type without parameters, lower case; None when the server did not say."""
        value = self.header("content-type")
        return value.partition(";")[0].strip().lower() or None if value else None

    @property
    def charset(self) -> str | None:
        """Charset the HTTP header declares, as written."""
        value = self.header("content-type") or ""
        for part in value.split(";")[1:]:
            key, _, charset = part.partition("=")
            if key.strip().lower() == "charset":
                return charset.strip().strip("\"'") or None
        return None

    def content(self, limit: int = MAX_CONTENT_BYTES) -> bytes:
        """The body with its content encoding (gzip, deflate, br, zstd) undone.

        A body cut short gives what could be decoded. A body that says it is encoded and is not is given as it came.

        Raises:
            NotAnArticle: it decodes to more than *limit* bytes, or its encoding is not known.
        """
        body = self.body
        encodings = [name.strip().lower() for name in (self.header("content-encoding") or "").split(",")]
        for name in reversed([name for name in encodings if name and name != "identity"]):
            decode = _DECODERS.get(name)
            if decode is None:
                raise NotAnArticle("unknown content encoding", name)
            body = decode(body, limit)
        if len(body) > limit:
            raise NotAnArticle("too large", f"over {limit} bytes")
        return body


def _inflate(body: bytes, limit: int, window: int) -> bytes:
    decoder = zlib.decompressobj(window)
    try:
        decoded = decoder.decompress(body, limit + 1)
    except zlib.error:
        return body
    return decoded


def _gunzip(body: bytes, limit: int) -> bytes:
    if not body.startswith(gzip.compress(b"")[:2]):
        return body
    return _inflate(body, limit, 16 + zlib.MAX_WBITS)


def _undeflate(body: bytes, limit: int) -> bytes:
    decoded = _inflate(body, limit, zlib.MAX_WBITS)
    # servers send raw deflate under the name of zlib; browsers take both
    return _inflate(body, limit, -zlib.MAX_WBITS) if decoded is body else decoded


def _unbrotli(body: bytes, limit: int) -> bytes:
    import brotli

    decoder = brotli.Decompressor()
    try:
        decoded: bytes = decoder.process(body, output_buffer_limit=limit + 1)
    except brotli.error:
        return body
    return decoded


def _unzstd(body: bytes, limit: int) -> bytes:
    from backports import zstd

    try:
        return zstd.ZstdDecompressor().decompress(body, limit + 1)
    except zstd.ZstdError:
        return body


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
