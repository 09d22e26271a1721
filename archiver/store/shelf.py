"""Shelf: the rows of articles a batch writes; what hangs on an article is collected and written in one go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, select, update

from archiver.store.index import index_entry
from archiver.store.models import (
    ArticleAuthorRow,
    ArticleRow,
    ArticleTagRow,
    ArticleUrlRow,
    ImageRow,
    ReadingRow,
    RemovedRow,
    RevisionRow,
)
from archiver.store.names import Names
from archiver.store.words import article_columns, image_rows, reading_rows, removed_rows, revision_columns

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from archiver.article import Article
    from archiver.store.database import Database, Indexed

_ARTICLE = ArticleRow.__table__
_SEEN = (
    update(_ARTICLE)  # type: ignore[arg-type]
    .where(_ARTICLE.c.id == bindparam("row_id"))
    .values(last_seen_at=bindparam("seen_at"), gone_at=None)
)


@dataclass(slots=True)
class Shelf:
    """Writes articles and their revisions at once, everything that hangs on them at `flush`."""

    connection: Connection
    database: Database
    names: Names = field(init=False)
    _of_article: dict[int, dict[str, list[dict[str, Any]]]] = field(default_factory=dict)
    _of_revision: dict[int, dict[str, list[dict[str, Any]]]] = field(default_factory=dict)
    _urls: list[dict[str, Any]] = field(default_factory=list)
    _indexed: dict[int, Indexed] = field(default_factory=dict)
    _unindexed: list[Indexed] = field(default_factory=list)
    _seen: dict[int, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = Names(self.connection)

    def add_article(self, article: Article, site_id: int, seen_at: datetime, **identity: Any) -> int:
        """Insert an article with its first revision still to come; gives its id."""
        made: int = self.connection.execute(
            insert(ArticleRow).returning(ArticleRow.id),
            {
                **article_columns(article),
                **identity,
                "site_id": site_id,
                "revision": 1,
                "first_seen_at": seen_at,
                "last_seen_at": seen_at,
            },
        ).scalar_one()
        self._hang_on_article(article, made, site_id)
        return made

    def replace_article(
        self, article: Article, article_id: int, site_id: int, seen_at: datetime, **identity: Any
    ) -> None:
        """Give an article the values and words just read; its old words are forgotten by the index."""
        self._forget(article_id)
        self.connection.execute(
            update(ArticleRow)
            .where(ArticleRow.id == article_id)
            .values({**article_columns(article), **identity, "last_seen_at": seen_at, "gone_at": None})
        )
        for row in (ArticleAuthorRow, ArticleTagRow, ImageRow):
            self.connection.execute(delete(row).where(row.article_id == article_id))
        self._hang_on_article(article, article_id, site_id)

    def set_identity(self, article_id: int, **identity: Any) -> None:
        """Change what an article is filed under."""
        self.connection.execute(update(ArticleRow).where(ArticleRow.id == article_id).values(identity))

    def add_revision(
        self, article: Article, article_id: int, number: int, capture_id: int | None, seen_at: datetime
    ) -> None:
        """Insert a revision with its readings."""
        made: int = self.connection.execute(
            insert(RevisionRow).returning(RevisionRow.id),
            {
                **revision_columns(article),
                "article_id": article_id,
                "number": number,
                "capture_id": capture_id,
                "seen_at": seen_at,
            },
        ).scalar_one()
        self._hang_on_revision(article, made)

    def replace_revision(
        self, article: Article, article_id: int, number: int, capture_id: int | None
    ) -> None:
        """Put the words of the canonical page in the place of those of its alias."""
        revision_id = self.connection.execute(
            update(RevisionRow)
            .where(RevisionRow.article_id == article_id, RevisionRow.number == number)
            .values({**revision_columns(article), "capture_id": capture_id})
            .returning(RevisionRow.id)
        ).scalar_one()
        for kind in (ReadingRow, RemovedRow):
            self.connection.execute(delete(kind).where(kind.revision_id == revision_id))
        self._hang_on_revision(article, revision_id)

    def add_urls(self, rows: Iterable[dict[str, Any]]) -> None:
        """File URLs under articles."""
        self._urls += rows

    def move_url(self, key: str, article_id: int, how: str) -> None:
        """A URL is another article's now."""
        self._flush_urls()
        self.connection.execute(
            update(ArticleUrlRow).where(ArticleUrlRow.key == key).values(article_id=article_id, how=how)
        )

    def see(self, article_id: int, at: datetime) -> None:
        """An article is still there."""
        self._seen[article_id] = max(at, self._seen.get(article_id, at))

    def flush(self) -> None:
        """Write everything collected."""
        self._flush_urls()
        for row in (ArticleAuthorRow, ArticleTagRow, ImageRow):
            self._insert(row, self._of_article)
        for kind in (ReadingRow, RemovedRow):
            self._insert(kind, self._of_revision)
        self.database.remove_from_index(self.connection, self._unindexed)
        self.database.add_to_index(self.connection, list(self._indexed.values()))
        if self._seen:
            rows = [{"row_id": one, "seen_at": at} for one, at in self._seen.items()]
            self.connection.execute(_SEEN, rows)

    def _flush_urls(self) -> None:
        if self._urls:
            self.connection.execute(insert(ArticleUrlRow), self._urls)
        self._urls = []

    def _insert(self, row: type[Any], collected: dict[int, dict[str, list[dict[str, Any]]]]) -> None:
        values = [one for rows in collected.values() for one in rows[row.__tablename__]]
        if values:
            self.connection.execute(insert(row), values)

    def _hang_on_article(self, article: Article, article_id: int, site_id: int) -> None:
        authors = self.names.author_ids(site_id, article.authors)
        tags = dict.fromkeys(self.names.tag_ids(article.tags))
        self._of_article[article_id] = {
            "article_author": [
                {"article_id": article_id, "position": at, "author_id": one, "url": author.url}
                for at, (one, author) in enumerate(zip(authors, article.authors, strict=True))
            ],
            "article_tag": [
                {"article_id": article_id, "position": at, "tag_id": one} for at, one in enumerate(tags)
            ],
            "image": image_rows(article, article_id),
        }
        self._indexed[article_id] = index_entry(article_id, article.title, article.body)

    def _hang_on_revision(self, article: Article, revision_id: int) -> None:
        self._of_revision[revision_id] = {
            "reading": reading_rows(article, revision_id),
            "removed": removed_rows(article, revision_id),
        }

    def _forget(self, article_id: int) -> None:
        if self._indexed.pop(article_id, None) is not None:
            return
        words = self.connection.execute(
            select(RevisionRow.title, RevisionRow.body)
            .join(ArticleRow, ArticleRow.id == RevisionRow.article_id)
            .where(RevisionRow.article_id == article_id, RevisionRow.number == ArticleRow.revision)
        ).one()
        self._unindexed.append(index_entry(article_id, words.title, words.body))
