"""Salvage: what can be read of a damaged SQLite file, copied row by row into a new one.

Unlike sqlite3's `.recover`, which guesses tables from loose pages, rows are asked for by number: around a page that
cannot be read all others are. What the rest needs and was lost is then made good: rows that point at nothing go, and a
link whose article went is pending again, as if it had never been fetched.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from archiver.capture import Place
from archiver.store.sqlite_damage import UNNUMBERED, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Rows asked for at once; where they cannot be read, each is asked for alone.
_ROWS: Final = 500
#: Behind so many row numbers without a row the table is taken to be at its end, when its last number cannot be read.
_GAP: Final = 20_000

LOST: Final = "lost with a damaged database"


@dataclass(frozen=True, slots=True, kw_only=True)
class LostPage:
    """Where the page of a lost article is kept."""

    url: str
    place: Place
    later: tuple[Place, ...]  #: of an article on several pages, those after its first


@dataclass(slots=True)
class Salvaged:
    """What became of a damaged database."""

    tables: int = 0  #: whose columns could be read
    rows: int = 0  #: copied
    unreadable: dict[str, int | None] = field(
        default_factory=dict
    )  #: rows that could not be read, by table, at least
    dropped: int = 0  #: rows whose other half was lost
    articles: int = 0  #: in the new database
    pending: int = 0  #: links whose article was lost
    pages: list[LostPage] = field(default_factory=list)  #: of lost articles, oldest first


def salvage(damaged: sqlite3.Connection, whole: sqlite3.Connection) -> Salvaged:
    """Copy every row that can be read into *whole*, which has the tables and nothing in them."""
    done = Salvaged()
    # a file that lost its end is refused altogether otherwise (lockBtree in SQLite's btree.c)
    damaged.execute("PRAGMA writable_schema=ON").close()
    whole.execute("PRAGMA foreign_keys=OFF")
    whole.execute("BEGIN IMMEDIATE")
    for table in tables_of(whole):
        # samples are made anew from the words that were saved
        if table != "alembic_version" and table not in UNNUMBERED:
            _copy(damaged, whole, table, done)
    _make_good(whole, done)
    whole.execute("COMMIT")
    done.articles = whole.execute("SELECT count(*) FROM article").fetchone()[0]
    return done


def _copy(damaged: sqlite3.Connection, whole: sqlite3.Connection, table: str, done: Salvaged) -> None:
    columns = [f'"{row[1]}"' for row in whole.execute(f'PRAGMA table_info("{table}")')]
    try:
        have = {f'"{row[1]}"' for row in damaged.execute(f'PRAGMA table_info("{table}")')}
    except sqlite3.DatabaseError:
        have = set()
    if not have >= set(columns):
        done.unreadable[table] = None  # the schema itself is damaged there
        return
    done.tables += 1
    names = ", ".join(columns)
    marks = ", ".join("?" * len(columns))
    insert = f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({marks})'
    for rows in _read(damaged, table, names, done):
        done.rows += whole.executemany(insert, rows).rowcount


def _read(
    damaged: sqlite3.Connection, table: str, names: str, done: Salvaged
) -> Iterator[list[Sequence[object]]]:
    """All rows that can be read, in portions."""
    after, silent, end = -1, 0, _last(damaged, table)
    if end is None:
        done.unreadable[table] = None
    while end is None or after < end:
        try:
            found = damaged.execute(
                f'SELECT rowid, {names} FROM "{table}" WHERE rowid > ? ORDER BY rowid LIMIT {_ROWS}', (after,)
            ).fetchall()
        except sqlite3.DatabaseError:
            last = after + _ROWS if end is None else min(after + _ROWS, end)
            found = list(_singly(damaged, table, names, range(after + 1, last + 1), done))
            after += _ROWS
            silent = 0 if found else silent + _ROWS
            if end is None and silent > _GAP:
                return
        else:
            if not found:
                return
            after, silent = found[-1][0], 0
        yield [row[1:] for row in found]


def _last(damaged: sqlite3.Connection, table: str) -> int | None:
    try:
        found = damaged.execute(f'SELECT max(rowid) FROM "{table}"').fetchone()[0]
    except sqlite3.DatabaseError:
        return None
    return -1 if found is None else int(found)


def _singly(
    damaged: sqlite3.Connection, table: str, names: str, numbers: range, done: Salvaged
) -> Iterator[Sequence[object]]:
    for number in numbers:
        try:
            row = damaged.execute(
                f'SELECT rowid, {names} FROM "{table}" WHERE rowid = ?', (number,)
            ).fetchone()
        except sqlite3.DatabaseError:
            known = done.unreadable.setdefault(table, 0)
            done.unreadable[table] = None if known is None else known + 1
        else:
            if row is not None:
                yield row


def _make_good(whole: sqlite3.Connection, done: Salvaged) -> None:
    """Leave no row that needs a lost one."""
    _cut_loose(whole, done)
    # an article whose newest words were lost stands on the newest that are left, or goes
    whole.execute(
        "UPDATE article SET revision = coalesce((SELECT max(number) FROM revision "
        "WHERE revision.article_id = article.id), revision)"
    )
    done.dropped += whole.execute(
        "DELETE FROM article WHERE id NOT IN (SELECT article_id FROM revision)"
    ).rowcount
    _cut_loose(whole, done)
    if _has_stories(whole):
        whole.execute("UPDATE article SET story_id = NULL WHERE story_id NOT IN (SELECT id FROM story)")
    done.pending = whole.execute(
        "UPDATE link SET status = 'pending', reason = ?, detail = NULL, open = 0, retry_at = NULL, etag = NULL, "
        "last_modified = NULL, digest = NULL, fetched_at = NULL, attempts = 0 "
        "WHERE article_id IS NULL AND status IN ('new', 'revised', 'unchanged', 'alias', 'duplicate')",
        (LOST,),
    ).rowcount
    _take_out_pages(whole, done)
    # a seed that answers 304 would list what it listed last, and of that rows may be missing
    whole.execute("UPDATE seed SET etag = NULL, last_modified = NULL, digest = NULL")


def _has_stories(whole: sqlite3.Connection) -> bool:
    """Archives of older archivers have none."""
    return any(row[1] == "story_id" for row in whole.execute("PRAGMA table_info(article)"))


#: Captures that held an article which was lost.
_ORPHANS: Final = (
    "capture.article_id IS NULL AND capture.status IN ('new', 'revised', 'unchanged', 'alias', 'duplicate') "
    "AND capture.link_id IN (SELECT id FROM link WHERE reason = ? AND status = 'pending')"
)


def _take_out_pages(whole: sqlite3.Connection, done: Salvaged) -> None:
    """Take the captures of lost articles out, and remember them: reading a page again makes a row of its own."""
    later: dict[int, list[Place]] = {}
    for capture, file, offset, length in whole.execute(
        "SELECT capture_id, warc_file, warc_offset, warc_length FROM later_page WHERE warc_file IS NOT NULL "
        f"AND capture_id IN (SELECT id FROM capture WHERE {_ORPHANS}) ORDER BY capture_id, number",
        (LOST,),
    ):
        later.setdefault(capture, []).append(Place(file=file, offset=offset, length=length))
    for capture, url, file, offset, length in whole.execute(
        "SELECT id, url, warc_file, warc_offset, warc_length FROM capture "
        f"WHERE warc_file IS NOT NULL AND http_status = 200 AND {_ORPHANS} ORDER BY fetched_at, id",
        (LOST,),
    ):
        place = Place(file=file, offset=offset, length=length)
        done.pages.append(LostPage(url=url, place=place, later=tuple(later.get(capture, ()))))
    whole.execute(
        f"DELETE FROM later_page WHERE capture_id IN (SELECT id FROM capture WHERE {_ORPHANS})", (LOST,)
    )
    whole.execute(f"DELETE FROM capture WHERE {_ORPHANS}", (LOST,))


def _cut_loose(whole: sqlite3.Connection, done: Salvaged) -> None:
    while broken := whole.execute("PRAGMA foreign_key_check").fetchall():
        for table, row, _, key in broken:
            name = next(
                found[3]
                for found in whole.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
                if found[0] == key
            )
            needed = next(
                bool(found[3]) for found in whole.execute(f'PRAGMA table_info("{table}")') if found[1] == name
            )
            if needed:
                done.dropped += whole.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (row,)).rowcount
            else:
                whole.execute(f'UPDATE "{table}" SET "{name}" = NULL WHERE rowid = ?', (row,))
