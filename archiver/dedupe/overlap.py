"""Overlap: how much two shingled texts share, and where it stands in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from archiver.dedupe.shingles import ShingledText

#: A text is looked at in ten parts; a part counts when more than a tenth of its words are shared.
_PARTS: Final = 10
_FILLED: Final = 0.1
_LEAD: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """What a shorter text shares with a longer one."""

    shared: int  #: shingles in both
    containment: float  #: share of the shorter one's shingles that stand in the longer (0-1)
    ratio: float  #: shingles of the shorter by shingles of the longer (0-1)
    jaccard: float  #: shared shingles by all different ones of both (0-1)
    longest: int  #: shingles in the longest passage that stands in both without a change
    short_parts: int  #: tenths of the shorter text that hold something shared (0-10)
    long_parts: int  #: the same of the longer
    lead: int  #: of the first 20 shingles of the shorter text, how many are shared
    first: float  #: where in the longer text the shared words begin (0-1)
    density: float  #: share of the longer text's shingles, from the first shared to the last, that are shared (0-1)


def find_overlap(short: ShingledText, long: ShingledText, at_least: int) -> Overlap | None:
    """Measure what *short* shares with *long*; None when it is less than *at_least* shingles."""
    where = long.hashes.searchsorted(short.hashes)
    np.minimum(where, len(long.hashes) - 1, out=where)
    found = np.flatnonzero(long.hashes[where] == short.hashes)
    shared = len(found)
    if shared < max(at_least, 1):
        return None
    in_short, in_long = short.places[found], long.places[where[found]]
    order = in_short.argsort()
    in_short, in_long = in_short[order], in_long[order]
    breaks = np.flatnonzero((in_short[1:] - in_short[:-1] != 1) | (in_long[1:] - in_long[:-1] != 1))
    edges = np.concatenate(([-1], breaks, [shared - 1]))
    first, last = int(in_long.min()), int(in_long.max())
    return Overlap(
        shared=shared,
        containment=shared / len(short.hashes),
        ratio=len(short.hashes) / len(long.hashes),
        jaccard=shared / (len(short.hashes) + len(long.hashes) - shared),
        longest=int((edges[1:] - edges[:-1]).max()),
        short_parts=_count_parts(in_short, short.tokens),
        long_parts=_count_parts(in_long, long.tokens),
        lead=int(in_short.searchsorted(_LEAD)),
        first=first / long.tokens,
        density=shared / (last - first + 1),
    )


def _count_parts(places: NDArray[np.int64], tokens: int) -> int:
    filled = np.bincount(places * _PARTS // tokens, minlength=_PARTS)
    return int((filled > _FILLED * tokens / _PARTS).sum())
