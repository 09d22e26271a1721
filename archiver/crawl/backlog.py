"""Backlog: what is asked for when all that is listed now has been taken up."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from archiver.store import Archive

if TYPE_CHECKING:
    from archiver.crawl.run import Run, SiteRun
    from archiver.link import Link

#: Links of earlier runs taken from the frontier at a time.
BACKLOG = 500


async def find_left(run: Run, part: SiteRun, most: int) -> list[Link]:
    """Links earlier runs left pending or failed, and that may be tried again."""
    left: list[Link] = await run.call(Archive.due_links, part.crawl_id, part.site, datetime.now(UTC), most)
    return left


async def find_revisits(run: Run, part: SiteRun, room: int | None) -> list[Link]:
    """Known articles no seed has listed in this run and that are due for another look, as many as the run may ask for.

    *room*: links for which there is room under the run's limit; None for any number.
    """
    budget = run.options.revisits if room is None else min(run.options.revisits, room)
    if budget == 0:
        return []
    day = run.options.since
    since = datetime.combine(day, time(), UTC) if day else None
    due: list[Link] = await run.call(
        Archive.links_to_revisit, part.crawl_id, datetime.now(UTC), budget, since
    )
    return due
