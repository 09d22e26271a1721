"""The blast radius: hostile and healthy newspapers in one crawl, and what became of each.

    python -m benchmarks.blast [--small] [--only NAME]… [--workers 2] [--limit N] [--why] [--json FILE]

The newspapers of `archiver.testing.thirty` are served on loopback by a process that is not counted, and crawled
together as `archiver crawl` does. Printed are, for each, how it ended; then the time of the run, the most memory the
crawl's first process held (VmHWM, proc(5)) and the crawl with all its processes (the sum of their PSS, looked at four
times a second: memory they share is counted once), and the worst lateness of the event loop.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

EVERY_SECONDS = 0.25
_TICKS = os.sysconf("SC_CLK_TCK")
#: What an answer may take; the hostile ones take all of it.
TIMEOUT_SECONDS = 5.0


@dataclass(kw_only=True)
class Blast:
    """What one crawl of the stand came to."""

    report: dict[str, Any]  #: as `archiver crawl --json` gives it
    titles: list[str] = field(repr=False)  #: of the articles stored
    stalls: list[dict[str, Any]] = field(repr=False)
    asked: dict[str, dict[str, int]] = field(repr=False)  #: requests by paper and path
    seconds: float
    cpu_seconds: float  #: of all processes of the crawl
    main_mib: float  #: VmHWM of the first process
    tree_mib: float  #: most of the sum of PSS
    lag_seconds: float  #: worst lateness of the event loop
    own_lag_seconds: float  #: as far as the crawl's first process was at work in that time
    lags: int  #: times that was over 0.25 s

    @property
    def lost(self) -> list[str]:
        """Articles that had to come and did not."""
        stored = set(self.titles)
        return [title for stall in self.stalls for title in stall["articles"] if title not in stored]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--small", action="store_true", help="pages of one megabyte instead of ten")
    parser.add_argument("--only", action="append", metavar="NAME", help="only papers whose name holds this")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--limit",
        type=int,
        help="pages of each paper; the 50,000 old ones of one are then filed, not left out",
    )
    parser.add_argument("--why", action="store_true", help="tell what the event loop did when it was late")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        blast = measure(
            Path(folder),
            small=options.small,
            only=options.only or (),
            workers=options.workers,
            limit=options.limit,
            why=options.why,
        )
    show(blast)
    if options.json is not None:
        options.json.write_text(json.dumps(asdict(blast), indent=1))


def measure(
    folder: Path,
    *,
    small: bool = False,
    only: Sequence[str] = (),
    workers: int = 2,
    limit: int | None = None,
    why: bool = False,
    **config: Any,
) -> Blast:
    """Crawl the stand into a new archive in *folder*; *config* are values of `archiver.config.Config`.

    Raises:
        CalledProcessError: the crawl's process ended with something else than a report.
    """
    with _stand(small=small) as (stalls, ask):
        shown = [stall for stall in stalls if not only or any(word in stall["name"] for word in only)]
        order = {
            "folder": str(folder),
            "sites": [[stall["site"], stall["file"]] for stall in shown],
            "limit": limit,
            "spell_seconds": 3 * config.get("timeout_seconds", TIMEOUT_SECONDS),
            "config": {
                "workers": workers,
                "timeout_seconds": TIMEOUT_SECONDS,
                "delay_seconds": 0.0,
                **config,
            },
        }
        told, tree_mib, seconds, cpu_seconds = _crawl(order, why=why)
        asked = ask()
    return Blast(
        report=told["report"],
        titles=told["titles"],
        stalls=shown,
        asked=asked,
        seconds=seconds,
        cpu_seconds=cpu_seconds,
        main_mib=told["main_mib"],
        tree_mib=tree_mib,
        lag_seconds=told["lag_seconds"],
        own_lag_seconds=told["own_lag_seconds"],
        lags=told["lags"],
    )


@contextlib.contextmanager
def _stand(*, small: bool) -> Iterator[tuple[list[dict[str, Any]], Any]]:
    command = [sys.executable, "-m", "archiver.testing.thirty", *(["--small"] if small else [])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        pipe, lines = server.stdin, server.stdout

        def ask() -> dict[str, dict[str, int]]:
            pipe.close()
            asked: dict[str, dict[str, int]] = json.loads(lines.readline())
            return asked

        try:
            yield json.loads(lines.readline()), ask
        finally:
            server.kill()


def _crawl(order: dict[str, Any], *, why: bool) -> tuple[dict[str, Any], float, float, float]:
    """What the crawl's process told, the most memory of its tree in MiB, and the seconds it took, also of CPU."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ARCHIVER_")}
    environ = {**kept, **({"LAG_WHY": "1"} if why else {})}
    command = [sys.executable, "-m", "benchmarks.blast_crawl", json.dumps(order)]
    begun, most, cpu = time.perf_counter(), 0, dict[int, float]()
    with tempfile.TemporaryFile("w+") as out, subprocess.Popen(command, stdout=out, env=environ) as process:
        try:
            while process.poll() is None:
                most = max(most, _pss_of_tree(process.pid, cpu))
                time.sleep(EVERY_SECONDS)
        finally:
            process.kill()
        seconds = time.perf_counter() - begun
        out.seek(0)
        lines = out.read().splitlines()
    if process.returncode or not lines:
        raise subprocess.CalledProcessError(process.returncode, command[:3])
    return json.loads(lines[-1]), most / 2**20, seconds, sum(cpu.values())


def _pss_of_tree(root: int, cpu: dict[int, float]) -> int:
    """Bytes of the processes below and with *root*, shared ones divided among those that share them.

    Notes the CPU seconds of each in *cpu*.
    """
    children: dict[int, list[int]] = {}
    seconds: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                fields = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
                children.setdefault(int(fields[1]), []).append(int(folder.name))
                seconds[int(folder.name)] = (int(fields[11]) + int(fields[12])) / _TICKS
    total, wanted = 0, [root]
    while wanted:
        process = wanted.pop()
        wanted += children.get(process, [])
        cpu[process] = seconds.get(process, 0.0)
        with contextlib.suppress(OSError):
            for line in (Path("/proc") / str(process) / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
    return total


def show(blast: Blast) -> None:
    """Print a line for each paper, and the figures of the run."""
    from rich.console import Console
    from rich.table import Table

    table = Table("paper", "articles", "requests", "ended", "left out", "seeds that failed")
    stored = set(blast.titles)
    sites = {site["site"]: site for site in blast.report["sites"]}
    for stall in blast.stalls:
        site = sites.get(stall["site"], {})
        due = stall["articles"]
        reasons = [
            f"{count} {status}: {reason}"
            for status, found in site.get("reasons", {}).items()
            for reason, count in found.items()
        ]
        table.add_row(
            stall["name"],
            f"{sum(title in stored for title in due)} of {len(due)}",
            str(sum(blast.asked.get(stall["name"], {}).values())),
            "\n".join([f"{site.get('counts', {}).get('new', 0)} new", *reasons]),
            "\n".join(f"{count} {reason}" for reason, count in site.get("left_out", {}).items()),
            "\n".join(
                f"{seed['url'].partition('/')[2].partition('/')[2].partition('/')[2]}: {seed['result']}"
                for seed in site.get("seeds", ())
                if not seed["ok"]
            )[:300],
        )
    Console(width=200).print(table)
    print(f"{len(blast.lost)} articles lost: {blast.lost[:5]}")
    print(
        f"{blast.seconds:.1f} s, {blast.cpu_seconds:.1f} s of CPU; first process {blast.main_mib:.0f} MiB (VmHWM), all {blast.tree_mib:.0f} MiB (PSS); "
        f"event loop late by {1000 * blast.lag_seconds:.0f} ms at worst, {1000 * blast.own_lag_seconds:.0f} ms of its own "
        f"process's making ({blast.lags} times over 250 ms)"
    )


if __name__ == "__main__":
    main()
