"""`archiver init`: make an archive folder."""

from __future__ import annotations

from typing import Annotated

import typer

from archiver.cli.options import ArchiveOption  # noqa: TC001 - Typer reads it


def init(
    folder: Annotated[
        str | None,
        typer.Argument(metavar="DIR", help="The folder. Default: as for --archive, else ./archive."),
    ] = None,
    archive: ArchiveOption = None,
) -> None:
    """Make an archive folder.

    It holds archiver.toml (the configuration, commented), scrapy.cfg, sites/ (one file per newspaper), warc/ (what
    the servers sent) and archive.sqlite. With a database on a server the tables are made there, in a database that exists
    and is empty. Safe to repeat: what exists is kept.

    \b
    Examples:
      archiver init
      archiver init ~/news
      archiver init ~/news --archive sqlite:////srv/data/news.sqlite
      archiver init ~/news --archive postgresql://ann@db.example.org/news
    """
    from dataclasses import replace
    from pathlib import Path
    from shlex import quote

    from archiver.cli.output import clean, line
    from archiver.cli.place import make_archive, shown_place
    from archiver.config import load_config

    config = load_config(archive or folder)
    if archive and folder and config.is_database_url:
        config = replace(config, files_folder=str(Path(folder).expanduser().absolute()))
    elif archive and folder:
        raise typer.BadParameter("give the folder either as DIR or with --archive")
    made = make_archive(config)
    for thing, is_new in made:
        line(f"{'made' if is_new else 'kept'}  {clean(str(thing))}")
    where = "" if config.folder == Path.cwd() else f" --archive {quote(shown_place(config))}"
    line(f"next: archiver site add https://www.example.com/{where}")
