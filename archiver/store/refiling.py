"""Refiling: stored URLs get the keys that new ones are given, after what is left out of a site's keys has changed.

No key is taken away from an article: it is found under all it ever had. Its main key changes where no other article has
the new one; of two articles that turn out to have one key, the second keeps its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, insert, or_, select, update

from archiver.errors import BadUrl
from archiver.store.frontier import filing_key, link_key
from archiver.store.models import ArticleRow, ArticleUrlRow, LinkRow, table_of
from archiver.store.portions import portions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Column, ColumnElement, Connection, Select

    from archiver.store.columns import AnyRow

_ARTICLE, _URL, _LINK = map(table_of, (ArticleRow, ArticleUrlRow, LinkRow))
_SET_ARTICLE = update(_ARTICLE).where(_ARTICLE.c.id == bindparam("row_id")).values(key=bindparam("new_key"))
_SET_LINK = update(_LINK).where(_LINK.c.id == bindparam("row_id")).values(key=bindparam("new_key"))


def refile(
    connection: Connection, site_id: int, names: frozenset[str], ignored: frozenset[str]
) -> dict[int, str]:
    """File a site's URLs that carry one of *names* under their keys without *ignored*; gives articles' new keys."""

    def page_key(url: str) -> str:
        return link_key(url, ignored)

    def waiting_key(url: str) -> str:
        return filing_key(url, ignored)

    _add_urls(connection, site_id, names, page_key)
    rows = select(_ARTICLE.c.id, _ARTICLE.c.key, _ARTICLE.c.canonical_url.label("url")).where(
        _ARTICLE.c.site_id == site_id, _carries(_ARTICLE.c.canonical_url, names)
    )
    articles = _free(
        connection, rows.order_by(_ARTICLE.c.id), page_key, select(_ARTICLE.c.key), _ARTICLE.c.key
    )
    if articles:
        connection.execute(_SET_ARTICLE, [{"row_id": one, "new_key": key} for one, key in articles.items()])
    rows = select(_LINK.c.id, _LINK.c.key, _LINK.c.url).where(
        _LINK.c.site_id == site_id, _carries(_LINK.c.url, names)
    )
    taken = select(_LINK.c.key).where(_LINK.c.site_id == site_id)
    links = _free(connection, rows.order_by(_LINK.c.id), waiting_key, taken, _LINK.c.key)
    if links:
        connection.execute(_SET_LINK, [{"row_id": one, "new_key": key} for one, key in links.items()])
    return articles


def _carries(url: Column[str], names: Iterable[str]) -> ColumnElement[bool]:
    """URLs that may carry one of the parameters."""
    return or_(*(func.lower(url).contains(name, autoescape=True) for name in sorted(names)))


def _free(
    connection: Connection,
    rows: Select[Any],
    new_key: Callable[[str], str],
    taken: Select[Any],
    column: Column[str],
) -> dict[int, str]:
    """The rows whose key changes, by id; each key once, and none that another row has."""
    wanted: dict[str, int] = {}
    for row in connection.execute(rows):
        key = _key_of(row, new_key)
        if key is not None and key != row.key:
            wanted.setdefault(key, row.id)
    for keys in portions(list(wanted)):
        for found in connection.scalars(taken.where(column.in_(keys))).all():
            del wanted[found]
    return {row_id: key for key, row_id in wanted.items()}


def _add_urls(
    connection: Connection, site_id: int, names: frozenset[str], new_key: Callable[[str], str]
) -> None:
    """File articles' URLs under their new keys as well."""
    rows = (
        select(_URL)
        .join(_ARTICLE, _ARTICLE.c.id == _URL.c.article_id)
        .where(_ARTICLE.c.site_id == site_id, _carries(_URL.c.url, names))
        .order_by(_URL.c.id)
    )
    added: dict[str, AnyRow] = {}
    for row in connection.execute(rows):
        key = _key_of(row, new_key)
        if key is not None and key != row.key:
            added.setdefault(key, row)
    for keys in portions(list(added)):
        for found in connection.scalars(select(_URL.c.key).where(_URL.c.key.in_(keys))).all():
            added.pop(found, None)
    if added:
        connection.execute(
            insert(_URL),
            [
                {"article_id": row.article_id, "key": key, "url": row.url, "how": row.how}
                | {"first_seen_at": row.first_seen_at}
                for key, row in added.items()
            ],
        )


def _key_of(row: AnyRow, new_key: Callable[[str], str]) -> str | None:
    try:
        return new_key(row.url)
    except BadUrl:
        return None  # what an operator's spider named so; it has the key it has
