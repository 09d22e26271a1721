"""The address guard: no request leaves for a private address, by whatever name, spelling or redirect.

Two locks, because either alone can be walked round. The middleware looks at the URL of every request and of every
hop: scheme, and hosts that spell out an address. The resolver looks at what names resolve to *and hands on only
addresses it has checked*, so that the connection goes where the check was made (no DNS rebinding in between).
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

from archiver.crawl.addresses import Network, is_open, read_literal, read_networks
from archiver.crawl.ends import End
from archiver.crawl.failures import NotFetched
from archiver.errors import BadUrl
from archiver.link import Status
from archiver.urls import host_of, parse_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from twisted.internet.interfaces import IAddress, IHostResolution


@implementer(IResolutionReceiver)
class _CheckedReceiver:
    """Hands on the addresses that may be connected to and notes a host that had none."""

    def __init__(self, receiver: Any, host: str, guard: GuardedResolver) -> None:
        self._receiver = receiver
        self._host = host
        self._guard = guard
        self._closed: list[str] = []
        self._handed_on = 0

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802 - Twisted's name
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802 - Twisted's name
        if is_open(ipaddress.ip_address(address.host.partition("%")[0]), self._guard.allowed):
            self._handed_on += 1
            self._receiver.addressResolved(address)
        else:
            self._closed.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's name
        if self._closed and not self._handed_on:
            self._guard.closed[self._host] = self._closed[0]
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver(CachingHostnameResolver):
    """Scrapy's caching resolver that gives checked addresses only. Named by the setting TWISTED_DNS_RESOLVER."""

    def __init__(self, reactor: Any, cache_size: int, allowed: tuple[Network, ...] = ()) -> None:
        super().__init__(reactor, cache_size)
        self.allowed = allowed
        #: host → the private address it resolved to, for hosts that had no other
        self.closed: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        settings: BaseSettings = crawler.settings
        size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        return cls(reactor, size, allowed_networks(settings))

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803 - Twisted's name
        hostName: str,  # noqa: N803 - Twisted's name
        portNumber: int = 0,  # noqa: N803 - Twisted's name
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803 - Twisted's name
        transportSemantics: str = "TCP",  # noqa: N803 - Twisted's name
    ) -> Any:
        checked: Any = _CheckedReceiver(resolutionReceiver, hostName, self)
        return super().resolveHostName(checked, hostName, portNumber, addressTypes, transportSemantics)


class GuardMiddleware:
    """Refuses requests for anything but http and https, and for hosts that spell out a private address."""

    def __init__(self, allowed: tuple[Network, ...], cache_size: int) -> None:
        self.allowed = allowed
        self._cache_size = cache_size

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardMiddleware:
        return cls(allowed_networks(crawler.settings), crawler.settings.getint("DNSCACHE_SIZE"))

    def process_request(self, request: Request) -> None:
        self._resolver()
        try:
            host = urlsplit(parse_url(request.url)).hostname or ""
        except BadUrl as error:
            raise NotFetched(
                End(status=Status.REFUSED, reason=error.reason, detail=request.url[:300])
            ) from None
        request.meta.setdefault("download_slot", host_of(request.url))
        address = read_literal(host)
        if address is not None and not is_open(address, self.allowed):
            raise NotFetched(private_address(host, str(address)))

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Tell a name that leads to a private address from one that leads nowhere."""
        host = urlsplit(request.url).hostname or ""
        closed = self._resolver().closed.get(host)
        if isinstance(exception, CannotResolveHostError) and closed:
            raise NotFetched(private_address(host, closed)) from exception

    def _resolver(self) -> GuardedResolver:
        """The guarded resolver; put in place here for projects whose settings name another."""
        from twisted.internet import reactor

        plugged: Any = reactor
        if not isinstance(plugged.nameResolver, GuardedResolver):
            GuardedResolver(plugged, self._cache_size, self.allowed).install_on_reactor()
        resolver: GuardedResolver = plugged.nameResolver
        return resolver


def private_address(host: str, address: str) -> End:
    """How a link ends that leads to a private address."""
    shown = address if host.strip("[]") == address else f"{host} is {address}"
    return End(
        status=Status.REFUSED,
        reason="private address",
        detail=shown,
        next_step=f"if this server is yours: --allow-address {address}",
    )


def allowed_networks(settings: BaseSettings) -> tuple[Network, ...]:
    """The private ranges the configuration opens."""
    return read_networks(tuple(settings.getlist("ARCHIVER_ALLOW_ADDRESSES")))
