"""Section pages: which of a page's anchors lead to articles, to next pages, to feeds, to other sections."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archiver.discover.anchors import Anchor, Sheet, read_sheet
from archiver.discover.claims import http_url, plain_text
from archiver.discover.pagers import find_next_pages
from archiver.discover.shapes import article_score, sections_look, shape_of
from archiver.link import Link, Via
from archiver.urls import canonicalize, same_site

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPage:
    """What a section or home page leads to."""

    links: tuple[Link, ...]  #: articles, in reading order, each once; the title is the headline on this page
    next_pages: tuple[str, ...] = ()  #: later pages of the same list, nearest first
    feeds: tuple[str, ...] = ()  #: declared by <link rel=alternate>, then those anchors name
    sections: tuple[str, ...] = ()  #: pages of the navigation that may list articles
    language: str | None = None  #: as the page declares it, BCP-47


#: Points an anchor needs to count as an article's: a URL with a date, or a number and a headline, or a headline in a
#: teaser whose URL looks like those of the other headlines.
ENOUGH = 3.0
#: Sections listed for one page; larger navigations are an index of topics.
MAX_SECTIONS = 80


def find_section_links(html: str, url: str, site_hosts: Iterable[str] = ()) -> SectionPage:
    """Find what a section or home page that was fetched from *url* leads to.

    An article is told by its URL (a date, a number, a headline in it), by the length and place of its anchor, and by
    what most headlines of the page look like; never by words of one language. Anchors to other sites are left out,
    but for the hosts in *site_hosts*.

    Raises:
        SeedError: empty, or not HTML.
    """
    sheet = read_sheet(html, url)
    inside = _Inside(url, site_hosts)
    next_pages = find_next_pages(sheet)
    anchors = [anchor for anchor in sheet.anchors if inside.holds(anchor.url)]
    links = _article_links(anchors, sheet, set(next_pages))
    urls = {link.url for link in links}
    listed = {anchor.key for anchor in anchors if anchor.url in urls}
    return SectionPage(
        links=links,
        next_pages=next_pages,
        feeds=find_feeds(sheet),
        sections=_sections(anchors, sheet, listed),
        language=sheet.language,
    )


class _Inside:
    """Whether a URL belongs to the newspaper."""

    def __init__(self, url: str, site_hosts: Iterable[str]) -> None:
        self._url = url
        self._hosts = {host.lower() for host in site_hosts}
        self._known: dict[str, bool] = {}

    def holds(self, url: str) -> bool:
        host = urlsplit(url).netloc
        if host not in self._known:
            bare = host.removeprefix("www.")
            given = host in self._hosts or bare in self._hosts or f"www.{bare}" in self._hosts
            self._known[host] = given or same_site(self._url, url)
        return self._known[host]


# Articles


def _article_links(anchors: list[Anchor], sheet: Sheet, next_pages: set[str]) -> tuple[Link, ...]:
    groups = _by_article(anchors, sheet.url, next_pages)
    usual = _usual_shapes(groups)
    section = _section_name(sheet)
    links: list[Link] = []
    for group in groups.values():
        if not _is_article(group, usual):
            continue
        best = max(group, key=_headline_rank)
        links.append(
            Link(
                url=best.url,
                via=Via.SECTION,
                found_on=sheet.url,
                title=best.text if len(best.text) > 3 and not best.text.isdigit() else None,
                published=next((anchor.published for anchor in group if anchor.published), None),
                section=section,
                language=best.language or sheet.language,
            )
        )
    return tuple(links)


def _by_article(anchors: list[Anchor], here: str, next_pages: set[str]) -> dict[str, list[Anchor]]:
    """Anchors that may lead to an article, those to one article together: picture, headline, "read more"."""
    groups: defaultdict[str, list[Anchor]] = defaultdict(list)
    own = canonicalize(here)
    for anchor in anchors:
        if anchor.place.pager or anchor.url in next_pages or anchor.rel & _NO_ARTICLE_RELS:
            continue
        if anchor.key != own and article_score(anchor.key) is not None:
            groups[anchor.key].append(anchor)
    return groups


_NO_ARTICLE_RELS = frozenset(
    {"tag", "author", "license", "next", "prev", "sponsored", "search", "help", "category"}
)


def _is_article(group: list[Anchor], usual: set[tuple[str, ...]]) -> bool:
    """Whether URL and anchors together say enough; without a word from the URL, the longest headline says nothing."""
    look = article_score(group[0].key) or 0.0
    if shape_of(group[0].url) in usual:
        look += 1.5
    return look > 0 and look + max(map(_anchor_points, group)) >= ENOUGH


def _anchor_points(anchor: Anchor) -> float:
    """What the anchor itself says for an article."""
    words = _length(anchor.text)
    points = 2.0 if words >= 7 else 1.5 if words >= 4 else 0.0
    if anchor.headline and words >= 2:
        points += 1.5
    if anchor.place.teaser:
        points += 1.0
    if anchor.place.menu:
        points -= 3.0
    if anchor.place.aside:
        points -= 2.0
    return points


def _length(text: str) -> int:
    """Words of a headline; in scripts without spaces, two letters count as one."""
    dense = sum(1 for letter in text if "\u0e00" <= letter <= "\u0eff" or letter >= "\u2e80")
    return len(text.split()) + dense // 2


def _headline_rank(anchor: Anchor) -> tuple[bool, bool, int]:
    words = _length(anchor.text)
    return (anchor.headline and words > 1, words >= 3, words if words <= 30 else 0)


def _usual_shapes(groups: dict[str, list[Anchor]]) -> set[tuple[str, ...]]:
    """Shapes that four or more headlines of this page share, and that few of its short or menu anchors have."""
    seen: Counter[tuple[str, ...]] = Counter()
    headlines: Counter[tuple[str, ...]] = Counter()
    for group in groups.values():
        shape = shape_of(group[0].url)
        if shape[1:] in ((), ("a",)):
            continue  # sections look like this, too
        seen[shape] += 1
        headlines[shape] += any(_anchor_points(anchor) >= 1.5 for anchor in group)
    return {shape for shape, count in headlines.items() if count >= 4 and 10 * count >= 6 * seen[shape]}


def _section_name(sheet: Sheet) -> str | None:
    """The page's one <h1>, where it is short and not the newspaper's own."""
    if len(urlsplit(sheet.url).path) < 2:
        return None
    headings = list(sheet.tree.iter("h1"))[:2]
    name = plain_text(headings[0].text_content()) if len(headings) == 1 else None
    return name if name and len(name) <= 40 else None


# Feeds and sections

_FEED_TYPES = re.compile(
    r"application/(?:rss\+xml|atom\+xml|rdf\+xml|feed\+json)|text/rss|application/rss", re.IGNORECASE
)
_FEED_PATH = re.compile(
    r"/(?:rss|feed|feeds|atom|rdf)(?:/|$)|[/._-](?:rss|atom|feed)(?:\d|\.0)?\.(?:xml|php|aspx|json|rdf|cms)$|\.(?:rss|atom|rdf)$"
    r"|/(?:rss|feed)\.aspx$",
    re.IGNORECASE,
)
_FEED_QUERY = re.compile(r"(?:^|&)(?:feed|format|type|output|alt)=(?:rss2?|atom|feed)(?:&|$)", re.IGNORECASE)
_FEED_HOST = re.compile(r"^(?:feeds?|rss)\.|feedburner", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|kommentar|comentario|تعليق", re.IGNORECASE)


def find_feeds(sheet: Sheet) -> tuple[str, ...]:
    """Feeds a page names, without those of comments."""
    found: dict[str, None] = {}
    for element in sheet.tree.iter("link"):
        rels = (element.get("rel") or "").lower().split()
        if "alternate" not in rels or not _FEED_TYPES.search(element.get("type") or ""):
            continue
        href = http_url(element.get("href"), sheet.base)
        if href and not _COMMENTS.search(f"{href} {element.get('title') or ''}"):
            found[href] = None
    for anchor in sheet.anchors:
        if not _is_feed(anchor) or _COMMENTS.search(anchor.url):
            continue
        if "feedburner" in anchor.url or same_site(anchor.url, sheet.url):
            found[anchor.url] = None
    return tuple(found)


def _is_feed(anchor: Anchor) -> bool:
    if anchor.media_type and _FEED_TYPES.search(anchor.media_type):
        return True
    parts = urlsplit(anchor.url)
    return bool(
        _FEED_PATH.search(parts.path)
        or _FEED_QUERY.search(parts.query)
        or _FEED_HOST.search(parts.hostname or "")
    )


def _sections(anchors: list[Anchor], sheet: Sheet, listed: set[str]) -> tuple[str, ...]:
    """Pages of the navigation that may list articles; on a page without one, short anchors of few directories."""
    menus = [anchor for anchor in anchors if anchor.place.menu]
    heads = [anchor for anchor in menus if not anchor.place.footer]
    own = canonicalize(sheet.url)
    found: dict[str, str] = {}
    # footers name the house's own pages; they count where there is no other menu
    for anchor in heads if len(heads) >= 3 else menus or anchors:
        if _length(anchor.text) > 5 or anchor.rel & _NO_ARTICLE_RELS:
            continue
        if not sections_look(anchor.url) or _is_feed(anchor) or anchor.place.pager:
            continue
        if anchor.key != own and anchor.key not in listed:
            found.setdefault(anchor.key, anchor.url)
    return tuple(found.values())[:MAX_SECTIONS]
