"""Feeds: RSS, Atom and RDF by feedparser, JSON Feed 1.x by hand."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archiver.discover.claims import http_url, plain_text
from archiver.discover.feed_bytes import bare, fit, is_wide, undeclared
from archiver.discover.kinds import SeedKind, find_kind, has_no_element, without_junk
from archiver.discover.unpack import MAX_LINKS, decode, unpack
from archiver.errors import SeedError
from archiver.link import Link, Via

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed lists, and what it says of itself."""

    links: tuple[Link, ...]
    title: str | None = None  #: the feed's own name
    language: str | None = None  #: as declared, BCP-47
    next_url: str | None = None  #: its next page: RFC 5005 rel=next, JSON Feed next_url
    problem: str | None = None  #: what was read around: "broken XML (…)", "no element in it", …


def read_feed(body: bytes, base: str, content_type: str | None = None) -> Feed:
    """Read the links of an RSS, Atom, RDF or JSON Feed that was fetched from *base*.

    Dates stay as printed. Entries without an http(s) URL are skipped. Nothing is fetched, no entity is expanded.
    *content_type* is the HTTP header, used for its charset only.

    Raises:
        SeedError: empty, no feed at all, or broken off before its first entry. A feed without entries is a feed, and
            so is XML of comments alone, which some servers answer while they rebuild theirs.
    """
    body = without_junk(unpack(body))
    if not body.strip(b" \t\r\n\0"):
        raise SeedError(base, "an empty feed")
    if is_wide(body):  # whatever header and declaration say; feedparser would believe them
        body, content_type = undeclared(body), None
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _read_json(body, base)
    return _read_xml(body, base, content_type)


# RSS, Atom, RDF


def _read_xml(body: bytes, base: str, content_type: str | None) -> Feed:
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type or "", re.IGNORECASE)
    body = fit(body, base)
    try:
        parsed = _parse(body, base, charset[1] if charset else None)
    except Exception as error:  # feedparser meets hostile bytes; whatever it trips over is one answer
        try:
            parsed = _parse(bare(body), base, None)
        except Exception:
            raise SeedError(base, f"a feed that cannot be read ({type(error).__name__})") from error
    about = parsed.get("feed") or {}
    entries = parsed.get("entries") or []
    version = str(parsed.get("version") or "")
    problem = _problem(body, parsed.get("bozo_exception"), len(entries))
    if not version and not entries and find_kind(body, None, base) is not SeedKind.FEED:
        if not has_no_element(body):
            raise SeedError(base, "not a feed")
        problem = "no element in it"
    elif not entries and problem:
        raise SeedError(base, problem)
    language = plain_text(dict.get(about, "language")) or _language_of(dict.get(about, "title_detail"))
    links = (_entry_link(entry, base, version, language) for entry in entries[:MAX_LINKS])
    return Feed(
        links=tuple(link for link in links if link is not None),
        title=plain_text(dict.get(about, "title")),
        language=language,
        next_url=_linked(dict.get(about, "links"), "next", base),
        problem=problem,
    )


def _parse(body: bytes, base: str, charset: str | None) -> dict[str, Any]:
    import feedparser

    # feedparser takes media types literally (RFC 3023): text/xml without a charset would be US-ASCII
    media_type = f"application/xml; charset={charset}" if charset else "application/xml"
    parsed: dict[str, Any] = feedparser.parse(
        body,
        response_headers={"content-type": media_type, "content-location": base},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    return parsed


_LAST_TAG = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)


def _problem(body: bytes, error: object, entries: int) -> str | None:
    """What keeps a feed from being read whole; None when it is, though its XML may have small faults.

    feedparser reads on behind a fault, and so loses nothing as long as the feed is there to its end.
    """
    from xml.sax import SAXParseException

    if entries > MAX_LINKS:
        return f"more than {MAX_LINKS:,} entries; the rest is not read"
    if not isinstance(error, SAXParseException) or _LAST_TAG.search(decode(body)):
        return None
    # no line: feedparser puts a declaration of its own before the text
    return f"broken XML ({error.getMessage()})"


def _entry_link(entry: dict[str, Any], base: str, version: str, language: str | None) -> Link | None:
    url = _entry_url(entry, base)
    if url is None:
        return None
    published = plain_text(dict.get(entry, "published"))
    modified = plain_text(dict.get(entry, "updated"))
    if published is None and not version.startswith("atom"):
        published, modified = modified, None  # RSS's dc:date, which feedparser calls "updated"
    return Link(
        url=url,
        via=Via.FEED,
        found_on=base,
        title=plain_text(dict.get(entry, "title")),
        published=published,
        modified=modified,
        section=_first_category(dict.get(entry, "tags")),
        authors=_entry_authors(entry),
        description=plain_text(dict.get(entry, "summary")),
        language=plain_text(dict.get(entry, "language"))
        or _language_of(dict.get(entry, "title_detail"))
        or language,
    )


def _entry_url(entry: dict[str, Any], base: str) -> str | None:
    """The article's own URL: FeedBurner's original, the link, the alternate, the permanent id."""
    candidates = (
        dict.get(entry, "feedburner_origlink"),
        dict.get(entry, "link"),
        _linked(dict.get(entry, "links"), "alternate", base),
        dict.get(entry, "id") if str(dict.get(entry, "id")).startswith("http") else None,
    )
    urls = (http_url(candidate, base) for candidate in candidates)
    return next((url for url in urls if url is not None), None)


def _linked(links: object, rel: str, base: str) -> str | None:
    for link in links if isinstance(links, list) else []:
        if dict.get(link, "rel") == rel and (url := http_url(dict.get(link, "href"), base)):
            return url
    return None


def _entry_authors(entry: dict[str, Any]) -> tuple[str, ...]:
    printed = dict.get(entry, "author")
    authors = dict.get(entry, "authors") or []
    names = [dict.get(author, "name") for author in authors if isinstance(author, dict)]
    if isinstance(printed, str) and "@" in printed and len(names) < 2:
        names = [printed]  # feedparser cuts addresses at top-level domains of more than four letters
    return _names(names if any(names) else [printed])


_MAIL = re.compile(r"<?(?:mailto:)?[^\s<>()@]+@[^\s<>()@]+>?")


def _names(candidates: Iterable[object]) -> tuple[str, ...]:
    """Names without markup and mail addresses, each once."""
    names: dict[str, None] = {}
    for candidate in candidates:
        if isinstance(candidate, str):
            name = plain_text(_MAIL.sub(" ", candidate)) or ""
            names[name[1:-1].strip() if name.startswith("(") and name.endswith(")") else name] = None
    names.pop("", None)
    return tuple(names)


def _first_category(tags: object) -> str | None:
    for tag in tags if isinstance(tags, list) else []:
        if name := plain_text(dict.get(tag, "label")) or plain_text(dict.get(tag, "term")):
            return name
    return None


def _language_of(detail: object) -> str | None:
    return plain_text(dict.get(detail, "language")) if isinstance(detail, dict) else None


# JSON Feed 1.0 and 1.1, jsonfeed.org


def _read_json(body: bytes, base: str) -> Feed:
    try:
        feed = json.loads(decode(body))
    except (ValueError, RecursionError) as error:
        raise SeedError(base, "JSON that cannot be read") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise SeedError(base, "JSON that is no JSON Feed")
    language = plain_text(feed.get("language"))
    links = (_item_link(item, base, language) for item in items[:MAX_LINKS] if isinstance(item, dict))
    return Feed(
        links=tuple(link for link in links if link is not None),
        title=plain_text(feed.get("title")),
        language=language,
        next_url=http_url(feed.get("next_url"), base),
    )


def _item_link(item: dict[str, Any], base: str, language: str | None) -> Link | None:
    given = (
        http_url(item.get("url"), base),
        http_url(item.get("external_url"), base),
        http_url(item.get("id")),
    )
    url = next((candidate for candidate in given if candidate), None)
    if url is None:
        return None
    authors = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    tags = item.get("tags")
    return Link(
        url=url,
        via=Via.FEED,
        found_on=base,
        title=plain_text(item.get("title")),
        published=plain_text(item.get("date_published")),
        modified=plain_text(item.get("date_modified")),
        section=plain_text(tags[0]) if isinstance(tags, list) and tags else None,
        authors=_names(author.get("name") for author in authors or [] if isinstance(author, dict)),
        description=plain_text(item.get("summary")),
        language=plain_text(item.get("language")) or language,
    )
