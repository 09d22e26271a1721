"""Leftovers: what killed runs left in the WARC folder is put in order, and their pages are not fetched again.

A page is written to WARC as soon as it has come, and stored a moment later, when it has been read. What a run had
fetched and not stored when it was killed, the next one takes from there.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import time
from typing import TYPE_CHECKING, Any

from archiver.crawl.ends import judge_answer
from archiver.errors import WarcError
from archiver.link import Status
from archiver.store import Archive
from archiver.warc.leftover import find_unclaimed, mend, run_of_file
from archiver.warc.reader import read_capture
from archiver.warc.writer import OPEN

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

    from archiver.capture import Capture
    from archiver.link import Link
    from archiver.warc.leftover import Mended, Unclaimed

    #: Carries out ``work(archive, *arguments)`` where the archive may be used.
    Ask = Callable[..., Awaitable[Any]]

#: Older pages are fetched again.
FRESH = timedelta(days=1)


class Leftovers:
    """The WARC files of earlier runs, as far as they were not closed or have pages that were not stored."""

    def __init__(self, folder: Path, ask: Ask, note: Callable[[str], None]) -> None:
        self._folder = folder
        self._ask = ask
        self._note = note
        self._mended = False
        self._searched: set[str] = set()  #: runs whose files have been looked through
        self._pages: dict[str, Unclaimed] = {}  #: by URL
        self.taken = 0  #: pages that need not be fetched again

    async def take_over(self, crawl_id: int) -> None:
        """Close the files of killed runs, once; find the pages the site's last runs fetched and did not store."""
        if not self._mended:
            self._mended = True
            await self._mend()
        runs = [
            run for run in await self._ask(Archive.runs_broken_off, crawl_id) if run not in self._searched
        ]
        self._searched.update(runs)
        files = await asyncio.to_thread(self._recent_files, runs) if runs else []
        if files:
            known = await self._ask(Archive.kept_places, runs)
            self._pages |= await asyncio.to_thread(_search, files, known)

    async def take(self, url: str, link: Link) -> Capture | None:
        """The capture of *url* a killed run made after *link* was stored last; None when there is none."""
        page = self._pages.pop(url, None)
        if page is None or (link.fetched_at is not None and page.fetched_at <= link.fetched_at):
            return None
        try:
            capture = await asyncio.to_thread(read_capture, self._folder, page.place)
        except WarcError:
            return None
        self.taken += 1
        return replace(capture, link=link)

    async def _mend(self) -> None:
        files = await asyncio.to_thread(lambda: sorted(self._folder.glob(f"*.warc.gz{OPEN}")))
        if not files:
            return
        runs = sorted({run_of_file(path) for path in files})
        now = datetime.now(UTC)
        live = await self._ask(Archive.live_runs, now)
        ended = await self._ask(Archive.ended_runs, runs, now)
        known = await self._ask(Archive.kept_places, runs)
        for path in files:
            run, name = run_of_file(path), path.name.removesuffix(OPEN)
            if run not in live:
                told = await asyncio.to_thread(_mend, path, known.get(name, {}), is_over=run in ended)
                if told:
                    self._note(told)

    def _recent_files(self, runs: list[str]) -> list[Path]:
        files = [path for run in runs for path in self._folder.glob(f"{run}-*.warc.gz*")]
        return sorted(path for path in files if _changed(path) > time() - FRESH.total_seconds())


def _mend(path: Path, known: Mapping[int, int], *, is_over: bool) -> str | None:
    try:
        mended: Mended | None = mend(path, known, is_over=is_over)
    except WarcError as error:
        return f"{error.message} ({error.next_step})"
    return str(mended) if mended is not None else None


def _search(files: list[Path], known: Mapping[str, Mapping[int, int]]) -> dict[str, Unclaimed]:
    now = datetime.now(UTC)
    pages: dict[str, Unclaimed] = {}
    for path in files:
        try:
            found = find_unclaimed(path, known.get(path.name.removesuffix(OPEN), {}))
        except WarcError:
            continue  # its pages are fetched again
        for page in found:
            other = pages.get(page.url)
            if _is_final(page, now) and (other is None or other.fetched_at < page.fetched_at):
                pages[page.url] = page
    return pages


def _is_final(page: Unclaimed, now: datetime) -> bool:
    """Whether the answer would end its link; what is to be tried again is asked for again."""
    end = judge_answer(page.status, None, 0, now)
    return abs(now - page.fetched_at) < FRESH and (
        end is None or end.status not in (Status.FAILED, Status.PENDING)
    )


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
