"""What becomes of a page that was read: new, revised, unchanged, alias, duplicate, gone."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

import pytest

from archiver.article import Article, Author, Block, BlockKind, Candidate, Image, Reading, Removed
from archiver.dedupe.exact import fingerprint
from archiver.link import Link, Status, Via
from archiver.outcome import Outcome
from archiver.site import Site
from archiver.store.models import Base
from archiver.store.words import PLACES
from archiver.testing import make_article, make_capture, make_link, make_moment

if TYPE_CHECKING:
    from datetime import datetime

    from archiver.store import Archive
    from tests.archiver.store.conftest import Desk

A = "https://courier.example/town/bridge-opens"
B = "https://courier.example/town/bridge-opens-2"
LONG = " ".join(f"The mayor counted {n} boats under bridge {n * 7}." for n in range(20))
OTHER = " ".join(f"Rain fell on field {n} and barn {n * 3} flooded." for n in range(20))


def test_a_first_page_is_a_new_article(desk: Desk) -> None:
    saved = desk.read(A, title="Bridge opens", body=LONG)

    assert (saved.status, saved.revision) == (Status.NEW, 1)
    assert desk.archive.article(A).title == "Bridge opens"


def test_a_second_run_of_the_same_page_writes_no_article_rows(desk: Desk) -> None:
    tables = ("article", "revision", "reading", "removed", "article_url", "article_author", "image", "author")
    desk.read(A, body=LONG)
    before = {table: desk.count(table) for table in tables}

    desk.next_run()
    saved = desk.read(A, body=LONG)

    assert saved.status is Status.UNCHANGED
    assert {table: desk.count(table) for table in tables} == before
    assert desk.count("capture") == 2


def test_changed_words_are_a_revision(desk: Desk) -> None:
    desk.read(A, title="Blast kills one", body="Killed one, injured 14.")

    saved = desk.read(A, title="Blast kills two", body="Killed two, injured 14.")

    assert (saved.status, saved.revision) == (Status.REVISED, 2)
    bodies = [revision.body for revision in desk.archive.revisions(1)]
    assert bodies == ["Killed one, injured 14.", "Killed two, injured 14."]
    assert desk.archive.article(1).title == "Blast kills two"


def test_a_changed_headline_is_a_revision(desk: Desk) -> None:
    desk.read(A, title="Blast kills one", body=LONG)

    assert desk.read(A, title="Blast kills two", body=LONG).status is Status.REVISED


def test_another_kind_of_quote_is_no_revision(desk: Desk) -> None:
    desk.read(A, title="Mayor: 'no comment'", body=LONG + " “No”, she said.")

    saved = desk.read(A, title="Mayor: ‘no comment’", body=LONG + '  "No",\u00a0she said.')

    assert saved.status is Status.UNCHANGED


def test_a_revised_article_is_found_by_its_new_words_only(desk: Desk) -> None:
    desk.read(A, title="Blast", body="Killed one person.")
    desk.read(A, title="Blast", body="Killed seventeen people.")

    assert desk.archive.search("seventeen").total == 1
    assert desk.archive.search("person").total == 0


def test_another_url_of_a_held_article_is_an_alias(desk: Desk) -> None:
    desk.read(A, body=LONG)

    saved = desk.read(A + "/amp-story", body=LONG + " Share this.", canonical_url=A)

    assert (saved.status, saved.article_id, saved.revision) == (Status.ALIAS, 1, None)
    assert desk.archive.article(A + "/amp-story").id == 1
    assert desk.count("revision") == 1


def test_the_canonical_page_after_its_alias_makes_no_revision(desk: Desk) -> None:
    desk.read(B, title="Bridge opens", body=LONG, canonical_url=A)

    saved = desk.read(A, title="Bridge opens", body=LONG + " A longer ending.")

    assert (saved.status, saved.article_id) == (Status.ALIAS, 1)
    record = desk.archive.article(1)
    assert (record.revision, record.url) == (1, A)
    assert record.body.endswith("A longer ending.")


def test_the_alias_read_again_makes_no_revision_of_the_canonical_page(desk: Desk) -> None:
    desk.read(B, body=LONG, canonical_url=A)
    desk.read(A, body=LONG + " A longer ending.")

    desk.next_run()
    saved = desk.read(B, body=LONG, canonical_url=A)

    assert saved.status is Status.ALIAS
    assert desk.count("revision") == 1


def test_an_alias_that_is_all_a_site_lists_is_revised_like_any_page(desk: Desk) -> None:
    desk.read(B, body=LONG, canonical_url=A)

    saved = desk.read(B, body=LONG + " Updated at noon.", canonical_url=A)

    assert saved.status is Status.REVISED


def test_a_canonical_url_of_an_article_with_other_words_is_not_believed(desk: Desk) -> None:
    desk.read(A, title="Bridge opens", body=LONG)

    saved = desk.read(B, title="Rain", body=OTHER, canonical_url=A)

    assert (saved.status, saved.article_id) == (Status.NEW, 2)
    assert desk.archive.article(A).title == "Bridge opens"
    assert desk.archive.article(B).title == "Rain"


def test_a_lying_canonical_that_came_first_gives_the_url_back(desk: Desk) -> None:
    desk.read(B, title="Rain", body=OTHER, canonical_url=A)

    saved = desk.read(A, title="Bridge opens", body=LONG)

    assert (saved.status, saved.article_id) == (Status.NEW, 2)
    assert desk.archive.article(A).title == "Bridge opens"
    assert desk.archive.article(B).title == "Rain"
    assert desk.read(B, title="Rain", body=OTHER, canonical_url=A).status is Status.UNCHANGED


def test_a_canonical_url_of_another_newspaper_is_not_believed(desk: Desk) -> None:
    desk.read(A, body=LONG, canonical_url="https://wire.example/origin")

    assert desk.archive.article(1).canonical_url == A


def test_pages_that_all_name_the_home_page_as_canonical_stay_apart(desk: Desk) -> None:
    home = "https://courier.example/"

    first = desk.read(A, title="Bridge", body=LONG, canonical_url=home)
    second = desk.read(B, title="Rain", body=OTHER, canonical_url=home)

    assert (first.status, second.status) == (Status.NEW, Status.NEW)
    assert desk.archive.article(1).canonical_url == A


def test_a_moved_article_keeps_its_row_and_takes_the_new_url(desk: Desk) -> None:
    desk.read(A, body=LONG)

    saved = desk.read(A, body=LONG, final_url=B, canonical_url=B)

    assert saved.article_id == 1
    assert desk.archive.article(1).canonical_url == B
    assert desk.read(B, body=LONG + " Edited.").status is Status.REVISED


def test_a_link_that_redirects_to_a_held_article_is_an_alias_each_time(desk: Desk) -> None:
    desk.read(A, body=LONG)

    first = desk.read(B, body=LONG, final_url=A, canonical_url=A)
    desk.next_run()
    second = desk.read(B, body=LONG, final_url=A, canonical_url=A)

    assert (first.status, second.status) == (Status.ALIAS, Status.ALIAS)


def test_the_same_words_elsewhere_on_the_site_are_a_duplicate(desk: Desk) -> None:
    desk.read(A, body=LONG)

    saved = desk.read(B, body=LONG)

    assert (saved.status, saved.article_id) == (Status.DUPLICATE, 1)
    assert (desk.count("article"), desk.count("revision")) == (1, 1)
    desk.next_run()
    assert desk.read(B, body=LONG).status is Status.DUPLICATE


def test_a_duplicate_whose_words_become_its_own_is_an_article(desk: Desk) -> None:
    desk.read(A, title="Live", body=LONG)
    desk.read(B, title="Live", body=LONG)

    saved = desk.read(B, title="Rain", body=OTHER)

    assert (saved.status, saved.article_id) == (Status.NEW, 2)
    assert desk.archive.article(B).id == 2


def test_few_words_are_the_same_by_chance(desk: Desk) -> None:
    desk.read(A, title="Goal in Ardal", body="Updating …")

    saved = desk.read(B, title="Goal in Berk", body="Updating …")

    assert saved.status is Status.NEW


def test_the_same_words_on_another_site_are_an_article_of_their_own(
    desk: Desk, archive: Archive, now: datetime
) -> None:
    desk.read(A, title="Wire", body=LONG)
    url = "https://herald.example/wire"
    outcome = Outcome(
        link=make_link(url=url, site="herald.example"),
        capture=make_capture(url=url),
        article=make_article(url=url, site="herald.example", title="Wire", body=LONG),
    )

    (saved,) = archive.save([outcome], None, now)

    assert (saved.status, saved.article_id) == (Status.DUPLICATE, 2)
    assert (archive.article(2).duplicate_of, archive.article(2).site) == (1, "herald.example")


def test_a_304_leaves_the_article_and_is_unchanged(desk: Desk) -> None:
    desk.read(A, body=LONG)
    desk.next_run()

    saved = desk.end(A, Status.UNCHANGED, capture=make_capture("", url=A, status=304, fetched_at=desk.now))

    assert (saved.status, saved.article_id) == (Status.UNCHANGED, 1)
    assert desk.archive.article(1).last_seen_at == desk.now


def test_a_304_of_a_page_that_was_no_article_keeps_its_reason(desk: Desk) -> None:
    desk.end(A, Status.REFUSED, reason="index page", capture=make_capture("x", url=A))
    desk.next_run()

    saved = desk.end(A, Status.UNCHANGED, capture=make_capture("", url=A, status=304))

    assert (saved.status, saved.reason) == (Status.REFUSED, "index page")


def test_an_article_whose_page_is_gone_stays_and_says_since_when(desk: Desk) -> None:
    desk.read(A, body=LONG)
    desk.next_run()

    desk.end(
        A, Status.GONE, reason="HTTP 404", capture=make_capture("", url=A, status=404, fetched_at=desk.now)
    )

    record = desk.archive.article(1)
    assert (record.gone_at, record.body) == (desk.now, LONG)


def test_a_page_that_comes_back_is_gone_no_more(desk: Desk) -> None:
    desk.read(A, body=LONG)
    desk.end(A, Status.GONE, reason="HTTP 404")

    desk.read(A, body=LONG)

    assert desk.archive.article(1).gone_at is None


def test_one_batch_may_hold_an_article_its_alias_and_its_duplicate(desk: Desk) -> None:
    outcomes = [
        desk.outcome(A, body=LONG),
        desk.outcome(A + "/print-view", body=LONG, canonical_url=A),
        desk.outcome(B, body=LONG),
        desk.outcome("https://courier.example/rain", title="Rain", body=OTHER),
    ]

    saved = desk.archive.save(outcomes, desk.crawl_id, desk.now)

    assert [one.status for one in saved] == [Status.NEW, Status.ALIAS, Status.DUPLICATE, Status.NEW]
    assert (desk.count("article"), desk.count("capture")) == (2, 4)


def test_a_batch_may_hold_an_article_and_its_revision(desk: Desk) -> None:
    first = desk.outcome(A, title="One", body="Killed one, injured 14.", tags=("blast", "town"))
    second = desk.outcome(A, title="Two", body="Killed two, injured 14.", tags=("blast",))

    desk.archive.save([first, second], desk.crawl_id, desk.now)

    assert desk.archive.article(1).tags == ("blast",)
    assert [hit.title for hit in desk.archive.search("killed")] == ["Two"]
    assert desk.archive.search("one").total == 0


def test_every_field_is_read_back_as_it_was_written(desk: Desk) -> None:
    article = fingerprint(_full_article())

    desk.archive.save([replace(desk.outcome(A), article=article)], desk.crawl_id, desk.now)

    record = desk.archive.article(1)
    for field in fields(Article):
        assert getattr(record, field.name) == getattr(article, field.name), field.name


def _full_article() -> Article:
    lost = Candidate(value="Desk", source="meta", rule="meta[name=author]", raw="By Desk", confidence=0.4)
    won = Candidate(value="Sara Amin", source="json-ld", rule="author.name", raw="Sara Amin", confidence=0.9)
    return Article(
        url=A,
        canonical_url=A,
        urls=(A + "/amp.html", "https://courier.example/?p=7"),
        site="courier.example",
        title="پردەکە کرایەوە",
        alternative_title="Bridge",
        description="It is open.",
        authors=(
            Author(name="Sara Amin", url="https://courier.example/by/sara"),
            Author(name="Town Desk", kind="organisation"),
        ),
        published=make_moment("2021-02-19"),
        modified=make_moment("2021-02-19T09:30:00+03:00"),
        language="ckb",
        language_declared="ku",
        section="Town",
        tags=("bridge", "river"),
        blocks=(
            Block(kind=BlockKind.HEADING, text="Opening", level=2),
            Block(kind=BlockKind.PARAGRAPH, text=LONG, links=("https://courier.example/boats",)),
            Block(kind=BlockKind.CAPTION, text="The bridge at noon"),
        ),
        images=(
            Image(url="https://courier.example/1.jpg", caption="The bridge", credit="R. Dal", lead=True),
            Image(url="https://courier.example/2.jpg"),
        ),
        links=("https://courier.example/boats",),
        paywalled=False,
        paywall_evidence="isAccessibleForFree: true",
        agency="AFP",
        credit_line="AFP / The Courier",
        dateline="ERBIL, Kurdistan Region",
        genre="news",
        readings=(Reading(field="authors", winner=won, losers=(lost,)),),
        removed=(Removed(text="A+ A-", reason="font control", place="block 2"),),
    )


def test_every_field_of_an_article_has_its_place_in_the_tables() -> None:
    tables = Base.metadata.tables

    assert set(PLACES) == {field.name for field in fields(Article)}
    for places in PLACES.values():
        for place in places:
            table, _, column = place.partition(".")
            assert not column or column in tables[table].columns, place


@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b", "\udfff"])
def test_text_no_database_takes_is_cleaned_and_stored(desk: Desk, bad: str) -> None:
    article = replace(
        _full_article(),
        title=bad,
        tags=(bad,),
        authors=(Author(name=bad),),
        blocks=(Block(kind=BlockKind.PARAGRAPH, text=bad + LONG),),
        urls=(A + "/" + bad,),
    )

    (saved,) = desk.archive.save([replace(desk.outcome(A), article=article)], desk.crawl_id, desk.now)

    assert saved.status is Status.NEW
    assert "\ufffd" in str(desk.archive.article(1).title)
    assert desk.archive.check() == []


def test_a_value_the_database_refuses_fails_alone(desk: Desk) -> None:
    good, bad = desk.outcome(A, body=LONG), desk.outcome(B, title="Rain", body=OTHER)
    assert bad.capture is not None
    bad = replace(bad, capture=replace(bad.capture, status=2**80))

    saved = desk.archive.save([good, bad], desk.crawl_id, desk.now)

    assert [one.status for one in saved] == [Status.NEW, Status.FAILED]
    assert saved[1].reason == "could not be stored"
    assert desk.count("article") == 1


def test_a_batch_may_hold_outcomes_of_several_runs(desk: Desk, archive: Archive) -> None:
    url = "https://herald.example/wire"
    herald = archive.start_crawl("run", Site(name="herald.example", url="https://herald.example/"), desk.now)
    assert herald is not None
    (link,) = archive.file_links(herald, None, [make_link(url=url)], desk.now)
    other = Outcome(link=link, capture=make_capture(url=url), article=make_article(url=url, body=OTHER))

    saved = archive.save([desk.outcome(A, body=LONG), other], now=desk.now)

    assert [one.status for one in saved] == [Status.NEW, Status.NEW]
    assert archive.sql("SELECT crawl_id FROM capture ORDER BY id").rows == ((desk.crawl_id,), (herald,))
    accounts = [archive.account(crawl_id) for crawl_id in (desk.crawl_id, herald)]
    assert [account.counts for account in accounts] == [{Status.NEW: 1}, {Status.NEW: 1}]


def test_authors_and_keywords_of_a_batch_are_rows_once(desk: Desk) -> None:
    credited = {"authors": (Author(name="Ada Moss"),), "tags": ("harbour", "ferries")}

    desk.archive.save(
        [desk.outcome(A, body=LONG, **credited), desk.outcome(B, title="Rain", body=OTHER, **credited)],
        now=desk.now,
    )

    assert (desk.count("author"), desk.count("article_author")) == (1, 2)
    assert (desk.count("tag"), desk.count("article_tag")) == (2, 4)


def test_a_link_that_was_never_filed_is_filed_with_its_outcome(desk: Desk, archive: Archive) -> None:
    link = Link(url=A, via=Via.SPIDER)

    (saved,) = archive.save([Outcome(link=link, article=make_article(url=A))], desk.crawl_id, desk.now)

    stored = archive.link(A)
    assert stored is not None
    assert (stored.link.id, stored.status, stored.link.via) == (saved.link_id, Status.NEW, Via.SPIDER)


def test_a_link_that_is_no_url_ends_as_failed(archive: Archive, now: datetime) -> None:
    article = Article(url="not a url", canonical_url="not a url", title="Bridge")
    outcome = Outcome(link=Link(url="javascript:void(0)", via=Via.SPIDER), article=article)

    (saved,) = archive.save([outcome], None, now)

    assert (saved.status, saved.reason) == (Status.FAILED, "not a URL")


def test_two_spellings_with_one_key_are_both_kept(desk: Desk) -> None:
    spellings = (A + "?utm_source=x", "http://www.courier.example/town/bridge-opens")

    desk.read(A, body=LONG, urls=spellings)

    assert set(desk.archive.article(1).urls) == set(spellings)


def test_an_og_url_shared_by_all_pages_joins_no_articles(desk: Desk) -> None:
    home = ("https://courier.example/news",)

    desk.read(A, title="Bridge", body=LONG, urls=home)
    saved = desk.read(B, title="Rain", body=OTHER, urls=home)

    assert saved.status is Status.NEW
    assert desk.archive.article(B).title == "Rain"


def test_a_displaced_article_whose_page_is_anothers_now_is_revised_in_place(desk: Desk) -> None:
    desk.read(B, title="Bridge opens", body=LONG, canonical_url=A)
    desk.read(B, title="Rain", body=OTHER)

    saved = desk.read(
        A, title="Snow", body="Snow lay on every roof of the town this morning, said the mayor."
    )

    assert (saved.status, saved.article_id) == (Status.REVISED, 1)
    assert desk.archive.article(B).title == "Rain"


def test_nul_in_json_is_cleaned_and_an_escaped_backslash_is_not(desk: Desk) -> None:
    blocks = (Block(kind=BlockKind.PARAGRAPH, text="a\x00b " + r"c:\u0000 d"),)

    desk.archive.save(
        [replace(desk.outcome(A), article=replace(make_article(url=A), blocks=blocks))],
        desk.crawl_id,
        desk.now,
    )

    assert desk.archive.article(1).body == "a\ufffdb " + r"c:\u0000 d"
