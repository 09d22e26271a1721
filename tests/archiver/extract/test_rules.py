"""What a site's rules do to the reading of a page, and what becomes of it when they fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from archiver.errors import NotAnArticle
from archiver.extract.article import extract_article
from archiver.extract.rules import with_whole_year
from archiver.rules import Layout, Rules
from archiver.site import Site
from archiver.testing import make_capture, make_link

if TYPE_CHECKING:
    from archiver.article import Article, Reading

FIRST = (
    "The ferry to Brannoc stays in port until the weekend, the harbour master said on Friday, because a crane "
    "has to lift its broken rudder out of the water first."
)
SECOND = (
    "Some two hundred islanders who work on the mainland were offered beds in the seamen's home, and the school "
    "moved its examinations to the following week."
)
BOX = "Do not miss a tide: our harbour letter comes every morning at seven, free of charge and with all departures."
NEIGHBOUR = (
    "A second story stands in the same column: the lighthouse keeper of Orsa has counted his seals again, and there "
    "were more of them than last year, as he told this paper on the pier."
)
PAGE = f"""<!doctype html><html lang="en"><head><title>Rudder | Courier</title>
<meta property="og:title" content="Rudder trouble"></head><body>
<div class="k">Harbour</div><h1 class="kick">Ferry news</h1><div class="head">Ferry stays in port <i>till Saturday</i></div>
<div class="who">by Nora Lind and Ilse Marr</div><div class="when">05/02/2021</div>
<div class="main"><div class="text"><p>{FIRST}</p><p class="letter">{BOX}</p><p>{SECOND}</p></div>
<div class="other"><p>{NEIGHBOUR}</p></div></div></body></html>"""
URL = "https://courier.example/harbour/ferry"


def read(rules: Rules | None = None, page: str = PAGE, url: str = URL, **changes: Any) -> Article:
    site = Site(name="courier.example", url="https://courier.example/", rules=rules or Rules())
    return extract_article(make_capture(page, url=url), replace(site, **changes))


def reading(article: Article, field: str) -> Reading | None:
    return next((one for one in article.readings if one.field == field), None)


def test_what_is_dropped_is_kept_with_its_reason() -> None:
    article = read(Rules(drop=(".letter",)))

    assert BOX not in article.body
    assert FIRST in article.body
    assert [one.reason for one in article.removed if BOX in one.text] == ["site rule"]


def test_the_body_is_what_stands_in_the_element_named() -> None:
    article = read(Rules(body=(".other",)))

    assert article.body == NEIGHBOUR


def test_a_body_in_several_elements_is_joined_in_page_order() -> None:
    article = read(Rules(body=(".other, .text",), drop=(".letter",)))

    assert article.body == "\n\n".join([FIRST, SECOND, NEIGHBOUR])


def test_an_element_that_looks_like_furniture_may_be_the_body() -> None:
    page = PAGE.replace('<div class="text">', '<form><div class="newsletter comments text">').replace(
        f"<p>{SECOND}</p></div>", f"<p>{SECOND}</p></div></form>"
    )

    assert read(Rules(body=(".text",), drop=(".letter",)), page).body == f"{FIRST}\n\n{SECOND}"


def test_the_body_stays_trimmed_within_the_element_named() -> None:
    page = PAGE.replace('<div class="text">', '<div class="text"><p>Share this article</p>')

    assert "Share" not in read(Rules(body=(".text",)), page).body


def test_the_general_reader_goes_on_where_the_body_is_not_found() -> None:
    article = read(Rules(body=(".gone",)))

    assert FIRST in article.body
    told = reading(article, "site rules")
    assert told is not None
    assert told.winner.value == "body: .gone matched nothing"


def test_a_body_without_text_is_told_and_not_believed() -> None:
    page = PAGE.replace("<h1", '<div class="text-old"><img src="a.jpg"></div><h1')
    article = read(Rules(body=(".text-old",)), page)

    assert FIRST in article.body
    told = reading(article, "site rules")
    assert told is not None
    assert "holds no text" in told.winner.value


def test_the_title_is_what_the_rule_finds_and_the_others_are_kept() -> None:
    title = reading(read(Rules(title=(".head",))), "title")

    assert title is not None
    assert (title.winner.value, title.winner.source, title.winner.rule) == (
        "Ferry stays in port till Saturday",
        "site rule",
        ".head",
    )
    assert "Rudder trouble" in {loser.value for loser in title.losers}


def test_a_title_may_be_an_elements_own_words() -> None:
    assert read(Rules(title=(".head::text",))).title == "Ferry stays in port"


def test_the_first_selector_that_finds_a_text_is_taken() -> None:
    assert (
        read(Rules(title=(".gone", "//meta[@property='og:title']/@content", ".head"))).title
        == "Rudder trouble"
    )


def test_every_name_of_the_byline_is_an_author() -> None:
    assert [author.name for author in read(Rules(author=(".who",))).authors] == ["Nora Lind", "Ilse Marr"]


def test_a_byline_that_names_no_one_is_told() -> None:
    told = reading(read(Rules(author=(".when",))), "site rules")

    assert told is not None
    assert told.winner.value == "author: .when found '05/02/2021', which cannot be read"


@pytest.mark.parametrize(("order", "day"), [("dmy", date(2019, 2, 4)), ("mdy", date(2019, 4, 2))])
def test_a_date_in_figures_is_read_in_the_papers_order(order: str, day: date) -> None:
    published = read(
        Rules(date=(".when",), date_order=order), PAGE.replace("05/02/2021", "04/02/2019")
    ).published

    assert published is not None
    assert (published.day, published.raw) == (day, "04/02/2019")


def test_the_papers_order_holds_for_dates_no_rule_names() -> None:
    page = PAGE.replace("05/02/2021", "Published 05/02/2021")

    published = read(
        Rules(date_order="dmy"), page.replace('class="kick">Ferry news', ">Rudder trouble")
    ).published

    assert published is not None
    assert published.day == date(2021, 2, 5)


def test_a_year_of_two_figures_may_stand_first() -> None:
    published = read(
        Rules(date=(".when",), date_order="ymd"), PAGE.replace("05/02/2021", "21/02/19")
    ).published

    assert published is not None
    assert (published.day, published.raw) == (date(2021, 2, 19), "21/02/19")


def test_only_a_bare_year_is_spelled_out() -> None:
    assert with_whole_year("2021/02/19") == "2021/02/19"


def test_a_time_element_tells_machines_more_than_people() -> None:
    page = PAGE.replace(
        '<div class="when">05/02/2021</div>', '<time datetime="2021-02-19T14:11+03:00">Friday</time>'
    )
    published = read(Rules(date=("time",)), page).published

    assert published is not None
    assert published.clock == "14:11"


def test_rules_that_find_nothing_at_all_leave_the_general_reading() -> None:
    everything = Rules(
        drop=("#no",), body=("#no",), title=("#no",), author=("#no",), date=("#no",), date_order="dmy"
    )
    plain, ruled = read(), read(everything)

    assert (ruled.title, ruled.body, ruled.authors) == (plain.title, plain.body, plain.authors)


@pytest.mark.parametrize("selector", ["html", "body", "head"])
def test_the_page_itself_cannot_be_dropped(selector: str) -> None:
    assert FIRST in read(Rules(drop=(selector,))).body


@pytest.mark.parametrize("selector", ["//*", "*", "div"])
def test_dropping_everything_on_the_page_leaves_no_article(selector: str) -> None:
    with pytest.raises(NotAnArticle, match="no text"):
        read(Rules(drop=(selector,)))


def test_a_rule_that_would_take_too_long_is_told_and_the_page_is_read() -> None:
    deep = ("<div>" * 150 + "x" + "</div>" * 150) * 60
    article = read(Rules(title=("//div//div//div//b",)), PAGE.replace("</body>", f"{deep}</body>"))

    told = reading(article, "site rules")
    assert FIRST in article.body
    assert told is not None
    assert "takes too long" in told.winner.value


def test_the_page_is_left_as_it_was() -> None:
    from lxml import etree

    from archiver.extract.page import load_page
    from archiver.extract.rules import clean_ruled, find_ruled

    page = load_page(make_capture(PAGE))
    before = etree.tostring(page.tree)
    clean_ruled(page, find_ruled(page.tree, Rules(drop=(".letter",), body=(".text",))))

    assert etree.tostring(page.tree) == before


# --- layouts

OLD = Layout(until=date(2015, 12, 31), rules=Rules(title=(".k",)))


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://courier.example/2014/03/01/ferry", "Harbour"),
        ("https://courier.example/2019/03/01/ferry", "Ferry stays in port till Saturday"),
        (URL, "Ferry stays in port till Saturday"),
    ],
)
def test_a_page_is_read_by_the_layout_of_its_day(url: str, title: str) -> None:
    assert read(Rules(title=(".head",)), url=url, layout=(OLD,)).title == title


def test_the_day_the_feed_tells_decides_before_that_of_the_fetch() -> None:
    site = Site(
        name="courier.example", url="https://courier.example/", rules=Rules(title=(".head",)), layout=(OLD,)
    )
    capture = make_capture(PAGE, url=URL, link=make_link(url=URL, published="2013-05-01"))

    assert extract_article(capture, site).title == "Harbour"


def test_the_day_the_page_tells_machines_decides_before_that_of_the_fetch() -> None:
    meta = '<meta property="article:published_time" content="2013-05-01T10:00:00Z"></head>'

    assert read(Rules(title=(".head",)), PAGE.replace("</head>", meta), layout=(OLD,)).title == "Harbour"
