"""ArchiveReader: everything an archive can be asked, from any thread, while a crawl writes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from archiver.errors import QueryError
from archiver.store import checkup, cleaning, frontier, hosts, leases, ledger, opt_outs, reading, templates
from archiver.store.history import load_diff, load_history
from archiver.store.later import load_later_pages
from archiver.store.models import ArticleRow, CaptureRow, CrawlRow
from archiver.store.portions import portions
from archiver.store.search import Narrow, search
from archiver.store.site_parameters import load_parameters
from archiver.store.stats import count_relations, read_stats
from archiver.store.story_reading import load_own_words, load_relations, load_story

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime
    from pathlib import Path

    import pandas as pd
    from sqlalchemy import ColumnElement, Connection

    from archiver.account import Account
    from archiver.article import Reading, Removed
    from archiver.capture import Place
    from archiver.extract.template import Template, TemplateLine
    from archiver.render import Rendering
    from archiver.site import Site
    from archiver.store.checkup import Checkup, KeptPlace
    from archiver.store.cleaning import Cleaning
    from archiver.store.database import Database
    from archiver.store.history_records import Diff, History
    from archiver.store.hosts import HostState, RobotsState
    from archiver.store.opt_outs import ReservationState
    from archiver.store.records import (
        Hits,
        Lease,
        Record,
        RelationStats,
        Revision,
        SeedState,
        SqlResult,
        Stats,
        StoredCapture,
        StoredLink,
    )
    from archiver.store.site_parameters import SiteParameter
    from archiver.store.story_records import Relation, Story
    from archiver.store.templates import StoredWords


class ArchiveReader:
    """What can be asked of an archive. Each call is a short transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._readers = database.engine(writing=False)

    @property
    def location(self) -> str:
        """Where the archive is, for people; no password."""
        return self._database.name

    @property
    def folder(self) -> Path | None:
        """The folder the archive's files lie in; None for a database server."""
        return self._database.folder

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        try:
            with self._readers.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise self._database.explain(error) from error

    # --- articles ---

    def search(
        self,
        query: str,
        *,
        site: str | None = None,
        since: date | None = None,
        until: date | None = None,
        language: str | None = None,
        limit: int = 20,
        offset: int = 0,
        fold: bool = False,
    ) -> Hits:
        """Give the articles that hold all words of *query*, and "phrases in quotes"; best first.

        *since* and *until* are days of publication, both included; articles without one are then left out. With
        *fold*, articles that carry the same text are one hit, and *limit* and *offset* count those.

        Raises:
            QueryError: there is nothing in it to search for.
        """
        narrow = Narrow(site=site, since=since, until=until, language=language)
        with self._read() as connection:
            return search(connection, self._database, query, narrow, limit, offset, fold=fold)

    def article(self, id_or_url: int | str) -> Record:
        """Give an article with its readings, by id or by any URL it was seen under.

        Raises:
            QueryError: the archive has none.
        """
        with self._read() as connection:
            found = reading.find_article_id(connection, id_or_url)
            return reading.load_page(connection, [ArticleRow.id == found], 0, provenance=True)[0]

    def records(
        self,
        *,
        site: str | None = None,
        since: date | None = None,
        until: date | None = None,
        language: str | None = None,
        ids: Sequence[int] | None = None,
        limit: int | None = None,
        provenance: bool = False,
    ) -> Iterator[Record]:
        """Give articles by id, in bounded memory. *provenance* fills `readings` and `removed` as well."""
        conditions = Narrow(site=site, since=since, until=until, language=language).conditions()
        left = limit
        for chosen in [None] if ids is None else portions(sorted(set(ids))):
            wanted = [*conditions] if chosen is None else [*conditions, ArticleRow.id.in_(chosen)]
            for page in self._pages(wanted, provenance):
                if left is not None and left <= len(page):
                    yield from page[:left]
                    return
                yield from page
                left = None if left is None else left - len(page)

    def _pages(self, conditions: list[ColumnElement[bool]], provenance: bool) -> Iterator[list[Record]]:
        after = 0
        while True:
            with self._read() as connection:
                page = reading.load_page(connection, conditions, after, provenance=provenance)
            if not page:
                return
            yield page
            after = page[-1].id

    def rows(self, rendering: Rendering | None = None, **filters: Any) -> Iterator[dict[str, Any]]:
        """Give articles as flat rows, `body` written as *rendering* says; takes what `records` takes."""
        for record in self.records(**filters):
            yield record.as_row(rendering)

    def to_pandas(self, rendering: Rendering | None = None, **filters: Any) -> pd.DataFrame:
        """Give articles as a data frame, `body` written as *rendering* says; takes what `records` takes.

        Raises:
            QueryError: pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise QueryError("pandas is not installed", next_step="pip install pandas") from error
        return pd.DataFrame(list(self.rows(rendering, **filters)))

    def revisions(self, article_id: int) -> list[Revision]:
        """Give an article's revisions, oldest first."""
        with self._read() as connection:
            return reading.load_revisions(connection, article_id)

    # --- stories ---

    def relations(self, article_id: int) -> list[Relation]:
        """Give how an article hangs together with others, whichever depends on the other; the closest first."""
        with self._read() as connection:
            reading.find_article_id(connection, article_id)
            return load_relations(connection, article_id)

    def story(self, id_or_url: int | str) -> Story:
        """Give the story of an article, by its id or any URL it was seen under; one that is alone is a story of one.

        Raises:
            QueryError: the archive has no such article.
        """
        with self._read() as connection:
            return load_story(connection, reading.find_article_id(connection, id_or_url))

    def own_words(self, ids: Sequence[int]) -> dict[int, str]:
        """Give the bodies of articles, by id, without the paragraphs that recur on their sites: what stories compare."""
        with self._read() as connection:
            return load_own_words(connection, ids)

    # --- parts of an article ---

    def history(self, id_or_url: int | str) -> History:
        """Give the history of an article, by its id or any URL it was seen under: each look at it, and what it changed.

        Raises:
            QueryError: the archive has no such article.
        """
        with self._read() as connection:
            return load_history(connection, id_or_url)

    def diff(self, id_or_url: int | str, old: int | None = None, new: int | None = None) -> Diff:
        """Give two revisions of an article beside each other; else the current one (*new*) and the one before it.

        Raises:
            QueryError: the archive has no such article or revision, or there is only one.
        """
        with self._read() as connection:
            return load_diff(connection, id_or_url, old, new)

    def readings(self, article_id: int, revision: int | None = None) -> tuple[Reading, ...]:
        """Give where each field of a revision came from; of the current one when none is named."""
        with self._read() as connection:
            return reading.load_readings(
                connection, reading.find_revision_id(connection, article_id, revision)
            )

    def removed(self, article_id: int, revision: int | None = None) -> tuple[Removed, ...]:
        """Give what was left out of a revision's body; of the current one when none is named."""
        with self._read() as connection:
            return reading.load_removed(
                connection, reading.find_revision_id(connection, article_id, revision)
            )

    def captures(self, article_id: int) -> list[StoredCapture]:
        """Give an article's captures, those of its other URLs included; oldest first."""
        with self._read() as connection:
            reading.find_article_id(connection, article_id)
            return reading.load_captures(connection, CaptureRow.article_id == article_id)

    # --- sites and hosts ---

    def site(self, name: str) -> Site | None:
        """Give a site as far as the archive knows it; None when nothing of it was ever crawled."""
        with self._read() as connection:
            return ledger.find_site(connection, name)

    def host(self, name: str) -> HostState:
        """Give what is known of a host: until when it asks to be left alone."""
        with self._read() as connection:
            return hosts.load_host(connection, name)

    def robots(self, origin: str) -> RobotsState:
        """Give what is known of an origin's robots.txt."""
        with self._read() as connection:
            return hosts.load_robots(connection, origin)

    def reservation(self, origin: str) -> ReservationState:
        """Give what is known of an origin's tdmrep.json."""
        with self._read() as connection:
            return opt_outs.load_reservation(connection, origin)

    # --- templates ---

    def template(self, site: str) -> Template | None:
        """Give the boilerplate learned of a site; None when nothing was."""
        with self._read() as connection:
            return templates.load_template(connection, site)

    def recurring_paragraphs(self, site: str) -> list[TemplateLine]:
        """Give the paragraphs that stand in many of a site's articles and are none's, as lines of a template."""
        with self._read() as connection:
            return cleaning.find_recurring_paragraphs(connection, site)

    def cleanings(self, site: str, lines: Sequence[TemplateLine]) -> Iterator[Cleaning]:
        """Give the revisions of a site that hold one of *lines*, each with its words without them."""
        after: int | None = 0
        while after is not None:
            with self._read() as connection:
                found, after = cleaning.next_cleanings(connection, site, after, lines)
            yield from found

    def parameters(self, site: str | None = None) -> list[SiteParameter]:
        """Give what is known of the parameters of a site's URLs, or of all sites'; see docs/identity.md."""
        with self._read() as connection:
            return load_parameters(connection, site)

    def articles_since_template(self, site: str) -> tuple[int, int]:
        """Count a site's articles whose page is kept, and of those the ones first seen since its template was learned."""
        with self._read() as connection:
            return templates.count_since(connection, site)

    def newest_words(self, site: str, limit: int, *, current: bool = True) -> list[StoredWords]:
        """Give words of a site's newest captures that are kept; those of earlier revisions, too, if not *current*."""
        with self._read() as connection:
            return templates.newest_words(connection, site, limit, current=current)

    def words(self, site: str) -> Iterator[StoredWords]:
        """Give the words of every revision of a site's articles, in bounded memory."""
        after = 0
        while True:
            with self._read() as connection:
                page = templates.next_words(connection, site, after)
            if not page:
                return
            yield from page
            after = page[-1].revision_id

    # --- the frontier ---

    def link(self, url: str) -> StoredLink | None:
        """Give the state of a link; None when no seed ever listed it."""
        with self._read() as connection:
            return frontier.find_link(connection, url)

    def link_captures(self, link_id: int) -> list[StoredCapture]:
        """Give a link's captures, those that held no article included; oldest first."""
        with self._read() as connection:
            return reading.load_captures(connection, CaptureRow.link_id == link_id)

    def later_pages(self, capture_id: int) -> tuple[Place, ...]:
        """Give where the later pages of an article on several pages are kept, in order; *capture_id* is its first's."""
        with self._read() as connection:
            return load_later_pages(connection, [capture_id]).get(capture_id, ())

    def seed_state(self, site: str, url: str) -> SeedState:
        """Give what is known of a seed; nothing but its URL when it was never fetched."""
        with self._read() as connection:
            return frontier.seed_state(connection, site, url)

    def lease(self, site: str, now: datetime) -> Lease | None:
        """Give the claim on a site that is still alive."""
        with self._read() as connection:
            return leases.read_lease(connection, site, now)

    def live_runs(self, now: datetime) -> set[str]:
        """Give the runs under way that hold a site."""
        with self._read() as connection:
            return leases.live_runs(connection, now)

    def ended_runs(self, runs: Sequence[str], now: datetime) -> set[str]:
        """Give those of *runs* this archive knows and that hold no site."""
        with self._read() as connection:
            return leases.ended_runs(connection, runs, now)

    def runs_broken_off(self, crawl_id: int) -> list[str]:
        """Give the runs over the same site right before this one that did not come to their end, newest first."""
        with self._read() as connection:
            site_id = connection.scalar(select(CrawlRow.site_id).where(CrawlRow.id == crawl_id))
            return [crawl.run for crawl in leases.runs_broken_off(connection, site_id or 0, crawl_id)]

    def kept_places(self, runs: Sequence[str]) -> dict[str, dict[int, int]]:
        """Give where runs have captures in WARC files: file → offset → length."""
        with self._read() as connection:
            return leases.kept_places(connection, runs)

    def account(self, crawl_id: int) -> Account:
        """Give a run's account: as stored, or of a run under way, as it stands."""
        with self._read() as connection:
            return ledger.read_account(connection, crawl_id)

    # --- the whole ---

    def stats(self) -> Stats:
        """Count everything."""
        with self._read() as connection:
            return read_stats(connection)

    def relation_stats(self) -> tuple[RelationStats, ...]:
        """Count the relations between articles, by kind and version of the rule that decided them."""
        with self._read() as connection:
            return count_relations(connection)

    def sql(self, statement: str, *, seconds: float = 30, max_rows: int = 10_000) -> SqlResult:
        """Carry out one statement that only reads.

        Raises:
            QueryError: it is wrong, would write, or takes longer than *seconds*.
        """
        return self._database.run(statement, seconds, max_rows)

    def checkup(self, now: datetime) -> Checkup:
        """Give who holds sites, what was fetched last, and which WARC files are named."""
        with self._read() as connection:
            return checkup.read_checkup(connection, now)

    def places(self, step: int = 1) -> Iterator[KeptPlace]:
        """Give where captures are kept, of every *step*-th, in bounded memory."""
        after = 0
        while True:
            with self._read() as connection:
                found, after = checkup.read_places(connection, after, step)
            yield from found
            if not after:
                return

    def glance(self) -> list[str]:
        """Look for damage in the database as far as that takes a moment; one line each."""
        return self._database.glance()

    def search_damage(self) -> list[str]:
        """Look for articles the full-text index does not know, and for damage in it; one line each."""
        return self._database.search_damage()

    def check(self) -> list[str]:
        """Look for damage in the database; one line each, none when it is sound."""
        return self._database.check()
