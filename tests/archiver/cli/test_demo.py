"""`archiver demo`, as somebody who has just installed the archiver sees it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archiver.cli.demo import MARKER, program_name
from archiver.store import Archive

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.archiver.cli.conftest import Ran


@pytest.mark.slow
def test_the_demo_shows_a_crawl_a_revision_and_what_to_try_next(run_process: Callable[..., Ran]) -> None:
    ran = run_process("demo")

    assert ran.code == 0, ran.err
    with Archive.open("archiver-demo", read_only=True) as archive:
        assert archive.stats().articles >= 60
        assert archive.sql("select count(*) from revision where number = 2").rows == ((1,),)
    parts = (
        "first edition",
        "second edition",
        "cleaned: ",
        "revised: ",
        "duplicate: ",
        "alias: ",
        "story: ",
        "try next:",
    )
    assert [part for part in parts if part not in ran.out] == []
    assert _commands_that_fail(ran.out, run_process) == []


def _commands_that_fail(out: str, run_process: Callable[..., Ran]) -> list[str]:
    printed = [line.strip() for line in out.partition("try next:")[2].splitlines() if line.strip()]
    ours = [line for line in printed if "www.example.com" not in line]
    assert len(ours) >= 4
    failed = []
    for line in ours:
        # what comes before the first word of ours is how this test called the program
        words = shlex.split(line)
        ran = run_process(*words[words.index("archiver") + 1 :])
        if ran.code or not (ran.out or ran.err) or "no article matches" in ran.err:
            failed.append(line)
    return failed


def test_a_folder_that_is_no_demo_is_refused(run: Callable[..., Ran]) -> None:
    Path("mine").mkdir()
    Path("mine/novel.txt").write_text("Chapter one")

    ran = run("demo", "mine")

    assert ran.code == 1
    assert "mine: holds something that is not a demo" in ran.err
    assert [path.name for path in Path("mine").iterdir()] == ["novel.txt"]


def test_a_link_to_a_folder_is_refused(run: Callable[..., Ran]) -> None:
    Path("mine").mkdir()
    (Path("mine") / MARKER).touch()
    Path("demo").symlink_to("mine")

    ran = run("demo", "demo")

    assert ran.code == 1
    assert (Path("mine") / MARKER).exists()


def test_a_command_is_printed_as_it_was_called(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "venv" / "bin" / "archiver"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["venv/bin/archiver", "demo"])

    monkeypatch.setenv("PATH", "/nowhere")
    assert program_name() == "venv/bin/archiver"
    monkeypatch.setenv("PATH", str(program.parent))
    assert program_name() == "archiver"
    monkeypatch.setattr(sys, "argv", ["/somewhere/archiver/__main__.py", "demo"])
    assert program_name() == f"{shlex.quote(sys.executable)} -m archiver"
