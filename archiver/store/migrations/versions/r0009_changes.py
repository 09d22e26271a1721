"""Changes: what each revision changed, and why an article is gone.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from archiver.store.columns import INTEGER

revision = "0009"
down_revision: str | None = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revision", sa.Column("change", sa.String(length=20), nullable=True))
    op.add_column("revision", sa.Column("words_added", INTEGER, nullable=True))
    op.add_column("revision", sa.Column("words_removed", INTEGER, nullable=True))
    op.add_column("revision", sa.Column("edits", sa.Text(), nullable=True))
    op.add_column("revision", sa.Column("page_lines", sa.Text(), nullable=True))
    op.add_column("article", sa.Column("gone_reason", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("article", "gone_reason")
    for name in ("page_lines", "edits", "words_removed", "words_added", "change"):
        op.drop_column("revision", name)
