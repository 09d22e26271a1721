"""A diff and a history as pages of HTML that need nothing but themselves."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from archiver.cli.change_words import tell_change, tell_event, tell_paragraphs
from archiver.cli.html_page import link, page
from archiver.dedupe.paragraph_edits import EditKind
from archiver.dedupe.worddiff import Side

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archiver.dedupe.paragraph_edits import ParagraphDiff
    from archiver.dedupe.worddiff import Piece
    from archiver.store.history_records import Diff, Event, History
    from archiver.store.records import Revision

_TAGS: Final = {Side.ADDED: "ins", Side.REMOVED: "del"}
_STYLE: Final = """
.diff { max-width: 44rem; }
.diff p { padding-inline-start: .8rem; border-inline-start: 3px solid transparent; white-space: pre-line; }
.diff p.changed { border-color: var(--fill); }
.diff p.added, .diff p.moved-here { border-color: #3c9a52; }
.diff p.removed, .diff p.moved-away { border-color: #c0504d; }
.diff del { text-decoration: line-through; }
"""


def diff_page(diff: Diff) -> str:
    """Give the page of a diff: the whole text, with what came and went."""
    title = diff.new.title or diff.old.title or "no title"
    lang = f' lang="{escape(diff.language)}"' if diff.language else ""
    paragraphs = "\n".join(map(_paragraph, diff.paragraphs))
    body = (
        f'<article class="diff"{lang}>\n<h1 dir="auto">{_words(diff.title)}</h1>\n'
        f'<p class="faint" lang="en" dir="ltr">{link(diff.url, diff.url)}<br>{_told(diff.old)}<br>{_told(diff.new)}<br>'
        f"{escape(tell_change(diff.change))}"
        f"{_brackets(tell_paragraphs(diff.change))}</p>\n{paragraphs}\n</article>"
    )
    return page(f"{title}: revision {diff.old.number} to {diff.new.number}", body, _STYLE)


def _told(revision: Revision) -> str:
    return (
        f"Revision {revision.number}: seen {revision.seen_at:%Y-%m-%d %H:%M} UTC, {revision.word_count} words"
    )


def _brackets(text: str) -> str:
    return f" (paragraphs: {escape(text)})" if text else ""


def _paragraph(one: ParagraphDiff) -> str:
    name = one.kind.value.replace(" ", "-")
    moved = one.kind in (EditKind.MOVED_HERE, EditKind.MOVED_AWAY)
    note = f'<span class="faint" lang="en">({one.kind.value})</span> ' if moved else ""
    return f'<p class="{name}" dir="auto">{note}{_words(one.pieces)}</p>'


def _words(pieces: Iterable[Piece]) -> str:
    return "".join(_piece(piece) for piece in pieces)


def _piece(piece: Piece) -> str:
    text, tag = escape(piece.text), _TAGS.get(piece.kind)
    return f"<{tag}>{text}</{tag}>" if tag else text


def history_page(history: History) -> str:
    """Give the page of a history: a table of the looks at an article."""
    title = history.title or "no title"
    gone = f"<br>gone since {history.gone_at:%Y-%m-%d %H:%M} UTC" if history.gone_at else ""
    rows = "\n".join(map(_row, history.events))
    body = (
        f'<h1 dir="auto">{escape(title)}</h1>\n<p class="faint">article {history.article_id}, {escape(history.site)}<br>'
        f"{link(history.url, history.url)}{gone}</p>\n"
        "<table>\n<tr><th>UTC</th><th>what</th><th>revision</th><th>change</th><th>paragraphs</th></tr>\n"
        f"{rows}\n</table>"
    )
    return page(f"{title}: history", body, _STYLE)


def _row(event: Event) -> str:
    cells = (
        f"{event.at:%Y-%m-%d %H:%M}",
        event.kind.value,
        str(event.revision or ""),
        tell_event(event),
        tell_paragraphs(event.change),
    )
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
