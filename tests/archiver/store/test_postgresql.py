"""An archive in a database on a PostgreSQL server: what is said when it cannot be used, and what it withstands."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from sqlalchemy import text

from archiver.article import Author
from archiver.cli.place import make_archive
from archiver.config import Config, load_config
from archiver.errors import (
    ArchiveBusy,
    ArchiveTooOld,
    ArchiveUnusable,
    MissingArchive,
    QueryError,
    StoreError,
)
from archiver.link import Status
from archiver.outcome import Outcome
from archiver.store import Archive, upgrade
from archiver.store.models import Base
from archiver.store.postgresql import PostgresServer
from archiver.store.schema import HEAD, migrate, read_revision
from archiver.testing import make_article, make_capture, make_link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from archiver.site import Site

A = "https://courier.example/town/bridge-opens"
SECRET = "s3cret-w0rd"


@pytest.fixture
def archive(postgresql_archive: Archive) -> Archive:
    return postgresql_archive


@pytest.fixture
def run_sql(postgresql: str) -> Callable[..., list[tuple[Any, ...]]]:
    """Carries out a statement as the server's administrator."""
    import psycopg

    def run(statement: str, url: str = "") -> list[tuple[Any, ...]]:
        with psycopg.connect(url or postgresql.format("postgres"), autocommit=True) as connection:
            cursor = connection.execute(statement)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

    return run


def refusal(url: str, **options: bool) -> StoreError:
    with pytest.raises(StoreError) as caught:
        Archive.open(url, **options)
    assert "\n" not in caught.value.message
    assert caught.value.next_step
    return caught.value


# --- what is said when it cannot be used


def test_a_database_that_is_not_there_is_named_with_the_command_that_makes_it(postgresql: str) -> None:
    said = refusal(postgresql.format("nowhere"), create=True)

    assert 'database "nowhere" does not exist' in said.message
    assert "createdb" in str(said.next_step)
    assert "archiver init --archive" in str(said.next_step)


def test_a_database_without_tables_is_named_with_the_command_that_makes_them(
    postgresql_database: Callable[..., str],
) -> None:
    url = postgresql_database(archive=False)

    said = refusal(url)

    assert isinstance(said, MissingArchive)
    assert f"archiver init --archive {quote(url)}" in str(said.next_step)


def test_init_makes_tables_and_folder_or_neither(
    postgresql: str, postgresql_database: Callable[..., str], tmp_path: Path
) -> None:
    url = postgresql_database(archive=False)
    with pytest.raises(StoreError):
        make_archive(Config(archive=postgresql.format("nowhere"), files_folder=str(tmp_path / "a")))

    made = make_archive(Config(archive=url, files_folder=str(tmp_path / "b")))

    assert not (tmp_path / "a").exists()
    assert made[-1] == (url, True)
    assert f'archive = "{url}"' in (tmp_path / "b" / "archiver.toml").read_text()
    assert load_config(environ={}, start=tmp_path / "b").archive == url


def test_a_server_that_is_not_there_is_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        said = refusal(f"postgresql://ann@127.0.0.1:{free.getsockname()[1]}/news")

    assert "Connection refused" in said.message
    assert "run it again when it is back" in str(said.next_step)


def test_a_wrong_password_is_said_and_not_shown(postgresql_server: Any) -> None:
    postgresql_server.run_sql("CREATE ROLE ann LOGIN PASSWORD 'another'")
    url = postgresql_server.url("postgres", user=f"ann:{SECRET}", by_network=True)

    said = refusal(url)

    assert 'password authentication failed for user "ann"' in said.message
    assert "PGPASSWORD" in str(said.next_step)
    assert SECRET not in f"{said.message} {said.next_step} {PostgresServer(url).name}"


def test_a_user_who_may_make_no_tables_is_told_whom_to_ask(
    postgresql_database: Callable[..., str], run_sql: Callable[..., list[tuple[Any, ...]]]
) -> None:
    url = postgresql_database(archive=False)
    run_sql("DO $$ BEGIN CREATE ROLE reader LOGIN; EXCEPTION WHEN duplicate_object THEN END $$")

    said = refusal(url.replace("archiver@", "reader@"), create=True)

    assert "permission denied for schema public" in said.message
    assert "OWNER TO reader" in str(said.next_step)


def test_a_database_of_something_else_is_left_alone(
    postgresql_database: Callable[..., str], run_sql: Callable[..., list[tuple[Any, ...]]]
) -> None:
    url = postgresql_database(archive=False)
    run_sql("CREATE TABLE recipe (name text)", url)

    said = refusal(url, create=True)

    assert "tables of something else (recipe)" in said.message
    assert run_sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", url) == [(1,)]


def test_a_server_too_old_is_named(postgresql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archiver.store.postgresql.OLDEST_VERSION", 99)

    said = refusal(postgresql.format("template_archive"))

    assert "99 is the oldest that is supported" in said.message


def test_a_database_that_cannot_hold_every_script_is_refused(
    postgresql: str, run_sql: Callable[..., list[tuple[Any, ...]]]
) -> None:
    name = f"latin_{os.getpid()}"
    run_sql(f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    try:
        said = refusal(postgresql.format(name), create=True)
    finally:
        run_sql(f"DROP DATABASE {name} WITH (FORCE)")

    assert "LATIN1" in said.message
    assert "--encoding UTF8" in str(said.next_step)


def test_a_missing_driver_is_named_with_the_command_that_installs_it(tmp_path: Path) -> None:
    program = "import sys; sys.modules['psycopg'] = None; from archiver.cli import main; sys.argv[0] = 'archiver'; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "stats", "--archive", "postgresql://ann:{SECRET}@db/news"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )

    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert len(lines) == 2, done.stderr
    assert "psycopg, which is not installed" in lines[0]
    assert 'pip install "news-archiver[pg]"' in lines[1]


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://ann:{SECRET}/x@db.example.com/news",
        f"postgresql://ann:{SECRET}@db.example.com:many/news",
        f"postgresql://db.example.com/news?password={SECRET}&colour=red",
    ],
)
def test_a_url_that_cannot_be_read_is_shown_without_its_password(url: str) -> None:
    said = refusal(url)

    assert "postgresql://" in said.message
    assert SECRET not in f"{said.message} {said.next_step}"


# --- tables


def test_migrations_make_the_tables_the_models_speak_of(archive: Archive) -> None:
    with archive._read() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, *_: name not in ("article_search", "write_mark")}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_go_up_and_down(postgresql_database: Callable[..., str]) -> None:
    engine = PostgresServer(postgresql_database(archive=False)).engine(writing=True, migrating=True)
    with engine.begin() as connection:
        migrate(connection)
        config = AlembicConfig()
        config.set_main_option("script_location", "archiver:store/migrations")
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        left = connection.scalars(
            text(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind <> 'i'"
            )
        )
        assert list(left) == ["alembic_version"]
    engine.dispose()


def test_many_that_make_one_archive_at_once_all_get_it(postgresql_database: Callable[..., str]) -> None:
    url = postgresql_database(archive=False)

    def make(_: int) -> int:
        with Archive.open(url, create=True) as archive:
            return archive.stats().articles

    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(make, range(3)))

    assert made == [0, 0, 0]


def test_an_upgrade_keeps_the_data_and_makes_it_findable(
    postgresql_database: Callable[..., str], now: datetime
) -> None:
    url = postgresql_database(archive=False)
    engine = PostgresServer(url).engine(writing=True, migrating=True)
    with engine.begin() as connection:
        migrate(connection)
    with Archive.open(url) as archive:
        archive.save(
            [Outcome(link=make_link(url=A), article=make_article(url=A, title="Bridge opens"))], None, now
        )
    with engine.begin() as connection:
        config = AlembicConfig()
        config.set_main_option("script_location", "archiver:store/migrations")
        config.attributes["connection"] = connection
        command.downgrade(config, "0005")
        connection.execute(text("TRUNCATE article_search"))
    with pytest.raises(ArchiveTooOld):
        Archive.open(url)

    done = upgrade(url)

    assert (done.needed, done.backup) == (True, None)
    with Archive.open(url) as archive:
        assert [hit.title for hit in archive.search("bridge opens")] == ["Bridge opens"]
    with engine.begin() as connection:
        assert read_revision(connection) == HEAD
    engine.dispose()


# --- what pages hold


def test_no_character_costs_an_article(archive: Archive, now: datetime) -> None:
    hostile = "\x00 \ud800 \udfff\x01 \U0010ffff \u202e ​'\"\\ %s {} :x $1"
    article = make_article(
        url=A,
        title=f"Bridge {hostile}",
        body=f"It opens {hostile}.",
        authors=(Author(name=f"Ann {hostile}"),),
        tags=(hostile, "x" * 5000 + hostile),
        section=hostile,
    )

    (saved,) = archive.save([Outcome(link=make_link(url=A, title=hostile), article=article)], None, now)

    assert saved.status is Status.NEW
    assert archive.search("bridge opens").total == 1
    assert "�" in (archive.article(1).title or "")


def test_urls_and_words_of_any_length_are_stored(archive: Archive, now: datetime) -> None:
    url = "https://courier.example/" + "a" * 7900
    many = " ".join(f"{n:x}" + "q" * 20 for n in range(60_000))  # more than PostgreSQL indexes of one text
    article = make_article(url=url, title="Bridge " + "b" * 3000, body=f"Opening words. {many}")

    (saved,) = archive.save([Outcome(link=make_link(url=url), article=article)], None, now)

    assert saved.status is Status.NEW
    assert archive.article(url).id == saved.article_id
    assert archive.search("opening words").total == 1
    assert archive.search("b" * 3000).total == 1


def test_a_number_no_database_holds_costs_one_link_and_no_other(archive: Archive, now: datetime) -> None:
    capture = make_capture(url=A, status=10**30)
    outcomes = [
        Outcome(link=make_link(url=A), capture=capture, status=Status.FAILED),
        Outcome(link=make_link(url=f"{A}-2"), article=make_article(url=f"{A}-2")),
    ]

    saved = archive.save(outcomes, None, now)

    assert [one.status for one in saved] == [Status.FAILED, Status.NEW]
    assert saved[0].reason == "could not be stored"


def test_a_thousand_links_are_filed_at_once(archive: Archive, site: Site, now: datetime) -> None:
    crawl = archive.start_crawl("run", site, now)
    assert crawl is not None
    links = [make_link(url=f"{A}-{n}") for n in range(3000)]

    filed = archive.file_links(crawl, "https://courier.example/feed.xml", links, now)

    assert [link.url for link in filed] == [link.url for link in links]


# --- writers


def test_a_database_locked_by_another_process_is_named(
    archive: Archive, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archiver.store.postgresql._SESSION", "SET lock_timeout = '50ms'")
    outcome = Outcome(link=make_link(url=A), article=make_article(url=A))

    url = archive.location
    with (
        Archive.open(url) as other,
        other._write(),
        Archive.open(url) as second,
        pytest.raises(ArchiveBusy) as caught,
    ):
        second.save([outcome], None, now)

    assert "another process writes to it" in caught.value.message
    assert archive.save([outcome], None, now)[0].status is Status.NEW


def test_two_that_store_at_once_share_names_and_double_nothing(
    postgresql_database: Callable[..., str], now: datetime
) -> None:
    url = postgresql_database()

    def store(part: int) -> list[Status]:
        with Archive.open(url) as archive:
            pairs = [(_story(f"{A}-{n}", n), _story(f"{A}-{part}-{n}", n, part)) for n in range(8)]
            return [saved.status for pair in pairs for saved in archive.save(pair, None, now)]

    with ThreadPoolExecutor(2) as pool:
        ends = [end for part in pool.map(store, (1, 2)) for end in part]

    assert ends.count(Status.NEW) == 24
    assert ends.count(Status.UNCHANGED) == 8
    with Archive.open(url) as archive:
        assert archive.sql("SELECT count(*), count(DISTINCT name) FROM tag").rows == ((2, 2),)


def _story(url: str, number: int, part: int = 0) -> Outcome:
    body = f"Nobody else prints these words of story {number} in part {part}. " * 5
    article = make_article(url=url, title=f"Bridge {number} {part}", body=body, tags=("Town", "Bridges"))
    return Outcome(link=make_link(url=url), article=article)


@contextmanager
def between(server: str, *, pass_on: bool) -> Iterator[tuple[str, threading.Event]]:
    """A way to the server that, once the event is set, breaks at the next COMMIT, and only there.

    *pass_on*: after the server has carried it out, before anyone hears of it.
    """
    host, _, port = server.partition("host=")[2].partition("&port=")
    trouble = threading.Event()

    def carry(client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as upstream:
            upstream.connect(f"{host}/.s.PGSQL.{port}")
            while True:
                for one in select.select([client, upstream], [], [])[0]:
                    data = one.recv(65536)
                    if not data:
                        return
                    if one is client and b"COMMIT" in data and trouble.is_set():
                        trouble.clear()
                        if pass_on:
                            upstream.sendall(data)
                            upstream.recv(65536)
                        return
                    (upstream if one is client else client).sendall(data)

    def accept() -> None:
        while True:
            try:
                client, _ = door.accept()
            except OSError:
                return
            threading.Thread(target=carry, args=(client,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=accept, daemon=True).start()
        database = server.partition("@/")[2].partition("?")[0]
        here = door.getsockname()[1]
        yield f"postgresql://archiver@127.0.0.1:{here}/{database}?sslmode=disable&gssencmode=disable", trouble
        door.shutdown(socket.SHUT_RDWR)


def test_a_commit_whose_answer_is_lost_counts_and_is_not_repeated(
    postgresql_database: Callable[..., str], now: datetime
) -> None:
    url = postgresql_database()
    outcome = Outcome(link=make_link(url=A), capture=make_capture(url=A), article=make_article(url=A))

    with between(url, pass_on=True) as (way, trouble), Archive.open(way) as archive:
        trouble.set()
        saved = archive.save([outcome], None, now)

    assert [one.status for one in saved] == [Status.NEW]
    with Archive.open(url) as archive:
        assert (archive.stats().articles, archive.stats().captures) == (1, 1)


def test_a_commit_that_never_arrived_is_told_and_stored_at_the_second_try(
    postgresql_database: Callable[..., str], now: datetime
) -> None:
    url = postgresql_database()
    outcome = Outcome(link=make_link(url=A), capture=make_capture(url=A), article=make_article(url=A))

    with between(url, pass_on=False) as (way, trouble), Archive.open(way) as archive:
        trouble.set()
        with pytest.raises(ArchiveBusy):
            archive.save([outcome], None, now)
        (saved,) = archive.save([outcome], None, now)

    assert saved.status is Status.NEW
    with Archive.open(url) as archive:
        assert (archive.stats().articles, archive.stats().captures) == (1, 1)


def test_a_restarted_server_is_found_again_by_who_reads(postgresql_server: Any) -> None:
    postgresql_server.run_sql("CREATE DATABASE news")
    with Archive.open(postgresql_server.url("news"), create=True) as archive:
        assert archive.stats().articles == 0

        postgresql_server.restart()

        assert archive.stats().articles == 0


# --- statements people type


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("DELETE FROM article", "only statements that read"),
        ("WITH gone AS (DELETE FROM article RETURNING id) SELECT * FROM gone", "only statements that read"),
        ("/* SELECT */ COPY article TO PROGRAM 'cat'", "only statements that read"),
        ("SELECT nextval('article_id_seq')", "only statements that read"),
        ("SELECT set_config('transaction_read_only', 'off', false)", "read-write mode"),
        ("EXPLAIN ANALYZE DELETE FROM article", "only statements that read"),
        ("SELECT 1; DROP TABLE article", "multiple commands"),
        ("SELEC", "only statements that read"),
        ("SELECT * FROM recipe", 'relation "recipe" does not exist'),
        ("", "only statements that read"),
        ("SELECT '\x00'", "NUL|null|unterminated|syntax"),
    ],
)
def test_a_wrong_or_writing_statement_is_refused_in_one_line(
    archive: Archive, now: datetime, statement: str, why: str
) -> None:
    archive.save([Outcome(link=make_link(url=A), article=make_article(url=A))], None, now)

    with pytest.raises(QueryError, match=why) as caught:
        archive.sql(statement)

    assert "\n" not in caught.value.message
    assert archive.stats().articles == 1


def test_reading_statements_of_every_form_are_carried_out(archive: Archive) -> None:
    for statement in (
        "(SELECT 1)",
        "-- why\nVALUES (1)",
        "TABLE site",
        "EXPLAIN SELECT 1",
        "SHOW server_version",
    ):
        assert archive.sql(statement).columns, statement


def test_damage_is_looked_for_everywhere(archive: Archive) -> None:
    assert archive.check() == []


def test_a_database_that_is_gone_is_not_taken_for_a_damaged_one(postgresql_server: Any) -> None:
    postgresql_server.run_sql("CREATE DATABASE news")
    with Archive.open(postgresql_server.url("news"), create=True) as archive:
        postgresql_server.stop()

        with pytest.raises(ArchiveUnusable, match="connection"):
            archive.check()
