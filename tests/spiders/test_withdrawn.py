"""A newspaper takes articles back: their pages still answer, and what was printed stays in the archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from archiver.demo.server import Answer
from archiver.testing import newsroom

if TYPE_CHECKING:
    from collections.abc import Callable

NOTICE = """<!DOCTYPE html><html lang="en"><head><title>Article withdrawn</title></head><body><main><h1>Article withdrawn</h1>
<p>This article has been withdrawn because its figures could not be confirmed. We apologise to our readers.</p>
</main></body></html>"""


@dataclass
class TakenBack:
    """A run after which one article was replaced by a notice, one leads to the home page, one is as it was."""

    told: Any
    records: dict[str, Any]


@pytest.fixture(scope="module")
def taken_back(make_desk: Callable[..., Any]) -> TakenBack:
    desk = make_desk()
    with newsroom() as paper:
        urls = {name: paper.publish() for name in ("noticed", "redirected", "kept")}
        desk.crawl(sites=(paper.site,))
        paper.put(urls["noticed"].removeprefix(paper.url), NOTICE)
        away = Answer(status=302, headers=(("Location", "/"),))
        paper.put(urls["redirected"].removeprefix(paper.url), away)
        told = desk.crawl(sites=(paper.site,))
    with desk.archive as archive:
        return TakenBack(told=told, records={name: archive.article(url) for name, url in urls.items()})


def test_they_end_as_gone(taken_back: TakenBack) -> None:
    assert taken_back.told.counts == {"gone": 2, "unchanged": 1}


def test_the_archive_says_why(taken_back: TakenBack) -> None:
    reasons = {name: record.gone_reason for name, record in taken_back.records.items()}

    assert reasons == {"noticed": "withdrawn", "redirected": "redirects to the home page", "kept": None}


def test_the_words_stay(taken_back: TakenBack) -> None:
    assert all(record.revision == 1 and record.word_count > 40 for record in taken_back.records.values())
