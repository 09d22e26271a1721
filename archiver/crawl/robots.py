"""robots.txt (RFC 9309): read once per host and run, obeyed before every request and every hop."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from archiver.crawl import marks
from archiver.crawl.configure import slot_delay
from archiver.crawl.ends import End, retry_time
from archiver.crawl.failures import NotFetched, explain
from archiver.discover.robots import Robots, read_robots
from archiver.link import Status
from archiver.urls import host_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: A Crawl-delay above this is taken as this: at a minute a page, a day still holds 1,440 pages, and hosts that
#: write 3600 mean "go away", which robots.txt has a better word for.
MAX_CRAWL_DELAY_SECONDS = 60.0
#: Redirects followed for robots.txt (RFC 9309, 2.3.1.2: at least five).
ROBOTS_HOPS = 5
#: Why a link fails whose host did not say what it allows.
UNREACHABLE = "robots.txt unreachable"
#: Why a link is refused that its host does not want fetched.
DISALLOWS = "robots.txt disallows"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt came to."""

    robots: Robots
    problem: End | None = None  #: why there was no answer


class RobotsMiddleware:
    """Refuses what robots.txt disallows and applies its Crawl-delay to the host's download slot."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["USER_AGENT"]
        self._obey = crawler.settings.getbool("ARCHIVER_OBEY_ROBOTS", True)
        self._rules: dict[str, asyncio.Task[Rules]] = {}

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
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._fetch(origin))
        # shielded: one request that is given up must not take the others' answer away
        return await asyncio.shield(self._rules[origin])

    def judge(self, rules: Rules, url: str) -> End | None:
        """How a link to *url* ends under *rules*; None when it may be fetched."""
        if rules.problem is not None and rules.problem.status is not Status.FAILED:
            return rules.problem
        if rules.robots.unreachable:
            why = rules.problem.reason if rules.problem else f"HTTP {rules.robots.status}"
            retry_at = retry_time(0, datetime.now(UTC))
            return End(status=Status.FAILED, reason=UNREACHABLE, detail=why, retry_at=retry_at)
        if not rules.robots.allows(url, self._agent):
            verdict = rules.robots.verdict(url, self._agent)
            detail = None if verdict == DISALLOWS else verdict
            return End(status=Status.REFUSED, reason=DISALLOWS, detail=detail)
        return None

    async def verdict(self, url: str) -> str:
        """What robots.txt says to *url*, in one line for people."""
        rules = await self.rules_for(url)
        if rules.problem is not None:
            return f"robots.txt unreachable: {rules.problem.reason}"
        return rules.robots.verdict(url, self._agent)

    def crawl_delay(self, rules: Rules) -> float | None:
        """Seconds robots.txt asks for between two requests, as written."""
        return rules.robots.crawl_delay(self._agent)

    async def _fetch(self, origin: str) -> Rules:
        request = Request(
            f"{origin}/robots.txt",
            callback=NO_CALLBACK,
            dont_filter=True,
            priority=1000,
            meta={
                marks.NO_ROBOTS: True,
                marks.FOLLOW: True,
                marks.HOPS: ROBOTS_HOPS,
                "handle_httpstatus_all": True,
                "download_slot": host_of(origin),
            },
        )
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:
            problem = explain(error, 0, datetime.now(UTC))
            return Rules(read_robots(None, b""), problem)
        rules = Rules(read_robots(response.status, response.body, response.url))
        self._apply_delay(origin, rules)
        return rules

    def _apply_delay(self, origin: str, rules: Rules) -> None:
        wanted = self.crawl_delay(rules) if self._obey else None
        if wanted:
            _slow_down(self._crawler, origin, min(wanted, MAX_CRAWL_DELAY_SECONDS))


def set_delay(crawler: Crawler, url: str, seconds: float) -> None:
    """Ask the host of *url* for a page at most every *seconds*, in place of the configuration's delay."""
    _set_delay(crawler, host_of(url), slot_delay(seconds))


def has_delay(crawler: Crawler, url: str) -> bool:
    """Whether the host of *url* has a delay of its own."""
    return host_of(url) in crawler.engine.downloader.per_slot_settings


def _slow_down(crawler: Crawler, url: str, seconds: float) -> None:
    """Ask the host of *url* for a page at most every *seconds*; never faster than it is asked already."""
    key = host_of(url)
    known = crawler.engine.downloader.per_slot_settings.get(key, {})
    present = known.get("delay", crawler.settings.getfloat("DOWNLOAD_DELAY"))
    _set_delay(crawler, key, max(seconds, present))


def _set_delay(crawler: Crawler, key: str, seconds: float) -> None:
    downloader = crawler.engine.downloader
    # for slots still to be made: Scrapy throws away those that were idle for a minute
    downloader.per_slot_settings.setdefault(key, {"concurrency": 1})["delay"] = seconds
    if key in downloader.slots:
        downloader.slots[key].delay = seconds
