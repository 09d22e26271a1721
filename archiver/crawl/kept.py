"""What earlier runs know of a host, for crawls that write an archive and for those that only look."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from archiver.crawl.run import run_of
from archiver.errors import ArchiverError
from archiver.store import Archive

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler

T = TypeVar("T")


async def ask_archive(crawler: Crawler, ask: Callable[[Archive, str], T], name: str) -> T | None:
    """What the archive says of *name*; None when there is no archive, as when a newspaper is only looked at."""
    run = run_of(crawler)
    try:
        if run.writes:
            answer: T = await run.call(ask, name)
            return answer
        return await asyncio.to_thread(_look, run.config.archive, ask, name)
    except ArchiverError:
        return None  # a run that writes has failed by now, and says so


def _look(location: str, ask: Callable[[Archive, str], T], name: str) -> T:
    with Archive.open(location, read_only=True) as archive:
        return ask(archive, name)


def tell_archive(crawler: Crawler, tell: Callable[..., None], state: object) -> None:
    """Have *state* kept, soon; nothing is kept by a crawl that does not write."""
    if run_of(crawler).writes:
        task = asyncio.ensure_future(_tell(crawler, tell, state))
        _tasks.add(task)
        task.add_done_callback(_tasks.discard)


async def _tell(crawler: Crawler, tell: Callable[..., Any], state: object) -> None:
    try:
        await run_of(crawler).call(tell, state)
    except ArchiverError:
        return  # the run has failed by now, and says so, or is over


#: The event loop holds its tasks only weakly.
_tasks: set[asyncio.Task[None]] = set()
