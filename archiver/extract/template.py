"""Template: the boilerplate learned from many pages of a site, and which lines of a page it knows.

A line is what a reader sees as one: a block of the page, or a part of one that ends in a line break. `learn_template`
in `archiver.extract.boilerplate` makes templates; this file needs neither trafilatura nor the parser, so that the store
can read what it keeps.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from archiver.months import find_month

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lxml.html import HtmlElement

#: Version of the rules a template is learned and used by; another one is learned anew.
RULES = 1
#: Letters of a key that are kept as they are.
_KEY_LETTERS = 120
#: Characters of the longest line whose numbers and months are taken for any other.
_MASKED_CHARS = 80
#: Letters such a line must have besides.
_MASKED_LETTERS = 4
#: The markup of a whole paragraph that is boilerplate wherever it stands; no element's.
ANYWHERE = "*"
#: Elements around a line's own that its markup names.
_AROUND = 2

_NOT_WORD = re.compile(r"\W+")
_DIGITS = re.compile(r"\d+")
_ZEROS = re.compile("00+")
_WORD = re.compile(r"\w+")


def line_key(text: str) -> str:
    """What two printings of one line share: letters and digits alone, lower case; a long one ends in its digest.

    >>> line_key("Sign up for our newsletter!") == line_key("sign up  for our Newsletter")
    True
    """
    return _bounded(_NOT_WORD.sub("", text).casefold())


def masked_key(text: str) -> str | None:
    """The key of a short line with 0 for each number and month; None for lines that hold neither, or nothing else.

    >>> masked_key("12 comments") == masked_key("3 comments"), masked_key("Updated 3 May") == masked_key("updated 14 June")
    (True, True)
    >>> masked_key("Read more"), masked_key("12:30")
    (None, None)
    """
    if len(text) > _MASKED_CHARS or not any(letter.isdigit() for letter in text):
        return None
    words = ["0" if find_month(word) else _DIGITS.sub("0", word) for word in _WORD.findall(text)]
    masked = _ZEROS.sub("0", "".join(words))
    return _bounded(masked.casefold()) if len(masked.replace("0", "")) >= _MASKED_LETTERS else None


def _bounded(key: str) -> str:
    if len(key) <= _KEY_LETTERS:
        return key
    return f"{key[:_KEY_LETTERS]}…{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:16]}"


def markup_of(element: HtmlElement) -> str:
    """The markup a line stands in: tag and class of its element and of those around it; numbers count as one.

    >>> from lxml.html import fromstring
    >>> markup_of(fromstring('<div class="box box-12"><p>Sign up</p></div>')[0])
    'p < div.box.box-0'
    """
    parts: list[str] = []
    around: HtmlElement | None = element
    while around is not None and len(parts) <= _AROUND and around.tag not in ("body", "html"):
        names = sorted(set(_DIGITS.sub("0", around.get("class") or "").split()))
        parts.append(".".join([str(around.tag), *names[:6]])[:200])
        around = around.getparent()
    return " < ".join(parts)


@lru_cache(maxsize=1_000)
def editions(url: str, language: str | None) -> tuple[str, ...]:
    """The parts of a site a page belongs to: its language, and the first step of its path.

    >>> editions("https://www.example.com/sport/2021/05/derby", "en-GB"), editions("https://www.example.com/derby", None)
    (('language en', 'section /sport'), ())
    """
    found: list[str] = []
    if language:
        found.append(f"language {language.replace('_', '-').partition('-')[0].lower()}")
    try:
        steps = [step for step in urlsplit(url).path.split("/") if step]
    except ValueError:
        steps = []
    if len(steps) > 1 and not steps[0].isdigit():
        found.append(f"section /{steps[0].lower()[:60]}")
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateLine:
    """A line that stands on many pages of a site."""

    key: str  #: `line_key`, or `masked_key`
    masked: bool = False  #: its numbers and months may be any other
    #: where it stood, see `markup_of`; elsewhere the same words are no boilerplate. ANYWHERE for a whole paragraph,
    #: told by the words of stored articles
    markup: str
    edition: str | None = None  #: part of the site it was learned from and holds in; None: all of it
    pages: int  #: articles it stood on
    of: int  #: articles looked at
    example: str  #: as printed, at most 200 characters
    first_seen: str  #: ISO 8601, UTC: fetch time of the oldest page with it
    last_seen: str  #: ISO 8601, UTC: of the newest

    @property
    def evidence(self) -> str:
        """In words: "on 31 of 32 pages"; "in 31 of 32 articles" of a whole paragraph."""
        if self.markup == ANYWHERE:
            return f"in {self.pages} of {self.of} articles"
        where = f" of {self.edition}" if self.edition else ""
        return f"on {self.pages} of {self.of} pages{where}"


@dataclass(frozen=True, kw_only=True)
class Template:
    """A site's learned boilerplate."""

    site: str  #: name of the site
    learned_at: str | None = None  #: ISO 8601, UTC: fetch time of the newest page looked at
    rules: int = RULES  #: version of the rules it was learned by
    pages: int = 0  #: pages looked at
    articles: int = 0  #: articles they hold; one article on two pages counts once
    lines: tuple[TemplateLine, ...] = ()  #: text before labels, those on most pages first

    @cached_property
    def _known(self) -> dict[tuple[str, str], list[TemplateLine]]:
        found: dict[tuple[str, str], list[TemplateLine]] = {}
        for line in self.lines:
            found.setdefault((line.key, line.markup), []).append(line)
        return found

    @property
    def mark(self) -> str:
        """Short name of these lines and rules: two templates with one mark leave out the same."""
        plain = repr([(line.key, line.masked, line.markup, line.edition) for line in self.lines])
        return hashlib.sha256(f"{self.rules} {plain}".encode("utf-8", "replace")).hexdigest()[:16]

    @cached_property
    def _keys(self) -> frozenset[tuple[str, bool]]:
        return frozenset((line.key, line.masked) for line in self.lines)

    def may_know(self, text: str) -> bool:
        """Whether each line of *text* is one of these, wherever it stands: for words of which only that is kept."""
        keys = [(line_key(line), masked_key(line)) for line in text.split("\n") if line_key(line)]
        known = self._keys
        if (line_key(text), False) in known:
            return True
        return bool(keys) and all(
            (key, False) in known or (masked is not None and (masked, True) in known) for key, masked in keys
        )

    def find(self, text: str, markup: str, parts: tuple[str, ...] = ()) -> TemplateLine | None:
        """The line that *text* is, of a block with *markup* on a page of the editions *parts*.

        A block of several lines is known when each of them is; the least sure one is given.
        """
        if whole := self._known.get((line_key(text), ANYWHERE)):
            return whole[0]
        found = []
        for line in text.split("\n"):
            if not (key := line_key(line)):
                continue
            known = self.find_key(key, masked_key(line), markup, parts)
            if known is None:
                return None
            found.append(known)
        return min(found, key=lambda line: line.pages / line.of, default=None)

    def find_key(
        self, key: str, masked: str | None, markup: str, parts: tuple[str, ...] = ()
    ) -> TemplateLine | None:
        """The same for one line, by its `line_key` and `masked_key`."""
        known = self._find(key, markup, parts, masked=False)
        if known is None and masked is not None:
            known = self._find(masked, markup, parts, masked=True)
        return known

    def _find(self, key: str, markup: str, parts: tuple[str, ...], *, masked: bool) -> TemplateLine | None:
        for line in self._known.get((key, markup), ()):
            if line.masked is masked and (line.edition is None or line.edition in parts):
                return line
        return None

    def with_paragraphs(self, paragraphs: Iterable[TemplateLine]) -> Self:
        """The same with whole paragraphs, in the place of those it had; they come first."""
        others = [line for line in self.lines if line.markup != ANYWHERE]
        return replace(self, lines=(*paragraphs, *others))

    def to_plain(self) -> dict[str, Any]:
        """As JSON knows it; `from_plain` reads it."""
        lines = [{name: getattr(line, name) for name in TemplateLine.__slots__} for line in self.lines]
        names = ("site", "learned_at", "rules", "pages", "articles")
        return {**{name: getattr(self, name) for name in names}, "lines": lines}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """The template `to_plain` gave."""
        lines: Iterable[Mapping[str, Any]] = plain["lines"]
        return cls(**{**plain, "lines": tuple(TemplateLine(**line) for line in lines)})
