"""Filing: what a seed lists goes into the frontier, and how the seed ended into the account."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from archiver.crawl.listing import sort_links
from archiver.link import Status
from archiver.outcome import Outcome
from archiver.store import Archive
from archiver.store.records import SeedState
from archiver.urls import canonicalize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.account import SeedEnd
    from archiver.crawl.ends import End
    from archiver.crawl.listing import Listing
    from archiver.crawl.run import Run, SiteRun
    from archiver.link import Link

T = TypeVar("T")

#: Links filed or ended in one call of the writer: with 50,000 at once it stores no article of any site for seconds.
PORTION = 1_000
#: Why a known article is not asked for though a seed lists it.
RESTING = "articles that have long not changed and are not due for another look"
#: Seeds that are asked for only if they have changed: unchanged, they list what they listed before.
_LISTS = ("feed", "news sitemap", "sitemap", "sitemap index", "section", "home")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What became of a seed's links."""

    links: tuple[Link, ...] = ()  #: to be asked for
    listed: int = 0  #: links the seed lists that count
    unknown: int = 0  #: of those, never fetched before
    resting: int = 0  #: of those, articles that need not be asked for; each is counted once in a run


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
    part.account.left_out.update(listing.left_out)
    listed = len(parted.own) + len(parted.foreign)
    if run.options.dry_run:
        unknown = await asyncio.to_thread(_count_dry, part, parted.own, parted.foreign)
        return Filed(listed=listed, unknown=unknown)
    resting: list[Link] = []
    own = await file_links(run, part, seed_url, parted.own, resting)
    foreign = await file_links(run, part, seed_url, parted.foreign) if parted.foreign else []
    await save_many(run, [refused(link, "other site") for link in foreign])
    _count_resting(part, resting)
    unknown = sum(link.fetched_at is None for link in own)
    return Filed(links=tuple(own), listed=listed, unknown=unknown, resting=len(resting))


async def file_links(
    run: Run, part: SiteRun, seed_url: str | None, links: Sequence[Link], resting: list[Link] | None = None
) -> list[Link]:
    """File links before they are asked for; gives those no other seed has listed in this run.

    Articles that have long not changed and are not due are added to *resting* instead, where it is given.
    """
    filed: list[Link] = []
    if links or seed_url is not None:
        # a portion at a time, an empty one for a seed that lists nothing
        for portion in portions(links) or [()]:
            filed += await run.call(
                Archive.file_links, part.crawl_id, seed_url, list(portion), datetime.now(UTC), resting
            )
    return filed


def _count_resting(part: SiteRun, resting: Sequence[Link]) -> None:
    if resting:
        part.account.left_out[RESTING] += len(resting)


async def save_many(run: Run, outcomes: Sequence[Outcome]) -> None:
    """Store how many links of one site ended, and let other sites' articles through in between."""
    for portion in portions(outcomes):
        await run.save_all(portion)


def portions(things: Sequence[T]) -> list[Sequence[T]]:
    """*things* by the `PORTION`."""
    return [things[at : at + PORTION] for at in range(0, len(things), PORTION)]


async def is_article(run: Run, part: SiteRun, url: str) -> bool:
    """Whether *url* is filed for the site, and its article is in the archive."""
    known = await run.call(Archive.link, url)
    return known is not None and known.link.site == part.site.name and known.link.article_id is not None


async def relist(run: Run, part: SiteRun, seed_url: str) -> Filed:
    """A seed that has not changed lists what it listed before."""
    resting: list[Link] = []
    links: list[Link] = await run.call(
        Archive.listed_links, part.crawl_id, seed_url, datetime.now(UTC), resting
    )
    _count_resting(part, resting)
    return Filed(links=tuple(links), listed=len(links) + len(resting), resting=len(resting))


async def seed_state(run: Run, part: SiteRun, url: str) -> SeedState:
    """What is known of a seed that may be unchanged; nothing when every link is to be seen again."""
    if run.options.dry_run or run.options.since is not None:
        return SeedState(url=url)
    state: SeedState = await run.call(Archive.seed_state, part.site.name, url)
    return state if state.kind in _LISTS else SeedState(url=url)


async def end_seed(
    run: Run,
    part: SiteRun,
    end: SeedEnd,
    known: SeedState | None = None,
) -> None:
    """Count how a seed ended, and keep what is *known* of it for the next time: validators, digest, children."""
    part.account.seeds.append(end)
    if part.crawl_id is None:
        return
    known = known or SeedState(url=end.url)
    if run.options.since is not None:
        # some of its links were left out: it must not be allowed to be unchanged next time
        known = SeedState(url=end.url, title=known.title)
    state = replace(
        known,
        url=end.url,
        kind=end.kind,
        fetched_at=datetime.now(UTC),
        result=end.result,
        links=end.links if end.ok else None,
    )
    await run.call(Archive.save_seed, part.crawl_id, state)


def refused(link: Link, reason: str, detail: str | None = None) -> Outcome:
    """The outcome of a link that may not or need not be fetched."""
    return Outcome(link=link, status=Status.REFUSED, reason=reason, detail=detail)


def lost_outcome(link: Link, end: End) -> Outcome:
    """The outcome of a link there is no answer for."""
    return Outcome(link=link, status=end.status, reason=end.reason, detail=end.detail, retry_at=end.retry_at)


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
