"""Where the archive of a command is: found, opened for reading, or made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from archiver.cli.output import note
from archiver.config import CONFIG_FILE, Config, load_config, mask_url
from archiver.errors import MissingArchive
from archiver.site import SITES_FOLDER

if TYPE_CHECKING:
    from archiver.store import Archive

DATABASE_FILE = "archive.sqlite"
WARC_FOLDER = "warc"
_SCRAPY_FILE = "scrapy.cfg"

_CONFIG_TEXT = """\
# What News Archiver should know of this archive. Every name has a default: set only what you want otherwise.
# ARCHIVER_<NAME> in the environment outranks this file, e.g. ARCHIVER_DELAY_SECONDS=5. All names: docs/cli.md

{archive}
# Whom a webmaster may write to: a URL or mail address, sent with every request. Please set it.
# contact = "https://www.example.org/our-archive"
# The whole User-Agent header, if it is to be another than News Archiver's own.
# user_agent = "example-archive/1.0 (+https://www.example.org/our-archive)"

# Manners: robots.txt, and the pause between two requests to one host. robots.txt may ask for a longer one.
# obey_robots = true
# Refuse pages that ask not to be archived, mined or used for training; what they ask is noted either way.
# obey_opt_outs = false
# delay_seconds = 1.0
# Seconds an answer may take, and the most bytes it may have.
# timeout_seconds = 30.0
# max_page_bytes = 10_000_000
# Next pages followed per section in one run.
# max_pages = 50

# Private and loopback addresses are closed; ranges listed here are open.
# allow_addresses = ["10.0.0.0/8"]

# Processes that read pages (0: one per core), and the seconds each page may take.
# workers = 0
# page_seconds = 5.0

# Keep what the servers sent, as WARC files of about this size.
# keep_raw = true
# warc_bytes = 1_000_000_000

# With a database on a server: the folder that holds sites/ and warc/. Default: the one this file is in.
# files_folder = "."
"""


def find_config(archive: str | None, allow: list[str] | None = None) -> Config:
    """The configuration of the archive a command is about; *allow* adds to the ranges it opens."""
    config = load_config(archive)
    if not allow:
        return config
    ranges = (*config.allow_addresses, *allow)
    return load_config(archive, allow_addresses=tuple(dict.fromkeys(ranges)))


def open_archive(archive: str | None) -> Archive:
    """The archive a command reads. It is never made here.

    Raises:
        MissingArchive: there is none; and the other errors of `Archive.open`.
    """
    return open_found(find_config(archive))


def open_found(config: Config) -> Archive:
    """The archive of *config*, for reading."""
    if not config.is_database_url and not database_path(config).is_file():
        raise MissingArchive(
            f"no archive at {config.archive}",
            next_step="archiver init makes one; --archive PLACE names another",
        )
    from archiver.store import Archive

    return Archive.open(config.archive, read_only=True)


def database_path(config: Config) -> Path:
    """The SQLite file of an archive that is no database URL."""
    place = Path(config.archive)
    return place if place != config.folder else place / DATABASE_FILE


def shown_place(config: Config) -> str:
    """Where the archive is, for people: a path from here where that is shorter, a URL without its password.

    >>> shown_place(Config(archive="postgresql://ann:secret@db/news"))
    'postgresql://ann:***@db/news'
    """
    if config.is_database_url:
        return mask_url(config.archive)
    try:
        return str(Path(config.archive).relative_to(Path.cwd()))
    except ValueError:
        return config.archive


def ensure_archive(config: Config) -> bool:
    """Make the archive if its place is free and the folder around it is there; True when it was made, which is said.

    Raises:
        MissingArchive: the folder around the place does not exist: probably a typing error.
    """
    if config.is_database_url:
        made = _make_tables(config)
        if made:
            note(f"made the tables of an archive in {shown_place(config)}")
        return made
    if database_path(config).is_file():
        return False
    around = config.folder.absolute().parent
    if not around.is_dir():
        raise MissingArchive(
            f"no archive at {config.archive}, and no folder {around} to make it in",
            next_step=f"archiver init {config.archive}",
        )
    make_archive(config)
    note(f"made an archive at {shown_place(config)}")
    return True


def make_archive(config: Config) -> list[tuple[Path | str, bool]]:
    """Make what an archive folder needs and keep what is there: each thing, and whether it was made now."""
    from archiver.store import Archive

    folder = config.folder
    tables = [(shown_place(config), _make_tables(config))] if config.is_database_url else []
    folder.mkdir(parents=True, exist_ok=True)
    made: list[tuple[Path | str, bool]] = [
        (folder / CONFIG_FILE, _make_file(folder / CONFIG_FILE, _config_text(config))),
        (
            folder / _SCRAPY_FILE,
            _make_file(folder / _SCRAPY_FILE, "[settings]\ndefault = archiver.settings\n"),
        ),
        (folder / SITES_FOLDER, _make_folder(folder / SITES_FOLDER)),
        (folder / WARC_FOLDER, _make_folder(folder / WARC_FOLDER)),
    ]
    if config.is_database_url:
        return [*made, *tables]
    database = database_path(config)
    is_new = not database.exists()
    Archive.open(config.archive, create=True).close()
    return [*made, (database, is_new)]


def _make_tables(config: Config) -> bool:
    """Make the tables in a database on a server if it has none; whether it had none."""
    from archiver.store import Archive

    try:
        Archive.open(config.archive, read_only=True).close()
    except MissingArchive:
        Archive.open(config.archive, create=True).close()
        return True
    return False


def _config_text(config: Config) -> str:
    place = Path(config.archive)
    if config.is_database_url and mask_url(config.archive) == config.archive:
        line = f'archive = "{config.archive}"\n'
    elif config.is_database_url:
        # a password belongs in the environment, not in a file that is copied around
        line = f'# With the password in PGPASSWORD or ~/.pgpass, the database may stand here.\n# archive = "{shown_place(config)}"\n'
    elif place == config.folder or place.name == DATABASE_FILE:
        line = '# archive = "archive.sqlite"\n'
    else:
        line = f'archive = "{place.name}"\n'
    return _CONFIG_TEXT.format(archive=line)


def _make_file(path: Path, text: str) -> bool:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True


def _make_folder(path: Path) -> bool:
    is_new = not path.is_dir()
    path.mkdir(exist_ok=True)
    return is_new
