"""Which addresses a crawler may connect to."""

from __future__ import annotations

import ipaddress

import pytest

from archiver.crawl.addresses import is_open, read_literal, read_networks
from archiver.errors import ConfigError


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "192.0.0.8",
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1",
        "fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:a00:1",
        "169.254.170.2", "fd00:ec2::254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)  # fmt: skip
def test_private_and_special_addresses_are_closed(text: str) -> None:
    assert not is_open(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "text", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_public_addresses_are_open(text: str) -> None:
    assert is_open(ipaddress.ip_address(text))


def test_only_what_the_operator_opened_is_open() -> None:
    allowed = read_networks(("127.0.0.0/8", "fd00::/8"))

    opened = [
        is_open(ipaddress.ip_address(text), allowed) for text in ("127.0.0.1", "::ffff:127.0.0.1", "fd00::1")
    ]

    assert opened == [True, True, True]
    assert not is_open(ipaddress.ip_address("10.0.0.1"), allowed)


@pytest.mark.parametrize(
    "text", ["64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::1", "2606:4700::5efe:7f00:1"]
)
def test_an_opened_range_does_not_open_the_gateways_that_carry_its_addresses(text: str) -> None:
    assert not is_open(ipaddress.ip_address(text), read_networks(("127.0.0.0/8",)))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "127.0.0.1.",
        "[::1]",
        "::1",
        "[fe80::1%eth0]",
    ],
)
def test_an_address_is_known_in_any_spelling(host: str) -> None:
    literal = read_literal(host)

    assert literal is not None
    assert not is_open(literal)


@pytest.mark.parametrize(
    "host", ["example.com", "localhost", "1.example", "dead.beef.fed", "127.0.0.1.example.com"]
)
def test_a_name_is_no_address(host: str) -> None:
    assert read_literal(host) is None


def test_a_range_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ConfigError, match=r"10\.0\.0\.0/99"):
        read_networks(("10.0.0.0/99",))
