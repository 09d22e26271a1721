"""robots.txt: what a status means, and what its rules allow."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.discover.robots import MAX_DELAY_SECONDS, MAX_ROBOTS_BYTES, read_robots

RULES = b"""User-agent: *
Disallow: /private/
Crawl-delay: 2.5

User-agent: HarbourBot
Disallow: /
Allow: /news/

Sitemap: https://herald.example/sitemap.xml
Sitemap: /news-sitemap.xml
Sitemap: https://herald.example/sitemap.xml
"""
PAGE = "https://herald.example/world/1"
PRIVATE = "https://herald.example/private/1"


def test_rules_hold_for_whom_they_name() -> None:
    robots = read_robots(200, RULES)

    assert robots.allows(PAGE, "NewsArchiver")
    assert not robots.allows(PRIVATE, "NewsArchiver")
    assert not robots.allows(PAGE, "HarbourBot")
    assert robots.allows("https://herald.example/news/1", "HarbourBot/2.0 (+https://bot.example)")


def test_the_delay_is_told_to_whom_it_is_meant_for() -> None:
    robots = read_robots(200, RULES)

    assert robots.crawl_delay("NewsArchiver") == 2.5
    assert robots.crawl_delay("HarbourBot") is None


def test_sitemaps_are_listed_once_and_made_whole() -> None:
    robots = read_robots(200, RULES, "https://herald.example/robots.txt")

    assert robots.sitemaps == (
        "https://herald.example/sitemap.xml",
        "https://herald.example/news-sitemap.xml",
    )


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 301])
def test_a_robots_file_that_is_not_there_allows_all(status: int) -> None:
    robots = read_robots(status, b"User-agent: *\nDisallow: /")

    assert robots.allows(PRIVATE, "NewsArchiver")
    assert not robots.unreachable


@pytest.mark.parametrize("status", [500, 503, 599, 429, None])
def test_a_host_that_cannot_say_allows_nothing(status: int | None) -> None:
    robots = read_robots(status, b"")

    assert robots.unreachable
    assert not robots.allows(PAGE, "NewsArchiver")


def test_an_html_page_in_its_place_allows_all() -> None:
    robots = read_robots(200, b"\n<!DOCTYPE html><html><body>User-agent: *\nDisallow: /\n</body></html>")

    assert robots.allows(PRIVATE, "NewsArchiver")
    assert "HTML" in robots.verdict(PRIVATE, "NewsArchiver")


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /private/",
        b"User-agent: *\rDisallow: /private/\r",
        b"User-agent: *\r\nDisallow: /private/\r\n",
        "User-agent: *\nDisallow: /private/".encode("utf-16"),
        b"\0User-agent: *\nDisallow: /private/ # closed",
        b"user-agent:*\ndisallow:/private/",
    ],
)
def test_marks_line_ends_and_case_do_not_matter(body: bytes) -> None:
    robots = read_robots(200, body)

    assert not robots.allows(PRIVATE, "NewsArchiver")
    assert robots.allows(PAGE, "NewsArchiver")


def test_a_long_file_is_read_up_to_its_last_whole_line() -> None:
    filler = b"Disallow: /closed/area\n" * (MAX_ROBOTS_BYTES // 23 + 10)
    body = b"User-agent: *\nDisallow: /private/\n" + filler

    robots = read_robots(200, body)

    assert not robots.allows(PRIVATE, "NewsArchiver")
    assert robots.allows("https://herald.example/clo", "NewsArchiver")
    assert "500 KiB" in (robots.note or "")


@pytest.mark.parametrize(
    ("printed", "delay"),
    [("-1", None), ("nan", None), ("soon", None), ("99999", MAX_DELAY_SECONDS), ("3", 3.0)],
)
def test_a_delay_is_a_sane_number_or_nothing(printed: str, delay: float | None) -> None:
    robots = read_robots(200, f"User-agent: *\nCrawl-delay: {printed}\nDisallow: /x".encode())

    assert robots.crawl_delay("NewsArchiver") == delay


@pytest.mark.parametrize(
    ("status", "body", "line"),
    [
        (200, RULES, "robots.txt allows, 2.5 s between requests"),
        (200, b"", "robots.txt allows"),
        (404, b"", "allowed: nothing in place of a robots.txt (HTTP 404)"),
        (503, b"", "not allowed while robots.txt answers HTTP 503"),
        (None, b"", "not allowed while robots.txt cannot be reached"),
        (200, b"User-agent: *\nDisallow: /", "robots.txt disallows"),
    ],
)
def test_the_verdict_is_one_line_for_people(status: int | None, body: bytes, line: str) -> None:
    assert read_robots(status, body).verdict(PAGE, "NewsArchiver") == line


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_have_a_verdict(noise: bytes) -> None:
    robots = read_robots(200, b"User-agent: *\nDisallow: " + noise)

    assert robots.allows(PAGE, "NewsArchiver") in (True, False)
    assert robots.verdict(PAGE, "NewsArchiver")
