"""Numbers in their context: what tells two match reports, market wraps or earthquakes of one pattern apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from archiver.dedupe.tokens import Tokens

#: Stands for any number in a context.
_MASK: Final = np.uint64(0x5851F42D4C957F2D)
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The numbers of a text, each with the words around it."""

    #: Two tokens before and two after, numbers masked; and what stood there.
    contexts: dict[int, frozenset[int]]
    all: frozenset[int]  #: every different number


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How the numbers of two texts compare."""

    agree: int  #: contexts with the same number
    differ: int  #: contexts with another number
    printed: int  #: different numbers in the one text
    found: int  #: of those, how many stand anywhere in the other


def read_numbers(tokens: Tokens) -> Numbers:
    """Find the numbers of a text and their contexts."""
    at = tokens.numbers.nonzero()[0]
    if not at.size:
        return _NO_NUMBERS
    words = np.zeros(len(tokens) + 4, np.uint64)
    words[2:-2] = tokens.hashes
    words[at + 2] = _MASK
    contexts = words[at]
    for step in (1, 3, 4):
        contexts *= _STEP
        contexts += words[at + step]
    values = tokens.hashes[at].tolist()
    found: dict[int, frozenset[int]] = {}
    for context, value in zip(contexts.tolist(), values, strict=True):
        known = found.get(context)
        found[context] = frozenset((value,)) if known is None else known | {value}
    return Numbers(contexts=found, all=frozenset(values))


def compare_numbers(one: Numbers, other: Numbers) -> Agreement:
    """Count the contexts both texts have in which a number is the same, and in which all are others."""
    both = one.contexts.keys() & other.contexts.keys()
    differ = sum(one.contexts[context].isdisjoint(other.contexts[context]) for context in both)
    found = len(one.all & other.all)
    return Agreement(agree=len(both) - differ, differ=differ, printed=len(one.all), found=found)


_NO_NUMBERS: Final = Numbers(contexts={}, all=frozenset())
