"""Verdicts: what the robots.txt of an origin comes to, from its last answer and from those before (RFC 9309).

While robots.txt cannot be had, nothing is allowed (2.3.1.4), with two exceptions the RFC knows: a copy may count for
24 hours (2.4), and after thirty days without an answer the last copy counts again. Where there never was a copy, the
host stays closed, though the RFC would let us in after those thirty days.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from archiver.crawl.ends import End, retry_time
from archiver.discover.robots import MAX_ROBOTS_BYTES, Robots, read_robots
from archiver.link import Status

if TYPE_CHECKING:
    from datetime import datetime

    from archiver.store.hosts import RobotsState

#: A copy counts for this long without an answer (RFC 9309, 2.4); a run that goes on for longer asks again.
FRESH = timedelta(hours=24)
#: From here on the last copy counts again (RFC 9309, 2.3.1.4).
UNREACHABLE_FOR_LONG = timedelta(days=30)
#: Why a link fails whose host did not say what it allows.
UNREACHABLE = "robots.txt unreachable"
#: Why a link is refused that its host does not want fetched.
DISALLOWS = "robots.txt disallows"
#: A robots.txt that is redirected more often than is followed counts as none (RFC 9309, 2.3.1.2).
LED_NOWHERE = ("redirect loop", "too many redirects")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt came to."""

    robots: Robots
    problem: End | None = None  #: why there was no answer
    copy: bool = False  #: an earlier answer counts, for there is none now


def closed(end: End) -> Rules:
    """The rules of an origin nothing may be asked of, for the reason *end* gives."""
    return Rules(read_robots(None, b""), end)


def take_answer(known: RobotsState, robots: RobotsState, now: datetime) -> RobotsState:
    """What is known after an answer, *robots*: what was *known*, confirmed by a 304, or all anew."""
    if robots.status == 304:
        # a 304 may bring new validators, and need not bring any
        etag, modified = robots.etag or known.etag, robots.last_modified or known.last_modified
        return replace(
            known, fetched_at=now, etag=etag, last_modified=modified, failed_since=None, failure=None
        )
    body = robots.body[: MAX_ROBOTS_BYTES + 1] if robots.body is not None else None
    return replace(robots, body=body, fetched_at=now)


def take_failure(known: RobotsState, why: str, now: datetime) -> RobotsState:
    """What is known after an attempt that came to nothing."""
    since = known.failed_since
    # a spell that begins in the future was written by a clock that has been set back
    return replace(known, failed_since=since if since is not None and since <= now else now, failure=why)


def judge(known: RobotsState, now: datetime) -> Rules:
    """The rules that count by what is known now.

    >>> from datetime import UTC, datetime
    >>> from archiver.store.hosts import RobotsState
    >>> now = datetime(2026, 3, 1, tzinfo=UTC)
    >>> known = RobotsState(origin="https://a.example", status=404, fetched_at=now - timedelta(days=2))
    >>> judge(known, now).robots.unreachable
    False
    >>> judge(take_failure(known, "HTTP 503", now), now).robots.unreachable
    True
    """
    if known.failed_since is None or _counts(known, known.failed_since, now):
        robots = read_robots(known.status, known.body or b"", known.url)
        return Rules(robots, copy=known.failed_since is not None)
    retry_at = retry_time(0, now)
    return closed(End(status=Status.FAILED, reason=UNREACHABLE, detail=known.failure, retry_at=retry_at))


def _counts(known: RobotsState, failed_since: datetime, now: datetime) -> bool:
    """Whether the last copy counts although there is no answer now."""
    if known.fetched_at is None or known.status is None:
        return False
    return timedelta(0) <= now - known.fetched_at < FRESH or now - failed_since >= UNREACHABLE_FOR_LONG
