"""Site parameters: learning which parameters of a site's URLs do not matter, from pages told apart by nothing else.

Evidence is taken of each URL once, when its page is first stored. Where another URL of the site differs in one
parameter alone, either both led to exactly the same words, or to others. `LEARNED_AFTER` articles of the first kind and
none of the second make the parameter one that is left out of keys; a single pair of the second kind brings it back for
good. One in `PROBE` spellings is asked for all the same, so that a rule once learned stays under test.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, insert, select, update

from archiver.dedupe.exact import are_alike
from archiver.errors import BadUrl
from archiver.link import Status
from archiver.parameters import may_be_learned
from archiver.store.frontier import link_key
from archiver.store.models import ArticleRow, ArticleUrlRow, RevisionRow, SiteRow, table_of
from archiver.store.models_kin import ParameterPageRow, SiteParameterRow
from archiver.store.refiling import refile
from archiver.store.site_keys import MOST_NAMES, parameter_names, without_parameter

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from archiver.store.book import Held
    from archiver.store.columns import AnyRow
    from archiver.store.ending import End
    from archiver.store.identity import Page, PageUrls
    from archiver.store.site_keys import RuleMemory

#: Articles that had the same words with and without a parameter, or with two values of it, before it is left out. One
#: that matters gives other words at the first such pair: five without any are no chance, and come within a day's lists.
LEARNED_AFTER: Final = 5

#: Ends of a page that had an article's words already.
_SAME: Final = frozenset({Status.ALIAS, Status.DUPLICATE, Status.UNCHANGED})

_ARTICLE, _URL, _REVISION, _SITE = map(table_of, (ArticleRow, ArticleUrlRow, RevisionRow, SiteRow))
_PARAMETER, _PAGE = table_of(SiteParameterRow), table_of(ParameterPageRow)
_PAGES = select(_PAGE).where(
    _PAGE.c.site_id == bindparam("site_id"),
    _PAGE.c.name.in_(bindparam("names", expanding=True)),
    _PAGE.c.rest.in_(bindparam("rests", expanding=True)),
)
_FILED = (
    select(_URL.c.article_id, _URL.c.url)
    .join(_ARTICLE, _ARTICLE.c.id == _URL.c.article_id)
    .where(_URL.c.key == bindparam("key"), _ARTICLE.c.site_id == bindparam("site_id"))
    .order_by(_URL.c.id)
    .limit(1)
)
_WORDS = (
    select(_ARTICLE.c.fingerprint, _REVISION.c.body)
    .join(_REVISION, (_REVISION.c.article_id == _ARTICLE.c.id) & (_REVISION.c.number == _ARTICLE.c.revision))
    .where(_ARTICLE.c.id == bindparam("article_id"))
)
_OF_NAME = (_PARAMETER.c.site_id == bindparam("of_site")) & (_PARAMETER.c.name == bindparam("of_name"))
_ROW = select(_PARAMETER).where(_OF_NAME)
_CHANGE = update(_PARAMETER).where(_OF_NAME)
_PAIRED = (
    update(_PAGE)
    .where(
        _PAGE.c.site_id == bindparam("of_site"),
        _PAGE.c.name == bindparam("of_name"),
        _PAGE.c.rest == bindparam("of_rest"),
    )
    .values(paired=True)
)
_FORGET_PAGES = delete(_PAGE).where(
    _PAGE.c.site_id == bindparam("of_site"), _PAGE.c.name == bindparam("of_name")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteParameter:
    """What is known of one parameter of a site's URLs."""

    site: str
    name: str  #: in lower case
    same_words: int  #: articles whose words were the same with and without it, or with another value
    other_words: int  #: pairs of URLs told apart by nothing else that led to other words
    ignored_since: datetime | None  #: when it was learned that it does not matter; None: it is part of keys
    same_urls: tuple[str, str] | None  #: the last pair that led to the same words
    other_urls: tuple[str, str] | None  #: the pair that led to other words


@dataclass(frozen=True, slots=True)
class Parameters:
    """Takes evidence while a batch is stored."""

    connection: Connection
    memory: RuleMemory
    now: datetime

    def ignored(self, site_id: int) -> frozenset[str]:
        """Give the parameters that are left out of a site's keys."""
        return self.memory.of(self.connection, site_id).ignored

    def key_of(self, link: AnyRow) -> str:
        """Give the key of the article a link leads to: a link asked for to see whether a rule holds has a fuller one."""
        ignored = self.ignored(link.site_id)
        if not ignored or link.status in (Status.ALIAS, Status.DUPLICATE):
            return str(link.key)
        try:
            return link_key(link.url, ignored)
        except BadUrl:
            return str(link.key)

    def may_tell(self, site_id: int, key: str) -> bool:
        """Whether a URL can be evidence for or against a parameter."""
        return any(self._watched(site_id, key))

    def _watched(self, site_id: int, key: str) -> tuple[list[str], list[str]]:
        """The parameters of a key that are watched, and those its site's other URLs have."""
        rules = self.memory.of(self.connection, site_id)
        decided = rules.settled | rules.ignored
        names = [name for name in parameter_names(key) if name not in decided and may_be_learned(name)]
        if len(rules.known) >= MOST_NAMES:
            names = [name for name in names if name in rules.known]
        if "…" in key:  # too long to be kept whole
            return [], []
        return names, [name for name in rules.watched if name not in names]

    def note(self, site_id: int, page: Page, end: End) -> dict[int, str]:
        """A URL was stored for the first time; gives articles' new keys, when they changed by what it told."""
        key, article_id = page.urls.full, end.article_id
        carried, missed = self._watched(site_id, key)
        if article_id is None or not (carried or missed):
            return {}
        rests = {name: _hash(without_parameter(key, name)) for name in carried}
        rests |= {name: _hash(key) for name in missed}
        known = {
            row.name: row
            for row in self.connection.execute(
                _PAGES, {"site_id": site_id, "names": list(rests), "rests": list(set(rests.values()))}
            )
            if row.rest == rests[row.name]
        }
        refiled: dict[int, str] = {}
        for name, rest in rests.items():
            row = known.get(name) or (self._find_bare(site_id, key, name) if name in carried else None)
            if row is not None:
                refiled |= self._judge(site_id, name, rest, row, page, end)
            elif name in carried:
                self._remember(site_id, name, rest, article_id, page.urls.own[page.urls.key])
        return refiled

    def contradict(self, site_id: int, urls: PageUrls, held: Held) -> dict[int, str]:
        """A page had other words than the article it was taken for; gives articles' new keys."""
        names = self.ignored(site_id).intersection(parameter_names(urls.full))
        for name in names:
            self._count_other(site_id, name, (held.key, urls.own[urls.key]))
        return self._refile(site_id, names)

    def _find_bare(self, site_id: int, key: str, name: str) -> AnyRow | None:
        """The article filed under a key's URL without the parameter."""
        bare = without_parameter(key, name)
        return self.connection.execute(_FILED, {"key": bare, "site_id": site_id}).one_or_none()

    def _judge(
        self, site_id: int, name: str, rest: int, other: AnyRow, page: Page, end: End
    ) -> dict[int, str]:
        """Two URLs differ in one parameter alone: are their words the same?"""
        words = self.connection.execute(_WORDS, {"article_id": other.article_id}).one_or_none()
        if words is None:
            return {}
        urls = (other.url, page.urls.own[page.urls.key])
        if other.article_id != end.article_id:
            if are_alike(page.body, words.body):
                return {}  # another version of the same article tells nothing
            self._count_other(site_id, name, urls)
            return {}
        same = end.status in _SAME and words.fingerprint == page.article.fingerprint
        if not same or getattr(other, "paired", False):
            return {}
        return self._count_same(site_id, name, rest, other, urls)

    def _count_same(
        self, site_id: int, name: str, rest: int, other: AnyRow, urls: tuple[str, str]
    ) -> dict[int, str]:
        if hasattr(other, "paired"):
            self.connection.execute(_PAIRED, {"of_site": site_id, "of_name": name, "of_rest": rest})
        else:
            self._remember(site_id, name, rest, other.article_id, other.url, paired=True)
        row = self._row(site_id, name)
        values: dict[str, Any] = {
            "same_words": row.same_words + 1,
            "same_url": urls[0],
            "same_url_too": urls[1],
        }
        learned = row.ignored_since is None and not row.other_words and values["same_words"] >= LEARNED_AFTER
        if learned:
            values["ignored_since"] = self.now
        self.connection.execute(_CHANGE.values(values), {"of_site": site_id, "of_name": name})
        if not learned:
            return {}
        # what speaks against it from now on is a page with other words than the article it is taken for
        self.connection.execute(_FORGET_PAGES, {"of_site": site_id, "of_name": name})
        return self._refile(site_id, frozenset({name}))

    def _count_other(self, site_id: int, name: str, urls: tuple[str, str]) -> None:
        """One pair is enough: the parameter matters."""
        row = self._row(site_id, name)
        values = {
            "other_words": row.other_words + 1,
            "other_url": urls[0],
            "other_url_too": urls[1],
            "ignored_since": None,
        }
        self.connection.execute(_CHANGE.values(values), {"of_site": site_id, "of_name": name})
        self.connection.execute(_FORGET_PAGES, {"of_site": site_id, "of_name": name})
        self.memory.forget(site_id)

    def _refile(self, site_id: int, names: frozenset[str]) -> dict[int, str]:
        self.memory.forget(site_id)
        return refile(self.connection, site_id, names, self.ignored(site_id))

    def _remember(
        self, site_id: int, name: str, rest: int, article_id: int, url: str, *, paired: bool = False
    ) -> None:
        row = self._row(site_id, name)
        values = {"site_id": site_id, "name": name, "rest": rest, "article_id": article_id, "url": url}
        self.connection.execute(insert(_PAGE), values | {"paired": paired})
        self.connection.execute(_CHANGE.values(urls=row.urls + 1), {"of_site": site_id, "of_name": name})

    def _row(self, site_id: int, name: str) -> AnyRow:
        """The parameter's row; makes it when it is new."""
        row = self.connection.execute(_ROW, {"of_site": site_id, "of_name": name}).one_or_none()
        if row is None:
            self.connection.execute(
                insert(_PARAMETER),
                {"site_id": site_id, "name": name, "urls": 0, "same_words": 0, "other_words": 0},
            )
            self.memory.forget(site_id)
            row = self.connection.execute(_ROW, {"of_site": site_id, "of_name": name}).one()
        return row


def load_parameters(connection: Connection, site: str | None) -> list[SiteParameter]:
    """Give what is known of the parameters of a site (None: of all), those that told something first."""
    statement = (
        select(_PARAMETER, _SITE.c.name.label("site"))
        .join(_SITE, _SITE.c.id == _PARAMETER.c.site_id)
        .order_by(_SITE.c.name, _PARAMETER.c.same_words.desc(), _PARAMETER.c.name)
    )
    if site is not None:
        statement = statement.where(_SITE.c.name == site)
    return [
        SiteParameter(
            site=row.site,
            name=row.name,
            same_words=row.same_words,
            other_words=row.other_words,
            ignored_since=row.ignored_since,
            same_urls=_pair(row.same_url, row.same_url_too),
            other_urls=_pair(row.other_url, row.other_url_too),
        )
        for row in connection.execute(statement)
    ]


def _pair(one: str | None, other: str | None) -> tuple[str, str] | None:
    return (one, other) if one is not None and other is not None else None


def _hash(key: str) -> int:
    """64 bits of a key, signed as databases have them."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big", signed=True)
