"""Unchanged: when a seed need not be read again, or not even asked for."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from archiver.account import SeedEnd
from archiver.crawl.listing import Listing
from archiver.discover.seeds import Seeds
from archiver.discover.sitemaps import ChildSitemap, within
from archiver.store.records import SeedState

if TYPE_CHECKING:
    from scrapy.http import Response

    from archiver.crawl.run import SiteRun

#: An index is believed only of a sitemap in which nothing new was found for this long, and a sitemap is asked for
#: after this long whatever its index says: some indexes never change what they say.
BELIEVED_FOR = timedelta(days=7)
#: Result of a seed that was not asked for.
NOT_CHANGED = "not changed, says its index"
#: Why the links of such a sitemap are not listed.
IN_UNCHANGED = "in sitemaps that have not changed, says their index"

_GZIP = b"\x1f\x8b"


def digest_of(body: bytes) -> str:
    """The digest of an answer as it came; two answers with the same words have the same.

    >>> import gzip
    >>> digest_of(gzip.compress(b"news", mtime=1)) == digest_of(gzip.compress(b"news", mtime=2))
    True
    """
    # the time of compression stands in bytes 4 to 7 (RFC 1952, 2.3.1)
    same = body[:4] + body[8:] if body.startswith(_GZIP) else body
    return f"sha256:{hashlib.sha256(same).hexdigest()}"


def is_settled(known: SeedState, modified: str | None, now: datetime) -> bool:
    """Whether the sitemap *known* need not be asked for, as its index says that it was *modified* before we read it.

    The index has to say the same as when the sitemap was read, and mean a day that was over by then; and the sitemap
    must have listed nothing new for a week, or an index that never changes would hide the newest articles.
    """
    if modified is None or known.digest is None or known.fetched_at is None or modified != known.modified:
        return False
    if known.newest_link_at is None or now - known.newest_link_at < BELIEVED_FOR:
        return False
    if known.result not in ("200", "304") or not timedelta(0) <= now - known.fetched_at < BELIEVED_FOR:
        return False
    return within(modified, known.fetched_at.astimezone(UTC).date() - timedelta(days=1)) is False


def names_of(listing: Listing, kind: str) -> tuple[tuple[str, str | None], ...]:
    """What a seed names beside its links: an index its sitemaps, with their times; a home page its other seeds."""
    seeds = listing.seeds
    if kind != "home" or seeds is None:
        return tuple((child.url, child.modified) for child in listing.children)
    named = (
        ("feed", seeds.feeds),
        ("sitemap", seeds.sitemaps),
        ("section", (*seeds.sections, *listing.sections)),
    )
    return tuple((url, wanted) for wanted, urls in named for url in dict.fromkeys(urls))


def recall(known: SeedState) -> Listing:
    """What an unchanged seed named when it was read, in the form it was read in.

    >>> known = SeedState(url="https://a.example/", kind="home", children=(("https://a.example/feed", "feed"),))
    >>> recall(known).seeds.feeds
    ('https://a.example/feed',)
    """
    if known.kind != "home":
        children = tuple(ChildSitemap(url=url, modified=modified) for url, modified in known.children)
        return Listing(kind=known.kind or "section", children=children)
    feeds, sitemaps, sections = (
        tuple(url for url, named in known.children if named == wanted)
        for wanted in ("feed", "sitemap", "section")
    )
    return Listing(kind="section", seeds=Seeds(feeds=feeds, sitemaps=sitemaps, sections=sections))


def leave_settled(part: SiteRun, known: SeedState) -> None:
    """Count a sitemap that need not be asked for."""
    links = known.links or 0
    part.account.seeds.append(
        SeedEnd(url=known.url, kind=known.kind or "sitemap", result=NOT_CHANGED, links=links)
    )
    if links:
        part.account.left_out[IN_UNCHANGED] += links


def validators_of(response: Response) -> SeedState:
    """What an answer lets the next run ask with. It has no digest when it has no bytes: it is a 304."""
    etag, modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    return SeedState(
        url=response.url,
        etag=etag.decode("latin-1") if etag else None,
        last_modified=modified.decode("latin-1") if modified else None,
        digest=digest_of(response.body) if response.status == 200 else None,
    )
