"""Stories: which articles carry the same text, whoever printed them and whatever came in first."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from archiver.dedupe.kinship import Kind
from archiver.dedupe.stories import Edge, group

MONDAY, TUESDAY = date(2021, 3, 1), date(2021, 3, 2)


def edge(
    child: int, parent: int, kind: Kind = Kind.COPY, containment: float = 1.0, day: date = MONDAY
) -> Edge:
    return Edge(
        child=child,
        parent=parent,
        kind=kind,
        containment=containment,
        shared=40,
        parent_day=day,
        parent_key=f"https://paper.example/{parent}",
    )


def test_copies_of_copies_are_one_story() -> None:
    assert group([edge(2, 1), edge(3, 2), edge(5, 4, Kind.ALIAS)]) == [
        frozenset({1, 2, 3}),
        frozenset({4, 5}),
    ]


def test_shared_passages_make_no_story() -> None:
    assert group([edge(2, 1, Kind.PARTIAL)]) == []


def test_an_excerpt_belongs_to_the_parent_that_holds_most_of_it() -> None:
    edges = [edge(3, 1, Kind.EXCERPT, 0.8), edge(3, 2, Kind.EXCERPT, 0.99, TUESDAY)]

    assert group(edges) == [frozenset({2, 3})]


def test_an_excerpt_that_two_parents_hold_belongs_to_the_earlier() -> None:
    edges = [edge(3, 1, Kind.EXCERPT, 1.0, TUESDAY), edge(3, 2, Kind.EXCERPT, 0.95, MONDAY)]

    assert group(edges) == [frozenset({2, 3})]


def test_an_excerpt_does_not_join_two_stories() -> None:
    edges = [edge(2, 1), edge(4, 3), edge(5, 1, Kind.EXCERPT), edge(5, 3, Kind.EXCERPT)]

    assert group(edges) == [frozenset({1, 2, 5}), frozenset({3, 4})]


@given(st.data())
def test_stories_do_not_depend_on_the_order_of_relations(data: st.DataObject) -> None:
    articles = st.integers(1, 9)
    kinds, shares = st.sampled_from(list(Kind)), st.sampled_from([0.76, 0.9, 1.0])
    pairs = data.draw(st.lists(st.tuples(articles, articles, kinds, shares), max_size=14))
    edges = [edge(child, parent, kind, share) for child, parent, kind, share in pairs if child != parent]

    assert group(data.draw(st.permutations(edges))) == group(edges)
