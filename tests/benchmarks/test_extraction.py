"""The extraction benchmark as a command: a corpus in, tables and files out, and mistakes told in one line."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmarks.extraction import main

HOUSE = Path(__file__).parents[2]
SENTENCES = (
    "The ferry made its last crossing on Tuesday, and hundreds of people walked over the new bridge.",
    "The captain, who has steered it for thirty years, said that he would now mend clocks for a living.",
    "A band of the fire brigade played on the other bank, where the mayor of both towns cut a ribbon.",
    "Tickets for the ferry, of which some were sold for the day after, can be given back until Friday.",
)


def page(title: str) -> str:
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    return (
        f'<html lang="en"><head><title>{title}</title><meta name="author" content="Ada Moss">'
        '<meta property="article:published_time" content="2021-03-02T10:00:00+00:00"></head>'
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four pages of two datasets; of the last, half of the truth is not on the page."""
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "pages").mkdir()
    body = "\n\n".join(SENTENCES)
    rows = []
    for number, dataset in enumerate(("north", "north", "south", "south")):
        title = f"Ferry number {number} stops"
        html = page(title)
        (folder / "pages" / f"page-{number}.html.gz").write_bytes(gzip.compress(html.encode()))
        rows.append(
            {
                "id": f"page-{number}",
                "url": f"https://news.example/{number}",
                "source_dataset": dataset,
                "language": "en",
                "body": body if number < 3 else body + "\n\nNobody <b>swam</b> & nobody sank.",
                "title": title,
                "authors": ["Ada Moss"],
                "published": "2021-03-02",
            }
        )
    (folder / "truth.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def bench(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.extraction", *map(str, arguments), "--processes", "2"]
    return subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)


def complain(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """What the command says when it ends in a mistake of its user."""
    with pytest.raises(SystemExit) as caught:
        main(["--peers", "none", "--processes", "1", *map(str, arguments)])
    # what sys.exit() is given, Python itself prints
    said = caught.value.code if isinstance(caught.value.code, str) else capsys.readouterr().err
    assert caught.value.code
    return said


@pytest.fixture(scope="module")
def done(corpus: Path) -> SimpleNamespace:
    """A whole run with everything written."""
    files = {name: corpus / name for name in ("read.jsonl", "report.json", "worst.html")}
    ran = bench(
        corpus, "--peers", "trafilatura", "--predictions", files["read.jsonl"], "--json", files["report.json"],
        "--worst", 3, "--html", files["worst.html"], "--rounds", 50,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return SimpleNamespace(
        printed=ran.stdout,
        complained=ran.stderr,
        read=[json.loads(line) for line in files["read.jsonl"].read_text("utf-8").splitlines()],
        report=json.loads(files["report.json"].read_text("utf-8")),
        html=files["worst.html"].read_text("utf-8"),
    )


def test_predictions_have_what_a_scorer_reads(done):
    first = done.read[0]

    assert [row["id"] for row in done.read] == ["page-0", "page-1", "page-2", "page-3"]
    assert (first["title"], first["authors"], first["published"]) == (
        "Ferry number 0 stops",
        ["Ada Moss"],
        "2021-03-02",
    )
    assert first["body"] == "\n\n".join(SENTENCES)


def test_every_dataset_and_all_pages_have_their_rows(done):
    names = [(group["name"], group["pages"]) for group in done.report["groups"]]

    assert names == [("north", 2), ("south", 2), ("all pages", 4)]


def test_a_corpus_read_as_it_is_has_full_figures(done):
    north = done.report["groups"][0]["figures"]["News Archiver"]

    assert {name: figure["value"] for name, figure in north.items()} == dict.fromkeys(
        ("F1", "precision", "recall", "exact", "page F1", "worst tenth", "title", "authors", "day"), 1.0
    )


def test_time_is_told_in_that_of_trafilatura(done):
    assert done.report["costs"]["trafilatura"]["ratio"]["value"] == 1.0
    assert done.report["costs"]["News Archiver"]["ratio"]["value"] > 0


def test_tables_name_ours_and_the_peer_and_are_not_folded(done):
    lines = done.printed.splitlines()

    assert any("News Archiver" in line and "1.000 ±0.000" in line for line in lines)
    assert any(line.split()[:1] == ["trafilatura"] for line in lines)


def test_nothing_moves_when_the_output_is_piped(done):
    assert "\x1b" not in done.printed + done.complained


def test_only_pages_that_went_wrong_are_among_the_worst(done):
    assert done.html.count("<section") == 1
    assert "page-3" in done.html


def test_missing_words_are_marked_and_cannot_break_the_page(done):
    assert "<del>Nobody &lt;b&gt;swam&lt;/b&gt; &amp; nobody sank.</del>" in done.html


def test_one_dataset_can_be_asked_for(corpus, capsys):
    main([str(corpus), "--dataset", "south", "--peers", "none", "--rounds", "10", "--processes", "1"])

    printed = capsys.readouterr().out
    assert "south" in printed
    assert "north" not in printed


def test_without_peers_no_difference_is_printed(corpus, capsys):
    main([str(corpus), "--limit", "1", "--peers", "none", "--rounds", "10", "--processes", "1"])

    printed = capsys.readouterr().out
    assert "News Archiver" in printed
    assert "less theirs" not in printed


def test_a_page_without_a_file_is_left_out_and_told(corpus, tmp_path, capsys):
    row = {"id": "gone", "body": "Lost."}
    (tmp_path / "truth.jsonl").write_text(
        (corpus / "truth.jsonl").read_text("utf-8") + json.dumps(row) + "\n", encoding="utf-8"
    )
    (tmp_path / "pages").symlink_to(corpus / "pages")

    main([str(tmp_path), "--peers", "none", "--rounds", "10", "--processes", "1"])

    assert "1 of 5 pages have no file and are left out" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (None, "truth.jsonl: No such file or directory"),
        ("", "truth.jsonl: no page in it"),
        ('{"id": "a"}\n{"id": "b",\n', "truth.jsonl, line 2: not JSON"),
        ('{"url": "https://news.example/"}\n', "truth.jsonl, line 1: no object with an id"),
        ('["a"]\n', "truth.jsonl, line 1: no object with an id"),
        ('{"id": "../../a"}\n', "truth.jsonl, line 1: the id names a path"),
        ('{"id": "a"}\n', "none of the 1 pages is there"),
    ],
)
def test_a_broken_corpus_is_told_in_one_line(tmp_path, capsys, lines, told):
    if lines is not None:
        (tmp_path / "truth.jsonl").write_text(lines, encoding="utf-8")

    said = complain(capsys, tmp_path)

    assert told in said
    assert len(said.splitlines()) == 1


def test_a_broken_page_file_is_told_in_one_line(tmp_path, capsys):
    (tmp_path / "truth.jsonl").write_text('{"id": "a"}\n', encoding="utf-8")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html.gz").write_bytes(b"<html>not gzip</html>")

    said = complain(capsys, tmp_path)

    assert "a.html.gz" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--dataset", "east", "no dataset 'east'; there are north, south"),
        ("--peers", "goose", "no peer 'goose'"),
        ("--limit", "0", "not a number above 0"),
        ("--predictions", "/nowhere/at/all/read.jsonl", "no such folder"),
    ],
)
def test_a_wrong_option_is_told(corpus, capsys, option, value, told):
    assert told in complain(capsys, corpus, option, value)
