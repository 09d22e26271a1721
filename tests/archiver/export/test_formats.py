"""Articles as files for other programs."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.article import Article, Author, Image
from archiver.errors import ArchiverError
from archiver.export.csv import columns, defuse, undefuse, write_csv, write_rows
from archiver.export.formats import FORMATS, export_records, find_format, whole_file
from archiver.store.records import Record
from archiver.testing import make_article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEEN = datetime(2021, 2, 19, 7, 0, tzinfo=UTC)


def make_record(number: int = 1, **changes: Any) -> Record:
    article = make_article(**changes)
    values = {name: getattr(article, name) for name in Article.__dataclass_fields__}
    return Record(id=number, revision=1, first_seen_at=SEEN, last_seen_at=SEEN, **values)


def exported(form: str, *records: Record) -> bytes:
    stream = io.BytesIO()
    FORMATS[form].write(records, stream)
    return stream.getvalue()


def test_json_lines_hold_the_whole_record() -> None:
    records = [make_record(1, title="Rain\nand snow"), make_record(2, title="باران", paywalled=False)]

    lines = exported("jsonl", *records).decode().splitlines()

    assert [json.loads(line) for line in lines] == [record.as_dict() for record in records]


def test_csv_has_a_row_per_article_also_when_bodies_hold_line_breaks() -> None:
    record = make_record(
        body=['First "paragraph", here.', "Second."],
        authors=(Author(name="Sara Amin"), Author(name="Ann Lee")),
    )

    (row,) = csv.DictReader(io.StringIO(exported("csv", record).decode(), newline=""))

    assert row["body"] == record.body
    assert row["authors"] == "Sara Amin; Ann Lee"
    assert row["word_count"] == str(record.word_count)


def test_every_field_of_the_record_has_a_column() -> None:
    record = make_record(images=(Image(url="https://p.example/a.jpg", lead=True),))

    assert set(record.as_dict()) - set(columns()) == {"blocks", "readings", "removed"}


def test_an_archive_without_articles_is_a_csv_with_a_header() -> None:
    assert exported("csv").decode() == ",".join(columns()) + "\r\n"
    assert exported("jsonl") == b""


def test_lists_are_json_in_csv() -> None:
    record = make_record(images=(Image(url="https://p.example/a.jpg", caption="=Rain"),))

    (row,) = csv.DictReader(io.StringIO(exported("csv", record).decode(), newline=""))

    assert json.loads(row["images"])[0]["caption"] == "=Rain"


def test_unknown_is_empty_and_no_is_false() -> None:
    (row,) = csv.DictReader(
        io.StringIO(exported("csv", make_record(paywalled=False, genre=None)).decode(), newline="")
    )

    assert (row["paywalled"], row["genre"]) == ("false", "")


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_no_cell_is_run_by_a_spreadsheet(title: str) -> None:
    (row,) = csv.DictReader(io.StringIO(exported("csv", make_record(title=title)).decode(), newline=""))

    assert row["title"] == f"'{title}"


@given(st.text())
def test_a_defused_cell_can_be_given_back(text: str) -> None:
    assert undefuse(defuse(text)) == text
    assert defuse(text)[:1] not in tuple("=+-@\t\r\n")


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: "\0" not in text), min_size=1
    )
)
def test_any_text_comes_back_from_csv(cells: list[str]) -> None:
    stream = io.BytesIO()
    names = [f"column {number}" for number in range(len(cells))]

    write_rows(names, [dict(zip(names, cells, strict=True))], stream)

    _, row = csv.reader(io.StringIO(stream.getvalue().decode(), newline=""))
    assert [undefuse(cell) for cell in row] == cells


def test_negative_numbers_stay_numbers() -> None:
    stream = io.BytesIO()

    write_rows(["score"], [{"score": -1.5}], stream)

    assert stream.getvalue() == b"score\r\n-1.5\r\n"


def test_the_suffix_says_the_format() -> None:
    assert find_format("a/news.jsonl").name == "jsonl"
    assert find_format("news.CSV").name == "csv"
    assert find_format("news.txt", "csv").name == "csv"


def test_a_name_that_says_no_format_is_refused_with_the_formats() -> None:
    with pytest.raises(ArchiverError) as caught:
        find_format("news.xml")

    assert "news.xml" in caught.value.message
    assert ".jsonl or .csv" in str(caught.value.next_step)


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text("old")

    def records() -> Iterator[Record]:
        yield make_record()
        raise OSError(5, "disk trouble")

    with pytest.raises(OSError, match="disk trouble"):
        export_records(records(), path, FORMATS["jsonl"])

    assert [file.name for file in tmp_path.iterdir()] == ["news.jsonl"]
    assert path.read_text() == "old"


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"

    with whole_file(path) as stream:
        stream.write(b"a")
        assert [file.name for file in tmp_path.iterdir()] == ["news.csv.partial"]

    assert [file.name for file in tmp_path.iterdir()] == ["news.csv"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiverError, match="no folder"), whole_file(tmp_path / "missing" / "news.csv"):
        pass


def test_a_folder_is_not_overwritten(tmp_path: Path) -> None:
    with pytest.raises(ArchiverError, match="not a file"), whole_file(tmp_path):
        pass


def test_records_are_written_as_they_come(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    sizes: list[int] = []

    def records() -> Iterator[Record]:
        for number in range(200):
            yield make_record(number, body="word " * 500)
            sizes.append((tmp_path / "news.jsonl.partial").stat().st_size)

    assert export_records(records(), path, FORMATS["jsonl"]) == 200
    # a write that kept everything until the end would have left the file empty to the last record
    assert sizes[-2] > path.stat().st_size / 2


def test_csv_counts_its_articles() -> None:
    assert write_csv([make_record(1), make_record(2)], io.BytesIO()) == 2
