"""Leftovers: WARC files of runs that were killed, and captures in them that never got their row.

What a killed run wrote last may be half a record. Such a file is cut back to its last whole record and closed under
its final name; it is never appended to. Offsets of what stays do not change.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from archiver.capture import Place
from archiver.errors import WarcError
from archiver.warc.hold import Hold, hold
from archiver.warc.http import split_block, split_status_line
from archiver.warc.reader import date_of
from archiver.warc.records import CHUNK_BYTES, DamageError, inflate, parse_record
from archiver.warc.writer import OPEN, REQUESTED, flush_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from io import FileIO
    from pathlib import Path

    from archiver.warc.records import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclaimed:
    """A whole capture in a WARC file that the archive has no row for."""

    url: str  #: as requested
    fetched_at: datetime  #: UTC
    status: int  #: HTTP status
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What lies in a WARC file."""

    whole_bytes: int  #: up to the end of the last whole record
    damage: str | None = None  #: what stands there, unless it is nothing or a record cut short by the end
    unclaimed: tuple[Unclaimed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A leftover file that was closed."""

    file: str  #: its final name
    bytes: int  #: its size now; 0: it held nothing whole and was removed
    cut_bytes: int  #: taken off its end
    damage: str | None  #: it is damaged elsewhere than at its end, and was left as it is

    def __str__(self) -> str:
        """In one line.

        >>> print(Mended(file="r-00000.warc.gz", bytes=5000, cut_bytes=70, damage=None))
        r-00000.warc.gz, left open by a run that was killed, is closed; 70 bytes of half a record were cut off
        """
        if not self.bytes:
            return f"{self.file}, left open by a run that was killed, held no whole record and is removed"
        text = f"{self.file}, left open by a run that was killed, is closed"
        if self.damage:
            return f"{text} as it is: {self.damage}; its other records can be read"
        return f"{text}; {self.cut_bytes} bytes of half a record were cut off" if self.cut_bytes else text


def run_of_file(path: Path) -> str:
    """The run that writes a file.

    >>> from pathlib import Path
    >>> run_of_file(Path("20260301T060000Z-ab12cd-00003.warc.gz.open"))
    '20260301T060000Z-ab12cd'
    """
    return path.name.removesuffix(OPEN).removesuffix(".warc.gz").rpartition("-")[0]


def mend(path: Path, known: Mapping[int, int], *, is_over: bool) -> Mended | None:
    """Cut a leftover `….open` file back and close it; None when its run still holds it, or it is gone already.

    *known* are offsets and lengths of records the archive has rows for. Where the file system cannot tell whether the
    file is held, *is_over* says whether its run has ended.

    Raises:
        WarcError: the file cannot be read or changed.
    """
    try:
        with path.open("r+b", buffering=0) as file:
            held = hold(file)
            if held is Hold.TAKEN or (held is Hold.UNKNOWN and not is_over) or not _is_still(path, file):
                return None
            return _close(path, file, read_contents(file, path.name.removesuffix(OPEN), known), known)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WarcError(
            f"{path}: a run that was killed left it open, and it cannot be closed: {error.strerror or error}",
            next_step="see to the rights of the folder and its files; the next run tries again",
        ) from error


def find_unclaimed(path: Path, known: Mapping[int, int]) -> tuple[Unclaimed, ...]:
    """The captures of a file that have no row, brought to disk first, so that rows may say that they are there.

    Raises:
        WarcError: the file cannot be read.
    """
    try:
        with path.open("rb", buffering=0) as file:
            os.fsync(file.fileno())
            return read_contents(file, path.name.removesuffix(OPEN), known).unclaimed
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise WarcError(f"{path}: cannot be read: {error.strerror or error}") from error


def read_contents(file: FileIO, name: str, known: Mapping[int, int]) -> Contents:
    """Walk through a file; records that are *known* (offset → length) are passed over without being read."""
    size = os.fstat(file.fileno()).st_size
    offset, unclaimed = 0, []
    try:
        while offset < size:
            length = known.get(offset)
            if length is None:
                file.seek(offset)
                data, length, _ = inflate(file, offset, file.read(CHUNK_BYTES))
                place = Place(file=name, offset=offset, length=length)
                unclaimed += [found for record in _records(data, place) if (found := _unclaimed(record))]
            elif offset + length > size:
                raise DamageError(offset, "the file ends within a record", cut=True)
            offset += length
    except DamageError as damage:
        said = None if damage.cut else str(damage)
        return Contents(whole_bytes=offset, damage=said, unclaimed=tuple(unclaimed))
    return Contents(whole_bytes=offset, unclaimed=tuple(unclaimed))


def _records(data: bytes, place: Place) -> Iterator[Record]:
    stream = BytesIO(data)
    while (record := parse_record(stream, place)) is not None:
        yield record


def _unclaimed(record: Record) -> Unclaimed | None:
    """None for what is no answer, or has its body elsewhere: looking that up would mean reading every file."""
    if not record.is_answer or record.is_repeat:
        return None
    line = split_block(record.block)[0]
    return Unclaimed(
        url=record.field(REQUESTED) or record.field("WARC-Target-URI") or "",
        fetched_at=date_of(record),
        status=split_status_line(line)[1],
        place=record.place,
    )


def _is_still(path: Path, file: FileIO) -> bool:
    """Whether the name still leads to the file: another run may have closed it before we held it."""
    ours, named = os.fstat(file.fileno()), path.stat()
    return (ours.st_dev, ours.st_ino) == (named.st_dev, named.st_ino)


def _close(path: Path, file: FileIO, contents: Contents, known: Mapping[int, int]) -> Mended:
    final = path.with_name(path.name.removesuffix(OPEN))
    if final.exists():
        raise WarcError(f"{path}: {final.name} lies beside it", next_step="move one of the two elsewhere")
    size = os.fstat(file.fileno()).st_size
    # rows behind the damage: it is not what a kill leaves, and cutting would take away what can be read
    keeps = contents.damage is not None and any(offset >= contents.whole_bytes for offset in known)
    end = size if keeps else contents.whole_bytes
    if end < size:
        file.truncate(end)
    os.fsync(file.fileno())
    if end:
        path.rename(final)
    else:
        path.unlink()
    flush_folder(path.parent)
    return Mended(file=final.name, bytes=end, cut_bytes=size - end, damage=contents.damage if keeps else None)
