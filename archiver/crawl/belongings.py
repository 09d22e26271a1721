"""What belongs to a crawl: one of each kind, found by whoever has the crawler, and gone with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler

T = TypeVar("T")


class OnePerCrawl(Generic[T]):
    """Gives a crawler's own; *make* makes it at the first call."""

    def __init__(self, make: Callable[[Crawler], T]) -> None:
        self._make = make
        self._made: WeakKeyDictionary[Crawler, T] = WeakKeyDictionary()

    def __call__(self, crawler: Crawler) -> T:
        made = self._made.get(crawler)
        if made is None:
            made = self._made[crawler] = self._make(crawler)
        return made
