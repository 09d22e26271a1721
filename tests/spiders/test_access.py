"""A newspaper for subscribers, through a proxy: what it wants to see reaches it alone, and stays nowhere else."""

from __future__ import annotations

import base64
import gzip
import json
import subprocess
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from archiver.access import Access
from archiver.demo.server import Answer
from archiver.testing import newsroom
from archiver.testing.page import make_page, make_paragraphs

from .certificates import make_authority, secure_newsroom
from .conftest import PROGRAM, environment
from .proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from archiver.testing.newsroom import Newsroom

    from .conftest import Desk

#: The crawls these tests look at are made once, in one process.

COOKIE, KEY, PASSWORD, RENEWED = "cookie-9f1c", "key-77ab", "password-5d0e", "renewed-3c2a"
SECRETS = (COOKIE, KEY, PASSWORD, RENEWED, base64.b64encode(f"ilse:{PASSWORD}".encode()).decode())
ACCESS = Access(proxy="COURIER_PROXY", cookies="COURIER_COOKIES", headers=(("X-Subscriber", "COURIER_KEY"),))
#: Everything Scrapy has to say.
TALKATIVE = """
import archiver.crawl.start as start
quiet = start._settings
def talkative(*arguments):
    settings = quiet(*arguments)
    settings.set("LOG_LEVEL", "DEBUG", priority="cmdline")
    return settings
start._settings = talkative
"""


@dataclass(frozen=True)
class Crawled:
    desk: Desk
    paper: Newsroom
    elsewhere: Newsroom
    proxy: Proxy
    report: dict[str, Any]
    output: str


def lay(paper: Newsroom, elsewhere: Newsroom, proxy: Proxy) -> str:
    """A page for subscribers, one that redirects to another newspaper, a link to the proxy; gives the address."""
    url = f"https://127.0.0.1:{paper.server.port}"
    story = make_page("The ferry sails again", make_paragraphs("The ferry sails again"))
    paper.put("/story", Answer(body=story, headers=(("Set-Cookie", f"session={RENEWED}; Secure"),)))
    moved = (("Location", f"{elsewhere.url}/taken"), ("Set-Cookie", "seen=1"))
    paper.put("/moved", Answer(status=302, headers=moved))
    links = (f"{url}/story", f"{url}/moved", f"http://{proxy.host}:{proxy.port}/status")
    items = "".join(f"<item><title>A</title><link>{link}</link></item>" for link in links)
    feed = f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'
    paper.put("/feed.xml", Answer(body=feed, content_type="application/rss+xml"))
    return url


@pytest.fixture(scope="module")
def crawled(make_desk: Callable[..., Desk], tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    authority = make_authority(tmp_path_factory.mktemp("certificates"))
    desk = make_desk(allow_addresses=["127.0.0.1/32"])
    with secure_newsroom(authority.sign("courier")) as paper, newsroom() as elsewhere, Proxy() as proxy:
        url = lay(paper, elsewhere, proxy)
        own = f"{proxy.host}:{proxy.port}"
        site = replace(
            paper.site, url=f"{url}/", feeds=(f"{url}/feed.xml",), sitemaps=(), hosts=(own,), access=ACCESS
        )
        command = desk.command(sites=(site,))
        command[2] = TALKATIVE + PROGRAM
        values = {
            "SSL_CERT_FILE": str(authority.file),
            "COURIER_PROXY": f"http://ilse:{PASSWORD}@{own}",
            "COURIER_COOKIES": f"session={COOKIE}",
            "COURIER_KEY": KEY,
        }
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            env={**environment(), **values},
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    return Crawled(desk, paper, elsewhere, proxy, report, done.stdout + done.stderr)


def test_the_newspaper_is_shown_what_it_wants_to_see(crawled: Crawled) -> None:
    (asked,) = crawled.paper.asked("/story")

    assert asked.header("cookie") == f"session={COOKIE}"
    assert asked.header("x-subscriber") == KEY
    assert asked.header("proxy-authorization") is None
    assert crawled.report["counts"]["new"] == 1, crawled.report


def test_the_way_leads_through_the_proxy_which_is_shown_its_password_alone(crawled: Crawled) -> None:
    heads = crawled.proxy.heads

    assert heads
    assert all(head.startswith(f"CONNECT 127.0.0.1:{crawled.paper.server.port} ") for head in heads)
    assert all("Proxy-Authorization: Basic " in head and COOKIE not in head for head in heads)


def test_robots_txt_is_asked_for_without_secrets(crawled: Crawled) -> None:
    (asked,) = crawled.paper.asked("/robots.txt")

    assert (asked.header("cookie"), asked.header("x-subscriber")) == (None, None)


def test_a_redirect_to_another_newspaper_takes_nothing_along(crawled: Crawled) -> None:
    taken = crawled.elsewhere.asked("/taken")

    assert taken
    assert {name.lower() for one in taken for name, _ in one.headers} & {
        "cookie",
        "x-subscriber",
        "referer",
    } == set()


def test_a_link_to_the_proxy_is_refused_like_any_private_address(crawled: Crawled) -> None:
    (account,) = crawled.report["accounts"]

    assert account["reasons"]["refused"]["private address"] == 1


def test_no_secret_is_in_the_archive_its_warc_files_or_the_log(crawled: Crawled) -> None:
    files = [path for path in crawled.desk.folder.rglob("*") if path.is_file()]
    assert any(path.name.endswith(".warc.gz") for path in files)
    assert "Crawled (200)" in crawled.output  # the log did say what it does

    found = [(path.name, secret) for path in files for secret in SECRETS if secret.encode() in unpacked(path)]

    assert found == []
    assert [secret for secret in SECRETS if secret in crawled.output] == []


def unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def test_a_crawl_without_the_variables_says_which_is_missing(make_desk: Callable[..., Desk]) -> None:
    with newsroom() as room:
        told = make_desk().crawl(sites=(replace(room.site, access=ACCESS),))

        assert room.requests == []
    assert told.report["exit"] == 1
    assert "COURIER_PROXY" in told.report["error"]
    assert "set COURIER_PROXY" in told.report["next_step"]


def test_a_proxy_that_is_down_is_told_and_not_named(
    make_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Proxy("127.0.0.4") as proxy:
        address = f"{proxy.host}:{proxy.port}"
    monkeypatch.setenv("COURIER_PROXY", f"http://ilse:{PASSWORD}@{address}")
    with newsroom() as room:
        told = make_desk().crawl(sites=(replace(room.site, access=Access(proxy="COURIER_PROXY")),))

        assert room.requests == []
    assert "proxy failed" in str(told.report)
    assert [secret for secret in (address, PASSWORD) if secret in f"{told.report} {told.stderr}"] == []
