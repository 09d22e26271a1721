"""The demo newspaper's feeds, sitemaps and robots.txt are well-formed and lead to its articles."""

from __future__ import annotations

import gzip
import json
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from urllib.robotparser import RobotFileParser

import feedparser
import pytest
from lxml import etree

from archiver.demo.newspaper import ServedDemo, serve_demo

if TYPE_CHECKING:
    from collections.abc import Iterator

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


@pytest.fixture(scope="module")
def demo() -> Iterator[ServedDemo]:
    with serve_demo() as served:
        yield served


def read(demo: ServedDemo, path: str) -> bytes:
    with urllib.request.urlopen(demo.url + path, timeout=20) as answer:
        body: bytes = answer.read()
    return body


def paths_of(demo: ServedDemo, urls: list[str]) -> list[str]:
    return [unquote(url.removeprefix(demo.url).partition("?")[0]) for url in urls]


def article_paths(demo: ServedDemo, language: str | None = None) -> set[str]:
    return {unquote(article.path) for article in demo.paper.articles if language in (None, article.language)}


def month_sitemaps(demo: ServedDemo) -> list[str]:
    index = etree.fromstring(read(demo, "/sitemap.xml"))
    return [place.text.removeprefix(demo.url) for place in index.iter(f"{SITEMAP}loc")]


@pytest.mark.parametrize(("path", "language"), [("/feeds/en.rss", "en"), ("/feeds/de.atom", "de")])
def test_a_feed_is_well_formed_and_lists_articles_of_its_language(
    demo: ServedDemo, path: str, language: str
) -> None:
    feed: Any = feedparser.parse(read(demo, path))

    listed = set(paths_of(demo, [entry.link for entry in feed.entries]))

    assert not feed.bozo
    assert len(listed) >= 10
    assert listed - article_paths(demo, language) <= {"/world/2026/11/15/withdrawn-report-on-customs-house"}
    assert feed.feed.language == language


def test_the_english_feed_tracks_its_readers(demo: ServedDemo) -> None:
    feed: Any = feedparser.parse(read(demo, "/feeds/en.rss"))

    assert sum("utm_source=feed" in entry.link for entry in feed.entries) >= 15


def test_the_json_feed_lists_all_arabic_articles(demo: ServedDemo) -> None:
    feed = json.loads(read(demo, "/feeds/ar.json"))

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert set(paths_of(demo, [item["url"] for item in feed["items"]])) == article_paths(demo, "ar")


def test_a_feed_gives_no_time_to_an_article_that_has_only_a_day(demo: ServedDemo) -> None:
    days = {unquote(article.path) for article in demo.paper.articles if not article.has_clock}
    items = json.loads(read(demo, "/feeds/ar.json"))["items"]
    dated = [item["url"] for item in items if "date_published" in item]
    rss = etree.fromstring(read(demo, "/feeds/en.rss"))
    dated += [item.findtext("link") for item in rss.iter("item") if item.find("pubDate") is not None]

    assert days
    assert not days & set(paths_of(demo, dated))


def test_the_sitemaps_list_every_article_once(demo: ServedDemo) -> None:
    listed = []
    for path in month_sitemaps(demo):
        body = read(demo, path)
        tree = etree.fromstring(gzip.decompress(body) if path.endswith(".gz") else body)
        listed += [place.text for place in tree.iter(f"{SITEMAP}loc")]

    found = paths_of(demo, listed)

    assert article_paths(demo) <= set(found)
    assert len(found) == len(set(found))


def test_the_newest_change_is_the_lastmod_of_its_month() -> None:
    with serve_demo(edition=2) as demo:
        index = etree.fromstring(read(demo, "/sitemap.xml"))

    assert index.findtext(f"{SITEMAP}sitemap/{SITEMAP}lastmod") == "2026-11-20T15:45:00+01:00"


def test_a_month_that_does_not_change_keeps_its_bytes(demo: ServedDemo) -> None:
    path = next(path for path in month_sitemaps(demo) if path.endswith("2026-09.xml.gz"))

    before = read(demo, path)

    with serve_demo(edition=2) as second:
        after = read(second, path)
    assert gzip.decompress(after).decode() == gzip.decompress(before).decode().replace(demo.url, second.url)


def test_the_news_sitemap_holds_the_fresh_articles(demo: ServedDemo) -> None:
    tree = etree.fromstring(read(demo, "/news-sitemap.xml"))

    days = [date.text[:10] for date in tree.iter(f"{NEWS}publication_date")]
    titles = {title.text for title in tree.iter(f"{NEWS}title")}

    assert {"2026-11-18", "2026-11-19", "2026-11-20"} == set(days)
    assert titles == {article.title for article in demo.paper.articles if article.day in days}


def test_robots_closes_the_private_part_and_names_the_sitemaps(demo: ServedDemo) -> None:
    robots = RobotFileParser()

    robots.parse(read(demo, "/robots.txt").decode().splitlines())

    assert not robots.can_fetch("anybody", f"{demo.url}/private/login")
    assert robots.can_fetch("anybody", f"{demo.url}/world/")
    assert robots.site_maps() == [f"{demo.url}/sitemap.xml", f"{demo.url}/news-sitemap.xml"]
