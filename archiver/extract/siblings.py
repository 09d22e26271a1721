"""The lines of a page, as far as a site's template is learned from them: what stands where, on which article's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archiver.article import BlockKind
from archiver.extract.blocks import find_blocks
from archiver.extract.clean import clean_tree
from archiver.extract.fields import read_fields
from archiver.extract.page import load_page
from archiver.extract.template import editions, line_key, markup_of, masked_key
from archiver.text import letters_of

if TYPE_CHECKING:
    from archiver.capture import Capture
    from archiver.extract.blocks import PageBlock

#: Lines of one page that are looked at.
_MOST_LINES = 3_000
#: Letters of a line that may be an article's own prose.
_PROSE_LETTERS = 60
_EXAMPLE_CHARS = 200
_PROSE_KINDS = (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """A line of a page; one that stands twice in the same markup is given once."""

    key: str  #: `template.line_key`
    masked: str | None  #: `template.masked_key`
    markup: str  #: `template.markup_of`
    text: str  #: as printed, at most 200 characters
    letters: int
    prose: bool  #: running text, in no part of the page that is cut by its markup


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLines:
    """Every line of a page, in reading order, and what tells pages of one article from pages of two."""

    article: str  #: what the archive files the article under: id or canonical URL; one article counts once
    title: str | None  #: `template.line_key` of the headline
    title_form: str | None  #: `template.masked_key` of the headline, else as `title`
    fetched_at: str  #: ISO 8601, UTC
    editions: tuple[str, ...]  #: `template.editions`
    lines: tuple[PageLine, ...]


def read_page_lines(capture: Capture, article: str | None = None) -> PageLines:
    """The lines of the page in *capture*, which holds *article*; without one the page's own word is taken.

    Raises:
        NotAnArticle: it cannot be read at all.
    """
    page = load_page(capture)
    fields = read_fields(page, fetched_at=capture.fetched_at)
    cleaned = clean_tree(page.tree)
    lines: dict[tuple[str, str], PageLine] = {}
    for block in find_blocks(cleaned.tree, cleaned.cuts):
        markup = markup_of(block.element)
        for text in block.text.split("\n"):
            key = line_key(text)
            if key and (key, markup) not in lines:
                lines[key, markup] = _page_line(block, markup, text, key)
        if len(lines) >= _MOST_LINES:
            break
    return PageLines(
        article=article or fields.canonical_url or capture.answered_url,
        title=line_key(fields.title or "") or None,
        title_form=masked_key(fields.title or "") or line_key(fields.title or "") or None,
        fetched_at=capture.fetched_at.isoformat(),
        editions=editions(capture.answered_url, fields.language_declared),
        lines=tuple(lines.values()),
    )


def _page_line(block: PageBlock, markup: str, text: str, key: str) -> PageLine:
    letters = letters_of(text)
    prose = block.cut is None and block.kind in _PROSE_KINDS and block.link_share < 0.5
    return PageLine(
        key=key,
        masked=masked_key(text),
        markup=markup,
        text=text[:_EXAMPLE_CHARS],
        letters=letters,
        prose=prose and letters >= _PROSE_LETTERS,
    )
