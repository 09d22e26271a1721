"""How much of the origin's text an article carries, and where its words are others."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np

from archiver.dedupe.shingles import ShingledText, shingle
from archiver.dedupe.tokens import read_tokens
from archiver.dedupe.worddiff import Piece, Side, diff_words, is_word, split_words
from archiver.store.story_records import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

#: Differences that are given; the whole is what `mark_changes` tells.
_MOST_DIFFERENCES: Final = 8
#: Letters of the words before a difference that are given with it.
_LEAD_LETTERS: Final = 40
#: Words from which on a stretch that stands elsewhere in the other text has moved; fewer stand there by chance.
_MOVED_WORDS: Final = 10
#: Share of its runs of five words that stand there; the rest are the words around its ends.
_MOVED_SHARE: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What an article has of the origin's text; nothing known until it is compared."""

    carries: float | None = None  #: share of the origin's runs of five words it has, 0-1
    own: float | None = None  #: share of its runs of five words the origin has not, 0-1
    added: int = 0  #: words it has and the origin has not
    left_out: int = 0  #: words the origin has and it has not
    differences: tuple[Difference, ...] = ()  #: the first few


def compare_bodies(origin: str, other: str) -> Compared:
    """Compare two bodies, the origin's first. Spelling that differs by house style alone is no difference.

    >>> compared = compare_bodies("Two were killed near Orsa on Friday.", "Three were killed near Orsa on Friday.")
    >>> compared.carries, compared.own, compared.added, compared.left_out
    (0.6667, 0.3333, 1, 1)
    >>> compared.differences
    (Difference(before='Two', after='Three', lead=''),)
    """
    one, two = _shingled(origin), _shingled(other)
    shared = int(np.intersect1d(one.hashes, two.hashes, assume_unique=True).size)
    return Compared(
        carries=round(shared / one.hashes.size, 4) if one.hashes.size else None,
        own=round(1 - shared / two.hashes.size, 4) if two.hashes.size else None,
        added=_count_more(other, origin),
        left_out=_count_more(origin, other),
        differences=tuple(islice(_differences(_mark(origin, other, one, two)), _MOST_DIFFERENCES)),
    )


def mark_changes(origin: str, other: str) -> tuple[Piece, ...]:
    """Give an article's text in order, what it adds to the origin's and what it leaves out marked.

    A stretch that stands elsewhere in the origin has moved, and is marked as little as other quotes, digits or letters
    of another keyboard.

    >>> [f"{piece.kind} {piece.text!r}" for piece in mark_changes("It rained. Two died.", "It rained. ٢ fled.")]
    ["same 'It rained. '", "removed 'Two died'", "added '٢ fled'", "same '.'"]
    """
    return tuple(_mark(origin, other, _shingled(origin), _shingled(other)))


def _shingled(body: str) -> ShingledText:
    return shingle(body.split("\n\n"))


def _count_more(body: str, other: str) -> int:
    """Words of *body* that *other* has not, or not as often; in scripts without spaces, letters."""
    words, counts = np.unique(read_tokens(body).hashes, return_counts=True)
    known, known_counts = np.unique(read_tokens(other).hashes, return_counts=True)
    held = dict(zip(known.tolist(), known_counts.tolist(), strict=True))
    found = zip(words.tolist(), counts.tolist(), strict=True)
    return sum(max(0, count - held.get(word, 0)) for word, count in found)


def _mark(origin: str, other: str, one: ShingledText, two: ShingledText) -> Iterator[Piece]:
    before = after = ""
    for piece in (*diff_words(origin, other), Piece(kind=Side.SAME, text="")):
        if piece.kind is Side.REMOVED:
            before += piece.text
        elif piece.kind is Side.ADDED:
            after += piece.text
        else:
            sign = _sliding_sign(before or after, piece.text) if not (before and after) else ""
            if sign:
                # what ends in the sign that stands before it is shown as the sentence it is
                yield Piece(kind=Side.SAME, text=sign)
                before, after = _slid(before, sign), _slid(after, sign)
            yield from _judge(before, after, one.hashes, two.hashes)
            before = after = ""
            if rest := piece.text[len(sign.strip()) :]:
                yield Piece(kind=Side.SAME, text=rest)


def _sliding_sign(changed: str, following: str) -> str:
    """The sign, with the space behind it, that *changed* begins with and what follows it, too; "" when there is none."""
    sign = changed[:1]
    if not sign or sign.isspace() or is_word(sign) or not following.startswith(sign):
        return ""
    return changed[: len(changed) - len(changed[1:].lstrip())]


def _slid(changed: str, sign: str) -> str:
    return changed[len(sign) :] + sign.strip() if changed else ""


def _judge(before: str, after: str, origin: NDArray[np.uint64], other: NDArray[np.uint64]) -> Iterator[Piece]:
    same = bool(before and after) and _says_same(before, after)
    if before and not same and not _stands_in(before, other):
        yield Piece(kind=Side.REMOVED, text=before)
    if after:
        known = same or _stands_in(after, origin)
        yield Piece(kind=Side.SAME if known else Side.ADDED, text=after)


def _says_same(before: str, after: str) -> bool:
    return bool(np.array_equal(read_tokens(before).hashes, read_tokens(after).hashes))


def _stands_in(text: str, hashes: NDArray[np.uint64]) -> bool:
    runs = shingle([text])
    if runs.words < _MOVED_WORDS:
        return False
    shared = np.intersect1d(runs.hashes, hashes, assume_unique=True).size
    return bool(shared >= _MOVED_SHARE * runs.hashes.size)


def _differences(pieces: Iterator[Piece]) -> Iterator[Difference]:
    """The places where words differ, in the order of the text; signs alone are none."""
    held: list[Piece] = []
    lead = ""
    for piece in (*pieces, Piece(kind=Side.SAME, text="")):
        if piece.kind is not Side.SAME:
            held.append(piece)
            continue
        before, after = _said(held, Side.REMOVED), _said(held, Side.ADDED)
        if before or after:
            yield Difference(before=before, after=after, lead=lead)
        lead, held = _lead(piece.text), []


def _said(pieces: Sequence[Piece], side: Side) -> str:
    """What the pieces of one side say; empty when that is no word."""
    text = "".join(piece.text for piece in pieces if piece.kind is side)
    return _line(text) if any(map(is_word, split_words(text))) else ""


def _lead(text: str) -> str:
    """The last words of a text, whole ones where it has spaces."""
    line = _line(text.rpartition("\n\n")[2])
    if len(line) <= _LEAD_LETTERS:
        return line
    kept = line[-_LEAD_LETTERS:]
    return kept.partition(" ")[2] or kept


def _line(text: str) -> str:
    return " ".join(text.split())
