"""Runs: who may crawl a site, and the account each run leaves."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from archiver.account import Account, SeedEnd
from archiver.errors import QueryError
from archiver.link import Status
from archiver.site import make_site
from archiver.store.holder import this_holder
from archiver.store.leases import holds
from archiver.store.models import CrawlRow, LinkRow, SiteRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from archiver.site import Site
    from archiver.store.columns import AnyRow

NOT_REACHED = "not reached"
KILLED = "stopped before its end"


def find_site(connection: Connection, name: str) -> Site | None:
    """Give a site as far as the archive knows it; None when nothing of it was ever crawled."""
    row = connection.execute(
        select(SiteRow.url, SiteRow.title, SiteRow.language).where(SiteRow.name == name)
    ).one_or_none()
    if row is None or row.url is None:
        return None
    return replace(make_site(row.url, name), title=row.title, language=row.language)


def file_site(connection: Connection, name: str, now: datetime) -> int:
    """Give the site's row; makes it when the name is new."""
    found = connection.scalar(select(SiteRow.id).where(SiteRow.name == name))
    if found is not None:
        return found
    made: int = connection.execute(
        insert(SiteRow).values(name=name, added_at=now).returning(SiteRow.id)
    ).scalar_one()
    return made


def start_crawl(
    connection: Connection, run: str, site: Site, now: datetime, lease_seconds: float
) -> int | None:
    """Claim the site for a run; None when another live run holds it."""
    site_id = file_site(connection, site.name, now)
    if holds(connection.execute(select(SiteRow).where(SiteRow.id == site_id).with_for_update()).one(), now):
        return None
    unfinished = select(CrawlRow.id).where(CrawlRow.site_id == site_id, CrawlRow.finished_at.is_(None))
    for crawl_id in connection.scalars(unfinished).all():
        finish_crawl(connection, crawl_id, None, now, KILLED)
    connection.execute(
        update(SiteRow)
        .where(SiteRow.id == site_id)
        .values(
            url=site.url,
            title=site.title or SiteRow.title,
            language=site.language or SiteRow.language,
            lease_run=run,
            lease_holder=this_holder(),
            lease_until=now + timedelta(seconds=lease_seconds),
        )
    )
    made: int = connection.execute(
        insert(CrawlRow).values(run=run, site_id=site_id, started_at=now).returning(CrawlRow.id)
    ).scalar_one()
    return made


def renew_lease(connection: Connection, crawl_id: int, now: datetime, lease_seconds: float) -> bool:
    """Hold the site longer; False when another run has it."""
    crawl = _crawl(connection, crawl_id)
    renewed = connection.execute(
        update(SiteRow)
        .where(SiteRow.id == crawl.site_id, SiteRow.lease_run == crawl.run)
        .values(lease_until=now + timedelta(seconds=lease_seconds))
    )
    return renewed.rowcount == 1


def finish_crawl(
    connection: Connection, crawl_id: int, account: Account | None, now: datetime, error: str | None
) -> Account:
    """Close a run: links without an end are pending, the account is stored, the site is free.

    One that another run has closed stays as it is.
    """
    crawl = _crawl(connection, crawl_id)
    if crawl.finished_at is not None:
        return read_account(connection, crawl_id)
    connection.execute(
        update(LinkRow)
        .where(LinkRow.crawl_id == crawl_id, LinkRow.open.is_(True))
        .values(open=False, status=Status.PENDING, reason=NOT_REACHED, detail=None)
    )
    counted = _count_links(connection, crawl)
    if account is not None:
        counted = replace(
            counted,
            seeds=account.seeds,
            left_out=account.left_out,
            requests=account.requests,
            skipped=account.skipped,
            template=account.template,
        )
    connection.execute(
        update(CrawlRow)
        .where(CrawlRow.id == crawl_id)
        .values(finished_at=now, error=error, **_account_columns(counted))
    )
    connection.execute(
        update(SiteRow)
        .where(SiteRow.id == crawl.site_id, SiteRow.lease_run == crawl.run)
        .values(lease_run=None, lease_holder=None, lease_until=None)
    )
    return counted


def read_account(connection: Connection, crawl_id: int) -> Account:
    """Give a run's account: as stored, or of a run under way, as it stands."""
    crawl = _crawl(connection, crawl_id)
    if crawl.finished_at is None:
        return _count_links(connection, crawl)
    return Account(
        site=crawl.site,
        crawl_id=crawl.id,
        counts=read_counts(crawl),
        reasons={Status(status): Counter(reasons) for status, reasons in (crawl.reasons or {}).items()},
        seeds=[SeedEnd(**seed) for seed in crawl.seeds or ()],
        left_out=Counter(crawl.left_out or {}),
        requests=crawl.requests,
    )


def read_counts(crawl: AnyRow) -> Counter[Status]:
    """Give how many links ended in which status, from a run's row."""
    return Counter({status: count for status in Status if (count := getattr(crawl, status.value))})


def _crawl(connection: Connection, crawl_id: int) -> AnyRow:
    statement = (
        select(*CrawlRow.__table__.columns, SiteRow.name.label("site"))
        .join(SiteRow, SiteRow.id == CrawlRow.site_id)
        .where(CrawlRow.id == crawl_id)
    )
    crawl = connection.execute(statement).one_or_none()
    if crawl is None:
        raise QueryError(f"there is no run {crawl_id}", next_step="archiver stats")
    return crawl


def _count_links(connection: Connection, crawl: AnyRow) -> Account:
    account = Account(site=crawl.site, crawl_id=crawl.id)
    grouped = (
        select(LinkRow.open, LinkRow.status, LinkRow.reason, func.count())
        .where(LinkRow.crawl_id == crawl.id)
        .group_by(LinkRow.open, LinkRow.status, LinkRow.reason)
    )
    for is_open, status, reason, count in connection.execute(grouped):
        ended, why = (Status.PENDING, NOT_REACHED) if is_open else (Status(status), reason)
        account.counts[ended] += count
        if why:
            account.reasons.setdefault(ended, Counter())[why] += count
    return account


def _account_columns(account: Account) -> dict[str, Any]:
    return {
        "requests": account.requests,
        "listed": account.listed,
        **{status.value: account.counts[status] for status in Status},
        "reasons": {status.value: dict(reasons) for status, reasons in account.reasons.items()},
        "seeds": [asdict(seed) for seed in account.seeds],
        "left_out": dict(account.left_out),
    }
