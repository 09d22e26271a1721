"""A block's text cut where links, lines and cells begin and end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.article import Block

_SAFE_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\x00-\x20\x7f]+", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text with one address, or none."""

    text: str
    url: str | None = None


def is_safe(url: str) -> bool:
    """Whether a reader may be sent there: a web or mail address, and no script.

    >>> is_safe("https://courier.example/a"), is_safe("javascript:alert(1)")
    (True, False)
    """
    return _SAFE_ADDRESS.fullmatch(url) is not None


def cut_links(block: Block) -> list[Piece]:
    """The block's text as pieces; anchors that overlap, lie outside the text or lead to no safe address are text.

    >>> from archiver.article import Anchor, Block, BlockKind
    >>> here = Anchor(start=5, end=9, url="https://courier.example/a")
    >>> [piece.text for piece in cut_links(Block(kind=BlockKind.PARAGRAPH, text="Read this now.", anchors=(here,)))]
    ['Read ', 'this', ' now.']
    """
    pieces: list[Piece] = []
    at = 0
    for anchor in block.anchors:
        if not at <= anchor.start < anchor.end <= len(block.text) or not is_safe(anchor.url):
            continue
        pieces.append(Piece(text=block.text[at : anchor.start]))
        pieces.append(Piece(text=block.text[anchor.start : anchor.end], url=anchor.url))
        at = anchor.end
    pieces.append(Piece(text=block.text[at:]))
    return [piece for piece in pieces if piece.text]


def cut_at(pieces: list[Piece], separator: str) -> Iterator[list[Piece]]:
    """Cut a run of pieces wherever *separator* stands, also within a link."""
    current: list[Piece] = []
    for piece in pieces:
        first, *others = piece.text.split(separator)
        if first:
            current.append(Piece(text=first, url=piece.url))
        for other in others:
            yield current
            current = [Piece(text=other, url=piece.url)] if other else []
    yield current


def cut_cells(block: Block) -> list[list[list[Piece]]]:
    """Rows of cells of a table, all rows of one length."""
    rows = [list(cut_at(row, "\t")) for row in cut_at(cut_links(block), "\n")]
    width = max(map(len, rows), default=0)
    return [row + [[] for _ in range(width - len(row))] for row in rows]


def nest(levels: list[int | None]) -> list[int]:
    """Depths of list items from 0, however the page counts: a deeper level is one step down.

    >>> nest([2, 4, 4, 2, None])
    [0, 1, 1, 0, 0]
    """
    depths: list[int] = []
    open_levels: list[int] = []
    for level in levels:
        here = level or 1
        while open_levels and open_levels[-1] >= here:
            open_levels.pop()
        open_levels.append(here)
        depths.append(len(open_levels) - 1)
    return depths
