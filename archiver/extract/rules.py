"""A site's rules on one page: what they find there, and where they find nothing and the general reader goes on alone.

site -> rules of the page's day -> apply_rules -> title, author, date as claims that outrank others
                                               -> drop and body for the body reader
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lxml import etree

from archiver.article import Candidate, Reading
from archiver.dates import Precision, read_moment, read_url_date
from archiver.errors import BadSelector
from archiver.extract.blocks import fold_space, seen_text
from archiver.extract.clean import clean_tree
from archiver.selectors import PageSize, compile_selector

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from lxml.html import HtmlElement

    from archiver.capture import Capture
    from archiver.extract.blocks import PageBlock
    from archiver.extract.clean import Cleaned
    from archiver.extract.page import Page
    from archiver.rules import Rules
    from archiver.site import Site

#: The source of what a rule says, in readings; and the reason of what one leaves out.
SOURCE = "site rule"
#: The reading that tells which rules did not work on a page.
FIELD = "site rules"
#: A rule's word is taken, whatever the page's metadata says.
CONFIDENCE = 0.99
#: Values taken of one selector, and characters of a value: a rule that finds more finds something else.
_MOST_VALUES = 20
_MOST_CHARACTERS = 2_000
_FIELDS = {"title": "title", "author": "authors", "date": "published"}
_MARK = "data-archiver-rule"
#: How a page tells its day to machines; only asked where a site has layouts.
_MACHINE_DAY = re.compile(
    r"""(?:"datePublished"\s*:\s*"|(?:article:published_time|datePublished)["'][^>]{0,40}?content=["'])([\d-]{10})"""
)
_SHORT_YEAR = re.compile(r"(?<![\d./-])(\d\d)\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?![\d./-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A text a rule found."""

    selector: str
    text: str  #: space folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What a site's rules found on a page."""

    rules: Rules
    titles: tuple[Found, ...] = ()
    authors: tuple[Found, ...] = ()
    dates: tuple[Found, ...] = ()
    drop: tuple[HtmlElement, ...] = ()  #: elements of the page's tree
    body: tuple[HtmlElement, ...] = ()  #: elements of the page's tree, in page order
    body_selector: str | None = None  #: the one that found them
    problems: tuple[str, ...] = ()  #: "title: h1.head matched nothing"
    counts: dict[tuple[str, str], int] = field(default_factory=dict)  #: key and selector -> what it found

    @property
    def printed(self) -> tuple[str, ...]:
        """Bylines and dates the rules found: lines that are no body text."""
        return tuple(found.text for found in (*self.authors, *self.dates))

    @property
    def day_first(self) -> bool | None:
        """Whether 05/02/2021 is in February; None: the rules do not say."""
        order = self.rules.date_order
        return order == "dmy" if order in ("dmy", "mdy") else None

    @property
    def year_first(self) -> bool:
        """Whether 21/02/19 is in 2021."""
        return self.rules.date_order == "ymd"


def apply_rules(page: Page, capture: Capture, site: Site | None) -> Ruled | None:
    """What the rules of *site* find on *page*; None when it has none. A rule that fails is a problem, not an error."""
    if site is None or not (site.rules or site.layout):
        return None
    rules = site.rules_on(_day_of(page, capture)) if site.layout else site.rules
    return find_ruled(page.tree, rules) if rules else None


def find_ruled(tree: HtmlElement, rules: Rules) -> Ruled:
    """What *rules* find on a page."""
    search = _Search(tree)
    titles, authors, dates = (
        search.values("title", rules.title),
        search.values("author", rules.author),
        search.values("date", rules.date),
    )
    drop = [element for text in rules.drop for element in search.elements("drop", text)]
    body_selector, body = search.first("body", rules.body)
    return Ruled(
        rules=rules,
        titles=tuple(titles),
        authors=tuple(authors),
        dates=tuple(dates),
        drop=tuple(element for element in dict.fromkeys(drop) if element.tag not in ("html", "body", "head")),
        body=tuple(body),
        body_selector=body_selector,
        problems=tuple(search.problems),
        counts=search.counts,
    )


class _Search:
    """Looks for selectors on one page and remembers what came of each."""

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree
        self.size: PageSize | None = None
        self.problems: list[str] = []
        self.counts: dict[tuple[str, str], int] = {}

    def find(self, key: str, text: str) -> list[HtmlElement | str]:
        try:
            selector = compile_selector(text)
            if selector.has_risk and self.size is None:
                self.size = PageSize.of(self.tree)
            found = selector.find(self.tree, self.size)
        except BadSelector as error:
            self.problems.append(f"{key}: {error}")
            return []
        self.counts[key, text] = len(found)
        return found

    def elements(self, key: str, text: str) -> list[HtmlElement]:
        """Elements of one selector."""
        return [one for one in self.find(key, text) if not isinstance(one, str)]

    def first(self, key: str, texts: Sequence[str]) -> tuple[str | None, list[HtmlElement]]:
        """The first selector that finds elements, with them."""
        failed = len(self.problems)
        for text in texts:
            if found := self.elements(key, text):
                return text, found
        self._nothing(key, texts, failed)
        return None, []

    def values(self, key: str, texts: Sequence[str]) -> list[Found]:
        """The texts of the first selector that finds any."""
        failed = len(self.problems)
        for text in texts:
            found = (_text_of(one, key) for one in self.find(key, text)[:_MOST_VALUES])
            values = [
                Found(selector=text, text=value)
                for value in found
                if value and len(value) <= _MOST_CHARACTERS
            ]
            self.counts[key, text] = len(values)
            if values:
                return values
        self._nothing(key, texts, failed)
        return []

    def _nothing(self, key: str, texts: Sequence[str], failed: int) -> None:
        if texts and len(self.problems) == failed:
            self.problems.append(f"{key}: {' and '.join(texts)} matched nothing")


def _text_of(one: HtmlElement | str, key: str) -> str:
    """What a reader sees of an element; of one made for machines, what it tells them."""
    if isinstance(one, str):
        return fold_space(one)
    if one.tag == "meta":
        return fold_space(one.get("content") or "")
    if key == "date" and one.get("datetime"):
        return fold_space(one.get("datetime") or "")
    return fold_space("".join(one.itertext() if one.tag == "title" else seen_text(one)))


def _day_of(page: Page, capture: Capture) -> date:
    """The day whose markup a page has: publication as the link, the address or the page's metadata tells, else fetch."""
    now = capture.fetched_at.astimezone(UTC) if capture.fetched_at.tzinfo else datetime.now(UTC)
    listed = capture.link.published if capture.link is not None else None
    machine = _MACHINE_DAY.search(page.html)
    moments = (
        read_moment(listed, now=now) if listed else None,
        read_url_date(page.url, now=now),
        read_moment(machine[1], now=now) if machine else None,
    )
    days = (moment.day for moment in moments if moment and moment.precision not in _VAGUE)
    return next(days, now.date())


_VAGUE = (Precision.MONTH, Precision.YEAR)


def with_whole_year(text: str) -> str:
    """A date of a paper that prints the year first, with all four figures of it.

    >>> with_whole_year("21/02/19 14:11")
    '2021/02/19 14:11'
    """
    return _SHORT_YEAR.sub(r"20\1\2\3\2\4", text, count=1)


# --- the body


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledPage:
    """A page cleaned, and the elements of the copy that its rules name as holding the body."""

    cleaned: Cleaned
    containers: tuple[HtmlElement, ...] = ()

    def choose(self, blocks: Iterable[PageBlock]) -> list[bool] | None:
        """For each block whether it stands in the body the rules name; None when they name none with a text."""
        if not self.containers:
            return None
        inside = set(self.containers)
        chosen = [
            block.cut is None
            and (block.element in inside or not inside.isdisjoint(block.element.iterancestors()))
            for block in blocks
        ]
        return chosen if any(chosen) else None


def clean_ruled(page: Page, ruled: Ruled | None) -> RuledPage:
    """The page cleaned, with what the rules drop among its cuts, and no cut around what they call the body."""
    if ruled is None or not (ruled.drop or ruled.body):
        return RuledPage(cleaned=clean_tree(page.tree))
    copy = _marked(page.tree, ruled)
    cleaned = clean_tree(copy)
    drop, body = [], []
    for element in cleaned.tree.iter(etree.Element):
        mark = element.attrib.pop(_MARK, "") if element.attrib else ""
        if "drop" in mark:
            drop.append(element)
        elif "body" in mark:
            body.append(element)
    for element in body:
        for outer in (element, *element.iterancestors()):
            cleaned.cuts.pop(outer, None)
    cleaned.cuts.update(dict.fromkeys(drop, SOURCE))
    return RuledPage(cleaned=cleaned, containers=tuple(body))


def _marked(tree: HtmlElement, ruled: Ruled) -> HtmlElement:
    """A copy of the page in which the elements the rules found carry a mark; the page itself stays as it is."""
    marks = dict.fromkeys(ruled.body, "body") | dict.fromkeys(ruled.drop, "drop")
    copy = deepcopy(tree)
    for element, twin in zip(tree.iter(), copy.iter(), strict=True):
        if element in marks:
            twin.set(_MARK, marks[element])
    return copy


# --- what is told


def rule_readings(
    ruled: Ruled | None, readings: Iterable[Reading], blocks: int | None
) -> tuple[Reading, ...]:
    """What the rules did, as readings: which of them said where the body is, and which did not work on this page.

    *readings* are those of the fields; *blocks* counts the blocks of the body the rules chose, None: they chose none.
    """
    if ruled is None:
        return ()
    told = []
    problems = [*ruled.problems, *_unread(ruled, readings)]
    if ruled.body_selector is not None and blocks is not None:
        told.append(_told("body", f"{blocks} blocks", ruled.body_selector))
    elif ruled.body_selector is not None:
        problems.append(f"body: {ruled.body_selector} holds no text")
    if problems:
        told.append(_told(FIELD, "; ".join(problems), "problems"))
    return tuple(told)


def _unread(ruled: Ruled, readings: Iterable[Reading]) -> list[str]:
    """Texts found that are no title, name or date."""
    sources = {reading.field: reading.winner.source for reading in readings}
    found = {"title": ruled.titles, "author": ruled.authors, "date": ruled.dates}
    return [
        f"{key}: {texts[0].selector} found {texts[0].text[:60]!r}, which cannot be read"
        for key, texts in found.items()
        if texts and sources.get(_FIELDS[key]) != SOURCE
    ]


def _told(field: str, value: str, rule: str) -> Reading:
    winner = Candidate(value=value[:500], source=SOURCE, rule=rule, raw=value[:500], confidence=CONFIDENCE)
    return Reading(field=field, winner=winner)
