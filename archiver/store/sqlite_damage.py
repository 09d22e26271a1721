"""Damage in an SQLite file: found in a moment when a crawl starts, found wholly when a person asks."""

from __future__ import annotations

import random
import sqlite3
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: A file up to this size is checked whole when a crawl starts. SQLite looked through 583 MB of rows and overflow pages
#: in 0.3 s when the system had the file in memory; from a disk it is as fast as the disk.
WHOLE_BYTES: Final = 1_000_000_000
#: Of a larger file, so many rows of each table are read whole at the end and at as many places in between.
SAMPLED_ROWS: Final = 40

_SEARCH: Final = "article_search"
#: Tables in which rows have no number, and what they are in the order of.
UNNUMBERED: Final = {"sample": "hash"}


def look_for_damage(open_to_read: Callable[[], sqlite3.Connection], path: Path, *, whole: bool) -> list[str]:
    """Give what is wrong, one line each; none when the file is sound, or as far as it was looked at.

    *whole*: every page, every index, every row that points at another. Otherwise in bounded time: a file over
    `WHOLE_BYTES` is sampled.
    """
    try:
        connection = open_to_read()
        try:
            return list(_whole(connection) if whole else _glance(connection, path))
        finally:
            connection.close()
    except (sqlite3.Error, OSError) as error:
        return [one_line(error)]


def look_at_search(open_to_read: Callable[[], sqlite3.Connection]) -> list[str]:
    """Give what is wrong with the full-text index, one line each."""
    try:
        connection = open_to_read()
        try:
            return list(search_damage(connection))
        finally:
            connection.close()
    except (sqlite3.Error, OSError) as error:
        return [f"full-text index: {one_line(error)}"]


def _whole(connection: sqlite3.Connection) -> Iterator[str]:
    yield from _pages(connection, "PRAGMA integrity_check(20)")
    for row in connection.execute("PRAGMA foreign_key_check").fetchmany(20):
        yield f"{row[0]} row {row[1]} points at a missing {row[2]}"
    yield from search_damage(connection)


def _glance(connection: sqlite3.Connection, path: Path) -> Iterator[str]:
    if path.stat().st_size <= WHOLE_BYTES:
        yield from _pages(connection, "PRAGMA quick_check(5)")
        return
    for table in tables_of(connection):
        yield from _sample(connection, table)


def _pages(connection: sqlite3.Connection, pragma: str) -> Iterator[str]:
    for row in connection.execute(pragma):
        if row[0] != "ok":
            yield " ".join(str(row[0]).removeprefix("*** in database main ***").split())


def _sample(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    """Read rows whole, with the pages they overflow into: the newest, and some anywhere."""
    chance = random.Random()  # other rows at every start
    number = UNNUMBERED.get(table, "rowid")
    try:
        # one by one: the least and the greatest asked for together are looked for in every row
        low = connection.execute(f'SELECT min({number}) FROM "{table}"').fetchone()[0] or 0
        top = connection.execute(f'SELECT max({number}) FROM "{table}"').fetchone()[0] or 0
        connection.execute(f'SELECT * FROM "{table}" ORDER BY {number} DESC LIMIT {SAMPLED_ROWS}').fetchall()
        for _ in range(SAMPLED_ROWS):
            connection.execute(
                f'SELECT * FROM "{table}" WHERE {number} >= ? LIMIT 1', (chance.randint(low, top),)
            ).fetchall()
    except sqlite3.DatabaseError as error:
        yield f"{table}: {one_line(error)}"


def tables_of(connection: sqlite3.Connection) -> list[str]:
    """The archive's own tables; not SQLite's, nor those behind the full-text index."""
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    return [name for (name,) in rows if not name.startswith(("sqlite_", _SEARCH))]


def search_damage(connection: sqlite3.Connection) -> Iterator[str]:
    """Articles the full-text index does not know, and entries of articles that are no more."""
    try:
        indexed = "SELECT id FROM article_search_docsize"
        for problem, statement in (
            ("articles are missing in it", f"SELECT count(*) FROM article WHERE id NOT IN ({indexed})"),
            (
                "articles in it are no more",
                f"SELECT count(*) FROM ({indexed}) WHERE id NOT IN (SELECT id FROM article)",
            ),
        ):
            count = connection.execute(statement).fetchone()[0]
            if count:
                yield f"full-text index: {count} {problem}"
        # reads every segment's structure, as every search does
        connection.execute("SELECT count(*) FROM article_search WHERE article_search MATCH 'a'").fetchone()
    except sqlite3.DatabaseError as error:
        yield f"full-text index: {one_line(error)}"


def one_line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
