"""Leases: which run may write about a site, and which runs before it came to no good end."""

from __future__ import annotations

from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from sqlalchemy import select, union_all

from archiver.errors import LeaseLost
from archiver.store.holder import is_alive, is_dead
from archiver.store.models import CaptureRow, CrawlRow, LaterPageRow, SiteRow
from archiver.store.portions import portions
from archiver.store.records import Lease

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from archiver.store.columns import AnyRow

#: No lease ends later than this from now, unless the clock has been set back since: then it counts only while its
#: process can be seen to live. Leases are of ten minutes.
FARTHEST: Final = timedelta(hours=1)
#: Runs before this one that are looked at; a site that fails every hour for a week has 168.
MOST_RUNS: Final = 200


def read_lease(connection: Connection, site: str, now: datetime) -> Lease | None:
    """Give the claim on a site that is still alive."""
    row = connection.execute(select(SiteRow).where(SiteRow.name == site)).one_or_none()
    if row is None or not holds(row, now):
        return None
    return Lease(site=site, run=row.lease_run, until=row.lease_until)


def holds(row: AnyRow, now: datetime) -> bool:
    """Whether the run named in a site's row still has the site."""
    if row.lease_run is None or row.lease_until is None or row.lease_until <= now:
        return False
    if row.lease_until > now + FARTHEST:
        return is_alive(row.lease_holder)
    return not is_dead(row.lease_holder)


def live_runs(connection: Connection, now: datetime) -> set[str]:
    """Give the runs that hold a site."""
    rows = connection.execute(select(SiteRow).where(SiteRow.lease_run.is_not(None)))
    return {row.lease_run for row in rows if holds(row, now)}


def ended_runs(connection: Connection, runs: Sequence[str], now: datetime) -> set[str]:
    """Give those of *runs* this archive knows and that hold no site."""
    known: set[str] = set()
    for portion in portions(runs):
        known.update(connection.scalars(select(CrawlRow.run).where(CrawlRow.run.in_(portion))))
    return known - live_runs(connection, now)


def expect_leases(connection: Connection, run: str, site_ids: Iterable[int]) -> None:
    """Make sure, within the transaction that is to write, that *run* has the sites.

    Raises:
        LeaseLost: another run has taken one over, or had it meanwhile: what this one knows of it is old.
    """
    for portion in portions(sorted(set(site_ids))):
        held = select(SiteRow.name, SiteRow.lease_run).where(SiteRow.id.in_(portion)).with_for_update()
        for row in connection.execute(held):
            if row.lease_run != run:
                raise LeaseLost(row.name)


def runs_broken_off(connection: Connection, site_id: int, crawl_id: int) -> list[AnyRow]:
    """Give the crawls (id, run) of a site right before *crawl_id* that did not come to their end, newest first."""
    rows = connection.execute(
        select(CrawlRow.id, CrawlRow.run, CrawlRow.error)
        .where(CrawlRow.site_id == site_id, CrawlRow.id < crawl_id)
        .order_by(CrawlRow.id.desc())
        .limit(MOST_RUNS)
    ).all()
    return list(takewhile(lambda row: row.error is not None, rows))


def kept_places(connection: Connection, runs: Sequence[str]) -> dict[str, dict[int, int]]:
    """Give the records (offset → length) of WARC files, by file, that these runs have rows for."""
    found: dict[str, dict[int, int]] = {}
    for portion in portions(runs):
        first = (
            select(CaptureRow.warc_file, CaptureRow.warc_offset, CaptureRow.warc_length)
            .join(CrawlRow, CrawlRow.id == CaptureRow.crawl_id)
            .where(CrawlRow.run.in_(portion), CaptureRow.warc_file.is_not(None))
        )
        later = (
            select(LaterPageRow.warc_file, LaterPageRow.warc_offset, LaterPageRow.warc_length)
            .join(CaptureRow, CaptureRow.id == LaterPageRow.capture_id)
            .join(CrawlRow, CrawlRow.id == CaptureRow.crawl_id)
            .where(CrawlRow.run.in_(portion), LaterPageRow.warc_file.is_not(None))
        )
        for file, offset, length in connection.execute(union_all(first, later)).tuples():
            if file is not None and offset is not None and length is not None:
                found.setdefault(file, {})[offset] = length
    return found
