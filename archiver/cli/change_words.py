"""Changes in words: what a revision changed, what happened at a look, and word diffs on a terminal and in a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from archiver.cli.output import clean, on_terminal
from archiver.dedupe.paragraph_edits import EditKind
from archiver.dedupe.worddiff import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.text import Text

    from archiver.dedupe.changes import Change
    from archiver.dedupe.paragraph_edits import ParagraphDiff
    from archiver.dedupe.worddiff import Piece
    from archiver.store.history_records import Event

#: As `git diff --word-diff=plain` and wdiff mark them.
_MARKS: Final = {Side.REMOVED: "[-{}-]", Side.ADDED: "{{+{}+}}", Side.SAME: "{}"}
_STYLES: Final = {Side.REMOVED: "red strike", Side.ADDED: "green", Side.SAME: ""}


def tell_change(change: Change | None) -> str:
    """A change in one line: "correction: 1 word added, 1 removed; headline too"."""
    if change is None:
        return "the words are the same"
    counts = [
        f"{count} {name}"
        for count, name in ((change.words_added, "added"), (change.words_removed, "removed"))
        if count
    ]
    if counts:
        counts[0] = counts[0].replace(" ", " word " if counts[0].startswith("1 ") else " words ", 1)
    said = f"{change.kind.value}: {', '.join(counts)}" if counts else change.kind.value
    return f"{said}; headline, too" if change.title_changed and counts else said


def tell_paragraphs(change: Change | None) -> str:
    """What became of paragraphs: "2 changed, 1 added"."""
    if change is None:
        return ""
    kinds = (EditKind.CHANGED, EditKind.ADDED, EditKind.REMOVED, EditKind.MOVED_HERE)
    names = {EditKind.MOVED_HERE: "moved"}
    return ", ".join(
        f"{count} {names.get(kind, kind.value)}" for kind in kinds if (count := change.paragraphs(kind))
    )


def tell_event(event: Event) -> str:
    """What a look came to, beside its kind."""
    if event.change is not None:
        return tell_change(event.change)
    if event.revision is not None:
        return f"{event.words} words"
    told = [f"{event.looks} looks, until {event.until:%Y-%m-%d %H:%M}"] if event.looks > 1 else []
    return "; ".join(filter(None, (event.reason or "", *told)))


def marked(pieces: Iterable[Piece]) -> str:
    """A word diff as plain text on one line.

    >>> from archiver.dedupe.worddiff import diff_words
    >>> marked(diff_words("Killed one.", "Killed two."))
    'Killed [-one-]{+two+}.'
    """
    return clean("".join(_MARKS[piece.kind].format(piece.text) for piece in pieces))


def coloured(pieces: Iterable[Piece]) -> Text:
    """A word diff for a terminal."""
    from rich.text import Text

    text = Text()
    for piece in pieces:
        text.append(clean(piece.text), style=_STYLES[piece.kind])
    return text


def print_words(pieces: Iterable[Piece]) -> None:
    """A word diff to standard output: in colour on a terminal that has any, else with marks."""
    from archiver.cli.output import console, line

    if on_terminal() and console().color_system is not None and not console().no_color:
        console().print(coloured(pieces))
    else:
        line(marked(pieces))


def runs(paragraphs: Sequence[ParagraphDiff]) -> list[ParagraphDiff | int]:
    """The paragraphs that changed, and how many stayed between them."""
    found: list[ParagraphDiff | int] = []
    for one in paragraphs:
        if one.kind is not EditKind.SAME:
            found.append(one)
        elif found and isinstance(found[-1], int):
            found[-1] += 1
        else:
            found.append(1)
    return found


def plain_change(change: Change | None) -> dict[str, Any] | None:
    """A change for programs."""
    if change is None:
        return None
    return {
        "class": change.kind.value,
        "title_changed": change.title_changed,
        "words_added": change.words_added,
        "words_removed": change.words_removed,
        "paragraphs": [
            {
                "kind": edit.kind.value,
                "old": [edit.old_start, edit.old_end],
                "new": [edit.new_start, edit.new_end],
            }
            for edit in change.edits
        ],
    }
