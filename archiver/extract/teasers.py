"""Teasers: lines that announce another page of the site, as front pages and sections consist of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archiver.article import BlockKind
from archiver.errors import BadUrl
from archiver.urls import parse_url, same_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.extract.blocks import PageBlock

#: Bytes of the shortest headline that is a link; scripts that need fewer letters need more bytes for each.
_HEADLINE_BYTES = 15
#: Characters of the longest line under such a headline; what is longer is an article's own paragraph.
_TEASER_CHARS = 300
#: Characters of a day or a name printed between such a headline and the line under it.
_BETWEEN_CHARS = 45
#: Share of a line inside links from which it is nothing but a link.
_LINK_ONLY = 0.9


def find_teasers(url: str, blocks: Sequence[PageBlock], kept: Sequence[PageBlock]) -> list[PageBlock]:
    """Those of *kept*, blocks of the page at *url*, that are a headline linked to another page or stand right under one."""
    found = []
    for block in kept:
        if block.kind is BlockKind.CAPTION or len(block.text) > _TEASER_CHARS:
            continue
        if any(_is_linked(url, one) for one in (block, *_above(blocks, block))):
            found.append(block)
    return found


def _above(blocks: Sequence[PageBlock], block: PageBlock) -> list[PageBlock]:
    """The block above, and the one above that when only a day or a name stands between."""
    above = list(reversed(blocks[max(0, block.index - 3) : block.index]))
    near = above[:1]
    for one in above[1:]:
        if len(near[-1].text) > _BETWEEN_CHARS or near[-1].link_share >= _LINK_ONLY:
            break
        near.append(one)
    return near


def _is_linked(url: str, block: PageBlock) -> bool:
    """A headline that is a link to another page of the same site."""
    return (
        block.link_share >= _LINK_ONLY
        and len(block.text.encode()) >= _HEADLINE_BYTES
        and any(_is_other_page(url, link) for link in block.links)
    )


def _is_other_page(url: str, link: str) -> bool:
    try:
        other = parse_url(link, url)
        return same_site(other, url) and other.partition("#")[0] != url.partition("#")[0]
    except BadUrl:
        return False
