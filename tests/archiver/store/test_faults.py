"""Damaged SQLite files: damage is seen, and everything that can be read is saved."""

from __future__ import annotations

import random
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from archiver.errors import ArchiveUnusable
from archiver.link import Status
from archiver.outcome import Outcome
from archiver.site import Site
from archiver.store import Archive, open_sound
from archiver.store.recovery import recover
from archiver.testing import make_article, make_capture, make_link

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

ARTICLES = 400
SITE = Site(name="courier.example", url="https://courier.example/")
PAGE = 4096


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of an archive of a few MB."""
    path = tmp_path_factory.mktemp("filled") / "archive.sqlite"
    now = datetime(2021, 2, 19, 12, tzinfo=UTC)
    with Archive.open(path, create=True) as archive:
        crawl = archive.start_crawl("run-1", SITE, now)
        assert crawl is not None
        links = [make_link(url=f"https://courier.example/{number}") for number in range(ARTICLES)]
        filed = archive.file_links(crawl, "https://courier.example/feed.xml", links, now)
        archive.save([outcome(link) for link in filed], crawl, now)
        archive.finish_crawl(crawl, None, now)
    return path.read_bytes()


@pytest.fixture
def database(tmp_path: Path, filled: bytes) -> Path:
    path = tmp_path / "archive.sqlite"
    path.write_bytes(filled)
    return path


def outcome(link: object) -> Outcome:
    url = link.url  # type: ignore[attr-defined]
    body = f"The bridge at {url} is closed. " * 60
    return Outcome(
        link=link,  # type: ignore[arg-type]
        capture=make_capture(url=url, link=link),
        article=make_article(url=url, title=f"Bridge {url.rsplit('/', 1)[1]}", body=body),
    )


def overwrite(path: Path, pages: Iterable[int]) -> None:
    """Put noise into pages, counted from 0."""
    noise = random.Random(11)
    with path.open("r+b") as file:
        for page in pages:
            file.seek(page * PAGE)
            file.write(noise.randbytes(PAGE))


def pages_of(path: Path) -> int:
    return path.stat().st_size // PAGE


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_one_overwritten_page_is_seen_when_a_crawl_starts(database: Path, share: float) -> None:
    overwrite(database, [int(pages_of(database) * share)])

    with pytest.raises(ArchiveUnusable) as refused:
        open_sound(database)

    assert "archiver doctor --repair" in str(refused.value.next_step)


def test_of_a_damaged_database_all_is_saved_that_can_be_read(database: Path) -> None:
    damaged = [int(pages_of(database) * share) for share in (0.35, 0.55, 0.75)]
    overwrite(database, damaged)

    recovered = recover(database)

    assert recovered is not None
    assert recovered.kept.exists()
    with open_sound(database) as archive:
        assert archive.check() == []
        stats = archive.stats()
        assert ARTICLES - 60 < stats.articles <= ARTICLES
        assert archive.search("bridge", limit=1).total == stats.articles
        waiting = archive.sql("SELECT count(*) FROM link WHERE status = 'pending'").rows[0][0]
        stored = archive.sql("SELECT count(*) FROM link WHERE article_id IS NOT NULL").rows[0][0]
        assert recovered.salvaged.pending == waiting
        assert stored <= stats.articles
        for record in archive.records():
            assert record.body.count(f"The bridge at {record.url} is closed.") == 60


def test_an_article_that_was_lost_is_fetched_again(database: Path, now: datetime) -> None:
    with sqlite3.connect(database) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'article'").fetchone()[0]
    connection.close()
    overwrite(database, [root - 1])

    recover(database)

    with open_sound(database) as archive:
        assert archive.stats().articles == 0
        crawl = archive.start_crawl("run-2", SITE, now)
        assert crawl is not None
        due = archive.due_links(crawl, SITE, now)
        assert len(due) == ARTICLES
        assert all(link.etag is None and link.digest is None for link in due)
        (saved,) = archive.save([outcome(due[0])], crawl, now)
        assert saved.status is Status.NEW


def test_a_file_that_lost_its_end_is_saved_as_far_as_it_goes(database: Path) -> None:
    with database.open("r+b") as file:
        file.truncate(pages_of(database) * 4 // 5 * PAGE)

    recovered = recover(database)

    assert recovered is not None
    with open_sound(database) as archive:
        assert archive.check() == []
        assert archive.stats().links + archive.stats().articles > ARTICLES


def test_a_database_of_which_nothing_is_left_stays_as_it_is(database: Path) -> None:
    overwrite(database, [0])
    before = database.read_bytes()

    with pytest.raises(ArchiveUnusable, match=r"not one table|nothing could be saved"):
        recover(database)

    assert database.read_bytes() == before
    assert [path.name for path in database.parent.iterdir() if path.name.startswith(".")] == []


def test_a_sound_database_is_not_touched(database: Path) -> None:
    before = database.read_bytes()

    assert recover(database, whole=True) is None
    assert database.read_bytes() == before


def test_a_large_database_is_sampled(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from archiver.store import sqlite_damage

    monkeypatch.setattr(sqlite_damage, "WHOLE_BYTES", 1000)
    open_sound(database).close()
    with sqlite3.connect(database) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'revision'").fetchone()[0]
    connection.close()
    overwrite(database, [root - 1])

    with pytest.raises(ArchiveUnusable, match="damaged: revision"):
        open_sound(database)


def test_an_index_that_lost_articles_is_seen_and_made_anew(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("DELETE FROM article_search_docsize WHERE id > 300")
        connection.execute("DELETE FROM article_search_data WHERE id > 10")
    connection.close()

    with Archive.open(database) as archive:
        told = archive.search_damage()
        archive.make_index()

        assert any("100 articles are missing in it" in line for line in told)
        assert archive.search_damage() == []
        assert archive.search("bridge", limit=1).total == ARTICLES
