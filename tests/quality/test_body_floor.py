"""Scores with floors: how much of a body comes out, and how much else, over pages written by us in many shapes.

Each page is the same invented story in another container with another thing printed around or between its
paragraphs. Raising a floor is welcome; lowering one is a decision to explain.
"""

from __future__ import annotations

import gzip
import itertools
import json
from collections import Counter
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pytest

from archiver.capture import Capture
from archiver.extract.article import extract_article

#: Share of the body's words that are the story's, over all pages.
PRECISION_FLOOR = 0.995
#: Share of the story's words that are in the body, over all pages.
RECALL_FLOOR = 0.995
#: Share of pages that come out word by word.
EXACT_FLOOR = 0.95

SITE = Path(__file__).parents[1] / "sites" / "rudaw.net"
CONTAINERS = (
    ('<main><article class="story"><h1>{title}</h1><div class="story__body">', "</div></article></main>"),
    ('<div class="p1"><div class="p2"><h1>{title}</h1><div class="p3">', "</div></div></div>"),
    ('<div id="wrap" class="has-sidebar"><h2>{title}</h2><div class="text">', "</div></div>"),
    ("<table><tr><td><h1>{title}</h1>", "</td></tr></table>"),
    ('<form id="main"><section><h1>{title}</h1>', "</section></form>"),
)
BETWEEN = (
    "",
    "<p>Advertisement</p>",
    '<p><a href="/x">Read also: Museum in Duhok shows maps of old caravan roads</a></p>',
    '<div class="related"><h4>Related</h4><p><a href="/y">Snow closes schools in two districts of Akre</a></p></div>',
    "<p>Sign up to our newsletter and get the news of the valley in your inbox.</p>",
    '<div class="share"><a href="#">Facebook</a> <a href="#">Twitter</a></div>',
)
AFTER = (
    "",
    "<h3>Comments</h3><p>We moderate all comments; those that break our guidelines are rejected.</p><p>Required</p>",
    '<div class="comments"><p>A reader has been waiting for this road for years and says so at some length here.</p></div>',
    "<p>© 2021 Zagros Courier. All rights reserved.</p>",
    '<div class="more"><ul><li><a href="/a">Ferry captains ask for higher fares on the lake</a></li><li><a href="/b">Snow closes schools</a></li></ul></div>',
)


@lru_cache
def story() -> tuple[str, tuple[str, ...]]:
    spec = json.loads(next(iter(sorted(SITE.glob("*/article.json")))).read_text(encoding="utf-8"))
    return spec["title"], tuple(spec["paragraphs"])


def page(container: tuple[str, str], between: str, after: str) -> bytes:
    title, paragraphs = story()
    marked = [f"<p>{text}</p>" for text in paragraphs]
    opening, closing = container
    html = (
        f"<html><head><title>{title}</title></head><body><div><a href='/'>Home</a> <a href='/world'>World</a></div>"
        + opening.format(title=title)
        + "".join([*marked[:4], between, *marked[4:], after])
        + closing
        + "</body></html>"
    )
    return gzip.compress(html.encode())


@pytest.fixture(scope="module")
def pages() -> list[tuple[Counter[str], Counter[str], bool]]:
    """For each page: words of the body, words of the story, and whether both are the same text."""
    _, paragraphs = story()
    truth = "\n\n".join(paragraphs)
    found = []
    for shape in itertools.product(CONTAINERS, BETWEEN, AFTER):
        capture = Capture(
            url="https://www.zagroscourier.example/english/19022021",
            fetched_at=datetime(2021, 2, 20, tzinfo=UTC),
            status=200,
            headers=(("Content-Encoding", "gzip"), ("Content-Type", "text/html; charset=utf-8")),
            body=page(*shape),
        )
        body = extract_article(capture).body
        found.append((Counter(body.split()), Counter(truth.split()), body == truth))
    return found


def test_the_body_holds_little_but_the_story(pages):
    right = sum((body & truth).total() for body, truth, _ in pages)

    assert right / sum(body.total() for body, _, _ in pages) >= PRECISION_FLOOR


def test_the_body_holds_nearly_all_of_the_story(pages):
    right = sum((body & truth).total() for body, truth, _ in pages)

    assert right / sum(truth.total() for _, truth, _ in pages) >= RECALL_FLOOR


def test_most_bodies_come_out_word_by_word(pages):
    assert sum(exact for _, _, exact in pages) / len(pages) >= EXACT_FLOOR
