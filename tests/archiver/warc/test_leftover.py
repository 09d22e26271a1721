"""WARC files that killed runs left: cut back to their last whole record, closed, never appended to."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from warcio.archiveiterator import ArchiveIterator

from archiver.testing import make_capture, make_page
from archiver.warc.leftover import find_unclaimed, mend
from archiver.warc.reader import iter_captures, read_capture
from archiver.warc.writer import WarcWriter

if TYPE_CHECKING:
    from pathlib import Path

    from archiver.capture import Place

NAME = "20210220-120000-00000.warc.gz"
MORNING = datetime(2021, 2, 20, 8, tzinfo=UTC)


def leave_open(folder: Path, count: int = 6) -> list[Place]:
    """A file as `kill -9` leaves it: all its bytes there, under the name of an open one."""
    writer = WarcWriter(folder, "20210220-120000", 1_000_000_000, "News Archiver 0.1.0")
    places = [writer.write(capture(number)) for number in range(count)]
    writer.close()
    (folder / NAME).rename(folder / f"{NAME}.open")
    return places


def capture(number: int) -> object:
    url = f"https://courier.example/{number}"
    return make_capture(make_page(f"Story {number}"), url=url, fetched_at=MORNING + timedelta(seconds=number))


@pytest.mark.parametrize("seed", range(8))
def test_a_file_cut_anywhere_is_closed_with_its_whole_records(tmp_path: Path, seed: int) -> None:
    places = leave_open(tmp_path)
    path = tmp_path / f"{NAME}.open"
    cut = random.Random(seed).randrange(places[0].offset, path.stat().st_size)
    with path.open("r+b") as file:
        file.truncate(cut)

    mended = mend(path, {}, is_over=True)

    assert mended is not None
    assert [one.name for one in tmp_path.iterdir()] == [NAME]
    with (tmp_path / NAME).open("rb") as file:
        kept = [record.rec_type for record in ArchiveIterator(file, check_digests="raise")]
    assert kept.count("response") == sum(place.offset + place.length <= cut for place in places)
    assert mended.cut_bytes == cut - (tmp_path / NAME).stat().st_size


def test_places_the_database_names_stay_right(tmp_path: Path) -> None:
    places = leave_open(tmp_path)
    path = tmp_path / f"{NAME}.open"
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 5)

    mend(path, {place.offset: place.length for place in places}, is_over=True)

    assert [read_capture(tmp_path, place).url for place in places] == [
        f"https://courier.example/{number}" for number in range(6)
    ]


def test_a_file_without_a_whole_record_is_removed(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.open").write_bytes(b"\x1f\x8b\x08")

    mended = mend(tmp_path / f"{NAME}.open", {}, is_over=True)

    assert "held no whole record" in str(mended)
    assert list(tmp_path.iterdir()) == []


def test_damage_amid_records_that_are_needed_is_left_as_it_is(tmp_path: Path) -> None:
    places = leave_open(tmp_path)
    path = tmp_path / f"{NAME}.open"
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(places[1].offset + 40)
        file.write(bytes(50))

    mended = mend(path, {places[4].offset: places[4].length}, is_over=True)

    assert mended is not None
    assert f"damaged at byte {places[1].offset}" in str(mended)
    assert (tmp_path / NAME).stat().st_size == size
    assert read_capture(tmp_path, places[4]).url.endswith("/4")


_WRITE_AND_WAIT = """
import sys, time
from pathlib import Path
from archiver.testing import make_capture
from archiver.warc.writer import WarcWriter

writer = WarcWriter(Path(sys.argv[1]), "20210220-120000", 10**9, "News Archiver 0.1.0")
writer.write(make_capture())
print("written", flush=True)
time.sleep(600)
"""


def test_a_file_that_is_still_written_is_left_alone_until_its_writer_is_dead(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _WRITE_AND_WAIT, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        alive = mend(tmp_path / f"{NAME}.open", {}, is_over=True)
        process.kill()
    dead = mend(tmp_path / f"{NAME}.open", {}, is_over=True)

    assert alive is None
    assert dead is not None
    assert (
        len(list(iter_captures(tmp_path / NAME))) == 1
    )  # without a buffer, it was there when `write` returned


def test_a_writer_never_goes_on_in_a_file_that_was_left(tmp_path: Path) -> None:
    leave_open(tmp_path)
    before = (tmp_path / f"{NAME}.open").read_bytes()

    with WarcWriter(tmp_path, "20210220-120000", 1_000_000_000, "News Archiver 0.1.0") as writer:
        writer.write(make_capture())

    assert (tmp_path / f"{NAME}.open").read_bytes() == before
    assert (tmp_path / "20210220-120000-00001.warc.gz").exists()


def test_captures_without_a_row_are_found(tmp_path: Path) -> None:
    places = leave_open(tmp_path)
    stored = {place.offset: place.length for place in places[:4]}

    found = find_unclaimed(tmp_path / f"{NAME}.open", stored)

    assert [(page.url, page.status, page.place) for page in found] == [
        ("https://courier.example/4", 200, places[4]),
        ("https://courier.example/5", 200, places[5]),
    ]
    assert found[1].fetched_at == MORNING + timedelta(seconds=5)
