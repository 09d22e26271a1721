"""Connections: one per host, and at most four per address, however many sites a run has.

Many newspapers share a small server. A crawl of all of them, each at its own polite pace, would hit that server from
all sides; so the connections to one address are counted, whatever names led there. Connections that are kept open
between two requests count like those in use.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.utils._download_handlers import normalize_bind_address
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer

from archiver.crawl.addresses import read_literal
from archiver.crawl.belongings import OnePerCrawl
from archiver.crawl.ends import End
from archiver.crawl.failures import NotFetched
from archiver.crawl.run import is_stopping
from archiver.link import Status
from archiver.urls import host_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.resolver import HostResolution
    from twisted.internet.interfaces import IAddress
    from twisted.web.client import HTTPConnectionPool

#: A server that has been silent for this long gives its place to another host of the same address, as long as others
#: there answer: thirty newspapers need not wait for the one that hangs. While nobody answers, one place is lent.
STALLED_SECONDS = 5.0
#: When other hosts wait for a place at an address, it rests for as long as its last answer took, and this at most.
MOST_REST_SECONDS = 1.0
#: Before the next connection is made, a server is given this long to close its end of the one before, and this long to
#: take note of it.
CLOSING_SECONDS = 2.0
NOTING_SECONDS = 0.02
_LOOK_AGAIN_SECONDS = 0.5


@dataclass(eq=False)
class _Crowd:
    """The hosts of one address."""

    places: int
    stops: Callable[[], bool]  #: whether the run is being stopped: nobody need wait then, for nobody is asked
    active: dict[object, float] = field(default_factory=dict)  #: requests under way, and since when
    resting: int = 0  #: places nobody has for the moment
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)
    answered_at: float = float("-inf")  #: when an answer was complete last, on the monotonic clock
    hosts: dict[tuple[Any, ...], str] = field(default_factory=dict)  #: pool key → host
    closing: set[asyncio.Task[None]] = field(default_factory=set)  #: connections on their way out
    looking: asyncio.TimerHandle | None = None

    def has_room(self) -> bool:
        """Whether one more may be asked."""
        now = monotonic()
        stalled = sum(now - begun > STALLED_SECONDS for begun in self.active.values())
        lent = stalled if now - self.answered_at < STALLED_SECONDS else min(stalled, 1)
        return len(self.active) + self.resting < self.places + lent or self.stops()

    def admit(self) -> None:
        """Let those in who wait, as far as there is room."""
        self.looking = None
        while self.waiting and self.has_room():
            turn = self.waiting.popleft()
            if not turn.done():
                self.active[turn] = monotonic()
                turn.set_result(None)
        if self.waiting:
            self.looking = asyncio.get_running_loop().call_later(_LOOK_AGAIN_SECONDS, self.admit)

    async def enter(self) -> object:
        """Wait for a place; gives what it is left with."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append(turn)
        if self.looking is None or self.has_room():
            if self.looking is not None:
                self.looking.cancel()
            self.admit()
        try:
            await turn
        except asyncio.CancelledError:
            self.leave(turn, answered=False)
            raise
        return turn

    def leave(self, turn: object, *, answered: bool) -> None:
        """Give the place back."""
        begun = self.active.pop(turn, None)
        with suppress(ValueError):
            self.waiting.remove(turn)  # type: ignore[arg-type]
        if begun is None:
            return
        now = monotonic()
        if answered:
            self.answered_at = now
        if not self.waiting:
            return
        self.resting += 1
        asyncio.get_running_loop().call_later(min(now - begun, MOST_REST_SECONDS), self._rested)

    def _rested(self) -> None:
        self.resting -= 1
        if self.looking is not None:
            self.looking.cancel()
        self.admit()


class Places:
    """The places at all addresses of a crawl, and the connections that are kept open there."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.pools: list[HTTPConnectionPool] = []  #: Scrapy has one for http and one for https
        self._places = crawler.settings.getint("ARCHIVER_CONNECTIONS_PER_ADDRESS", 4)
        self._bound = normalize_bind_address(crawler.settings.get("DOWNLOAD_BIND_ADDRESS"))
        self._addresses: dict[str, str] = {}
        self._crowds: dict[str, _Crowd] = {}

    @asynccontextmanager
    async def place(self, request: Request) -> AsyncIterator[None]:
        """A place at the address *request* goes to; behind a proxy, whose address is the proxy's, there is no end of them.

        Raises:
            NotFetched: the run was stopped meanwhile.
        """
        address = None if request.meta.get("proxy") else await self._find_address(request.url)
        if address is None:
            yield
            return
        crowd = self._crowds.setdefault(address, _Crowd(self._places, partial(is_stopping, self._crawler)))
        key, host = self._key(request.url), host_of(request.url)
        turn = await crowd.enter()
        answered = False
        try:
            if is_stopping(self._crawler):
                raise NotFetched(End(status=Status.PENDING, reason="stopped"))
            await self._make_room(crowd, key, host)
            crowd.active[turn] = monotonic()
            yield
            answered = True
        finally:
            # the connection may be kept open now
            crowd.hosts.pop(key, None)
            crowd.hosts[key] = host
            crowd.leave(turn, answered=answered)

    async def _find_address(self, url: str) -> str | None:
        """The address a URL's host has; None when it has none, as the request will find out."""
        host = urlsplit(url).hostname or ""
        known = self._addresses.get(host)
        if known is None:
            literal = read_literal(host)
            known = str(literal) if literal is not None else await _resolve(host)
            if known is not None:
                self._addresses[host] = known
        return known

    def _key(self, url: str) -> tuple[Any, ...]:
        """What the pool knows a connection for *url* by."""
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        return parts.scheme.encode(), (parts.hostname or "").encode(), port, self._bound

    async def _make_room(self, crowd: _Crowd, own: tuple[Any, ...], host: str) -> None:
        """Close connections that are only kept open, until the next one is not one too many.

        Those that are being closed count until the server has closed them, whoever began it.
        """
        while True:
            others = self._kept_open(crowd, own)
            # a host's other scheme has its connection in a pool, too
            surplus = [key for key in others if crowd.hosts[key] == host]
            others = [key for key in others if crowd.hosts[key] != host]
            too_many = len(crowd.active) + len(others) + len(crowd.closing) - crowd.places
            surplus += others[: max(too_many, 0)]
            for connection in (connection for key in surplus for connection in self._take_out(key)):
                task = asyncio.ensure_future(_close(connection))
                crowd.closing.add(task)
                task.add_done_callback(crowd.closing.discard)
            if not crowd.closing or (not surplus and too_many <= 0):
                return
            await asyncio.wait(set(crowd.closing), return_when=asyncio.FIRST_COMPLETED)

    def _kept_open(self, crowd: _Crowd, own: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """Pool keys, but for one's *own*, of which a connection is kept open; the one used longest ago first."""
        kept = [key for key in crowd.hosts if any(pool._connections.get(key) for pool in self.pools)]
        crowd.hosts = {key: crowd.hosts[key] for key in kept}
        return [key for key in kept if key != own]

    def _take_out(self, key: tuple[Any, ...]) -> list[Any]:
        """The connections that are kept open for a pool key; the pools have them no longer."""
        taken: list[Any] = []
        for pool in self.pools:
            taken += pool._connections.pop(key, ())
            for connection in taken:
                waiting = pool._timeouts.pop(connection, None)
                if waiting is not None:
                    waiting.cancel()
        return taken


async def _close(connection: Any) -> None:
    """Close a connection nobody uses, and see that the server has closed it, too."""
    lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    note = connection.connectionLost

    def connection_lost(reason: Any) -> None:
        note(reason)
        if not lost.done():
            lost.set_result(None)

    connection.connectionLost = connection_lost
    # our half first: the server closes its own when it has seen that
    close = getattr(connection.transport, "loseWriteConnection", connection.transport.loseConnection)
    close()
    await asyncio.wait([lost], timeout=CLOSING_SECONDS)
    if not lost.done():
        connection.transport.loseConnection()
    await asyncio.sleep(NOTING_SECONDS)


_own = OnePerCrawl(Places)


def places_of(crawler: Crawler, pool: HTTPConnectionPool) -> Places:
    """The places of a crawl, which has *pool* to take connections from."""
    places = _own(crawler)
    places.pools.append(pool)
    return places


async def _resolve(host: str) -> str | None:
    """The first address of a name, by the resolver the connection will be made with."""
    from twisted.internet import reactor

    plugged: Any = reactor
    found: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
    plugged.nameResolver.resolveHostName(_First(found), host)
    return await found


@implementer(IResolutionReceiver)
class _First:
    """Takes the first address."""

    def __init__(self, found: asyncio.Future[str | None]) -> None:
        self._found = found

    def resolutionBegan(self, resolution: HostResolution) -> None:  # noqa: N802 - Twisted's name
        """Nothing to be done."""

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802 - Twisted's name
        if not self._found.done():
            self._found.set_result(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's name
        if not self._found.done():
            self._found.set_result(None)
