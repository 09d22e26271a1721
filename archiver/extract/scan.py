"""Scan: what the readers of fields look at in a page, gathered in one walk over its tree."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

#: Tags whose text nobody reads.
SILENT = frozenset(
    {"script", "style", "noscript", "template", "svg", "select", "button", "textarea", "iframe", "object"}
)
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u", "var", "wbr"}
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


def scan_page(tree: HtmlElement) -> Scan:
    """Gather in one walk what the readers of fields look at."""
    scan = Scan()
    for place, element in enumerate(tree.iter("*")):
        attributes = element.items()
        read = _BY_TAG.get(element.tag)
        if not attributes and read is None:
            continue
        bins: list[list[HtmlElement]] = []
        if read is not None:
            read(element, scan, bins)
        if attributes and element.tag not in SILENT:
            _bins_by_attributes(element.tag, attributes, scan, bins)
        if bins:
            scan.places[element] = place
            for elements in bins:
                elements.append(element)
    return scan


def _bins_by_attributes(
    tag: str, attributes: list[tuple[str, str]], scan: Scan, bins: list[list[HtmlElement]]
) -> None:
    words = ""
    for name, value in attributes:
        if name == "class" or name == "id":
            words += f" {value}"
        elif name in _BY_ATTRIBUTE and not (tag == "meta" and name == "property"):
            bins.append(_BY_ATTRIBUTE[name](scan))
    if words and tag not in _CONTAINERS:
        _bins_by_words(words, scan, bins)


_BY_ATTRIBUTE = {
    "itemscope": attrgetter("items"),
    "itemprop": attrgetter("props"),
    "typeof": attrgetter("typed"),
    "property": attrgetter("properties"),
}


def _bins_by_words(words: str, scan: Scan, bins: list[list[HtmlElement]]) -> None:
    says_author, says_date = _says(words)
    if says_author and scan.bylines not in bins:
        bins.append(scan.bylines)
    if says_date:
        bins.append(scan.dated)


@lru_cache(maxsize=8_192)
def _says(words: str) -> tuple[bool, bool]:
    """Whether a class or id says author, and whether it says date; pages repeat the same few hundred."""
    words = words.lower()
    return any(word in words for word in _BYLINE), any(word in words for word in _DATED)


_CONTAINERS = frozenset(
    {"html", "body", "head", "meta", "link", "main", "article", "input", "form", "img", "title"}
)


def _meta(element: HtmlElement, scan: Scan, bins: list[list[HtmlElement]]) -> None:
    if element.get("content"):
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
    lines: list[str] = [""]
    size = 0
    for text in _pieces(element, without_others):
        if text is None:
            if lines[-1]:
                lines.append("")
            continue
        lines[-1] += text
        size += len(text)
        if size > limit:
            break
    return [line for line in (" ".join(line.split()) for line in lines) if line]


def _pieces(element: HtmlElement, without_others: bool) -> Iterator[str | None]:
    """Text in page order; None where a line ends."""
    if element.text:
        yield element.text
    last = None
    for child in element:
        tag = child.tag
        if isinstance(tag, str) and tag not in SILENT and not (without_others and is_beside(child)):
            inline = tag in _INLINE
            if not inline:
                yield None
            elif last is not None and not last.tail:
                # <a>Sara Amin</a><span>Erbil</span>: style sheets part what stands without a space
                yield " "
            yield from _pieces(child, without_others)
            if not inline:
                yield None
            last = child
        if child.tail:
            yield child.tail


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
    return _kind_of_aside(_marks(element)) == "others"


def is_beside(element: HtmlElement) -> bool:
    """Others' words or a form; narrower than `is_aside`, since bylines stand in <aside>, too."""
    return element.tag == "form" or holds_others(element)


def _marks(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


@lru_cache(maxsize=8_192)
def _kind_of_aside(marks: str) -> str | None:
    # WordPress names a post's own categories among the classes of the post
    match = None if marks == " " or "hentry" in marks else _ASIDE.search(marks)
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
    return _kind_of_aside(_marks(element)) is not None


def stands_aside(element: HtmlElement, levels: int = 40) -> bool:
    """The element or an ancestor is an aside; what the page's <body> is called does not count."""
    node: HtmlElement | None = element
    while node is not None and levels and node.tag != "body":
        if is_aside(node):
            return True
        node = node.getparent()
        levels -= 1
    return False
