"""How long a server asks to be left alone, in the ways servers say it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from scrapy.http import Response

from archiver.crawl.backoff import wanted_wait


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "120"}, timedelta(minutes=2)),
        ({"Retry-After": "86400"}, timedelta(days=1)),
        (
            {"Retry-After": "Sun, 01 Mar 2026 12:05:00 GMT", "Date": "Sun, 01 Mar 2026 12:00:00 GMT"},
            timedelta(minutes=5),
        ),
        (
            {"Retry-After": "Sun, 01 Mar 2026 11:00:00 GMT", "Date": "Sun, 01 Mar 2026 12:00:00 GMT"},
            timedelta(0),
        ),
        ({"Retry-After": "99999999999"}, timedelta(days=30)),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
    ids=[
        "seconds",
        "a day",
        "a date by their clock",
        "a date that is over",
        "for ever",
        "no time",
        "nothing",
    ],
)
def test_a_pause_is_read_as_the_server_means_it(headers: dict[str, str], wait: timedelta | None) -> None:
    response = Response("https://courier.example/a", status=429, headers=headers)

    assert wanted_wait(response) == wait
