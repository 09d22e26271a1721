"""Commands that show a text once: `archiver story`, folded searches, `archiver cluster`, and what an export says of it."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from archiver.cli.html_page import page
from archiver.cli.place import make_archive
from archiver.config import Config
from archiver.store import Archive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.archiver.cli.conftest import Ran

    Publish = Callable[..., int]
    Report = tuple[str, ...]

#: Of the report, and of the feature that uses two of its paragraphs.
TITLE, OTHER = "Barge strikes lock gate at Orsa", "Who pays for the locks?"


@pytest.fixture
def told(tmp_path: Path, publish: Publish, report: Report, feature: Report) -> Path:
    """An archive of a report, two copies, an excerpt, and a feature that uses two of its paragraphs."""
    place = tmp_path / "told"
    make_archive(Config(archive=str(place)))
    changed = [
        *report[:3],
        report[3].replace("The mayor", "Mayor"),
        f"{report[4]} <b>Rain\x1b[2J</b> is forecast.",
    ]
    with Archive.open(place) as archive:
        publish(archive, "herald.example", report, "2021-02-19T09:30:00+03:00", agency="Wire Norte")
        publish(archive, "courier.example", report, "2021-02-19T08:10:00+00:00")
        publish(archive, "gazette.example", changed, "2021-02-20", title="=Canal\x1b[2J <closed>")
        publish(archive, "valley.example", report[:2], "2021-02-20", title="In short")
        publish(archive, "weekly.example", feature, "2021-02-22", title=OTHER)
    return place


def rows(ran: Ran) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(ran.out), delimiter="\t", quoting=csv.QUOTE_NONE))


def test_a_story_in_a_pipe_is_a_line_per_article(run: Callable[..., Ran], told: Path) -> None:
    found = rows(run("story", 2, "--archive", told))

    assert [(row["id"], row["role"], row["behind"]) for row in found] == [
        ("1", "origin", ""),
        ("2", "copy", "6000 s"),
        ("3", "copy", "1 d"),
        ("4", "excerpt", "1 d"),
        ("5", "partial", "3 d"),
    ]
    assert [(row["published"], row["precision"], row["zone"]) for row in found[1:3]] == [
        ("2021-02-19T08:10:00Z", "second", "+00:00"),
        ("2021-02-20", "day", ""),
    ]


def test_a_story_on_a_terminal_says_who_was_first_and_what_a_copy_changed(
    run_on_terminal: Callable[..., Ran], told: Path
) -> None:
    out = run_on_terminal("story", "https://courier.example/news/2", "--archive", told).out

    assert "herald.example, 2021-02-19 09:30:00 +03:00; by printed times and days" in out
    assert "+1 h 40 min" in out
    assert "{+<b>Rain\\x1b[2J</b> is forecast.+}" in out
    assert "the same words" in out
    assert "\x1b[2J" not in out


def test_a_story_as_json_has_all_of_it(run: Callable[..., Ran], told: Path) -> None:
    story = json.loads(run("story", 1, "--format", "json", "--archive", told).out)

    assert story["origin_id"] == 1
    assert story["agencies"] == [["Wire Norte", 1]]
    assert [one["published"] and one["published"]["raw"] for one in story["members"]] == [
        "2021-02-19T09:30:00+03:00",
        "2021-02-19T08:10:00+00:00",
        "2021-02-20",
    ]
    assert story["excerpts"][0]["relation"]["kind"] == "excerpt"


def test_a_story_as_a_page_needs_nothing_else_and_runs_nothing(run: Callable[..., Ran], told: Path) -> None:
    out = run("story", 1, "--format", "html", "--archive", told).out

    assert "=Canal\ufffd[2J &lt;closed&gt;" in out
    assert "<ins>" in out
    assert "&lt;b&gt;Rain" in out
    assert "src=" not in out
    assert "<script" not in out


def test_an_article_alone_is_said_to_be_alone(run_on_terminal: Callable[..., Ran], folder: Path) -> None:
    out = run_on_terminal("story", 1, "--archive", folder).out

    assert "none: this article is alone" in out
    assert "first seen" not in out


def test_a_paper_that_changed_its_date_is_marked(
    run_on_terminal: Callable[..., Ran], told: Path, publish: Publish, report: Report
) -> None:
    with Archive.open(told) as archive:
        publish(archive, "late.example", report, "2021-02-26T09:00:00+00:00")

    out = run_on_terminal("story", 1, "--archive", told).out

    assert "prints a time after the archive saw it (2021-02-25 12:06 UTC)" in out


def test_an_unknown_story_is_an_error(run: Callable[..., Ran], told: Path) -> None:
    ran = run("story", 99, "--archive", told)

    assert ran.code == 1
    assert "no article 99" in ran.err


def test_a_search_shows_a_text_once(run: Callable[..., Ran], told: Path) -> None:
    ran = run("search", "harbour", "office", "--archive", told)

    assert [(row["id"], row["more"]) for row in rows(ran)] == [("1", "+3 sites")]
    assert ran.err == "4 articles in 1 line; --expand shows each of them\n"


def test_an_expanded_search_shows_every_article(run: Callable[..., Ran], told: Path) -> None:
    ran = run("search", "harbour", "office", "--expand", "--format", "ids", "--archive", told)

    assert sorted(ran.out.split()) == ["1", "2", "3", "4"]
    assert ran.err == ""


def test_a_limit_counts_lines(run: Callable[..., Ran], told: Path) -> None:
    ran = run("search", "gate", "--limit", 1, "--archive", told)

    assert len(rows(ran)) == 1
    assert ran.err == "1 of 2 lines (5 articles); --limit shows more, --expand every article\n"


def test_a_folded_search_on_a_terminal_says_how_many_sites(
    run_on_terminal: Callable[..., Ran], told: Path
) -> None:
    assert "+3 sites" in run_on_terminal("search", "harbour", "office", "--archive", told).out


def test_programs_are_told_what_was_folded(run: Callable[..., Ran], told: Path) -> None:
    ran = run("search", "harbour", "office", "--format", "jsonl", "--archive", told)

    (hit,) = [json.loads(line) for line in ran.out.splitlines()]
    assert (hit["story"], hit["other_sites"], hit["other_pages"]) == (1, 3, 0)
    assert "--expand" in ran.err


def test_an_export_says_what_each_article_is_in_its_story(run: Callable[..., Ran], told: Path) -> None:
    records = [json.loads(line) for line in run("export", "-", "--archive", told).out.splitlines()]

    assert [(one["story"], one["story_role"]) for one in records] == [
        *((1, role) for role in ("origin", "copy", "copy", "excerpt")),
        (None, "alone"),
    ]
    assert [one["relations"][:1] and one["relations"][0]["kind"] for one in records] == [
        *([], "copy", "copy", "excerpt", "partial")
    ]


def test_csv_tells_of_relations_what_json_lines_tell(run: Callable[..., Ran], told: Path) -> None:
    records = [json.loads(line) for line in run("export", "-", "--archive", told).out.splitlines()]

    cells = list(csv.DictReader(io.StringIO(run("export", "-", "--format", "csv", "--archive", told).out)))

    for record, row in zip(records, cells, strict=True):
        told_of = record["relations"] and record["story_role"] != "origin"
        first = record["relations"][0] if told_of else {}
        assert json.loads(row["relations"] or "[]") == record["relations"]
        assert (row["story"], row["story_role"]) == (str(record["story"] or ""), record["story_role"])
        assert row["relation"] == first.get("kind", "")
        assert row["relation_to"] == str(first.get("other_id", ""))
        assert row["containment"] == str(first.get("containment", ""))


def test_an_article_names_its_relations(run: Callable[..., Ran], told: Path) -> None:
    out = run("show", 4, "--archive", told).out

    assert "relations (excerpt):" in out
    assert "excerpt of 1" in out
    assert "archiver story 4" in out


def test_relations_are_counted_by_rule(run: Callable[..., Ran], told: Path) -> None:
    ran = run("cluster", "--archive", told)

    assert ran.out.startswith("1 story, carried by 4 of 5 articles\nrelation\trule\tcount\n")
    assert json.loads(run("cluster", "--json", "--archive", told).out)["in_stories"] == 4


def test_a_story_torn_apart_is_found_again_and_told(run: Callable[..., Ran], told: Path) -> None:
    with Archive.open(told) as archive, archive._write() as connection:
        connection.exec_driver_sql("UPDATE relation SET kind = 'partial', rule = 0 WHERE kind = 'excerpt'")
        connection.exec_driver_sql("UPDATE article SET story_id = NULL WHERE id = 4")

    dry = run("cluster", "--recompute", "--dry-run", "--archive", told)
    real = run("cluster", "--recompute", "--archive", told)
    again = json.loads(run("cluster", "--recompute", "--json", "--archive", told).out)

    assert "relations of another kind: 3 excerpt\n" in dry.out
    assert (
        "stories: 1 before, 1 now; 1 article moved\narticle\tstory before\tstory now\n4\talone\t1\n"
        in real.out
    )
    assert dry.out == real.out + "nothing was stored\n"
    assert (again["moved"], again["added"], again["removed"], again["changed"]) == ([], {}, {}, {})


def test_relations_of_an_older_rule_are_told(run: Callable[..., Ran], told: Path) -> None:
    with Archive.open(told) as archive, archive._write() as connection:
        connection.exec_driver_sql("UPDATE relation SET rule = 0")

    assert "next: archiver cluster --recompute" in run("cluster", "--archive", told).err


def test_statistics_count_stories(run: Callable[..., Ran], told: Path) -> None:
    counted = json.loads(run("stats", "--json", "--archive", told).out)

    assert (counted["stories"], counted["in_stories"]) == (1, 4)
    assert [(one["site"], one["in_stories"], one["origins"]) for one in counted["sites"]][1:3] == [
        ("gazette.example", 1, 0),
        ("herald.example", 1, 1),
    ]


def test_a_page_holds_no_character_html_forbids() -> None:
    whole = page("a\x00b", "<p>c\x1bd\ud800e\uffff</p>")

    assert "<title>a\ufffdb</title>" in whole
    assert "<p>c\ufffdd\ufffde\ufffd</p>" in whole
