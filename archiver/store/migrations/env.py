"""Runs migrations on the connection it is given; `archiver.store.schema` gives it one, inside a transaction."""

from __future__ import annotations

from alembic import context

from archiver.store import models_kin  # noqa: F401 - its tables belong to the same metadata
from archiver.store.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
context.run_migrations()
