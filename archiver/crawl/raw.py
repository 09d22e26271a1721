"""Raw captures on their way to WARC files, off the event loop."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from archiver.warc.writer import WarcWriter

if TYPE_CHECKING:
    from pathlib import Path

    from archiver.capture import Capture


class RawKeeper:
    """Writes captures to one run's WARC files, in one thread of its own."""

    def __init__(self, folder: Path, run: str, max_bytes: int, software: str) -> None:
        self._writer = WarcWriter(folder, run, max_bytes, software)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="warc")
        self._unflushed = False

    async def write(self, capture: Capture) -> Capture:
        """The capture with its place.

        Raises:
            WarcError: the disk refused.
        """
        place = await asyncio.get_running_loop().run_in_executor(self._thread, self._writer.write, capture)
        self._unflushed = True
        return replace(capture, place=place)

    def flush(self) -> None:
        """Bring to disk what was written; from any thread, before the database says that it is there."""
        if self._unflushed:
            self._unflushed = False
            self._writer.flush()

    async def close(self) -> None:
        """Finish the file."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._writer.close)
        self._thread.shutdown(wait=False)
