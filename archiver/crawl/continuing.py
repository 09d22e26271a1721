"""Articles on several pages: which page is next, and how the link ends when one of them does not come."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archiver.crawl.listing import belongs
from archiver.errors import NotAnArticle
from archiver.extract.pages import MOST_PAGES, is_whole, may_continue
from archiver.link import Status
from archiver.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.capture import Capture
    from archiver.crawl.ends import End
    from archiver.crawl.run import Run
    from archiver.link import Link
    from archiver.site import Site

#: Decoded bytes that are looked through on the event loop, 3 ms of it.
_GLANCE_BYTES = 1_000_000


async def next_page(run: Run, pages: Sequence[Capture], site: Site) -> str | None:
    """The address of the page behind the last of *pages*, of one article; None when that is all of it."""
    last, number = pages[-1], len(pages)
    if number >= MOST_PAGES or last.status != 200 or (number > 1 and is_whole(last.url)):
        return None
    try:
        if number == 1 and not _may_continue(last):
            return None
        url = await run.find_next_page(last, number, site)
    except NotAnArticle:
        return None
    known = {address for page in pages for address in (page.url, page.answered_url)}
    return url if url and url not in known and belongs(url, site) else None


def _may_continue(capture: Capture) -> bool:
    """Whether it is worth a reader's time to look for a next page."""
    try:
        return may_continue(capture.content(_GLANCE_BYTES), capture.answered_url)
    except NotAnArticle:  # large, once unpacked: not for the event loop
        return True


def whole_article(link: Link, pages: Sequence[Capture]) -> Outcome:
    """All pages of an article, to be read as one."""
    detail = f"{len(pages)} pages" if len(pages) > 1 else None
    return Outcome(link=link, capture=_joined(link, pages), detail=detail)


def broken_off(link: Link, pages: Sequence[Capture], url: str, end: End) -> Outcome:
    """An article whose page at *url*, behind *pages*, ended as *end*.

    What may come another time is waited for: the link is tried again, and nothing is stored of half an article. Where
    the page is gone or closed to us, what there is is the article.
    """
    reason = f"page {len(pages) + 1}: {end.reason}"
    if end.status in (Status.FAILED, Status.PENDING):
        return Outcome(
            link=link,
            capture=_joined(link, pages),
            status=end.status,
            reason=reason,
            detail=url,
            retry_at=end.retry_at,
        )
    count = "1 page" if len(pages) == 1 else f"{len(pages)} pages"
    return Outcome(link=link, capture=_joined(link, pages), detail=f"{count}; {reason} ({url})")


def _joined(link: Link, pages: Sequence[Capture]) -> Capture:
    first, *following = pages
    return replace(first, link=link, following=tuple(following))
