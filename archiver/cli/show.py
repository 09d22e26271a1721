"""`archiver show`: show one article with all its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import ArchiveOption, WithOption, WithoutOption, read_rendering

if TYPE_CHECKING:
    from archiver.article import Block
    from archiver.capture import Capture
    from archiver.config import Config
    from archiver.store import Archive, Record


#: Fields as printed; readings, blocks and removed text are told elsewhere.
_SHOWN = (
    *("id", "site", "url", "canonical_url", "urls", "title", "alternative_title", "description", "authors"),
    *("published", "modified", "language", "language_declared", "section", "tags", "word_count", "images"),
    *("links", "paywalled", "paywall_evidence", "agency", "credit_line", "dateline", "genre", "fingerprint"),
    *("revision", "first_seen_at", "last_seen_at", "gone_at", "gone_reason", "duplicate_of", "opt_outs"),
    "story",
)


TargetArgument = Annotated[
    str, typer.Argument(metavar="ID|URL", help="Id of the article, or any URL it was seen under.")
]
RawOption = Annotated[
    bool, typer.Option("--raw", help="The answer of the server as it was kept: status, headers, body.")
]
HtmlOption = Annotated[bool, typer.Option("--html", help="The HTML of the page as it was kept, in UTF-8.")]
JsonOption = Annotated[
    bool, typer.Option("--json", help="All fields as one JSON object, provenance included.")
]
FormOption = Annotated[
    str | None,
    typer.Option("--as", metavar="FORM", help="The text alone: text, markdown or html, made of the blocks."),
]


def show(
    target: TargetArgument,
    raw: RawOption = False,
    html: HtmlOption = False,
    as_json: JsonOption = False,
    form: FormOption = None,
    added: WithOption = None,
    left_out: WithoutOption = None,
    archive: ArchiveOption = None,
) -> None:
    """Show one article with all its fields.

    Fields the page says nothing of are left out; docs/fields.md explains them all. --raw and --html give the newest
    copy of the page that was kept in warc/. --as gives the article's words, and --with and --without what counts as such.

    \b
    Examples:
      archiver show 17
      archiver show https://www.example.com/news/2021/rocket-attack
      archiver show 17 --html > page.html
      archiver show 17 --json
      archiver show 17 --as markdown --with standfirst,captions
    """
    from archiver.cli.output import binary_output
    from archiver.cli.place import find_config, open_found
    from archiver.render import render

    if raw + html + as_json + (form is not None) > 1:
        raise typer.BadParameter("one of --raw, --html, --json and --as")
    if form is None and (added or left_out):
        raise typer.BadParameter("--with and --without go with --as")
    rendering = read_rendering(form, added, left_out) if form else None
    config = find_config(archive)
    with open_found(config) as opened:
        record = opened.article(target)
        if raw or html:
            capture = newest_capture(config, opened, record)
            with binary_output() as stream:
                stream.write(_message(capture) if raw else _page(capture))
        elif rendering is not None:
            with binary_output() as stream:
                stream.write(render(record, rendering).encode("utf-8", "replace") + b"\n")
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
    from archiver.cli.change_words import tell_change
    from archiver.cli.output import facts, heading, line

    heading(record.title or "no title")
    facts(_facts(record))
    revisions = opened.revisions(record.id)
    if len(revisions) > 1:
        heading("revisions:")
        for revision in revisions:
            told = f"  {revision.number}  seen {revision.seen_at:%Y-%m-%d %H:%M} UTC, {revision.word_count} words"
            line(f"{told}; {tell_change(revision.change)}" if revision.change else told)
    _print_relations(opened, record)
    heading("body:")
    for block in record.blocks:
        line(_block(block))
        line()
    if record.removed:
        line(f"left out of the body: {len(record.removed)}; next: archiver explain {record.url}")


#: Of an article many others share passages with, as many are named; `archiver story` has them all.
_SHOWN_RELATIONS = 8


def _print_relations(opened: Archive, record: Record) -> None:
    from archiver.cli.output import heading, line
    from archiver.cli.story_words import tell_relation, tell_share

    relations = opened.relations(record.id)
    if not relations:
        return
    heading(f"relations ({record.story_role}):" if record.story is not None else "relations:")
    for relation in relations[:_SHOWN_RELATIONS]:
        share = "all" if relation.containment == 1 else tell_share(relation.containment)
        line(f"  {tell_relation(relation, record.id)}: {share} of the shorter text stands in the other")
    more = len(relations) - _SHOWN_RELATIONS
    line(f"  {f'and {more} more; ' if more > 0 else ''}next: archiver story {record.id}")


#: How kinds of blocks are marked; those without running text of their own by their name.
_MARKS = {"paragraph": "", "table": "", "code": "", "heading": "## ", "list item": "- ", "quote": "> "}


def _block(block: Block) -> str:
    kind = block.kind.value
    said = " ".join(part for part in (block.time, block.text) if part)
    return _MARKS.get(kind, f"[{kind}] ") + said


def _facts(record: Record) -> list[tuple[str, str]]:
    """Every field that says something, as text."""
    return [(name, text) for name in _SHOWN if (text := field_text(getattr(record, name)))]


def field_text(value: object) -> str:
    """A field's value for people; empty for None and empty lists."""
    from archiver.article import Author, Image
    from archiver.capture import OptOut
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
            said = ", ".join(filter(None, (value.kind if value.kind != "person" else "", value.role)))
            return f"{value.name}{f' ({said})' if said else ''}"
        case Image():
            said = "; ".join(part for part in (value.caption, value.credit) if part)
            return value.url + (f" ({said})" if said else "")
        case OptOut():
            return str(value)
        case tuple():
            return ("\n" if any("://" in str(part) for part in value) else ", ").join(map(field_text, value))
        case _:
            return str(as_plain(value))
