"""Templates: the boilerplate learned of a site, the evidence for what it left out, and when words were read again.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from archiver.store.columns import INTEGER

revision = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "template",
        sa.Column("site_id", INTEGER, nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("rules", INTEGER, nullable=False),
        sa.Column("pages", INTEGER, nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_template_site_id_site"),
        sa.PrimaryKeyConstraint("site_id", name="pk_template"),
    )
    op.add_column("removed", sa.Column("evidence", sa.Text(), nullable=True))
    op.add_column("revision", sa.Column("reread_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("revision", "reread_at")
    op.drop_column("removed", "evidence")
    op.drop_table("template")
