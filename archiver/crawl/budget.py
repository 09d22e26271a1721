"""What a run may spend on links it found by following pages: patterns that lead to no article are traps.

A calendar, a list with session ids or a search with a thousand choices gives new links without end. What tells it from
a newspaper is not the number of links: it is that fetching them leads to no article that was not known before. So each
pattern of URLs is judged by what its links came to, and only links from pages count: what feeds and sitemaps list, or
an operator names, is never held back.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archiver.discover.patterns import pattern_of
from archiver.link import Status, Via

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archiver.link import Link

#: Fetched links of a pattern after which it can be judged. A page of a newspaper's list has 20 to 40.
LEAST_TRIED = 50
#: Of so many fetched links at least one must lead to an article no other link of the pattern led to.
TRIED_PER_ARTICLE = 20
#: Links of one pattern taken from pages in one run, whatever they lead to: made-up articles have no end either.
#: Fifty pages of a hundred links, as far as `max_pages` lets a section go on.
MOST_LINKS = 5_000
#: Sitemaps read in one run, and those in a row that list nothing which is not listed already; daily sitemaps of
#: twenty years are 7,300.
MOST_SITEMAPS = 10_000
MOST_BARREN_SITEMAPS = 100


@dataclass(slots=True)
class _Record:
    """What is known of one pattern."""

    taken: int = 0  #: links taken from pages
    tried: int = 0  #: of those, fetched and told to be something
    articles: set[int] = field(default_factory=set)  #: articles they led to

    @property
    def is_trap(self) -> bool:
        return self.tried >= LEAST_TRIED and len(self.articles) * TRIED_PER_ARTICLE < self.tried


class FollowedLinks:
    """The links of one site that were found on pages, by pattern.

    >>> from archiver.link import Link
    >>> links = FollowedLinks()
    >>> link = Link(url="https://example.com/calendar/2026/11", via=Via.SECTION)
    >>> for day in range(50):
    ...     links.note(link, Status.REFUSED, None)
    >>> links.verdict(link)
    'trap pattern /calendar/<n>/<n>'
    """

    def __init__(self) -> None:
        self._records: defaultdict[str, _Record] = defaultdict(_Record)
        self.traps = 0  #: patterns judged to be traps so far

    def admit(self, links: Iterable[Link]) -> tuple[list[Link], dict[str, int]]:
        """Those of a page's links that may be taken up, and why others may not, with their number."""
        admitted, left_out = [], defaultdict[str, int](int)
        for link in links:
            reason = self.verdict(link)
            if reason is None and link.via is Via.SECTION:
                record = self._record(link)
                record.taken += 1
                if record.taken > MOST_LINKS:
                    reason = f"over {MOST_LINKS:,} links of pattern {pattern_of(link.url)}"
            if reason is None:
                admitted.append(link)
            else:
                left_out[reason] += 1
        return admitted, left_out

    def note(self, link: Link, status: Status, article_id: int | None) -> None:
        """Note what a fetched link came to; failures and answers that wait say nothing of its pattern."""
        if link.via is not Via.SECTION or status in (Status.FAILED, Status.PENDING):
            return
        record = self._record(link)
        known = record.is_trap
        record.tried += 1
        if article_id is not None:
            record.articles.add(article_id)
        self.traps += record.is_trap and not known

    def verdict(self, link: Link) -> str | None:
        """Why a link is not fetched: its pattern is a trap. None for any other."""
        # of an article that is known already, the pattern says nothing
        judged = link.via is Via.SECTION and link.article_id is None
        if not judged or not self._record(link).is_trap:
            return None
        return f"trap pattern {pattern_of(link.url)}"

    def _record(self, link: Link) -> _Record:
        return self._records[pattern_of(link.url)]


@dataclass(slots=True)
class SitemapBudget:
    """Counts the sitemaps of one site: lists of lists can be as endless as pages."""

    read: int = 0
    barren: int = 0  #: in a row

    def note(self, fresh_links: int) -> None:
        """Note a sitemap that was read, and how many links it gave that no other seed of the run had listed."""
        self.read += 1
        self.barren = 0 if fresh_links else self.barren + 1

    @property
    def spent(self) -> str | None:
        """Why no further sitemap is read; None when it may be."""
        if self.read >= MOST_SITEMAPS:
            return f"sitemaps over {MOST_SITEMAPS:,}"
        if self.barren >= MOST_BARREN_SITEMAPS:
            return f"sitemaps after {MOST_BARREN_SITEMAPS} that listed nothing new"
        return None
