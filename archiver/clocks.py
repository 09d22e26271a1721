"""Times of day and zones as printed in the news."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

#: Hours east of Greenwich, for names that mean one zone: RFC 2822 and those papers print. IST, BST and AST mean
#: several; they are kept as printed and give no instant.
_HOURS = {
    "Z": 0.0, "UTC": 0.0, "UT": 0.0, "GMT": 0.0, "WET": 0.0, "WEST": 1.0, "CET": 1.0, "MEZ": 1.0, "CEST": 2.0, "MESZ": 2.0,
    "EET": 2.0, "EEST": 3.0, "MSK": 3.0, "TRT": 3.0, "GST": 4.0, "PKT": 5.0, "WIB": 7.0, "WITA": 8.0, "WIT": 9.0, "HKT": 8.0,
    "SGT": 8.0, "JST": 9.0, "KST": 9.0, "ACST": 9.5, "AEST": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0, "EAT": 3.0,
    "WAT": 1.0, "SAST": 2.0, "EST": -5.0, "EDT": -4.0, "CST": -6.0, "CDT": -5.0, "MST": -7.0, "MDT": -6.0, "PST": -8.0,
    "PDT": -7.0, "AKST": -9.0, "AKDT": -8.0, "HST": -10.0, "NST": -3.5, "NDT": -2.5, "BRT": -3.0, "ART": -3.0,
}  # fmt: skip
#: Names that mean a place's time, summer or winter.
_PLACES = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
_SEVERAL = frozenset({"IST", "BST", "AST", "ADT", "AMT", "PHT"})

_MORNING = frozenset({"am", "ص", "قظ", "上午", "午前", "오전", "凌晨", "早上", "πμ"})
_EVENING = frozenset({"pm", "م", "بظ", "下午", "午後", "오후", "晚上", "傍晚", "中午", "μμ"})


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as printed."""

    hour: int
    minute: int | None
    second: int | None
    zone: str | None  #: "+03:00", "Z", or the name printed

    @property
    def is_midnight(self) -> bool:
        """Exactly 00:00 or 00:00:00."""
        return self.hour == 0 and not self.minute and not self.second

    @property
    def text(self) -> str:
        """24-hour form: "14:11", "14:11:05", "14:00" for an hour alone."""
        text = f"{self.hour:02}:{self.minute or 0:02}"
        return text if self.second is None else f"{text}:{self.second:02}"


_ZONE = re.compile(
    r"\s*[(\[]?(?:(?P<utc>UTC|GMT)?\s?(?P<sign>[+-])(?P<h>\d{1,2}):?(?P<m>\d{2})?(?!\d)"
    r"|(?P<place>[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+)|(?P<name>[A-Z]{1,5})\b)"
)
_ISO_CLOCK = re.compile(
    r"\s*[Tt,]?\s*(?P<h>\d{1,2})(?::?(?P<m>\d{2})(?::?(?P<s>\d{2}|(?<=:)\d(?!\d))(?:[.,:]\d+)?)?)?(?=$|[\sZz+\-(\[A-Z])"
)
_CLOCK = re.compile(
    r"(?<![\d:.,/+-])(?P<before>上午|下午|午前|午後|오전|오후|凌晨|早上|晚上|傍晚|中午)?\s*(?P<h>\d{1,2})"
    r"(?:(?::|\.|\s?[hH]\s?|\s?[時时點点시]\s?)(?P<m>\d{2})(?![\d])(?:[:.](?P<s>\d{2})(?!\d))?\s?[分분]?)?"
    r"\s*(?P<after>[aApP]\.?\s?[mM]\b\.?|ص|م(?!\w)|ق\.ظ|ب\.ظ|π\.?μ\.?|μ\.?μ\.?|[uU]hr\b|[時时點点시])?"
)
#: Characters between a date and its time: "um", "at", "klo", "الساعة", a bullet; more is another sentence.
_GAP = 24


def read_iso_clock(rest: str) -> Clock | None:
    """The time that follows an ISO date, "T14:11:05.000+03:00"; None when there is none."""
    match = _ISO_CLOCK.match(rest)
    if match is None:
        return None
    after = rest[match.end() :].strip().lower()
    if after.startswith(("am", "pm", "a.m", "p.m")):
        return None
    return _clock(match["h"], match["m"], match["s"], _find_zone(rest, match.end()))


def find_clock(text: str, *, last: bool = False) -> Clock | None:
    """The time of day at the start of *text* (with *last*, at its end), as printed for people.

    >>> find_clock(" um 14.11 Uhr").text, find_clock(", 2:11 p.m. ET").text, find_clock("下午3:20").text
    ('14:11', '14:11', '15:20')
    """
    found: Clock | None = None
    for match in _CLOCK.finditer(text):
        gap = len(text) - match.end() if last else match.start()
        if not last and gap > _GAP:
            break
        clock = _printed_clock(match, text)
        if clock is not None and gap <= _GAP:
            found = clock
            if not last:
                break
    return found


def _printed_clock(match: re.Match[str], text: str) -> Clock | None:
    half = re.sub(r"[.\s]", "", (match["before"] or match["after"] or "").lower())
    if match["m"] is None and not half:
        return None
    hour = int(match["h"])
    if half in _EVENING and hour < 12:
        hour += 12
    elif half in _MORNING and hour == 12:
        hour = 0
    return _clock(str(hour), match["m"], match["s"], _find_zone(text, match.end()))


def _clock(hour: str, minute: str | None, second: str | None, zone: str | None) -> Clock | None:
    clock = Clock(
        int(hour), int(minute) if minute else None, int(second) if second is not None else None, zone
    )
    fits = clock.hour < 24 and (clock.minute or 0) < 60 and (clock.second or 0) < 60
    return clock if fits else None


def _find_zone(text: str, start: int) -> str | None:
    """The zone printed at *start*; None when there is none or the capitals there name no zone."""
    match = _ZONE.match(text, start)
    if match is None:
        return "Z" if text[start : start + 1] == "z" else None
    if match["sign"]:
        hours, minutes = int(match["h"]), int(match["m"] or 0)
        if hours > 14 or minutes > 59:
            return None
        return f"{match['sign']}{hours:02}:{minutes:02}"
    if match["place"]:
        return match["place"] if _place(match["place"]) else None
    name = match["name"]
    return name if name in _HOURS or name in _PLACES or name in _SEVERAL else None


def instant_of(local: datetime, zone: str | None) -> datetime | None:
    """The UTC instant of a wall clock (given as if in UTC) in a zone as printed; None when the zone is not known.

    >>> instant_of(datetime(2021, 2, 19, 14, 11, tzinfo=UTC), "+03:00").isoformat()
    '2021-02-19T11:11:00+00:00'
    >>> instant_of(datetime(2021, 2, 19, 14, 11, tzinfo=UTC), "IST") is None
    True
    """
    if zone is None:
        return None
    try:
        if zone[0] in "+-":
            offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
            return local - offset if zone[0] == "+" else local + offset
        if zone in _HOURS:
            return local - timedelta(hours=_HOURS[zone])
        place = _place(_PLACES.get(zone, zone))
        return local.replace(tzinfo=place).astimezone(UTC) if place else None
    except OverflowError:
        return None


@cache
def _place(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
