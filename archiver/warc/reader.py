"""Captures back out of WARC files: one at its place, or all of a file, ours or others'."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

from warcio.timeutils import iso_date_to_datetime

from archiver.capture import Capture
from archiver.errors import WarcError
from archiver.warc.http import split_block, split_status_line
from archiver.warc.records import DamageError, read_members, read_plain
from archiver.warc.writer import OPEN, PROTOCOL, REDIRECT, REQUESTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path
    from typing import BinaryIO

    from archiver.capture import Place
    from archiver.warc.http import Headers
    from archiver.warc.records import Record

_GZIP = b"\x1f\x8b"


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
    waiting: Record | None = None  # an answer whose request may follow
    request: Record | None = None  # a request whose answer may follow, as some write it
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


def _resolved(path: Path, record: Record, request: Record | None) -> Capture:
    capture = _make_capture(record, request)
    if not record.is_repeat:
        return capture
    try:
        return _with_body(capture, record, _find_payload(path.parent, record))
    except WarcError:
        return capture


def _belong_together(answer: Record, request: Record) -> bool:
    ids = [record.field("WARC-Record-ID") for record in (answer, request)]
    other = [record.field("WARC-Concurrent-To") for record in (request, answer)]
    return any(left is not None and left == right for left, right in zip(ids, other, strict=True))


# captures


def _make_capture(record: Record, request: Record | None) -> Capture:
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
        fetched_at=date_of(record),
        status=status,
        reason=reason,
        protocol=record.field(PROTOCOL) or protocol,
        headers=headers,
        body=body,
        request_headers=sent,
        ip=record.field("WARC-IP-Address"),
        place=record.place,
    )


def date_of(record: Record) -> datetime:
    """When a record's answer was complete, UTC.

    Raises:
        WarcError: it does not say.
    """
    text = record.field("WARC-Date") or ""
    try:
        moment: datetime = iso_date_to_datetime(text)
    except (ValueError, TypeError) as error:
        raise WarcError(f"{record.place.file}: byte {record.place.offset}: no date: {text[:40]!r}") from error
    return moment.replace(tzinfo=UTC)


def _with_body(capture: Capture, record: Record, original: Record) -> Capture:
    return replace(capture, body=split_block(original.block)[2], place=record.place)


def _find_payload(folder: Path, record: Record) -> Record:
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


def _read_records(file: BinaryIO, path: Path, *, one: bool = False) -> Iterator[Record]:
    """The records from where *file* stands. *one*: only the first must be whole; damage behind it ends the reading."""
    name = path.name.removesuffix(OPEN)
    start = file.read(len(_GZIP))
    file.seek(-len(start), 1)
    records = read_members(file, name) if start == _GZIP else read_plain(file, name)
    given = 0
    try:
        for record in records:
            yield record
            given += 1
    except DamageError as damage:
        if (one and given) or (damage.cut and path.name.endswith(OPEN)):
            return
        raise WarcError(f"{path}: {damage}", next_step="what lies before that byte can be read") from damage
