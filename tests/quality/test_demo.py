"""The demo newspaper comes out clean: every paragraph of every article, and not one line of what is printed around them.

Its pages have neutral class names, forms, share bars, rules for comments, advertisements and read-also lines between the
paragraphs, in English, German and Arabic. What an article says is known word by word. These floors are absolute.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache

import pytest

from archiver.article import Article, BlockKind
from archiver.capture import Capture
from archiver.demo.newspaper import DemoPaper
from archiver.demo.printed import PrintedArticle, load_printed
from archiver.demo.server import Request
from archiver.errors import NotAnArticle
from archiver.extract.article import extract_article
from archiver.link import Link, Via
from archiver.text import normalize_text

HOST = "gazette.example"
FETCHED_AT = datetime(2026, 11, 22, tzinfo=UTC)
PAPER = DemoPaper()
PRINTED = {article.path: article for article in load_printed(1)}
OTHER_PAGES = {
    path: article.path
    for article in PRINTED.values()
    for path in (article.amp_path, article.print_path, article.reprint_path)
    if path
}
FRONTS = ("/", "/de/", "/ar/", "/local/", "/economy/", "/de/panorama/", "/ar/local/", "/english/sport/")
LISTS = {"/author/marit-oskelund": "author page", "/tag/parking": "tag page"}
ODD = {page.path: page.why for page in PAPER.odd_pages if page.status == 200}


def fetch(path: str, link: Link | None = None) -> Capture:
    answer = PAPER.answer(
        Request(method="GET", target=path, headers=(("Host", HOST),), at=FETCHED_AT),
    )
    return Capture(
        url=f"http://{HOST}{path}",
        fetched_at=FETCHED_AT,
        status=answer.status,
        headers=(("Content-Type", answer.content_type or ""),),
        body=answer.body.encode() if isinstance(answer.body, str) else answer.body,
        link=link,
    )


@lru_cache
def read(path: str) -> Article:
    return extract_article(fetch(path))


def fold(text: str) -> str:
    return " ".join(normalize_text(text).split())


def residue(article: Article, printed: PrintedArticle) -> list[str]:
    """Lines of the body that are neither in a paragraph, nor the standfirst or the correction."""
    own = [*printed.paragraphs, printed.standfirst or "", printed.correction or ""]
    lines = {fold(line) for text in own for line in text.split("\n")}
    return [line for line in article.body.split("\n") if line.strip() and fold(line) not in lines]


def missing(article: Article, printed: PrintedArticle) -> list[str]:
    blocks = {fold(block.text) for block in article.blocks if block.kind is not BlockKind.CAPTION}
    return [text for text in printed.paragraphs if fold(text) not in blocks]


@pytest.mark.parametrize("path", PRINTED)
def test_every_paragraph_of_an_article_is_in_its_body(path):
    assert missing(read(path), PRINTED[path]) == []


@pytest.mark.parametrize("path", PRINTED)
def test_no_line_of_the_page_around_an_article_is_in_its_body(path):
    assert residue(read(path), PRINTED[path]) == []


@pytest.mark.parametrize("path", OTHER_PAGES)
def test_amp_print_and_reprint_pages_come_out_as_clean(path):
    printed = PRINTED[OTHER_PAGES[path]]

    article = read(path)

    assert (missing(article, printed), residue(article, printed)) == ([], [])


@pytest.mark.parametrize("path", [path for path, printed in PRINTED.items() if printed.correction])
def test_a_correction_is_not_lost(path):
    assert fold(PRINTED[path].correction or "") in fold(read(path).body)


@pytest.mark.parametrize("path", PRINTED)
def test_title_day_and_language_are_those_printed(path):
    printed = PRINTED[path]

    article = read(path)

    assert article.published is not None
    assert (article.title, article.published.day, article.language) == (
        printed.title,
        date.fromisoformat(printed.day),
        printed.language,
    )


@pytest.mark.parametrize("path", [path for path, printed in PRINTED.items() if printed.authors])
def test_authors_are_the_people_in_the_byline(path):
    assert tuple(author.name for author in read(path).authors) == PRINTED[path].authors


@pytest.mark.parametrize("path", [path for path, printed in PRINTED.items() if printed.layout != "semantic"])
def test_what_was_cut_between_the_paragraphs_is_kept_with_its_reason(path):
    reasons = {part.reason for part in read(path).removed}

    assert reasons & {"related", "advertisement", "comments", "share"}


@pytest.mark.parametrize("path", [*FRONTS, *LISTS])
def test_front_pages_sections_and_lists_are_refused_as_what_they_are(path):
    with pytest.raises(NotAnArticle) as caught:
        extract_article(fetch(path))

    assert caught.value.reason == LISTS.get(path, "index page")


@pytest.mark.parametrize("path", ODD)
def test_a_page_of_the_newspaper_that_is_no_article_is_refused(path):
    with pytest.raises(NotAnArticle):
        extract_article(fetch(path))


def test_the_about_page_is_refused_even_from_a_plain_sitemap():
    link = Link(url=f"http://{HOST}/about", via=Via.SITEMAP)

    with pytest.raises(NotAnArticle) as caught:
        extract_article(fetch("/about", link))

    assert caught.value.reason == "service page"
