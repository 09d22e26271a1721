"""The one thread that writes, against a real archive."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from archiver.crawl.writer import Writer
from archiver.errors import ArchiveUnusable, MissingArchive, RunError
from archiver.link import Status
from archiver.outcome import Outcome
from archiver.site import Site
from archiver.store import Archive
from archiver.testing import make_link

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SITE = Site(name="courier.example", url="https://courier.example/")
OTHER_SITE = Site(name="herald.example", url="https://herald.example/")


def with_writer(folder: Path, work: Callable[[Writer, int, list[Any]], Any], **more: Any) -> Any:
    async def run() -> Any:
        writer = Writer(lambda: Archive.open(folder, create=True), **more)
        await writer.start()
        now = datetime.now(UTC)
        crawl_id = await writer.call(Archive.start_crawl, "run", SITE, now)
        links = [make_link(url=f"https://courier.example/{number}") for number in range(5)]
        filed = await writer.call(Archive.file_links, crawl_id, None, links, now)
        try:
            return await work(writer, crawl_id, filed)
        finally:
            await writer.close()

    return asyncio.run(run())


def refused(links: list[Any]) -> list[Outcome]:
    return [Outcome(link=link, status=Status.REFUSED, reason="index page") for link in links]


def test_outcomes_are_committed_together_before_anyone_is_told(tmp_path: Path) -> None:
    commits: list[int] = []

    async def work(writer: Writer, crawl_id: int, links: list[Any]) -> Any:
        saved = await asyncio.gather(*(writer.save([one]) for one in refused(links)))
        account = await writer.call(Archive.account, crawl_id)
        return [one for (one,) in saved], account

    saved, account = with_writer(tmp_path, work, before_commit=lambda: commits.append(1))

    assert [one.status for one in saved] == [Status.REFUSED] * 5
    assert account.counts == {Status.REFUSED: 5}
    assert len(commits) == 1


def test_outcomes_of_several_newspapers_share_a_transaction(tmp_path: Path) -> None:
    commits: list[int] = []

    async def work(writer: Writer, crawl_id: int, links: list[Any]) -> Any:
        now = datetime.now(UTC)
        other = await writer.call(Archive.start_crawl, "run", OTHER_SITE, now)
        listed = [make_link(url="https://herald.example/1"), make_link(url="https://herald.example/2")]
        others = await writer.call(Archive.file_links, other, None, listed, now)
        await asyncio.gather(writer.save(refused(links)), writer.save(refused(others)))
        return await writer.call(Archive.account, crawl_id), await writer.call(Archive.account, other)

    accounts = with_writer(tmp_path, work, before_commit=lambda: commits.append(1))

    assert [account.counts for account in accounts] == [{Status.REFUSED: 5}, {Status.REFUSED: 2}]
    assert len(commits) == 1


def test_a_call_does_not_wait_for_a_batch_nor_cut_it_short(tmp_path: Path) -> None:
    commits: list[int] = []

    async def work(writer: Writer, crawl_id: int, links: list[Any]) -> Any:
        first = asyncio.ensure_future(writer.save(refused(links)[:1]))
        await asyncio.sleep(0)
        meanwhile = await writer.call(Archive.account, crawl_id)
        await asyncio.gather(first, writer.save(refused(links)[1:]))
        return meanwhile

    meanwhile = with_writer(tmp_path, work, before_commit=lambda: commits.append(1))

    assert meanwhile.counts == {Status.PENDING: 5}
    assert len(commits) == 1


def test_the_last_call_comes_after_what_waits_to_be_stored(tmp_path: Path) -> None:
    async def work(writer: Writer, crawl_id: int, links: list[Any]) -> Any:
        saving = asyncio.ensure_future(writer.save(refused(links)))
        await asyncio.sleep(0)
        account = await writer.call_last(Archive.finish_crawl, crawl_id, None, datetime.now(UTC))
        await saving
        return account

    account = with_writer(tmp_path, work)

    assert account.counts == {Status.REFUSED: 5}


def test_an_outcome_that_cannot_be_stored_does_not_take_its_batch_along(tmp_path: Path) -> None:
    async def work(writer: Writer, crawl_id: int, links: list[Any]) -> Any:
        good, bad = refused(links)[:3], replace(refused(links)[3], retry_at=datetime(2021, 2, 19))  # noqa: DTZ001
        return await asyncio.gather(writer.save(good), writer.save([bad]))

    good, bad = with_writer(tmp_path, work)

    assert [one.status for one in good] == [Status.REFUSED] * 3
    assert [(one.status, one.reason) for one in bad] == [(Status.FAILED, "could not be stored")]


def test_a_broken_archive_stops_everything_and_is_told_once(tmp_path: Path) -> None:
    told: list[Any] = []

    def fail() -> None:
        raise ArchiveUnusable("archive.sqlite: the disk is full")

    async def work(writer: Writer, crawl_id: int, links: list[Any]) -> None:
        with pytest.raises(ArchiveUnusable):
            await writer.save(refused(links)[:1])
        with pytest.raises(RunError, match="the disk is full"):
            await writer.save(refused(links)[1:2])

    with_writer(tmp_path, work, before_commit=fail, on_error=told.append)

    assert [str(error) for error in told] == ["archive.sqlite: the disk is full"]


def test_an_archive_that_is_not_there_is_said_at_the_start(tmp_path: Path) -> None:
    async def run() -> None:
        writer = Writer(lambda: Archive.open(tmp_path / "nowhere"))
        try:
            with pytest.raises(MissingArchive):
                await writer.start()
        finally:
            await writer.close()

    asyncio.run(run())


def test_nothing_is_taken_after_the_end(tmp_path: Path) -> None:
    async def work(writer: Writer, crawl_id: int, links: list[Any]) -> None:
        await writer.close()
        with pytest.raises(RunError):
            await writer.save(refused(links)[:1])

    with_writer(tmp_path, work)


# --- an archive another process writes to


def open_impatiently(folder: Path) -> Archive:
    """An archive whose own wait for a lock is short, so that a test need not wait for ten seconds."""
    archive = Archive.open(folder, create=True)
    with archive._write() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    return archive


def with_lock(folder: Path, work: Callable[[Writer, list[Any], sqlite3.Connection], Any], **more: Any) -> Any:
    """Let *work* use a writer while another connection holds the write lock, which it may let go."""

    async def run() -> Any:
        writer = Writer(lambda: open_impatiently(folder), **more)
        await writer.start()
        now = datetime.now(UTC)
        crawl_id = await writer.call(Archive.start_crawl, "run", SITE, now)
        links = [make_link(url=f"https://courier.example/{number}") for number in range(5)]
        filed = await writer.call(Archive.file_links, crawl_id, None, links, now)
        other = sqlite3.connect(folder / "archive.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            return await work(writer, filed, other)
        finally:
            other.close()
            await writer.close()

    return asyncio.run(run())


def test_a_locked_archive_is_waited_for_and_that_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(writer: Writer, links: list[Any], other: sqlite3.Connection) -> Any:
        saving = asyncio.ensure_future(writer.save(refused(links)))
        counting = asyncio.ensure_future(writer.call(Archive.forget_template, SITE.name))
        while not caplog.records:  # noqa: ASYNC110 - a log has no event
            await asyncio.sleep(0.01)
        other.execute("ROLLBACK")
        await counting
        return await saving

    saved = with_lock(tmp_path, work)

    assert [one.status for one in saved] == [Status.REFUSED] * 5
    told = [record.getMessage() for record in caplog.records]
    assert "database is locked; waiting for it, 300 seconds at most" in told[0]
    assert "can be used again" in told[1]


@pytest.mark.parametrize("hastened", [False, True])
def test_the_wait_for_a_locked_archive_has_an_end(
    tmp_path: Path, hastened: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    monkeypatch.setattr("archiver.crawl.writer.LAST_PATIENCE_SECONDS", 0.5)

    async def work(writer: Writer, links: list[Any], other: sqlite3.Connection) -> None:
        saving = asyncio.ensure_future(writer.save(refused(links)))
        if hastened:
            writer.hasten()
        with pytest.raises(ArchiveUnusable, match="locked; waited for"):
            await saving

    with_lock(tmp_path, work, on_error=told.append, patience_seconds=300 if hastened else 0.5)

    assert len(told) == 1
    with Archive.open(tmp_path, read_only=True) as archive:
        assert all(archive.link(f"https://courier.example/{number}").open for number in range(5))


def test_a_locked_archive_ends_no_outcome_as_failed(tmp_path: Path) -> None:
    """A batch with an outcome that cannot be stored is stored one by one; a lock in between is no outcome's fault."""

    async def work(writer: Writer, links: list[Any], other: sqlite3.Connection) -> Any:
        bad = replace(refused(links)[3], retry_at=datetime(2021, 2, 19))  # noqa: DTZ001
        saving = asyncio.ensure_future(writer.save([*refused(links)[:3], bad]))
        await asyncio.sleep(0.2)
        other.execute("ROLLBACK")
        return await saving

    saved = with_lock(tmp_path, work)

    assert [one.status for one in saved] == [Status.REFUSED] * 3 + [Status.FAILED]
