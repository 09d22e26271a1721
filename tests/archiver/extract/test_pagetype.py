"""What is no article is refused with the reason; what declares itself one is believed."""

from __future__ import annotations

import pytest

from archiver.errors import NotAnArticle
from archiver.extract.article import extract_article

LINKS = "".join(
    f'<li><h3><a href="/news/{number}/some-long-headline-number-{number}">A headline of a story, number {number}</a></h3></li>'
    for number in range(40)
)
DECLARED = '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Bridge opens"}</script>'
FLASH = "<article><h1>Quake near Akre</h1><p>A light earthquake was felt near Akre on Friday morning; no damage was reported.</p></article>"

NO_ARTICLES = {
    "front page": (
        "index page",
        {"html": f"<main><ul>{LINKS}</ul></main>", "url": "https://www.silvanpost.example/"},
    ),
    "section": (
        "index page",
        {"html": f"<main><ul>{LINKS}</ul></main>", "url": "https://www.silvanpost.example/politics"},
    ),
    "not found": (
        "error page",
        {"html": "<h1>404</h1><p>The page you are looking for was not found.</p>", "title": "Page not found"},
    ),
    "not found in Arabic": (
        "error page",
        {"html": "<p>عذرا، الصفحة غير موجودة في هذا الموقع.</p>", "title": "الصفحة غير موجودة"},
    ),
    "robot check": (
        "robot check",
        {"html": "<p>Checking your browser before you go on.</p>", "title": "Just a moment..."},
    ),
    "login": (
        "login page",
        {
            "html": '<h1>Log in</h1><p>Log in to go on reading the Silvan Post.</p><div><input type="password"></div>',
            "title": "Log in",
        },
    ),
    "consent": (
        "consent page",
        {
            "html": "<p>We use cookies. Your consent is needed before you go on. Read how we handle privacy.</p>",
            "title": "Cookie consent",
        },
    ),
    "empty": ("no text", {"html": "<div></div>"}),
    "stub": ("too short", {"html": "<article><p>More soon.</p></article>"}),
}


@pytest.mark.parametrize("kind", NO_ARTICLES)
def test_a_page_that_is_no_article_is_refused_with_its_reason(page_of, capture_of, kind):
    reason, parts = NO_ARTICLES[kind]
    html = page_of(parts["html"], title=parts.get("title", "Silvan Post"))

    with pytest.raises(NotAnArticle) as caught:
        extract_article(capture_of(html, url=parts.get("url")))

    assert caught.value.reason == reason


def test_an_answer_with_an_error_status_is_no_article(page_of, capture_of, in_paragraphs):
    capture = capture_of(page_of(in_paragraphs()))
    refused = capture.__class__(url=capture.url, fetched_at=capture.fetched_at, status=404, body=capture.body)

    with pytest.raises(NotAnArticle) as caught:
        extract_article(refused)

    assert caught.value.reason == "error page"


def test_a_news_flash_that_declares_itself_an_article_is_believed(page_of, capture_of):
    article = extract_article(capture_of(page_of(FLASH, head=DECLARED)))

    assert article.body == "A light earthquake was felt near Akre on Friday morning; no damage was reported."


def test_a_declared_article_without_any_text_is_refused(page_of, capture_of):
    with pytest.raises(NotAnArticle) as caught:
        extract_article(capture_of(page_of("<article></article>", head=DECLARED)))

    assert caught.value.reason == "no text"


def test_a_story_about_page_not_found_errors_is_an_article(page_of, capture_of, in_paragraphs):
    html = page_of(
        f"<article><h1>Why 404 pages annoy readers</h1>{in_paragraphs()}</article>",
        title="Why 404 pages annoy readers",
    )

    article = extract_article(capture_of(html))

    assert article.word_count > 100
