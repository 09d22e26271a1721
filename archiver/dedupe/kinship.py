"""Kinship: how two articles hang together, judged by the words and numbers they share.

Containment of shingles (Broder 1997) says how much of the shorter text stands in the longer. It is not enough: form
stories share most of their words, collections hold whole articles. So numbers must agree where the words around them
do, a short text needs more than a long one, and it counts where the shared words stand.

The numbers here were found by trial on four made sets of news, 7,929 articles in some thirty languages; docs/identity.md
gives the results. Where nothing is said, the result changes little around a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from archiver.dedupe.numbers import Agreement, compare_numbers
from archiver.dedupe.overlap import Overlap, find_overlap
from archiver.text import search_form

if TYPE_CHECKING:
    from datetime import date, datetime

    from archiver.dedupe.shingles import ShingledText

#: Version of the rule; relations name the one they were found by.
RULE: Final = 1

#: Fewer shingles in one run are a phrase or a name; with the words at its ends this is a sentence of sixteen words.
_PASSAGE: Final = 12
#: Forms do not go on for so many without a fact.
_LONG_PASSAGE: Final = 100
#: Words: stories told by a form are shorter; in a longer text a few other numbers are an update.
_FORM: Final = 180
#: A text of fewer words is an alert of a line or two.
_ALERT: Final = 16
#: Days between two prints of one text; of real copies in Arabic newspapers nearly all are nearer. A text that stands in
#: the other as good as whole may be printed at any time.
_DAYS: Final = 4
_AT_ANY_TIME: Final = 0.95
#: So much of the shorter text is all of it, but for the newspaper's own style.
_WHOLE: Final = 0.75
#: Shorter than this, by the longer, is less than a cut: copies are cut by half at most, teasers seldom reach this.
_HALF: Final = 0.45
#: Shared words that stand so close in the longer text are one piece of it; those that begin so early are its beginning.
_ONE_PIECE: Final = 0.8
_BEGINNING: Final = 0.1


class Kind(StrEnum):
    """How two articles hang together."""

    ALIAS = "alias"  #: the same article at another URL of the site
    COPY = "copy"  #: the same text at another site
    EXCERPT = "excerpt"  #: the beginning of a longer article, or a short form of it
    PARTIAL = "partial"  #: some passages


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Printed:
    """One article as it was printed."""

    site: int  #: which newspaper
    key: str  #: canonical URL; different for any two articles
    title: str  #: normalised; empty when there is none
    day: date | None  #: first published, as the newspaper says
    seen: datetime  #: when the archive first had it, UTC
    text: ShingledText
    agency: str | None = None  #: credited news agency
    at: datetime | None = None  #: the instant, where a time with its zone is printed; UTC

    @property
    def precedence(self) -> tuple[date, bool, str, str]:
        """Published earlier first, as far as is printed; within a day those that print a time with its zone."""
        if self.at is not None:
            return (self.at.date(), False, self.at.isoformat(), self.key)
        return (self.rank[0], True, "", self.key)

    @property
    def rank(self) -> tuple[date, str]:
        """Earlier first; no two are alike."""
        return (self.day or self.seen.date(), self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinship:
    """What two articles are to each other."""

    kind: Kind
    child: str  #: key of the one that depends on the other: the later copy, the excerpt
    containment: float  #: share (0-1) of the shorter one's shingles that stand in the other
    jaccard: float  #: shared shingles by all different shingles of both (0-1)
    shared: int  #: shingles in both
    numbers_agree: int  #: contexts with the same number in both
    numbers_differ: int  #: contexts with another number
    evidence: str  #: one line for a reader


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pair:
    """Two articles and what they share."""

    short: Printed  #: the one with fewer shingles
    long: Printed
    overlap: Overlap
    numbers: Agreement
    days: int  #: between the two
    same_title: bool


def compare(one: Printed, other: Printed) -> Kinship | None:
    """Say what two articles are to each other; None when nothing speaks for a relation.

    The answer is the same for either order of the arguments.
    """
    short, long = sorted((one, other), key=lambda printed: (len(printed.text.hashes), printed.rank))
    overlap = find_overlap(short.text, long.text, min(_PASSAGE, len(short.text.hashes)))
    if overlap is None:
        return None
    pair = _Pair(
        short=short,
        long=long,
        overlap=overlap,
        numbers=compare_numbers(short.text.numbers, long.text.numbers),
        days=abs((short.rank[0] - long.rank[0]).days),
        same_title=_are_alike(short.title, long.title),
    )
    kind = _find_kind(pair)
    return None if kind is None else _tell(pair, kind)


def _tell(pair: _Pair, kind: Kind) -> Kinship:
    overlap, numbers = pair.overlap, pair.numbers
    later = max(pair.short, pair.long, key=lambda printed: printed.precedence)
    return Kinship(
        kind=kind,
        child=pair.short.key if kind is Kind.EXCERPT else later.key,
        containment=round(overlap.containment, 4),
        jaccard=round(overlap.jaccard, 4),
        shared=overlap.shared,
        numbers_agree=numbers.agree,
        numbers_differ=numbers.differ,
        evidence=(
            f"{overlap.shared} of {len(pair.short.text.hashes)} runs of five words shared, "
            f"{overlap.longest} of them in one piece; numbers: {numbers.agree} alike, {numbers.differ} not"
        ),
    )


def _find_kind(pair: _Pair) -> Kind | None:
    if _tells_other_facts(pair):
        return Kind.PARTIAL if pair.overlap.longest >= _LONG_PASSAGE else None
    if pair.short.text.words < _ALERT:
        return _judge_alert(pair)
    kind = _judge_text(pair)
    return kind if kind is not None or pair.overlap.longest < _PASSAGE else Kind.PARTIAL


def _tells_other_facts(pair: _Pair) -> bool:
    """Two stories of one form: the same words around other numbers.

    Of 5,987 pairs of form stories that have a number differ, all but a few differ in a quarter or more of them; of
    2,631 pairs of copies, 10, which are corrected in one place of a text that is otherwise the same. A short copy has
    at most that one.
    """
    overlap, numbers = pair.overlap, pair.numbers
    many = 3 * numbers.differ >= numbers.agree
    if not numbers.differ:
        return False
    if numbers.differ == 1 and overlap.containment >= 0.93 and not (many and overlap.longest < 75):
        return False
    if pair.short.text.words <= _FORM:
        return True
    updated = overlap.containment >= _WHOLE and overlap.longest >= 50
    return many and not updated


def _has_other_numbers(pair: _Pair) -> bool:
    """A short text most of whose numbers stand nowhere in the other."""
    numbers = pair.numbers
    if pair.short.text.words > _FORM or numbers.agree >= 3 or pair.overlap.containment >= 0.9:
        return False
    return numbers.printed >= 3 and 3 * numbers.found < 2 * numbers.printed


def _judge_alert(pair: _Pair) -> Kind | None:
    """A line or two: only the same words at the same time under the same title are the same alert."""
    same = pair.overlap.jaccard == 1 and pair.days <= 2 and pair.same_title
    if not same:
        return None
    return Kind.ALIAS if pair.short.site == pair.long.site else Kind.COPY


def _judge_text(pair: _Pair) -> Kind | None:
    overlap = pair.overlap
    if pair.days > _DAYS and overlap.containment <= _AT_ANY_TIME:
        return None
    if overlap.ratio < _HALF and (kind := _judge_small(pair)) is not None:
        return kind
    if overlap.containment < _needed(pair) or _has_other_numbers(pair):
        return None
    if pair.short.site == pair.long.site:
        return Kind.ALIAS if _is_same_article(pair) else None
    if not overlap.lead and not pair.same_title and pair.short.text.words < _FORM:
        return None  # another beginning under another title: what is shared is the house's own
    if overlap.containment >= _WHOLE:
        return Kind.COPY if _is_whole(pair) else None
    return Kind.COPY if _is_rewritten(overlap) else None


def _is_rewritten(overlap: Overlap) -> bool:
    """What is shared is spread over the text: a collection and its source share one piece and nothing else."""
    short, long = overlap.short_parts, overlap.long_parts
    return overlap.ratio >= 0.25 and (short >= 8 or (short >= 6 and short + long >= 13))


def _judge_small(pair: _Pair) -> Kind | None:
    """A text less than half as long: a teaser, a short form of the longer, or a part of it."""
    overlap = pair.overlap
    leads = overlap.first <= _BEGINNING
    if overlap.containment >= _WHOLE:
        expanded = overlap.density < _ONE_PIECE  # a copy, between whose paragraphs the other put its own
        if overlap.ratio >= 0.3 and (expanded or overlap.containment < _needed(pair)):
            return None
        return Kind.EXCERPT if leads or pair.same_title else None
    teaser = overlap.containment >= 0.6 and pair.short.text.words < 120 and overlap.long_parts <= 4
    return Kind.EXCERPT if teaser and leads and pair.same_title else None


def _is_whole(pair: _Pair) -> bool:
    """The shorter text stands in the longer nearly whole: it is the same, unless it is one item of a collection.

    Then it stands in one piece, not at the beginning, was there before, and goes by another title.
    """
    overlap = pair.overlap
    if overlap.density < _ONE_PIECE or overlap.first <= _BEGINNING or pair.same_title:
        return True
    if overlap.ratio < _HALF:
        return False
    return overlap.ratio >= 0.7 or pair.short.rank[0] >= pair.long.rank[0]


def _is_same_article(pair: _Pair) -> bool:
    """At one site: the same article at another URL, and not the form story of another day."""
    overlap = pair.overlap
    if overlap.containment < 0.9 or overlap.ratio < (0.7 if pair.days else 0.5):
        return False
    if pair.days and pair.short.text.words < 100:
        return overlap.jaccard >= 0.97
    return pair.same_title or (pair.days <= 2 and overlap.ratio >= 0.7)


def _needed(pair: _Pair) -> float:
    """How much must be shared: the more, the less there is to judge by, and the more it may be a form.

    0.28 for a long text, 0.9 for a short one. Of the copies of fewer than 60 words nine in ten share all or 0.9; forms
    filled in with names only, 0.7 to 0.9.
    """
    words, agree = pair.short.text.words, pair.numbers.agree
    weight = len(pair.short.text.hashes) + 25 * agree + 60 * pair.same_title
    needed = min(0.93, 0.28 + 42 / weight)
    alike_long = pair.overlap.ratio > 0.8
    if words < 110 and not agree and alike_long:
        return max(needed, 0.9)
    if pair.same_title and not pair.days and agree >= 2:
        return needed
    if words < 60:
        return max(needed, 0.9)
    return max(needed, 0.8) if words < 100 and alike_long else needed


def _are_alike(one: str, other: str) -> bool:
    """Whether one title holds most words of the other."""
    first, second = _title_words(one), _title_words(other)
    fewer = min(len(first), len(second))
    return fewer >= 2 and len(first & second) >= 0.7 * fewer


@lru_cache(maxsize=1024)
def _title_words(title: str) -> frozenset[str]:
    return frozenset(search_form(title).split())
