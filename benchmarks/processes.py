"""CPU time of processes and of all they started. Linux only: it is read from /proc (proc(5)).

What a process has used of its children counts those it waited for; processes forked by a fork server are waited for by
that, and it by nobody. So the whole tree is looked at, many times a second, and of each process the last figure counts:
at most `EVERY_SECONDS` of each child's life are missed, nothing of the first process.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

EVERY_SECONDS = 0.05
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What some processes, started together, took."""

    cpu_seconds: float  #: user and system, of all processes
    wall_seconds: float  #: from the first start to the last end


@dataclass(frozen=True, slots=True)
class _Process:
    parent: int
    cpu_seconds: float
    started: str


def measure(commands: Sequence[Sequence[str]], environ: Mapping[str, str], log: Path) -> Spent:
    """Run *commands* side by side to their ends; what they print goes to *log*.

    Raises:
        CalledProcessError: one ended with something else than 0.
    """
    seen: dict[tuple[int, str], float] = {}
    begun = time.perf_counter()
    with log.open("w") as out:
        running = [subprocess.Popen(command, env=environ, stdout=out, stderr=out) for command in commands]
        waiting = {one.pid for one in running}
        while waiting:
            for pid, process in _trees(waiting).items():
                seen[pid, process.started] = process.cpu_seconds
            waiting -= {pid for pid in waiting if _has_ended(pid)}
            time.sleep(EVERY_SECONDS)
    wall = time.perf_counter() - begun
    for one in running:
        if one.wait():
            raise subprocess.CalledProcessError(one.returncode, one.args, log.read_text()[-2000:])
    return Spent(cpu_seconds=sum(seen.values()), wall_seconds=wall)


def _has_ended(pid: int) -> bool:
    """Whether a process is over; it is not waited for yet, so that its figure can still be read."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _trees(roots: set[int]) -> dict[int, _Process]:
    everything = {int(one.name): _look(one) for one in Path("/proc").iterdir() if one.name.isdigit()}
    processes = {pid: process for pid, process in everything.items() if process is not None}
    children = defaultdict(list)
    for pid, process in processes.items():
        children[process.parent].append(pid)
    found: dict[int, _Process] = {}
    wanted = list(roots)
    while wanted:
        pid = wanted.pop()
        if pid in processes:
            found[pid] = processes[pid]
            wanted += children[pid]
    return found


def _look(folder: Path) -> _Process | None:
    try:
        # the name in brackets may hold spaces and brackets of its own
        fields = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    return _Process(int(fields[1]), (int(fields[11]) + int(fields[12])) / _TICKS, fields[19])
