"""Records of WARC files (ISO 28500), one after the other, ours or others'; where a file is damaged, and how."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader

from archiver.capture import Place
from archiver.warc.writer import SAME_PAYLOAD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from archiver.warc.http import Headers

#: Read at a time.
CHUNK_BYTES = 65_536
#: Largest gzip member taken into memory; a larger one is a file that was compressed as a whole.
_MEMBER_BYTES = 200_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
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


class DamageError(Exception):
    """A record that cannot be read; *cut*: the file ends in the middle of it."""

    def __init__(self, offset: int, problem: str, *, cut: bool = False) -> None:
        self.cut = cut
        super().__init__(f"damaged at byte {offset}: {problem}")


def read_members(file: BinaryIO, name: str) -> Iterator[Record]:
    """The records from where *file* stands, each in a gzip member of its own.

    Raises:
        DamageError: what follows cannot be read.
    """
    offset, rest = file.tell(), b""
    while rest := rest or file.read(CHUNK_BYTES):
        data, length, rest = inflate(file, offset, rest)
        stream = BytesIO(data)
        while (record := parse_record(stream, Place(file=name, offset=offset, length=length))) is not None:
            yield record
        offset += length


def inflate(file: BinaryIO, offset: int, rest: bytes) -> tuple[bytes, int, bytes]:
    """One gzip member, of which *rest* has been read: its content, its length in the file, the bytes read beyond it.

    Raises:
        DamageError: it is none, or not whole.
    """
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
                raise DamageError(offset, "one gzip member for many records, or an enormous one")
            chunk = file.read(CHUNK_BYTES)
    except zlib.error as error:
        raise DamageError(offset, f"no gzip: {error}") from error
    raise DamageError(offset, "the file ends within a record", cut=True)


def read_plain(file: BinaryIO, name: str) -> Iterator[Record]:
    """The records of a file that is not compressed; raises as `read_members`."""
    offset = file.tell()
    while (record := parse_record(file, Place(file=name, offset=offset, length=0))) is not None:
        end = file.tell()
        yield replace(record, place=replace(record.place, length=end - offset))
        offset = end


def parse_record(stream: BinaryIO, place: Place) -> Record | None:
    """The next record of *stream*, and the blank lines behind it; None at the end. Raises as `read_members`."""
    loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
    try:
        found: Any = loader.parse_record_stream(stream, known_format="warc", no_record_parse=True)
    except EOFError:
        return None
    except ArchiveLoadFailed as error:
        raise DamageError(place.offset, str(error)) from error
    if found.length is None:
        raise DamageError(place.offset, "a record without Content-Length")
    block: bytes = found.raw_stream.read()
    if len(block) < found.length:
        raise DamageError(place.offset, "the file ends within a record", cut=True)
    _skip_blank_lines(stream)
    return Record(
        kind=found.rec_type or "", fields=tuple(found.rec_headers.headers), block=block, place=place
    )


def _skip_blank_lines(stream: BinaryIO) -> None:
    while True:
        here = stream.tell()
        line = stream.readline()
        if line.strip() or not line:
            stream.seek(here)
            return
