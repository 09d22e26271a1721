"""The writer: one thread owns the archive of a run; everybody else awaits it.

Outcomes are saved in batches, one transaction each for all sites together, and whoever awaits one is told after the
commit. A crash loses at most what nobody was told of. Other calls are made in between: one that had to wait for the
batch would hold up a site, and one that cut the batch short would cost a transaction. With 259 articles of 20 sites,
each saved alone cost 5.5 ms of CPU, in batches of 4 4.3 ms, of 10 3.6 ms, of 50 2.9 ms.

A database that is locked, or whose server is away, is waited for: each transaction is tried again for a bounded time,
which is said. Only then does the run stop.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, TypeVar

from archiver.errors import ArchiveBusy, ArchiverError, ArchiveUnusable, RunError, StoreError, WarcError
from archiver.link import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from archiver.outcome import Outcome
    from archiver.store import Archive
    from archiver.store.records import Saved

T = TypeVar("T")

#: A transaction is closed at this many outcomes, or when the first has waited this long.
BATCH = 100
BATCH_SECONDS = 0.25

#: A busy database is waited for this long, half of a lease; after `hasten` for the short time, as somebody waits.
PATIENCE_SECONDS = 300.0
LAST_PATIENCE_SECONDS = 10.0
#: Between two attempts; each pause is twice the one before. SQLite waits within each attempt as well.
FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 5.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Call:
    work: Callable[..., Any]
    arguments: tuple[Any, ...]
    done: asyncio.Future[Any]
    after_saves: bool  #: it closes the batch under way, and waits for it


@dataclass(frozen=True, slots=True)
class _Save:
    outcomes: Sequence[Outcome]
    done: asyncio.Future[list[Saved]]


class Writer:
    """The one thread that writes to an archive.

    *open_archive* is called in it; *before_commit* too, before every transaction that says that captures are kept.
    *on_error* is told, from that thread, of the error that broke the archive; from then on every call fails with it.
    A busy archive (`ArchiveBusy`) is broken only after *patience_seconds*.
    """

    def __init__(
        self,
        open_archive: Callable[[], Archive],
        *,
        before_commit: Callable[[], None] = lambda: None,
        on_error: Callable[[ArchiverError], None] = lambda error: None,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._open_archive = open_archive
        self._before_commit = before_commit
        self._on_error = on_error
        self._jobs: queue.SimpleQueue[_Call | _Save | None] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._broken: ArchiverError | None = None
        self._closed = False
        self._patience_seconds = patience_seconds
        self._hastened = threading.Event()

    async def start(self) -> None:
        """Open the archive.

        Raises:
            StoreError: it cannot be opened.
        """
        self._loop = asyncio.get_running_loop()
        opened: asyncio.Future[None] = self._loop.create_future()
        self._thread = threading.Thread(target=self._work, args=(opened,), name="archive-writer", daemon=True)
        self._thread.start()
        await opened

    async def call(self, work: Callable[..., T], *arguments: Any) -> T:
        """Give what ``work(archive, *arguments)`` gives; it may overtake outcomes that wait for their batch."""
        return await self._ask(work, arguments, after_saves=False)

    async def call_last(self, work: Callable[..., T], *arguments: Any) -> T:
        """As `call`, after every outcome handed over before has been stored."""
        return await self._ask(work, arguments, after_saves=True)

    async def _ask(self, work: Callable[..., T], arguments: tuple[Any, ...], *, after_saves: bool) -> T:
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._put(_Call(work, arguments, done, after_saves))
        return await done

    async def save(self, outcomes: Sequence[Outcome]) -> list[Saved]:
        """Store outcomes whose links have been filed; returns once they are committed."""
        jobs = [
            _Save(outcomes[at : at + BATCH], asyncio.get_running_loop().create_future())
            for at in range(0, len(outcomes), BATCH)
        ]
        for job in jobs:
            self._put(job)
        answers = await asyncio.gather(*(job.done for job in jobs))
        return [saved for answer in answers for saved in answer]

    def hasten(self) -> None:
        """Wait no longer than a moment for a busy archive: the run is asked to end. From any thread."""
        self._patience_seconds = min(self._patience_seconds, LAST_PATIENCE_SECONDS)
        self._hastened.set()

    async def close(self) -> None:
        """Finish what was asked for and close the archive."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)

    def _put(self, job: _Call | _Save) -> None:
        if self._closed:
            raise RunError("the run is over; nothing more can be written")
        self._jobs.put(job)

    # --- in the thread

    def _work(self, opened: asyncio.Future[None]) -> None:
        try:
            archive = self._patiently(self._open_archive)
        except BaseException as error:
            self._tell([(opened, error)])
            return
        self._tell([(opened, None)])
        try:
            job = self._jobs.get()
            while job is not None:
                job = self._step(archive, job)
        finally:
            archive.close()

    def _step(self, archive: Archive, job: _Call | _Save) -> _Call | _Save | None:
        """Do *job*, and give the next."""
        if isinstance(job, _Call):
            self._do(archive, job)
            return self._jobs.get()
        batch, following, stop = self._gather(archive, job)
        self._commit(archive, [one for one in batch if not one.done.cancelled()])
        if stop:
            return None
        return following or self._jobs.get()

    def _gather(self, archive: Archive, first: _Save) -> tuple[list[_Save], _Call | None, bool]:
        """Saves that may share a transaction; the call that closed it, if any; whether it was the end."""
        batch, room = [first], BATCH - len(first.outcomes)
        end = monotonic() + BATCH_SECONDS
        while room > 0:
            try:
                job = self._jobs.get(timeout=max(end - monotonic(), 0.0))
            except queue.Empty:
                break
            if isinstance(job, _Save):
                batch.append(job)
                room -= len(job.outcomes)
            elif job is None or job.after_saves:
                return batch, job, job is None
            else:
                self._do(archive, job)
        return batch, None, False

    def _do(self, archive: Archive, job: _Call) -> None:
        if job.done.cancelled():
            return
        result: Any
        try:
            self._check()
            result = self._patiently(partial(job.work, archive, *job.arguments))
        except BaseException as error:
            self._note(error)
            result = error
        self._tell([(job.done, result)])

    def _commit(self, archive: Archive, batch: list[_Save]) -> None:
        outcomes = [outcome for job in batch for outcome in job.outcomes]
        if not outcomes:
            return
        now = datetime.now(UTC)
        try:
            self._check()
            self._before_commit()
            saved = iter(self._patiently(partial(archive.save, outcomes, now=now)))
        except (StoreError, WarcError, RunError) as error:
            self._note(error)
            self._tell([(job.done, error) for job in batch])
        except Exception:
            for job in batch:
                self._tell([(job.done, self._commit_singly(archive, job.outcomes, now))])
        else:
            self._tell([(job.done, list(islice(saved, len(job.outcomes)))) for job in batch])

    def _commit_singly(
        self, archive: Archive, outcomes: Sequence[Outcome], now: datetime
    ) -> list[Saved] | Exception:
        """Find the outcome that cannot be stored; it ends as failed, the others as they are."""
        saved: list[Saved] = []
        for outcome in outcomes:
            try:
                saved += self._patiently(partial(archive.save, [outcome], now=now))
            except StoreError as refused:  # the archive's fault, not the outcome's
                self._note(refused)
                return refused
            except Exception as own:
                try:
                    saved += self._patiently(partial(archive.save, [_unstorable(outcome, own)], now=now))
                except Exception as last:
                    self._note(last)
                    return last
        return saved

    def _patiently(self, work: Callable[[], T]) -> T:
        """Give what *work* gives, one transaction or none; a busy archive is tried again."""
        began, pause, told = monotonic(), FIRST_PAUSE_SECONDS, False
        while True:
            try:
                result = work()
            except ArchiveBusy as busy:
                waited = monotonic() - began
                if waited >= self._patience_seconds:
                    raise _still_busy(busy, waited) from busy
                if not told:
                    logger.warning("%s; waiting for it, %.0f seconds at most", busy, self._patience_seconds)
                    told = True
            else:
                if told:
                    logger.warning("the archive can be used again after %.0f seconds", monotonic() - began)
                return result
            if not self._hastened.wait(pause):
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
            else:
                sleep(FIRST_PAUSE_SECONDS)

    def _tell(self, answers: Sequence[tuple[asyncio.Future[Any], object]]) -> None:
        """Answer futures with results or exceptions, in one turn of the event loop."""
        assert self._loop is not None
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(_answer, answers)

    def _check(self) -> None:
        if self._broken is not None:
            raise RunError(self._broken.message, next_step=self._broken.next_step)

    def _note(self, error: BaseException) -> None:
        if self._broken is None and isinstance(error, (StoreError, WarcError)):
            self._broken = error
            self._on_error(error)


def _answer(answers: Sequence[tuple[asyncio.Future[Any], object]]) -> None:
    for future, answer in answers:
        if future.done():
            continue  # whoever waited has gone
        if isinstance(answer, BaseException):
            future.set_exception(answer)
        else:
            future.set_result(answer)


def _still_busy(busy: ArchiveBusy, seconds: float) -> StoreError:
    """The same, no longer to be tried again."""
    return ArchiveUnusable(f"{busy}; waited for {seconds:.0f} seconds", next_step=busy.next_step)


def _unstorable(outcome: Outcome, error: Exception) -> Outcome:
    detail = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return replace(
        outcome,
        capture=None,
        article=None,
        status=Status.FAILED,
        reason="could not be stored",
        detail=detail,
        retry_at=None,
    )
