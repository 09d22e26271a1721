"""Turns: a newspaper whose pages take long to read does not keep the others' from being read."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Turns:
    """So many places, each given to whoever has the fewest of them."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._taken: Counter[str] = Counter()
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def of(self, name: str) -> AsyncIterator[None]:
        """A place for *name*, as soon as there is one."""
        if self._free:
            self._free -= 1
            self._taken[name] += 1
        else:
            await self._wait(name)
        try:
            yield
        finally:
            self._give_back(name)

    async def _wait(self, name: str) -> None:
        given: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(name, deque()).append(given)
        try:
            await given
        except asyncio.CancelledError:
            if given.done() and not given.cancelled():  # it had been given, and nobody came
                self._give_back(name)
            raise

    def _give_back(self, name: str) -> None:
        self._taken[name] -= 1
        if not self._taken[name]:
            del self._taken[name]
        while self._waiting:
            following = min(self._waiting, key=self._taken.__getitem__)
            queue = self._waiting[following]
            given = queue.popleft()
            if not queue:
                del self._waiting[following]
            if not given.done():
                self._taken[following] += 1
                given.set_result(None)
                return
        self._free += 1
