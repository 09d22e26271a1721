"""Dates as newspapers print them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from archiver.dates import Precision, read_moment, read_url_date

NOW = datetime(2021, 3, 1, 12, tzinfo=UTC)
THE_DAY = date(2021, 2, 19)


@pytest.mark.parametrize(
    "text",
    [
        "19-02-2021",
        "2021-02-19",
        "20210219",
        "2021-W07-5",
        "2021-050",
        "19.02.2021",
        "19. 2. 2021",
        "2021. 02. 19.",
        "19 February 2021",
        "Friday, February 19th, 2021",
        "Feb. 19, 2021",
        "19-Feb-21",
        "19 de febrero de 2021",
        "19. Februar 2021",
        "le 19 février 2021",
        "19 febbraio 2021",
        "19 lutego 2021",
        "19 февраля 2021",
        "19 Şubat 2021",
        "2021. február 19.",
        "19 Φεβρουαρίου 2021",
        "2021年2月19日",
        "2021년 2월 19일",
        "19 tháng 2, 2021",
        "19 فبراير 2021",
        "19 شباط/فبراير 2021",
        "۱۹ فوریه ۲۰۲۱",
        "١٩ی شوباتی ٢٠٢١",
        "19ê Sibatê 2021",
        "19 फ़रवरी 2021",
        "19 กุมภาพันธ์ 2564",
        "۱ اسفند ۱۳۹۹",
        "۱۳۹۹/۱۲/۰۱",
        "令和3年2月19日",
        "中華民國 110 年 02 月 19 日",
        "19 ก.พ. 2564",
        "19 בפברואר 2021",
        "7 رجب 1442 هـ الموافق 19 فبراير 2021",
        "Veröffentlicht am 19. Februar 2021",
    ],
)
def test_a_day_is_read_in_any_language_and_stays_a_day(text: str) -> None:
    moment = read_moment(text, now=NOW)

    assert moment is not None
    assert (moment.day, moment.precision) == (THE_DAY, Precision.DAY)
    assert (moment.clock, moment.zone, moment.at) == (None, None, None)
    assert moment.raw == text


def test_two_words_can_name_a_month() -> None:
    moment = read_moment("19 كانون الثاني 2021", now=NOW)

    assert moment is not None
    assert moment.day == date(2021, 1, 19)


@pytest.mark.parametrize(
    ("text", "clock", "zone"),
    [
        ("2021-02-19T14:11:05+03:00", "14:11:05", "+03:00"),
        ("2021-02-19T14:11:05.120+0300", "14:11:05", "+03:00"),
        ("20210219T141105+03", "14:11:05", "+03:00"),
        ("2021-02-19T11:11:05Z", "11:11:05", "Z"),
        ("Fri, 19 Feb 2021 14:11:05 +0300", "14:11:05", "+03:00"),
        ("Fri Feb 19 14:11:05 +0300 2021", "14:11:05", "+03:00"),
        ("19 February 2021, 6:11:05 a.m. EST", "06:11:05", "EST"),
        ("1613733065", "11:11:05", "Z"),
        ("1613733065000", "11:11:05", "Z"),
        ("2021-02-19 12:11:05 Europe/Berlin", "12:11:05", "Europe/Berlin"),
    ],
)
def test_a_time_with_a_zone_is_an_instant(text: str, clock: str, zone: str) -> None:
    moment = read_moment(text, now=NOW)

    assert moment is not None
    assert moment.at == datetime(2021, 2, 19, 11, 11, 5, tzinfo=UTC)
    assert (moment.clock, moment.zone, moment.precision) == (clock, zone, Precision.SECOND)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("19.02.2021, 14.11 Uhr", "14:11"),
        ("19 de febrero de 2021 a las 14:11h", "14:11"),
        ("Le 19 février 2021 à 14h11", "14:11"),
        ("2021年2月19日 下午2:11", "14:11"),
        ("2021년 2월 19일 오후 2:11", "14:11"),
        ("19 فبراير 2021 - 02:11 م", "14:11"),
        ("14:11 | 19.02.2021", "14:11"),
        ("2021-02-19 02:11 PM", "14:11"),
    ],
)
def test_a_time_without_a_zone_has_no_instant(text: str, clock: str) -> None:
    moment = read_moment(text, now=NOW)

    assert moment is not None
    assert (moment.day, moment.clock, moment.precision) == (THE_DAY, clock, Precision.MINUTE)
    assert moment.at is None


def test_a_zone_name_that_means_several_zones_gives_no_instant() -> None:
    moment = read_moment("19 February 2021 14:11 IST", now=NOW)

    assert moment is not None
    assert (moment.zone, moment.at) == ("IST", None)


@pytest.mark.parametrize(
    "text",
    [
        "2021-02-19T00:00:00",
        "2021-02-19T00:00:00Z",
        "2021-02-19T00:00+03:00",
        "19.02.2021 00:00",
        "Feb 19, 2021 12:00 AM",
    ],
)
def test_midnight_is_how_software_prints_a_day(text: str) -> None:
    moment = read_moment(text, now=NOW)

    assert moment is not None
    assert (moment.day, moment.precision, moment.clock, moment.at) == (THE_DAY, Precision.DAY, None, None)


def test_noon_is_a_time() -> None:
    moment = read_moment("Feb 19, 2021 12:00 PM", now=NOW)

    assert moment is not None
    assert moment.clock == "12:00"


@pytest.mark.parametrize(
    ("text", "precision"),
    [("February 2021", Precision.MONTH), ("2021-02", Precision.MONTH), ("2021", Precision.YEAR)],
)
def test_a_month_or_year_alone_keeps_its_precision(text: str, precision: Precision) -> None:
    moment = read_moment(text, now=NOW)

    assert moment is not None
    assert moment.precision is precision
    assert moment.day.day == 1


@pytest.mark.parametrize(
    "text",
    [
        "31-02-2021",
        "2021-13-01",
        "19-02-2031",
        "2 hours ago",
        "yesterday",
        "Required",
        "0001-01-01T00:00:00",
        "1970-01-01T00:00:00Z",
        "05/02/2021",
        "21-02-19",
        "+964 750 123 4567",
        "R3.2.19",
        "7 رجب 1442",
        "19 ก.พ. 64",
        "21年2月19日",
        "ז' באדר תשפ\"א",
        "",
        "9" * 400,
    ],
)
def test_what_is_no_day_or_could_be_two_is_refused(text: str) -> None:
    assert read_moment(text, now=NOW) is None


def test_a_date_later_than_the_capture_is_refused() -> None:
    assert read_moment("3 March 2021", now=NOW) is None


def test_clocks_east_of_the_crawler_are_ahead_of_it() -> None:
    moment = read_moment("2 March 2021", now=NOW)

    assert moment is not None


@pytest.mark.parametrize(
    ("language", "day_first", "month"),
    [("en-GB", None, 2), ("en-US", None, 5), ("de", None, 2), ("en", True, 2), ("en", False, 5)],
)
def test_language_or_the_papers_other_dates_settle_which_number_is_the_day(
    language: str, day_first: bool | None, month: int
) -> None:
    later = datetime(2021, 12, 1, tzinfo=UTC)

    moment = read_moment("05/02/2021", language=language, day_first=day_first, now=later)

    assert moment is not None
    assert moment.day.month == month


def test_a_year_of_two_digits_stands_first_in_tokyo() -> None:
    moment = read_moment("20/02/19", language="ja", now=NOW)

    assert moment is not None
    assert moment.day == date(2020, 2, 19)


def test_listopad_is_october_in_croatia_and_november_in_poland() -> None:
    croatian = read_moment("19. listopada 2020", language="hr", now=NOW)
    polish = read_moment("19 listopada 2020", language="pl", now=NOW)

    assert croatian is not None
    assert polish is not None
    assert (croatian.day.month, polish.day.month) == (10, 11)


@given(st.integers(-2_208_988_800, 1_614_000_000), st.integers(-14 * 4, 14 * 4))
def test_an_iso_time_comes_back_as_the_same_instant(seconds: int, quarters: int) -> None:
    wall = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    sign, minutes = "-" if quarters < 0 else "+", abs(quarters) * 15
    text = f"{wall:%Y-%m-%dT%H:%M:%S}{sign}{minutes // 60:02}:{minutes % 60:02}"

    moment = read_moment(text, now=NOW)

    assume(wall.date() != date(1970, 1, 1))
    assert moment is not None
    assert moment.day == wall.date()
    assert moment.at == (
        None if moment.precision is Precision.DAY else wall - timedelta(minutes=15 * quarters)
    )


@given(st.text(max_size=200))
def test_no_text_makes_it_fail_and_no_day_is_in_the_future(text: str) -> None:
    moment = read_moment(text, now=NOW)

    assert moment is None or moment.day <= NOW.date() + timedelta(days=1)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/2021/02/19/rockets",
        "https://example.com/2021/feb/19/rockets",
        "https://example.com/news/20210219-rockets.html",
        "https://example.com/english/middleeast/iraq/19022021",
        "https://example.com/19-02-2021/rockets?from=2020-01-01",
    ],
)
def test_the_date_in_an_articles_address_is_a_day(url: str) -> None:
    moment = read_url_date(url, now=NOW)

    assert moment is not None
    assert (moment.day, moment.precision) == (THE_DAY, Precision.DAY)


def test_year_and_month_in_an_address_are_a_month() -> None:
    moment = read_url_date("https://example.com/2021/02/rockets", now=NOW)

    assert moment is not None
    assert moment.precision is Precision.MONTH


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/id/1234567890",
        "https://example.com/05022021",
        "https://example.com/2031/02/19/x",
        "https://2021-02-19.example.com/",
    ],
)
def test_numbers_in_an_address_that_are_no_date_are_left_alone(url: str) -> None:
    assert read_url_date(url, now=NOW) is None
