"""Authors and tags of a batch: each name is one row, made when it is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from archiver.store.columns import bounded
from archiver.store.models import AuthorRow, TagRow
from archiver.store.portions import portions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from archiver.article import Author


class Names:
    """Ids of authors and tags, learned as a batch needs them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._authors: dict[tuple[int, str, str], int] = {}
        self._tags: dict[str, int] = {}

    def author_ids(self, site_id: int, authors: Iterable[Author]) -> list[int]:
        """Give the ids of a site's authors, in order."""
        keys = [(site_id, bounded(author.name), author.kind) for author in authors]
        missing = list(dict.fromkeys(key for key in keys if key not in self._authors))
        if missing:
            self._learn_authors(missing)
        return [self._authors[key] for key in keys]

    def _learn_authors(self, keys: list[tuple[int, str, str]]) -> None:
        for portion in portions(keys):
            names = [name for _, name, _ in portion]
            rows = self._connection.execute(
                select(AuthorRow.id, AuthorRow.site_id, AuthorRow.name, AuthorRow.kind).where(
                    AuthorRow.name.in_(names)
                )
            )
            self._authors.update(((row.site_id, row.name, row.kind), row.id) for row in rows)
        for site_id, name, kind in keys:
            if (site_id, name, kind) not in self._authors:
                made = self._connection.execute(
                    insert(AuthorRow).values(site_id=site_id, name=name, kind=kind).returning(AuthorRow.id)
                )
                self._authors[site_id, name, kind] = made.scalar_one()

    def tag_ids(self, tags: Iterable[str]) -> list[int]:
        """Give the ids of tags, in order."""
        names = [bounded(tag) for tag in tags]
        missing = list(dict.fromkeys(name for name in names if name not in self._tags))
        for portion in portions(missing):
            rows = self._connection.execute(select(TagRow.id, TagRow.name).where(TagRow.name.in_(portion)))
            self._tags.update((row.name, row.id) for row in rows)
        for name in missing:
            if name not in self._tags:
                made = self._connection.execute(insert(TagRow).values(name=name).returning(TagRow.id))
                self._tags[name] = made.scalar_one()
        return [self._tags[name] for name in names]
