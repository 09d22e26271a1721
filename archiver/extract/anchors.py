"""Where in a block's text its links stand.

Found for the blocks of an article only, by reading the inline markup of their elements once more: a page has
thousands of links, an article a few.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archiver.article import Anchor, BlockKind
from archiver.errors import BadUrl
from archiver.extract.blocks import BLOCK_TAGS, UNSEEN_TAGS
from archiver.urls import parse_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

    from archiver.extract.blocks import PageBlock

#: Space, and marks no reader sees; both are folded differently in a page and in a block.
_SKIPPED = re.compile("[\\s\u00ad\u200b\u2060\ufeff]+")
_SOLID = re.compile("[^\\s\u00ad\u200b\u2060\ufeff]+")


@dataclass(slots=True, kw_only=True)
class Run:
    """A paragraph's text without its space, and which link each character is of."""

    pieces: list[str] = field(default_factory=list)
    letters: str = ""  #: the pieces as one, once all are read
    links: list[int] = field(
        default_factory=list
    )  #: per letter: its place in `Line.addresses` + 1; 0 for none


@dataclass(slots=True, kw_only=True)
class Line:
    """The text of an element, cut where its blocks are cut."""

    runs: list[Run] = field(default_factory=lambda: [Run()])
    addresses: list[str] = field(default_factory=list)  #: as printed, in order
    passed: int = 0  #: runs whose blocks have been asked for


class Linker:
    """Finds the anchors of blocks; addresses as printed, made absolute."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.seen: dict[str, None] = {}  #: every address found, in order
        self._lines: dict[HtmlElement, Line] = {}

    def addresses(self, printed: Iterable[str]) -> tuple[str, ...]:
        """Absolute addresses, each once; those within the page left out."""
        found = tuple(dict.fromkeys(url for address in printed if (url := self._absolute(address))))
        self.seen.update(dict.fromkeys(found))
        return found

    def anchors(self, block: PageBlock) -> tuple[Anchor, ...] | None:
        """Where in the block's text its links stand, in order; None when the text is not found in its element."""
        if not block.links:
            return ()
        line = self._lines.get(block.element)
        if line is None:
            line = self._lines[block.element] = _Reader(block.kind).read(block.element)
        letters, places = _without_space(block.text)
        for number in range(line.passed, len(line.runs)):
            run = line.runs[number]
            if run.letters == letters and any(run.links):
                line.passed = number + 1
                return self._cut(run.links, places, line.addresses)
        return None

    def _cut(self, links: list[int], places: list[int], addresses: list[str]) -> tuple[Anchor, ...]:
        anchors: list[Anchor] = []
        first = 0
        for at in range(1, len(links) + 1):
            if at < len(links) and links[at] == links[first]:
                continue
            if links[first] and (url := self._absolute(addresses[links[first] - 1])):
                anchors.append(Anchor(start=places[first], end=places[at - 1] + 1, url=url))
            first = at
        return tuple(anchors)

    def _absolute(self, address: str) -> str | None:
        if address.startswith("#"):
            return None
        try:
            return parse_url(address, self.base_url)
        except BadUrl:
            return None


def _without_space(text: str) -> tuple[str, list[int]]:
    """The letters of a text and their places."""
    places: list[int] = []
    for solid in _SOLID.finditer(text):
        places.extend(range(solid.start(), solid.end()))
    return _SKIPPED.sub("", text), places


class _Reader:
    """Reads the text right inside an element and its inline children, cut as `find_blocks` cuts it."""

    def __init__(self, kind: BlockKind) -> None:
        self.whole = kind is BlockKind.TABLE  #: a table is one block with all that is in it
        self.keeps_lines = self.whole or kind is BlockKind.CODE
        self.line = Line()
        self.breaks = 0  #: line breaks since the last letter

    def read(self, element: HtmlElement) -> Line:
        around = next((a.get("href", "") for a in element.iterancestors("a") if a.get("href")), "")
        if around:
            self.line.addresses.append(around)
        self._children(element, len(self.line.addresses))
        for run in self.line.runs:
            run.letters = "".join(run.pieces)
        return self.line

    def _children(self, part: HtmlElement, link: int) -> None:
        self._add(part.text, link)
        for child in part:
            self._visit(child, link)
            self._add(child.tail, link)

    def _visit(self, part: HtmlElement, link: int) -> None:
        if part.tag in UNSEEN_TAGS:
            return
        if part.tag == "br":
            self.breaks += 1
        elif part.tag in BLOCK_TAGS and not self.whole:
            # a block of its own; what stands on either side of it is not one run
            self.line.runs.append(Run())
        else:
            if part.tag == "a" and part.get("href"):
                self.line.addresses.append(part.get("href", ""))
                link = len(self.line.addresses)
            self._children(part, link)

    def _add(self, text: str | None, link: int) -> None:
        solid = _SKIPPED.sub("", text) if text else ""
        if not solid:
            return
        if self.breaks > 1 and not self.keeps_lines:
            self.line.runs.append(Run())
        self.breaks = 0
        run = self.line.runs[-1]
        run.pieces.append(solid)
        run.links.extend([link] * len(solid))
