"""What the archive gives back: records, revisions, readings, captures, statistics, SQL."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from archiver.article import Author, Candidate, Reading, Removed
from archiver.capture import Place
from archiver.dates import Moment, Precision
from archiver.errors import QueryError
from archiver.link import Status
from archiver.store.records import printed
from archiver.testing import make_moment

if TYPE_CHECKING:
    from archiver.store import Archive
    from tests.archiver.store.conftest import Desk

A = "https://courier.example/town/bridge-opens"


def test_an_article_is_found_by_id_and_by_any_of_its_urls(desk: Desk) -> None:
    desk.read(A, urls=(A + "/amp.html",))

    found = [desk.archive.article(one).id for one in (1, "1", A, A + "?utm_source=x", A + "/amp.html")]

    assert found == [1, 1, 1, 1, 1]


@pytest.mark.parametrize("what", [7, "7", "9" * 40, "https://courier.example/none", "bridge", "", "-1", "²"])
def test_what_the_archive_does_not_have_is_named(archive: Archive, what: int | str) -> None:
    with pytest.raises(QueryError) as caught:
        archive.article(what)

    assert str(what) in caught.value.message


def test_records_come_by_id_and_can_be_narrowed(desk: Desk) -> None:
    for n in range(250):
        desk.read(f"{A}-{n}", title=f"Bridge {n}", published=make_moment(f"2021-02-{n % 28 + 1:02}"))

    assert [record.id for record in desk.archive.records()] == list(range(1, 251))
    assert [record.id for record in desk.archive.records(limit=120)] == list(range(1, 121))
    assert [record.id for record in desk.archive.records(ids=[9, 3, 3, 999])] == [3, 9]
    assert {
        record.published.day for record in desk.archive.records(since=date(2021, 2, 27)) if record.published
    } == {
        date(2021, 2, 27),
        date(2021, 2, 28),
    }
    assert list(desk.archive.records(site="nowhere.example")) == []


def test_articles_can_be_written_while_records_are_read(desk: Desk) -> None:
    desk.read(A)
    records = desk.archive.records()

    first = next(records)
    desk.read(A + "-2", title="Another")

    assert first.id == 1
    assert desk.archive.stats().articles == 2


def test_a_record_is_ready_for_json(desk: Desk) -> None:
    desk.read(A, title="Bridge opens", published=make_moment("2021-02-19"))

    plain = json.loads(json.dumps(desk.archive.article(A).as_dict()))

    assert plain["id"] == 1
    assert plain["published"]["day"] == "2021-02-19"
    assert plain["published"]["at"] is None
    assert plain["first_seen_at"] == "2021-02-20T12:00:00Z"
    assert plain["body"] == desk.archive.article(A).body


def test_rows_and_data_frames_hold_the_same(desk: Desk) -> None:
    desk.read(A, authors=(Author(name="Sara Amin"), Author(name="R. Dal")), tags=("bridge", "river"))

    (row,) = desk.archive.rows()
    frame = desk.archive.to_pandas()

    assert (row["authors"], row["tags"]) == ("Sara Amin; R. Dal", "bridge; river")
    assert isinstance(frame, pd.DataFrame)
    assert frame.loc[0, "url"] == A


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (None, None),
        (make_moment("2021-02-19"), "2021-02-19"),
        (make_moment("2021-02-19T09:30:00+03:00"), "2021-02-19T06:30:00Z"),
        (Moment(raw="Feb 2021", day=date(2021, 2, 1), precision=Precision.MONTH), "2021-02"),
        (Moment(raw="2021", day=date(2021, 1, 1), precision=Precision.YEAR), "2021"),
        (
            Moment(raw="19.2.2021 14:11", day=date(2021, 2, 19), precision=Precision.MINUTE, clock="14:11"),
            "2021-02-19T14:11",
        ),
    ],
)
def test_a_moment_is_printed_as_precisely_as_the_page_did(moment: Moment | None, text: str | None) -> None:
    assert printed(moment) == text


def test_readings_and_removed_text_belong_to_their_revision(desk: Desk) -> None:
    first = _reading("one", "h1")
    second = _reading("two", "og:title")
    desk.read(
        A, title="one", body="Killed one.", readings=(first,), removed=(Removed(text="A+", reason="font"),)
    )
    desk.read(A, title="two", body="Killed two.", readings=(second,), removed=())

    assert desk.archive.readings(1) == (second,)
    assert desk.archive.readings(1, 1) == (first,)
    assert desk.archive.removed(1) == ()
    assert [part.text for part in desk.archive.removed(1, 1)] == ["A+"]
    assert next(desk.archive.records(provenance=True)).readings == (second,)
    assert next(desk.archive.records()).readings == ()
    with pytest.raises(QueryError, match="no revision 3"):
        desk.archive.readings(1, 3)


def _reading(value: str, rule: str) -> Reading:
    won = Candidate(value=value, source="text", rule=rule, raw=f" {value}", confidence=0.9)
    return Reading(field="title", winner=won, losers=(replace(won, value="lost", confidence=0.1),))


def test_captures_say_where_the_bytes_are(desk: Desk) -> None:
    outcome = desk.outcome(A)
    assert outcome.capture is not None
    place = Place(file="run-00000.warc.gz", offset=2**33, length=5_120)
    outcome = replace(outcome, capture=replace(outcome.capture, place=place))

    desk.archive.save([outcome], desk.crawl_id, desk.now)

    (capture,) = desk.archive.captures(1)
    assert (capture.place, capture.status, capture.http_status) == (place, Status.NEW, 200)
    assert desk.archive.revisions(1)[0].capture_id == capture.id


def test_statistics_count_by_site_month_and_run(desk: Desk) -> None:
    desk.read(A, title="One", published=make_moment("2021-02-19"))
    desk.read(A + "-2", title="Two", published=make_moment("2021-02-20"))
    desk.read(A + "-3", title="Three", published=None)
    desk.next_run()

    stats = desk.archive.stats()

    assert (stats.articles, stats.revisions, stats.captures, stats.links) == (3, 3, 3, 3)
    (site,) = stats.sites
    assert (site.site, site.articles, site.first_published, site.last_published) == (
        "courier.example",
        3,
        date(2021, 2, 19),
        date(2021, 2, 20),
    )
    assert {month.month: month.articles for month in stats.months} == {None: 1, "2021-02": 2}
    assert [crawl.counts for crawl in stats.crawls] == [{}, {Status.NEW: 3}]


def test_statistics_of_an_empty_archive_are_zero(archive: Archive) -> None:
    stats = archive.stats()

    assert (stats.articles, stats.sites, stats.months, stats.crawls) == (0, (), (), ())


def test_people_can_ask_in_sql(desk: Desk) -> None:
    desk.read(
        A, title="Bridge opens", body="It is open.", authors=(Author(name="Sara Amin"), Author(name="R. Dal"))
    )

    result = desk.archive.sql("SELECT title, authors, body, published_day FROM article_text;")

    assert result.columns == ("title", "authors", "body", "published_day")
    assert [tuple(map(str, row)) for row in result.rows] == [
        ("Bridge opens", "Sara Amin; R. Dal", "It is open.", "2021-02-19")
    ]


def test_the_full_text_index_can_be_asked_in_sql(sqlite_desk: Desk) -> None:
    sqlite_desk.read(A, title="Bridge opens")

    result = sqlite_desk.archive.sql("SELECT rowid FROM article_search WHERE article_search MATCH 'bridge'")

    assert result.rows == ((1,),)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("DELETE FROM article", "only statements that read"),
        ("DROP TABLE article", "only statements that read"),
        ("ATTACH 'other.sqlite' AS other", "only statements that read"),
        ("PRAGMA journal_mode = DELETE", "only statements that read"),
        ("PRAGMA query_only = OFF", "only statements that read"),
        ("VACUUM INTO 'copy.sqlite'", "only statements that read"),
        ("SELECT 1; SELECT 2", "one statement"),
        ("SELEC", "syntax error"),
        ("SELECT * FROM recipe", "no such table"),
        ("SELECT randomblob(1000000000)", "too big"),
        ("", "no rows"),
        ("SELECT '\x00'", "null|unrecognized|embedded"),
    ],
)
def test_a_wrong_or_writing_statement_is_refused_in_one_line(
    sqlite_desk: Desk, statement: str, why: str
) -> None:
    sqlite_desk.read(A)

    with pytest.raises(QueryError, match=why) as caught:
        sqlite_desk.archive.sql(statement)

    assert "\n" not in caught.value.message
    assert sqlite_desk.archive.stats().articles == 1


def test_a_statement_without_end_is_stopped(archive: Archive) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

    with pytest.raises(QueryError, match=r"stopped after 0\.1 seconds"):
        archive.sql(endless, seconds=0.1)


def test_more_rows_than_asked_for_are_cut_and_said_so(archive: Archive) -> None:
    result = archive.sql("SELECT 1 UNION SELECT 2 UNION SELECT 3", max_rows=2)

    assert (result.rows, result.cut) == (((1,), (2,)), True)


def test_tables_have_types_a_browser_of_databases_understands(sqlite_archive: Archive) -> None:
    types = {row[1]: row[2] for row in sqlite_archive.sql("PRAGMA table_info(article)").rows}

    assert (types["id"], types["published_day"], types["published_at"]) == ("INTEGER", "DATE", "DATETIME")
    assert (types["paywalled"], types["word_count"], types["title"]) == ("BOOLEAN", "INTEGER", "TEXT")
