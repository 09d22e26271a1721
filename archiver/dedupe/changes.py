"""Changes: what an editor changed between two versions of an article, and of which class that is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final

from archiver.dedupe.paragraph_edits import Edit, EditKind, align
from archiver.dedupe.passing import is_passing
from archiver.dedupe.spelling import is_spelling
from archiver.dedupe.worddiff import Side, diff_words, is_word, opcodes, split_words
from archiver.text import count_words, is_unspaced, mark_line, mark_twice, normalize_text

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Words that make a sentence of news: fewer that came or went are part of one that was corrected.
_SENTENCE_WORDS: Final = 8
#: Letters of a script without spaces that say as much as one word.
_LETTERS_A_WORD: Final = 2
#: Words from which a paragraph is more than a heading.
_HEADING_WORDS: Final = 4
#: Share of the words from which an article whose sentences were changed in place was written anew.
_REWRITTEN: Final = 0.4
#: Share of the new words that stand at the top when a live article grows.
_AT_THE_TOP: Final = 0.8

#: A paragraph that begins with the time of day it was written at: "14:05 The bridge …", "14.05 Uhr: …".
_CLOCK = re.compile(r"\W*\d{1,2}\s?[:.h時时٫]\s?\d{2}\b")


class ChangeKind(StrEnum):
    """What an editor did, in one word."""

    COSMETIC = "cosmetic"  #: signs, spelling, order of paragraphs; it says what it said
    CORRECTION = "correction"  #: words, names or numbers inside sentences, or a note that says so
    UPDATE = "update"  #: there is more or other news in it
    LIVE = "live"  #: entries were added at the top, or to a live article
    TRIM = "trim"  #: text was taken out
    HEADLINE = "headline only"


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What an article says at one time, as far as it is compared."""

    title: str | None
    paragraphs: tuple[str, ...]  #: of the body, in order
    notes: frozenset[str] = frozenset()  #: those in which the newspaper corrects or annotates itself
    aside: frozenset[str] = (
        frozenset()
    )  #: those that are none of the text: links to other pages, labels, buttons
    live: bool = False  #: the page is a live article, or has entries with times
    page_lines: frozenset[bytes] = (
        frozenset()
    )  #: marks of all lines its page showed, as far as they are known

    def shows(self, text: str) -> bool:
        """Whether the page showed a paragraph, if not as a part of the article."""
        if not self.page_lines:
            return False
        return mark_line(text) in self.page_lines or all(
            mark_line(line) in self.page_lines for line in text.split("\n") if mark_line(line)
        )

    def is_own(self, text: str) -> bool:
        """Whether a paragraph is the article's own words, and not what the page prints anew at every look."""
        return text not in self.aside and not is_passing(text)

    @cached_property
    def is_unspaced(self) -> bool:
        """Whether it is written in a script without spaces."""
        pieces = [piece for text in self.paragraphs for piece in split_words(text[:500]) if is_word(piece)]
        return 2 * sum(is_unspaced(piece) for piece in pieces) > len(pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What makes one version of an article of another."""

    kind: ChangeKind
    title_changed: bool
    words_added: int  #: in the body; in scripts without spaces, letters. What has only moved is not counted
    words_removed: int
    edits: tuple[Edit, ...] = field(repr=False)  #: what became of each paragraph, in order

    def paragraphs(self, kind: EditKind) -> int:
        """Count paragraphs something became of: of the new text, and of the old one where they are gone."""
        old = kind in (EditKind.REMOVED, EditKind.MOVED_AWAY)
        return sum(
            edit.old_end - edit.old_start if old else edit.new_end - edit.new_start
            for edit in self.edits
            if edit.kind is kind
        )


def find_change(old: Wording, new: Wording) -> Change | None:
    """Say what was changed between two versions; None when they say the same in the same words.

    No change are kinds of quotes, dashes and spaces, upper and lower case, how the text is parted into paragraphs and
    where its headings and short lines stand, lines a page prints anew at every look (`passing`), links to other pages, and what both pages
    show and was only read otherwise. A version without a title says nothing about it.

    >>> rain = Wording(title="Rain", paragraphs=("Killed one, injured 14.",))
    >>> find_change(rain, Wording(title="Rain", paragraphs=("Killed one, injured 15.",))).kind.value
    'correction'
    >>> find_change(rain, Wording(title="More rain", paragraphs=rain.paragraphs)).kind.value
    'headline only'
    >>> find_change(rain, Wording(title="RAIN", paragraphs=("Killed one,", "injured 14."))) is None
    True
    """
    edits = align(old.paragraphs, new.paragraphs)
    sizes = _Sizes(old, new, edits)
    before, now = normalize_text(old.title or ""), normalize_text(new.title or "")
    title_changed = bool(now) and before != now
    same_body = not sizes.has_edits
    if same_body and not title_changed:
        return None
    return Change(
        kind=_classify(
            old, new, sizes, same_body=same_body, other_title=title_changed and not _same_said(before, now)
        ),
        title_changed=title_changed,
        words_added=sizes.added,
        words_removed=sizes.removed,
        edits=edits,
    )


# --- how much


class _Sizes:
    """How many words came and went, and where."""

    def __init__(self, old: Wording, new: Wording, edits: Sequence[Edit]) -> None:
        self.edits = edits
        # what both pages show was read otherwise, and not written
        self.new_paragraphs = [
            text for text in _texts(new, edits, EditKind.ADDED) if new.is_own(text) and not old.shows(text)
        ]
        self.old_paragraphs = [
            text for text in _texts(old, edits, EditKind.REMOVED) if old.is_own(text) and not new.shows(text)
        ]
        pairs = [
            (old.paragraphs[edit.old_start], new.paragraphs[edit.new_start])
            for edit in edits
            if edit.kind is EditKind.CHANGED
        ]
        self.pairs = [
            (one, other)
            for one, other in pairs
            if (old.is_own(one) or new.is_own(other)) and not _is_read_otherwise(old, one, new, other)
        ]
        self.has_edits = bool(
            self.new_paragraphs or self.old_paragraphs or self.pairs or _is_reordered(old, new)
        )
        self.in_new = sum(map(count_words, self.new_paragraphs))
        self.in_old = sum(map(count_words, self.old_paragraphs))
        inside = Counter[Side]()
        for pair in self.pairs:
            for piece in diff_words(*pair):
                inside[piece.kind] += count_words(piece.text)
        self.added = self.in_new + inside[Side.ADDED]
        self.removed = self.in_old + inside[Side.REMOVED]

    def top_words(self, new: Wording) -> tuple[int, int]:
        """Words and paragraphs that were put before everything that stood there."""
        texts: list[str] = []
        for edit in self.edits:
            if edit.kind is EditKind.ADDED:
                texts += new.paragraphs[edit.new_start : edit.new_end]
            elif any(_is_text(new, text) for text in new.paragraphs[edit.new_start : edit.new_end]):
                break
        texts = [text for text in texts if new.is_own(text)]
        return sum(map(count_words, texts)), sum(1 for text in texts if count_words(text))


def _is_reordered(old: Wording, new: Wording) -> bool:
    """Whether both have the same paragraphs in another order; headings and short lines do not count.

    Nor do lines that stand on a page twice, and may be read here one time and there another.
    """
    marks = old.page_lines | new.page_lines
    before, after = (
        [
            normalize_text(text)
            for text in one.paragraphs
            if _is_text(one, text) and mark_twice(text) not in marks
        ]
        for one in (old, new)
    )
    return before != after and sorted(before) == sorted(after)


def _is_read_otherwise(old: Wording, one: str, new: Wording, other: str) -> bool:
    """Whether two paragraphs that look like versions of one stand on both pages; of signs marks say nothing."""
    return mark_line(one) != mark_line(other) and new.shows(one) and old.shows(other)


def _texts(wording: Wording, edits: Sequence[Edit], kind: EditKind) -> list[str]:
    """The paragraphs that came, or went."""
    added = kind is EditKind.ADDED
    return [
        wording.paragraphs[at]
        for edit in edits
        if edit.kind is kind
        for at in (range(edit.new_start, edit.new_end) if added else range(edit.old_start, edit.old_end))
    ]


# --- of which class


def _classify(old: Wording, new: Wording, sizes: _Sizes, *, same_body: bool, other_title: bool) -> ChangeKind:
    if same_body or _is_cosmetic(sizes):
        return ChangeKind.HEADLINE if other_title else ChangeKind.COSMETIC
    if _is_live(old, new, sizes):
        return ChangeKind.LIVE
    known = {normalize_text(note) for note in old.notes}
    if any(normalize_text(note) not in known for note in new.notes):
        return ChangeKind.CORRECTION
    return _by_size(old, new, sizes)


def _is_text(wording: Wording, text: str) -> bool:
    """Whether a paragraph is one of the text, and not a heading or label over it."""
    return wording.is_own(text) and count_words(text) >= _HEADING_WORDS


def _is_live(old: Wording, new: Wording, sizes: _Sizes) -> bool:
    if not sizes.in_new or sizes.removed > sizes.added / 2:
        return False
    if new.live and old.live:
        return True
    words, paragraphs = sizes.top_words(new)
    if words < _AT_THE_TOP * sizes.added:
        return False
    has_clock = any(_CLOCK.match(text) for text in sizes.new_paragraphs[:1])
    return has_clock or (paragraphs > 1 and sizes.removed <= sizes.added / 10)


def _by_size(old: Wording, new: Wording, sizes: _Sizes) -> ChangeKind:
    a_word = _LETTERS_A_WORD if new.is_unspaced or old.is_unspaced else 1
    sentence = _SENTENCE_WORDS * a_word
    added, removed = sizes.added, sizes.removed
    total = max(1, *(sum(map(count_words, wording.paragraphs)) for wording in (old, new)))
    if sizes.in_new < sentence and sizes.in_old < sentence:
        gain = added - removed
        if gain >= sentence and added >= 2 * removed:
            return ChangeKind.UPDATE
        if -gain >= sentence and removed >= 2 * added:
            return ChangeKind.TRIM
        rewritten = max(added, removed) >= max(_REWRITTEN * total, 3 * sentence)
        return ChangeKind.UPDATE if rewritten else ChangeKind.CORRECTION
    return ChangeKind.TRIM if removed > added and 3 * added <= removed else ChangeKind.UPDATE


# --- what is no other word


def _is_cosmetic(sizes: _Sizes) -> bool:
    return not (sizes.in_new or sizes.in_old) and all(_same_said(*pair) for pair in sizes.pairs)


def _same_said(one: str, other: str) -> bool:
    """Whether two texts differ in signs and spelling only."""
    first, second = (
        [piece for piece in split_words(normalize_text(text)) if is_word(piece)] for text in (one, other)
    )
    printed = {normalize_text(piece): piece for text in (one, other) for piece in split_words(text)}
    return all(
        name == "equal" or _same_words(first[at:end], second[start:stop], first[:at], printed)
        for name, at, end, start, stop in opcodes(first, second)
    )


def _same_words(gone: list[str], come: list[str], before: list[str], printed: dict[str, str]) -> bool:
    if "".join(gone) == "".join(come):  # "news paper"
        return True
    if len(gone) == len(come):
        return all(
            is_spelling(printed.get(one, one), printed.get(other, other))
            for one, other in zip(gone, come, strict=True)
        )
    doubled = gone or come
    return (
        len(gone) + len(come) == 1
        and before[-1:] == doubled
        and doubled[0].isalpha()
        and not is_unspaced(doubled[0])
    )
