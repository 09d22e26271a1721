"""A page that hangs or kills its reader fails alone; readers never outlive the crawler."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from archiver.errors import NotAnArticle
from archiver.extract.pool import ReaderPool
from archiver.extract.template import Template, TemplateLine

#: Seconds a reader may need to start, or to notice that its parent is gone, on a busy machine.
PATIENCE_SECONDS = 60.0
#: Paragraphs that keep trafilatura busy for far longer than a test's page time.
SLOW_PAGE = (
    "<html><body><article>"
    + "<p>Word after word of a page without end, said the <b>printer</b>.</p>" * 14_000
    + "</article></body></html>"
)


def children(pid: int) -> list[set[int]]:
    """Processes under *pid*: its children, theirs, and so on."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    levels = [{pid}]
    while levels[-1]:
        levels.append({child for child, parent in parents.items() if parent in levels[-1]})
    return levels[1:]


def wait_until(true, seconds: float = PATIENCE_SECONDS) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def page(page_of, in_paragraphs, capture_of):
    return capture_of(page_of(f"<article><h1>Bridge opens</h1>{in_paragraphs()}</article>"))


def test_a_page_is_read_in_another_process(page, story):
    with ReaderPool(1, page_seconds=PATIENCE_SECONDS) as pool:
        article = pool.submit(page).result(PATIENCE_SECONDS)

    assert article.body == "\n\n".join(story)


def test_a_page_that_is_no_article_says_why(capture_of):
    with ReaderPool(1, page_seconds=PATIENCE_SECONDS) as pool:
        error = pool.submit(capture_of("")).exception(PATIENCE_SECONDS)

    assert isinstance(error, NotAnArticle)
    assert error.reason == "empty page"


def test_a_page_over_its_time_fails_alone(capture_of, page):
    with ReaderPool(1, page_seconds=0.5) as pool:
        slow = pool.submit(capture_of(SLOW_PAGE)).exception(PATIENCE_SECONDS)

    with ReaderPool(1, page_seconds=PATIENCE_SECONDS) as pool:
        after = pool.submit(page).result(PATIENCE_SECONDS)

    assert isinstance(slow, NotAnArticle)
    assert slow.reason == "too slow"
    assert after.title is not None


@pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")
def test_a_reader_that_is_killed_costs_its_page_only(capture_of, page):
    with ReaderPool(1, page_seconds=PATIENCE_SECONDS) as pool:
        doomed = pool.submit(capture_of(SLOW_PAGE))
        time.sleep(0.3)
        (reader,) = children(os.getpid())[1]
        os.kill(reader, signal.SIGKILL)
        error = doomed.exception(PATIENCE_SECONDS)
        after = pool.submit(page).result(PATIENCE_SECONDS)

    assert isinstance(error, NotAnArticle)
    assert error.reason == "reader died"
    assert after.title is not None


CRAWLER = """
import sys, time
from datetime import UTC, datetime
from archiver.capture import Capture
from archiver.extract.pool import ReaderPool
from archiver.extract.template import Template, TemplateLine

if __name__ == "__main__":
    pool = ReaderPool(2, 600.0)
    pool.start()
    body = b"<html><body><article>" + b"<p>Word after word of a page without end, said <b>he</b>.</p>" * 14_000
    for number in range(2):
        pool.submit(Capture(url="https://a.example/x", fetched_at=datetime.now(UTC), status=200, body=body))
    time.sleep(0.5)
    print("ready", flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")
def test_readers_end_with_a_crawler_that_is_killed(tmp_path):
    script = tmp_path / "crawler.py"
    script.write_text(CRAWLER)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, env=environment, text=True
    ) as crawler:
        assert crawler.stdout is not None
        assert crawler.stdout.readline() == "ready\n"
        readers = set().union(*children(crawler.pid))

        crawler.kill()
        crawler.wait()

    assert readers
    assert wait_until(
        lambda: not any(Path(f"/proc/{pid}").exists() and not _is_zombie(pid) for pid in readers)
    )


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


LINE = TemplateLine(
    key="a line",
    markup="p",
    pages=9,
    of=9,
    example="A line",
    first_seen="2021-02-19T00:00:00Z",
    last_seen="2021-02-20T00:00:00Z",
)


@pytest.mark.skipif(os.name != "posix", reason="tells by a signal whether a process lives")
def test_the_next_run_removes_the_templates_of_a_killed_one(page, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", ""]) as killed:
        killed.wait()
    left = tmp_path / f"archiver-templates-{killed.pid}-abc"
    left.mkdir()

    with ReaderPool(1, page_seconds=PATIENCE_SECONDS) as pool:
        pool.submit(page, None, Template(site="a.example", lines=(LINE,))).result(PATIENCE_SECONDS)
        kept = list(tmp_path.glob("archiver-templates-*"))

    assert left not in kept
    assert len(kept) == 1
