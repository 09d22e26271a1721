"""Parameters: those of a site's URLs that do not matter, with the evidence; and stored URLs filed by today's rules.

More spellings are one URL than before. A link or an article filed under a former key gets the new one, unless another
has it; an article is found under its former keys, too.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import op

from archiver.errors import BadUrl
from archiver.store.columns import INTEGER, bounded, storable
from archiver.store.portions import portions
from archiver.urls import canonicalize

if TYPE_CHECKING:
    from collections.abc import Iterator

revision = "0011"
down_revision: str | None = "0010"
branch_labels = None
depends_on = None


#: Rows looked at in one statement.
_STEP = 5_000


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, sa.column("id", INTEGER), *(sa.column(column) for column in columns))


_ARTICLE = _table("article", "key", "canonical_url")
_LINK = _table("link", "key", "url", "site_id")
_URL = _table("article_url", "article_id", "key", "url", "how", "first_seen_at")


def upgrade() -> None:
    _create_tables()
    _rekey(_ARTICLE, "canonical_url")
    _rekey(_LINK, "url", "site_id")
    _add_keys()


def _rekey(table: sa.TableClause, url: str, *also: str) -> None:
    """Give rows the keys of their URLs; of two with one key, and the same *also*, the first has it."""
    connection = op.get_bind()
    change = sa.update(table).where(table.c.id == sa.bindparam("row")).values(key=sa.bindparam("new"))
    for rows in _changed(table, url):
        wanted: dict[tuple[Any, ...], int] = {}
        for row, key in rows:
            wanted.setdefault((key, *(getattr(row, name) for name in also)), row.id)
        columns = [table.c.key, *(table.c[name] for name in also)]
        for keys in portions(sorted({key for key, *_ in wanted})):
            for taken in connection.execute(sa.select(*columns).where(table.c.key.in_(keys))):
                wanted.pop(tuple(taken), None)
        if wanted:
            connection.execute(change, [{"row": row_id, "new": key[0]} for key, row_id in wanted.items()])


def _add_keys() -> None:
    """File articles' URLs under their keys as well."""
    connection = op.get_bind()
    names = ("article_id", "url", "how", "first_seen_at")
    for rows in _changed(_URL, "url"):
        added = {key: row for row, key in reversed(rows)}
        for keys in portions(sorted(added)):
            for taken in connection.scalars(sa.select(_URL.c.key).where(_URL.c.key.in_(keys))).all():
                added.pop(taken, None)
        if added:
            new = [{"key": key, **{name: getattr(row, name) for name in names}} for key, row in added.items()]
            connection.execute(sa.insert(_URL), new)


def _changed(table: sa.TableClause, url: str) -> Iterator[list[tuple[Any, str]]]:
    """Rows whose URL has another key by today's rules, with that key; as many as there are, a step at a time."""
    connection = op.get_bind()
    last = connection.scalar(sa.select(sa.func.max(table.c.id))) or 0
    for start in range(0, last, _STEP):
        inside = (table.c.id > start) & (table.c.id <= min(start + _STEP, last))
        rows = connection.execute(sa.select(table).where(inside).order_by(table.c.id)).all()
        keyed = [(row, _key(getattr(row, url))) for row in rows]
        if changed := [(row, key) for row, key in keyed if key is not None and key != row.key]:
            yield changed


def _key(url: str) -> str | None:
    try:
        return bounded(canonicalize(storable(url)))
    except BadUrl:
        return None  # it was filed as it was written


def _create_tables() -> None:
    op.create_table(
        "site_parameter",
        sa.Column("site_id", INTEGER, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("urls", INTEGER, nullable=False),
        sa.Column("same_words", INTEGER, nullable=False),
        sa.Column("other_words", INTEGER, nullable=False),
        sa.Column("ignored_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("same_url", sa.Text(), nullable=True),
        sa.Column("same_url_too", sa.Text(), nullable=True),
        sa.Column("other_url", sa.Text(), nullable=True),
        sa.Column("other_url_too", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_parameter_site_id_site")),
        sa.PrimaryKeyConstraint("site_id", "name", name=op.f("pk_site_parameter")),
    )
    op.create_table(
        "parameter_page",
        sa.Column("site_id", INTEGER, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("rest", sa.BigInteger(), nullable=False),
        sa.Column("article_id", INTEGER, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("paired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_parameter_page_article_id_article")
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "name"],
            ["site_parameter.site_id", "site_parameter.name"],
            name=op.f("fk_parameter_page_site_id_site_parameter"),
        ),
        sa.PrimaryKeyConstraint("site_id", "name", "rest", name=op.f("pk_parameter_page")),
    )


def downgrade() -> None:
    op.drop_table("parameter_page")
    op.drop_table("site_parameter")
