"""What a seed is, by its own bytes: servers and file names are often wrong about it."""

from __future__ import annotations

import re
from enum import StrEnum

from archiver.discover.claims import http_url
from archiver.discover.unpack import decode, unpack


class SeedKind(StrEnum):
    """What a seed is."""

    FEED = "feed"  #: RSS, Atom, RDF or JSON Feed
    NEWS_SITEMAP = "news sitemap"  #: sitemap with Google News tags
    SITEMAP = "sitemap"
    SITEMAP_INDEX = "sitemap index"  #: a sitemap of sitemaps
    URL_LIST = "url list"  #: text, one URL a line
    PAGE = "page"  #: HTML
    OTHER = "other"  #: nothing links can be read from


#: Names of root elements, without prefix, in lower case.
_ROOTS = {
    "rss": SeedKind.FEED,
    "feed": SeedKind.FEED,
    "rdf": SeedKind.FEED,
    "channel": SeedKind.FEED,
    "urlset": SeedKind.SITEMAP,
    "sitemapindex": SeedKind.SITEMAP_INDEX,
    "html": SeedKind.PAGE,
}
_HEAD_BYTES = 65_536
_SKIPPED = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_MARKUP = re.compile(r"<(?:!doctype html|html|head|body|div|p|a|meta|title|script|h1)\b", re.IGNORECASE)
_NEWS_NAMESPACE = re.compile(r"""xmlns:([\w.-]+)\s*=\s*["'][^"']*sitemap-news""")
_PAGE_TYPES = ("text/html", "application/xhtml+xml")


def find_kind(body: bytes, content_type: str | None, url: str) -> SeedKind:
    """What the answer at *url* is, by its bytes, else by its media type.

    >>> find_kind(b"<?xml version='1.0'?><rss version='2.0'/>", "text/html", "https://example.com/feed")
    <SeedKind.FEED: 'feed'>
    """
    packed = without_junk(unpack(body))
    text = decode(packed[:_HEAD_BYTES]).lstrip("\ufeff\0 \t\r\n")
    if not text:
        return SeedKind.OTHER
    if text.startswith("{"):
        return _kind_of_json(text)
    if text.startswith("<"):
        kind = _kind_of_markup(text)
        if kind is SeedKind.SITEMAP and _has_news(text, packed):
            return SeedKind.NEWS_SITEMAP
        if kind is not None:
            return kind
    if _is_url_list(text):
        return SeedKind.URL_LIST
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type in _PAGE_TYPES or _MARKUP.search(text):
        return SeedKind.PAGE
    return SeedKind.OTHER


def _kind_of_json(text: str) -> SeedKind:
    if "jsonfeed.org/version" in text or ('"items"' in text and '"version"' in text):
        return SeedKind.FEED
    return SeedKind.OTHER


_BEGUN = re.compile(rb"<(?:!doctype|[\w.-]*:?(?:html|rss|rdf|feed|urlset|sitemapindex)\b)", re.IGNORECASE)


def without_junk(body: bytes) -> bytes:
    """*body* from its XML declaration on: what a server's scripts print before it, warnings mostly, is no part of it.

    >>> without_junk(b"<b>Warning</b>: old <br/>\\n<?xml version='1.0'?><rss/>")
    b"<?xml version='1.0'?><rss/>"
    """
    start = body.find(b"<?xml ", 1, 4_096)
    return body if start < 0 or _BEGUN.search(body, 0, start) else body[start:]


def has_no_element(body: bytes) -> bool:
    """Whether *body* is XML without any element: a declaration, comments, nothing else."""
    text = decode(body).lstrip("\ufeff")
    return text.lstrip().startswith("<") and _root_position(text) == len(text)


def _kind_of_markup(text: str) -> SeedKind | None:
    root = _ROOT.match(text, _root_position(text))
    return _ROOTS.get(root[1].lower()) if root else None


def _root_position(text: str) -> int:
    """Where the root element begins, behind declarations and comments."""
    position = 0
    while skipped := _SKIPPED.match(text, position):
        position = skipped.end()
    return position


def _has_news(head: str, body: bytes) -> bool:
    """Whether the news namespace is declared and used; many plain sitemaps declare and never use it."""
    declared = _NEWS_NAMESPACE.search(head)
    prefix = declared[1] if declared else "news"
    return f"<{prefix}:" in head or f"<{prefix}:news".encode() in body


def _is_url_list(text: str) -> bool:
    lines = [
        line
        for line in (line.strip() for line in text.splitlines()[:50])
        if line and not line.startswith("#")
    ]
    return bool(lines) and http_url(lines[0]) is not None and " " not in lines[0]
