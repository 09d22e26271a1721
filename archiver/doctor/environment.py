"""The machine and the installed packages, whatever archive there is."""

from __future__ import annotations

import os
import platform
import sqlite3
import tempfile
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, packages_distributions, requires, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement

from archiver.crawl.configure import DISTRIBUTION, own_version, package
from archiver.crawl.disk import check_temporary
from archiver.doctor.finding import Ledger
from archiver.errors import RunError

if TYPE_CHECKING:
    from archiver.doctor.finding import Finding

#: RETURNING (3.35), which saving needs.
LEAST_SQLITE = (3, 35, 0)
#: What the main process and each reader process may take (docs/reliability.md), in bytes.
MAIN_BYTES, READER_BYTES = 300_000_000, 350_000_000
#: No newspaper was archived with this program before.
FIRST_YEAR = 2025


def check_environment(workers: int) -> list[Finding]:
    """Look at Python, SQLite, libraries, clashing packages, memory, the folder for temporary files, and the clock."""
    ledger = Ledger("environment", [])
    _check_python(ledger)
    _check_sqlite(ledger)
    _check_libraries(ledger)
    _check_clashes(ledger)
    _check_memory(ledger, workers)
    _check_temporary(ledger)
    _check_clock(ledger)
    return ledger.found


def _check_python(ledger: Ledger) -> None:
    ledger.ok("Python", f"{platform.python_version()}, {platform.system()}")
    ledger.ok("news-archiver", own_version() if own_version() != "0" else "run from a folder, not installed")


def _check_sqlite(ledger: Ledger) -> None:
    said = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        ledger.problem("SQLite", said, "use a Python with SQLite 3.35 or newer")
        return
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(body)")
    except sqlite3.Error:
        ledger.problem("SQLite", f"{said}, without full-text search", "use a Python whose SQLite has FTS5")
    else:
        ledger.ok("SQLite", f"{said}, with full-text search")
    finally:
        connection.close()


def _check_libraries(ledger: Ledger) -> None:
    try:
        wanted = [_parse(line) for line in requires(DISTRIBUTION) or ()]
    except PackageNotFoundError:
        wanted = []
    needed = [one for one in wanted if one and (one.marker is None or one.marker.evaluate({"extra": ""}))]
    wrong = [problem for one in needed if (problem := _lacking(one))]
    if find_spec("trafilatura") and not find_spec("lxml_html_clean"):
        wrong.append("lxml-html-clean is missing, without which trafilatura cannot be imported")
    if wrong:
        names = " ".join(sorted({line.split()[0] for line in wrong}))
        ledger.problem("libraries", "; ".join(wrong), f"pip install --upgrade {names}")
    else:
        ledger.ok(
            "libraries",
            f"{len(needed)} as they should be" if needed else "those that were looked for are there",
        )


def _parse(line: str) -> Requirement | None:
    try:
        return Requirement(line)
    except InvalidRequirement:
        return None


def _lacking(wanted: Requirement) -> str | None:
    try:
        found = version(wanted.name)
    except PackageNotFoundError:
        return f"{wanted.name} is missing"
    if wanted.specifier.contains(found, prereleases=True):
        return None
    return f"{wanted.name} is {found}, needed is {wanted.specifier}"


def _check_clashes(ledger: Ledger) -> None:
    """On PyPI, other distributions own the names `archiver`, `spiders` and `pipelines`."""
    owners = packages_distributions()
    clashing = sorted(
        {
            owner
            for name in ("archiver", "spiders", "pipelines")
            for owner in owners.get(name, ())
            if owner != DISTRIBUTION
        }
    )
    hidden = [name for name in ("spiders", "pipelines") if not _is_ours(name)]
    if clashing or hidden:
        said = f"{', '.join(clashing) or 'another project'} installs modules with the names of ours"
        mend = f"pip uninstall {' '.join(clashing)}; pip install --force-reinstall --no-deps {DISTRIBUTION}"
        ledger.problem(
            "clashing packages",
            said,
            mend if clashing else f"run from another folder; hidden: {', '.join(hidden)}",
        )
    else:
        ledger.ok("clashing packages", "none")


def _is_ours(name: str) -> bool:
    mark = {"spiders": "news", "pipelines": "store"}[name]
    try:
        return find_spec(f"{package(name)}.{mark}") is not None
    except ImportError:
        return False


def _check_memory(ledger: Ledger, workers: int) -> None:
    free, needed = free_memory(), MAIN_BYTES + workers * READER_BYTES
    if free is None:
        ledger.ok("memory", "unknown on this system")
    elif free < needed:
        ledger.warn(
            "memory",
            f"{free / 1e6:.0f} MB free; {workers} reader processes and the crawl may take {needed / 1e6:.0f} MB",
            "set fewer workers in archiver.toml, or end other programs",
        )
    else:
        ledger.ok("memory", f"{free / 1e6:.0f} MB free, {needed / 1e6:.0f} MB may be taken")


def free_memory() -> int | None:
    """Bytes a program may still take, by Linux and by the limit of its container; None where nobody says."""
    free = [found for found in (_available(), _left_in_container()) if found is not None]
    return min(free, default=None)


def _available() -> int | None:
    try:
        for line in Path("/proc/meminfo").read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return None


def _left_in_container() -> int | None:
    group = Path("/sys/fs/cgroup")
    try:
        most = int((group / "memory.max").read_text("ascii"))
        taken = int((group / "memory.current").read_text("ascii"))
    except (OSError, ValueError):  # no limit is the word "max"
        return None
    return max(0, most - taken)


def _check_temporary(ledger: Ledger) -> None:
    try:
        check_temporary()
    except RunError as error:
        ledger.problem(
            "temporary files", error.message, "make room there, or set TMPDIR to a folder on another disk"
        )
    else:
        ledger.ok("temporary files", tempfile.gettempdir())


def _check_clock(ledger: Ledger) -> None:
    now = datetime.now(UTC)
    said = f"{now:%Y-%m-%d %H:%M} UTC"
    if now.year < FIRST_YEAR:
        ledger.problem("clock", said, "set the machine's clock: dates of fetches would be wrong")
    else:
        ledger.ok("clock", said)


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
