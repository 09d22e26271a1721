"""The archive remembers what hosts asked for, and does not take a wrong clock for their wish."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from archiver.link import Status
from archiver.store.hosts import HostState, RobotsState

if TYPE_CHECKING:
    from datetime import datetime

    from archiver.store import Archive
    from tests.archiver.store.conftest import Desk

A = "https://courier.example/a"


def test_what_a_host_asked_for_last_is_kept(archive: Archive, now: datetime) -> None:
    asked = HostState(
        name="courier.example",
        wait_from=now,
        wait_until=now + timedelta(days=1),
        reason="HTTP 429",
        strikes=2,
    )
    archive.save_host(replace(asked, strikes=1))
    archive.save_host(asked)

    assert archive.host("courier.example") == asked
    assert archive.host("echo.example") == HostState(name="echo.example")


def test_a_robots_txt_is_kept_byte_by_byte(archive: Archive, now: datetime) -> None:
    known = RobotsState(
        origin="https://courier.example",
        fetched_at=now,
        status=200,
        url="https://www.courier.example/robots.txt",
        body=b"User-agent: *\x00\r\xff\n" + 40_000 * b"Disallow: /\n",
        etag='W/"1a"',
        last_modified="Fri, 19 Feb 2021 06:30:00 GMT",
        failed_since=now,
        failure="HTTP 503",
    )
    archive.save_robots(known)

    assert archive.robots("https://courier.example") == known


def test_a_link_is_not_kept_waiting_for_years_by_a_clock_that_was_set_back(desk: Desk) -> None:
    desk.end(A, Status.PENDING, reason="HTTP 429", retry_at=desk.now + timedelta(days=3650))
    desk.next_run()

    assert [link.url for link in desk.archive.due_links(desk.crawl_id, desk.site, desk.now)] == [A]
