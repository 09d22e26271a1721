"""Archive: the one door to the database."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Self

from sqlalchemy.exc import DatabaseError, StatementError

from archiver.errors import ArchiverError, ArchiveTooNew, ArchiveTooOld, ArchiveUnusable, MissingArchive
from archiver.link import Status
from archiver.store import checkup, frontier, hosts, leases, ledger, opt_outs, templates
from archiver.store.index import index_all
from archiver.store.location import find_database
from archiver.store.printed import KinMemory
from archiver.store.reader import ArchiveReader
from archiver.store.recompute import recompute
from archiver.store.records import Upgrade
from archiver.store.saving import reread, save
from archiver.store.schema import HEAD, REVISIONS, migrate, read_revision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from sqlalchemy import Connection, Engine

    from archiver.account import Account
    from archiver.article import Article
    from archiver.extract.template import Template
    from archiver.link import Link
    from archiver.outcome import Outcome
    from archiver.site import Site
    from archiver.store.database import Database
    from archiver.store.hosts import HostState, RobotsState
    from archiver.store.opt_outs import ReservationState
    from archiver.store.records import Saved, SeedState
    from archiver.store.story_records import Recomputed

#: A run that says nothing for this long has lost its site.
LEASE_SECONDS: Final = 600.0

COULD_NOT_BE_STORED: Final = "could not be stored"


class Archive(ArchiveReader):
    """An archive of news articles.

    One thread at a time writes, any number read meanwhile. What a method has returned from is on disk: a process
    killed a moment later loses nothing. Power loss may cost the last transactions, never a part of one.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder, Archive.open(folder, create=True) as archive:
        ...     archive.stats().articles
        0
    """

    def __init__(self, database: Database, *, read_only: bool = False, run: str | None = None) -> None:
        super().__init__(database)
        self._run = run
        self._writers: Engine | None = None if read_only else database.engine(writing=True)
        self._writing = threading.Lock()
        self._memory = KinMemory()

    @classmethod
    def open(
        cls, location: str | Path, *, create: bool = False, read_only: bool = False, run: str | None = None
    ) -> Self:
        """Open the archive in a folder, a file or at a database URL; with *create*, make it when there is none.

        For a *run*, outcomes and templates are stored only of sites it has leased (else `LeaseLost`).

        Raises:
            MissingArchive: there is none.
            ArchiveTooOld: `archiver upgrade` must bring its tables up to date first.
            ArchiveTooNew: a newer archiver wrote it.
            ArchiveUnusable: it cannot be opened, or is something else.
        """
        database = find_database(location)
        if not database.exists():
            if not create or read_only:
                raise _missing(database)
            database.create(migrate)
        archive = cls(database, read_only=read_only, run=run)
        try:
            archive._expect_head()
        except BaseException:
            archive.close()
            raise
        return archive

    def close(self) -> None:
        """Let go of the database."""
        self._readers.dispose()
        if self._writers is not None:
            self._writers.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _expect_head(self) -> None:
        with self._read() as connection:
            revision = read_revision(connection)
        _expect_known(self._database, revision)
        if revision != HEAD:
            raise ArchiveTooOld(
                f"{self.location}: the archive has tables of revision {revision}, this archiver needs {HEAD}",
                next_step=f"archiver upgrade --archive {self.folder or self.location}",
            )

    def expect_sound(self) -> None:
        """See that the database is not damaged, in bounded time: a very large one is sampled.

        Raises:
            ArchiveUnusable: it is.
        """
        damage = self._database.glance()
        if damage:
            more = f", and {len(damage) - 1} more" if len(damage) > 1 else ""
            raise ArchiveUnusable(
                f"{self.location}: the database is damaged: {damage[0]}{more}",
                next_step=f"archiver doctor --repair --archive {self.folder or self.location}",
            )

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        """One transaction: all of it is stored, or nothing."""
        if self._writers is None:
            raise ArchiveUnusable(f"{self.location}: the archive was opened to read only")
        with self._writing:
            try:
                with self._database.transaction(self._writers) as connection:
                    yield connection
            except BaseException as error:
                self._memory.clear()  # the ids it gave will be given again
                if isinstance(error, DatabaseError) and not self._database.is_about_values(error):
                    raise self._database.explain(error) from error
                raise

    def make_index(self) -> int:
        """Make the full-text index anew from the articles; gives how many there are."""
        with self._write() as connection:
            index_all(connection, self._database)
            return checkup.count_articles(connection)

    # --- templates ---

    def save_template(self, template: Template, now: datetime) -> None:
        """Keep the boilerplate learned of a site, in the place of what was known before."""
        with self._write() as connection:
            site_id = ledger.file_site(connection, template.site, now)
            if self._run is not None:
                leases.expect_leases(connection, self._run, [site_id])
            templates.save_template(connection, site_id, template, now)

    def forget_template(self, site: str) -> bool:
        """Forget the boilerplate learned of a site; False when there was none. Words stored stay until read again."""
        with self._write() as connection:
            return templates.forget_template(connection, site)

    def reread(self, words: Sequence[tuple[int, int, Article]], now: datetime) -> int:
        """Put articles read again in the place of stored words: (article id, revision, article); gives how many.

        No revision is made: these are the newspaper's for what it changed. Of the article nothing but its words, what
        was left out of them, and its links changes.
        """
        with self._write() as connection:
            return reread(connection, self._database, self._memory, words, now)

    # --- relations and stories ---

    def recompute(
        self, progress: Callable[[int, int], None] | None = None, *, dry_run: bool = False
    ) -> Recomputed:
        """Decide all relations and stories anew from the words stored, and tell what moved; about 3 ms per article.

        One transaction: nobody else writes meanwhile. *progress* is called with the articles done and their number.
        With *dry_run* everything stays as it was.
        """
        try:
            with self._write() as connection:
                found = recompute(connection, self._memory, datetime.now(UTC), progress)
                if dry_run:
                    raise _DryRun
        except _DryRun:
            pass
        return found

    # --- runs ---

    def start_crawl(
        self, run: str, site: Site, now: datetime, lease_seconds: float = LEASE_SECONDS
    ) -> int | None:
        """Claim the site for a run and give the crawl's id; None when another live run holds it (see `lease`).

        A run whose process has died on this machine holds nothing; its crawl is closed first, its open links wait.
        """
        with self._write() as connection:
            return ledger.start_crawl(connection, run, site, now, lease_seconds)

    def renew_lease(self, crawl_id: int, now: datetime, lease_seconds: float = LEASE_SECONDS) -> bool:
        """Hold the site longer; False when another run has taken it: then stop."""
        with self._write() as connection:
            return ledger.renew_lease(connection, crawl_id, now, lease_seconds)

    def finish_crawl(
        self, crawl_id: int, account: Account | None, now: datetime, error: str | None = None
    ) -> Account:
        """Close a run, and give its account as stored.

        Links without an end are pending, "not reached". The counts are those of the links' rows; seeds, links left
        out and requests are taken from *account*.
        """
        with self._write() as connection:
            return ledger.finish_crawl(connection, crawl_id, account, now, error)

    # --- the frontier ---

    def file_links(
        self,
        crawl_id: int,
        seed_url: str | None,
        links: Sequence[Link],
        now: datetime,
        resting: list[Link] | None = None,
    ) -> list[Link]:
        """File the links a seed lists, and give those to fetch, in the seed's order.

        Not given: links this run has seen before, and links that must not be asked for yet (they end pending). A
        *seed_url* of None files links no seed lists. With a list *resting*, links of articles that have long not
        changed and are not due (docs/revisits.md) are added to it instead: they stay as they are, and do not count for
        the run. File the links of a seed before `save_seed` keeps its
        validators: a run killed between the two then asks for the seed again.
        """
        with self._write() as connection:
            return frontier.file_links(connection, crawl_id, seed_url, links, now, resting)

    def listed_links(
        self, crawl_id: int, seed_url: str, now: datetime, resting: list[Link] | None = None
    ) -> list[Link]:
        """Give what `file_links` would: the seed answered 304 and lists what it listed last."""
        with self._write() as connection:
            return frontier.listed_links(connection, crawl_id, seed_url, now, resting)

    def due_links(self, crawl_id: int, site: Site, now: datetime, limit: int | None = None) -> list[Link]:
        """Give links earlier runs left pending or failed and that may be tried again; they are listed by this run."""
        with self._write() as connection:
            return frontier.due_links(connection, crawl_id, site.name, now, limit)

    def links_to_revisit(
        self, crawl_id: int, now: datetime, budget: int, since: datetime | None = None
    ) -> list[Link]:
        """Give known articles' links that nothing lists now and that are due for another look, at most *budget*.

        The likeliest to have changed come first; articles published before *since* are left out. They are listed by
        this run. Call it once all seeds are filed.
        """
        with self._write() as connection:
            return frontier.links_to_revisit(connection, crawl_id, now, budget, since)

    def save_seed(self, crawl_id: int, state: SeedState) -> None:
        """Keep how the fetch of a seed ended. Unless its result is "200", what is None stays as it was."""
        with self._write() as connection:
            frontier.save_seed(connection, crawl_id, state)

    # --- hosts ---

    def save_host(self, state: HostState) -> None:
        """Keep until when a host asks to be left alone."""
        with self._write() as connection:
            hosts.save_host(connection, state)

    def save_robots(self, state: RobotsState) -> None:
        """Keep what was learned of an origin's robots.txt."""
        with self._write() as connection:
            hosts.save_robots(connection, state)

    def save_reservation(self, state: ReservationState) -> None:
        """Keep an origin's tdmrep.json, or that it has none."""
        with self._write() as connection:
            opt_outs.save_reservation(connection, state)

    # --- saving ---

    def save(
        self, outcomes: Sequence[Outcome], crawl_id: int | None = None, now: datetime | None = None
    ) -> list[Saved]:
        """Store a batch in one transaction; one `Saved` per outcome, in order.

        The outcomes count for the run *crawl_id*; without it each for the run that has its link open, so that a batch
        may hold outcomes of many sites. An outcome the database refuses is stored as failed, the others as they are. A link without id is filed.

        Raises:
            ArchiveUnusable: the database is locked, full or damaged; nothing of the batch is stored.
            LeaseLost: the archive was opened for a run that no longer has the site of one of them; likewise.
        """
        moment = now or datetime.now(UTC)
        try:
            return self._save(outcomes, crawl_id, moment)
        except _VALUE_ERRORS as error:
            if isinstance(error, DatabaseError) and not self._database.is_about_values(error):
                raise
            if len(outcomes) > 1:
                return [saved for one in outcomes for saved in self.save([one], crawl_id, moment)]
            return self._save([_refused(outcomes[0], error)], crawl_id, moment)

    def _save(self, outcomes: Sequence[Outcome], crawl_id: int | None, now: datetime) -> list[Saved]:
        with self._write() as connection:
            return save(connection, self._database, self._memory, outcomes, crawl_id, now, self._run)


def open_sound(location: str | Path, run: str | None = None) -> Archive:
    """Open an archive a crawl is to write to (*run*: as in `Archive.open`), and see that it is not damaged, as far as that takes a moment.

    Raises:
        ArchiveUnusable: it is damaged; `archiver doctor --repair` saves what can be read. And as `Archive.open`.
    """
    archive = Archive.open(location, run=run)
    try:
        archive.expect_sound()
    except BaseException:
        archive.close()
        raise
    return archive


class _DryRun(ArchiverError):
    """Nothing is to be stored."""


_VALUE_ERRORS: Final = (StatementError, ValueError, TypeError, OverflowError)


def _refused(outcome: Outcome, error: Exception) -> Outcome:
    cause = getattr(error, "orig", None) or error
    return replace(
        outcome,
        article=None,
        capture=None,
        status=Status.FAILED,
        reason=COULD_NOT_BE_STORED,
        detail=" ".join(str(cause).split()),
        retry_at=None,
    )


def _missing(database: Database) -> MissingArchive:
    return MissingArchive(
        f"{database.name}: there is no archive",
        next_step=f"{database.how_to_make}, or name another place with --archive",
    )


def _expect_known(database: Database, revision: str | None) -> None:
    if revision is None:
        raise ArchiveUnusable(
            f"{database.name}: this database is no archive", next_step="name another place with --archive"
        )
    if revision not in REVISIONS:
        raise ArchiveTooNew(
            f"{database.name}: a newer archiver wrote it (tables of revision {revision}, known up to {HEAD})",
            next_step="pip install --upgrade news-archiver",
        )


def upgrade(location: str | Path) -> Upgrade:
    """Bring an archive's tables up to date, all of them or none.

    Raises:
        MissingArchive, ArchiveTooNew, ArchiveUnusable: as `Archive.open`; the archive is then as it was.
    """
    database = find_database(location)
    if not database.exists():
        raise _missing(database)
    engine = database.engine(writing=True, migrating=True)
    try:
        with engine.connect() as connection:
            revision = read_revision(connection)
        _expect_known(database, revision)
        if revision == HEAD:
            return Upgrade(needed=False)
        backup = database.back_up(f"{HEAD}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
        with engine.begin() as connection:
            migrate(connection)
            index_all(connection, database)
        return Upgrade(needed=True, backup=backup)
    except DatabaseError as error:
        raise database.explain(error) from error
    finally:
        engine.dispose()
