"""How precise a page's date is: no less than some part of it prints, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from archiver.clocks import instant_of
from archiver.dates import Moment, Precision

if TYPE_CHECKING:
    from archiver.extract.claims import Claim


def honest_claims(claims: list[Claim[Moment]]) -> list[Claim[Moment]]:
    """The claims with the winner made as precise as the page is, and no more.

    A clock of lower standing on the winner's day lends its time. An instant that another claim prints as the start of a
    day is that day: "2021-02-18T21:00:00Z" beside "19-02-2021" is what a paper in +03:00 makes of a day without a time.
    """
    ranked = sorted(claims, key=lambda claim: -claim.confidence)
    if not ranked:
        return ranked
    winner = ranked[0]
    for claim in ranked[1:]:
        if claim.confidence < 0.5:
            break
        if _is_start_of(claim.value, winner.value):
            return [replace(claim, confidence=winner.confidence), *ranked]
    believed = [claim for claim in ranked if claim.confidence >= 0.5]
    better = _with_clock(winner, believed) if winner.value.clock is None else _in_local_time(winner, believed)
    return [better, *ranked] if better is not None else ranked


def _with_clock(winner: Claim[Moment], claims: list[Claim[Moment]]) -> Claim[Moment] | None:
    """The best claim of the same day that prints a time, one with a zone first."""
    same = [claim for claim in claims if claim.value.day == winner.value.day and claim.value.clock]
    best = next((claim for claim in same if claim.value.at), same[0] if same else None)
    return replace(best, confidence=winner.confidence) if best is not None else None


def _in_local_time(winner: Claim[Moment], claims: list[Claim[Moment]]) -> Claim[Moment] | None:
    """The winner's instant as the page prints it for its readers.

    "05:30:59Z" in the metadata and "11:30 p.m." of the day before under the headline are one instant; the paper's own day
    is the printed one, and the difference is its zone.
    """
    instant = winner.value
    if instant.at is None or instant.zone not in _UTC_NAMES:
        return None
    zoned = next((claim for claim in claims if _is_same_instant(claim.value, instant)), None)
    if zoned is not None:
        return replace(zoned, confidence=winner.confidence)
    for claim in claims:
        local = claim.value
        if local.clock is None or local.zone is not None or claim.source not in _PRINTED:
            continue
        wall = datetime.combine(local.day, time.fromisoformat(local.clock), tzinfo=UTC)
        ahead = wall - instant.at.replace(second=wall.second if local.precision is Precision.SECOND else 0)
        if ahead and abs(ahead) <= timedelta(hours=14) and ahead % timedelta(minutes=30) == timedelta():
            moment = replace(local, zone=_offset(ahead), at=instant.at)
            return replace(
                claim, value=moment, rule=f"{claim.rule}, zone by {winner.rule}", confidence=winner.confidence
            )
    return _on_local_day(winner, claims)


def _is_same_instant(local: Moment, instant: Moment) -> bool:
    """The instant in a zone of its own: "2023-11-08T21:11:03-05:00" is how the paper's readers count."""
    if local.at is None or instant.at is None or local.zone in _UTC_NAMES:
        return False
    return abs(local.at - instant.at) < timedelta(minutes=1)


def _on_local_day(winner: Claim[Moment], claims: list[Claim[Moment]]) -> Claim[Moment] | None:
    """The day the page prints beside its headline and in its URL, when the UTC instant falls on the day before or after.

    "23:15Z" on 5 December is 6 December in Rome. Only the paper knows its zone, so the day alone is told.
    """
    instant = winner.value
    if instant.at is None:
        return None
    near = [claim for claim in claims if _may_be_local_day(claim, instant.at, instant.day)]
    printed = next((claim for claim in near if claim.source in ("text", "time", "microdata")), None)
    same = {claim.source for claim in near if printed is not None and claim.value.day == printed.value.day}
    if printed is None or len(same) < 2:
        return None
    kept = any(
        claim.value.day == instant.day and claim.source in _PRINTED and claim.value.at is None
        for claim in claims
    )
    return None if kept else replace(printed, rule=f"{printed.rule}, local day", confidence=winner.confidence)


def _may_be_local_day(claim: Claim[Moment], at: datetime, day: date) -> bool:
    """A day without a clock, next to the instant's in UTC, that some zone reaches: east in the evening, west by night."""
    local = claim.value
    if local.clock is not None or local.precision is not Precision.DAY:
        return False
    if local.day == day + timedelta(days=1):
        return at.hour >= 10
    return local.day == day - timedelta(days=1) and at.hour < 12


_PRINTED = ("text", "time", "meta", "microdata")


def _offset(ahead: timedelta) -> str:
    minutes = int(ahead.total_seconds()) // 60
    return f"{'+' if minutes > 0 else '-'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


_UTC_NAMES = ("Z", "UTC", "GMT", "+00:00")


def _is_start_of(day: Moment, instant: Moment) -> bool:
    if (
        day.precision is not Precision.DAY
        or instant.at is None
        or instant.zone not in ("Z", "UTC", "GMT", "+00:00")
    ):
        return False
    if instant.at.minute not in (0, 30) or instant.at.second:
        return False
    midnight = datetime.combine(day.day, time(), tzinfo=UTC)
    if day.zone is not None:
        return instant_of(midnight, day.zone) == instant.at
    return day.day != instant.day and timedelta(hours=-12) <= midnight - instant.at <= timedelta(hours=14)


def believable_changes(
    claims: list[Claim[Moment]], published: Moment | None, now: datetime
) -> list[Claim[Moment]]:
    """Changes that are not older than the publication, and not merely the time the page was made for us."""
    if published is None:
        return claims
    found = []
    for claim in claims:
        at = claim.value.at
        made_now = at is not None and abs(now - at) < timedelta(minutes=3) and published.day < now.date()
        if claim.value.day >= published.day and not made_now:
            found.append(claim)
    return found
