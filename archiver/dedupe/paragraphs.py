"""Recurring paragraphs: text that stands in many differently titled articles of one newspaper is the newspaper's.

Rules for comments, the newsletter box and the copyright note reach a body when extraction lets them through. Two
stories then share words that neither tells. What recurs is kept out of the comparison of articles; that takes little
evidence, for a sentence that three articles share tells none of them from the others. Taking words out of a body takes
far more: see `archiver.dedupe.recurring`.

Articles that are the same story under another headline are one: what they share is theirs.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from archiver.months import find_month
from archiver.text import normalize_text

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

#: Different articles a paragraph at the beginning or end of a body must stand in, and one amid the text.
FEWEST_AT_EDGE: Final = 3
FEWEST_AMID: Final = 5
#: Articles that share one and the same run of paragraphs, however little they hold besides.
FEWEST_STUBS: Final = 8
#: Paragraphs from either end of a body that stand at its edge.
_EDGE: Final = 2
#: Share of the shorter article's own text that two articles share when they are one story under two headlines.
_SAME_STORY: Final = 0.5
#: Articles with a paragraph that are looked at; a story at fifty addresses says no more at the fifty-first.
_MOST_CARRIERS: Final = 50
#: Characters of the longest paragraph that is counted in full: what 16 bits hold.
_MOST_CHARS: Final = 0xFFFF
_DIGITS = re.compile(r"\d+")
_LETTER = re.compile(r"[^\W\d_]")
_LAYOUT: Final = np.dtype([("key", "<i8"), ("chars", "<u2")])


def paragraph_key(text: str) -> int | None:
    """What two printings of one paragraph share: 64 bits with a sign; None when it has no letters.

    Case and white space do not count. A newspaper's own programs print the same quotes and dashes each time.

    >>> paragraph_key("Sign up  for our Newsletter") == paragraph_key("sign up for our newsletter")
    True
    >>> paragraph_key("* * *"), paragraph_key("12:30")
    (None, None)
    """
    if not _LETTER.search(text):
        return None
    return _hash(_plain(text))


def title_key(title: str | None) -> int | None:
    """What titles of one form share, "Weather for 3 May" and "Weather for 14 June"; None without a title.

    >>> title_key("Weather for 3 May") == title_key("Weather for 14 June"), title_key(" ")
    (True, None)
    """
    words = normalize_text(title or "")
    if words and _DIGITS.search(words):
        words = " ".join("0" if find_month(word) else _DIGITS.sub("0", word) for word in words.split())
    return _hash(words) if words else None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _hash(words: str) -> int:
    digest = hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """An article as the paragraphs it is printed in."""

    article_id: int
    title: int | None  #: `title_key`
    keys: NDArray[np.int64]  #: `paragraph_key` of each paragraph that has one, in reading order
    chars: NDArray[np.int64]  #: characters of each

    def to_bytes(self) -> bytes:
        """Keys and lengths, ten bytes a paragraph; `read_sheet` reads them."""
        packed = np.empty(len(self.keys), dtype=_LAYOUT)
        packed["key"], packed["chars"] = self.keys, self.chars
        return packed.tobytes()

    def is_edge(self, key: int) -> bool:
        """Whether a paragraph stands at the beginning or end."""
        places = np.flatnonzero(self.keys == key)
        return bool(len(places)) and bool(places[0] < _EDGE or places[-1] >= len(self.keys) - _EDGE)


def make_sheet(
    article_id: int, title: str | None, paragraphs: Sequence[str], keys: Sequence[int | None] | None = None
) -> Sheet:
    """The sheet of an article with these paragraphs; *keys* are their `paragraph_key`s, if these are known already.

    >>> len(make_sheet(1, "Rain", ["It rained.", "* * *"]).keys)
    1
    """
    if keys is None:
        keys = [paragraph_key(text) for text in paragraphs]
    keyed = [(key, len(text)) for key, text in zip(keys, paragraphs, strict=True) if key is not None]
    return Sheet(
        article_id=article_id,
        title=title_key(title),
        keys=np.array([key for key, _ in keyed], dtype=np.int64),
        chars=np.array([min(chars, _MOST_CHARS) for _, chars in keyed], dtype=np.int64),
    )


def read_sheet(article_id: int, title: int | None, packed: bytes) -> Sheet:
    """The sheet `Sheet.to_bytes` was asked of.

    >>> sheet = make_sheet(1, "Rain", ["It rained.", "It rained on."])
    >>> read_sheet(1, sheet.title, sheet.to_bytes()).chars.tolist()
    [10, 13]
    """
    read = np.frombuffer(packed, dtype=_LAYOUT)
    return Sheet(
        article_id=article_id,
        title=title,
        keys=read["key"].astype(np.int64),
        chars=read["chars"].astype(np.int64),
    )


def strip(paragraphs: Iterable[str], known: Container[int]) -> list[str]:
    """Those of *paragraphs* whose keys are not *known*.

    >>> strip(["It rained.", "Sign up!"], {paragraph_key("Sign up!")})
    ['It rained.']
    """
    return [text for text in paragraphs if paragraph_key(text) not in known]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The paragraphs that stand in one of two bodies only, by key, in reading order."""

    gone: dict[int, str]
    come: dict[int, str]


def find_difference(old: Sequence[str], new: Sequence[str]) -> Difference | None:
    """How two bodies differ, when what both hold is the same in the same order; None when it is not.

    >>> find_difference(["It rained.", "Sign up!"], ["It rained."]).gone == {paragraph_key("Sign up!"): "Sign up!"}
    True
    >>> find_difference(["It rained.", "12:30"], ["It rained.", "12:45"])
    """
    first, second = [[(paragraph_key(text), text) for text in texts] for texts in (old, new)]
    keys = {key for key, _ in first} & {key for key, _ in second} | {None}
    if [_plain(text) for key, text in first if key in keys] != [
        _plain(text) for key, text in second if key in keys
    ]:
        return None
    return Difference(
        gone={key: text for key, text in first if key is not None and key not in keys},
        come={key: text for key, text in second if key is not None and key not in keys},
    )


class Judge:
    """Says of articles whether they are different, and of paragraphs whether they recur.

    *known* are the keys of paragraphs that recur, as far as they are known; they count for neither.
    """

    def __init__(self, known: Collection[int]) -> None:
        self._known = known
        self._own: dict[int, dict[int, int]] = {}

    def are_different(self, one: Sheet, other: Sheet, key: int | None = None) -> bool:
        """Whether two articles are differently titled and tell different stories, apart from paragraph *key*.

        An article that has no words of its own tells nothing.
        """
        if one.article_id == other.article_id or one.title == other.title:
            return False
        first, second = self._lengths(one), self._lengths(other)
        least = min(self._chars(first, key), self._chars(second, key))
        shared = sum(first[both] for both in first.keys() & second.keys() if both != key)
        return least > 0 and shared < _SAME_STORY * least

    def _lengths(self, sheet: Sheet) -> dict[int, int]:
        """The characters of each paragraph of an article's own."""
        own = self._own.get(id(sheet))
        if own is None:
            keyed = zip(sheet.keys.tolist(), sheet.chars.tolist(), strict=True)
            own = self._own[id(sheet)] = {key: chars for key, chars in keyed if key not in self._known}
        return own

    @staticmethod
    def _chars(lengths: Mapping[int, int], key: int | None) -> int:
        return sum(lengths.values()) - (lengths.get(key, 0) if key is not None else 0)

    def is_recurring(self, key: int, carriers: Sequence[Sheet], newest: Sheet | None = None) -> bool:
        """Whether a paragraph stands in enough articles of which each two are different.

        *newest* is one of them, when the others alone are known not to be enough. More articles, and more known
        paragraphs, never make less of it: in which order articles come does not matter.
        """
        looked_at = carriers[-_MOST_CARRIERS:]
        return (
            self.stands_at_edges(key, looked_at, FEWEST_AT_EDGE, newest)
            or self._has_different(key, looked_at, FEWEST_AMID, newest)
            or self._is_of_a_stub(looked_at, newest)
        )

    def stands_at_edges(
        self, key: int, carriers: Sequence[Sheet], count: int, newest: Sheet | None = None
    ) -> bool:
        """Whether a paragraph stands at the beginning or end of *count* articles of which each two are different."""
        if newest is not None and not newest.is_edge(key):
            return False
        at_edge = [sheet for sheet in carriers[-_MOST_CARRIERS:] if sheet.is_edge(key)]
        return self._has_different(key, at_edge, count, newest)

    def _has_different(self, key: int, sheets: Sequence[Sheet], count: int, newest: Sheet | None) -> bool:
        """Whether *count* of *sheets*, *newest* among them, are different from each other, each from each."""
        if newest is not None:
            sheets = [sheet for sheet in sheets if self.are_different(sheet, newest, key)]
            count -= 1
        if len(sheets) < count:
            return False
        apart = [
            sum(
                1 << place for place, other in enumerate(sheets[:at]) if self.are_different(sheet, other, key)
            )
            for at, sheet in enumerate(sheets)
        ]
        return _has_clique((1 << len(sheets)) - 1, count, apart)

    def _is_of_a_stub(self, sheets: Sequence[Sheet], newest: Sheet | None) -> bool:
        """Whether articles share the very same paragraphs, each two of them, and each has a title and words of its own.

        So are pages that print a sentence and eight paragraphs on how to subscribe. Versions of one story share more
        with one version than with another.
        """
        if len(sheets) < FEWEST_STUBS:
            return False
        own = [frozenset(self._lengths(sheet)) for sheet in sheets]
        last = len(sheets) - 1
        places = range(last, -1, -1) if newest is None else [last]
        shared: dict[frozenset[int], set[int]] = {}
        for one in places:
            for other in range(one):
                both = own[one] & own[other]
                if _have_own(sheets[one], sheets[other], own[one], own[other]):
                    shared.setdefault(both, set()).update((one, other))
        return any(
            _has_stub(core, sorted(members), sheets, own)
            for core, members in shared.items()
            if len(members) >= FEWEST_STUBS
        )


def _have_own(one: Sheet, other: Sheet, first: frozenset[int], second: frozenset[int]) -> bool:
    """Whether two articles have different titles, and each a paragraph the other has not."""
    return one.title != other.title and bool(first - second) and bool(second - first)


def _has_stub(
    core: frozenset[int], members: Sequence[int], sheets: Sequence[Sheet], own: Sequence[frozenset[int]]
) -> bool:
    """Whether enough of *members* share *core* and nothing else, each with each."""
    apart = [
        sum(
            1 << place
            for place, other in enumerate(members[:at])
            if own[one] & own[other] == core and _have_own(sheets[one], sheets[other], own[one], own[other])
        )
        for at, one in enumerate(members)
    ]
    return _has_clique((1 << len(members)) - 1, FEWEST_STUBS, apart)


def _has_clique(places: int, count: int, apart: Sequence[int]) -> bool:
    """Whether *count* of *places*, a bit each, are apart each from each; *apart* of a place names earlier ones."""
    while places.bit_count() >= count:
        last = places.bit_length() - 1
        if count == 1 or _has_clique(places & apart[last], count - 1, apart):
            return True
        places ^= 1 << last
    return False


def find_recurring(sheets: Iterable[Sheet]) -> set[int]:
    """The keys of all paragraphs that recur in these articles, of which one may have several sheets, newest last."""
    carriers: dict[int, list[Sheet]] = {}
    for sheet in {one.article_id: one for one in sheets}.values():
        for key in dict.fromkeys(sheet.keys.tolist()):
            carriers.setdefault(key, []).append(sheet)
    several = {key: found for key, found in carriers.items() if len(found) >= FEWEST_AT_EDGE}
    known: set[int] = set()
    while True:
        judge = Judge(known)
        new = {key for key in several.keys() - known if judge.is_recurring(key, several[key])}
        if not new:
            return known
        known |= new
