"""An article as clean HTML that is well-formed XML as well."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from archiver.article import BlockKind
from archiver.render.convention import BODY, Convention, choose_blocks, entry_time
from archiver.render.pieces import Piece, cut_at, cut_cells, cut_links, is_safe, nest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archiver.article import Block, Image

#: Languages written from right to left when the tag names no script (CLDR's character order).
_LANGUAGES = (
    "ar arc arz apc ary acm azb bal ckb dv fa glk he iw ks lrc mzn pnb prs ps sd sdh skr syr ug ur yi"
)
_RIGHT_TO_LEFT = frozenset(_LANGUAGES.split())
_RTL_SCRIPTS = frozenset({"arab", "aran", "hebr", "syrc", "thaa", "nkoo", "adlm", "rohg", "samr", "mand"})
#: Characters that neither HTML nor XML may hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def is_right_to_left(language: str | None) -> bool | None:
    """Whether a language (BCP-47) is written from right to left; None when there is none.

    >>> is_right_to_left("ckb"), is_right_to_left("ku-Arab"), is_right_to_left("az-Latn"), is_right_to_left(None)
    (True, True, False, None)
    """
    if not language:
        return None
    primary, *others = language.lower().replace("_", "-").split("-")
    script = next((part for part in others if len(part) == 4 and part.isalpha()), None)
    return script in _RTL_SCRIPTS if script else primary in _RIGHT_TO_LEFT


def to_html(
    blocks: Iterable[Block],
    convention: Convention = BODY,
    *,
    language: str | None = None,
    images: Sequence[Image] = (),
) -> str:
    """The blocks inside one `<article>`; the language sets `lang` and `dir`. A caption stands in its figure, with the
    picture of *images* it belongs to.

    >>> from archiver.article import Block, BlockKind
    >>> print(to_html([Block(kind=BlockKind.PARAGRAPH, text="Rain & wind")], language="en"))
    <article lang="en" dir="ltr">
    <p>Rain &amp; wind</p>
    </article>
    """
    writer = _Writer(convention, images)
    for is_list, group in groupby(
        choose_blocks(blocks, convention), key=lambda block: block.kind is BlockKind.LIST_ITEM
    ):
        if is_list:
            writer.lines.append(_list(list(group)))
        else:
            for block in group:
                writer.write(block)
    return "\n".join([_opening(language), *writer.lines, *writer.end_entry(), "</article>"])


def _opening(language: str | None) -> str:
    right = is_right_to_left(language)
    if language is None or right is None:
        return '<article dir="auto">'
    return f'<article lang="{_text(language)}" dir="{"rtl" if right else "ltr"}">'


class _Writer:
    """Lines of HTML; a live entry stays open until the next begins."""

    def __init__(self, convention: Convention, images: Sequence[Image]) -> None:
        self.convention = convention
        self.images = list(images)
        self.lines: list[str] = []
        self.in_entry = False

    def end_entry(self) -> list[str]:
        return ["</article>"] if self.in_entry else []

    def write(self, block: Block) -> None:
        match block.kind:
            case BlockKind.ENTRY:
                self._entry(block)
            case BlockKind.CAPTION:
                picture = self._picture(block.text)
                self.lines.append(f"<figure>{picture}<figcaption>{_words(block)}</figcaption></figure>")
            case BlockKind.TABLE:
                self.lines.append(_table(block))
            case BlockKind.HEADING:
                level = min(6, max(1, block.level or 2))
                self.lines.append(f"<h{level}>{_words(block)}</h{level}>")
            case BlockKind.CODE:
                # a parser passes over a line end right behind the tag
                self.lines.append(f"<pre>\n{_text(block.text)}</pre>")
            case _:
                self.lines.append(_paragraph(block))

    def _entry(self, block: Block) -> None:
        self.lines += self.end_entry()
        self.lines.append("<article>")
        self.in_entry = True
        time = entry_time(block, self.convention)
        if time:
            moment = f' datetime="{_text(time)}"' if _is_machine_time(time) else None
            name = "span" if moment is None else "time"
            self.lines.append(f"<p><{name}{moment or ''}>{_text(time)}</{name}></p>")
        if block.text.strip():
            self.lines.append(f"<h2>{_words(block)}</h2>")

    def _picture(self, caption: str) -> str:
        for image in self.images:
            if image.caption and caption.startswith(image.caption) and is_safe(image.url):
                self.images.remove(image)
                return f'<img src="{_text(image.url)}" alt=""/>'
        return ""


def _paragraph(block: Block) -> str:
    words = _words(block)
    match block.kind:
        case BlockKind.QUOTE:
            return f"<blockquote><p>{words}</p></blockquote>"
        case BlockKind.EMBED:
            post = next((url for url in reversed(block.links) if is_safe(url)), None)
            cite = f' cite="{_text(post)}"' if post else ""
            return f'<blockquote class="embed"{cite}><p>{words}</p></blockquote>'
        case BlockKind.CORRECTION:
            return f'<aside class="correction"><p>{words}</p></aside>'
        case BlockKind.STANDFIRST | BlockKind.BYLINE:
            return f'<p class="{block.kind.value}">{words}</p>'
        case _:
            return f"<p>{words}</p>"


def _list(items: Sequence[Block]) -> str:
    """Nested lists; an item stays open while deeper ones follow."""
    parts: list[str] = []
    depth = -1
    for block, here in zip(items, nest([block.level for block in items]), strict=True):
        if here > depth:
            parts.append("<ul>\n")
        else:
            parts.append("</li>\n" + "</ul>\n</li>\n" * (depth - here))
        parts.append(f"<li>{_words(block)}")
        depth = here
    return "".join(parts) + "</li>\n</ul>" + "\n</li>\n</ul>" * depth


def _table(block: Block) -> str:
    rows = cut_cells(block)
    heads = min(block.level or 0, len(rows))
    parts = ["<table>"]
    if heads:
        parts += ["<thead>", *(_row(row, "th") for row in rows[:heads]), "</thead>"]
    if rows[heads:]:
        parts += ["<tbody>", *(_row(row, "td") for row in rows[heads:]), "</tbody>"]
    return "\n".join([*parts, "</table>"])


def _row(cells: list[list[Piece]], name: str) -> str:
    return "<tr>" + "".join(f"<{name}>{_linked(cell)}</{name}>" for cell in cells) + "</tr>"


def _words(block: Block) -> str:
    return "<br/>\n".join(_linked(line) for line in cut_at(cut_links(block), "\n"))


def _linked(pieces: Iterable[Piece]) -> str:
    return "".join(
        _text(piece.text) if piece.url is None else f'<a href="{_text(piece.url)}">{_text(piece.text)}</a>'
        for piece in pieces
    )


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("", text))


def _is_machine_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
