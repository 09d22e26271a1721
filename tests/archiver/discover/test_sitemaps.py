"""Sitemaps: plain, news, index, text, compressed, in odd charsets, and broken."""

from __future__ import annotations

import gzip
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.discover.kinds import SeedKind
from archiver.discover.sitemaps import ChildSitemap, read_sitemap, within
from archiver.discover.unpack import MAX_LINKS, unpack
from archiver.errors import SeedError
from archiver.link import Via

if TYPE_CHECKING:
    from collections.abc import Callable

BASE = "https://herald.example/sitemap.xml"
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset {NAMESPACE} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml">
<url><loc> https://herald.example/2021/harbour?a=1&amp;b=2 </loc><lastmod>2021-02-19T18:00:00Z</lastmod>
 <xhtml:link rel="alternate" hreflang="de" href="https://herald.example/de/hafen"/>
 <image:image><image:loc>https://herald.example/harbour.jpg</image:loc></image:image>
 <news:news><news:publication><news:name>Herald</news:name><news:language>en</news:language></news:publication>
 <news:publication_date>2021-02-19T14:11:00+03:00</news:publication_date>
 <news:title><![CDATA[Harbour & ferries]]></news:title><news:keywords>harbour, ferries</news:keywords></news:news></url>
<url><loc>/2021/relative</loc></url>
<url><lastmod>2021-02-19</lastmod></url>
<url><loc>mailto:desk@herald.example</loc></url>
</urlset>"""


def test_a_news_sitemap_gives_title_date_and_language() -> None:
    sitemap = read_sitemap(NEWS.encode(), BASE)
    link = sitemap.links[0]

    assert sitemap.kind is SeedKind.NEWS_SITEMAP
    assert link.url == "https://herald.example/2021/harbour?a=1&b=2"
    assert link.via is Via.NEWS_SITEMAP
    assert link.title == "Harbour & ferries"
    assert link.published == "2021-02-19T14:11:00+03:00"
    assert link.modified == "2021-02-19T18:00:00Z"
    assert link.language == "en"
    assert link.found_on == BASE


def test_pictures_and_other_languages_are_no_links_and_entries_without_an_address_are_left_out() -> None:
    urls = [link.url for link in read_sitemap(NEWS.encode(), BASE).links]

    assert urls == ["https://herald.example/2021/harbour?a=1&b=2", "https://herald.example/2021/relative"]


def test_an_entry_without_news_tags_is_a_plain_sitemap_link() -> None:
    assert read_sitemap(NEWS.encode(), BASE).links[1].via is Via.SITEMAP


def test_an_index_lists_the_sitemaps_below_it() -> None:
    body = f"""<sitemapindex {NAMESPACE}><sitemap><loc>https://herald.example/s/1.xml.gz</loc><lastmod>2021-02-19</lastmod></sitemap>
    <sitemap><loc>https://herald.example/s/2.xml</loc></sitemap></sitemapindex>""".encode()

    sitemap = read_sitemap(body, BASE)

    assert sitemap.kind is SeedKind.SITEMAP_INDEX
    assert sitemap.links == ()
    assert sitemap.children == (
        ChildSitemap(url="https://herald.example/s/1.xml.gz", modified="2021-02-19"),
        ChildSitemap(url="https://herald.example/s/2.xml"),
    )


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_sitemap_is_read_in_any_unicode_charset(charset: str) -> None:
    body = NEWS.replace("harbour?a=1", "ميناء?a=1").encode(charset)

    assert read_sitemap(body, BASE).links[0].url.endswith("/%D9%85%D9%8A%D9%86%D8%A7%D8%A1?a=1&b=2")


def test_a_compressed_sitemap_is_read_even_when_it_was_compressed_twice() -> None:
    body = gzip.compress(gzip.compress(NEWS.encode()))

    assert len(read_sitemap(body, BASE).links) == 2


def test_a_compressed_sitemap_cut_short_gives_what_came() -> None:
    entries = "".join(
        f"<url><loc>https://herald.example/a/{number * 7919}</loc></url>" for number in range(20_000)
    )
    body = gzip.compress(f"<urlset {NAMESPACE}>{entries}</urlset>".encode())

    sitemap = read_sitemap(body[: len(body) // 2], BASE)

    assert 1_000 < len(sitemap.links) < 20_000


def test_a_text_sitemap_is_read() -> None:
    body = "\ufeffhttps://herald.example/1\r\n\r\nhttps://herald.example/2\r\nnot an address\r\n".encode()

    sitemap = read_sitemap(body, "https://herald.example/sitemap.txt")

    assert sitemap.kind is SeedKind.URL_LIST
    assert [link.url for link in sitemap.links] == ["https://herald.example/1", "https://herald.example/2"]


def test_a_feed_in_a_sitemaps_place_is_read_as_a_feed() -> None:
    body = b"<rss version='2.0'><channel><item><link>https://herald.example/1</link></item></channel></rss>"

    sitemap = read_sitemap(body, BASE)

    assert (sitemap.kind, sitemap.links[0].via) == (SeedKind.FEED, Via.FEED)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("&amp;b", "&b"),
        lambda text: text.replace("&amp;b", "&amp;amp;b"),
        lambda text: text.replace("</urlset>", ""),
        lambda text: "\n \n" + text,
        lambda text: text.replace("Harbour &", "Harbour \x0b\x02 &"),
        lambda text: text.replace(NAMESPACE, 'xmlns="http://wrong.example/"'),
        lambda text: text.replace("<news:name>Herald</news:name>", "<news:name>Caf&eacute; & Co</news:name>"),
        lambda text: text.replace('encoding="UTF-8"', 'encoding="UTF-16"'),
    ],
    ids=[
        "bare &",
        "escaped twice",
        "cut",
        "space first",
        "control characters",
        "namespace",
        "html entity",
        "charset lie",
    ],
)
def test_a_broken_sitemap_still_gives_its_links(spoil: Callable[[str], str]) -> None:
    links = read_sitemap(spoil(NEWS).encode(), BASE).links

    assert links[0].url == "https://herald.example/2021/harbour?a=1&b=2"
    assert links[0].published == "2021-02-19T14:11:00+03:00"


def test_no_more_links_are_read_than_a_sitemap_may_hold_and_the_rest_is_told() -> None:
    entries = "".join(
        f"<url><loc>https://herald.example/{number}</loc></url>" for number in range(MAX_LINKS + 10)
    )

    sitemap = read_sitemap(f"<urlset {NAMESPACE}>{entries}</urlset>".encode(), BASE)

    assert len(sitemap.links) == MAX_LINKS
    assert "50,000" in (sitemap.problem or "")


def test_entities_are_never_expanded() -> None:
    body = b"""<!DOCTYPE urlset [<!ENTITY a "https://herald.example/aaaa"><!ENTITY f SYSTEM "file:///etc/hostname">]>
    <urlset><url><loc>&a;</loc></url><url><loc>https://herald.example/&f;</loc></url><url><loc>https://herald.example/b</loc></url></urlset>"""

    urls = [link.url for link in read_sitemap(body, BASE).links]

    assert "https://herald.example/aaaa" not in urls
    assert urls[-1] == "https://herald.example/b"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"<!doctype html><html><body><h1>Not found</h1></body></html>", "HTML"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not a sitemap"),
        (b"just words", "not a sitemap"),
    ],
)
def test_what_is_no_sitemap_is_named(body: bytes, reason: str) -> None:
    with pytest.raises(SeedError, match=reason) as caught:
        read_sitemap(body, BASE)

    assert caught.value.url == BASE


def test_an_empty_sitemap_lists_nothing() -> None:
    assert read_sitemap(f"<urlset {NAMESPACE}></urlset>".encode(), BASE).links == ()


def test_a_gzip_bomb_is_cut_at_the_limit() -> None:
    bomb = gzip.compress(b"a" * 5_000_000)

    assert len(unpack(bomb, limit=100_000)) == 100_000


@pytest.mark.parametrize(
    ("modified", "answer"),
    [
        ("2021-02-19", True),
        ("2021-02-18", False),
        ("2021-02-20T00:00:00Z", True),
        ("2021-02-18T23:30:00-05:00", True),
        ("2021-02-18T10:00:00+03:00", False),
        (" 2021-02-19T10:00Z ", True),
        ("2021-02", True),
        ("2021-01", False),
        ("2021", True),
        ("2020", False),
        ("Fri, 19 Feb 2021 14:11:00 GMT", True),
        ("Thu, 18 Feb 2021 14:11:00 GMT", False),
        ("2021-13-40", None),
        ("0000-00-00", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_a_lastmod_is_within_the_window_or_does_not_say(modified: str | None, answer: bool | None) -> None:
    assert within(modified, date(2021, 2, 19)) is answer


@pytest.mark.parametrize("reference", ["&#xD800;", "&#57343;", "&#0;", "&#x110000;", "&#xFFFE;"])
def test_a_reference_to_no_character_costs_no_link(reference: str) -> None:
    body = f"<urlset><url><loc>https://paper.example/a{reference}</loc></url><url><loc>https://paper.example/b</loc></url></urlset>"

    sitemap = read_sitemap(body.encode(), BASE)

    assert [link.url for link in sitemap.links] == ["https://paper.example/a", "https://paper.example/b"]


@given(
    st.binary(max_size=300),
    st.sampled_from(
        [b"", b"<urlset><url><loc>", b"<sitemapindex>", b"\x1f\x8b", b"\xff\xfe<\0", NEWS.encode()]
    ),
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_sitemap_or_a_seed_error(noise: bytes, start: bytes) -> None:
    try:
        sitemap = read_sitemap(start + noise, BASE)
    except SeedError:
        return

    assert all(link.url.startswith("http") for link in sitemap.links)


@given(st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_lastmod_has_an_answer(text: str) -> None:
    assert within(text, date(2021, 2, 19)) in (True, False, None)


@pytest.mark.parametrize(
    "loc",
    [
        "<loc><![CDATA[https://herald.example/a?x=1&y=2]]></loc>",
        "<loc>\n\t https://herald.example/a?x=1&amp;y=2 \n</loc>",
        "<LOC>https://herald.example/a?x=1&y=2</LOC>",
        "<loc>https://herald.example/<!-- moved -->a?x=1&amp;y=2</loc>",
        "<s:loc xmlns:s='http://made.up/'>https://herald.example/a?x=1&amp;y=2</s:loc>",
        "<loc xmlns=''>//herald.example/a?x=1&#38;y=2</loc>",
        "<image:image><image:loc>/a.jpg</image:loc></image:image><loc>/a?x=1&amp;y=2</loc>",
        "https://herald.example/a?x=1&amp;y=2",
    ],
)
def test_an_address_is_found_however_it_is_written(loc: str) -> None:
    body = f"<urlset xmlns='http://www.google.com/schemas/sitemap/0.84'><url>{loc}</url></urlset>"

    assert [link.url for link in read_sitemap(body.encode(), BASE).links] == [
        "https://herald.example/a?x=1&y=2"
    ]


def test_the_scheme_a_sitemap_prints_is_kept() -> None:
    body = f"<urlset {NAMESPACE}><url><loc>http://herald.example/a</loc></url></urlset>"

    assert [link.url for link in read_sitemap(body.encode(), BASE).links] == ["http://herald.example/a"]


def test_sitemaps_among_the_pages_of_a_sitemap_are_listed_as_sitemaps() -> None:
    body = (
        f"<urlset {NAMESPACE}><url><loc>/a</loc></url><sitemapindex><sitemap><loc>/more.xml</loc></sitemap></sitemapindex>"
        "<sitemap><loc>/most.xml</loc></sitemap><url><loc>/b</loc></url></urlset>"
    )

    sitemap = read_sitemap(body.encode(), BASE)

    assert [link.url for link in sitemap.links] == ["https://herald.example/a", "https://herald.example/b"]
    assert [child.url for child in sitemap.children] == [
        "https://herald.example/more.xml",
        "https://herald.example/most.xml",
    ]


@pytest.mark.parametrize(
    "rest", ["<url><loc>/b</l", "</urlset></urlset>", "<url></x></urlset>", "\x00\x01", "]]>"]
)
def test_links_before_the_break_are_kept(rest: str) -> None:
    body = f"<urlset {NAMESPACE}><url><loc>/a</loc></url>{rest}"

    assert read_sitemap(body.encode(), BASE).links[0].url == "https://herald.example/a"


def test_a_list_of_addresses_in_utf_16_is_read() -> None:
    body = "https://herald.example/گشتی\r\n\r\nhttps://herald.example/b".encode("utf-16")

    assert [link.url for link in read_sitemap(body, BASE).links] == [
        "https://herald.example/%DA%AF%D8%B4%D8%AA%DB%8C",
        "https://herald.example/b",
    ]


def test_a_warning_printed_before_a_sitemap_is_no_part_of_it() -> None:
    body = b"<br />\n<b>Notice</b>: Undefined index in /srv/map.php on line 3<br />\n" + NEWS.encode()

    assert read_sitemap(body, BASE).links[0].title == "Harbour & ferries"
