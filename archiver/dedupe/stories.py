"""Stories: which articles carry the same text, from the relations between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from archiver.dedupe.kinship import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


#: A parent that holds this much less of an excerpt is as good: the excerpt may have been edited.
_AS_GOOD: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A relation as far as it makes stories."""

    child: int  #: article that depends on the other
    parent: int
    kind: Kind
    containment: float  #: 0-1
    shared: int  #: shingles in both
    parent_day: date  #: first published, else first seen
    parent_key: str  #: canonical URL


def group(edges: Iterable[Edge]) -> list[frozenset[int]]:
    """Give the stories: sets of two articles or more, smallest number first.

    Aliases and copies belong together, an excerpt to its one best parent; sharing some passages makes no story. The
    answer does not depend on the order of *edges*.
    """
    leaders: dict[int, int] = {}
    excerpts: dict[int, list[Edge]] = {}
    for edge in edges:
        if edge.kind in (Kind.ALIAS, Kind.COPY):
            _join(leaders, edge.child, edge.parent)
        elif edge.kind is Kind.EXCERPT:
            excerpts.setdefault(edge.child, []).append(edge)
    for edges_up in excerpts.values():
        best = _find_parent(edges_up)
        _join(leaders, best.child, best.parent)
    stories: dict[int, set[int]] = {}
    for article in leaders:
        stories.setdefault(_lead(leaders, article), set()).add(article)
    return sorted((frozenset(story) for story in stories.values()), key=min)


def _find_parent(edges: list[Edge]) -> Edge:
    """The first to print it, of those that hold as good as all of it."""
    most = max(edge.containment for edge in edges)
    return min(
        (edge for edge in edges if edge.containment >= most - _AS_GOOD),
        key=lambda edge: (edge.parent_day, edge.parent_key),
    )


def _lead(leaders: dict[int, int], article: int) -> int:
    leaders.setdefault(article, article)
    while leaders[article] != article:
        leaders[article] = leaders[leaders[article]]
        article = leaders[article]
    return article


def _join(leaders: dict[int, int], one: int, other: int) -> None:
    first, second = _lead(leaders, one), _lead(leaders, other)
    leaders[max(first, second)] = min(first, second)
