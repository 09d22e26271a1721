"""SIGTERM and Ctrl-C: what is in flight is stored, the rest waits, and the exit code says so."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from archiver.site import write_site
from archiver.store import Archive
from archiver.testing import newsroom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archiver.demo.server import Answer, Request
    from archiver.testing.newsroom import Newsroom

ROOT = Path(__file__).resolve().parents[2]
#: As `archiver.account.ExitCode.STOPPED`, which docs/cli.md promises.
STOPPED = 6
ARTICLES = 60
CRAWL = ("-m", "archiver", "crawl", "--all", "--json")


@dataclass
class Office:
    """A newspaper, an archive, and the crawl between them."""

    folder: Path
    paper: Newsroom

    def start(self, *command: str) -> subprocess.Popen[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ARCHIVER_")}
        return subprocess.Popen(
            [sys.executable, *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env={**kept, "PYTHONPATH": str(ROOT), "SCRAPY_SETTINGS_MODULE": "archiver.settings"},
            start_new_session=True,
        )

    def pages(self) -> int:
        return sum(request.path.startswith("/news/") for request in self.paper.requests)

    def wait_for_pages(self, count: int, process: subprocess.Popen[str]) -> None:
        end = time.monotonic() + 60
        while self.pages() < count and time.monotonic() < end:
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)

    def slow_down(self, seconds: float) -> None:
        """Each article takes its time, while the newspaper answers."""
        answer: Callable[[Request], Answer | None] = self.paper.server.routes  # type: ignore[assignment]

        def answer_slowly(request: Request) -> Answer | None:
            if request.path.startswith("/news/"):
                time.sleep(seconds)
            return answer(request)

        self.paper.server.routes = answer_slowly  # type: ignore[assignment]

    def statuses(self) -> dict[str, int]:
        with Archive.open(self.folder, read_only=True) as archive:
            return dict(archive.sql("SELECT status, count(*) FROM link WHERE NOT open GROUP BY 1").rows)  # type: ignore[arg-type]

    def holds_nothing(self) -> bool:
        with Archive.open(self.folder, read_only=True) as archive:
            leased = archive.sql("SELECT count(lease_run) FROM site").rows[0][0]
            running = archive.sql("SELECT count(*) FROM crawl WHERE finished_at IS NULL").rows[0][0]
        return not leased and not running and not list((self.folder / "warc").glob("*.open"))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    Archive.open(tmp_path, create=True).close()
    (tmp_path / "archiver.toml").write_text(
        'allow_addresses = ["127.0.0.0/8"]\ndelay_seconds = 0\nworkers = 1\n'
    )
    with newsroom() as paper:
        for _ in range(ARTICLES):
            paper.publish()
        write_site(paper.site, tmp_path)
        yield Office(tmp_path, paper)


def ended(process: subprocess.Popen[str]) -> tuple[dict[str, Any], str]:
    out, err = process.communicate(timeout=60)
    assert process.returncode == STOPPED, err
    return json.loads(out), err


def test_sigterm_to_all_processes_stores_what_is_in_flight(office: Office) -> None:
    process = office.start(*CRAWL)
    office.wait_for_pages(10, process)
    os.killpg(process.pid, signal.SIGTERM)  # as systemd does
    told, err = ended(process)
    statuses, free, asked = office.statuses(), office.holds_nothing(), office.pages()
    again = office.start(*CRAWL)
    again.communicate(timeout=60)

    assert (told["stopped"], told["signal"], told["exit_code"]) == (True, "SIGTERM", STOPPED)
    assert sum(told["counts"].values()) == told["listed"] == ARTICLES
    assert statuses == {name: count for name, count in told["counts"].items() if count}
    assert set(statuses) == {"new", "pending"}, told["sites"][0]["reasons"]
    assert free
    assert "SIGTERM: finishing what is in flight" in err
    # and the next run asks for none of it again
    assert asked < ARTICLES
    assert office.pages() == ARTICLES
    assert office.statuses().keys() <= {"new", "unchanged"}


def test_a_signal_in_the_first_moment_ends_the_run_well(office: Office) -> None:
    process = office.start(*CRAWL)
    time.sleep(0.3)

    process.send_signal(signal.SIGINT)
    told, _ = ended(process)

    assert told["signal"] == "SIGINT"
    assert office.holds_nothing()


def test_a_second_signal_does_not_wait_and_is_accounted_for(office: Office) -> None:
    office.slow_down(25)
    process = office.start(*CRAWL)
    end = time.monotonic() + 60
    while not any(request.path == "/feed.xml" for request in office.paper.requests):
        assert time.monotonic() < end
        time.sleep(0.01)
    time.sleep(1)

    process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    told, err = ended(process)

    assert "not everything has ended within" not in err  # it did not wait for the grace to end
    assert told["counts"]["pending"] == told["listed"]
    assert office.holds_nothing()


def test_scrapy_crawl_has_the_same_exit_code(office: Office) -> None:
    process = office.start("-m", "scrapy", "crawl", "news", "-a", f"site={office.paper.name}")
    office.wait_for_pages(10, process)

    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)

    assert process.returncode == STOPPED, err
    assert "stopped by SIGTERM" in err
    assert office.holds_nothing()


def test_a_signal_while_the_run_closes_changes_nothing_that_is_stored(office: Office) -> None:
    process = office.start(*CRAWL)
    office.wait_for_pages(ARTICLES, process)

    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)

    assert process.returncode in (0, STOPPED)
    assert sum(office.statuses().values()) == ARTICLES
    assert office.holds_nothing()
