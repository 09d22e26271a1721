"""What a whole host says of its pages: its tdmrep.json, read once a day, and the Content-Signal lines of its robots.txt."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from archiver.capture import OptOut
from archiver.crawl import marks
from archiver.crawl.kept import ask_archive, tell_archive
from archiver.crawl.robots import RobotsMiddleware
from archiver.extract.opt_outs import Reservations, read_reservations
from archiver.store import Archive
from archiver.store.opt_outs import ReservationState
from archiver.urls import host_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: Where the TDM Reservation Protocol has a host's file.
WELL_KNOWN = "/.well-known/tdmrep.json"
#: The file is asked for again after this; as long as RFC 9309 lets robots.txt be kept.
FRESH = timedelta(hours=24)
#: Bytes of the file; a larger one is not read.
MOST_BYTES = 262_144


class HostSignals:
    """What hosts say of all their pages."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["USER_AGENT"]
        self._files: dict[str, asyncio.Future[Reservations]] = {}

    async def of(self, url: str) -> tuple[OptOut, ...]:
        """What the host of *url* says of that page. A file that is not to be had says nothing."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._files:
            self._files[origin] = asyncio.ensure_future(self._load(origin))
        file = await asyncio.shield(self._files[origin])
        reserved = file.of(url)
        signals = await self._robots_signals(url)
        return (*([reserved] if reserved else []), *signals)

    async def _robots_signals(self, url: str) -> tuple[OptOut, ...]:
        robots = self._crawler.get_downloader_middleware(RobotsMiddleware)
        if robots is None or not self._crawler.settings.getbool("ARCHIVER_OBEY_ROBOTS", True):
            return ()
        rules = await robots.rules_for(url)
        return tuple(
            OptOut(signal=f"{name}=no", source="robots.txt", raw=f"Content-Signal: {name}=no")
            for name, allowed in rules.robots.signals(self._agent).items()
            if not allowed
        )

    async def _load(self, origin: str) -> Reservations:
        known = await ask_archive(self._crawler, Archive.reservation, origin)
        now = datetime.now(UTC)
        fetched_at = known.fetched_at if known else None
        if known is not None and fetched_at is not None and now - FRESH < fetched_at <= now:
            return read_reservations(known.body or b"")
        try:
            body = await self._fetch(origin)
        except Exception:
            # not asked because robots.txt forbids it, or not answered: what was known counts for this run
            return read_reservations(known.body or b"") if known else Reservations()
        state = ReservationState(origin=origin, fetched_at=now, body=body)
        tell_archive(self._crawler, Archive.save_reservation, state)
        return read_reservations(body or b"")

    async def _fetch(self, origin: str) -> bytes | None:
        """The file; None when there is none."""
        meta = {
            marks.FOLLOW: True,
            "handle_httpstatus_all": True,
            "verbatim_url": True,
            "download_slot": host_of(origin),
            "download_maxsize": MOST_BYTES,
        }
        request = Request(
            origin + WELL_KNOWN, callback=NO_CALLBACK, dont_filter=True, priority=900, meta=meta
        )
        response = await self._crawler.engine.download_async(request)
        return response.body if response.status == 200 else None
