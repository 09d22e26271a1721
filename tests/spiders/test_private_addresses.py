"""No hostile page, feed, sitemap, redirect or robots.txt makes a crawl connect to a private address."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

import pytest

from archiver.demo.server import Answer
from archiver.errors import BadUrl
from archiver.testing import newsroom
from archiver.testing.page import make_page, make_paragraphs
from archiver.urls import host_of, parse_url

from .trap import Trap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archiver.site import Site
    from archiver.testing.newsroom import Newsroom

    from .conftest import Desk, Told

#: The crawls these tests look at are made once, in one process.

#: One place, written in every way a browser or a socket understands; {0} is the port.
SPELLINGS = (
    "http://127.0.0.2:{0}/",
    "http://127.2:{0}/",
    "http://127.0.2:{0}/",
    "http://2130706434:{0}/",
    "http://0x7f000002:{0}/",
    "http://0X7F.0.0.0x2:{0}/",
    "http://0177.0.0.02:{0}/",
    "http://017700000002:{0}/",
    "http://127.0.0.2.:{0}/",
    "http://１２７.０.０.２:{0}/",
    "http://127。0。0。2:{0}/",
    "http://%31%32%37.0.0.2:{0}/",
    "http://0:{0}/",
    "http://[::ffff:127.0.0.2]:{0}/",
    "http://[0:0:0:0:0:ffff:7f00:2]:{0}/",
    "http://[::127.0.0.2]:{0}/",
    "http://[64:ff9b::127.0.0.2]:{0}/",
    "http://[2002:7f00:2::]:{0}/",
    "http://[::1]:{0}/",
    "http://[::]:{0}/",
    "http://www.courier.example@127.0.0.2:{0}/",
    "http:\\\\127.0.0.2:{0}\\",
    "//127.0.0.2:{0}/",
    "https://127.0.0.2:{0}/",
)
CARRIERS = ("feed", "link", "sitemap", "child", "redirect", "refresh", "header", "canonical", "next")


def page(title: str, head: str = "", extra: str = "") -> str:
    return make_page(title, make_paragraphs(title), head=head, extra=extra)


def lay(room: Newsroom, targets: list[str]) -> None:
    """Put every target into every carrier of the newsroom."""
    named: dict[str, list[str]] = {
        carrier: [f"{target}{carrier}-from-spelling-{n}" for n, target in enumerate(targets)]
        for carrier in CARRIERS
    }
    own: list[str] = []
    for n, target in enumerate(named["redirect"]):
        own.append(room.put(f"/redirect/{n}", Answer(status=302, headers=(("Location", quoted(target)),))))
    for n, target in enumerate(named["refresh"]):
        tag = f'<meta http-equiv="refresh" content="0; url={escape(target)}">'
        own.append(room.put(f"/refresh/{n}", f"<html><head>{tag}</head><body>One moment</body></html>"))
    for n, target in enumerate(named["header"]):
        own.append(room.put(f"/header/{n}", Answer(headers=(("Refresh", f"0; url={quoted(target)}"),))))
    for n, target in enumerate(named["canonical"]):
        head = f'<link rel="canonical" href="{escape(target)}">'
        own.append(room.put(f"/canonical/{n}", page(f"Story on lamp {n} of the harbour", head)))
    for n, target in enumerate(named["next"]):
        tag = f'<link rel="next" href="{escape(target)}"><link rel="amphtml" href="{escape(target)}">'
        own.append(room.put(f"/next/{n}", page(f"Story on crane {n} of the harbour", tag)))
    items = "".join(
        f"<item><title>A</title><link>{escape(url)}</link></item>" for url in (*own, *named["feed"])
    )
    room.put("/feed.xml", xml(f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'))
    urls = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in named["sitemap"])
    room.put("/links.xml", xml(f"<urlset>{urls}</urlset>"))
    children = "".join(
        f"<sitemap><loc>{escape(url)}.xml</loc></sitemap>" for url in (f"{room.url}/links", *named["child"])
    )
    room.put("/sitemap.xml", xml(f"<sitemapindex>{children}</sitemapindex>"))
    links = "".join(
        f'<h2><a href="{escape(url)}">The council votes on a new bridge for the town</a></h2>'
        for url in named["link"]
    )
    room.put("/", f"<html><head><title>T</title></head><body>{links}</body></html>")


def quoted(target: str) -> str:
    """A header holds no letters outside ASCII."""
    return target.encode().decode("latin-1")


def xml(text: str) -> Answer:
    return Answer(body=f'<?xml version="1.0"?>{text}', content_type="application/xml")


def site_with(room: Newsroom, targets: list[str]) -> Site:
    """The newsroom's site, to which the private hosts belong: nothing but the guard stands before them."""
    return replace(room.site, hosts=tuple({host for target in targets for host in hosts_in(target)}))


def hosts_in(target: str) -> Iterator[str]:
    try:
        yield host_of(parse_url(target, "http://127.0.0.1/"))
    except BadUrl:
        return


def crawl(desk: Desk, trap: Trap, spellings: tuple[str, ...]) -> Told:
    targets = [spelling.format(trap.port) for spelling in spellings]
    with newsroom() as room:
        lay(room, targets)
        return desk.crawl(sites=(site_with(room, targets),))


@pytest.fixture(scope="module")
def trapped(make_desk: Callable[..., Desk]) -> tuple[Told, int]:
    """A crawl of a newspaper all of whose carriers lead inside, and how often the trap was connected to."""
    with Trap() as trap:
        told = crawl(make_desk(allow_addresses=["127.0.0.1/32"]), trap, SPELLINGS)
        return told, trap.connections


def test_nothing_private_is_connected_to_in_any_spelling_by_any_carrier(trapped: tuple[Told, int]) -> None:
    told, connections = trapped

    assert connections == 0, told.report


def test_what_leads_inside_is_counted_as_refused_with_its_reason(trapped: tuple[Told, int]) -> None:
    told, _ = trapped

    # 127.0.0.1 is open here, and nobody listens to "0" but at 127.0.0.1: that one is refused as 0.0.0.0
    assert told.reasons("refused")["private address"] >= 3 * 14


def test_the_trap_catches_every_carrier_once_the_operator_opens_it(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(allow_addresses=["127.0.0.0/8"])
    with Trap() as trap:
        crawl(desk, trap, SPELLINGS[:1])
        asked = {line.split(" ")[1].partition("-")[0].strip("/") for line in trap.lines}

    # a canonical or next page on another host is none, wherever it lies
    assert asked >= {"feed", "link", "sitemap", "child", "redirect", "refresh", "header"}


#: What a robots.txt may name that is never to be fetched; {0} is the trap's port.
FORBIDDEN = (
    "http://127.0.0.2:{0}/robots.txt",
    "http://[::1]:{0}/robots.txt",
    "https://127.0.0.2:{0}/robots.txt",
    "ftp://127.0.0.2:{0}/robots.txt",
    "gopher://127.0.0.2:{0}/",
    "file:///etc/passwd",
    "data:text/plain,Allow: /",
    "javascript:alert(1)",
    "view-source:http://127.0.0.2:{0}/",
)


def test_a_robots_txt_leads_neither_inside_nor_away_from_the_web(make_desk: Callable[..., Desk]) -> None:
    with Trap() as trap, ExitStack() as open_rooms:
        rooms = [open_rooms.enter_context(newsroom()) for _ in (*FORBIDDEN, "Sitemap")]
        for room, target in zip(rooms, FORBIDDEN, strict=False):
            room.publish()
            room.put("/robots.txt", Answer(status=301, headers=(("Location", target.format(trap.port)),)))
        lines = "\n".join(f"Sitemap: {target.format(trap.port)}" for target in FORBIDDEN)
        rooms[-1].robots = f"User-agent: *\n{lines}\n"
        rooms[-1].publish()

        told = make_desk(allow_addresses=["127.0.0.1/32"]).crawl(*(f"{room.url}/" for room in rooms))

        assert trap.connections == 0
        # where robots.txt was not to be had, nothing was fetched; its Sitemap lines do no harm
        assert told.counts == {"new": 1}, told.report
