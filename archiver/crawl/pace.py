"""Pace: how often a host is asked. Never faster than configured; slower when robots.txt wants it, or its answers do.

The idea is that of Scrapy's AutoThrottle: what a server answers slowly, it should be asked less often. Ours only ever
slows down: a host that answers at once is asked as often as the operator said, and no more.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archiver.crawl.belongings import OnePerCrawl
from archiver.crawl.configure import slot_delay

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: From this latency on, smoothed, a host counts as slow. Newspapers answer in 0.1 to 0.6 s.
SLOW_SECONDS = 1.0
#: A slow host rests for this many times its latency: it works for us a third of the time at most.
REST = 2.0
#: What an error adds to what was known of a host's latency: these many in a row, and each further one, double its rest.
ERRORS = 3
#: No host is slowed down further than to this by its own answers.
MAX_REST_SECONDS = 60.0

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class HostPace:
    """How often one host is asked."""

    own_seconds: float  #: configured, for all hosts or for the site
    asked_seconds: float = 0.0  #: Crawl-delay of its robots.txt
    rest_seconds: float = 0.0  #: what its answers make of it
    latency_seconds: float | None = None  #: smoothed
    errors: int = 0  #: in a row
    told_seconds: float = 0.0  #: the longest rest that was told

    @property
    def seconds(self) -> float:
        """From one answer to the next request."""
        return max(self.own_seconds, self.asked_seconds, self.rest_seconds)

    def note_answer(self, latency: float) -> None:
        """Take account of an answer that took *latency* seconds.

        >>> pace = HostPace(own_seconds=1.0)
        >>> pace.note_answer(4.0)
        >>> pace.seconds
        8.0
        >>> for _ in range(5): pace.note_answer(0.2)
        >>> pace.seconds
        1.0
        """
        self.errors = 0
        known = self.latency_seconds
        self.latency_seconds = latency if known is None else (known + latency) / 2
        wanted = REST * self.latency_seconds if self.latency_seconds >= SLOW_SECONDS else 0.0
        # up at once, down by halves: one quick answer does not say that the host has recovered
        self.rest_seconds = min(max(wanted, (self.rest_seconds + wanted) / 2), MAX_REST_SECONDS)

    def note_error(self) -> None:
        """Take account of a timeout, a reset or a server's error.

        >>> pace = HostPace(own_seconds=0.5)
        >>> for _ in range(4): pace.note_error()
        >>> pace.seconds
        2.0
        """
        self.errors += 1
        if self.errors >= ERRORS:
            doubled = 2 * max(self.rest_seconds, self.own_seconds, SLOW_SECONDS / 2)
            self.rest_seconds = min(doubled, MAX_REST_SECONDS)


class Pace:
    """The delays of all hosts of a crawl. The crawl's own is found with `pace_of(crawler)`."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._default = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._hosts: dict[str, HostPace] = {}
        self._sites: set[str] = set()

    def of(self, host: str) -> HostPace:
        """How often *host* is asked."""
        return self._hosts.setdefault(host, HostPace(self._default))

    def set_own(self, host: str, seconds: float) -> None:
        """Take *seconds* in the place of the delay for all hosts; for one host the first site that says so counts."""
        if host not in self._sites:
            self._sites.add(host)
            self.of(host).own_seconds = slot_delay(seconds)
            self._apply(host)

    def ask_for(self, host: str, seconds: float) -> None:
        """Take account of what robots.txt asks for."""
        self.of(host).asked_seconds = seconds
        self._apply(host)

    def note_answer(self, host: str, latency: float) -> None:
        """Take account of an answer."""
        self.of(host).note_answer(latency)
        self._apply(host)

    def note_error(self, host: str) -> None:
        """Take account of a request that came to nothing for the host's reasons."""
        self.of(host).note_error()
        self._apply(host)

    def _apply(self, host: str) -> None:
        pace = self.of(host)
        downloader = self._crawler.engine.downloader
        # for slots still to be made: Scrapy throws away those that were idle for a minute
        downloader.per_slot_settings.setdefault(host, {"concurrency": 1})["delay"] = pace.seconds
        if host in downloader.slots:
            downloader.slots[host].delay = pace.seconds
        self._tell(host, pace)

    def _tell(self, host: str, pace: HostPace) -> None:
        """Say that a host has been slowed down; again when its rest has doubled since."""
        without = max(pace.own_seconds, pace.asked_seconds, SLOW_SECONDS / 2)
        if pace.rest_seconds < 2 * max(without, pace.told_seconds):
            return
        pace.told_seconds = pace.rest_seconds
        why = f"{pace.errors} errors in a row" if pace.errors else f"it takes {pace.latency_seconds:.1f} s"
        logger.warning("%s is asked every %.1f s at most: %s", host, pace.rest_seconds, why)


#: The pace of a crawl.
pace_of = OnePerCrawl(Pace)
