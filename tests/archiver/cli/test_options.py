"""Days and address ranges as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import typer

from archiver.cli.options import read_day, read_ranges


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021-02-19", date(2021, 2, 19), date(2021, 2, 19)),
        ("2021-2-9", date(2021, 2, 9), date(2021, 2, 9)),
        ("2021-02", date(2021, 2, 1), date(2021, 2, 28)),
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
    ],
)
def test_a_month_and_a_year_have_a_first_and_a_last_day(text: str, first: date, last: date) -> None:
    assert (read_day(text), read_day(text, last=True)) == (first, last)


@pytest.mark.parametrize(
    ("text", "days"), [("today", 0), ("Yesterday", 1), ("7d", 7), ("2w", 14), ("3 days", 3)]
)
def test_a_day_can_be_counted_back_from_today(text: str, days: int) -> None:
    before, day, after = datetime.now(tz=UTC).date(), read_day(text), datetime.now(tz=UTC).date()

    assert day in (before - timedelta(days=days), after - timedelta(days=days))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2021-02-30",
        "2021-13",
        "0000",
        "2021-00",
        "19-02-2021",
        "19.02.2021",
        "999999d",
        "soon",
        "2021-02-19T10:00",
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="is no day"):
        read_day(text)


def test_nothing_said_is_no_day() -> None:
    assert read_day(None) is None


def test_ranges_are_checked() -> None:
    assert read_ranges(["127.0.0.0/8", "::1"]) == ["127.0.0.0/8", "::1"]
    with pytest.raises(typer.BadParameter, match="'loopback' is no address range"):
        read_ranges(["loopback"])
