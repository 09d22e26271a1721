"""Options that several commands share, and how they are read."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.config import is_range

if TYPE_CHECKING:
    from archiver.render import Rendering


class PageFormat(StrEnum):
    """How what is known of an article over time is written."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"


_AGO = re.compile(r"(\d{1,5})\s*(d|day|days|w|week|weeks)")
_DAY = re.compile(r"(\d{4})(?:-(0?[1-9]|1[0-2])(?:-(0?[1-9]|[12]\d|3[01]))?)?")


def read_day(text: str | None, *, last: bool = False) -> date | None:
    """A day from the command line: 2026-11-22, 2026-11, 2026, "today", "yesterday", or "7d" and "2w" ago.

    Of a month or a year it is the first day, or with *last* the last.

    >>> read_day("2026-11"), read_day("2024-02", last=True)
    (datetime.date(2026, 11, 1), datetime.date(2024, 2, 29))
    """
    if text is None:
        return None
    plain = text.strip().lower()
    today = datetime.now(tz=UTC).date()
    if plain in ("today", "yesterday"):
        return today - timedelta(days=plain == "yesterday")
    try:
        if ago := _AGO.fullmatch(plain):
            return today - timedelta(days=int(ago[1]) * (7 if ago[2].startswith("w") else 1))
        if printed := _DAY.fullmatch(plain):
            return _edge(int(printed[1]), int(printed[2] or 0), int(printed[3] or 0), last=last)
    except (ValueError, OverflowError):
        pass
    raise typer.BadParameter(f"{text!r} is no day; write 2026-11-22, yesterday or 7d (seven days ago)")


def _edge(year: int, month: int, day: int, *, last: bool) -> date:
    """The day, or the first or last one where month or day are 0."""
    month = month or (12 if last else 1)
    return date(year, month, day or (monthrange(year, month)[1] if last else 1))


def read_ranges(texts: list[str] | None) -> list[str]:
    """Address ranges of --allow-address, each checked."""
    for text in texts or []:
        if not is_range(text):
            raise typer.BadParameter(f"{text!r} is no address range; write 127.0.0.0/8 or 10.1.2.3")
    return list(texts or [])


def read_rendering(form: str, added: str | None, left_out: str | None) -> Rendering:
    """How the text is written, of a form's name and the names after --with and --without.

    >>> read_rendering("markdown", "captions, times", None).convention.captions
    True
    """
    from archiver.render import FORMS, Rendering, read_convention

    if form not in FORMS:
        raise typer.BadParameter(f"{form!r} is no form of a text; one of {', '.join(FORMS)}")
    return Rendering(form=form, convention=read_convention(_names(added), _names(left_out)))


def _names(listed: str | None) -> list[str]:
    return [name.strip().lower() for name in (listed or "").split(",") if name.strip()]


ArchiveOption = Annotated[
    str | None,
    typer.Option(
        "--archive",
        metavar="PLACE",
        help="Archive folder, SQLite file or database URL. Default: ARCHIVER_ARCHIVE, else the nearest folder "
        "upwards with an archiver.toml, else ./archive.",
    ),
]
AllowOption = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-address",
        metavar="CIDR",
        callback=read_ranges,
        help="Private or loopback range that may be fetched, beside those in archiver.toml. Repeatable.",
    ),
]
SiteOption = Annotated[str | None, typer.Option("--site", metavar="NAME", help="Only articles of this site.")]
SinceOption = Annotated[
    str | None,
    typer.Option("--since", metavar="DAY", help="Published on or after this day: 2026-11-22, yesterday, 7d."),
]
UntilOption = Annotated[
    str | None, typer.Option("--until", metavar="DAY", help="Published on or before this day.")
]
LanguageOption = Annotated[
    str | None,
    typer.Option("--lang", metavar="CODE", help="Only articles in this language, such as en or ckb."),
]
WithOption = Annotated[
    str | None,
    typer.Option(
        "--with",
        metavar="PARTS",
        help="Parts added to the text: standfirst, byline, captions, times (of live entries), or all.",
    ),
]
WithoutOption = Annotated[
    str | None,
    typer.Option(
        "--without",
        metavar="PARTS",
        help="Parts left out of it: headings, lists, quotes, tables, code, embeds, corrections.",
    ),
]
