"""Two crawls of one archive at once: one has the newspaper, and a run that lost it while it was paused stores nothing."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from archiver.site import write_site
from archiver.store import Archive
from archiver.testing import newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.testing.newsroom import Newsroom

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = 40


@dataclass
class Shared:
    """An archive two runs may crawl into."""

    folder: Path
    paper: Newsroom

    @property
    def database(self) -> Path:
        return self.folder / "archive.sqlite"

    def start(self) -> subprocess.Popen[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ARCHIVER_")}
        return subprocess.Popen(
            [sys.executable, "-m", "archiver", "crawl", "--all", "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env={**kept, "PYTHONPATH": str(ROOT)},
        )

    def start_and_wait(self, pages: int) -> subprocess.Popen[str]:
        """A run that has stored so many pages."""
        process = self.start()
        end = time.monotonic() + 60
        while time.monotonic() < end:
            assert process.poll() is None, process.communicate()
            with closing(sqlite3.connect(self.database)) as database:
                if database.execute("SELECT count(*) FROM article").fetchone()[0] >= pages:
                    break
            time.sleep(0.02)
        return process

    def pause(self, process: subprocess.Popen[str]) -> None:
        """Stop a run between two of its transactions: within one it would lock the database."""
        while True:
            process.send_signal(signal.SIGSTOP)
            try:
                with closing(sqlite3.connect(self.database, timeout=0, isolation_level=None)) as database:
                    database.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError:
                process.send_signal(signal.SIGCONT)
                time.sleep(0.05)

    def let_leases_end(self) -> None:
        """Ten minutes go by."""
        with closing(sqlite3.connect(self.database, timeout=30)) as database, database:
            database.execute("UPDATE site SET lease_until = '2021-02-20 12:00:00.000000'")


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Shared]:
    Archive.open(tmp_path, create=True).close()
    (tmp_path / "archiver.toml").write_text(
        'allow_addresses = ["127.0.0.0/8"]\ndelay_seconds = 0.1\nworkers = 1\n'
    )
    with newsroom() as paper:
        for _ in range(ARTICLES):
            paper.publish()
        site = paper.site
        write_site(site.__class__(name=site.name, url=site.url, feeds=site.feeds), tmp_path)
        yield Shared(tmp_path, paper)


def told(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, err = process.communicate(timeout=90)
    assert out, err
    found: dict[str, Any] = json.loads(out)
    return found


def test_the_second_says_which_newspaper_it_leaves_alone(shared: Shared) -> None:
    first = shared.start_and_wait(3)
    shared.pause(first)  # or it might have ended before the second begins

    second = told(shared.start())
    first.send_signal(signal.SIGCONT)
    report = told(first)

    assert second["exit_code"] == 3
    assert "another run is crawling it" in second["sites"][0]["skipped"]
    assert report["run"] in second["sites"][0]["skipped"]
    assert report["counts"]["new"] == ARTICLES


@pytest.fixture
def paused(shared: Shared) -> tuple[Shared, dict[str, Any], dict[str, Any]]:
    """A run was paused for longer than its lease; another did its work; it woke up. What both told."""
    first = shared.start_and_wait(5)
    shared.pause(first)
    shared.let_leases_end()
    second = told(shared.start())
    first.send_signal(signal.SIGCONT)
    return shared, told(first), second


def test_a_run_that_lost_its_newspaper_stores_nothing_more(
    paused: tuple[Shared, dict[str, Any], dict[str, Any]],
) -> None:
    shared, first, second = paused
    with Archive.open(shared.folder, read_only=True) as archive:
        stats = archive.stats()
        ends = dict(archive.sql("SELECT status, count(*) FROM link GROUP BY 1").rows)
        faults = archive.check()

    assert first["exit_code"] == 1
    assert "another run has taken the site over" in first["error"]
    assert second["exit_code"] == 0
    assert (stats.articles, stats.revisions, sum(ends.values())) == (ARTICLES, ARTICLES, ARTICLES)
    assert ends.keys() <= {"new", "unchanged"}
    assert faults == []
    for path in (shared.folder / "warc").iterdir():
        assert path.name.endswith(".warc.gz")
        with path.open("rb") as file:
            assert [record.rec_type for record in ArchiveIterator(file, check_digests="raise")]
