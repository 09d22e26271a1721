"""The pattern of a URL: what many URLs of one kind have in common, for budgets that hold for the kind."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

#: Directories that are told apart; what lies deeper is one pattern.
MAX_DEPTH = 8
#: Parameters whose names are told apart; more are the choices of a search, which can be combined without end.
MAX_PARAMETERS = 2
#: Times a directory may stand in one path before it counts as a relative link gone astray.
_MOST_REPEATS = 2
#: Letters of a plain word; what is longer is a slug or an id.
_WORD_LETTERS = 20

_ID = re.compile(r"(?=.*\d)(?=.*[a-z])[0-9a-z]{8,}|[0-9a-f]{8}-[0-9a-f-]{20,}", re.IGNORECASE)
_ENDING = re.compile(r"\.[a-z]{2,5}\d?$", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def pattern_of(url: str) -> str:
    """Path and query of *url* with what differs between pages of one kind left out.

    Numbers, slugs, ids and words below the first directory are named by their kind; a path in which a directory comes
    back again and again, and one of more than eight directories, end in "…"; so does a query of more than two
    parameters.

    >>> pattern_of("https://example.com/calendar/2026/11?view=day"), pattern_of("https://example.com/town/bridge-opens.html")
    ('/calendar/<n>/<n>?view', '/town/<slug>.html')
    >>> pattern_of("https://example.com/a/a/a/a/a/report-7"), pattern_of("https://example.com/find?id=7&size=xl&colour=red")
    ('/a/…', '/<word>?…')
    """
    parts = urlsplit(url)
    segments = [segment for segment in unquote(parts.path).split("/") if segment]
    names = sorted({part.partition("=")[0] for part in parts.query.split("&") if part})
    query = "" if not names else f"?{'&'.join(names)}" if len(names) <= MAX_PARAMETERS else "?…"
    return f"/{_path(segments)}{query}"


def _path(segments: list[str]) -> str:
    for position, segment in enumerate(segments):
        if segments.count(segment) > _MOST_REPEATS:
            return "/".join([*_kinds(segments[:position]), segment[:_WORD_LETTERS], "…"])
    if len(segments) > MAX_DEPTH:
        return f"{_kinds(segments[:2])[0]}/…"
    return "/".join(_kinds(segments))


def _kinds(segments: list[str]) -> list[str]:
    # the first directory is the part of the newspaper; a page that stands in none has only its kind
    named = len(segments) > 1 and segments[0].isalpha() and len(segments[0]) <= _WORD_LETTERS
    return [segments[0], *map(_kind, segments[1:])] if named else [_kind(segment) for segment in segments]


def _kind(segment: str) -> str:
    ending = _ENDING.search(segment)
    stem = segment[: ending.start()] if ending else segment
    if stem.isdigit():
        kind = "<n>"
    elif _ID.fullmatch(stem):
        kind = "<id>"
    elif len(stem) <= _WORD_LETTERS and stem.isalpha():
        kind = "<word>"
    else:
        kind = "<slug>"
    return f"{kind}{ending[0].lower() if ending else ''}"
