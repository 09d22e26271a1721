"""Who published first, as far as the pages say: times with their zone are compared as instants, else printed days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from archiver.dates import Precision
from archiver.store.story_records import Order

if TYPE_CHECKING:
    from datetime import datetime

    from archiver.dates import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """How long after another article one was published."""

    order: Order
    seconds: int | None = None  #: where both print a time with its zone; below 0: before it
    days: int | None = None  #: by the days both print


def compare_times(origin: Moment | None, other: Moment | None) -> Delay:
    """Say when *other* was published, seen from *origin*; a time is never made of a day.

    Two days are compared as printed, each in its own zone: a paper far to the east prints a day before it begins in
    the west. Of one and the same day, nothing follows unless both print a time with its zone.

    >>> from archiver.testing import make_moment
    >>> compare_times(make_moment("2021-02-19T09:30:00+03:00"), make_moment("2021-02-19T07:00:00+00:00"))
    Delay(order=<Order.LATER: 'later'>, seconds=1800, days=0)
    >>> compare_times(make_moment("2021-02-19T09:30:00+03:00"), make_moment("2021-02-19"))
    Delay(order=<Order.UNCLEAR: 'unclear'>, seconds=None, days=0)
    """
    if origin is None or other is None or not {origin.precision, other.precision}.isdisjoint(_NO_DAY):
        return Delay(order=Order.UNCLEAR)
    days = (other.day - origin.day).days
    if origin.at is not None and other.at is not None:
        seconds = round((other.at - origin.at).total_seconds())
        return Delay(order=_order(seconds), seconds=seconds, days=days)
    return Delay(order=_order(days), days=days)


def _order(behind: int) -> Order:
    if not behind:
        return Order.UNCLEAR
    return Order.LATER if behind > 0 else Order.EARLIER


#: Nothing is made of a month or a year.
_NO_DAY = frozenset({Precision.MONTH, Precision.YEAR})


def reading_order(published: Moment | None, first_seen_at: datetime, key: str) -> tuple[object, ...]:
    """Give the key that puts articles in the order of their publication; a day stands behind the times of that day.

    It is the order by which one article is the copy and another the original (`Printed.precedence`). What is printed
    counts no later than the archive saw the page; a page that prints no date counts as of that day. *key* is the
    article's canonical URL, which orders those of which nobody knows.
    """
    seen = first_seen_at.astimezone(UTC)
    at = published.at if published else None
    if at is not None and at <= seen:
        return (at.date(), False, at.isoformat(), key)
    day = seen.date() if published is None else min(published.day, seen.date())
    return (day, True, "", key)
