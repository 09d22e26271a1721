"""Crawls of newspapers whose pages say odd things of their URLs, and list one article under several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archiver.store.site_parameters import LEARNED_AFTER
from archiver.testing import Answer, make_page, newsroom

if TYPE_CHECKING:
    from collections.abc import Callable


def feed_of(urls: list[str]) -> Answer:
    items = "".join(
        f"<item><title>News</title><link>{url.replace('&', '&amp;')}</link></item>" for url in urls
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Courier</title>{items}</channel></rss>'
    return Answer(body=body, content_type="application/rss+xml")


def test_pages_that_all_name_the_home_page_or_a_section_are_articles_of_their_own(
    make_desk: Callable[..., Any],
) -> None:
    desk = make_desk()
    with newsroom() as paper:
        lies = ("/", "/town", "/404", "/news/council-decides-on-street-number-1.html")
        for number, lie in enumerate(lies, start=1):
            title = f"Council decides on street number {number}"
            path = f"/news/council-decides-on-street-number-{number}.html"
            paper.publish(path, title)
            words = [" ".join(f"House {n * number + n} stands near mill {number}{n}." for n in range(1, 25))]
            paper.put(path, make_page(title, words, url=paper.url + lie))

        told = desk.crawl(sites=(paper.site,))

    assert told.counts == {"new": len(lies)}


def test_a_parameter_learned_in_one_run_saves_requests_in_the_next(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        urls: list[str] = []
        for number in range(1, LEARNED_AFTER + 3):
            title, path = f"Council decides on street number {number}", f"/news/street-number-{number}.html"
            page = make_page(title, url="")
            urls += [paper.put(f"{path}?box={box}", page) for box in ("front", "most-read")]
        paper.put("/feed.xml", feed_of(urls[: 2 * LEARNED_AFTER]))
        first = desk.crawl(sites=(paper.site,))
        paper.put("/feed.xml", feed_of(urls[2 * LEARNED_AFTER :]))
        paper.forget()

        second = desk.crawl(sites=(paper.site,), revisits=0)
        asked = [request.target for request in paper.requests if "box=" in request.target]

    assert first.counts == {"new": LEARNED_AFTER, "duplicate": LEARNED_AFTER}
    assert second.counts["new"] == 2
    assert len(asked) < 4
