"""WarcWriter: captures into WARC 1.1 files (ISO 28500:2017), the bytes as the server sent them.

Each record is a gzip member of its own. A body that came compressed is stored in it as it is, any other is compressed
at level 1: on 120 news pages of 262 kB, 0.4 ms and 48 kB a page as the server compressed them, 2.7 ms and 58 kB at level
1, and 8.3 ms and 47 kB at level 9, which is what the library does by itself.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import re
import struct
import threading
import zlib
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from warcio.warcwriter import WARCWriter

from archiver.capture import Place
from archiver.errors import WarcError
from archiver.warc.hold import Hold, hold
from archiver.warc.http import request_head, response_head, wire_protocol

if TYPE_CHECKING:
    from io import FileIO
    from pathlib import Path
    from typing import BinaryIO

    from archiver.capture import Capture

#: Added to the name of a file that is still being written, or whose run was killed.
OPEN = ".open"

#: Fields of ours in a record (WARC 1.1, 5: readers pass over fields they do not know).
REQUESTED, REDIRECT, PROTOCOL = "Archiver-Requested", "Archiver-Redirect", "WARC-Protocol"

_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
SAME_PAYLOAD, NOT_MODIFIED = _PROFILE + "identical-payload-digest", _PROFILE + "server-not-modified"

_STANDARD = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_NO_URL = re.compile(r"[\x00-\x20\x7f-\x9f\s\ud800-\udfff]")
_RUN = re.compile(r"[\w.+-]+", re.ASCII)
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


class WarcWriter:
    """Writes one run's captures to `<run>-00000.warc.gz`, -00001, … in *folder*; a file is made when it is needed.

    A file is called `….open` until it is closed, and no file is ever appended to: what follows a record that a killed
    run left half written could not be read (measured on 200 cut files: in 199, nothing could). Each record is with the
    operating system once `write` returns. One writer may serve several threads.

    Raises:
        WarcError: the folder cannot be written.
    """

    def __init__(self, folder: Path, run: str, max_bytes: int, software: str) -> None:
        if not _RUN.fullmatch(run):
            raise WarcError(f"a run cannot be called {run!r}: its WARC files are named after it")
        self.folder = folder
        self.run = run
        self.max_bytes = max_bytes
        self.software = software
        self._lock = threading.Lock()
        self._file: FileIO | None = None
        self._name = ""
        self._number = 0
        self._size = 0
        self._is_named = True  #: the file's name is on disk
        self._info_id = ""

    def write(self, capture: Capture) -> Place:
        """Write answer and request, and give the place of the answer. It is on disk only after `flush`.

        A 304, and a payload the link had at its last fetch (`capture.link.digest`), become a `revisit` without a body.

        Raises:
            WarcError: the disk refused; the file is as it was before.
        """
        with self._lock:
            try:
                return self._write(capture)
            except OSError as error:
                raise self._refused(error) from error

    def flush(self) -> None:
        """Bring to disk what was written (fsync), before the database says that it is there.

        Others may write meanwhile: a busy disk takes a second, and a page that is not written yet is lost when the run
        is killed.
        """
        try:
            with self._lock:
                handle = os.dup(self._file.fileno()) if self._file is not None else None
                is_named, self._is_named = self._is_named, True
            if not is_named:
                flush_folder(self.folder)
            if handle is not None:
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)
        except OSError as error:
            raise self._refused(error) from error

    def close(self) -> None:
        """Finish the file and take `.open` off its name. Closing twice does no harm."""
        with self._lock:
            try:
                self._close()
            except OSError as error:
                raise self._refused(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _write(self, capture: Capture) -> Place:
        if self._file is not None and self._size >= self.max_bytes:
            self._close()
        file = self._file or self._open()
        if self._size == 0:
            self._append(file, self._info())
        answer, answer_id = self._answer(capture)
        request = self._request(capture, answer_id)
        place = Place(file=self._name, offset=self._size, length=len(answer))
        self._append(file, answer + request)
        return place

    def _append(self, file: FileIO, data: bytes) -> None:
        """All of *data*, or none: half a record would make what follows it unreadable."""
        left = memoryview(data)
        try:
            while left:
                left = left[file.write(left) or 0 :]
        except OSError:
            with contextlib.suppress(OSError):
                file.truncate(self._size)
                file.seek(self._size)
            raise
        self._size += len(data)

    def _open(self) -> FileIO:
        self.folder.mkdir(parents=True, exist_ok=True)
        file = None
        while file is None:
            self._name = f"{self.run}-{self._number:05}.warc.gz"
            self._number += 1
            if (self.folder / self._name).exists():
                continue
            file = self._make(self.folder / (self._name + OPEN))
        self._is_named = False
        self._file = file
        self._size = 0
        return file

    def _make(self, path: Path) -> FileIO | None:
        """A new file, held; None when the name is taken, or a run that closes leftovers was faster."""
        try:
            file = path.open("xb", buffering=0)
        except FileExistsError:
            return None
        if hold(file) is not Hold.TAKEN and path.exists():
            return file
        file.close()
        return None

    def _close(self) -> None:
        if self._file is None:
            return
        os.fsync(self._file.fileno())
        path = self.folder / (self._name + OPEN)
        # without the name, another run took this one for dead (it was paused for long) and closed the file
        with contextlib.suppress(FileNotFoundError):
            if self._size:
                path.rename(self.folder / self._name)
            else:
                path.unlink()  # the disk refused even the first record
        self._file.close()  # not before: until then the file is held
        self._file = None
        flush_folder(self.folder)

    def _refused(self, error: OSError) -> WarcError:
        return WarcError(
            f"{self.folder / (self._name or self.run)}: cannot be written: {error.strerror or error}",
            next_step="make room on the disk, or see who owns the folder; the next run goes on where this one stopped",
        )

    # records

    def _info(self) -> bytes:
        fields = {
            "software": self.software,
            "format": "WARC File Format 1.1",
            "conformsTo": _STANDARD,
            "isPartOf": self.run,
        }
        warcio = _warcio()
        record = warcio.create_warcinfo_record(self._name, fields)
        self._info_id = record.rec_headers.get_header("WARC-Record-ID")
        return _member(_record_bytes(record))

    def _answer(self, capture: Capture) -> tuple[bytes, str]:
        """The gzip member of the answer, and its record's id."""
        digest = payload_digest(capture)
        fields = self._fields(capture)
        profile = _revisit_profile(capture, digest)
        if profile is not None:
            fields.update(_revisit_fields(capture, profile))
        if profile != NOT_MODIFIED:
            fields["WARC-Payload-Digest"] = digest
        head, body = response_head(capture), b"" if profile else capture.body
        record = _record("revisit" if profile else "response", fields, head, body)
        for url in capture.redirects:
            record.rec_headers.add_header(REDIRECT, _safe(url))
        data = _record_bytes(record)
        stored = len(body) + len(b"\r\n\r\n") if _is_compressed(capture) else 0
        return _member(data, stored), record.rec_headers.get_header("WARC-Record-ID")

    def _request(self, capture: Capture, answer_id: str) -> bytes:
        fields = self._fields(capture) | {"WARC-Concurrent-To": answer_id}
        return _member(_record_bytes(_record("request", fields, request_head(capture), b"")))

    def _fields(self, capture: Capture) -> dict[str, str]:
        fields = {
            "WARC-Target-URI": _safe(capture.answered_url),
            "WARC-Date": _date(capture.fetched_at),
            "WARC-Warcinfo-ID": self._info_id,
        }
        if capture.ip:
            fields["WARC-IP-Address"] = _safe(capture.ip)
        if capture.protocol != wire_protocol(capture.protocol):
            fields[PROTOCOL] = _safe(capture.protocol)
        if capture.final_url is not None:
            fields[REQUESTED] = _safe(capture.url)
        return fields


def flush_folder(folder: Path) -> None:
    """Bring a new or changed file name to disk (fsync)."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def payload_digest(capture: Capture) -> str:
    """Digest of the body as it came, as WARC files write it: "sha1:BASE32".

    SHA-1 tells whether two answers are the same; it protects against nothing.
    """
    digest = hashlib.sha1(capture.body, usedforsecurity=False).digest()
    return "sha1:" + base64.b32encode(digest).decode("ascii")


def _revisit_profile(capture: Capture, digest: str) -> str | None:
    if capture.status == 304:
        return NOT_MODIFIED
    known = capture.link.digest if capture.link else None
    return SAME_PAYLOAD if capture.body and known == digest else None


def _revisit_fields(capture: Capture, profile: str) -> dict[str, str]:
    fields = {"WARC-Profile": profile, "WARC-Refers-To-Target-URI": _safe(capture.answered_url)}
    link = capture.link
    # after a failed fetch the link no longer knows the date of the good one before it
    if link is not None and link.fetched_at is not None and not link.attempts:
        fields["WARC-Refers-To-Date"] = _date(link.fetched_at)
    return fields


def _is_compressed(capture: Capture) -> bool:
    return (capture.header("content-encoding") or "identity").strip().lower() not in ("", "identity")


def _safe(text: str) -> str:
    """The text without what would end or break its line."""
    return _NO_URL.sub(lambda match: quote(match[0], errors="replace"), text)


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


# framing: the library writes the record, we choose how much it is compressed


class _Head:
    """HTTP headers as bytes. The library's own kind percent-encodes what is not ASCII."""

    def __init__(self, data: bytes) -> None:
        self.headers_buff = data

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        """Nothing: they are as they came."""


def _warcio(out: BinaryIO | None = None) -> Any:
    return WARCWriter(out, gzip=False, warc_version="WARC/1.1")


def _record(kind: str, fields: dict[str, str], head: bytes, body: bytes) -> Any:
    block = hashlib.sha1(head, usedforsecurity=False)
    block.update(body)
    fields["WARC-Block-Digest"] = "sha1:" + base64.b32encode(block.digest()).decode("ascii")
    return _warcio().create_warc_record(
        fields.pop("WARC-Target-URI"),
        kind,
        payload=BytesIO(body),
        length=len(body),
        warc_headers_dict=fields,
        http_headers=_Head(head),
    )


def _record_bytes(record: Any) -> bytes:
    out = BytesIO()
    _warcio(out).write_record(record)
    return out.getvalue()


def _member(data: bytes, stored: int = 0) -> bytes:
    """A gzip member of *data*, whose last *stored* bytes are not compressed once more."""
    head, body = (data[:-stored], data[-stored:]) if stored else (data, b"")
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH if stored else zlib.Z_FINISH)
    if stored:
        storer = zlib.compressobj(0, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed += storer.compress(body) + storer.flush()
    return _GZIP_HEAD + packed + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
