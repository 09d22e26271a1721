"""Shelf: the rows of articles a batch writes; what hangs on an article is collected and written in one go."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, select, update

from archiver.store.changes import change_since, note_changes
from archiver.store.columns import bounded
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
    table_of,
)
from archiver.store.names import author_key, file_authors, file_tags
from archiver.store.words import article_columns, image_rows, reading_rows, removed_rows, revision_columns

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection, Table

    from archiver.article import Article
    from archiver.store.database import Database, Indexed
    from archiver.store.identity import Page

_ARTICLE, _REVISION, _URL = table_of(ArticleRow), table_of(RevisionRow), table_of(ArticleUrlRow)
_ARTICLE_AUTHOR, _ARTICLE_TAG, _IMAGE = map(table_of, (ArticleAuthorRow, ArticleTagRow, ImageRow))
_READING, _REMOVED = table_of(ReadingRow), table_of(RemovedRow)
_ADD_ARTICLE = insert(_ARTICLE).returning(_ARTICLE.c.id)
_ADD_REVISION = insert(_REVISION).returning(_REVISION.c.id)
_SEEN = (
    update(_ARTICLE)
    .where(_ARTICLE.c.id == bindparam("row_id"))
    .values(last_seen_at=bindparam("seen_at"), gone_at=None, gone_reason=None)
)


@dataclass(slots=True)
class Shelf:
    """Writes articles and their revisions at once, everything that hangs on them at `flush`."""

    connection: Connection
    database: Database
    _articles: dict[int, tuple[Page, int]] = field(default_factory=dict)  #: by id, with the site's
    _revisions: dict[int, Article] = field(default_factory=dict)
    _urls: list[dict[str, Any]] = field(default_factory=list)
    _unindexed: list[Indexed] = field(default_factory=list)
    _reworded: dict[int, Article] = field(default_factory=dict)  #: by revision
    _reindexed: dict[int, Indexed] = field(default_factory=dict)  #: by article, whose words were read again
    _seen: dict[int, datetime] = field(default_factory=dict)

    def add_article(self, page: Page, site_id: int, seen_at: datetime, **identity: Any) -> int:
        """Insert an article with its first revision still to come; gives its id."""
        made: int = self.connection.execute(
            _ADD_ARTICLE,
            {
                **_article_values(page),
                **identity,
                "site_id": site_id,
                "revision": 1,
                "first_seen_at": seen_at,
                "last_seen_at": seen_at,
            },
        ).scalar_one()
        self._articles[made] = page, site_id
        return made

    def replace_article(
        self, page: Page, article_id: int, site_id: int, seen_at: datetime, **identity: Any
    ) -> None:
        """Give an article the values and words just read; its old words are forgotten by the index."""
        self._forget(article_id)
        self.connection.execute(
            update(_ARTICLE)
            .where(_ARTICLE.c.id == article_id)
            .values(
                {
                    **_article_values(page),
                    **identity,
                    "last_seen_at": seen_at,
                    "gone_at": None,
                    "gone_reason": None,
                }
            )
        )
        for table in (_ARTICLE_AUTHOR, _ARTICLE_TAG, _IMAGE):
            self.connection.execute(delete(table).where(table.c.article_id == article_id))
        self._articles[article_id] = page, site_id

    def set_identity(self, article_id: int, **identity: Any) -> None:
        """Change what an article is filed under."""
        self.connection.execute(update(_ARTICLE).where(_ARTICLE.c.id == article_id).values(identity))

    def add_revision(
        self, page: Page, article_id: int, number: int, capture_id: int | None, seen_at: datetime
    ) -> None:
        """Insert a revision with its readings, and what it changed."""
        made: int = self.connection.execute(
            _ADD_REVISION,
            {
                **_revision_values(page),
                **change_since(self.connection, article_id, number - 1, page.article),
                "article_id": article_id,
                "number": number,
                "capture_id": capture_id,
                "seen_at": seen_at,
            },
        ).scalar_one()
        self._revisions[made] = page.article

    def replace_revision(self, page: Page, article_id: int, number: int, capture_id: int | None) -> None:
        """Put the words of the canonical page in the place of those of its alias."""
        revision_id = self.connection.execute(
            update(_REVISION)
            .where(_REVISION.c.article_id == article_id, _REVISION.c.number == number)
            .values({**_revision_values(page), "capture_id": capture_id})
            .returning(_REVISION.c.id)
        ).scalar_one()
        for table in (_READING, _REMOVED):
            self.connection.execute(delete(table).where(table.c.revision_id == revision_id))
        self._revisions[revision_id] = page.article
        note_changes(self.connection, article_id, (number, number + 1))

    def reword(self, page: Page, article_id: int, number: int, at: datetime) -> None:
        """Put words read again in the place of a revision's; the page it was read in and all other fields stay."""
        article = self.connection.execute(
            select(_ARTICLE.c.revision, _ARTICLE.c.title).where(_ARTICLE.c.id == article_id)
        ).one()
        if article.revision == number:
            self._forget(article_id)
            values = article_columns(page.article)
            kept = {name: values[name] for name in ("fingerprint", "links")}
            self.connection.execute(
                update(_ARTICLE)
                .where(_ARTICLE.c.id == article_id)
                .values({**kept, "word_count": page.word_count})
            )
            self._reindexed[article_id] = index_entry(article_id, article.title, page.body)
        values = {name: value for name, value in _revision_values(page).items() if name != "title"}
        revision_id = self.connection.execute(
            update(_REVISION)
            .where(_REVISION.c.article_id == article_id, _REVISION.c.number == number)
            .values({**values, "reread_at": at})
            .returning(_REVISION.c.id)
        ).scalar_one()
        self.connection.execute(delete(_REMOVED).where(_REMOVED.c.revision_id == revision_id))
        note_changes(self.connection, article_id, (number, number + 1))
        if revision_id in self._revisions:
            self._revisions[revision_id] = replace(self._revisions[revision_id], removed=page.article.removed)
        else:
            self._reworded[revision_id] = page.article

    def add_urls(self, rows: Iterable[dict[str, Any]]) -> None:
        """File URLs under articles."""
        self._urls += rows

    def move_url(self, key: str, article_id: int, how: str) -> None:
        """A URL is another article's now."""
        self.flush_urls()
        self.connection.execute(update(_URL).where(_URL.c.key == key).values(article_id=article_id, how=how))

    def see(self, article_id: int, at: datetime) -> None:
        """An article is still there."""
        self._seen[article_id] = max(at, self._seen.get(article_id, at))

    def flush(self) -> None:
        """Write everything collected."""
        self.flush_urls()
        self._flush_names()
        articles = [(one, page) for one, (page, _) in self._articles.items()]
        self._insert(_IMAGE, [row for one, page in articles for row in image_rows(page.article, one)])
        for table, rows_of in ((_READING, reading_rows), (_REMOVED, removed_rows)):
            self._insert(
                table, [row for one, article in self._revisions.items() for row in rows_of(article, one)]
            )
        self._insert(
            _REMOVED, [row for one, article in self._reworded.items() for row in removed_rows(article, one)]
        )
        self.database.remove_from_index(self.connection, self._unindexed)
        entries = {one: index_entry(one, page.article.title, page.body) for one, page in articles}
        self.database.add_to_index(self.connection, [*(entries | self._reindexed).values()])
        if self._seen:
            rows = [{"row_id": one, "seen_at": at} for one, at in self._seen.items()]
            self.connection.execute(_SEEN, rows)

    def flush_urls(self) -> None:
        """Write the URLs collected."""
        self._insert(_URL, self._urls)
        self._urls = []

    def _flush_names(self) -> None:
        """Write who is credited, and the keywords; new names are made rows of their own."""
        credited = [
            (one, at, author, author_key(site_id, author))
            for one, (page, site_id) in self._articles.items()
            for at, author in enumerate(page.article.authors)
        ]
        authors = file_authors(self.connection, [key for *_, key in credited])
        self._insert(
            _ARTICLE_AUTHOR,
            [
                {
                    "article_id": one,
                    "position": at,
                    "author_id": authors[key],
                    "url": author.url,
                    "role": author.role,
                }
                for one, at, author, key in credited
            ],
        )
        tagged = [
            (one, at, tag)
            for one, (page, _) in self._articles.items()
            for at, tag in enumerate(dict.fromkeys(map(bounded, page.article.tags)))
        ]
        tags = file_tags(self.connection, [tag for *_, tag in tagged])
        self._insert(
            _ARTICLE_TAG,
            [{"article_id": one, "position": at, "tag_id": tags[tag]} for one, at, tag in tagged],
        )

    def _insert(self, table: Table, rows: list[dict[str, Any]]) -> None:
        if rows:
            self.connection.execute(insert(table), rows)

    def _forget(self, article_id: int) -> None:
        again = self._reindexed.pop(article_id, None)
        if article_id in self._articles or again is not None:
            return  # not in the index yet, or not any more
        words = self.connection.execute(
            select(_REVISION.c.title, _REVISION.c.body)
            .join(_ARTICLE, _ARTICLE.c.id == _REVISION.c.article_id)
            .where(_REVISION.c.article_id == article_id, _REVISION.c.number == _ARTICLE.c.revision)
        ).one()
        self._unindexed.append(index_entry(article_id, words.title, words.body))


def _article_values(page: Page) -> dict[str, Any]:
    return {**article_columns(page.article), "word_count": page.word_count}


def _revision_values(page: Page) -> dict[str, Any]:
    return {**revision_columns(page.article), "body": page.body, "word_count": page.word_count}
