"""Opening, making and upgrading archives; what is said when that cannot be done."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

import archiver.store.archive as archive_module
from archiver.errors import ArchiverError, ArchiveTooNew, ArchiveTooOld, ArchiveUnusable, MissingArchive
from archiver.link import Status
from archiver.outcome import Outcome
from archiver.store import Archive, upgrade
from archiver.store.models import Base
from archiver.store.records import Upgrade
from archiver.store.schema import REVISIONS, migrate
from archiver.testing import make_article, make_link

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from archiver.site import Site

A = "https://courier.example/town/bridge-opens"


@pytest.fixture
def archive(sqlite_archive: Archive) -> Archive:
    """These claims are about a file; test_postgresql.py makes those about a server."""
    return sqlite_archive


def test_an_archive_is_made_where_there_is_none_and_found_again(tmp_path: Path) -> None:
    Archive.open(tmp_path / "news", create=True).close()

    with Archive.open(tmp_path / "news") as archive:
        assert archive.stats().articles == 0
    assert [path.name for path in (tmp_path / "news").glob(".*")] == []


def test_making_an_archive_twice_keeps_what_is_in_it(tmp_path: Path, now: datetime) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        archive.save([Outcome(link=make_link(url=A), article=make_article(url=A))], None, now)

    with Archive.open(tmp_path, create=True) as archive:
        assert archive.stats().articles == 1


def test_many_that_make_one_archive_at_once_all_get_it(tmp_path: Path) -> None:
    errors: list[BaseException] = []

    def make() -> None:
        try:
            Archive.open(tmp_path / "news", create=True).close()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=make) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert [path.name for path in (tmp_path / "news").glob(".*")] == []


@pytest.mark.parametrize("place", ["folder", "file", "url"])
def test_an_archive_is_a_folder_a_file_or_a_database_url(empty_archive: Path, place: str) -> None:
    file = empty_archive / "archive.sqlite"
    location = {"folder": str(empty_archive), "file": file, "url": f"sqlite:///{file}"}[place]

    with Archive.open(location, read_only=True) as archive:
        assert archive.location == str(file)


def test_a_missing_archive_names_its_place_and_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(MissingArchive) as caught:
        Archive.open(tmp_path / "nowhere")

    assert str(tmp_path / "nowhere") in caught.value.message
    assert "archiver init" in str(caught.value.next_step)
    assert not (tmp_path / "nowhere").exists()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "archive.sqlite").write_text("dear diary, " * 500)

    with pytest.raises(ArchiveUnusable, match="not a database"):
        Archive.open(tmp_path)


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "archive.sqlite")
    connection.execute("CREATE TABLE recipe (name TEXT)")
    connection.close()

    with pytest.raises(ArchiveUnusable, match="no archive"):
        Archive.open(tmp_path, create=True)


def test_an_unknown_kind_of_database_is_refused_without_its_password() -> None:
    with pytest.raises(ArchiveUnusable) as caught:
        Archive.open("oracle://me:secret@db.example.com/news")

    assert "secret" not in caught.value.message


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(ArchiveUnusable, match="cannot be made"):
        Archive.open(tmp_path / "taken" / "news", create=True)


def test_an_archive_of_a_newer_archiver_is_not_touched(archive: Archive) -> None:
    _set_revision(archive, "9999")

    with pytest.raises(ArchiveTooNew, match="newer"):
        Archive.open(archive.location)
    with pytest.raises(ArchiveTooNew, match="newer"):
        upgrade(archive.location)


def _set_revision(archive: Archive, revision: str) -> None:
    connection = sqlite3.connect(archive.location)
    connection.execute("UPDATE alembic_version SET version_num = ?", [revision])
    connection.commit()
    connection.close()


def _downgrade(path: Path, revision: str) -> None:
    from alembic import command

    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", "archiver:store/migrations")
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
    engine.dispose()


@pytest.fixture
def old_archive(tmp_path: Path, empty_archive: Path, now: datetime) -> Path:
    """An archive of the first revision, with an article in it."""
    shutil.copytree(empty_archive, tmp_path / "old")
    with Archive.open(tmp_path / "old") as archive:
        outcome = Outcome(link=make_link(url=A), article=make_article(url=A, title="Bridge opens"))
        archive.save([outcome], None, now)
    _downgrade(tmp_path / "old" / "archive.sqlite", "0001")
    return tmp_path / "old"


def test_an_old_archive_says_that_it_needs_an_upgrade(old_archive: Path) -> None:
    with pytest.raises(ArchiveTooOld) as caught:
        Archive.open(old_archive)

    assert str(caught.value.next_step).startswith("archiver upgrade")


def test_an_upgrade_keeps_the_data_and_makes_it_findable(old_archive: Path) -> None:
    done = upgrade(old_archive)

    with Archive.open(old_archive) as archive:
        assert [hit.title for hit in archive.search("bridge opens")] == ["Bridge opens"]
        assert archive.check() == []
    assert done.backup is not None
    with pytest.raises(ArchiveTooOld):
        Archive.open(done.backup)


def test_an_upgrade_of_a_new_archive_does_nothing(empty_archive: Path) -> None:
    assert upgrade(empty_archive) == Upgrade(needed=False)


def test_an_upgrade_that_fails_leaves_the_archive_as_it_was(
    old_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ArchiverError("the lights went out")

    monkeypatch.setattr(archive_module, "index_all", fail)

    with pytest.raises(ArchiverError, match="lights"):
        upgrade(old_archive)

    with pytest.raises(ArchiveTooOld):
        Archive.open(old_archive)


def test_an_upgrade_of_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(MissingArchive):
        upgrade(tmp_path)


def test_migrations_make_the_tables_the_models_speak_of(archive: Archive) -> None:
    engine = create_engine(f"sqlite:///{archive.location}")
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: not str(name).startswith("article_search")},
        )
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()

    assert differences == []


def test_known_revisions_are_the_migrations_there_are() -> None:
    config = Config()
    config.set_main_option("script_location", "archiver:store/migrations")

    found = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]

    assert tuple(reversed(found)) == REVISIONS


def test_migrations_go_up_and_down(tmp_path: Path) -> None:
    from alembic import command

    engine = create_engine(f"sqlite:///{tmp_path / 'a.sqlite'}")
    with engine.begin() as connection:
        migrate(connection)
        config = Config()
        config.set_main_option("script_location", "archiver:store/migrations")
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        left = connection.execute(text("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"))
        assert [row.name for row in left] == ["alembic_version"]
    engine.dispose()


def test_every_constraint_has_a_name(archive: Archive) -> None:
    for table in Base.metadata.tables.values():
        assert all(constraint.name for constraint in table.constraints), table.name
        assert all(index.name for index in table.indexes), table.name


def test_sqlite_is_set_up_to_survive(archive: Archive) -> None:
    connection = sqlite3.connect(archive.location)
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    connection.close()

    assert mode == "wal"
    with archive._write() as writer:
        pragmas = {name: writer.exec_driver_sql(f"PRAGMA {name}").scalar() for name in _PRAGMAS}
    assert pragmas == _PRAGMAS


_PRAGMAS = {"foreign_keys": 1, "busy_timeout": 10_000, "synchronous": 1}


def test_damage_is_found(archive: Archive, now: datetime, tmp_path: Path) -> None:
    outcomes = [
        Outcome(link=make_link(url=f"{A}-{n}"), article=make_article(url=f"{A}-{n}", title=f"Bridge {n}"))
        for n in range(200)
    ]
    archive.save(outcomes, None, now)
    archive.close()
    file = tmp_path / "archive" / "archive.sqlite"
    content = bytearray(file.read_bytes())
    for page in range(len(content) // 4096 - 30, len(content) // 4096 - 10):
        content[page * 4096 : page * 4096 + 4096] = bytes(range(256)) * 16
    file.write_bytes(content)

    with Archive.open(tmp_path / "archive", read_only=True) as damaged:
        assert damaged.check() != []


def test_an_archive_opened_to_read_cannot_be_written(empty_archive: Path, now: datetime) -> None:
    with (
        Archive.open(empty_archive, read_only=True) as archive,
        pytest.raises(ArchiveUnusable, match="read only"),
    ):
        archive.save([Outcome(link=make_link(), status=Status.FAILED)], None, now)


def test_a_full_disk_stops_the_run_and_loses_nothing(archive: Archive, now: datetime) -> None:
    archive.save([Outcome(link=make_link(url=A), article=make_article(url=A))], None, now)
    with archive._write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    many = [
        Outcome(link=make_link(url=f"{A}-{n}"), article=make_article(url=f"{A}-{n}", title=f"Bridge {n}"))
        for n in range(100)
    ]

    with pytest.raises(ArchiveUnusable, match="full") as caught:
        archive.save(many, None, now)

    assert "free some space" in str(caught.value.next_step)
    assert archive.stats().articles == 1


def test_others_read_while_one_writes(archive: Archive, site: Site, now: datetime) -> None:
    seen: list[int] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.append(archive.search("bridge").total)

    reader = threading.Thread(target=read)
    reader.start()
    for batch in range(10):
        urls = [f"{A}-{batch}-{n}" for n in range(5)]
        archive.save(
            [
                Outcome(link=make_link(url=url), article=make_article(url=url, title=f"Bridge {url}"))
                for url in urls
            ],
            None,
            now,
        )
    done.set()
    reader.join()

    assert archive.search("bridge").total == 50
    assert seen == sorted(seen)
    assert all(count % 5 == 0 for count in seen)


def test_a_database_locked_by_another_process_is_named(
    archive: Archive, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archiver.store.sqlite.BUSY_SECONDS", 0.05)
    other = sqlite3.connect(archive.location, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(ArchiveUnusable, match="locked"):
        archive.save([Outcome(link=make_link(url=A), article=make_article(url=A))], None, now)

    other.rollback()
    other.close()
    assert archive.save([Outcome(link=make_link(url=A), article=make_article(url=A))], None, now)


def test_an_archive_that_vanished_is_not_made_anew(archive: Archive, now: datetime, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "archive")
    (tmp_path / "archive").mkdir()

    with pytest.raises(ArchiverError):
        Archive.open(tmp_path / "archive").save([Outcome(link=make_link(), status=Status.FAILED)], None, now)

    assert list((tmp_path / "archive").iterdir()) == []
