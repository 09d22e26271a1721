"""Runs that end early: by a limit, by a signal, by kill -9. The next one goes on."""

from __future__ import annotations

import json
import signal
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from archiver.store import Archive
from archiver.testing import newsroom

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from archiver.testing.newsroom import Newsroom


def answered(paper: Newsroom) -> int:
    return sum(request.path.startswith("/news/") for request in paper.requests)


def wait_for_pages(paper: Newsroom, count: int, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 60
    while answered(paper) < count and time.monotonic() < end:
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)


def test_a_limit_leaves_the_rest_for_the_next_runs(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        for _ in range(6):
            paper.publish()

        limited = desk.crawl(sites=(paper.site,), limit=3)
        asked = answered(paper)
        again = desk.crawl(sites=(paper.site,), limit=3)

    assert limited.counts == {"new": 3, "pending": 3}
    assert limited.reasons("pending") == {"limit": 3}
    assert asked == 3
    assert again.counts == {"new": 3, "pending": 3}
    assert len(desk.titles()) == 6


def test_kill_9_loses_nothing_and_the_next_run_goes_on(make_desk: Callable[..., Any]) -> None:
    desk = make_desk(delay_seconds=0.15)
    with newsroom() as paper:
        site = paper.site
        for _ in range(12):
            paper.publish()
        process = desk.start(sites=(site,), config={"delay_seconds": 0.15})
        wait_for_pages(paper, 6, process)
        process.kill()
        process.communicate()
        asked = answered(paper)

        resumed = desk.crawl(sites=(site,))
        titles = desk.titles()
        with desk.archive as archive:
            faults = archive.check()
            runs = archive.stats().crawls

    assert asked < 12
    assert resumed.report["exit"] == 0
    assert len(titles) == len(set(titles)) == 12
    assert faults == []
    assert sorted(run.error or "" for run in runs) == ["", "stopped before its end"]


def test_sigterm_saves_what_is_in_flight_and_reports(make_desk: Callable[..., Any]) -> None:
    desk = make_desk(delay_seconds=0.3)
    with newsroom() as paper:
        for _ in range(12):
            paper.publish()
        site = paper.site
        process = desk.start(sites=(site.__class__(name=site.name, url=site.url, feeds=site.feeds),))
        wait_for_pages(paper, 3, process)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
        report = json.loads(out.splitlines()[-1])
        asked = answered(paper)
        titles = desk.titles()

    assert process.returncode == 0, err
    assert report["error"] is None
    assert report["stopped"]
    assert report["counts"]["new"] == len(titles) == asked
    assert sum(report["counts"].values()) == 12


def test_two_runs_never_crawl_one_site_at_a_time(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper, Archive.open(desk.folder) as archive:
        archive.start_crawl("another run", paper.site, datetime.now(UTC))

        told = desk.crawl(sites=(paper.site,))

        assert paper.requests == []
    (account,) = told.report["accounts"]
    assert "another run is crawling it" in account["skipped"]


def test_a_dry_run_counts_and_writes_nothing(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        for _ in range(4):
            paper.publish()
        before = {path: path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()}

        told = desk.crawl(sites=(paper.site,), dry_run=True)
        after = {path: path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()}
        asked = answered(paper)

    assert told.report["dry"]
    assert told.reasons("pending") == {"dry run": 4}
    assert asked == 0
    assert after == before


def test_loopback_is_closed_unless_it_is_opened(make_desk: Callable[..., Any]) -> None:
    desk = make_desk(allow_addresses=[])
    with newsroom() as paper:
        paper.publish()

        told = desk.crawl(sites=(paper.site,))

        assert paper.requests == []
    assert told.report["exit"] == 5
    assert told.seed("/feed.xml")[2] == "private address"
    assert "--allow-address 127.0.0.1" in told.report["next_step"]


def test_a_name_that_leads_to_a_private_address_is_refused(make_desk: Callable[..., Any]) -> None:
    desk = make_desk(allow_addresses=[])
    with newsroom() as paper:
        told = desk.crawl(f"http://localhost:{paper.server.port}/")

        assert paper.requests == []
    assert told.report["accounts"][0]["seeds"][0][2] == "private address"


def test_a_site_that_does_not_answer_is_unreachable(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        url = f"{paper.url}/"

    told = desk.crawl(url)

    assert told.report["exit"] == 5
    assert told.report["accounts"][0]["seeds"][0][2] == "robots.txt unreachable: connection refused"
