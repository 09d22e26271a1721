"""What was written comes back as it was, from whole files and from those of killed runs."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archiver.capture import Capture, Place
from archiver.errors import WarcError
from archiver.testing import make_capture, make_link, make_page
from archiver.warc.reader import iter_captures, read_capture
from archiver.warc.writer import WarcWriter, payload_digest

HOST = ("Host", "courier.example")
received = some.characters(
    min_codepoint=0x21, max_codepoint=0xFF, exclude_categories=("Cc",), exclude_characters=":"
)
header = some.tuples(
    some.text(received, min_size=1, max_size=20),
    some.text(some.one_of(received, some.sampled_from(" :=;\t\x85\xa0\x1c")), max_size=40).map(
        lambda text: text.strip(" \t")
    ),
)
captures = some.builds(
    make_capture,
    html=some.binary(max_size=300),
    status=some.integers(100, 599).filter(lambda status: status != 304),
    reason=some.text(received, max_size=20),
    headers=some.lists(header, max_size=6).map(tuple),
    request_headers=some.lists(some.just(("Accept", "*/*")), max_size=2).map(lambda pairs: (HOST, *pairs)),
    fetched_at=some.datetimes(datetime(1995, 1, 1), datetime(2100, 1, 1), timezones=some.just(UTC)),  # noqa: DTZ001
    protocol=some.sampled_from(["HTTP/1.1", "HTTP/1.0", "h2"]),
    ip=some.sampled_from([None, "127.0.0.1", "2001:db8::7"]),
    final_url=some.sampled_from(
        [None, "https://courier.example/final?a=1&b=ü", "https://courier.example/هەواڵ"]
    ),
    redirects=some.lists(some.sampled_from(["https://courier.example/1", "http://courier.example/2"])).map(
        tuple
    ),
)


def write_all(folder: Path, captured: list[Capture]) -> list[Place]:
    with WarcWriter(folder, "run", 10_000_000, "test") as writer:
        return [writer.write(capture) for capture in captured]


def write_as_others_do(
    path: Path, order: str, body: bytes, *headers: tuple[str, str], packed: bool = True
) -> None:
    """A WARC file by the library alone; *order*: "request first" or "answer first"."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed, warc_version="WARC/1.0")
        url = "https://elsewhere.example/story"
        answer = writer.create_warc_record(
            url,
            "response",
            payload=BytesIO(body),
            length=len(body),
            http_headers=StatusAndHeaders(
                "200 OK", [("Content-Type", "text/html"), *headers], protocol="HTTP/1.1"
            ),
        )
        answer_id = answer.rec_headers.get_header("WARC-Record-ID")
        request = writer.create_warc_record(
            url,
            "request",
            warc_headers_dict={"WARC-Concurrent-To": answer_id},
            http_headers=StatusAndHeaders(
                "/story HTTP/1.1", [("User-Agent", "other")], protocol="GET", is_http_request=False
            ),
        )
        lookup = writer.create_warc_record(
            "dns:elsewhere.example", "response", payload=BytesIO(b"1.2.3.4"), length=7
        )
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "other"}))
        writer.write_record(lookup)
        for record in (request, answer) if order == "request first" else (answer, request):
            writer.write_record(record)


@settings(max_examples=60, deadline=None)
@given(some.lists(captures, min_size=1, max_size=4))
def test_what_is_written_is_read_again(captured: list[Capture]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        places = write_all(folder, captured)

        expected = [replace(one, link=None, place=place) for one, place in zip(captured, places, strict=True)]
        assert [read_capture(folder, place) for place in places] == expected
        assert list(iter_captures(folder / places[0].file)) == expected


def test_a_capture_is_read_from_a_file_still_open(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "run", 10_000_000, "test") as writer:
        place = writer.write(make_capture("<p>while it runs</p>"))

        capture = read_capture(tmp_path, place)

    assert capture.body == b"<p>while it runs</p>"


def test_the_request_is_read_with_its_host(tmp_path: Path) -> None:
    (place,) = write_all(tmp_path, [make_capture(request_headers=(("User-Agent", "News Archiver"),))])

    assert read_capture(tmp_path, place).request_headers == (HOST, ("User-Agent", "News Archiver"))


def test_the_body_of_a_repeated_payload_is_found_in_an_earlier_run(tmp_path: Path) -> None:
    page = make_page().encode()
    write_all(tmp_path, [make_capture(page)])
    again = make_capture(page, link=make_link(digest=payload_digest(make_capture(page))))
    with WarcWriter(tmp_path, "second", 10_000_000, "test") as writer:
        place = writer.write(again)

    capture = read_capture(tmp_path, place)

    assert (capture.body, capture.place) == (page, place)
    assert [one.body for one in iter_captures(tmp_path / place.file)] == [page]


def test_a_repeated_payload_whose_first_is_gone_is_said(tmp_path: Path) -> None:
    page = make_page().encode()
    (place,) = write_all(
        tmp_path, [make_capture(page, link=make_link(digest=payload_digest(make_capture(page))))]
    )

    with pytest.raises(WarcError, match="an earlier capture"):
        read_capture(tmp_path, place)


def test_a_304_is_read_without_a_body(tmp_path: Path) -> None:
    (place,) = write_all(
        tmp_path, [make_capture(b"", status=304, reason="Not Modified", headers=(("ETag", '"a"'),))]
    )

    capture = read_capture(tmp_path, place)

    assert (capture.status, capture.header("etag"), capture.body) == (304, '"a"', b"")


def test_a_file_cut_anywhere_gives_every_whole_capture_before_the_cut(tmp_path: Path) -> None:
    places = write_all(tmp_path, [make_capture(f"<p>{number}</p>") for number in range(3)])
    content = (tmp_path / places[0].file).read_bytes()
    killed = tmp_path / "killed-00000.warc.gz.open"

    for cut in range(places[0].offset, len(content), 7):
        killed.write_bytes(content[:cut])
        whole = [place for place in places if place.offset + place.length <= cut]
        assert len(list(iter_captures(killed))) == len(whole), f"cut at {cut}"


def test_a_closed_file_that_ends_in_half_a_record_is_damaged(tmp_path: Path) -> None:
    (place,) = write_all(tmp_path, [make_capture()])
    path = tmp_path / place.file
    path.write_bytes(path.read_bytes()[: place.offset + 50])

    with pytest.raises(WarcError, match=f"damaged at byte {place.offset}"):
        list(iter_captures(path))


def test_noise_within_a_file_is_damage_and_what_lies_before_is_given(tmp_path: Path) -> None:
    places = write_all(tmp_path, [make_capture(f"<p>{number}</p>") for number in range(3)])
    path = tmp_path / places[0].file
    content = bytearray(path.read_bytes())
    content[places[1].offset + 20 : places[1].offset + 60] = b"\xff" * 40
    path.write_bytes(content)
    reading = iter_captures(path)

    first = next(reading)

    assert first.body == b"<p>0</p>"
    with pytest.raises(WarcError, match=f"damaged at byte {places[1].offset}"):
        next(reading)


def test_damage_behind_a_capture_does_not_touch_it(tmp_path: Path) -> None:
    (place,) = write_all(tmp_path, [make_capture("<p>whole</p>")])
    path = tmp_path / place.file
    path.write_bytes(path.read_bytes()[: place.offset + place.length + 20])

    assert read_capture(tmp_path, place).body == b"<p>whole</p>"


@pytest.mark.parametrize("shift", [-30, 1, 100_000])
def test_a_place_that_is_no_capture_is_said(tmp_path: Path, shift: int) -> None:
    (place,) = write_all(tmp_path, [make_capture()])

    with pytest.raises(WarcError, match=r"run-00000\.warc\.gz"):
        read_capture(tmp_path, replace(place, offset=place.offset + shift))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WarcError, match="gone-00000") as missing:
        read_capture(tmp_path, Place(file="gone-00000.warc.gz", offset=0, length=10))

    assert missing.value.next_step


def test_a_place_outside_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("not for the archive")
    (tmp_path / "warc").mkdir()

    with pytest.raises(WarcError, match="outside"):
        read_capture(tmp_path / "warc", Place(file="../secret", offset=0, length=10))


@pytest.mark.parametrize("order", ["request first", "answer first"])
@pytest.mark.parametrize("packed", [True, False])
def test_files_of_other_programs_are_read(tmp_path: Path, order: str, packed: bool) -> None:
    path = tmp_path / "other.warc"
    write_as_others_do(path, order, b"<p>Elsewhere</p>", packed=packed)

    (capture,) = iter_captures(path)

    assert (capture.url, capture.status, capture.body) == (
        "https://elsewhere.example/story",
        200,
        b"<p>Elsewhere</p>",
    )
    assert capture.request_headers == (("User-Agent", "other"),)
    assert capture.place is not None
    assert read_capture(tmp_path, capture.place).body == capture.body


def test_chunks_that_others_kept_are_joined(tmp_path: Path) -> None:
    path = tmp_path / "other.warc.gz"
    write_as_others_do(
        path, "answer first", b"5\r\n<p>On\r\n6\r\nce</p>\r\n0\r\n\r\n", ("Transfer-Encoding", "chunked")
    )

    (capture,) = iter_captures(path)

    assert capture.body == b"<p>Once</p>"


def test_a_body_of_ours_that_looks_chunked_is_left_alone(tmp_path: Path) -> None:
    headers = (("Transfer-Encoding", "chunked"),)
    (place,) = write_all(tmp_path, [make_capture(b"5\r\n<p>On\r\n0\r\n\r\n", headers=headers)])

    capture = read_capture(tmp_path, place)

    assert (capture.headers, capture.body) == (headers, b"5\r\n<p>On\r\n0\r\n\r\n")


def test_a_file_that_is_no_warc_is_damaged_from_the_start(tmp_path: Path) -> None:
    path = tmp_path / "notes.warc.gz"
    path.write_bytes(gzip.compress(b"Dear diary"))

    with pytest.raises(WarcError, match="damaged at byte 0"):
        list(iter_captures(path))
