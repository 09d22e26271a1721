"""Captures back out of WARC files: one at its place, or all of a file, ours or others'."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from datetime import UTC
from io import BytesIO
from typing import TYPE_CHECKING, Any

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.timeutils import iso_date_to_datetime

from archiver.capture import Capture, Place
from archiver.errors import WarcError
from archiver.warc.http import Headers, split_block, split_status_line
from archiver.warc.writer import OPEN, PROTOCOL, REDIRECT, REQUESTED, SAME_PAYLOAD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path
    from typing import BinaryIO

_CHUNK_BYTES = 65_536
#: Largest gzip member taken into memory; a larger one is a file that was compressed as a whole.
_MEMBER_BYTES = 200_000_000
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """One WARC record."""

    kind: str  #: "response", "request", "revisit", "warcinfo", …
    fields: Headers
    block: bytes
    place: Place

    def field(self, name: str) -> str | None:
        return next((value for key, value in self.fields if key.lower() == name.lower()), None)

    @property
    def is_answer(self) -> bool:
        """An HTTP answer, with or without its body. Answers of the DNS and the like are none."""
        return self.kind in ("response", "revisit") and (self.field("WARC-Target-URI") or "").startswith(
            "http"
        )

    @property
    def is_repeat(self) -> bool:
        """Its body is that of an earlier record."""
        return self.kind == "revisit" and (self.field("WARC-Profile") or "").endswith(
            SAME_PAYLOAD.rpartition("/")[2]
        )


def read_capture(folder: Path, place: Place) -> Capture:
    """The capture at *place*, also when its file is still `.open`.

    The body of a `revisit` of the same payload is looked up in the other files of *folder*, which reads them all.

    Raises:
        WarcError: the file is missing, damaged there, or holds something else at that place.
    """
    path = _find_file(folder, place.file)
    with path.open("rb") as file:
        file.seek(place.offset)
        records = _read_records(file, path, one=True)
        record = next(records, None)
        request = next(records, None) if record else None
    if record is None or not record.is_answer:
        raise WarcError(
            f"{path}: no capture at byte {place.offset}", next_step="the file may have been replaced"
        )
    capture = _make_capture(record, request)
    return _with_body(capture, record, _find_payload(folder, record)) if record.is_repeat else capture


def read_pages(folder: Path, place: Place, later: Sequence[Place]) -> Capture:
    """The capture at *place* with the pages that follow it, of an article on several pages.

    Raises:
        WarcError: as `read_capture`, of any of them.
    """
    first = read_capture(folder, place)
    return replace(first, following=tuple(read_capture(folder, one) for one in later)) if later else first


def iter_captures(path: Path) -> Iterator[Capture]:
    """All captures of one WARC file (gzip per record, or plain), in order, in bounded memory.

    The body of a `revisit` of the same payload comes from the folder the file lies in; it stays empty when no file
    there has it. A file that is `.open` may end in half a record, which is passed over.

    Raises:
        WarcError: the file is missing or damaged; what lies before the damage was given.
    """
    waiting: _Record | None = None  # an answer whose request may follow
    request: _Record | None = None  # a request whose answer may follow, as some write it
    with _opened(path) as file:
        for record in _read_records(file, path):
            if record.kind == "request":
                if waiting is not None and _belong_together(waiting, record):
                    yield _resolved(path, waiting, record)
                    waiting = None
                else:
                    request = record
            elif record.is_answer:
                if waiting is not None:
                    yield _resolved(path, waiting, None)
                waiting = record
                if request is not None and _belong_together(record, request):
                    yield _resolved(path, record, request)
                    waiting = None
                request = None
    if waiting is not None:
        yield _resolved(path, waiting, None)


def _resolved(path: Path, record: _Record, request: _Record | None) -> Capture:
    capture = _make_capture(record, request)
    if not record.is_repeat:
        return capture
    try:
        return _with_body(capture, record, _find_payload(path.parent, record))
    except WarcError:
        return capture


def _belong_together(answer: _Record, request: _Record) -> bool:
    ids = [record.field("WARC-Record-ID") for record in (answer, request)]
    other = [record.field("WARC-Concurrent-To") for record in (request, answer)]
    return any(left is not None and left == right for left, right in zip(ids, other, strict=True))


# captures


def _make_capture(record: _Record, request: _Record | None) -> Capture:
    line, headers, body = split_block(record.block)
    protocol, status, reason = split_status_line(line)
    target = record.field("WARC-Target-URI") or ""
    requested = record.field(REQUESTED)
    sent: Headers = ()
    if request is not None and request.kind == "request" and _belong_together(record, request):
        sent = split_block(request.block)[1]
    return Capture(
        url=requested or target,
        final_url=target if requested else None,
        redirects=tuple(value for key, value in record.fields if key.lower() == REDIRECT.lower()),
        fetched_at=_date(record),
        status=status,
        reason=reason,
        protocol=record.field(PROTOCOL) or protocol,
        headers=headers,
        body=body,
        request_headers=sent,
        ip=record.field("WARC-IP-Address"),
        place=record.place,
    )


def _date(record: _Record) -> datetime:
    text = record.field("WARC-Date") or ""
    try:
        moment: datetime = iso_date_to_datetime(text)
    except (ValueError, TypeError) as error:
        raise WarcError(f"{record.place.file}: byte {record.place.offset}: no date: {text[:40]!r}") from error
    return moment.replace(tzinfo=UTC)


def _with_body(capture: Capture, record: _Record, original: _Record) -> Capture:
    return replace(capture, body=split_block(original.block)[2], place=record.place)


def _find_payload(folder: Path, record: _Record) -> _Record:
    """The record that holds the body a `revisit` is about, newest file first."""
    digest = record.field("WARC-Payload-Digest")
    files = sorted(
        [*folder.glob("*.warc.gz"), *folder.glob(f"*.warc.gz{OPEN}"), *folder.glob("*.warc")], reverse=True
    )
    for path in files if digest else ():
        with _opened(path) as file:
            for other in _read_records(file, path):
                if other.kind == "response" and other.field("WARC-Payload-Digest") == digest:
                    return other
    raise WarcError(
        f"{record.place.file}: the body at byte {record.place.offset} is that of an earlier capture, "
        f"{record.field('WARC-Refers-To-Date') or 'of unknown date'}, which no file in {folder} holds",
        next_step="put the WARC files of the earlier runs back beside it",
    )


# files and records


def _find_file(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise WarcError(f"{name!r} lies outside of {folder}")
    # while we look, a run may close its file, and take the ".open" off
    for found in (path, folder / (name + OPEN), path):
        if found.is_file():
            return found
    raise WarcError(
        f"{path}: there is no such WARC file", next_step="put it back; the archive's rows name it"
    )


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise WarcError(f"{path}: cannot be read: {error.strerror}") from error


def _read_records(file: BinaryIO, path: Path, *, one: bool = False) -> Iterator[_Record]:
    """The records from where *file* stands. *one*: only the first must be whole; damage behind it ends the reading."""
    name = path.name.removesuffix(OPEN)
    start = file.read(len(_GZIP))
    file.seek(-len(start), 1)
    records = _members(file, name) if start == _GZIP else _plain(file, name)
    given = 0
    try:
        for record in records:
            yield record
            given += 1
    except _DamageError as damage:
        if (one and given) or (damage.cut and path.name.endswith(OPEN)):
            return
        raise WarcError(f"{path}: {damage}", next_step="what lies before that byte can be read") from damage


class _DamageError(Exception):
    """A record that cannot be read; *cut*: the file ends in the middle of it."""

    def __init__(self, offset: int, problem: str, *, cut: bool = False) -> None:
        self.cut = cut
        super().__init__(f"damaged at byte {offset}: {problem}")


def _members(file: BinaryIO, name: str) -> Iterator[_Record]:
    offset, rest = file.tell(), b""
    while rest := rest or file.read(_CHUNK_BYTES):
        data, length, rest = _inflate(file, offset, rest)
        stream = BytesIO(data)
        while (record := _parse(stream, Place(file=name, offset=offset, length=length))) is not None:
            yield record
        offset += length


def _inflate(file: BinaryIO, offset: int, rest: bytes) -> tuple[bytes, int, bytes]:
    """One gzip member: its content, its length in the file, and the bytes read beyond it."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    parts, size, length = [], 0, 0
    chunk = rest
    try:
        while chunk:
            parts.append(unpacker.decompress(chunk))
            length += len(chunk)
            size += len(parts[-1])
            if unpacker.eof:
                return b"".join(parts), length - len(unpacker.unused_data), unpacker.unused_data
            if size > _MEMBER_BYTES:
                raise _DamageError(offset, "one gzip member for many records, or an enormous one")
            chunk = file.read(_CHUNK_BYTES)
    except zlib.error as error:
        raise _DamageError(offset, f"no gzip: {error}") from error
    raise _DamageError(offset, "the file ends within a record", cut=True)


def _plain(file: BinaryIO, name: str) -> Iterator[_Record]:
    offset = file.tell()
    while (record := _parse(file, Place(file=name, offset=offset, length=0))) is not None:
        end = file.tell()
        yield replace(record, place=replace(record.place, length=end - offset))
        offset = end


def _parse(stream: BinaryIO, place: Place) -> _Record | None:
    """The next record of *stream*, and the blank lines behind it; None at the end."""
    loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
    try:
        found: Any = loader.parse_record_stream(stream, known_format="warc", no_record_parse=True)
    except EOFError:
        return None
    except ArchiveLoadFailed as error:
        raise _DamageError(place.offset, str(error)) from error
    if found.length is None:
        raise _DamageError(place.offset, "a record without Content-Length")
    block: bytes = found.raw_stream.read()
    if len(block) < found.length:
        raise _DamageError(place.offset, "the file ends within a record", cut=True)
    _skip_blank_lines(stream)
    return _Record(
        kind=found.rec_type or "", fields=tuple(found.rec_headers.headers), block=block, place=place
    )


def _skip_blank_lines(stream: BinaryIO) -> None:
    while True:
        here = stream.tell()
        line = stream.readline()
        if line.strip() or not line:
            stream.seek(here)
            return
