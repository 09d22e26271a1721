"""Where on the page the story stands: its headline, the container of its paragraphs, and what lies beyond.

Told by position alone, so that it holds in any language and for markup whose names say nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archiver.article import BlockKind
from archiver.extract.choice import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    from archiver.extract.blocks import PageBlock

#: Characters of a paragraph with which the article's text has begun, or goes on.
SOLID_CHARS = 120
#: Letters of a picture's description from which a line that repeats it is no coincidence.
_CAPTION_LETTERS = 12
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

    def holds(self, block: PageBlock) -> bool:
        """Whether the block stands in the story's container; so does every block when none is known."""
        if self.container is None:
            return True
        return block.element is self.container or self.container in block.element.iterancestors()


def fold(text: str) -> str:
    """Letters and digits alone, lower case: what two printings of one line share."""
    return squeeze(text).casefold()


def is_solid(block: PageBlock) -> bool:
    """Running text: a long paragraph that is no list of links."""
    return (
        block.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM)
        and len(block.text) >= SOLID_CHARS
        and block.link_share < 0.5
    )


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
    return Story(headline=headline.index, container=container, frame=_frame(blocks, story))


def _find_headline(blocks: Sequence[PageBlock], first: int, headlines: frozenset[str]) -> PageBlock | None:
    """The headline nearest above the first paragraph; headings before other lines."""
    above = [block for block in blocks[:first] if fold(block.text) in headlines and block.link_share < 0.5]
    headings = [block for block in above if block.kind is BlockKind.HEADING]
    return (headings or above or [None])[-1]


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
        if len(block.text) <= _NAME_LETTERS and block.link_share > 0.9 and not story.holds(block)
    )
    return frozenset(name for name in names if name)


def mark_captions(tree: HtmlElement, blocks: Sequence[PageBlock]) -> None:
    """Make captions of lines that repeat the description of a picture beside them, and of what follows in their element."""
    described = {
        folded: picture
        for picture in tree.iter("img", "amp-img")
        for name in ("alt", "title")
        if len(folded := fold(picture.get(name) or "")) >= _CAPTION_LETTERS
    }
    if not described:
        return
    for block in blocks:
        if block.kind is not BlockKind.PARAGRAPH or len(block.text) > 2 * SOLID_CHARS:
            continue
        folded = fold(block.text)
        if any(
            folded.startswith(words) and len(folded) < len(words) + _NAME_LETTERS
            for words in _near(block, described)
        ):
            block.kind = BlockKind.CAPTION


def _near(block: PageBlock, described: dict[str, HtmlElement]) -> Iterator[str]:
    """Descriptions of the pictures in the elements around a block."""
    around = {block.element, block.element.getparent()}
    for words, picture in described.items():
        if not around.isdisjoint(picture.iterancestors()):
            yield words
