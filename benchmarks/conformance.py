"""Public suites of tests, put to the functions a crawl itself calls.

    python -m benchmarks.conformance FOLDER [--suite NAME]… [--pages FOLDER] [--mutants 10000] [--seed 4]
        [--seconds 5] [--faults 10] [--format table|json]

FOLDER holds the files docs/benchmarks.md names; a suite whose file is not there is left out, and said to be. Mutants are
made of the pages in `--pages` (`*.html`, `*.html.gz`), and left out without it. Ends with 1 when a suite is below its
floor or there was none to run.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from concurrent.futures import TimeoutError as CaseTimeout
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from benchmarks.mutants import CONTROLS
from benchmarks.suites import SUITES, Case

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from benchmarks.suites import Question, Suite

MUTANTS = "mutants"
#: Kinds of mutants that must keep their text, the share of them, and what trafilatura 2.3.1 kept on 96 and 98 such pages.
_KEPT = (
    ("control, text kept", CONTROLS, 1.0, "trafilatura 78 %"),
    ("nested, text kept", ("nesting",), 0.95, "trafilatura 19 %"),
)


@dataclass(kw_only=True)
class Tally:
    """How the cases of one question were answered."""

    suite: str
    question: str
    asked: int = 0
    floor: int = 0  #: right answers there must be at least
    peer: str = ""  #: the best other program, and how many it answers right
    faults: list[str] = field(default_factory=list)  #: "case: what is wrong", one for each wrong answer

    @property
    def right(self) -> int:
        return self.asked - len(self.faults)

    @property
    def is_below(self) -> bool:
        return self.right < self.floor or not self.asked


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    out, err = Console(), Console(stderr=True)
    tallies: list[Tally] = []
    with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
        for suite in SUITES:
            if options.suite and suite.name not in options.suite:
                continue
            file = options.folder / suite.file
            if not file.is_file():
                err.print(f"{suite.name}: left out, there is no {file}")
                continue
            cases = list(suite.cases(file))
            answers = answer(suite, cases, options.seconds)
            tallies += count(suite, progress.track(answers, total=len(cases), description=suite.name))
    if options.pages is not None and (not options.suite or MUTANTS in options.suite):
        try:
            tallies += _mutants(options.pages, options.mutants, options.seed)
        except FileNotFoundError as error:
            err.print(f"{MUTANTS}: left out, {error}")
    if not tallies:
        err.print(f"nothing to run: none of the suites' files is in {options.folder}")
        return 1
    if options.format == "json":
        print(json.dumps([asdict(tally) | {"right": tally.right} for tally in tallies], indent=1))
    else:
        show(tallies, options.faults, out)
    return int(any(tally.is_below for tally in tallies))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the suites' files are")
    names = [*(suite.name for suite in SUITES), MUTANTS]
    parser.add_argument("--suite", action="append", choices=names, help="only this one")
    parser.add_argument("--pages", type=Path, metavar="FOLDER", help="pages to make mutants of")
    parser.add_argument("--mutants", type=int, default=10_000, metavar="N")
    parser.add_argument("--seed", type=int, default=4, help="another one, other mutants")
    parser.add_argument("--seconds", type=float, default=5.0, help="a case that takes longer is a hang")
    parser.add_argument(
        "--faults", type=int, default=10, metavar="N", help="wrong answers to show of each question"
    )
    parser.add_argument("--format", choices=("table", "json"), default="table")
    options = parser.parse_args(arguments)
    if options.suite == [MUTANTS] and options.pages is None:
        parser.error("mutants are made of pages: --pages FOLDER")
    return options


def answer(suite: Suite, cases: Sequence[Case], seconds: float) -> Iterator[tuple[Case, dict[str, str]]]:
    """What is wrong with the answer to each case, by question. One that hangs or kills its process is all wrong."""
    with ProcessPool(max_workers=2, context=get_context("spawn")) as pool:
        judged = pool.map(_judge, [(suite.name, case) for case in cases], timeout=seconds).result()
        for case in cases:
            try:
                yield case, next(judged)
            except CaseTimeout:
                yield case, dict.fromkeys(case.asks, f"no answer in {seconds:g} s")
            except ProcessExpired as error:
                yield case, dict.fromkeys(case.asks, f"its process died, exit code {error.exitcode}")


def _judge(asked: tuple[str, Case]) -> dict[str, str]:
    name, case = asked
    suite = next(suite for suite in SUITES if suite.name == name)
    try:
        return suite.judge(case.data)
    except Exception as error:  # whatever it is, it is a wrong answer and not the end
        return dict.fromkeys(case.asks, f"{type(error).__name__}: {error}")


def count(suite: Suite, answers: Iterable[tuple[Case, dict[str, str]]]) -> list[Tally]:
    """The tally of each of the suite's questions."""
    tallies = {
        question.name: Tally(suite=suite.name, question=question.name, peer=question.peer)
        for question in suite.questions
    }
    for case, wrong in answers:
        for name in case.asks:
            tallies[name].asked += 1
            if name in wrong:
                tallies[name].faults.append(f"{case.name}: {wrong[name]}")
    for question in suite.questions:
        tallies[question.name].floor = _floor(question, tallies[question.name].asked)
    return list(tallies.values())


def _floor(question: Question, asked: int) -> int:
    may_fail = question.may_fail if question.may_fail >= 1 else asked * question.may_fail
    return asked - int(may_fail)


def _mutants(folder: Path, number: int, seed: int) -> list[Tally]:
    from benchmarks.mutants import run

    result = run(folder, number, seed)
    failed = [ending for ending in result.bad if ending.outcome in ("crash", "hang", "exception")]
    tallies = [Tally(suite=MUTANTS, question="read", asked=result.mutants, floor=result.mutants)]
    tallies[0].faults += [f"{end.page}, {end.kind}, {end.seed}: {end.outcome} {end.detail}" for end in failed]
    for question, kinds, share, peer in _KEPT:
        asked = sum(result.asked.get(kind, 0) for kind in kinds)
        lost = [end for end in result.bad if end.kind in kinds]
        floor = math.ceil(asked * share)
        tally = Tally(suite=MUTANTS, question=question, asked=asked, floor=floor, peer=peer)
        tally.faults += [f"{end.page}, {end.kind}, {end.seed}: {end.kept:.0%} kept" for end in lost]
        tallies.append(tally)
    return tallies


def show(tallies: Sequence[Tally], faults: int, console: Console) -> None:
    """Print the table, and below it what was answered wrong."""
    table = Table(title="Public suites")
    for name in ("suite", "asked", "right", "of", "floor", "best peer"):
        table.add_column(name, justify="right" if name in ("right", "of", "floor") else "left")
    for tally in tallies:
        style = "bold red" if tally.is_below else None
        numbers = (f"{number:,}" for number in (tally.right, tally.asked, tally.floor))
        table.add_row(tally.suite, tally.question, *numbers, tally.peer, style=style)
    console.print(table)
    for tally in tallies:
        for fault in tally.faults[:faults]:
            console.print(f"{tally.suite}, {tally.question}: {fault}", markup=False, highlight=False)
        if len(tally.faults) > faults > 0:
            console.print(f"… and {len(tally.faults) - faults:,} more")


if __name__ == "__main__":
    sys.exit(main())
