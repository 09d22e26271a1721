"""Rules: what an operator knows of a newspaper's markup, as facts; `docs/sites.md` shows how they are written."""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from archiver.errors import BadSelector, SiteFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

#: In which order a paper prints the parts of a date in figures.
DATE_ORDERS = ("dmy", "mdy", "ymd")
#: Selectors one key may hold.
MAX_SELECTORS = 40
_DATES = ("from", "until")
#: Keys of a site file that stand in no table.
_FACTS = ("name", "url", "language", "feeds", "sitemaps", "sections", "hosts", "delay_seconds", "hook")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Where a page has what. A key of several selectors means the first that finds something; for `drop`, all of them."""

    drop: tuple[str, ...] = ()  #: elements that are no part of the body
    body: tuple[str, ...] = ()  #: elements that hold the body; all that one selector finds
    title: tuple[str, ...] = ()
    author: tuple[str, ...] = ()  #: every element found is read for names
    date: tuple[str, ...] = ()  #: day of publication
    date_order: str | None = None  #: "dmy", "mdy" or "ymd": how 05/02/2021 is to be read

    def over(self, others: Rules) -> Rules:
        """These rules, and those of *others* for keys that are not set here."""
        mine = {key: value for key in RULE_KEYS if (value := getattr(self, key))}
        return replace(others, **mine)

    def __bool__(self) -> bool:
        return any(getattr(self, key) for key in RULE_KEYS)


NO_RULES = Rules()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A paper's markup between two days."""

    since: date | None = None  #: first day, `from` in the file; None: from the beginning
    until: date | None = None  #: last day, included; None: still in use
    rules: Rules = NO_RULES

    def holds(self, day: date) -> bool:
        """Whether a page of that day has this layout."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def __str__(self) -> str:
        return f"{self.since or 'the beginning'} to {self.until or 'now'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A function of the operator's that has the last word on an article."""

    name: str  #: "package.module:function"
    folder: str | None = field(
        default=None, compare=False
    )  #: looked in after Python's own places: the archive's


RULE_KEYS = tuple(field.name for field in fields(Rules))
_SELECTOR_KEYS = tuple(key for key in RULE_KEYS if key != "date_order")
#: Keys that name elements, not values.
ELEMENT_KEYS = ("drop", "body")
_HOOK = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*:[^\W\d]\w*")


# --- reading


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteText:
    """A site file as it stands, to say where in it something is wrong."""

    path: Path
    text: str

    def problem(
        self,
        key: str,
        problem: str,
        *,
        table: str | None = None,
        number: int = 0,
        next_step: str | None = None,
    ) -> SiteFileError:
        """The error to raise for a key; *number* counts the tables of one name."""
        line = find_line(self.text, key, table, number)
        where = f"{self.path}, line {line}" if line else f"{self.path}"
        return SiteFileError(f"{where}: {problem}", next_step=next_step or f"correct {self.path}")


def find_line(text: str, key: str, table: str | None = None, number: int = 0) -> int | None:
    """The line of a TOML text in which *key* of a table is set, 1 for the first; None when it cannot be told.

    >>> find_line('[rules]\\nbody = "p"', "body", "rules")
    2
    """
    here, seen = None, -1
    for place, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*(\[\[?)\s*([\w-]+)\s*\]", line):
            here = header[2]
            seen += here == table
            if key == here == table and seen == number:
                return place
        elif here == table and (table is None or seen == number) and _sets(line, key):
            return place
    return None


def _sets(line: str, key: str) -> bool:
    return re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""", line) is not None


def read_rules(file: SiteText, table: object) -> Rules:
    """The rules of a `[rules]` table.

    Raises:
        SiteFileError: it names file, line and key, what is wrong, and what to do.
    """
    if not isinstance(table, dict):
        raise file.problem(
            "rules", f"rules must be a table, not {table!r}", next_step="write [rules] on a line"
        )
    return Rules(**_values(file, table, "rules", 0, RULE_KEYS))


def read_layouts(file: SiteText, tables: object) -> tuple[Layout, ...]:
    """The `[[layout]]` tables, oldest first.

    Raises:
        SiteFileError: as `read_rules`; also for a layout without days, one that ends before it begins, and two of one day.
    """
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise file.problem("layout", "layout must be tables", next_step="write [[layout]] on a line")
    layouts = [_read_layout(file, table, number) for number, table in enumerate(tables)]
    _check_overlaps(file, layouts)
    return tuple(sorted(layouts, key=lambda layout: layout.since or date.min))


def read_hook(file: SiteText, value: object) -> Hook:
    """The `hook` of a site file; it is looked for in the archive's folder, too, and not imported here.

    Raises:
        SiteFileError: it is not written as "package.module:function".
    """
    if not isinstance(value, str) or not _HOOK.fullmatch(value):
        raise file.problem(
            "hook",
            f"hook: {value!r} is not written as module:function",
            next_step='write hook = "package.module:function"; the module may lie in the archive folder',
        )
    return Hook(name=value, folder=str(file.path.parent.parent.absolute()))


def _read_layout(file: SiteText, table: Mapping[str, Any], number: int) -> Layout:
    days = {key: _read_day(file, key, table[key], number) for key in _DATES if key in table}
    values = _values(file, table, "layout", number, (*_DATES, *RULE_KEYS))
    layout = Layout(since=days.get("from"), until=days.get("until"), rules=Rules(**values))
    if not days:
        raise file.problem(
            "layout",
            "layout has neither from nor until",
            table="layout",
            number=number,
            next_step="add the days between which it was in use, or move its rules under [rules]",
        )
    if layout.since and layout.until and layout.since > layout.until:
        raise file.problem(
            "until",
            f"layout: until {layout.until} is before from {layout.since}",
            table="layout",
            number=number,
            next_step="exchange the two days",
        )
    if not values:
        raise file.problem(
            "layout",
            "layout has no rules",
            table="layout",
            number=number,
            next_step=f"give it one of {', '.join(RULE_KEYS)}",
        )
    return layout


def _check_overlaps(file: SiteText, layouts: list[Layout]) -> None:
    for number, layout in enumerate(layouts):
        for other in layouts[:number]:
            if (layout.since or date.min) <= (other.until or date.max) and (other.since or date.min) <= (
                layout.until or date.max
            ):
                raise file.problem(
                    "from" if layout.since else "until",
                    f"layout: {layout} overlaps with {other}",
                    table="layout",
                    number=number,
                    next_step="let one end on the day before the other begins",
                )


def _read_day(file: SiteText, key: str, value: object, number: int) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else date.fromisoformat("")
    except ValueError as error:
        raise file.problem(
            key,
            f"layout: {key}: {value!r} is no day",
            table="layout",
            number=number,
            next_step=f"write {key} = 2021-02-19",
        ) from error


def _values(
    file: SiteText, table: Mapping[str, Any], name: str, number: int, known: tuple[str, ...]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            raise file.problem(
                key, f"{name}: unknown key {key!r} ({_hint(key, known)})", table=name, number=number
            )
        if key == "date_order":
            values[key] = _read_order(file, value, name, number)
        elif key in RULE_KEYS:
            values[key] = tuple(_read_selectors(file, key, value, name, number))
    return values


def _hint(key: str, known: tuple[str, ...]) -> str:
    if key in _FACTS:
        return "it belongs above the first line in brackets"
    near = difflib.get_close_matches(key, known, n=1)
    return f"did you mean {near[0]}?" if near else f"known keys: {', '.join(known)}"


def _read_order(file: SiteText, value: object, name: str, number: int) -> str:
    if value not in DATE_ORDERS:
        raise file.problem(
            "date_order",
            f"{name}: date_order: {value!r} is none of {', '.join(DATE_ORDERS)}",
            table=name,
            number=number,
            next_step='write date_order = "dmy" where 05/02/2021 is in February',
        )
    return str(value)


def _read_selectors(file: SiteText, key: str, value: object, name: str, number: int) -> Iterator[str]:
    parts: list[Any] = value if isinstance(value, list) else [value]
    if not parts or len(parts) > MAX_SELECTORS or not all(isinstance(part, str) for part in parts):
        raise file.problem(
            key,
            f"{name}: {key} must be a selector or a list of up to {MAX_SELECTORS}, not {value!r}",
            table=name,
            number=number,
            next_step=f'write {key} = "div.name"',
        )
    for part in parts:
        try:
            check_selector(key, part)
        except BadSelector as error:
            raise file.problem(
                key, f"{name}: {key}: {error}", table=name, number=number, next_step=error.next_step
            ) from error
        yield part


def check_selector(key: str, text: str) -> None:
    """See that *text* is a selector, and one for elements where *key* needs elements.

    Raises:
        BadSelector: it is not.
    """
    from archiver.selectors import compile_selector

    if compile_selector(text).gives_text and key in ELEMENT_KEYS:
        raise BadSelector(text, f"names a text or attribute; {key} needs elements")


# --- writing


def format_rules(rules: Rules) -> str:
    """The lines of rules in a TOML table.

    >>> print(format_rules(Rules(drop=(".ad", ".box"), date_order="dmy")), end="")
    drop = [".ad", ".box"]
    date_order = "dmy"
    """
    lines = [f"{key} = {_toml(getattr(rules, key))}\n" for key in RULE_KEYS if getattr(rules, key)]
    return "".join(lines)


def format_layout(layout: Layout) -> str:
    """A `[[layout]]` table as TOML."""
    days = (("from", layout.since), ("until", layout.until))
    lines = [f"{key} = {day.isoformat()}\n" for key, day in days if day]
    return "".join(["[[layout]]\n", *lines, format_rules(layout.rules)])


def _toml(value: str | tuple[str, ...]) -> str:
    if isinstance(value, tuple) and len(value) == 1:
        return quoted(value[0])
    if isinstance(value, tuple):
        return f"[{', '.join(quoted(part) for part in value)}]"
    return quoted(value)


def quoted(text: str) -> str:
    """Text as a TOML string: in single quotes where that spares escapes, as in `'a[href="/"]'`.

    >>> print(quoted('h1'), quoted('a[rel="author"]'))
    "h1" 'a[rel="author"]'
    """
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    # JSON's escapes are TOML's, but for DEL; a lone surrogate has no UTF-8 form
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(clean, ensure_ascii=False).replace("\x7f", "\\u007f")
