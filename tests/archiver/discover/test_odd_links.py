"""A link no URL parser can read costs that link, never the feed, sitemap or page it stands on."""

from __future__ import annotations

import json
from html import escape

import pytest

from archiver.discover.feeds import read_feed
from archiver.discover.robots import read_robots
from archiver.discover.sections import find_section_links
from archiver.discover.seeds import find_seeds
from archiver.discover.sitemaps import read_sitemap
from archiver.urls import canonicalize

HOME = "https://herald.example/"
GOOD = "https://herald.example/2021/02/19/harbour-reopens-after-storm"
#: What has been seen in feeds and on pages, and what would trip a parser that splits text.
ODD = {
    "no end of the address": "http://[::1",
    "an address of words": "http://[harbour]/a",
    "a zone": "http://[fe80::1%eth0]/a",
    "a port of letters": "https://herald.example:http/a",
    "a port too high": "https://herald.example:65536/a",
    "60 kB": "https://herald.example/" + "a" * 60_000,
    "too long once escaped": "https://herald.example/?" + "|" * 7_900,
    "no host": "https://:443/",
    "only dots": "https://.../",
    "an empty label": "https://herald..example/a",
    "a label too long": f"https://{'a' * 70}.example/a",
    "a space in the host": "https://herald example/a",
    "an escape in the host": "https://herald%00.example/a",
    "punycode of nothing": "https://xn--/a",
    "another scheme": "javascript:alert('http://herald.example/')",
    "a file": "file:///etc/passwd",
    "data": "data:text/html,<a href='https://herald.example/'>x</a>",
}

odd = pytest.mark.parametrize("link", ODD.values(), ids=ODD.keys())


@odd
def test_in_an_rss_feed(link: str) -> None:
    written = escape(link)
    body = (
        f"<rss version='2.0'><channel><link>{written}</link><item><title>Odd</title><link>{written}</link></item>"
        f"<item><title>Good</title><link>{GOOD}</link><guid>{written}</guid></item></channel></rss>"
    )

    feed = read_feed(body.encode(), HOME)

    assert [found.url for found in feed.links] == [GOOD]


@odd
def test_in_an_atom_feed(link: str) -> None:
    body = (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><link rel='next' href='{escape(link)}'/>"
        f"<entry><title>Odd</title><link href='{escape(link)}'/></entry>"
        f"<entry><title>Good</title><link rel='alternate' href='{GOOD}'/></entry></feed>"
    )

    feed = read_feed(body.encode(), HOME)

    assert [found.url for found in feed.links] == [GOOD]
    assert feed.next_url is None


@odd
def test_as_the_base_of_a_feed(link: str) -> None:
    body = (
        f"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='{escape(link)}'>"
        f"<entry><title>Good</title><link href='{GOOD}'/></entry></feed>"
    )

    assert [found.url for found in read_feed(body.encode(), HOME).links] == [GOOD]


@odd
def test_in_a_json_feed(link: str) -> None:
    items = [{"url": link}, {"url": GOOD}, {"id": link, "external_url": link}]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "next_url": link, "items": items})

    feed = read_feed(body.encode(), HOME)

    assert [found.url for found in feed.links] == [GOOD]
    assert feed.next_url is None


@odd
def test_in_a_sitemap(link: str) -> None:
    body = f"<urlset><url><loc>{escape(link)}</loc></url><url><loc>{GOOD}</loc></url></urlset>"

    assert [found.url for found in read_sitemap(body.encode(), HOME).links] == [GOOD]


@odd
def test_in_a_sitemap_index(link: str) -> None:
    good = "https://herald.example/sitemap-1.xml"
    body = f"<sitemapindex><sitemap><loc>{escape(link)}</loc></sitemap><sitemap><loc>{good}</loc></sitemap></sitemapindex>"

    assert [child.url for child in read_sitemap(body.encode(), HOME).children] == [good]


@odd
def test_in_a_list_of_addresses(link: str) -> None:
    body = f"{GOOD}\n{link}\n{GOOD}/2\n"

    assert [found.url for found in read_sitemap(body.encode(), HOME).links] == [GOOD, f"{GOOD}/2"]


@odd
def test_in_a_robots_file(link: str) -> None:
    robots = read_robots(
        200, f"Sitemap: {link}\nSitemap: /sitemap.xml\nUser-agent: *\nDisallow: {link}".encode(), HOME
    )

    assert robots.sitemaps == ("https://herald.example/sitemap.xml",)
    assert robots.allows(GOOD, "NewsBot")


def _page(link: str, base: str = "") -> str:
    items = "".join(
        f"<article><h2><a href='{GOOD}-{number}'>Harbour reopens after storm number {number}</a></h2></article>"
        for number in range(5)
    )
    return (
        f"<html><head><title>Herald</title>{base}<link rel='alternate' type='application/rss+xml' href=\"{escape(link)}\">"
        f"<link rel='sitemap' href=\"{escape(link)}\"><link rel='next' href=\"{escape(link)}\"></head><body>"
        f'<main><article><h2><a href="{escape(link)}">A headline of the usual length stands here</a></h2></article>'
        f"{items}</main></body></html>"
    )


@odd
def test_on_a_section_page(link: str) -> None:
    found = find_section_links(_page(link), HOME)

    assert [article.url for article in found.links] == [f"{GOOD}-{number}" for number in range(5)]
    assert found.next_pages == ()


@odd
def test_on_a_home_page(link: str) -> None:
    seeds = find_seeds(_page(link), HOME)

    assert (seeds.feeds, seeds.sitemaps) == ((), ())


@odd
def test_as_the_base_of_a_page(link: str) -> None:
    found = find_section_links(_page("/a", f'<base href="{escape(link)}">'), HOME)

    assert f"{GOOD}-4" in [article.url for article in found.links]


def test_half_a_letter_in_an_address_is_written_as_a_browser_writes_it() -> None:
    body = '{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "https://herald.example/storm-\\ud83c"}]}'

    (link,) = read_feed(body.encode(), HOME).links

    assert link.url == "https://herald.example/storm-%EF%BF%BD"
    assert canonicalize(link.url)
