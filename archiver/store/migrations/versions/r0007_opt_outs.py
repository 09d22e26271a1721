"""Opt-outs: what captures say about being archived, mined or used for training, and each origin's tdmrep.json.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from archiver.store.columns import INTEGER

revision = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opt_out",
        sa.Column("capture_id", INTEGER, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("signal", sa.String(length=50), nullable=False),
        sa.Column("source", sa.String(length=50), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_opt_out_capture_id_capture")),
        sa.PrimaryKeyConstraint("capture_id", "position", name=op.f("pk_opt_out")),
    )
    op.create_index(op.f("ix_opt_out_signal"), "opt_out", ["signal"], unique=False)
    op.create_table(
        "reservation",
        sa.Column("origin", sa.String(length=500), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_reservation")),
    )


def downgrade() -> None:
    op.drop_table("reservation")
    op.drop_index(op.f("ix_opt_out_signal"), table_name="opt_out")
    op.drop_table("opt_out")
