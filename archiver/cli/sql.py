"""`archiver sql`: run one SELECT on the archive, read-only."""

from __future__ import annotations

from typing import Annotated

import typer

from archiver.cli.options import ArchiveOption  # noqa: TC001 - Typer reads it


def sql(
    statement: Annotated[
        str, typer.Argument(metavar="STATEMENT", help="One SELECT, in quotes; - reads standard input.")
    ],
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="At most N rows.")] = 10_000,
    seconds: Annotated[
        float, typer.Option("--seconds", metavar="S", min=0.1, help="Stop it after so many seconds.")
    ] = 30,
    archive: ArchiveOption = None,
) -> None:
    """Run one SELECT on the archive, read-only.

    Prints a table on a terminal, and tab-separated lines under the names of the columns in a pipe. Nothing can be
    changed with it. The view article_text is the easiest to ask.

    \b
    Examples:
      archiver sql "select site, count(*) from article_text group by site"
      archiver sql "select name, sql from sqlite_master where type in ('table', 'view')"
    """
    import sys

    from archiver.cli.output import Column, note, table
    from archiver.cli.place import open_archive

    text = sys.stdin.read() if statement == "-" else statement
    with open_archive(archive) as opened:
        result = opened.sql(text, seconds=seconds, max_rows=limit)
    numbers = [
        bool(result.rows) and all(isinstance(row[place], int | float | None) for row in result.rows[:100])
        for place in range(len(result.columns))
    ]
    columns = [Column(name=name, right=right) for name, right in zip(result.columns, numbers, strict=True)]
    table(columns, ([_cell(value) for value in row] for row in result.rows))
    if result.cut:
        note(f"the first {len(result.rows)} rows; --limit shows more")


def _cell(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    return "" if value is None else str(value)
