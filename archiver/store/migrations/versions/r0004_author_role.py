"""Roles: what a byline says its author is, "Political Editor".

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("article_author", sa.Column("role", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("article_author", "role")
