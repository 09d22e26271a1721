"""What a caller asks of a crawl and what it is told: records without Scrapy, cheap to import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from archiver.article import Article
    from archiver.capture import Capture
    from archiver.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What to crawl: known sites, URLs the operator named, or both."""

    sites: tuple[Site, ...] = ()
    #: home pages, sections, feeds, sitemaps or articles; each is crawled for the site its domain belongs to
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOptions:
    """How to crawl this time."""

    since: date | None = None  #: links that say they are older are left out
    limit: int | None = None  #: at most this many pages are fetched per site; the rest stays pending
    #: at most this many articles of a site that no seed lists any more are looked at again; none where only URLs are named
    revisits: int = 200
    dry_run: bool = False  #: read the seeds and count their links; fetch no article, write nothing
    quiet: bool = False  #: nothing on standard error but errors
    progress: bool = True  #: a live line on a terminal, plain lines elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedFound:
    """A seed a survey looked at."""

    url: str
    kind: str  #: "home", "feed", "news sitemap", "sitemap", "sitemap index", "section"
    result: str  #: "200", "HTTP 404", "timed out", "robots.txt disallows", …
    links: int = 0  #: links it lists
    ok: bool = True
    source: str = "given"  #: what named it: "given", "robots.txt", "home page", "guess", "sitemap index"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One page a survey read to see whether articles come out."""

    url: str
    article: Article | None = None
    reason: str | None = None  #: why there is no article


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyReport:
    """What a survey of a newspaper found, and the site it would save."""

    site: Site  #: with the feeds, sitemaps and sections that answered
    robots: str  #: one line for people: "allows", "disallows all", "none (404)", …
    crawl_delay_seconds: float | None = None  #: what robots.txt asks for
    seeds: tuple[SeedFound, ...] = ()
    samples: tuple[Sample, ...] = ()
    error: str | None = None  #: why nothing can be crawled, when that is so
    next_step: str | None = None

    @property
    def links(self) -> int:
        """Links listed by the seeds that answered; one listed twice counts twice."""
        return sum(seed.links for seed in self.seeds if seed.ok)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One page fetched for a person to look at; nothing of it is stored."""

    url: str
    robots: str  #: verdict on this URL, one line
    capture: Capture | None = None  #: None when there was no answer
    reason: str | None = (
        None  #: why there is no capture: "timed out", "robots.txt disallows", "private address", …
    )
    next_step: str | None = None
