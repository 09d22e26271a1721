"""Where an archive is: a folder, a file or a database URL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from archiver.errors import ArchiveUnusable
from archiver.store.sqlite import SqliteFile

if TYPE_CHECKING:
    from archiver.store.database import Database

#: Name of the database inside an archive folder.
FILE_NAME: Final = "archive.sqlite"


def find_database(location: str | Path) -> Database:
    """Give the database for a folder, a file or a database URL.

    >>> find_database("news").name, find_database("news/old.sqlite").name, find_database("sqlite:///a.db").name
    ('news/archive.sqlite', 'news/old.sqlite', 'a.db')
    """
    text = str(location)
    scheme, mark, _ = text.partition("://")
    if mark and scheme != "sqlite":
        raise ArchiveUnusable(
            f"{mask(text)}: no database of this kind is known",
            next_step="give a folder, an .sqlite file, or sqlite:///FILE",
        )
    if mark:
        return SqliteFile(Path(unquote(text.removeprefix("sqlite:///"))))
    path = Path(text).expanduser()
    is_file = path.suffix in (".sqlite", ".sqlite3", ".db") or path.is_file()
    return SqliteFile(path if is_file and not path.is_dir() else path / FILE_NAME)


def mask(url: str) -> str:
    """Give a database URL without its password.

    >>> mask("postgresql://me:secret@db.example.com/news")
    'postgresql://me:***@db.example.com/news'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url.partition("://")[0] + "://…"
    if parts.password is None:
        return url
    return url.replace(f":{parts.password}@", ":***@", 1)
