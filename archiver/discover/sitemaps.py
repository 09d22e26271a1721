"""Sitemaps: XML, text and gz, indexes and Google News tags (sitemaps.org 0.9, sitemap-news 0.9)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree

from archiver.discover.claims import http_url, plain_text
from archiver.discover.feeds import read_feed
from archiver.discover.kinds import SeedKind, find_kind, without_junk
from archiver.discover.references import without_impossible
from archiver.discover.unpack import MAX_LINKS, MAX_SEED_BYTES, decode, unpack
from archiver.errors import SeedError
from archiver.link import Link, Via

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildSitemap:
    """A sitemap an index lists."""

    url: str
    modified: str | None = None  #: lastmod, as printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a sitemap lists: links, or the sitemaps below it."""

    kind: SeedKind
    links: tuple[Link, ...] = ()
    children: tuple[ChildSitemap, ...] = ()
    problem: str | None = None  #: what was read around: "broken XML", "more than 50,000 entries", …


def read_sitemap(body: bytes, base: str) -> Sitemap:
    """Read the links of a sitemap that was fetched from *base*: XML or text, plain or gz, in any charset.

    Broken XML gives what can be read of it. A feed in a sitemap's place, which the standard allows, is read as a feed.
    Alternates in other languages (xhtml:link), images and videos are no links. Nothing is fetched, no entity expanded.

    Raises:
        SeedError: empty, an HTML page, or nothing like a sitemap.
    """
    body = without_junk(unpack(body))
    kind = find_kind(body, None, base)
    if kind is SeedKind.FEED:
        feed = read_feed(body, base)
        return Sitemap(kind=kind, links=feed.links, problem=feed.problem)
    if kind is SeedKind.URL_LIST:
        return _read_text(body, base)
    if kind in (SeedKind.SITEMAP, SeedKind.NEWS_SITEMAP, SeedKind.SITEMAP_INDEX):
        return _read_xml(body, base, kind)
    if not body.strip():
        raise SeedError(base, "an empty sitemap")
    raise SeedError(base, "an HTML page, not a sitemap" if kind is SeedKind.PAGE else "not a sitemap")


def _read_text(body: bytes, base: str) -> Sitemap:
    urls = [url for line in decode(body).splitlines() if (url := http_url(line.strip("\ufeff \t")))]
    return Sitemap(
        kind=SeedKind.URL_LIST,
        links=tuple(Link(url=url, via=Via.SITEMAP, found_on=base) for url in urls[:MAX_LINKS]),
        problem=_problem(len(body), len(urls) > MAX_LINKS, None),
    )


@dataclass
class _Found:
    links: list[Link] = field(default_factory=list)
    children: list[ChildSitemap] = field(default_factory=list)
    full: bool = False


def _read_xml(body: bytes, base: str, kind: SeedKind) -> Sitemap:
    found, broken = _Found(), None
    try:
        for entry in _entries(_mended(decode(body))):
            _take(entry, base, found)
            entry.clear()
            if found.full:
                break
    except (etree.XMLSyntaxError, RecursionError) as error:
        broken = f"broken XML ({str(error).partition(',')[0][:80]})"
    if found.links:
        news = any(link.via is Via.NEWS_SITEMAP for link in found.links)
        kind = SeedKind.NEWS_SITEMAP if news else SeedKind.SITEMAP
    elif found.children:
        kind = SeedKind.SITEMAP_INDEX
    if broken and not found.links and not found.children:
        raise SeedError(base, broken)
    return Sitemap(
        kind=kind,
        links=tuple(found.links),
        children=tuple(found.children),
        problem=_problem(len(body), found.full, broken),
    )


def _problem(size: int, full: bool, broken: str | None) -> str | None:
    if full:
        return f"more than {MAX_LINKS:,} entries; the rest is not read"
    return f"larger than {MAX_SEED_BYTES:,} bytes; the rest is not read" if size >= MAX_SEED_BYTES else broken


_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,400}\?>")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def _mended(text: str) -> bytes:
    """XML as UTF-8, without what breaks it most often: bare &, HTML's entities, control characters, leading space."""
    text = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1).lstrip()
    return without_impossible(_BARE_AMPERSAND.sub("&amp;", _NOT_XML.sub("", text)).encode())


def _entries(xml: bytes) -> Iterator[etree._Element]:
    """Each <url> and <sitemap>, as soon as it is read: a file of 50 MB never stands in memory as a tree."""
    events = etree.iterparse(
        BytesIO(xml),
        events=("end",),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
    )
    for _, element in events:
        if _name(element) in ("url", "sitemap") and _name(element.getparent()) in (
            "urlset",
            "sitemapindex",
            None,
        ):
            yield element
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def _name(element: etree._Element | None) -> str | None:
    """Local name in lower case, whatever the namespace: many sitemaps declare a wrong one."""
    tag = None if element is None else element.tag
    return _local(tag) if isinstance(tag, str) else None


@lru_cache(maxsize=256)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].lower()


def _take(entry: etree._Element, base: str, found: _Found) -> None:
    url = http_url(_child_text(entry, "loc") or entry.text, base)  # some forget <loc>
    if url is None:
        return
    if len(found.links) + len(found.children) >= MAX_LINKS:
        found.full = True
    elif _name(entry) == "sitemap":
        found.children.append(ChildSitemap(url=url, modified=plain_text(_child_text(entry, "lastmod"))))
    else:
        found.links.append(_link(entry, url, base))


def _link(entry: etree._Element, url: str, base: str) -> Link:
    modified = plain_text(_child_text(entry, "lastmod"))
    news = next((child for child in entry if _name(child) == "news"), None)
    if news is None:
        return Link(url=url, via=Via.SITEMAP, found_on=base, modified=modified)
    publication = next((child for child in news if _name(child) == "publication"), None)
    return Link(
        url=url,
        via=Via.NEWS_SITEMAP,
        found_on=base,
        title=plain_text(_child_text(news, "title")),
        published=plain_text(_child_text(news, "publication_date")),
        modified=modified,
        language=plain_text(_child_text(publication, "language"))
        or plain_text(_child_text(news, "language")),
    )


def _child_text(element: etree._Element | None, name: str) -> str | None:
    """Text of a child by its local name; images and videos have a <loc> of their own, which is not the page's."""
    for child in element if element is not None else ():
        if _name(child) == name and not re.search("image|video", str(child.tag)):
            return "".join(part for part in child.itertext() if isinstance(part, str))
    return None


_W3C_DATE = re.compile(r"\s*(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?!\d))?)?")


def within(modified_text: str | None, since: date) -> bool | None:
    """Whether a lastmod is on or after the day *since*; None when it does not say.

    On a day's edge the answer is True: a link too many costs a request, a link too few an article.

    >>> within("2021-02", date(2021, 2, 19)), within("2021-02-18", date(2021, 2, 19)), within("soon", date(2021, 2, 19))
    (True, False, None)
    """
    if not modified_text:
        return None
    try:
        moment = datetime.fromisoformat(modified_text.strip())
    except ValueError:
        day = _last_day(modified_text)
    else:
        day = moment.date() if moment.tzinfo is None else max(moment.date(), moment.astimezone(UTC).date())
    return None if day is None else day >= since


def _last_day(text: str) -> date | None:
    """The latest day a printed date can mean: W3C date, or the mail date some sitemaps print."""
    try:
        if match := _W3C_DATE.match(text):
            year, month = int(match[1]), int(match[2] or 12)
            return date(year, month, int(match[3] or calendar.monthrange(year, month)[1]))
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError, calendar.IllegalMonthError, TypeError, IndexError):
        return None
    return moment.date()
