"""Databases and disks that refuse: a crawl says why in one line, and nothing is marked done that is not stored."""

from __future__ import annotations

import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from archiver.cli.place import make_archive
from archiver.config import Config
from archiver.store import Archive
from archiver.testing import newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.testing.newsroom import Newsroom

ROOT = Path(__file__).resolve().parents[2]

#: Starts a crawl as `archiver` or `scrapy` would, under limits: root without its right to write everywhere, another
#: room that is kept free.
PROGRAM = """
import ctypes, os, sys

order = dict(part.split("=", 1) for part in sys.argv.pop(1).split())
if os.geteuid() == 0:
    for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH; gone at the next exec
        ctypes.CDLL(None).prctl(24, right, 0, 0, 0)
if order.get("first"):
    again = " ".join(f"{name}={value}" for name, value in order.items() if name != "first")
    os.execv(sys.executable, [sys.executable, "-c", sys.orig_argv[2], again, *sys.argv[1:]])

import archiver.settings

archiver.settings.ARCHIVER_LEAST_FREE_BYTES = int(order.get("free", 1000))
if sys.argv[1] == "scrapy":
    from scrapy.cmdline import execute

    execute(sys.argv[1:])
from archiver.cli import main

sys.argv[0:2] = ["archiver"]
sys.exit(main())
"""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a crawl ended."""

    code: int
    err: str

    @property
    def told(self) -> list[str]:
        """The lines of cause and next step, whoever wrote them."""
        return [line for line in self.err.splitlines() if "archiver: " in line or "next: " in line]


@dataclass(frozen=True, kw_only=True)
class Newsdesk:
    """An archive folder and a newspaper it archives."""

    folder: Path
    paper: Newsroom

    @property
    def database(self) -> Path:
        return self.folder / "archive.sqlite"

    def start(self, *, scrapy: bool = False, **limits: int | str) -> subprocess.Popen[str]:
        home = f"{self.paper.url}/"
        crawl = (
            ["scrapy", "crawl", "news", "-a", f"url={home}"]
            if scrapy
            else ["archiver", "crawl", home, "--json"]
        )
        order = " ".join(["first=1", *(f"{name}={value}" for name, value in limits.items())])
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("ARCHIVER_", "SCRAPY_"))
        }
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM, order, *crawl],
            cwd=self.folder.parent,
            env={
                **kept,
                "PYTHONPATH": str(ROOT),
                "SCRAPY_SETTINGS_MODULE": "archiver.settings",
                "ARCHIVER_ARCHIVE": str(self.folder),
                "ARCHIVER_ALLOW_ADDRESSES": "127.0.0.0/8",
                "ARCHIVER_WORKERS": "1",
                "ARCHIVER_DELAY_SECONDS": str(int(limits.get("delay", 0)) / 1000),
                "ARCHIVER_KEEP_RAW": str(limits.get("keep_raw", 1)),
                **({"TMPDIR": str(limits["TMPDIR"])} if "TMPDIR" in limits else {}),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def crawl(self, **how: Any) -> Ended:
        return ended(self.start(**how))

    def articles(self) -> int:
        with Archive.open(self.folder, read_only=True) as archive:
            assert archive.check() == []
            return archive.stats().articles

    def page_requests(self) -> int:
        return len([request for request in self.paper.requests if request.path.startswith("/news/")])


def ended(process: subprocess.Popen[str]) -> Ended:
    _, err = process.communicate(timeout=120)
    assert "Traceback" not in err, err
    return Ended(code=process.returncode, err=err)


def in_either_way(test: object) -> object:
    return pytest.mark.parametrize("scrapy", [False, True], ids=["archiver crawl", "scrapy crawl"])(test)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Newsdesk]:
    folder = tmp_path / "news"
    make_archive(Config(archive=str(folder)))
    with newsroom() as paper:
        for _ in range(8):
            paper.publish()
        yield Newsdesk(folder=folder, paper=paper)
        for path in (folder, folder / "warc"):  # so that pytest can clear up
            if path.exists():
                path.chmod(0o755)


@contextmanager
def small_disk(place: Path, size_bytes: int) -> Iterator[None]:
    """A disk of its own at *place*, with what the folder there holds."""
    kept = place.with_name("kept")
    place.rename(kept)
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size_bytes}", "tmpfs", str(place)]
    try:
        made = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        made = False
    if not made:
        pytest.skip("no disk can be mounted here: needs root on Linux")
    try:
        shutil.copytree(kept, place, dirs_exist_ok=True)
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(folder: Path, *, but_bytes: int) -> Path:
    """Write a file that leaves so much of the disk."""
    disk = os.statvfs(folder)
    filler = folder / "filler"
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, disk.f_bavail * disk.f_frsize - but_bytes)
    return filler


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Another process writes to the archive, and does not come to an end."""
    program = "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\nc.execute('BEGIN IMMEDIATE')\nprint('ok', flush=True)\nsys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", program, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "ok\n"
        yield


def overwrite(database: Path, *tables: str) -> None:
    """Put noise into the first page of tables."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pages = dict(connection.execute("SELECT name, rootpage FROM sqlite_schema").fetchall())
    connection.close()
    with database.open("r+b") as file:
        for table in tables:
            file.seek((pages[table] - 1) * 4096)
            file.write(random.Random(4).randbytes(4096))


# --- locked


def test_a_lock_is_waited_for_and_said_and_nothing_is_lost(desk: Newsdesk) -> None:
    with locked(desk.database):
        process = desk.start()
        assert process.stderr is not None
        said = process.stderr.readline()
    done = ended(process)

    assert "database is locked; waiting for it, 300 seconds at most" in said
    assert done.code == 0
    assert "the archive can be used again" in done.err
    assert desk.articles() == 8


# --- read-only, not to be opened


@in_either_way
def test_a_database_that_may_not_be_written_ends_the_run(desk: Newsdesk, scrapy: bool) -> None:
    desk.database.chmod(0o444)

    done = desk.crawl(scrapy=scrapy)

    assert done.code == 1
    assert "readonly database" in done.err
    assert "next: give yourself the right to write" in done.err
    assert desk.page_requests() == 0


def test_a_folder_that_may_not_be_written_ends_the_run(desk: Newsdesk) -> None:
    desk.folder.chmod(0o555)

    done = desk.crawl()

    assert done.code == 1
    assert f"{desk.folder}: no file can be written there" in done.err
    assert desk.page_requests() == 0


@pytest.mark.parametrize("fault", ["a folder", "no permission", "another file"])
def test_what_cannot_be_opened_ends_the_run(desk: Newsdesk, fault: str) -> None:
    if fault == "no permission":
        desk.database.chmod(0)
    else:
        desk.database.unlink()
    if fault == "a folder":
        desk.database.mkdir()
    if fault == "another file":
        desk.database.write_bytes(b"These are my notes of last summer, and no archive. " * 100)

    done = desk.crawl()

    assert done.code == 1
    assert str(desk.database) in done.err
    assert "next: " in done.err
    assert desk.page_requests() == 0


def test_a_warc_folder_that_may_not_be_written_ends_the_run(desk: Newsdesk) -> None:
    (desk.folder / "warc").chmod(0o555)

    done = desk.crawl()

    assert done.code == 1
    assert f"{desk.folder / 'warc'}: no file can be written there: Permission denied" in done.err
    assert desk.page_requests() == 0


# --- damaged


@in_either_way
def test_damage_is_found_before_anything_is_fetched(desk: Newsdesk, scrapy: bool) -> None:
    overwrite(desk.database, "reading", "removed")

    done = desk.crawl(scrapy=scrapy)

    assert done.code == 1
    assert "the database is damaged" in done.err
    assert "next: archiver doctor --repair" in done.err
    assert desk.page_requests() == 0


def test_a_file_that_lost_its_end_is_refused(desk: Newsdesk) -> None:
    with desk.database.open("r+b") as file:
        file.truncate(desk.database.stat().st_size // 2)

    done = desk.crawl()

    assert done.code == 1
    assert "archiver doctor --repair" in done.err


# --- full


@in_either_way
def test_a_full_disk_is_seen_before_the_start(desk: Newsdesk, scrapy: bool) -> None:
    done = desk.crawl(scrapy=scrapy, free=10**18)  # more than any disk has

    assert done.code == 1
    assert "the disk is full" in done.err
    assert "next: make room on that disk" in done.err
    assert desk.page_requests() == 0


def test_without_room_for_temporary_files_no_page_is_asked_for(desk: Newsdesk, tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    with small_disk(tmp_path / "temporary", 2_000_000):
        done = desk.crawl(TMPDIR=str(tmp_path / "temporary"))

    assert done.code == 1
    assert f"{tmp_path / 'temporary'}: the disk is full" in done.err
    assert desk.page_requests() == 0


def test_a_disk_that_fills_up_ends_the_run_with_room_left_and_the_next_goes_on(desk: Newsdesk) -> None:
    for _ in range(22):
        desk.paper.publish()
    with small_disk(desk.folder, 60_000_000):
        process = desk.start(free=15_000_000, delay=50)
        wait_for_pages(desk, 4)
        filler = fill(desk.folder, but_bytes=10_000_000)
        stopped = ended(process)
        stored = desk.articles()
        filler.unlink()
        again = desk.crawl(free=15_000_000)

        assert stopped.code == 1
        assert "the disk is full" in stopped.err
        assert stored < 30
        assert again.code == 0
        assert desk.articles() == 30


def test_a_disk_full_to_the_last_byte_loses_nothing_that_was_said_to_be_stored(desk: Newsdesk) -> None:
    for _ in range(22):
        desk.paper.publish()
    with small_disk(desk.folder, 60_000_000):
        filler = fill(desk.folder, but_bytes=400_000)
        stopped = desk.crawl()
        filler.unlink()
        stored = desk.articles()
        again = desk.crawl()

        assert stopped.code == 1
        assert "full" in stopped.err or "No space left" in stopped.err
        assert stored < 30
        assert again.code == 0
        assert desk.articles() == 30


@pytest.mark.parametrize("kept", [True, False], ids=["WARC", "database"])
def test_a_file_that_may_not_grow_ends_the_run_and_the_next_goes_on(desk: Newsdesk, kept: bool) -> None:
    for _ in range(22):
        desk.paper.publish()
    files = desk.folder / "warc" if kept else desk.folder

    process = desk.start(keep_raw=int(kept), delay=50)
    wait_for_pages(desk, 8)
    largest = max((file.stat().st_size for file in files.glob("*.open" if kept else "*-wal")), default=0)
    most = largest + 30_000
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, most))
    stopped = ended(process)
    stored = desk.articles()
    again = desk.crawl(keep_raw=int(kept))

    assert stopped.code == 1
    assert "next: " in stopped.err
    assert stored < 30
    assert again.code == 0
    assert desk.articles() == 30


def wait_for_pages(desk: Newsdesk, count: int) -> None:
    end = time.monotonic() + 60
    while desk.page_requests() < count:
        assert time.monotonic() < end, "the crawl asks for no pages"
        time.sleep(0.02)
