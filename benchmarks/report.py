"""The figures of a run: by group of pages and reader, ours less each peer's, and what reading cost."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.readers import BASE, OURS, PEERS
from benchmarks.scores import Figure, compare, draw, ratio, score_page, summarize

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.corpus import Truth
    from benchmarks.readers import Prediction
    from benchmarks.scores import Matrix, PageScore

ALL = "all pages"

#: Figures that rest on fields, which some peers do not give.
_FIELDS = ("title", "authors", "day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The figures of some pages."""

    name: str  #: of a dataset or language; `ALL` for all
    pages: int
    figures: dict[str, dict[str, Figure]]  #: by reader, then by name of the figure
    differences: dict[str, dict[str, Figure]]  #: ours less theirs, by peer


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """CPU time of one reader."""

    mean_ms: float
    median_ms: float
    ratio: Figure | None  #: sum by trafilatura's on the same pages; None when that was not asked
    median_ratio: float | None  #: of the ratios of single pages, which no slow page moves


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All figures of a run."""

    groups: tuple[Group, ...]
    costs: dict[str, Cost]  #: by reader
    ends: dict[
        str, Counter[str]
    ]  #: by reader: in how many pages it read nothing, by reason; "read" for the others


def make_report(
    pages: Sequence[Truth], read: Mapping[str, Mapping[str, Prediction]], by: str, rounds: int
) -> Report:
    """The figures of *pages* with what was *read* in them, by page id and reader."""
    readers = list(next(iter(read.values())))
    scores = {name: [score_page(page, read[page.id][name]) for page in pages] for name in readers}
    places: dict[str, list[int]] = defaultdict(list)
    for place, page in enumerate(pages):
        places[page.group(by)].append(place)
    groups = [_group(name, places[name], scores, rounds) for name in sorted(places)]
    if len(groups) > 1:
        groups.append(_group(ALL, range(len(pages)), scores, rounds))
    spent = {name: [read[page.id][name].cpu_seconds for page in pages] for name in readers}
    draws = draw(len(pages), rounds)
    ends = {name: Counter(read[page.id][name].reason or "read" for page in pages) for name in readers}
    return Report(
        groups=tuple(groups),
        costs={name: _cost(seconds, spent.get(BASE), draws) for name, seconds in spent.items()},
        ends=ends,
    )


def _group(name: str, places: Sequence[int], scores: Mapping[str, list[PageScore]], rounds: int) -> Group:
    chosen = {reader: [all_scores[place] for place in places] for reader, all_scores in scores.items()}
    draws = draw(len(places), rounds)
    return Group(
        name=name,
        pages=len(places),
        figures={reader: _given(reader, summarize(some, draws)) for reader, some in chosen.items()},
        differences={
            reader: _given(reader, compare(chosen[OURS], some, draws))
            for reader, some in chosen.items()
            if reader != OURS
        },
    )


def _given(reader: str, figures: dict[str, Figure]) -> dict[str, Figure]:
    """Without the fields a peer does not try to read."""
    if reader == OURS:
        return figures
    return {
        name: figure
        for name, figure in figures.items()
        if name not in _FIELDS or name in PEERS[reader].fields
    }


def _cost(seconds: Sequence[float], base: Sequence[float] | None, draws: Matrix) -> Cost:
    return Cost(
        mean_ms=1000 * sum(seconds) / len(seconds),
        median_ms=1000 * median(seconds),
        ratio=ratio(seconds, base, draws) if base and sum(base) else None,
        median_ratio=median(one / other for one, other in zip(seconds, base, strict=True) if other)
        if base and any(base)
        else None,
    )


def report_as_json(report: Report) -> dict[str, Any]:
    """The report as JSON has it."""
    return {
        "groups": [asdict(group) for group in report.groups],
        "costs": {reader: asdict(cost) for reader, cost in report.costs.items()},
        "ends": {reader: dict(ends) for reader, ends in report.ends.items()},
    }
