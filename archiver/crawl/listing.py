"""What the answer of a seed lists: one form for feeds, sitemaps and pages. Pure: no Scrapy, no network."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from archiver.discover.feeds import read_feed
from archiver.discover.kinds import SeedKind, find_kind
from archiver.discover.sections import find_section_links
from archiver.discover.seeds import Seeds, find_seeds
from archiver.discover.sitemaps import ChildSitemap, read_sitemap, within
from archiver.errors import SeedError
from archiver.text import normalize_text
from archiver.urls import canonicalize, host_of, same_site, site_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from archiver.article import Article
    from archiver.link import Link
    from archiver.site import Site

_SITEMAPS = (SeedKind.SITEMAP, SeedKind.NEWS_SITEMAP, SeedKind.SITEMAP_INDEX, SeedKind.URL_LIST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer of a seed, decompressed."""

    url: str  #: URL that answered
    body: bytes
    content_type: str | None = None
    charset: str | None = None  #: as Scrapy concluded it; for pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a seed lists."""

    kind: str  #: "feed", "news sitemap", "sitemap", "sitemap index", "section"
    links: tuple[Link, ...] = ()
    children: tuple[ChildSitemap, ...] = ()  #: sitemaps an index lists
    next_pages: tuple[str, ...] = ()
    seeds: Seeds | None = None  #: other seeds a page names
    sections: tuple[str, ...] = ()  #: section pages a page names
    title: str | None = None
    problem: str | None = None  #: what was read around
    left_out: Mapping[str, int] = field(default_factory=dict)  #: links and sitemaps left out, by reason


def read_listing(answer: Answer, *, wanted: str, site: Site) -> Listing:
    """What *answer* lists, by its own bytes.

    *wanted* is what the seed is taken for: "feed", "sitemap", "section", "home", or "any".

    Raises:
        SeedError: nothing links can be read from, or something else than was wanted.
    """
    kind = find_kind(answer.body, answer.content_type, answer.url)
    if kind is SeedKind.PAGE and wanted in ("feed", "sitemap"):
        raise SeedError(answer.url, f"a web page, not a {wanted}")
    if kind is SeedKind.FEED:
        feed = read_feed(answer.body, answer.url, answer.content_type)
        pages = (feed.next_url,) if feed.next_url else ()
        return Listing(kind="feed", links=feed.links, next_pages=pages, title=feed.title)
    if kind in _SITEMAPS:
        sitemap = read_sitemap(answer.body, answer.url)
        named = "sitemap" if sitemap.kind is SeedKind.URL_LIST else sitemap.kind.value
        return Listing(
            kind=named, links=sitemap.links, children=_newest_first(sitemap.children), problem=sitemap.problem
        )
    if kind is SeedKind.PAGE:
        return _read_page(answer, site, with_seeds=wanted in ("home", "any"))
    taken_for = wanted if wanted in ("feed", "sitemap") else "feed, sitemap or page"
    raise SeedError(answer.url, "empty" if not answer.body.strip() else f"not a {taken_for}")


def _read_page(answer: Answer, site: Site, *, with_seeds: bool) -> Listing:
    html = answer.body.decode(answer.charset or "utf-8", "replace")
    page = find_section_links(html, answer.url, site_hosts(site))
    return Listing(
        kind="section",
        links=page.links,
        next_pages=page.next_pages,
        seeds=find_seeds(html, answer.url) if with_seeds else None,
        sections=page.sections,
    )


#: Links to articles from which a page may be a section.
_SECTION_LINKS = 3
#: Characters from which a paragraph is running text; teasers are shorter.
_RUNNING_CHARS = 120


def is_rather_section(article: Article, listing: Listing) -> bool:
    """Whether the page *article* was read in is a list of others: its text is their headlines, or hardly any text.

    A section whose teasers stand in <article> reads like a short article without day and author.
    """
    if len(listing.links) < _SECTION_LINKS:
        return False
    headlines = {normalize_text(link.title) for link in listing.links if link.title}
    repeated = sum(normalize_text(block.text) in headlines for block in article.blocks)
    if repeated > 1 and repeated * 3 >= len(article.blocks):
        return True
    running = sum(len(block.text) >= _RUNNING_CHARS for block in article.blocks)
    return running < 2 and article.published is None and not article.authors


def _newest_first(children: tuple[ChildSitemap, ...]) -> tuple[ChildSitemap, ...]:
    return tuple(sorted(children, key=lambda child: child.modified or "", reverse=True))


def site_hosts(site: Site) -> tuple[str, ...]:
    """Hosts whose pages are the site's."""
    return (host_of(site.url), *site.hosts)


def belongs(url: str, site: Site) -> bool:
    """Whether *url* is one of the site's: same registrable domain, or one of its other hosts.

    >>> from archiver.site import Site
    >>> site = Site(name="example.com", url="https://www.example.com/", hosts=("example.org",))
    >>> belongs("https://m.example.com/a", site), belongs("https://example.org/a", site), belongs("https://x.net/", site)
    (True, True, False)
    """
    if same_site(url, site.url):
        return True
    host = host_of(url)
    return any(host == other or host.endswith(f".{other}") for other in site.hosts)


def too_old(link: Link, since: date | None) -> bool:
    """Whether every date the seed gives for the link is before *since*. Without a date it is not."""
    if since is None:
        return False
    answers = (within(link.published, since), within(link.modified, since))
    return False in answers and True not in answers


@dataclass(kw_only=True)
class Sorted:
    """Links of a seed, by what becomes of them."""

    own: list[Link] = field(default_factory=list)  #: to be filed and fetched
    foreign: list[Link] = field(default_factory=list)  #: a feed's links to other sites: filed and refused
    left_out: dict[str, int] = field(default_factory=dict)  #: not listed, by reason


def sort_links(links: Iterable[Link], *, site: Site, since: date | None, seed_url: str, kind: str) -> Sorted:
    """Part a seed's links into the site's own, a feed's links to elsewhere, and those left out."""
    parted = Sorted()
    seen = set()
    for link in links:
        key = canonicalize(link.url)
        if key in seen:
            continue
        seen.add(key)
        filed = replace(link, site=site.name, found_on=link.found_on or seed_url)
        if not belongs(link.url, site):
            if kind == "section":
                parted.left_out["other site"] = parted.left_out.get("other site", 0) + 1
            else:
                parted.foreign.append(filed)
        elif too_old(link, since):
            parted.left_out["older than --since"] = parted.left_out.get("older than --since", 0) + 1
        else:
            parted.own.append(filed)
    return parted


def main_site(links: Iterable[Link]) -> str | None:
    """The site most of the links belong to, when nearly all do.

    Feeds often live on a host of their own (feeds.example.net for www.example.com).
    """
    names = [site_name(link.url) for link in links]
    if not names:
        return None
    best = max(set(names), key=names.count)
    return best if names.count(best) >= 0.8 * len(names) else None
