"""Book: what the archive holds of the articles a batch may be about, kept current while the batch is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from archiver.store.frontier import link_key
from archiver.store.models import ArticleRow, ArticleUrlRow, RevisionRow
from archiver.store.portions import portions
from archiver.text import normalize_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Select

_COLUMNS = select(
    ArticleRow.id,
    ArticleRow.site_id,
    ArticleRow.key,
    ArticleRow.url,
    ArticleRow.title,
    ArticleRow.fingerprint,
    ArticleRow.word_count,
    ArticleRow.revision,
    ArticleRow.read_on_alias,
    ArticleRow.duplicate_of_id,
)


@dataclass(slots=True, kw_only=True)
class Held:
    """An article the archive holds, as far as identity is concerned."""

    id: int
    site_id: int
    key: str
    page_key: str  #: of the page its words come from
    title: str  #: normalised; empty when there is none
    fingerprint: str | None
    word_count: int
    revision: int
    read_on_alias: bool
    duplicate_of: int | None


class Book:
    """Look-ups by URL key and by fingerprint; one query each for a whole batch."""

    def __init__(
        self, connection: Connection, keys: Iterable[str], fingerprints: Iterable[str | None]
    ) -> None:
        self._connection = connection
        self._held: dict[int, Held] = {}
        self._by_key: dict[str, tuple[int, str]] = {}
        self._by_words: dict[str, list[int]] = {}
        self._load_keys(sorted(set(keys)))
        self._load_fingerprints(sorted({words for words in fingerprints if words}))

    def find(self, key: str) -> Held | None:
        """Give the article a URL is known to be of."""
        known = self._by_key.get(key)
        return self._held[known[0]] if known else None

    def how(self, key: str) -> str | None:
        """Give how a URL is known to be its article's."""
        known = self._by_key.get(key)
        return known[1] if known else None

    def find_same(self, fingerprint: str | None) -> list[Held]:
        """Give the articles with exactly these words, oldest first."""
        found = [self._held[one] for one in self._by_words.get(fingerprint or "", ())]
        return [held for held in found if held.fingerprint == fingerprint]

    def is_taken(self, key: str, article_id: int) -> bool:
        """Whether another article is filed under a key."""
        other = select(ArticleRow.id).where(ArticleRow.key == key, ArticleRow.id != article_id)
        return self._connection.scalar(other) is not None

    def body(self, held: Held) -> str:
        """Give an article's current words."""
        body = self._connection.scalar(
            select(RevisionRow.body).where(
                RevisionRow.article_id == held.id, RevisionRow.number == held.revision
            )
        )
        return body or ""

    def add(self, held: Held) -> None:
        """An article was stored, or its words changed."""
        self._held[held.id] = held
        if held.fingerprint:
            same = self._by_words.setdefault(held.fingerprint, [])
            if held.id not in same:
                same.append(held.id)

    def point(self, key: str, article_id: int, how: str) -> None:
        """A URL is now known to be of an article."""
        self._by_key[key] = (article_id, how)

    def _load_keys(self, keys: list[str]) -> None:
        wanted: set[int] = set()
        for portion in portions(keys):
            rows = self._connection.execute(
                select(ArticleUrlRow.key, ArticleUrlRow.article_id, ArticleUrlRow.how)
                .where(ArticleUrlRow.key.in_(portion))
                .order_by(ArticleUrlRow.id)
            )
            for row in rows:
                self._by_key.setdefault(row.key, (row.article_id, row.how))
                wanted.add(row.article_id)
        for ids in portions(sorted(wanted)):
            self._load(_COLUMNS.where(ArticleRow.id.in_(ids)))

    def _load_fingerprints(self, fingerprints: list[str]) -> None:
        for portion in portions(fingerprints):
            self._load(_COLUMNS.where(ArticleRow.fingerprint.in_(portion)))

    def _load(self, statement: Select[*tuple[object, ...]]) -> None:
        for row in self._connection.execute(statement.order_by(ArticleRow.id)):
            self.add(
                Held(
                    id=row.id,
                    site_id=row.site_id,
                    key=row.key,
                    page_key=link_key(row.url),
                    title=normalize_text(row.title or ""),
                    fingerprint=row.fingerprint,
                    word_count=row.word_count,
                    revision=row.revision,
                    read_on_alias=row.read_on_alias,
                    duplicate_of=row.duplicate_of_id,
                )
            )
