"""The account of a run: of the links listed, how many ended in which status, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from archiver.link import Status

if TYPE_CHECKING:
    from datetime import datetime


class ExitCode(IntEnum):
    """What `archiver crawl` tells cron."""

    DID_WORK = 0  #: at least one article is new or revised
    ERROR = 1  #: the run could not start or had to stop; one line says why
    USAGE = 2  #: the command line was not understood
    NOTHING_NEW = 3  #: the run went well, nothing was new or revised
    ALARM = 4  #: reserved for quality alarms
    UNREACHABLE = 5  #: no site answered, or every one refused
    STOPPED = 6  #: a signal ended it; what was in flight is stored, the rest is pending


@dataclass(kw_only=True)
class SeedEnd:
    """How the fetch of one seed ended in a run."""

    url: str
    kind: str  #: "feed", "news sitemap", "sitemap", "sitemap index", "section", "home", "robots.txt"
    result: str  #: "200", "304", "HTTP 500", "timed out", "not a feed: …", "robots.txt disallows"
    links: int = 0  #: links it listed
    ok: bool = True
    waits: bool = False  #: not asked, because its host asks to be left alone: a later run will


@dataclass(kw_only=True)
class Account:
    """The account of one site in one run. `listed` is the sum of all counts: each link ends in exactly one status."""

    site: str
    counts: Counter[Status] = field(default_factory=Counter)
    reasons: dict[Status, Counter[str]] = field(default_factory=dict)
    seeds: list[SeedEnd] = field(default_factory=list)
    #: links seen on seeds and not listed: "older than --since", …
    left_out: Counter[str] = field(default_factory=Counter)
    requests: int = 0  #: answers of every kind, robots.txt and seeds included
    crawl_id: int | None = None
    template: str | None = None  #: what was learned of the site's boilerplate at the end of the run
    skipped: str | None = None  #: why the site was not crawled at all: "leased by another run until …"

    @property
    def listed(self) -> int:
        return self.counts.total()

    def end(self, status: Status, reason: str | None = None) -> None:
        """Count one link's end."""
        self.counts[status] += 1
        if reason:
            self.reasons.setdefault(status, Counter())[reason] += 1

    @property
    def reached(self) -> bool:
        """At least one seed or page of the site was answered, or is not to be asked for now."""
        return any(seed.ok or seed.waits for seed in self.seeds) or any(
            self.counts[status]
            for status in Status
            if status not in (Status.FAILED, Status.REFUSED, Status.PENDING)
        )


@dataclass(kw_only=True)
class Report:
    """What a run did, over all its sites."""

    run: str  #: id of the run
    started_at: datetime
    finished_at: datetime
    accounts: list[Account]
    error: str | None = None  #: one line of cause, when the run had to stop
    next_step: str | None = None
    notes: list[str] = field(default_factory=list)  #: what else there is to tell, a line each
    dry: bool = False
    stopped: str | None = None  #: the signal that ended it before all was done: "SIGTERM"

    @property
    def elapsed_seconds(self) -> float:
        return (self.finished_at - self.started_at).total_seconds()

    @property
    def counts(self) -> Counter[Status]:
        total: Counter[Status] = Counter()
        for account in self.accounts:
            total.update(account.counts)
        return total

    @property
    def exit_code(self) -> ExitCode:
        """What `archiver crawl` exits with."""
        if self.error:
            return ExitCode.ERROR
        if self.stopped:
            return ExitCode.STOPPED
        if self.counts[Status.NEW] or self.counts[Status.REVISED]:
            return ExitCode.DID_WORK
        tried = [account for account in self.accounts if account.skipped is None]
        if tried and not any(account.reached for account in tried):
            return ExitCode.UNREACHABLE
        return ExitCode.NOTHING_NEW
