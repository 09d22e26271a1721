"""What the article's blocks are beside paragraphs: standfirst, byline, corrections, quotations with their source, posts.

Runs when the body is settled. Some blocks left out of it come back as kinds of their own: the standfirst and one byline
are printed with the article, and a correction is the newspaper's own word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archiver.article import Block, BlockKind
from archiver.extract.corrections import is_correction, is_correction_label
from archiver.extract.live import mark_entries
from archiver.extract.story import fold, is_solid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from archiver.extract.anchors import Linker
    from archiver.extract.blocks import PageBlock
    from archiver.extract.page import Page
    from archiver.extract.trim import Known

#: Letters of the longest standfirst; an ideograph says as much as three. 360 against 600 on 364 pages of five sets: the
#: same standfirsts but one, a first paragraph of 450.
_LONGEST_STANDFIRST = 360
_IDEOGRAPH = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
#: Letters from which a line that the page's description repeats is no coincidence.
_SAME_LETTERS = 30
#: Characters of the longest line that names who wrote the article.
_LONGEST_BYLINE = 160
#: Characters of the shortest note under a heading such as "Correction"; "Corrections" may head other things.
_SHORTEST_NOTE = 25
#: Blocks below the article's last in which a correction is looked for.
_BELOW = 6
#: Words web designers give the standfirst.
_STANDFIRST_NAME = re.compile(
    r"(?:^|[^a-z])(?:stand-?first|dek|deck|sub-?head(?:line|ing)?|sub-?title|chapeau|chapo|sottotitolo|subt[ií]tulo|entradilla|bajada|"
    r"vorspann|unterzeile|summary|abstract|tagline|article-?(?:summary|intro|lead|excerpt|description)|excerpt)(?:$|[^a-z])",
    re.I,
)
#: A heading that ends like a sentence is a standfirst; others head a part of the text.
_SENTENCE_ENDS = frozenset('.!。।؟…”"»')
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: Reasons of lines that are not the newspaper's word on this article, whatever they begin with.
_NOT_OURS = frozenset(
    {"comments", "second copy", "another article", "hidden", "related", "navigation", "template"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """A page's blocks, sorted into the article and what is left out."""

    page: Page
    blocks: Sequence[PageBlock]
    kept: Sequence[PageBlock]  #: the body, in reading order
    cut: dict[int, str]  #: why a chosen block was left out, by its index
    known: Known
    description: str | None  #: the standfirst or summary as the page's metadata has it

    @property
    def head(self) -> Sequence[PageBlock]:
        """What stands between the headline and the first paragraph."""
        headline = self.known.story.headline
        first = next((block.index for block in self.kept if is_solid(block)), None)
        if headline is None or first is None:
            return ()
        return self.blocks[headline + 1 : first]

    def reason(self, block: PageBlock) -> str | None:
        """Why the block is left out, when something says so."""
        return self.cut.get(block.index) or block.cut


def find_kinds(page: Sorted) -> list[PageBlock]:
    """The blocks of the article with their kinds, in reading order; sets `kind` and `time` of blocks."""
    if not page.kept:
        return []
    found = {block.index: block for block in page.kept}
    for add in (_add_byline, _add_standfirst, _add_corrections, _add_sources):
        add(page, found)
    kept = [found[index] for index in sorted(found)]
    return mark_entries(page.page, page.blocks, kept)


def _add_standfirst(page: Sorted, found: dict[int, PageBlock]) -> None:
    """The summary under the headline, told by its name, by its being a heading, or by the page's own description."""
    summary = fold(page.description or "")
    first = next((block for block in page.kept if is_solid(block)), None)
    for block in [*page.head, *([first] if first is not None else [])]:
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.QUOTE):
            continue
        if page.reason(block) not in (None, "byline", "beside the article") or block.link_share > 0.5:
            continue
        # many papers describe an article by its first paragraph
        apart = block is not first and (block.index not in found or not _is_alike(block, first))
        if _is_standfirst(block, summary if apart else ""):
            block.kind, block.level = BlockKind.STANDFIRST, None
            found[block.index] = block
            return


def _is_alike(block: PageBlock, other: PageBlock | None) -> bool:
    """Whether both are marked up as paragraphs of one text."""
    if other is None:
        return True
    one, two = block.element, other.element
    return one.getparent() is two.getparent() and one.tag == two.tag and one.get("class") == two.get("class")


def _is_standfirst(block: PageBlock, summary: str) -> bool:
    line = fold(block.text)
    if len(line) < _SAME_LETTERS or len(line) + 2 * len(_IDEOGRAPH.findall(line)) > _LONGEST_STANDFIRST:
        return False
    if _is_named(block) or _repeats(line, summary):
        return True
    return block.kind is BlockKind.HEADING and block.text[-1:] in _SENTENCE_ENDS


def _repeats(line: str, summary: str) -> bool:
    """Whether the line is the description, or all of it that fitted."""
    return len(summary) >= _SAME_LETTERS and (line.startswith(summary) or summary.startswith(line))


def _is_named(block: PageBlock) -> bool:
    """Whether the block's element, or one around it that holds nothing else, is named a standfirst."""
    element = block.element
    size = len(block.text) * 1.2 + 10
    for _ in range(3):
        name = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        if _STANDFIRST_NAME.search(_CAMEL.sub("-", name)):
            return True
        parent = element.getparent()
        if parent is None or len("".join(parent.itertext()).strip()) > size:
            return False
        element = parent
    return False


def _add_byline(page: Sorted, found: dict[int, PageBlock]) -> None:
    """The first line under the headline that names who wrote the article; its copies stay left out."""
    names = [fold(name) for name in page.known.authors if name]
    for block in page.head:
        if block.index in found or len(block.text) > _LONGEST_BYLINE:
            continue
        line = fold(block.text)
        if page.reason(block) in (None, "byline") and any(name in line for name in names):
            block.kind, block.level = BlockKind.BYLINE, None
            for index in [index for index, other in found.items() if fold(other.text) == line]:
                page.cut[index] = "byline"
                del found[index]
            found[block.index] = block
            return


def _add_corrections(page: Sorted, found: dict[int, PageBlock]) -> None:
    """Corrections and editor's notes in the body, those left out of it, and those right above and below."""
    headline = page.known.story.headline
    first = page.kept[0].index if headline is None else headline + 1
    labelled = False
    for block in page.blocks[first : page.kept[-1].index + 1 + _BELOW]:
        ours = page.reason(block) not in _NOT_OURS and (block.cut is None or block.index in found)
        if ours and is_correction_label(block.text):
            labelled = True
            continue
        noted = is_correction(block.text) or (labelled and len(block.text) >= _SHORTEST_NOTE)
        if ours and noted and _may_be_correction(block):
            block.kind, block.level = BlockKind.CORRECTION, None
            found[block.index] = block
        labelled = False


def _may_be_correction(block: PageBlock) -> bool:
    return block.link_share < 0.5 and block.kind in (
        BlockKind.PARAGRAPH,
        BlockKind.QUOTE,
        BlockKind.LIST_ITEM,
        BlockKind.HEADING,
    )


def _add_sources(page: Sorted, found: dict[int, PageBlock]) -> None:
    """Who said it, under a quotation: its `<footer>` or `<cite>`, which elsewhere is the page's foot."""
    for block in page.blocks:
        before = found.get(block.index - 1)
        if (
            block.kind is BlockKind.QUOTE
            and block.cut == "footer"
            and before is not None
            and before.kind is BlockKind.QUOTE
        ):
            found[block.index] = block


def make_blocks(kept: Sequence[PageBlock], linker: Linker) -> tuple[Block, ...]:
    """The article's blocks; the lines of one embedded post are one."""
    made: list[Block] = []
    last: HtmlElement | None = None  #: the post the block before is of
    for block in kept:
        post = _post_of(block)
        made.append(_make_block(block, linker))
        if post is not None and post is last:
            made[-2:] = [_join(made[-2], made[-1])]
        last = post
    return tuple(made)


def _post_of(block: PageBlock) -> HtmlElement | None:
    if block.kind is not BlockKind.EMBED:
        return None
    around = (block.element, *block.element.iterancestors())
    return next((element for element in around if element.tag == "blockquote"), None)


def _join(one: Block, two: Block) -> Block:
    start = len(one.text) + 1
    moved = (replace(anchor, start=anchor.start + start, end=anchor.end + start) for anchor in two.anchors)
    return replace(
        one,
        text=f"{one.text}\n{two.text}",
        links=tuple(dict.fromkeys((*one.links, *two.links))),
        anchors=(*one.anchors, *moved),
    )


def _make_block(block: PageBlock, linker: Linker) -> Block:
    """A block of the page as the article has it: links absolute and in place, a table's rows of names counted."""
    level = _name_rows(block) if block.kind is BlockKind.TABLE else block.level
    anchors = linker.anchors(block)
    links = linker.addresses(block.links if anchors is None else [anchor.url for anchor in anchors])
    if block.kind is BlockKind.EMBED:
        links = tuple(dict.fromkeys((*links, *linker.addresses(_posts(block)))))
    return Block(
        kind=block.kind, text=block.text, level=level, links=links, anchors=anchors or (), time=block.time
    )


def _name_rows(table: PageBlock) -> int | None:
    """Rows from the top that hold the names of columns: nothing but `<th>`, or in `<thead>`."""
    names = 0
    for row in table.element.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if not any("".join(cell.itertext()).strip() for cell in cells):
            continue
        in_head = next(row.iterancestors("thead", "table")).tag == "thead"
        if not in_head and any(cell.tag == "td" for cell in cells):
            break
        names += 1
    return names or None


def _posts(block: PageBlock) -> list[str]:
    """The address of an embedded post, as its markup for the network's script gives it."""
    for element in (block.element, *block.element.iterancestors("blockquote", "div")):
        for name in ("cite", "data-instgrm-permalink", "data-href"):
            if (element.get(name) or "").startswith("http"):
                return [element.get(name, "")]
        if element.tag == "blockquote":
            break
    return []
