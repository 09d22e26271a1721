"""Where on the page the story stands: its headline, the container of its paragraphs, and what lies beyond.

Told by position alone, so that it holds in any language and for markup whose names say nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from archiver.article import BlockKind
from archiver.extract.choice import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from archiver.extract.blocks import PageBlock

#: Characters of a paragraph with which the article's text has begun, or goes on.
SOLID_CHARS = 120
_IDEOGRAPH = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
#: Characters of running text of an article under which no second one is looked for.
_FIRST_CHARS = 400
#: Articles a page loads below the first.
_MOST_NEXT = 3
#: Letters of a picture's description from which a line that repeats it is no coincidence.
_CAPTION_LETTERS = 20
#: Characters of an element that holds a picture and what is printed under it, and no paragraph.
_FIGURE_CHARS = 400
#: Characters of the longest standfirst. Of 55 pages with such paragraphs, those up to 270 were standfirsts and notes,
#: which most newspapers' own feeds count apart; those over it were the article's first paragraphs.
_STANDFIRST_CHARS = 270
#: Letters of a line that may be the name of a section or of the newspaper.
_NAME_LETTERS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The part of a page between its headline and its last paragraph."""

    headline: int | None = None  #: place of the headline among the page's blocks
    container: HtmlElement | None = None  #: the smallest element that holds headline and paragraphs
    frame: frozenset[str] = (
        frozenset()
    )  #: folded names the page links to outside the story: sections, the newspaper
    end: int | None = None  #: place of the headline of a second article below, in the markup of the first

    def holds(self, block: PageBlock) -> bool:
        """Whether the block stands in the story's container; so does every block when none is known."""
        if self.container is None:
            return True
        return block.element is self.container or self.container in block.element.iterancestors()


@lru_cache(maxsize=4_096)
def fold(text: str) -> str:
    """Letters and digits alone, lower case: what two printings of one line share."""
    return squeeze(text).casefold()


def is_solid(block: PageBlock) -> bool:
    """Running text: a long paragraph that is no list of links."""
    return (
        block.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM)
        and (len(block.text) >= SOLID_CHARS or _fills(block.text))
        and block.link_share < 0.5
    )


def _fills(text: str) -> bool:
    """Whether a text in Chinese or Japanese says as much as `SOLID_CHARS` letters do."""
    return len(text) * 3 >= SOLID_CHARS and len(_IDEOGRAPH.findall(text)) * 3 >= SOLID_CHARS


def find_story(blocks: Sequence[PageBlock], own: Sequence[PageBlock], headlines: frozenset[str]) -> Story:
    """The story of which *own* are the blocks chosen; *headlines* are folded."""
    solid = [block for block in own if is_solid(block)]
    if not solid:
        return Story()
    headline = _find_headline(blocks, solid[0].index, headlines)
    if headline is None:
        return Story()
    container = _smallest_around([headline.element, *(block.element for block in solid)])
    story = Story(headline=headline.index, container=container)
    end = _find_next_headline(blocks, headline, solid)
    return Story(headline=headline.index, container=container, frame=_frame(blocks, story), end=end)


def _find_next_headline(
    blocks: Sequence[PageBlock], headline: PageBlock, solid: Sequence[PageBlock]
) -> int | None:
    """A top-level heading below the text, in an element of its own that looks like the headline's."""
    if headline.kind is not BlockKind.HEADING or headline.level != 1:
        return None
    look, near = _look(headline), (headline.element.getparent(), solid[0].element.getparent())
    alike = [
        block
        for block in blocks[headline.index + 1 :]
        if block.level == 1 and block.kind is BlockKind.HEADING and _look(block) == look
    ]
    # more of them are the headings of the page's parts
    if not alike or len(alike) > _MOST_NEXT or alike[0].element.getparent() in near:
        return None
    before = sum(len(block.text) for block in solid if block.index < alike[0].index)
    return alike[0].index if before >= _FIRST_CHARS else None


def _look(block: PageBlock) -> tuple[str, ...]:
    """Tag and class of a block's element and of the one around it."""
    parent = block.element.getparent()
    return tuple(
        f"{element.tag} {element.get('class') or ''}"
        for element in (block.element, parent)
        if element is not None
    )


def find_lead(blocks: Sequence[PageBlock], own: Sequence[PageBlock], story: Story) -> list[PageBlock]:
    """First paragraphs not chosen: between the headline and the first of *own*, when they are more than a standfirst."""
    first = next((block.index for block in own if is_solid(block)), None)
    if story.headline is None or first is None:
        return []
    mine = {block.index for block in own}
    lead = [
        block
        for block in blocks[story.headline + 1 : first]
        if block.index not in mine and block.cut is None and is_solid(block) and not block.links
    ]
    return lead if sum(len(block.text) for block in lead) > _STANDFIRST_CHARS else []


def _find_headline(blocks: Sequence[PageBlock], first: int, headlines: frozenset[str]) -> PageBlock | None:
    """The headline nearest above the first paragraph; headings before other lines."""
    above = [block for block in blocks[:first] if fold(block.text) in headlines and block.link_share < 0.5]
    headings = [block for block in above if block.kind is BlockKind.HEADING]
    if headings:
        return next((block for block in headings if block.cut is None), headings[0])
    return above[-1] if above else None


def _smallest_around(elements: Sequence[HtmlElement]) -> HtmlElement | None:
    """The innermost element that holds all of *elements*."""
    first, *others = elements
    around = [first, *first.iterancestors()]
    for element in others:
        mine = {element, *element.iterancestors()}
        around = [ancestor for ancestor in around if ancestor in mine]
    return around[0] if around else None


def _frame(blocks: Iterable[PageBlock], story: Story) -> frozenset[str]:
    names = (
        fold(block.text)
        for block in blocks
        if len(block.text) <= _NAME_LETTERS
        and block.link_share > 0.9
        and not story.holds(block)
        # a table of contents names the article's own parts
        and not any(link.startswith("#") for link in block.links)
    )
    return frozenset(name for name in names if name)


def mark_captions(tree: HtmlElement, blocks: Sequence[PageBlock]) -> None:
    """Make captions of lines that repeat the description of a picture beside them."""
    described: dict[str, list[tuple[str, HtmlElement]]] = {}
    for picture in tree.iter("img", "amp-img"):
        for name in ("alt", "title"):
            words = fold(picture.get(name) or "")
            if len(words) >= _CAPTION_LETTERS:
                described.setdefault(words[:_CAPTION_LETTERS], []).append((words, picture))
    if not described:
        return
    for block in blocks:
        if block.kind is not BlockKind.PARAGRAPH or len(block.text) > 2 * SOLID_CHARS:
            continue
        line = fold(block.text)
        if any(
            line.startswith(words) and len(line) < len(words) + _NAME_LETTERS and _is_beside(block, picture)
            for words, picture in described.get(line[:_CAPTION_LETTERS], ())
        ):
            block.kind = BlockKind.CAPTION


def _is_beside(block: PageBlock, picture: HtmlElement) -> bool:
    """Both stand in one element, with hardly any other text."""
    parent = block.element.getparent()
    around = {block.element}
    if parent is not None and len("".join(parent.itertext())) < _FIGURE_CHARS:
        around.add(parent)
    return not around.isdisjoint(picture.iterancestors())
