"""Words as numbers: a text folded letter by letter and cut into tokens, without making a string of each.

Two newspapers that print the same words seldom print the same letters: quotes, digits, keyboard layouts, traditional
and simplified characters differ. Folding takes that away. A letter of a script without spaces is a token of its own;
so is every number, in which separators do not count ("1,234" is "1.234").
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from archiver.text import fold, is_unspaced

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from opencc import OpenCC

#: What a letter counts as: its class in the high byte, its folded code point below.
_CLASS: Final = 24
_SPACE: Final = 0
#: A space between two paragraphs.
_BREAK: Final = 1
_LETTER: Final = 1 << _CLASS
_DIGIT: Final = 2 << _CLASS
#: Letters that are tokens of their own: of words two letters long (Chinese, Japanese, Korean), and four (Thai, Khmer, …).
_LETTER_OF_TWO: Final = 3 << _CLASS
_LETTER_OF_FOUR: Final = 4 << _CLASS
_GONE: Final = 5 << _CLASS
#: Disappears between two digits, parts words elsewhere.
_JOINER: Final = 6 << _CLASS
#: Several letters once folded.
_SEVERAL: Final = 7 << _CLASS
_UNKNOWN: Final = 8 << _CLASS

_JOINERS: Final = frozenset(".,:'\u2019\u066b\u066c\u00a0\u2009\u202f\uff0c\uff0e\uff1a")
#: Parts the paragraphs of a text (U+001E, record separator).
PARAGRAPH: Final = "\x1e"
#: Thai, Lao, Burmese, Khmer: words without spaces, some four letters long.
_LONG_WORDS: Final = frozenset([*range(0x0E00, 0x0F00), *range(0x1000, 0x10A0), *range(0x1780, 0x1800)])
#: Letters to a word, by class.
_LETTERS_PER_WORD: Final = np.array([1, 1, 1, 2, 4], dtype=np.uint8)

_VIRAMA: Final = _LETTER | 0x94D
_ANUSVARA: Final = _LETTER | 0x902
_NASALS: Final = np.array([_LETTER | ord(letter) for letter in "ङञणनम"], dtype=np.uint32)

# odd multipliers: of words in a shingle, of letters in a word; the finaliser is that of splitmix64 (Steele 2014)
_WORD_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_LETTER_STEP: Final = 0xD1B54A32D192ED03
_MAX_LETTERS: Final = 64
_POWERS: Final = np.array(
    [pow(_LETTER_STEP, place, 1 << 64) for place in range(_MAX_LETTERS)], dtype=np.uint64
)
_FIRST: Final = np.zeros(1, dtype=np.int64)
_SHIFTS: Final = (np.uint64(30), np.uint64(27), np.uint64(31))
_MIX: Final = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The tokens of one text, in order."""

    hashes: NDArray[np.uint64]  #: one per token
    numbers: NDArray[np.bool_]  #: whether a token is a number
    paragraphs: NDArray[np.int64]  #: the place of each paragraph's first token
    #: Letters to a word, where a token is one letter of a script without spaces; else 1.
    letters: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.hashes)


class _Letters:
    """What every letter counts as; learned as letters come by."""

    def __init__(self) -> None:
        self._table = np.full(0x110000, _UNKNOWN, dtype=np.uint32)

    def read(self, text: str) -> NDArray[np.uint32]:
        """Give class and folded code point of every letter of *text*; those that fold to several are spelled out."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        letters: NDArray[np.uint32] = self._table.take(codes)
        most = letters.max(initial=_SPACE)
        if most == _UNKNOWN:
            self._learn(sorted(set(codes[letters == _UNKNOWN].tolist())))
            return self.read(text)
        if most == _SEVERAL:
            for several in set(codes[letters == _SEVERAL].tolist()):
                text = text.replace(chr(several), fold(chr(several)))
            return self.read(text)
        return letters

    def _learn(self, codes: list[int]) -> None:
        letters = [chr(code) for code in codes]
        chinese = [letter for letter in letters if unicodedata.name(letter, "").startswith("CJK")]
        simple = dict(zip(chinese, _simplify(chinese), strict=True)) if chinese else {}
        self._table[codes] = [_class_of(simple.get(letter, letter)) for letter in letters]


def _simplify(letters: list[str]) -> list[str]:
    """Write traditional Chinese letters as simplified ones, each by itself."""
    simplified: str = _simplifier().convert("\n".join(letters))
    return simplified.split("\n")


@cache
def _simplifier() -> OpenCC:
    from opencc import OpenCC  # only where Chinese letters come by: its dictionaries take 20 ms to read

    return OpenCC("t2s")


def _class_of(letter: str) -> int:
    if letter in _JOINERS:
        return _JOINER
    if letter == PARAGRAPH:
        return _BREAK
    folded = fold(letter)
    if len(folded) > 1:
        return _SPACE if folded.isspace() else _SEVERAL
    if not folded:
        return _GONE
    if folded == " ":
        return _SPACE
    if folded.isdigit() and folded.isascii():
        return _DIGIT | ord(folded)
    if not is_unspaced(folded):
        return _LETTER | ord(folded)
    return (_LETTER_OF_FOUR if ord(folded) in _LONG_WORDS else _LETTER_OF_TWO) | ord(folded)


_letters = _Letters()


def mix(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread hashes evenly over 64 bits (the finaliser of splitmix64)."""
    mixed = hashes >> _SHIFTS[0]
    mixed ^= hashes
    mixed *= _MIX[0]
    mixed ^= mixed >> _SHIFTS[1]
    mixed *= _MIX[1]
    mixed ^= mixed >> _SHIFTS[2]
    return mixed


def read_tokens(text: str) -> Tokens:
    """Cut *text*, of paragraphs parted by `PARAGRAPH`, into tokens.

    >>> one, other = read_tokens("“Don’t” pay 1,234 ١٢٫٥"), read_tokens('DON\\'T: "pay" 1.234, 12.5')
    >>> len(one), bool((one.hashes == other.hashes).all()), one.numbers.tolist()
    (5, True, [False, False, False, True, True])
    """
    letters = _tidy(_letters.read(unicodedata.normalize("NFC", text)))
    classes = letters >> _CLASS
    starts = classes > _DIGIT >> _CLASS
    starts[:1] = True
    starts[1:] |= classes[1:] != classes[:-1]
    starts &= classes != _SPACE
    at = starts.nonzero()[0]
    breaks = (letters == _BREAK).nonzero()[0]
    letters[breaks] = _SPACE
    paragraphs = np.concatenate((_FIRST, at.searchsorted(breaks)))
    kinds = classes[at]
    numbers, per_word = kinds == _DIGIT >> _CLASS, _LETTERS_PER_WORD[kinds]
    return Tokens(hashes=_hash(letters, at), numbers=numbers, paragraphs=paragraphs, letters=per_word)


def _hash(letters: NDArray[np.uint32], at: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Give a hash for the token that begins at each of the places *at*."""
    if not at.size:
        return np.zeros(0, dtype=np.uint64)
    letters, at = letters[at[0] :], at - at[0]
    lengths = np.empty_like(at)
    lengths[-1] = len(letters) - at[-1]
    np.subtract(at[1:], at[:-1], out=lengths[:-1])
    places = np.arange(len(letters))
    places -= at.repeat(lengths)
    places &= _MAX_LETTERS - 1
    # spaces are zero and add nothing
    return mix(np.add.reduceat(letters * _POWERS.take(places), at))


def _tidy(letters: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Take out what does not count, join the digits of a number, write Indic nasals one way."""
    gone = letters == _GONE
    if gone.any():
        letters = letters[~gone]
    joins = (letters == _JOINER).nonzero()[0]
    if joins.size:
        # the first and the last letter have only one neighbour: they are no digits themselves, and clip to one of themselves
        before, after = letters.take(joins - 1, mode="clip"), letters.take(joins + 1, mode="clip")
        inside = (before >> _CLASS == _DIGIT >> _CLASS) & (after >> _CLASS == _DIGIT >> _CLASS)
        letters[joins] = _SPACE
        letters = _without(letters, joins[inside])
    viramas = (letters[1:] == _VIRAMA).nonzero()[0]
    if viramas.size:
        nasals = viramas[np.isin(letters[viramas], _NASALS)]
        letters[nasals] = _ANUSVARA
        letters = _without(letters, nasals + 1)
    return letters


def _without(letters: NDArray[np.uint32], places: NDArray[np.int64]) -> NDArray[np.uint32]:
    if not places.size:
        return letters
    kept = np.ones(len(letters), dtype=np.bool_)
    kept[places] = False
    return letters[kept]


def chain(hashes: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    """Give one hash for every run of *length* tokens."""
    count = len(hashes) - length + 1
    chained = hashes[:count].copy()
    for step in range(1, length):
        chained *= _WORD_STEP
        chained += hashes[step : step + count]
    return mix(chained)
