"""Which anchors of a section page lead to articles: told by look and place, in any language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.discover.sections import find_section_links
from archiver.discover.shapes import article_score
from archiver.errors import SeedError
from archiver.link import Via

URL = "https://www.herald.example/world"
PAGE = """<!doctype html><html lang="en"><head><title>World - Herald</title>
<link rel="alternate" type="application/rss+xml" title="World" href="/world/rss.xml">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
<link rel="alternate" hreflang="de" href="https://www.herald.example/de"></head>
<body class="has-menu"><header><a href="/"><img src="logo.svg" alt="Herald"></a>
<nav id="main-nav"><a href="/world">World</a><a href="/politics">Politics</a><a href="/sport/football">Football</a>
<a href="/video">Video</a><a href="/about-us">About us</a><a href="/login">Log in</a><a href="/tag/storm-season-2021">Storms</a></nav></header>
<main><h1>World</h1>
<article class="card"><a href="/world/2021/02/19/harbour-reopens-after-storm"><img src="1.jpg" alt=""></a>
 <h2><a href="/world/2021/02/19/harbour-reopens-after-storm?utm_source=front">Harbour reopens after the storm</a></h2>
 <p>Ferries sail. <a href="/world/2021/02/19/harbour-reopens-after-storm">Read more</a>
 <a href="/world/2021/02/19/harbour-reopens-after-storm#comments">14 comments</a></p>
 <time datetime="2021-02-19T14:11:00+03:00">today</time><a class="author" rel="author" href="/author/mara-lind-4711">Mara Lind</a></article>
<article class="card"><h2><a href="/world/ministers-meet-on-fish-quota-604473.html">Ministers meet on fish quota</a></h2></article>
<div class="card"><a href="/a/7f3c9a1e-11aa-4c2b-9d7e-0c2f7a6b1d20"><h3>Lighthouse keeper retires</h3><p>After forty years.</p></a></div>
<div class="card"><h3><a href="/read.php?storyid=4711">Market square is closed</a></h3></div>
<a href="https://www.other.example/2021/02/19/elsewhere-in-the-world">Elsewhere in the world today</a>
<a href="https://sport.herald.example/2021/02/19/cup-final-is-postponed">Cup final is postponed</a>
<a href="/2021/02/report.pdf">The whole report as a file</a>
<a href="javascript:share('/2021/02/19/x')">Share this story now</a>
</main>
<div class="pagination"><a href="/world?page=1">1</a><span>2</span><a href="/world?page=2">2</a><a href="/world?page=3">3</a>
<a href="/world?page=400">Last</a></div>
<footer><a href="/privacy-notice">Privacy notice</a><a href="/terms-of-use">Terms</a><a href="/feeds/world.rss">RSS</a>
<a href="/how-we-work-at-the-herald">How we work at the Herald every day</a></footer></body></html>"""


@pytest.fixture(scope="module")
def links() -> dict[str, str | None]:
    page = find_section_links(PAGE, URL)
    return {
        link.url.partition("?utm")[0].removeprefix("https://www.herald.example"): link.title
        for link in page.links
    }


def test_articles_are_found_by_date_number_and_headline_and_nothing_else(
    links: dict[str, str | None],
) -> None:
    assert links == {
        "/world/2021/02/19/harbour-reopens-after-storm": "Harbour reopens after the storm",
        "/world/ministers-meet-on-fish-quota-604473.html": "Ministers meet on fish quota",
        "/a/7f3c9a1e-11aa-4c2b-9d7e-0c2f7a6b1d20": "Lighthouse keeper retires",
        "/read.php?storyid=4711": "Market square is closed",
        "https://sport.herald.example/2021/02/19/cup-final-is-postponed": "Cup final is postponed",
    }


def test_a_link_says_where_it_was_found_and_what_stood_beside_it() -> None:
    link = find_section_links(PAGE, URL).links[0]

    assert link.via is Via.SECTION
    assert link.found_on == URL
    assert link.published == "2021-02-19T14:11:00+03:00"
    assert link.section == "World"
    assert link.language == "en"


def test_feeds_are_the_declared_ones_and_those_anchors_name_without_comments() -> None:
    feeds = find_section_links(PAGE, URL).feeds

    assert feeds == ("https://www.herald.example/world/rss.xml", "https://www.herald.example/feeds/world.rss")


def test_sections_are_the_navigation_without_the_houses_own_pages() -> None:
    sections = find_section_links(PAGE, URL).sections

    assert sections == (
        "https://www.herald.example/politics",
        "https://www.herald.example/sport/football",
        "https://www.herald.example/video",
    )


def test_next_pages_are_the_later_ones_nearest_first() -> None:
    assert find_section_links(PAGE, URL).next_pages == (
        "https://www.herald.example/world?page=2",
        "https://www.herald.example/world?page=3",
    )


def test_another_host_counts_when_it_was_named() -> None:
    page = find_section_links(PAGE, URL, ["other.example"])

    assert "https://www.other.example/2021/02/19/elsewhere-in-the-world" in [link.url for link in page.links]


def test_every_article_is_listed_once() -> None:
    urls = [link.url for link in find_section_links(PAGE, URL).links]

    assert len(urls) == len(set(urls)) == 5


@pytest.mark.parametrize(
    ("html", "url", "following"),
    [
        ('<link rel="next" href="/world/page/2/">', URL, "https://www.herald.example/world/page/2/"),
        (
            '<a rel="next" href="/section/3">Next</a>',
            "https://www.herald.example/section/2",
            "https://www.herald.example/section/3",
        ),
        (
            '<a href="/world/page/3">3</a>',
            "https://www.herald.example/world/page/2",
            "https://www.herald.example/world/page/3",
        ),
        (
            '<div class="wp-pagenavi"><a href="?paged=2">»</a></div>',
            URL,
            "https://www.herald.example/world?paged=2",
        ),
        ('<a href="?offset=40">more</a>', f"{URL}?offset=20", f"{URL}?offset=40"),
        (
            '<nav aria-label="Pagination"><a href="/dunya/sayfa?p=2">Sonraki</a></nav>',
            "https://www.herald.example/dunya/sayfa",
            "https://www.herald.example/dunya/sayfa?p=2",
        ),
        (
            '<ul class="pager"><li><a href="/هەواڵ/2">دواتر</a></li></ul>',
            "https://www.herald.example/هەواڵ",
            "https://www.herald.example/%D9%87%DB%95%D9%88%D8%A7%DA%B5/2",
        ),
    ],
)
def test_a_list_leads_on(html: str, url: str, following: str) -> None:
    assert find_section_links(f"<html><body>{html}</body></html>", url).next_pages == (following,)


@pytest.mark.parametrize(
    "html",
    [
        '<link rel="next" href="/2021/02/the-next-article-of-the-blog">',
        '<a href="/world?page=1">1</a>',
        '<a href="/sport?page=2">2</a>',
        '<a rel="next" href="https://other.example/world?page=3">Next</a>',
        '<a href="/world">Next</a>',
        '<a href="/world?page=999999999999999">999999999999999</a>',
    ],
)
def test_what_is_no_later_page_of_this_list_is_not_followed(html: str) -> None:
    page = find_section_links(f"<html><body><h1>x</h1>{html}</body></html>", f"{URL}?page=2")

    assert page.next_pages == ()


SCRIPTS = {
    "ckb": ("/sorani/kurdistan/19022021", "بەندەرەکە دوای زریانەکە کرایەوە"),
    "ar": ("/arabic/news/190220211", "الميناء يفتح أبوابه بعد العاصفة"),
    "fa": ("/fa/news/1399/12/01/بندر-پس-از-طوفان-باز-شد", "بندر پس از طوفان باز شد"),
    "zh": ("/2021-02/19/content_77231.htm", "风暴过后港口重新开放渡轮恢复航行"),
    "ja": ("/articles/20210219-k10012345.html", "嵐の後に港が再開しフェリーが運航"),
    "ru": ("/novosti/port-otkryt-posle-shtorma-i-paromy-khodyat", "Порт открыт после шторма"),
    "hi": ("/desh/बंदरगाह-तूफान-के-बाद-खुला-5678901", "बंदरगाह तूफान के बाद खुला"),
    "en": ("/english/middleeast/iraq/19022021", "Harbour reopens"),
}


@pytest.mark.parametrize("language", SCRIPTS)
def test_an_article_is_found_in_any_script(language: str) -> None:
    path, headline = SCRIPTS[language]
    html = f"<html lang='{language}'><body><nav><a href='/about'>?</a></nav><div><a href='{path}'>{headline}</a></div></body></html>"

    found = find_section_links(html, "https://herald.example/")

    assert [link.title for link in found.links] == [headline]


def test_short_addresses_count_where_all_headlines_of_the_page_have_them() -> None:
    cards = "".join(
        f"<li><h3><a href='/read/{name}'>Headline number {name} is told here</a></h3></li>"
        for name in "abcde"
    )
    html = f"<html><body><nav><a href='/read/all'>All</a></nav><ul>{cards}</ul></body></html>"

    assert len(find_section_links(html, "https://herald.example/").links) == 5


def test_base_href_completes_relative_links() -> None:
    html = "<html><head><base href='https://herald.example/en/'></head><body><a href='2021/02/19/a-b'>Harbour</a></body></html>"

    assert (
        find_section_links(html, "https://herald.example/").links[0].url
        == "https://herald.example/en/2021/02/19/a-b"
    )


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/politics",
        "/tag/iraq-2021",
        "/author/mara-lind-12345",
        "/2021/02/",
        "/world/page/2",
        "/img/2021/02/19/harbour.jpg",
        "/search?q=storm+2021",
        "/login?id=12345",
    ],
)
def test_an_index_has_no_look_of_an_article(path: str) -> None:
    assert (article_score(f"https://herald.example{path}") or 0.0) < 1


@pytest.mark.parametrize("html", ["", "   ", "\0", "<?xml version='1.0'?>"])
def test_an_empty_page_is_named(html: str) -> None:
    with pytest.raises(SeedError, match="empty"):
        find_section_links(html, URL)


def test_a_page_nested_without_end_and_broken_addresses_do_no_harm() -> None:
    html = (
        "<div>" * 5_000
        + "<a href='http://[::1'>x</a><a href='/2021/02/19/harbour-reopens-today'>Harbour reopens today</a>"
    )

    find_section_links(html, URL)


@given(st.text(alphabet="<>/a href='\"=ul#?&;:.\u0641\0\n[]1", max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_a_page_or_a_seed_error(html: str) -> None:
    try:
        page = find_section_links(html, URL)
    except SeedError:
        return

    assert all(link.url.startswith("http") for link in page.links)
