"""The address guard: no request leaves for a private address, by whatever name, spelling or redirect.

Two locks, because either alone can be walked round. The middleware looks at the URL of every request and of every
hop: scheme, and hosts that spell out an address. The resolver looks at what names resolve to *and hands on only
addresses it has checked*, so that the connection goes where the check was made (no DNS rebinding in between).

Behind a proxy the connection is the proxy's to make. There, every address the name has *here* must be open; whether
the proxy finds the same ones cannot be seen. The proxy itself may lie anywhere: the operator named it. It goes by a
name that is made up at random, so that no page can ask for it.
"""

from __future__ import annotations

import asyncio
import ipaddress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

from archiver.crawl.access import keyring_of
from archiver.crawl.addresses import Network, is_open, read_literal, read_networks
from archiver.crawl.ends import End
from archiver.crawl.failures import NotFetched
from archiver.errors import BadUrl, mask_credentials
from archiver.link import Status
from archiver.urls import host_of, parse_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from twisted.internet.interfaces import IAddress, IHostResolution

    from archiver.crawl.access import Keyring


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
        if self._guard.opens(address.host):
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
        #: name a proxy goes by → its host
        self.proxies: dict[str, str] = {}

    def opens(self, host: str) -> bool:
        """Whether an address, as a resolver writes it, may be connected to."""
        return is_open(ipaddress.ip_address(host.partition("%")[0]), self.allowed)

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
        proxy = self.proxies.get(hostName)
        if proxy is not None:
            plain: Any = self.original_resolver
            return plain.resolveHostName(
                resolutionReceiver, proxy, portNumber, addressTypes, transportSemantics
            )
        checked: Any = _CheckedReceiver(resolutionReceiver, hostName, self)
        return super().resolveHostName(checked, hostName, portNumber, addressTypes, transportSemantics)

    async def addresses(self, host: str) -> list[str]:
        """Every address *host* has here, open or not; none when nobody knows it."""
        listener: Any = _Listener()
        super().resolveHostName(listener, host)
        addresses: list[str] = await listener.done
        return addresses


@implementer(IResolutionReceiver)
class _Listener:
    """Only listens to what a name resolves to."""

    def __init__(self) -> None:
        self.done: asyncio.Future[list[str]] = asyncio.get_running_loop().create_future()
        self._addresses: list[str] = []

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802 - Twisted's name
        pass

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802 - Twisted's name
        self._addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's name
        if not self.done.done():
            self.done.set_result(self._addresses)


class GuardMiddleware:
    """Refuses requests for anything but http and https, and for hosts that spell out a private address."""

    def __init__(self, allowed: tuple[Network, ...], cache_size: int, keyring: Keyring) -> None:
        self.allowed = allowed
        self._cache_size = cache_size
        self._keyring = keyring

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardMiddleware:
        size = crawler.settings.getint("DNSCACHE_SIZE")
        return cls(allowed_networks(crawler.settings), size, keyring_of(crawler))

    async def process_request(self, request: Request) -> Request | None:
        self._resolver()
        try:
            url = parse_url(request.url)
        except BadUrl as error:
            raise NotFetched(
                End(status=Status.REFUSED, reason=error.reason, detail=mask_credentials(request.url)[:300])
            ) from None
        host = urlsplit(url).hostname or ""
        address = read_literal(host)
        if address is not None and not is_open(address, self.allowed):
            raise NotFetched(private_address(host, str(address)))
        if urlsplit(request.url).netloc != urlsplit(url).netloc:
            # two readers of one address may see two hosts in it: what was looked at is what is asked for
            asked: Request = request.replace(url=url)
            return asked
        secrets = self._keyring.find(url)
        if request.meta.get("proxy") or (secrets and secrets.proxy):
            await self._check_behind_proxy(host)
        request.meta.setdefault("download_slot", host_of(url))
        return None

    async def _check_behind_proxy(self, host: str) -> None:
        resolver = self._resolver()
        for address in await resolver.addresses(host):
            if not resolver.opens(address):
                raise NotFetched(private_address(host, address))

    def process_exception(self, request: Request, exception: Exception) -> None:
        """For projects with a download handler of their own; ours says it at once."""
        refused = leads_inside(request, exception, self._resolver())
        if refused is not None:
            raise refused from exception

    def _resolver(self) -> GuardedResolver:
        """The guarded resolver; put in place here for projects whose settings name another."""
        from twisted.internet import reactor

        plugged: Any = reactor
        if not isinstance(plugged.nameResolver, GuardedResolver):
            GuardedResolver(plugged, self._cache_size, self.allowed).install_on_reactor()
        resolver: GuardedResolver = plugged.nameResolver
        resolver.proxies = self._keyring.proxies
        return resolver


def leads_inside(request: Request, error: Exception, resolver: object = None) -> NotFetched | None:
    """What is to be said of a name that leads to a private address; None for one that leads nowhere.

    No failure of the network, and so nothing to try again: to a resolver both are a name without an address.
    """
    from twisted.internet import reactor

    plugged: Any = reactor
    host = urlsplit(request.url).hostname or ""
    closed = getattr(resolver or plugged.nameResolver, "closed", {}).get(host)
    if isinstance(error, CannotResolveHostError) and closed:
        return NotFetched(private_address(host, closed))
    return None


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
