"""What `kill -9` costs: newspapers are crawled by runs that are killed at random moments, then by one that is not.

    python -m benchmarks.kills [--trials 40] [--kills 5] [--articles 400] [--sites 2] [--seed 1]

Each trial has an archive and newspapers of its own on loopback. Three of four kills hit the whole process group, one
only the main process; a quarter come at a random moment of the first seconds, the others when the newspapers have
answered a random number of pages. At the end of a trial everything is looked at: each article once, word for word;
SQLite's own integrity check; every WARC file with the library's check of digests; every place the database names;
processes left behind; and how often the newspapers were asked for a page.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from archiver.errors import ArchiverError
from archiver.site import write_site
from archiver.store import Archive
from archiver.testing import newsroom
from archiver.warc.reader import read_capture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.capture import Place
    from archiver.testing.newsroom import Newsroom

ROOT = Path(__file__).resolve().parents[1]
#: Kills in the first moments come before this many seconds; a crawl takes one or two to its first page.
START_SECONDS = 2.0
#: A run that neither ends nor gets on is given up; on a busy machine a start may take long.
PATIENCE_SECONDS = 120.0
#: Seconds the helpers of a killed process may take to follow it.
FOLLOW_SECONDS = 15.0


@dataclass(kw_only=True)
class Story:
    """What became of one archive whose runs were killed."""

    articles: int
    kills: int = 0  #: runs that were killed before they ended
    runs: int = 0
    exit_code: int = 0  #: of the last run, which was left alone
    stored: int = 0
    lost: list[str] = field(default_factory=list)  #: URLs
    doubled: int = 0  #: articles or revisions too many
    partial: list[str] = field(default_factory=list)  #: URLs of articles that are not whole
    faults: list[str] = field(default_factory=list)  #: of the database: integrity, rows that point nowhere
    warc_faults: list[str] = field(default_factory=list)  #: damaged, left open, or not at its place
    fetches: int = 0  #: pages of articles the newspapers were asked for
    left_behind: list[int] = field(default_factory=list)  #: processes

    @property
    def fetches_per_article(self) -> float:
        return self.fetches / self.articles


def tell_story(folder: Path, papers: Sequence[Newsroom], kills: int, chance: random.Random) -> Story:
    """Crawl *papers* into a new archive in *folder*, with *kills* kills on the way."""
    story = Story(articles=sum(len(paper.articles) for paper in papers))
    _make_archive(folder, papers)
    for number in range(kills):
        left = story.articles - _answered(papers)
        share = 2 * left / (kills - number + 1)
        pages = None if chance.random() < 0.25 or left <= 0 else int(chance.uniform(0, share))
        _run_and_kill(folder, papers, story, chance, pages)
    story.runs += 1
    story.exit_code = _start(folder).wait(timeout=600)
    story.fetches = _answered(papers)
    _look(folder, papers, story)
    return story


def _make_archive(folder: Path, papers: Sequence[Newsroom]) -> None:
    Archive.open(folder, create=True).close()
    (folder / "archiver.toml").write_text(
        'allow_addresses = ["127.0.0.0/8"]\ndelay_seconds = 0\nworkers = 1\n', encoding="utf-8"
    )
    for paper in papers:
        write_site(paper.site, folder)


def _answered(papers: Sequence[Newsroom]) -> int:
    return sum(request.path.startswith("/news/") for paper in papers for request in list(paper.requests))


def _start(folder: Path) -> subprocess.Popen[bytes]:
    """A crawl in a session of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ARCHIVER_")}
    with (folder / "log.txt").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "archiver", "crawl", "--all", "--quiet", "--archive", str(folder)],
            stdout=subprocess.DEVNULL,
            stderr=log,
            cwd=folder,
            env={**kept, "PYTHONPATH": str(ROOT)},
            start_new_session=True,
        )


def _run_and_kill(
    folder: Path, papers: Sequence[Newsroom], story: Story, chance: random.Random, pages: int | None
) -> None:
    """Start a run and kill it after so many pages, or at a moment of its start."""
    answered, began = _answered(papers), time.monotonic()
    moment = chance.uniform(0, START_SECONDS) if pages is None else PATIENCE_SECONDS
    whole_group = chance.random() < 0.75
    process = _start(folder)
    story.runs += 1
    while process.poll() is None and time.monotonic() < began + moment:
        if pages is not None and _answered(papers) - answered >= pages:
            break
        time.sleep(0.001)
    time.sleep(chance.uniform(0, 0.02))
    if process.poll() is None:
        story.kills += 1
        (os.killpg if whole_group else os.kill)(process.pid, signal.SIGKILL)
    process.wait()
    story.left_behind += _left_behind(process.pid)


def _left_behind(session: int) -> list[int]:
    """Processes of a session that outlive its first one."""
    end = time.monotonic() + FOLLOW_SECONDS
    while (left := _session(session)) and time.monotonic() < end:
        time.sleep(0.02)
    return left


def _session(session: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, owner = stat.read_text("utf-8", "replace").rpartition(")")[2].split()[:4]
        except (OSError, ValueError):
            continue
        if int(owner) == session and state != "Z":
            found.append(int(stat.parent.name))
    return found


# --- what there is at the end


def _look(folder: Path, papers: Sequence[Newsroom], story: Story) -> None:
    with closing(sqlite3.connect(folder / "archive.sqlite")) as database:
        story.faults += [row[0] for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
        story.doubled += database.execute("SELECT count(*) FROM revision").fetchone()[0]
    with Archive.open(folder, read_only=True) as archive:
        story.faults += archive.check()
        story.stored = archive.stats().articles
        story.doubled += story.stored - 2 * story.articles
        for paper in papers:
            _look_at(archive, paper, story)
        ids = archive.sql("SELECT id FROM article", max_rows=story.stored).rows
        places = [one.place for (number,) in ids for one in archive.captures(number) if one.place]
    story.doubled += len(story.lost) * 2
    story.warc_faults += _look_at_warc(folder / "warc", places)


def _look_at(archive: Archive, paper: Newsroom, story: Story) -> None:
    for path, printed in paper.articles.items():
        try:
            kept = archive.article(paper.url + path)
        except ArchiverError:
            story.lost.append(paper.url + path)
            continue
        if kept.title != printed.title or not all(words in kept.body for words in printed.paragraphs):
            story.partial.append(paper.url + path)


def _look_at_warc(folder: Path, places: Sequence[Place]) -> list[str]:
    faults = [f"{path.name}: left open" for path in folder.glob("*.open")]
    for path in sorted(folder.glob("*.warc.gz")):
        try:
            with path.open("rb") as file:
                for record in ArchiveIterator(file, check_digests="raise"):
                    record.content_stream().read()
        except (ArchiveLoadFailed, OSError, ValueError) as error:
            faults.append(f"{path.name}: {error}")
    for place in places:
        try:
            read_capture(folder, place)
        except ArchiverError as error:
            faults.append(error.message)
    return faults


# --- the command


def main(arguments: Sequence[str] | None = None) -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    options = _read_options(arguments)
    stories: list[Story] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress:
        task = progress.add_task("trials", total=options.trials)
        for number in range(options.trials):
            stories.append(_trial(options, number))
            killed, asked = sum(story.kills for story in stories), stories[-1].fetches_per_article
            progress.update(task, advance=1, description=f"{killed} kills, {asked:.3f} fetches an article")
    show(stories, options.seed)


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--trials", type=int, default=40)
    parser.add_argument("--kills", type=int, default=5, help="of each trial")
    parser.add_argument("--articles", type=int, default=400, help="of each trial")
    parser.add_argument("--sites", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


def _trial(options: argparse.Namespace, number: int) -> Story:
    chance = random.Random(options.seed * 1_000 + number)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        papers = [stack.enter_context(newsroom()) for _ in range(options.sites)]
        for article in range(options.articles):
            papers[article % len(papers)].publish()
        return tell_story(Path(folder), papers, options.kills, chance)


def show(stories: Sequence[Story], seed: int) -> None:
    """Print what became of all trials."""
    from rich.console import Console
    from rich.table import Table

    articles = sum(story.articles for story in stories)
    rates = sorted(story.fetches_per_article for story in stories)
    rows = {
        "trials": len(stories),
        "kills": sum(story.kills for story in stories),
        "articles": articles,
        "lost": sum(len(story.lost) for story in stories),
        "doubled": sum(story.doubled for story in stories),
        "partial": sum(len(story.partial) for story in stories),
        "databases sound": sum(not story.faults for story in stories),
        "WARC folders sound": sum(not story.warc_faults for story in stories),
        "processes left behind": sum(len(story.left_behind) for story in stories),
        "last runs that ended well": sum(story.exit_code in (0, 3) for story in stories),
        "fetches per article": f"{sum(story.fetches for story in stories) / articles:.3f}",
        "the same, worst trial": f"{rates[-1]:.3f}",
    }
    table = Table(title=f"kill -9, seed {seed}", show_header=False)
    for name, value in rows.items():
        table.add_row(name, str(value))
    console = Console()
    console.print(table)
    for fault in [line for story in stories for line in (*story.faults, *story.warc_faults)][:20]:
        console.print(fault, markup=False)


if __name__ == "__main__":
    main()
