"""`archiver doctor`: look at the archive and at what it needs, and say how to mend what is wrong."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import ArchiveOption  # noqa: TC001 - Typer reads it

if TYPE_CHECKING:
    from archiver.config import Config
    from archiver.doctor.finding import Finding
    from archiver.store import Archive


class Form(StrEnum):
    """How the findings are written."""

    TABLE = "table"
    JSON = "json"


def doctor(
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help="Look at every page of the database and every record of the WARC files; takes long.",
        ),
    ] = False,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help="Save what can be read of a damaged database into a new one, read lost articles again from WARC, "
            "and make the full-text index anew.",
        ),
    ] = False,
    form: Annotated[Form, typer.Option("--format", help="table or json.")] = Form.TABLE,
    archive: ArchiveOption = None,
) -> None:
    """Look at the archive and at what it needs, and say how to mend what is wrong.

    Looked at are the machine and its packages, the settings, the disks, the database, the full-text index, the runs
    that hold sites, and the pages kept in WARC files. Nothing is changed without --repair, and the damaged database
    is kept beside the new one.

    \b
    Exit codes:
      0  all is well, or there are warnings only
      1  there is a problem

    \b
    Examples:
      archiver doctor
      archiver doctor --full --archive ~/news
      archiver doctor --format json
      archiver doctor --repair --archive ~/news
    """
    from archiver.config import load_config
    from archiver.doctor.finding import Level
    from archiver.errors import ConfigError

    if repair:
        _repair(load_config(archive), full=full)
    try:
        found = look_at(load_config(archive), full=full, named=archive is not None)
    except ConfigError as error:
        from archiver.doctor.environment import check_environment, cores
        from archiver.doctor.settings import refused_settings

        found = [*check_environment(cores()), *refused_settings(error)]
    _print(found, form)
    raise typer.Exit(int(any(one.level is Level.PROBLEM for one in found)))


def look_at(config: Config, *, full: bool, named: bool) -> list[Finding]:
    """Everything that can be said; without an archive, unless one was *named*, of the machine and settings alone."""
    from archiver.cli.output import note
    from archiver.cli.place import shown_place
    from archiver.doctor.environment import check_environment, cores
    from archiver.doctor.settings import check_settings
    from archiver.store.location import find_database

    found = [*check_environment(config.workers or cores()), *check_settings(config)]
    if not named and not config.is_database_url and not find_database(config.archive).exists():
        note(f"no archive at {shown_place(config)}: only the machine and the settings were looked at")
        return found
    from archiver.doctor.place import check_archive

    findings, archive = check_archive(config, full=full)
    found += findings
    if archive is not None:
        with archive:
            found += _kept(config, archive, full=full)
    return found


def _kept(config: Config, archive: Archive, *, full: bool) -> list[Finding]:
    from datetime import UTC, datetime

    from archiver.doctor.kept import cannot_be_read, check_kept
    from archiver.errors import StoreError

    folder = config.folder / "warc"
    try:
        facts = archive.checkup(datetime.now(UTC))
        return check_kept(folder, archive, facts, full=full) if facts.places or folder.is_dir() else []
    except (OSError, StoreError) as error:
        return [cannot_be_read(folder, error)]


def _repair(config: Config, *, full: bool) -> None:
    from archiver.cli.output import note
    from archiver.doctor.repair import repair

    for said in repair(config, full=full):
        note(said)


def _print(found: list[Finding], form: Form) -> None:
    import json

    from archiver.cli.output import Column, clean_json, line, table
    from archiver.doctor.finding import Level
    from archiver.store.records import as_plain

    counts = {level.value: sum(one.level is level for one in found) for level in Level}
    if form is Form.JSON:
        plain = {"counts": counts, "findings": [as_plain(one) for one in found]}
        line(clean_json(json.dumps(plain, ensure_ascii=False)))
        return
    columns = [Column(name=name) for name in ("state", "part", "what", "found", "to do")]
    table(columns, [(one.level, one.part, one.what, one.said, one.mend or "") for one in found])
    problems, warnings = counts["problem"], counts["warning"]
    line(
        f"{problems} problem{'' if problems == 1 else 's'}, {warnings} warning{'' if warnings == 1 else 's'}"
    )
