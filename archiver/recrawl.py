"""When to look at an article again: learned from its age, its past looks, and what its newspaper did before.

A newspaper's `Rhythm` says how often its articles change: by their age, and, once one has changed, by the time since it
did (editors come in bursts: one correction follows another, a live blog goes on). How one article differs from the rest
of its newspaper is a factor, learned from its own looks. All three start from what is usual of newspapers and give way
to evidence: a few looks mislead nobody.

A look tells no more than whether there was a change since the one before, not how many there were nor when: changes are
estimated from that, for intervals of any length, as in Cho and Garcia-Molina 2003, "Estimating frequency of change".
What is usual stands in for their correction of the bias few looks have. The best use of so many requests is to make
each where a change is as likely as at any other (Cho and Garcia-Molina 2003, "Effective page refresh policies"; for an
archive, which wants each state and not only the newest, the pages that change most are not given up): an article is due
when the chance that it has changed reaches a fixed share. Pure: no clock, no network, no database.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import exp, expm1, inf, log1p
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: An article is due when it has changed with this probability: of twenty such looks, one finds something. On made
#: histories of seven kinds of newspapers this costs 7 looks an article in three months (benchmarks/revisits.py).
WORTH: Final = 0.05
#: No look comes sooner after the one before, and none later.
LEAST_WAIT: Final = timedelta(minutes=30)
LONGEST_WAIT: Final = timedelta(days=365)
#: A listed article is passed over, until it is due, after so many looks without a change, over so long.
REST_LOOKS: Final = 3
REST_AFTER: Final = timedelta(days=2)

#: Where the bands of time end, in hours: each is as long as all before it. The last is open: "older than 341 days".
_ENDS: Final = (*(2.0**power for power in range(14)), inf)
BANDS: Final = len(_ENDS)

#: Changes of one article in each band of its age, as usual of newspapers: one over its life, two thirds of it in the first
#: day, some after weeks. A collection of 1.28 million articles of 22 newspapers counts 2.6 changes of one (Spangher and
#: others 2022, NewsEdits); these are large ones that edit much, hence less than half of it here.
_USUAL: Final = (0.25, 0.12, 0.1, 0.09, 0.08, 0.07, 0.06, 0.05, 0.04, 0.03, 0.03, 0.02, 0.02, 0.02, 0.02)
#: The same by the time since its last change, beside what its age lets expect.
_USUAL_MORE: Final = (0.25, 0.1, 0.08, 0.06, 0.04, 0.03, 0.02, 0.02, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01)
#: What is usual counts for as many articles of the newspaper itself.
_USUAL_ARTICLES: Final = 4.0  # swept 2 to 10: flat
#: What its newspaper's articles do counts for as many changes of one: articles of one newspaper differ much.
_ALIKE: Final = 1.0  # swept 0.25 to 2 on 21 made newspapers; flat from 0.5 on
#: Articles whose looks a rhythm remembers in full; older ones fade, for newspapers change their habits.
_MEMORY_ARTICLES: Final = 500.0  # swept 100 to 2,000: flat

#: One article in so many is a scout.
SCOUTS: Final = 20

_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the looks at one article have told."""

    born_at: datetime  #: first published, as far as it is known; else first listed
    looked_at: datetime  #: the last look
    words_since: datetime  #: the look that found the words the archive has
    changes: int = 0  #: looks that found a change
    quiet_looks: int = 0  #: looks since then that found none
    expected: float = (
        0.0  #: changes its newspaper's other articles had, on average, in the time of these looks
    )
    #: it is looked at as one of a newspaper that changes its articles at least as often as is usual: a newspaper that has
    #: changed none for a year would otherwise never be found to have begun
    is_scout: bool = False


def first_look(born_at: datetime, at: datetime, *, number: int = 1) -> Past:
    """What is known of an article that has been looked at once; one that claims to be of the future is new.

    By its *number*, one article of `SCOUTS` is a scout.
    """
    return Past(born_at=min(born_at, at), looked_at=at, words_since=at, is_scout=number % SCOUTS == 0)


@dataclass(slots=True)
class Rhythm:
    """How often the articles of one newspaper change; without evidence, as usual of newspapers.

    Two counts for each band: of age, then of time since the last change.
    """

    changes: list[float] = field(default_factory=lambda: [0.0] * 2 * BANDS)  #: estimated, weighed
    hours: list[float] = field(
        default_factory=lambda: [0.0] * 2 * BANDS
    )  #: of articles under observation, weighed

    def rate(self, band: int, *, least: bool = False) -> float:
        """Changes an hour of the newspaper's average article in a band; with *least*, what is usual at least."""
        width = _WIDTHS[band % BANDS]
        usual = _USUAL[band] if band < BANDS else _USUAL_MORE[band - BANDS]
        found = (_USUAL_ARTICLES * usual + self.changes[band]) / (_USUAL_ARTICLES * width + self.hours[band])
        return max(found, usual / width) if least else found

    def expect(self, past: Past, until: datetime) -> float:
        """Changes the newspaper's average article has from the last look to *until*, at the age of this one."""
        return sum(self.rate(band, least=past.is_scout) * hours for band, hours in _spent(past, until))

    def chance(self, past: Past, at: datetime) -> float:
        """The probability that a look *at* this time finds a change, 0 to 1.

        >>> from datetime import UTC
        >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
        >>> past = first_look(noon, noon)
        >>> [round(Rhythm().chance(past, noon + hours * _HOUR), 2) for hours in (1, 24, 24 * 30)]
        [0.2, 0.4, 0.47]
        """
        weight = _ALIKE + past.expected
        return -expm1(-(_ALIKE + past.changes) * log1p(self.expect(past, at) / weight))

    def due_at(self, past: Past, worth: float = WORTH) -> datetime:
        """When an article is worth a look: one finds a change with probability *worth*.

        >>> from datetime import UTC
        >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
        >>> newspaper, past = Rhythm(), first_look(noon, noon)
        >>> for day in range(4):
        ...     past = newspaper.learn(past, noon + timedelta(days=day), changed=False)
        >>> (newspaper.due_at(past) - past.looked_at).days
        11
        """
        # the inverse of `chance`: the expected changes at which it reaches *worth*
        wanted = (_ALIKE + past.expected) * expm1(-log1p(-worth) / (_ALIKE + past.changes))
        hours = 0.0
        for rate, length in self._ahead(past):
            if wanted <= rate * length:
                hours += wanted / rate
                break
            wanted -= rate * length
            hours += length
        longest = LONGEST_WAIT / _HOUR
        return past.looked_at + max(min(hours, longest) * _HOUR, LEAST_WAIT)

    def _ahead(self, past: Past) -> Iterator[tuple[float, float]]:
        """The average article's changes an hour from the last look on, and for how many hours they hold."""
        ages = [(past.looked_at - past.born_at) / _HOUR]
        if past.changes:
            ages.append((past.looked_at - past.words_since) / _HOUR)
        bands = [_band_of(age) for age in ages]
        gone = 0.0
        while True:
            lengths = [_ENDS[band] - age for band, age in zip(bands, ages, strict=True)]
            length = min(lengths)
            rate = sum(self.rate(band + n * BANDS, least=past.is_scout) for n, band in enumerate(bands))
            yield rate, length
            gone += length
            ages = [age + length for age in ages]
            bands = [band + (one <= length) for band, one in zip(bands, lengths, strict=True)]

    def learn(self, past: Past, at: datetime, *, changed: bool) -> Past:
        """Learn from a look, and give what is known of the article after it.

        A look that is no later than the last one tells nothing.
        """
        if at <= past.looked_at:
            return past
        spent = _spent(past, at)
        expected = sum(self.rate(band) * hours for band, hours in spent)
        factor = (_ALIKE + past.changes) / (_ALIKE + past.expected)
        # changes there were, given that there was one: more than one when many were to be expected
        found = factor * expected / -expm1(-factor * expected) if changed and expected else 0.0
        for band, hours in spent:
            share = self.rate(band) * hours / expected if expected else 0.0
            self._note(band, found * share, factor * hours)
        return replace(
            past,
            looked_at=at,
            words_since=at if changed else past.words_since,
            changes=past.changes + changed,
            quiet_looks=0 if changed else past.quiet_looks + 1,
            expected=past.expected + expected,
        )

    def _note(self, band: int, changes: float, hours: float) -> None:
        kept = exp(-hours / (_MEMORY_ARTICLES * _WIDTHS[band % BANDS]))
        self.changes[band] = self.changes[band] * kept + changes
        self.hours[band] = self.hours[band] * kept + hours


def rests(past: Past, due_at: datetime, now: datetime) -> bool:
    """Whether an article that is listed need not be asked for: long without a change, often looked at, and not due."""
    return past.quiet_looks >= REST_LOOKS and now - past.words_since >= REST_AFTER and now < due_at


def choose(pasts: Sequence[Past], rhythm: Rhythm, now: datetime, budget: int) -> list[int]:
    """The places in *pasts* of those to look at when there are requests for no more than *budget*: likeliest first."""
    chances = [rhythm.chance(past, now) for past in pasts]
    return sorted(range(len(pasts)), key=lambda place: (-chances[place], place))[:budget]


#: Hours of each band; of the open one, a year.
_WIDTHS: Final = tuple(
    (end if end < inf else begin + 8760.0) - begin for begin, end in zip((0.0, *_ENDS), _ENDS, strict=False)
)


def _band_of(hours: float) -> int:
    """The band a time lies in.

    >>> [_band_of(hours) for hours in (0, 0.99, 1, 3, 24, 1e6)]
    [0, 0, 1, 2, 5, 14]
    """
    return next(band for band, end in enumerate(_ENDS) if hours < end)


def _spent(past: Past, until: datetime) -> list[tuple[int, float]]:
    """The hours from the last look to *until*, by band: of age, and of time since the last change if there was one."""
    spent = list(_overlaps(past.born_at, past.looked_at, until))
    if past.changes:
        spent += [(band + BANDS, hours) for band, hours in _overlaps(past.words_since, past.looked_at, until)]
    return spent


def _overlaps(zero: datetime, start: datetime, end: datetime) -> Iterator[tuple[int, float]]:
    """How many hours between *start* and *end* lie in which band of the time since *zero*."""
    at, stop = (start - zero) / _HOUR, (end - zero) / _HOUR
    band = _band_of(max(at, 0.0))
    while at < stop:
        reached = min(_ENDS[band], stop)
        yield band, reached - at
        at, band = reached, band + 1
