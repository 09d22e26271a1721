"""The body a page gives in its JSON-LD or its scripts' data, for pages whose text is only there: scripts would print it.

Only a last resort: on pages that show their text, `articleBody` is more often cut short or full of markup than not, and
the data of scripts holds other articles, too.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import fromstring

from archiver.article import Block, BlockKind
from archiver.extract.blocks import find_blocks
from archiver.extract.clean import clean_tree
from archiver.extract.embedded import read_json_ld

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.extract.blocks import PageBlock
    from archiver.extract.page import Page

#: Characters from which a declared body is a text and not a teaser.
_MIN_CHARS = 200
#: Paragraphs a piece of markup in a script must have to be an article.
_MIN_PARAGRAPHS = 2
#: A long piece of text in a script's data.
_STRING = re.compile(r'"((?:[^"\\]|\\.){200,})"', re.S)
#: Pieces inside pieces: data of a page written into data of the framework that made it.
_NESTING = 2
_MARKUP = re.compile(r"</?(?:p|br|div|span|a|b|i|em|strong|ul|li|h[1-6])\b[^>]*>", re.I)


def read_declared_body(page: Page) -> tuple[Block, ...]:
    """Paragraphs of the longest `articleBody` of the page's JSON-LD, else of the longest text with markup in its scripts."""
    return _read_json_ld_body(page) or _read_script_body(page)


def _read_script_body(page: Page) -> tuple[Block, ...]:
    """The longest piece of markup with several paragraphs that a script would print."""
    best: list[PageBlock] = []
    for script in page.tree.iter("script"):
        for markup in _find_markup(script.text or "", _NESTING):
            blocks = _own_blocks(markup)
            if sum(len(block.text) for block in blocks) > sum(len(block.text) for block in best):
                best = blocks
    paragraphs = [block for block in best if block.kind is BlockKind.PARAGRAPH]
    if len(paragraphs) < _MIN_PARAGRAPHS or sum(len(block.text) for block in paragraphs) < _MIN_CHARS:
        return ()
    return tuple(Block(kind=block.kind, text=block.text, level=block.level) for block in best)


def _find_markup(data: str, nesting: int) -> Iterator[str]:
    """Pieces of markup in a script's data."""
    for match in _STRING.finditer(data):
        try:
            text = json.loads(f'"{match.group(1)}"', strict=False)
        except ValueError:
            continue
        if len(_MARKUP.findall(text)) > _MIN_PARAGRAPHS and text.lstrip().startswith("<"):
            yield text
        elif nesting:
            yield from _find_markup(text, nesting - 1)


def _own_blocks(markup: str) -> list[PageBlock]:
    try:
        cleaned = clean_tree(fromstring(f"<html><body>{markup}</body></html>"))
    except (etree.ParserError, ValueError):
        return []
    return [
        block
        for block in find_blocks(cleaned.tree, cleaned.cuts)
        if block.cut is None and block.kind is not BlockKind.CAPTION
    ]


def _read_json_ld_body(page: Page) -> tuple[Block, ...]:
    scripts = (
        script.text or "" for script in page.tree.iter("script") if "ld+json" in (script.get("type") or "")
    )
    things = read_json_ld(text for text in scripts if "articleBody" in text)
    bodies = (value for thing in things for value in thing.all("articleBody") if isinstance(value, str))
    longest = max(bodies, key=len, default="")
    if len(longest) < _MIN_CHARS:
        return ()
    return tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in _paragraphs(longest))


def _paragraphs(text: str) -> list[str]:
    if _MARKUP.search(text):
        try:
            return [block.text for block in find_blocks(fromstring(f"<div>{text}</div>"))]
        except (etree.ParserError, ValueError):
            text = _MARKUP.sub("\n", text)
    lines = (" ".join(line.split()) for line in re.split(r"\n+", text))
    return [line for line in lines if line]
