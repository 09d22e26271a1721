"""What is no article is refused with the reason; what declares itself one is believed."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archiver.errors import NotAnArticle
from archiver.extract.article import extract_article
from archiver.extract.body import read_body
from archiver.extract.fields import read_fields
from archiver.extract.pagetype import find_page_type
from archiver.link import Link, Via

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
        "soft 404",
        {"html": "<h1>404</h1><p>The page you are looking for was not found.</p>", "title": "Page not found"},
    ),
    "not found in Arabic": (
        "soft 404",
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


SHORT = (
    "<h1>Quake near Akre</h1><p>A light earthquake was felt near Akre on Friday morning, the weather office said; no damage"
    " was reported, and the schools of the town stayed open all day, its mayor added.</p>"
)


@pytest.mark.parametrize(
    "path", ["/about", "/contact-us", "/en/privacy-policy", "/impressum.html", "/hakkimizda"]
)
def test_pages_about_the_newspaper_are_refused(page_of, capture_of, in_paragraphs, path):
    html = page_of(f"<h1>Silvan Post</h1>{in_paragraphs()}", title="Silvan Post")

    with pytest.raises(NotAnArticle) as caught:
        extract_article(capture_of(html, url=f"https://www.silvanpost.example{path}"))

    assert caught.value.reason == "service page"


def test_a_short_page_without_date_author_or_declaration_is_refused(page_of, capture_of):
    with pytest.raises(NotAnArticle) as caught:
        extract_article(capture_of(page_of(SHORT), url="https://www.silvanpost.example/x"))

    assert caught.value.reason == "too short"


@pytest.mark.parametrize(
    "head",
    [DECLARED, '<meta name="author" content="Sara Amin">', '<meta name="date" content="2021-02-19">'],
    ids=["declared", "author", "date"],
)
def test_a_short_flash_that_is_signed_dated_or_declared_is_kept(page_of, capture_of, head):
    article = extract_article(capture_of(page_of(SHORT, head=head), url="https://www.silvanpost.example/x"))

    assert article.body.startswith("A light earthquake")


@pytest.mark.parametrize("via", [Via.FEED, Via.NEWS_SITEMAP])
def test_a_short_flash_that_a_feed_or_news_sitemap_lists_is_kept(page_of, capture_of, via):
    url = "https://www.silvanpost.example/x"

    article = extract_article(replace(capture_of(page_of(SHORT), url=url), link=Link(url=url, via=via)))

    assert article.body.startswith("A light earthquake")


def test_a_list_of_teasers_is_an_index_page_though_little_of_it_is_links(page_of, capture_of):
    teasers = "".join(
        f'<div class="t"><div><a href="/news/{number}">Ferry number {number} goes back to work</a></div>'
        f"<div>The lake is open again after {number} days of ice, and the captains are glad of it, they said on Friday.</div></div>"
        for number in range(5)
    )
    html = page_of(f"<h1>Region</h1>{teasers}", title="Region | Silvan Post")

    with pytest.raises(NotAnArticle) as caught:
        extract_article(capture_of(html, url="https://www.silvanpost.example/region"))

    assert caught.value.reason == "index page"


def test_a_refusal_says_by_what_and_how_sure(page_of, capture_of):
    html = page_of("<p>The page you are looking for was not found.</p>", title="Page not found")

    with pytest.raises(NotAnArticle) as caught:
        extract_article(capture_of(html))

    assert (caught.value.detail, caught.value.confidence) == ("title “Page not found”", 0.96)
    assert pickle.loads(pickle.dumps(caught.value)).confidence == 0.96  # noqa: S301 - our own bytes


def test_the_whole_text_of_an_article_makes_surer_than_a_flash(load, page_of, in_paragraphs):
    whole = load(page_of(f"<article>{in_paragraphs()}</article>", head=DECLARED))
    flash = load(page_of(FLASH, head=DECLARED))

    found = [find_page_type(page, *read_both(page)) for page in (whole, flash)]

    assert [one.kind for one in found] == ["article", "article"]
    assert found[0].confidence > found[1].confidence


def read_both(page):
    fields = read_fields(page, fetched_at=datetime(2021, 2, 20, tzinfo=UTC))
    return fields, read_body(page, fields)


def test_a_section_that_a_system_calls_an_article_is_an_index_page(page_of, capture_of):
    teasers = "".join(
        f'<div class="t"><h3><a href="/news/{number}">Ferry number {number} goes back to work</a></h3><time datetime="2021-02-1{number}">1{number}.02.2021</time>'
        f"<p>The lake is open again after {number} days of ice, and the captains are glad of it, they said on Friday.</p></div>"
        for number in range(8)
    )
    head = '<meta property="og:type" content="article"><script type="application/ld+json">{"@type":"CollectionPage","name":"Region"}</script>'

    with pytest.raises(NotAnArticle) as caught:
        extract_article(
            capture_of(
                page_of(teasers, head=head, title="Region"), url="https://www.silvanpost.example/region"
            )
        )

    assert caught.value.reason == "index page"


def test_a_live_page_is_an_article_of_the_genre_live(page_of, capture_of, story):
    entries = "".join(
        f'<div class="entry"><time datetime="2021-02-19T1{number}:00:00+03:00">1{number}:00</time><p>{text}</p></div>'
        for number, text in enumerate(story)
    )
    head = '<script type="application/ld+json">{"@context":"https://schema.org","@type":"LiveBlogPosting","headline":"Bridge opens"}</script>'

    article = extract_article(capture_of(page_of(f"<main><h1>Bridge opens</h1>{entries}</main>", head=head)))

    assert article.genre == "live"


def test_a_film_with_a_whole_text_under_it_is_an_article(page_of, capture_of, in_paragraphs):
    head = '<meta property="og:type" content="video.other">'

    article = extract_article(
        capture_of(page_of(f"<h1>Ice</h1><video src='/v.mp4'></video>{in_paragraphs()}", head=head))
    )

    assert article.word_count > 100


def test_an_address_that_is_none_does_not_keep_an_article_from_being_read(page_of, capture_of, in_paragraphs):
    html = page_of(f"<article>{in_paragraphs()}</article>")

    article = extract_article(capture_of(html, url="urn:saved:bridge.html"))

    assert article.canonical_url == "urn:saved:bridge.html"


def test_an_article_keeps_by_what_it_was_taken_for_one(page_of, capture_of, in_paragraphs):
    article = extract_article(capture_of(page_of(f"<article>{in_paragraphs()}</article>", head=DECLARED)))

    reading = next(reading for reading in article.readings if reading.field == "page_type")
    assert (reading.winner.value, reading.winner.confidence) == ("article", 0.99)
    assert "newsarticle" in reading.winner.raw
