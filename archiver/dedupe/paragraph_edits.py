"""Paragraph edits: which paragraphs stayed, changed, came, went or moved between two versions of a text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from archiver.dedupe.worddiff import Piece, Side, diff_words, is_word, opcodes, split_words
from archiver.text import normalize_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Share of the words of both that two versions of a paragraph have in common, at least; chance comes to 0.3.
_ALIKE: Final = 0.5
#: Share of the shorter one's pairs of words from which it is part of the longer one.
_PART: Final = 0.6
#: Pairs of paragraphs that are compared within one changed stretch; longer stretches are compared place by place.
_MOST_PAIRS: Final = 2_500


class EditKind(StrEnum):
    """What became of paragraphs."""

    SAME = "same"  #: the words are the same; they may be parted into other paragraphs
    CHANGED = "changed"  #: one paragraph, with other words in it
    ADDED = "added"
    REMOVED = "removed"
    MOVED_HERE = "moved here"  #: it stood elsewhere
    MOVED_AWAY = "moved away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What became of some paragraphs: those of the old text, and those of the new one in their place."""

    kind: EditKind
    old_start: int  #: from 0
    old_end: int  #: the paragraph after the last; equal to the start when there is none
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphDiff:
    """A paragraph as a reader of both texts sees it."""

    kind: EditKind
    pieces: tuple[Piece, ...]


def align(old: Sequence[str], new: Sequence[str]) -> tuple[Edit, ...]:
    """Give what makes the paragraphs of *new* of those of *old*, in order; quotes, spaces and case are no difference.

    >>> [edit.kind.value for edit in align(["Rain fell.", "One man died."], ["Rain fell.", "Two men died.", "Roads closed."])]
    ['same', 'removed', 'added']
    >>> [edit.kind.value for edit in align(["Rain fell on Tuesday."], ["Rain fell on Thursday."])]
    ['changed']
    """
    one, other = [normalize_text(text) for text in old], [normalize_text(text) for text in new]
    edits: list[Edit] = []
    for name, first, last, start, end in opcodes(one, other):
        if name == "equal" or _same_words(one[first:last], other[start:end]):
            edits.append(_edit(EditKind.SAME, first, last, start, end))
        else:
            edits += _pair_up(one, other, (first, last), (start, end))
    return tuple(_with_moves(edits, one, other))


def _edit(kind: EditKind, first: int, last: int, start: int, end: int) -> Edit:
    return Edit(kind=kind, old_start=first, old_end=last, new_start=start, new_end=end)


def _same_words(one: Sequence[str], other: Sequence[str]) -> bool:
    """Paragraphs that were only joined, or parted."""
    return bool(one) and bool(other) and " ".join(one).split() == " ".join(other).split()


# --- changed stretches


@dataclass(frozen=True, slots=True)
class _Words:
    """What two paragraphs are compared by."""

    words: Counter[str]
    pairs: Counter[tuple[str, str]]


def _words(text: str) -> _Words:
    words = [piece for piece in split_words(text) if is_word(piece)]
    return _Words(Counter(words), Counter(pairwise(words)))


def _likeness(one: _Words, other: _Words) -> float:
    """How much two paragraphs share (0–1); 0 when they are not versions of one."""
    total = one.words.total() + other.words.total()
    if not total:
        return 0.0
    shared = 2 * (one.words & other.words).total() / total
    fewest = min(one.pairs.total(), other.pairs.total())
    together = (one.pairs & other.pairs).total() / fewest if fewest else 0.0
    if together >= _PART and fewest >= 3:
        return max(shared, together)
    few = max(one.words.total(), other.words.total()) <= 6
    return shared if shared >= _ALIKE and (few or together >= _PART / 2) else 0.0


def _pair_up(
    one: Sequence[str], other: Sequence[str], olds: tuple[int, int], news: tuple[int, int]
) -> Iterator[Edit]:
    """Edits of a changed stretch: paragraphs that are versions of one another are one edit."""
    at, to = olds[0], news[0]
    for left, right in [*_pairs(one, other, olds, news), (olds[1], news[1])]:
        if at < left:
            yield _edit(EditKind.REMOVED, at, left, to, to)
        if to < right:
            yield _edit(EditKind.ADDED, left, left, to, right)
        if left < olds[1] and right < news[1]:
            yield _edit(EditKind.CHANGED, left, left + 1, right, right + 1)
        at, to = left + 1, right + 1


def _pairs(
    one: Sequence[str], other: Sequence[str], olds: tuple[int, int], news: tuple[int, int]
) -> list[tuple[int, int]]:
    """The best pairs in order: the longest common subsequence, weighted (Needleman and Wunsch 1970)."""
    lefts, rights = range(*olds), range(*news)
    if not lefts or not rights:
        return []
    first, second = [_words(one[at]) for at in lefts], [_words(other[at]) for at in rights]
    if len(lefts) * len(rights) > _MOST_PAIRS:
        places = zip(lefts, rights, first, second, strict=False)
        return [(left, right) for left, right, a, b in places if _likeness(a, b)]
    likeness = [[_likeness(a, b) for b in second] for a in first]
    best = [[0.0] * (len(rights) + 1) for _ in range(len(lefts) + 1)]
    for i in range(len(lefts) - 1, -1, -1):
        for j in range(len(rights) - 1, -1, -1):
            here = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], here)
    found, i, j = [], 0, 0
    while i < len(lefts) and j < len(rights):
        if likeness[i][j] and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            found.append((lefts[i], rights[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


# --- moves


def _with_moves(edits: Sequence[Edit], one: Sequence[str], other: Sequence[str]) -> Iterator[Edit]:
    """The same edits; paragraphs that went in one place and came in another have moved."""
    gone = Counter(text for edit in edits if edit.kind is EditKind.REMOVED for text in _olds(edit, one))
    come = Counter(text for edit in edits if edit.kind is EditKind.ADDED for text in _news(edit, other))
    moved = gone & come
    if not moved:
        yield from edits
        return
    left = {EditKind.REMOVED: Counter(moved), EditKind.ADDED: Counter(moved)}
    for edit in edits:
        if edit.kind is EditKind.REMOVED:
            for at in range(edit.old_start, edit.old_end):
                kind = _moved(left[edit.kind], one[at], EditKind.MOVED_AWAY) or edit.kind
                yield _edit(kind, at, at + 1, edit.new_start, edit.new_end)
        elif edit.kind is EditKind.ADDED:
            for at in range(edit.new_start, edit.new_end):
                kind = _moved(left[edit.kind], other[at], EditKind.MOVED_HERE) or edit.kind
                yield _edit(kind, edit.old_start, edit.old_end, at, at + 1)
        else:
            yield edit


def _moved(left: Counter[str], text: str, kind: EditKind) -> EditKind | None:
    if not left[text]:
        return None
    left[text] -= 1
    return kind


def _olds(edit: Edit, one: Sequence[str]) -> Sequence[str]:
    return one[edit.old_start : edit.old_end]


def _news(edit: Edit, other: Sequence[str]) -> Sequence[str]:
    return other[edit.new_start : edit.new_end]


# --- for readers


def diff_paragraphs(old: Sequence[str], new: Sequence[str]) -> tuple[ParagraphDiff, ...]:
    """Give the paragraphs of both texts in order, with the words that came and went in each."""
    return tuple(one for edit in align(old, new) for one in _shown(edit, old, new))


def _shown(edit: Edit, old: Sequence[str], new: Sequence[str]) -> Iterator[ParagraphDiff]:
    match edit.kind:
        case EditKind.SAME:
            for text in _news(edit, new):
                yield ParagraphDiff(kind=edit.kind, pieces=(Piece(kind=Side.SAME, text=text),))
        case EditKind.CHANGED:
            yield ParagraphDiff(kind=edit.kind, pieces=diff_words(old[edit.old_start], new[edit.new_start]))
        case EditKind.REMOVED | EditKind.MOVED_AWAY:
            for text in _olds(edit, old):
                yield ParagraphDiff(kind=edit.kind, pieces=(Piece(kind=Side.REMOVED, text=text),))
        case EditKind.ADDED | EditKind.MOVED_HERE:
            for text in _news(edit, new):
                yield ParagraphDiff(kind=edit.kind, pieces=(Piece(kind=Side.ADDED, text=text),))
