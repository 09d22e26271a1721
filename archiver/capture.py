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
#: Content encodings applied one after the other; servers apply one, some two by mistake. curl allows as many.
MAX_ENCODINGS = 5
#: Why a page is not read whose compressed bytes break off: half an article is never stored as a whole one.
CUT_SHORT = "answer cut short"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a WARC record lies."""

    file: str  #: name of the WARC file, relative to the archive's `warc/` folder
    offset: int  #: first byte of the record's gzip member
    length: int  #: bytes of the gzip member


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """A signal that a page is not to be archived, mined, or used to train models."""

    #: "noarchive", "noai", "noimageai", "tdm-reservation", or one of robots.txt's: "ai-train=no"
    signal: str
    source: str  #: "robots meta", "X-Robots-Tag", "header", "meta", "tdmrep.json", "robots.txt"
    raw: str  #: as written, at most 500 characters
    agent: str | None = None  #: the crawler it is addressed to; None: all

    @property
    def released(self) -> bool:
        """Whether it says the opposite: mining is allowed here, whatever the host says elsewhere."""
        return self.signal == "tdm-reservation" and self.raw.startswith("0")

    def __str__(self) -> str:
        return f"{self.signal} ({self.source}{f', to {self.agent}' if self.agent else ''}: {self.raw})"


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
    opt_outs: tuple[
        OptOut, ...
    ] = ()  #: what answer and host say about being archived, mined or used for training
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

        A body that says it is encoded and is not is given as it came.

        Raises:
            NotAnArticle: it decodes to more than *limit* bytes, breaks off, or its encoding is not known.
        """
        body = self.body
        for name in self._encodings():
            decode = _DECODERS.get(name)
            if decode is None:
                raise NotAnArticle("unknown content encoding", name)
            body, whole = decode(body, limit)
            if len(body) > limit:
                raise NotAnArticle("too large", f"over {limit} bytes")
            if not whole:
                raise NotAnArticle(CUT_SHORT, f"{name} breaks off")
        if len(body) > limit:
            raise NotAnArticle("too large", f"over {limit} bytes")
        return body

    def beginning(self, limit: int) -> bytes:
        """The first *limit* bytes of the body, decoded as far as it can be."""
        body = self.body
        try:
            for name in self._encodings():
                decode = _DECODERS.get(name)
                body = decode(body, limit)[0] if decode else body
        except NotAnArticle:
            return b""
        return body[:limit]

    def _encodings(self) -> list[str]:
        """Names of the content encodings, the one to be undone first in front.

        Raises:
            NotAnArticle: there are more than any server needs.
        """
        lines = [value for key, value in self.headers if key.lower() == "content-encoding"]
        names = [name.strip().lower() for line in lines for name in line.split(",")]
        names = [name for name in names if name and name != "identity"]
        if len(names) > MAX_ENCODINGS:
            raise NotAnArticle("unknown content encoding", f"{len(names)} encodings")
        return names[::-1]


#: What a decoder gives: at most *limit* bytes and one, and whether that is all there is.
_Decoded = tuple[bytes, bool]


def _inflate(body: bytes, limit: int, window: int) -> _Decoded:
    decoder = zlib.decompressobj(window)
    try:
        decoded = decoder.decompress(body, limit + 1)
    except zlib.error:
        return body, True
    return decoded, len(decoded) > limit or decoder.eof or _lacks_only_checksum(decoder)


def _lacks_only_checksum(decoder: zlib._Decompress) -> bool:
    """Whether all data has come, and only the checksum behind it is missing, as from some servers."""
    rest = decoder.copy()
    try:
        rest.decompress(bytes(8))
    except zlib.error as error:
        return "check" in str(error)  # "incorrect data check", "incorrect length check"
    return rest.eof


def _gunzip(body: bytes, limit: int) -> _Decoded:
    if not body.startswith(gzip.compress(b"")[:2]):
        return body, True
    return _inflate(body, limit, 16 + zlib.MAX_WBITS)


def _undeflate(body: bytes, limit: int) -> _Decoded:
    decoded = _inflate(body, limit, zlib.MAX_WBITS)
    # servers send raw deflate under the name of zlib; browsers take both
    return _inflate(body, limit, -zlib.MAX_WBITS) if decoded[0] is body else decoded


def _unbrotli(body: bytes, limit: int) -> _Decoded:
    import brotli

    decoder = brotli.Decompressor()
    try:
        decoded: bytes = decoder.process(body, output_buffer_limit=limit + 1)
    except brotli.error:
        return body, True
    return decoded, len(decoded) > limit or decoder.is_finished()


def _unzstd(body: bytes, limit: int) -> _Decoded:
    from backports import zstd

    decoder = zstd.ZstdDecompressor()
    try:
        decoded = decoder.decompress(body, limit + 1)
    except zstd.ZstdError:
        return body, True
    return decoded, len(decoded) > limit or decoder.eof


_DECODERS: dict[str, Callable[[bytes, int], _Decoded]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
