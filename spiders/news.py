"""NewsSpider: crawls any number of newspapers in one process."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider, signals

from archiver.account import SeedEnd
from archiver.crawl.adopting import site_for
from archiver.crawl.backlog import BACKLOG, find_left, find_revisits
from archiver.crawl.continuing import broken_off, next_page, whole_article
from archiver.crawl.ends import End, judge_answer
from archiver.crawl.failures import explain
from archiver.crawl.filing import (
    end_seed,
    file_links,
    file_listing,
    is_article,
    lost_outcome,
    put_off,
    refused,
    relist,
    save_many,
    seed_state,
)
from archiver.crawl.listing import belongs, is_rather_section, main_site
from archiver.crawl.marks import GIVEN, LATER, LINK
from archiver.crawl.memory import settle
from archiver.crawl.pace import pace_of
from archiver.crawl.requests import later_page_request, page_request, request_of, seed_request
from archiver.crawl.robots import UNREACHABLE, RobotsMiddleware
from archiver.crawl.run import Run, is_stopping, run_of
from archiver.crawl.unchanged import is_settled, leave_settled, names_of, recall, validators_of
from archiver.crawl.wire import capture_from
from archiver.errors import ArchiverError, NotAnArticle, SeedError
from archiver.link import Link, Status, Via
from archiver.store.records import SeedState
from archiver.urls import host_of, site_name

from .arguments import read_options, read_targets
from .crawl_state import (
    SITEMAPS,
    Seed,
    SiteCrawl,
    first_seeds,
    guessed_seeds,
    kind_of,
    knows_seeds,
    later_seeds,
    named_seeds,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from archiver.capture import Capture
    from archiver.crawl.listing import Listing
    from archiver.crawl.options import Targets
    from archiver.outcome import Outcome
    from archiver.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    """What was taken from a seed's answer."""

    crawl: SiteCrawl  #: where its links went: nearly always the crawl the seed is from
    listing: Listing | None = None
    captures: list[Capture] = field(default_factory=list)  #: of the article it turned out to be


class NewsSpider(Spider):
    """Crawls newspapers: `scrapy crawl news -a site=NAME` or `-a url=https://…`.

    A link is filed in the frontier before it is asked for; what becomes of it is yielded to the pipelines, as a
    `Capture` when there was an answer and as an `Outcome` when there was none. The frontier is what keeps a link
    from being fetched twice.
    """

    name = "news"
    run: Run

    def __init__(self, *, targets: Targets | None = None, **arguments: str) -> None:
        super().__init__()
        self.targets = targets
        self.arguments = arguments
        self.crawls: dict[str, SiteCrawl] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> NewsSpider:
        spider: NewsSpider = super().from_crawler(crawler, *args, **kwargs)
        spider.run = run_of(crawler)
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(spider.item_ended, signal=signal)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        run = self.run
        run.follow = self.follow
        settle()
        try:
            run.options = read_options(self.arguments, run.options)
            targets = self.targets or read_targets(self.arguments, run.config.folder)
            for site, urls, whole in self._planned(targets):
                if is_stopping(self.crawler):
                    return
                crawl, seeds = await self._open_site(site), first_seeds(site, urls, whole=whole)
                crawl.revisits = whole or any(seed.is_home for seed in seeds)
                for seed in seeds:
                    for request in await self._ask(crawl, seed):
                        yield request
        except ArchiverError as error:
            run.fail(error)

    def _planned(self, targets: Targets) -> list[tuple[Site, list[str], bool]]:
        """Each site once: with the URLs the operator named for it, and whether the whole of it is to be crawled."""
        named = {site.name for site in targets.sites}
        sites = {site.name: site for site in targets.sites}
        urls: dict[str, list[str]] = {name: [] for name in sites}
        for url in targets.urls:
            site = site_for(self.run, url)
            urls.setdefault(sites.setdefault(site.name, site).name, []).append(url)
        return [(site, urls[name], name in named) for name, site in sites.items()]

    async def _open_site(self, site: Site) -> SiteCrawl:
        crawl = self.crawls.get(site.name)
        if crawl is None:
            part = await self.run.claim(site)
            crawl = self.crawls[site.name] = SiteCrawl(
                part=part,
                limit=self.run.options.limit,
                has_backlog=part.crawl_id is not None,
                discovers=not knows_seeds(site),
            )
        return crawl

    # --- seeds

    async def _ask(self, crawl: SiteCrawl, seed: Seed) -> list[Request]:
        """The request for a seed; none when it has been asked for, or another run holds the site."""
        if crawl.part.skipped or seed.url in crawl.asked:
            return []
        crawl.asked.add(seed.url)
        named = seed.source == "given" and not seed.is_home and crawl.part.crawl_id is not None
        if named and await is_article(self.run, crawl.part, seed.url):
            return await self._ask_again(crawl, seed)
        state = await self._known(crawl, seed)
        if is_settled(state, seed.modified, datetime.now(UTC)):
            leave_settled(crawl.part, state)
            return []
        crawl.open_seeds += 1
        self._pace(crawl, seed.url)
        request = seed_request(
            seed.url,
            site=crawl.site.name,
            callback=self.seed_answered,
            errback=self.seed_lost,
            priority=seed.priority,
            page=seed.wanted in ("section", "home"),
            etag=state.etag,
            last_modified=state.last_modified,
            crawl=crawl,
            seed=seed,
        )
        if named:
            # most likely an article: as with links, it waits for readers, and is not fetched again after a killed run
            request.meta[GIVEN] = Link(url=seed.url, via=Via.GIVEN, site=crawl.site.name)
            await asyncio.shield(self.run.warm_up())
        return [request]

    async def _ask_again(self, crawl: SiteCrawl, seed: Seed) -> list[Request]:
        """Ask for a known article as for any other link: conditionally, and not at all if a stopped run just read it."""
        link = Link(url=seed.url, via=Via.GIVEN, site=crawl.site.name)
        filed = await file_links(self.run, crawl.part, None, [link])
        await self._end(crawl, seed, "known", kind="article", links=1)
        await self._take(crawl, filed)
        return await self._go_on(crawl)

    async def seed_answered(self, response: Response, crawl: SiteCrawl, seed: Seed) -> AsyncIterator[Any]:
        """Read a seed, file its links, and ask for what is next."""
        taken = _Taken(crawl=crawl)
        try:
            taken = await self._read(response, crawl, seed)
        except SeedError as error:
            await self._end(crawl, seed, error.reason, ok=False)
        except ArchiverError as error:
            self.run.fail(error)
            return
        for capture in taken.captures:
            yield capture
        if seed.is_home and crawl.discovers:
            for found in await self._discover(crawl, taken.listing):
                for request in await self._ask(crawl, found):
                    yield request
        crawl.open_seeds -= 1
        for one in dict.fromkeys((crawl, taken.crawl)):
            for request in await self._go_on(one):
                yield request

    async def _read(self, response: Response, crawl: SiteCrawl, seed: Seed) -> _Taken:
        """Take what a seed answered.

        Raises:
            SeedError: there is nothing to take.
        """
        if response.status == 304:
            return await self._unchanged(crawl, seed, validators_of(response))
        if seed.source == "next page" and response.status in (404, 410):
            # many pagers name one page more than there is: the list ends here, nothing has failed
            await self._end(crawl, seed, f"HTTP {response.status}")
            return _Taken(crawl=crawl)
        if response.status != 200:
            raise SeedError(seed.url, f"HTTP {response.status}")
        sent = validators_of(response)
        if sent.digest == (await self._known(crawl, seed)).digest:
            return await self._unchanged(crawl, seed, sent)
        listing = await self.run.read_seed(capture_from(response), seed.wanted, crawl.site)
        captures = await self._given_article(response, crawl, seed, listing)
        if captures is not None:
            return _Taken(crawl=crawl, captures=captures)
        target = await self._note(response, crawl, seed, listing)
        return _Taken(crawl=target, listing=listing)

    async def _known(self, crawl: SiteCrawl, seed: Seed) -> SeedState:
        """What is known of a seed that may be unchanged."""
        known = await seed_state(self.run, crawl.part, seed.url)
        if seed.is_home and crawl.discovers and not known.children:
            return SeedState(url=seed.url)  # it has to name the other seeds
        return known

    async def _unchanged(self, crawl: SiteCrawl, seed: Seed, sent: SeedState) -> _Taken:
        """Take what a seed listed before: it answers that nothing has changed, or with the same bytes."""
        filed = await relist(self.run, crawl.part, seed.url)
        await self._take(crawl, filed.links)
        known = await self._known(crawl, seed)
        listing = recall(known)
        crawl.later.extend(later_seeds(seed, listing, filed, since=None, max_pages=0))
        known = replace(
            known,
            etag=sent.etag or known.etag,
            last_modified=sent.last_modified or known.last_modified,
            modified=seed.modified,
        )
        result = "200" if sent.digest else "304"
        await self._end(crawl, seed, result, kind=known.kind, links=known.links or filed.listed, known=known)
        return _Taken(crawl=crawl, listing=listing)

    async def seed_lost(self, failure: Failure) -> AsyncIterator[Any]:
        """A seed did not answer."""
        lost = request_of(failure)
        crawl, seed = lost.cb_kwargs["crawl"], lost.cb_kwargs["seed"]
        end = explain(failure.value, 0, datetime.now(UTC))
        # of a robots.txt without an answer, the cause is what helps
        result = f"{end.reason}: {end.detail}" if end.reason == UNREACHABLE else end.reason
        waits = end.status is Status.PENDING and end.retry_at is not None
        await self._end(crawl, seed, result, ok=False, waits=waits)
        if self.run.next_step is None:
            self.run.next_step = end.next_step
        crawl.open_seeds -= 1
        for request in await self._go_on(crawl):
            yield request

    async def _note(self, response: Response, crawl: SiteCrawl, seed: Seed, listing: Listing) -> SiteCrawl:
        """File what a seed lists, now or when the feeds have been read; gives the crawl its links belong to."""
        if listing.kind == "section":
            if not belongs(response.url, crawl.site):
                raise SeedError(seed.url, f"redirects to another site: {response.url}")
            crawl.postponed.append((seed, listing, validators_of(response)))
            return crawl
        target = await self._crawl_for(crawl, seed, listing)
        await self._list(target, seed, listing, validators_of(response))
        return target

    async def _list(self, target: SiteCrawl, seed: Seed, listing: Listing, sent: SeedState) -> None:
        """File what a seed lists, and note what it leads on to."""
        listing = target.within_budget(listing)
        filed = await file_listing(self.run, target.part, seed.url, listing)
        if listing.kind in SITEMAPS:
            target.sitemaps.note(len(filed.links) + filed.resting + len(listing.children))
        await self._take(target, filed.links)
        options = self.run.options
        later = later_seeds(seed, listing, filed, since=options.since, max_pages=self.run.config.max_pages)
        # the next page of a section comes before the next sitemap: it is newer
        target.later.extendleft(one for one in reversed(later) if one.page > 1)
        target.later.extend(one for one in later if one.page == 1)
        kind = kind_of(seed, listing, filed)
        known = replace(
            sent,
            title=listing.title,
            children=names_of(listing, kind),
            modified=seed.modified,
        )
        await self._end(target, seed, "200", kind=kind, links=filed.listed, known=known)

    async def _crawl_for(self, crawl: SiteCrawl, seed: Seed, listing: Listing) -> SiteCrawl:
        """The crawl a seed's links belong to: a feed an operator names may live on a host of its own."""
        if seed.source != "given" or any(belongs(link.url, crawl.site) for link in listing.links):
            return crawl
        name = await asyncio.to_thread(main_site, listing.links)
        if name is None:
            return crawl
        target = await self._open_site(
            site_for(self.run, next(link.url for link in listing.links if site_name(link.url) == name))
        )
        return crawl if target.part.skipped else target

    async def _given_article(
        self, response: Response, crawl: SiteCrawl, seed: Seed, listing: Listing
    ) -> list[Capture] | None:
        """The capture of a page an operator named, if it has not been filed yet; None when it is no article."""
        if seed.source != "given" or seed.is_home or listing.kind != "section" or self.run.options.dry_run:
            return None
        if not belongs(response.url, crawl.site):
            return None
        link = Link(url=seed.url, via=Via.GIVEN, site=crawl.site.name)
        capture = capture_from(response, link)
        try:
            article = await self.run.read(capture, crawl.site)
        except NotAnArticle:
            return None
        if is_rather_section(article, listing):
            return None
        capture = await self.run.keep_at_once(capture)
        filed = await file_links(self.run, crawl.part, None, [link])
        await self._end(crawl, seed, "200", kind="article", links=len(filed))
        crawl.taken += len(filed)
        return [replace(capture, link=link) for link in filed]

    async def _discover(self, crawl: SiteCrawl, listing: Listing | None) -> list[Seed]:
        """Seeds of a newspaper nothing is known of: from robots.txt, its home page, and good guesses."""
        crawl.discovers = False
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        assert robots is not None
        rules = await robots.rules_for(crawl.site.url)
        seeds = named_seeds(crawl.site, rules.robots.sitemaps, listing)
        if not any(seed.wanted in ("feed", "sitemap") for seed in seeds):
            # one after the other, until one lists something
            crawl.later.extend(guessed_seeds(crawl.site))
        return seeds

    async def _end(
        self,
        crawl: SiteCrawl,
        seed: Seed,
        result: str,
        *,
        kind: str | None = None,
        links: int = 0,
        ok: bool = True,
        waits: bool = False,
        known: SeedState | None = None,
    ) -> None:
        """Count how a seed ended; a guess that was wrong is not worth a line."""
        if seed.source == "guess":
            if not (ok and links):
                return
            crawl.later = deque(other for other in crawl.later if other.source != "guess")
        named = kind or ("home" if seed.is_home else "given" if seed.wanted == "any" else seed.wanted)
        end = SeedEnd(url=seed.url, kind=named, result=result, links=links, ok=ok, waits=waits)
        await end_seed(self.run, crawl.part, end, known)

    # --- links

    async def _take(self, crawl: SiteCrawl, links: Iterable[Link]) -> None:
        """Take up links; those over the limit wait for a later run."""
        # what is new comes first: a limit is not spent on what is known
        links = sorted(links, key=lambda link: link.fetched_at is not None)
        if any(link.article_id is None for link in links):
            # pages fetched before anyone can read them would be lost to a killed run
            await asyncio.shield(self.run.warm_up())
        over = crawl.take(links)
        await save_many(self.run, [put_off(link, "limit") for link in over])

    async def _go_on(self, crawl: SiteCrawl) -> list[Request]:
        """What to ask for next."""
        requests: list[Request] = []
        if is_stopping(self.crawler):
            return requests
        try:
            while crawl.postponed and not crawl.open_seeds:
                await self._list(crawl, *crawl.postponed.pop(0))
            await save_many(self.run, [refused(link, reason) for link, reason in crawl.leave_traps()])
            crawl.leave_sitemaps()
            while crawl.wants_seed and not requests:
                requests += await self._ask(crawl, crawl.later.popleft())
            if crawl.wants_backlog:
                await self._take_backlog(crawl)
        except ArchiverError as error:
            self.run.fail(error)
            return []
        return requests + [self._page(crawl, link) for link in crawl.hand_out()]

    def _page(self, crawl: SiteCrawl, link: Link) -> Request:
        self._pace(crawl, link.url)
        return page_request(
            link, site=crawl.site.name, callback=self.page_answered, errback=self.page_lost, crawl=crawl
        )

    def _pace(self, crawl: SiteCrawl, url: str) -> None:
        """Give each host of the site the site's own delay, before robots.txt may ask for more."""
        seconds = crawl.site.delay_seconds
        if seconds is not None:
            pace_of(self.crawler).set_own(host_of(url), seconds)

    async def _take_backlog(self, crawl: SiteCrawl) -> None:
        """Take up what earlier runs left, and when that is all, articles that are due for another look."""
        crawl.has_backlog = False
        wanted = BACKLOG if crawl.room is None else min(BACKLOG, crawl.room)
        left = await find_left(self.run, crawl.part, wanted)
        await self._take(crawl, left)
        crawl.has_backlog = len(left) == wanted
        if crawl.revisits and not crawl.has_backlog:
            crawl.revisits = False
            await self._take(crawl, await find_revisits(self.run, crawl.part, crawl.room))

    async def page_answered(self, response: Response, crawl: SiteCrawl) -> AsyncIterator[Any]:
        """Hand a link's answer to the pipelines, or ask for the article's next page first."""
        link: Link = response.meta[LINK]
        if belongs(response.url, crawl.site):
            capture = await self.run.keep_at_once(capture_from(response, link))
            yield await self._go_on_reading(link, (capture,), crawl)
        else:
            yield refused(link, "redirects to another site", response.url)

    async def later_page_answered(
        self, response: Response, crawl: SiteCrawl, pages: tuple[Capture, ...]
    ) -> AsyncIterator[Any]:
        """Add a page to the article it belongs to."""
        link: Link = response.meta[LINK]
        asked = replace(link, url=response.meta[LATER])
        capture = await self.run.keep_at_once(capture_from(response, asked))
        retry_after = capture.header("retry-after")
        end = judge_answer(response.status, retry_after, link.attempts, datetime.now(UTC))
        if not belongs(response.url, crawl.site):
            end = End(status=Status.REFUSED, reason="redirects to another site")
        if end is not None:
            yield broken_off(link, pages, asked.url, end)
        else:
            yield await self._go_on_reading(link, (*pages, capture), crawl)

    async def _go_on_reading(
        self, link: Link, pages: tuple[Capture, ...], crawl: SiteCrawl
    ) -> Outcome | Request:
        """The request for the article's next page, or the article when this is all of it."""
        url = await next_page(self.run, pages, crawl.site)
        if url is None:
            return whole_article(link, pages)
        self._pace(crawl, url)
        return later_page_request(
            link,
            url,
            site=crawl.site.name,
            callback=self.later_page_answered,
            errback=self.page_lost,
            crawl=crawl,
            pages=pages,
        )

    async def page_lost(self, failure: Failure) -> AsyncIterator[Any]:
        """A link did not answer, or was not asked for."""
        lost = request_of(failure)
        link: Link = lost.meta[LINK]
        end = explain(failure.value, link.attempts, datetime.now(UTC))
        if LATER in lost.meta:
            yield broken_off(link, lost.cb_kwargs["pages"], lost.meta[LATER], end)
            return
        yield lost_outcome(link, end)
        if end.status is Status.PENDING and end.retry_at is not None:
            # the host's other links wait as long; to have each asked for and given back would take minutes of work
            waiting = lost.cb_kwargs["crawl"].leave_host(host_of(lost.url))
            await save_many(self.run, [lost_outcome(other, end) for other in waiting])

    async def item_ended(self, response: Response | Failure | None) -> None:
        """What was taken from a page is stored, or will never be: there is room for the next link."""
        request: Request | None = getattr(response, "request", None)
        if request is None or LINK not in request.meta:
            return
        crawl: SiteCrawl = request.cb_kwargs["crawl"]
        crawl.in_flight -= 1
        for following in await self._go_on(crawl):
            self.crawler.engine.crawl(following)

    async def follow(self, link: Link) -> None:
        """Take up a link found while storing: the canonical URL of an article."""
        crawl = self.crawls.get(link.site or "")
        if crawl is None or not belongs(link.url, crawl.site):
            return
        await self._take(crawl, await file_links(self.run, crawl.part, None, [link]))
        for request in await self._go_on(crawl):
            self.crawler.engine.crawl(request)
