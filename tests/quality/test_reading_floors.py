"""Floors of everything that is read, over all pages written by us: the demo newspaper's and those of `tests/sites/`.

The figures are those of `benchmarks.extraction`. Raising a floor is welcome; lowering one is a decision to explain.
"""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archiver.capture import Capture
from archiver.demo.newspaper import DemoPaper
from archiver.demo.server import Request
from archiver.errors import NotAnArticle
from archiver.extract.article import extract_article
from benchmarks.corpus import Truth
from benchmarks.readers import Prediction, read_by_trafilatura, show
from benchmarks.scores import PageScore, draw, score_page, summarize

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Figures of all articles together.
FLOORS = {
    "F1": 0.997,
    "precision": 0.995,
    "recall": 0.997,
    "exact": 0.96,
    "worst tenth": 0.98,
    "title": 0.99,
    "authors": 0.98,
    "day": 0.99,
}
#: Share of pages told right to be an article or none.
PAGE_TYPE_FLOOR = 0.97
#: Lines of other things than the article, against those trafilatura leaves in; the project's aim is a fifth.
RESIDUE_CEILING = 0.05

HOST = "gazette.example"
FETCHED_AT = datetime(2026, 11, 22, tzinfo=UTC)
SITES = Path(__file__).parents[1] / "sites"
PAPER = DemoPaper()
FRONTS = ("/", "/de/", "/ar/", "/local/", "/economy/", "/de/panorama/", "/ar/local/", "/english/sport/")
LISTS = ("/author/marit-oskelund", "/tag/parking")
#: Pages of the demo newspaper that are no articles.
OTHERS = (*FRONTS, *LISTS, *(page.path for page in PAPER.odd_pages if page.status == 200))

Known = tuple[Capture, Truth]


def demo_page(path: str) -> Capture:
    answer = PAPER.answer(Request(method="GET", target=path, headers=(("Host", HOST),), at=FETCHED_AT))
    return Capture(
        url=f"http://{HOST}{path}",
        fetched_at=FETCHED_AT,
        status=answer.status,
        headers=(("Content-Type", answer.content_type or ""),),
        body=answer.body.encode() if isinstance(answer.body, str) else answer.body,
    )


def demo_articles() -> Iterator[Known]:
    for printed in PAPER.articles:
        yield (
            demo_page(printed.path),
            Truth(
                id=printed.path,
                file=Path(printed.path),
                body=printed.body,
                # whether these are of the body is a convention
                optional=tuple(filter(None, (printed.standfirst, printed.correction))),
                title=printed.title,
                authors=printed.authors,
                published=printed.published,
            ),
        )


def site_articles() -> Iterator[Known]:
    for file in sorted(SITES.glob("*/*/article.json")):
        spec = json.loads(file.read_text(encoding="utf-8"))
        if not spec.get("paragraphs"):
            continue
        published = spec.get("published")
        yield (
            Capture(
                url=spec["url"],
                fetched_at=datetime.fromisoformat(spec["fetched_at"]),
                status=200,
                headers=(("Content-Type", spec.get("content_type", "text/html; charset=utf-8")),),
                body=gzip.decompress((file.parent / "page.html.gz").read_bytes()),
            ),
            Truth(
                id=str(file.parent.relative_to(SITES)),
                file=file,
                body="\n\n".join(spec["paragraphs"]),
                title=spec.get("title"),
                authors=tuple(spec.get("authors") or ()),
                published=published["day"] if published else None,
            ),
        )


@lru_cache
def articles() -> tuple[Known, ...]:
    return (*demo_articles(), *site_articles())


@lru_cache
def read() -> tuple[Prediction, ...]:
    """What we read in every article; an article refused is read as nothing."""
    return tuple(read_one(capture) for capture, _ in articles())


def read_one(capture: Capture) -> Prediction:
    try:
        return show(extract_article(capture))
    except NotAnArticle as error:
        return Prediction(reason=error.reason)


@lru_cache
def scores() -> tuple[PageScore, ...]:
    return tuple(
        score_page(truth, prediction) for (_, truth), prediction in zip(articles(), read(), strict=True)
    )


def foreign_lines(truth: Truth, body: str) -> int:
    """Lines of a body that are not the article's."""
    own = " ".join("\n".join((truth.body or "", *truth.optional)).split())
    return sum(" ".join(line.split()) not in own for line in body.split("\n") if line.strip())


@pytest.mark.parametrize("name", FLOORS)
def test_the_figure_is_above_its_floor(name):
    figure = summarize(scores(), draw(len(scores()), 2))[name]

    worst = min(zip(scores(), articles(), strict=True), key=lambda pair: pair[0].f1 or 0.0)[1][1].id
    assert figure.value >= FLOORS[name], (
        f"{name} is {figure.value:.4f}; the body read worst is that of {worst}"
    )


def test_articles_and_other_pages_are_told_apart():
    taken = [not prediction.reason for prediction in read()]
    refused = [bool(read_one(demo_page(path)).reason) for path in OTHERS]

    right = [*taken, *refused]
    assert sum(right) / len(right) >= PAGE_TYPE_FLOOR


def test_far_fewer_foreign_lines_are_left_in_than_by_trafilatura_alone():
    ours = theirs = 0
    for (capture, truth), prediction in zip(articles(), read(), strict=True):
        ours += foreign_lines(truth, prediction.body)
        theirs += foreign_lines(truth, read_by_trafilatura(capture.content(), capture.url).body)

    assert ours <= RESIDUE_CEILING * theirs
