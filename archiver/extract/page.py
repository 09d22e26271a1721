"""Page: a capture's HTML, decoded and parsed once; every reader shares the tree."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from archiver.errors import NotAnArticle
from archiver.extract.blocks import BLOCK_TAGS
from archiver.extract.charset import clean_characters, decode
from archiver.extract.thin import thin

if TYPE_CHECKING:
    from archiver.capture import Capture

#: Levels a tree may nest; trafilatura gives nothing for a page that nests more than about 255.
MAX_DEPTH = 190
#: Elements of a parsed page; `thin` leaves no more than 40,000 tags, but the parser may add some.
MAX_ELEMENTS = 60_000
#: Levels beyond which a tag is dropped and the page parsed again; libxml2 stops reading at 2,048.
_MAX_OPEN_TAGS = 600
#: Makes every element an `HtmlElement` without asking Python each time, as lxml.html does for the sake of forms.
_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)

#: Media types a page may come under; text/plain is what misconfigured servers say.
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/octet-stream"})
_XML_TYPES = frozenset({"text/xml", "application/xml"})
_OTHER_FORMATS = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x00\x00\x00",
    b"RIFF",
    b"OggS",
    b"{",
)
_TAG = re.compile(rb"<(?:!doctype\s+html|/?[a-z][a-z0-9]*[\s/>])", re.I)
_FEED = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|urlset|sitemapindex|rdf:rdf)\b", re.I | re.S
)
_END_OF_PAGE = re.compile(r"</(?:body|html)\s*>", re.I)
_PAIRED = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*)?)>")
#: Tags that end an open one of their group without a closing tag.
_IMPLIED_END = {
    "p": "p",
    "li": "li",
    "td": "cell",
    "th": "cell",
    "tr": "tr",
    "dt": "term",
    "dd": "term",
    "option": "option",
}
_VOID = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A capture's HTML, decoded and parsed once. Readers look at the tree and never change it."""

    url: str  #: URL that answered
    base_url: str  #: what relative links are joined to: <base href>, else `url`
    html: str  #: decoded, control characters and their references cleaned
    tree: HtmlElement
    charset: str  #: what it was decoded with
    #: Every element in page order. lxml makes an element anew for each walk that meets it, unless somebody holds it.
    elements: tuple[HtmlElement, ...] = field(default=(), repr=False)
    #: What of a page of too many elements was left out unread, in words; None when all was read.
    left_out: str | None = None


def load_page(capture: Capture) -> Page:
    """Decode and parse a capture: any charset, any nesting, no character that makes a parser stop.

    Raises:
        NotAnArticle: "empty page", "not HTML" or "too large".
    """
    raw = capture.content()
    text, charset = decode(raw, capture.charset)
    _check_kind(raw, capture.content_type, is_wide=charset.startswith("utf-16"))
    thinned = thin(clean_characters(text))
    html = thinned.html
    tree, elements = _load_tree(html)
    url = capture.answered_url
    return Page(
        url=url,
        base_url=_base_url(tree, url),
        html=html,
        tree=tree,
        charset=charset,
        elements=elements,
        left_out=thinned.left_out,
    )


def _load_tree(html: str) -> tuple[HtmlElement, tuple[HtmlElement, ...]]:
    """The tree of a page and all its elements, none of them deeper than lxml and trafilatura go."""
    tree = _parse(html)
    elements = _list_elements(tree)
    too_deep = _descend([tree], MAX_DEPTH)
    if not too_deep:
        return tree, elements
    if _descend(too_deep, _MAX_OPEN_TAGS - MAX_DEPTH):
        tree = _parse(_drop_deep_tags(html))
        elements = _list_elements(tree)
        too_deep = _descend([tree], MAX_DEPTH)
    for element in too_deep:
        _flatten_below(element)
    return tree, elements


def _list_elements(tree: HtmlElement) -> tuple[HtmlElement, ...]:
    elements = tuple(tree.iter(etree.Element))
    if len(elements) > MAX_ELEMENTS:
        raise NotAnArticle("too large", f"{len(elements)} elements")
    return elements


def _descend(level: list[HtmlElement], levels: int) -> list[HtmlElement]:
    """The elements so many levels below those of *level*."""
    for _ in range(levels):
        level = [child for element in level for child in element]
        if not level:
            break
    return level


def _check_kind(raw: bytes, content_type: str | None, *, is_wide: bool) -> None:
    if not raw.strip():
        raise NotAnArticle("empty page")
    if content_type and content_type not in _HTML_TYPES and content_type not in _XML_TYPES:
        raise NotAnArticle("not HTML", content_type)
    if raw.startswith(_OTHER_FORMATS) and not (is_wide or raw.startswith(b"\x00\x00\x00<")):
        raise NotAnArticle("not HTML", content_type)
    if _FEED.match(raw[:2000]) or not (is_wide or _TAG.search(raw, 0, 200_000)):
        raise NotAnArticle("not HTML", content_type)


def _parse(html: str) -> HtmlElement:
    """The tree of a page; comments and processing instructions left out."""
    # libxml2 drops what follows the first of them; in a browser it belongs to the page
    html = _END_OF_PAGE.sub("", html)
    parser = HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
        collect_ids=False,
        default_doctype=False,  # type: ignore[call-arg]
    )
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        return document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise NotAnArticle("empty page", str(error)) from error


def _drop_deep_tags(html: str) -> str:
    """The page without tags that open more levels than libxml2 reads; blocks among them become paragraphs."""
    return _PAIRED.sub(_Shallow().keep, html)


class _Shallow:
    """What becomes of each tag of a page, in page order."""

    def __init__(self) -> None:
        self.open_tags: list[str] = []
        self.counts: Counter[str] = Counter()  #: of `open_tags`
        self.in_paragraph = False  #: in one that stands for a block too deep

    def keep(self, match: re.Match[str]) -> str:
        name = match.group(2).lower()
        if name in _VOID or match.group(3).endswith("/"):
            return match.group()
        was_deep = self._is_deep
        if match.group(1):
            if not self.counts[name]:
                return match.group()
            while self._pop() != name:
                pass
            deep = was_deep
        else:
            if self.open_tags and _IMPLIED_END.get(name) == _IMPLIED_END.get(self.open_tags[-1], ""):
                self._pop()
            self.open_tags.append(name)
            self.counts[name] += 1
            deep = self._is_deep
        if deep:
            return self._part(match.group() if not self._is_deep else None, name)
        return match.group()

    @property
    def _is_deep(self) -> bool:
        return len(self.open_tags) > _MAX_OPEN_TAGS

    def _pop(self) -> str:
        name = self.open_tags.pop()
        self.counts[name] -= 1
        return name

    def _part(self, closing: str | None, name: str) -> str:
        """What stands for a tag too deep; *closing* is given when it leads back to where tags are kept."""
        ended = "</p>" if self.in_paragraph else ""
        if closing is not None:
            self.in_paragraph = False
            return f"{ended} {closing}"
        if name not in BLOCK_TAGS:
            return " "
        self.in_paragraph = True
        return f"{ended}<p>"


def _flatten_below(top: HtmlElement) -> None:
    """Make every descendant of *top* its child, in document order; the words and their order stay."""
    below = list(top.iterdescendants(etree.Element))
    last = top
    for event, element in etree.iterwalk(top, events=("start", "end")):
        if event == "start":
            last = element
        elif len(element) and element is not top and element.tail:
            # what followed the whole now follows its last part
            last.tail = (last.tail or "") + element.tail
            element.tail = None
    top.extend(below)


def _base_url(tree: HtmlElement, url: str) -> str:
    base = tree.find(".//base[@href]")
    href = (base.get("href") or "").strip() if base is not None else ""
    if not href:
        return url
    try:
        joined = urljoin(url, href)
    except ValueError:
        return url
    return joined if joined.startswith(("http://", "https://")) else url
