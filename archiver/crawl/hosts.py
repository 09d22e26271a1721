"""Hosts: who asks to be left alone until when, within a run and from one run to the next."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING

from archiver.crawl.belongings import OnePerCrawl
from archiver.crawl.ends import LONGEST_WAIT, End
from archiver.crawl.failures import NotFetched
from archiver.crawl.kept import ask_archive, tell_archive
from archiver.link import Status
from archiver.store import Archive
from archiver.store.hosts import HostState
from archiver.urls import host_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

#: A host that says "later" this many times in a row is left alone for the rest of the run.
MAX_STRIKES = 5
#: A host is given up for the run when this many attempts in a row came to nothing, over ARCHIVER_SPELL_SECONDS at
#: least. Refused connections come back within a millisecond: a server that restarts must not be given up for eight.
FAILURES = 4
#: How long a host that was given up is left alone: four times longer each time, up to a day.
FIRST_WAIT = timedelta(minutes=1)
#: The longest wait of a host that has been silent since an earlier run: it is asked four times a day.
MAX_SILENCE = timedelta(hours=6)
#: What 429 without a time means at first; twice as long each time, up to a day.
FIRST_PAUSE = timedelta(seconds=20)
MAX_WAIT = timedelta(days=1)
#: Why a link waits whose host came to nothing several times in a row.
SILENT = "host does not answer"
#: Nothing has reached a host whose name was not found: it is not silent, and our own network may be down.
UNTOUCHED = "host not found"


def wait_of(strikes: int, first: timedelta, factor: int) -> timedelta:
    """How long a host is left alone after *strikes* in a row.

    >>> [str(wait_of(strikes, FIRST_WAIT, 4)) for strikes in (1, 2, 4, 99)]
    ['0:01:00', '0:04:00', '1:04:00', '1 day, 0:00:00']
    """
    longer: int = factor ** min(strikes - 1, 10)
    return min(first * longer, MAX_WAIT)


def by_this_clock(state: HostState, now: datetime) -> HostState:
    """The state with its wait moved to where it belongs when the clock has been set back since it was written.

    A wait that begins in the future would otherwise last until the clock is there again.

    >>> now = datetime(2026, 3, 1, tzinfo=UTC)
    >>> later = now + timedelta(days=3650)
    >>> kept = HostState(name="a", wait_from=later, wait_until=later + timedelta(hours=2))
    >>> str(by_this_clock(kept, now).wait_until)
    '2026-03-01 02:00:00+00:00'
    """
    if state.wait_from is None or state.wait_until is None or state.wait_from <= now:
        return state
    length = max(min(state.wait_until - state.wait_from, LONGEST_WAIT), timedelta(0))
    return replace(state, wait_from=now, wait_until=now + length)


@dataclass(slots=True)
class Hold:
    """A host that is left alone for a while."""

    until: float  #: on the monotonic clock
    retry_at: datetime  #: the same on the wall, UTC
    reason: str  #: "HTTP 429", "host does not answer"
    strikes: int = 1
    detail: str | None = None
    earlier: bool = False  #: an earlier run was told

    @property
    def seconds(self) -> float:
        """How long it still holds; negative when it is over."""
        return self.until - monotonic()

    @property
    def end(self) -> End:
        """How a link ends that has to wait for the host."""
        detail = f"the server asks to come back after {self.retry_at:%Y-%m-%d %H:%M:%S} UTC"
        if not self.earlier:
            return End(
                status=Status.PENDING,
                reason=self.reason,
                detail=self.detail or detail,
                retry_at=self.retry_at,
            )
        asks = "is given up" if self.reason == SILENT else "asks to wait"
        reason = f"host {asks} until {self.retry_at:%Y-%m-%d %H:%M} UTC"
        return End(status=Status.PENDING, reason=reason, detail=self.reason, retry_at=self.retry_at)


class Hosts:
    """What the hosts of a crawl ask for. The crawl's own is found with `hosts_of(crawler)`."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._patience_seconds = crawler.settings.getfloat("ARCHIVER_PATIENCE_SECONDS")
        self._spell_seconds = crawler.settings.getfloat("ARCHIVER_SPELL_SECONDS", 30.0)
        self._holds: dict[str, Hold] = {}
        self._known: dict[str, asyncio.Future[None]] = {}
        self._failures: dict[str, tuple[int, float]] = {}  # how many in a row, since when

    async def learn(self, host: str) -> None:
        """Take over what earlier runs were told; asked of the archive at the first call."""
        if host not in self._known:
            self._known[host] = asyncio.ensure_future(self._load(host))
        # shielded: one request that is given up must not take the others' answer away
        await asyncio.shield(self._known[host])

    async def _load(self, host: str) -> None:
        state = await ask_archive(self._crawler, Archive.host, host)
        if state is None or state.wait_until is None or host in self._holds:
            return
        now = datetime.now(UTC)
        present = by_this_clock(state, now)
        if present != state:
            tell_archive(self._crawler, Archive.save_host, present)
        until = present.wait_until or now
        self._holds[host] = Hold(
            until=monotonic() + (until - now).total_seconds(),
            retry_at=until,
            reason=present.reason or SILENT,
            strikes=present.strikes,
            earlier=True,
        )

    def hold(self, host: str) -> Hold | None:
        """Why *host* is not to be asked now; None when it may be."""
        hold = self._holds.get(host)
        return hold if hold is not None and hold.seconds > 0 else None

    def has_to_wait(self, host: str) -> Hold | None:
        """The hold of *host* if it is too long to be sat out in this run."""
        hold = self.hold(host)
        return hold if hold is not None and self.is_too_long(hold) else None

    def is_too_long(self, hold: Hold) -> bool:
        """Whether a hold is not sat out."""
        by_count = not hold.earlier and (hold.strikes >= MAX_STRIKES or hold.reason == SILENT)
        return by_count or hold.seconds > self._patience_seconds

    def put_off(self, host: str, reason: str, wait: timedelta | None) -> Hold:
        """Leave *host* alone, for as long as it asks, else longer each time."""
        known = self._holds.get(host)
        strikes = known.strikes + 1 if known is not None else 1
        return self._set(host, reason, strikes, wait or wait_of(strikes, FIRST_PAUSE, 2))

    def note_failure(self, host: str, reason: str) -> Hold | None:
        """Count an attempt that came to nothing; the hold, when it was one too many."""
        if reason == UNTOUCHED:
            return None
        count, since = self._failures.get(host, (0, monotonic()))
        self._failures[host] = (count + 1, since)
        if count + 1 < FAILURES or monotonic() - since < self._spell_seconds:
            return None
        known = self._holds.get(host)
        if known is not None and known.seconds > 0:
            return known
        strikes = known.strikes + 1 if known is not None else 1
        detail = f"{count + 1} attempts in a row came to nothing: {reason}"
        return self._set(host, SILENT, strikes, wait_of(strikes, FIRST_WAIT, 4), detail)

    def note_silence(self, host: str, spell: timedelta, reason: str) -> None:
        """Leave a host alone that has said nothing for a *spell*, over several runs: a quarter of it longer."""
        wait = min(spell / 4, MAX_SILENCE)
        if wait >= FIRST_WAIT and reason != UNTOUCHED and self.hold(host) is None:
            known = self._holds.get(host)
            detail = f"no answer for {spell // timedelta(minutes=1)} minutes: {reason}"
            self._set(host, SILENT, known.strikes + 1 if known else 1, wait, detail)

    def note_answer(self, host: str) -> None:
        """The host answers: what went wrong before is forgotten."""
        self._failures.pop(host, None)
        hold = self._holds.get(host)
        if hold is not None and hold.seconds <= 0:
            del self._holds[host]
            tell_archive(self._crawler, Archive.save_host, HostState(name=host))

    def _set(self, host: str, reason: str, strikes: int, wait: timedelta, detail: str | None = None) -> Hold:
        now = datetime.now(UTC)
        until = now + wait
        hold = Hold(monotonic() + wait.total_seconds(), until, reason, strikes, detail)
        self._holds[host] = hold
        tell_archive(
            self._crawler,
            Archive.save_host,
            HostState(name=host, wait_from=now, wait_until=until, reason=reason, strikes=strikes),
        )
        return hold


class HostsMiddleware:
    """Gives requests back whose host asks to be left alone; nothing is sent to it, robots.txt included."""

    def __init__(self, crawler: Crawler) -> None:
        self._hosts = hosts_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HostsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        host = host_of(request.url)
        await self._hosts.learn(host)
        hold = self._hosts.has_to_wait(host)
        if hold is not None:
            raise NotFetched(hold.end)


#: What the hosts of a crawl ask for.
hosts_of = OnePerCrawl(Hosts)
