"""What a crawl has read in processes of their own: articles, and the lists of seeds.

Unpacking, decoding and parsing ten megabytes takes seconds and holds the interpreter: done in the crawl's own process,
even in a thread, no other newspaper would be asked or answered in the meantime.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archiver.crawl.budget import MOST_SITEMAPS
from archiver.crawl.listing import Answer, Listing, read_listing, too_old
from archiver.dedupe.exact import fingerprint
from archiver.discover.unpack import MAX_SEED_BYTES
from archiver.errors import NotAnArticle, SeedError
from archiver.extract.charset import decode
from archiver.extract.page import load_page
from archiver.extract.pages import find_next_page, may_continue
from archiver.extract.pool import ReaderPool, read_article

if TYPE_CHECKING:
    from concurrent.futures import Future
    from datetime import date

    from archiver.article import Article
    from archiver.capture import Capture
    from archiver.extract.template import Template
    from archiver.site import Site


#: A seed may take this many times what a page may: 50,000 entries take 2 s, and there are few such files.
SEED_TIMES = 4.0
#: Pages servers send with status 200 in place of what was asked for.
STAND_INS = frozenset(
    {
        "robot check", "soft 404", "maintenance page", "region block", "unsupported browser", "parked domain", "error page",
        "consent page", "login page",
    }
)  # fmt: skip
#: Links to articles from which a page is a list, whatever else it says; its menus name cookies and logins, too.
MANY_LINKS = 5


class Readers(ReaderPool):
    """The reader processes of a crawl."""

    def submit(
        self, capture: Capture, site: Site | None = None, template: Template | None = None
    ) -> Future[Article]:
        """Read a capture as `ReaderPool.submit` does; the article has its fingerprint."""
        return self._schedule(_read_article, capture, site, self._share(template))

    def submit_next_page(
        self, capture: Capture, number: int, site: Site | None = None, template: Template | None = None
    ) -> Future[str | None]:
        """Find the address of the page behind page *number* of an article; `NotAnArticle` when it is none."""
        return self._schedule(_find_next_page, capture, number, site, self._share(template))

    def submit_listing(
        self, capture: Capture, wanted: str, site: Site, since: date | None = None
    ) -> Future[Listing | SeedError]:
        """Read what a seed's answer lists, but for what is older than *since*.

        *wanted* is what it is taken for, as in `read_listing`.
        """
        return self._schedule(_read_listing, capture, wanted, site, since, times=SEED_TIMES)


def _read_article(capture: Capture, site: Site | None, template: str | None) -> Article:
    return fingerprint(read_article(capture, site, template))


def _find_next_page(capture: Capture, number: int, site: Site | None, template: str | None) -> str | None:
    if number == 1:
        if not may_continue(capture.content(), capture.answered_url):
            return None
        read_article(capture, site, template)  # an index has pages, too
    return find_next_page(load_page(capture), number)


def _read_listing(
    capture: Capture, wanted: str, site: Site, since: date | None = None
) -> Listing | SeedError:
    try:
        body = capture.content(MAX_SEED_BYTES)
    except NotAnArticle as error:
        return SeedError(capture.answered_url, error.reason)
    answer = Answer(
        url=capture.answered_url,
        body=body,
        content_type=capture.header("content-type"),
        # told from the first bytes: a page without any declaration is read as UTF-8
        charset=decode(body[:100_000], capture.charset)[1],
    )
    try:
        listing = read_listing(answer, wanted=wanted, site=site)
    except SeedError as error:
        return error
    stands_in = _stands_in(capture, listing, site)
    if stands_in:
        return SeedError(capture.answered_url, f"{stands_in}, not a {_named(wanted)}")
    return _shortened(listing, since)


def _shortened(listing: Listing, since: date | None) -> Listing:
    """*listing* without what nobody will ask for: handing 50,000 links over takes time and 50 MB."""
    links = tuple(link for link in listing.links if not too_old(link, since))
    children = listing.children[:MOST_SITEMAPS]
    left_out = {
        "older than --since": len(listing.links) - len(links),
        f"sitemaps over {MOST_SITEMAPS:,}": len(listing.children) - len(children),
    }
    return replace(
        listing,
        links=links,
        children=children,
        left_out={reason: count for reason, count in left_out.items() if count},
    )


def _stands_in(capture: Capture, listing: Listing, site: Site) -> str | None:
    """What stands in the place of a list, with status 200: a robot check, a login, …; None where it is one.

    Where many articles are linked, nobody asks whether it is a list.
    """
    if listing.kind != "section" or len(listing.links) >= MANY_LINKS:
        return None
    try:
        read_article(capture, site, None)
    except NotAnArticle as error:
        return error.reason if error.reason in STAND_INS else None
    return None


def _named(wanted: str) -> str:
    return "home page" if wanted in ("home", "any") else wanted
