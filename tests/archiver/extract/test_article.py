"""A capture in, an article out, with what the page says of it."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from archiver.extract.article import extract_article
from archiver.link import Link, Via
from archiver.site import Site


@pytest.fixture
def html(page_of, in_paragraphs) -> str:
    return page_of(
        f"<article><h1>Bridge over the Silvan valley to open in spring</h1>{in_paragraphs()}</article>",
        head='<link rel="canonical" href="https://silvanpost.example/english/kurdistan/19022021?utm_source=x">'
        '<meta property="og:image" content="https://img.silvanpost.example/bridge.jpg?w=1200">',
    )


def test_an_article_has_its_headline_and_body(html, capture_of, story):
    article = extract_article(capture_of(html))

    assert article.title == "Bridge over the Silvan valley to open in spring"
    assert article.body == "\n\n".join(story)


def test_an_article_is_filed_under_the_url_its_page_claims(html, capture_of):
    article = extract_article(capture_of(html))

    assert article.canonical_url == "https://silvanpost.example/english/kurdistan/19022021"


def test_a_canonical_url_of_another_site_is_not_believed(html, capture_of):
    foreign = html.replace("https://silvanpost.example/english", "https://other.example/english")

    article = extract_article(capture_of(foreign))

    assert article.canonical_url == "https://www.silvanpost.example/english/kurdistan/19022021"
    assert any("other.example" in url for url in article.urls)


def test_every_url_on_the_way_is_kept(html, capture_of):
    capture = replace(
        capture_of(html),
        final_url="https://www.silvanpost.example/english/19022021",
        redirects=("https://slvn.example/x",),
    )

    article = extract_article(capture)

    assert {"https://www.silvanpost.example/english/19022021", "https://slvn.example/x"} <= set(article.urls)


def test_an_article_knows_its_site(html, capture_of):
    link = Link(
        url="https://www.silvanpost.example/english/19022021", via=Via.FEED, site="silvanpost.example"
    )

    by_link = extract_article(replace(capture_of(html), link=link))
    by_site = extract_article(capture_of(html), Site(name="post", url="https://www.silvanpost.example/"))

    assert by_link.site == "silvanpost.example"
    assert by_site.site == "post"


def test_the_lead_image_comes_first(html, capture_of):
    article = extract_article(capture_of(html))

    assert article.images[0].url.startswith("https://img.silvanpost.example/bridge.jpg")


def test_an_article_travels_between_processes(html, capture_of):
    article = extract_article(capture_of(html))

    assert pickle.loads(pickle.dumps(article)) == article  # noqa: S301 - our own bytes
