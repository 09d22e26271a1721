"""Running commands as a person or a pipe would."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archiver.article import Author, Block, BlockKind, Candidate, Reading, Removed
from archiver.cli.app import run as run_command
from archiver.cli.place import make_archive
from archiver.config import Config
from archiver.link import Status
from archiver.outcome import Outcome
from archiver.site import Site
from archiver.store import Archive
from archiver.testing import make_article, make_capture, make_link, make_moment, make_page
from archiver.warc.writer import WarcWriter

if TYPE_CHECKING:
    from collections.abc import Callable

    from archiver.article import Article

ROOT = Path(__file__).parents[3]
NOW = datetime(2021, 3, 1, 12, tzinfo=UTC)
BASE = "https://courier.example/news"


@dataclass(frozen=True, kw_only=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


class Terminal(io.TextIOWrapper):
    """Standard output with a person before it."""

    def isatty(self) -> bool:
        return True


def make_articles() -> list[Article]:
    rain = Candidate(
        value="Rain in Erbil",
        source="json-ld",
        rule="NewsArticle.headline",
        raw="Rain in Erbil",
        confidence=0.9,
    )
    worse = Candidate(
        value="Rain | Courier", source="meta", rule="og:title", raw="Rain | Courier", confidence=0.6
    )
    return [
        make_article(
            url=f"{BASE}/rain",
            title="Rain in Erbil",
            language="en",
            published=make_moment("2021-02-19"),
            authors=(Author(name="Sara Amin"), Author(name="Courier Desk", kind="organisation")),
            blocks=(
                Block(
                    kind=BlockKind.PARAGRAPH,
                    text="It rained in Erbil on Friday, and the harbour was closed for the day.",
                ),
                Block(kind=BlockKind.HEADING, text="What comes next", level=2),
                Block(kind=BlockKind.PARAGRAPH, text="More rain."),
            ),
            readings=(Reading(field="title", winner=rain, losers=(worse,)),),
            removed=(Removed(text="Comments are moderated.", reason="comments policy", place="block 9"),),
        ),
        make_article(
            url=f"{BASE}/evil",
            title="=HYPERLINK(1) \x1b]0;owned\x07 in the harbour",
            language="en",
            published=make_moment("2020-11-02T09:30:00+03:00"),
            body="An odd headline reached the harbour desk \x9b2J today, and nobody knew why.",
        ),
        make_article(
            url=f"{BASE}/baran",
            title="باران لە هەولێر",
            language="ckb",
            published=None,
            body="باران لە هەولێر باری و بەندەرەکە داخرا بۆ ماوەی ڕۆژێک، بەڕێوەبەر وتی.",
        ),
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive of three articles, one of which was kept raw."""
    place = tmp_path / "news"
    make_archive(Config(archive=str(place)))
    with Archive.open(place) as archive, WarcWriter(place / "warc", "run-1", 10**9, "test") as warc:
        crawl = archive.start_crawl(
            "run-1", Site(name="courier.example", url="https://courier.example/"), NOW
        )
        assert crawl is not None
        for number, article in enumerate(make_articles()):
            (link,) = archive.file_links(
                crawl, "https://courier.example/feed.xml", [make_link(url=article.url)], NOW
            )
            capture = make_capture(
                make_page(article.title or "", url=article.url),
                url=article.url,
                link=link,
                fetched_at=NOW + timedelta(minutes=number),
            )
            place_kept = warc.write(capture) if number == 0 else None
            archive.save(
                [Outcome(link=link, capture=replace(capture, place=place_kept), article=article)], crawl, NOW
            )
        (refused,) = archive.file_links(
            crawl, "https://courier.example/feed.xml", [make_link(url=f"{BASE}/poll")], NOW
        )
        archive.save(
            [Outcome(link=refused, status=Status.REFUSED, reason="index page", detail="41 links")], crawl, NOW
        )
        archive.finish_crawl(crawl, None, NOW)
    return place


@pytest.fixture
def run(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Ran]:
    """Run `archiver ARGS` in an empty folder with nothing set in the environment."""
    for name in [name for name in os.environ if name.startswith("ARCHIVER_")]:
        monkeypatch.delenv(name)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)

    def run_in_pipe(*args: object) -> Ran:
        capfdbinary.readouterr()
        code = run_command([str(arg) for arg in args])
        out, err = capfdbinary.readouterr()
        return Ran(code=code, out=out.decode(), err=err.decode())

    return run_in_pipe


@pytest.fixture
def run_process(run: Callable[..., Ran], tmp_path: Path) -> Callable[..., Ran]:
    """Run `archiver ARGS` as a process of its own, as a scheduler does; it starts in the same empty folder as `run`."""

    def run_from_outside(*args: object) -> Ran:
        ended = subprocess.run(
            [sys.executable, "-m", "archiver", *map(str, args)],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
            timeout=120,
            check=False,
        )
        return Ran(code=ended.returncode, out=ended.stdout.decode(), err=ended.stderr.decode())

    return run_from_outside


@pytest.fixture
def run_on_terminal(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run `archiver ARGS` on a terminal of 100 columns."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)

    def run_before_a_person(*args: object) -> Ran:
        screen = Terminal(io.BytesIO(), encoding="utf-8", newline="")
        with monkeypatch.context() as patched:
            patched.setattr("sys.stdout", screen)
            ran = run(*args)
        screen.flush()
        return Ran(code=ran.code, out=screen.buffer.getvalue().decode(), err=ran.err)

    return run_before_a_person
