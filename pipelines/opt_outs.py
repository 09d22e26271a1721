"""OptOuts: what a page and its host say about being archived, mined or used for training, noted with the capture."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from archiver.crawl.reservations import HostSignals
from archiver.crawl.run import run_of
from archiver.extract.opt_outs import read_opt_outs, refusal
from archiver.link import Status

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archiver.capture import Capture, OptOut
    from archiver.outcome import Outcome

#: How the reason of a refused page begins.
OPTED_OUT = "opted out"


class OptOuts:
    """Notes opt-outs; where the operator obeys them, a page that opts out is refused before anything of it is kept."""

    def __init__(self, crawler: Crawler) -> None:
        self._run = run_of(crawler)
        self._hosts = HostSignals(crawler)
        self._agent: str = crawler.settings["USER_AGENT"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> OptOuts:
        return cls(crawler)

    async def process_item(self, item: Outcome) -> Outcome:
        capture = item.capture
        if capture is None or capture.status != 200:
            return item
        capture = replace(capture, opt_outs=await self._read(capture))
        reason = refusal(capture.opt_outs, self._agent) if self._run.config.obey_opt_outs else None
        if reason is None:
            return replace(item, capture=capture)
        return replace(
            item,
            capture=_emptied(capture),
            article=None,
            status=Status.REFUSED,
            reason=f"{OPTED_OUT}: {reason.signal}",
            detail=str(reason),
        )

    async def _read(self, capture: Capture) -> tuple[OptOut, ...]:
        pages = (capture, *capture.following)
        said = await asyncio.to_thread(lambda: [one for page in pages for one in read_opt_outs(page)])
        hosted = await self._hosts.of(capture.answered_url) if capture.protocol else ()
        if any(one.signal == "tdm-reservation" for one in said):
            # the page's own word outranks its host's (TDM Reservation Protocol, on priorities)
            hosted = tuple(one for one in hosted if one.signal != "tdm-reservation")
        return tuple(dict.fromkeys((*said, *hosted)))


def is_opted_out(item: Outcome) -> bool:
    """Whether nothing of the page is to be kept."""
    return item.status is Status.REFUSED and (item.reason or "").startswith(OPTED_OUT)


def _emptied(capture: Capture) -> Capture:
    """That the page was answered, and what it said about being kept; none of its words, and no way to ask for it
    conditionally: should it change its mind, or the operator his, it is to be read."""
    kept = tuple((name, value) for name, value in capture.headers if name.lower() == "content-type")
    return replace(capture, body=b"", headers=kept, following=())
