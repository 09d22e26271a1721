"""Known articles are looked at when that is worth it: listed ones rest, others are not forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.config import Config

from archiver.dates import Moment, Precision
from archiver.link import Status
from archiver.outcome import Outcome
from archiver.recrawl import LEAST_WAIT
from archiver.site import Site
from archiver.store.schema import migrate
from archiver.testing import make_article, make_capture, make_link

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from archiver.link import Link
    from archiver.store import Archive
    from tests.archiver.store.conftest import Desk

A = "https://courier.example/a"
B = "https://courier.example/b"
C = "https://courier.example/c"
FEED = "https://courier.example/feed.xml"
BODY = "The council decided on the bridge after a long debate on Monday evening, and nobody was content with it. "


def words(url: str, number: int = 0) -> dict[str, Any]:
    """The words of an article, other ones for each URL and number."""
    body = f"{BODY * 3}\n\nText {url[-1]} in its state {number}."
    return {"title": f"Story of {url[-1]}", "body": body, "published": None}


def days_later(desk: Desk, days: float) -> None:
    """Another run, so many days after the one under way."""
    desk.archive.finish_crawl(desk.crawl_id, None, desk.now)
    desk.now += timedelta(days=days)
    desk.crawl_id = desk._start()


def listed(desk: Desk, url: str, **claims: Any) -> tuple[list[str], list[str]]:
    """What a feed that lists *url* gives to be asked for, and what rests."""
    resting: list[Link] = []
    links = [make_link(url=url, found_on=FEED, **claims)]
    asked = desk.archive.file_links(desk.crawl_id, FEED, links, desk.now, resting)
    return [link.url for link in asked], [link.url for link in resting]


def due(desk: Desk, budget: int = 100, since: datetime | None = None) -> list[str]:
    links = desk.archive.links_to_revisit(desk.crawl_id, desk.now, budget, since)
    return [link.url for link in links]


@pytest.fixture
def quiet(desk: Desk) -> Desk:
    """A has been looked at every day for five days, and has not changed; a run of the day after is under way."""
    for _ in range(5):
        desk.read(A, **words(A))
        days_later(desk, 1)
    return desk


def test_a_listed_article_that_has_long_not_changed_rests(quiet: Desk) -> None:
    assert listed(quiet, A) == ([], [A])


def test_what_rests_does_not_count_for_the_run(quiet: Desk) -> None:
    listed(quiet, A)

    account = quiet.next_run()
    stored = quiet.archive.link(A)

    assert account.listed == 0
    assert stored is not None
    assert stored.status is Status.UNCHANGED


def test_what_two_seeds_list_rests_once(quiet: Desk) -> None:
    quiet.now += timedelta(seconds=1)
    listed(quiet, A)

    assert listed(quiet, A) == ([], [])


def test_what_a_seed_lists_unchanged_rests_as_well(quiet: Desk) -> None:
    resting: list[Link] = []

    asked = quiet.archive.listed_links(quiet.crawl_id, FEED, quiet.now, resting)

    assert asked == []
    assert [link.url for link in resting] == [A]


@pytest.mark.parametrize(
    "modified", ["2021-02-25T09:00:00+03:00", "2021-02-25", "Thu, 25 Feb 2021 09:00:00 +0300"]
)
def test_an_article_its_seed_calls_changed_since_the_last_look_does_not_rest(
    quiet: Desk, modified: str
) -> None:
    assert listed(quiet, A, modified=modified) == ([A], [])


def test_an_article_its_seed_calls_changed_before_the_last_look_rests(quiet: Desk) -> None:
    assert listed(quiet, A, modified="2021-02-21T08:00:00Z") == ([], [A])


def test_an_article_an_operator_names_is_asked_for_whether_it_rests_or_not(quiet: Desk) -> None:
    named = quiet.archive.file_links(quiet.crawl_id, None, [make_link(url=A)], quiet.now)

    assert [link.url for link in named] == [A]


def test_a_resting_article_is_asked_for_again_once_it_is_due(quiet: Desk) -> None:
    days_later(quiet, 365)

    assert listed(quiet, A) == ([A], [])


def test_an_article_that_is_asked_for_in_every_run_of_a_day_does_not_rest(desk: Desk) -> None:
    for _ in range(12):
        desk.read(A, **words(A))
        desk.next_run()

    assert listed(desk, A) == ([A], [])


def test_an_article_that_changed_yesterday_does_not_rest(quiet: Desk) -> None:
    days_later(quiet, 60)
    quiet.read(A, **words(A, 1))
    days_later(quiet, 1)

    assert listed(quiet, A) == ([A], [])


def test_a_page_that_is_no_article_does_not_rest(desk: Desk) -> None:
    for _ in range(8):
        desk.end(A, Status.REFUSED, reason="too short")
        days_later(desk, 1)

    assert listed(desk, A) == ([A], [])


def test_an_article_nothing_lists_any_more_is_looked_at_when_it_is_due(desk: Desk) -> None:
    desk.read(A, **words(A))
    days_later(desk, 30)

    assert due(desk) == [A]


def test_an_article_is_not_due_again_minutes_after_a_look(desk: Desk) -> None:
    desk.read(A, **words(A))
    days_later(desk, 10 / 1440)

    assert due(desk) == []


def test_an_article_a_seed_lists_in_this_run_is_not_looked_at_twice(desk: Desk) -> None:
    desk.read(A, **words(A))
    days_later(desk, 30)
    desk.list(A)

    assert due(desk) == []


def test_an_article_several_links_lead_to_is_looked_at_once(desk: Desk) -> None:
    desk.read(A, **words(A))
    alias = desk.read(B, **words(A), canonical_url=A)
    twin = desk.read(C, **words(A))
    days_later(desk, 30)

    assert (alias.status, twin.status) == (Status.ALIAS, Status.DUPLICATE)
    assert due(desk) == [A]


def test_a_copy_of_another_newspapers_article_is_looked_at_as_well(archive: Archive, desk: Desk) -> None:
    herald, url = Site(name="herald.example", url="https://herald.example/"), "https://herald.example/a"
    desk.read(A, **words(A))
    crawl_id = archive.start_crawl("first", herald, desk.now)
    assert crawl_id is not None
    (link,) = archive.file_links(crawl_id, None, [make_link(url=url, site=herald.name)], desk.now)
    capture = make_capture(url=url, fetched_at=desk.now)
    copy = Outcome(link=link, capture=capture, article=make_article(url=url, **words(A)))
    (saved,) = archive.save([copy], crawl_id, desk.now)
    archive.finish_crawl(crawl_id, None, desk.now)

    later = archive.start_crawl("later", herald, desk.now + timedelta(days=30))

    assert later is not None
    due_then = archive.links_to_revisit(later, desk.now + timedelta(days=30), 100)
    assert saved.status is Status.DUPLICATE
    assert [one.url for one in due_then] == [url]


def test_an_article_looked_at_again_counts_for_the_run(desk: Desk) -> None:
    desk.read(A, **words(A))
    days_later(desk, 30)
    due(desk)

    account = desk.next_run()

    assert account.counts == {Status.PENDING: 1}


def test_no_more_are_looked_at_than_there_are_requests_for_and_those_that_change_come_first(
    desk: Desk,
) -> None:
    for number in range(4):
        desk.read(A, **words(A))
        desk.read(B, **words(B, number))
        desk.read(C, **words(C))
        desk.next_run()
    days_later(desk, 30)

    assert due(desk, budget=1) == [B]


def test_articles_older_than_a_day_that_was_named_are_left_alone(desk: Desk) -> None:
    old = Moment(raw="1 May 2019", day=datetime(2019, 5, 1, tzinfo=UTC).date(), precision=Precision.DAY)
    desk.read(A, **words(A) | {"published": old})
    desk.read(B, **words(B))
    days_later(desk, 400)

    assert due(desk, since=datetime(2021, 1, 1, tzinfo=UTC)) == [B]


def test_an_article_that_is_gone_is_not_looked_for_by_itself(desk: Desk) -> None:
    desk.read(A, **words(A))
    desk.next_run()
    desk.end(A, Status.GONE, reason="HTTP 410")
    days_later(desk, 100)

    assert due(desk) == []


def test_a_look_that_failed_says_nothing_of_the_article(desk: Desk) -> None:
    desk.read(A, **words(A))
    before = looks_of(desk.archive, A)
    desk.next_run()

    desk.end(A, Status.FAILED, reason="HTTP 503")

    assert looks_of(desk.archive, A) == before


def test_a_newspaper_that_changes_its_articles_is_remembered_by_what_it_did(desk: Desk) -> None:
    for number in range(3):
        for letter in "abcdefgh":
            url = f"https://courier.example/{letter}"
            desk.read(url, **words(url, number))
        desk.next_run()

    desk.read("https://courier.example/z", **words("https://courier.example/z"))

    assert wait_of(desk.archive, "https://courier.example/z") == LEAST_WAIT


def test_a_newspaper_that_never_does_is_left_alone_for_longer(desk: Desk) -> None:
    for _ in range(3):
        for letter in "abcdefgh":
            url = f"https://courier.example/{letter}"
            desk.read(url, **words(url))
        desk.next_run()

    desk.read("https://courier.example/z", **words("https://courier.example/z"))

    assert wait_of(desk.archive, "https://courier.example/z") > 1.2 * LEAST_WAIT


def test_a_rhythm_of_other_bands_is_learned_anew(desk: Desk, execute: Callable[[str], None]) -> None:
    desk.read(A, **words(A))
    execute("""UPDATE site SET rhythm = '{"changes":[1.0],"hours":[2.0]}'""")
    desk.next_run()

    assert desk.read(A, **words(A, 1)).status is Status.REVISED


def test_an_article_stored_before_there_were_revisits_is_due_after_the_upgrade(
    archive: Archive, desk: Desk, site: Site
) -> None:
    desk.read(A, **words(A))
    desk.next_run()
    desk.end(B, Status.REFUSED, reason="too short")
    archive.finish_crawl(desk.crawl_id, None, desk.now)
    with archive._write() as connection:
        _downgrade(connection, "0009")
        migrate(connection)

    crawl_id = archive.start_crawl("later", site, desk.now + timedelta(days=1))

    assert crawl_id is not None
    links = archive.links_to_revisit(crawl_id, desk.now + timedelta(days=1), 100)
    assert [link.url for link in links] == [A]


def _downgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "archiver:store/migrations")
    config.attributes["connection"] = connection
    command.downgrade(config, revision)


@pytest.fixture
def execute(archive: Archive) -> Callable[[str], None]:
    """Changes the database behind the archive's back."""

    def run(statement: str) -> None:
        with archive._write() as connection:
            connection.exec_driver_sql(statement)

    return run


def looks_of(archive: Archive, url: str) -> tuple[Any, ...]:
    """When a link was looked at and will be, and what was found: as stored."""
    columns = "looked_at, look_at, changes, quiet_looks, words_since"
    (row,) = archive.sql(f"SELECT {columns} FROM link WHERE url = '{url}'").rows
    return tuple(row)


def wait_of(archive: Archive, url: str) -> timedelta:
    looked_at, look_at, *_ = (value for value in looks_of(archive, url))
    return _time(look_at) - _time(looked_at)


def _time(value: object) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
