"""How articles are found: from a home page alone, over pages of sections, from URLs an operator names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from archiver.demo.server import Answer
from archiver.site import Site
from archiver.testing import newsroom
from archiver.testing.page import make_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from archiver.testing.newsroom import Newsroom


def section_page(paper: Newsroom, numbers: range, following: str | None) -> Answer:
    items = "".join(
        f'<li><h2><a href="/news/2021/02/{number:02}/the-story-of-day-number-{number}.html">'
        f"The long story of day number {number}</a></h2></li>"
        for number in numbers
    )
    pager = f'<a rel="next" href="{following}">Older</a>' if following else ""
    return Answer(body=f"<html><body><main><ul>{items}</ul>{pager}</main></body></html>", etag=False)


def with_pages(paper: Newsroom) -> Site:
    """A newspaper of twelve articles on three pages of one section, without feed and sitemap."""
    for number in range(1, 13):
        path = f"/news/2021/02/{number:02}/the-story-of-day-number-{number}.html"
        paper.publish(path, f"The long story of day number {number}", listed=False)
    for page in range(3):
        following = f"/world?page={page + 2}" if page < 2 else None
        answer = section_page(paper, range(12 - page * 4, 8 - page * 4, -1), following)
        paper.put("/world" if page == 0 else f"/world?page={page + 1}", answer)
    paper.put("/", Answer(body="<html><body><nav><a href='/world'>World</a></nav></body></html>"))
    return Site(name=paper.name, url=f"{paper.url}/", sections=(f"{paper.url}/world",), delay_seconds=0.0)


def test_a_home_page_leads_to_robots_sitemaps_feeds_and_sections(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        for _ in range(3):
            paper.publish()

        told = desk.crawl(f"{paper.url}/")

    assert told.counts == {"new": 3}
    kinds = {seed[1] for account in told.report["accounts"] for seed in account["seeds"]}
    assert kinds == {"home", "feed", "sitemap", "section"}


def test_pages_of_a_section_are_followed_until_nothing_is_new(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        site = with_pages(paper)

        first = desk.crawl(sites=(site,))
        paper.forget()
        second = desk.crawl(sites=(site,))

        asked = [request.target for request in paper.requests]
    assert first.counts == {"new": 12}
    assert second.counts == {"unchanged": 4}
    assert "/world?page=2" not in asked


def test_a_page_named_as_canonical_is_fetched_and_is_no_second_article(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        own = paper.publish("/news/2021/02/19/the-proper-page.html", "The proper page", listed=False)
        paper.publish("/stories/77", "The proper page")
        paper.put("/stories/77", make_page("The proper page", url=own))

        told = desk.crawl(sites=(paper.site,))
        titles = desk.titles()

    assert titles == ["The proper page"]
    assert told.counts.get("new") == 1
    assert sum(told.counts.values()) == 2


def test_a_feed_refuses_links_to_other_sites_and_says_so(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    item = "<item><title>Elsewhere</title><link>https://other.example/news/1.html</link></item>"
    with newsroom() as paper:
        paper.publish()
        feed = paper._feed().replace("</channel>", f"{item}</channel>")
        paper.put("/feed.xml", Answer(body=feed, content_type="application/rss+xml"))

        told = desk.crawl(sites=(paper.site,))

    assert told.counts == {"new": 1, "refused": 1}
    assert told.reasons("refused") == {"other site": 1}


def test_links_older_than_since_are_left_out(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        paper.publish(published=datetime(2021, 2, 1, tzinfo=UTC))
        paper.publish(published=datetime(2021, 3, 1, tzinfo=UTC))
        site = Site(name=paper.name, url=f"{paper.url}/", feeds=(f"{paper.url}/feed.xml",))
        paper.put("/", "<html><body>No links</body></html>")

        told = desk.crawl(sites=(site,), since="2021-02-15")
        later = desk.crawl(sites=(site,))

    assert told.counts == {"new": 1}
    assert told.report["accounts"][0]["left_out"] == {"older than --since": 1}
    assert later.counts == {"new": 1, "unchanged": 1}


def test_named_urls_are_crawled_by_what_they_are(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as feeds, newsroom() as single:
        feeds.publish()
        feeds.publish()
        url = single.publish(title="The only article wanted")
        single.publish(title="An article nobody asked for")

        told = desk.crawl(f"{feeds.url}/feed.xml", url)

    assert told.counts == {"new": 3}
    assert "The only article wanted" in desk.titles()
    assert "An article nobody asked for" not in desk.titles()


def test_a_survey_finds_seeds_and_reads_samples(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        for _ in range(3):
            paper.publish()

        report = desk.crawl(f"{paper.url}/", task="survey").report

        assert report["feeds"] == [f"{paper.url}/feed.xml"]
        assert report["sitemaps"] == [f"{paper.url}/sitemap.xml"]
    assert report["error"] is None
    assert len(report["samples"]) == 2
    assert all(title.startswith("Council decides") for title in report["samples"])


def test_one_page_is_fetched_by_the_rules_of_a_crawl(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        url = paper.publish("/private/plans.html")

        page = desk.crawl(url, task="page").report

        assert paper.asked("/private/plans.html") == []
    assert page["status"] is None
    assert "robots.txt disallows" in page["reason"]


def test_a_page_more_than_there_is_ends_a_section_and_is_no_failure(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        site = with_pages(paper)
        paper.put("/world?page=3", Answer(status=404, body="no such page"))

        told = desk.crawl(sites=(site,))

    assert told.counts == {"new": 8}
    assert told.seed("?page=3")[2:] == ["HTTP 404", 0, True]


def test_a_named_section_of_short_teasers_is_no_article(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        for number in range(1, 9):
            path = f"/news/2021/02/{number:02}/the-story-of-day-number-{number}.html"
            paper.publish(path, f"The long story of day number {number}", listed=False)
        teasers = "".join(
            f'<article><h2><a href="{path}">{article.title}</a></h2><p>A few words on what it tells of.</p></article>'
            for path, article in paper.articles.items()
        )
        paper.put("/section/1", f"<html><body><main>{teasers}</main></body></html>")

        told = desk.crawl(f"{paper.url}/section/1")

    assert told.counts == {"new": 8}
    assert told.seed("/section/1")[1] == "section"


def test_a_named_page_that_lists_nothing_is_named_with_a_next_step(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom({"/contact.html": "<html><body><p>Call us.</p></body></html>"}) as paper:
        told = desk.crawl(f"{paper.url}/contact.html")

    assert told.report["exit"] == 3
    assert told.seed("/contact.html")[1:] == ["page", "200", 0, True]
    assert told.report["next_step"] == "try the URL of a section or feed of the newspaper"


def test_an_article_named_again_is_asked_for_like_any_other_link(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    with newsroom() as paper:
        url = paper.publish(listed=False)
        path = url.removeprefix(paper.url)

        first = desk.crawl(url)
        paper.forget()
        second = desk.crawl(url)
        answers = [request.status for request in paper.requests if request.target == path]

    assert first.counts == {"new": 1}
    assert second.counts == {"unchanged": 1}
    assert answers == [304]
