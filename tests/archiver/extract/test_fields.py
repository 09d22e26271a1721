"""Everything a page says of its article beside its body, and the readings behind it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from archiver.capture import Capture
from archiver.extract.fields import Fields, read_fields
from archiver.extract.headline import without_names
from archiver.extract.page import load_page
from archiver.link import Link, Via
from archiver.site import Site

FETCHED = datetime(2021, 3, 1, 8, tzinfo=UTC)
URL = "https://www.silvanpost.example/news/bridge"
TITLE = "Bridge over the Silvan valley to open in spring"
STORY = (
    "<p>"
    + "The council said on Thursday that the bridge will open two years later than planned. " * 3
    + "</p>"
)


def read(body: str = STORY, head: str = "", url: str = URL, lang: str = ' lang="en"', **known: Any) -> Fields:
    capture = Capture(
        url=url,
        fetched_at=FETCHED,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=f"<html{lang}><head>{head}</head><body>{body}</body></html>".encode(),
    )
    return read_fields(load_page(capture), fetched_at=FETCHED, **known)


def ld(**values: Any) -> str:
    described = {"@type": "NewsArticle", "headline": TITLE, **values}
    return f'<script type="application/ld+json">{json.dumps(described)}</script>'


def og(**values: str) -> str:
    return "".join(f'<meta property="og:{name}" content="{value}">' for name, value in values.items())


# --- title


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (f"<h1>{TITLE}</h1>", ""),
        (f"<h1>{TITLE}</h1>", f"<title>{TITLE} | Silvan Post</title>"),
        (f"<h1>Politics</h1><h1>{TITLE}</h1>", og(title=TITLE)),
        (f'<h1><a href="/">Silvan Post</a></h1><h2>{TITLE}</h2>', f"<title>Silvan Post - {TITLE}</title>"),
        ("", f"<title>{TITLE} - Politics - Silvan Post</title>" + og(site_name="Silvan Post", title=TITLE)),
        ("", f"<title>Silvan Post: {TITLE}</title>" + og(site_name="Silvan Post")),
        ("", ld()),
        (f"<h1><span>Roads</span> {TITLE}</h1>", og(title=TITLE)),
        (f"<h1>{TITLE}</h1>", f"<title>{TITLE.upper()}</title>"),
        (f'<h1 class="site-title">Silvan Post</h1><h2>{TITLE}</h2>', f"<title>{TITLE} | Silvan Post</title>"),
        (
            f'<h1><span class="kicker">Roads</span><span class="visually-hidden"> - </span><span>{TITLE}</span></h1>',
            og(title=f"Roads - {TITLE}"),
        ),
        (
            f'<ol class="breadcrumb"><li><h1>Silvan valley: bridge, opening, spring</h1></li></ol><h2>{TITLE}</h2>',
            og(title=TITLE),
        ),
        (f"<h2>{TITLE}</h2>", f"<title>The Silvan Evening Post » Archive » {TITLE}</title>"),
        (f"<h2>{TITLE}</h2>", og(title=f"{TITLE} | Roads of the North")),
        (f"<div>{TITLE}</div>", f"<title>{TITLE} - Roads of the North</title>"),
    ],
)
def test_the_headline_is_given_without_logo_kicker_or_newspaper(body: str, head: str) -> None:
    fields = read(body + STORY, head)

    assert fields.title == TITLE


def test_a_kicker_the_paper_joins_with_a_colon_belongs_to_the_headline() -> None:
    fields = read(
        f'<h1><span class="kicker">Silvan valley</span> <span>{TITLE}</span></h1>{STORY}',
        og(title=f"Silvan valley: {TITLE}"),
    )

    assert fields.title == f"Silvan valley {TITLE}"


def test_a_newspapers_name_is_cut_from_a_headline_in_a_script_without_spaces() -> None:
    fields = read(f"<div>山谷新桥将于春天开通</div>{STORY}", "<title>山谷新桥将于春天开通-山谷晚报网</title>")

    assert fields.title == "山谷新桥将于春天开通"


def test_the_printed_headline_stands_above_the_social_one_which_is_kept() -> None:
    social = "You will never guess when this bridge over Silvan opens"

    fields = read(f"<h1>{TITLE}</h1>{STORY}", f"<title>{TITLE}</title>{og(title=social)}")

    assert (fields.title, fields.alternative_title) == (TITLE, social)


def test_a_heading_for_search_engines_gives_way_to_the_printed_headline() -> None:
    body = f'<nav class="breadcrumbs"><h1>Silvan bridge spring</h1></nav><h2>{TITLE}</h2>{STORY}'

    fields = read(body, ld(headline="Silvan bridge spring") + og(title=TITLE))

    assert fields.title == TITLE


def test_a_title_cut_off_in_a_word_does_not_shorten_the_headline() -> None:
    fields = read(f"<h1>{TITLE}</h1>{STORY}", f"<title>{TITLE[:-3]}</title>")

    assert fields.title == TITLE


def test_soft_hyphens_are_no_part_of_a_headline() -> None:
    shy = TITLE.replace("valley", "val\u00adley")

    assert read(f"<h1>{shy}</h1>{STORY}", og(title=TITLE)).title == TITLE


def test_a_heading_in_the_words_of_the_address_stands_above_the_papers_name() -> None:
    body = f'<h1><a href="/">Silvan Post</a></h1><h2>Politics</h2><h2>{TITLE}</h2>{STORY}'
    url = "https://www.silvanpost.example/2021/bridge-over-the-silvan-valley-to-open-in-spring/"

    assert read(body, "<title>Silvan Post</title>" + og(site_name="Silvan Post"), url).title == TITLE


def test_a_short_name_behind_a_bar_is_the_papers_when_its_host_holds_it() -> None:
    assert read(STORY, f"<title>{TITLE} | Silvan</title>").title == TITLE


def test_links_to_pages_of_tags_are_tags() -> None:
    tags = '<div><a href="/tags/bridges">bridges</a> <a href="/tags/silvan">Silvan</a></div>'

    assert read(f"<h1>{TITLE}</h1>{STORY}{tags}").tags == ("bridges", "Silvan")


def test_a_whole_text_marked_as_description_is_none() -> None:
    body = f'<div itemscope itemtype="https://schema.org/BlogPosting"><h1 itemprop="headline">{TITLE}</h1><div itemprop="description articleBody">{STORY * 4}</div></div>'

    fields = read(body, '<meta name="description" content="The bridge opens two years late.">')

    assert fields.description == "The bridge opens two years late."


def test_the_same_headline_in_other_quotes_is_no_second_one() -> None:
    fields = read(f"<h1>“{TITLE}”</h1>{STORY}", og(title=f"'{TITLE}'"))

    assert fields.alternative_title is None


def test_a_dash_within_a_headline_is_not_cut() -> None:
    text = "Bridge opens - but not for lorries"

    assert without_names(text, frozenset({"silvan post"})) == text


def test_a_page_without_any_headline_has_none() -> None:
    assert read(STORY).title is None


def test_the_feeds_headline_helps_when_the_page_has_none() -> None:
    fields = read(STORY, link=Link(url=URL, via=Via.FEED, title=TITLE))

    assert fields.title == TITLE


def test_each_reading_keeps_what_lost() -> None:
    fields = read(f"<h1>{TITLE}</h1>{STORY}", f"<title>{TITLE} | Silvan Post</title>" + og(title=TITLE))

    reading = next(reading for reading in fields.readings if reading.field == "title")

    assert (reading.winner.source, reading.winner.rule, reading.winner.value) == ("text", "h1", TITLE)
    assert {loser.rule for loser in reading.losers} == {"meta[og:title]", "title"}
    assert all(loser.confidence <= reading.winner.confidence for loser in reading.losers)


def test_every_field_that_is_set_has_a_reading() -> None:
    head = ld(
        author={"name": "Sara Amin"},
        datePublished="2021-02-19T14:11+03:00",
        dateModified="2021-02-20T09:00+03:00",
        articleSection="Roads",
        keywords="bridge, Silvan",
        image="/bridge.jpg",
        description="It was to open in 2019, and no one says why it did not.",
        isAccessibleForFree=False,
        genre="analysis",
    ) + og(title="Silvan waits no longer, says the council", url=URL)

    fields = read(f"<h1>{TITLE}</h1>{STORY}", head)

    read_of = {reading.field for reading in fields.readings}
    assert read_of >= {
        "title", "alternative_title", "description", "authors", "published", "modified", "language_declared", "section", "tags",
        "images", "paywalled", "genre",
    }  # fmt: skip


# --- labels


def test_description_section_and_tags_come_from_the_metadata() -> None:
    head = og(title=TITLE, description="It was to open in 2019.") + (
        '<meta property="article:section" content="Roads"><meta property="article:tag" content="Silvan">'
        '<meta property="article:tag" content="bridges"><meta property="article:tag" content="Silvan">'
    )

    fields = read(STORY, head)

    assert (fields.description, fields.section, fields.tags) == (
        "It was to open in 2019.",
        "Roads",
        ("Silvan", "bridges"),
    )


def test_the_last_breadcrumb_before_the_article_is_the_section() -> None:
    steps = [
        {"@type": "ListItem", "position": n, "name": name}
        for n, name in enumerate(["Home", "Kurdistan", "Roads", TITLE], 1)
    ]
    crumbs = json.dumps({"@type": "BreadcrumbList", "itemListElement": steps})

    fields = read(STORY, f'{og(title=TITLE)}<script type="application/ld+json">{crumbs}</script>')

    assert fields.section == "Roads"


def test_the_headline_is_no_description() -> None:
    assert read(STORY, og(title=TITLE, description=TITLE)).description is None


@pytest.mark.parametrize(
    ("head", "url", "genre"),
    [
        ("", "https://www.silvanpost.example/fotostrecke/bridge", "gallery"),
        ('<meta property="article:section" content="فيديو">', "https://www.silvanpost.example/1", "video"),
        (
            '<script type="application/ld+json">{"@type": "OpinionNewsArticle", "headline": "x"}</script>',
            URL,
            "opinion",
        ),
        (
            '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "x"}</script>',
            URL,
            "live",
        ),
        ('<meta property="article:section" content="Meinung">', URL, "opinion"),
        ('<meta property="article:section" content="رأي">', URL, "opinion"),
        (og(title="Obituary: Hana Rebwar, who built bridges"), URL, "obituary"),
        ("", "https://www.silvanpost.example/press-releases/bridge", "press release"),
        ("", "https://www.silvanpost.example/opinion", None),
        (og(title=TITLE), URL, None),
    ],
)
def test_the_kind_of_text_is_what_the_page_calls_it(head: str, url: str, genre: str | None) -> None:
    assert read(STORY, head, url).genre == genre


@pytest.mark.parametrize(
    ("head", "paywalled"),
    [
        (ld(isAccessibleForFree=False), True),
        (ld(isAccessibleForFree="True"), False),
        (
            ld(hasPart={"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".wall"}),
            True,
        ),
        ('<meta property="article:content_tier" content="locked">', True),
        ('<meta property="article:content_tier" content="free">', False),
        ('<meta property="article:content_tier" content="metered">', None),
        ("", None),
    ],
)
def test_a_paywall_is_true_false_or_unknown_with_its_evidence(head: str, paywalled: bool | None) -> None:
    fields = read(STORY, head)

    assert fields.paywalled is paywalled
    assert (fields.paywall_evidence is None) is (paywalled is None)


def test_the_declared_type_is_the_articles_not_the_newspapers() -> None:
    head = '<script type="application/ld+json">[{"@type": "NewsMediaOrganization", "name": "Silvan Post"}, {"@type": "WebSite"}]</script>'

    fields = read(STORY, head + ld() + og(type="website"))

    assert fields.declared_type == "NewsArticle"


def test_of_several_described_articles_the_one_of_this_address_is_read() -> None:
    others = ld(
        headline="Ferry makes its last trip",
        url="https://www.silvanpost.example/news/ferry",
        author={"name": "Karwan Aziz"},
    )
    mine = ld(url=URL, author={"name": "Sara Amin"})

    fields = read(STORY, others + mine)

    assert (fields.title, fields.authors[0].name) == (TITLE, "Sara Amin")


# --- language, pictures, addresses


@pytest.mark.parametrize(
    ("lang", "head", "tag"),
    [
        (' lang="EN_gb"', "", "en-GB"),
        ("", og(locale="de_DE"), "de-DE"),
        ("", '<meta http-equiv="content-language" content="ckb">', "ckb"),
        ("", '<meta name="language" content="Arabic">', "ar"),
        ("", "", None),
        (' lang="x-default"', "", None),
    ],
)
def test_the_declared_language_is_a_bcp47_tag(lang: str, head: str, tag: str | None) -> None:
    assert read(STORY, head, lang=lang).language_declared == tag


def test_the_site_file_gives_the_language_when_the_page_does_not() -> None:
    site = Site(name="silvanpost.example", url="https://www.silvanpost.example/", language="ckb")

    assert read(STORY, lang="", site=site).language_declared == "ckb"


def test_pictures_are_absolute_once_and_the_first_leads() -> None:
    image = {
        "@type": "ImageObject",
        "url": "/img/silvan-bridge-at-dawn-1200x800.jpg",
        "caption": "The bridge",
        "creditText": "Dara Ali",
    }
    head = ld(image=image) + og(image="https://cdn.silvanpost.example/img/silvan-bridge-at-dawn-600x400.jpg")

    fields = read(STORY, head)

    assert [image.url for image in fields.images] == [
        "https://www.silvanpost.example/img/silvan-bridge-at-dawn-1200x800.jpg"
    ]
    assert (fields.images[0].caption, fields.images[0].credit, fields.images[0].lead) == (
        "The bridge",
        "Dara Ali",
        True,
    )


def test_the_newspapers_sign_is_no_picture_of_the_article() -> None:
    assert read(STORY, og(image="https://www.silvanpost.example/assets/logo.png")).images == ()


def test_addresses_are_claims_made_absolute() -> None:
    head = '<link rel="canonical" href="/news/bridge?x=1"><link rel="amphtml" href="/amp/bridge"><link rel="shortlink" href="/?p=7">'

    fields = read(STORY, head)

    assert fields.canonical_url == "https://www.silvanpost.example/news/bridge?x=1"
    assert fields.amp_url == "https://www.silvanpost.example/amp/bridge"
    assert "https://www.silvanpost.example/?p=7" in fields.urls


@pytest.mark.parametrize(
    "href", ["https://www.silvanpost.example/", "javascript:void(0)", "Bridge to open", "http://[broken"]
)
def test_a_canonical_address_that_names_no_article_is_not_believed(href: str) -> None:
    assert read(STORY, f'<link rel="canonical" href="{href}">').canonical_url is None


def test_a_page_that_says_nothing_gives_nothing() -> None:
    fields = read("<p>Hello.</p>", lang="")

    assert fields == Fields(readings=fields.readings)


def test_reading_does_not_change_the_page() -> None:
    capture = Capture(
        url=URL,
        fetched_at=FETCHED,
        status=200,
        body=f"<html><body><h1>{TITLE}</h1>{STORY}</body></html>".encode(),
    )
    page, untouched = load_page(capture), load_page(capture)

    read_fields(page, fetched_at=FETCHED)

    from lxml.html import tostring

    assert tostring(page.tree) == tostring(untouched.tree)
