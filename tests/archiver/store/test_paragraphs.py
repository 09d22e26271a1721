"""Paragraphs that recur in a newspaper: noted, kept out of comparisons and revisions, cleaned from what is stored."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from archiver.dedupe.paragraphs import find_recurring, make_sheet
from archiver.link import Status
from archiver.store.printed import KinMemory
from archiver.store.shelf import Shelf
from archiver.testing import make_link
from archiver.testing.record import make_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archiver.extract.template import TemplateLine
    from archiver.store import Archive
    from tests.archiver.store.conftest import Desk

OWNED = "The Courier belongs to its readers, and each of them has one vote at the meeting in spring."
HOLIDAY = "Our office is closed until the sixth of January. We wish all readers a quiet new year."
_SYLLABLES = ["ba", "do", "ke", "lu", "mi", "na", "pe", "ro", "sa", "ti", "vo", "wu", "ya", "ze"]


def make_words(seed: object, count: int = 40) -> str:
    """Words no other seed gives, so that two articles share none by chance."""
    dice = random.Random(str(seed))
    return " ".join("".join(dice.choices(_SYLLABLES, k=3)) for _ in range(count))


def url_of(number: int) -> str:
    return f"https://courier.example/news/{number}"


def fields_of(seed: object, *more: str) -> dict[str, Any]:
    """An article of its own, which ends with *more*."""
    return {"title": f"News of {make_words(f'title {seed}', 3)}", "body": [make_words(seed), *more]}


def publish(desk: Desk, numbers: Iterable[int], *more: str) -> list[Status]:
    """Articles of their own, each of which ends with *more*, stored at once; gives how each ended."""
    outcomes = [desk.outcome(url_of(number), **fields_of(number, *more)) for number in numbers]
    return [saved.status for saved in desk.archive.save(outcomes, desk.crawl_id, desk.now)]


def recurring(archive: Archive) -> list[str]:
    return [row[0] for row in archive.sql("SELECT text FROM site_paragraph ORDER BY id").rows]


def body_of(archive: Archive, number: int) -> str:
    return archive.article(url_of(number)).body


# --- noted


def test_a_paragraph_under_three_articles_is_noted(archive: Archive, desk: Desk) -> None:
    publish(desk, range(3), OWNED)

    assert recurring(archive) == [OWNED]


def test_three_batches_note_what_one_would(archive: Archive, desk: Desk) -> None:
    for number in range(3):
        publish(desk, [number], OWNED)

    assert recurring(archive) == [OWNED]


@pytest.mark.parametrize("seed", range(2))
def test_articles_noted_one_by_one_give_what_a_look_at_all_gives(
    sqlite_archive: Archive, sqlite_desk: Desk, seed: int
) -> None:
    stub = [make_words(f"stub {part}", 12) for part in range(4)]
    stubs = [(f"s{at}", [make_words(f"s{at}", 10), *stub]) for at in range(9)]
    plain = [(f"p{at}", [make_words(f"p{at}"), OWNED][: 1 + at % 2]) for at in range(8)]
    versions = [(f"v{at}", [make_words(f"v{at}", 5), make_words("mill"), HOLIDAY]) for at in range(6)]
    articles = [*stubs, *plain, *versions]
    random.Random(seed).shuffle(articles)

    for name, body in articles:
        outcome = sqlite_desk.outcome(f"https://courier.example/{name}", title=make_words(name, 3), body=body)
        sqlite_archive.save([outcome], sqlite_desk.crawl_id, sqlite_desk.now)

    sheets = [make_sheet(at, make_words(name, 3), body) for at, (name, body) in enumerate(articles)]
    found = [row[0] for row in sqlite_archive.sql("SELECT key FROM site_paragraph").rows]
    assert set(found) == find_recurring(sheets)
    assert len(found) == 5


def test_two_newspapers_do_not_note_for_each_other(archive: Archive, desk: Desk) -> None:
    publish(desk, range(2), OWNED)
    herald = [desk.outcome(f"https://herald.example/{at}", **fields_of(f"h{at}", OWNED)) for at in range(2)]
    elsewhere = [replace(one, link=make_link(url=one.link.url, site="herald.example")) for one in herald]

    archive.save(elsewhere, None, desk.now)

    assert recurring(archive) == []


def test_what_was_noted_is_known_when_the_archive_is_opened_again(archive: Archive, desk: Desk) -> None:
    publish(desk, range(2), OWNED)
    archive._memory = KinMemory()

    publish(desk, [2], OWNED)

    assert recurring(archive) == [OWNED]


def test_a_batch_that_is_not_stored_notes_nothing(
    archive: Archive, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(desk, [0], OWNED)
    monkeypatch.setattr(Shelf, "flush", _break_off)
    with pytest.raises(KeyboardInterrupt):
        publish(desk, [1, 2], OWNED)
    monkeypatch.undo()

    publish(desk, [3], OWNED)

    assert recurring(archive) == []


def _break_off(shelf: Shelf) -> None:
    raise KeyboardInterrupt


def test_newspapers_that_share_only_boilerplate_have_no_relation(archive: Archive, desk: Desk) -> None:
    publish(desk, range(6), OWNED * 3)

    assert desk.count("relation") == 0


# --- no revision


def test_a_note_that_comes_under_known_articles_is_no_revision(archive: Archive, desk: Desk) -> None:
    publish(desk, range(10))
    desk.next_run()
    publish(desk, range(5), HOLIDAY)

    again = publish(desk, range(5, 10), HOLIDAY)

    assert again == [Status.UNCHANGED] * 5


def test_a_note_that_comes_under_all_articles_at_once_is_no_revision(archive: Archive, desk: Desk) -> None:
    publish(desk, range(6))
    desk.next_run()

    assert publish(desk, range(6), HOLIDAY) == [Status.UNCHANGED] * 6


def test_a_note_that_stays_is_no_revision_in_the_next_run_either(archive: Archive, desk: Desk) -> None:
    publish(desk, range(6))
    desk.next_run()
    publish(desk, range(6), HOLIDAY)
    desk.next_run()

    assert publish(desk, [0], HOLIDAY) == [Status.UNCHANGED]


def test_looking_again_at_unchanged_pages_notes_nothing(archive: Archive, desk: Desk) -> None:
    publish(desk, range(6))
    desk.next_run()
    publish(desk, range(6), HOLIDAY)
    noted = desk.count("sheet")
    desk.next_run()

    publish(desk, range(6), HOLIDAY)

    assert desk.count("sheet") == noted


def test_a_note_that_goes_is_no_revision(archive: Archive, desk: Desk) -> None:
    publish(desk, range(6), OWNED)
    desk.next_run()

    assert publish(desk, range(6)) == [Status.UNCHANGED] * 6


def test_a_new_wording_of_the_note_is_no_revision(archive: Archive, desk: Desk) -> None:
    publish(desk, range(6), OWNED)
    desk.next_run()

    assert publish(desk, [0], OWNED.replace("in spring", "in May")) == [Status.UNCHANGED]


def test_news_that_comes_with_the_note_is_a_revision(archive: Archive, desk: Desk) -> None:
    publish(desk, range(6), OWNED)
    desk.next_run()

    assert publish(desk, [0], "One of the injured has died.") == [Status.REVISED]


def test_a_paragraph_only_this_article_gets_is_a_revision(archive: Archive, desk: Desk) -> None:
    publish(desk, range(6), OWNED)
    desk.next_run()

    assert publish(desk, [0], OWNED, "One of the injured has died.") == [Status.REVISED]


# --- cleaned


@pytest.fixture
def lines(archive: Archive, desk: Desk) -> list[TemplateLine]:
    """What recurs in ten articles that end with the same note."""
    publish(desk, range(10), OWNED)
    return archive.recurring_paragraphs("courier.example")


def clean(archive: Archive, desk: Desk, lines: list[TemplateLine]) -> int:
    words = [(one.article_id, one.number, one.article) for one in archive.cleanings("courier.example", lines)]
    return archive.reread(words, desk.now)


def test_a_recurring_paragraph_tells_in_how_many_articles_it_stands(lines: list[TemplateLine]) -> None:
    assert [(line.example, line.evidence) for line in lines] == [(OWNED, "in 10 of 10 articles")]


def test_a_cleaned_article_is_left_with_its_own_words(
    archive: Archive, desk: Desk, lines: list[TemplateLine]
) -> None:
    clean(archive, desk, lines)

    assert body_of(archive, 3) == make_words(3)


def test_cleaning_makes_no_revision(archive: Archive, desk: Desk, lines: list[TemplateLine]) -> None:
    clean(archive, desk, lines)

    assert (desk.count("revision"), archive.article(url_of(0)).revision) == (10, 1)


def test_what_is_cleaned_is_kept_with_its_reason(
    archive: Archive, desk: Desk, lines: list[TemplateLine]
) -> None:
    clean(archive, desk, lines)

    (removed,) = archive.removed(archive.article(url_of(0)).id)
    assert (removed.text, removed.reason, removed.evidence) == (OWNED, "template", "in 10 of 10 articles")


def test_search_no_longer_finds_what_was_cleaned(
    archive: Archive, desk: Desk, lines: list[TemplateLine]
) -> None:
    before = archive.search("readers vote spring").total

    clean(archive, desk, lines)

    assert (before, archive.search("readers vote spring").total) == (10, 0)


def test_a_second_cleaning_finds_nothing_to_do(
    archive: Archive, desk: Desk, lines: list[TemplateLine]
) -> None:
    clean(archive, desk, lines)

    assert clean(archive, desk, lines) == 0


def test_what_was_cleaned_is_still_known(archive: Archive, desk: Desk, lines: list[TemplateLine]) -> None:
    clean(archive, desk, lines)

    assert [line.key for line in archive.recurring_paragraphs("courier.example")] == [
        line.key for line in lines
    ]


def test_an_article_of_nothing_else_keeps_its_words(
    archive: Archive, desk: Desk, lines: list[TemplateLine]
) -> None:
    desk.read(url_of(77), title="A gallery", blocks=make_blocks([OWNED]))

    clean(archive, desk, lines)

    assert body_of(archive, 77) == OWNED


def test_a_page_that_still_prints_it_is_unchanged(
    archive: Archive, desk: Desk, lines: list[TemplateLine]
) -> None:
    clean(archive, desk, lines)
    desk.next_run()

    assert publish(desk, [0], OWNED) == [Status.UNCHANGED]
