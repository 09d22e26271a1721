"""Exact sameness: the fingerprint of a body, and how much two bodies share."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from archiver.text import normalize_text, search_form

if TYPE_CHECKING:
    from archiver.article import Article

#: Fewer words than this are the same by chance ("Updating …"); then the titles must agree as well.
MIN_WORDS: Final = 40

_SHINGLE: Final = 3
#: Revisions and AMP or print versions share far more, two articles of one paper far less than 0.1; form stories
#: with other facts come up to 0.4.
_ALIKE: Final = 0.5


def fingerprint(article: Article) -> Article:
    """Set the article's fingerprint; a body without words has none."""
    return replace(article, fingerprint=body_fingerprint(article.body))


def body_fingerprint(body: str) -> str | None:
    """Give the hex SHA-256 of the normalised body, or None when it has no words.

    >>> body_fingerprint("Killed  One.") == body_fingerprint("killed one."), body_fingerprint(" ")
    (True, None)
    """
    words = normalize_text(body)
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest() if words else None


def shared_words(one: str, other: str) -> float:
    """Give the share (0–1) of the shorter text's word triples that stand in the other as well.

    Containment of shingles, Broder 1997. Two texts of fewer than three words are compared as they are.

    >>> shared_words("a b c d e", "x a b c d e y"), shared_words("a b c d", "e f g h")
    (1.0, 0.0)
    """
    first, second = _shingles(one), _shingles(other)
    if not first or not second:
        return float(first == second)
    return len(first & second) / min(len(first), len(second))


def are_alike(one: str, other: str) -> bool:
    """Whether two bodies are plainly versions of one text."""
    return shared_words(one, other) >= _ALIKE


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = search_form(text).split()
    if len(words) <= _SHINGLE:
        return {tuple(words)} if words else set()
    return set(zip(words, words[1:], words[2:], strict=False))
