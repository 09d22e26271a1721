"""What the full-text index holds of an article, and how it is made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from archiver.store.database import Indexed
from archiver.store.models import ArticleRow, RevisionRow
from archiver.store.portions import PORTION
from archiver.text import search_form

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from archiver.store.database import Database


def index_entry(article_id: int, title: str | None, body: str) -> Indexed:
    """Give an article's entry in the full-text index."""
    return Indexed(
        article_id=article_id,
        title=search_form(title or "", endings=True),
        body=search_form(body, endings=True),
    )


def index_all(connection: Connection, database: Database) -> None:
    """Index every article's current words, and nothing else."""
    database.empty_index(connection)
    words = (
        select(ArticleRow.id, RevisionRow.title, RevisionRow.body)
        .join(RevisionRow, RevisionRow.article_id == ArticleRow.id)
        .where(RevisionRow.number == ArticleRow.revision)
        .order_by(ArticleRow.id)
        .limit(PORTION)
    )
    after = 0
    while rows := connection.execute(words.where(ArticleRow.id > after)).all():
        database.add_to_index(connection, [index_entry(row.id, row.title, row.body) for row in rows])
        after = rows[-1].id
