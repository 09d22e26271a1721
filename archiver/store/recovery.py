"""Recovery of an archive in an SQLite file: a new file of what can be read of the old one."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy.exc import DatabaseError

from archiver.errors import ArchiverError, ArchiveUnusable, MissingArchive
from archiver.store.archive import Archive
from archiver.store.location import find_database
from archiver.store.schema import HEAD, REVISIONS, migrate
from archiver.store.sqlite import SqliteFile
from archiver.store.sqlite_damage import one_line
from archiver.store.sqlite_salvage import Salvaged, salvage

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A database that was saved into a new file."""

    kept: Path  #: the damaged file, under its new name
    salvaged: Salvaged

    def __str__(self) -> str:
        done = self.salvaged
        lost = ", ".join(
            f"{'some' if count is None else count} of {table}"
            for table, count in sorted(done.unreadable.items())
        )
        return (
            f"{done.rows} rows with {done.articles} articles were saved; "
            f"{f'rows that could not be read: {lost}' if lost else 'every row could be read'}; "
            f"{done.dropped} rows belonged to lost ones, {done.pending} links wait to be fetched again; "
            f"the damaged database is {self.kept}"
        )


def recover(location: str | Path, *, whole: bool = False) -> Recovered | None:
    """Save what can be read of a damaged archive into a new file under its name; None when it is not damaged.

    *whole* looks for damage everywhere, and not only as a crawl does when it starts.

    Raises:
        MissingArchive: there is none.
        ArchiveUnusable: a run writes to it, it is no SQLite file, or nothing of it can be read; it is as it was.
    """
    database = find_database(location)
    if not database.exists():
        raise MissingArchive(f"{database.name}: there is no archive", next_step=database.how_to_make)
    index = set(database.search_damage())
    damage = [line for line in (database.check() if whole else database.glance()) if line not in index]
    if not damage:
        return None
    if not isinstance(database, SqliteFile):
        raise ArchiveUnusable(
            f"{database.name}: damaged: {damage[0]}; only SQLite files can be repaired here",
            next_step="let the server's administrator repair it, or put a backup in its place",
        )
    _expect_quiet(database)
    return _recover(database)


def _expect_quiet(database: SqliteFile) -> None:
    """No run may write meanwhile; what a damaged file says of that is heard as far as it can be read."""
    try:
        with Archive.open(database.path, read_only=True) as archive:
            held = [one for one in archive.checkup(datetime.now(UTC)).held if one.alive]
    except ArchiverError:
        return
    if held:
        raise ArchiveUnusable(
            f"{database.name}: run {held[0].run} crawls {held[0].site}",
            next_step="end it, or wait for its end; then run it again",
        )


def _recover(database: SqliteFile) -> Recovered:
    path = database.path
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    draft = SqliteFile(path.with_name(f".{path.name}.{os.getpid()}.{stamp}"))
    kept = path.with_name(f"{path.stem}.damaged-{stamp}{path.suffix}")
    try:
        revision = _revision(database)
        draft.create(lambda connection: migrate(connection, revision))
        done = _fill(database, draft)
        if not done.tables:
            raise ArchiveUnusable(
                f"{path}: not one table can be read", next_step="put a backup in its place, or crawl anew"
            )
        if revision == HEAD:
            _index(draft)
        if faults := draft.check():
            raise ArchiveUnusable(f"{path}: what could be saved is not sound: {faults[0]}")
    except (sqlite3.Error, DatabaseError, OSError) as error:
        raise ArchiveUnusable(
            f"{path}: nothing could be saved: {one_line(error)}", next_step="put a backup in its place"
        ) from error
    else:
        _exchange(path, draft.path, kept)
        return Recovered(kept=kept, salvaged=done)
    finally:
        for suffix in ("", "-wal", "-shm"):
            draft.path.with_name(draft.path.name + suffix).unlink(missing_ok=True)


def _exchange(path: Path, draft: Path, kept: Path) -> None:
    """Give the damaged file its new name and the new one the old; killed in between, there is a database all the same."""
    try:
        kept.hardlink_to(path)
    except OSError:  # a file system without hard links
        path.rename(kept)
    for suffix in ("-wal", "-shm"):  # before the new file comes: its log is another
        old = path.with_name(path.name + suffix)
        if old.exists():
            old.rename(kept.with_name(kept.name + suffix))
    draft.replace(path)


def _revision(database: SqliteFile) -> str:
    """The revision of the tables; where it cannot be read, ours."""
    try:
        connection = database.open_to_read()
        try:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return HEAD
    return found[0] if found and found[0] in REVISIONS else HEAD


def _fill(database: SqliteFile, draft: SqliteFile) -> Salvaged:
    damaged = database.open_to_read()
    whole = sqlite3.connect(draft.path, isolation_level=None)
    try:
        done = salvage(damaged, whole)
        whole.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        return done
    finally:
        damaged.close()
        whole.close()


def _index(draft: SqliteFile) -> None:
    """Make anew what is made of other rows."""
    with Archive.open(draft.path) as archive:
        archive.make_index()
        archive.recompute()
