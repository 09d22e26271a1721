"""Readers in processes of their own: a page that hangs or kills its reader fails alone."""

from __future__ import annotations

import contextlib
import ctypes
import json
import logging
import multiprocessing
import os
import shutil
import signal
import sys
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as PageTimeout
from concurrent.futures import wait as wait_for
from functools import lru_cache
from multiprocessing.connection import wait as wait_sentinel
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from archiver.errors import ArchiverError, NotAnArticle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from archiver.article import Article
    from archiver.capture import Capture
    from archiver.extract.siblings import PageLines
    from archiver.extract.template import Template
    from archiver.site import Site

T = TypeVar("T")

_log = logging.getLogger(__name__)

#: Pages a reader reads before a fresh one takes its place; the parser's memory is never given back whole.
_PAGES_PER_READER = 2_000
#: What a reader may take beyond what it has when it starts (160 MiB): the worst of benchmarks/hostile_pages.py takes 320.
_PAGE_BYTES = 340 * 2**20
#: Folders with templates in the system's place for temporary files; a process's number follows.
_FOLDERS = "archiver-templates-"
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
        self._folder: TemporaryDirectory[str] | None = None
        self._sharing = threading.Lock()
        self._stopped = False
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

    def submit(
        self, capture: Capture, site: Site | None = None, template: Template | None = None
    ) -> Future[Article]:
        """Read a capture in one of the processes; each loads *template*, the site's, once.

        The future's exception is `NotAnArticle`: the page's own reason, "too slow" when it took over its time,
        "reader died" when it killed its process, "reader failed" when we made a mistake.
        """
        return self._schedule(read_article, capture, site, self._share(template))

    def submit_lines(self, capture: Capture, article: str) -> Future[PageLines]:
        """Read the lines of a capture that holds *article*, for a template to be learned from; ends like `submit`."""
        return self._schedule(_read_lines, capture, article)

    def _schedule(self, read: Callable[..., T], *arguments: object, times: float = 1.0) -> Future[T]:
        """Have it read in one of the processes, within so many *times* what a page may take."""
        answer: Future[T] = Future()
        seconds = times * self._page_seconds
        try:
            task = self._pool.schedule(read, args=arguments, timeout=seconds)
        except RuntimeError:  # the pool has been stopped, or has lost its processes
            answer.set_exception(NotAnArticle("reader stopped"))
            return answer
        task.add_done_callback(lambda done: self._hand_over(done, answer, seconds))
        return answer

    def _share(self, template: Template | None) -> str | None:
        """The file readers find *template* in: it is larger than most pages, and goes to each of them once."""
        if template is None or not template.lines:
            return None
        with self._sharing:
            if self._folder is None:
                _remove_left_folders()
                self._folder = TemporaryDirectory(prefix=f"{_FOLDERS}{os.getpid()}-")
            file = Path(self._folder.name) / f"{template.mark}.json"
            if not file.exists():
                partial = file.with_suffix(".partial")
                partial.write_text(json.dumps(template.to_plain(), ensure_ascii=False), encoding="utf-8")
                partial.replace(file)
        return str(file)

    def _hand_over(self, done: Future[T], answer: Future[T], seconds: float) -> None:
        if not answer.set_running_or_notify_cancel():
            return
        if done.cancelled():
            answer.set_exception(NotAnArticle("reader stopped"))
            return
        error = done.exception()
        if error is None:
            answer.set_result(done.result())
        else:
            answer.set_exception(self._as_reason(error, seconds))

    def _as_reason(self, error: BaseException, seconds: float) -> NotAnArticle:
        if isinstance(error, NotAnArticle):
            return error
        if isinstance(error, PageTimeout):
            return NotAnArticle("too slow", f"over {seconds:g} s")
        if isinstance(error, ProcessExpired):
            return NotAnArticle("reader died", f"exit code {error.exitcode}")
        return NotAnArticle("reader failed", f"{type(error).__name__}: {error}")

    def stop(self) -> None:
        """End the readers at once; the pages they read end as "reader died" or "reader stopped"."""
        self._stopped = True
        self._pool.stop()  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """End the readers; pages being read get a few seconds, unless they were stopped."""
        if not self._stopped:
            self._pool.close()  # type: ignore[no-untyped-call]
        try:
            self._pool.join(timeout=_CLOSE_SECONDS)
        except TimeoutError:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _remove_left_folders() -> None:
    """Remove the folders of processes that were killed."""
    for folder in Path(gettempdir()).glob(f"{_FOLDERS}*-*"):
        owner = folder.name.removeprefix(_FOLDERS).partition("-")[0]
        if owner.isdigit() and not _is_alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    if os.name != "posix":
        return True  # there, asking by a signal would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # somebody else's
    return True


def _prepare(method: str) -> None:
    """Set up a reader: ends with its parent, leaves Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _most_memory()
    if method == "forkserver":
        # the signal comes when the forking *thread* ends; only the fork server is sure to have but one
        _end_with_parent()
    threading.Thread(target=_watch_parent, name="parent-watch", daemon=True).start()


@lru_cache(maxsize=1)
def _most_memory() -> int | None:
    """Bytes of data this process may have while it reads a page, from what it has now; None where it is not known."""
    if sys.platform != "linux":
        return None
    with contextlib.suppress(OSError, ValueError):
        import resource

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[5])
        return pages * resource.getpagesize() + _PAGE_BYTES
    return None


@contextlib.contextmanager
def _limited_memory() -> Iterator[None]:
    """Let a page that needs far more memory than any article end by itself, not the machine.

    Only while it is read: a reader that has no memory to ask for its next page would take the others with it.
    """
    most = _most_memory()
    if most is None:
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


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


@lru_cache(maxsize=32)
def _load_template(file: str) -> Template:
    from archiver.extract.template import Template

    return Template.from_plain(json.loads(Path(file).read_bytes()))


def read_article(capture: Capture, site: Site | None, template: str | None) -> Article:
    """Read a capture, in a reader process; *template* is the file it is in."""
    from archiver.extract.article import extract_article

    return read_guarded(
        capture, lambda: extract_article(capture, site, _load_template(template) if template else None)
    )


def _read_lines(capture: Capture, article: str) -> PageLines:
    from archiver.extract.siblings import read_page_lines

    return read_guarded(capture, lambda: read_page_lines(capture, article))


def read_guarded(capture: Capture, read: Callable[[], T]) -> T:
    """What *read* gives, within the memory of a page; whatever goes wrong is a reason why there is no article.

    Raises:
        NotAnArticle: the page's own reason, "needs too much memory" or "reader failed".
    """
    try:
        with _limited_memory():
            return read()
    except NotAnArticle:
        raise
    except MemoryError:
        # what it has filled hangs on the error's frames
        raise NotAnArticle("needs too much memory", f"over {_PAGE_BYTES // 2**20} MiB") from None
    except Exception as error:
        # one odd page must not end a crawl; the account shows it, the log says where
        _log.exception("cannot read %s", capture.answered_url)
        raise NotAnArticle("reader failed", f"{type(error).__name__}: {error}") from error
