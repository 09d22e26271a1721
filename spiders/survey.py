"""SurveySpider: looks at a newspaper and says how it can be crawled. Nothing is stored."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scrapy import Spider

from archiver.crawl.advice import advise
from archiver.crawl.ends import End, judge_answer
from archiver.crawl.listing import Listing, belongs
from archiver.crawl.options import Sample, SeedFound, SurveyReport
from archiver.crawl.robots import RobotsMiddleware
from archiver.crawl.run import NO_LINKS, run_of
from archiver.crawl.wire import capture_from
from archiver.discover.seeds import GUESSES
from archiver.errors import NotAnArticle, SeedError
from archiver.link import Status, Via
from archiver.site import Site, make_site
from archiver.urls import canonicalize, parse_url

from .asking import ask_page, ask_seed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from scrapy import Request
    from scrapy.http import Response

    from archiver.link import Link

#: Seeds of one kind that are looked at; a survey is a look, and every look costs the newspaper a request.
MOST_LOOKED_AT = 10
#: The seeds a site file keeps, by what they turned out to be.
_FEEDS = ("feed",)
_SITEMAPS = ("news sitemap", "sitemap", "sitemap index")
#: Where samples are taken first.
_SAMPLE_ORDER = (Via.FEED, Via.NEWS_SITEMAP, Via.SECTION, Via.SITEMAP)


class SurveySpider(Spider):
    """Looks at the newspaper at *url* and hands a report to *deliver*. Started by `archiver.crawl.start.survey`."""

    name = "survey"

    def __init__(
        self, *, url: str, sample: int | str = 3, deliver: Callable[[SurveyReport], None] | None = None
    ) -> None:
        super().__init__()
        self.site = make_site(url)
        self.url = self.site.url
        self.sample = int(sample)
        self.deliver = deliver or (lambda report: self.logger.info("%s", report))
        self.found: list[SeedFound] = []
        self.links: dict[str, Link] = {}

    async def start(self) -> AsyncIterator[Any]:
        self.deliver(await self._survey())
        nothing: tuple[Request, ...] = ()
        for request in nothing:  # what there was to ask has been asked
            yield request

    async def _survey(self) -> SurveyReport:
        home = await self._look(self.url, "any", "given")
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        assert robots is not None
        rules = await robots.rules_for(self.url)
        verdict = await robots.verdict(self.url)
        delay = robots.crawl_delay(rules)
        report = SurveyReport(site=self.site, robots=verdict, crawl_delay_seconds=delay)
        if isinstance(home, End) and home.status is not Status.GONE:
            error = f"{self.url}: {home.reason}" + (f" ({home.detail})" if home.detail else "")
            next_step = home.next_step or advise(error)
            return replace(report, error=error, next_step=next_step, seeds=tuple(self.found))
        listing = home if isinstance(home, Listing) else None
        await self._look_round(listing, rules.robots.sitemaps)
        samples = tuple([await self._sample(link) for link in self._sampled()])
        report = replace(report, site=self._site(listing), seeds=tuple(self.found), samples=samples)
        if not report.links:
            return replace(
                report,
                error=f"{self.url}: no feed, sitemap or section lists an article",
                next_step=NO_LINKS,
            )
        return report

    async def _look_round(self, home: Listing | None, sitemaps: tuple[str, ...]) -> None:
        """Look at what robots.txt and the home page name; at guesses when they name no feed and no sitemap."""
        seeds = home.seeds if home is not None else None
        for url in sitemaps[:MOST_LOOKED_AT]:
            await self._look(url, "sitemap", "robots.txt")
        for url in seeds.feeds[:MOST_LOOKED_AT] if seeds else ():
            await self._look(url, "feed", "home page")
        for url in seeds.sitemaps[:MOST_LOOKED_AT] if seeds else ():
            await self._look(url, "sitemap", "home page")
        if not any(seed.ok and seed.kind in (*_FEEDS, *_SITEMAPS) for seed in self.found):
            await self._guess()
        named = (*seeds.sections, *home.sections) if seeds and home else ()
        sections = [url for url in dict.fromkeys(named) if belongs(url, self.site)]
        for url in sections[:MOST_LOOKED_AT]:
            await self._look(url, "section", "home page")

    async def _guess(self) -> None:
        for path in GUESSES:
            known = len(self.found)
            await self._look(parse_url(path, self.url), "any", "guess")
            if len(self.found) > known and self.found[-1].ok and self.found[-1].links:
                return
            del self.found[known:]  # a wrong guess is no news

    async def _look(self, url: str, wanted: str, source: str, depth: int = 0) -> Listing | End | None:
        """Look at a seed and note what it is; gives what it lists, or why nobody knows."""
        if any(seed.url == url for seed in self.found):
            return None
        answer = await ask_seed(self.crawler, url, self.site.name)
        if isinstance(answer, End):
            self.found.append(
                SeedFound(url=url, kind=_named(wanted), result=answer.reason, ok=False, source=source)
            )
            return answer
        if answer.status != 200:
            result = f"HTTP {answer.status}"
            self.found.append(SeedFound(url=url, kind=_named(wanted), result=result, ok=False, source=source))
            return judge_answer(answer.status, None, 0, capture_from(answer).fetched_at)
        return await self._read(answer, url, wanted, source, depth)

    async def _read(
        self, answer: Response, url: str, wanted: str, source: str, depth: int
    ) -> Listing | End | None:
        try:
            listing = await run_of(self.crawler).read_seed(capture_from(answer), wanted, self.site)
        except SeedError as error:
            self.found.append(
                SeedFound(url=url, kind=_named(wanted), result=error.reason, ok=False, source=source)
            )
            return None
        if listing.kind == "section" and not belongs(answer.url, self.site):
            self.found.append(
                SeedFound(
                    url=url, kind=_named(wanted), result="redirects to another site", ok=False, source=source
                )
            )
            return _elsewhere(answer.url)
        own = [link for link in listing.links if belongs(link.url, self.site)]
        self.links.update(
            {canonicalize(link.url): link for link in own if canonicalize(link.url) not in self.links}
        )
        kind = "home" if source == "given" and listing.kind == "section" else listing.kind
        self.found.append(SeedFound(url=url, kind=kind, result="200", links=len(own), source=source))
        if listing.children and depth == 0:
            # one child tells what the others are
            await self._look(listing.children[0].url, "sitemap", "sitemap index", depth=1)
        if source == "given" and kind == "home" and answer.url != self.url:
            self.site = replace(self.site, url=parse_url(answer.url))
        return listing

    def _sampled(self) -> list[Link]:
        """Links to read as samples: from the most reliable kind of seed, spread over its list."""
        for via in _SAMPLE_ORDER:
            links = [link for link in self.links.values() if link.via is via]
            if links:
                step = max(1, len(links) // max(1, self.sample))
                return links[::step][: self.sample]
        return []

    async def _sample(self, link: Link) -> Sample:
        answer = await ask_page(self.crawler, replace(link, site=self.site.name), self.site.name)
        if isinstance(answer, End):
            return Sample(url=link.url, reason=answer.reason)
        capture = capture_from(answer, link)
        end = judge_answer(capture.status, None, 0, capture.fetched_at)
        if end is not None:
            return Sample(url=link.url, reason=end.reason)
        try:
            return Sample(url=link.url, article=await run_of(self.crawler).read(capture, self.site))
        except NotAnArticle as error:
            return Sample(url=link.url, reason=str(error))

    def _site(self, home: Listing | None) -> Site:
        """The site as it would be saved: with the seeds that list articles."""
        seeds = home.seeds if home is not None else None

        def useful(*kinds: str) -> tuple[str, ...]:
            return tuple(
                seed.url
                for seed in self.found
                if seed.ok
                and seed.kind in kinds
                and seed.source != "sitemap index"
                and (seed.links or seed.kind == "sitemap index")
            )

        return replace(
            self.site,
            title=seeds.title if seeds else None,
            language=seeds.language if seeds else None,
            feeds=useful(*_FEEDS),
            sitemaps=useful(*_SITEMAPS),
            sections=useful("section"),
        )


def _named(wanted: str) -> str:
    return "home" if wanted == "any" else wanted


def _elsewhere(url: str) -> End:
    return End(
        status=Status.REFUSED,
        reason="redirects to another site",
        detail=url,
        next_step=f"archiver site add {url}",
    )
