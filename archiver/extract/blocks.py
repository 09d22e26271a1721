"""Every block of text a page shows, in reading order, with what tells the article's blocks from the others.

A block is what a reader sees as one piece: a paragraph, a heading, a list item, a quotation, a table, a caption.
Blocks are cut at block-level elements and at double line breaks; markup inside a line does not cut words.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, islice
from typing import TYPE_CHECKING, NamedTuple

from archiver.article import BlockKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.html import HtmlElement

_BLOCKS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr legend li listing main menu nav ol optgroup option p plaintext pre search "
    "section summary table tbody td tfoot th thead tr ul xmp"
)
#: Elements that begin a block; the HTML standard's list, with tables.
BLOCK_TAGS = frozenset(_BLOCKS.split())
_UNSEEN = (
    "applet area audio base canvas colgroup datalist embed head iframe input link map math meta noframes noscript object param "
    "progress script select source style svg template textarea title track video frame frameset rp rt"
)
#: Elements whose content no reader sees as text.
UNSEEN_TAGS = frozenset(_UNSEEN.split())
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_QUOTES = frozenset({"blockquote"})
_LISTS = frozenset({"ul", "ol", "dir", "menu", "dl"})
_ITEMS = frozenset({"li", "dd", "dt"})
#: Elements in which text begins anew as paragraphs.
_PLAIN = frozenset({"article", "main", "section", "td", "body"})
EMBEDDED_POST = re.compile(
    r"\b(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|fb-post|reddit-(?:card|embed)|mastodon-embed|bluesky-embed)\b",
    re.I,
)
_CAPTION = re.compile(
    r"caption|bildunterschrift|bildtext|\blegende|pie-?de?-?foto|didascalia|onderschrift"
    r"|(?:image|img|photo|foto|picture|media)[-_]*(?:desc|credit|copyright|info|legend)",
    re.I,
)
#: Characters beyond which an element with a caption's name holds more than a caption.
_LONGEST_CAPTION = 900
_BLANK_LINE = re.compile("\n[\\s\u00ad\u200b\u2060\ufeff]*\n")
#: Soft hyphens and marks no reader sees. Joiners and direction marks stay: they shape Arabic and Kurdish words; a
#: zero-width space parts words in Thai, Lao, Khmer and Burmese.
_INVISIBLE = re.compile("[\u00ad\ufeff\u2060]|(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b")
#: Stands where something inside a line was cut; becomes a space, or nothing before a mark. No page has it: see `charset`.
_GAP = "\ufdd0"
_GAPS = re.compile(r"\s*\ufdd0[\s\ufdd0]*(?=[,.;:!?…»”’)\]،؛؟。，、])")
#: Elements right inside an `<a>` from which it is one whose end tag was forgotten.
_MAX_LINK_PARTS = 12
#: Paragraphs of so many characters beyond which a link holds an article; a teaser has one or two.
_MAX_LINK_LINES, _LINE_CHARS = 3, 80
#: Characters of one cell beyond which a table is page layout rather than data.
_LAYOUT_CELL = 400


@dataclass(slots=True, kw_only=True, eq=False)
class PageBlock:
    """One block of a page, of the article or not."""

    kind: BlockKind
    text: str  #: space folded; a single line break kept
    element: HtmlElement  #: innermost block-level element it stands in
    level: int | None = None  #: 1–6 for headings, depth for list items
    links: list[str] = field(default_factory=list)  #: href as printed
    link_chars: int = 0  #: characters inside links
    cut: str | None = None  #: why it is no part of the body, when its surroundings say so
    index: int = 0  #: its place among the page's blocks
    time: str | None = None  #: of a live entry, as printed

    @property
    def link_share(self) -> float:
        """Share of its characters inside links, 0–1."""
        return min(1.0, self.link_chars / max(1, len(self.text))) if self.link_chars else 0.0


def find_blocks(top: HtmlElement, cuts: Mapping[HtmlElement, str] | None = None) -> list[PageBlock]:
    """The blocks under *top* in reading order; those inside an element of *cuts* carry its reason."""
    walk = _Walk(cuts or {})
    walk.visit(top)
    walk.flush()
    for index, block in enumerate(walk.blocks):
        block.index = index
    return walk.blocks


class _Printed(NamedTuple):
    """Text of a link in a run of text."""

    address: str  #: as printed
    text: str
    part: int  #: its place among the parts of the run


class _Walk:
    """One pass over the tree that gathers inline text until a block ends."""

    def __init__(self, cuts: Mapping[HtmlElement, str]) -> None:
        self.cuts = cuts
        self.blocks: list[PageBlock] = []
        self.parts: list[str] = []
        self.anchors: list[_Printed] = []  #: links in `parts`
        self.address: str | None = None  #: of the link the walk is in
        self.cut: str | None = None
        self.kind = BlockKind.PARAGRAPH
        self.level: int | None = None
        self.depth = 0
        self.element: HtmlElement | None = None

    def add(self, text: str) -> None:
        # line ends of the source are spaces; only <br> ends a line
        if "\n" in text and self.kind is not BlockKind.CODE:
            text = text.replace("\n", " ")
        self.parts.append(text)
        if self.address is not None:
            self.anchors.append(_Printed(self.address, text, len(self.parts) - 1))

    def flush(self) -> None:
        """End the block that is being gathered."""
        if self.parts:
            raw = self.parts[0] if len(self.parts) == 1 else "".join(self.parts)
            if raw and not raw.isspace() and self.element is not None:
                self._emit(raw)
            self.parts = []
            self.anchors = []

    def _emit(self, raw: str) -> None:
        if self.kind is BlockKind.CODE:
            self._add_block(_clean(raw).strip("\n").rstrip(), self.anchors)
        elif "\n" not in raw or _BLANK_LINE.search(raw) is None:
            self._add_block(_lines(_clean(raw)), self.anchors)
        else:
            self._emit_paragraphs(raw)

    def _emit_paragraphs(self, raw: str) -> None:
        """A run of text, cut at blank lines made by `<br><br>`, each paragraph with the links that begin in it."""
        begins = list(accumulate(map(len, self.parts), initial=0))
        anchors = deque(self.anchors)
        start = 0
        for end in (*(gap.end() for gap in _BLANK_LINE.finditer(raw)), len(raw)):
            mine = []
            while anchors and begins[anchors[0].part] < end:
                mine.append(anchors.popleft())
            self._add_block(_lines(_clean(raw[start:end])), mine)
            start = end

    def _add_block(self, text: str, anchors: Sequence[_Printed]) -> None:
        if not text:
            return
        assert self.element is not None
        links = [(one.address, folded) for one in anchors if (folded := fold_space(one.text))]
        self.blocks.append(
            PageBlock(
                kind=self.kind,
                text=text,
                element=self.element,
                level=self.level,
                links=list(dict.fromkeys([address for address, _ in links])) if links else [],
                link_chars=sum([len(folded) for _, folded in links]) if links else 0,
                cut=self.cut,
            )
        )

    def visit(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in BLOCK_TAGS:
            self._visit_block(element, tag)
        elif tag in UNSEEN_TAGS:
            return
        elif tag == "br":
            self.parts.append("\n")
        elif element in self.cuts:
            self._visit_cut(element)
        else:
            self._visit_inline(element, tag)

    def _visit_cut(self, element: HtmlElement) -> None:
        """An inline element that is cut stands apart from the line it interrupts."""
        saved = self.parts, self.anchors, self.cut
        self.parts, self.anchors = [], []
        self.cut = self.cuts[element]
        self._children(element)
        self.flush()
        self.parts, self.anchors, self.cut = saved
        self.parts.append(_GAP)

    def _visit_inline(self, element: HtmlElement, tag: str) -> None:
        outer = self.address
        if tag == "a" and len(element) < _MAX_LINK_PARTS and not _holds_story(element):
            self.address = element.get("href") or outer
        self._children(element)
        self.address = outer

    def _visit_block(self, element: HtmlElement, tag: str) -> None:
        self.flush()
        saved = self.kind, self.level, self.depth, self.element, self.cut
        self.element = element
        self.cut = self.cut or self.cuts.get(element)
        if tag == "table" and is_data_table(element):
            self._table(element)
        else:
            self._set_kind(element, tag)
            self._children(element)
            self.flush()
        self.kind, self.level, self.depth, self.element, self.cut = saved

    def _children(self, element: HtmlElement) -> None:
        if text := element.text:
            self.add(text)
        for child in element:
            self.visit(child)
            if text := child.tail:
                self.add(text)

    def _set_kind(self, element: HtmlElement, tag: str) -> None:
        """What the blocks in *element* are; what it does not say it leaves as it is outside."""
        if tag in _HEADINGS:
            self.kind, self.level = BlockKind.HEADING, int(tag[1])
        elif tag in _LISTS:
            self.depth += 1
        elif tag in _ITEMS:
            laid_out = next(islice(element.iter("p"), 2, None), None) is not None
            self.kind = BlockKind.PARAGRAPH if laid_out else BlockKind.LIST_ITEM
            self.level = None if laid_out else max(1, self.depth)
        elif tag in _QUOTES:
            embedded = EMBEDDED_POST.search(element.get("class") or "")
            self.kind, self.level = (BlockKind.EMBED if embedded else BlockKind.QUOTE), None
        elif tag == "pre":
            self.kind, self.level = BlockKind.CODE, None
        elif tag == "figcaption" or _is_caption(element):
            self.kind, self.level = BlockKind.CAPTION, None
        elif tag in _PLAIN:
            self.kind, self.level = BlockKind.PARAGRAPH, None

    def _table(self, table: HtmlElement) -> None:
        rows = ("\t".join(_cells(row)).rstrip() for row in table.iter("tr"))
        text = "\n".join(row for row in rows if row.strip())
        if not text:
            return
        links = [a.get("href") for a in table.iter("a") if a.get("href")]
        chars = sum(len(fold_space("".join(a.itertext()))) for a in table.iter("a"))
        self.blocks.append(
            PageBlock(
                kind=BlockKind.TABLE, text=text, element=table, links=links, link_chars=chars, cut=self.cut
            )
        )


#: What every name that `_CAPTION` finds has in it: looking for a word is ten times faster than trying the pattern.
_CAPTION_HINTS = (
    "caption", "unterschrift", "bildtext", "legend", "foto", "didascalia", "onderschrift", "image", "img", "photo", "picture", "media",
)  # fmt: skip


@lru_cache(maxsize=20_000)
def _names_caption(name: str) -> bool:
    folded = name.lower()
    return any(hint in folded for hint in _CAPTION_HINTS) and _CAPTION.search(name) is not None


def _holds_story(link: HtmlElement) -> bool:
    """A link around as many paragraphs as an article has, rather than a teaser's: its end was lost, or it lies around all."""
    if len(link) == 0 or next(link.iter("p"), None) is None:
        return False
    long = (one for one in link.iter("p") if len(one.text or "") > _LINE_CHARS)
    return next(islice(long, _MAX_LINK_LINES, None), None) is not None


def _is_caption(element: HtmlElement) -> bool:
    name = element.get("class")
    if element.tag not in ("figure", "caption") and not (name and _names_caption(name)):
        return False
    return (
        len("".join(element.itertext())) < _LONGEST_CAPTION
        and next(element.iter("h1", "h2", "article"), None) is None
    )


def _cells(row: HtmlElement) -> list[str]:
    return [fold_space("".join(seen_text(cell))) for cell in row if cell.tag in ("td", "th")]


def seen_text(element: HtmlElement) -> list[str]:
    """The pieces of text in *element* that a reader sees, block-level elements parted by a space."""
    pieces: list[str] = []

    def gather(part: HtmlElement) -> None:
        if part.tag in UNSEEN_TAGS:
            return
        if part.tag in BLOCK_TAGS or part.tag == "br":
            pieces.append(" ")
        if part.text:
            pieces.append(part.text)
        for child in part:
            gather(child)
            if child.tail:
                pieces.append(child.tail)

    gather(element)
    return pieces


def is_data_table(table: HtmlElement) -> bool:
    """A table of figures, not one that lays out the page: at least two rows and columns of short cells."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return False
    rows = 0
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        rows += len(cells) > 1
        if any(_is_layout(cell) for cell in cells):
            return False
    return rows > 1


def _is_layout(cell: HtmlElement) -> bool:
    if len(cell) == 0:
        return len(cell.text or "") > _LAYOUT_CELL
    if next(cell.iter("h1", "article", "main", "form", "section"), None) is not None:
        return True
    return len("".join(cell.itertext())) > _LAYOUT_CELL


def _clean(raw: str) -> str:
    """Text without what no reader sees, and without gaps left by what was cut."""
    if not raw.isascii():
        raw = _INVISIBLE.sub("", raw)
    return _GAPS.sub("", raw).replace(_GAP, " ") if _GAP in raw else raw


def _lines(piece: str) -> str:
    if "\n" not in piece:
        return fold_space(piece)
    return "\n".join([line for line in map(fold_space, piece.split("\n")) if line])


def fold_space(text: str) -> str:
    """One space for each run of space.

    >>> fold_space("  Erbil,\\n Kurdistan\\u00a0Region ")
    'Erbil, Kurdistan Region'
    """
    return " ".join(text.split())
