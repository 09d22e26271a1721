"""Claims on the days: where they are gathered, and which number of 05/02/2021 is the day."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from archiver.dates import Moment, Precision, read_moment
from archiver.extract.claims import Claim
from archiver.extract.rules import with_whole_year

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from archiver.extract.evidence import Evidence
    from archiver.extract.surroundings import Line

#: Country domains whose English papers print the day first.
_DAY_FIRST_DOMAINS = frozenset(
    ("uk", "ie", "in", "au", "nz", "za", "pk", "bd", "lk", "ng", "ke", "gh", "sg", "my", "ae", "iq", "eu", "mt", "hk")
)  # fmt: skip
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:(?:19|20)\d\d|\d\d)(?![\d/])")
#: Two numbers before a year: which of them is the day?
_TWO_NUMBERS = re.compile(r"(?<![\d./-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(?:\d{4}|\d{2})(?!\d)")
#: How sure a day must be to tell the order of another's numbers.
_SURE = 0.45


@dataclass(frozen=True, slots=True)
class _Raw:
    """A date as a source gives it."""

    raw: str
    source: str
    rule: str
    confidence: float
    changed: bool


@dataclass(slots=True)
class DayClaims:
    """What the sources say of publication and change, as it is gathered."""

    language: str | None
    day_first: (
        bool | None
    )  #: as the page's own lines, its site or its country tell; None: its language decides
    now: datetime
    year_first: bool = False  #: 21/02/19 is in 2021, as the site's rules say
    published: list[Claim[Moment]] = field(default_factory=list)
    modified: list[Claim[Moment]] = field(default_factory=list)
    unread: list[_Raw] = field(
        default_factory=list
    )  #: dates with two readings, between which nothing chose yet

    def add(self, raw: str, source: str, rule: str, confidence: float, *, changed: bool = False) -> bool:
        """Read a date; whether there is one, down to its day."""
        if not confidence:
            return False
        text = with_whole_year(raw) if self.year_first else raw
        moment = read_moment(text, language=self.language, day_first=self.day_first, now=self.now)
        if moment is None:
            if len(raw) < 60 and _TWO_NUMBERS.search(raw):
                self.unread.append(_Raw(raw, source, rule, confidence, changed))
            return False
        # what names a month or year alone is rarely the article's own date
        vague = moment.precision in (Precision.MONTH, Precision.YEAR)
        claim = Claim(
            value=moment if text is raw else replace(moment, raw=raw.strip()),
            source=source,
            rule=rule,
            raw=raw.strip(),
            confidence=confidence * (0.4 if vague else 1.0),
        )
        (self.modified if changed else self.published).append(claim)
        return not vague

    def best(self) -> float:
        """The confidence of the surest claim on the publication."""
        return max((claim.confidence for claim in self.published), default=0.0)


def find_day_first(evidence: Evidence, lines: Iterable[Line]) -> bool | None:
    """Whether the page prints days first: as its site's rules say, else by a date near its headline that reads one way only, else by its country.

    The country is that of its domain or its locale.
    """
    if evidence.ruled is not None and evidence.ruled.day_first is not None:
        return evidence.ruled.day_first
    order = _order_in(line.text for line in lines)
    if order is not None:
        return order
    # "en_US" is what software says of any page in English
    region = (evidence.meta.first("og:locale") or "").replace("-", "_").lower().partition("en_")[2]
    country = {"gb": "uk"}.get(region, region)
    return True if {evidence.host.rpartition(".")[2], country} & _DAY_FIRST_DOMAINS else None


def _order_in(texts: Iterable[str]) -> bool | None:
    """Whether dates with slashes put the day first, by those that can be read one way only; None when they disagree."""
    seen = set()
    for text in texts:
        for match in _SLASHED.finditer(text):
            first, second = int(match[1]), int(match[2])
            if 12 < first <= 31 and 0 < second <= 12:
                seen.add(True)
            elif 12 < second <= 31 and 0 < first <= 12:
                seen.add(False)
    return seen.pop() if len(seen) == 1 else None


def settle_orders(claims: DayClaims, evidence: Evidence) -> None:
    """Read the dates with two readings by the page's other dates: one day in two notations, or numbers above 12.

    "03-09-2026" in a tag beside "Published March 9, 2026" under the headline is 9 March, whatever the country does.
    """
    known = {
        claim.value.day
        for claim in (*claims.published, *claims.modified)
        if claim.confidence >= _SURE and not _has_two_readings(claim.raw)
    }
    claims.published[:] = [_by_another(claim, known, claims) for claim in claims.published]
    claims.modified[:] = [_by_another(claim, known, claims) for claim in claims.modified]
    if not claims.unread:
        return
    order = _order_in((evidence.page.html,))
    for seen in claims.unread:
        orders = [first for first in (True, False) if _day(seen.raw, claims, first) in known]
        chosen = orders[0] if len(orders) == 1 else order
        moment = None if chosen is None else read_moment(seen.raw, day_first=chosen, now=claims.now)
        if moment is not None:
            claim = Claim(
                value=moment,
                source=seen.source,
                rule=seen.rule,
                raw=moment.raw,
                confidence=seen.confidence - 0.05,
            )
            (claims.modified if seen.changed else claims.published).append(claim)


def _by_another(claim: Claim[Moment], known: set[date], claims: DayClaims) -> Claim[Moment]:
    """The claim with day and month changed about, when only so another source on the page gives its day."""
    if not known or claim.value.day in known or not _has_two_readings(claim.raw):
        return claim
    for first in (True, False):
        moment = read_moment(claim.raw, day_first=first, now=claims.now)
        if moment is not None and moment.day != claim.value.day and moment.day in known:
            return replace(claim, value=moment, rule=f"{claim.rule}, order by another date")
    return claim


def _day(raw: str, claims: DayClaims, first: bool) -> date | None:
    moment = read_moment(raw, day_first=first, now=claims.now)
    return moment.day if moment else None


def _has_two_readings(raw: str) -> bool:
    """Two different numbers up to 12 before a year.

    >>> _has_two_readings("05/02/2021"), _has_two_readings("19/02/2021"), _has_two_readings("2021-02-05")
    (True, False, False)
    """
    match = _TWO_NUMBERS.search(raw)
    return match is not None and int(match[1]) <= 12 and int(match[3]) <= 12 and match[1] != match[3]
