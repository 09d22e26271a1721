"""Revisits: what the looks at each link have told, when the next is due, and how often a site changes its articles.

Of an article stored before, one look is known: the last. It is due, and compared with the others that are.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from archiver.store.columns import INTEGER

revision = "0010"
down_revision: str | None = "0009"
branch_labels = None
depends_on = None

_TIMES = ("born_at", "looked_at", "words_since", "look_at")
_KNOWN = """
UPDATE link SET looked_at = fetched_at, words_since = fetched_at, look_at = fetched_at,
       born_at = (SELECT published_at FROM article WHERE article.id = link.article_id)
WHERE article_id IS NOT NULL AND fetched_at IS NOT NULL
      AND status IN ('new', 'revised', 'unchanged', 'alias', 'duplicate')
"""


def upgrade() -> None:
    op.add_column("site", sa.Column("rhythm", sa.Text(), nullable=True))
    for name in _TIMES:
        op.add_column("link", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for name in ("changes", "quiet_looks"):
        op.add_column("link", sa.Column(name, INTEGER, nullable=False, server_default="0"))
    op.add_column("link", sa.Column("expected_changes", sa.Double(), nullable=False, server_default="0"))
    op.execute(_KNOWN)
    op.create_index(op.f("ix_link_site_id_look_at"), "link", ["site_id", "look_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_link_site_id_look_at"), table_name="link")
    for name in ("expected_changes", "quiet_looks", "changes", *_TIMES):
        op.drop_column("link", name)
    op.drop_column("site", "rhythm")
