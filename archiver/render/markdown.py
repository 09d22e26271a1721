"""An article as Markdown: CommonMark 0.31, and GitHub's tables."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from archiver.article import BlockKind
from archiver.render.convention import BODY, Convention, choose_blocks, entry_time
from archiver.render.pieces import Piece, cut_at, cut_cells, cut_links, is_safe, nest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archiver.article import Block

#: Characters that could begin markup inside a line; a link after "!" would be a picture.
_INLINE = re.compile(r"[\\`*_\[\]<~]|!$")
#: A reference such as "&copy;", which would be read as the character it names.
_REFERENCE = re.compile(r"&(?=#?\w+;)")
#: What would make a line a heading, list item, quotation, rule or table.
_LINE_START = re.compile(r"(?:#{1,6}(?=\s|$)|[-+>|:=]|\d{1,9}(?=[.)](?:\s|$)))")
_CLOSING = re.compile(r"(?<![\\#])#+$")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_URL_MARKUP = {ord(mark): f"%{ord(mark):02X}" for mark in " ()<>\\\"'`*_[]~"}


def to_markdown(blocks: Iterable[Block], convention: Convention = BODY) -> str:
    """The blocks as Markdown without a heading of its own; whatever the text holds is text and no markup.

    >>> from archiver.article import Block, BlockKind
    >>> print(to_markdown([Block(kind=BlockKind.HEADING, level=2, text="Rain"), Block(kind=BlockKind.PARAGRAPH, text="1. *Wet*")]))
    ## Rain
    <BLANKLINE>
    1\\. \\*Wet\\*
    """
    parts: list[str] = []
    for is_list, group in groupby(
        choose_blocks(blocks, convention), key=lambda block: block.kind is BlockKind.LIST_ITEM
    ):
        if is_list:
            parts.append(_list(list(group)))
        else:
            parts += (_block(block, convention) for block in group)
    return "\n\n".join(part for part in parts if part)


def _block(block: Block, convention: Convention) -> str:
    match block.kind:
        case BlockKind.HEADING:
            return _heading(block.level or 2, _line(cut_links(block)))
        case BlockKind.TABLE:
            return _table(block)
        case BlockKind.CODE:
            return _code(block.text)
        case BlockKind.QUOTE | BlockKind.CORRECTION:
            return _quoted(_paragraph(block))
        case BlockKind.EMBED:
            return _quoted("\n\n".join(part for part in (_paragraph(block), _post(block)) if part))
        case BlockKind.ENTRY:
            time = _line([Piece(text=entry_time(block, convention) or "")])
            return _heading(2, " ".join(part for part in (time, _line(cut_links(block))) if part)) or "---"
        case BlockKind.CAPTION:
            return _wrapped("*", _paragraph(block))
        case BlockKind.STANDFIRST:
            return _wrapped("**", _paragraph(block))
        case _:
            return _paragraph(block)


def _heading(level: int, line: str) -> str:
    # a run of # at the end would be taken for the heading's own
    line = _CLOSING.sub(r"\\\g<0>", line)
    return f"{'#' * min(6, max(1, level))} {line}" if line else ""


def _wrapped(mark: str, text: str) -> str:
    return f"{mark}{text}{mark}" if text else ""


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n")) if text else ""


def _post(block: Block) -> str:
    """The address of an embedded post, when no word of its text links there."""
    missing = [url for url in block.links[-1:] if is_safe(url) and url not in {a.url for a in block.anchors}]
    return f"<{_address(missing[0])}>" if missing else ""


def _list(items: Sequence[Block]) -> str:
    lines = []
    for block, depth in zip(items, nest([block.level for block in items]), strict=True):
        inner = "  " * (depth + 1)
        text = _paragraph(block).replace("\n", f"\n{inner}")
        if text:
            lines.append(f"{'  ' * depth}- {text}")
    return "\n".join(lines)


def _table(block: Block) -> str:
    rows = [[_cell(cell) for cell in row] for row in cut_cells(block)]
    if not rows or not rows[0]:
        return ""
    if not block.level:
        rows.insert(0, [""] * len(rows[0]))
    rows.insert(1, ["---"] * len(rows[0]))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(pieces: list[Piece]) -> str:
    return _line(pieces, at_start=False).replace("|", "\\|")


def _code(text: str) -> str:
    text = _UNSEEN.sub("", text.replace("\r\n", "\n"))
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _paragraph(block: Block) -> str:
    lines = (_line(line) for line in cut_at(cut_links(block), "\n"))
    return "\\\n".join(line for line in lines if line)


def _line(pieces: Sequence[Piece], *, at_start: bool = True) -> str:
    """One line of inline Markdown, safe where a line may begin."""
    plain = "".join(piece.text for piece in pieces)
    line = "".join(_linked(piece, plain) for piece in pieces).strip()
    line = " ".join(line.split())
    if at_start and pieces and (start := _LINE_START.match(line)):
        # "1." is escaped at its full stop, everything else at its first character
        end = start.end() if line[0].isdigit() else 0
        line = f"{line[:end]}\\{line[end:]}"
    return line


def _linked(piece: Piece, plain: str) -> str:
    text = _escape(piece.text)
    if piece.url is None or not text.strip():
        return text
    inner = text.strip()
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}[{inner}]({_address(piece.url)}){after}"


def _escape(text: str) -> str:
    text = _UNSEEN.sub("", text)
    text = _INLINE.sub(lambda mark: "\\" + mark[0], text)
    return _REFERENCE.sub("\\&", text)


def _address(url: str) -> str:
    return _REFERENCE.sub("&amp;", url.translate(_URL_MARKUP))
