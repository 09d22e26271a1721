"""Paragraphs that recur in a site's articles: noted as articles are stored, and left out where articles are compared."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from sqlalchemy import bindparam, insert, select

from archiver.dedupe.exact import are_alike
from archiver.dedupe.paragraphs import (
    FEWEST_AT_EDGE,
    Judge,
    Sheet,
    find_difference,
    make_sheet,
    paragraph_key,
    read_sheet,
    strip,
)
from archiver.store.models import RevisionRow, table_of
from archiver.store.models_kin import SheetRow, SiteParagraphRow
from archiver.store.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from archiver.store.columns import AnyRow

#: Newest articles of a site among which a paragraph may recur.
WINDOW: Final = 400
#: Different articles a paragraph must begin or end for that it comes or goes without a revision.
FEWEST_UNREVISED: Final = 5
#: Transactions after which the recurring paragraphs of all sites are read, though none of this process's added any.
_LOOKS: Final = 50
#: Sites whose newest articles are kept in memory, some 100 kB each.
_SITES: Final = 128

_SHEET, _PARAGRAPH, _REVISION = map(table_of, (SheetRow, SiteParagraphRow, RevisionRow))
_ADD_SHEETS = Prepared(
    insert(_SHEET).values(
        {name: bindparam(name) for name in ("site_id", "article_id", "title", "paragraphs")}
    )
)
_ADD_PARAGRAPHS = insert(_PARAGRAPH)
_SHEETS = select(_SHEET.c.id, _SHEET.c.article_id, _SHEET.c.title, _SHEET.c.paragraphs).where(
    _SHEET.c.site_id == bindparam("site"), _SHEET.c.id > bindparam("after")
)
_NEWEST = Prepared(_SHEETS.order_by(_SHEET.c.id.desc()).limit(WINDOW))
_KNOWN = (
    select(_PARAGRAPH.c.id, _PARAGRAPH.c.site_id, _PARAGRAPH.c.key)
    .where(_PARAGRAPH.c.id > bindparam("after"))
    .order_by(_PARAGRAPH.c.id)
)
_BODY = (
    select(_REVISION.c.body)
    .where(_REVISION.c.article_id == bindparam("article"))
    .order_by(_REVISION.c.number.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What noting an article gave."""

    own: list[str]  #: its paragraphs without those that recur; none: nothing can be said of it
    again: tuple[int, ...]  #: ids of earlier articles with a paragraph that recurs since this one


class _Window:
    """The newest articles of a site."""

    def __init__(self) -> None:
        self.last = 0  #: id of the newest row that has been read
        self.sheets: list[Sheet] = []
        self.noted: list[
            tuple[int, bytes]
        ] = []  #: articles added that may not be stored yet, with their paragraphs
        self.ahead: _Window | None = None  #: this one, with what was noted since
        self._keys: NDArray[np.int64] = np.empty(0, dtype=np.int64)  #: of all paragraphs, sorted
        self._places: NDArray[np.int64] = np.empty(
            0, dtype=np.int64
        )  #: in `sheets`, of the keys; rising in each

    def copy(self) -> _Window:
        """One that can be added to."""
        other = _Window()
        other.last, other.sheets = self.last, list(self.sheets)
        other._keys, other._places = self._keys, self._places
        return other

    def add(self, sheets: Sequence[Sheet]) -> None:
        """Take in newer ones; the oldest go."""
        first = len(self.sheets)
        self.sheets += sheets
        keys = np.concatenate([sheet.keys for sheet in sheets])
        places = np.concatenate([np.full(len(sheet.keys), first + at) for at, sheet in enumerate(sheets)])
        order = np.argsort(keys, kind="stable")
        at = np.searchsorted(self._keys, keys[order], side="right") + np.arange(len(order))
        former = np.ones(len(self._keys) + len(order), dtype=np.bool_)
        former[at] = False
        self._keys = _merge(self._keys, former, keys[order], at)
        self._places = _merge(self._places, former, places[order], at)
        # a quarter more than is needed, so that not every article moves all
        if len(self.sheets) > WINDOW + WINDOW // 4:
            gone = len(self.sheets) - WINDOW
            del self.sheets[:gone]
            kept = self._places >= gone
            self._keys, self._places = self._keys[kept], self._places[kept] - gone

    def holds(self, sheet: Sheet) -> bool:
        """Whether these are the words an article had last."""
        last = next((one for one in reversed(self.sheets) if one.article_id == sheet.article_id), None)
        return last is not None and last.title == sheet.title and np.array_equal(last.keys, sheet.keys)

    def carriers(self, keys: Iterable[int]) -> dict[int, list[Sheet]]:
        """The articles each of *keys* stands in, oldest first; of an article stored several times, the newest words."""
        wanted = np.array(list(keys), dtype=np.int64)
        starts = np.searchsorted(self._keys, wanted, side="left")
        ends = np.searchsorted(self._keys, wanted, side="right")
        found: dict[int, list[Sheet]] = {}
        for key, start, end in zip(wanted.tolist(), starts.tolist(), ends.tolist(), strict=True):
            sheets: dict[int, Sheet] = {}
            for place in self._places[start:end].tolist():
                sheet = self.sheets[place]
                sheets.pop(sheet.article_id, None)  # an article is as new as its newest words
                sheets[sheet.article_id] = sheet
            if sheets:
                found[key] = list(sheets.values())
        return found


def _merge(
    old: NDArray[np.int64], places: NDArray[np.bool_], new: NDArray[np.int64], at: NDArray[np.int64]
) -> NDArray[np.int64]:
    """*old* in the places marked, *new* in those named."""
    merged = np.empty(len(places), dtype=np.int64)
    merged[places] = old
    merged[at] = new
    return merged


@dataclass(slots=True)
class ParagraphMemory:
    """What an open archive remembers of its sites' paragraphs, so that each article does not read hundreds anew.

    It holds only what is stored: rows of a transaction that fails are never in it.
    """

    known: dict[int, set[int]] = field(default_factory=dict)  #: keys of recurring paragraphs, by site
    last: int = 0  #: id of the newest of them
    windows: OrderedDict[int, _Window] = field(default_factory=OrderedDict)

    looks: int = 0  #: transactions since `known` was read
    is_unsure: bool = True  #: paragraphs may have been stored since

    def needs_reading(self) -> bool:
        """Whether `known` is to be read: now and then it always is, for what other processes have stored."""
        self.looks += 1
        return self.is_unsure or self.looks > _LOOKS

    def window(self, site_id: int) -> _Window:
        """The newest articles of a site as last read."""
        found = self.windows.setdefault(site_id, _Window())
        self.windows.move_to_end(site_id)
        if len(self.windows) > _SITES:
            self.windows.popitem(last=False)
        return found


class Paragraphs:
    """Notes the paragraphs of articles inside one transaction, and knows which recur."""

    def __init__(self, connection: Connection, memory: ParagraphMemory) -> None:
        self._connection = connection
        self._memory = memory
        self._read = False
        self._windows: dict[int, _Window] = {}
        self._known: dict[int, set[int]] = {}
        self._sheets: list[dict[str, Any]] = []
        self._paragraphs: list[dict[str, Any]] = []

    def known(self, site_id: int) -> set[int]:
        """The keys of a site's recurring paragraphs."""
        if not self._read:
            self._read = True
            if self._memory.needs_reading():
                self._read_known()
        known = self._known.get(site_id)
        if known is None:
            known = self._known[site_id] = set(self._memory.known.get(site_id, ()))
        return known

    def _read_known(self) -> None:
        memory = self._memory
        for row in self._connection.execute(_KNOWN, {"after": memory.last}):
            memory.known.setdefault(row.site_id, set()).add(row.key)
            memory.last = row.id
        memory.looks, memory.is_unsure = 0, False

    def strip(self, site_id: int, paragraphs: Sequence[str]) -> list[str]:
        """The paragraphs of an article of a site that do not recur there."""
        known = self.known(site_id)
        return strip(paragraphs, known) if known else list(paragraphs)

    def note(self, site_id: int, article_id: int, title: str | None, paragraphs: Sequence[str]) -> Noted:
        """Note the words of an article; those that were noted last say nothing new."""
        window = self._window(site_id)
        known = self.known(site_id)
        keys = [paragraph_key(text) for text in paragraphs]
        sheet = make_sheet(article_id, title, paragraphs, keys)
        again: set[int] = set()
        if not window.holds(sheet):
            packed = sheet.to_bytes()
            window.add([sheet])
            window.noted.append((article_id, packed))
            row = {"site_id": site_id, "article_id": article_id, "title": sheet.title, "paragraphs": packed}
            self._sheets.append(row)
            if found := _find_new(window, sheet, known):
                known.update(found)
                self._add_paragraphs(site_id, found, dict(zip(keys, paragraphs, strict=True)))
                again = {one.article_id for carriers in found.values() for one in carriers} - {article_id}
        own = [text for key, text in zip(keys, paragraphs, strict=True) if key not in known]
        return Noted(own=own, again=tuple(sorted(again)))

    def differ_by_boilerplate(self, site_id: int, old: Sequence[str], new: Sequence[str]) -> bool:
        """Whether two bodies of one article differ only in paragraphs many articles of the site begin or end with.

        One that such a paragraph is alike is its new wording. What is left must hold words.
        """
        difference = find_difference(old, new)
        if difference is None:
            return False
        known = self.known(site_id)
        left = difference.gone | difference.come
        if not {paragraph_key(text) for text in new} - known - left.keys() - {None}:
            return False
        carriers, judge = self._window(site_id).carriers(left), Judge(known)
        sure = {
            key
            for key in left.keys() & known
            if judge.stands_at_edges(key, carriers.get(key, ()), FEWEST_UNREVISED)
        }
        former = [text for key, text in difference.gone.items() if key in sure]
        return all(
            key in sure or (key in difference.come and any(are_alike(text, other) for other in former))
            for key, text in left.items()
        )

    def flush(self) -> None:
        """Write what was noted."""
        if self._sheets:
            _ADD_SHEETS.run(self._connection, self._sheets)
        if self._paragraphs:
            self._memory.is_unsure = True
            self._connection.execute(_ADD_PARAGRAPHS, self._paragraphs)
        self._sheets, self._paragraphs = [], []

    def _window(self, site_id: int) -> _Window:
        window = self._windows.get(site_id)
        if window is None:
            kept = self._memory.window(site_id)
            newest = _NEWEST.select(self._connection, {"site": site_id, "after": kept.last})
            if rows := newest[::-1]:
                if kept.ahead and kept.ahead.noted == [(row.article_id, row.paragraphs) for row in rows]:
                    kept = self._memory.windows[site_id] = kept.ahead
                    kept.noted = []
                else:
                    self._memory.is_unsure = True  # another process writes this site
                    kept.add([_sheet(row) for row in rows])
                kept.last = rows[-1].id
            # what this transaction notes may never be stored
            window = self._windows[site_id] = kept.ahead = kept.copy()
        return window

    def _add_paragraphs(
        self, site_id: int, found: dict[int, list[Sheet]], texts: dict[int | None, str]
    ) -> None:
        for key, carriers in found.items():
            # as this article prints it, else as the newest does
            text = texts.get(key) or self._load_text(key, carriers[-1].article_id)
            self._paragraphs.append({"site_id": site_id, "key": key, "text": text})

    def _load_text(self, key: int, article_id: int) -> str | None:
        """The paragraph as a stored article prints it."""
        body = self._connection.scalar(_BODY, {"article": article_id}) or ""
        return next((text for text in body.split("\n\n") if paragraph_key(text) == key), None)


def _find_new(window: _Window, sheet: Sheet, known: set[int]) -> dict[int, list[Sheet]]:
    """The paragraphs that recur since *sheet*, each with the articles it stands in.

    One found says of its articles that they share less of their own: their other paragraphs are looked at again.
    """
    found: dict[int, list[Sheet]] = {}
    waiting = set(sheet.keys.tolist()) - known
    newest: Sheet | None = sheet
    while waiting:
        judge = Judge(known | found.keys())
        new = {
            key: sheets
            for key, sheets in window.carriers(waiting).items()
            if len(sheets) >= FEWEST_AT_EDGE and judge.is_recurring(key, sheets, newest)
        }
        found |= new
        newest = None
        waiting = {key for sheets in new.values() for one in sheets for key in one.keys.tolist()}
        waiting -= known | found.keys()
    return dict(sorted(found.items()))


def _sheet(row: AnyRow) -> Sheet:
    return read_sheet(row.article_id, row.title, row.paragraphs)
