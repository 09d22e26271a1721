"""What counts as the text of an article: corpora differ, so it is a choice made when the text is asked for."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from archiver.article import BlockKind
from archiver.errors import ArchiverError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archiver.article import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """Which kinds of blocks belong to the text; paragraphs and live entries always do."""

    standfirst: bool = False
    byline: bool = False
    captions: bool = False
    headings: bool = True
    lists: bool = True
    quotes: bool = True
    tables: bool = True
    code: bool = True
    embeds: bool = True
    corrections: bool = True
    times: bool = False  #: the time of a live entry, before its headline

    def holds(self, block: Block) -> bool:
        """Whether the block belongs to the text."""
        name = _NAMES.get(block.kind)
        return name is None or bool(getattr(self, name))


_NAMES = {
    BlockKind.STANDFIRST: "standfirst",
    BlockKind.BYLINE: "byline",
    BlockKind.CAPTION: "captions",
    BlockKind.HEADING: "headings",
    BlockKind.LIST_ITEM: "lists",
    BlockKind.QUOTE: "quotes",
    BlockKind.TABLE: "tables",
    BlockKind.CODE: "code",
    BlockKind.EMBED: "embeds",
    BlockKind.CORRECTION: "corrections",
}
#: What `Article.body` is made by.
BODY = Convention()
#: Everything printed as the article.
EVERYTHING = Convention(standfirst=True, byline=True, captions=True, times=True)
#: Names of the choices, as `--with` and `--without` take them.
CHOICES = tuple(field.name for field in fields(Convention))


def read_convention(added: Iterable[str] = (), left_out: Iterable[str] = ()) -> Convention:
    """`BODY` with the choices named in *added* and without those in *left_out*; "all" is every choice.

    >>> read_convention(["captions"], ["tables"]) == Convention(captions=True, tables=False)
    True

    Raises:
        ArchiverError: a name is no choice, or is both added and left out.
    """
    added, left_out = list(added), list(left_out)
    if "all" in added:
        added = [*CHOICES, *(name for name in added if name != "all")]
    else:
        for name in {*added} & {*left_out}:
            raise ArchiverError(f"{name!r} is both added and left out", next_step="name it once")
    for name in (*added, *left_out):
        if name not in CHOICES:
            raise ArchiverError(
                f"{name!r} is no part of an article's text", next_step=f"one of {', '.join(CHOICES)}, all"
            )
    return replace(BODY, **dict.fromkeys(added, True) | dict.fromkeys(left_out, False))


def choose_blocks(blocks: Iterable[Block], convention: Convention) -> Iterator[Block]:
    """The blocks that belong to the text and say something; a live entry may be a time alone."""
    for block in blocks:
        says = block.text.strip() or block.kind is BlockKind.ENTRY
        if says and convention.holds(block):
            yield block


def entry_time(block: Block, convention: Convention) -> str | None:
    """The time to print before a live entry, when it is asked for and the headline does not begin with it."""
    if not convention.times or not block.time or block.text.startswith(block.time):
        return None
    return block.time
