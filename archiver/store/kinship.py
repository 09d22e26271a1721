"""Kinship in the archive: articles just stored are compared with those that share their words, and related to them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archiver.dedupe.kinship import Kind
from archiver.dedupe.shingles import shingle
from archiver.store.paragraphs import Paragraphs
from archiver.store.printed import load_stored
from archiver.store.relations import (
    choose,
    exact_row,
    find_relation,
    forget_relations,
    load_relations_of,
    write_relations,
)
from archiver.store.samples import add_samples, find_candidates
from archiver.store.stories import join_stories, regroup

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from archiver.dedupe.shingles import ShingledText
    from archiver.store.printed import KinMemory, Stored
    from archiver.store.relations import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """Words just stored."""

    site_id: int
    fingerprint: str | None
    paragraphs: list[str]
    own: list[str]  #: without those that recur on the site


@dataclass(slots=True)
class Kin:
    """The articles of one transaction: `note` each of them, and once their words are stored, `flush`."""

    connection: Connection
    memory: KinMemory
    now: datetime
    grouping: bool = True  #: whether relations make stories at once
    paragraphs: Paragraphs = field(init=False)
    _words: dict[int, list[_Words]] = field(default_factory=lambda: defaultdict(list))
    _new: set[int] = field(default_factory=set)
    _again: set[int] = field(default_factory=set)  #: of which a paragraph turned out to recur
    _twins: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.paragraphs = Paragraphs(self.connection, self.memory.paragraphs)

    def note(
        self, article_id: int, site_id: int, title: str | None, body: str, fingerprint: str | None
    ) -> None:
        """An article has these words now."""
        paragraphs = body.split("\n\n")
        noted = self.paragraphs.note(site_id, article_id, title, paragraphs)
        self._again.update(noted.again)
        self._words[article_id].append(
            _Words(site_id=site_id, fingerprint=fingerprint, paragraphs=paragraphs, own=noted.own)
        )

    def look_ahead(self, article_id: int, site_id: int, title: str | None, body: str) -> None:
        """A page of an article carries these words now, which may yet turn out to be no other ones."""
        self._again.update(self.paragraphs.note(site_id, article_id, title, body.split("\n\n")).again)

    def note_new(self, article_id: int, twin: int | None = None) -> None:
        """An article is new; *twin* is the one on another site that carried exactly the same words first."""
        self._new.add(article_id)
        if twin is not None:
            self.note_twins({article_id: twin})

    def note_twins(self, twins: Mapping[int, int]) -> None:
        """Articles carry exactly the words that another one carried first, on another site."""
        self._twins.update(twins)

    def decide_anew(self, ids: Iterable[int]) -> None:
        """Forget what is known of stored articles, and decide it anew at `flush`."""
        self._again.update(ids)

    def flush(self) -> None:
        """Store the samples, relations and stories of what was noted."""
        self.paragraphs.flush()
        if not self._words and not self._again:
            return
        hashes = self._sample()
        candidates = {
            one: others
            for one, sample in hashes.items()
            if sample and (others := find_candidates(self.connection, one, sample))
        }
        again = self._again - self._new
        if candidates or self._twins or again:
            self._relate(candidates, again, old=hashes.keys() - self._new)
        self._words, self._new, self._again, self._twins = defaultdict(list), set(), set(), {}

    # --- samples

    def _sample(self) -> dict[int, set[int]]:
        """Store the samples of the articles to decide on, and give them."""
        stored = self._load(self._again - self._new, afresh=True)
        hashes = {one: found.hashes for one, found in stored.items()}
        for article_id, texts in self._words.items():
            if article_id not in hashes:
                hashes[article_id] = {
                    one for words in texts for one in self._shingle(article_id, words).sample
                }
        new = {one: found for one, found in hashes.items() if one in self._new}
        more = {one: found for one, found in hashes.items() if one not in self._new}
        add_samples(self.connection, new, more)
        return hashes

    def _shingle(self, article_id: int, words: _Words) -> ShingledText:
        own = words.own
        if article_id in self._again:
            own = self.paragraphs.strip(words.site_id, words.paragraphs)
        text = shingle(own)
        self.memory.keep(article_id, words.fingerprint, text)
        return text

    def _load(self, ids: Collection[int], *, afresh: bool = False) -> dict[int, Stored]:
        forgotten = frozenset(ids) if afresh else frozenset()
        return load_stored(self.connection, self.memory, self.paragraphs, ids, afresh=forgotten)

    # --- relations

    def _relate(self, candidates: dict[int, list[int]], again: set[int], old: set[int]) -> None:
        """Store what the articles are to their candidates, and the stories that makes."""
        ids = {*candidates, *self._twins, *self._twins.values(), *again}
        stored = self._load(ids.union(*candidates.values()))
        found = _compare(candidates, stored)
        rows = {pair: one.row(self.now) for pair, one in found.items()}
        for article_id, twin in self._twins.items():
            pair = frozenset((article_id, twin))
            rows[pair] = exact_row(article_id, twin, found.get(pair), self.now)
        forget_relations(self.connection, again)
        known = load_relations_of(self.connection, old)
        written: list[dict[str, Any]] = write_relations(self.connection, rows.values(), known)
        strong = [
            (row["article_id"], row["other_id"]) for row in written if row["kind"] != Kind.PARTIAL.value
        ]
        if not self.grouping:
            return
        if again or (known and strong):
            regroup(self.connection, {one for pair in strong for one in pair} | again)
        elif strong:
            join_stories(self.connection, strong, {one: found.story for one, found in stored.items()})


def _compare(candidates: dict[int, list[int]], stored: dict[int, Stored]) -> dict[frozenset[int], Found]:
    """What is worth a row, by pair of articles."""
    chosen: dict[frozenset[int], Found] = {}
    for article_id, others in candidates.items():
        met = (find_relation(stored[article_id], stored[other]) for other in others)
        for one in choose(found for found in met if found is not None):
            chosen.setdefault(one.pair, one)
    return chosen
