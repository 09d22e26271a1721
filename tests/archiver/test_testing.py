"""The records and the newspaper that tests are made of, ours and our users'."""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import fields
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from archiver.article import Article, BlockKind
from archiver.link import Via
from archiver.testing import (
    Answer,
    Newsroom,
    make_article,
    make_blocks,
    make_capture,
    make_link,
    make_moment,
    make_page,
    make_paragraphs,
    newsroom,
)


def ask(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        body: str = answer.read().decode()
        return body


def ask_status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def feed_titles(paper: Newsroom) -> list[str | None]:
    feed = ElementTree.fromstring(ask(f"{paper.url}/feed.xml"))
    return [title.text for title in feed.findall("./channel/item/title")]


def test_an_article_is_complete_where_it_matters() -> None:
    article = make_article()

    assert article.title
    assert article.authors
    assert article.published is not None
    assert article.published.at == datetime(2021, 2, 19, 6, 30, tzinfo=UTC)
    assert len(article.body.split()) > 60


@pytest.mark.parametrize("field", [field.name for field in fields(Article)])
def test_every_field_of_an_article_can_be_changed(field: str) -> None:
    mark = {"blocks": make_blocks(["other"]), "url": "https://courier.example/other"}.get(field, "other")

    assert getattr(make_article(**{field: mark}), field) == mark


def test_an_article_is_filed_under_its_url() -> None:
    assert (
        make_article(url="http://www.courier.example/a?utm_source=x").canonical_url
        == "https://courier.example/a"
    )


def test_a_body_is_a_paragraph_or_several() -> None:
    one, two = make_article(body="Killed one."), make_article(body=["Killed one.", "Injured 14."])

    assert [block.text for block in one.blocks] == ["Killed one."]
    assert [(block.kind, block.text) for block in two.blocks] == [
        (BlockKind.PARAGRAPH, "Killed one."),
        (BlockKind.PARAGRAPH, "Injured 14."),
    ]


def test_articles_with_other_headlines_have_other_words() -> None:
    first, second = (
        set(" ".join(make_paragraphs(title)).split(". ")) for title in ("The harbour", "The bakery")
    )

    assert len(first & second) < len(first) / 2


def test_a_capture_has_the_page_it_was_given() -> None:
    assert make_capture("<p>News</p>").content() == b"<p>News</p>"


def test_a_captures_link_goes_where_the_capture_went() -> None:
    capture = make_capture(url="https://courier.example/b")

    assert capture.link is not None
    assert capture.link.url == capture.url


def test_a_link_can_be_changed() -> None:
    assert make_link(via=Via.SECTION, title="Bridge opens").title == "Bridge opens"


def test_a_day_stays_a_day() -> None:
    moment = make_moment("2021-02-19")

    assert (moment.clock, moment.at) == (None, None)


def test_a_time_without_a_zone_has_no_instant() -> None:
    moment = make_moment("2021-02-19T09:30:00")

    assert (moment.clock, moment.zone, moment.at) == ("09:30:00", None, None)


def test_a_page_cannot_be_broken_by_its_headline() -> None:
    page = make_page("</script><b>Bold & brave</b>")

    assert "&lt;/script&gt;&lt;b&gt;Bold &amp; brave" in page
    assert page.count("</script>") == 1


def test_an_article_is_in_feed_sitemap_home_and_section() -> None:
    with newsroom() as paper:
        url = paper.publish("/news/bridge.html", "Bridge opens", section="Town")

        pages = {path: ask(paper.url + path) for path in ("/feed.xml", "/sitemap.xml", "/", "/sections/town")}

    assert all(url in pages[path] for path in ("/feed.xml", "/sitemap.xml"))
    assert all('href="/news/bridge.html"' in pages[path] for path in ("/", "/sections/town"))


def test_robots_txt_names_the_sitemap() -> None:
    with newsroom() as paper:
        robots = ask(f"{paper.url}/robots.txt")

    assert f"Sitemap: {paper.url}/sitemap.xml" in robots


def test_the_newest_article_comes_first() -> None:
    with newsroom() as paper:
        for title in ("First", "Second", "Third"):
            paper.publish(f"/{title.lower()}.html", title)

        titles = feed_titles(paper)

    assert titles == ["Third", "Second", "First"]


def test_articles_without_words_of_their_own_get_other_ones_each() -> None:
    with newsroom() as paper:
        pages = {ask(paper.publish()) for _ in range(5)}

    assert len(pages) == 5


def test_two_newsrooms_print_the_same() -> None:
    printed = []
    for _ in range(2):
        with newsroom() as paper:
            paper.publish("/a.html")
            printed.append(ask(f"{paper.url}/a.html").replace(paper.url, ""))

    assert printed[0] == printed[1]


def test_an_edited_article_shows_its_new_words_and_says_when() -> None:
    with newsroom() as paper:
        url = paper.publish("/a.html", "Fire", ["Killed one, injured 14."])

        paper.edit("/a.html", paragraphs=["Killed two, injured 14."])

        page = ask(url)
    assert "Killed two" in page
    assert "Killed one" not in page
    assert '"dateModified": "2021-02-20T06:30:00+00:00"' in page


def test_a_removed_article_is_gone_and_still_listed() -> None:
    with newsroom() as paper:
        url = paper.publish("/a.html", "Fire")

        paper.remove("/a.html")

        assert (ask_status(url), feed_titles(paper)) == (410, ["Fire"])


def test_a_removed_article_can_leave_the_feed() -> None:
    with newsroom() as paper:
        url = paper.publish("/a.html", "Fire")

        paper.remove("/a.html", status=404, listed=False)

        assert (ask_status(url), feed_titles(paper)) == (404, [])


def test_other_pages_go_before_everything_else() -> None:
    with newsroom({"/about.html": "<p>About us</p>", "/feed.xml": Answer(status=500)}) as paper:
        about, feed = ask(f"{paper.url}/about.html"), ask_status(f"{paper.url}/feed.xml")

    assert (about, feed) == ("<p>About us</p>", 500)


def test_the_newsroom_knows_what_it_was_asked() -> None:
    with newsroom() as paper:
        paper.publish("/a.html")
        ask(f"{paper.url}/a.html")
        asked = len(paper.asked("/a.html"))
        paper.forget()

    assert (asked, paper.requests) == (1, [])


def test_the_newsroom_as_a_site_is_where_it_is_served() -> None:
    with newsroom() as paper:
        site = paper.site

        statuses = [ask_status(url) for url in (site.url, *site.feeds, *site.sitemaps)]

    assert statuses == [200, 200, 200]
    assert site.name == f"127.0.0.1-{paper.server.port}"


def test_importing_it_is_cheap() -> None:
    heavy = "scrapy", "twisted", "sqlalchemy", "trafilatura", "lxml", "warcio"
    code = f"import sys, archiver.testing; print([name for name in {heavy!r} if name in sys.modules])"

    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert printed.strip() == "[]"
