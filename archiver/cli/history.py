"""`archiver history`: show what became of an article since it was first seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from archiver.cli.options import ArchiveOption, PageFormat

if TYPE_CHECKING:
    from archiver.store.history_records import Event, History


def history(
    target: Annotated[
        str, typer.Argument(metavar="ID|URL", help="Id of the article, or any URL it was seen under.")
    ],
    form: Annotated[
        PageFormat,
        typer.Option(
            "--format", help="table for people, json for programs, html: one page to read and send."
        ),
    ] = PageFormat.TABLE,
    archive: ArchiveOption = None,
) -> None:
    """Show what became of an article since it was first seen.

    Each line is a look at it, with what a revision changed; looks in a row that found the same are one line. Times are UTC. archiver diff shows the words of a change.

    \b
    Examples:
      archiver history 17
      archiver history https://www.example.com/news/2021/rocket-attack
      archiver history 17 --format json
    """
    from archiver.cli.output import binary_output
    from archiver.cli.place import open_archive

    with open_archive(archive) as opened:
        found = opened.history(target)
    if form is PageFormat.JSON:
        from archiver.export.jsonl import write_objects

        with binary_output() as stream:
            write_objects([_plain(found)], stream)
    elif form is PageFormat.HTML:
        from archiver.cli.diff_html import history_page

        with binary_output() as stream:
            stream.write(history_page(found).encode("utf-8", "replace"))
    else:
        _print(found)


def _print(history: History) -> None:
    from archiver.cli.change_words import tell_event, tell_paragraphs
    from archiver.cli.output import Column, heading, line, on_terminal, table

    if on_terminal():
        heading(history.title or "no title")
        line(f"article {history.article_id}, {history.site}, {history.url}")
        line()
    table(
        [
            Column(name="UTC"),
            Column(name="what", style="bold"),
            Column(name="revision", right=True),
            Column(name="change"),
            Column(name="paragraphs"),
        ],
        [
            (
                f"{event.at:%Y-%m-%d %H:%M}",
                event.kind.value,
                str(event.revision or ""),
                tell_event(event),
                tell_paragraphs(event.change),
            )
            for event in history.events
        ],
    )
    if on_terminal() and history.revisions > 1:
        line()
        line(f"next: archiver diff {history.article_id}")


def _plain(history: History) -> dict[str, Any]:
    from archiver.store.records import as_plain

    return {
        "article_id": history.article_id,
        "site": history.site,
        "url": history.url,
        "title": history.title,
        "revisions": history.revisions,
        "gone_at": as_plain(history.gone_at),
        "gone_reason": history.gone_reason,
        "events": [_plain_event(event) for event in history.events],
    }


def _plain_event(event: Event) -> dict[str, Any]:
    from archiver.cli.change_words import plain_change
    from archiver.store.records import as_plain

    return {
        "kind": event.kind.value,
        "at": as_plain(event.at),
        "until": as_plain(event.until),
        "looks": event.looks,
        "revision": event.revision,
        "change": plain_change(event.change),
        "word_count": event.words,
        "url": event.url,
        "http_status": event.http_status,
        "reason": event.reason,
        "capture_id": event.capture_id,
    }
