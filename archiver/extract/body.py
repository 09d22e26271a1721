"""The body of an article: the page's blocks, those that are the article's, without what is printed among them.

    page -> clean (markup that is no article) -> blocks -> choice (which are the article's) -> trim (lines that are not)

Each step is a file of its own and can be exchanged by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archiver.article import Block, BlockKind, Image, Removed
from archiver.errors import BadUrl
from archiver.extract.blocks import find_blocks
from archiver.extract.choice import choose
from archiver.extract.clean import clean_tree, remove_cuts
from archiver.extract.declared import read_declared_body
from archiver.extract.discussion import mark_discussions
from archiver.extract.figures import read_images
from archiver.extract.story import Story, find_lead, find_story, fold, mark_captions
from archiver.extract.teasers import find_teasers
from archiver.extract.trim import Known, trim
from archiver.urls import parse_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from archiver.extract.blocks import PageBlock
    from archiver.extract.fields import Fields
    from archiver.extract.page import Page

#: Characters of a headline; longer ones are standfirsts.
_LONGEST_HEADLINE = 180
#: Characters from which what is called a caption is a paragraph.
_LONGEST_CAPTION = 300
#: Parts of the page's frame; recorded as removed only where they stand between paragraphs.
_FRAME = frozenset({"navigation", "footer", "hidden", "pop-up", "advertisement", "share", "related"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The article's own words, and what stood near them."""

    blocks: tuple[Block, ...] = ()  #: in reading order; captions of its pictures among them
    removed: tuple[Removed, ...] = ()
    links: tuple[str, ...] = ()  #: absolute URLs the body links to, each once
    images: tuple[Image, ...] = ()  #: pictures between its paragraphs, with captions
    link_share: float = 0.0  #: share of the page's characters inside links, 0–1; index pages have most
    page_chars: int = 0  #: characters of all the page's blocks
    teasers: int = (
        0  #: blocks that announce another page of the site: its headline as a link, and a line under it
    )
    teaser_share: float = 0.0  #: share of the body's characters in them, 0–1

    @property
    def text(self) -> str:
        """The words without captions, blocks parted by a blank line."""
        return "\n\n".join(block.text for block in self.blocks if block.kind is not BlockKind.CAPTION)


def read_body(page: Page, known: Fields) -> Body:
    """The body of *page*; *known* says which lines are its headline, byline and date."""
    cleaned = clean_tree(page.tree)
    blocks = find_blocks(cleaned.tree, cleaned.cuts)
    mark_captions(cleaned.tree, blocks)
    mark_discussions(blocks)
    tree = remove_cuts(cleaned)
    chosen = choose(tree, blocks)
    own = _own(blocks, chosen)
    headlines = _headlines(known)
    story = find_story(blocks, own, headlines)
    own = sorted([*own, *find_lead(blocks, own, story)], key=lambda block: block.index)
    reasons = trim(own, _known(known, headlines, story))
    kept = [block for place, block in enumerate(own) if place not in reasons]
    cut = {own[place].index: reason for place, reason in reasons.items()}
    body = _body(page, tree, blocks, kept, cut)
    return body if body.blocks else replace(body, blocks=read_declared_body(page))


def _own(blocks: Sequence[PageBlock], chosen: Sequence[bool]) -> list[PageBlock]:
    """The blocks chosen that are neither cut nor captions."""
    own = []
    for block, yes in zip(blocks, chosen, strict=True):
        if not yes or block.cut is not None:
            continue
        if block.kind is BlockKind.CAPTION and len(block.text) > _LONGEST_CAPTION:
            block.kind = BlockKind.PARAGRAPH
        if block.kind is not BlockKind.CAPTION:
            own.append(block)
    return own


def _headlines(fields: Fields) -> frozenset[str]:
    titles = (fields.title, fields.alternative_title)
    return frozenset(fold(line) for line in titles if line and len(line) <= _LONGEST_HEADLINE) - {""}


def _known(fields: Fields, headlines: frozenset[str], story: Story) -> Known:
    return Known(
        headlines=headlines,
        story=story,
        section=fold(fields.section or ""),
        printed=frozenset(folded for line in fields.printed if (folded := fold(line))),
        authors=tuple(author.name for author in fields.authors),
    )


def _body(
    page: Page, tree: HtmlElement, blocks: Sequence[PageBlock], kept: Sequence[PageBlock], cut: dict[int, str]
) -> Body:
    images, captions = read_images(tree, page.base_url, [block.element for block in kept], blocks)
    kept = sorted([*kept, *(blocks[place] for place in captions)], key=lambda block: block.index)
    links = _Links(page.base_url)
    chars = sum(len(block.text) for block in blocks)
    teasers = find_teasers(page.url, blocks, kept)
    return Body(
        blocks=tuple(
            Block(kind=block.kind, text=block.text, level=block.level, links=links.absolute(block.links))
            for block in kept
        ),
        removed=_removed(blocks, kept, cut),
        links=tuple(links.seen),
        images=tuple(images),
        link_share=sum(min(block.link_chars, len(block.text)) for block in blocks) / chars if chars else 0.0,
        page_chars=chars,
        teasers=len(teasers),
        teaser_share=_chars(teasers) / max(1, _chars(kept)),
    )


def _chars(blocks: Iterable[PageBlock]) -> int:
    return sum(len(block.text) for block in blocks if block.kind is not BlockKind.CAPTION)


class _Links:
    """Addresses as printed, made absolute; each remembered once, in order."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.seen: dict[str, None] = {}

    def absolute(self, printed: Iterable[str]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for address in printed:
            if address.startswith("#"):
                continue
            try:
                found[parse_url(address, self.base_url)] = None
            except BadUrl:
                continue
        self.seen.update(found)
        return tuple(found)


def _removed(
    blocks: Sequence[PageBlock], kept: Sequence[PageBlock], cut: dict[int, str]
) -> tuple[Removed, ...]:
    """What stood near the article, neighbours of one reason joined; the page's frame is not worth keeping."""
    if not kept:
        return ()
    ours = {block.index for block in kept}
    first, last = kept[0].index, kept[-1].index
    groups: list[tuple[str, int, list[str]]] = []
    for block in blocks:
        reason = cut.get(block.index) or block.cut
        inside = first < block.index < last
        if block.index in ours or (reason in _FRAME and not inside and block.index not in cut):
            continue
        if reason is None:
            if not inside:
                continue
            reason = "caption" if block.kind is BlockKind.CAPTION else "beside the article"
        if groups and groups[-1][0] == reason:
            groups[-1][2].append(block.text)
        else:
            groups.append((reason, block.index, [block.text]))
    return tuple(
        Removed(text="\n".join(texts), reason=reason, place=f"block {place}")
        for reason, place, texts in groups
    )
