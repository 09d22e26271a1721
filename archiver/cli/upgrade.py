"""`archiver upgrade`: bring an archive written by an older archiver up to date."""

from __future__ import annotations

from archiver.cli.options import ArchiveOption  # noqa: TC001 - Typer reads it


def upgrade(archive: ArchiveOption = None) -> None:
    """Bring an archive written by an older archiver up to date.

    The file is copied first; the copy stays beside it until you remove it. Of a database on a server no copy is made:
    back it up with pg_dump before. An archive that is up to date is left alone.

    \b
    Examples:
      archiver upgrade
      archiver upgrade --archive ~/news
    """
    from archiver.cli.output import line
    from archiver.cli.place import database_path, find_config, shown_place
    from archiver.errors import MissingArchive
    from archiver.store import upgrade as upgrade_archive

    config = find_config(archive)
    if not config.is_database_url and not database_path(config).is_file():
        raise MissingArchive(f"no archive at {config.archive}", next_step="archiver init makes one")
    done = upgrade_archive(config.archive)
    before = f"; as it was before: {done.backup}" if done.backup else ""
    line(f"{shown_place(config)} is up to date{' now' if done.needed else ''}{before}")
