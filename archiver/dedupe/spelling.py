"""Spelling: whether two words are one word, spelled otherwise."""

from __future__ import annotations

from typing import Final

from archiver.text import fold

#: Shorter words with one other letter are other words: "men", "man"; "Iran", "Iraq"; "one", "two".
_SHORTEST: Final = 5
#: From this length on one other letter inside is a slip: "seperate", "separate". Below it are "former", "farmer".
_LONG: Final = 8


def is_spelling(one: str, other: str) -> bool:
    """Whether two words differ in spelling only: accents, letter variants, hyphens, or a slip of the keyboard.

    Slips are Damerau's four (1964), and only where they hardly make another word: letters changed over, a letter too
    many or too few inside, another letter inside a long word. Names and numbers have no slips but the first.

    >>> is_spelling("café", "cafe"), is_spelling("goverment", "government"), is_spelling("recieved", "received")
    (True, True, True)
    >>> is_spelling("million", "billion"), is_spelling("Tuesday", "Thursday"), is_spelling("14", "15")
    (False, False, False)
    >>> is_spelling("Johnson", "Johnston"), is_spelling("soldier", "soldiers"), is_spelling("كتاب", "کتاب")
    (False, False, True)
    """
    first, second = fold(one).replace(" ", ""), fold(other).replace(" ", "")
    if first == second:
        return bool(first)
    if any(letter.isdigit() for letter in first + second):
        return False
    if min(len(first), len(second)) < _SHORTEST or abs(len(first) - len(second)) > 1:
        return False
    head, tail = _common_ends(first, second)
    gone, come = first[head : len(first) - tail], second[head : len(second) - tail]
    if len(gone) == 2 and gone == come[::-1]:
        return True
    inside = head > 0 and tail > 0
    is_name = one[0].isupper() or other[0].isupper()
    if not inside or is_name:
        return False
    if len(gone) + len(come) == 1:
        return True
    return len(gone) == len(come) == 1 and len(first) >= _LONG


def _common_ends(one: str, other: str) -> tuple[int, int]:
    """How many letters two words share from the start, and from there on from the end."""
    shortest = min(len(one), len(other))
    head = next((at for at in range(shortest) if one[at] != other[at]), shortest)
    tail = 0
    while tail < shortest - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    return head, tail
