"""Commands that read an archive."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archiver.testing import make_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.archiver.cli.conftest import Ran

ROOT = Path(__file__).parents[3]
BASE = "https://courier.example/news"
READERS = (
    ("search", "rain"),
    ("show", "1"),
    ("export", "news.jsonl"),
    ("export", "-"),
    ("stats",),
    ("sql", "select 1"),
    ("upgrade",),
)


@pytest.mark.parametrize("call", READERS, ids=" ".join)
def test_a_reader_never_makes_an_archive(
    call: tuple[str, ...], run: Callable[..., Ran], tmp_path: Path
) -> None:
    ran = run(*call, "--archive", tmp_path / "nothing")

    assert ran.code == 1
    assert f"archiver: no archive at {tmp_path / 'nothing'}" in ran.err
    assert "  next: archiver init" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["here"]
    assert list((tmp_path / "here").iterdir()) == []


def test_hits_in_a_pipe_are_tab_separated(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("search", "harbour", "--archive", folder)

    head, *rows = [line.split("\t") for line in ran.out.splitlines()]
    assert head[:5] == ["id", "published", "site", "language", "title"]
    assert {row[4] for row in rows} == {"Rain in Erbil", "=HYPERLINK(1) \\x1b]0;owned\\x07 in the harbour"}
    assert not set(ran.out) & {"\x1b", "\x9b", "\x07"}


def test_hits_on_a_terminal_are_marked_and_harmless(
    run_on_terminal: Callable[..., Ran], folder: Path
) -> None:
    ran = run_on_terminal("search", "harbour", "--archive", folder)

    assert ran.code == 0
    assert "\x1b[1;33mharbour" in ran.out
    assert "\x1b]0" not in ran.out
    assert "\x9b" not in ran.out


def test_hits_can_be_narrowed(run: Callable[..., Ran], folder: Path) -> None:
    ran = run(
        "search", "harbour", "--since", "2021-01-01", "--lang", "en", "--format", "ids", "--archive", folder
    )

    assert ran.out == "1\n"


def test_hits_as_json_lines(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("search", "باران", "--format", "jsonl", "--archive", folder)

    (hit,) = map(json.loads, ran.out.splitlines())
    assert (hit["id"], hit["language"], hit["title"]) == (3, "ckb", "باران لە هەولێر")


def test_hits_as_csv_are_defused(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("search", "odd", "headline", "--format", "csv", "--archive", folder)

    (row,) = csv.DictReader(io.StringIO(ran.out, newline=""))
    assert row["title"].startswith("'=HYPERLINK")


def test_hits_as_markdown_are_links(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("search", "rained", "--format", "markdown", "--archive", folder)

    assert ran.out.startswith(f"- [Rain in Erbil](<{BASE}/rain>) (courier.example, 2021-02-19, 1)")


def test_a_phrase_is_quoted_for_the_shell_or_not(run: Callable[..., Ran], folder: Path) -> None:
    assert run("search", "rained in Erbil", "--format", "ids", "--archive", folder).out == "1\n"
    assert run("search", '"Erbil rained"', "--format", "ids", "--archive", folder).out == ""


def test_no_hit_is_said_and_no_error(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("search", "zeppelin", "--archive", folder)

    assert (ran.code, ran.out) == (0, "")
    assert "no article matches 'zeppelin'" in ran.err


@pytest.mark.parametrize(
    "words", ['"', "-", "*", "title:", "a AND", "NEAR(", "😀", "'; drop table article; --"]
)
def test_no_words_are_syntax(words: str, run: Callable[..., Ran], folder: Path) -> None:
    ran = run("search", "--archive", folder, "--", words)

    assert ran.code in (0, 1)
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("target", ["1", f"{BASE}/rain", f"{BASE}/rain?utm_source=mail"])
def test_an_article_is_shown_by_id_and_by_any_url(target: str, run: Callable[..., Ran], folder: Path) -> None:
    ran = run("show", target, "--archive", folder)

    assert ran.code == 0
    assert "title\tRain in Erbil\n" in ran.out
    assert "authors\tSara Amin, Courier Desk (organisation)\n" in ran.out
    assert "published\t2021-02-19 (day, printed '2021-02-19')\n" in ran.out
    assert (
        "\nIt rained in Erbil on Friday, and the harbour was closed for the day.\n\n## What comes next\n"
        in ran.out
    )


def test_an_article_is_shown_as_json(run: Callable[..., Ran], folder: Path) -> None:
    article = json.loads(run("show", "1", "--json", "--archive", folder).out)

    assert article["id"] == 1
    assert article["readings"][0]["losers"][0]["value"] == "Rain | Courier"


def test_an_article_drives_no_terminal(run_on_terminal: Callable[..., Ran], folder: Path) -> None:
    for options in ([], ["--json"]):
        out = run_on_terminal("show", "2", *options, "--archive", folder).out

        assert "HYPERLINK" in out
        assert not {"\x1b]0", "\x07", "\x9b"} & {part for part in ("\x1b]0", "\x07", "\x9b") if part in out}


def test_an_unknown_article_is_an_error(run: Callable[..., Ran], folder: Path) -> None:
    for target in ("99", "https://courier.example/none", "no-url"):
        ran = run("show", target, "--archive", folder)

        assert ran.code == 1
        assert target in ran.err


def test_the_page_comes_back_as_it_was_kept(run: Callable[..., Ran], folder: Path) -> None:
    html = run("show", "1", "--html", "--archive", folder).out
    raw = run("show", "1", "--raw", "--archive", folder).out

    assert html.strip() == make_page("Rain in Erbil", url=f"{BASE}/rain").strip()
    assert raw.startswith("HTTP/1.1 200 OK\r\nContent-Type: text/html")
    assert raw.endswith(make_page("Rain in Erbil", url=f"{BASE}/rain"))


def test_a_page_that_was_not_kept_says_so(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("show", "2", "--html", "--archive", folder)

    assert ran.code == 1
    assert "was not kept raw" in ran.err


def test_an_export_has_every_article(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("export", "news.jsonl", "--archive", folder)

    lines = Path("news.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [1, 2, 3]
    assert ran.err == "3 articles in news.jsonl\n"


def test_csv_and_json_lines_tell_the_same(run: Callable[..., Ran], folder: Path) -> None:
    whole = [json.loads(line) for line in run("export", "-", "--archive", folder).out.splitlines()]
    flat = list(
        csv.DictReader(
            io.StringIO(run("export", "-", "--format", "csv", "--archive", folder).out, newline="")
        )
    )

    assert [row["url"] for row in flat] == [article["url"] for article in whole]
    assert [row["body"] for row in flat] == [article["body"] for article in whole]
    assert [row["published_raw"] for row in flat] == [
        (article["published"] or {}).get("raw", "") for article in whole
    ]


def test_an_export_can_be_narrowed(run: Callable[..., Ran], folder: Path) -> None:
    Path("ids.txt").write_text("3\n1\n")

    assert [
        json.loads(line)["id"]
        for line in run("export", "-", "--ids", "ids.txt", "--archive", folder).out.splitlines()
    ] == [1, 3]
    assert [
        json.loads(line)["id"]
        for line in run("export", "-", "--lang", "ckb", "--archive", folder).out.splitlines()
    ] == [3]
    assert (
        run("export", "-", "--until", "2020-12-31", "--limit", "1", "--archive", folder).out.count("\n") == 1
    )


def test_provenance_is_exported_when_asked(run: Callable[..., Ran], folder: Path) -> None:
    first = run("export", "-", "--provenance", "--limit", "1", "--archive", folder).out

    assert json.loads(first)["removed"][0]["reason"] == "comments policy"


@pytest.mark.parametrize("file", ["news.xml", "missing/news.csv"])
def test_a_file_that_cannot_be_written_is_named(file: str, run: Callable[..., Ran], folder: Path) -> None:
    ran = run("export", file, "--archive", folder)

    assert ran.code == 1
    assert file in ran.err


def test_the_archive_is_never_its_own_export(run: Callable[..., Ran], folder: Path) -> None:
    before = (folder / "archive.sqlite").stat().st_size

    ran = run("export", folder / "archive.sqlite", "--format", "csv", "--archive", folder)

    assert ran.code == 1
    assert (folder / "archive.sqlite").stat().st_size == before


def test_a_reader_that_goes_away_is_no_error(folder: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = f"{sys.executable} -m archiver sql 'with recursive n(i) as (select 1 union all select i+1 from n limit 9000) select i, hex(zeroblob(50)) from n' --archive {folder} | head -1"

    ran = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, env=environ, timeout=60, check=False
    )

    assert ran.stderr == ""
    assert ran.stdout.count("\n") == 1


def test_months_in_a_pipe_are_lines(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("stats", "--archive", folder)

    assert ran.out.startswith("3 articles, 3 revisions, ")
    assert "courier.example\t2020-11\t1\n" in ran.out
    assert "courier.example\t2021-02\t1\n" in ran.out
    assert "courier.example\tno date\t1\n" in ran.out


def test_months_on_a_terminal_are_a_chart(run_on_terminal: Callable[..., Ran], folder: Path) -> None:
    out = run_on_terminal("stats", "--archive", folder).out

    assert "2020-12" in out
    assert "█" in out


def test_statistics_for_machines(run: Callable[..., Ran], folder: Path) -> None:
    counted = json.loads(run("stats", "--json", "--archive", folder).out)

    assert counted["articles"] == 3
    assert counted["crawls"][0]["counts"]["new"] == 3
    assert run("stats", "--site", "none.example", "--archive", folder).code == 1


def test_sql_prints_columns_and_rows(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("sql", "select id, title, published_day from article where id = 1", "--archive", folder)

    assert ran.out == "id\ttitle\tpublished_day\n1\tRain in Erbil\t2021-02-19\n"


@pytest.mark.parametrize(
    "statement",
    [
        "delete from article",
        "drop table article",
        "select",
        "select 1; delete from article",
        "attach 'x.sqlite' as x",
    ],
)
def test_sql_changes_nothing(statement: str, run: Callable[..., Ran], folder: Path) -> None:
    ran = run("sql", statement, "--archive", folder)

    assert ran.code == 1
    assert ran.err.startswith("archiver: ")
    assert "Traceback" not in ran.err
    assert run("sql", "select count(*) from article", "--archive", folder).out == "count(*)\n3\n"


def test_a_stored_page_is_explained_as_it_was_stored(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("explain", f"{BASE}/rain", "--archive", folder)

    assert ran.code == 0
    assert "found\tfeed https://courier.example/feed.xml\n" in ran.out
    assert "title\t*\tRain in Erbil\tjson-ld\tNewsArticle.headline\t\t0.90\n" in ran.out
    assert "title\t\tRain | Courier\tmeta\tog:title\t\t0.60\n" in ran.out
    assert "comments policy\tComments are moderated.\tblock 9\n" in ran.out


def test_a_link_without_an_article_is_explained_with_its_reason(
    run: Callable[..., Ran], folder: Path
) -> None:
    ran = run("explain", f"{BASE}/poll", "--archive", folder)

    assert ran.code == 1
    assert f"archiver: {BASE}/poll: refused: index page (41 links)\n" in ran.err
    assert "last end\trefused: index page (41 links)\n" in ran.out


def test_an_explanation_for_machines(run: Callable[..., Ran], folder: Path) -> None:
    explained = json.loads(run("explain", f"{BASE}/rain", "--json", "--archive", folder).out)

    assert explained["readings"][0]["winner"]["value"] == "Rain in Erbil"
    assert explained["problem"] is None


def test_what_is_neither_url_nor_file_is_named(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("explain", "page.html", "--archive", folder)

    assert ran.code == 1
    assert "'page.html': neither a URL nor a file that exists" in ran.err


def test_an_archive_that_is_up_to_date_is_left_alone(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("upgrade", "--archive", folder)

    assert ran.code == 0
    assert "is up to date" in ran.out
    assert sorted(path.name for path in folder.glob("archive*") if path.suffix != ".toml") == [
        "archive.sqlite"
    ]


@pytest.mark.parametrize("call", READERS[:-1], ids=" ".join)
def test_an_archive_of_a_newer_archiver_is_left_alone(
    call: tuple[str, ...], run: Callable[..., Ran], folder: Path
) -> None:
    with closing(sqlite3.connect(folder / "archive.sqlite")) as database:
        database.execute("update alembic_version set version_num = '9999'")
        database.commit()

    ran = run(*call, "--archive", folder)

    assert ran.code == 1
    assert "archive.sqlite" in ran.err
    assert "  next: " in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("call", READERS, ids=" ".join)
def test_a_file_that_is_no_archive_is_named(
    call: tuple[str, ...], run: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "archive.sqlite").write_bytes(b"not a database " * 100)

    ran = run(*call, "--archive", tmp_path / "news")

    assert ran.code == 1
    assert "archive.sqlite" in ran.err
    assert "Traceback" not in ran.err
    assert (tmp_path / "news" / "archive.sqlite").read_bytes() == b"not a database " * 100


@pytest.mark.parametrize("command", [("search", "rain"), ("export", "-"), ("stats",)])
def test_a_site_the_archive_does_not_know_is_an_error(
    command: tuple[str, ...], run: Callable[..., Ran], folder: Path
) -> None:
    ran = run(*command, "--site", "nobody.example", "--archive", folder)

    assert ran.code == 1
    assert ran.err.startswith("archiver: unknown site 'nobody.example' (known sites: ")


def test_csv_has_no_place_for_provenance_and_says_so(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("export", "news.csv", "--provenance", "--archive", folder)

    assert ran.code == 2
    assert "--provenance goes with jsonl" in ran.err
    assert not Path("news.csv").exists()


def test_closed_standard_output_is_no_error(folder: Path) -> None:
    command = f"exec '{sys.executable}' -m archiver stats --archive '{folder}' >&-"

    ran = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_page_pasted_by_mistake_does_not_flood_the_error(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("show", "x" * 10_000, "--archive", folder)

    assert ran.code == 1
    assert len(ran.err) < 1000
    assert "is neither the id nor the URL of an article" in ran.err
