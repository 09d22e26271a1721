"""CSV as RFC 4180 has it, for spreadsheets: flat columns, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from archiver.render import Rendering
    from archiver.store import Record

#: Fields of a record that have no column: `body` holds the words of the blocks, provenance is for JSON Lines.
WITHOUT_COLUMN = frozenset({"blocks", "readings", "removed"})

# what a spreadsheet takes for a formula (OWASP, "CSV Injection"), full-width forms too; apostrophes before it are
# counted so that taking one away always gives the cell back
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def defuse(text: str) -> str:
    """Text that a spreadsheet shows and does not run: a leading apostrophe before = + - @, tab, CR and LF.

    >>> defuse("=HYPERLINK(A1)"), defuse("Erbil")
    ("'=HYPERLINK(A1)", 'Erbil')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def undefuse(text: str) -> str:
    """The cell before `defuse`: give every cell of an export to it to have the text as it was.

    >>> undefuse("'=HYPERLINK(A1)"), undefuse("'t is")
    ('=HYPERLINK(A1)', "'t is")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def columns() -> tuple[str, ...]:
    """Names of the columns, in order."""
    from archiver.store import Record

    moment = datetime.fromtimestamp(0, tz=UTC)
    empty = Record(id=0, url="", canonical_url="", revision=1, first_seen_at=moment, last_seen_at=moment)
    return tuple(flatten(empty))


def flatten(record: Record, rendering: Rendering | None = None) -> dict[str, Any]:
    """One row: the flat columns of the record, then its lists as JSON. Lists of names are joined by "; "."""
    row = record.as_row(rendering)
    rest = {
        name: value
        for name, value in record.as_dict().items()
        if name not in row and name not in WITHOUT_COLUMN
    }
    return {**row, **rest}


def write_csv(records: Iterable[Record], stream: BinaryIO, rendering: Rendering | None = None) -> int:
    """Write *records* as UTF-8 with a header, `body` as *rendering* says, and give how many there were."""
    return write_rows(columns(), (flatten(record, rendering) for record in records), stream)


def write_rows(names: Sequence[str], rows: Iterable[Mapping[str, object]], stream: BinaryIO) -> int:
    """Write mappings under the columns *names*; lines end in CR LF; unknown is an empty cell."""
    text = TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    try:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(names)
        count = 0
        for row in rows:
            writer.writerow([_cell(row.get(name)) for name in names])
            count += 1
        return count
    finally:
        text.detach()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            # a number is no formula, also when it is negative
            return str(value)
        case str():
            return defuse(value)
        case list() | tuple() | dict():
            return orjson.dumps(value).decode() if value else ""
        case _:
            return defuse(str(value))
