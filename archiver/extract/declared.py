"""The body a page gives in its JSON-LD, for pages whose text is only there: scripts would print it.

Only a last resort: on pages that show their text, `articleBody` is more often cut short or full of markup than not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import fromstring

from archiver.article import Block, BlockKind
from archiver.extract.blocks import find_blocks
from archiver.extract.embedded import read_json_ld

if TYPE_CHECKING:
    from archiver.extract.page import Page

#: Characters from which a declared body is a text and not a teaser.
_MIN_CHARS = 200
_MARKUP = re.compile(r"</?(?:p|br|div|span|a|b|i|em|strong|ul|li|h[1-6])\b[^>]*>", re.I)


def read_declared_body(page: Page) -> tuple[Block, ...]:
    """Paragraphs of the longest `articleBody` of the page's JSON-LD; none when there is no text in it."""
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
