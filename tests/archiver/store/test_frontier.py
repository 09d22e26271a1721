"""Links are filed before they are fetched, and each ends in exactly one status."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from archiver.account import Account, SeedEnd
from archiver.errors import QueryError
from archiver.link import Status, Via
from archiver.outcome import Outcome
from archiver.site import Site
from archiver.store import SeedState
from archiver.store.frontier import MAX_ATTEMPTS
from archiver.testing import make_capture, make_link

if TYPE_CHECKING:
    from datetime import datetime

    from archiver.store import Archive
    from tests.archiver.store.conftest import Desk

A = "https://courier.example/a"
B = "https://courier.example/b"
FEED = "https://courier.example/feed.xml"
LATEST = "https://courier.example/latest.xml"


def test_listed_links_come_back_filed_and_in_order(desk: Desk) -> None:
    links = desk.list(B, A)

    assert [link.url for link in links] == [B, A]
    assert all(link.id for link in links)


def test_a_link_two_seeds_list_is_fetched_once(desk: Desk) -> None:
    desk.list(A, seed=FEED)

    again = desk.list(A + "?utm_source=latest", B, seed=LATEST)

    assert [link.url for link in again] == [B]
    stored = desk.archive.link(A)
    assert stored is not None
    assert stored.listed_on == (FEED, LATEST)


def test_a_later_seed_adds_what_the_first_did_not_say(desk: Desk) -> None:
    plain = make_link(url=A, via=Via.SECTION, title=None, published=None)
    feed = make_link(url=A, via=Via.FEED, title="Bridge", published="Fri, 19 Feb 2021 09:30:00 +0300")

    desk.archive.file_links(desk.crawl_id, "https://courier.example/", [plain], desk.now)
    desk.archive.file_links(desk.crawl_id, FEED, [feed], desk.now)

    stored = desk.archive.link(A)
    assert stored is not None
    assert (stored.link.via, stored.link.title, stored.link.published) == (
        Via.FEED,
        "Bridge",
        "Fri, 19 Feb 2021 09:30:00 +0300",
    )


def test_what_is_no_url_is_left_out(desk: Desk) -> None:
    assert [link.url for link in desk.list("mailto:desk@courier.example", A)] == [A]


def test_many_links_are_filed_at_once(desk: Desk) -> None:
    urls = [f"https://courier.example/archive/{n}" for n in range(1_300)]

    links = desk.list(*urls)

    assert [link.url for link in links] == urls


def test_the_next_run_gets_validators_of_the_last_good_fetch(desk: Desk) -> None:
    desk.read(A, headers=(("ETag", '"7"'), ("Last-Modified", "Fri, 19 Feb 2021 09:30:00 GMT")))
    desk.next_run()

    (link,) = desk.list(A)

    assert (link.etag, link.last_modified) == ('"7"', "Fri, 19 Feb 2021 09:30:00 GMT")
    assert (link.article_id, link.attempts, link.fetched_at) == (1, 0, desk.now - timedelta(hours=1))
    assert str(link.digest).startswith("sha1:")


def test_a_failed_fetch_keeps_the_validators_and_counts(desk: Desk) -> None:
    desk.read(A, headers=(("ETag", '"7"'),))
    desk.next_run()

    desk.end(A, Status.FAILED, reason="HTTP 500", capture=make_capture("", url=A, status=500))

    stored = desk.archive.link(A)
    assert stored is not None
    assert (stored.link.etag, stored.link.attempts, stored.reason) == ('"7"', 1, "HTTP 500")


def test_a_seed_that_has_not_changed_lists_what_it_listed(desk: Desk) -> None:
    desk.list(A, B)
    desk.read(A)
    desk.next_run()

    links = desk.archive.listed_links(desk.crawl_id, FEED, desk.now)

    assert [link.url for link in links] == [A, B]
    assert desk.archive.listed_links(desk.crawl_id, FEED, desk.now) == []


def test_a_link_a_seed_lists_no_more_does_not_come_back(desk: Desk) -> None:
    desk.read(A)
    desk.next_run()
    desk.list(B)
    desk.next_run()

    links = desk.archive.listed_links(desk.crawl_id, FEED, desk.now)

    assert [link.url for link in links] == [B]


def test_links_without_an_end_are_pending_and_due_in_the_next_run(desk: Desk) -> None:
    desk.list(A, B)
    desk.read(A)

    account = desk.next_run()

    assert account.counts == {Status.NEW: 1, Status.PENDING: 1}
    assert account.reasons[Status.PENDING] == {"not reached": 1}
    assert [link.url for link in desk.archive.due_links(desk.crawl_id, desk.site, desk.now)] == [B]
    assert desk.archive.due_links(desk.crawl_id, desk.site, desk.now) == []


def test_a_link_that_must_wait_is_not_asked_for_early(desk: Desk) -> None:
    desk.end(A, Status.PENDING, reason="Retry-After", retry_at=desk.now + timedelta(hours=3))
    desk.next_run()

    assert desk.archive.due_links(desk.crawl_id, desk.site, desk.now) == []
    assert desk.list(A) == []
    account = desk.next_run()
    assert account.reasons[Status.PENDING] == {"Retry-After": 1}
    desk.now += timedelta(hours=2)
    assert [link.url for link in desk.archive.due_links(desk.crawl_id, desk.site, desk.now)] == [A]


def test_a_link_that_always_fails_is_left_until_a_seed_lists_it_again(desk: Desk) -> None:
    for _ in range(MAX_ATTEMPTS):
        desk.end(A, Status.FAILED, reason="HTTP 500")
        desk.next_run()

    assert desk.archive.due_links(desk.crawl_id, desk.site, desk.now) == []
    assert [link.url for link in desk.list(A)] == [A]


def test_each_listed_link_is_counted_once(desk: Desk) -> None:
    desk.list(A, B, "https://courier.example/c", "https://courier.example/d")
    desk.read(A)
    desk.end(B, Status.FAILED, reason="HTTP 500")
    desk.end("https://courier.example/c", Status.REFUSED, reason="index page")

    account = desk.archive.account(desk.crawl_id)

    assert account.listed == 4
    assert account.counts == {Status.NEW: 1, Status.FAILED: 1, Status.REFUSED: 1, Status.PENDING: 1}


def test_the_account_of_a_finished_run_stays_as_it_was(desk: Desk) -> None:
    first = desk.crawl_id
    desk.read(A)
    given = Account(
        site=desk.site.name,
        seeds=[SeedEnd(url=FEED, kind="feed", result="200", links=1)],
        requests=3,
    )
    given.left_out["older than --since"] = 2
    finished = desk.archive.finish_crawl(desk.crawl_id, given, desk.now)
    desk.now += timedelta(hours=1)
    desk.crawl_id = desk._start()
    desk.end(A, Status.GONE, reason="HTTP 410")

    stored = desk.archive.account(first)

    assert stored == finished
    assert (stored.counts, stored.requests, stored.left_out) == (
        {Status.NEW: 1},
        3,
        {"older than --since": 2},
    )
    assert stored.seeds == given.seeds


def test_an_unknown_run_is_named(archive: Archive) -> None:
    with pytest.raises(QueryError, match="no run 77"):
        archive.account(77)


def test_a_site_is_crawled_by_one_run_at_a_time(desk: Desk) -> None:
    assert desk.archive.start_crawl("other", desk.site, desk.now) is None

    lease = desk.archive.lease(desk.site.name, desk.now)
    assert lease is not None
    assert lease.run == "run-1200"
    other = Site(name="herald.example", url="https://herald.example/")
    assert desk.archive.start_crawl("other", other, desk.now) is not None


def test_a_finished_run_frees_its_site(desk: Desk) -> None:
    desk.archive.finish_crawl(desk.crawl_id, None, desk.now)

    assert desk.archive.lease(desk.site.name, desk.now) is None
    assert desk.archive.start_crawl("other", desk.site, desk.now) is not None


def test_a_run_that_says_nothing_loses_its_site_and_is_told(desk: Desk) -> None:
    later = desk.now + timedelta(hours=1)

    other = desk.archive.start_crawl("other", desk.site, later)

    assert other is not None
    assert not desk.archive.renew_lease(desk.crawl_id, later)
    assert desk.archive.renew_lease(other, later)


def test_a_run_that_lost_its_site_does_not_free_it(desk: Desk) -> None:
    later = desk.now + timedelta(hours=1)
    desk.archive.start_crawl("other", desk.site, later)

    desk.archive.finish_crawl(desk.crawl_id, None, later)

    assert desk.archive.lease(desk.site.name, later) is not None


def test_a_run_whose_process_was_killed_holds_nothing_and_its_links_wait(
    archive: Archive, site: Site, now: datetime
) -> None:
    script = (
        "import os, signal, sys\n"
        "from datetime import datetime\n"
        "from archiver.site import Site\n"
        "from archiver.store import Archive\n"
        "from archiver.testing import make_link\n"
        "archive, now = Archive.open(sys.argv[1]), datetime.fromisoformat(sys.argv[2])\n"
        "crawl = archive.start_crawl('killed', Site(name='courier.example', url='https://courier.example/'), now)\n"
        "archive.file_links(crawl, 'https://courier.example/feed.xml', [make_link(url=sys.argv[3])], now)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", script, archive.location, now.isoformat(), A], check=False)

    crawl_id = archive.start_crawl("next", site, now + timedelta(seconds=5))

    assert crawl_id is not None
    assert [link.url for link in archive.due_links(crawl_id, site, now)] == [A]
    killed = archive.stats().crawls[-1]
    assert (killed.run, killed.error, killed.counts) == (
        "killed",
        "stopped before its end",
        {Status.PENDING: 1},
    )


def test_a_seed_keeps_its_validators_until_it_is_read_again(desk: Desk) -> None:
    read = SeedState(url=FEED, kind="feed", etag='"1"', result="200", links=20, fetched_at=desk.now)
    desk.archive.save_seed(desk.crawl_id, read)

    desk.archive.save_seed(desk.crawl_id, SeedState(url=FEED, result="HTTP 500"))

    state = desk.archive.seed_state(desk.site.name, FEED)
    assert (state.etag, state.result, state.kind, state.links) == ('"1"', "HTTP 500", "feed", 20)
    desk.archive.save_seed(desk.crawl_id, SeedState(url=FEED, result="200"))
    assert desk.archive.seed_state(desk.site.name, FEED).etag is None


def test_a_seed_never_fetched_has_no_state(archive: Archive) -> None:
    assert archive.seed_state("courier.example", FEED) == SeedState(url=FEED)


def test_a_link_nobody_listed_is_not_known(archive: Archive) -> None:
    assert archive.link(A) is None


def test_asking_for_what_is_no_url_is_a_query_error(archive: Archive) -> None:
    with pytest.raises(QueryError, match="not an http"):
        archive.link("bridge opens")


def test_a_reason_is_kept_with_the_link_and_its_capture(desk: Desk) -> None:
    saved = desk.end(A, Status.REFUSED, reason="index page", detail="62 links", capture=make_capture(url=A))

    (capture,) = desk.archive.link_captures(saved.link_id)
    assert (capture.status, capture.reason, capture.detail) == (Status.REFUSED, "index page", "62 links")


def test_a_link_fetched_again_after_a_failure_starts_counting_anew(desk: Desk) -> None:
    desk.end(A, Status.FAILED, reason="timed out")
    desk.read(A)

    stored = desk.archive.link(A)

    assert stored is not None
    assert stored.link.attempts == 0


def test_a_spelling_that_is_gone_gives_way_to_the_one_listed_now(desk: Desk) -> None:
    desk.end("http://www.courier.example/a/", Status.GONE, reason="HTTP 404")
    desk.next_run()

    (link,) = desk.list(A)

    assert link.url == A


def test_outcomes_for_a_run_of_another_archive_are_filed_anew(desk: Desk, archive: Archive) -> None:
    foreign = make_link(url=B, id=4711)

    saved = archive.save(
        [Outcome(link=foreign, status=Status.FAILED, reason="timed out")], desk.crawl_id, desk.now
    )

    stored = archive.link(B)
    assert stored is not None
    assert saved[0].link_id == stored.link.id


def test_what_a_stopped_run_has_just_read_is_not_asked_for_again(desk: Desk) -> None:
    desk.list(A, B, "https://courier.example/c")
    desk.read(A)
    desk.end(B, Status.REFUSED, reason="index page", capture=make_capture(url=B, fetched_at=desk.now))
    desk.now += timedelta(hours=1)
    desk.crawl_id = desk._start()  # the first run was never finished, and its lease has ended

    links = desk.list(A, B, "https://courier.example/c")

    assert [link.url for link in links] == ["https://courier.example/c"]
    account = desk.next_run()
    assert account.counts == {Status.UNCHANGED: 1, Status.REFUSED: 1, Status.PENDING: 1}
    assert len(desk.list(A, B)) == 2


def test_what_a_stopped_run_read_days_ago_is_asked_for_again(desk: Desk) -> None:
    desk.read(A)
    desk.now += timedelta(days=3)
    desk.crawl_id = desk._start()

    assert [link.url for link in desk.list(A)] == [A]
