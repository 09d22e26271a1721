"""Which addresses a crawler may connect to: public ones, and those the operator opened."""

from __future__ import annotations

import ipaddress
import socket
from typing import TypeAlias

from archiver.errors import ConfigError

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

#: Ranges Python calls global and no newspaper lives in, beside those it calls private.
_CLOSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # carriers' own NAT, RFC 6598; holds 100.100.100.200, one cloud's metadata
        "168.63.129.16/32",  # public by number; inside one cloud, the host that hands out its machines' secrets
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays, withdrawn by RFC 7526
        "198.18.0.0/15",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",  # IPv4-compatible, withdrawn by RFC 4291
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fec0::/10",
        "ff00::/8",
    )
)
_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


def read_networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    """The ranges an operator opened, from CIDR notation or single addresses.

    >>> read_networks(("127.0.0.1", "10.1.0.0/16"))
    (IPv4Network('127.0.0.1/32'), IPv4Network('10.1.0.0/16'))

    Raises:
        ConfigError: a text is neither.
    """
    networks = []
    for text in texts:
        try:
            networks.append(ipaddress.ip_network(text.strip(), strict=False))
        except ValueError as error:
            raise ConfigError(
                f"{text!r} is no address range: {error}",
                next_step="write it as 192.168.1.0/24, fd00::/8 or one address",
            ) from None
    return tuple(networks)


def read_literal(host: str) -> Address | None:
    """The address a host name spells out, in any spelling a socket would take; None for a name.

    >>> read_literal("127.1"), read_literal("0x7f000001"), read_literal("[::1]")
    (IPv4Address('127.0.0.1'), IPv4Address('127.0.0.1'), IPv6Address('::1'))
    >>> read_literal("www.example.com") is None
    True
    """
    bare = host.strip("[]").partition("%")[0].rstrip(".")
    try:
        return ipaddress.ip_address(bare)
    except ValueError:
        pass
    if not bare or bare[-1] not in "0123456789abcdefABCDEFxX":
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(bare))
    except (OSError, ValueError):
        return None


def is_open(address: Address, allowed: tuple[Network, ...] = ()) -> bool:
    """Whether a crawler may connect to *address*: it is public, or the operator opened its range.

    A mapped IPv6 address is the IPv4 address in it: that is where a socket goes. One that carries an IPv4 address for
    a gateway (6to4, Teredo, NAT64, ISATAP) is judged by both, and opened only by its own range.

    >>> [is_open(ipaddress.ip_address(text)) for text in ("93.184.216.34", "10.0.0.1", "::ffff:127.0.0.1")]
    [True, False, False]
    >>> is_open(ipaddress.ip_address("127.0.0.1"), read_networks(("127.0.0.0/8",)))
    True
    """
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if any(_within(address, network) for network in allowed):
        return True
    return _is_public(address) and all(_is_public(one) for one in _carried(address))


def _is_public(address: Address) -> bool:
    if any(_within(address, network) for network in _NAT64):
        return True  # judged by what it carries
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(_within(address, network) for network in _CLOSED)
    )


def _within(address: Address, network: Network) -> bool:
    return address.version == network.version and address in network


def _carried(address: Address) -> tuple[Address, ...]:
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    low = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if any(_within(address, network) for network in _NAT64) or _is_isatap(address):
        return (low,)
    return ()


def _is_isatap(address: ipaddress.IPv6Address) -> bool:
    """Whether the second half of the address is RFC 5214's, which ends in an IPv4 address."""
    return (int(address) >> 32) & 0xFDFFFFFF == 0x00005EFE
