"""Where an archive is: a folder, a file or a database URL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from archiver.config import mask_url
from archiver.errors import ArchiveUnusable
from archiver.store.sqlite import SqliteFile

if TYPE_CHECKING:
    from archiver.store.database import Database

#: Name of the database inside an archive folder.
FILE_NAME: Final = "archive.sqlite"
#: Schemes of one URL, as libpq and SQLAlchemy spell it.
_POSTGRESQL: Final = ("postgresql", "postgres", "postgresql+psycopg")


def find_database(location: str | Path) -> Database:
    """Give the database for a folder, a file or a database URL.

    >>> find_database("news").name, find_database("news/old.sqlite").name, find_database("sqlite:///a.db").name
    ('news/archive.sqlite', 'news/old.sqlite', 'a.db')
    """
    text = str(location)
    scheme, mark, _ = text.partition("://")
    if mark and scheme in _POSTGRESQL:
        from archiver.store.postgresql import PostgresServer

        return PostgresServer(f"postgresql://{text.partition('://')[2]}")
    if mark and scheme != "sqlite":
        raise ArchiveUnusable(
            f"{mask_url(text)}: no database of this kind is known",
            next_step="give a folder, an .sqlite file, sqlite:///FILE, or postgresql://USER@HOST/DATABASE",
        )
    if mark:
        return SqliteFile(Path(unquote(text.removeprefix("sqlite:///"))))
    path = Path(text).expanduser()
    is_file = path.suffix in (".sqlite", ".sqlite3", ".db") or path.is_file()
    return SqliteFile(path if is_file and not path.is_dir() else path / FILE_NAME)
