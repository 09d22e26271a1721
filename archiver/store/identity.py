"""Which article a page is: a new one, one the archive has, another URL of one, or the words of another.

Identity is the canonical URL the page names, if it is of the same site and its article carries these words; then the
URLs the page was fetched under; then exactly the same words. An article's words come from one page: the canonical
one, or as long as that was not seen, the one it was first read on. Only that page makes revisions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from archiver.dedupe.claims import is_believable
from archiver.dedupe.exact import MIN_WORDS, are_alike
from archiver.errors import BadUrl
from archiver.store.frontier import link_key
from archiver.store.site_keys import NONE
from archiver.text import count_words, normalize_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archiver.article import Article
    from archiver.outcome import Outcome
    from archiver.store.book import Book, Held


#: Reports of fewer words may be the same on two days; a longer text printed again is the same article with a new date.
_DAILY: Final = 100
#: Days within which two sites' same few words under the same title are one alert.
_ALERT_DAYS: Final = 2


class How(StrEnum):
    """How a URL is known to be an article's."""

    OWN = "own"  #: the article was read there
    CANONICAL = "canonical"  #: the page named it as its canonical URL
    REDIRECT = "redirect"
    PAGE = "page"  #: the page named it otherwise: AMP, og:url, …
    ALIAS = "alias"  #: a page there named the article as its canonical
    DUPLICATE = "duplicate"  #: a page there carried exactly the same words


class Verdict(StrEnum):
    """What a page is to the archive."""

    NEW = "new"
    REVISIT = "revisit"  #: the page the article's words come from
    SETTLED = "settled"  #: the canonical page, of which only an alias was read so far
    ALIAS = "alias"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageUrls:
    """The URLs one page goes by; keys are canonical spellings."""

    canonical: str  #: key the page claims
    canonical_url: str
    own: dict[str, str]  #: key to URL: what was asked for and what answered; the first is the page itself
    full: str  #: the page's key with the parameters that do not matter on its site
    redirects: dict[str, str]  #: keys on the way
    others: tuple[
        tuple[str, str], ...
    ]  #: keys and URLs the page names besides; one key may have several spellings
    spelled: PageUrls | None = None  #: the same with every parameter in the keys, where that differs

    @property
    def key(self) -> str:
        return next(iter(self.own))

    @property
    def is_canonical(self) -> bool:
        return self.canonical in self.own

    @property
    def keys(self) -> list[str]:
        """Every key, to look up at once."""
        spelled = self.spelled.keys if self.spelled else ()
        return [self.canonical, *self.own, *self.redirects, *(key for key, _ in self.others), *spelled]

    def disbelieved(self) -> PageUrls:
        """The same page, whose word on its canonical URL is not taken."""
        return replace(self, canonical=self.key, canonical_url=self.own[self.key])


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What was read on a page; what is asked for again and again is computed once."""

    article: Article
    urls: PageUrls
    title: str  #: normalised; empty when there is none
    body: str
    word_count: int

    def disbelieved(self) -> Page:
        """The same page, whose word on its canonical URL is not taken."""
        return replace(self, urls=self.urls.disbelieved())

    def spelled_out(self) -> Page:
        """The same page by the keys of its URLs with all parameters."""
        return replace(self, urls=self.urls.spelled or self.urls)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Which article a page is."""

    verdict: Verdict
    page: Page
    held: Held | None = None  #: the article, if the archive has it
    twin: int | None = None  #: article on another site with the same words
    contradicts: Held | None = None  #: article whose URL differs only in parameters that matter after all
    evicts: Held | None = None  #: article filed under this canonical URL by the word of another page, wrongly


def find_page(outcome: Outcome, ignored: frozenset[str] = NONE) -> Page | None:
    """Give the page an article was read on; None when there is no article, or no URL that is one.

    *ignored*: parameters that do not matter on the site.
    """
    if outcome.article is None:
        return None
    urls = _find_urls(outcome, outcome.article, ignored)
    if urls is None:
        return None
    if urls.full != urls.key:
        urls = replace(urls, spelled=_find_urls(outcome, outcome.article, NONE))
    body = outcome.article.body
    return Page(
        article=outcome.article,
        urls=urls,
        title=normalize_text(outcome.article.title or ""),
        body=body,
        word_count=count_words(body),
    )


def _find_urls(outcome: Outcome, article: Article, ignored: frozenset[str]) -> PageUrls | None:
    capture = outcome.capture
    answered = [capture.final_url] if capture and capture.final_url else []
    own = _keyed([*answered, article.url, outcome.link.url], ignored)
    if not own:
        return None
    redirects = _keyed(capture.redirects if capture else (), ignored)
    page_key = next(iter(own))
    claimed = _keyed([article.canonical_url], ignored)
    urls = PageUrls(
        canonical=next(iter(claimed), page_key),
        canonical_url=next(iter(claimed.values()), own[page_key]),
        own=own,
        full=link_key(own[page_key]),
        redirects=redirects,
        others=tuple(_others(article.urls, own, redirects, ignored)),
    )
    if not urls.is_canonical and not is_believable(urls.canonical_url, own[page_key]):
        urls = urls.disbelieved()
    return urls


def _others(
    urls: Iterable[str], own: dict[str, str], redirects: dict[str, str], ignored: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """What a page names besides, and may be its article's: nobody's word counts for another newspaper's URLs."""
    page_url = next(iter(own.values()))
    for url in dict.fromkeys(urls):
        for key in _keyed([url], ignored):
            if key in own or key in redirects or is_believable(url, page_url):
                yield key, url


def _keyed(urls: Iterable[str], ignored: frozenset[str]) -> dict[str, str]:
    """URLs by key, those with every parameter after those without the ones that do not matter."""
    keyed: dict[str, str] = {}
    for url in urls:
        try:
            keyed.setdefault(link_key(url, ignored), url)
            if ignored:
                keyed.setdefault(link_key(url), url)
        except BadUrl:
            continue
    return keyed


def decide(book: Book, page: Page, site_id: int) -> Decision:
    """Say which article a page is."""
    canonical = page.urls.canonical
    held = book.find(canonical)
    if held is None:
        return _decide_by_own_urls(book, page, site_id)
    if held.key == canonical:
        return _decide_at_key(book, held, page, site_id)
    if _same_text(book, held, page):
        return Decision(verdict=_alias_or_duplicate(book, held, canonical, page), page=page, held=held)
    if not page.urls.is_canonical:
        return decide(book, page.disbelieved(), site_id)
    return _decide_by_words(book, page, site_id)


def _decide_at_key(book: Book, held: Held, page: Page, site_id: int) -> Decision:
    """The archive has an article filed under the canonical URL the page names."""
    if page.urls.is_canonical:
        if not held.read_on_alias:
            if _is_contradicted(book, held, page):
                return replace(decide(book, page.spelled_out(), site_id), contradicts=held)
            return Decision(verdict=Verdict.REVISIT, page=page, held=held)
        if _same_text(book, held, page):
            return Decision(verdict=Verdict.SETTLED, page=page, held=held)
        if book.is_taken(held.page_key, held.id):
            return Decision(verdict=Verdict.REVISIT, page=page, held=held)
        return replace(_decide_by_words(book, page, site_id), evicts=held)
    if held.read_on_alias and held.page_key in page.urls.own:
        return Decision(verdict=Verdict.REVISIT, page=page, held=held)
    if _same_text(book, held, page):
        return Decision(verdict=Verdict.ALIAS, page=page, held=held)
    decision = decide(book, page.disbelieved(), site_id)
    if held.read_on_alias and decision.evicts is None and not book.is_taken(held.page_key, held.id):
        # two articles name a URL nobody has read: it is neither's
        return replace(decision, evicts=held)
    return decision


def _is_contradicted(book: Book, held: Held, page: Page) -> bool:
    """Whether a URL that was taken for an article's, but for parameters thought not to matter, leads to another."""
    if page.urls.spelled is None:
        return False
    known = book.find(page.urls.full)
    return (known is None or known.id != held.id) and not _same_text(book, held, page)


def _decide_by_own_urls(book: Book, page: Page, site_id: int) -> Decision:
    """Nothing is filed under the canonical URL; perhaps the page was known before it named that one."""
    urls = page.urls
    for key in urls.own:
        held = book.find(key)
        if held is None:
            continue
        if held.key in urls.own and (held.key == urls.canonical or _same_text(book, held, page)):
            return Decision(verdict=Verdict.REVISIT, page=page, held=held)
        if _same_text(book, held, page):
            return Decision(verdict=_alias_or_duplicate(book, held, key, page), page=page, held=held)
    return _decide_by_words(book, page, site_id)


def _decide_by_words(book: Book, page: Page, site_id: int) -> Decision:
    """No URL tells; perhaps the words do."""
    twins = book.find_same(page.article.fingerprint)
    if page.word_count < MIN_WORDS:
        twins = [held for held in twins if page.title and held.title == page.title]
    same_paper = next(
        (held for held in twins if held.site_id == site_id and not _are_of_two_days(held, page)), None
    )
    if same_paper is not None and same_paper.key not in page.urls.own:
        return Decision(verdict=Verdict.DUPLICATE, page=page, held=same_paper)
    other = next(
        (held for held in twins if held.site_id != site_id and not _is_another_alert(held, page)), None
    )
    first = (other.duplicate_of or other.id) if other else None
    return Decision(verdict=Verdict.NEW, page=page, twin=first)


def _are_of_two_days(held: Held, page: Page) -> bool:
    """A short report of every day (roads, water levels) may well say the same on two: each day has its article."""
    published = page.article.published
    if page.word_count >= _DAILY or published is None or held.day is None:
        return False
    return published.day != held.day


def _is_another_alert(held: Held, page: Page) -> bool:
    """A line or two ("No accidents were reported.") that another site printed days before is no copy of that."""
    published = page.article.published
    if page.word_count >= MIN_WORDS or published is None or held.day is None:
        return False
    return abs((published.day - held.day).days) > _ALERT_DAYS


def _alias_or_duplicate(book: Book, held: Held, key: str, page: Page) -> Verdict:
    known_as_duplicate = book.how(key) == How.DUPLICATE and held.fingerprint == page.article.fingerprint
    return Verdict.DUPLICATE if known_as_duplicate else Verdict.ALIAS


def _same_text(book: Book, held: Held, page: Page) -> bool:
    """Whether a page plainly carries the article's text, perhaps in another version."""
    fingerprint = page.article.fingerprint
    if fingerprint == held.fingerprint:
        return fingerprint is not None or page.title == held.title
    if are_alike(page.body, book.body(held)):
        return True
    short = min(page.word_count, held.word_count) < MIN_WORDS
    return short and bool(held.title) and page.title == held.title
