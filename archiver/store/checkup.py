"""What `archiver doctor` asks of a database: who holds sites, what is newest, which places of WARC files it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, union_all

from archiver.capture import Place
from archiver.store.holder import is_dead
from archiver.store.leases import holds
from archiver.store.models import ArticleRow, CaptureRow, CrawlRow, LaterPageRow, SiteRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

#: Rows asked for at a time.
_PAGE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A site a run has claimed."""

    site: str
    run: str
    until: datetime  #: UTC
    alive: bool  #: the claim still counts
    dead: bool  #: its process ran on this machine and is no more


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPlace:
    """Where the bytes of a capture should be."""

    url: str
    place: Place
    digest: str | None  #: of the body, "sha1:BASE32"; None of an answer without one


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """Facts of an archive as a whole."""

    held: tuple[Held, ...]
    unfinished: int  #: crawls without an end
    newest: datetime | None  #: when the newest capture was fetched, UTC
    warc_files: tuple[str, ...]  #: names the rows name
    places: int


def read_checkup(connection: Connection, now: datetime) -> Checkup:
    """Give the facts."""
    rows = connection.execute(select(SiteRow).where(SiteRow.lease_run.is_not(None))).all()
    held = tuple(
        Held(
            site=row.name,
            run=row.lease_run,
            until=row.lease_until,
            alive=holds(row, now),
            dead=is_dead(row.lease_holder),
        )
        for row in rows
        if row.lease_until is not None
    )
    unfinished = select(func.count()).select_from(CrawlRow).where(CrawlRow.finished_at.is_(None))
    named = union_all(
        select(CaptureRow.warc_file.label("file")).where(CaptureRow.warc_file.is_not(None)),
        select(LaterPageRow.warc_file.label("file")).where(LaterPageRow.warc_file.is_not(None)),
    ).subquery()
    counted = connection.execute(select(named.c.file, func.count()).group_by(named.c.file)).all()
    return Checkup(
        held=held,
        unfinished=connection.scalar(unfinished) or 0,
        newest=connection.scalar(select(func.max(CaptureRow.fetched_at))),
        warc_files=tuple(sorted(file for file, _ in counted)),
        places=sum(count for _, count in counted),
    )


def read_places(connection: Connection, after: int, step: int) -> tuple[list[KeptPlace], int]:
    """Give every *step*-th capture's place behind id *after*, later pages with it; and the id it ended at, 0 at the end."""
    ids = (
        select(CaptureRow.id)
        .where(CaptureRow.id > after, CaptureRow.warc_file.is_not(None))
        .order_by(CaptureRow.id)
        .limit(_PAGE)
    )
    found = connection.scalars(ids).all()
    chosen = [one for one in found if one % step == 0]
    first = select(
        CaptureRow.url,
        CaptureRow.warc_file,
        CaptureRow.warc_offset,
        CaptureRow.warc_length,
        CaptureRow.digest,
    ).where(CaptureRow.id.in_(chosen))
    later = select(
        LaterPageRow.url,
        LaterPageRow.warc_file,
        LaterPageRow.warc_offset,
        LaterPageRow.warc_length,
        LaterPageRow.digest,
    ).where(LaterPageRow.capture_id.in_(chosen), LaterPageRow.warc_file.is_not(None))
    rows = connection.execute(union_all(first, later)).all()
    places = [
        KeptPlace(url=url, place=Place(file=file, offset=offset, length=length), digest=digest)
        for url, file, offset, length, digest in rows
        if file is not None and offset is not None and length is not None
    ]
    return places, found[-1] if len(found) == _PAGE else 0


def count_articles(connection: Connection) -> int:
    """Give how many articles there are."""
    return connection.scalar(select(func.count()).select_from(ArticleRow)) or 0
