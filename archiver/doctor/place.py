"""The archive: its disks and rights, its database and tables, and the runs that hold its sites."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.crawl.disk import LEAST_FREE_BYTES, check_rights, disks_of, free_bytes
from archiver.doctor.finding import Ledger
from archiver.errors import ArchiverError, RunError, StoreError
from archiver.store import Archive
from archiver.store.location import find_database

if TYPE_CHECKING:
    from archiver.config import Config
    from archiver.doctor.finding import Finding
    from archiver.store.checkup import Checkup

#: Less is enough for a crawl, and will not be for long: a day of 20 newspapers took about 500 MB with WARC.
SOON_FULL_BYTES = 2_000_000_000
#: SQLite's log grows with a transaction that does not end, or a reader that never lets go.
LARGE_LOG_BYTES = 1_000_000_000
#: Clocks of two machines may differ by this.
CLOCKS = timedelta(minutes=10)


def check_archive(config: Config, *, full: bool) -> tuple[list[Finding], Archive | None]:
    """Look at the archive; gives it, open to read, when it can be asked."""
    ledger = Ledger("archive", [])
    if not find_database(config.archive).exists():
        ledger.problem("database", f"{config.archive}: there is none", f"archiver init {config.folder}")
        return ledger.found, None
    _check_disks(ledger, config)
    try:
        archive = Archive.open(config.archive, read_only=True)
    except StoreError as error:
        ledger.problem("database", error.message, error.next_step)
        return ledger.found, None
    ledger.ok("tables", f"{archive.location}: of the revision this archiver writes")
    _check_damage(ledger, config, archive, full=full)
    _check_log(ledger, config)
    try:
        now = datetime.now(UTC)
        facts = archive.checkup(now)
        _check_runs(ledger, facts)
        _check_newest(ledger, facts, now)
    except ArchiverError as error:
        ledger.problem("rows", error.message, error.next_step or _repair(config))
        archive.close()
        return ledger.found, None
    return ledger.found, archive


def _check_disks(ledger: Ledger, config: Config) -> None:
    for folder in disks_of(config):
        try:
            check_rights(folder)
        except RunError as error:
            ledger.problem("rights", error.message, "give yourself the right to write to that folder")
        free = free_bytes(folder)
        if free is None:
            continue
        said, mend = f"{folder}: {free / 1e6:.0f} MB free", "make room on that disk"
        if free < 2 * LEAST_FREE_BYTES:
            ledger.problem(
                "disk", f"{said}; a crawl needs {2 * LEAST_FREE_BYTES / 1e6:.0f} MB to begin", mend
            )
        elif free < SOON_FULL_BYTES:
            ledger.warn("disk", said, mend)
        else:
            ledger.ok("disk", said)


def _check_damage(ledger: Ledger, config: Config, archive: Archive, *, full: bool) -> None:
    damage = archive.check() if full else archive.glance()
    index = archive.search_damage()
    rows = [line for line in damage if line not in index]
    if rows:
        more = f", and {len(rows) - 1} more" if len(rows) > 1 else ""
        ledger.problem("database", f"damaged: {rows[0]}{more}", _repair(config))
    else:
        ledger.ok(
            "database", "sound" if full else "sound, as far as a quick look tells; --full looks at all of it"
        )
    if index:
        ledger.problem("full-text index", "; ".join(index), _repair(config))
    else:
        ledger.ok("full-text index", "knows every article")


def _check_log(ledger: Ledger, config: Config) -> None:
    folder = find_database(config.archive).folder
    for log in folder.glob("*-wal") if folder else ():
        size = log.stat().st_size if log.exists() else 0
        if size > LARGE_LOG_BYTES:
            ledger.warn(
                "log of the database",
                f"{log}: {size / 1e6:.0f} MB",
                "end programs that have the archive open for long; the next crawl then empties it",
            )


def _check_runs(ledger: Ledger, facts: Checkup) -> None:
    for one in facts.held:
        if one.alive:
            ledger.ok("run", f"{one.site} is being crawled by run {one.run}")
        elif one.dead:
            ledger.warn(
                "run",
                f"{one.site}: run {one.run} is no more and has not said so",
                "archiver crawl takes up what it left",
            )
        else:
            ledger.warn(
                "run",
                f"{one.site}: nothing heard of run {one.run}, its claim ended {one.until:%Y-%m-%d %H:%M} UTC",
                "archiver crawl takes up what it left",
            )
    alive = sum(one.alive for one in facts.held)
    if facts.unfinished > alive and not any(not one.alive for one in facts.held):
        ledger.warn(
            "run",
            f"{facts.unfinished - alive} crawls have no end",
            "archiver crawl of their sites closes them",
        )
    elif not facts.held:
        ledger.ok("run", "none holds a site")


def _check_newest(ledger: Ledger, facts: Checkup, now: datetime) -> None:
    if facts.newest is not None and facts.newest > now + CLOCKS:
        ledger.problem(
            "clock",
            f"the newest page was fetched {facts.newest:%Y-%m-%d %H:%M} UTC, and it is {now:%Y-%m-%d %H:%M} UTC",
            "set the machine's clock: it has gone back, or was wrong",
        )


def _repair(config: Config) -> str:
    return (
        f"archiver doctor --repair --archive {Path(config.archive) if '://' not in config.archive else 'URL'}"
    )
