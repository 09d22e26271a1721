"""Room and rights on the disks a run writes to: looked at before it starts, and while it goes on."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.errors import RunError
from archiver.store.location import find_database

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archiver.config import Config

#: A run ends when less than this is left, and does not begin with less than twice this. Pages in flight (32 of 262 kB
#: is what we met, 10 MB the most each), a batch of 100 articles in SQLite's log (5 MB) and the log's copy into the
#: database have room in it with much to spare.
LEAST_FREE_BYTES = 100_000_000

#: The language model unpacks itself into the folder for temporary files, 68 MB.
LEAST_TEMPORARY_BYTES = 100_000_000

_MAKE_ROOM = "make room on that disk; the next run goes on where this one stopped"


def disks_of(config: Config) -> tuple[Path, ...]:
    """The folders a crawl writes to: the database's, unless it is on a server, and that of the WARC files."""
    database = find_database(config.archive).folder
    warc = Path(config.folder) / "warc" if config.keep_raw else None
    return tuple(folder for folder in (database, warc) if folder is not None)


def free_bytes(folder: Path) -> int | None:
    """What an ordinary user may still write to the disk *folder* is on, or will be made on; None where nobody can say."""
    disk = _status(folder)
    return None if disk is None else disk.f_bavail * disk.f_frsize


def _status(folder: Path) -> os.statvfs_result | None:
    for place in (folder.absolute(), *folder.absolute().parents):
        try:
            return os.statvfs(place)
        except FileNotFoundError:
            continue
        except OSError:
            return None
    return None


def check_room(folders: Iterable[Path], least_bytes: int) -> None:
    """See that there is room for *least_bytes* and another file on each disk.

    Raises:
        RunError: there is not.
    """
    for folder in folders:
        disk = _status(folder)
        if disk is None:
            continue
        free = disk.f_bavail * disk.f_frsize
        if free < least_bytes:
            raise RunError(
                f"{folder}: the disk is full: {free / 1e6:.0f} MB are left, {least_bytes / 1e6:.0f} MB are kept free",
                next_step=_MAKE_ROOM,
            )
        if disk.f_files and not disk.f_favail:  # a disk that counts files, and takes no more
            raise RunError(f"{folder}: the disk takes no more files", next_step=_MAKE_ROOM)


def check_temporary() -> None:
    """See that there is a folder for temporary files with room in it: without, no page can be read.

    Raises:
        RunError: there is none.
    """
    try:
        folder = Path(tempfile.gettempdir())
    except OSError as error:
        raise RunError(
            "there is no folder for temporary files that can be written",
            next_step="set TMPDIR to a folder that can be written",
        ) from error
    check_room([folder], LEAST_TEMPORARY_BYTES)


def check_rights(folder: Path) -> None:
    """See that files can be made in *folder*, by making one that is gone at once; a folder around it must be there.

    Raises:
        RunError: they cannot.
    """
    if not folder.parent.exists():
        return  # that there is no archive is said when it is opened
    try:
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise RunError(
            f"{folder}: no file can be written there: {error.strerror or error}",
            next_step="give yourself the right to write to that folder; archiver doctor looks at all of them",
        ) from error
