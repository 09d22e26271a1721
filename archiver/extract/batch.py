"""Many pages read at once in processes of their own, each within its time, for commands that look at stored pages."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import TimeoutError as PageTimeout
from typing import TYPE_CHECKING, TypeVar

from pebble import ProcessExpired, ProcessPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
R = TypeVar("R")


def read_each(
    read: Callable[[T], R], items: Sequence[T], *, workers: int, page_seconds: float
) -> Iterator[R | str]:
    """What *read* gives for each of *items*, in their order; a text in its place says why there is nothing.

    *read* must be a function that other processes can import (or a `partial` of one). 0 workers: one per core.
    """
    if not items:
        return
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["archiver.extract.warm"])
    with ProcessPool(max_workers=min(workers or cores(), len(items)), context=context) as pool:
        futures = [pool.schedule(read, args=(item,), timeout=page_seconds) for item in items]
        for future in futures:
            try:
                yield future.result()
            except PageTimeout:
                yield f"too slow: over {page_seconds:g} s"
            except ProcessExpired as error:
                yield f"reader died: exit code {error.exitcode}"
            except Exception as error:
                yield f"reader failed: {type(error).__name__}: {error}"


def cores() -> int:
    """Processors this process may use."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
