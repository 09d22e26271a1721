"""A finding: one thing that was looked at, how it is, and how it is mended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a thing is."""

    OK = "ok"
    WARNING = "warning"  #: a crawl works, and something is lost or is to be expected
    PROBLEM = "problem"  #: a crawl will not work, or something stored is damaged


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of what `archiver doctor` says."""

    level: Level
    part: str  #: "environment", "settings", "archive", "kept pages"
    what: str  #: what was looked at: "Python", "disk of the database"
    said: str  #: how it is, in one line
    mend: str | None = None  #: what to do about it; None when it is well


@dataclass(frozen=True, slots=True)
class Ledger:
    """Findings of one part."""

    part: str
    found: list[Finding]

    def ok(self, what: str, said: str) -> None:
        self.found.append(Finding(level=Level.OK, part=self.part, what=what, said=said))

    def warn(self, what: str, said: str, mend: str) -> None:
        self.found.append(Finding(level=Level.WARNING, part=self.part, what=what, said=said, mend=mend))

    def problem(self, what: str, said: str, mend: str | None) -> None:
        self.found.append(Finding(level=Level.PROBLEM, part=self.part, what=what, said=said, mend=mend))
