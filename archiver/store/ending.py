"""How outcomes end links: the rows of links and captures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from archiver.errors import BadUrl
from archiver.link import Status
from archiver.store.frontier import file_link
from archiver.store.ledger import file_site
from archiver.store.models import CrawlRow, LinkRow, table_of
from archiver.store.portions import portions
from archiver.urls import site_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from archiver.capture import Capture
    from archiver.outcome import Outcome
    from archiver.store.columns import AnyRow

_LINK = table_of(LinkRow)
_BY_ID = select(_LINK).where(_LINK.c.id.in_(bindparam("ids", expanding=True)))

#: Where a link without any site goes: its URL is none.
NO_SITE = "unknown"


@dataclass(slots=True)
class End:
    """How an outcome ends, and what writes its words once its capture has a row."""

    status: Status
    reason: str | None = None
    detail: str | None = None
    article_id: int | None = None
    revision: int | None = None
    write_words: Callable[[int | None], None] | None = None


def load_links(
    connection: Connection, outcomes: Sequence[Outcome], crawl_id: int | None, now: datetime
) -> list[AnyRow]:
    """Give the row of each outcome's link; one that was never filed is filed."""
    rows = _find(connection, [outcome.link.id for outcome in outcomes if outcome.link.id is not None])
    ids: list[int] = [
        rows[outcome.link.id].id if outcome.link.id in rows else _file(connection, outcome, crawl_id, now)
        for outcome in outcomes
    ]
    rows |= _find(connection, [one for one in ids if one not in rows])
    return [rows[one] for one in ids]


def _find(connection: Connection, ids: Sequence[int]) -> dict[int | None, AnyRow]:
    rows: dict[int | None, AnyRow] = {}
    for portion in portions(sorted(set(ids))):
        rows.update((row.id, row) for row in connection.execute(_BY_ID, {"ids": portion}))
    return rows


def _file(connection: Connection, outcome: Outcome, crawl_id: int | None, now: datetime) -> int:
    link, article = outcome.link, outcome.article
    site_id = None
    if crawl_id is not None:
        site_id = connection.scalar(select(CrawlRow.site_id).where(CrawlRow.id == crawl_id))
    if site_id is None:
        name = link.site or (article.site if article else None) or _site_name(link.url)
        site_id = file_site(connection, name, now)
    return file_link(connection, link, site_id, crawl_id, now)


def _site_name(url: str) -> str:
    try:
        return site_name(url)
    except BadUrl:
        return NO_SITE


def capture_columns(capture: Capture, end: End, digest: str | None) -> dict[str, Any]:
    """Give the columns of `capture`, but for the rows it hangs on."""
    place = capture.place
    return {
        "article_id": end.article_id,
        "url": capture.url,
        "final_url": capture.final_url,
        "fetched_at": capture.fetched_at,
        "http_status": capture.status,
        "content_type": capture.content_type,
        "body_bytes": len(capture.body),
        "digest": digest,
        "warc_file": place.file if place else None,
        "warc_offset": place.offset if place else None,
        "warc_length": place.length if place else None,
        "status": end.status.value,
        "reason": end.reason,
        "detail": end.detail,
    }


def link_columns(
    outcome: Outcome, end: End, digest: str | None, link: AnyRow, crawl_id: int | None
) -> dict[str, Any]:
    """Give what an end changes in its link's row."""
    capture = outcome.capture
    return {
        "row_id": link.id,
        "crawl_id": crawl_id if crawl_id is not None else link.crawl_id,
        "open": False,
        "status": end.status.value,
        "reason": end.reason,
        "detail": end.detail,
        "retry_at": outcome.retry_at,
        "article_id": end.article_id or link.article_id,
        "fetched_at": capture.fetched_at if capture else link.fetched_at,
        "attempts": _attempts(end.status, link),
        **_validators(capture, end.status, digest, link),
    }


def _attempts(status: Status, link: AnyRow) -> int:
    if status is Status.FAILED:
        return int(link.attempts) + 1
    return int(link.attempts) if status is Status.PENDING else 0


def _validators(
    capture: Capture | None, status: Status, digest: str | None, link: AnyRow
) -> dict[str, str | None]:
    """What lets the next run ask whether the page has changed; only of an answer that was understood."""
    names = ("etag", "last_modified", "digest")
    kept: dict[str, str | None] = {name: getattr(link, name) for name in names}
    if capture is None or status in (Status.FAILED, Status.PENDING):
        return kept
    sent = {"etag": capture.header("etag"), "last_modified": capture.header("last-modified")}
    if capture.status == 304:
        return kept | {name: value for name, value in sent.items() if value}
    if capture.status == 200:
        return {**sent, "digest": digest}
    return kept if capture.status not in (404, 410) else dict.fromkeys(names)


def digest_of(capture: Capture | None) -> str | None:
    """Give the digest of what a server sent; None when that was nothing."""
    from archiver.warc.writer import payload_digest

    return payload_digest(capture) if capture is not None and capture.body else None
