"""How well articles are read: our bodies, titles, authors and days beside those of peers, and what reading costs.

    python -m benchmarks.extraction CORPUS [--predictions OUT.jsonl] [--peers trafilatura,newspaper4k | --peers none]
        [--dataset NAME]… [--limit N] [--by language] [--processes 2] [--json FILE] [--worst N [--html FILE]]

CORPUS is a folder with `truth.jsonl` and `pages/<id>.html.gz`; `benchmarks/corpus.py` says what a line holds. Printed
are the figures of `benchmarks/scores.py` by dataset and reader with 95 % intervals, ours less each peer's page by page,
and CPU time of all readers on the same pages in the same run. OUT.jsonl gets one line a page: id, title, authors,
published, body; a page that is no article to us has an empty body, its reason, and the fields the page declares: the
readers of fields are measured on it as on others, though an archive keeps nothing of it (for trafilatura alike). --html shows the worst pages with
what is missing and what is too much. Peers beside trafilatura need the extra `peers`. docs/benchmarks.md explains more.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress

from benchmarks.corpus import BadCorpus, choose_pages, load_corpus
from benchmarks.readers import OURS, PEERS, is_installed, read_page, warm_up
from benchmarks.report import make_report, report_as_json
from benchmarks.tables import print_report
from benchmarks.worst import find_worst, show_worst, write_worst

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.corpus import Truth
    from benchmarks.readers import Prediction

#: Pages in the HTML file when only its name is given.
WORST = 20


def main(arguments: Sequence[str] | None = None) -> None:
    parser = make_parser()
    options = parser.parse_args(arguments)
    try:
        run(options)
    except BadCorpus as error:
        sys.exit(f"{parser.prog}: {error}")
    except OSError as error:
        sys.exit(f"{parser.prog}: {error.filename}: {error.strerror}")
    except KeyboardInterrupt:
        sys.exit(f"{parser.prog}: stopped; nothing was written")


def make_parser() -> argparse.ArgumentParser:
    """The options of the command."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.extraction", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("corpus", type=Path, help="folder with truth.jsonl and pages/")
    parser.add_argument("--predictions", type=Path, metavar="FILE", help="write what was read, a line a page")
    parser.add_argument("--peers", type=_peers, metavar="NAMES", help=f"none, or of {', '.join(PEERS)}")
    parser.add_argument(
        "--dataset", action="append", default=[], metavar="NAME", help="only this one; repeat for more"
    )
    parser.add_argument(
        "--limit", type=_count, metavar="N", help="so many pages, chosen by chance, always the same"
    )
    parser.add_argument("--by", choices=("dataset", "language"), default="dataset", help="rows of the tables")
    parser.add_argument("--processes", type=_count, default=os.cpu_count() or 1)
    parser.add_argument("--rounds", type=_count, default=1000, help="bootstrap draws")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures")
    parser.add_argument(
        "--worst", type=_count, metavar="N", help="name the pages whose bodies are furthest off"
    )
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write them with their differences, to look at"
    )
    return parser


def run(options: argparse.Namespace) -> None:
    """Read, score, print and write."""
    for file in (options.predictions, options.json, options.html):
        if file is not None and not file.absolute().parent.is_dir():
            # told now and not when all is read
            raise BadCorpus(f"{file}: no such folder")
    err = Console(stderr=True)
    # a piped table is as wide as it is: nobody's window folds it
    out = Console() if sys.stdout.isatty() else Console(width=220)
    pages = choose_pages(load_corpus(options.corpus), options.dataset, options.limit)
    there = [page for page in pages if page.file.exists()]
    if not there:
        raise BadCorpus(f"{options.corpus / 'pages'}: none of the {len(pages)} pages is there")
    if len(there) < len(pages):
        err.print(f"{len(pages) - len(there)} of {len(pages)} pages have no file and are left out")
    peers = _installed(options.peers, err)
    read = dict(
        zip((page.id for page in there), _read_all(there, peers, options.processes, err), strict=True)
    )
    if options.predictions:
        _write_predictions(options.predictions, read)
    report = make_report(there, read, options.by, options.rounds)
    print_report(report, out)
    if options.json:
        options.json.write_text(json.dumps(report_as_json(report), indent=1) + "\n", encoding="utf-8")
    if options.worst or options.html:
        worst = find_worst(there, read, options.worst or WORST)
        show_worst(worst, out)
        if options.html:
            write_worst(worst, options.html)


def _read_all(
    pages: Sequence[Truth], peers: Sequence[str], processes: int, err: Console
) -> Iterator[dict[str, Prediction]]:
    """What every reader makes of every page, in order."""
    read = partial(read_page, peers=peers)
    with Progress(console=err, transient=True, disable=not err.is_terminal) as progress, ExitStack() as stack:
        if processes == 1:
            warm_up(peers)
            found = map(read, pages)
        else:
            pool = ProcessPoolExecutor(processes, initializer=_start, initargs=(peers,))
            found = stack.enter_context(pool).map(read, pages, chunksize=4)
        yield from progress.track(found, total=len(pages), description="reading")


def _start(peers: Sequence[str]) -> None:
    """Make a process ready."""
    _silence()
    warm_up(peers)


def _silence() -> None:
    """Peers speak of what they do, which is not asked for here."""
    logging.disable(logging.CRITICAL)


def _write_predictions(file: Path, read: dict[str, dict[str, Prediction]]) -> None:
    with file.open("w", encoding="utf-8") as out:
        for page_id, predictions in read.items():
            out.write(json.dumps(predictions[OURS].as_row(page_id), ensure_ascii=False) + "\n")


def _installed(names: Sequence[str] | None, err: Console) -> list[str]:
    """Of the peers asked for, all when none is named, those that are there."""
    asked = list(PEERS) if names is None else names
    missing = [name for name in asked if not is_installed(PEERS[name])]
    if missing:
        err.print(f"not installed, left out: {', '.join(missing)} (the extra `peers` has them)")
    return [name for name in asked if name not in missing]


def _peers(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip() and name.strip() != "none"]
    for name in names:
        if name not in PEERS:
            raise argparse.ArgumentTypeError(f"no peer {name!r}; there are {', '.join(PEERS)}")
    return list(dict.fromkeys(names))


def _count(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"not a number above 0: {text!r}")
    return int(text)


if __name__ == "__main__":
    _silence()
    main()
