"""What a seed's answer lists, and what becomes of its links."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from archiver.crawl.listing import Answer, main_site, read_listing, sort_links, too_old
from archiver.errors import SeedError
from archiver.link import Via
from archiver.site import Site
from archiver.testing import make_link

SITE = Site(name="courier.example", url="https://www.courier.example/", hosts=("courier.net",))
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Courier</title><item><title>One</title>
<link>https://www.courier.example/news/one.html</link></item></channel></rss>"""
INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://www.courier.example/2020.xml</loc><lastmod>2020-12-31</lastmod></sitemap>
<sitemap><loc>https://www.courier.example/2021.xml</loc><lastmod>2021-12-31</lastmod></sitemap></sitemapindex>"""
PAGE = b"""<html><head><title>Courier</title><link rel="alternate" type="application/rss+xml" href="/rss"></head>
<body><h2><a href="/news/2021/02/19/the-long-story.html">The long story of the bridge</a></h2></body></html>"""


def read(body: bytes, wanted: str = "any", url: str = "https://www.courier.example/x", **more: Any) -> Any:
    return read_listing(Answer(url=url, body=body, **more), wanted=wanted, site=SITE)


def test_a_feed_is_known_by_its_bytes() -> None:
    listing = read(FEED, content_type="text/html")

    assert (listing.kind, len(listing.links), listing.title) == ("feed", 1, "Courier")


def test_the_newest_sitemap_of_an_index_comes_first() -> None:
    listing = read(INDEX, "sitemap")

    assert listing.kind == "sitemap index"
    assert [child.url[-8:] for child in listing.children] == ["2021.xml", "2020.xml"]


def test_a_page_lists_links_and_names_feeds() -> None:
    listing = read(PAGE, "home")

    assert [link.via for link in listing.links] == [Via.SECTION]
    assert listing.seeds.feeds == ("https://www.courier.example/rss",)


def test_a_page_in_place_of_a_feed_is_said_to_be_one() -> None:
    with pytest.raises(SeedError, match="a web page, not a feed"):
        read(PAGE, "feed")


@pytest.mark.parametrize("body", [b"", b"   ", b"\x89PNG\r\n\x1a\n\x00"])
def test_what_lists_nothing_is_refused(body: bytes) -> None:
    with pytest.raises(SeedError):
        read(body)


def test_links_of_a_feed_to_other_sites_are_kept_apart() -> None:
    links = [
        make_link(url=url)
        for url in ("https://courier.example/a", "https://courier.net/b", "https://x.example/c")
    ]

    parted = sort_links(links, site=SITE, since=None, seed_url="https://courier.example/rss", kind="feed")

    assert [link.url for link in parted.own] == ["https://courier.example/a", "https://courier.net/b"]
    assert [link.url for link in parted.foreign] == ["https://x.example/c"]
    assert {link.site for link in (*parted.own, *parted.foreign)} == {"courier.example"}


def test_links_of_a_page_to_other_sites_are_left_out() -> None:
    parted = sort_links(
        [make_link(url="https://x.example/c")],
        site=SITE,
        since=None,
        seed_url="https://courier.example/",
        kind="section",
    )

    assert parted.left_out == {"other site": 1}
    assert parted.own == parted.foreign == []


def test_two_spellings_of_one_page_are_one_link() -> None:
    links = [make_link(url=f"https://courier.example/a{tail}") for tail in ("", "?utm_source=x", "#top")]

    parted = sort_links(links, site=SITE, since=None, seed_url="https://courier.example/rss", kind="feed")

    assert len(parted.own) == 1


@pytest.mark.parametrize(
    ("published", "modified", "old"),
    [
        ("2021-02-01", None, True),
        (None, "2021-02-01", True),
        ("2021-02-01", "2021-03-01", False),
        ("Mon, 01 Mar 2021 10:00:00 +0000", None, False),
        ("Mon, 01 Feb 2021 10:00:00 +0000", None, True),
        (None, None, False),
        ("some day", None, False),
    ],
)
def test_a_link_is_too_old_only_when_its_seed_says_so(
    published: str | None, modified: str | None, old: bool
) -> None:
    assert too_old(make_link(published=published, modified=modified), date(2021, 2, 15)) is old


def test_the_main_site_of_a_feed_is_the_one_nearly_all_links_lead_to() -> None:
    links = [make_link(url=f"https://www.herald.example/{number}") for number in range(9)]

    assert main_site([*links, make_link(url="https://x.example/")]) == "herald.example"
    assert main_site([*links[:1], make_link(url="https://x.example/")]) is None
    assert main_site([]) is None
