"""What `archiver doctor` finds, in real archives with real faults, and what it mends."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from archiver.outcome import Outcome
from archiver.site import Site
from archiver.store import Archive
from archiver.testing import make_article, make_capture, make_link
from archiver.warc.writer import WarcWriter

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[3]


@pytest.fixture
def examine(run: Callable[..., Any]) -> Callable[..., dict[tuple[str, str], dict[str, Any]]]:
    """Run `archiver doctor` and give what it found that is not well, by state and what was looked at."""

    def look(*options: object) -> dict[tuple[str, str], dict[str, Any]]:
        ran = run("doctor", "--format", "json", *options)
        plain = json.loads(ran.out)
        assert ran.code == int(plain["counts"]["problem"] > 0)
        assert all(one["mend"] for one in plain["findings"] if one["level"] != "ok")
        return {(one["level"], one["what"]): one for one in plain["findings"] if one["level"] != "ok"}

    return look


def overwrite(database: Path, table: str) -> None:
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    page = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
    connection.close()
    with database.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(random.Random(4).randbytes(4096))


# --- what is well


def test_a_sound_archive_has_no_problem(folder: Path, run: Callable[..., Any]) -> None:
    ran = run("doctor", "--full", "--archive", folder)

    assert ran.code == 0
    assert ran.out.splitlines()[-1].startswith("0 problems, ")
    assert "1 of 1 looked at" in ran.out


def test_without_an_archive_the_machine_and_the_settings_are_looked_at(run: Callable[..., Any]) -> None:
    ran = run("doctor")

    assert ran.code == 0
    assert "only the machine and the settings were looked at" in ran.err
    assert "ok\tenvironment\tSQLite" in ran.out


def test_an_archive_that_is_named_and_not_there_is_a_problem(examine: Any, tmp_path: Path) -> None:
    found = examine("--archive", tmp_path / "nowhere")

    assert "archiver init" in found["problem", "database"]["mend"]
    assert not (tmp_path / "nowhere").exists()


# --- settings


def test_settings_that_cannot_be_read_are_named_with_their_line(examine: Any, folder: Path) -> None:
    (folder / "archiver.toml").write_text("keep_raw = true\ndelay_secs = 3\n")

    found = examine("--archive", folder)

    assert f"{folder / 'archiver.toml'}:2" in found["problem", "configuration"]["said"]


def test_settings_that_are_unwise_are_told(
    examine: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "archiver.toml").write_text(
        "obey_robots = false\ndelay_seconds = 0.1\ntimeout_seconds = 900.0\nworkers = 500\nkeep_raw = false\n"
    )
    monkeypatch.setenv("HTTPS_PROXY", "http://ann:secret@proxy.example:3128")

    found = examine("--archive", folder)

    told = {what for _, what in found}
    assert {"robots.txt", "delay", "timeout", "workers", "WARC", "proxy", "user agent"} <= told
    assert "secret" not in str(found)


def test_a_site_file_that_cannot_be_used_is_named(examine: Any, folder: Path) -> None:
    (folder / "sites" / "courier.example.toml").write_text('url = "no url"\n')

    found = examine("--archive", folder)

    assert "courier.example.toml" in found["problem", "site file"]["said"]


# --- packages


def examine_with(installed: Path, folder: Path) -> str:
    """What doctor prints where *installed* comes first among the packages."""
    ran = subprocess.run(
        [sys.executable, "-m", "archiver", "doctor", "--archive", str(folder)],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{installed}"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1, ran.stderr
    return ran.stdout


def install(installed: Path, name: str, version: str, module: str) -> None:
    facts = installed / f"{name}-{version}.dist-info"
    facts.mkdir(parents=True)
    (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (facts / "top_level.txt").write_text(f"{module}\n")


def test_a_package_that_owns_our_names_is_named(folder: Path, tmp_path: Path) -> None:
    install(tmp_path / "site", "pipelines", "0.1.14", "pipelines")

    told = examine_with(tmp_path / "site", folder)

    assert "problem\tenvironment\tclashing packages\tpipelines installs" in told
    assert "pip uninstall pipelines" in told


def test_a_library_that_is_too_old_is_named(folder: Path, tmp_path: Path) -> None:
    install(tmp_path / "site", "warcio", "1.2", "warcio")

    told = examine_with(tmp_path / "site", folder)

    assert "warcio is 1.2, needed is >=" in told
    assert "pip install --upgrade warcio" in told


# --- runs and clock


def test_a_run_that_is_no_more_is_told(examine: Any, folder: Path) -> None:
    program = (
        "import sys; from datetime import UTC, datetime; from archiver.site import Site; from archiver.store import Archive\n"
        "archive = Archive.open(sys.argv[1])\n"
        "archive.start_crawl('run-9', Site(name='herald.example', url='https://herald.example/'), datetime.now(UTC))"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(folder)], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True
    )

    found = examine("--archive", folder)

    assert "herald.example: run run-9 is no more" in found["warning", "run"]["said"]


def test_a_clock_that_went_back_is_told(examine: Any, folder: Path) -> None:
    later = datetime(2099, 1, 1, tzinfo=UTC)
    with Archive.open(folder) as archive:
        link = make_link(url="https://courier.example/later")
        capture = make_capture(url=link.url, link=link, fetched_at=later)
        archive.save([Outcome(link=link, capture=capture, article=make_article(url=link.url))], None, later)

    found = examine("--archive", folder)

    assert "2099-01-01" in found["problem", "clock"]["said"]


# --- the database


def test_damage_is_told_and_mended_and_the_damaged_file_kept(
    examine: Any, run: Callable[..., Any], folder: Path
) -> None:
    overwrite(folder / "archive.sqlite", "removed")

    found = examine("--archive", folder)
    mended = run("doctor", "--repair", "--archive", folder)

    assert "archiver doctor --repair" in found["problem", "database"]["mend"]
    assert mended.code == 0, mended.out
    assert "rows with 3 articles were saved" in mended.err
    assert len(list(folder.glob("archive.damaged-*.sqlite"))) == 1
    assert run("search", "harbour", "--format", "ids", "--archive", folder).out.split() == ["2", "1"]


def test_an_article_that_was_lost_is_read_again_from_warc(run: Callable[..., Any], folder: Path) -> None:
    overwrite(folder / "archive.sqlite", "article")

    mended = run("doctor", "--repair", "--archive", folder)

    assert "1 articles were read again from WARC" in mended.err
    assert mended.code == 0, mended.out
    with Archive.open(folder, read_only=True) as archive:
        assert [record.title for record in archive.records()] == ["Rain in Erbil"]
        assert archive.check() == []


def test_a_repair_leaves_a_sound_database_alone(run: Callable[..., Any], folder: Path) -> None:
    ran = run("doctor", "--repair", "--archive", folder)

    assert ran.code == 0
    assert list(folder.glob("archive.damaged-*")) == []
    assert "3 articles are in the full-text index" in ran.err


def test_a_repair_waits_for_no_run_that_writes(run: Callable[..., Any], folder: Path) -> None:
    with Archive.open(folder) as archive:
        site = Site(name="herald.example", url="https://herald.example/")
        archive.start_crawl("run-9", site, datetime.now(UTC))
    overwrite(folder / "archive.sqlite", "removed")

    ran = run("doctor", "--repair", "--archive", folder)

    assert ran.code == 1
    assert "run run-9 crawls herald.example" in ran.err
    assert list(folder.glob("archive.damaged-*")) == []


def test_an_index_that_misses_articles_is_told_and_made_anew(
    examine: Any, run: Callable[..., Any], folder: Path
) -> None:
    connection = sqlite3.connect(folder / "archive.sqlite")
    with connection:
        connection.execute("DELETE FROM article_search_docsize WHERE id = 1")
    connection.close()

    found = examine("--archive", folder)
    mended = run("doctor", "--repair", "--archive", folder)

    assert "1 articles are missing in it" in found["problem", "full-text index"]["said"]
    assert mended.code == 0


def test_what_is_no_database_is_a_problem(examine: Any, folder: Path) -> None:
    (folder / "archive.sqlite").write_bytes(b"These are my notes of last summer. " * 300)

    found = examine("--archive", folder)

    assert "file is not a database" in found["problem", "database"]["said"]


# --- the pages kept


def test_a_warc_file_that_is_gone_is_named(examine: Any, folder: Path) -> None:
    (file,) = (folder / "warc").glob("*.warc.gz")
    file.unlink()

    found = examine("--archive", folder)

    assert file.name in found["problem", "WARC files"]["said"]


def test_a_record_that_was_overwritten_is_found(examine: Any, folder: Path) -> None:
    (file,) = (folder / "warc").glob("*.warc.gz")
    with Archive.open(folder, read_only=True) as archive:
        (kept,) = archive.places()
    with file.open("r+b") as opened:
        opened.seek(kept.place.offset + kept.place.length // 2)
        opened.write(b"\x00" * 50)

    found = examine("--full", "--archive", folder)

    assert "1 cannot be read" in found["problem", "WARC records"]["said"]


def test_a_record_of_another_page_is_found(examine: Any, folder: Path) -> None:
    (file,) = (folder / "warc").glob("*.warc.gz")
    file.unlink()
    with WarcWriter(folder / "warc", "run-1", 10**9, "test") as warc:
        place = warc.write(make_capture("<p>Another page.</p>", url="https://courier.example/other"))
    connection = sqlite3.connect(folder / "archive.sqlite")
    with connection:
        connection.execute(
            "UPDATE capture SET warc_offset = ?, warc_length = ? WHERE warc_file IS NOT NULL",
            (place.offset, place.length),
        )
    connection.close()

    found = examine("--archive", folder)

    assert "hold another page than was fetched" in found["problem", "WARC records"]["said"]


def test_a_file_a_killed_run_left_open_is_told(examine: Any, folder: Path) -> None:
    (file,) = (folder / "warc").glob("*.warc.gz")
    file.rename(file.with_name(file.name + ".open"))

    found = examine("--archive", folder)

    assert "archiver crawl cuts them" in found["warning", "open files"]["mend"]
    assert ("problem", "WARC records") not in found


def test_an_archive_on_a_server_is_examined_and_its_index_made_anew(
    run: Callable[..., Any], postgresql_database: Callable[[], str], tmp_path: Path
) -> None:
    url = postgresql_database()
    (tmp_path / "here" / "archiver.toml").write_text("")

    ran = run("doctor", "--full", "--repair", "--archive", url)

    assert ran.code == 0, ran.out
    assert "0 articles are in the full-text index" in ran.err
    assert "ok\tarchive\tdatabase\tsound" in ran.out
