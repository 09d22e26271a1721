"""Book: what the archive holds of the articles a batch may be about, kept current while the batch is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from archiver.store.frontier import link_key
from archiver.store.models import ArticleRow, ArticleUrlRow, RevisionRow, table_of
from archiver.store.models_kin import RelationRow
from archiver.store.portions import portions
from archiver.text import normalize_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import BindParameter, Connection, Select

_ARTICLE, _URL, _RELATION = table_of(ArticleRow), table_of(ArticleUrlRow), table_of(RelationRow)
#: The article on another site that carried exactly the same words first.
DUPLICATE_OF = (
    select(func.min(_RELATION.c.other_id))
    .where(_RELATION.c.article_id == _ARTICLE.c.id, _RELATION.c.exact)
    .scalar_subquery()
    .label("duplicate_of_id")
)
_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
_COLUMNS = select(
    _ARTICLE.c.id,
    _ARTICLE.c.site_id,
    _ARTICLE.c.key,
    _ARTICLE.c.url,
    _ARTICLE.c.title,
    _ARTICLE.c.fingerprint,
    _ARTICLE.c.word_count,
    _ARTICLE.c.revision,
    _ARTICLE.c.read_on_alias,
    _ARTICLE.c.published_day,
    DUPLICATE_OF,
).order_by(_ARTICLE.c.id)
_BY_ID = _COLUMNS.where(_ARTICLE.c.id.in_(_WANTED))
_BY_WORDS = _COLUMNS.where(_ARTICLE.c.fingerprint.in_(_WANTED))
_BY_KEY = select(_URL.c.key, _URL.c.article_id, _URL.c.how).where(_URL.c.key.in_(_WANTED)).order_by(_URL.c.id)


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
    day: date | None  #: it was published, as printed


class Book:
    """Look-ups by URL key and by fingerprint; one query each for a whole batch."""

    def __init__(
        self,
        connection: Connection,
        keys: Iterable[str],
        fingerprints: Iterable[str | None],
        ignored: Callable[[int], frozenset[str]],
    ) -> None:
        self._connection = connection
        self._ignored = ignored  #: parameters that do not matter on a site
        self._held: dict[int, Held] = {}
        self._by_key: dict[str, tuple[int, str]] = {}
        self._by_words: dict[str, list[int]] = {}
        self._load_keys(sorted(set(keys)))
        self._load(_BY_WORDS, sorted({words for words in fingerprints if words}))

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

    def rekey(self, keys: Mapping[int, str]) -> None:
        """Articles are filed under other keys now."""
        for article_id, key in keys.items():
            if article_id in self._held:
                self._held[article_id].key = key

    def point(self, key: str, article_id: int, how: str) -> None:
        """A URL is now known to be of an article."""
        self._by_key[key] = (article_id, how)

    def _load_keys(self, keys: list[str]) -> None:
        wanted: set[int] = set()
        for portion in portions(keys):
            for row in self._connection.execute(_BY_KEY, {"wanted": portion}):
                self._by_key.setdefault(row.key, (row.article_id, row.how))
                wanted.add(row.article_id)
        self._load(_BY_ID, sorted(wanted))

    def _load(self, statement: Select[*tuple[object, ...]], wanted: Sequence[int | str]) -> None:
        for portion in portions(wanted):
            for row in self._connection.execute(statement, {"wanted": portion}):
                self.add(
                    Held(
                        id=row.id,
                        site_id=row.site_id,
                        key=row.key,
                        page_key=link_key(row.url, self._ignored(row.site_id)),
                        title=normalize_text(row.title or ""),
                        fingerprint=row.fingerprint,
                        word_count=row.word_count,
                        revision=row.revision,
                        read_on_alias=row.read_on_alias,
                        duplicate_of=row.duplicate_of_id,
                        day=row.published_day,
                    )
                )
