"""What a crawl costs beyond the least it could: ours and a loop without framework, on the same pages in the same run.

    python -m benchmarks.crawl [--sites 10] [--articles 40] [--pairs 5] [--processes 2]
    python -m benchmarks.crawl --stand URL-LIST

Newspapers made of invented articles are served on loopback by a process that is not counted; with --stand, those of a
server of your own, one home page a line. `archiver crawl` finds their articles, reads them in as many processes as
asked for, keeps the raw bytes and stores everything, searchable, without a delay. `benchmarks.floor` then fetches what
was stored by URL, split over the same number of processes, reads it by plain trafilatura and inserts it.

The two take turns, the second beginning every other pair, and are compared within a pair: other work on the machine
moves both, so that a ratio of 1.3 means something where 60 ms do not. CPU time is that of the whole tree of processes,
start-up and seeds included: a crawl of less than some hundred pages measures the start. Pages per second tell something
only when nothing else runs.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sqlite3
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.processes import Spent, measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection

    from archiver.testing import Newsroom

#: Made to the size of a news page of today: this much text, and around it this many links and bytes of script.
PARAGRAPHS, LINKS, SCRIPT_BYTES = 24, 300, 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One crawl of ours and one of the floor, on the same pages."""

    pages: int
    ours: Spent
    floor: Spent


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sites", type=int, default=10)
    parser.add_argument("--articles", type=int, default=40, help="of each site")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--stand", type=Path, metavar="URL-LIST", help="newspapers to crawl instead")
    options = parser.parse_args(arguments)
    if options.stand is not None:
        show(list(compare(options.stand, options.pairs, options.processes)))
        return
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs, options.sites, options.articles), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory() as folder:
        stand = Path(folder) / "stand.txt"
        stand.write_text("\n".join(ours.recv()) + "\n")
        show(list(compare(stand, options.pairs, options.processes)))
    ours.send("that is all")
    server.join()


def compare(stand: Path, pairs: int, processes: int) -> Iterator[Pair]:
    """Crawl the newspapers of *stand* by turns, *pairs* times each. The first crawl, which finds the URLs, warms up."""
    with tempfile.TemporaryDirectory() as folder:
        crawl(stand, Path(folder), processes)
        urls = stored_urls(Path(folder))
    for number in range(pairs):
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
            if number % 2:
                floor = crawl_floor(urls, Path(other), processes)
                ours = crawl(stand, Path(one), processes)
            else:
                ours = crawl(stand, Path(one), processes)
                floor = crawl_floor(urls, Path(other), processes)
            stored = stored_urls(Path(one))
        if len(stored) != len(urls):
            print(f"pair {number + 1}: {len(stored)} pages instead of {len(urls)}", file=sys.stderr)
        yield Pair(pages=len(stored), ours=ours, floor=floor)


def crawl(stand: Path, folder: Path, processes: int) -> Spent:
    """Our crawl, into a new archive in *folder*."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ARCHIVER_")}
    environ |= {"ARCHIVER_DELAY_SECONDS": "0", "ARCHIVER_WORKERS": str(processes)}
    archiver = (sys.executable, "-m", "archiver")
    log = folder / "log.txt"
    measure([(*archiver, "init", str(folder / "archive"))], environ, log)
    asked = ("crawl", "--from", str(stand), "--allow-address", "127.0.0.0/8", "--quiet")
    return measure([(*archiver, *asked, "--archive", str(folder / "archive"))], environ, log)


def stored_urls(folder: Path) -> list[str]:
    """The pages a crawl of ours took articles from."""
    with sqlite3.connect(folder / "archive" / "archive.sqlite") as database:
        rows = database.execute("SELECT url FROM capture WHERE article_id IS NOT NULL ORDER BY id").fetchall()
    database.close()
    return [url for (url,) in rows]


def crawl_floor(urls: Sequence[str], folder: Path, processes: int) -> Spent:
    """The floor's crawl of *urls*."""
    commands = []
    for number in range(processes):
        part = folder / f"{number}.txt"
        part.write_text("\n".join(urls[number::processes]) + "\n")
        commands.append(
            (sys.executable, "-m", "benchmarks.floor", str(part), str(folder / f"{number}.sqlite"))
        )
    return measure(commands, os.environ, folder / "log.txt")


def show(pairs: Sequence[Pair]) -> None:
    """Print the pairs and their medians."""
    from rich.console import Console
    from rich.table import Table

    table = Table("pair", "pages", title="a crawl of ours, and the least it could be")
    for name in ("CPU ms/page", "floor", "ratio", "pages/s", "floor", "ratio"):
        table.add_column(name, justify="right")
    rows = [_figures(pair) for pair in pairs]
    for number, (pair, row) in enumerate(zip(pairs, rows, strict=True), start=1):
        table.add_row(str(number), str(pair.pages), *_shown(row))
    table.add_section()
    table.add_row("median", "", *_shown([median(column) for column in zip(*rows, strict=True)]))
    Console(width=100).print(table)
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


def _figures(pair: Pair) -> list[float]:
    cost = [1000 * one.cpu_seconds / pair.pages for one in (pair.ours, pair.floor)]
    rate = [pair.pages / one.wall_seconds for one in (pair.ours, pair.floor)]
    return [*cost, cost[0] / cost[1], *rate, rate[0] / rate[1]]


def _shown(figures: Sequence[float]) -> list[str]:
    return [f"{figure:.2f}" if at in (2, 5) else f"{figure:.1f}" for at, figure in enumerate(figures)]


# --- the newspapers


def serve(pipe: Connection, sites: int, articles: int) -> None:
    """Serve newspapers until something is sent through *pipe*; their home pages are sent back."""
    from archiver.testing import newsroom

    with ExitStack() as stack:
        papers = [stack.enter_context(newsroom()) for _ in range(sites)]
        for site, paper in enumerate(papers):
            _print(paper, site, articles)
        pipe.send([f"{paper.url}/" for paper in papers])
        pipe.recv()


def _print(paper: Newsroom, site: int, articles: int) -> None:
    for number in range(articles):
        title = f"Report {number} from quarter {site}"
        path = f"/news/2021/02/19/report-{number}-from-quarter-{site}.html"
        paper.publish(path, title, _paragraphs(title), extra=_surroundings(title))


def _paragraphs(title: str) -> list[str]:
    from archiver.testing.page import make_paragraphs

    return [
        paragraph
        for part in range(PARAGRAPHS // 3)
        for paragraph in make_paragraphs(f"{title}, part {part + 1}")
    ]


def _surroundings(title: str) -> str:
    links = "".join(
        f'<li class="teaser"><a href="/topic/{number}"><span>{title}: what else happened, {number}</span></a></li>'
        for number in range(LINKS)
    )
    script = f"window.state = '{'abcdefghij' * (SCRIPT_BYTES // 10)}';"
    return f'<aside class="related"><ul>{links}</ul></aside><script>{script}</script>'


if __name__ == "__main__":
    main()
