"""The pages of one article as one body: what a later page prints again is left out once more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archiver.article import BlockKind, Removed
from archiver.extract.story import fold
from archiver.text import join_marks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archiver.article import Block
    from archiver.extract.body import Body

#: Letters from which a heading of a later page that begins or ends with the article's headline is the headline.
_HEADLINE_LETTERS = 12
#: Share of the words of two headlines that must be the same for two pages to be of one article.
_SAME_WORDS = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """A page after the first, as it was read."""

    number: int  #: from 2
    title: str | None
    body: Body


def join_pages(first: Body, title: str | None, later: Iterable[Later]) -> Body:
    """The first page's body with those of the later pages behind it.

    A page under another headline is another article: it and what follows it are left out, and kept as removed.
    """
    joined = first
    for page in later:
        if not _is_same(title, page.title):
            text = "\n".join(block.text for block in page.body.blocks if block.text)
            gone = Removed(text=text, reason="another article", place=f"page {page.number}")
            return replace(joined, removed=(*joined.removed, gone))
        joined = _joined(joined, page, title)
    return joined


def _is_same(title: str | None, other: str | None) -> bool:
    """Whether two pages have one headline, give or take "Page 2" and a part's own title."""
    one, two = fold(title or ""), fold(other or "")
    if not one or not two or one in two or two in one:
        return True
    words, others = ({*text.casefold().split()} for text in (title or "", other or ""))
    return len(words & others) >= _SAME_WORDS * min(len(words), len(others))


def _joined(first: Body, page: Later, title: str | None) -> Body:
    printed = {fold(block.text) for block in first.blocks}
    new: list[Block] = []
    again: list[Removed] = []
    for number, block in enumerate(page.body.blocks, start=1):
        reason = _reason(block, printed, title)
        if reason is None:
            new.append(_of_later_page(block))
        else:
            again.append(Removed(text=block.text, reason=reason, place=f"page {page.number}, block {number}"))
    moved = (replace(one, place=f"page {page.number}, {one.place}") for one in page.body.removed)
    pictures = {image.url for image in first.images}
    return replace(
        first,
        blocks=(*first.blocks, *new),
        removed=(*first.removed, *again, *moved),
        links=tuple(dict.fromkeys((*first.links, *page.body.links))),
        images=(*first.images, *(image for image in page.body.images if image.url not in pictures)),
        page_chars=first.page_chars + page.body.page_chars,
        page_lines=join_marks(first.page_lines, page.body.page_lines),
    )


def _reason(block: Block, printed: set[str], title: str | None) -> str | None:
    """Why a block of a later page is left out."""
    line = fold(block.text)
    if block.kind is BlockKind.BYLINE:
        return "byline"
    if line and line in printed:
        return "second copy"
    headline = fold(title or "")
    if block.kind is BlockKind.HEADING and len(headline) >= _HEADLINE_LETTERS and line.startswith(headline):
        return "headline"
    return None


def _of_later_page(block: Block) -> Block:
    """The summary of a page after the first is its first paragraph."""
    return replace(block, kind=BlockKind.PARAGRAPH) if block.kind is BlockKind.STANDFIRST else block
