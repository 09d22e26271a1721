"""Page: a capture's HTML, decoded and parsed once; every reader shares the tree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from archiver.errors import NotAnArticle
from archiver.extract.charset import clean_characters, decode

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from archiver.capture import Capture

#: Levels a tree may nest; trafilatura gives nothing for a page that nests more than about 255.
MAX_DEPTH = 190
#: Elements of a page. The longest of 1,539 news pages has 21,000; 80,000 paragraphs cost trafilatura 27 CPU seconds.
MAX_ELEMENTS = 60_000
#: Levels in the source beyond which a tag is dropped before parsing; libxml2 stops reading at 2,048.
_MAX_OPEN_TAGS = 600

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


def load_page(capture: Capture) -> Page:
    """Decode and parse a capture: any charset, any nesting, no character that makes a parser stop.

    Raises:
        NotAnArticle: "empty page", "not HTML" or "too large".
    """
    raw = capture.content()
    _check_kind(raw, capture.content_type)
    text, charset = decode(raw, capture.charset)
    html = clean_characters(text)
    tree = _parse(html)
    count = sum(1 for _ in tree.iter(etree.Element))
    if count > MAX_ELEMENTS:
        raise NotAnArticle("too large", f"{count} elements")
    _flatten(tree)
    url = capture.answered_url
    return Page(url=url, base_url=_base_url(tree, url), html=html, tree=tree, charset=charset)


def _check_kind(raw: bytes, content_type: str | None) -> None:
    if not raw.strip():
        raise NotAnArticle("empty page")
    if content_type and content_type not in _HTML_TYPES and content_type not in _XML_TYPES:
        raise NotAnArticle("not HTML", content_type)
    if raw.startswith(_OTHER_FORMATS) and not raw.startswith(b"\x00\x00\x00<"):
        raise NotAnArticle("not HTML", content_type)
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    if _FEED.match(raw[:2000]) or not (wide or _TAG.search(raw[:200_000])):
        raise NotAnArticle("not HTML", content_type)


def _parse(html: str) -> HtmlElement:
    """The tree of a page; comments and processing instructions left out."""
    if html.count("<") > _MAX_OPEN_TAGS:
        html = _close_depths(html)
    parser = HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
        collect_ids=False,
        default_doctype=False,  # type: ignore[call-arg]
    )
    try:
        return document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise NotAnArticle("empty page", str(error)) from error


def _close_depths(html: str) -> str:
    """Leave out tags that open more levels than libxml2 reads; costs a scan only where tags are left open."""
    if html.count("</") * 3 > html.count("<") and _depth(html) <= _MAX_OPEN_TAGS:
        return html
    return _drop_deep_tags(html)


def _depth(html: str) -> int:
    """Most levels open at once, taken without regard to which tags match."""
    level = deepest = 0
    for match in _PAIRED.finditer(html):
        if match.group(1):
            level = max(0, level - 1)
        elif match.group(2).lower() not in _VOID:
            level += 1
            deepest = max(deepest, level)
    return deepest


def _drop_deep_tags(html: str) -> str:
    open_tags: list[str] = []

    def keep(match: re.Match[str]) -> str:
        name = match.group(2).lower()
        if name in _VOID or match.group(3).endswith("/"):
            return match.group()
        if match.group(1):
            return _close(open_tags, name, match.group())
        if open_tags and _IMPLIED_END.get(name) == _IMPLIED_END.get(open_tags[-1], ""):
            open_tags.pop()
        open_tags.append(name)
        return match.group() if len(open_tags) <= _MAX_OPEN_TAGS else " "

    return _PAIRED.sub(keep, html)


def _close(open_tags: list[str], name: str, tag: str) -> str:
    """Take the closing tag *name* off the stack; the tag itself, or a space when its opening was left out."""
    if name not in open_tags[-200:]:
        return tag
    deep = len(open_tags) > _MAX_OPEN_TAGS
    while open_tags and open_tags.pop() != name:
        pass
    return " " if deep else tag


def _flatten(tree: HtmlElement) -> None:
    """Lift what lies deeper than `MAX_DEPTH` up to it; the words and their order stay."""
    level = [tree]
    for _ in range(MAX_DEPTH):
        level = [child for element in level for child in element]
        if not level:
            return
    for element in level:
        _flatten_below(element)


def _flatten_below(top: HtmlElement) -> None:
    """Make every descendant of *top* its child, in document order."""
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
