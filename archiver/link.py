"""Link: a URL found on a seed, with what the seed said of it, and the ways a link can end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Via(StrEnum):
    """The kind of seed a link was found on."""

    FEED = "feed"  #: RSS, Atom or JSON Feed
    NEWS_SITEMAP = "news sitemap"  #: sitemap with Google News tags
    SITEMAP = "sitemap"  #: plain sitemap
    SECTION = "section"  #: section page, home page, or one of their next pages
    CANONICAL = "canonical"  #: another page named it as its canonical URL
    GIVEN = "given"  #: the operator named it
    SPIDER = "spider"  #: an operator's own spider yielded it


#: Seeds whose links are articles by declaration: no look of a URL may veto them.
DECLARED = frozenset({Via.FEED, Via.NEWS_SITEMAP, Via.CANONICAL, Via.GIVEN, Via.SPIDER})


class Status(StrEnum):
    """How a listed link ended in a run; each link ends in exactly one."""

    NEW = "new"  #: an article the archive did not have
    REVISED = "revised"  #: its words differ from those stored; a new revision
    UNCHANGED = "unchanged"  #: the server said 304, or the words are the same
    ALIAS = "alias"  #: another URL of an article the archive has, by the page's or the URL's own word
    DUPLICATE = "duplicate"  #: exactly the words of another article
    GONE = "gone"  #: 404 or 410
    REFUSED = "refused"  #: may not or need not be stored: robots.txt, address, no article, …
    FAILED = "failed"  #: the server or the page could not be read
    PENDING = "pending"  #: kept for a later run: limit, Retry-After, stopped, …


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A URL found on a seed. What the seed says of it are claims, kept as printed."""

    url: str  #: as found, made absolute; this is what is fetched
    via: Via
    found_on: str | None = None  #: URL of the seed
    title: str | None = None  #: headline as the seed gives it
    published: str | None = None  #: date as printed on the seed
    modified: str | None = None  #: sitemap lastmod or feed updated, as printed
    section: str | None = None  #: feed category or name of the section page
    authors: tuple[str, ...] = ()  #: names as the feed gives them
    description: str | None = None  #: feed summary, without markup
    language: str | None = None  #: as the seed declares it, BCP-47
    site: str | None = None  #: name of the site it is crawled for

    # known once the link is filed in the frontier
    id: int | None = None  #: row in the frontier
    etag: str | None = None  #: validator of the last fetch that ended well
    last_modified: str | None = None  #: validator of the last fetch that ended well
    digest: str | None = None  #: "sha1:BASE32" of the payload of the last fetch that ended well, as in WARC
    attempts: int = 0  #: fetches in a row that did not end well
    fetched_at: datetime | None = None  #: last fetch, UTC
    article_id: int | None = None  #: the article it led to, if any
