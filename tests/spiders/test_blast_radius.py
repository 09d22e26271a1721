"""Hostile and healthy newspapers in one crawl: what is wrong with one is nothing to the others.

The crawl is real, and so are the newspapers of `archiver.testing.thirty`: a process of its own serves each on an
address of loopback. `benchmarks.blast` shows the same run with larger pages, the event loop's lateness and a table.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.blast import Blast, measure

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="every 127.x.y.z can be listened on there alone"),
]


@pytest.fixture(scope="module")
def blast(tmp_path_factory: pytest.TempPathFactory) -> Blast:
    return measure(tmp_path_factory.mktemp("blast"), small=True, timeout_seconds=6.0, page_seconds=30.0)


@pytest.fixture(scope="module")
def account(blast: Blast) -> Callable[[str], dict[str, Any]]:
    """Gives the account of a newspaper by its name."""
    names = {stall["name"]: stall["site"] for stall in blast.stalls}
    accounts = {site["site"]: site for site in blast.report["sites"]}
    return lambda name: accounts[names[name]]


def test_no_article_is_lost_that_could_be_read(blast: Blast) -> None:
    assert blast.lost == []


def test_the_run_ends_by_itself_and_well(blast: Blast) -> None:
    report = blast.report

    assert (report["exit_code"], report["error"], report["stopped"]) == (0, None, False)


def test_the_crawl_takes_little_memory(blast: Blast) -> None:
    assert blast.main_mib <= 300
    assert blast.tree_mib <= 1024


@pytest.mark.parametrize(
    ("paper", "trap"),
    [
        ("calendar", "trap pattern /calendar/<n>/<n>/<n>/<word>"),
        ("session ids", "trap pattern /news/<n>/<n>/<n>/<slug>.html?visit"),
        ("endless pagination", "trap pattern /entry/<n>/<slug>"),
        ("ever deeper links", "trap pattern /a/…"),
        ("facets", "trap pattern /<word>?…"),
    ],
)
def test_a_trap_is_left_and_named(
    blast: Blast, account: Callable[[str], dict[str, Any]], paper: str, trap: str
) -> None:
    told = account(paper)

    assert told["left_out"].get(trap, 0) + told["reasons"].get("refused", {}).get(trap, 0) > 100
    # fifty to judge each pattern by, those on their way, and the pages of the list
    assert sum(blast.asked[paper].values()) < 600


@pytest.mark.parametrize(
    ("paper", "status", "reason", "count"),
    [
        ("bombs", "refused", "too large", 5),
        ("bombs", "refused", "unknown content encoding", 1),
        ("endless answers", "refused", "too large", 3),
        ("slow answers", "failed", "timed out", 1),
        ("broken answers", "failed", "answer cut short", 1),
        ("redirects", "failed", "redirect loop", 3),
        ("redirects", "failed", "too many redirects", 2),
        ("redirects", "refused", "private address", 2),
        ("redirects", "refused", "redirects to no web address", 1),
        ("429 for a day", "pending", "HTTP 429", 20),
    ],
)
def test_a_fault_is_counted_under_its_name(
    account: Callable[[str], dict[str, Any]], paper: str, status: str, reason: str, count: int
) -> None:
    assert account(paper)["reasons"].get(status, {}).get(reason, 0) >= count


@pytest.mark.parametrize(
    "paper",
    ["bombs", "endless answers", "slow answers", "broken answers", "redirects", "XML bombs", "no articles"],
)
def test_nothing_is_stored_of_what_is_no_article_or_half_of_one(
    account: Callable[[str], dict[str, Any]], paper: str
) -> None:
    assert account(paper)["counts"]["new"] <= 1  # the good one each of them has


@pytest.mark.parametrize("paper", ["robots.txt: 503", "robots.txt: no answer"])
def test_a_newspaper_that_does_not_say_what_it_allows_is_asked_for_nothing_else(
    blast: Blast, paper: str
) -> None:
    assert set(blast.asked[paper]) == {"/robots.txt"}


def test_slow_redirects_have_one_deadline_together(blast: Blast) -> None:
    hops = [path for path in blast.asked["slow answers"] if "slow-hop" in path]

    assert 1 <= len(hops) <= 5


def test_a_day_is_waited_for_in_another_run(blast: Blast) -> None:
    asked = blast.asked["429 for a day"]

    assert sum(count for path, count in asked.items() if "come-back" in path) <= 8


def test_of_an_endless_list_of_sitemaps_the_first_are_read(
    blast: Blast, account: Callable[[str], dict[str, Any]]
) -> None:
    left_out = account("sitemap loops")["left_out"]

    assert left_out["sitemaps after 100 that listed nothing new"] > 9_000
    assert left_out["sitemaps over 10,000"] == 40_000
    assert left_out["older than --since"] == 50_000


@pytest.mark.parametrize(
    ("paper", "path", "result"),
    [
        ("no articles", "/section", "robot check, not a section"),
        ("bombs", "/section", "too large"),
        ("bombs", "/sitemap.xml.gz", "a web page, not a sitemap"),
        ("endless answers", "/section", "too large"),
    ],
)
def test_a_seed_that_is_no_list_is_told(
    account: Callable[[str], dict[str, Any]], paper: str, path: str, result: str
) -> None:
    seeds = account(paper)["seeds"]

    assert [(seed["result"], seed["ok"]) for seed in seeds if seed["url"].endswith(path)] == [(result, False)]


def test_a_robots_txt_without_end_is_read_as_far_as_it_counts(
    account: Callable[[str], dict[str, Any]],
) -> None:
    assert account("endless answers")["counts"]["new"] == 1
