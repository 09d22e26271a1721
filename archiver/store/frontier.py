"""The frontier: links waiting to be fetched, and the seeds that list them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select, update

from archiver.discover.sitemaps import within
from archiver.errors import BadUrl, LeaseLost, QueryError
from archiver.link import DECLARED, Link, Status, Via
from archiver.store.columns import bounded, storable
from archiver.store.leases import runs_broken_off
from archiver.store.models import CrawlRow, LinkRow, ListingRow, SeedRow, SiteRow, table_of
from archiver.store.portions import portions
from archiver.store.records import SeedState, StoredLink
from archiver.store.revisits import find_due, is_resting
from archiver.store.site_keys import NONE, ignored_by_site, load_rules, parameter_names
from archiver.urls import canonicalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection
    from sqlalchemy.orm import Mapped

    from archiver.store.columns import AnyRow


#: Of the spellings a learned rule would leave out, one in so many is fetched all the same.
PROBE: Final = 20

#: Fetches in a row that may fail before a link waits until a seed lists it again.
MAX_ATTEMPTS: Final = 5

#: What a run that was stopped has read within this time, the next run does not ask for again.
RESUME: Final = timedelta(days=1)
READ_BEFORE_STOP: Final = "read just before the last run was stopped"

#: No wait is longer (the longest Retry-After that is believed is 30 days): a time further away was written by a clock
#: that has been set back since, and holds no longer.
LONGEST_WAIT: Final = timedelta(days=31)

#: What a seed says of a link; what it does not say leaves what another seed said.
_CLAIMS: Final = ("title", "published", "modified", "section", "authors", "description", "language")
_DECLARED: Final = frozenset(via.value for via in DECLARED)

_CRAWL, _LINK, _LISTING, _SEED, _SITE = map(table_of, (CrawlRow, LinkRow, ListingRow, SeedRow, SiteRow))
_LINKS = select(_LINK, _SITE.c.name.label("site")).join(_SITE, _SITE.c.id == _LINK.c.site_id)
_BY_KEY = _LINKS.where(
    _LINK.c.site_id == bindparam("site_id"), _LINK.c.key.in_(bindparam("keys", expanding=True))
)
_UPDATE = update(_LINK).where(_LINK.c.id == bindparam("row_id"))
_ADD_LINK = insert(_LINK).returning(_LINK.c.id)
_CRAWL_OF = (
    select(_CRAWL.c.site_id, _CRAWL.c.started_at, _CRAWL.c.finished_at, _SITE.c.name)
    .join(_SITE, _SITE.c.id == _CRAWL.c.site_id)
    .where(_CRAWL.c.id == bindparam("crawl_id"))
)
_FIND_SEED = select(_SEED).where(_SEED.c.site_id == bindparam("site_id"), _SEED.c.key == bindparam("key"))
_LISTED = select(_LISTING.c.link_id).where(_LISTING.c.seed_id == bindparam("seed_id"))
_NEWEST = (
    select(func.max(_LINK.c.first_listed_at))
    .join(_LISTING, _LISTING.c.link_id == _LINK.c.id)
    .where(_LISTING.c.seed_id == bindparam("seed_id"))
)
_LIST_NO_MORE = delete(_LISTING).where(
    _LISTING.c.seed_id == bindparam("seed_id"), _LISTING.c.crawl_id != bindparam("crawl_id")
)


@lru_cache(maxsize=2048)  # asked for a URL when it is filed, and several times when its article is stored
def link_key(url: str, ignored: frozenset[str] = NONE) -> str:
    """Give the key a URL is filed under, on a site where parameters of these names do not matter; raises BadUrl."""
    return bounded(canonicalize(storable(url), ignored))


def filing_key(url: str, ignored: frozenset[str]) -> str:
    """Give the key a link waits under: one in `PROBE` spellings is asked for in full, to see whether the rule holds."""
    full = link_key(url)
    if not ignored or "?" not in full or crc32(full.encode()) % PROBE == 0:
        return full
    return link_key(url, ignored)


def possible_keys(connection: Connection, url: str) -> list[tuple[str, int | None]]:
    """Give the keys a URL of nobody knows which site may be filed under, each with the site of which that holds."""
    full = link_key(url)
    keys: list[tuple[str, int | None]] = [(full, None)]
    if names := set(parameter_names(full)):
        known = ignored_by_site(connection).items()
        keys += [
            (link_key(url, ignored), site_id) for site_id, ignored in known if not names.isdisjoint(ignored)
        ]
    return keys


def is_filed(column: Mapped[str], site: Mapped[int], key: str, site_id: int | None) -> ColumnElement[bool]:
    """The condition that a row has a possible key."""
    return column == key if site_id is None else and_(column == key, site == site_id)


def key_links(links: Iterable[Link], ignored: frozenset[str] = NONE) -> dict[str, Link]:
    """Give links by key, the first of each; what is no URL is left out."""
    keyed: dict[str, Link] = {}
    for link in links:
        try:
            keyed.setdefault(filing_key(link.url, ignored), link)
        except BadUrl:
            continue
    return keyed


def read_link(row: AnyRow) -> Link:
    """Give the record for a row of the frontier."""
    return Link(
        url=row.url,
        via=Via(row.via),
        found_on=row.found_on,
        title=row.title,
        published=row.published,
        modified=row.modified,
        section=row.section,
        authors=tuple(row.authors or ()),
        description=row.description,
        language=row.language,
        site=row.site,
        id=row.id,
        etag=row.etag,
        last_modified=row.last_modified,
        digest=row.digest,
        attempts=row.attempts,
        fetched_at=row.fetched_at,
        article_id=row.article_id,
    )


def file_links(
    connection: Connection,
    crawl_id: int,
    seed_url: str | None,
    links: Sequence[Link],
    now: datetime,
    resting: list[Link] | None = None,
) -> list[Link]:
    """File the links a seed lists, and give those this run has not seen yet, in the seed's order.

    Those that rest are added to *resting* instead, where it is given, once in a run.
    """
    run = _load_run(connection, crawl_id, now, may_rest=resting is not None)
    site_id = run.site_id
    keyed = key_links(links, load_rules(connection, site_id).ignored)
    known = _find_rows(connection, site_id, keyed)
    fresh = [
        {**_new_row(key, link, site_id, now), "crawl_id": crawl_id, "open": True}
        for key, link in keyed.items()
        if key not in known
    ]
    if fresh:
        connection.execute(insert(_LINK), fresh)
    changed = [_listed_again(row, keyed[key], run) for key, row in known.items()]
    if changed:
        connection.execute(_UPDATE, changed)
    filed = _find_rows(connection, site_id, keyed)
    if seed_url is not None:
        ids = [filed[key].id for key in keyed]
        _list(connection, crawl_id, file_seed(connection, site_id, seed_url), ids)
    if resting is not None:
        resting += [
            read_link(row) for key, row in known.items() if run.first_passes_over(row, keyed[key].modified)
        ]
    return [
        read_link(filed[key])
        for key in keyed
        if filed[key].open and (key not in known or known[key].crawl_id != crawl_id)
    ]


def listed_links(
    connection: Connection, crawl_id: int, seed_url: str, now: datetime, resting: list[Link] | None = None
) -> list[Link]:
    """Give the links a seed listed when it last answered: it says that nothing has changed. *resting*: as above."""
    run = _load_run(connection, crawl_id, now, may_rest=resting is not None)
    listed = (
        _LINKS.join(ListingRow, ListingRow.link_id == LinkRow.id)
        .join(SeedRow, SeedRow.id == ListingRow.seed_id)
        .where(SeedRow.site_id == run.site_id, SeedRow.key == bounded(seed_url))
        .order_by(ListingRow.position)
    )
    rows = [row for row in connection.execute(listed) if row.crawl_id != crawl_id]
    if resting is not None:
        resting += [read_link(row) for row in rows if run.first_passes_over(row, row.modified)]
    return _take(connection, run, rows, listed=True)


def due_links(
    connection: Connection, crawl_id: int, site: str, now: datetime, limit: int | None
) -> list[Link]:
    """Give links earlier runs left pending or failed, as far as they may be tried again now."""
    due = (
        _LINKS.where(
            SiteRow.name == site,
            LinkRow.status.in_([Status.PENDING, Status.FAILED]),
            LinkRow.open.is_(False),
            or_(LinkRow.crawl_id.is_(None), LinkRow.crawl_id != crawl_id),
            or_(LinkRow.retry_at.is_(None), LinkRow.retry_at <= now, LinkRow.retry_at > now + LONGEST_WAIT),
            LinkRow.attempts < MAX_ATTEMPTS,
        )
        .order_by(LinkRow.status.desc(), LinkRow.id)  # pending before failed
        .limit(limit)
    )
    run = _load_run(connection, crawl_id, now)
    return _take(connection, run, connection.execute(due).all(), listed=False)


def links_to_revisit(
    connection: Connection, crawl_id: int, now: datetime, budget: int, since: datetime | None
) -> list[Link]:
    """Give links of known articles that nothing lists now and that are due for another look."""
    run = _load_run(connection, crawl_id, now)
    due = find_due(connection, run.site_id, crawl_id, now, budget, since)
    return _take(connection, run, due, listed=False)


def file_link(connection: Connection, link: Link, site_id: int, crawl_id: int | None, now: datetime) -> int:
    """Give the row of a link that comes with its outcome and was not filed before; makes it when it is new."""
    try:
        key = link_key(link.url)
        if "?" in key:
            key = filing_key(link.url, load_rules(connection, site_id).ignored)
    except BadUrl:  # an operator's spider may yield anything; it is kept to be shown
        key = bounded(link.url)
    row = connection.execute(_BY_KEY, {"site_id": site_id, "keys": [key]}).one_or_none()
    if row is None:
        values = {**_new_row(key, link, site_id, now), "crawl_id": crawl_id, "open": False}
        made: int = connection.execute(_ADD_LINK, values).scalar_one()
        return made
    if crawl_id is not None:
        connection.execute(_UPDATE, {"row_id": row.id, "crawl_id": crawl_id})
    return int(row.id)


# --- seeds ---


def file_seed(connection: Connection, site_id: int, url: str) -> int:
    """Give the seed's row; makes it when the seed is new."""
    key = bounded(url)
    known = connection.execute(_FIND_SEED, {"site_id": site_id, "key": key}).one_or_none()
    if known is not None:
        return int(known.id)
    made: int = connection.execute(
        insert(_SEED).returning(_SEED.c.id), {"site_id": site_id, "key": key, "url": url}
    ).scalar_one()
    return made


def seed_state(connection: Connection, site: str, url: str) -> SeedState:
    """Give what is known of a seed; nothing but its URL when it was never fetched."""
    statement = (
        select(SeedRow.__table__)
        .join(SiteRow, SiteRow.id == SeedRow.site_id)
        .where(SiteRow.name == site, SeedRow.key == bounded(url))
    )
    row = connection.execute(statement).one_or_none()
    if row is None:
        return SeedState(url=url)
    return SeedState(
        url=row.url,
        kind=row.kind,
        title=row.title,
        etag=row.etag,
        last_modified=row.last_modified,
        digest=row.digest,
        fetched_at=row.fetched_at,
        result=row.result,
        links=row.links,
        children=tuple((url, modified) for url, modified in row.children or ()),
        modified=row.modified,
        newest_link_at=connection.scalar(_NEWEST, {"seed_id": row.id}) if row.modified else None,
    )


def save_seed(connection: Connection, crawl_id: int, state: SeedState) -> None:
    """Keep how the fetch of a seed ended. Unless it was read ("200"), what is None stays as it was."""
    seed_id = file_seed(connection, _load_crawl(connection, crawl_id).site_id, state.url)
    fields = ("kind", "title", "etag", "last_modified", "digest", "fetched_at", "result", "links", "modified")
    values = {name: getattr(state, name) for name in fields} | {"children": state.children or None}
    if state.result != "200":
        values = {name: value for name, value in values.items() if value is not None}
    if values:
        connection.execute(update(_SEED).where(_SEED.c.id == seed_id).values(values))


def find_link(connection: Connection, url: str) -> StoredLink | None:
    """Give the state of a link, of the site that listed it last when several did."""
    try:
        keys = possible_keys(connection, url)
    except BadUrl as error:
        raise QueryError(error.message, next_step=error.next_step) from error
    wanted = or_(*(is_filed(LinkRow.key, LinkRow.site_id, *key) for key in keys))
    row = connection.execute(
        _LINKS.where(wanted).order_by(LinkRow.last_listed_at.desc()).limit(1)
    ).one_or_none()
    if row is None:
        return None
    seeds = connection.scalars(
        select(SeedRow.url)
        .join(ListingRow, ListingRow.seed_id == SeedRow.id)
        .where(ListingRow.link_id == row.id)
    )
    return StoredLink(
        link=read_link(row),
        status=Status(row.status),
        reason=row.reason,
        detail=row.detail,
        open=row.open,
        listed_on=tuple(seeds),
        first_listed_at=row.first_listed_at,
        last_listed_at=row.last_listed_at,
        retry_at=row.retry_at,
        crawl_id=row.crawl_id,
        look_at=row.look_at,
        changes=row.changes,
        quiet_looks=row.quiet_looks,
    )


# --- rows ---


@dataclass(frozen=True, slots=True)
class _Run:
    """The run that files links, and those right before it that were stopped before their ends."""

    crawl_id: int
    site_id: int
    stopped: frozenset[int]
    now: datetime
    may_rest: bool  #: known articles that have long not changed need not be asked for again
    started_at: datetime

    def passes_over(self, row: AnyRow, modified: str | None) -> bool:
        """Whether a known link that is listed again is left alone: it rests, and its seed names no later change."""
        if not self.may_rest or row.crawl_id == self.crawl_id or not is_resting(row, self.now):
            return False
        return within(modified, row.looked_at.date()) is not True

    def first_passes_over(self, row: AnyRow, modified: str | None) -> bool:
        """The same, when no other seed has listed the link in this run."""
        return row.last_listed_at < self.started_at and self.passes_over(row, modified)

    def goes_on_after(self, row: AnyRow) -> bool:
        """Whether a run that was stopped later has just read the page."""
        if row.crawl_id not in self.stopped or row.fetched_at is None:
            return False
        return row.status not in (Status.PENDING, Status.FAILED) and self.now - row.fetched_at < RESUME


def _load_run(connection: Connection, crawl_id: int, now: datetime, *, may_rest: bool = False) -> _Run:
    crawl = _load_crawl(connection, crawl_id)
    stopped = frozenset(other.id for other in runs_broken_off(connection, crawl.site_id, crawl_id))
    return _Run(crawl_id, crawl.site_id, stopped, now, may_rest, crawl.started_at)


def _load_crawl(connection: Connection, crawl_id: int) -> AnyRow:
    """Give a run that is under way."""
    crawl = connection.execute(_CRAWL_OF, {"crawl_id": crawl_id}).one_or_none()
    if crawl is None:
        raise QueryError(f"there is no run {crawl_id}")
    if crawl.finished_at is not None:  # by the run that has the site now
        raise LeaseLost(crawl.name)
    return crawl


def _find_rows(connection: Connection, site_id: int, keys: Mapping[str, object]) -> dict[str, AnyRow]:
    found: dict[str, AnyRow] = {}
    for portion in portions(list(keys)):
        rows = connection.execute(_BY_KEY, {"site_id": site_id, "keys": portion})
        found.update((row.key, row) for row in rows)
    return found


def _new_row(key: str, link: Link, site_id: int, now: datetime) -> dict[str, Any]:
    return {
        "site_id": site_id,
        "key": key,
        "url": link.url,
        "via": link.via.value,
        "found_on": link.found_on,
        **{name: getattr(link, name) or None for name in _CLAIMS},
        "first_listed_at": now,
        "last_listed_at": now,
        "status": Status.PENDING.value,
    }


def _listed_again(row: AnyRow, link: Link, run: _Run) -> dict[str, Any]:
    """What changes in the row of a link that a seed lists once more."""
    # a declared link outranks one that only looks like an article; a spelling that failed gives way to another
    better = link.via.value in _DECLARED and row.via not in _DECLARED
    failed = row.status in (Status.FAILED, Status.GONE)
    first_in_run = row.crawl_id != run.crawl_id
    return {
        "row_id": row.id,
        "url": link.url if failed and first_in_run else row.url,
        "via": link.via.value if better else row.via,
        "found_on": link.found_on if better or first_in_run else row.found_on,
        **{name: getattr(link, name) or getattr(row, name) for name in _CLAIMS},
        "last_listed_at": run.now,
        **_opened(row, run, link.modified),
    }


def _opened(row: AnyRow, run: _Run, modified: str | None) -> dict[str, Any]:
    """The run takes the link up, once; one that must wait ends as it is, pending; one that rests stays as it is."""
    if run.passes_over(row, modified):
        return {"crawl_id": row.crawl_id, "open": row.open, "status": row.status, "reason": row.reason}
    taken: dict[str, Any] = {
        "crawl_id": run.crawl_id,
        "open": False,
        "status": row.status,
        "reason": row.reason,
    }
    if row.crawl_id == run.crawl_id:
        return taken | {"open": row.open}
    if row.retry_at is not None and run.now < row.retry_at <= run.now + LONGEST_WAIT:
        return taken | {"status": Status.PENDING.value, "reason": row.reason or "not due yet"}
    if not run.goes_on_after(row):
        return taken | {"open": True}
    if row.status in (Status.NEW, Status.REVISED, Status.UNCHANGED):
        return taken | {"status": Status.UNCHANGED.value, "reason": READ_BEFORE_STOP}
    return taken


def _take(connection: Connection, run: _Run, rows: Sequence[AnyRow], *, listed: bool) -> list[Link]:
    changed = []
    for row in rows:
        seen = run.now if listed else row.last_listed_at
        changed.append({"row_id": row.id, "last_listed_at": seen, **_opened(row, run, row.modified)})
    if changed:
        connection.execute(_UPDATE, changed)
    return [read_link(row) for row, change in zip(rows, changed, strict=True) if change["open"]]


def _list(connection: Connection, crawl_id: int, seed_id: int, link_ids: Sequence[int]) -> None:
    """The seed lists these links now; what it listed in earlier runs it lists no more."""
    connection.execute(_LIST_NO_MORE, {"seed_id": seed_id, "crawl_id": crawl_id})
    listed = set(connection.scalars(_LISTED, {"seed_id": seed_id}))
    rows = [
        {"seed_id": seed_id, "link_id": link_id, "crawl_id": crawl_id, "position": position}
        for position, link_id in enumerate(link_ids, start=len(listed))
        if link_id not in listed
    ]
    if rows:
        connection.execute(insert(_LISTING), rows)
