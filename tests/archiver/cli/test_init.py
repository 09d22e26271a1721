"""`archiver init` makes an archive folder and keeps what is there."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archiver.store import Archive

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.archiver.cli.conftest import Ran


def test_a_folder_gets_everything_an_archive_needs(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run("init", tmp_path / "news")

    assert ran.code == 0
    assert sorted(
        path.name for path in (tmp_path / "news").iterdir() if path.suffix[-4:] not in ("-shm", "-wal")
    ) == [
        "archive.sqlite",
        "archiver.toml",
        "scrapy.cfg",
        "sites",
        "warc",
    ]
    assert ran.out.count("made  ") == 5
    with Archive.open(tmp_path / "news", read_only=True) as archive:
        assert archive.stats().articles == 0


def test_without_a_folder_it_is_archive_here(run: Callable[..., Ran]) -> None:
    run("init")

    assert (Path("archive") / "archive.sqlite").is_file()


def test_a_repeat_keeps_what_is_there(run: Callable[..., Ran]) -> None:
    run("init", "news")
    Path("news/archiver.toml").write_text("delay_seconds = 5\n")

    ran = run("init", "news")

    assert (ran.code, ran.out.count("kept  "), ran.out.count("made  ")) == (0, 5, 0)
    assert Path("news/archiver.toml").read_text() == "delay_seconds = 5\n"


def test_what_is_missing_is_made_again(run: Callable[..., Ran]) -> None:
    run("init", "news")
    Path("news/warc").rmdir()

    ran = run("init", "news")

    assert "made  " in ran.out
    assert Path("news/warc").is_dir()


def test_the_file_that_is_written_can_be_read_with_every_name_uncommented(run: Callable[..., Ran]) -> None:
    run("init", "news")
    text = Path("news/archiver.toml").read_text()

    settings = "\n".join(
        line.removeprefix("# ")
        for line in text.splitlines()
        if " = " in line and line.startswith("# ") and line[2].islower()
    )

    assert set(tomllib.loads(settings)) >= {"delay_seconds", "allow_addresses", "keep_raw", "workers"}
    assert tomllib.loads(text) == {}


def test_a_file_of_another_name_is_the_archive(run: Callable[..., Ran]) -> None:
    run("init", "--archive", "press/2021.sqlite")

    assert Path("press/2021.sqlite").is_file()
    assert run("stats", "--archive", "press").out.startswith("0 articles")


@pytest.mark.parametrize("place", ["file", "file/news"])
def test_a_place_that_cannot_be_is_named(place: str, run: Callable[..., Ran]) -> None:
    Path("file").write_text("not a folder")

    ran = run("init", place)

    assert ran.code == 1
    assert "file" in ran.err
    assert "Traceback" not in ran.err


def test_two_places_are_one_too_many(run: Callable[..., Ran]) -> None:
    assert run("init", "news", "--archive", "other").code == 2
