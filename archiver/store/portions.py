"""Long lists in portions a statement can take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")

#: Well under what SQLite (32,766) and PostgreSQL (65,535) take as parameters of one statement.
PORTION: Final = 500


def padded(values: Sequence[T], size: int) -> list[T]:
    """Give *values*, the last of them again and again up to *size*: a statement for any number of them is one statement.

    >>> padded([1, 2], 4)
    [1, 2, 2, 2]
    """
    return [*values, *[values[-1]] * (size - len(values))]


def portions(values: Sequence[T], size: int = PORTION) -> Iterator[Sequence[T]]:
    """Give *values* in slices of at most *size*.

    >>> [list(portion) for portion in portions([1, 2, 3], 2)]
    [[1, 2], [3]]
    """
    for at in range(0, len(values), size):
        yield values[at : at + size]
