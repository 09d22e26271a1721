"""Hosts: until when each asks to be left alone, and what its robots.txt said last."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from archiver.store.columns import bounded
from archiver.store.models import Base, HostRow, RobotsRow, table_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """What is known of a host beside its pages."""

    name: str  #: host, with its port where that is not the scheme's own: "www.example.com"
    wait_from: datetime | None = None  #: UTC, when it asked for silence or was given up
    wait_until: datetime | None = None  #: UTC, when it may be asked again; None: now
    reason: str | None = None  #: why: "HTTP 429", "timed out", …
    strikes: int = 0  #: times in a row it had to be left alone


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsState:
    """The robots.txt of an origin, as it was read last."""

    origin: str  #: scheme, host and port: "https://www.example.com"
    fetched_at: datetime | None = None  #: UTC, of the last answer that said what is allowed, a 304 included
    status: int | None = None  #: HTTP status of that answer
    url: str | None = None  #: where it was found, when redirects led elsewhere
    body: bytes | None = None  #: decompressed, at most 500 KiB
    etag: str | None = None
    last_modified: str | None = None
    failed_since: datetime | None = None  #: UTC, since when there has been no answer; None: the last was one
    failure: str | None = None  #: why there was none: "HTTP 503", "timed out", …


def load_host(connection: Connection, name: str) -> HostState:
    """Give what is known of a host; nothing but its name when it never asked for anything."""
    row = connection.execute(select(table_of(HostRow)).where(HostRow.name == bounded(name))).one_or_none()
    return HostState(**{**row._mapping, "name": name}) if row is not None else HostState(name=name)


def save_host(connection: Connection, state: HostState) -> None:
    """Keep what is known of a host."""
    put(connection, HostRow, "name", asdict(state))


def load_robots(connection: Connection, origin: str) -> RobotsState:
    """Give the robots.txt of an origin; nothing but the origin when it was never asked for."""
    statement = select(table_of(RobotsRow)).where(RobotsRow.origin == bounded(origin))
    row = connection.execute(statement).one_or_none()
    return (
        RobotsState(**{**row._mapping, "origin": origin}) if row is not None else RobotsState(origin=origin)
    )


def save_robots(connection: Connection, state: RobotsState) -> None:
    """Keep what was learned of an origin's robots.txt."""
    put(connection, RobotsRow, "origin", asdict(state))


def put(connection: Connection, kind: type[Base], key: str, values: dict[str, Any]) -> None:
    """Write a row by its own name, in the place of one that is there."""
    table = table_of(kind)
    values[key] = bounded(values[key])
    changed = connection.execute(update(table).where(table.c[key] == values[key]).values(values))
    if not changed.rowcount:
        connection.execute(insert(table), values)
