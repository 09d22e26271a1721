"""Withdrawn: answers that say a known article is gone, whatever their status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from archiver.link import Status

if TYPE_CHECKING:
    from archiver.capture import Capture
    from archiver.outcome import Outcome

#: Why a page is no article that says the article is not there any more.
NOTICES: Final = frozenset({"withdrawn", "soft 404"})
TO_HOME: Final = "redirects to the home page"


def find_gone_reason(outcome: Outcome) -> str | None:
    """Give why the article a link led to is gone; None when the answer does not say that it is.

    "HTTP 404" and "HTTP 410"; "withdrawn" when the page says so in place of the article, "soft 404" when it says, with
    status 200, that there is no such page; and "redirects to the home page". A page that holds no article for another
    reason (a consent form, a wall, maintenance) says nothing of the article.
    """
    if outcome.status is Status.GONE:
        return outcome.reason or "gone"
    if outcome.status is not Status.REFUSED or outcome.capture is None:
        return None
    if outcome.reason in NOTICES:
        return outcome.reason
    return TO_HOME if _leads_home(outcome.capture) else None


def _leads_home(capture: Capture) -> bool:
    if capture.status != 200 or not capture.final_url:
        return False
    asked, answered = urlsplit(capture.url), urlsplit(capture.final_url)
    return answered.path in ("", "/") and not answered.query and asked.path not in ("", "/")
