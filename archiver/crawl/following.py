"""Following: an article that names another URL as its own leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archiver.dedupe.claims import is_believable
from archiver.link import Link, Via
from archiver.urls import canonicalize

if TYPE_CHECKING:
    from archiver.outcome import Outcome


def canonical_link(outcome: Outcome) -> Link | None:
    """The link to the canonical page of the article in *outcome*, when that is another page of the same site.

    A page reached by such a link leads nowhere further: two pages may name each other.
    """
    article = outcome.article
    if article is None or outcome.capture is None or outcome.link.via is Via.CANONICAL:
        return None
    fetched = {canonicalize(outcome.link.url), canonicalize(outcome.capture.answered_url)}
    url = article.canonical_url
    if canonicalize(url) in fetched or not is_believable(url, outcome.capture.answered_url):
        return None
    return Link(url=url, via=Via.CANONICAL, found_on=outcome.link.url, site=outcome.link.site)
