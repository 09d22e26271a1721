"""A crawl that is killed at any moment loses nothing, doubles nothing, and leaves no half article."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from archiver.link import Status
from archiver.store import Archive

if TYPE_CHECKING:
    from pathlib import Path

    from archiver.site import Site

LINKS = 120
#: Batches of seven a crawl may save before it is killed; four such crawls never come to the end, on any machine.
BATCHES = 4
_CRAWL = """
import sys
from datetime import UTC, datetime
from archiver.outcome import Outcome
from archiver.site import Site
from archiver.store import Archive
from archiver.testing import make_article, make_capture, make_link

now = datetime.fromisoformat(sys.argv[2])
site = Site(name="courier.example", url="https://courier.example/")
archive = Archive.open(sys.argv[1])
crawl = archive.start_crawl(sys.argv[2], site, now)
due = archive.due_links(crawl, site, now)
listed = [make_link(url=f"https://courier.example/{n}") for n in range(int(sys.argv[3]))]
links = due + archive.file_links(crawl, "https://courier.example/feed.xml", listed, now)
print("ready", flush=True)
for at in range(0, len(links), 7):
    outcomes = [
        Outcome(
            link=link,
            capture=make_capture(url=link.url, link=link),
            article=make_article(url=link.url, title=link.url, body=f"The words of {link.url} and no other."),
        )
        for link in links[at : at + 7]
    ]
    sys.stdin.readline()
    archive.save(outcomes, crawl, now)
    print(*(link.url for link in links[at : at + 7]), flush=True)
archive.finish_crawl(crawl, None, now)
"""


def test_a_killed_crawl_loses_nothing_and_doubles_nothing(empty_archive: Path, tmp_path: Path) -> None:
    location = tmp_path / "archive.sqlite"
    location.write_bytes((empty_archive / "archive.sqlite").read_bytes())
    start, chance = datetime(2021, 2, 20, tzinfo=UTC), random.Random(7)
    told: list[str] = []

    for attempt in range(4):
        told += _crawl_and_kill(location, start + timedelta(minutes=attempt), chance.uniform(0.0, 0.06))
    _run(location, start + timedelta(minutes=9))

    with Archive.open(location) as archive:
        stored = archive.sql("SELECT url FROM article ORDER BY id").rows
        assert len(stored) == len(set(stored)) == LINKS
        assert len(told) == len(set(told)), "a page was fetched again after it was stored"
        assert {(url,) for url in told} <= set(stored)
        assert archive.stats().revisions == archive.stats().captures == LINKS
        assert archive.search("words").total == LINKS
        assert archive.sql("SELECT count(*) FROM link WHERE status NOT IN ('new', 'unchanged')").rows == (
            (0,),
        )
        assert archive.check() == []


def _crawl_and_kill(location: Path, now: datetime, after_seconds: float) -> list[str]:
    """Start a crawl and kill it a moment after it began to save; gives what it said it had stored."""
    command = [sys.executable, "-c", _CRAWL, str(location), now.isoformat(), str(LINKS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("\n" * BATCHES)
        process.stdin.flush()
        time.sleep(after_seconds)
        process.kill()
        said = process.stdout.read()
    whole = said[: said.rfind("\n") + 1]
    return whole.split()


def _run(location: Path, now: datetime) -> None:
    subprocess.run(
        [sys.executable, "-c", _CRAWL, str(location), now.isoformat(), str(LINKS)],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("statement", ["INSERT INTO revision", "INSERT INTO reading", "UPDATE link"])
def test_a_batch_that_breaks_off_leaves_nothing_of_itself(
    archive: Archive, site: Site, now: datetime, statement: str
) -> None:
    from sqlalchemy import event

    from archiver.article import Candidate, Reading
    from archiver.outcome import Outcome
    from archiver.testing import make_article, make_link

    won = Candidate(value="x", source="text", rule="h1", raw="x", confidence=1.0)
    crawl_id = archive.start_crawl("run", site, now)
    assert crawl_id is not None
    (link,) = archive.file_links(crawl_id, None, [make_link(url="https://courier.example/a")], now)
    article = make_article(url=link.url, readings=(Reading(field="title", winner=won),))

    def break_off(_c: object, _u: object, sql: str, *_: object) -> None:
        if sql.startswith(statement):
            raise KeyboardInterrupt

    event.listen(archive._writers, "before_cursor_execute", break_off)
    with pytest.raises(KeyboardInterrupt):
        archive.save([Outcome(link=link, article=article)], crawl_id, now)
    event.remove(archive._writers, "before_cursor_execute", break_off)

    assert archive.stats().articles == archive.stats().revisions == 0
    stored = archive.link(link.url)
    assert stored is not None
    assert (stored.open, stored.status) == (True, Status.PENDING)
    (saved,) = archive.save([Outcome(link=link, article=article)], crawl_id, now)
    assert saved.status is Status.NEW
