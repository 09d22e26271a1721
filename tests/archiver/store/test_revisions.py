"""What each revision changed is kept with it; what became of an article since is its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archiver.article import Anchor, Block, BlockKind
from archiver.dedupe.worddiff import Side
from archiver.errors import QueryError
from archiver.link import Status
from archiver.outcome import Outcome
from archiver.store.history_records import EventKind
from archiver.testing import make_article, make_blocks, make_capture
from archiver.text import write_marks

if TYPE_CHECKING:
    from archiver.store import Saved
    from tests.archiver.store.conftest import Desk

A = "https://courier.example/town/ferry-aground"
HOME = "https://courier.example/"
LEAD = "A ferry with 214 passengers ran aground off Marrow Point on Tuesday night, the harbour office said."
CREW = (
    "The captain told the rescuers that the rudder had failed twice before the ship left the port of Ostrel."
)
TUGS = "Two tugs from the naval base pulled her free at dawn, and divers looked at the hull in the afternoon."
WIND = (
    "Winds of up to ninety kilometres an hour are expected on the coast until Thursday, forecasters warned."
)


def read(desk: Desk, *paragraphs: str, **changes: object) -> Saved:
    """The page is looked at an hour later."""
    desk.next_run()
    return desk.read(A, title="Ferry runs aground", body=list(paragraphs), **changes)


def refuse(desk: Desk, reason: str, **capture: object) -> Saved:
    """The page answers, and holds no article."""
    desk.next_run()
    (link,) = desk._links(A)
    answered = make_capture(url=A, link=link, fetched_at=desk.now, **capture)
    outcome = Outcome(link=link, capture=answered, status=Status.REFUSED, reason=reason)
    return desk.archive.save([outcome], desk.crawl_id, desk.now)[0]


def test_a_revision_says_what_it_changed(desk: Desk) -> None:
    read(desk, LEAD, CREW)
    read(desk, LEAD.replace("214", "241"), CREW, TUGS)

    first, second = desk.archive.revisions(1)
    assert first.change is None
    assert second.change is not None
    assert second.change.kind == "update"
    assert (second.change.words_added, second.change.words_removed) == (1 + len(TUGS.split()), 1)


def test_the_class_of_a_change_can_be_asked_for_in_sql(desk: Desk) -> None:
    read(desk, LEAD, CREW)
    read(desk, LEAD.replace("214", "241"), CREW)

    asked = desk.archive.sql("SELECT change, words_added FROM revision WHERE change IS NOT NULL")

    assert asked.rows == (("correction", 1),)


@pytest.mark.parametrize(
    "line", ["Updated 3 minutes ago", "27 comments", "Advertisement", "آخر تحديث منذ 5 دقائق"]
)
def test_a_line_printed_anew_at_every_look_makes_no_revision(desk: Desk, line: str) -> None:
    read(desk, LEAD, CREW)

    saved = read(desk, line, LEAD, CREW)

    assert saved.status is Status.UNCHANGED
    assert desk.archive.article(1).body == f"{LEAD}\n\n{CREW}"


def test_a_line_that_stood_on_the_page_before_makes_no_revision(desk: Desk) -> None:
    page = write_marks([LEAD, CREW, WIND])
    read(desk, LEAD, CREW, page_lines=page)

    assert read(desk, LEAD, CREW, WIND, page_lines=page).status is Status.UNCHANGED


def test_a_new_line_makes_one_though_the_page_is_known(desk: Desk) -> None:
    read(desk, LEAD, CREW, page_lines=write_marks([LEAD, CREW]))

    saved = read(desk, LEAD, CREW, WIND, page_lines=write_marks([LEAD, CREW, WIND]))

    assert saved.status is Status.REVISED


def test_a_line_that_was_only_a_link_makes_no_revision(desk: Desk) -> None:
    read(desk, LEAD, CREW)
    text = "Read also: The bridge opens again"
    anchor = Anchor(start=11, end=len(text), url="https://courier.example/town/bridge")
    pointer = Block(kind=BlockKind.PARAGRAPH, text=text, links=(anchor.url,), anchors=(anchor,))

    desk.next_run()
    saved = desk.read(
        A, title="Ferry runs aground", blocks=(*make_blocks([LEAD]), pointer, *make_blocks([CREW]))
    )

    assert saved.status is Status.UNCHANGED


def test_words_read_again_change_what_the_next_revision_changed(desk: Desk) -> None:
    read(desk, LEAD, CREW)
    read(desk, LEAD.replace("214", "241"), CREW)

    desk.archive.reread([(1, 1, make_article(url=A, title="Ferry runs aground", body=[LEAD]))], desk.now)

    change = desk.archive.revisions(1)[1].change
    assert change is not None
    assert change.words_added == 1 + len(CREW.split())


@pytest.mark.parametrize("reason", ["HTTP 404", "HTTP 410"])
def test_a_page_that_is_gone_says_why(desk: Desk, reason: str) -> None:
    read(desk, LEAD, CREW)
    desk.end(A, Status.GONE, reason=reason)

    assert desk.archive.article(A).gone_reason == reason


@pytest.mark.parametrize("reason", ["withdrawn", "soft 404"])
def test_a_notice_in_the_place_of_an_article_marks_it_withdrawn(desk: Desk, reason: str) -> None:
    read(desk, LEAD, CREW)

    saved = refuse(desk, reason)

    record = desk.archive.article(A)
    assert (saved.status, saved.reason) == (Status.GONE, reason)
    assert (record.gone_at, record.gone_reason) == (desk.now, reason)
    assert record.body == f"{LEAD}\n\n{CREW}"


def test_a_page_that_leads_to_the_home_page_marks_it_withdrawn(desk: Desk) -> None:
    read(desk, LEAD, CREW)

    saved = refuse(desk, "index page", final_url=HOME)

    assert (saved.status, saved.reason) == (Status.GONE, "redirects to the home page")


@pytest.mark.parametrize(
    "reason", ["robot check", "consent page", "maintenance page", "login page", "paywall"]
)
def test_a_page_that_says_nothing_of_the_article_does_not_mark_it(desk: Desk, reason: str) -> None:
    read(desk, LEAD, CREW)

    assert refuse(desk, reason).status is Status.REFUSED
    assert desk.archive.article(A).gone_at is None


def test_a_notice_seen_again_unchanged_is_no_sign_of_life(desk: Desk) -> None:
    read(desk, LEAD, CREW)
    refuse(desk, "withdrawn")
    withdrawn_at = desk.now

    desk.next_run()
    saved = desk.end(A, Status.UNCHANGED, reason="same bytes")

    assert (saved.status, saved.reason) == (Status.GONE, "withdrawn")
    assert desk.archive.article(A).gone_at == withdrawn_at


def test_a_page_of_a_notice_nobody_knew_is_no_article(desk: Desk) -> None:
    assert refuse(desk, "withdrawn").status is Status.REFUSED


def test_a_history_tells_looks_changes_and_losses_in_order(desk: Desk) -> None:
    read(desk, LEAD, CREW)
    read(desk, LEAD, CREW)
    read(desk, LEAD, CREW)
    read(desk, LEAD, CREW, TUGS)
    refuse(desk, "withdrawn")
    refuse(desk, "robot check")
    read(desk, LEAD, CREW, TUGS)

    history = desk.archive.history(A)

    assert [(event.kind, event.looks) for event in history.events] == [
        (EventKind.FIRST_SEEN, 1),
        (EventKind.UNCHANGED, 2),
        (EventKind.REVISED, 1),
        (EventKind.WITHDRAWN, 1),
        (EventKind.NOT_READ, 1),
        (EventKind.BACK, 1),
    ]
    assert history.events[2].change is not None
    assert history.gone_at is None


def test_an_article_that_comes_back_with_other_words_is_a_revision(desk: Desk) -> None:
    read(desk, LEAD, CREW)
    desk.next_run()
    desk.archive.save(
        [
            Outcome(
                link=desk._links(A)[0],
                capture=make_capture(url=A, status=410, fetched_at=desk.now),
                status=Status.GONE,
                reason="HTTP 410",
            )
        ],
        desk.crawl_id,
        desk.now,
    )
    read(desk, LEAD, CREW, TUGS)

    *_, gone, back = desk.archive.history(1).events
    assert (gone.kind, gone.reason) == (EventKind.GONE, "HTTP 410")
    assert (back.kind, back.revision) == (EventKind.BACK, 2)


def test_a_diff_shows_the_newest_change(desk: Desk) -> None:
    read(desk, LEAD)
    read(desk, LEAD, CREW)
    read(desk, LEAD.replace("214", "241"), CREW)

    diff = desk.archive.diff(1)

    marked = [piece.text for one in diff.paragraphs for piece in one.pieces if piece.kind is not Side.SAME]
    assert (diff.old.number, diff.new.number) == (2, 3)
    assert marked == ["214", "241"]


def test_a_diff_shows_any_two_revisions(desk: Desk) -> None:
    read(desk, LEAD)
    read(desk, LEAD, CREW)
    read(desk, LEAD, CREW, TUGS)

    change = desk.archive.diff(1, 1, 3).change

    assert change is not None
    assert change.words_added == len(f"{CREW} {TUGS}".split())


@pytest.mark.parametrize(("old", "new"), [(None, None), (1, 2)])
def test_a_revision_that_is_not_there_is_told(desk: Desk, old: int | None, new: int | None) -> None:
    read(desk, LEAD)

    with pytest.raises(QueryError, match=r"revision") as told:
        desk.archive.diff(1, old, new)
    assert told.value.next_step == "archiver history 1"
