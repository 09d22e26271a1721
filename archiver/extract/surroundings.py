"""Surroundings: the short lines a reader sees around the headline, where byline and date stand whatever the markup."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archiver.extract.scan import SILENT, is_beside, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

#: Lines looked at after and before the headline. The byline is among the first ten on 9 of 10 pages.
_AFTER, _BEFORE = 30, 6
#: Characters of a line that is running text; the second of them ends the search.
_RUNNING = 140
_FONT_CONTROL = re.compile(r"(?:A\s*[+\-−]\s*){1,3}|[+\-−]?A{1,3}|T[+\-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line near the headline."""

    text: str  #: space folded
    distance: int  #: lines from the headline; negative before it
    element: HtmlElement  #: the outermost element read for it


def lines_around(headline: HtmlElement | None) -> tuple[Line, ...]:
    """Lines before and after the headline, in reading order, up to the second paragraph."""
    if headline is None:
        return ()
    before: list[Line] = []
    for text, element in _walk(headline, forward=False):
        before.append(Line(text=text, distance=-len(before) - 1, element=element))
        if len(before) >= _BEFORE or len(text) > _RUNNING:
            break
    after: list[Line] = []
    running = 0
    for text, element in _walk(headline, forward=True):
        running += len(text) > _RUNNING
        if running > 1 or len(after) >= _AFTER:
            break
        after.append(Line(text=text, distance=len(after) + 1, element=element))
    return (*reversed(before), *after)


def find_printed(tree: HtmlElement, words: str) -> HtmlElement | None:
    """The innermost element whose text is *words* (space folded); for headlines outside any heading."""
    for element in tree.iter(
        "div", "p", "span", "td", "font", "b", "strong", "big", "h2", "h3", "h4", "h5", "a", "center"
    ):
        text = element.text
        if text and words.startswith(text.strip()[:20]) and text.strip():
            joined = " ".join("".join(element.itertext()).split())
            if joined == words:
                return element
    return None


def is_font_control(line: str) -> bool:
    """A button that sets the size of the letters: "A+ A-".

    >>> is_font_control("A+ A-"), is_font_control("A Amin")
    (True, False)
    """
    return _FONT_CONTROL.fullmatch(line.strip()) is not None


def _walk(start: HtmlElement, *, forward: bool) -> Iterator[tuple[str, HtmlElement]]:
    """Lines after (or before, nearest first) an element, going up its ancestors."""
    node = start
    while node is not None and node.tag not in ("body", "html"):
        if forward:
            yield from _tail_lines(node)
        sibling = node.getnext() if forward else node.getprevious()
        while sibling is not None:
            if isinstance(sibling.tag, str) and sibling.tag not in SILENT and not is_beside(sibling):
                lines = lines_of(sibling, 3_000, without_others=True)
                for text in lines if forward else reversed(lines):
                    yield text, sibling
            if forward:
                yield from _tail_lines(sibling)
            sibling = sibling.getnext() if forward else sibling.getprevious()
        node = node.getparent()


def _tail_lines(element: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    text = " ".join((element.tail or "").split())
    if text:
        yield text, element
