"""Relations and stories as articles come in: one by one or many at once, in any order, to either kind of database."""

from __future__ import annotations

import random
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from archiver.link import Status
from archiver.outcome import Outcome
from archiver.store import Archive, upgrade
from archiver.store.printed import KinMemory
from archiver.store.stories import _MEMBERS
from archiver.testing import make_article, make_link, make_moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from archiver.store import Saved

NOW = datetime(2021, 2, 25, 12, tzinfo=UTC)
VOCABULARY = """
harbour council bridge winter ferry timber railway school market mayor river engineer budget storm valley
fisher bakery museum tunnel orchard signal lantern quarry meadow printer ladder anchor kettle saddle
violin opened closed counted promised carried painted measured repaired borrowed expected watched
gathered planted answered lowered quietly slowly again yesterday northern broken wooden narrow early
public distant careful
"""
WORDS = VOCABULARY.split()


def make_text(subject: str, paragraphs: int = 5) -> list[str]:
    """Paragraphs of some forty words on a subject; two subjects share no run of words."""
    chance = random.Random(subject)
    return [
        f"The {subject} {' '.join(chance.choices(WORDS, k=38))} on the {subject} side."
        for _ in range(paragraphs)
    ]


def outcome(site: str, name: str, body: Sequence[str], day: str = "2021-02-24", **changes: object) -> Outcome:
    """An article of a site, filed under a name of its own."""
    url = f"https://{site}/news/{name}"
    article = make_article(
        **{
            "title": f"{name} of {site}",
            "url": url,
            "site": site,
            "body": body,
            "published": make_moment(day),
        }
        | changes
    )
    return Outcome(link=make_link(url=url, site=site), article=article)


def save(archive: Archive, *outcomes: Outcome, batch: int = 1, now: datetime = NOW) -> list[Saved]:
    return [
        saved
        for at in range(0, len(outcomes), batch)
        for saved in archive.save(outcomes[at : at + batch], None, now)
    ]


def kinds(archive: Archive) -> set[tuple[str, str, str]]:
    """Relations, with the articles' names: who depends on whom, and how."""
    rows = archive.sql(
        "SELECT one.title, relation.kind, other.title FROM relation JOIN article AS one ON one.id = relation.article_id "
        "JOIN article AS other ON other.id = relation.other_id"
    ).rows
    return {(one, kind, other) for one, kind, other in rows}


def stories(archive: Archive) -> set[frozenset[str]]:
    """Titles of the articles of each story."""
    members: dict[int, set[str]] = {}
    for story, title in archive.sql("SELECT story_id, title FROM article WHERE story_id IS NOT NULL").rows:
        members.setdefault(story, set()).add(title)
    return {frozenset(titles) for titles in members.values()}


def newsroom() -> list[Outcome]:
    """A day's papers: three wire texts as four papers print them, teasers, a roundup, and what nobody copied."""
    printed: list[Outcome] = []
    papers = ("herald.example", "courier.example", "gazette.example", "mirror.example")
    wires = {subject: make_text(subject, 6) for subject in ("lighthouse", "tramway", "granary")}
    for number, (subject, text) in enumerate(wires.items()):
        printed += [
            outcome(papers[0], f"{subject}-a", text),
            outcome(papers[1], f"{subject}-b", text[:5]),
            outcome(papers[2], f"{subject}-c", [*make_text(f"own{number}", 1), *text]),
            outcome(papers[3], f"{subject}-teaser", [text[0]]),
        ]
    lead, second, _ = wires.values()
    printed.append(outcome(papers[3], "roundup", [*make_text("weekend", 4), lead[2], second[2]]))
    printed += [outcome(paper, "alone", make_text(paper.split(".")[0])) for paper in papers]
    return printed


# --- what is found


def test_a_copy_with_a_paragraph_cut_is_new_and_a_copy_of_the_first(archive: Archive) -> None:
    text = make_text("lighthouse")

    (_, copy) = save(
        archive, outcome("a.example", "one", text), outcome("b.example", "two", text[:4], "2021-02-25")
    )

    assert copy.status is Status.NEW
    assert kinds(archive) == {("two of b.example", "copy", "one of a.example")}
    assert stories(archive) == {frozenset({"one of a.example", "two of b.example"})}


def test_the_later_one_is_the_copy_whichever_came_first(archive: Archive) -> None:
    text = make_text("lighthouse")

    save(
        archive,
        outcome("b.example", "late", text[:4], "2021-02-24"),
        outcome("a.example", "early", text, "2021-02-23"),
    )

    assert kinds(archive) == {("late of b.example", "copy", "early of a.example")}


def test_an_excerpt_that_comes_before_its_parent_finds_it(archive: Archive) -> None:
    text = make_text("lighthouse", 8)

    save(archive, outcome("b.example", "brief", [text[0]]), outcome("a.example", "whole", text))

    assert kinds(archive) == {("brief of b.example", "excerpt", "whole of a.example")}


def test_another_url_of_a_paper_with_nearly_the_same_words_is_an_alias(archive: Archive) -> None:
    text = make_text("lighthouse", 8)
    again = [*text[:7], text[7].replace("The", "This", 1)]

    save(
        archive,
        outcome("a.example", "one", text),
        outcome("a.example", "two", again, title="one of a.example"),
    )

    assert [row[0] for row in archive.sql("SELECT kind FROM relation").rows] == ["alias"]


def test_a_few_common_passages_make_no_story(archive: Archive) -> None:
    lead, feature = make_text("lighthouse", 6), make_text("weekend", 6)

    save(archive, outcome("a.example", "report", lead), outcome("b.example", "feature", [*feature, lead[3]]))

    assert {kind for _, kind, _ in kinds(archive)} == {"partial"}
    assert stories(archive) == set()


def test_words_that_are_gone_still_find_their_copies(archive: Archive) -> None:
    old, new = make_text("lighthouse"), make_text("tramway")
    save(archive, outcome("a.example", "live", old), outcome("a.example", "live", new))

    save(archive, outcome("b.example", "copy", old[:4]))

    assert stories(archive) == {frozenset({"live of a.example", "copy of b.example"})}


def test_a_relation_stays_when_the_article_is_rewritten(archive: Archive) -> None:
    old, new = make_text("lighthouse"), make_text("tramway")
    save(archive, outcome("a.example", "live", old), outcome("b.example", "copy", old[:4], "2021-02-25"))

    save(archive, outcome("a.example", "live", new))

    assert kinds(archive) == {("copy of b.example", "copy", "live of a.example")}


def test_a_story_names_its_first_article_and_counts_its_sites(archive: Archive) -> None:
    text = make_text("lighthouse")
    save(
        archive,
        outcome("b.example", "two", text[:4], "2021-02-24"),
        outcome("a.example", "one", text, "2021-02-23", agency="Reuters"),
        outcome("c.example", "three", text[1:], "2021-02-25"),
    )

    rows = archive.sql("SELECT origin_id, first_published_day, agency, articles, sites FROM story").rows

    assert [(row[0], str(row[1]), *row[2:]) for row in rows] == [(2, "2021-02-23", "Reuters", 3, 3)]


def test_a_story_of_hundreds_of_sites_is_counted_to_the_last(
    sqlite_archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archiver.store.stories._LARGE", 5)
    monkeypatch.setattr("archiver.store.stories._SOME_MEMBERS", _MEMBERS.limit(6))
    text = make_text("lighthouse")
    late = [outcome(f"site{n}.example", "late", text[:4], "2021-02-24") for n in range(12)]
    early = outcome("first.example", "early", text, "2021-02-25", published=make_moment("2021-02-23"))

    save(sqlite_archive, *late, early, outcome("site3.example", "again", text[1:], "2021-02-24"))

    assert sqlite_archive.sql("SELECT origin_id, articles, sites FROM story").rows == ((13, 14, 13),)


def test_what_a_paper_prints_under_every_article_relates_nothing(archive: Archive) -> None:
    rules = [f"{' '.join(WORDS[at : at + 30])} and so on." for at in (0, 15)]
    shown = [outcome("a.example", name, [*make_text(name, 2), *rules]) for name in WORDS[:12]]

    save(archive, *shown)

    assert kinds(archive) == set()


def test_a_daily_report_that_says_the_same_on_two_days_is_two_articles(archive: Archive) -> None:
    roads = ["All main roads of the district are open; on the pass chains are needed above the tree line."]
    days = [
        outcome("a.example", day, roads, day, title="Roads today") for day in ("2021-02-19", "2021-02-20")
    ]

    saved = save(archive, *days)

    assert [one.status for one in saved] == [Status.NEW, Status.NEW]


# --- in whatever way they come


@pytest.mark.parametrize("batch", [4, 100])
def test_the_same_comes_of_many_at_once_as_of_one_by_one(
    archive: Archive, other_archive: Archive, batch: int
) -> None:
    save(other_archive, *newsroom())

    save(archive, *newsroom(), batch=batch)

    assert kinds(archive) == kinds(other_archive)
    assert stories(archive) == stories(other_archive)
    assert len(stories(archive)) == 3


@pytest.mark.parametrize("seed", range(3))
def test_within_a_day_any_order_gives_the_same_stories(
    archive: Archive, other_archive: Archive, seed: int
) -> None:
    shuffled = newsroom()
    random.Random(seed).shuffle(shuffled)
    save(other_archive, *newsroom(), batch=50)

    save(archive, *shuffled, batch=3)

    assert stories(archive) == stories(other_archive)


def test_two_programs_that_write_in_turn_see_each_others_articles(archive: Archive) -> None:
    text = make_text("lighthouse")
    with Archive.open(place_of(archive)) as second:
        save(archive, outcome("a.example", "one", text))
        save(second, outcome("b.example", "two", text[:4]))

        save(archive, outcome("c.example", "three", text[1:]))

    assert stories(archive) == {frozenset({"one of a.example", "two of b.example", "three of c.example"})}


def test_an_excerpt_goes_over_to_the_text_that_holds_more_of_it(archive: Archive) -> None:
    text = make_text("lighthouse", 8)
    brief = outcome("b.example", "brief", [text[0], text[1]])
    poor = outcome("a.example", "poor", [text[0], *make_text("tramway", 7)], "2021-02-24")
    save(archive, brief, poor)

    save(archive, outcome("c.example", "whole", text, "2021-02-25"))

    assert frozenset({"brief of b.example", "whole of c.example"}) in stories(archive)


# --- decided anew


def test_deciding_anew_finds_what_was_found_as_they_came(archive: Archive) -> None:
    save(archive, *newsroom())
    before = kinds(archive), stories(archive)

    found = archive.recompute()

    assert (kinds(archive), stories(archive)) == before
    assert (found.articles, found.added, found.removed, found.changed, found.moved) == (17, {}, {}, {}, ())


def test_articles_without_samples_get_them_when_all_is_decided_anew(archive: Archive) -> None:
    save(archive, *newsroom())
    before = stories(archive)
    with archive._write() as connection:
        for statement in (
            "DELETE FROM sample",
            "DELETE FROM relation",
            "DELETE FROM story",
            "DELETE FROM sheet",
            "UPDATE article SET story_id = NULL",
        ):
            connection.exec_driver_sql(statement)
    archive._memory = KinMemory()

    found = archive.recompute()

    assert stories(archive) == before
    assert (found.stories_before, found.stories_after, len(found.moved)) == (0, 3, 12)


def test_a_trial_of_deciding_anew_changes_nothing(archive: Archive) -> None:
    save(archive, *newsroom())
    with archive._write() as connection:
        connection.exec_driver_sql("DELETE FROM relation")
    progress: list[tuple[int, int]] = []

    found = archive.recompute(lambda done, of: progress.append((done, of)), dry_run=True)

    assert found.added["copy"] == 9
    assert progress == [(17, 17)]
    assert kinds(archive) == set()


# --- archives of older archivers


def test_an_upgrade_makes_relations_and_stories_of_duplicates(
    tmp_path: Path, sqlite_archive: Archive
) -> None:
    text = make_text("lighthouse")
    sites = ("a.example", "b.example", "c.example")
    save(
        sqlite_archive,
        *(outcome(site, "wire", text) for site in sites),
        outcome("a.example", "alone", make_text("x")),
    )
    engine = create_engine(f"sqlite:///{sqlite_archive.location}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", "archiver:store/migrations")
        config.attributes["connection"] = connection
        command.downgrade(config, "0007")
        old = connection.exec_driver_sql("SELECT id, duplicate_of_id FROM article ORDER BY id").all()
    engine.dispose()

    upgrade(sqlite_archive.location)

    assert [tuple(row) for row in old] == [(1, None), (2, 1), (3, 1), (4, None)]
    with Archive.open(sqlite_archive.location) as archive:
        assert [archive.article(one).duplicate_of for one in (1, 2, 3, 4)] == [None, 1, 1, None]
        assert archive.sql("SELECT id, origin_id, articles, sites FROM story").rows == ((1, 1, 3, 3),)
        assert archive.sql("SELECT story_id FROM article ORDER BY id").rows == ((1,), (1,), (1,), (None,))


def test_a_batch_that_fails_leaves_nothing_behind_in_memory(
    sqlite_archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = make_text("lighthouse")

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("archiver.store.kinship.find_candidates", fail)
        with pytest.raises(KeyboardInterrupt):
            save(sqlite_archive, outcome("a.example", "lost", text))
    save(sqlite_archive, outcome("a.example", "kept", make_text("tramway")))

    save(sqlite_archive, outcome("b.example", "copy", text[:4]))

    assert kinds(sqlite_archive) == set()


def place_of(archive: Archive) -> str:
    """Where an archive of the fixtures is."""
    place: str = getattr(archive._database, "_url", archive.location)
    return place


@pytest.fixture
def other_archive(empty_archive: Path, tmp_path: Path) -> Iterator[Archive]:
    """A second archive, always in a file: it stands for what the first is to be like."""
    shutil.copytree(empty_archive, tmp_path / "other")
    with Archive.open(tmp_path / "other") as archive:
        yield archive
