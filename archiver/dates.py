"""Moments as printed in the news: a day stays a day, a zone stays the page's own.

Three rules keep them honest. A clock of exactly midnight is what software prints for a day without a time, so it is
read as a day. A time without a zone has no instant. A numeric date that could be read both ways is read only when
something says which way.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from archiver.clocks import Clock, find_clock, instant_of, read_iso_clock
from archiver.months import find_month, find_persian_month, join_month_names


class Precision(StrEnum):
    """The smallest unit that was printed."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A date or time as it was printed. Nothing is added that the page does not say.

    `at` is set only when a time of day *and* a zone were printed. A time without a zone keeps its `clock` and no `at`.
    """

    raw: str  #: as printed
    day: date  #: the calendar day as printed, in its own zone; first of the month or year when that is all there is
    precision: Precision
    clock: str | None = None  #: time of day as printed, "14:11" or "14:11:05", in its own zone
    zone: str | None = None  #: offset "+03:00", "Z", or the name printed ("Europe/Berlin", "AST")
    at: datetime | None = None  #: the instant in UTC


#: Longer text is prose that may name a date, not a date.
MAX_CHARACTERS = 160
#: The oldest newspaper appeared in 1605.
FIRST_YEAR = 1605
#: Clocks east of the crawler are ahead of it by up to 14 hours.
_AHEAD = timedelta(hours=14)
#: Languages (with region) whose papers print the month first.
_MONTH_FIRST = frozenset({"en-us", "en-ph", "es-us"})
#: Languages whose numeric dates with slashes go either way, unless a region or `day_first` tells.
_EITHER_WAY = frozenset({"en", "und", ""})


@dataclass(frozen=True, slots=True)
class _Day:
    """A day found in a text, with its place there."""

    day: date
    precision: Precision
    start: int
    end: int


def read_moment(
    text: str, *, language: str | None = None, day_first: bool | None = None, now: datetime
) -> Moment | None:
    """The first date in *text*, with its time of day and zone where they are printed; None when there is none.

    Reads ISO 8601, RFC 2822, epoch seconds, numeric dates, month names in some fifty languages, any script's digits,
    年月日, the Solar Hijri and the Thai calendar. *language* (BCP-47) and *day_first* settle 05/02/2021; without them
    it is refused. Dates that do not exist, later than *now*, or before the first newspaper are refused.

    >>> at_noon = datetime(2021, 2, 20, 12, tzinfo=UTC)
    >>> read_moment("2021-02-19T14:11:05+03:00", now=at_noon).at
    datetime.datetime(2021, 2, 19, 11, 11, 5, tzinfo=datetime.timezone.utc)
    >>> read_moment("Published: 19-02-2021", now=at_noon).precision
    <Precision.DAY: 'day'>
    >>> read_moment("Feb. 19, 2021, 2:11 p.m.", now=at_noon).clock
    '14:11'
    >>> read_moment("05/02/2021", now=at_noon) is None
    True
    >>> read_moment("05/02/2021", language="fr", now=at_noon).day
    datetime.date(2021, 2, 5)
    """
    raw = text.strip()
    if not raw or len(raw) > MAX_CHARACTERS:
        return None
    line = _plain(raw)
    if not any(char.isdigit() for char in line):
        return None
    found = _read_iso(line) or _read_epoch(line)
    if found is None:
        found = _read_printed(line, language, _goes_day_first(language, day_first), now)
    if found is None:
        return None
    day, clock = found
    return _moment(raw, day, clock, now)


def read_url_date(url: str, *, now: datetime | None = None) -> Moment | None:
    """The date in the path of an article's URL; None when there is none, or it could be read two ways.

    >>> read_url_date("https://example.com/2021/02/19/rockets").day
    datetime.date(2021, 2, 19)
    >>> read_url_date("https://example.com/english/iraq/19022021").day
    datetime.date(2021, 2, 19)
    >>> read_url_date("https://example.com/english/iraq/05022021") is None
    True
    """
    now = now or datetime.now(UTC)
    path = re.sub(r"^[a-z]+://[^/]*", "", url.partition("?")[0].partition("#")[0], flags=re.I)
    for pattern in _URL_DATES:
        for match in pattern.finditer(path):
            day = _url_day(match.groupdict(), now)
            if day is not None:
                return _moment(match.group().strip("/-_."), day, None, now)
    return None


_URL_DATES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[/_.-])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)",
        r"/(?P<y>(?:19|20)\d\d)/(?P<m>[a-z]{3,9})/(?P<d>\d{1,2})(?!\d)",
        # /2021/02/210219-rockets
        r"/(?P<y>(?:19|20)(?P<yy>\d\d))/(?P<m>\d\d)/(?P=yy)(?P=m)(?P<d>\d\d)(?!\d)",
        r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0\d|1[0-2])(?P<d>[0-2]\d|3[01])(?!\d)",
        r"(?<!\d)(?P<d>\d{1,2})(?P<s>[/_.-])(?P<m>\d{1,2})(?P=s)(?P<y>20\d\d)(?!\d)",
        r"(?<!\d)(?P<d>\d\d)(?P<m>\d\d)(?P<y>20\d\d)(?!\d)",
        r"/(?P<y>(?:19|20)\d\d)/?(?P<m>\d\d)/(?!\d{1,2}/)",
    )
)


def _url_day(parts: dict[str, str | None], now: datetime) -> _Day | None:
    year, named = int(parts["y"] or 0), parts["m"] or ""
    month = int(named) if named.isdigit() else find_month(named, "en") or 0
    if parts.get("d") is None:
        return _day_of(year, month, None, 0, 0) if 1995 <= year <= now.year else None
    day = int(parts["d"] or 0)
    if (parts["d"] or "").isdigit() and _day_stands_first(parts) and day <= 12 and day != month:
        return None
    return _day_of(year, month, day, 0, 0)


def _day_stands_first(parts: dict[str, str | None]) -> bool:
    return next(iter(parts)) == "d"


def _plain(text: str) -> str:
    """NFKC, ASCII digits, one space between words, no invisible marks."""
    text = unicodedata.normalize("NFKC", text)
    if not text.isascii():
        text = "".join(_plain_character(char) for char in text)
    return " ".join(text.split())


def _plain_character(char: str) -> str:
    if char.isascii():
        return char
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if unicodedata.category(char) == "Cf":
        # the zero-width non-joiner parts words in Persian and Kurdish
        return " " if char == "\u200c" else ""
    return {"،": ",", "−": "-", "‑": "-", "‐": "-", "٫": ".", "’": "'"}.get(char, char)


# --- ISO 8601 and epoch


_ISO = re.compile(
    r"(?P<y>\d{4})(?:-?W(?P<w>\d{2})(?:-?(?P<wd>[1-7]))?|-(?P<od>\d{3})(?!\d)"
    r"|-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2}))?|(?P<m2>\d{2})(?P<d2>\d{2}))?(?![\d-])"
)


def _read_iso(line: str) -> tuple[_Day, Clock | None] | None:
    match = _ISO.match(line)
    if match is None:
        return None
    day = _iso_day(match)
    if day is None:
        return None
    rest = line[match.end() :]
    if not rest:
        return day, None
    if day.precision is not Precision.DAY:
        return None
    return day, read_iso_clock(rest) or find_clock(rest)


def _iso_day(match: re.Match[str]) -> _Day | None:
    parts = match.groupdict()
    year = int(parts["y"])
    if parts["w"]:
        try:
            found = date.fromisocalendar(year, int(parts["w"]), int(parts["wd"] or 1))
        except ValueError:
            return None
        return _Day(found, Precision.DAY, 0, match.end()) if parts["wd"] else None
    if parts["od"]:
        found = date(year, 1, 1) + timedelta(days=int(parts["od"]) - 1) if year else date.min
        return _Day(found, Precision.DAY, 0, match.end()) if found.year == year else None
    month, day = parts["m"] or parts["m2"], parts["d"] or parts["d2"]
    return _day_of(year, int(month) if month else None, int(day) if day else None, 0, match.end())


def _read_epoch(line: str) -> tuple[_Day, Clock | None] | None:
    """Seconds or milliseconds since 1970, from 1995 on; some sites print them in their metadata."""
    if not (line.isdigit() and len(line) in (9, 10, 13)):
        return None
    seconds = int(line) // (1000 if len(line) == 13 else 1)
    if seconds < 788_918_400:
        return None
    at = datetime.fromtimestamp(seconds, UTC)
    return _Day(at.date(), Precision.DAY, 0, len(line)), Clock(at.hour, at.minute, at.second, "Z")


# --- dates as printed for people


_WORD = r"[^\W\d_][^\s\d,/\-–—|()]*"
_ORDINAL = r"(?:st|nd|rd|th|er|de|ی|ê|'ê)?[.ºª°]?"
_OF = r"(?:(?:of|de|del|d'|di|dia|ta)\s+)?"
_PATTERNS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # 2021年2月19日, 2021년 2월 19일
        r"(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일號号]?",
        # 2021-02-19, 2021/2/19, 2021. 02. 19.
        r"(?<!\d)(?P<y>\d{4})\s?(?P<s>[./-])\s?(?P<m>\d{1,2})\s?(?P=s)\s?(?P<d>\d{1,2})(?!\d)",
        # 19-02-2021, 19.2.2021, 2/19/21
        r"(?<![\d./-])(?P<a>\d{1,2})\s?(?P<s>[./-])\s?(?P<b>\d{1,2})\s?(?P=s)\s?(?P<y>\d{4}|\d{2})(?![\d/-]|\.\d)",
        # Fri Feb 19 14:11:05 +0300 2021
        r"(?P<m>" + _WORD + r")\s+(?P<d>\d{1,2})\s+\d{2}:\d{2}:\d{2}\s+(?:[A-Z]{2,5}|[+-]\d{4})\s+(?P<y>\d{4})",
        # 19 February 2021, 19. Februar 2021, 19 de febrero de 2021, 19 شباط/فبراير 2021, 19-Feb-2021
        r"(?<!\d)(?P<d>\d{1,2})" + _ORDINAL + r"[\s,./\-–]*" + _OF
        + r"(?P<m>" + _WORD + r")(?:\s?/\s?" + _WORD + r")?[\s,./\-–]*" + _OF + r"(?P<y>\d{4})(?!\d)",
        # 19 tháng 2, 2021
        r"(?<!\d)(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2}),?\s+(?:năm\s+)?(?P<y>\d{4})(?!\d)",
        # February 19, 2021
        r"(?P<m>" + _WORD + r")[\s,]*(?P<d>\d{1,2})" + _ORDINAL + r"(?:\s*,\s*|\s+(?:de\s+)?)(?P<y>\d{4})(?!\d)",
        # 2021. február 19., 2021 m. vasario 19
        r"(?<!\d)(?P<y>\d{4})(?:eko|\s?m)?[.,]?\s+(?P<m>" + _WORD + r")\s+(?P<d>\d{1,2})(?!\d)",
        # 19-Feb-21
        r"(?<!\d)(?P<d>\d{1,2})-(?P<m>" + _WORD + r")-(?P<y>\d{2})(?!\d)",
    )
)  # fmt: skip
_MONTH_YEAR = re.compile(r"(?P<m>" + _WORD + r")(?:\s+(?:de|del|of))?,?\s+(?P<y>\d{4})", re.I)
_CJK_MONTH = re.compile(r"(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]")


def _read_printed(
    line: str, language: str | None, day_first: bool | None, now: datetime
) -> tuple[_Day, Clock | None] | None:
    line = join_month_names(_without_eras(line))
    found: _Day | None = None
    for pattern in _PATTERNS:
        for match in pattern.finditer(line):
            day = _printed_day(match, language, day_first, now)
            if day is not None:
                found = day if found is None or day.start < found.start else found
                break
    if found is None:
        month = _month_alone(line, language)
        return (month, None) if month else None
    inside = line[found.start : found.end]
    clock = find_clock(line[found.end :]) or find_clock(line[: found.start], last=True)
    return found, clock or (find_clock(inside[6:]) if ":" in inside else None)


#: Year before the first of an era: Japan's reigns, and Taiwan's republic.
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "民國": 1911, "民国": 1911}
_ERA = re.compile(rf"(?:中華)?({'|'.join(_ERAS)})\s?(元|\d{{1,3}})\s?年")
#: Languages that write a year of two digits first: 21/7/24 is July 2021 in Tokyo.
_YEAR_FIRST = frozenset({"ja", "zh", "ko"})
#: An era by its initial: R3.7.24 is the third year of Reiwa.
_ERA_INITIALS = frozenset("RHSTM")


def _without_eras(line: str) -> str:
    """Years of an era as years of the common one.

    >>> _without_eras("令和3年7月24日"), _without_eras("平成元年5月1日")
    ('2021年7月24日', '1989年5月1日')
    """
    if line.isascii():
        return line
    return _ERA.sub(lambda era: f"{_ERAS[era[1]] + (1 if era[2] == '元' else int(era[2]))}年", line)


def _printed_day(
    match: re.Match[str], language: str | None, day_first: bool | None, now: datetime
) -> _Day | None:
    parts = match.groupdict()
    if "a" in parts:
        return _numeric_day(match, language, day_first, now)
    year, named, day = int(parts["y"]), parts["m"], int(parts["d"])
    if len(parts["y"]) == 2:
        year += 2000
    if 1250 <= year < 1550:
        month = int(named) if named.isdigit() else find_persian_month(named)
        return _persian_day(year, month or 0, day, match)
    month = int(named) if named.isdigit() else find_month(named, language)
    return _day_of(year, month, day, match.start(), match.end()) if month else None


def _numeric_day(
    match: re.Match[str], language: str | None, day_first: bool | None, now: datetime
) -> _Day | None:
    a, b, year = int(match["a"]), int(match["b"]), int(match["y"])
    if len(match["y"]) == 2:
        if match.string[: match.start()][-1:] in _ERA_INITIALS and match.start():
            return None
        if (language or "").lower().partition("-")[0] in _YEAR_FIRST:
            return _day_of(2000 + a, b, year, match.start(), match.end())
        year += 2000
        # 21-02-19 may start with its year
        if year > now.year or match["s"] == "-":
            return None
    if a > 12 or a == b:
        day, month = a, b
    elif b > 12:
        day, month = b, a
    else:
        first = day_first
        if first is None and match["s"] in ".-":
            # no paper prints 02.19.2021; 02-19-2021 is rare outside regions that `day_first` covers
            first = True
        if first is None:
            return None
        day, month = (a, b) if first else (b, a)
    return _day_of(year, month, day, match.start(), match.end())


def _month_alone(line: str, language: str | None) -> _Day | None:
    match = _MONTH_YEAR.fullmatch(line) or _CJK_MONTH.fullmatch(line)
    if match is None:
        return None
    month = int(match["m"]) if match["m"].isdigit() else find_month(match["m"], language)
    return _day_of(int(match["y"]), month, None, 0, len(line)) if month else None


def _goes_day_first(language: str | None, day_first: bool | None) -> bool | None:
    if day_first is not None:
        return day_first
    tag = (language or "").lower().replace("_", "-")
    if tag in _MONTH_FIRST:
        return False
    return None if tag in _EITHER_WAY else True


def _persian_day(year: int, month: int, day: int, match: re.Match[str]) -> _Day | None:
    """Solar Hijri, by its 33-year cycle; right for 1304 to 1498 (1925 to 2119)."""
    if not (1 <= month <= 12 and 1 <= day <= (31 if month < 7 else 30)):
        return None
    days = _persian_ordinal(year, month, day) - _persian_ordinal(1399, 1, 1)
    return _Day(date(2020, 3, 20) + timedelta(days=days), Precision.DAY, match.start(), match.end())


def _persian_ordinal(year: int, month: int, day: int) -> int:
    months = (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186
    year += 1595
    return 365 * year + year // 33 * 8 + (year % 33 + 3) // 4 + months + day


def _day_of(year: int, month: int | None, day: int | None, start: int, end: int) -> _Day | None:
    if 2400 <= year < 2650:
        year -= 543  # Thai calendar
    if not (FIRST_YEAR <= year <= 2400):
        return None
    precision = Precision.YEAR if month is None else Precision.MONTH if day is None else Precision.DAY
    try:
        return _Day(date(year, month or 1, day or 1), precision, start, end)
    except ValueError:
        return None


# --- putting together


def _moment(raw: str, day: _Day, clock: Clock | None, now: datetime) -> Moment | None:
    # 1970-01-01 is the zero of a clock, not a day in the news
    if day.day > (now + _AHEAD).date() or day.day == date(1970, 1, 1):
        return None
    if clock is None:
        return Moment(raw=raw, day=day.day, precision=day.precision)
    if clock.is_midnight:
        return Moment(raw=raw, day=day.day, precision=Precision.DAY, zone=clock.zone)
    printed = time(clock.hour, clock.minute or 0, clock.second or 0)
    at = instant_of(datetime.combine(day.day, printed, tzinfo=UTC), clock.zone)
    if at is not None and at > now + _AHEAD:
        return None
    return Moment(
        raw=raw, day=day.day, precision=_precision_of(clock), clock=clock.text, zone=clock.zone, at=at
    )


def _precision_of(clock: Clock) -> Precision:
    if clock.second is not None:
        return Precision.SECOND
    return Precision.HOUR if clock.minute is None else Precision.MINUTE
