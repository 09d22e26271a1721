"""Shingles: every run of five words of a text as a number, and the sample of them an archive is searched by.

Containment of shingles is Broder 1997; the sample (hashes below a bound, so that two texts that share words share
samples) is FracMinHash, Irber 2022.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from archiver.dedupe.numbers import Numbers, read_numbers
from archiver.dedupe.tokens import PARAGRAPH, Tokens, chain, read_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Words to a shingle. In scripts without spaces: letters, by letters to a word.
_LENGTH: Final = 5
_LETTERS: Final = {2: 8, 4: 16}

#: One shingle in so many is kept, and at least and at most so many of an article. With what follows: 22 to 25 an
#: article. One in 16, 20 or 24 finds the same stories and passages in three made sets, to the fourth digit.
_RATE: Final = 20
_FLOOR: Final = 8
_CAP: Final = 40
_MOST: Final = 64
#: The least shingle of every paragraph of so many or more is kept as well: a paragraph that another article repeats is
#: always found. Of the repeated passages 0.86 to 1.0 are; without, 0.81 to 0.93.
_PARAGRAPH: Final = 12
#: And the least of so many at the beginning, which is what a teaser is made of: without, one teaser in thirty is lost.
_LEAD: Final = 24
_OF_LEAD: Final = 3
_BOUND: Final = np.uint64((1 << 64) // _RATE)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShingledText:
    """What two texts are compared by."""

    tokens: int  #: words; letters of scripts without spaces
    words: int  #: about how many words that is: two letters make one
    hashes: NDArray[np.uint64]  #: the different shingles, sorted
    places: NDArray[np.int64]  #: where each stands first, in tokens from the beginning
    numbers: Numbers
    sample: tuple[int, ...]  #: the shingles the archive is searched by, as signed 64-bit integers


def shingle(paragraphs: Sequence[str]) -> ShingledText:
    """Give what a body is compared by; *paragraphs* are its own words, without what recurs all over the site.

    >>> text = shingle(["Two were killed near Erbil on Friday.", "A third was hurt."])
    >>> text.tokens, len(text.hashes), len(text.sample)
    (11, 7, 7)
    """
    tokens = read_tokens(PARAGRAPH.join(paragraphs))
    runs, places = _find_runs(tokens)
    hashes, places_of = _sort(runs, places)
    return ShingledText(
        tokens=len(tokens),
        words=_count_words(tokens.letters),
        hashes=hashes,
        places=places_of,
        numbers=read_numbers(tokens),
        sample=_sample(hashes, runs, places, tokens.paragraphs),
    )


def _find_runs(tokens: Tokens) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Give every shingle, and the place of its first token."""
    count = len(tokens)
    runs = chain(tokens.hashes, min(_LENGTH, count)) if count else tokens.hashes
    if not count or tokens.letters.max() == 1:
        return runs, np.arange(len(runs))
    kept = np.ones(len(runs), dtype=np.bool_)
    for letters, length in _LETTERS.items():
        here = tokens.letters[: len(runs)] == letters
        if here.any():
            longer = chain(tokens.hashes, min(length, count))
            np.copyto(runs[: len(longer)], longer, where=here[: len(longer)])
            kept[len(longer) :] &= ~here[len(longer) :]
    places = np.flatnonzero(kept)
    return runs[places], places


def _sample(
    hashes: NDArray[np.uint64],
    runs: NDArray[np.uint64],
    places: NDArray[np.int64],
    paragraphs: NDArray[np.int64],
) -> tuple[int, ...]:
    """The least hashes of the text, and the least of every paragraph."""
    kept = hashes[: min(max(int(hashes.searchsorted(_BOUND)), _FLOOR), _CAP)]
    sample: list[int] = kept.view(np.int64).tolist()
    if len(hashes) == len(kept):
        return tuple(sample)
    more = np.sort(runs[:_LEAD])[:_OF_LEAD]
    starts = places.searchsorted(paragraphs)
    starts = starts[starts < len(runs)]
    if len(starts) > 1:
        least = np.minimum.reduceat(runs, starts)
        long = np.concatenate((starts[1:], (len(runs),))) - starts >= _PARAGRAPH
        more = np.concatenate((more, least[long]))
    found = more[more > kept[-1]].view(np.int64).tolist()
    return (*sample, *list(dict.fromkeys(found))[: _MOST - len(sample)])


def _sort(
    runs: NDArray[np.uint64], places: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Give the different shingles in order, and the first place of each."""
    order = runs.argsort(kind="stable")
    ordered = runs[order]
    first = np.ones(len(runs), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first], places[order[first]]


def _count_words(letters: NDArray[np.uint8]) -> int:
    counts = np.bincount(letters)
    return int(sum(count / per_word for per_word, count in enumerate(counts.tolist()) if count))
