"""How an answer, or the lack of one, ends a link: the rules, without Scrapy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from archiver.link import Status

#: A first failure is tried again after an hour, then 4, 16, 64 hours, then weekly.
FIRST_RETRY = timedelta(hours=1)
LAST_RETRY = timedelta(days=7)
#: Longer waits than this are taken for mistakes of the server.
LONGEST_WAIT = timedelta(days=30)
#: What 429 means when the server names no time.
DEFAULT_WAIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How a link ended."""

    status: Status
    reason: str  #: short and countable
    detail: str | None = None
    retry_at: datetime | None = None  #: UTC
    next_step: str | None = None


def read_retry_after(text: str | None, now: datetime) -> datetime | None:
    """When a server wants to be asked again (RFC 9110, 10.2.3: seconds or a date); None when it does not say.

    >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    >>> read_retry_after("120", noon).isoformat(), read_retry_after("soon", noon)
    ('2026-03-01T12:02:00+00:00', None)
    >>> read_retry_after("Sun, 01 Mar 2026 12:00:30 GMT", noon).isoformat()
    '2026-03-01T12:00:30+00:00'
    """
    text = (text or "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        seconds = min(int(text[:9]), int(LONGEST_WAIT.total_seconds()))
        return now + timedelta(seconds=seconds)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(moment.astimezone(UTC), now), now + LONGEST_WAIT)


def retry_time(attempts: int, now: datetime) -> datetime:
    """When a link that failed *attempts* times before is tried again.

    >>> retry_time(2, datetime(2026, 3, 1, tzinfo=UTC)).isoformat()
    '2026-03-01T16:00:00+00:00'
    """
    hours = 4 ** min(max(attempts, 0), 6)
    return now + min(FIRST_RETRY * int(hours), LAST_RETRY)


def judge_answer(status: int, retry_after: str | None, attempts: int, now: datetime) -> End | None:
    """How an HTTP status ends a link; None when the body is to be read.

    *attempts* counts the fetches in a row that did not end well before this one.
    304 is unchanged, 404 and 410 are gone, 401, 402, 403 and 451 are refused; 429, and 503 with Retry-After, wait;
    any other status but 200 and 203 failed and is tried again later.
    """
    named = f"HTTP {status}"
    if status in (200, 203):
        return None
    if status == 304:
        return End(status=Status.UNCHANGED, reason="not modified")
    if status in (404, 410):
        return End(status=Status.GONE, reason=named)
    if status in (401, 402, 403, 451):
        return End(status=Status.REFUSED, reason=named)
    wanted = read_retry_after(retry_after, now)
    if status == 429 or (status == 503 and wanted):
        return End(status=Status.PENDING, reason=named, retry_at=wanted or now + DEFAULT_WAIT)
    return End(status=Status.FAILED, reason=named, retry_at=retry_time(attempts, now))
