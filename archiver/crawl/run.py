"""The run: what the pieces of one crawl share, and the one place its work ends up in."""

from __future__ import annotations

import asyncio
import logging
import secrets
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archiver.access import load_secrets
from archiver.account import Account, Report
from archiver.config import Config, load_config
from archiver.crawl.advice import advise
from archiver.crawl.belongings import OnePerCrawl
from archiver.crawl.budget import FollowedLinks
from archiver.crawl.configure import PRODUCT, own_version
from archiver.crawl.disk import LEAST_FREE_BYTES, check_rights, check_room, check_temporary, disks_of
from archiver.crawl.leftovers import Leftovers
from archiver.crawl.options import CrawlOptions
from archiver.crawl.raw import RawKeeper
from archiver.crawl.readers import Readers
from archiver.crawl.turns import Turns
from archiver.crawl.writer import Writer
from archiver.errors import ArchiverError, LeaseLost, NotAnArticle, RunError, SeedError
from archiver.store import Archive, open_sound

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from scrapy.crawler import Crawler

    from archiver.article import Article
    from archiver.capture import Capture
    from archiver.crawl.listing import Listing
    from archiver.extract.template import Template
    from archiver.link import Link
    from archiver.outcome import Outcome
    from archiver.site import Site
    from archiver.store.records import Saved

#: A claim on a site ends this long after its run was last heard of.
LEASE_SECONDS = 600.0
#: Pages handed to reader processes beyond those they work on; with more, another newspaper's would wait behind them.
QUEUED_PAGES_PER_WORKER = 1

#: What helps when seeds answer and list nothing.
NO_LINKS = "try the URL of a section or feed of the newspaper"

#: What the archive says of a run a signal ended, and what becomes of a page nobody was left to read.
STOPPED = "stopped by a signal"

logger = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class SiteRun:
    """One site in one run."""

    site: Site
    account: Account
    crawl_id: int | None = None  #: None when nothing is written: a dry run, or another run holds the site
    template: Template | None = None  #: the site's boilerplate as known when the run began
    counted: set[str] = field(default_factory=set)  #: keys of the links a dry run has counted
    followed: FollowedLinks = field(default_factory=FollowedLinks)  #: what its pages' links came to

    @property
    def skipped(self) -> bool:
        return self.account.skipped is not None


class Run:
    """One run over any number of sites: configuration, archive, raw captures, readers, accounts.

    Spiders and pipelines find theirs with `run_of(crawler)`.
    """

    def __init__(self, config: Config, options: CrawlOptions) -> None:
        self.config = config
        self.options = options
        self.started_at = datetime.now(UTC)
        self.id = f"{self.started_at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        self.sites: dict[str, SiteRun] = {}
        self.error: ArchiverError | None = None
        self.next_step: str | None = None  #: what a person can do about a refusal, when the run did not fail
        self.stopped: str | None = None  #: the signal that ended it
        self.unusable = 0  #: items of a spider without a URL that could be filed
        self.least_free_bytes = LEAST_FREE_BYTES
        #: told when the run has to stop; from the event loop
        self.stop: Callable[[str], object] | None = None
        #: takes links found while storing: canonical URLs of articles
        self.follow: Callable[[Link], Awaitable[None]] | None = None
        self.notes: list[str] = []  #: what else is to be told at the end, a line each
        self.leftovers = Leftovers(self._warc_folder, self.call, self.note)
        self._writer: Writer | None = None
        self._raw: RawKeeper | None = None
        self._readers: Readers | None = None
        self._warming: asyncio.Task[None] | None = None
        self._turns: Turns | None = None
        self._claiming = asyncio.Lock()
        self._closing: asyncio.Task[None] | None = None
        self._over = False
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def _warc_folder(self) -> Path:
        return Path(self.config.folder) / "warc"

    def note(self, line: str) -> None:
        """Tell *line* in the log, and at the end of the account."""
        self.notes.append(line)
        logger.info("%s", line)

    # --- sites

    async def claim(self, site: Site) -> SiteRun:
        """This run's part for *site*; at the first call the site is leased.

        Raises:
            StoreError: the archive cannot be opened or written.
            ConfigError: a variable of the environment the site's file names is not set.
        """
        async with self._claiming:
            found = self.sites.get(site.name)
            if found is None:
                self._expect_open()
                if site.access:
                    load_secrets(site.access, site=site.name, url=site.url)
                found = SiteRun(site=site, account=Account(site=site.name))
                if not self.options.dry_run:
                    await self._lease(found)
                self.sites[site.name] = found
            return found

    async def _lease(self, part: SiteRun) -> None:
        writer = await self._open()
        now = datetime.now(UTC)
        part.crawl_id = await writer.call(Archive.start_crawl, self.id, part.site, now, LEASE_SECONDS)
        part.account.crawl_id = part.crawl_id
        if part.site.template is not False:
            part.template = await writer.call(Archive.template, part.site.name)
        if part.crawl_id is None:
            lease = await writer.call(Archive.lease, part.site.name, now)
            until = f" (run {lease.run}, until {lease.until:%H:%M} UTC)" if lease else ""
            part.account.skipped = f"another run is crawling it{until}"
        else:
            await self.leftovers.take_over(part.crawl_id)

    async def renew_leases(self) -> None:
        """Hold the sites longer; a site another run has taken over ends the run."""
        for part in list(self.sites.values()):
            if part.crawl_id is not None and self._writer is not None:
                now = datetime.now(UTC)
                held = await self._writer.call(Archive.renew_lease, part.crawl_id, now, LEASE_SECONDS)
                if not held:
                    self.fail(LeaseLost(part.site.name))

    @property
    def writes(self) -> bool:
        """Whether an archive is open for this run; not when a newspaper is only looked at."""
        return self._writer is not None

    async def call(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Run ``work(archive, *arguments)`` in the thread that owns the archive; outcomes may be stored after it."""
        return await (await self._open()).call(work, *arguments)

    async def _open(self) -> Writer:
        if self._writer is None:
            self._loop = asyncio.get_running_loop()
            location = self.config.archive
            await asyncio.to_thread(self._check_disks)
            writer = Writer(
                lambda: open_sound(location, self.id), before_commit=self._flush_raw, on_error=self._broken
            )
            await writer.start()
            self._writer = writer
        return self._writer

    def _check_disks(self) -> None:
        """Before anything is fetched: pages that could not be stored would be asked for in vain."""
        folders = disks_of(self.config)
        check_room(folders, 2 * self.least_free_bytes)
        check_temporary()
        for folder in folders:
            check_rights(folder)

    async def watch_disks(self) -> None:
        """End the run while there still is room to end it well."""
        try:
            await asyncio.to_thread(check_room, disks_of(self.config), self.least_free_bytes)
        except ArchiverError as error:
            self.fail(error)

    def _flush_raw(self) -> None:
        if self._raw is not None:
            self._raw.flush()

    # --- one page

    async def keep(self, capture: Capture) -> Capture:
        """Write the capture to WARC, if raw captures are kept. What did not come over HTTP is not."""
        if not self.config.keep_raw or not capture.protocol:
            return capture
        self._expect_open()
        if self._raw is None:
            software = f"{PRODUCT}/{own_version()}"
            self._raw = RawKeeper(self._warc_folder, self.id, self.config.warc_bytes, software)
        try:
            following = [await self._kept(page) for page in capture.following]
            return replace(await self._kept(capture), following=tuple(following))
        except ArchiverError as error:
            self.fail(error)
            raise

    async def keep_at_once(self, capture: Capture) -> Capture:
        """As `keep`, as soon as a page has come: what is not in a file when the run is killed is fetched again.

        Where opt-outs are obeyed, they are read first. A disk that refuses is left to `keep`.
        """
        if self.config.obey_opt_outs or self._over:
            return capture
        try:
            return await self.keep(capture)
        except ArchiverError:
            return capture

    async def _kept(self, page: Capture) -> Capture:
        """The capture of one page with its place; it has one already when a killed run had fetched it."""
        assert self._raw is not None
        return page if page.place is not None else await self._raw.write(page)

    async def read(self, capture: Capture, site: Site | None) -> Article:
        """The article in *capture*, read in a worker process.

        Raises:
            NotAnArticle: there is none.
        """
        async with self._reading(site) as readers:
            try:
                return await asyncio.wrap_future(readers.submit(capture, site, self._template(site)))
            except NotAnArticle as error:
                raise await self._cause(error) from error

    async def _cause(self, error: NotAnArticle) -> NotAnArticle:
        """A reader that ends as the run is stopped says nothing of its page: systemd sends SIGTERM to all of them."""
        if error.reason in ("reader died", "reader stopped", "reader failed"):
            await asyncio.sleep(0.5)  # the signal may reach them first
            if self.stopped:
                return NotAnArticle(STOPPED)
        return error

    async def find_next_page(self, capture: Capture, number: int, site: Site) -> str | None:
        """The address of the page behind *capture*, page *number* of an article; None when there is none.

        Raises:
            NotAnArticle: it holds no article.
        """
        async with self._reading(site) as readers:
            found = readers.submit_next_page(capture, number, site, self._template(site))
            return await asyncio.wrap_future(found)

    async def read_seed(self, capture: Capture, wanted: str, site: Site) -> Listing:
        """What a seed's answer lists, read in a worker process.

        Raises:
            SeedError: nothing links can be read from.
        """
        since = self.options.since
        try:
            async with self._reading(site) as readers:
                listing = await asyncio.wrap_future(readers.submit_listing(capture, wanted, site, since))
        except NotAnArticle as error:
            raise SeedError(capture.answered_url, str(error)) from error
        if isinstance(listing, SeedError):
            raise listing
        return listing

    def _template(self, site: Site | None) -> Template | None:
        part = self.sites.get(site.name) if site else None
        return part.template if part else None

    @asynccontextmanager
    async def _reading(self, site: Site | None) -> AsyncIterator[Readers]:
        """The reader processes, when it is the site's turn."""
        try:
            await asyncio.shield(self.warm_up())
        except ArchiverError as error:
            error.next_step = error.next_step or "archiver doctor"
            self.fail(error)
            raise NotAnArticle(STOPPED) from error
        assert self._readers is not None
        assert self._turns is not None
        async with self._turns.of(site.name if site else ""):
            yield self._readers

    def warm_up(self) -> asyncio.Task[None]:
        """Start the reader processes, so that the first page need not wait for their imports.

        Worth while as soon as there is a page to be read: a run that finds nothing new needs none.
        """
        if self._warming is None:
            workers = self.config.workers or _cores()
            self._readers = Readers(workers, self.config.page_seconds)
            self._turns = Turns(workers * (1 + QUEUED_PAGES_PER_WORKER))
            # starting processes blocks: on the event loop it would hold up every site
            self._warming = asyncio.ensure_future(asyncio.to_thread(self._readers.start))
        return self._warming

    async def readers(self) -> Readers | None:
        """The reader processes, and the captures on disk for them; None in a run that had nothing to read."""
        if self._readers is None or self._warming is None:
            return None
        await asyncio.wait([self._warming])
        await asyncio.to_thread(self._flush_raw)
        return None if self._warming.exception() else self._readers

    async def save(self, outcome: Outcome) -> Saved:
        """Store how a link ended, once it is committed count it."""
        return (await self.save_all([outcome]))[0]

    async def save_all(self, outcomes: Sequence[Outcome]) -> list[Saved]:
        """Store how links of one site ended."""
        if not outcomes:
            return []
        part = self.part_of(outcomes[0].link)
        saved = await (await self._open()).save(outcomes)
        for one in saved:
            part.account.end(one.status, one.reason)
        return saved

    def part_of(self, link: Link) -> SiteRun:
        """The site a link belongs to."""
        part = self.sites.get(link.site or "")
        if part is None:
            raise ArchiverError(f"{link.url}: its site {link.site!r} is not part of this run")
        return part

    # --- the end

    def fail(self, error: ArchiverError) -> None:
        """Stop the run: *error* is its one line of cause. The first counts."""
        if self._over and isinstance(error, RunError):
            return  # work that was not waited for finds the run closed
        if self.error is None:
            self.error = error
            if self.stop is not None:
                self.stop("archive_error")

    def _broken(self, error: ArchiverError) -> None:
        """Called in the writer's thread."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self.fail, error)

    def hasten(self) -> None:
        """A signal asks for the end: a database that is locked is no longer waited for patiently."""
        if self._writer is not None:
            self._writer.hasten()

    async def close(self, *, at_once: bool = False) -> None:
        """Store the accounts and close everything; what is not stored by now stays for the next run.

        *at_once*: pages that are being read are not waited for. Closing twice does no harm.
        """
        if at_once and self._readers is not None:
            self._readers.stop()
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._close())
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        async with self._claiming:
            self._over = True
        if self._raw is not None:
            try:
                await self._raw.close()
            except ArchiverError as error:
                self.fail(error)
        await self._finish_sites()
        if self._writer is not None:
            await self._writer.close()
        if self._readers is not None and self._warming is not None:
            if self.stopped:
                self._readers.stop()
            await asyncio.wait([self._warming])
            await asyncio.to_thread(self._readers.close)

    def _expect_open(self) -> None:
        if self._over:
            raise RunError("the run is over; nothing more can be written")

    async def _finish_sites(self) -> None:
        if self._writer is None:
            return
        # a stopped run has an error, too: the next one then does not ask again for what this one has just read
        error = self.error.message if self.error else STOPPED if self.stopped else None
        for part in self.sites.values():
            if part.crawl_id is None:
                continue
            try:
                now = datetime.now(UTC)
                part.account = await self._writer.call_last(
                    Archive.finish_crawl, part.crawl_id, part.account, now, error
                )
            except ArchiverError as problem:
                self.fail(problem)

    def _advice(self) -> str | None:
        """What helps a run that found not one link, by the first seed that failed."""
        accounts = [part.account for part in self.sites.values()]
        if self.stopped or any(account.listed or account.left_out or account.skipped for account in accounts):
            return None
        failed = [seed.result for account in accounts for seed in account.seeds if not seed.ok]
        if failed:
            return next((step for step in map(advise, failed) if step), None)
        return NO_LINKS if any(account.seeds for account in accounts) else None

    def report(self) -> Report:
        """What the run did."""
        return Report(
            run=self.id,
            started_at=self.started_at,
            finished_at=datetime.now(UTC),
            accounts=[part.account for part in self.sites.values()],
            error=self.error.message if self.error else None,
            next_step=self.error.next_step if self.error else self.next_step or self._advice(),
            notes=list(self.notes),
            dry=self.options.dry_run,
            stopped=self.stopped,
        )


def _cores() -> int:
    import os

    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def _make_run(crawler: Crawler) -> Run:
    settings = crawler.settings
    config = settings.get("ARCHIVER_CONFIG") or load_config()
    options = settings.get("ARCHIVER_OPTIONS") or CrawlOptions(progress=False)
    run = Run(config, options)
    run.least_free_bytes = settings.getint("ARCHIVER_LEAST_FREE_BYTES", LEAST_FREE_BYTES)
    return run


#: The run a crawler works for, made at the first call from its settings; raises ConfigError where they cannot be used.
run_of = OnePerCrawl(_make_run)


def is_stopping(crawler: Crawler) -> bool:
    """Whether no new work should begin: a signal came, or the run has failed."""
    run = run_of(crawler)
    return not crawler.engine.running or run.error is not None or run.stopped is not None
