"""An archive in a real file or on a real server, and a newspaper to crawl into it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from archiver.outcome import Outcome
from archiver.site import Site
from archiver.store import Archive
from archiver.store.models import Base
from archiver.store.printed import KinMemory
from archiver.testing import make_article, make_capture, make_link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from archiver.account import Account
    from archiver.link import Link, Status
    from archiver.store import Saved


@pytest.fixture
def now() -> datetime:
    return datetime(2021, 2, 20, 12, tzinfo=UTC)


@pytest.fixture
def site() -> Site:
    return Site(name="courier.example", url="https://courier.example/", title="The Courier", language="en")


@pytest.fixture(scope="session")
def empty_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a freshly made archive, to be copied: making one costs more than most tests."""
    folder = tmp_path_factory.mktemp("empty")
    Archive.open(folder, create=True).close()
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
def archive(request: pytest.FixtureRequest) -> Archive:
    """An archive of either kind; what is claimed of it holds for both."""
    found: Archive = request.getfixturevalue(f"{request.param}_archive")
    return found


#: Everything but the revision of the tables goes; ids begin at 1 again.
_EMPTY = ";".join(
    [
        "DELETE FROM write_mark",
        "DELETE FROM article_search",
        *(f"DELETE FROM {table.name}" for table in reversed(Base.metadata.sorted_tables)),
        "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'",
    ]
)


@pytest.fixture(scope="session")
def used_archive(make_postgresql_database: Callable[..., str]) -> Iterator[Archive]:
    """One for all tests: a database of its own for each would cost more than most tests."""
    with Archive.open(make_postgresql_database()) as archive:
        yield archive


@pytest.fixture
def postgresql_archive(used_archive: Archive) -> Archive:
    with used_archive._write() as connection:
        connection.exec_driver_sql(_EMPTY)
    used_archive._memory = KinMemory()
    return used_archive


@pytest.fixture
def sqlite_archive(empty_archive: Path, tmp_path: Path) -> Iterator[Archive]:
    shutil.copytree(empty_archive, tmp_path / "archive")
    with Archive.open(tmp_path / "archive") as archive:
        yield archive


class Desk:
    """Runs over one newspaper, a page at a time; each run is an hour after the one before."""

    def __init__(self, archive: Archive, site: Site, now: datetime) -> None:
        self.archive, self.site, self.now = archive, site, now
        self.crawl_id = self._start()

    def _start(self) -> int:
        crawl_id = self.archive.start_crawl(f"run-{self.now:%H%M}", self.site, self.now)
        assert crawl_id is not None
        return crawl_id

    def next_run(self) -> Account:
        """Finish the run under way and start the next; gives the account of the first."""
        account = self.archive.finish_crawl(self.crawl_id, None, self.now)
        self.now += timedelta(hours=1)
        self.crawl_id = self._start()
        return account

    def list(self, *urls: str, seed: str = "https://courier.example/feed.xml") -> list[Link]:
        links = [make_link(url=url, found_on=seed) for url in urls]
        return self.archive.file_links(self.crawl_id, seed, links, self.now)

    def end(self, url: str, status: Status, **changes: Any) -> Saved:
        """The link ended without an article."""
        (link,) = self._links(url)
        return self.archive.save([Outcome(link=link, status=status, **changes)], self.crawl_id, self.now)[0]

    def read(self, url: str, **changes: Any) -> Saved:
        """An article was read on a page; *changes* are fields of `Article`, or `final_url`, `headers`."""
        return self.archive.save([self.outcome(url, **changes)], self.crawl_id, self.now)[0]

    def outcome(self, url: str, **changes: Any) -> Outcome:
        (link,) = self._links(url)
        capture = make_capture(
            url=url,
            link=link,
            fetched_at=self.now,
            final_url=changes.pop("final_url", None),
            headers=changes.pop("headers", ()),
        )
        return Outcome(link=link, capture=capture, article=make_article(url=url, **changes))

    def _links(self, url: str) -> list[Link]:
        filed = self.list(url)
        if filed:
            return filed
        stored = self.archive.link(url)
        assert stored is not None
        return [stored.link]

    def count(self, table: str) -> int:
        return int(self.archive.sql(f"SELECT count(*) FROM {table}").rows[0][0])


@pytest.fixture
def sqlite_desk(sqlite_archive: Archive, site: Site, now: datetime) -> Desk:
    return Desk(sqlite_archive, site, now)


@pytest.fixture
def desk(archive: Archive, site: Site, now: datetime) -> Desk:
    return Desk(archive, site, now)
