"""Data that newspapers embed for machines, whole and broken."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from archiver.extract.embedded import Thing, read_json_ld, read_microdata, read_rdfa
from archiver.extract.scan import scan_page

ARTICLE = {"@type": "NewsArticle", "headline": "Rain in Erbil", "datePublished": "2021-02-19"}


def find_article(*texts: str) -> Thing:
    return next(thing for thing in read_json_ld(texts) if "NewsArticle" in thing.types)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ARTICLE),
        json.dumps([{"@type": "WebSite"}, ARTICLE]),
        json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, ARTICLE]}),
        json.dumps({"@type": "WebPage", "mainEntity": ARTICLE}),
        json.dumps({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": ARTICLE}]}),
        json.dumps(ARTICLE).replace("NewsArticle", "http://schema.org/NewsArticle"),
        json.dumps(ARTICLE).replace('"NewsArticle"', '["Article", "NewsArticle"]'),
    ],
)
def test_an_article_is_found_wherever_it_stands(text: str) -> None:
    article = find_article(text)

    assert article.text("headline") == "Rain in Erbil"


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "NewsArticle", "headline": "Rain in Erbil",}',
        '{"@type": "NewsArticle", /* ours */ "headline": "Rain in Erbil"}',
        '// made by the newsroom\n{"@type": "NewsArticle", "headline": "Rain in Erbil"}',
        '<!-- {"@type": "NewsArticle", "headline": "Rain in Erbil"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Rain in Erbil"}\n//]]>',
        '{"@type": "NewsArticle", "headline": "Rain\n in Erbil"}',
        '{"@type": "NewsArticle", "headline": "Rain\x0b in Erbil"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Rain in Erbil&quot;}",
        '{"@type": "NewsArticle", "headline": "Rain in Erbil"};',
        '{"@type": "WebSite"} {"@type": "NewsArticle", "headline": "Rain in Erbil"}',
        '{"@type": "NewsArticle", "headline": "Rain in Erbil", "articleBody": "It ra',
        '{"@type": "NewsArticle", "headline": "Rain in Erbil", "description": "a \\x wrong escape"}',
    ],
)
def test_broken_json_is_read_as_far_as_it_goes(text: str) -> None:
    article = find_article(text)

    assert article.text("headline") == "Rain in Erbil"


def test_a_url_within_a_text_is_no_comment() -> None:
    article = find_article('{"@type": "NewsArticle", "url": "https://example.com/rain", "headline": "x",}')

    assert article.url == "https://example.com/rain"


def test_an_author_named_by_reference_is_looked_up_on_the_page() -> None:
    text = json.dumps(
        {
            "@graph": [
                {**ARTICLE, "author": {"@id": "#sara"}},
                {"@id": "#sara", "@type": "Person", "name": "Sara Amin"},
            ]
        }
    )

    article = find_article(text)

    assert article.texts("author") == ("Sara Amin",)


def test_references_in_a_circle_end() -> None:
    text = json.dumps(
        {
            "@graph": [
                {**ARTICLE, "@id": "#a", "isPartOf": {"@id": "#b"}},
                {"@id": "#b", "name": "x", "hasPart": {"@id": "#a"}},
            ]
        }
    )

    article = find_article(text)

    assert article.text("headline") == "Rain in Erbil"


def test_numbers_and_flags_are_as_json_writes_them() -> None:
    article = find_article(json.dumps({**ARTICLE, "isAccessibleForFree": False, "wordCount": 120}))

    assert (article.text("isAccessibleForFree"), article.text("wordCount")) == ("false", "120")


def test_json_that_no_repair_makes_whole_still_gives_headline_and_day() -> None:
    text = '{"@type": "NewsArticle", "headline": "Rain in Erbil", "datePublished": "2021-02-19", "description": "he said "no" twice"}'

    article = find_article(text)

    assert article.salvaged
    assert article.text("datePublished") == "2021-02-19"


@pytest.mark.parametrize("text", ["", "null", "[]", "{", "42", '"x"', "[" * 5_000, '{"a":' * 3_000])
def test_what_describes_nothing_gives_nothing(text: str) -> None:
    assert read_json_ld([text]) == ()


@given(st.text(max_size=300))
def test_no_script_makes_it_fail(text: str) -> None:
    assert isinstance(read_json_ld([text]), tuple)


def test_microdata_gives_the_article_and_its_author() -> None:
    tree = document_fromstring(
        '<div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">Rain in Erbil</h1>'
        '<span itemprop="author" itemscope itemtype="http://schema.org/Person"><b itemprop="name">Sara Amin</b></span>'
        '<time itemprop="datePublished" datetime="2021-02-19T14:11+03:00">today</time></div>'
    )
    scan = scan_page(list(tree.iter("*")))

    article = read_microdata(scan.items, scan.props)[0]

    assert article.types == ("NewsArticle",)
    assert article.texts("author") == ("Sara Amin",)
    assert article.text("datePublished") == "2021-02-19T14:11+03:00"


def test_rdfa_gives_the_article() -> None:
    tree = document_fromstring(
        '<div vocab="http://schema.org/" typeof="NewsArticle"><h1 property="headline">Rain in Erbil</h1></div>'
    )
    scan = scan_page(list(tree.iter("*")))

    article = read_rdfa(scan.typed, scan.properties)[0]

    assert (article.types, article.text("headline")) == (("NewsArticle",), "Rain in Erbil")
