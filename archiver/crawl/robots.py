"""robots.txt (RFC 9309): asked for once per host and run, obeyed before every request and every hop."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from archiver.crawl import marks
from archiver.crawl.conditions import conditions
from archiver.crawl.ends import End
from archiver.crawl.failures import NotFetched, explain
from archiver.crawl.hosts import hosts_of
from archiver.crawl.kept import ask_archive, tell_archive
from archiver.crawl.pace import pace_of
from archiver.crawl.verdicts import (
    DISALLOWS,
    FRESH,
    LED_NOWHERE,
    UNREACHABLE,
    Rules,
    closed,
    judge,
    take_answer,
    take_failure,
)
from archiver.link import Status
from archiver.store import Archive
from archiver.store.hosts import RobotsState
from archiver.urls import host_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

__all__ = ["DISALLOWS", "UNREACHABLE", "RobotsMiddleware", "Rules"]

#: A Crawl-delay above this is taken as this: at a minute a page, a day still holds 1,440 pages, and hosts that
#: write 3600 mean "go away", which robots.txt has a better word for.
MAX_CRAWL_DELAY_SECONDS = 60.0
#: Redirects followed for robots.txt (RFC 9309, 2.3.1.2: at least five). One that leads further, or in a circle,
#: counts as none at all, as the RFC has it.
ROBOTS_HOPS = 5
#: The longest a run waits before it asks again for a robots.txt that was not answered.
MOST_AGAIN_SECONDS = 3600.0


@dataclass(slots=True)
class _Kept:
    """The rules of one origin in this run."""

    rules: asyncio.Future[Rules]
    again_at: float = float("inf")  #: on the monotonic clock: when robots.txt is asked for anew
    failures: int = 0  #: in a row

    def end(self, rules: Rules, again_seconds: float) -> None:
        """Note how the attempt went; after a failure the next comes *again_seconds* later, after each twice as long."""
        if rules.problem is None and not rules.copy:
            self.failures, seconds = 0, FRESH.total_seconds()
        else:
            self.failures += 1
            seconds = min(again_seconds * 2 ** min(self.failures - 1, 10), MOST_AGAIN_SECONDS)
        self.again_at = monotonic() + seconds


class RobotsMiddleware:
    """Refuses what robots.txt disallows and applies its Crawl-delay to the host's download slot."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._hosts = hosts_of(crawler)
        self._pace = pace_of(crawler)
        self._agent: str = crawler.settings["USER_AGENT"]
        self._obey = crawler.settings.getbool("ARCHIVER_OBEY_ROBOTS", True)
        self._again_seconds = crawler.settings.getfloat("ARCHIVER_ROBOTS_AGAIN_SECONDS", 60.0)
        self._kept: dict[str, _Kept] = {}
        self._known: dict[str, RobotsState] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if not self._obey or request.meta.get(marks.NO_ROBOTS):
            return
        rules = await self.rules_for(request.url)
        end = self.judge(rules, request.url)
        if end is not None:
            raise NotFetched(end)

    async def rules_for(self, url: str) -> Rules:
        """The rules of the host *url* is on; fetched at the first call."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        kept = self._kept.get(origin)
        if kept is None:
            kept = self._kept[origin] = _Kept(asyncio.ensure_future(self._fetch(origin)))
        elif kept.rules.done() and monotonic() >= kept.again_at:
            kept.again_at = float("inf")
            kept.rules = asyncio.ensure_future(self._fetch(origin))
        # shielded: one request that is given up must not take the others' answer away
        return await asyncio.shield(kept.rules)

    def judge(self, rules: Rules, url: str) -> End | None:
        """How a link to *url* ends under *rules*; None when it may be fetched."""
        if rules.problem is not None:
            return rules.problem
        if not rules.robots.allows(url, self._agent):
            verdict = rules.robots.verdict(url, self._agent)
            detail = None if verdict == DISALLOWS else verdict
            return End(status=Status.REFUSED, reason=DISALLOWS, detail=detail)
        return None

    async def verdict(self, url: str) -> str:
        """What robots.txt says to *url*, in one line for people."""
        rules = await self.rules_for(url)
        if rules.problem is not None:
            return f"{UNREACHABLE}: {rules.problem.detail or rules.problem.reason}"
        return rules.robots.verdict(url, self._agent)

    def crawl_delay(self, rules: Rules) -> float | None:
        """Seconds robots.txt asks for between two requests, as written."""
        return rules.robots.crawl_delay(self._agent)

    async def _fetch(self, origin: str) -> Rules:
        """Ask for robots.txt, and say what counts now."""
        if origin not in self._known:
            known = await ask_archive(self._crawler, Archive.robots, origin)
            self._known[origin] = known or RobotsState(origin=origin)
        known = self._known[origin]
        try:
            response = await self._crawler.engine.download_async(self._request(known))
        except Exception as error:
            end = explain(error, 0, datetime.now(UTC))
            if end.status is not Status.FAILED:
                # not a word about robots.txt: a private address, a host that asks us to wait, a run that stops
                return self._ended(origin, closed(end))
            state = self._lost(known, end.reason)
        else:
            state = self._read(known, response)
        if state != known:
            self._known[origin] = state
            tell_archive(self._crawler, Archive.save_robots, state)
        held = self._held(state)
        if held is not None:
            return self._ended(origin, held)
        # 500 KiB of rules take a quarter of a second: not on the event loop
        return self._ended(origin, await asyncio.to_thread(self._judge, state))

    def _judge(self, state: RobotsState) -> Rules:
        """The rules that count, with those for us already picked out."""
        rules = judge(state, datetime.now(UTC))
        self.crawl_delay(rules)
        return rules

    def _held(self, state: RobotsState) -> Rules | None:
        """The rules when robots.txt was answered with a request to wait: its links wait as long."""
        if state.failed_since is None:
            return None
        host = host_of(state.origin)
        hold = self._hosts.has_to_wait(host)
        if hold is None:
            self._hosts.note_silence(host, datetime.now(UTC) - state.failed_since, state.failure or "")
        return closed(hold.end) if hold else None

    def _request(self, known: RobotsState) -> Request:
        return Request(
            f"{known.origin}/robots.txt",
            callback=NO_CALLBACK,
            dont_filter=True,
            priority=1000,
            headers=conditions(known.etag, known.last_modified) if known.body is not None else {},
            meta={
                marks.NO_ROBOTS: True,
                marks.FOLLOW: True,
                marks.HOPS: ROBOTS_HOPS,
                "handle_httpstatus_all": True,
                "download_slot": host_of(known.origin),
            },
        )

    def _read(self, known: RobotsState, response: Response) -> RobotsState:
        """What is known after *response*."""
        now = datetime.now(UTC)
        status = response.status
        if status >= 500 or status == 429 or (status == 304 and known.body is None):
            return take_failure(known, f"HTTP {status}", now)
        etag, modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
        answer = RobotsState(
            origin=known.origin,
            status=status,
            url=response.url,
            body=response.body if 200 <= status < 300 else None,
            etag=etag.decode("latin-1") if etag else None,
            last_modified=modified.decode("latin-1") if modified else None,
        )
        return take_answer(known, answer, now)

    def _lost(self, known: RobotsState, reason: str) -> RobotsState:
        """What is known after a request that came to nothing."""
        now = datetime.now(UTC)
        if reason in LED_NOWHERE:
            return take_answer(known, RobotsState(origin=known.origin, status=404), now)
        return take_failure(known, reason, now)

    def _ended(self, origin: str, rules: Rules) -> Rules:
        self._kept[origin].end(rules, self._again_seconds)
        wanted = self.crawl_delay(rules) if self._obey else None
        if wanted:
            self._pace.ask_for(host_of(origin), min(wanted, MAX_CRAWL_DELAY_SECONDS))
        return rules
