"""How long a crawl's event loop was busy with one thing: nobody is asked or answered in that time.

`LagMeter` is a Scrapy extension. A task asks to be woken every few milliseconds and notes how late it was, and how much
of that the crawl's process was at work itself: on a machine with other work to do, the rest is that work's. With
`LAG_WHY` set, a thread looks where the loop's thread is while it is late, and tells on standard error.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import traceback
from time import monotonic, process_time
from typing import TYPE_CHECKING

from scrapy import signals

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

EVERY_SECONDS = 0.005
#: Lateness of which the cause is told.
LATE_SECONDS = 0.25


class LagMeter:
    """Notes the worst lateness of the event loop between the first request and the last."""

    worst: LagMeter | None = None  #: the meter of the crawl this process ran

    def __init__(self) -> None:
        self.seconds = 0.0  #: the worst, by the clock
        self.own_seconds = 0.0  #: the worst, as far as this process was at work
        self.over = 0  #: times that was over a quarter of a second
        self._due = monotonic()
        self._loop_thread = threading.get_ident()
        self._over = False
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LagMeter:
        meter = cls()
        LagMeter.worst = meter
        crawler.signals.connect(meter.start, signal=signals.spider_opened)
        crawler.signals.connect(meter.stop, signal=signals.spider_closed)
        return meter

    def start(self) -> None:
        self._loop_thread = threading.get_ident()
        self._task = asyncio.ensure_future(self._measure())
        if os.environ.get("LAG_WHY"):
            threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        self._over = True
        if self._task is not None:
            self._task.cancel()

    async def _measure(self) -> None:
        while True:
            self._due = monotonic() + EVERY_SECONDS
            worked = process_time()
            await asyncio.sleep(EVERY_SECONDS)
            late = monotonic() - self._due
            own = min(late, process_time() - worked)
            self.over += own > 0.25
            self.seconds = max(self.seconds, late)
            self.own_seconds = max(self.own_seconds, own)

    def _watch(self) -> None:
        while not self._over:
            threading.Event().wait(LATE_SECONDS / 5)
            late = monotonic() - self._due
            if late > LATE_SECONDS:
                frames = sys._current_frames()
                frames.pop(threading.get_ident(), None)
                stacks = [traceback.format_stack(frame)[-6:] for frame in frames.values()]
                shown = "\n".join("".join(stack) for stack in stacks if "wait" not in stack[-1])
                sys.stderr.write(f"--- late by {late:.3f} s\n{shown}")
