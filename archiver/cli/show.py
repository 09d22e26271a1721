"""`archiver show`: show one article with all its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import ArchiveOption  # noqa: TC001 - Typer reads it

if TYPE_CHECKING:
    from archiver.capture import Capture
    from archiver.config import Config
    from archiver.store import Archive, Record


#: Fields as printed; readings, blocks and removed text are told elsewhere.
_SHOWN = (
    *("id", "site", "url", "canonical_url", "urls", "title", "alternative_title", "description", "authors"),
    *("published", "modified", "language", "language_declared", "section", "tags", "word_count", "images"),
    *("links", "paywalled", "paywall_evidence", "agency", "credit_line", "dateline", "genre", "fingerprint"),
    *("revision", "first_seen_at", "last_seen_at", "gone_at", "duplicate_of"),
)


def show(
    target: Annotated[
        str, typer.Argument(metavar="ID|URL", help="Id of the article, or any URL it was seen under.")
    ],
    raw: Annotated[
        bool, typer.Option("--raw", help="The answer of the server as it was kept: status, headers, body.")
    ] = False,
    html: Annotated[
        bool, typer.Option("--html", help="The HTML of the page as it was kept, in UTF-8.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="All fields as one JSON object, provenance included.")
    ] = False,
    archive: ArchiveOption = None,
) -> None:
    """Show one article with all its fields.

    Fields the page says nothing of are left out; docs/fields.md explains them all. --raw and --html give the newest
    copy of the page that was kept in warc/.

    \b
    Examples:
      archiver show 17
      archiver show https://www.example.com/news/2021/rocket-attack
      archiver show 17 --html > page.html
      archiver show 17 --json
    """
    from archiver.cli.output import binary_output
    from archiver.cli.place import find_config, open_found

    if raw + html + as_json > 1:
        raise typer.BadParameter("one of --raw, --html and --json")
    config = find_config(archive)
    with open_found(config) as opened:
        record = opened.article(int(target) if target.isascii() and target.isdigit() else target)
        if raw or html:
            capture = newest_capture(config, opened, record)
            with binary_output() as stream:
                stream.write(_message(capture) if raw else _page(capture))
        elif as_json:
            from archiver.export.jsonl import write_objects

            with binary_output() as stream:
                write_objects([record.as_dict()], stream)
        else:
            _print_record(opened, record)


def newest_capture(config: Config, opened: Archive, record: Record) -> Capture:
    """The newest page of the article that was kept raw.

    Raises:
        WarcError: none was kept, or its file is not there any more.
    """
    from archiver.cli.place import WARC_FOLDER
    from archiver.errors import WarcError
    from archiver.warc.reader import read_capture

    captures = [one for one in opened.captures(record.id) if one.place is not None and one.http_status == 200]
    if not captures:
        raise WarcError(
            f"article {record.id}: its page was not kept raw",
            next_step="set keep_raw = true before the next crawl",
        )
    newest = max(captures, key=lambda one: one.fetched_at)
    assert newest.place is not None
    return read_capture(config.folder / WARC_FOLDER, newest.place)


def _message(capture: Capture) -> bytes:
    head = [f"{capture.protocol} {capture.status} {capture.reason}".rstrip()]
    head += [f"{name}: {value}" for name, value in capture.headers]
    return "\r\n".join([*head, "", ""]).encode("latin-1", "replace") + capture.body


def _page(capture: Capture) -> bytes:
    from archiver.extract.page import load_page

    return load_page(capture).html.encode("utf-8", "replace") + b"\n"


def _print_record(opened: Archive, record: Record) -> None:
    from archiver.cli.output import facts, heading, line

    heading(record.title or "no title")
    facts(_facts(record))
    revisions = opened.revisions(record.id)
    if len(revisions) > 1:
        heading("revisions:")
        for revision in revisions:
            line(
                f"  {revision.number}  seen {revision.seen_at:%Y-%m-%d %H:%M} UTC, {revision.word_count} words"
            )
    heading("body:")
    for block in record.blocks:
        line(_block(block.kind.value, block.text))
        line()
    if record.removed:
        line(f"left out of the body: {len(record.removed)}; next: archiver explain {record.url}")


def _block(kind: str, text: str) -> str:
    marks = {"heading": "## ", "list item": "- ", "quote": "> ", "caption": "[caption] ", "embed": "[embed] "}
    return f"{marks.get(kind, '')}{text}"


def _facts(record: Record) -> list[tuple[str, str]]:
    """Every field that says something, as text."""
    return [(name, text) for name in _SHOWN if (text := field_text(getattr(record, name)))]


def field_text(value: object) -> str:
    """A field's value for people; empty for None and empty lists."""
    from archiver.article import Author, Image
    from archiver.dates import Moment
    from archiver.store.records import as_plain, printed

    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Moment():
            zone = f", zone {value.zone}" if value.zone else ""
            return f"{printed(value)} ({value.precision.value}{zone}, printed {value.raw!r})"
        case Author():
            return f"{value.name}{f' ({value.kind})' if value.kind != 'person' else ''}"
        case Image():
            said = "; ".join(part for part in (value.caption, value.credit) if part)
            return value.url + (f" ({said})" if said else "")
        case tuple():
            return ("\n" if any("://" in str(part) for part in value) else ", ").join(map(field_text, value))
        case _:
            return str(as_plain(value))
