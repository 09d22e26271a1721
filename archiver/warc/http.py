"""The HTTP block of a WARC record: status or request line and headers, byte for byte."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from warcio.bufferedreaders import ChunkedDataReader

from archiver.errors import WarcError

if TYPE_CHECKING:
    from archiver.capture import Capture

Headers = tuple[tuple[str, str], ...]

#: Request headers that let in whoever holds them; a WARC file is given away, they are not.
CREDENTIALS = frozenset(
    {"authorization", "cookie", "cookie2", "proxy-authorization", "x-api-key", "x-auth-token"}
)

#: The body is kept without its chunks, so the header that announces them goes by the name Common Crawl gives it.
_CHUNKED, _KEPT = "transfer-encoding", "X-Crawl-"

_BREAK = re.compile(r"[\r\n\0]+")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_LINE = re.compile(rb"\r?\n(?![ \t])")  # a line that starts with a space goes on with the one before
_FOLD = re.compile(rb"\r?\n[ \t]+")


def response_head(capture: Capture) -> bytes:
    """Status line and headers of the answer."""
    line = f"{wire_protocol(capture.protocol)} {capture.status} {capture.reason}"
    headers = tuple(
        (_KEPT + name if name.lower() == _CHUNKED else name, value) for name, value in capture.headers
    )
    return _head(line, headers)


def request_head(capture: Capture) -> bytes:
    """Request line and headers, credentials left out, the Host header put first if it is not among them."""
    parts = urlsplit(capture.answered_url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = tuple(pair for pair in capture.request_headers if pair[0].lower() not in CREDENTIALS)
    if not any(name.lower() == "host" for name, _ in headers):
        headers = (("Host", parts.netloc.rpartition("@")[2]), *headers)
    return _head(f"GET {target} {wire_protocol(capture.protocol)}", headers)


def wire_protocol(protocol: str) -> str:
    """The protocol as a status line of HTTP/1 can say it; WARC 1.1 knows no other.

    >>> wire_protocol("HTTP/1.0"), wire_protocol("h2")
    ('HTTP/1.0', 'HTTP/1.1')
    """
    return protocol if protocol in ("HTTP/1.0", "HTTP/1.1") else "HTTP/1.1"


def split_block(block: bytes) -> tuple[str, Headers, bytes]:
    """First line, headers and payload of an HTTP block. Chunks of files written by others are joined.

    >>> split_block(b"HTTP/1.1 200 OK\\r\\nServer: paper\\r\\n\\r\\n<p>News</p>")
    ('HTTP/1.1 200 OK', (('Server', 'paper'),), b'<p>News</p>')
    """
    end = _BLANK_LINE.search(block)
    head, payload = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    first, *lines = _LINE.split(head)
    headers = tuple(_split_header(_FOLD.sub(b" ", line)) for line in lines if b":" in line)
    if any(name.lower() == _CHUNKED and "chunked" in value.lower() for name, value in headers):
        payload = ChunkedDataReader(BytesIO(payload)).read()
    return first.decode("latin-1"), tuple((_given_name(name), value) for name, value in headers), payload


def split_status_line(line: str) -> tuple[str, int, str]:
    """Protocol, status and reason phrase.

    >>> split_status_line("HTTP/1.1 404 Not Found")
    ('HTTP/1.1', 404, 'Not Found')

    Raises:
        WarcError: it is no status line.
    """
    protocol, _, rest = line.partition(" ")
    status, _, reason = rest.partition(" ")
    if not (status.isascii() and status.isdigit()):
        raise WarcError(f"no HTTP status line: {line[:80]!r}")
    return protocol, int(status), reason


def _head(line: str, headers: Headers) -> bytes:
    lines = [line, *(f"{name}: {value}" for name, value in headers)]
    return b"".join(_raw(text) + b"\r\n" for text in lines) + b"\r\n"


def _raw(text: str) -> bytes:
    """The bytes that were received: latin-1 undone. A line break cannot have been received, and would end the header."""
    text = _BREAK.sub(" ", text)
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _split_header(line: bytes) -> tuple[str, str]:
    name, _, value = line.partition(b":")
    return name.strip(b" \t").decode("latin-1"), value.strip(b" \t").decode("latin-1")


def _given_name(name: str) -> str:
    return name[len(_KEPT) :] if name.lower() == _KEPT.lower() + _CHUNKED else name
