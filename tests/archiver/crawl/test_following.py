"""Articles that name another URL as their own."""

from __future__ import annotations

from typing import Any

from archiver.crawl.following import canonical_link
from archiver.link import Via
from archiver.outcome import Outcome
from archiver.testing import make_article, make_capture, make_link
from archiver.urls import canonicalize

FETCHED = "https://courier.example/stories/77"
OWN = "https://courier.example/news/one.html"


def outcome(own: str = OWN, **link: Any) -> Outcome:
    article = make_article(url=FETCHED, canonical_url=canonicalize(own), urls=(own,))
    return Outcome(link=make_link(url=FETCHED, **link), capture=make_capture(url=FETCHED), article=article)


def test_the_url_an_article_names_as_its_own_is_followed() -> None:
    link = canonical_link(outcome())

    assert link is not None
    assert (link.url, link.via, link.found_on) == (OWN, Via.CANONICAL, FETCHED)


def test_a_page_that_names_itself_leads_nowhere() -> None:
    assert canonical_link(outcome(own=FETCHED + "?utm_source=x")) is None


def test_a_page_reached_by_such_a_link_leads_nowhere_further() -> None:
    assert canonical_link(outcome(via=Via.CANONICAL)) is None


def test_a_claim_to_another_site_is_not_followed() -> None:
    assert canonical_link(outcome(own="https://herald.example/one")) is None
