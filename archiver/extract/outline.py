"""Outline: what the elements of a page hold together, and how far each block is from the parts that matter.

Every element above a block becomes one node that knows its parent and the sums of the blocks inside it; so that each
question about a block's surroundings is one step or a few upwards.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from archiver.article import BlockKind

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from lxml.html import HtmlElement

    from archiver.extract.blocks import PageBlock

K = TypeVar("K")

#: Size from which a block without many links counts as running text, and as a long paragraph.
PROSE_SIZE = 80
SOLID_SIZE = 160
#: Share of a block inside links from which it is no running text.
_LINKED = 0.4
#: Levels beyond which it does not matter how far away something is.
FAR = 16
#: Characters from which what is called a caption may be a paragraph.
_LONGEST_CAPTION = 300

#: Scripts that write a word with one or two letters.
_DENSE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
#: Tags whose nearest element above a block is looked for.
_MARKED = {
    "article": "article",
    "main": "article",
    "aside": "aside",
    "header": "header",
    "li": "item",
    "td": "item",
    "dd": "item",
    "section": "section",
}
MARKS = ("article", "aside", "header", "item", "section")
_MARK_PLACES = {tag: MARKS.index(mark) for tag, mark in _MARKED.items()}
_LIST_TAGS = frozenset({"li", "ul", "ol", "dl", "dd", "dt", "blockquote"})


def text_size(text: str) -> float:
    """Characters of a text, those of Chinese, Japanese and Korean counted three times.

    >>> text_size("Erbil"), text_size("北京")
    (5, 6)
    """
    return len(text) if text.isascii() else len(text) + 2 * sum(map(len, _DENSE.findall(text)))


class Node:
    """One element around blocks."""

    __slots__ = (
        "count",
        "depth",
        "down",
        "far",
        "group",
        "link",
        "parent",
        "prose",
        "size",
        "solid",
        "tag",
        "up",
    )

    def __init__(self, element: HtmlElement, parent: Node | None) -> None:
        self.parent = parent
        self.tag = element.tag
        self.depth: int = parent.depth + 1 if parent is not None else 0
        self.far = self._distances(element, parent)
        self.group: Hashable = (element.tag, element.get("class"))  #: its markup: tag and class
        self.up = FAR  #: levels up to the first element around the main container
        self.down = FAR  #: levels from there down to the main container
        self.count = self.solid = 0  #: blocks inside, and long paragraphs among them
        self.size = self.link = self.prose = 0.0  #: of the blocks inside

    @staticmethod
    def _distances(element: HtmlElement, parent: Node | None) -> list[int]:
        """Levels up to the nearest element of each of `MARKS`."""
        if parent is None:
            far = [FAR] * len(MARKS)
        else:
            far = [levels + 1 if levels < FAR else FAR for levels in parent.far]
        mark = _MARK_PLACES.get(element.tag)
        if mark is not None:
            far[mark] = 0
        return far

    def above(self, levels: int) -> Node:
        """The node so many levels up, or the outermost."""
        node = self
        for _ in range(levels):
            if node.parent is None:
                break
            node = node.parent
        return node

    def take(self, other: Node) -> None:
        """Add the sums of a node inside this one."""
        self.count += other.count
        self.solid += other.solid
        self.size += other.size
        self.link += other.link
        self.prose += other.prose


class Sums:
    """What blocks of one kind, say of one markup, hold together."""

    __slots__ = ("count", "link", "prose", "size", "solid")

    def __init__(self) -> None:
        self.count = self.solid = 0
        self.size = self.link = self.prose = 0.0


class Outline:
    """A page's blocks that may be the article's, with the nodes around them."""

    def __init__(self, blocks: Sequence[PageBlock]) -> None:
        self.all = blocks
        self.blocks = [block for block in blocks if is_candidate(block)]
        self.sizes = [text_size(block.text) for block in self.blocks]
        self.links = [block.link_share for block in self.blocks]
        self.prose = [
            size if size >= PROSE_SIZE and link < _LINKED and block.kind is not BlockKind.HEADING else 0.0
            for block, size, link in zip(self.blocks, self.sizes, self.links, strict=True)
        ]
        self.total_prose = sum(self.prose) or 1.0
        self._nodes: dict[HtmlElement, Node] = {}
        self.nodes = [self._node(block.element) for block in self.blocks]
        self.homes = [_home(node) for node in self.nodes]
        self._add_up()
        self.own_prose = self.sum_by(self.homes, self.prose)
        self.main = max(self.own_prose, key=lambda node: self.own_prose[node]) if self.own_prose else None
        self._measure()
        #: markup of each block: its kind and element, and these with the two elements around
        self.weak: list[Hashable] = [(b.kind, n.group) for b, n in zip(self.blocks, self.nodes, strict=True)]
        self.signs: list[Hashable] = [
            (weak, node.above(1).group, node.above(2).group)
            for weak, node in zip(self.weak, self.nodes, strict=True)
        ]

    def _node(self, element: HtmlElement) -> Node:
        """The node of an element; those around it are made first."""
        nodes = self._nodes
        missing: list[HtmlElement] = []
        around: HtmlElement | None = element
        while around is not None and around not in nodes:
            missing.append(around)
            around = around.getparent()
        node = nodes[around] if around is not None else None
        for inner in reversed(missing):
            node = nodes[inner] = Node(inner, node)
        assert node is not None
        return node

    def _add_up(self) -> None:
        for node, size, link, prose in zip(self.nodes, self.sizes, self.links, self.prose, strict=True):
            node.count += 1
            node.solid += prose >= SOLID_SIZE
            node.size += size
            node.link += link * size
            node.prose += prose
        # parents were made before their children
        for node in reversed(self._nodes.values()):
            if node.parent is not None:
                node.parent.take(node)

    def _measure(self) -> None:
        """How far each node is from the main container."""
        down = 0
        node = self.main
        while node is not None:
            node.up, node.down = 0, down
            node, down = node.parent, down + 1
        for node in self._nodes.values():
            if node.up and node.parent is not None:
                node.up, node.down = min(FAR, node.parent.up + 1), node.parent.down

    @staticmethod
    def sum_by(keys: Iterable[K], values: Iterable[float]) -> dict[K, float]:
        """The sum of the values that share a key."""
        found: dict[K, float] = defaultdict(float)
        for key, value in zip(keys, values, strict=True):
            found[key] += value
        return found

    def sums_by(self, keys: Sequence[Hashable]) -> dict[Hashable, Sums]:
        """What the blocks that share a key hold together."""
        found: dict[Hashable, Sums] = defaultdict(Sums)
        for key, size, link, prose in zip(keys, self.sizes, self.links, self.prose, strict=True):
            sums = found[key]
            sums.count += 1
            sums.solid += prose >= SOLID_SIZE
            sums.size += size
            sums.link += link * size
            sums.prose += prose
        return found


def is_candidate(block: PageBlock) -> bool:
    """Whether a block can be the article's at all: not cut, and no caption."""
    return block.cut is None and (block.kind is not BlockKind.CAPTION or len(block.text) > _LONGEST_CAPTION)


def _home(node: Node) -> Node:
    """The element a block stands in beside its neighbours; a list stands there as a whole."""
    home = node
    while home.parent is not None:
        home = home.parent
        if home.tag not in _LIST_TAGS:
            break
    return home
