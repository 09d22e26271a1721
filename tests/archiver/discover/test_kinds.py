"""A seed is what its bytes say, not what its server or its name says."""

from __future__ import annotations

import gzip

import pytest

from archiver.discover.kinds import SeedKind, find_kind

NEWS = b'<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><n:news/></url></urlset>'


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<?xml version='1.0'?><rss version='2.0'></rss>", SeedKind.FEED),
        (b"\xef\xbb\xbf\n<!-- made by hand --><feed xmlns='http://www.w3.org/2005/Atom'/>", SeedKind.FEED),
        (b"<rdf:RDF xmlns:rdf='x'/>", SeedKind.FEED),
        (b'{"version": "https://jsonfeed.org/version/1", "items": []}', SeedKind.FEED),
        (b"<urlset/>", SeedKind.SITEMAP),
        (b"<?xml-stylesheet href='s.xsl'?><sm:urlset xmlns:sm='x'/>", SeedKind.SITEMAP),
        (
            b'<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url/></urlset>',
            SeedKind.SITEMAP,
        ),
        (NEWS, SeedKind.NEWS_SITEMAP),
        (NEWS.decode().encode("utf-16"), SeedKind.NEWS_SITEMAP),
        (gzip.compress(NEWS, mtime=0), SeedKind.NEWS_SITEMAP),
        (b"<sitemapindex/>", SeedKind.SITEMAP_INDEX),
        (b"https://herald.example/a\nhttps://herald.example/b\n", SeedKind.URL_LIST),
        (b"<!DOCTYPE html [ ]>\n<html lang='en'>", SeedKind.PAGE),
        (b"<div>Harbour</div>", SeedKind.PAGE),
        (b'{"items": "no"}', SeedKind.OTHER),
        (b"", SeedKind.OTHER),
        (b"\x89PNG", SeedKind.OTHER),
        (b"plain words", SeedKind.OTHER),
    ],
)
def test_a_seed_is_known_by_its_bytes(body: bytes, kind: SeedKind) -> None:
    assert find_kind(body, "application/octet-stream", "https://herald.example/x") is kind


def test_a_feed_served_as_html_is_a_feed_and_text_served_as_html_a_page() -> None:
    assert find_kind(b"<rss/>", "text/html", "https://herald.example/") is SeedKind.FEED
    assert find_kind(b"Harbour", "text/html; charset=utf-8", "https://herald.example/") is SeedKind.PAGE
