"""`archiver diff`: show what was changed between two revisions of an article, word by word."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archiver.cli.options import ArchiveOption  # noqa: TC001 - Typer reads it

if TYPE_CHECKING:
    from archiver.dedupe.paragraph_edits import ParagraphDiff
    from archiver.dedupe.worddiff import Piece
    from archiver.store.history_records import Diff
    from archiver.store.records import Revision


class DiffFormat(StrEnum):
    """How a diff is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def diff(
    target: Annotated[
        str, typer.Argument(metavar="ID|URL", help="Id of the article, or any URL it was seen under.")
    ],
    first: Annotated[
        int | None, typer.Argument(metavar="[REV", min=1, help="A revision; alone: what it changed.")
    ] = None,
    second: Annotated[
        int | None, typer.Argument(metavar="REV]", min=1, help="The revision it is compared with.")
    ] = None,
    form: Annotated[
        DiffFormat,
        typer.Option("--format", help="text for people, json for programs, html: one page to read and send."),
    ] = DiffFormat.TEXT,
    archive: ArchiveOption = None,
) -> None:
    """Show what was changed between two revisions of an article, word by word.

    Without revisions it is the newest change. Words that are gone are red and struck out, new ones green; in a pipe
    they stand in [-…-] and {+…+}. archiver history lists the revisions.

    \b
    Examples:
      archiver diff 17
      archiver diff 17 2
      archiver diff 17 1 3
      archiver diff 17 --format html > changes.html
    """
    from archiver.cli.output import binary_output
    from archiver.cli.place import open_archive

    old, new = (first, second) if second is not None else (None, first)
    with open_archive(archive) as opened:
        found = opened.diff(target, old, new)
    if form is DiffFormat.JSON:
        from archiver.export.jsonl import write_objects

        with binary_output() as stream:
            write_objects([_plain(found)], stream)
    elif form is DiffFormat.HTML:
        from archiver.cli.diff_html import diff_page

        with binary_output() as stream:
            stream.write(diff_page(found).encode("utf-8", "replace"))
    else:
        _print(found)


def _print(diff: Diff) -> None:
    from archiver.cli.change_words import print_words, runs, tell_change, tell_paragraphs
    from archiver.cli.output import facts, line

    facts(
        [
            ("article", f"{diff.article_id}  {diff.url}"),
            ("from", _told(diff.old)),
            ("to", _told(diff.new)),
            ("change", tell_change(diff.change)),
            ("paragraphs", tell_paragraphs(diff.change) or "none"),
        ]
    )
    line()
    print_words(diff.title)
    for one in runs(diff.paragraphs):
        line()
        if isinstance(one, int):
            line(f"… {one} {'paragraph' if one == 1 else 'paragraphs'} unchanged")
        else:
            _print_paragraph(one)


def _print_paragraph(one: ParagraphDiff) -> None:
    from archiver.cli.change_words import print_words
    from archiver.cli.output import line
    from archiver.dedupe.paragraph_edits import EditKind

    if one.kind in (EditKind.MOVED_HERE, EditKind.MOVED_AWAY):
        line(f"({one.kind.value})")
    print_words(one.pieces)


def _told(revision: Revision) -> str:
    words = f"{revision.word_count} words"
    return f"revision {revision.number}, seen {revision.seen_at:%Y-%m-%d %H:%M} UTC, {words}"


def _plain(diff: Diff) -> dict[str, Any]:
    from archiver.cli.change_words import plain_change
    from archiver.store.records import as_plain

    return {
        "article_id": diff.article_id,
        "url": diff.url,
        "language": diff.language,
        **{
            name: {
                "number": one.number,
                "seen_at": as_plain(one.seen_at),
                "title": one.title,
                "word_count": one.word_count,
                "capture_id": one.capture_id,
            }
            for name, one in (("old", diff.old), ("new", diff.new))
        },
        "change": plain_change(diff.change),
        "title": _pieces(diff.title),
        "paragraphs": [{"kind": one.kind.value, "pieces": _pieces(one.pieces)} for one in diff.paragraphs],
    }


def _pieces(pieces: tuple[Piece, ...]) -> list[dict[str, str]]:
    return [{"kind": piece.kind.value, "text": piece.text} for piece in pieces]
