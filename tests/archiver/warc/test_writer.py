"""The WARC files of a run: valid for every reader, as received, and safe to stop at any byte."""

from __future__ import annotations

import gzip
import resource
import signal
import subprocess
import sys
import threading
import zlib
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from warcio.archiveiterator import ArchiveIterator

from archiver.errors import WarcError
from archiver.testing import make_capture, make_link, make_page
from archiver.warc.reader import iter_captures, read_capture
from archiver.warc.writer import WarcWriter, payload_digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GIGABYTE = 1_000_000_000
GZIPPED = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))


def make_writer(folder: Path, *, max_bytes: int = GIGABYTE, run: str = "20210220-120000") -> WarcWriter:
    return WarcWriter(folder, run, max_bytes, "News Archiver 0.1.0")


def read_fields(path: Path) -> list[dict[str, str]]:
    """The WARC fields of every record, by the library's own reader."""
    with path.open("rb") as file:
        return [dict(record.rec_headers.headers) for record in ArchiveIterator(file)]


@contextmanager
def full_disk(free_bytes: int) -> Iterator[None]:
    """No file of this process may grow beyond *free_bytes*."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (free_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_run_without_captures_leaves_no_file(tmp_path: Path) -> None:
    with make_writer(tmp_path / "warc"):
        pass

    assert not list(tmp_path.rglob("*.warc.gz*"))


def test_a_file_is_called_open_until_it_is_closed(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    writer.write(make_capture())
    during = [path.name for path in tmp_path.iterdir()]

    writer.close()

    assert during == ["20210220-120000-00000.warc.gz.open"]
    assert [path.name for path in tmp_path.iterdir()] == ["20210220-120000-00000.warc.gz"]


def test_closing_twice_does_no_harm(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    writer.write(make_capture())

    writer.close()
    writer.close()

    assert len(list(tmp_path.iterdir())) == 1


def test_records_come_as_warcinfo_then_answer_and_request(tmp_path: Path) -> None:
    with make_writer(tmp_path) as writer:
        writer.write(make_capture())

    records = read_fields(tmp_path / "20210220-120000-00000.warc.gz")

    assert [record["WARC-Type"] for record in records] == ["warcinfo", "response", "request"]
    assert records[2]["WARC-Concurrent-To"] == records[1]["WARC-Record-ID"]
    assert records[1]["WARC-Warcinfo-ID"] == records[0]["WARC-Record-ID"]
    assert records[1]["WARC-Date"] == "2021-02-20T12:00:00.000000Z"


def test_the_warcinfo_names_the_software_and_the_run(tmp_path: Path) -> None:
    with make_writer(tmp_path) as writer:
        writer.write(make_capture())

    content = gzip.decompress((tmp_path / "20210220-120000-00000.warc.gz").read_bytes())

    assert content.startswith(b"WARC/1.1\r\n")
    assert b"software: News Archiver 0.1.0\r\n" in content
    assert b"isPartOf: 20210220-120000\r\n" in content


def test_the_librarys_own_checker_finds_nothing_wrong(tmp_path: Path) -> None:
    page = make_page().encode()
    with make_writer(tmp_path) as writer:
        writer.write(make_capture(page))
        writer.write(make_capture(headers=GZIPPED, body=gzip.compress(page)))
        writer.write(make_capture(b"", status=304, headers=()))
        digest = payload_digest(make_capture(page))
        writer.write(make_capture(page, link=make_link(digest=digest)))

    command = [
        sys.executable,
        "-m",
        "warcio.cli",
        "check",
        "-v",
        str(tmp_path / "20210220-120000-00000.warc.gz"),
    ]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.count("digest pass") == 1 + 2 + 4  # warcinfo, two answers, four requests
    assert "failed" not in checked.stdout


def test_each_record_is_a_gzip_member_at_its_place(tmp_path: Path) -> None:
    with make_writer(tmp_path) as writer:
        places = [writer.write(make_capture(f"<p>Story {number}</p>")) for number in range(3)]

    content = (tmp_path / places[0].file).read_bytes()

    for number, place in enumerate(places):
        member = content[place.offset : place.offset + place.length]
        assert f"<p>Story {number}</p>\r\n\r\n".encode() in zlib.decompress(member, wbits=31)


def test_a_compressed_body_is_not_compressed_again(tmp_path: Path) -> None:
    body = gzip.compress(make_page().encode())
    with make_writer(tmp_path) as writer:
        place = writer.write(make_capture(headers=GZIPPED, body=body))

    member = (tmp_path / place.file).read_bytes()[place.offset :][: place.length]

    assert body in member


def test_a_plain_body_is_compressed(tmp_path: Path) -> None:
    page = make_page() * 20
    with make_writer(tmp_path) as writer:
        place = writer.write(make_capture(page))

    assert place.length < len(page) / 4


def test_a_body_of_several_stored_blocks_is_kept_whole(tmp_path: Path) -> None:
    body = bytes(range(256)) * 1_000  # deflate stores at most 65,535 bytes in a block
    with make_writer(tmp_path) as writer:
        place = writer.write(make_capture(headers=GZIPPED, body=body))

    assert read_capture(tmp_path, place).body == body


def test_files_change_at_the_size_given(tmp_path: Path) -> None:
    with make_writer(tmp_path, max_bytes=1_500) as writer:
        places = [writer.write(make_capture(f"<p>{number}</p>")) for number in range(6)]

    files = sorted(path.name for path in tmp_path.iterdir())

    assert files == sorted({place.file for place in places})
    assert 1 < len(files) < 6
    assert all(read_fields(tmp_path / name)[0]["WARC-Type"] == "warcinfo" for name in files)


def test_a_file_that_is_there_is_never_appended_to(tmp_path: Path) -> None:
    (tmp_path / "20210220-120000-00000.warc.gz").write_bytes(b"an earlier run")
    (tmp_path / "20210220-120000-00001.warc.gz.open").write_bytes(b"a killed run")

    with make_writer(tmp_path) as writer:
        place = writer.write(make_capture())

    assert place.file == "20210220-120000-00002.warc.gz"
    assert (tmp_path / "20210220-120000-00000.warc.gz").read_bytes() == b"an earlier run"
    assert (tmp_path / "20210220-120000-00001.warc.gz.open").read_bytes() == b"a killed run"


def test_a_304_becomes_a_revisit(tmp_path: Path) -> None:
    link = make_link(fetched_at=datetime(2021, 2, 19, 8, tzinfo=UTC), etag='"a"')
    with make_writer(tmp_path) as writer:
        place = writer.write(make_capture(b"", status=304, reason="Not Modified", link=link))

    record = read_fields(tmp_path / place.file)[1]

    assert record["WARC-Type"] == "revisit"
    assert record["WARC-Profile"].endswith("/server-not-modified")
    assert record["WARC-Refers-To-Date"] == "2021-02-19T08:00:00.000000Z"


def test_the_same_payload_again_becomes_a_revisit_without_a_body(tmp_path: Path) -> None:
    page = make_page().encode()
    again = make_capture(page, link=make_link(digest=payload_digest(make_capture(page))))
    with make_writer(tmp_path) as writer:
        first = writer.write(make_capture(page))
        second = writer.write(again)

    record = read_fields(tmp_path / second.file)[3]

    assert record["WARC-Type"] == "revisit"
    assert record["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert record["WARC-Payload-Digest"] == payload_digest(again)
    assert second.length < first.length


def test_another_payload_is_written_in_full(tmp_path: Path) -> None:
    link = make_link(digest="sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ")
    with make_writer(tmp_path) as writer:
        place = writer.write(make_capture(link=link))

    assert read_fields(tmp_path / place.file)[1]["WARC-Type"] == "response"


def test_after_a_failed_fetch_a_revisit_names_no_date(tmp_path: Path) -> None:
    link = make_link(fetched_at=datetime(2021, 2, 19, 8, tzinfo=UTC), attempts=2)
    with make_writer(tmp_path) as writer:
        place = writer.write(make_capture(b"", status=304, link=link))

    assert "WARC-Refers-To-Date" not in read_fields(tmp_path / place.file)[1]


def test_the_digest_is_written_as_warc_files_write_it() -> None:
    assert payload_digest(make_capture(b"")) == "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"


@pytest.mark.parametrize("name", ["Cookie", "authorization", "Proxy-Authorization"])
def test_credentials_are_left_out(tmp_path: Path, name: str) -> None:
    sent = (("User-Agent", "News Archiver"), (name, "secret-value"))
    with make_writer(tmp_path) as writer:
        place = writer.write(make_capture(request_headers=sent))

    content = gzip.decompress((tmp_path / place.file).read_bytes())

    assert b"User-Agent: News Archiver" in content
    assert b"secret-value" not in content


def test_the_request_names_path_query_and_host(tmp_path: Path) -> None:
    with make_writer(tmp_path) as writer:
        place = writer.write(make_capture(url="http://127.0.0.1:8800/news?id=7#top"))

    content = gzip.decompress((tmp_path / place.file).read_bytes())

    assert b"GET /news?id=7 HTTP/1.1\r\nHost: 127.0.0.1:8800\r\n" in content


def test_a_header_cannot_end_its_line(tmp_path: Path) -> None:
    headers = (("X-Note", "one\r\n\r\nWARC/1.1\r\nWARC-Type: response"),)
    with make_writer(tmp_path) as writer:
        place = writer.write(
            make_capture(url="https://courier.example/a\r\nWARC-Type: warcinfo", headers=headers)
        )

    assert [record["WARC-Type"] for record in read_fields(tmp_path / place.file)] == [
        "warcinfo",
        "response",
        "request",
    ]


def test_a_full_disk_is_said_and_costs_only_the_capture_it_met(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)
    before = writer.write(make_capture("<p>before</p>"))
    size = (tmp_path / f"{before.file}.open").stat().st_size

    with full_disk(size + 100), pytest.raises(WarcError, match="cannot be written") as refused:
        writer.write(make_capture("<p>lost</p>"))
    after = writer.write(make_capture("<p>after</p>"))
    writer.close()

    assert refused.value.next_step
    assert [capture.body for capture in iter_captures(tmp_path / after.file)] == [
        b"<p>before</p>",
        b"<p>after</p>",
    ]


def test_a_disk_full_from_the_start_leaves_nothing_behind(tmp_path: Path) -> None:
    writer = make_writer(tmp_path)

    with full_disk(10), pytest.raises(WarcError):
        writer.write(make_capture())
    writer.close()

    assert not list(tmp_path.iterdir())


def test_what_was_flushed_outlives_a_kill(tmp_path: Path) -> None:
    code = """
import os, signal, sys
from pathlib import Path
from archiver.testing import make_capture
from archiver.warc.writer import WarcWriter

writer = WarcWriter(Path(sys.argv[1]), "killed", 10**9, "test")
for number in range(5):
    writer.write(make_capture(f"<p>{number}</p>"))
writer.flush()
os.kill(os.getpid(), signal.SIGKILL)
"""

    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)

    assert killed.returncode == -signal.SIGKILL
    (path,) = tmp_path.iterdir()
    assert path.name == "killed-00000.warc.gz.open"
    assert [capture.body for capture in iter_captures(path)] == [
        f"<p>{number}</p>".encode() for number in range(5)
    ]


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "warc").write_text("no folder")

    with pytest.raises(WarcError, match="warc"):
        make_writer(tmp_path / "warc").write(make_capture())


def test_a_run_named_like_a_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WarcError, match="cannot be called"):
        make_writer(tmp_path, run="../elsewhere")


def test_threads_share_a_writer(tmp_path: Path) -> None:
    pages = [f"<p>{number}</p>".encode() * 50 for number in range(40)]
    places = {}

    def write(own: list[bytes]) -> None:
        for page in own:
            places[page] = writer.write(make_capture(page))
            writer.flush()

    with make_writer(tmp_path, max_bytes=5_000) as writer:
        threads = [threading.Thread(target=write, args=(pages[start::4],)) for start in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert {page: read_capture(tmp_path, place).body for page, place in places.items()} == {
        p: p for p in pages
    }
