"""Opt-outs: rows of what captures and hosts say about being archived, mined or used for training."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from archiver.capture import OptOut
from archiver.store.columns import bounded
from archiver.store.hosts import put
from archiver.store.models import CaptureRow, OptOutRow, ReservationRow, table_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

_OPT_OUT, _CAPTURE = table_of(OptOutRow), table_of(CaptureRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationState:
    """The tdmrep.json of an origin, as it was read last."""

    origin: str  #: scheme, host and port: "https://www.example.com"
    fetched_at: datetime | None = None  #: UTC; None: it was never asked for
    body: bytes | None = None  #: None: there is none


def save_opt_outs(connection: Connection, capture_id: int, opt_outs: Sequence[OptOut]) -> None:
    """Note what was said with a capture."""
    rows = [
        {"capture_id": capture_id, "position": position, **asdict(one)}
        for position, one in enumerate(opt_outs)
    ]
    if rows:
        connection.execute(insert(_OPT_OUT), rows)


def load_opt_outs(connection: Connection, article_ids: Sequence[int]) -> dict[int, list[OptOut]]:
    """Give what was said of articles: by the newest page of each of their addresses."""
    found: dict[int, list[OptOut]] = defaultdict(list)
    if not article_ids:
        return found
    newest = (
        select(func.max(_CAPTURE.c.id))
        .where(_CAPTURE.c.article_id.in_(article_ids), _CAPTURE.c.http_status == 200)
        .group_by(_CAPTURE.c.article_id, _CAPTURE.c.link_id)
    )
    rows = connection.execute(
        select(_CAPTURE.c.article_id, *_OPT_OUT.c)
        .join(_CAPTURE, _CAPTURE.c.id == _OPT_OUT.c.capture_id)
        .where(_OPT_OUT.c.capture_id.in_(newest))
        .order_by(_OPT_OUT.c.capture_id, _OPT_OUT.c.position)
    )
    for row in rows:
        one = OptOut(signal=row.signal, source=row.source, raw=row.raw, agent=row.agent)
        if one not in found[row.article_id]:
            found[row.article_id].append(one)
    return found


def load_reservation(connection: Connection, origin: str) -> ReservationState:
    """Give the tdmrep.json of an origin; nothing but the origin when it was never asked for."""
    statement = select(table_of(ReservationRow)).where(ReservationRow.origin == bounded(origin))
    row = connection.execute(statement).one_or_none()
    if row is None:
        return ReservationState(origin=origin)
    return ReservationState(origin=origin, fetched_at=row.fetched_at, body=row.body)


def save_reservation(connection: Connection, state: ReservationState) -> None:
    """Keep an origin's tdmrep.json, or that it has none."""
    put(connection, ReservationRow, "origin", asdict(state))
