"""The address guard: names and addresses, before a connection is made."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError
from scrapy.utils.test import get_crawler
from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IHostnameResolver
from zope.interface import implementer

from archiver.config import Config
from archiver.crawl.addresses import read_networks
from archiver.crawl.failures import NotFetched
from archiver.crawl.guard import GuardedResolver, GuardMiddleware

if TYPE_CHECKING:
    from pathlib import Path


@implementer(IHostnameResolver)
class Names:
    """A name server that answers whatever the test says: the failure is a lying one."""

    def __init__(self, *answers: str) -> None:
        self.answers = answers

    def resolveHostName(self, receiver: Any, name: str, *more: Any) -> Any:  # noqa: N802
        receiver.resolutionBegan(None)
        for answer in self.answers:
            receiver.addressResolved(IPv4Address("TCP", answer, 80))
        receiver.resolutionComplete()


class Reactor:
    def __init__(self, names: Names) -> None:
        self.nameResolver = names

    def installNameResolver(self, resolver: Any) -> None:  # noqa: N802
        self.nameResolver = resolver


class Receiver:
    def __init__(self) -> None:
        self.addresses: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        pass


def resolve(names: Names, host: str, allowed: tuple[str, ...] = ()) -> tuple[list[str], dict[str, str]]:
    resolver = GuardedResolver(Reactor(names), 0, read_networks(allowed))
    receiver = Receiver()
    resolver.resolveHostName(receiver, host)
    return receiver.addresses, resolver.closed


def test_only_public_addresses_of_a_name_are_connected_to() -> None:
    addresses, closed = resolve(Names("10.0.0.1", "93.184.216.34", "127.0.0.1"), "mixed.example")

    assert addresses == ["93.184.216.34"]
    assert closed == {}


def test_a_name_that_leads_inside_is_noted_with_its_address() -> None:
    addresses, closed = resolve(Names("169.254.169.254"), "inside.example")

    assert addresses == []
    assert closed == {"inside.example": "169.254.169.254"}


def test_a_range_the_operator_opened_is_connected_to() -> None:
    addresses, _ = resolve(Names("10.0.0.1"), "inside.example", ("10.0.0.0/8",))

    assert addresses == ["10.0.0.1"]


def test_a_name_cannot_change_its_mind_between_check_and_connection() -> None:
    names = Names("93.184.216.34")
    resolver = GuardedResolver(Reactor(names), 10, ())
    resolver.resolveHostName(Receiver(), "rebound.example")
    names.answers = ("127.0.0.1",)
    receiver = Receiver()

    resolver.resolveHostName(receiver, "rebound.example")

    assert receiver.addresses == ["93.184.216.34"]


@pytest.fixture
def guard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> GuardMiddleware:
    settings = {"ARCHIVER_ALLOW_ADDRESSES": [], "ARCHIVER_CONFIG": Config(archive=str(tmp_path))}
    crawler = get_crawler(settings_dict=settings)
    guard = GuardMiddleware.from_crawler(crawler)
    resolver = GuardedResolver(Reactor(Names("10.0.0.9")), 0, ())
    monkeypatch.setattr(guard, "_resolver", lambda: resolver)
    return guard


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]:8080/",
        "http://0/",
    ],
)
def test_an_address_in_the_url_is_refused_in_any_spelling(guard: GuardMiddleware, url: str) -> None:
    with pytest.raises(NotFetched, match="private address") as refused:
        asyncio.run(guard.process_request(Request(url, meta={"verbatim_url": True})))

    assert "--allow-address" in (refused.value.end.next_step or "")


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://courier.example/", "data:text/html,x", "s3://bucket/key"]
)
def test_other_schemes_than_http_are_refused(guard: GuardMiddleware, url: str) -> None:
    with pytest.raises(NotFetched, match="http"):
        asyncio.run(guard.process_request(Request(url)))


def test_a_name_that_failed_because_it_leads_inside_says_so(guard: GuardMiddleware) -> None:
    guard._resolver().resolveHostName(Receiver(), "inside.example")

    with pytest.raises(NotFetched, match=r"inside\.example is 10\.0\.0\.9"):
        guard.process_exception(Request("http://inside.example/"), CannotResolveHostError("no"))


def test_a_name_nobody_knows_is_left_to_the_others(guard: GuardMiddleware) -> None:
    assert guard.process_exception(Request("http://nowhere.example/"), CannotResolveHostError("no")) is None
