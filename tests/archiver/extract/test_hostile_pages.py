"""A page of any excess gives its article, at a tenth or less of the size that benchmarks/hostile_pages.py measures."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from archiver.extract.article import extract_article
from archiver.extract.page import MAX_ELEMENTS, load_page
from benchmarks.hostile_pages import KINDS, STORY, capture_page, make_page

#: Seconds a reader may need to start and read on a busy machine.
PATIENCE_SECONDS = 120.0
SIZE = 60_000


@pytest.mark.parametrize("kind", KINDS)
def test_the_article_is_read_whatever_stands_around_it(kind):
    article = extract_article(capture_page(make_page(kind, SIZE)))

    assert [text for text in STORY if text not in article.body] == []


LARGE = (
    "list items",
    "linked headlines",
    "nested sections with text",
    "elements of ten attributes",
    "JSON-LD of slashes",
)


@pytest.mark.parametrize("kind", LARGE)
def test_the_article_is_read_on_pages_of_megabytes(kind):
    article = extract_article(capture_page(make_page(kind, 2_000_000)))

    assert [text for text in STORY if text not in article.body] == []


def test_a_page_of_a_million_elements_is_thinned_before_it_is_parsed():
    page = load_page(capture_page(make_page("list items", 5_000_000)))

    assert len(page.elements) <= MAX_ELEMENTS


def test_what_was_left_out_of_a_page_is_told():
    article = extract_article(capture_page(make_page("paragraphs of prose", 6_000_000)))

    assert [
        part.reason for part in article.removed if part.evidence and "were not read" in part.evidence
    ] == ["too large"]


def test_nothing_is_said_to_be_left_out_of_a_page_that_was_read_whole():
    article = extract_article(capture_page(make_page("paragraphs of prose", SIZE)))

    assert "too large" not in {part.reason for part in article.removed}


FILLER = """
from archiver.extract.pool import read_guarded

def fill(capture):
    return read_guarded(capture, lambda: len([bytearray(b"x" * 2**20) for _ in range(2_000)]))
"""
CRAWLER = """
from archiver.extract.pool import ReaderPool
from benchmarks.hostile_pages import capture_page, make_page
from filler import fill

class Pool(ReaderPool):
    def submit_fill(self, capture):
        return self._schedule(fill, capture)

if __name__ == "__main__":
    page = capture_page(make_page("comments", 60_000))
    with Pool(1, 60.0) as pool:
        print(pool.submit_fill(page).exception().reason)
        print(pool.submit(page).result().body)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process that way")
def test_a_page_that_needs_too_much_memory_fails_alone(tmp_path):
    (tmp_path / "filler.py").write_text(FILLER)
    (tmp_path / "crawler.py").write_text(CRAWLER)
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path(__file__).parents[3])]),
    }

    ran = subprocess.run(
        [sys.executable, "crawler.py"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )

    reason, *body = ran.stdout.splitlines()
    assert reason == "needs too much memory"
    assert STORY[0] in body
