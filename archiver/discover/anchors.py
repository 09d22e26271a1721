"""The anchors of a page, each with its text and where on the page it stands."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from archiver.discover.claims import http_url, plain_text
from archiver.errors import BadUrl, SeedError
from archiver.urls import canonicalize

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Anchors looked at on one page; a newspaper's front page has under 2,000.
MAX_ANCHORS = 10_000
#: Frames around an anchor that are asked what they are called.
MAX_DEPTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where on the page an element stands."""

    menu: bool = False  #: in navigation, footer, share bar or another part that repeats on every page
    footer: bool = False  #: in the part of the menu that closes the page
    pager: bool = False  #: among the numbers and arrows below a list
    teaser: bool = False  #: in an <article>, list card or other frame around one headline
    heading: bool = False  #: in <h1> to <h6>
    aside: bool = False  #: in comments, cookie notes and other frames that are no news


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """One <a> that leads to an http(s) URL."""

    url: str
    key: str  #: its canonical URL
    text: str  #: its headline if it holds one, else its words; "" for a picture
    headline: bool = False  #: it stands in a heading or holds one
    place: Place = field(default_factory=Place)
    rel: frozenset[str] = frozenset()
    media_type: str | None = None
    language: str | None = None  #: hreflang
    published: str | None = None  #: <time datetime> in the same teaser, as printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An HTML page as far as discovery needs it."""

    url: str
    base: str  #: what relative links are joined to
    tree: HtmlElement = field(repr=False)
    language: str | None = None  #: <html lang>
    anchors: tuple[Anchor, ...] = field(default=(), repr=False)


def read_sheet(html: str, url: str) -> Sheet:
    """Parse a page and gather its anchors in reading order.

    Raises:
        SeedError: nothing in it is HTML.
    """
    text = re.sub(r"^\s*<\?xml[^>]*>", "", html.replace("\0", ""), count=1)
    if not text.strip():
        raise SeedError(url, "an empty page")
    try:
        tree = document_fromstring(
            text.encode("utf-8", "ignore"),
            parser=HTMLParser(
                encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
            ),
        )
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise SeedError(url, "a page that cannot be parsed") from error
    base = next((http_url(element.get("href"), url) for element in tree.iter("base")), None) or url
    language = plain_text(tree.get("lang") or tree.get("xml:lang"))
    return Sheet(url=url, base=base, tree=tree, language=language, anchors=tuple(_anchors(tree, base)))


def _anchors(tree: HtmlElement, base: str) -> Iterator[Anchor]:
    elements = [element for element in tree.iter("a") if element.get("href")][:MAX_ANCHORS]
    places = _Places(elements)
    for element in elements:
        url = http_url(element.get("href"), base)
        key = _key(url)
        if url is None or key is None:
            continue
        place = places.of(element)
        text, inner_heading = _text(element)
        yield Anchor(
            url=url,
            key=key,
            text=text,
            headline=place.heading or inner_heading,
            place=place,
            rel=frozenset((element.get("rel") or "").lower().split()),
            media_type=(element.get("type") or "").strip().lower() or None,
            language=plain_text(element.get("hreflang")),
            published=_published(element) if place.teaser else None,
        )


def _key(url: str | None) -> str | None:
    try:
        return canonicalize(url) if url else None
    except BadUrl:
        return None


_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def _text(element: HtmlElement) -> tuple[str, bool]:
    """What an anchor says, and whether it says it in a heading: a whole card can be one anchor."""
    heading = next(element.iter(*_HEADINGS), None)
    if heading is not None and (text := plain_text(heading.text_content())):
        return text, True
    for child in element.iter("span", "div", "p", "strong"):
        if "headline" in (child.get("class") or "") and (text := plain_text(child.text_content())):
            return text, True
    words = "".join(part for part in element.itertext() if part and len(part) < 2_000)
    spoken = plain_text(words) or plain_text(element.get("title")) or plain_text(element.get("aria-label"))
    return (spoken or "")[:500], False


def _published(element: HtmlElement) -> str | None:
    """The one <time datetime> of the teaser an anchor stands in."""
    node = element
    for _ in range(6):
        parent = node.getparent()
        if parent is None or parent.tag in ("body", "main", "ul", "ol", "table"):
            return None
        node = parent
        times = [time.get("datetime") for time in node.iter("time") if time.get("datetime")]
        if times:
            return plain_text(times[0]) if len(set(times)) == 1 and len(set(_hrefs(node))) <= 4 else None
    return None


def _hrefs(element: HtmlElement) -> Iterator[str]:
    return (anchor.get("href") or "" for anchor in element.iter("a"))


_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*|[A-Z]+")
_MENU_WORDS = frozenset({
    "nav", "navbar", "navigation", "menu", "megamenu", "submenu", "breadcrumb", "breadcrumbs", "footer",
    "topbar", "sitemap", "social", "share", "sharing", "toolbar", "lang", "langs", "language", "languages",
    "masthead", "offcanvas",
})  # fmt: skip
_PAGER_WORDS = frozenset({
    "pagination", "paginate", "pagenavi", "pager", "paging", "paginator", "pagelinks", "wp-pagenavi",
})  # fmt: skip
_TEASER_WORDS = frozenset({
    "teaser", "card", "story", "headline", "item", "entry", "post", "promo", "article", "listing",
    "snippet", "tile",
})  # fmt: skip
_ASIDE_WORDS = frozenset({
    "comment", "comments", "cookie", "cookies", "consent", "login", "signup", "subscribe", "newsletter",
    "advert", "ads",
})  # fmt: skip
_MENU_ROLES = frozenset({"navigation", "menu", "menubar", "contentinfo", "toolbar"})


class _Places:
    """Where each element stands; what is said of a parent holds for its children."""

    def __init__(self, anchors: list[HtmlElement]) -> None:
        self._known: dict[HtmlElement, Place] = {}
        self._anchors_in: Counter[HtmlElement] = Counter()
        for anchor in anchors:
            self._anchors_in.update(islice(anchor.iterancestors(), MAX_DEPTH))
        self._total = len(anchors)

    def of(self, element: HtmlElement) -> Place:
        path = [element]
        while path[-1] not in self._known and (parent := path[-1].getparent()) is not None:
            path.append(parent)
        place = self._known.get(path[-1], Place())
        for node in reversed(path):
            if node not in self._known:
                self._known[node] = place = self._within(place, node)
            place = self._known[node]
        return place

    def _within(self, outer: Place, element: HtmlElement) -> Place:
        if not isinstance(element.tag, str) or element.tag in ("html", "body"):
            return outer
        words = _words(element)
        # a wrapper of half the page says nothing about its parts, whatever it is called
        whole = self._total >= 10 and 2 * self._anchors_in[element] > self._total
        header = element.tag == "header" and not (outer.teaser or outer.heading)
        menu = element.tag in ("nav", "footer") or header or element.get("role") in _MENU_ROLES
        pager = bool(words & _PAGER_WORDS) or (menu and "pag" in (element.get("aria-label") or "").lower())
        return Place(
            menu=outer.menu or (not whole and (menu or bool(words & _MENU_WORDS))),
            footer=outer.footer or (not whole and (element.tag == "footer" or "footer" in words)),
            pager=outer.pager or (not whole and pager),
            teaser=outer.teaser or element.tag == "article" or (not whole and bool(words & _TEASER_WORDS)),
            heading=outer.heading or element.tag in _HEADINGS,
            aside=outer.aside or (not whole and bool(words & _ASIDE_WORDS)),
        )


def _words(element: HtmlElement) -> set[str]:
    """Words of class and id: "mainNav story-card" says main, nav, story, card."""
    named = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
    return {word.lower() for word in _WORD.findall(named)}
