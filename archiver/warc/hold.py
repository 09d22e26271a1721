"""Holding a WARC file: a lock the system takes back when its process ends, however it ends.

Between machines it works where the file system has locks for all of them (NFS since Linux 2.6.12, SMB); where it does
not, `UNKNOWN` is the answer, and the leases in the database say who still writes.
"""

from __future__ import annotations

import errno
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import FileIO


class Hold(Enum):
    """What came of trying to hold a file."""

    OURS = "ours"
    TAKEN = "taken"  #: another process writes it
    UNKNOWN = "unknown"  #: this file system or machine cannot tell


def hold(file: FileIO) -> Hold:
    """Hold *file* until it is closed; does not wait."""
    try:
        import fcntl
    except ImportError:  # Windows, where a file that is open cannot be renamed anyway
        return Hold.UNKNOWN
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        taken = error.errno in (errno.EWOULDBLOCK, errno.EACCES)
        return Hold.TAKEN if taken else Hold.UNKNOWN
    return Hold.OURS
