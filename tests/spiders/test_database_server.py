"""A crawl into PostgreSQL, whose server is restarted, stopped and gone; and the crawl itself, killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from archiver.store import Archive
from archiver.testing import newsroom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archiver.testing.newsroom import Newsroom

ROOT = Path(__file__).resolve().parents[2]
#: A crawl that waits for a lost database for so many seconds, as `archiver` runs it.
PROGRAM = """
import sys

from archiver.crawl.writer import Writer

Writer.__init__.__kwdefaults__["patience_seconds"] = float(sys.argv.pop(1))
from archiver.cli import main

sys.argv[0] = "archiver"
sys.exit(main())
"""


@dataclass(frozen=True, kw_only=True)
class Newsdesk:
    """A newspaper, and an archive of it in a database on a server."""

    folder: Path
    paper: Newsroom
    url: str

    def start(self, *, patience_seconds: float = 60.0) -> subprocess.Popen[str]:
        command = ["crawl", f"{self.paper.url}/", "--archive", self.url, "--json"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ARCHIVER_")}
        environment |= {
            "PYTHONPATH": str(ROOT),
            "ARCHIVER_FILES_FOLDER": str(self.folder),
            "ARCHIVER_ALLOW_ADDRESSES": "127.0.0.0/8",
            "ARCHIVER_DELAY_SECONDS": "0.05",
            "ARCHIVER_WORKERS": "1",
        }
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(patience_seconds), *command],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def crawl(self) -> tuple[int, dict[str, Any], str]:
        return ended(self.start())

    def wait_for_pages(self, count: int, process: subprocess.Popen[str]) -> None:
        """Until the crawl has asked for so many articles."""
        end = time.monotonic() + 90
        while self.fetches().total() < count and time.monotonic() < end:
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)

    def expect_everything_once(self) -> None:
        """Every article is stored once and whole, with one page kept; and every link has ended."""
        wanted = {article.title for article in self.paper.articles.values()}
        with Archive.open(self.url, read_only=True) as archive:
            titles = [record.title for record in archive.records()]
            assert sorted(titles) == sorted(wanted)
            stats = archive.stats()
            assert (stats.revisions, stats.captures) == (len(wanted), len(wanted))
            assert archive.sql(
                "SELECT count(*) FROM link WHERE open OR status NOT IN ('new', 'unchanged')"
            ).rows == ((0,),)
            assert archive.search("council").total == len(wanted)
            assert archive.check() == []

    def fetches(self) -> Counter[str]:
        return Counter(request.path for request in self.paper.requests if request.path.startswith("/news/"))


def ended(process: subprocess.Popen[str]) -> tuple[int, dict[str, Any], str]:
    out, err = process.communicate(timeout=150)
    return process.returncode, json.loads(out) if out.strip() else {}, err


@pytest.fixture
def make_newsdesk(tmp_path: Path) -> Iterator[Callable[[str, int], Newsdesk]]:
    with newsroom() as paper:

        def make(url: str, articles: int) -> Newsdesk:
            for _ in range(articles):
                paper.publish()
            Archive.open(url, create=True).close()
            return Newsdesk(folder=tmp_path, paper=paper, url=url)

        yield make


def test_restarts_of_the_server_lose_nothing_and_fetch_nothing_again(
    make_newsdesk: Callable[[str, int], Newsdesk], postgresql_server: Any
) -> None:
    postgresql_server.run_sql("CREATE DATABASE news")
    desk = make_newsdesk(postgresql_server.url("news"), 60)
    process = desk.start()

    for at in (8, 24, 40):
        desk.wait_for_pages(at, process)
        postgresql_server.restart()

    code, report, err = ended(process)
    assert code == 0, err
    assert report["counts"]["new"] == 60
    desk.expect_everything_once()
    assert set(desk.fetches().values()) == {1}
    assert len(list((desk.folder / "warc").glob("*.warc.gz"))) == 1


def test_a_server_that_is_away_for_a_while_is_waited_for(
    make_newsdesk: Callable[[str, int], Newsdesk], postgresql_server: Any
) -> None:
    postgresql_server.run_sql("CREATE DATABASE news")
    desk = make_newsdesk(postgresql_server.url("news"), 20)
    process = desk.start()
    desk.wait_for_pages(3, process)

    postgresql_server.stop("fast")
    time.sleep(10)
    assert process.poll() is None
    postgresql_server.start()

    code, report, err = ended(process)
    assert code == 0, err
    assert "waiting for it" in err
    assert report["counts"]["new"] == 20
    desk.expect_everything_once()


def test_a_server_that_stays_away_ends_the_run_and_the_next_one_goes_on(
    make_newsdesk: Callable[[str, int], Newsdesk], postgresql_server: Any
) -> None:
    postgresql_server.run_sql("CREATE DATABASE news")
    desk = make_newsdesk(postgresql_server.url("news"), 20)
    process = desk.start(patience_seconds=1)
    desk.wait_for_pages(3, process)

    postgresql_server.stop("immediate")
    code, _, err = ended(process)
    postgresql_server.start()
    again, _, trouble = desk.crawl()

    assert code == 1
    causes = [line for line in err.splitlines() if line.startswith("archiver: ")]
    assert len(causes) == 1
    assert "connection" in causes[0]
    assert again == 0, trouble
    desk.expect_everything_once()


def test_a_crawl_that_is_killed_leaves_every_article_whole_or_for_the_next_run(
    make_newsdesk: Callable[[str, int], Newsdesk], postgresql_database: Callable[[], str]
) -> None:
    desk = make_newsdesk(postgresql_database(), 30)
    process = desk.start()
    desk.wait_for_pages(14, process)
    process.kill()
    process.communicate()

    code, _, err = desk.crawl()

    assert code == 0, err
    desk.expect_everything_once()
