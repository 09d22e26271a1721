"""Whether learned revisits see more changes, and see them earlier, than fixed intervals with as many requests.

    python -m benchmarks.revisits [--history FILE] [--articles N] [--seed N] [--svg FILE] [--json FILE]

FILE holds real histories, a line an article: {"site": …, "published": time, "changes": [time, …]}; without it they are
made (benchmarks/edit_histories.py).

A crawl runs every hour. It looks at each article once when it is new, which is counted for nobody; from then on each
way of planning decides when to look again. A change is seen when there is a look before the next change of the same
article. The learned way starts knowing nothing of the newspaper, and is given as many requests as the fixed one beside
it by asking more or less of a look (`worth`).
"""

from __future__ import annotations

import argparse
import json
import sys
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush
from math import ceil, inf
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final, Protocol

from rich import box
from rich.console import Console
from rich.table import Table

from archiver.recrawl import WORTH, Past, Rhythm, first_look
from benchmarks.edit_histories import make_newspapers, read_newspapers
from benchmarks.revisits_plot import Point, draw

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.edit_histories import History, Newspaper

_ZERO: Final = datetime(2026, 1, 1, tzinfo=UTC)
_HOUR: Final = timedelta(hours=1)
#: Changes seen so soon count as seen early.
_EARLY: Final = (3.0, 24.0)


class Plan(Protocol):
    """A way of planning looks at one newspaper's articles."""

    def begin(self, article: int, history: History, now: float) -> float:
        """The hour from which to look again at an article that has just been looked at for the first time."""

    def look(self, article: int, now: float, *, changed: bool) -> float:
        """The hour from which to look again after this look."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Every so many hours, until the article is too old."""

    hours: float
    days: float
    _until: dict[int, float] = field(default_factory=dict)

    def begin(self, article: int, history: History, now: float) -> float:
        self._until[article] = history.published + 24 * self.days
        return self.look(article, now, changed=False)

    def look(self, article: int, now: float, *, changed: bool) -> float:
        due = now + self.hours
        return due if due <= self._until[article] else inf


@dataclass(frozen=True, slots=True)
class AgeDoubling:
    """Whenever the article's age has grown by a factor since the last look."""

    factor: float = 2.0
    _published: dict[int, float] = field(default_factory=dict)

    def begin(self, article: int, history: History, now: float) -> float:
        self._published[article] = history.published
        return self.look(article, now, changed=False)

    def look(self, article: int, now: float, *, changed: bool) -> float:
        age = now - self._published[article]
        return now + max(age * (self.factor - 1), 1.0)


@dataclass(frozen=True, slots=True)
class Learned:
    """As the archiver does it."""

    worth: float = WORTH
    rhythm: Rhythm = field(default_factory=Rhythm)
    _pasts: dict[int, Past] = field(default_factory=dict)

    def begin(self, article: int, history: History, now: float) -> float:
        self._pasts[article] = first_look(
            _ZERO + history.published * _HOUR, _ZERO + now * _HOUR, number=article
        )
        return self._due(article)

    def look(self, article: int, now: float, *, changed: bool) -> float:
        past = self.rhythm.learn(self._pasts[article], _ZERO + now * _HOUR, changed=changed)
        self._pasts[article] = past
        return self._due(article)

    def _due(self, article: int) -> float:
        return (self.rhythm.due_at(self._pasts[article], self.worth) - _ZERO) / _HOUR


@dataclass(slots=True, kw_only=True)
class Result:
    """What a way of planning saw of one newspaper, or of several."""

    articles: int = 0
    looks: int = 0  #: requests, the first look at each article not counted
    changes: int = 0  #: the newspaper made after the first look
    delays: list[float] = field(default_factory=list)  #: hours after which a change was seen, of those seen

    @property
    def seen(self) -> float:
        """Share of the changes seen."""
        return len(self.delays) / max(self.changes, 1)

    def within(self, hours: float) -> float:
        """Share of all changes seen so soon."""
        return sum(delay <= hours for delay in self.delays) / max(self.changes, 1)

    def add(self, other: Result) -> None:
        self.articles += other.articles
        self.looks += other.looks
        self.changes += other.changes
        self.delays += other.delays

    def figures(self) -> dict[str, float]:
        return {
            "looks_per_article": self.looks / max(self.articles, 1),
            "seen": self.seen,
            **{f"within_{hours:g}h": self.within(hours) for hours in _EARLY},
            "median_hours": median(self.delays) if self.delays else 0.0,
        }


def replay(newspaper: Newspaper, plan: Plan) -> Result:
    """Let hourly crawls look at a newspaper as *plan* says."""
    result = Result(articles=len(newspaper.articles))
    waiting = [(ceil(one.published), number, True) for number, one in enumerate(newspaper.articles)]
    heapify(waiting)
    known = [0] * len(newspaper.articles)  # changes behind the last look
    while waiting:
        now, number, is_first = heappop(waiting)
        if now > newspaper.ends:
            break
        article = newspaper.articles[number]
        behind = bisect_right(article.changes, now)
        if is_first:
            result.changes += len(article.changes) - behind
            due = plan.begin(number, article, now)
        else:
            result.looks += 1
            if behind > known[number]:
                result.delays.append(now - article.changes[behind - 1])
            due = plan.look(number, now, changed=behind > known[number])
        known[number] = behind
        if due < inf:
            heappush(waiting, (max(ceil(due), now + 1), number, False))
    return result


def with_as_many_looks(newspaper: Newspaper, looks: int) -> tuple[float, Result]:
    """What may be asked of a look for no more than *looks* requests, and hardly less; and what is seen then."""
    low, high = 1e-4, 0.95
    best = high, replay(newspaper, Learned(worth=high))
    for _ in range(12):
        worth = (low * high) ** 0.5
        result = replay(newspaper, Learned(worth=worth))
        if result.looks > looks:
            low = worth
            continue
        high, best = worth, (worth, result)
        if result.looks >= 0.99 * looks:
            break
    return best


#: What the learned way is held against. None is asked to look at articles for ever, which would only cost it requests.
RIVALS: Final[dict[str, Callable[[], Plan]]] = {
    "hourly for 2 days": lambda: Fixed(1, 2),
    "every 6 hours for 7 days": lambda: Fixed(6, 7),
    "daily for 30 days": lambda: Fixed(24, 30),
    "weekly for 90 days": lambda: Fixed(168, 90),
    "when its age has doubled": AgeDoubling,
}
ALL_TOGETHER: Final = "all together"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duel:
    """A rival and the learned way with as many requests, at one newspaper or at all together."""

    newspaper: str
    rival: str
    fixed: Result
    learned: Result
    worth: float | None  #: asked of a look; None for all together


def hold_duels(newspapers: Sequence[Newspaper]) -> list[Duel]:
    """Every rival at every newspaper, and then the sums."""
    duels = []
    for rival, plan in RIVALS.items():
        fixed_sum, learned_sum = Result(), Result()
        for newspaper in newspapers:
            fixed = replay(newspaper, plan())
            worth, learned = with_as_many_looks(newspaper, fixed.looks)
            duels.append(
                Duel(newspaper=newspaper.name, rival=rival, fixed=fixed, learned=learned, worth=worth)
            )
            fixed_sum.add(fixed)
            learned_sum.add(learned)
        duels.append(
            Duel(newspaper=ALL_TOGETHER, rival=rival, fixed=fixed_sum, learned=learned_sum, worth=None)
        )
    return duels


def as_it_comes(newspapers: Sequence[Newspaper]) -> dict[str, Result]:
    """What the archiver's own setting sees, and costs."""
    results = {newspaper.name: replay(newspaper, Learned()) for newspaper in newspapers}
    total = Result()
    for result in results.values():
        total.add(result)
    return results | {ALL_TOGETHER: total}


# --- output


def print_duels(duels: Sequence[Duel], console: Console) -> None:
    """A row for each duel: share of changes seen, at once and at all; fixed first, then learned."""
    table = Table(box=box.SIMPLE_HEAD, title="Fixed intervals and learned revisits at equal requests")
    for name in ("rival", "newspaper"):
        table.add_column(name)
    for name in ("changes", "looks per article", "seen", "within 3 h", "within 24 h", "median hours"):
        table.add_column(name, justify="right")
    rival = ""
    for duel in duels:
        if duel.rival != rival and rival:
            table.add_section()
        table.add_row("" if duel.rival == rival else duel.rival, duel.newspaper, *_cells(duel))
        rival = duel.rival
    console.print(table)


def _cells(duel: Duel) -> list[str]:
    pairs = zip(duel.fixed.figures().items(), duel.learned.figures().values(), strict=True)
    cells = [f"{duel.fixed.changes:,}"]
    for (name, fixed), learned in pairs:
        digits = 1 if name in ("looks_per_article", "median_hours") else 3
        cells.append(f"{fixed:.{digits}f} → {learned:.{digits}f}")
    return cells


def print_defaults(results: dict[str, Result], console: Console) -> None:
    table = Table(box=box.SIMPLE_HEAD, title=f"As the archiver does it (a look is worth it at {WORTH:.0%})")
    table.add_column("newspaper")
    for name in ("changes", "looks per article", "seen", "within 3 h", "within 24 h", "median hours"):
        table.add_column(name, justify="right")
    for newspaper, result in results.items():
        cells = [
            f"{value:.1f}" if "seen" not in name and "within" not in name else f"{value:.3f}"
            for name, value in result.figures().items()
        ]
        table.add_row(newspaper, f"{result.changes:,}", *cells)
    console.print(table)


def points(duels: Sequence[Duel]) -> list[Point]:
    """What the plot shows: all newspapers together, share seen within a day by requests."""
    return [
        Point(
            name=duel.rival,
            looks=duel.fixed.looks / duel.fixed.articles,
            fixed=duel.fixed.within(24),
            learned=duel.learned.within(24),
        )
        for duel in duels
        if duel.newspaper == ALL_TOGETHER
    ]


def as_json(duels: Sequence[Duel], defaults: dict[str, Result]) -> dict[str, object]:
    return {
        "duels": [
            {
                "rival": duel.rival,
                "newspaper": duel.newspaper,
                "changes": duel.fixed.changes,
                "fixed": duel.fixed.figures(),
                "learned": duel.learned.figures(),
                "worth": duel.worth,
            }
            for duel in duels
        ],
        "as_it_comes": {name: {"changes": one.changes, **one.figures()} for name, one in defaults.items()},
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; the exit code is 1 when a file of histories cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.revisits", description=__doc__)
    parser.add_argument("--history", type=Path, help="histories of real newspapers, JSON lines")
    parser.add_argument("--articles", type=int, default=300, help="articles of each made newspaper")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--svg", type=Path, help="write a plot of changes seen by requests")
    parser.add_argument("--json", type=Path, help="write all figures")
    told = parser.parse_args(arguments)
    try:
        newspapers = (
            read_newspapers(told.history) if told.history else make_newspapers(told.articles, told.seed)
        )
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    console = Console()
    duels, defaults = hold_duels(newspapers), as_it_comes(newspapers)
    print_duels(duels, console)
    print_defaults(defaults, console)
    if told.svg:
        told.svg.write_text(draw(points(duels)), encoding="utf-8")
    if told.json:
        told.json.write_text(json.dumps(as_json(duels, defaults), indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
