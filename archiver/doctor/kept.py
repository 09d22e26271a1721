"""The pages that are kept: each place the database names is there, whole, and holds what was fetched."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from archiver.doctor.finding import Finding, Ledger, Level
from archiver.errors import WarcError
from archiver.warc.leftover import run_of_file
from archiver.warc.reader import read_capture
from archiver.warc.writer import OPEN, payload_digest

if TYPE_CHECKING:
    from pathlib import Path

    from archiver.store import Archive
    from archiver.store.checkup import Checkup, KeptPlace

#: Places read unless all are: a fault in every hundredth is found in 19 of 20 times with 300.
SAMPLED = 300
#: Files and places named one by one.
_SHOWN = 3


def check_kept(folder: Path, archive: Archive, facts: Checkup, *, full: bool) -> list[Finding]:
    """Look at WARC files and, of a sample or all, at the records themselves. *folder* holds the files."""
    ledger = Ledger("kept pages", [])
    missing = {
        name
        for name in facts.warc_files
        if not (folder / name).exists() and not (folder / (name + OPEN)).exists()
    }
    if missing:
        ledger.problem(
            "WARC files",
            f"{len(missing)} of {len(facts.warc_files)} are not in {folder}: {_some(sorted(missing))}",
            "put them back from a copy; their articles stay, their pages cannot be read again",
        )
    else:
        ledger.ok("WARC files", f"all {len(facts.warc_files)} the database names are in {folder}")
    _check_open(ledger, folder, {one.run for one in facts.held if one.alive})
    _check_records(ledger, folder, archive, facts, missing, full=full)
    return ledger.found


def cannot_be_read(folder: Path, error: Exception) -> Finding:
    """What is said when the places cannot even be looked for."""
    return Finding(
        level=Level.PROBLEM,
        part="kept pages",
        what="WARC files",
        said=f"{folder}: {error}",
        mend="give yourself the right to read that folder; if its database is damaged: archiver doctor --repair",
    )


def _check_open(ledger: Ledger, folder: Path, alive: set[str]) -> None:
    left = sorted(path.name for path in folder.glob(f"*{OPEN}") if run_of_file(path) not in alive)
    if left:
        ledger.warn(
            "open files",
            f"{len(left)} of crawls that were killed: {_some(left)}",
            "archiver crawl cuts them back to their last whole record and closes them",
        )


def _check_records(
    ledger: Ledger, folder: Path, archive: Archive, facts: Checkup, missing: set[str], *, full: bool
) -> None:
    step = 1 if full else max(1, facts.places // SAMPLED)
    looked, faults, examples = 0, Counter[str](), []
    for one in archive.places(step):
        if one.place.file in missing:
            continue
        looked += 1
        fault = _fault(folder, one)
        if fault:
            faults[fault] += 1
            examples.append(f"{one.place.file} at byte {one.place.offset} ({one.url})")
    of = f"{looked} of {facts.places} looked at"
    if faults:
        told = ", ".join(f"{count} {fault}" for fault, count in faults.most_common())
        ledger.problem(
            "WARC records",
            f"{told}; {of}: {_some(examples)}",
            "put the file back from a copy; the articles' words are in the database and stay",
        )
    else:
        ledger.ok("WARC records", f"whole, with the digests the database names; {of}")


def _fault(folder: Path, one: KeptPlace) -> str | None:
    try:
        capture = read_capture(folder, one.place)
    except (WarcError, OSError):
        return "cannot be read"
    if one.digest is not None and capture.body and payload_digest(capture) != one.digest:
        return "hold another page than was fetched"
    return None


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
