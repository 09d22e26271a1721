"""Scan: what the readers of fields look at in a page, gathered in one walk over its tree."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

#: Tags whose text nobody reads.
SILENT = frozenset(
    {"script", "style", "noscript", "template", "svg", "select", "button", "textarea", "iframe", "object"}
)
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "dfn", "em", "font", "i", "ins", "kbd", "mark", "nobr", "q", "s", "small", "span", "strong", "sub", "sup", "u", "var", "wbr"}
)  # fmt: skip
_BYLINE = (
    "author", "autor", "auteur", "byline", "by-line", "by_line", "writer", "reporter", "journalist", "columnist", "contributor",
    "verfasser", "redakteur", "skribent", "forfatter", "signature", "posted-by", "postedby", "written-by", "writtenby", "creator",
)  # fmt: skip
_DATED = ("date", "time", "publi", "posted", "datum", "fecha", "stamp", "tarih", "meta", "byline", "info")


@dataclass(slots=True)
class Scan:
    """Elements of a page by what they may tell, in page order."""

    metas: list[HtmlElement] = field(default_factory=list)  #: <meta> with content
    links: list[HtmlElement] = field(default_factory=list)  #: <link> with href and rel
    ld_texts: list[str] = field(default_factory=list)  #: JSON-LD scripts
    titles: list[HtmlElement] = field(default_factory=list)  #: <title>
    headings: list[HtmlElement] = field(default_factory=list)  #: <h1> and <h2>
    times: list[HtmlElement] = field(default_factory=list)  #: <time>
    items: list[HtmlElement] = field(default_factory=list)  #: itemscope
    props: list[HtmlElement] = field(default_factory=list)  #: itemprop
    typed: list[HtmlElement] = field(default_factory=list)  #: typeof
    properties: list[HtmlElement] = field(default_factory=list)  #: property, on anything but <meta>
    bylines: list[HtmlElement] = field(
        default_factory=list
    )  #: rel=author, <address>, or a class or id that says author
    tags: list[HtmlElement] = field(default_factory=list)  #: rel=tag
    dated: list[HtmlElement] = field(default_factory=list)  #: a class or id that says date
    places: dict[HtmlElement, int] = field(default_factory=dict)  #: place in the page of each element above
    lines: list[str] | None = None  #: of the whole page, once somebody asked for them: `evidence.read_lines`


def scan_page(elements: Sequence[HtmlElement]) -> Scan:
    """Gather in one walk over all elements of a page what the readers of fields look at."""
    scan = Scan()
    marked = _scan_marked(elements[0]) if elements else frozenset()
    for place, element in enumerate(elements):
        tag = element.tag
        read = _BY_TAG.get(tag)
        says = _NOTHING if tag in _UNNAMED else _says(element.get("class"), element.get("id"))
        if read is None and says is _NOTHING and element not in marked:
            continue
        bins: list[list[HtmlElement]] = []
        if read is not None:
            read(element, scan, bins)
        if element in marked and tag not in SILENT:
            _bins_by_attributes(element, tag, scan, bins)
        says_author, says_date = says
        if says_author and scan.bylines not in bins:
            bins.append(scan.bylines)
        if says_date:
            bins.append(scan.dated)
        if bins:
            scan.places[element] = place
            for found in bins:
                found.append(element)
    return scan


#: Elements with one of the attributes of `_BY_ATTRIBUTE`.
_find_marked = etree.XPath("//@itemscope/.. | //@itemprop/.. | //@typeof/.. | //@property/..")


def _scan_marked(root: HtmlElement) -> frozenset[HtmlElement]:
    found = _find_marked(root)
    return frozenset(found) if isinstance(found, list) else frozenset()


def _bins_by_attributes(element: HtmlElement, tag: str, scan: Scan, bins: list[list[HtmlElement]]) -> None:
    attributes = element.attrib
    for name, bin_of in _BY_ATTRIBUTE.items():
        if name in attributes and not (tag == "meta" and name == "property"):
            bins.append(bin_of(scan))


_BY_ATTRIBUTE = {
    "itemscope": attrgetter("items"),
    "itemprop": attrgetter("props"),
    "typeof": attrgetter("typed"),
    "property": attrgetter("properties"),
}


_NOTHING = (False, False)


@lru_cache(maxsize=8_192)
def _says(name: str | None, identity: str | None) -> tuple[bool, bool]:
    """Whether a class or id says author, and whether it says date; pages repeat the same few hundred."""
    words = f"{name or ''} {identity or ''}".lower()
    author = _holds_one(words, _BYLINE)
    date = _holds_one(words, _DATED)
    return (author, date) if author or date else _NOTHING


def _holds_one(text: str, words: Iterable[str]) -> bool:
    """Whether one of *words* is in *text*: any() with a generator takes twice the time."""
    for word in words:  # noqa: SIM110
        if word in text:
            return True
    return False


#: Elements whose class and id say nothing of what is printed right there.
_UNNAMED = SILENT | {
    "html", "body", "head", "meta", "link", "main", "article", "input", "form", "img", "title",
}  # fmt: skip


def _meta(element: HtmlElement, scan: Scan, bins: list[list[HtmlElement]]) -> None:
    # some systems write "value" for "content"
    if element.get("content") or element.get("value"):
        bins.append(scan.metas)


def _link(element: HtmlElement, scan: Scan, bins: list[list[HtmlElement]]) -> None:
    if element.get("href") and element.get("rel"):
        bins.append(scan.links)


def _script(element: HtmlElement, scan: Scan, bins: list[list[HtmlElement]]) -> None:
    if "ld+json" in (element.get("type") or "").lower() and element.text:
        scan.ld_texts.append(element.text)


def _title(element: HtmlElement, scan: Scan, bins: list[list[HtmlElement]]) -> None:
    bins.append(scan.titles)


def _heading(element: HtmlElement, scan: Scan, bins: list[list[HtmlElement]]) -> None:
    bins.append(scan.headings)


def _time(element: HtmlElement, scan: Scan, bins: list[list[HtmlElement]]) -> None:
    bins.append(scan.times)


#: Folders in which papers keep the pages of those who write for them.
_WRITER_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|es|in|a)?|auteurs?|autore|writers?|reporters?|journalists?|contributors?|columnists?|byline|redakteure?|profiles?|editors)/[^/?#]+",
    re.I,
)


def leads_to_writer(element: HtmlElement) -> bool:
    """A link to the page of one who writes for the paper, by its address."""
    return element.tag == "a" and _WRITER_PAGE.search(element.get("href") or "") is not None


def _anchor(element: HtmlElement, scan: Scan, bins: list[list[HtmlElement]]) -> None:
    if leads_to_writer(element):
        bins.append(scan.bylines)
    rel = element.get("rel")
    if rel:
        words = rel.lower().split()
        if "author" in words and scan.bylines not in bins:
            bins.append(scan.bylines)
        if "tag" in words:
            bins.append(scan.tags)


def _address(element: HtmlElement, scan: Scan, bins: list[list[HtmlElement]]) -> None:
    bins.append(scan.bylines)


def _nothing(element: HtmlElement, scan: Scan, bins: list[list[HtmlElement]]) -> None:
    return


_BY_TAG = {
    "meta": _meta, "link": _link, "script": _script, "title": _title, "h1": _heading, "h2": _heading, "time": _time,
    "a": _anchor, "address": _address, **{tag: _nothing for tag in SILENT if tag != "script"},
}  # fmt: skip


# --- text of elements


def flat_text(element: HtmlElement, limit: int = 2_000) -> str:
    """The text a reader sees in an element, space folded, at most *limit* characters."""
    return " ".join(" ".join(lines_of(element, limit)).split())


def lines_of(element: HtmlElement, limit: int = 2_000, *, without_others: bool = False) -> list[str]:
    """The lines a reader sees in an element: text of inline tags runs on, any other tag starts a line.

    With *without_others*, comment sections, lists of other stories, and forms are left out.
    """
    gathered = _Lines(limit, without_others)
    gathered.walk(element)
    return [line for line in (" ".join(line.split()) for line in gathered.lines()) if line]


class _Lines:
    """The lines of one element, gathered in page order until there is enough."""

    __slots__ = ("left", "parts", "without_others")

    def __init__(self, limit: int, without_others: bool) -> None:
        self.left = limit  #: characters still wanted; below 0: enough
        self.without_others = without_others
        self.parts: list[str | None] = []  #: text; None where a line ends

    def lines(self) -> Iterator[str]:
        line: list[str] = []
        for part in self.parts:
            if part is not None:
                line.append(part)
            elif line:
                yield "".join(line)
                line = []
        yield "".join(line)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.left -= len(text)

    def walk(self, element: HtmlElement) -> None:
        """Gather what is inside *element*."""
        if element.text:
            self.add(element.text)
        last = None
        for child in element:
            if self.left < 0:
                return
            tag = child.tag
            if isinstance(tag, str) and tag not in SILENT and not (self.without_others and is_beside(child)):
                inline = tag in _INLINE
                if not inline:
                    self.parts.append(None)
                elif last is not None and not last.tail:
                    # <a>Sara Amin</a><span>Erbil</span>: style sheets part what stands without a space
                    self.add(" ")
                if self.left >= 0:
                    self.walk(child)
                if not inline:
                    self.parts.append(None)
                last = child
            if self.left >= 0 and child.tail:
                self.add(child.tail)


# --- where an element stands


ASIDE_TAGS = frozenset({"aside", "nav", "form", "select", "noscript"})
_OTHERS = (
    r"comments?|kommentare?|commentaires?|comentarios?|disqus|respond|related|recommend\w*|most-?read|most-?popular|trending"
    r"|more-?(?:from|stories|news)|read-?(?:more|next|also)|up-?next|next-?(?:article|post|story)|also-?(?:read|like)|recirc\w*"
)
_ASIDE = re.compile(
    rf"(?<![a-z])(?<!has-)(?<!with-)(?<!no-)(?:(?P<others>{_OTHERS})|sidebar|side-bar|teasers?|newsletter|nav|navbar|navigation|menu|cookies?|consent"
    r"|modal|popup|advert\w*|pagination|signup|(?:site|page|global|main)-?footer)(?![a-z])",
    re.I,
)


def holds_others(element: HtmlElement) -> bool:
    """What readers or other stories say: a comment section or a list of other stories, by its class or id."""
    marks = _marks(element)
    return marks is not None and _kind_of_aside(marks) == "others"


def is_beside(element: HtmlElement) -> bool:
    """Others' words or a form; narrower than `is_aside`, since bylines stand in <aside>, too."""
    return element.tag == "form" or holds_others(element)


def _marks(element: HtmlElement) -> str | None:
    """Class and id of an element; None when it has neither."""
    name, identity = element.get("class"), element.get("id")
    return f"{name or ''} {identity or ''}" if name or identity else None


#: What every name that `_ASIDE` finds has in it: looking for a word is ten times faster than trying the pattern.
_ASIDE_HINTS = (
    "comment", "komment", "coment", "disqus", "respond", "related", "recommend", "read", "popular", "trending", "more", "next", "like",
    "recirc", "side", "teaser", "newsletter", "nav", "menu", "cookie", "consent", "modal", "popup", "advert", "pagination", "signup",
    "footer",
)  # fmt: skip


@lru_cache(maxsize=8_192)
def _kind_of_aside(marks: str) -> str | None:
    folded = marks.lower()
    # WordPress names a post's own categories among the classes of the post
    if "hentry" in marks or not _holds_one(folded, _ASIDE_HINTS):
        return None
    match = _ASIDE.search(marks)
    if match is None:
        return None
    return "others" if match["others"] else "aside"


def is_aside(element: HtmlElement) -> bool:
    """A comment section, a list of other stories, navigation, a form or a footer, by its tag, class or id."""
    tag = element.tag
    if tag in ASIDE_TAGS:
        return True
    if tag in ("body", "article", "main", "html"):
        return False
    if tag == "footer":
        # <footer> within an article holds its byline and date
        return not any(parent.tag in ("article", "main") for parent in element.iterancestors())
    marks = _marks(element)
    return marks is not None and _kind_of_aside(marks) is not None


def stands_aside(element: HtmlElement, levels: int = 40) -> bool:
    """The element or an ancestor is an aside; what the page's <body> is called does not count."""
    node: HtmlElement | None = element
    while node is not None and levels and node.tag != "body":
        if is_aside(node):
            return True
        node = node.getparent()
        levels -= 1
    return False
