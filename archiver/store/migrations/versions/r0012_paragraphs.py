"""Paragraphs: those that recur in articles of a site, and the keys they are found by.

Articles stored before have no sheet yet: the next crawl learns from new ones, `archiver site clean` from all.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from archiver.store.columns import INTEGER

revision = "0012"
down_revision: str | None = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_paragraph",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("site_id", INTEGER, nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_paragraph_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_paragraph")),
        sa.UniqueConstraint("site_id", "key", name=op.f("uq_site_paragraph_site_id_key")),
    )
    op.create_table(
        "sheet",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("site_id", INTEGER, nullable=False),
        sa.Column("article_id", INTEGER, nullable=False),
        sa.Column("title", sa.BigInteger(), nullable=True),
        sa.Column("paragraphs", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_sheet_article_id_article")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_sheet_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
    )
    op.create_index(op.f("ix_sheet_site_id_id"), "sheet", ["site_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("sheet")
    op.drop_table("site_paragraph")
