"""Filing: what a seed lists goes into the frontier, and how the seed ended into the account."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from archiver.crawl.listing import belongs, sort_links
from archiver.link import Status
from archiver.outcome import Outcome
from archiver.store import Archive
from archiver.store.records import SeedState
from archiver.urls import canonicalize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.account import SeedEnd
    from archiver.crawl.listing import Listing
    from archiver.crawl.run import Run, SiteRun
    from archiver.link import Link

#: Seeds that list nothing but links: a 304 of theirs lists what they listed before.
_PLAIN_LISTS = ("feed", "news sitemap", "sitemap")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What became of a seed's links."""

    links: tuple[Link, ...] = ()  #: to be asked for
    listed: int = 0  #: links the seed lists that count
    unknown: int = 0  #: of those, never fetched before


async def file_listing(run: Run, part: SiteRun, seed_url: str, listing: Listing) -> Filed:
    """File what a seed lists. In a dry run it is only counted.

    Raises:
        StoreError: the archive refused.
    """
    parted = await asyncio.to_thread(
        sort_links,
        listing.links,
        site=part.site,
        since=run.options.since,
        seed_url=seed_url,
        kind=listing.kind,
    )
    part.account.left_out.update(parted.left_out)
    listed = len(parted.own) + len(parted.foreign)
    if run.options.dry_run:
        return Filed(listed=listed, unknown=_count_dry(part, parted.own, parted.foreign))
    filed = await file_links(run, part, seed_url, [*parted.own, *parted.foreign])
    own = tuple(link for link in filed if belongs(link.url, part.site))
    foreign = [link for link in filed if not belongs(link.url, part.site)]
    await run.save_all([refused(link, "other site") for link in foreign])
    return Filed(links=own, listed=listed, unknown=sum(link.fetched_at is None for link in own))


async def file_links(run: Run, part: SiteRun, seed_url: str | None, links: Sequence[Link]) -> list[Link]:
    """File links before they are asked for; gives those no other seed has listed in this run."""
    if not links and seed_url is None:
        return []
    filed: list[Link] = await run.call(
        Archive.file_links, part.crawl_id, seed_url, list(links), datetime.now(UTC)
    )
    return filed


async def relist(run: Run, part: SiteRun, seed_url: str) -> Filed:
    """A seed that has not changed lists what it listed before."""
    links: list[Link] = await run.call(Archive.listed_links, part.crawl_id, seed_url, datetime.now(UTC))
    return Filed(links=tuple(links), listed=len(links))


async def seed_state(run: Run, part: SiteRun, url: str) -> SeedState:
    """Validators of a seed that may answer 304; none when every link is to be seen again."""
    if run.options.dry_run or run.options.since is not None:
        return SeedState(url=url)
    state: SeedState = await run.call(Archive.seed_state, part.site.name, url)
    return state if state.kind in _PLAIN_LISTS else SeedState(url=url)


async def end_seed(
    run: Run,
    part: SiteRun,
    end: SeedEnd,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    title: str | None = None,
) -> None:
    """Count how a seed ended, and keep its validators."""
    part.account.seeds.append(end)
    if part.crawl_id is None:
        return
    # with --since some of its links were left out: it must not be allowed to answer 304 next time
    keep = run.options.since is None
    state = SeedState(
        url=end.url,
        kind=end.kind,
        title=title,
        etag=etag if keep else None,
        last_modified=last_modified if keep else None,
        fetched_at=datetime.now(UTC),
        result=end.result,
        links=end.links if end.ok else None,
    )
    await run.call(Archive.save_seed, part.crawl_id, state)


def refused(link: Link, reason: str, detail: str | None = None) -> Outcome:
    """The outcome of a link that may not or need not be fetched."""
    return Outcome(link=link, status=Status.REFUSED, reason=reason, detail=detail)


def put_off(link: Link, reason: str) -> Outcome:
    """The outcome of a link that is kept for a later run."""
    return Outcome(link=link, status=Status.PENDING, reason=reason)


def _count_dry(part: SiteRun, own: Sequence[Link], foreign: Sequence[Link]) -> int:
    """Count links of a dry run, each once; gives how many were not counted before."""
    fresh = 0
    for links, status, reason in ((own, Status.PENDING, "dry run"), (foreign, Status.REFUSED, "other site")):
        for link in links:
            key = canonicalize(link.url)
            if key not in part.counted:
                part.counted.add(key)
                part.account.end(status, reason)
                fresh += 1
    return fresh
