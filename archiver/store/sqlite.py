"""SQLite: WAL, one writer at a time, FTS5."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from sqlalchemy import (
    QueuePool,
    column,
    create_engine,
    event,
    func,
    insert,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.exc import DatabaseError, OperationalError

from archiver.errors import ArchiveBusy, ArchiveUnusable, MissingArchive, QueryError, StoreError
from archiver.store.folding import LINE_COUNTS, read_line_counts
from archiver.store.models import ArticleRow
from archiver.store.records import SqlResult
from archiver.store.sqlite_damage import look_at_search, look_for_damage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import ColumnElement, Connection, Engine, Join
    from sqlalchemy.exc import DBAPIError

    from archiver.store.database import Indexed, Term

#: Another process may hold the write lock for this long before a command gives up; a crawl says so and waits on.
BUSY_SECONDS: Final = 10
#: A headline's word counts as this many in the text.
TITLE_WEIGHT: Final = 8.0
#: Of one value in a statement a person typed.
_MAX_VALUE_BYTES: Final = 50_000_000

_index = table("article_search", column("rowid"), column("title"), column("body"))
_command: ColumnElement[str] = literal_column("article_search")


class SqliteFile:
    """An archive in one SQLite file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def name(self) -> str:
        return str(self.path)

    @property
    def folder(self) -> Path | None:
        return self.path.parent

    @property
    def how_to_make(self) -> str:
        return f"archiver init {self.folder}"

    def exists(self) -> bool:
        return self.path.exists()

    # --- connections ---

    def engine(self, *, writing: bool, migrating: bool = False) -> Engine:
        # one connection writes; readers come and go with threads
        engine = create_engine(
            "sqlite://",
            creator=(lambda: self._open_to_write(checked=not migrating)) if writing else self.open_to_read,
            poolclass=QueuePool,
            pool_size=1 if writing else 5,
            max_overflow=0 if writing else 20,
        )
        begin = "BEGIN IMMEDIATE" if writing else "BEGIN"

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            # the driver's own BEGIN would read first and then fail to become the writer
            connection.exec_driver_sql(begin)

        return engine

    def transaction(self, writers: Engine) -> AbstractContextManager[Connection]:
        return writers.begin()

    def _open_to_write(self, *, checked: bool) -> sqlite3.Connection:
        connection = _connect(self.path, "rw")
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            f"foreign_keys={'ON' if checked else 'OFF'}",
            "journal_size_limit=67108864",
            "cache_size=-32000",
        ):
            connection.execute(f"PRAGMA {pragma}").close()
        return connection

    def open_to_read(self) -> sqlite3.Connection:
        """A connection without SQLAlchemy that cannot write."""
        connection = _connect(self.path, self._read_mode())
        connection.execute("PRAGMA query_only=ON").close()
        return connection

    def _read_mode(self) -> str:
        """Archives on read-only disks have no place for SQLite's shared memory and cannot change either."""
        log = self.path.with_name(self.path.name + "-wal")
        fixed = not os.access(self.path.parent, os.W_OK) and not log.exists()
        return "ro&immutable=1" if fixed else "ro"

    # --- the file ---

    def create(self, build: Callable[[Connection], None]) -> None:
        draft = SqliteFile(self.path.with_name(f".{self.path.name}.{os.getpid()}.{time.monotonic_ns()}"))
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            draft.path.touch()
            draft._build(build)
            _publish(draft.path, self.path)
        except (OSError, sqlite3.Error) as error:
            raise ArchiveUnusable(f"{self.path}: cannot be made: {_line(error)}") from error
        finally:
            for suffix in ("", "-wal", "-shm"):
                with suppress(OSError):
                    draft.path.with_name(draft.path.name + suffix).unlink()

    def _build(self, build: Callable[[Connection], None]) -> None:
        engine = self.engine(writing=True)
        try:
            with engine.begin() as connection:
                build(connection)
        finally:
            engine.dispose()

    def back_up(self, mark: str) -> Path:
        backup = self.path.with_name(f"{self.path.stem}.before-{mark}{self.path.suffix}")
        draft = backup.with_name(f".{backup.name}.{os.getpid()}")
        try:
            source, copy = _connect(self.path, self._read_mode()), _connect(draft, "rwc")
            try:
                source.backup(copy)
            finally:
                source.close()
                copy.close()
            draft.replace(backup)
        except (OSError, sqlite3.Error) as error:
            with suppress(OSError):
                draft.unlink()
            raise ArchiveUnusable(
                f"{self.path}: cannot be backed up to {backup.name}: {_line(error)}",
                next_step="free some space, then run it again; nothing was changed",
            ) from error
        return backup

    def check(self) -> list[str]:
        return look_for_damage(self.open_to_read, self.path, whole=True)

    def glance(self) -> list[str]:
        return look_for_damage(self.open_to_read, self.path, whole=False)

    def search_damage(self) -> list[str]:
        return look_at_search(self.open_to_read)

    def explain(self, error: DBAPIError) -> StoreError:
        return explain_sqlite(self.path, error.orig or error)

    def is_about_values(self, error: DBAPIError) -> bool:
        return type(error) not in (DatabaseError, OperationalError)

    # --- full-text search ---

    def add_to_index(self, connection: Connection, entries: Sequence[Indexed]) -> None:
        if entries:
            connection.execute(insert(_index), [_row(entry) for entry in entries])

    def remove_from_index(self, connection: Connection, entries: Sequence[Indexed]) -> None:
        # a contentless index forgets words only when it is told them once more
        statement = text(
            "INSERT INTO article_search (article_search, rowid, title, body) VALUES ('delete', :rowid, :title, :body)"
        )
        if entries:
            connection.execute(statement, [_row(entry) for entry in entries])

    def empty_index(self, connection: Connection) -> None:
        connection.execute(text("INSERT INTO article_search (article_search) VALUES ('delete-all')"))

    def count_matches(
        self, connection: Connection, terms: Sequence[Term], conditions: Sequence[ColumnElement[bool]]
    ) -> int:
        source = _joined() if conditions else _index
        counted = select(func.count()).select_from(source).where(_match(terms), *conditions)
        return connection.scalar(counted) or 0

    def count_lines(
        self, connection: Connection, terms: Sequence[Term], conditions: Sequence[ColumnElement[bool]]
    ) -> tuple[int, int]:
        counted = select(*LINE_COUNTS).select_from(_joined()).where(_match(terms), *conditions)
        return read_line_counts(connection.execute(counted).one())

    def best_matches(
        self,
        connection: Connection,
        terms: Sequence[Term],
        conditions: Sequence[ColumnElement[bool]],
        limit: int,
        offset: int,
    ) -> list[tuple[int, float]]:
        rank = func.bm25(_command, TITLE_WEIGHT, 1.0)
        best = connection.execute(
            select(_index.c.rowid, rank.label("rank"))
            .select_from(_joined())
            .where(_match(terms), *conditions)
            .order_by(literal_column("rank"), ArticleRow.published_day.desc(), ArticleRow.id)
            .limit(limit)
            .offset(offset)
        )
        return [(row[0], -row[1]) for row in best]

    def holding(self, connection: Connection, terms: Sequence[Term], article_ids: Sequence[int]) -> set[int]:
        of_these = select(_index.c.rowid).where(_match(terms), _index.c.rowid.in_(article_ids))
        return set(connection.scalars(of_these))

    # --- statements people type ---

    def run(self, statement: str, seconds: float, max_rows: int) -> SqlResult:
        try:
            connection = self.open_to_read()
        except sqlite3.Error as error:
            raise explain_sqlite(self.path, error) from error
        deadline = time.monotonic() + seconds
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE_BYTES)
        connection.set_authorizer(_stays_inside)
        connection.set_progress_handler(lambda: time.monotonic() > deadline, 10_000)
        try:
            cursor = connection.execute(statement)
            if cursor.description is None:
                raise QueryError("the statement gives no rows", next_step='archiver sql "SELECT …"')
            rows = cursor.fetchmany(max_rows + 1)
            columns = tuple(part[0] for part in cursor.description)
        except (sqlite3.Error, sqlite3.Warning, ValueError, MemoryError) as error:
            raise _refusal(error, seconds) from error
        finally:
            connection.close()
        return SqlResult(columns=columns, rows=tuple(rows[:max_rows]), cut=len(rows) > max_rows)


def explain_sqlite(path: Path, error: BaseException) -> StoreError:
    """Say in one line what SQLite refused, and what to do."""
    line = _line(error)
    if "unable to open" in line and not path.exists():
        return MissingArchive(f"{path}: there is no archive", next_step=f"archiver init {path.parent}")
    repair = f"archiver doctor --repair --archive {path}"
    if _full_code(error) == _INDEX_DAMAGED:
        return ArchiveUnusable(f"{path}: the full-text index is damaged", next_step=repair)
    advice = {
        "locked": "another process writes to it; try again when it has finished",
        "full": "free some space; the next run goes on where this one stopped",
        "malformed": repair,
        "not a database": f"name another place with --archive; if it was an archive once: {repair}",
        "readonly": "give yourself the right to write to the file and its folder",
        "unable to open": "look at the rights of the file and its folder",
        "disk I/O": f"see that the disk is there and has room: archiver doctor --archive {path}",
    }
    step = next((what for word, what in advice.items() if word in line), None)
    if path.is_dir():
        return ArchiveUnusable(f"{path}: a folder, where the database should be", next_step=_MOVE_IT)
    if _full_code(error) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ArchiveBusy(f"{path}: {line}", next_step=step)
    return ArchiveUnusable(f"{path}: {line}", next_step=step)


_MOVE_IT: Final = "move the folder away, or name another place with --archive"
#: SQLITE_CORRUPT_VTAB, "content in the virtual table is corrupt": the only one we have is the index.
_INDEX_DAMAGED: Final = 267


def _full_code(error: BaseException) -> int:
    """SQLite's extended result code; 0 when it has none."""
    return getattr(error, "sqlite_errorcode", None) or 0


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    address = f"file:{quote(str(path.absolute()))}?mode={mode}"
    return sqlite3.connect(
        address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )


def _publish(draft: Path, path: Path) -> None:
    """Give the finished file its name, unless the name is taken."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not path.exists():
            draft.rename(path)


def _row(entry: Indexed) -> dict[str, Any]:
    return {"rowid": entry.article_id, "title": entry.title, "body": entry.body}


def _joined() -> Join:
    return _index.join(ArticleRow, ArticleRow.id == _index.c.rowid)


def _match(terms: Sequence[Term]) -> ColumnElement[bool]:
    return _command.op("MATCH")(" AND ".join(map(_phrase, terms)))


def _phrase(term: Term) -> str:
    """An FTS5 string; tokens hold letters, digits and marks only, so nothing a person types is syntax."""
    return f'"{" ".join(term.tokens)}"' + (" *" if term.prefix else "")


_TOLD: Final = frozenset(
    {
        "data_version",
        "table_info",
        "table_xinfo",
        "table_list",
        "index_list",
        "index_info",
        "foreign_key_list",
    }
)


def _stays_inside(action: int, first: str | None, *_rest: str | None) -> int:
    """The connection cannot write; this keeps it to the archive's own file and to its settings."""
    if action in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH):
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and first not in _TOLD:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _refusal(error: Exception, seconds: float) -> QueryError:
    line = _line(error)
    if "interrupted" in line:
        return QueryError(
            f"stopped after {seconds:g} seconds", next_step="ask for less, or give it more time"
        )
    if any(word in line for word in ("not authorized", "authorization denied", "readonly", "prohibited")):
        return QueryError(f"only statements that read are carried out ({line})")
    return QueryError(line, next_step='the tables: archiver sql "SELECT name, sql FROM sqlite_schema"')


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
