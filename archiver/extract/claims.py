"""Claims: what one source says of one field, and how the claims on a field are settled into a reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from archiver.article import Candidate, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")

#: Losers kept per field, and characters kept of a raw value: enough to judge by, not a second copy of the page.
MAX_LOSERS = 12
MAX_RAW = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Generic[T]):
    """A value one source gives for a field."""

    value: T
    source: str  #: as in `Candidate`
    rule: str  #: as in `Candidate`
    raw: str  #: as printed
    confidence: float  #: 0–1

    def candidate(self, show: Callable[[T], str]) -> Candidate:
        """The claim as it is stored."""
        return Candidate(
            value=show(self.value)[:MAX_RAW],
            source=self.source,
            rule=self.rule,
            raw=self.raw[:MAX_RAW],
            confidence=round(self.confidence, 2),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled(Generic[T]):
    """What the claims on a field came to; nothing when there was no claim."""

    value: T | None = None
    reading: Reading | None = None


def settle(field: str, claims: Iterable[Claim[T]], show: Callable[[T], str] = str) -> Settled[T]:
    """The claim with the highest confidence, the first of equals; the others are kept as losers, best first."""
    ranked = sorted(claims, key=lambda claim: -claim.confidence)
    if not ranked:
        return Settled()
    winner = ranked[0]
    seen = {(winner.source, winner.rule, winner.raw)}
    losers: list[Candidate] = []
    for claim in ranked[1:]:
        key = (claim.source, claim.rule, claim.raw)
        if key not in seen and len(losers) < MAX_LOSERS:
            seen.add(key)
            losers.append(claim.candidate(show))
    reading = Reading(field=field, winner=winner.candidate(show), losers=tuple(losers))
    return Settled(value=winner.value, reading=reading)
