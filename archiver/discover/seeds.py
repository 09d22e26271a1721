"""Seeds of a newspaper: what its home page says of feeds, sitemaps and sections, and where else to look."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archiver.discover.anchors import read_sheet
from archiver.discover.claims import http_url, plain_text
from archiver.discover.sections import find_feeds, find_section_links
from archiver.urls import same_site

if TYPE_CHECKING:
    from archiver.discover.anchors import Sheet

#: Paths worth a request when a site names neither feed nor sitemap, most common first.
GUESSES: tuple[str, ...] = (
    "/sitemap.xml",
    "/feed",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/sitemap_index.xml",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap.xml.gz",
    "/atom.xml",
    "/feeds",
    "/index.xml",
    "/feed.json",
    "/wp-sitemap.xml",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeds:
    """What a home page names to start from."""

    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    language: str | None = None  #: as the page declares it, BCP-47
    title: str | None = None  #: the newspaper's own name


def find_seeds(html: str, url: str) -> Seeds:
    """Find the seeds a home page that was fetched from *url* names.

    Raises:
        SeedError: empty, or not HTML.
    """
    sheet = read_sheet(html, url)
    return Seeds(
        feeds=find_feeds(sheet),
        sitemaps=_sitemaps(sheet),
        sections=find_section_links(html, url).sections,
        language=_language(sheet),
        title=_title(sheet),
    )


_SITEMAP_PATH = re.compile(r"sitemap[^/]*\.(?:xml|txt)(?:\.gz)?$", re.IGNORECASE)


def _sitemaps(sheet: Sheet) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for element in sheet.tree.iter("link"):
        href = http_url(element.get("href"), sheet.base)
        if href and "sitemap" in (element.get("rel") or "").lower().split() and same_site(href, sheet.url):
            found[href] = None
    for anchor in sheet.anchors:
        if _SITEMAP_PATH.search(urlsplit(anchor.url).path) and same_site(anchor.url, sheet.url):
            found[anchor.url] = None
    return tuple(found)


_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*")


def _language(sheet: Sheet) -> str | None:
    declared = (
        sheet.language,
        _meta(sheet, "og:locale"),
        _meta(sheet, "content-language"),
        _meta(sheet, "language"),
    )
    for text in declared:
        if text and _LANGUAGE.fullmatch(text.strip()):
            return text.strip().replace("_", "-")
    return None


def _title(sheet: Sheet) -> str | None:
    """The newspaper's name: as it says, else the shortest part of <title> that its host's name is made of."""
    for name in ("og:site_name", "application-name", "apple-mobile-web-app-title"):
        if said := _meta(sheet, name):
            return said
    title = plain_text(sheet.tree.findtext(".//title"))
    if not title:
        return None
    parts = [part.strip() for part in re.split(r"\s+[|–—·:»-]\s+|\s*[|»]\s*", title) if part.strip()]
    host = (urlsplit(sheet.url).hostname or "").replace("-", "")
    named = [part for part in parts if re.sub(r"\W+", "", part).lower() in host]
    return (named or parts or [title])[0]


def _meta(sheet: Sheet, name: str) -> str | None:
    for element in sheet.tree.iter("meta"):
        if name in (
            element.get("property"),
            (element.get("name") or "").lower(),
            (element.get("http-equiv") or "").lower(),
        ):
            return plain_text(element.get("content"))
    return None
