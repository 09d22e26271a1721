"""Names that lead inside, now or at the second look: a real name server answers, and a trap counts connections."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from archiver.demo.server import Answer
from archiver.testing import newsroom

from .conftest import PROGRAM, environment
from .names import NameServer
from .trap import Trap

if TYPE_CHECKING:
    from collections.abc import Callable

    from archiver.testing.newsroom import Newsroom

    from .conftest import Desk

#: Asks the test's name server in place of the machine's, and hands on every address it gives.
RESOLVER = """
from scrapy.utils.reactor import install_reactor
install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
from ipaddress import ip_address
from twisted.internet import reactor
from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IHostnameResolver
from twisted.names.client import Resolver
from twisted.names.dns import A
from zope.interface import implementer

@implementer(IHostnameResolver)
class Names:
    server = Resolver(servers=[("127.0.0.1", {port})], timeout=(1, 2))

    def resolveHostName(self, receiver, name, port=0, kinds=None, semantics="TCP"):
        def give(addresses):
            for address in addresses:
                receiver.addressResolved(IPv4Address("TCP", address, port))
            receiver.resolutionComplete()
        receiver.resolutionBegan(None)
        try:
            give([str(ip_address(name))])
        except ValueError:
            found = self.server.lookupAddress(name)
            found.addCallback(lambda told: [record.payload.dottedQuad() for record in told[0] if record.type == A])
            found.addErrback(lambda failure: [])
            found.addCallback(give)

reactor.installNameResolver(Names())
import archiver.settings
archiver.settings.DNSCACHE_ENABLED = {cached}
"""
#: Every answer ends its connection, so that the next page needs a new one.
CLOSE = (("Connection", "close"),)
INSIDE = "127.0.0.2"


def crawl(desk: Desk, names: NameServer, *urls: str, cached: bool = False, **order: Any) -> dict[str, Any]:
    command = desk.command(*urls, config={"allow_addresses": ["127.0.0.1/32"]}, **order)
    command[2] = RESOLVER.format(port=names.port, cached=cached) + PROGRAM
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=desk.folder, env=environment(), timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return report


def fill(room: Newsroom, host: str) -> str:
    """A feed of eight pages at *host*, each of which ends its connection; gives the feed's URL."""
    base = f"http://{host}:{room.server.port}"
    items = ""
    for n in range(8):
        path = f"/story-{n}"
        room.put(path, Answer(body="<p>Short.", headers=CLOSE))
        items += f"<item><title>Story {n}</title><link>{base}{path}</link></item>"
    feed = f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'
    room.put("/feed.xml", Answer(body=feed, content_type="application/rss+xml", headers=CLOSE))
    room.put("/robots.txt", Answer(body="", content_type="text/plain", headers=CLOSE))
    return f"{base}/feed.xml"


def test_a_name_whose_address_changes_to_an_inner_one_is_not_followed_there(
    make_desk: Callable[..., Desk],
) -> None:
    with Trap() as trap, newsroom() as room:
        inner = Trap(port=room.server.port, addresses=(INSIDE,))
        # the first four connections lead to the newspaper; then its name means a machine inside
        zone = {"rebound.example": [["127.0.0.1"]] * 4 + [[INSIDE]]}
        with inner, NameServer(zone) as names:
            report = crawl(make_desk(), names, fill(room, "rebound.example"))

            assert names.asked["rebound.example"] > 4, "the crawl did not ask again"
            assert (inner.connections, trap.connections) == (0, 0)
            assert room.asked("/feed.xml"), report


def test_of_a_name_with_an_outer_and_an_inner_address_only_the_outer_is_connected_to(
    make_desk: Callable[..., Desk],
) -> None:
    with newsroom() as room:
        inner = Trap(port=room.server.port, addresses=(INSIDE,))
        with inner, NameServer({"both.example": [[INSIDE, "127.0.0.1"]]}) as names:
            report = crawl(make_desk(), names, fill(room, "both.example"))

            assert inner.connections == 0
            assert len(room.asked("/story-7")) == 1, report


def test_names_that_lead_inside_are_refused_whatever_they_are_called(make_desk: Callable[..., Desk]) -> None:
    called = (
        "intranet.local",
        "paper.localhost",
        "db.internal",
        "www.courier.example",
        "metadata.google.internal",
    )
    with newsroom() as room, NameServer({name: [[INSIDE]] for name in called}) as names:
        inner = Trap(port=room.server.port, addresses=(INSIDE,))
        items = "".join(
            f"<item><title>A</title><link>http://{name}:{inner.port}/a</link></item>" for name in called
        )
        feed = f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'
        room.put("/feed.xml", Answer(body=feed, content_type="application/rss+xml"))
        site = replace(room.site, hosts=tuple(f"{name}:{inner.port}" for name in called), sitemaps=())
        with inner:
            report = crawl(make_desk(), names, sites=(site,), cached=True)

            assert inner.connections == 0
            assert set(names.asked) == set(called), report
        reasons = report["accounts"][0]["reasons"]
        assert reasons == {"refused": {"private address": len(called)}}
