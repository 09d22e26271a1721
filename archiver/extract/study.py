"""What one stored page tells of its site's markup: where its fields stand, which boxes stand in its body, how it dates.

`study_page` looks at a page alone; `grade_page` tries selectors other pages suggested. `proposals` adds them up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from lxml import etree

from archiver.article import BlockKind
from archiver.dates import Precision, read_moment
from archiver.errors import BadSelector, NotAnArticle
from archiver.extract.article import extract_article
from archiver.extract.evidence import fold
from archiver.extract.names import read_names
from archiver.extract.naming import own_selectors, selectors_of
from archiver.extract.page import load_page
from archiver.extract.rules import find_ruled
from archiver.extract.scan import flat_text
from archiver.rules import NO_RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from lxml.html import HtmlElement

    from archiver.article import Article
    from archiver.capture import Capture
    from archiver.site import Site

#: Confidence from which a reading is taken for the truth.
SURE = {"title": 0.78, "authors": 0.75, "published": 0.75}
#: Characters of 2021-02-19.
_ISO_DAY = 10
#: Characters of a headline, a byline, a printed date, a box.
_LONGEST = {"title": 300, "author": 160, "date": 90}
_BOX_CHARS = (8, 900)
#: Share of the body's characters a container must hold, and a box may not.
_WHOLE = 0.98
_BOX_SHARE = 0.3
#: Words a container may have for each of the body's: boxes in it are trimmed, whole columns are not.
_MOST_AROUND = 1.5
_PARAGRAPH_CHARS = 40
_BOXES = "div p aside ul ol section form span figure table blockquote footer header nav dl h2 h3 h4 h5"
_BOX_TAGS = frozenset(_BOXES.split())
_TRIPLE = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d./-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What was read on a page without rules, as far as it is sure; None where it is not."""

    title: str | None = None  #: folded
    authors: frozenset[str] | None = None  #: folded names
    day: date | None = None
    body: str = ""  #: folded
    language: str | None = None  #: of the body; names of months are read in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """An element with a name, inside the element that holds the body."""

    selector: str
    words: str  #: as printed, space folded
    in_body: bool  #: its words were taken for the article's


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What one page tells."""

    url: str
    truth: Truth
    places: tuple[tuple[str, str], ...] = ()  #: key and selector of elements that hold what was read
    boxes: tuple[Box, ...] = ()
    orders: frozenset[str] = frozenset()  #: "dmy above 12", "dmy as settled", "mdy above 12", …


def study_page(capture: Capture, site: Site) -> Study | str:
    """What a page tells of its site; a text says why it tells nothing."""
    try:
        article = extract_article(capture, replace(site, rules=NO_RULES, layout=(), hook=None))
        page = load_page(capture)
    except NotAnArticle as error:
        return str(error)
    truth = _truth_of(article)
    top = page.tree.find("body")
    if top is None:
        return "no body"
    looked = _Looked(truth, capture.fetched_at, _told_day(article))
    for element in top.iter(etree.Element):
        looked.look(element)
    container = _container(top, article)
    places = dict.fromkeys(looked.places)
    if container is not None:
        places |= dict.fromkeys(("body", text) for text in selectors_of(container))
    boxes = _find_boxes(container, truth, article, capture.fetched_at) if container is not None else ()
    return Study(
        url=capture.url,
        truth=truth,
        places=tuple(places),
        boxes=tuple(boxes),
        orders=frozenset(looked.orders),
    )


def _truth_of(article: Article) -> Truth:
    sure = {reading.field: reading.winner.confidence for reading in article.readings}

    def known(field: str) -> bool:
        return sure.get(field, 0.0) >= SURE[field]

    names = frozenset(fold(author.name) for author in article.authors)
    published = article.published
    is_day = published is not None and published.precision not in (Precision.MONTH, Precision.YEAR)
    return Truth(
        title=fold(article.title) if article.title and known("title") else None,
        authors=names if names and known("authors") else None,
        day=published.day if published and is_day and known("published") else None,
        body=fold(article.body),
        language=article.language,
    )


def _told_day(article: Article) -> date | None:
    """The day as a source tells it in a way that has one reading, such as 2021-02-05 in the page's metadata."""
    for reading in article.readings:
        if reading.field != "published":
            continue
        for one in (reading.winner, *reading.losers):
            if (
                one.confidence >= SURE["published"]
                and not _TRIPLE.search(one.raw)
                and len(one.value) >= _ISO_DAY
            ):
                return date.fromisoformat(one.value[:_ISO_DAY])
    return None


class _Looked:
    """Elements whose words are the title, the authors or the day."""

    def __init__(self, truth: Truth, now: datetime, day: date | None) -> None:
        self.truth = truth
        self.day = day  #: as told in a way that has one reading
        self.now = now
        self.places: list[tuple[str, str]] = []
        self.orders: set[str] = set()

    def look(self, element: HtmlElement) -> None:
        text = flat_text(element, _LONGEST["title"] + 1)
        if not text or len(text) > _LONGEST["title"]:
            return
        for key in ("title", "author", "date"):
            if len(text) <= _LONGEST[key] and says(
                key, [_date_text(element, text, key)], self.truth, self.now
            ):
                self.places += [(key, selector) for selector in selectors_of(element)]
        if len(text) <= _LONGEST["date"]:
            self.orders |= orders_in(text, self.day)


def _date_text(element: HtmlElement, text: str, key: str) -> str:
    return element.get("datetime") or text if key == "date" else text


def says(key: str, texts: Sequence[str], truth: Truth, now: datetime) -> bool:
    """Whether the texts a rule finds say what was read."""
    if key == "title":
        return truth.title is not None and bool(texts) and fold(texts[0]) == truth.title
    if key == "author":
        names = truth.authors
        if not names or not any(name in fold(text) for name in names for text in texts):
            return False
        return {fold(author.name) for text in texts for author in read_names(text)} == names
    return truth.day is not None and bool(texts) and _day_is(texts[0], truth, now)


def _day_is(text: str, truth: Truth, now: datetime) -> bool:
    if not any(char.isdigit() for char in text):
        return False
    moments = (
        read_moment(text, language=truth.language, day_first=first, now=now) for first in (True, False)
    )
    return any(moment is not None and moment.day == truth.day for moment in moments)


def orders_in(text: str, day: date | None) -> set[str]:
    """How a text with a date in figures orders them: by a number above 12, or by the day known from elsewhere.

    >>> sorted(orders_in("19/02/2021", None)), orders_in("05/02/2021", None)
    (['dmy above 12'], set())
    """
    found = set()
    for first, _, second, third in _TRIPLE.findall(text):
        a, b, c = int(first), int(second), int(third)
        if len(third) == 4:
            found |= {"dmy above 12"} if 12 < a <= 31 and b <= 12 else set()
            found |= {"mdy above 12"} if 12 < b <= 31 and a <= 12 else set()
        if day is not None and a != b:
            year = day.year if len(third) == 4 else day.year % 100
            orders = {"dmy": (c, b, a), "mdy": (c, a, b), "ymd": (a, b, c)}
            fits = [name for name, parts in orders.items() if parts == (year, day.month, day.day)]
            found |= {f"{fits[0]} as settled"} if len(fits) == 1 else set()
    return found


# --- the body


def _container(top: HtmlElement, article: Article) -> HtmlElement | None:
    """The smallest element that holds the article's paragraphs."""
    kinds = (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM)
    wanted = {
        fold(block.text)
        for block in article.blocks
        if block.kind in kinds and len(block.text) >= _PARAGRAPH_CHARS
    }
    found = [
        element
        for element in top.iter("p", "li", "blockquote", "div", "td", "span")
        if len(element) < 40 and fold(flat_text(element, 5_000)) in wanted
    ]
    if len(found) < 2:
        return None
    around = [found[0], *found[0].iterancestors()]
    for element in found[1:]:
        mine = {element, *element.iterancestors()}
        around = [ancestor for ancestor in around if ancestor in mine]
    return around[0] if around and around[0] is not top else None


def _find_boxes(container: HtmlElement, truth: Truth, article: Article, now: datetime) -> Iterable[Box]:
    """Named elements in the container that may be no part of the article."""
    least, most = _BOX_CHARS
    whole = max(1, len(truth.body))
    seen = set()
    for element in container.iterdescendants(etree.Element):
        if element.tag not in _BOX_TAGS:
            continue
        words = flat_text(element, most + 1)
        folded = fold(words)
        if not least <= len(words) <= most or not folded or folded == truth.title:
            continue
        in_body = folded in truth.body
        if in_body and len(folded) > whole * _BOX_SHARE:
            continue
        if any(fold(author.name) in folded for author in article.authors):
            continue
        if len(words) <= _LONGEST["date"] and says("date", [words], truth, now):
            continue
        for selector in own_selectors(element):
            if selector not in seen:
                seen.add(selector)
                yield Box(selector=selector, words=words, in_body=in_body)


# --- other pages' suggestions


def grade_page(
    task: tuple[Capture, Truth], wanted: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], str]:
    """What each selector of *wanted* (by key) finds on a page: "same" as was read, "other", or nothing: "none".

    Selectors for keys of which the page tells nothing sure are left out.
    """
    capture, truth = task
    try:
        tree = load_page(capture).tree
    except NotAnArticle:
        return {}
    known = {
        "title": truth.title,
        "author": truth.authors,
        "date": truth.day,
        "body": truth.body,
        "drop": truth.body,
    }
    grades = {}
    for key, selectors in wanted.items():
        if known[key]:
            for selector in selectors:
                grades[key, selector] = _grade(tree, key, selector, truth, capture.fetched_at)
    return grades


def _grade(tree: HtmlElement, key: str, selector: str, truth: Truth, now: datetime) -> str:
    try:
        ruled = find_ruled(tree, replace(NO_RULES, **{key: (selector,)}))  # type: ignore[arg-type]
    except BadSelector:
        return "none"
    if key in ("body", "drop"):
        elements = ruled.body if key == "body" else ruled.drop
        return _grade_elements(elements, key, truth) if elements else "none"
    found = {"title": ruled.titles, "author": ruled.authors, "date": ruled.dates}[key]
    if not found:
        return "none"
    return "same" if says(key, [one.text for one in found], truth, now) else "other"


def _grade_elements(elements: Sequence[HtmlElement], key: str, truth: Truth) -> str:
    """A body must hold the whole body; what is dropped must not be much of it."""
    texts = [fold(flat_text(element, 200_000)) for element in elements]
    if key == "drop":
        inside = sum(len(text) for text in texts if text in truth.body)
        holds = any(len(text) > 2 * len(truth.body) * _BOX_SHARE + _BOX_CHARS[1] for text in texts)
        return "other" if holds or inside > len(truth.body) * _BOX_SHARE else "same"
    words, held = truth.body.split(), " ".join(texts).split()
    known = set(held)
    share = sum(word in known for word in words) / max(1, len(words))
    return "same" if share >= _WHOLE and len(held) <= _MOST_AROUND * len(words) else "other"
