"""What a spider knows of one site while it crawls it. Plain data: what must survive is in the frontier."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archiver.crawl.budget import SitemapBudget
from archiver.crawl.listing import belongs
from archiver.discover.seeds import GUESSES
from archiver.discover.sitemaps import within
from archiver.urls import host_of, parse_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from archiver.crawl.filing import Filed
    from archiver.crawl.listing import Listing
    from archiver.crawl.run import SiteRun
    from archiver.link import Link
    from archiver.site import Site
    from archiver.store.records import SeedState

#: Links of one site that are on their way, from being asked for to being stored. What is fetched and not yet stored is
#: what a killed run fetches again.
WINDOW = 8
#: While fewer links than this wait, further sitemaps and section pages are read.
ENOUGH_LINKS = 1000
#: Sitemap indexes within sitemap indexes; the standard knows no second level, some newspapers have three.
MAX_DEPTH = 3
#: Kinds of listing that count against the budget of sitemaps.
SITEMAPS = ("sitemap", "news sitemap", "sitemap index")
#: Section pages taken from a home page; more are menus within menus.
MAX_SECTIONS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A seed on its way."""

    url: str
    wanted: str  #: what it is taken for: "feed", "sitemap", "section", "home", or "any"
    source: str = (
        "site"  #: what named it: "site", "given", "robots.txt", "home page", "guess", "sitemap index", …
    )
    depth: int = 0  #: sitemap indexes above it
    page: int = 1  #: number of the page, for sections and feeds that have more than one
    modified: str | None = None  #: what its index says of it: lastmod, as printed

    @property
    def priority(self) -> int:
        """Which of several waiting seeds is asked first: feeds know most of their links, pages least."""
        return {"feed": 30, "sitemap": 20}.get(self.wanted, 10)

    @property
    def is_home(self) -> bool:
        """Whether it is a newspaper's home page, as far as its URL tells."""
        parts = urlsplit(self.url)
        return self.wanted == "home" or (self.wanted == "any" and parts.path in ("", "/") and not parts.query)


@dataclass(kw_only=True, eq=False)
class SiteCrawl:
    """The state of one site's crawl."""

    part: SiteRun
    limit: int | None = None
    links: deque[Link] = field(default_factory=deque)  #: filed, to be asked for
    later: deque[Seed] = field(default_factory=deque)  #: seeds read when links run short
    in_flight: int = 0  #: links asked for and not stored
    open_seeds: int = 0  #: seeds asked for and not read
    taken: int = 0  #: links taken up so far
    has_backlog: bool = True  #: earlier runs may have left links
    revisits: bool = False  #: articles no seed lists any more are looked at again: the whole site is crawled
    discovers: bool = False  #: no seed is known: the home page and robots.txt are asked for them
    asked: set[str] = field(default_factory=set)  #: seeds asked for, by URL
    #: section pages that were read before the feeds: feeds and sitemaps know more of a link, and file theirs first
    postponed: list[tuple[Seed, Listing, SeedState]] = field(default_factory=list)
    sitemaps: SitemapBudget = field(default_factory=SitemapBudget)
    traps: int = 0  #: patterns that were traps when the waiting links were last looked through

    @property
    def site(self) -> Site:
        return self.part.site

    @property
    def room(self) -> int | None:
        """How many more links may be taken up; None for any number."""
        return None if self.limit is None else max(0, self.limit - self.taken)

    def take(self, links: Iterable[Link]) -> list[Link]:
        """Take up links as far as there is room, and give those there is none for."""
        over = []
        for link in links:
            if self.room == 0:
                over.append(link)
            else:
                self.taken += 1
                self.links.append(link)
        return over

    def within_budget(self, listing: Listing) -> Listing:
        """*listing* without links that lead into traps; these are counted in the account as left out."""
        if listing.kind != "section":
            return listing
        admitted, left_out = self.part.followed.admit(listing.links)
        self.part.account.left_out.update(left_out)
        return replace(listing, links=tuple(admitted))

    def leave_traps(self) -> list[tuple[Link, str]]:
        """Give up the waiting links whose patterns have proved to be traps, with the reasons."""
        followed = self.part.followed
        if followed.traps == self.traps:
            return []
        self.traps = followed.traps
        judged = [(link, followed.verdict(link)) for link in self.links]
        self.links = deque(link for link, reason in judged if reason is None)
        return [(link, reason) for link, reason in judged if reason is not None]

    def leave_host(self, host: str) -> list[Link]:
        """Give up the waiting links of a host that wants to be left alone for longer than the run goes on."""
        left = [link for link in self.links if host_of(link.url) == host]
        if left:
            self.links = deque(link for link in self.links if host_of(link.url) != host)
        return left

    def leave_sitemaps(self) -> None:
        """Give up the waiting sitemaps when too many have been read, or too many for nothing."""
        reason = self.sitemaps.spent
        if reason is None:
            return
        kept = deque(seed for seed in self.later if seed.wanted != "sitemap")
        if len(kept) < len(self.later):
            self.part.account.left_out[reason] += len(self.later) - len(kept)
            self.later = kept

    def hand_out(self) -> Iterator[Link]:
        """The next links to ask for."""
        while self.links and self.in_flight < WINDOW:
            self.in_flight += 1
            yield self.links.popleft()

    @property
    def wants_seed(self) -> bool:
        """Whether it is time to read one of the later seeds."""
        return bool(self.later) and not self.open_seeds and self._wants_more

    @property
    def wants_backlog(self) -> bool:
        """Whether it is time for what earlier runs left: all that is listed now has been taken up."""
        return self.has_backlog and not self.open_seeds and not self.later and self._wants_more

    @property
    def _wants_more(self) -> bool:
        return len(self.links) < ENOUGH_LINKS and self.room != 0


def first_seeds(site: Site, urls: Iterable[str], *, whole: bool) -> list[Seed]:
    """Where a crawl of *site* starts: its seeds when the *whole* site is to be crawled, and the URLs given."""
    given = [Seed(url=url, wanted="any", source="given") for url in urls]
    whole = whole or any(seed.is_home for seed in given)
    known = [
        *(Seed(url=url, wanted="feed") for url in site.feeds),
        *(Seed(url=url, wanted="sitemap") for url in site.sitemaps),
        *(Seed(url=url, wanted="section") for url in site.sections),
        Seed(url=site.url, wanted="home"),
    ]
    seeds = [*(known if whole else ()), *given]
    return list({seed.url: seed for seed in reversed(seeds)}.values())[::-1]


def knows_seeds(site: Site) -> bool:
    """Whether the site's seeds are known, so that none need be looked for."""
    return bool(site.feeds or site.sitemaps or site.sections)


def later_seeds(
    seed: Seed, listing: Listing, filed: Filed, *, since: date | None, max_pages: int
) -> list[Seed]:
    """Seeds the answer of *seed* leads on to: sitemaps an index lists, and the next page.

    A next page is read only when this one listed something never fetched before.
    """
    seeds = []
    if seed.depth < MAX_DEPTH:
        seeds += [
            Seed(
                url=child.url,
                wanted="sitemap",
                source="sitemap index",
                depth=seed.depth + 1,
                modified=child.modified,
            )
            for child in listing.children
            if since is None or within(child.modified, since) is not False
        ]
    if filed.unknown and seed.page < max_pages:
        seeds += [
            Seed(url=url, wanted=seed.wanted, source="next page", depth=seed.depth, page=seed.page + 1)
            for url in listing.next_pages[:1]
        ]
    return seeds


def named_seeds(site: Site, sitemaps: Iterable[str], home: Listing | None) -> list[Seed]:
    """Seeds that robots.txt (its *sitemaps*) and the home page name."""
    seeds = [Seed(url=url, wanted="sitemap", source="robots.txt") for url in sitemaps]
    if home is None or home.seeds is None:
        return seeds
    seeds += [Seed(url=url, wanted="feed", source="home page") for url in home.seeds.feeds]
    seeds += [Seed(url=url, wanted="sitemap", source="home page") for url in home.seeds.sitemaps]
    sections = [url for url in dict.fromkeys((*home.seeds.sections, *home.sections)) if belongs(url, site)]
    return seeds + [Seed(url=url, wanted="section", source="home page") for url in sections[:MAX_SECTIONS]]


def kind_of(seed: Seed, listing: Listing, filed: Filed) -> str:
    """What a seed turned out to be. A page an operator named that lists nothing is no section."""
    if listing.kind != "section":
        return listing.kind
    if seed.is_home:
        return "home"
    return "page" if seed.source == "given" and not filed.listed else "section"


def guessed_seeds(site: Site) -> list[Seed]:
    """Seeds many newspapers have, by their usual paths."""
    return [Seed(url=parse_url(path, site.url), wanted="any", source="guess") for path in GUESSES]
