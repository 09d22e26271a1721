"""A site's template in the archive: what it changes was not changed by the newspaper."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from archiver.article import Removed
from archiver.extract.template import Template, TemplateLine, line_key
from archiver.link import Status
from archiver.testing import make_article
from archiver.testing.record import make_blocks

if TYPE_CHECKING:
    from datetime import datetime

    from archiver.article import Article
    from archiver.store import Archive
    from tests.archiver.store.conftest import Desk

PAGE = "https://courier.example/news/bridge"
NEWS = (
    "The bridge over the Aban opens on Friday, the council said, nine years after the first stone was laid."
)
OWNED = "The Courier belongs to its readers, and each of them has one vote at the meeting in spring."


def make_template(*lines: str, site: str = "courier.example") -> Template:
    return Template(
        site=site,
        learned_at="2021-02-20T12:00:00+00:00",
        pages=32,
        articles=32,
        lines=tuple(
            TemplateLine(
                key=line_key(line),
                markup="p < article",
                pages=31,
                of=32,
                example=line,
                first_seen="2021-02-19T06:30:00+00:00",
                last_seen="2021-02-20T12:00:00+00:00",
            )
            for line in lines
        ),
    )


def read_under_template(*left_out: str, body: str = NEWS) -> dict[str, Any]:
    """Fields of an article of whose page a template left out lines."""
    removed = tuple(
        Removed(text=text, reason="template", place="block 9", evidence="on 31 of 32 pages")
        for text in left_out
    )
    return {"blocks": make_blocks([body]), "removed": removed}


def read_whole(*lines: str) -> dict[str, Any]:
    return {"blocks": make_blocks([NEWS, *lines])}


# --- the template itself


def test_a_template_comes_back_as_it_was_kept(archive: Archive, now: datetime) -> None:
    template = make_template(OWNED)

    archive.save_template(template, now)

    assert archive.template("courier.example") == template


def test_a_new_template_takes_the_place_of_the_old(archive: Archive, now: datetime) -> None:
    archive.save_template(make_template(OWNED), now)

    archive.save_template(make_template(), now)

    assert archive.template("courier.example") == make_template()


def test_another_sites_template_is_not_this_ones(archive: Archive, now: datetime) -> None:
    archive.save_template(make_template(OWNED, site="herald.example"), now)

    assert archive.template("courier.example") is None


def test_a_template_learned_by_other_rules_is_learned_anew(archive: Archive, now: datetime) -> None:
    archive.save_template(replace(make_template(OWNED), rules=0), now)

    assert archive.template("courier.example") is None


def test_a_forgotten_template_is_gone(archive: Archive, now: datetime) -> None:
    archive.save_template(make_template(OWNED), now)

    assert archive.forget_template("courier.example")
    assert archive.template("courier.example") is None
    assert not archive.forget_template("courier.example")


def test_the_evidence_of_what_was_left_out_is_kept(desk: Desk) -> None:
    saved = desk.read(PAGE, **read_under_template(OWNED))

    assert saved.article_id is not None
    (removed,) = desk.archive.removed(saved.article_id)
    assert removed.evidence == "on 31 of 32 pages"


# --- a page seen again under another template


def test_a_line_the_template_now_leaves_out_makes_no_revision(desk: Desk) -> None:
    desk.read(PAGE, **read_whole(OWNED))
    desk.next_run()

    saved = desk.read(PAGE, **read_under_template(OWNED))

    assert saved.status is Status.UNCHANGED
    assert desk.count("revision") == 1
    assert desk.archive.article(PAGE).body == NEWS


def test_a_line_a_forgotten_template_had_left_out_makes_no_revision(desk: Desk) -> None:
    desk.read(PAGE, **read_under_template(OWNED))
    desk.next_run()

    saved = desk.read(PAGE, **read_whole(OWNED))

    assert saved.status is Status.UNCHANGED
    assert desk.archive.article(PAGE).body == f"{NEWS}\n\n{OWNED}"


def test_what_the_newspaper_changed_meanwhile_is_a_revision(desk: Desk) -> None:
    desk.read(PAGE, **read_whole(OWNED))
    desk.next_run()

    saved = desk.read(PAGE, **read_under_template(OWNED, body=NEWS.replace("nine", "ten")))

    assert saved.status is Status.REVISED


def test_a_line_the_newspaper_took_out_is_a_revision(desk: Desk) -> None:
    desk.read(PAGE, **read_whole(OWNED))
    desk.next_run()

    saved = desk.read(PAGE, **read_under_template())

    assert saved.status is Status.REVISED


def test_words_put_in_place_of_others_are_found_and_the_others_are_not(desk: Desk) -> None:
    desk.read(PAGE, **read_whole(OWNED))
    desk.next_run()

    desk.read(PAGE, **read_under_template(OWNED))

    assert desk.archive.search("readers vote spring").total == 0
    assert desk.archive.search("bridge Aban").total == 1


def test_paragraphs_in_another_order_are_a_revision_under_one_template(desk: Desk) -> None:
    second = "The ferry makes its last trip on the same day, with the band of the fire brigade on board."
    removed = read_under_template(OWNED)["removed"]
    desk.read(PAGE, blocks=make_blocks([NEWS, second]), removed=removed)
    desk.next_run()

    saved = desk.read(PAGE, blocks=make_blocks([second, NEWS]), removed=removed)

    assert saved.status is Status.REVISED


def test_words_read_again_and_revised_in_one_batch_are_found_by_the_last(desk: Desk) -> None:
    desk.read(PAGE, **read_whole(OWNED))
    desk.next_run()
    later = NEWS.replace("Friday", "Sunday")
    batch = [
        desk.outcome(PAGE, **read_under_template(OWNED)),
        desk.outcome(PAGE, **read_under_template(OWNED, body=later)),
    ]

    saved = desk.archive.save(batch, desk.crawl_id, desk.now)

    assert [one.status for one in saved] == [Status.UNCHANGED, Status.REVISED]
    assert [desk.archive.search(word).total for word in ("Sunday", "Friday", "readers")] == [1, 0, 0]


# --- reading stored pages again


@pytest.fixture
def stored(desk: Desk) -> int:
    saved = desk.read(PAGE, **read_whole(OWNED))
    assert saved.article_id is not None
    return saved.article_id


def reread(desk: Desk, article_id: int, article: Article) -> None:
    assert desk.archive.reread([(article_id, 1, article)], desk.now) == 1


def test_words_read_again_stand_in_the_same_revision(desk: Desk, stored: int) -> None:
    (before,) = desk.archive.revisions(stored)

    reread(desk, stored, make_article(url=PAGE, **read_under_template(OWNED)))

    (after,) = desk.archive.revisions(stored)
    assert (after.number, after.capture_id, after.seen_at) == (1, before.capture_id, before.seen_at)
    assert after.body == NEWS
    assert after.fingerprint != before.fingerprint


def test_that_they_were_read_again_is_noted(desk: Desk, stored: int) -> None:
    reread(desk, stored, make_article(url=PAGE, **read_under_template(OWNED)))

    assert desk.archive.sql("SELECT count(*) FROM revision WHERE reread_at IS NOT NULL").rows == ((1,),)


def test_reading_again_leaves_every_other_field_as_it_was(desk: Desk, stored: int) -> None:
    before = desk.archive.article(stored)

    reread(desk, stored, make_article(url=PAGE, title="Another", section="Sea", **read_under_template(OWNED)))

    after = desk.archive.article(stored)
    unlike = {name for name in before.__dataclass_fields__ if getattr(before, name) != getattr(after, name)}
    assert unlike == {"blocks", "fingerprint", "removed"}


def test_reading_an_old_revision_again_leaves_the_current_words(desk: Desk, stored: int) -> None:
    desk.next_run()
    desk.read(PAGE, blocks=make_blocks(["The bridge stays closed.", OWNED]))

    reread(desk, stored, make_article(url=PAGE, **read_under_template(OWNED)))

    assert [one.body for one in desk.archive.revisions(stored)] == [
        NEWS,
        f"The bridge stays closed.\n\n{OWNED}",
    ]
    assert desk.archive.article(stored).body.startswith("The bridge stays closed.")


def test_the_next_crawl_takes_words_read_again_for_what_they_are(desk: Desk, stored: int) -> None:
    reread(desk, stored, make_article(url=PAGE, **read_under_template(OWNED)))
    desk.next_run()

    assert desk.read(PAGE, **read_under_template(OWNED)).status is Status.UNCHANGED


def test_the_database_is_sound_after_reading_again(desk: Desk, stored: int) -> None:
    reread(desk, stored, make_article(url=PAGE, **read_under_template(OWNED)))

    assert desk.archive.check() == []
