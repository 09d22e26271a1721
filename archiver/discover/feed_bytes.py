"""A feed's bytes, made fit for feedparser: nothing it would expand, believe wrongly, trip over or take for ever on."""

from __future__ import annotations

import re

from archiver.discover.references import without_impossible
from archiver.discover.unpack import decode
from archiver.errors import SeedError

#: Elements open at a time, and tags that never close, of a feed that is read. feedparser takes time by their square:
#: 2 s for 5,000 with an xml:base each, 38 s for 20,000. XHTML in real feeds is some dozen deep.
MAX_OPEN = 5_000
#: Characters without a space in the name of an author; feedparser looks for mail addresses by the square of them.
_MAX_RUN = 100

_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,400}\?>")


def is_wide(body: bytes) -> bool:
    """Whether *body* is UTF-16 or UTF-32."""
    return b"\0" in body[:4]


def undeclared(body: bytes) -> bytes:
    """*body* in UTF-8 and without its XML declaration."""
    text = _DECLARATION.sub("", decode(body).lstrip("\ufeff"), count=1)
    return text.encode("utf-8", "replace")


def fit(body: bytes, base: str) -> bytes:
    """*body* without entities, references to no character, and endless names.

    Raises:
        SeedError: entities hidden in a rare charset, or elements upon elements that never close.
    """
    body = without_impossible(_without_entities(body, base))
    if _never_closes(body):
        raise SeedError(base, f"broken XML (over {MAX_OPEN:,} elements that do not close)")
    return _AUTHOR.sub(lambda author: _RUN.sub(_cut, author[0]), body)


_ENTITY = re.compile(rb"""<!ENTITY\s(?:[^>"']|"[^"]{0,4096}"|'[^']{0,4096}'){0,4096}>?""")


def _without_entities(body: bytes, base: str) -> bytes:
    """*body* without declarations of entities: expanding them is how XML bombs go off and files are read."""
    if b"<!ENTITY" in body:
        body = _ENTITY.sub(b"", body).replace(b"<!ENTITY", b"<!x")
    narrow = body.replace(b"\0", b"")
    if b"<!ENTITY" in narrow or b"ADwAIQBFAE4" in narrow or "<!ENTITY".encode("cp037") in narrow:
        raise SeedError(base, "a feed that declares XML entities")
    return body


_MARK = re.compile(rb"<!\[CDATA\[|<!--|<(/?)[A-Za-z][^<>]*(>?)")
_ENDS = {b"<![CDATA[": b"]]>", b"<!--": b"-->"}


def _never_closes(body: bytes) -> bool:
    """Whether more elements are open at a time, or more tags never end, than any feed needs. Linear."""
    if body.count(b"<") <= MAX_OPEN:
        return False
    depth = unended = at = 0
    while max(depth, unended) <= MAX_OPEN and (mark := _MARK.search(body, at)):
        at = mark.end()
        tag = mark[0]
        if tag in _ENDS:
            at = body.find(_ENDS[tag], at)
            if at < 0:
                return False
        elif not mark[2]:
            unended += 1
        elif mark[1]:
            depth = max(0, depth - 1)
        elif not tag.endswith(b"/>"):
            depth += 1
    return max(depth, unended) > MAX_OPEN


_AUTHOR = re.compile(
    rb"<(?:[\w.-]+:)?(?:author|creator|contributor|owner|publisher|managingeditor|webmaster|name)\b[^<>]*>"
    rb"(?:\s*<!\[CDATA\[)?[^<]*",
    re.IGNORECASE,
)
_RUN = re.compile(rb"[A-Za-z0-9_.+-]{%d,}" % _MAX_RUN)


def _cut(run: re.Match[bytes]) -> bytes:
    return run[0][:_MAX_RUN]


_SPARE_TAG = re.compile(
    r"<(?!/?(?:rss|channel|rdf:rdf|feed|item|entry|title|link|guid|id|pubdate|published|updated|dc:date|dc:creator"
    r"|author|name|description|summary|category|feedburner:origlink)\b|!\[CDATA\[)[^<>]*>",
    re.IGNORECASE,
)
_ODD_NAMESPACE = re.compile(r"""\bxmlns(?::[\w.-]+)?\s*=\s*(?:"[^"\s]*\s[^"]*"|'[^'\s]*\s[^']*')""")


def bare(body: bytes) -> bytes:
    """A feed that feedparser trips over, with only the elements links are made of.

    It trips over rare ones it reads numbers, licences and places from: an empty <height>, a </cc:license> too many.
    """
    text = undeclared(body).decode()
    return _ODD_NAMESPACE.sub("", _SPARE_TAG.sub("", text)).encode()
