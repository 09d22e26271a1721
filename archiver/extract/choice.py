"""Which of a page's blocks are the article's: trafilatura's word, spread to blocks that look like those it took.

This is the heart of the body reader and the part a learned model can take the place of: `choose` is given the blocks
of a page and says for each whether it belongs to the article.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import trafilatura
from lxml.html import Element
from trafilatura.settings import Document

from archiver.article import BlockKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from archiver.extract.blocks import PageBlock

# it logs an error for each page without text, which is for us to tell
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

#: Blocks of a page from which trafilatura is not asked: its time grows with the square of them (20,000: 7 s).
MOST_ASKED = 6_000
#: Characters of running text below which trafilatura is asked to think twice.
_FEW_CHARS = 500
#: Share of the page's running text below which it is.
_DOUBTFUL_SHARE = 0.5
_NOT_WORD = re.compile(r"\W+")
#: The same for plain letters, ten times faster.
_ASCII_MARKS = {code: None for code in range(128) if not (chr(code).isalnum() or chr(code) == "_")}
#: Bytes of UTF-8 from which a block found inside trafilatura's text is no coincidence.
_LONG = 30
#: Letters per sample when a long block is looked up piece by piece.
_SAMPLE = 24
#: Samples of a very long block.
_MOST_SAMPLES = 200
#: Share of the samples of a block that must be in trafilatura's text.
_MIN_SAMPLES = 0.5
#: Share of the characters under one signature that must be taken for the rest to follow.
_MIN_SIGNATURE = 0.6
#: Long paragraphs of a signature that must be taken in one part of the page for the rest of that part to follow.
_MIN_KIN = 2
#: Characters of a long paragraph.
_SOLID_CHARS = 120
#: Characters of a paragraph that may follow its kin.
_KIN_CHARS = 40


def choose(tree: HtmlElement, blocks: Sequence[PageBlock]) -> list[bool]:
    """For each block whether it is the article's; *tree* is the page without what was cut, and is changed."""
    if len(blocks) > MOST_ASKED:
        return _fill(blocks, _spread(blocks, _densest(blocks)))
    root = Element("html")
    root.append(tree)
    taken = _vote(blocks, _trafilatura_text(root, fast=True))
    if _is_doubtful(blocks, taken):
        # its comparison with two other extractors costs as much again and changes one page in twenty
        taken = _vote(blocks, _trafilatura_text(root, fast=False))
    return _fill(blocks, _spread(blocks, taken if any(taken) else _densest(blocks)))


def _is_doubtful(blocks: Sequence[PageBlock], taken: Sequence[bool]) -> bool:
    """Little of the page's running text was taken."""
    prose = [(len(block.text), yes) for block, yes in zip(blocks, taken, strict=True) if _is_prose(block)]
    got = sum(size for size, yes in prose if yes)
    return got < _FEW_CHARS or got < sum(size for size, _ in prose) * _DOUBTFUL_SHARE


def _trafilatura_text(root: HtmlElement, fast: bool) -> list[str]:
    """The lines trafilatura takes for the article, letters and digits only."""
    try:
        found = trafilatura.bare_extraction(root, fast=fast, include_comments=False)
    except (ValueError, TypeError, AttributeError, IndexError):
        # it fails on a handful of odd trees; the page's own markup then has to do
        return []
    if not isinstance(found, Document) or not found.text:
        return []
    return [squeezed for line in found.text.split("\n") if (squeezed := squeeze(line))]


def squeeze(text: str) -> str:
    """Letters and digits alone, so that spacing and marks do not matter.

    >>> squeeze("- A “list” item")
    'Alistitem'
    """
    return text.translate(_ASCII_MARKS) if text.isascii() else _NOT_WORD.sub("", text)


def _densest(blocks: Sequence[PageBlock]) -> list[bool]:
    """The blocks of the element with most running text; for pages trafilatura finds nothing in."""
    sizes: dict[HtmlElement, int] = defaultdict(int)
    for block in blocks:
        home = _home(block)
        if home is not None and _is_prose(block):
            sizes[home] += len(block.text)
    if not sizes:
        return [False] * len(blocks)
    best = max(sizes, key=lambda element: sizes[element])
    return [block.cut is None and _home(block) is best and block.link_share < 0.5 for block in blocks]


def _vote(blocks: Sequence[PageBlock], lines: Sequence[str]) -> list[bool]:
    """Whether each block's words are in trafilatura's text."""
    known = set(lines)
    whole = "".join(lines)
    return [_is_in(squeeze(block.text), known, whole) for block in blocks]


def _is_in(letters: str, lines: set[str], whole: str) -> bool:
    if not letters or letters in lines:
        return bool(letters)
    if len(letters.encode()) <= _LONG:
        return False
    if letters in whole:
        return True
    starts = range(0, len(letters) - _SAMPLE + 1, max(_SAMPLE, len(letters) // _MOST_SAMPLES))
    hits = sum(letters[start : start + _SAMPLE] in whole for start in starts)
    return hits > len(starts) * _MIN_SAMPLES


def _spread(blocks: Sequence[PageBlock], taken: list[bool]) -> list[bool]:
    """Add paragraphs that stand in the same markup as those taken: bodies are split over several containers."""
    everywhere: dict[object, list[int]] = defaultdict(lambda: [0, 0])
    nearby: dict[object, list[int]] = defaultdict(lambda: [0, 0])
    signatures = [signature(block) for block in blocks]
    regions = [_region(block) for block in blocks]
    for block, yes, sign, region in zip(blocks, taken, signatures, regions, strict=True):
        everywhere[sign][yes] += len(block.text)
        if len(block.text) >= _SOLID_CHARS:
            nearby[sign, region][yes] += 1
    chosen = list(taken)
    for index, (block, sign, region) in enumerate(zip(blocks, signatures, regions, strict=True)):
        if chosen[index] or not _is_prose(block):
            continue
        left, got = everywhere[sign]
        chosen[index] = got > (left + got) * _MIN_SIGNATURE or nearby[sign, region][True] >= _MIN_KIN
    return chosen


def _fill(blocks: Sequence[PageBlock], taken: list[bool]) -> list[bool]:
    """Add headings, list items and tables between two paragraphs taken, right beside them in the markup."""
    homes = {
        _home(block)
        for block, yes in zip(blocks, taken, strict=True)
        if yes and len(block.text) >= _SOLID_CHARS
    }
    places = [
        index
        for index, (block, yes) in enumerate(zip(blocks, taken, strict=True))
        if yes and block.cut is None
    ]
    if not places:
        return taken
    return [
        yes
        or (
            places[0] < index < places[-1]
            and block.cut is None
            and block.kind is not BlockKind.CAPTION
            and block.link_share < 0.5
            and _home(block) in homes
        )
        for index, (block, yes) in enumerate(zip(blocks, taken, strict=True))
    ]


def _home(block: PageBlock) -> HtmlElement | None:
    """The element a block stands in beside its neighbours; a list stands there as a whole."""
    element = block.element
    while (
        element.tag in ("li", "ul", "ol", "dl", "dd", "dt", "blockquote") and element.getparent() is not None
    ):
        element = element.getparent()
    return element.getparent() if element is block.element else element


def _region(block: PageBlock) -> HtmlElement | None:
    """The part of the page a block belongs to, as the page divides itself."""
    return next(block.element.iterancestors("article", "main"), None)


def _is_prose(block: PageBlock) -> bool:
    return (
        block.cut is None
        and block.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE)
        and len(block.text) >= _KIN_CHARS
        and block.link_share < 0.5
    )


def signature(block: PageBlock) -> tuple[str, ...]:
    """The markup a block stands in: tag and class of its element and of the two around it."""
    parts = [str(block.kind)]
    element: HtmlElement | None = block.element
    for _ in range(3):
        if element is None:
            break
        parts.append(f"{element.tag}.{element.get('class') or ''}")
        element = element.getparent()
    return tuple(parts)
