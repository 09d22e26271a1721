"""The body of an article: the page's blocks, those that are the article's, without what is printed among them.

    page -> clean (markup that is no article) -> blocks -> choice (which are the article's) -> trim (lines that are not)

Each step is a file of its own and can be exchanged by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archiver.article import BESIDE_BODY, Block, BlockKind, Image, Removed, join_words
from archiver.extract.anchors import Linker
from archiver.extract.blocks import find_blocks
from archiver.extract.clean import remove_cuts
from archiver.extract.declared import read_declared_body
from archiver.extract.discussion import mark_discussions
from archiver.extract.figures import read_images
from archiver.extract.kinds import Sorted, find_kinds, make_blocks
from archiver.extract.learned import choose_learned
from archiver.extract.rules import clean_ruled
from archiver.extract.story import Story, find_lead, find_story, fold, mark_captions
from archiver.extract.teasers import find_teasers
from archiver.extract.templated import find_known, with_evidence
from archiver.extract.trim import Known, tell_reason, trim
from archiver.text import write_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    from archiver.extract.blocks import PageBlock
    from archiver.extract.fields import Fields
    from archiver.extract.page import Page
    from archiver.extract.rules import Ruled
    from archiver.extract.template import Template

#: Characters of a headline; longer ones are standfirsts.
_LONGEST_HEADLINE = 180
#: Characters from which what is called a caption is a paragraph.
_LONGEST_CAPTION = 300
#: Blocks above and below the article among which a line is looked at for what it is.
_NEAR = 25
#: Blocks of a page whose lines are marked, from its top.
_MOST_LINES = 3_000
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
    by_rule: bool = False  #: the site's rules say where it is
    page_lines: str | None = None  #: marks of the lines the page shows

    @property
    def running(self) -> tuple[Block, ...]:
        """The blocks without captions, standfirst and byline."""
        return tuple(block for block in self.blocks if block.kind not in BESIDE_BODY)

    @property
    def signed(self) -> tuple[Block, ...]:
        """The running blocks and the lines below them that name who wrote it."""
        last = max(
            (place for place, block in enumerate(self.blocks) if block.kind not in BESIDE_BODY), default=-1
        )
        below = (block for block in self.blocks[last + 1 :] if block.kind is BlockKind.BYLINE)
        return (*self.running, *below)

    @property
    def text(self) -> str:
        """The words without captions, standfirst and byline, blocks parted by a blank line."""
        return join_words(self.blocks)


def read_body(
    page: Page, known: Fields, template: Template | None = None, rules: Ruled | None = None
) -> Body:
    """The body of *page*; *known* says which lines are its headline, byline and date.

    *template* is the site's learned boilerplate, *rules* what the site's rules found on the page.
    """
    ruled = clean_ruled(page, rules)
    cleaned = ruled.cleaned
    blocks = find_blocks(cleaned.tree, cleaned.cuts)
    printed = write_marks(_lines(blocks))
    mark_captions(cleaned.tree, blocks)
    mark_discussions(blocks)
    tree = remove_cuts(cleaned)
    given = ruled.choose(blocks)
    chosen = given or choose_learned(tree, blocks, known)
    own = _own(blocks, chosen)
    headlines = _headlines(known)
    story = find_story(blocks, own, headlines)
    lead = [] if given else find_lead(blocks, own, story)
    own = sorted([*own, *lead], key=lambda block: block.index)
    lines = _known(known, headlines, story)
    reasons = trim(own, lines)
    templated = find_known(own, reasons, template, page.url, known.language_declared)
    reasons |= dict.fromkeys(templated, "template")
    kept = [block for place, block in enumerate(own) if place not in reasons]
    cut = {own[place].index: reason for place, reason in reasons.items()}
    sorting = Sorted(
        page=page,
        blocks=blocks,
        kept=kept,
        cut=cut,
        known=lines,
        description=known.description,
    )
    body = _body(sorting, tree, find_kinds(sorting))
    proofs = {f"block {own[place].index}": evidence for place, evidence in templated.items()}
    body = replace(
        body, removed=with_evidence(body.removed, proofs), by_rule=given is not None, page_lines=printed
    )
    return body if body.blocks else replace(body, blocks=read_declared_body(page), by_rule=False)


def _lines(blocks: Sequence[PageBlock]) -> Iterator[str]:
    """The lines of a page, any of which may be read as the article's one time and not another."""
    for block in blocks[:_MOST_LINES]:
        yield block.text
        if "\n" in block.text:
            yield from block.text.split("\n")


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


def _body(sorting: Sorted, tree: HtmlElement, kept: Sequence[PageBlock]) -> Body:
    page, blocks = sorting.page, sorting.blocks
    lines = {
        blocks[place].element: blocks[place] for place, reason in sorting.cut.items() if reason == "caption"
    }
    images, captions = read_images(tree, page.base_url, [block.element for block in kept], blocks, lines)
    kept = sorted([*kept, *(blocks[place] for place in captions)], key=lambda block: block.index)
    linker = Linker(page.base_url)
    chars = sum(len(block.text) for block in blocks)
    teasers = find_teasers(page.url, blocks, kept)
    return Body(
        blocks=make_blocks(kept, linker),
        removed=_removed(sorting, kept),
        links=tuple(linker.seen),
        images=tuple(images),
        link_share=sum(min(block.link_chars, len(block.text)) for block in blocks) / chars if chars else 0.0,
        page_chars=chars,
        teasers=len(teasers),
        teaser_share=_chars(teasers) / max(1, _chars(kept)),
    )


def _chars(blocks: Iterable[PageBlock]) -> int:
    return sum(len(block.text) for block in blocks if block.kind is not BlockKind.CAPTION)


def _removed(sorting: Sorted, kept: Sequence[PageBlock]) -> tuple[Removed, ...]:
    """What stood near the article, neighbours of one reason joined; the page's frame is not worth keeping."""
    if not kept:
        return ()
    ours = {block.index for block in kept}
    first, last = kept[0].index, kept[-1].index
    groups: list[tuple[str, int, list[str]]] = []
    for block in sorting.blocks:
        reason = sorting.reason(block)
        inside = first < block.index < last
        if block.index in ours or (reason in _FRAME and not inside and block.index not in sorting.cut):
            continue
        if reason is None:
            if not first - _NEAR < block.index < last + _NEAR:
                continue
            reason = tell_reason(block, sorting.known) or ("beside the article" if inside else None)
            if reason is None or (reason in _FRAME and not inside):
                continue
        if groups and groups[-1][0] == reason != "template":
            groups[-1][2].append(block.text)
        else:
            groups.append((reason, block.index, [block.text]))
    return tuple(
        Removed(text="\n".join(texts), reason=reason, place=f"block {place}")
        for reason, place, texts in groups
    )
