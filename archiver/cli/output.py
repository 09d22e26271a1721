"""What the commands print: aligned on a terminal, plain tab-separated lines in a pipe, never a stranger's escapes."""

from __future__ import annotations

import io
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, TextIO, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console
    from typing_extensions import Buffer

# C0 and C1 controls drive a terminal; bidirectional overrides and isolates reorder what stands around them
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]")
_SPACES = re.compile(r"\s*[\t\n\r\v\f\x85\u2028\u2029]\s*")


def clean(text: str) -> str:
    """Text from the web as one line that drives no terminal: controls become visible, line breaks and tabs a space.

    >>> clean("Killed\\x1b[2J one,\\n injured\\t14")
    'Killed\\\\x1b[2J one, injured 14'
    """
    return _CONTROLS.sub(_visible, _SPACES.sub(" ", text))


def clean_lines(text: str) -> str:
    """Like `clean`, but line breaks and tabs stay.

    >>> clean_lines("One.\\n\\nTwo.\\x07")
    'One.\\n\\nTwo.\\\\x07'
    """
    return _CONTROLS.sub(_visible, text.replace("\r\n", "\n").replace("\r", "\n"))


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def clean_json(text: str) -> str:
    """JSON that drives no terminal, with the same meaning: DEL, C1 and direction controls as \\u escapes.

    >>> clean_json('{"title": "\\x9b2J"}')
    '{"title": "\\\\u009b2J"}'
    """
    return _CONTROLS.sub(
        lambda match: f"\\u{ord(match[0]):04x}" if match[0] not in "\r\n" else match[0], text
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a printed table."""

    name: str
    right: bool = False  #: numbers stand to the right
    style: str = ""  #: Rich style, on a terminal with colour


def on_terminal(stream: TextIO | None = None) -> bool:
    """Whether a person looks at the stream (standard output)."""
    stream = stream or sys.stdout
    return stream.isatty()


def line(text: str = "") -> None:
    """One line to standard output; controls in it are made visible."""
    sys.stdout.write(f"{clean_lines(text)}\n")


def note(text: str) -> None:
    """One line to standard error: what is being done, not what was asked for."""
    sys.stderr.write(f"{clean(text)}\n")
    sys.stderr.flush()


#: Characters of an error that are told; what was typed may be a whole page by mistake.
MOST_TOLD = 600


def complain(message: str, next_step: str | None = None) -> None:
    """An error in two lines on standard error: the cause, and what to do next."""
    shown = clean(message)
    if len(shown) > MOST_TOLD:
        shown = f"{shown[: MOST_TOLD // 2]} … {shown[-MOST_TOLD // 2 :]}"
    sys.stderr.write(f"archiver: {shown}\n")
    if next_step:
        sys.stderr.write(f"  next: {clean(next_step)}\n")
    sys.stderr.flush()


def many(count: int, noun: str) -> str:
    """A count and its noun.

    >>> many(1, "page"), many(2, "page")
    ('1 page', '2 pages')
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"


class _Screen(io.RawIOBase):
    """A terminal as a place for bytes: UTF-8 text with its controls made visible."""

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer, /) -> int:
        text = bytes(data).decode("utf-8", "replace")
        # a JSON line stays JSON; in everything else an escape has nowhere to hide
        sys.stdout.write(clean_json(text) if text.startswith("{") else clean_lines(text))
        return len(bytes(data))


@contextmanager
def binary_output() -> Iterator[BinaryIO]:
    """Standard output for a format's own bytes: as they are in a pipe or file, harmless on a terminal."""
    if on_terminal():
        yield cast("BinaryIO", _Screen())
        return
    sys.stdout.flush()
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()


def heading(text: str) -> None:
    """A line that opens a part of the output; bold on a terminal."""
    if on_terminal():
        from rich.text import Text

        console().print(Text(clean(text), style="bold"))
    else:
        line(clean(text))


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    """Rows under column names: aligned and folded on a terminal, tab-separated and whole in a pipe."""
    if on_terminal():
        _rich_table(columns, rows)
        return
    sys.stdout.write("\t".join(column.name for column in columns) + "\n")
    for row in rows:
        sys.stdout.write("\t".join(clean(cell) for cell in row) + "\n")


def _rich_table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns:
        grid.add_column(
            column.name, justify="right" if column.right else "left", style=column.style, overflow="fold"
        )
    for row in rows:
        grid.add_row(*(Text(clean(cell)) for cell in row))
    console().print(grid)


def facts(pairs: Iterable[tuple[str, str]]) -> None:
    """Names and values, one a line: aligned on a terminal, tab-separated in a pipe."""
    shown = [(name, clean_lines(value)) for name, value in pairs]
    if not on_terminal():
        for name, value in shown:
            sys.stdout.write(f"{name}\t{clean(value)}\n")
        return
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in shown:
        grid.add_row(name, Text(value))
    console().print(grid)


def console() -> Console:
    """A Rich console on standard output that takes text as text: no markup, no emoji codes, no guessed colours."""
    from rich.console import Console

    return Console(markup=False, emoji=False, highlight=False, file=sys.stdout)
