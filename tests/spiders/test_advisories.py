"""One test for each class of Scrapy's security advisories: the fault in words, the advisory's number beside it.

Numbers are the first letters of GHSA ids of github.com/scrapy/scrapy.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from scrapy import Request
from scrapy.http import Response

import archiver.settings as settings
from archiver.capture import Capture
from archiver.crawl import marks
from archiver.crawl.failures import NotFetched
from archiver.crawl.redirects import next_hop
from archiver.demo.server import Answer
from archiver.errors import NotAnArticle
from archiver.testing import newsroom
from archiver.testing.bombs import brotli_bomb, deflate_bomb, one_gzip_bomb, zstd_bomb

from .conftest import ROOT, environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Desk

URL = "https://www.courier.example:8443/news/one"
SECRET_HEADERS = {
    "Authorization": "Basic aWxzZTpzM2NyM3Q=",
    "Cookie": "session=1",
    "Proxy-Authorization": "Basic cHJveHk6cHc=",
    "X-Api-Key": "7",
    "Referer": "https://www.courier.example:8443/members?token=9",
}


def hop(location: str, request: Request, **headers: Any) -> Request:
    return next_hop(request, Response(request.url, status=302, headers=headers, request=request), location)


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "data:text/html,<p>x", "ftp://www.courier.example/a", "s3://bucket/a"]
)
def test_a_redirect_leads_to_nothing_but_the_web(location: str) -> None:
    """GHSA-23j4: a redirect could make Scrapy read a local file."""
    with pytest.raises(NotFetched, match="no web address"):
        hop(location, Request(URL))
    assert {scheme for scheme, handler in settings.DOWNLOAD_HANDLERS.items() if handler} == {"http", "https"}


@pytest.mark.parametrize(
    ("location", "fault"),
    [
        ("https://www.other.example:8443/", "another host (GHSA-cw9j)"),
        ("https://news.courier.example:8443/", "another host of the same newspaper"),
        ("http://www.courier.example:8443/", "the same host without TLS (GHSA-4qqq)"),
        ("https://www.courier.example/", "another port"),
    ],
)
def test_credentials_do_not_follow_a_redirect(location: str, fault: str) -> None:
    """GHSA-cw9j and GHSA-4qqq: Authorization was sent on to where a redirect led."""
    moved = hop(location, Request(URL, headers=SECRET_HEADERS))

    assert [name for name in SECRET_HEADERS if name in moved.headers] == [], fault


def test_credentials_stay_within_their_origin() -> None:
    moved = hop("/news/two", Request(URL, headers=SECRET_HEADERS))

    assert moved.headers["Authorization"] == SECRET_HEADERS["Authorization"].encode()


def test_a_proxy_named_for_one_scheme_is_not_used_for_the_other() -> None:
    """GHSA-jm3v: after a redirect from http to https, the http proxy was used on."""
    request = Request("http://www.courier.example/", meta={"proxy": "http://proxy.example:3128"})

    moved = hop("https://www.courier.example/", request)

    assert "proxy" not in moved.meta


#: Documents that took a pattern-matching reader of XML quadratic time and worse.
SLOW_XML = """
from archiver.discover.feeds import read_feed
from archiver.discover.sitemaps import read_sitemap
from archiver.errors import SeedError
for text in (
    "<urlset>" + "<url" + " " * 500_000 + "x",
    "<urlset><url" + " a=b" * 100_000,
    "<rss><channel><item>" + "<![CDATA[" * 100_000,
    "<?xml version='1.0'" + " " * 500_000,
    "<!DOCTYPE " + "<" * 200_000,
    "<!--" * 100_000,
):
    for read in (read_feed, read_sitemap):
        try:
            read(text.encode(), "https://www.courier.example/feed.xml")
        except SeedError:
            pass
"""


def test_a_hostile_feed_or_sitemap_does_not_hang_its_reader() -> None:
    """GHSA-cc65: a regular expression in xmliter took for ever. Only a hang meets the deadline."""
    done = subprocess.run(
        [sys.executable, "-c", SLOW_XML],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("encoding", "bomb"),
    [("gzip", one_gzip_bomb), ("deflate", deflate_bomb), ("br", brotli_bomb), ("zstd", zstd_bomb)],
)
def test_a_bomb_is_not_unpacked_beyond_the_limit(encoding: str, bomb: Callable[[int], bytes]) -> None:
    """GHSA-7j7m and CVE-2025-6176 (brotli): small answers unpacked to gigabytes."""
    limit = 2_000_000
    capture = Capture(
        url=URL,
        fetched_at=datetime.now(UTC),
        status=200,
        headers=(("Content-Encoding", encoding),),
        body=bomb(60),
    )
    tracemalloc.start()
    try:
        with pytest.raises(NotAnArticle, match="too large"):
            capture.content(limit)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 5 * limit


@pytest.mark.parametrize("domain", ["", "; Domain=example", "; Domain=co.uk", "; Domain=.courier.co.uk"])
def test_a_cookie_set_by_one_newspaper_reaches_no_other(domain: str) -> None:
    """GHSA-cjvr and GHSA-mfjm: cookies leaked to other domains, and could be set for a whole public suffix."""
    request = Request("https://www.courier.co.uk/", cookies={"member": "1"})

    bounced = hop("https://www.courier.co.uk/", request, **{"Set-Cookie": f"seen=1{domain}; Path=/"})
    moved = hop("https://www.other.co.uk/", bounced)

    assert bounced.headers["Cookie"] == b"seen=1"
    assert "Cookie" not in moved.headers
    assert not moved.cookies
    assert moved.meta[marks.COOKIES] == {}


def test_a_referrer_policy_names_no_function_to_call(make_desk: Callable[..., Desk], tmp_path: Path) -> None:
    """GHSA-cwxj: the value of a Referrer-Policy header was imported and called."""
    (tmp_path / "sprung.py").write_text(
        f"open({str(tmp_path / 'trap')!r}, 'w').close()\ndef policy(*anything): return 'x'\n"
    )
    policy = ("Referrer-Policy", "sprung.policy")
    with newsroom() as room:
        story = room.publish()
        room.put("/feed.xml", replace(feed_of(story), headers=(policy,)))
        room.put("/old", Answer(status=302, headers=(policy, ("Location", story))))
        command = make_desk().command(f"{room.url}/feed.xml", f"{room.url}/old")
        environ = environment()
        environ["PYTHONPATH"] += f":{tmp_path}"
        done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=False)

        assert json.loads(done.stdout.splitlines()[-1])["counts"]["new"] == 1, done.stderr
        assert not (tmp_path / "trap").exists()
        # and no page is told where we come from
        assert [one for one in room.requests if one.header("referer")] == []


def feed_of(story: str) -> Answer:
    item = f"<item><title>Council decides</title><link>{story}</link></item>"
    feed = f'<rss version="2.0"><channel><title>T</title>{item}</channel></rss>'
    return Answer(body=feed, content_type="application/rss+xml")


def test_no_store_of_a_cloud_is_spoken_to() -> None:
    """GHSA-76g3: keys for S3 were sent without TLS."""
    assert settings.DOWNLOAD_HANDLERS["s3"] is None
    assert settings.DOWNLOAD_HANDLERS["ftp"] is None
