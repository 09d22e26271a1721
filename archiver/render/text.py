"""An article as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archiver.article import BlockKind
from archiver.render.convention import BODY, Convention, choose_blocks, entry_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archiver.article import Block


def to_text(blocks: Iterable[Block], convention: Convention = BODY) -> str:
    """The blocks' words, parted by a blank line; with `BODY` the same as `Article.body`.

    >>> from archiver.article import Block, BlockKind
    >>> to_text([Block(kind=BlockKind.ENTRY, text="Bridge opens", time="10:32")], Convention(times=True))
    '10:32 Bridge opens'
    """
    texts = (
        entry_line(block, convention) if block.kind is BlockKind.ENTRY else block.text
        for block in choose_blocks(blocks, convention)
    )
    return "\n\n".join(text for text in texts if text.strip())


def entry_line(block: Block, convention: Convention) -> str:
    """What begins a live entry: its time, when asked for, and its headline."""
    return " ".join(part for part in (entry_time(block, convention), block.text) if part and part.strip())
