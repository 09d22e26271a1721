"""The table of formats, and files that are whole or not there."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from archiver.errors import ArchiverError
from archiver.export.csv import write_csv
from archiver.export.jsonl import write_jsonl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from archiver.render import Rendering
    from archiver.store import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way to write articles."""

    name: str
    suffixes: tuple[str, ...]  #: of files that get it without being told, lower case
    write: Callable[[Iterable[Record], BinaryIO, Rendering | None], int]
    about: str


#: A new format is one file beside this one and one line here.
FORMATS = {
    form.name: form
    for form in (
        Format(
            name="jsonl",
            suffixes=(".jsonl", ".ndjson"),
            write=write_jsonl,
            about="every field, one JSON object a line",
        ),
        Format(name="csv", suffixes=(".csv",), write=write_csv, about="flat columns for spreadsheets"),
    )
}


def find_format(file: str, name: str | None = None) -> Format:
    """The format *name*, else the one the file's suffix asks for.

    >>> find_format("news.CSV").name
    'csv'

    Raises:
        ArchiverError: there is none of that name or for that suffix.
    """
    if name is not None:
        if name not in FORMATS:
            raise ArchiverError(f"unknown format {name!r}", next_step=f"one of {', '.join(FORMATS)}")
        return FORMATS[name]
    for form in FORMATS.values():
        if file.lower().endswith(form.suffixes):
            return form
    raise ArchiverError(
        f"{file}: the name does not say which format to write",
        next_step=f"end it in {' or '.join('.' + name for name in FORMATS)}, or give --format",
    )


def export_records(
    records: Iterable[Record], path: Path, form: Format, rendering: Rendering | None = None
) -> int:
    """Write *records* to *path*, whole or not at all, and give how many there were."""
    with whole_file(path) as stream:
        return form.write(records, stream, rendering)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that gets its name when it is complete; until then it is `FILE.partial`, removed when something fails.

    Raises:
        ArchiverError: the folder is missing, or *path* is something that is not a file.
    """
    if not path.parent.is_dir():
        raise ArchiverError(
            f"{path}: no folder {path.parent} to write in", next_step=f"mkdir -p {path.parent}"
        )
    if path.exists() and not path.is_file():
        raise ArchiverError(f"{path}: not a file", next_step="name a file that can be replaced")
    partial = path.with_name(f"{path.name}.partial")
    try:
        with partial.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
