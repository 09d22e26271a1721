"""PostgreSQL 15 or newer: one writer at a time by an advisory lock, search by `tsvector`, no extension needed."""

from __future__ import annotations

import re
import secrets
import time
from contextlib import contextmanager
from shlex import quote
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import QueuePool, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from archiver.config import mask_url
from archiver.errors import ArchiveBusy, ArchiveUnusable, QueryError, StoreError
from archiver.store import postgresql_index
from archiver.store.postgresql_errors import explain, is_about_values, refusal
from archiver.store.records import SqlResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import psycopg
    from sqlalchemy import ColumnElement, Connection, Engine

    from archiver.store.database import Indexed, Term

#: Releases from here on have what is used: 15 is the oldest that is tested.
OLDEST_VERSION: Final = 15
#: Another process may write for this long before a command gives up; a crawl says so and waits on.
BUSY_SECONDS: Final = 10
#: A transaction that says nothing for this long is ended by the server, so that a stopped process holds up nobody.
_IDLE_SECONDS: Final = 60
#: What a connection is asked for with, unless the URL says otherwise. A server that is gone without a word is noticed
#: within a minute.
_USUAL: Final[dict[str, str | int]] = {
    "connect_timeout": 10,
    "application_name": "archiver",
    "client_encoding": "utf8",
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
#: When a connection was lost while a commit was under way, the server is asked for so long whether it was carried out.
_UNSURE_SECONDS: Final = 120.0
_ASK_AGAIN_SECONDS: Final = 0.5

#: The lock a writer holds until its commit; a number of its own in every database ("archiver" in ASCII).
_LOCK: Final = int.from_bytes(b"archiver")

#: What a session begins with. A commit is on disk when it is answered, whatever the server's own habit is.
_SESSION: Final = f"""
SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET client_min_messages = 'error'; SET jit = off;
SET lock_timeout = '{BUSY_SECONDS}s'; SET idle_in_transaction_session_timeout = '{_IDLE_SECONDS}s';
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
"""
#: Each transaction of a writer leaves its mark: a commit whose answer was lost is looked for by it.
_MARK: Final = text(
    "INSERT INTO write_mark (writer, mark, at) VALUES (:writer, :mark, now()) "
    "ON CONFLICT (writer) DO UPDATE SET mark = excluded.mark, at = excluded.at"
)
_FIND_MARK: Final = text("SELECT 1 FROM write_mark WHERE writer = :writer AND mark = :mark")
_FORGET_MARKS: Final = text("DELETE FROM write_mark WHERE at < now() - interval '1 day'")

#: What a statement that reads begins with; the transaction is read-only besides.
_READS: Final = re.compile(
    r"(?:\s|\(|--[^\n]*\n|/\*.*?\*/)*(select|with|values|table|show|explain)\b", re.IGNORECASE | re.DOTALL
)


class PostgresServer:
    """An archive in a database on a PostgreSQL server."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._writer = secrets.token_hex(8)
        self._tidied = False
        _expect_driver()
        _expect_readable(url)

    @property
    def name(self) -> str:
        return mask_url(self._url)

    @property
    def folder(self) -> Path | None:
        return None

    @property
    def how_to_make(self) -> str:
        return f"archiver init --archive {quote(self.name)}"

    def exists(self) -> bool:
        import psycopg

        try:
            with self._connect(read_only=True) as connection:
                found = connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchone()
        except psycopg.Error as error:
            raise explain(self._url, error) from error
        return found == (True,)

    # --- connections ---

    def engine(self, *, writing: bool, migrating: bool = False) -> Engine:
        engine = create_engine(
            "postgresql+psycopg://",
            creator=lambda: self._connect(read_only=not writing),
            poolclass=QueuePool,
            pool_size=1 if writing else 2,
            max_overflow=0 if writing else 20,
            # a connection that a restarted server has forgotten is replaced before it is used
            pool_pre_ping=True,
            use_native_hstore=False,
        )
        if writing:

            @event.listens_for(engine, "begin")
            def _begin(connection: Connection) -> None:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")

        return engine

    def _connect(self, *, read_only: bool) -> psycopg.Connection[Any]:
        import psycopg

        given = psycopg.conninfo.conninfo_to_dict(self._url)
        missing = {name: value for name, value in _USUAL.items() if name not in given}
        connection = psycopg.connect(psycopg.conninfo.make_conninfo(self._url, **missing), autocommit=True)
        try:
            self._expect_version(connection)
            connection.execute(_SESSION)
            connection.autocommit = False
            if read_only:
                # as on SQLite, all that one question reads is of one moment
                connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                connection.read_only = True
        except BaseException:
            connection.close()
            raise
        return connection

    def _expect_version(self, connection: psycopg.Connection[Any]) -> None:
        version = connection.info.server_version // 10_000
        if version < OLDEST_VERSION:
            raise ArchiveUnusable(
                f"{self.name}: the server is PostgreSQL {version}; {OLDEST_VERSION} is the oldest that is supported",
                next_step=f"use a server of PostgreSQL {OLDEST_VERSION} or newer",
            )
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise ArchiveUnusable(
                f"{self.name}: the database keeps its text as {encoding}, which has no room for every script",
                next_step="make it with: createdb --encoding UTF8 --template template0 NAME",
            )

    @contextmanager
    def _asking(self) -> Iterator[Connection]:
        """A connection for one question."""
        engine = self.engine(writing=False)
        try:
            with engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise self.explain(error) from error
        finally:
            engine.dispose()

    @contextmanager
    def transaction(self, writers: Engine) -> Iterator[Connection]:
        mark, leaving = secrets.token_hex(8), False
        try:
            with writers.begin() as connection:
                if not self._tidied:
                    connection.execute(_FORGET_MARKS)
                connection.execute(_MARK, {"writer": self._writer, "mark": mark})
                yield connection
                leaving = self._tidied = True
        except DBAPIError as error:
            if not (leaving and error.connection_invalidated and self._was_committed(mark, error)):
                raise

    def _was_committed(self, mark: str, lost: DBAPIError) -> bool:
        """Whether the transaction of *mark* is stored, though the answer to its commit never came."""
        engine, end = self.engine(writing=True), time.monotonic() + _UNSURE_SECONDS
        try:
            while True:
                try:
                    # the lock is free only when the server has done with the transaction, one way or the other
                    with engine.begin() as connection:
                        wanted = {"writer": self._writer, "mark": mark}
                        return connection.scalar(_FIND_MARK, wanted) is not None
                except DBAPIError as error:
                    if time.monotonic() > end:
                        raise ArchiveUnusable(
                            f"{self.explain(lost).message}; whether the last batch was stored shows when it is back",
                            next_step="run it again when the server is back: it goes on with what is not stored",
                        ) from error
                time.sleep(_ASK_AGAIN_SECONDS)
        finally:
            engine.dispose()

    # --- the database ---

    def create(self, build: Callable[[Connection], None]) -> None:
        engine = self.engine(writing=True)
        try:
            with engine.begin() as connection:  # whoever else makes it waits, and then finds it
                tables = connection.scalars(_TABLES).all()
                if "alembic_version" in tables:
                    return
                if tables:
                    some = ", ".join(tables[:3])
                    raise ArchiveUnusable(
                        f"{self.name}: the database holds tables of something else ({some})",
                        next_step="give the archive a database of its own: createdb NAME",
                    )
                build(connection)
        except DBAPIError as error:
            raise self.explain(error) from error
        finally:
            engine.dispose()

    def back_up(self, mark: str) -> Path | None:
        """No copy: a server has backups of its own, and an upgrade that fails leaves nothing behind."""
        return None

    def search_damage(self) -> list[str]:
        return []  # an index of the server, which is told in `check`

    def check(self) -> list[str]:
        problems = self.glance()
        with self._asking() as connection:
            tables = connection.scalars(_TABLES).all()
        for table in tables:
            try:
                with self._asking() as connection:
                    # every value is read whole; a server with checksums notices what its disk has changed
                    connection.scalar(text(f'SELECT sum(hashtext(t::text)::bigint) FROM "{table}" AS t'))
            except ArchiveBusy:
                raise
            except StoreError as error:
                problems.append(f"table {table}: {error.message}")
        return problems

    def glance(self) -> list[str]:
        with self._asking() as connection:
            return [f"index {name} is not valid" for name in connection.scalars(_BROKEN_INDEXES)]

    def explain(self, error: DBAPIError) -> StoreError:
        return explain(self._url, error.orig or error)

    def is_about_values(self, error: DBAPIError) -> bool:
        return is_about_values(error.orig)

    # --- full-text search ---

    def add_to_index(self, connection: Connection, entries: Sequence[Indexed]) -> None:
        postgresql_index.add(connection, entries)

    def remove_from_index(self, connection: Connection, entries: Sequence[Indexed]) -> None:
        postgresql_index.remove(connection, [entry.article_id for entry in entries])

    def empty_index(self, connection: Connection) -> None:
        postgresql_index.empty(connection)

    def count_matches(
        self, connection: Connection, terms: Sequence[Term], conditions: Sequence[ColumnElement[bool]]
    ) -> int:
        return self.count_lines(connection, terms, conditions)[0]

    def count_lines(
        self, connection: Connection, terms: Sequence[Term], conditions: Sequence[ColumnElement[bool]]
    ) -> tuple[int, int]:
        return postgresql_index.count_lines(connection, terms, conditions)

    def best_matches(
        self,
        connection: Connection,
        terms: Sequence[Term],
        conditions: Sequence[ColumnElement[bool]],
        limit: int,
        offset: int,
    ) -> list[tuple[int, float]]:
        return postgresql_index.best_matches(connection, terms, conditions, limit, offset)

    def holding(self, connection: Connection, terms: Sequence[Term], article_ids: Sequence[int]) -> set[int]:
        return postgresql_index.holding(connection, terms, article_ids)

    # --- statements people type ---

    def run(self, statement: str, seconds: float, max_rows: int) -> SqlResult:
        import psycopg

        kind = _READS.match(statement)
        if kind is None:
            raise QueryError("only statements that read are carried out", next_step='archiver sql "SELECT …"')
        try:
            connection = self._connect(read_only=True)
        except psycopg.Error as error:
            raise explain(self._url, error) from error
        try:
            connection.execute(f"SET LOCAL statement_timeout = {max(1, round(seconds * 1000))}")
            # the server keeps a long answer, and gives what is asked for; what is prepared is one statement, not several
            declared = b"" if kind[1].lower() in ("show", "explain") else b"DECLARE answer CURSOR FOR "
            cursor = connection.execute(declared + statement.encode(), prepare=True)
            if declared:
                cursor.execute(f"FETCH {max_rows + 1} FROM answer".encode())
            rows = cursor.fetchmany(max_rows + 1)
            columns = tuple(part.name for part in cursor.description or ())
        except (psycopg.Error, ValueError) as error:
            raise refusal(error, seconds) from error
        finally:
            connection.close()
        return SqlResult(columns=columns, rows=tuple(rows[:max_rows]), cut=len(rows) > max_rows)


_TABLES: Final = text(
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') "
    "ORDER BY relname"
)
_BROKEN_INDEXES: Final = text(
    "SELECT relname FROM pg_class JOIN pg_index ON indexrelid = oid "
    "WHERE relnamespace = current_schema()::regnamespace AND NOT indisvalid ORDER BY relname"
)


def _expect_driver() -> None:
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise ArchiveUnusable(
            "an archive on a PostgreSQL server needs psycopg, which is not installed",
            next_step='pip install "news-archiver[pg]"',
        ) from error


def _expect_readable(url: str) -> None:
    import psycopg

    _, _, rest = mask_url(url).partition("://")
    if rest.count("@") == 1 and re.search(r"[/?#]", url.partition("://")[2].rpartition("@")[0]):
        raise ArchiveUnusable(
            f"{mask_url(url)}: user name and password may hold / ? # and @ only as %2F %3F %23 and %40",
            next_step="write them so, or set the password in PGPASSWORD or ~/.pgpass",
        )
    try:
        psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.Error as error:
        raise ArchiveUnusable(
            f"{mask_url(url)}: no URL of a PostgreSQL database",
            next_step="write it as postgresql://USER@HOST:PORT/DATABASE",
        ) from error
