"""Readers in processes of their own: a page that hangs or kills its reader fails alone."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as PageTimeout
from concurrent.futures import wait as wait_for
from multiprocessing.connection import wait as wait_sentinel
from typing import TYPE_CHECKING, Self

from pebble import ProcessExpired, ProcessPool

from archiver.errors import ArchiverError, NotAnArticle

if TYPE_CHECKING:
    from types import TracebackType

    from archiver.article import Article
    from archiver.capture import Capture
    from archiver.site import Site

_log = logging.getLogger(__name__)

#: Pages a reader reads before a fresh one takes its place; the parser's memory is never given back whole.
_PAGES_PER_READER = 2_000
#: Seconds readers may take to end by themselves.
_CLOSE_SECONDS = 5.0
#: Linux: the signal a process gets when the one that forked it ends (prctl(2)).
_PR_SET_PDEATHSIG = 1


class ReaderPool:
    """Processes that read articles out of captures, each page within its time.

    Readers end with the process that started them, however it ends.
    """

    def __init__(self, workers: int, page_seconds: float) -> None:
        self._workers = max(1, workers)
        self._page_seconds = page_seconds
        # a fork server has the readers' imports once; a reader that was killed is replaced in milliseconds
        self._method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        context = multiprocessing.get_context(self._method)
        if self._method == "forkserver":
            context.set_forkserver_preload([__name__, "archiver.extract.warm"])
        self._pool = ProcessPool(
            max_workers=self._workers,
            max_tasks=_PAGES_PER_READER,
            initializer=_prepare,
            initargs=(self._method,),
            context=context,
        )

    def start(self) -> None:
        """Start every reader and wait until each has what it needs; blocks for a second, so call it in a thread.

        Raises:
            ArchiverError: no reader could be started.
        """
        ready = [self._pool.schedule(_warm_up) for _ in range(self._workers)]
        wait_for(ready)
        for future in ready:
            error = future.exception()
            if error is not None:
                raise ArchiverError(f"no reader process could be started: {error}") from error

    def submit(self, capture: Capture, site: Site | None = None) -> Future[Article]:
        """Read a capture in one of the processes.

        The future's exception is `NotAnArticle`: the page's own reason, "too slow" when it took over its time,
        "reader died" when it killed its process, "reader failed" when we made a mistake.
        """
        answer: Future[Article] = Future()
        task = self._pool.schedule(_read, args=(capture, site), timeout=self._page_seconds)
        task.add_done_callback(lambda done: self._hand_over(done, answer))
        return answer

    def _hand_over(self, done: Future[Article], answer: Future[Article]) -> None:
        if not answer.set_running_or_notify_cancel():
            return
        if done.cancelled():
            answer.set_exception(NotAnArticle("reader stopped"))
            return
        error = done.exception()
        if error is None:
            answer.set_result(done.result())
        else:
            answer.set_exception(self._as_reason(error))

    def _as_reason(self, error: BaseException) -> NotAnArticle:
        if isinstance(error, NotAnArticle):
            return error
        if isinstance(error, PageTimeout):
            return NotAnArticle("too slow", f"over {self._page_seconds:g} s")
        if isinstance(error, ProcessExpired):
            return NotAnArticle("reader died", f"exit code {error.exitcode}")
        return NotAnArticle("reader failed", f"{type(error).__name__}: {error}")

    def close(self) -> None:
        """End the readers; pages being read get a few seconds."""
        self._pool.close()  # type: ignore[no-untyped-call]
        try:
            self._pool.join(timeout=_CLOSE_SECONDS)
        except TimeoutError:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _prepare(method: str) -> None:
    """Set up a reader: ends with its parent, leaves Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if method == "forkserver":
        # the signal comes when the forking *thread* ends; only the fork server is sure to have but one
        _end_with_parent()
    threading.Thread(target=_watch_parent, name="parent-watch", daemon=True).start()


def _end_with_parent() -> None:
    """Ask the kernel for SIGKILL at the fork server's end: a reader inside the parser runs no Python to notice it."""
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _watch_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_sentinel([parent.sentinel])
        os._exit(1)


def _warm_up() -> int:
    """Load everything, unless the fork server has."""
    from archiver.extract import warm

    return len(warm.__name__)


def _read(capture: Capture, site: Site | None) -> Article:
    from archiver.extract.article import extract_article

    try:
        return extract_article(capture, site)
    except NotAnArticle:
        raise
    except Exception as error:
        # one odd page must not end a crawl; the account shows it, the log says where
        _log.exception("cannot read %s", capture.answered_url)
        raise NotAnArticle("reader failed", f"{type(error).__name__}: {error}") from error
