"""Authors and tags of a batch: each name is one row, made when it is new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from sqlalchemy import bindparam, insert, select

from archiver.store.columns import bounded
from archiver.store.models import AuthorRow, TagRow, table_of
from archiver.store.portions import portions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from archiver.article import Author

_AUTHOR, _TAG = table_of(AuthorRow), table_of(TagRow)
_AUTHOR_COLUMNS: Final = (_AUTHOR.c.site_id, _AUTHOR.c.name, _AUTHOR.c.kind, _AUTHOR.c.id)
_FIND_AUTHORS = select(*_AUTHOR_COLUMNS).where(_AUTHOR.c.name.in_(bindparam("names", expanding=True)))
_ADD_AUTHORS = insert(_AUTHOR).returning(*_AUTHOR_COLUMNS)
_FIND_TAGS = select(_TAG.c.name, _TAG.c.id).where(_TAG.c.name.in_(bindparam("names", expanding=True)))
_ADD_TAGS = insert(_TAG).returning(_TAG.c.name, _TAG.c.id)

#: What tells authors apart: site, name, kind.
AuthorKey: TypeAlias = tuple[int, str, str]


def author_key(site_id: int, author: Author) -> AuthorKey:
    """Give what an author of a site is known by."""
    return site_id, bounded(author.name), author.kind


def file_authors(connection: Connection, keys: Iterable[AuthorKey]) -> dict[AuthorKey, int]:
    """Give the id of every author."""
    wanted = list(dict.fromkeys(keys))
    ids: dict[AuthorKey, int] = {}
    for portion in portions(list(dict.fromkeys(name for _, name, _ in wanted))):
        found = connection.execute(_FIND_AUTHORS, {"names": portion})
        ids.update(((site_id, name, kind), one) for site_id, name, kind, one in found)
    fresh = [
        {"site_id": site_id, "name": name, "kind": kind}
        for site_id, name, kind in wanted
        if (site_id, name, kind) not in ids
    ]
    if fresh:
        made = connection.execute(_ADD_AUTHORS, fresh)
        ids.update(((site_id, name, kind), one) for site_id, name, kind, one in made)
    return ids


def file_tags(connection: Connection, tags: Iterable[str]) -> dict[str, int]:
    """Give the id of every tag; names are `bounded`."""
    wanted = list(dict.fromkeys(tags))
    ids: dict[str, int] = {}
    for portion in portions(wanted):
        found = connection.execute(_FIND_TAGS, {"names": portion})
        ids.update((name, one) for name, one in found)
    fresh = [{"name": name} for name in wanted if name not in ids]
    if fresh:
        ids.update((name, one) for name, one in connection.execute(_ADD_TAGS, fresh))
    return ids
