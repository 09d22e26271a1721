"""The runner of public suites as a command: what is right, wrong, hung and missing. The cases here are our own."""

from __future__ import annotations

import io
import json
import tarfile
from typing import TYPE_CHECKING, Any

from benchmarks.conformance import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

RULES = "User-agent: *\nDisallow: /drafts/\n"
FEED = b"<rss version='2.0'><channel><item><title>A</title><link>https://herald.example/1</link></item></channel></rss>"
#: As many entries as feedparser reads in half a minute.
SLOW_FEED = FEED.replace(
    b"<item>", b"<item><link>https://herald.example/2</link></item>" * 150_000 + b"<item>"
)


def write_verdicts(folder: Path, *, wrong: int = 0, test: str = "ID_Ours") -> None:
    right = {
        "test": "ID_Ours",
        "robots": RULES,
        "agent": "NewsBot",
        "url": "https://a.example/drafts/1",
        "allowed": False,
    }
    cases = [right] * 4 + [{**right, "test": test, "allowed": True}] * wrong
    (folder / "robots_google.json").write_text(json.dumps(cases))


def write_feeds(folder: Path, feeds: dict[str, bytes]) -> None:
    with tarfile.open(folder / "feedparser-tests.tar.gz", "w:gz") as packed:
        for name, body in feeds.items():
            entry = tarfile.TarInfo(f"tests/{name}.xml")
            entry.size = len(body)
            packed.addfile(entry, io.BytesIO(body))


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any]]:
    """Exit code, and the tallies by question."""
    code = main([*map(str, arguments), "--format", "json"])
    return code, {tally["question"]: tally for tally in json.loads(capsys.readouterr().out)}


def test_right_answers_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_verdicts(tmp_path)

    code, tallies = run(capsys, tmp_path)

    assert code == 0
    assert (tallies["verdicts"]["right"], tallies["verdicts"]["asked"]) == (4, 4)


def test_wrong_answers_within_the_floor_are_named_and_forgiven(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_verdicts(tmp_path, wrong=2, test="Other")

    code, tallies = run(capsys, tmp_path)

    assert code == 0
    assert [fault.partition(":")[0] for fault in tallies["verdicts"]["faults"]] == ["4 Other", "5 Other"]


def test_a_wrong_answer_below_the_floor_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_verdicts(tmp_path, wrong=1)

    code, tallies = run(capsys, tmp_path)

    assert code == 1
    assert tallies["of RFC 9309"]["floor"] == 5


def test_a_feed_that_hangs_is_a_fault_and_the_next_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_feeds(tmp_path, {"a": FEED, "slow": SLOW_FEED, "z": FEED})

    code, tallies = run(capsys, tmp_path, "--seconds", 5)

    assert code == 1
    assert tallies["read"]["faults"] == ["tests/slow.xml: no answer in 5 s"]
    assert tallies["no link lost"]["right"] == 2


def test_a_suite_whose_file_is_not_there_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_verdicts(tmp_path)

    code = main([str(tmp_path)])

    captured = capsys.readouterr()
    assert code == 0
    assert "urls: left out" in captured.err
    assert "verdicts" in captured.out


def test_a_folder_without_any_suite_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 1
    assert "nothing to run" in capsys.readouterr().err


def test_one_suite_can_be_asked_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_verdicts(tmp_path)
    write_feeds(tmp_path, {"a": FEED})

    code, tallies = run(capsys, tmp_path, "--suite", "feeds")

    assert code == 0
    assert "verdicts" not in tallies


def test_mutants_need_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--pages", str(tmp_path)]) == 1
    assert "mutants: left out" in capsys.readouterr().err
