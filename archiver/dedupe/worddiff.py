"""Word diff: which words of a text are new and which are gone, in scripts with and without spaces."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from archiver.text import is_unspaced, normalize_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Words of the longest text that is compared word by word; longer ones sentence by sentence.
_MOST_WORDS: Final = 4_000
#: How often a word of one text may meet the same word of the other, summed over all words: that many steps `difflib`
#: takes for each stretch it finds. Two versions of a paragraph of 150 words come to 500. Above it, words that are more
#: than a hundredth of the text are no anchors any more ("autojunk", which works from 200 words on).
_MOST_MEETINGS: Final = 20_000
_LEAST_FOR_JUNK: Final = 200

_APOSTROPHES: Final = "'’ʼ"
_IN_NUMBERS: Final = ".,:٫٬"
#: Over the classes of characters, one letter each: see `_Classes`.
_WORD = re.compile(r"[wd](?:m|(?<=[wm])a(?=w)|(?<=d)n(?=d)|[wd])*|um*|s+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^.!?。！？؟।\n]*[.!?。！？؟।\n]+[\s\"'”’»」』)\]]*|[^.!?。！？؟।\n]+")


class Side(StrEnum):
    """Which of two texts a piece stands in."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of words."""

    kind: Side
    text: str  #: as printed, with the spaces around it


class _Classes(dict[int, str]):
    """What each character is to a word; learned as characters come by."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _class_of(chr(code))
        return found


def _class_of(letter: str) -> str:
    """w letter, d digit, m mark, u letter of a script without spaces, a apostrophe, n sign in numbers, s space, p other."""
    category = unicodedata.category(letter)
    if letter in _APOSTROPHES:
        return "a"
    if letter in _IN_NUMBERS:
        return "n"
    if letter.isspace():
        return "s"
    if category == "Nd":
        return "d"
    if category[0] == "M" or category == "Cf":
        return "m"
    if category[0] in "LN":
        return "u" if is_unspaced(letter) and not _is_hangul(letter) else "w"
    return "p"


def _is_hangul(letter: str) -> bool:
    """Korean is searched in pairs of letters, but it has spaces."""
    return "\u1100" <= letter <= "\u11ff" or "\uac00" <= letter <= "\ud7a3"


_classes = _Classes()


def split_words(text: str) -> list[str]:
    """Give a text in pieces that put together are the text: words, single letters of scripts without spaces, signs, spaces.

    >>> split_words("It's 1,250 m: 東京"), split_words("दिल्ली में")
    (["It's", ' ', '1,250', ' ', 'm', ':', ' ', '東', '京'], ['दिल्ली', ' ', 'में'])
    """
    classes = text.translate(_classes)
    return [text[match.start() : match.end()] for match in _WORD.finditer(classes)]


def is_word(piece: str) -> bool:
    """Whether a piece of `split_words` is a word or a number, and not a sign or a space.

    >>> is_word("14"), is_word(","), is_word("京")
    (True, False, True)
    """
    return _classes[ord(piece[0])] in "wdu"


def opcodes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Give what makes *new* of *old*, as `difflib` tells it, in bounded time."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if head:
        yield "equal", 0, head, 0, head
    one, other = old[head : len(old) - tail], new[head : len(new) - tail]
    if one or other:
        for name, first, last, start, end in _middle(one, other):
            yield name, head + first, head + last, head + start, head + end
    if tail:
        yield "equal", len(old) - tail, len(old), len(new) - tail, len(new)


def _middle(one: Sequence[str], other: Sequence[str]) -> Iterable[tuple[str, int, int, int, int]]:
    """What `difflib` finds; of texts that repeat a few words for ever, that all of it was exchanged."""
    counts, others = Counter(one), Counter(other)
    often = max(1, len(other) // 100) + 1
    meetings = {word: count * others[word] for word, count in counts.items()}
    if sum(meetings.values()) <= _MOST_MEETINGS:
        return SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    left = sum(count for word, count in meetings.items() if others[word] <= often)
    if len(other) < _LEAST_FOR_JUNK or left > _MOST_MEETINGS:
        return [("replace", 0, len(one), 0, len(other))]
    return SequenceMatcher(None, one, other, autojunk=True).get_opcodes()


def diff_words(old: str, new: str) -> tuple[Piece, ...]:
    """Give the words of both texts in order, each marked with where it stands.

    What stays is given as the new text has it; quotes, dashes and spaces of another kind are no difference.

    >>> [f"{piece.kind} {piece.text!r}" for piece in diff_words("Killed one, injured 14.", "Killed two, injured 14.")]
    ["same 'Killed '", "removed 'one'", "added 'two'", "same ', injured 14.'"]
    """
    return tuple(_joined(_diff(_units(old), _units(new))))


def _units(text: str) -> list[str]:
    words = _with_spaces(split_words(text))
    return words if len(words) <= _MOST_WORDS else _SENTENCE.findall(text)


def _with_spaces(pieces: list[str]) -> list[str]:
    """Hang each space on what stands before it: it is never a difference of its own."""
    units: list[str] = []
    for piece in pieces:
        if piece.isspace() and units:
            units[-1] += piece
        else:
            units.append(piece)
    return units


def _diff(old: list[str], new: list[str]) -> Iterator[Piece]:
    one, other = ([normalize_text(unit) or unit for unit in units] for units in (old, new))
    for name, first, last, start, end in _slid(list(opcodes(one, other)), one, other):
        if name == "equal":
            if start < end:
                yield Piece(kind=Side.SAME, text="".join(new[start:end]))
            continue
        gone, come = old[first:last], new[start:end]
        spaces = _common_space(gone, come)
        if gone:
            yield Piece(kind=Side.REMOVED, text="".join(gone).removesuffix(spaces))
        if come:
            yield Piece(kind=Side.ADDED, text="".join(come).removesuffix(spaces))
        if spaces:
            yield Piece(kind=Side.SAME, text=spaces)


_Opcode = tuple[str, int, int, int, int]


def _slid(found: list[_Opcode], one: list[str], other: list[str]) -> list[_Opcode]:
    """The same, but what came or went ends with its full stop and does not begin with the one before it."""
    for at in range(1, len(found) - 1):
        name, first, last, start, end = found[at]
        gone, come = one[first : last + 1], other[start : end + 1]
        ends = gone if name == "delete" else come if name == "insert" else ()
        if len(ends) < 2 or ends[0] != ends[-1] or is_word(ends[0]) or found[at + 1][0] != "equal":
            continue
        before, after = found[at - 1], found[at + 1]
        found[at - 1] = (before[0], before[1], before[2] + 1, before[3], before[4] + 1)
        found[at] = (name, first + 1, last + 1, start + 1, end + 1)
        found[at + 1] = (after[0], after[1] + 1, after[2], after[3] + 1, after[4])
    return found


def _common_space(gone: list[str], come: list[str]) -> str:
    """The space behind both, which then is none of the difference."""
    if not gone or not come:
        return ""
    one, other = (unit[len(unit.rstrip()) :] for unit in (gone[-1], come[-1]))
    return other if one == other else ""


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """One piece for pieces of a kind that follow each other."""
    held: Piece | None = None
    for piece in pieces:
        if held is not None and held.kind is piece.kind:
            held = Piece(kind=held.kind, text=held.text + piece.text)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held
