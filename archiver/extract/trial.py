"""A site's rules tried on a page: how it reads with them and without, and what each rule found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING

from archiver.errors import NotAnArticle
from archiver.extract.article import extract_article
from archiver.extract.days import show_moment
from archiver.extract.page import load_page
from archiver.extract.rules import FIELD, apply_rules
from archiver.rules import NO_RULES

if TYPE_CHECKING:
    from archiver.article import Article
    from archiver.capture import Capture
    from archiver.extract.template import Template
    from archiver.site import Site

#: Fields rules and hooks bear on; the body is compared line by line.
COMPARED = ("title", "authors", "published", "modified", "section", "language", "genre", "agency", "dateline")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """What one selector found on one page."""

    key: str  #: "drop", "body", "title", "author", "date"
    selector: str
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field, or a line of the body, that reads otherwise."""

    field: str  #: name of the field of `Article`; "body" for a line
    before: str  #: empty: nothing, or no line in its place
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One page, read twice."""

    url: str
    plain: Article | None  #: as read without rules
    ruled: Article | None  #: as read with them
    refusal: str | None = None  #: why there is no article without rules
    ruled_refusal: str | None = None  #: why there is none with them
    counts: tuple[RuleCount, ...] = ()  #: the selectors looked for; those after one that served are not
    problems: tuple[str, ...] = ()  #: rules and hooks that did not work here

    @property
    def breaks(self) -> bool:
        """The rules cost the page its article."""
        return self.plain is not None and self.ruled is None

    @property
    def changes(self) -> tuple[Change, ...]:
        """What the rules change; nothing is compared where one of the readings is none."""
        return compare(self.plain, self.ruled) if self.plain and self.ruled else ()


def try_rules(capture: Capture, site: Site, template: Template | None = None) -> Trial:
    """Read *capture* with the rules and hook of *site* and without."""
    bare = replace(site, rules=NO_RULES, layout=(), hook=None)
    plain, refusal = _read(capture, bare, template)
    ruled, ruled_refusal = _read(capture, site, template)
    return Trial(
        url=capture.url,
        plain=plain,
        ruled=ruled,
        refusal=refusal,
        ruled_refusal=ruled_refusal,
        counts=_count(capture, site),
        problems=_problems(ruled),
    )


def _read(capture: Capture, site: Site, template: Template | None) -> tuple[Article | None, str | None]:
    try:
        return extract_article(capture, site, template), None
    except NotAnArticle as error:
        return None, str(error)


def _count(capture: Capture, site: Site) -> tuple[RuleCount, ...]:
    try:
        ruled = apply_rules(load_page(capture), capture, site)
    except NotAnArticle:
        return ()
    counts = ruled.counts if ruled is not None else {}
    return tuple(RuleCount(key=key, selector=text, found=found) for (key, text), found in counts.items())


def _problems(article: Article | None) -> tuple[str, ...]:
    readings = article.readings if article is not None else ()
    return tuple(reading.winner.value for reading in readings if reading.field in (FIELD, "site hook"))


def compare(before: Article, after: Article) -> tuple[Change, ...]:
    """What reads otherwise: fields one by one, then the lines of the body that came or went."""
    fields = [
        Change(field=name, before=words_of(before, name), after=words_of(after, name)) for name in COMPARED
    ]
    return (*(change for change in fields if change.before != change.after), *_lines(before.body, after.body))


def words_of(article: Article, name: str) -> str:
    """A field as text, empty when there is nothing."""
    if name == "authors":
        return "; ".join(author.name for author in article.authors)
    if name in ("published", "modified"):
        moment = article.published if name == "published" else article.modified
        return show_moment(moment) if moment else ""
    return str(getattr(article, name) or "")


def _lines(before: str, after: str) -> list[Change]:
    if before == after:
        return []
    old, new = ([line for line in text.split("\n") if line] for text in (before, after))
    return [
        Change(field="body", before=gone, after=come)
        for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
        if kind != "equal"
        for gone, come in zip_longest(old[a:b], new[c:d], fillvalue="")
    ]
