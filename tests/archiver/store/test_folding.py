"""A search shows a text once, however many papers printed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, update

from archiver.store import folding
from archiver.store.models import ArticleRow
from archiver.store.models_kin import StoryRow
from archiver.testing import make_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from archiver.store import Archive

    Publish = Callable[..., int]

DAY = "2021-02-19"
FILLERS = ["amber", "birch", "cedar", "dune", "elm", "fern", "gorse", "heath", "iris", "juniper"]


def print_one(archive: Archive, publish: Publish, site: str, harbours: int, filler: str) -> int:
    """An article that says "harbour" so often; its other words are its own, so that it is related to nothing."""
    said = (["harbour"] if number < harbours else [] for number in range(30))
    body = " ".join(" ".join([f"{filler}{number}", *words]) for number, words in enumerate(said))
    return publish(archive, site, body, DAY, title=f"Notes on {filler}")


def make_story(archive: Archive, origin: int, *others: int) -> int:
    """Say that articles are one story."""
    ids = [origin, *others]
    row = {"id": min(ids), "origin_id": origin, "articles": len(ids), "sites": len(ids)}
    with archive._write() as connection:
        connection.execute(insert(StoryRow).values(row))
        connection.execute(
            update(ArticleRow).where(ArticleRow.id.in_(ids)).values(story_id=min(ids)),
        )
    return min(ids)


@pytest.fixture
def ranked(archive: Archive, publish: Publish) -> Sequence[int]:
    """Ten articles at four sites in three stories and alone; the first says "harbour" most often, the last least."""
    ids = [
        print_one(archive, publish, f"site{number % 4}.example", 12 - number, filler)
        for number, filler in enumerate(FILLERS)
    ]
    make_story(archive, ids[4], ids[0], ids[8])
    make_story(archive, ids[1], ids[2], ids[5], ids[9])
    make_story(archive, ids[6], ids[7])
    return ids


def test_a_story_is_one_line_with_the_sites_it_was_also_found_at(
    archive: Archive, ranked: Sequence[int]
) -> None:
    hits = archive.search("harbour", fold=True)

    assert [(hit.id, hit.other_sites, hit.other_pages) for hit in hits] == [
        (ranked[4], 0, 2),
        (ranked[1], 1, 2),
        (ranked[3], 0, 0),
        (ranked[6], 1, 0),
    ]
    assert (hits.total, hits.lines) == (10, 4)


def test_without_folding_every_article_is_a_hit(archive: Archive, ranked: Sequence[int]) -> None:
    hits = archive.search("harbour")

    assert [hit.id for hit in hits] == list(ranked)
    assert (hits.total, hits.lines) == (10, None)


@pytest.mark.parametrize("depth", [1, 3, 100])
def test_pages_of_lines_follow_each_other(
    archive: Archive, ranked: Sequence[int], monkeypatch: pytest.MonkeyPatch, depth: int
) -> None:
    monkeypatch.setattr(folding, "_LEAST_DEPTH", depth)
    monkeypatch.setattr(folding, "_DEPTH", 1 if depth == 100 else 2)
    whole = [hit.id for hit in archive.search("harbour", fold=True)]

    pages = [archive.search("harbour", fold=True, limit=1, offset=at) for at in range(5)]

    assert [[hit.id for hit in page] for page in pages] == [*([one] for one in whole), []]


def test_what_does_not_match_is_not_counted(archive: Archive, ranked: Sequence[int]) -> None:
    (hit,) = archive.search("harbour birch3", fold=True)

    assert (hit.id, hit.other_sites, hit.other_pages) == (ranked[1], 0, 0)


def test_a_story_whose_origin_does_not_match_is_shown_by_the_best_that_does(
    archive: Archive, ranked: Sequence[int]
) -> None:
    (hit,) = archive.search("harbour fern2", fold=True)

    assert (hit.id, hit.story) == (ranked[5], ranked[1])


def test_a_narrow_search_counts_what_is_within_it(archive: Archive, ranked: Sequence[int]) -> None:
    hits = archive.search("harbour", fold=True, site="site1.example")

    assert [(hit.id, hit.other_sites, hit.other_pages) for hit in hits] == [(ranked[1], 0, 2)]
    assert (hits.total, hits.lines) == (3, 1)


def test_a_search_for_copies_finds_the_first_to_publish(
    archive: Archive, publish: Publish, report: Sequence[str]
) -> None:
    publish(archive, "gazette.example", report, "2021-02-20")
    first = publish(archive, "herald.example", report, make_moment().raw)
    publish(archive, "weekly.example", report, "2021-02-22")

    (hit,) = archive.search("barge", fold=True)

    assert (hit.id, hit.other_sites) == (first, 2)
