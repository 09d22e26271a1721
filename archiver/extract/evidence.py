"""Evidence: all that bears on a page's fields, gathered once for all readers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from archiver.extract.embedded import read_json_ld, read_microdata, read_rdfa
from archiver.extract.meta import read_meta
from archiver.extract.scan import lines_of, scan_page

if TYPE_CHECKING:
    from archiver.extract.embedded import Thing
    from archiver.extract.meta import Meta
    from archiver.extract.page import Page
    from archiver.extract.rules import Ruled
    from archiver.extract.scan import Scan
    from archiver.link import Link
    from archiver.site import Site

#: schema.org types of things that are articles, by how much they say so.
ARTICLE_TYPES = {
    "NewsArticle": 3.0, "ReportageNewsArticle": 3.0, "OpinionNewsArticle": 3.0, "AnalysisNewsArticle": 3.0,
    "BackgroundNewsArticle": 3.0, "ReviewNewsArticle": 3.0, "AskPublicNewsArticle": 3.0, "LiveBlogPosting": 3.0,
    "AdvertiserContentArticle": 3.0, "SatiricalArticle": 3.0, "Article": 2.8, "BlogPosting": 2.8, "TechArticle": 2.5,
    "ScholarlyArticle": 2.5, "Report": 2.5, "MedicalScholarlyArticle": 2.5, "SocialMediaPosting": 2.0, "Recipe": 1.8,
    "DiscussionForumPosting": 1.5, "Review": 1.2, "CreativeWork": 1.2, "PodcastEpisode": 1.2, "HowTo": 1.5,
    "VideoObject": 0.8, "Book": 0.8,
}  # fmt: skip
#: Types of the page itself, which often carry the dates and the name of the article.
PAGE_TYPES = frozenset({"WebPage", "ItemPage", "MedicalWebPage", "AboutPage", "Article page"})

#: Lines looked at in the whole page for a label, and characters read of them.
_MAX_LINES, _MAX_CHARS = 4_000, 300_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that bears on a page's fields."""

    page: Page
    scan: Scan
    meta: Meta
    things: tuple[Thing, ...]  #: every described thing
    articles: tuple[
        Thing, ...
    ]  #: those that describe this page's article, at most one per kind of markup, best first
    pages: tuple[Thing, ...]  #: those that describe the page itself
    link: Link | None
    site: Site | None
    now: datetime  #: when the page was fetched, UTC; nothing in it can be younger
    ruled: Ruled | None = None  #: what the site's rules found

    @property
    def host(self) -> str:
        """The host, lower case, without www."""
        return (urlsplit(self.page.url).hostname or "").removeprefix("www.")


def gather(
    page: Page,
    *,
    link: Link | None = None,
    site: Site | None = None,
    fetched_at: datetime | None = None,
    ruled: Ruled | None = None,
) -> Evidence:
    """Scan the page once and read what it embeds."""
    scan = scan_page(page.elements)
    meta = read_meta(scan, page.base_url)
    things = (
        *read_json_ld(scan.ld_texts),
        *read_microdata(scan.items, scan.props),
        *(read_rdfa(scan.typed, scan.properties) if scan.typed else ()),
    )
    here = {_address(url) for url in (page.url, meta.link("canonical"), meta.first("og:url")) if url}
    titles = [
        fold(text) for text in (meta.first("og:title"), meta.first("twitter:title"), meta.title) if text
    ]
    return Evidence(
        page=page,
        scan=scan,
        meta=meta,
        things=things,
        articles=_best_articles(things, here, titles),
        pages=tuple(thing for thing in things if PAGE_TYPES & set(thing.types)),
        link=link,
        site=site,
        now=fetched_at or datetime.now(UTC),
        ruled=ruled,
    )


def read_lines(evidence: Evidence) -> list[str]:
    """The lines of the whole page, those of readers, other stories and forms left out; read once."""
    scan = evidence.scan
    if scan.lines is None:
        tree = evidence.page.tree
        body = tree.find(".//body")
        lines = lines_of(tree if body is None else body, _MAX_CHARS, without_others=True)
        scan.lines = lines[:_MAX_LINES]
    return scan.lines


@lru_cache(maxsize=2_048)
def fold(text: str) -> str:
    """Words alone, lower case: two headlines that differ in quotes and spaces are one.

    >>> fold("“Rain”, again!") == fold('"Rain" again')
    True
    """
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def _address(url: str) -> str:
    """A URL to compare by: host without www and path, no scheme, query or closing slash."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return f"{(parts.netloc or '').lower().removeprefix('www.')}{unquote(parts.path).rstrip('/')}"


def _best_articles(things: tuple[Thing, ...], here: set[str], titles: list[str]) -> tuple[Thing, ...]:
    best: dict[str, tuple[float, Thing]] = {}
    for thing in things:
        score = _score(thing, here, titles)
        if score > 0 and score > best.get(thing.source, (0.0, thing))[0]:
            best[thing.source] = (score, thing)
    return tuple(thing for _, thing in sorted(best.values(), key=lambda pair: -pair[0]))


def _score(thing: Thing, here: set[str], titles: list[str]) -> float:
    """How likely a thing describes the article of this page; 0: it does not."""
    score = max((ARTICLE_TYPES.get(kind, 0.0) for kind in thing.types), default=0.0)
    if thing.salvaged:
        score = max(score, 1.0)
    if not score:
        return 0.0
    main = [inner.url for inner in thing.things("mainEntityOfPage")]
    addresses = [
        value
        for name in ("url", "@id", "mainEntityOfPage")
        for value in thing.all(name)
        if isinstance(value, str)
    ]
    if here & {_address(url) for url in (*addresses, *main) if url and "/" in url}:
        score += 3.0
    headline = fold(thing.text("headline") or thing.name or "")
    if headline and any(headline in title or title in headline for title in titles):
        score += 2.5
    score += (
        0.6 * bool(thing.all("datePublished"))
        + 0.4 * bool(thing.all("author"))
        + 0.3 * bool(thing.all("headline"))
    )
    return score - 0.7 * min(thing.depth, 3)
