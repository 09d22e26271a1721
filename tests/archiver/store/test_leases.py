"""Two runs and one newspaper: whoever lost it writes nothing, and no clock holds it for ever."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from archiver.account import Account
from archiver.errors import LeaseLost
from archiver.link import Status
from archiver.outcome import Outcome
from archiver.store import Archive, SeedState
from archiver.store.holder import is_alive, this_holder
from archiver.store.models import SiteRow
from archiver.testing import make_article, make_capture, make_link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archiver.link import Link
    from archiver.site import Site

PAGES = [f"https://courier.example/{number}" for number in range(4)]
NEVER = timedelta(days=3650)


@pytest.fixture
def first(sqlite_archive: Archive) -> Iterator[Archive]:
    """The archive as the first of two runs has it open."""
    assert sqlite_archive.folder is not None
    with Archive.open(sqlite_archive.folder, run="first") as opened:
        yield opened


@pytest.fixture
def taken_over(first: Archive, sqlite_archive: Archive, site: Site, now: datetime) -> tuple[int, int]:
    """The first run was paused for longer than its lease; the second has the site. Both crawls' ids."""
    one = first.start_crawl("first", site, now, 600)
    assert one is not None
    first.file_links(one, None, [make_link(url=url) for url in PAGES], now)
    later = now + timedelta(seconds=601)
    other = sqlite_archive.start_crawl("second", site, later, 600)
    assert other is not None
    return one, other


def link_of(archive: Archive, url: str) -> Link:
    stored = archive.link(url)
    assert stored is not None
    return stored.link


def read(link: Link) -> Outcome:
    return Outcome(
        link=link, capture=make_capture(url=link.url, link=link), article=make_article(url=link.url)
    )


def test_a_run_that_lost_its_site_stores_nothing(
    first: Archive, taken_over: tuple[int, int], now: datetime
) -> None:
    with pytest.raises(LeaseLost, match=r"courier.example: another run has taken the site over"):
        first.save([read(link_of(first, PAGES[0]))], now=now)

    assert first.stats().articles == first.stats().captures == 0


@pytest.mark.parametrize(
    "write",
    [
        lambda archive, crawl_id, now: archive.file_links(crawl_id, None, [make_link(url=PAGES[0])], now),
        lambda archive, crawl_id, now: archive.listed_links(
            crawl_id, "https://courier.example/feed.xml", now
        ),
        lambda archive, crawl_id, now: archive.save_seed(crawl_id, SeedState(url="https://courier.example/")),
    ],
    ids=["links", "links listed before", "seeds"],
)
def test_a_run_that_lost_its_site_files_nothing(
    first: Archive, taken_over: tuple[int, int], now: datetime, write: Callable[..., object]
) -> None:
    with pytest.raises(LeaseLost):
        write(first, taken_over[0], now)


def test_a_run_that_lost_its_site_cannot_take_it_from_the_other(
    first: Archive, taken_over: tuple[int, int], now: datetime
) -> None:
    one, _ = taken_over
    later = now + timedelta(seconds=700)

    renewed = first.renew_lease(one, later)
    told = first.finish_crawl(one, Account(site="courier.example"), later)
    lease = first.lease("courier.example", later)

    assert not renewed
    assert told.counts == {Status.PENDING: 4}
    assert lease is not None
    assert lease.run == "second"


def test_a_lease_that_ended_and_nobody_took_is_as_good_as_ever(
    first: Archive, site: Site, now: datetime
) -> None:
    crawl_id = first.start_crawl("first", site, now, 600)
    assert crawl_id is not None
    (link,) = first.file_links(crawl_id, None, [make_link(url=PAGES[0])], now)

    (saved,) = first.save([read(link)], now=now + timedelta(hours=2))

    assert saved.status is Status.NEW


def claim(archive: Archive, holder: str, until: datetime) -> None:
    """Somebody's lease, as it stands in the database."""
    assert archive._writers is not None
    with archive._writers.begin() as connection:
        connection.execute(
            update(SiteRow).values(lease_run="another", lease_holder=holder, lease_until=until)
        )


@pytest.fixture
def known(sqlite_archive: Archive, site: Site, now: datetime) -> Archive:
    """An archive that knows the site, which nobody crawls."""
    crawl_id = sqlite_archive.start_crawl("before", site, now)
    assert crawl_id is not None
    sqlite_archive.finish_crawl(crawl_id, None, now)
    return sqlite_archive


def test_a_lease_from_a_clock_that_ran_ahead_holds_nobody_up(
    known: Archive, site: Site, now: datetime
) -> None:
    claim(known, "another-machine 12 34", now + NEVER)

    assert known.start_crawl("next", site, now) is not None


def test_a_lease_of_another_machine_holds_until_it_ends(known: Archive, site: Site, now: datetime) -> None:
    claim(known, "another-machine 12 34", now + timedelta(minutes=9))

    assert known.start_crawl("next", site, now) is None
    assert known.start_crawl("next", site, now + timedelta(minutes=10)) is not None


def test_a_run_that_lives_keeps_its_site_when_the_clock_is_set_back(
    known: Archive, site: Site, now: datetime
) -> None:
    claim(known, this_holder(), now + NEVER)

    assert known.start_crawl("next", site, now) is None


def test_a_process_that_has_ended_is_not_alive() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "from archiver.store.holder import this_holder; print(this_holder())"],
        check=True,
        capture_output=True,
        text=True,
    )

    assert not is_alive(said.stdout.strip())
    assert is_alive(this_holder())


def test_a_link_put_off_by_a_clock_that_ran_ahead_is_due(known: Archive, site: Site, now: datetime) -> None:
    ahead = now + NEVER
    crawl_id = known.start_crawl("ahead", site, ahead)
    assert crawl_id is not None
    (link,) = known.file_links(crawl_id, None, [make_link(url=PAGES[0])], ahead)
    failed = Outcome(link=link, status=Status.FAILED, reason="HTTP 500", retry_at=ahead + timedelta(hours=1))
    known.save([failed], crawl_id, ahead)
    known.finish_crawl(crawl_id, None, ahead)

    crawl_id = known.start_crawl("set right", site, now)
    assert crawl_id is not None
    due = known.due_links(crawl_id, site, now)

    assert [one.url for one in due] == [PAGES[0]]


def test_pages_read_by_several_killed_runs_are_not_asked_for_again(
    sqlite_archive: Archive, site: Site, now: datetime
) -> None:
    listed = [make_link(url=url) for url in PAGES]
    for number in range(3):  # the second was killed before it had read a seed
        crawl_id = sqlite_archive.start_crawl(f"run {number}", site, now + timedelta(hours=number))
        assert crawl_id is not None
        if number == 0:
            links = sqlite_archive.file_links(crawl_id, None, listed, now)
            sqlite_archive.save([read(links[0]), read(links[1])], crawl_id, now)
        sqlite_archive.renew_lease(crawl_id, now, 0)

    wanted = sqlite_archive.file_links(crawl_id, None, listed, now + timedelta(hours=2))

    assert [link.url for link in wanted] == PAGES[2:]


def test_an_article_from_a_clock_that_ran_ahead_is_revised_as_any_other(
    known: Archive, site: Site, now: datetime
) -> None:
    for moment, words in ((now + NEVER, "Killed one."), (now, "Killed two.")):
        crawl_id = known.start_crawl(f"run of {moment}", site, moment)
        assert crawl_id is not None
        (link,) = known.file_links(crawl_id, None, [make_link(url=PAGES[0])], moment)
        page = make_capture(url=link.url, link=link, fetched_at=moment)
        known.save(
            [Outcome(link=link, capture=page, article=make_article(url=link.url, body=words))], crawl_id
        )
        known.finish_crawl(crawl_id, None, moment)

    article = known.article(PAGES[0])

    assert (known.stats().articles, article.revision, article.body) == (1, 2, "Killed two.")
