"""`archiver export`: write articles to a file for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from archiver.cli.options import (
    ArchiveOption,
    LanguageOption,
    SinceOption,
    SiteOption,
    UntilOption,
    WithOption,
    WithoutOption,
    read_day,
    read_rendering,
)

if TYPE_CHECKING:
    from pathlib import Path

    from archiver.config import Config


FileArgument = Annotated[
    str, typer.Argument(metavar="FILE", help="FILE.jsonl or FILE.csv; - is standard output.")
]
FormatOption = Annotated[
    str | None,
    typer.Option("--format", metavar="NAME", help="jsonl or csv. Default: what FILE ends in; jsonl for -."),
]
IdsOption = Annotated[
    str | None,
    typer.Option(
        "--ids",
        metavar="FILE",
        help="Only the articles whose ids stand in this file, one a line; - is standard input.",
    ),
]
LimitOption = Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="At most N articles.")]
ProvenanceOption = Annotated[
    bool,
    typer.Option("--provenance", help="With the readings of each field and the text removed (jsonl only)."),
]

BodyOption = Annotated[
    str,
    typer.Option("--body", metavar="FORM", help="How the body is written: text, markdown or html."),
]


def export(
    file: FileArgument,
    form: FormatOption = None,
    site: SiteOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    language: LanguageOption = None,
    ids: IdsOption = None,
    limit: LimitOption = None,
    provenance: ProvenanceOption = False,
    body: BodyOption = "text",
    added: WithOption = None,
    left_out: WithoutOption = None,
    archive: ArchiveOption = None,
) -> None:
    """Write articles to a file for other programs.

    jsonl has every field, as docs/fields.md describes them. csv is flat: lists of names are joined by "; ", other
    lists are JSON. A cell a spreadsheet would run (it starts with = + - @, tab, CR or LF) gets a leading apostrophe.
    The file appears under its name when it is complete; until then it is FILE.partial.

    \b
    Examples:
      archiver export news.jsonl
      archiver export february.csv --since 2021-02-01 --until 2021-02-28
      archiver export - --format jsonl --lang ckb | head -1
      archiver export corpus.jsonl --with standfirst --without headings,tables
      archiver search rocket --format ids | archiver export rockets.csv --ids -
    """
    from pathlib import Path

    from archiver.cli.output import binary_output
    from archiver.cli.place import find_config, open_found
    from archiver.cli.sites import check_site
    from archiver.export.formats import export_records, find_format

    chosen = find_format(file, form or ("jsonl" if file == "-" else None))
    if provenance and chosen.name != "jsonl":
        raise typer.BadParameter(f"--provenance goes with jsonl; {chosen.name} has no place for it")
    rendering = read_rendering(body, added, left_out)
    days = {"since": read_day(since), "until": read_day(until, last=True)}
    filters: dict[str, Any] = {"site": site, "language": language, "limit": limit, **days}
    wanted = read_ids(ids) if ids else None
    config = find_config(archive)
    path = Path(file).expanduser()
    with open_found(config) as opened:
        check_site(opened, site)
        records = opened.records(**filters, ids=wanted, provenance=provenance)
        if file == "-":
            with binary_output() as stream:
                chosen.write(records, stream, rendering)
            return
        _refuse_database(path, config)
        count = export_records(records, path, chosen, rendering)
    _tell(count, path)


def _tell(count: int, path: Path) -> None:
    from archiver.cli.output import note

    note(f"{count} {'article' if count == 1 else 'articles'} in {path}")
    if not count:
        note("next: archiver stats shows what the archive holds")


def read_ids(name: str) -> list[int]:
    """Ids of articles, one a line, from a file or "-"."""
    import sys
    from pathlib import Path

    from archiver.errors import ArchiverError

    text = sys.stdin.read() if name == "-" else Path(name).expanduser().read_text(encoding="utf-8")
    ids = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            ids.append(int(line))
        except ValueError:
            raise ArchiverError(
                f"{name}:{number}: {line.strip()!r} is no id of an article",
                next_step="archiver search WORDS --format ids",
            ) from None
    return ids


def _refuse_database(path: Path, config: Config) -> None:
    from archiver.cli.place import database_path
    from archiver.errors import ArchiverError

    if not config.is_database_url and path.exists() and path.samefile(database_path(config)):
        raise ArchiverError(f"{path}: is the archive itself", next_step="choose another FILE")
