"""The account at the end of a run, for people and for machines."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from archiver.account import Account, Report, SeedEnd
from archiver.cli.account import print_report, why_nothing
from archiver.link import Status

START = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


def make_report(*accounts: Account, **changes: Any) -> Report:
    return Report(
        run="20261122-060000",
        started_at=START,
        finished_at=START + timedelta(seconds=12),
        accounts=list(accounts),
        **changes,
    )


def make_account(site: str = "paper.example", **changes: Any) -> Account:
    account = Account(site=site, **changes)
    for count, status, reason in (
        (3, Status.NEW, None),
        (1, Status.REVISED, None),
        (2, Status.UNCHANGED, None),
        (1, Status.REFUSED, "index page"),
        (1, Status.FAILED, "HTTP 500"),
        (4, Status.PENDING, "limit"),
    ):
        for _ in range(count):
            account.end(status, reason)
    return account


def test_every_listed_link_is_in_the_sum(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(make_report(make_account()), as_json=False, quiet=False)

    assert (
        "12 listed = 3 new + 1 revised + 2 unchanged + 1 refused + 1 failed + 4 pending\n"
        in capsys.readouterr().out
    )


def test_the_table_adds_up_per_site_and_in_total(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(make_report(make_account(), make_account("other.example")), as_json=False, quiet=False)

    head, *rows = [line.split("\t") for line in capsys.readouterr().out.splitlines() if "\t" in line]
    assert head == ["site", "listed", *(status.value for status in Status)]
    assert [row[0] for row in rows] == ["paper.example", "other.example", "total"]
    assert all(int(row[1]) == sum(map(int, row[2:])) for row in rows)


def test_refused_failed_and_pending_are_told_with_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(make_report(make_account()), as_json=False, quiet=False)

    out = capsys.readouterr().out
    assert "refused:\n  1 index page\n" in out
    assert "failed:\n  1 HTTP 500\n" in out
    assert "pending:\n  4 limit\n" in out


def test_a_seed_that_failed_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    seed = SeedEnd(url="https://paper.example/rss", kind="feed", result="HTTP 500", ok=False)

    print_report(make_report(make_account(seeds=[seed])), as_json=False, quiet=False)

    assert "  feed https://paper.example/rss: HTTP 500\n" in capsys.readouterr().out


def test_machines_get_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    account = make_account(left_out=Counter({"older than --since": 9}), requests=20, crawl_id=4)

    print_report(make_report(account), as_json=True, quiet=False)

    report = json.loads(capsys.readouterr().out)
    assert report["listed"] == 12 == sum(report["counts"].values())
    assert set(report["counts"]) == {status.value for status in Status}
    assert report["exit_code"] == 0
    assert report["elapsed_seconds"] == 12
    assert report["sites"][0]["reasons"]["pending"] == {"limit": 4}
    assert report["sites"][0]["left_out"] == {"older than --since": 9}


def test_a_run_that_stored_nothing_says_why_when_all_is_unchanged() -> None:
    account = Account(site="paper.example", counts=Counter({Status.UNCHANGED: 60, Status.PENDING: 2}))
    account.reasons[Status.PENDING] = Counter({"limit": 2})

    assert why_nothing(make_report(account)) == [
        "60 unchanged since they were stored",
        "2 kept for a later run (limit)",
    ]


@pytest.mark.parametrize(
    ("account", "told"),
    [
        (Account(site="p", skipped="leased by run 7 until 06:10"), "p: leased by run 7 until 06:10"),
        (
            Account(
                site="p", seeds=[SeedEnd(url="https://p/rss", kind="feed", result="timed out", ok=False)]
            ),
            "p: feed https://p/rss: timed out",
        ),
        (
            Account(site="p", seeds=[SeedEnd(url="https://p/rss", kind="feed", result="200")]),
            "p: feed https://p/rss lists no articles",
        ),
        (Account(site="p", left_out=Counter({"older than --since": 5})), "p: 5 links older than --since"),
        (Account(site="p"), "p: no feed, sitemap or section could be asked"),
        (
            Account(
                site="p",
                counts=Counter({Status.REFUSED: 3}),
                reasons={Status.REFUSED: Counter({"robots.txt disallows": 3})},
            ),
            "3 refused (robots.txt disallows)",
        ),
    ],
)
def test_a_run_that_stored_nothing_always_says_why(
    account: Account, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    report = make_report(account)

    print_report(report, as_json=False, quiet=False)

    assert why_nothing(report) == [told]
    assert f"nothing was stored: {told}\n" in capsys.readouterr().out


def test_a_run_without_sites_says_so() -> None:
    assert why_nothing(make_report()) == ["no site was crawled"]


def test_quiet_says_nothing_of_a_good_run(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(make_report(make_account()), as_json=False, quiet=True)

    assert capsys.readouterr() == ("", "")


def test_quiet_tells_a_bad_run_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    seed = SeedEnd(url="https://p/rss", kind="feed", result="timed out", ok=False)

    print_report(make_report(Account(site="p", seeds=[seed])), as_json=False, quiet=True)

    assert capsys.readouterr() == ("", "archiver: p: feed https://p/rss: timed out\n")


def test_an_error_is_told_with_the_next_step(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(make_report(error="disk full", next_step="make room"), as_json=False, quiet=False)

    assert capsys.readouterr().err == "archiver: disk full\n  next: make room\n"


def test_reasons_from_the_web_drive_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    seed = SeedEnd(url="https://p/\x1b[2J", kind="feed", result="not a feed: \x9b2J\nroot", ok=False)

    print_report(make_report(make_account(seeds=[seed])), as_json=False, quiet=False)

    out = capsys.readouterr().out
    assert not set(out) & {"\x1b", "\x9b"}
    assert "  feed https://p/\\x1b[2J: not a feed: \\x9b2J root\n" in out


def test_a_run_ended_by_a_signal_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(make_report(make_account(), stopped="SIGTERM"), as_json=False, quiet=False)

    assert "stopped by SIGTERM before its end" in capsys.readouterr().out
