"""What a seed's bytes say: gzip undone, charset found, within bounds."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib

#: Decoded bytes of one seed file; sitemaps.org 0.9 allows no more.
MAX_SEED_BYTES = 52_428_800
#: Links read from one seed file; sitemaps.org 0.9 allows no more.
MAX_LINKS = 50_000

_GZIP = b"\x1f\x8b"
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: First bytes of markup in UTF-16 and UTF-32 without a byte order mark.
_WIDE = ((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{2,40})["']""")


def unpack(body: bytes, limit: int = MAX_SEED_BYTES) -> bytes:
    """*body* with gzip undone (as in sitemap.xml.gz), at most *limit* bytes of it.

    What is cut short or damaged gives what could be read of it.

    >>> unpack(gzip.compress(b"https://example.com/a"))
    b'https://example.com/a'
    """
    for _ in range(2):  # some servers compress a .gz file once more
        if not body.startswith(_GZIP):
            break
        body = _gunzip(body, limit)
    return body[:limit]


def _gunzip(body: bytes, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
        while size < limit:
            try:
                part = file.read1(65_536)
            except (OSError, EOFError, zlib.error):
                break
            if not part:
                break
            parts.append(part)
            size += len(part)
    return b"".join(parts)


def decode(body: bytes) -> str:
    """Text of an XML, JSON or text file: byte order mark, XML declaration, UTF-8, and Windows-1252 last.

    >>> decode("<?xml version='1.0'?><a>é</a>".encode("utf-16"))
    "<?xml version='1.0'?><a>é</a>"
    """
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return body.decode(charset, "replace")
    for start, charset in _WIDE:
        if body.startswith(start):
            return body.decode(charset, "replace")
    declared = _DECLARED.match(body[:400])
    for charset in (declared[1].decode("ascii") if declared else "utf-8", "utf-8"):
        try:
            if codecs.lookup(charset)._is_text_encoding:
                return body.decode(charset)
        except (LookupError, UnicodeError):
            continue
    # a file cut inside a letter is still UTF-8
    text = body.decode("utf-8", "replace")
    return text if text.count("\ufffd") <= len(text) // 1_000 + 1 else body.decode("cp1252", "replace")
