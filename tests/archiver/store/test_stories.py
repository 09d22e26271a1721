"""A story over time: who published first as far as the pages say, who copied, how much, and what each changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.dates import Moment, Precision
from archiver.dedupe.worddiff import Side
from archiver.errors import QueryError
from archiver.store.story_compared import compare_bodies, mark_changes
from archiver.store.story_order import compare_times
from archiver.store.story_records import Order, Role
from archiver.testing import make_moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from archiver.store import Archive

    Publish = Callable[..., int]
    Report = tuple[str, ...]

MORNING, NOON = "2021-02-19T09:30:00+03:00", "2021-02-19T12:00:00+03:00"


def test_the_first_by_printed_time_is_the_origin_whatever_the_zones(
    archive: Archive, publish: Publish, report: Report
) -> None:
    # 11:00 in the east is an hour and a half before 09:30 in the west
    later = publish(archive, "west.example", report, "2021-02-19T09:30:00+00:00")
    first = publish(archive, "east.example", report, "2021-02-19T11:00:00+03:00")

    story = archive.story(later)

    assert (story.origin_id, story.maybe_first) == (first, (first,))
    assert [(one.id, one.role, one.seconds_behind) for one in story.members] == [
        (first, Role.ORIGIN, None),
        (later, Role.COPY, 5400),
    ]


def test_an_origin_that_came_late_is_no_copy(archive: Archive, publish: Publish, report: Report) -> None:
    changed = [
        *report[:4],
        "Divers look at the foundations in the course of the weekend, the harbour office let it be known.",
    ]
    publish(archive, "west.example", report, NOON)
    publish(archive, "north.example", changed, NOON)
    first = publish(archive, "east.example", report, MORNING)

    row = archive.article(first).as_row()

    assert (row["story_role"], row["relation"], row["relation_to"]) == ("origin", None, None)
    assert [one.other_id for one in archive.relations(first) if not one.exact] == [first]


def test_a_day_without_an_hour_leaves_open_who_was_first(
    archive: Archive, publish: Publish, report: Report
) -> None:
    timed = publish(archive, "herald.example", report, MORNING)
    dated = publish(archive, "gazette.example", report, "2021-02-19")

    story = archive.story(timed)

    assert story.maybe_first == (timed, dated)
    copy = next(one for one in story.members if one.id == dated)
    assert (copy.order, copy.seconds_behind, copy.days_behind) == (Order.UNCLEAR, None, 0)


def test_pages_without_a_date_may_have_been_first(archive: Archive, publish: Publish, report: Report) -> None:
    dated = publish(archive, "herald.example", report, "2021-02-19")
    undated = publish(archive, "gazette.example", report, None)

    story = archive.story(dated)

    assert (story.origin_id, story.maybe_first) == (dated, (dated, undated))
    assert story.members[-1].published is None


def test_printed_days_settle_who_was_first(archive: Archive, publish: Publish, report: Report) -> None:
    later = publish(archive, "gazette.example", report, "2021-02-20")
    first = publish(archive, "herald.example", report, "2021-02-19")

    story = archive.story(later)

    assert story.maybe_first == (first,)
    assert [one.days_behind for one in story.members] == [None, 1]


def test_what_a_copy_changed_is_told(archive: Archive, publish: Publish, report: Report) -> None:
    publish(archive, "herald.example", report, MORNING, agency="Wire Norte")
    changed = [report[0], report[1].replace("the ferry", "the steamer"), *report[2:4]]
    copy_id = publish(archive, "gazette.example", changed, NOON, title="Canal closed")

    story = archive.story(copy_id)

    copy = story.members[1]
    assert (copy.role, copy.same_title, copy.added) == (Role.COPY, False, 1)
    assert [(one.before, one.after) for one in copy.differences] == [("ferry", "steamer"), (report[4], "")]
    assert copy.differences[0].lead.endswith("had to wait and the")
    assert story.agencies == (("Wire Norte", 1),)


def test_an_excerpt_stands_apart_from_the_copies(archive: Archive, publish: Publish, report: Report) -> None:
    whole = publish(archive, "herald.example", report, MORNING)
    short = publish(archive, "gazette.example", report[:2], "2021-02-20", title="In short")

    story = archive.story(short)

    assert [one.id for one in story.members] == [whole]
    (excerpt,) = story.excerpts
    assert (excerpt.id, excerpt.role, excerpt.own) == (short, Role.EXCERPT, 0.0)
    assert excerpt.carries is not None
    assert 0.3 < excerpt.carries < 0.5


def test_two_sites_with_one_teaser_both_have_an_excerpt(
    archive: Archive, publish: Publish, report: Report
) -> None:
    whole = publish(archive, "herald.example", report, MORNING)
    for site in ("gazette.example", "valley.example"):
        publish(archive, site, report[:2], "2021-02-20", title="Barge strikes lock gate")

    story = archive.story(whole)

    assert [one.site for one in story.members] == ["herald.example"]
    assert [one.site for one in story.excerpts] == ["gazette.example", "valley.example"]


def test_an_article_that_uses_passages_is_no_part_of_the_story(
    archive: Archive, publish: Publish, report: Report, feature: Report
) -> None:
    whole = publish(archive, "herald.example", report, MORNING)
    other = publish(archive, "weekly.example", feature, "2021-02-22", title="Who pays for the locks?")

    story = archive.story(whole)

    assert [one.id for one in story.members] == [whole]
    (sharing,) = story.sharing
    assert (sharing.id, sharing.role, sharing.relation and sharing.relation.kind) == (other, None, "partial")
    assert archive.article(other).story_role is Role.ALONE


def test_a_second_page_of_a_site_is_an_alias(archive: Archive, publish: Publish, report: Report) -> None:
    first = publish(archive, "herald.example", report, MORNING)
    changed = [*report[:4], report[4].replace("Divers", "Two divers")]
    second = publish(archive, "herald.example", changed, NOON)

    story = archive.story(first)

    assert [(one.id, one.role) for one in story.members] == [(first, Role.ORIGIN), (second, Role.ALIAS)]
    assert story.sites == ("herald.example",)


def test_relations_are_given_from_both_ends(archive: Archive, publish: Publish, report: Report) -> None:
    first = publish(archive, "herald.example", report, MORNING)
    second = publish(archive, "gazette.example", report, NOON)

    (relation,) = archive.relations(first)

    assert (relation.article_id, relation.other_id, relation.kind) == (second, first, "copy")
    assert (relation.exact, relation.containment) == (True, 1.0)
    assert archive.relations(second) == [relation]
    assert archive.article(second).relations == (relation,)
    assert archive.article(first).relations == ()


def test_an_article_alone_is_a_story_of_one(archive: Archive, publish: Publish, report: Report) -> None:
    alone = publish(archive, "herald.example", report, MORNING)

    story = archive.story(alone)

    assert (story.id, [one.role for one in story.members], story.sharing) == (None, [Role.ALONE], ())


def test_a_story_is_found_by_any_url_of_its_articles(
    archive: Archive, publish: Publish, report: Report
) -> None:
    publish(archive, "herald.example", report, MORNING)
    second = publish(archive, "gazette.example", report, NOON)

    assert archive.story("https://gazette.example/news/2?utm_source=mail").id is not None
    assert archive.story(str(second)) == archive.story(second)
    with pytest.raises(QueryError):
        archive.story(99)


@pytest.mark.parametrize(
    ("origin", "other", "order"),
    [
        (MORNING, NOON, Order.LATER),
        (NOON, MORNING, Order.EARLIER),
        (MORNING, MORNING, Order.UNCLEAR),
        ("2021-02-19", "2021-02-20", Order.LATER),
        ("2021-02-19", "2021-02-19", Order.UNCLEAR),
        ("2021-02-18", MORNING, Order.LATER),
        (MORNING, None, Order.UNCLEAR),
        # a clock without a zone is no instant
        ("2021-02-19T09:30:00", "2021-02-19T12:00:00", Order.UNCLEAR),
    ],
)
def test_no_hour_is_made_up(origin: str, other: str | None, order: Order) -> None:
    assert compare_times(make_moment(origin), make_moment(other) if other else None).order is order


def test_a_month_settles_nothing() -> None:
    month = Moment(raw="March 2021", day=make_moment("2021-03-01").day, precision=Precision.MONTH)

    assert compare_times(make_moment("2021-02-19"), month).order is Order.UNCLEAR


@pytest.mark.parametrize(
    ("origin", "other"), [("", ""), ("Rain.", ""), ("", "Rain."), ("雨が降った。", "雨。")]
)
def test_short_and_empty_texts_are_compared_as_far_as_they_go(origin: str, other: str) -> None:
    compared = compare_bodies(origin, other)

    assert (compared.carries, compared.own) == (0.0 if origin else None, 1.0 if other else None)


WORDS = st.lists(
    st.sampled_from(["rain", "fell,", "on.", "Orsa!", "\n\n", "١٤", "المطر", "雨"]), max_size=12
).map(" ".join)


@given(WORDS, WORDS)
def test_what_stays_and_what_is_added_is_the_article(origin: str, other: str) -> None:
    pieces = mark_changes(origin, other)

    kept = "".join(piece.text for piece in pieces if piece.kind is not Side.REMOVED)
    assert kept.split() == other.split()


def test_a_paragraph_that_only_moved_is_no_difference() -> None:
    first = "The gate, built in 1911, had been due for repair in the spring of this year."
    second = "Nobody was hurt, the harbour office said, but fourteen boats had to wait until Sunday."

    compared = compare_bodies(f"{first}\n\n{second}", f"{second}\n\n{first}")

    assert (compared.added, compared.left_out, compared.differences) == (0, 0, ())


def test_the_letters_of_another_keyboard_are_no_difference() -> None:
    compared = compare_bodies(
        "قال المسئولون إن ٤ أشخاص أصيبوا في الحادث.", "قال المسئولون ان 4 اشخاص اصيبوا في الحادث."
    )

    assert (compared.carries, compared.own, compared.differences) == (1.0, 0.0, ())


def test_what_stands_on_every_page_of_a_site_is_not_compared(
    archive: Archive, publish: Publish, report: Report
) -> None:
    rules = "Comments are read before they appear; please stay polite, name no private persons, and advertise nothing here."
    for name in ("amber", "birch", "cedar", "dune", "elm", "fern", "gorse", "heath"):
        own = [" ".join(f"{name}{number}" for number in range(start, start + 20)) for start in (0, 20)]
        publish(archive, "herald.example", [*own, rules], "2021-02-18", title=f"Notes on {name}")
    first = publish(archive, "herald.example", [*report, rules], MORNING)
    publish(archive, "gazette.example", report, NOON)

    copy = archive.story(first).members[1]

    assert (copy.carries, copy.left_out) == (1.0, 0)
