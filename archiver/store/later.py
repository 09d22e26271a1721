"""The pages of an article after its first: rows that hang on the capture of the first page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from archiver.capture import Place
from archiver.store.ending import digest_of
from archiver.store.models import LaterPageRow, table_of
from archiver.store.portions import portions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from archiver.capture import Capture

_LATER = table_of(LaterPageRow)


def save_later_pages(connection: Connection, capture_id: int, pages: Sequence[Capture]) -> None:
    """Note the pages that follow the one of *capture_id*, in order."""
    rows = [
        {
            "capture_id": capture_id,
            "number": number,
            "url": page.url,
            "final_url": page.final_url,
            "fetched_at": page.fetched_at,
            "http_status": page.status,
            "body_bytes": len(page.body),
            "digest": digest_of(page),
            "warc_file": page.place.file if page.place else None,
            "warc_offset": page.place.offset if page.place else None,
            "warc_length": page.place.length if page.place else None,
        }
        for number, page in enumerate(pages, start=2)
    ]
    if rows:
        connection.execute(insert(_LATER), rows)


def load_later_pages(connection: Connection, capture_ids: Sequence[int]) -> dict[int, tuple[Place, ...]]:
    """Give where the later pages of captures are kept, in order; those of a capture only while all of them are."""
    found: dict[int, list[Place | None]] = {}
    for portion in portions(sorted(set(capture_ids))):
        wanted = select(_LATER).where(_LATER.c.capture_id.in_(portion))
        for row in connection.execute(wanted.order_by(_LATER.c.capture_id, _LATER.c.number)):
            kept = row.warc_file is not None
            place = (
                Place(file=row.warc_file, offset=row.warc_offset, length=row.warc_length) if kept else None
            )
            found.setdefault(row.capture_id, []).append(place)
    return {
        capture_id: tuple(place for place in places if place is not None)
        for capture_id, places in found.items()
        if None not in places
    }
