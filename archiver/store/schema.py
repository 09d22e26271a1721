"""Which revision of the tables an archive has, and how it comes to the newest."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import inspect, text

if TYPE_CHECKING:
    from sqlalchemy import Connection

#: Every revision, oldest first; a test holds this equal to the files in migrations/versions. Kept here so that opening
#: an archive need not import Alembic.
REVISIONS: Final = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
)
HEAD: Final = REVISIONS[-1]

#: Alembic keeps what it works on in globals.
_MIGRATING: Final = threading.Lock()


def read_revision(connection: Connection) -> str | None:
    """Give the revision the tables have; None when the database was not made by migrations."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(connection: Connection, revision: str = HEAD) -> None:
    """Bring the tables to *revision* inside the transaction *connection* is in."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    with _MIGRATING:
        command.upgrade(config, revision)
