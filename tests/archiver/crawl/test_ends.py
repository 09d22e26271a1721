"""How an HTTP status ends a link."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from archiver.crawl.ends import LAST_RETRY, judge_answer, read_retry_after, retry_time
from archiver.link import Status

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("status", [200, 203])
def test_a_page_that_came_is_read(status: int) -> None:
    assert judge_answer(status, None, 0, NOW) is None


@pytest.mark.parametrize(
    ("status", "retry_after", "end", "reason"),
    [
        (304, None, Status.UNCHANGED, "not modified"),
        (404, None, Status.GONE, "HTTP 404"),
        (410, None, Status.GONE, "HTTP 410"),
        (401, None, Status.REFUSED, "HTTP 401"),
        (402, None, Status.REFUSED, "HTTP 402"),
        (403, None, Status.REFUSED, "HTTP 403"),
        (451, None, Status.REFUSED, "HTTP 451"),
        (429, None, Status.PENDING, "HTTP 429"),
        (429, "60", Status.PENDING, "HTTP 429"),
        (503, "60", Status.PENDING, "HTTP 503"),
        (503, None, Status.FAILED, "HTTP 503"),
        (500, None, Status.FAILED, "HTTP 500"),
        (418, None, Status.FAILED, "HTTP 418"),
        (302, None, Status.FAILED, "HTTP 302"),
        (206, None, Status.FAILED, "HTTP 206"),
    ],
)
def test_each_status_ends_a_link_in_one_way(
    status: int, retry_after: str | None, end: Status, reason: str
) -> None:
    verdict = judge_answer(status, retry_after, 0, NOW)

    assert verdict is not None
    assert (verdict.status, verdict.reason) == (end, reason)


def test_retry_after_says_when_a_link_is_tried_again() -> None:
    verdict = judge_answer(429, "90", 0, NOW)

    assert verdict is not None
    assert verdict.retry_at == NOW + timedelta(seconds=90)


@pytest.mark.parametrize("text", ["", "soon", "-5", "١٢", "Sun, 99 Mar 2026 12:00:00 GMT", "1e3"])
def test_a_retry_after_that_cannot_be_read_says_nothing(text: str) -> None:
    assert read_retry_after(text, NOW) is None


def test_a_retry_after_in_the_past_means_now_and_one_in_years_a_month() -> None:
    assert read_retry_after("Sun, 01 Mar 2020 12:00:00 GMT", NOW) == NOW
    assert read_retry_after("99999999999999", NOW) == NOW + timedelta(days=30)


def test_failures_are_tried_again_ever_later_but_at_least_weekly() -> None:
    waits = [retry_time(attempts, NOW) - NOW for attempts in range(10)]

    assert waits == sorted(waits)
    assert waits[0] == timedelta(hours=1)
    assert waits[-1] == LAST_RETRY
