"""When newspapers changed their articles: made up, of several kinds, or read from a file.

The made-up ones are deliberately not drawn from what `archiver.recrawl` assumes (rates by age, one factor an article):
delays are log-normal, edits keep office hours, live blogs end at once, a newspaper changes its habits half way. What is
known of real ones: a collection of 1.28 million articles of 22 newspapers has 3.6 versions of one on average (Spangher
and others 2022, NewsEdits), most articles have one or two and few have dozens; edits crowd in the first hours, and
differ in number between newspapers by more than ten times.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from random import Random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: Days in which articles appear, and after them days in which they are still looked at.
DAYS: Final = 60
DAYS_AFTER: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One article: when it appeared and when its words changed, in hours since the newspaper's first day began."""

    published: float
    changes: tuple[float, ...]  #: ascending, all after `published`


@dataclass(frozen=True, slots=True, kw_only=True)
class Newspaper:
    """The articles of one newspaper, in order of appearance."""

    name: str
    articles: tuple[History, ...]

    @property
    def ends(self) -> float:
        """Hours until nobody looks any more."""
        return self.articles[-1].published + 24 * DAYS_AFTER


def make_newspapers(articles: int, seed: int) -> list[Newspaper]:
    """One newspaper of each kind, with so many articles each."""
    made = []
    for number, (name, edit) in enumerate(_KINDS.items()):
        dice = Random(f"{seed}-{number}")
        hours = sorted(_daytime(dice, dice.uniform(0, 24 * DAYS)) for _ in range(articles))
        histories = tuple(
            History(published=at, changes=tuple(sorted(at + after for after in edit(dice, at) if after > 0)))
            for at in hours
        )
        made.append(Newspaper(name=name, articles=histories))
    return made


def _daytime(dice: Random, hour: float) -> float:
    """The time itself by day; by night mostly one of the same day between six and midnight."""
    if hour % 24 < 6 and dice.random() < 0.9:
        return hour - hour % 24 + dice.triangular(6, 24, 10)
    return hour


def _after(dice: Random, median: float, spread: float) -> float:
    """A log-normal delay in hours."""
    return dice.lognormvariate(log(median), spread)


def _quick(dice: Random, at: float) -> Iterator[float]:
    """Corrects within the hour what it has published in haste, and hardly anything later."""
    if dice.random() < 0.6:
        for _ in range(dice.choice((1, 1, 1, 2, 3))):
            yield _after(dice, 0.5, 0.8)
    if dice.random() < 0.04:
        yield _after(dice, 30, 1.2)


def _updater(dice: Random, at: float) -> Iterator[float]:
    """Writes a third of its articles anew all day, as more becomes known."""
    if dice.random() < 0.35:
        now = 0.0
        for _ in range(dice.randint(2, 12)):
            now += _after(dice, 1.5, 0.9)
            yield now
    elif dice.random() < 0.2:
        yield _after(dice, 6, 1.0)


def _live(dice: Random, at: float) -> Iterator[float]:
    """One article in twenty is a live blog, touched every few minutes until it is closed; the others are left alone."""
    if dice.random() < 0.05:
        now, end = 0.0, dice.uniform(3, 14)
        while now < end:
            now += dice.expovariate(60 / dice.choice((8, 15, 25)))
            yield now
        if dice.random() < 0.4:
            yield now + _after(dice, 14, 0.4)
    elif dice.random() < 0.06:
        yield _after(dice, 2, 1.2)


def _never(dice: Random, at: float) -> Iterator[float]:
    """Changes one article in a hundred."""
    if dice.random() < 0.01:
        yield _after(dice, 12, 1.5)


def _slow(dice: Random, at: float) -> Iterator[float]:
    """A weekly: corrections come by letter, days or weeks later; guides are kept up to date for months."""
    if dice.random() < 0.12:
        yield _after(dice, 120, 0.9)
    if dice.random() < 0.05:
        now = dice.uniform(0, 240)
        while now < 24 * 80:
            yield now
            now += dice.uniform(120, 260)


def _office(dice: Random, at: float) -> Iterator[float]:
    """Edits between eight and six only: what appears in the evening is corrected the next morning."""
    if dice.random() < 0.45:
        for _ in range(dice.choice((1, 1, 2))):
            when = at + _after(dice, 2, 1.3)
            if not 8 <= when % 24 < 18:
                when += (8 - when % 24) % 24 + dice.uniform(0, 2)
            yield when - at


def _converted(dice: Random, at: float) -> Iterator[float]:
    """Never edits, until a new editor comes after a month: from then on quickly."""
    return _never(dice, at) if at < 24 * DAYS / 2 else _quick(dice, at)


_KINDS: Final[dict[str, Callable[[Random, float], Iterator[float]]]] = {
    "quick corrector": _quick,
    "all-day updater": _updater,
    "live blogs": _live,
    "never edits": _never,
    "slow corrector": _slow,
    "office hours": _office,
    "changes its habits": _converted,
}


def read_newspapers(path: Path) -> list[Newspaper]:
    """Histories from a file of lines {"site": …, "published": time, "changes": [time, …]}, times in ISO 8601 with zone.

    Raises:
        ValueError: a line that is none; it names the line.
    """
    found: dict[str, list[tuple[datetime, list[datetime]]]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            times = [datetime.fromisoformat(text) for text in (told["published"], *told["changes"])]
            if any(time.tzinfo is None for time in times):
                raise ValueError("a time without a zone")
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}:{number}: no history of an article: {error!r}") from error
        found.setdefault(str(told["site"]), []).append((times[0], sorted(times[1:])))
    return [_newspaper(site, articles) for site, articles in found.items()]


def _newspaper(site: str, articles: list[tuple[datetime, list[datetime]]]) -> Newspaper:
    articles.sort(key=lambda one: one[0])
    zero = articles[0][0]

    def hours(time: datetime) -> float:
        return (time - zero) / timedelta(hours=1)

    histories = (
        History(published=hours(published), changes=tuple(hours(at) for at in changes if at > published))
        for published, changes in articles
    )
    return Newspaper(name=site, articles=tuple(histories))
