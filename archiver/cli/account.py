"""The account at the end of a run: of the links listed, how many ended in which status, and why."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from archiver.cli.output import Column, clean, clean_json, complain, heading, line, many, on_terminal, table
from archiver.link import Status

if TYPE_CHECKING:
    from archiver.account import Account, Report, SeedEnd

#: Ends that are told with their reasons.
EXPLAINED = (Status.REFUSED, Status.FAILED, Status.PENDING, Status.GONE, Status.DUPLICATE, Status.ALIAS)
#: What a person can do after a signal.
STOPPED_STEP = "run it again: it goes on with what is pending"
_MOST_REASONS = 12
_MOST_SEEDS = 8


def print_report(report: Report, *, as_json: bool, quiet: bool) -> None:
    """Print a run's account to standard output; with *quiet* only what keeps a run from being a good one."""
    if as_json:
        line(clean_json(json.dumps(report_as_dict(report), ensure_ascii=False)))
    elif not quiet:
        _print_accounts(report)
        _print_reasons(report)
        _print_end(report)
    for account in report.accounts if quiet else ():
        if account.skipped:
            complain(f"{account.site} was not crawled: {account.skipped}", None)
    if report.error:
        complain(report.error, report.next_step)
    elif quiet and report.stopped:
        complain(_stopped_line(report), STOPPED_STEP)
    elif quiet and report.exit_code.value > 3:
        complain("; ".join(why_nothing(report)) or "nothing could be fetched", report.next_step)


def report_as_dict(report: Report) -> dict[str, object]:
    """The report for machines. Every status is there, also with no links."""
    return {
        "run": report.run,
        "started_at": report.started_at.isoformat(),
        "finished_at": report.finished_at.isoformat(),
        "elapsed_seconds": round(report.elapsed_seconds, 3),
        "exit_code": int(report.exit_code),
        "dry": report.dry,
        "stopped": report.stopped is not None,
        "signal": report.stopped,
        "notes": report.notes,
        "error": report.error,
        "next_step": report.next_step,
        "listed": report.counts.total(),
        "counts": _counts(report.counts),
        "nothing_stored_because": why_nothing(report),
        "sites": [_account_as_dict(account) for account in report.accounts],
    }


def _account_as_dict(account: Account) -> dict[str, object]:
    return {
        "site": account.site,
        "crawl_id": account.crawl_id,
        "skipped": account.skipped,
        "template": account.template,
        "requests": account.requests,
        "listed": account.listed,
        "counts": _counts(account.counts),
        "reasons": {status.value: dict(reasons.most_common()) for status, reasons in account.reasons.items()},
        "left_out": dict(account.left_out.most_common()),
        "seeds": [
            {"url": seed.url, "kind": seed.kind, "result": seed.result, "links": seed.links, "ok": seed.ok}
            for seed in account.seeds
        ],
    }


def _counts(counts: Counter[Status]) -> dict[str, int]:
    return {status.value: counts[status] for status in Status}


def sum_line(counts: Counter[Status]) -> str:
    """The account as a sum.

    >>> sum_line(Counter({Status.NEW: 60, Status.ALIAS: 1, Status.REFUSED: 2}))
    '63 listed = 60 new + 1 alias + 2 refused'
    """
    parts = [f"{counts[status]} {status.value}" for status in Status if counts[status]]
    return f"{counts.total()} listed" + (f" = {' + '.join(parts)}" if parts else "")


def _print_accounts(report: Report) -> None:
    # a terminal has 80 columns: statuses nothing ended in are left out there, and never in a pipe
    shown = [status for status in Status if report.counts[status] or not on_terminal()]
    columns = [Column(name="site"), Column(name="listed", right=True)]
    columns += [Column(name=status.value, right=True) for status in shown]
    rows = [_row(account.site, account.counts, shown) for account in report.accounts]
    if len(rows) != 1 or not on_terminal():
        rows.append(_row("total", report.counts, shown))
    table(columns, rows)


def _row(name: str, counts: Counter[Status], shown: list[Status]) -> list[str]:
    return [name, str(counts.total()), *(str(counts[status]) for status in shown)]


def _print_reasons(report: Report) -> None:
    for status in EXPLAINED:
        reasons: Counter[str] = Counter()
        for account in report.accounts:
            reasons.update(account.reasons.get(status, {}))
        _print_counter(status.value, reasons)
    left_out: Counter[str] = Counter()
    for account in report.accounts:
        left_out.update(account.left_out)
    _print_counter("left out, not listed", left_out)
    failed = [(account.site, seed) for account in report.accounts for seed in account.seeds if not seed.ok]
    if failed:
        heading("seeds that failed:")
    for site, seed in failed[:_MOST_SEEDS]:
        line(
            clean(
                f"  {seed.kind} {seed.url}: {seed.result}"
                + ("" if len(report.accounts) == 1 else f" ({site})")
            )
        )
    if len(failed) > _MOST_SEEDS:
        line(f"  and {len(failed) - _MOST_SEEDS} more (--json lists all)")
    for account in report.accounts:
        if account.template:
            line(clean(f"template of {account.site}: {account.template}"))
        if account.skipped:
            line(clean(f"{account.site} was not crawled: {account.skipped}"))


def _print_counter(name: str, reasons: Counter[str]) -> None:
    if not reasons:
        return
    heading(f"{name}:")
    for reason, count in reasons.most_common(_MOST_REASONS):
        line(clean(f"  {count} {reason}"))
    rest = reasons.most_common()[_MOST_REASONS:]
    if rest:
        line(f"  {sum(count for _, count in rest)} for {many(len(rest), 'other reason')} (--json lists all)")


def _print_end(report: Report) -> None:
    line(sum_line(report.counts))
    if report.stopped:
        line(f"{_stopped_line(report)}: the next run goes on with what is pending")
    for note in report.notes:
        line(clean(note))
    for reason in why_nothing(report):
        line(clean(f"nothing was stored: {reason}" if not report.dry else f"dry run: {reason}"))
    requests = sum(account.requests for account in report.accounts)
    line(f"{requests} requests in {report.elapsed_seconds:.1f} s, run {report.run}")
    if report.next_step and not report.error:
        line(clean(f"next: {report.next_step}"))


def _stopped_line(report: Report) -> str:
    return f"stopped by {report.stopped} before its end"


def why_nothing(report: Report) -> list[str]:
    """Why a run stored no new words, cause by cause; nothing when it did."""
    counts = report.counts
    if report.dry:
        return ["articles were not fetched and nothing was written"]
    if counts[Status.NEW] or counts[Status.REVISED]:
        return []
    if report.error:
        return [report.error]
    if not report.accounts:
        return ["stopped before the first site" if report.stopped else "no site was crawled"]
    causes = [f"{account.site}: {account.skipped}" for account in report.accounts if account.skipped]
    if not counts:
        return causes + [cause for account in report.accounts for cause in _why_no_links(account)]
    return causes + [
        f"{counts[status]} {_MEANINGS.get(status, status.value)}{_main_reason(report, status)}"
        for status in Status
        if counts[status]
    ]


def _why_no_links(account: Account) -> list[str]:
    if account.skipped:
        return []
    if account.left_out:
        return [
            f"{account.site}: {count} links {reason}" for reason, count in account.left_out.most_common(3)
        ]
    if not account.seeds:
        return [f"{account.site}: no feed, sitemap or section could be asked"]
    worst = [seed for seed in account.seeds if not seed.ok]
    if worst:
        return [f"{account.site}: {seed.kind} {seed.url}: {seed.result}" for seed in worst[:3]]
    if len(account.seeds) > 3:
        return [f"{account.site}: {len(account.seeds)} seeds answered and listed no articles"]
    return [f"{account.site}: {_listed_nothing(seed)}" for seed in account.seeds]


def _listed_nothing(seed: SeedEnd) -> str:
    if seed.kind == "page":
        return f"{seed.url} is no article and lists none"
    return f"{seed.kind} {seed.url} lists no articles"


def _main_reason(report: Report, status: Status) -> str:
    reasons: Counter[str] = Counter()
    for account in report.accounts:
        reasons.update(account.reasons.get(status, {}))
    if not reasons or status not in EXPLAINED:
        return ""
    (reason, count), *others = reasons.most_common()
    return f" ({reason})" if not others else f" ({reason}: {count}, and {many(len(others), 'other reason')})"


_MEANINGS = {
    Status.UNCHANGED: "unchanged since they were stored",
    Status.ALIAS: "another URL of an article the archive has",
    Status.DUPLICATE: "word for word another article",
    Status.GONE: "gone from the site",
    Status.PENDING: "kept for a later run",
}
