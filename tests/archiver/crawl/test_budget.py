"""What links found on pages may cost: traps are told from newspapers by what their links come to."""

from __future__ import annotations

import pytest

from archiver.crawl.budget import (
    LEAST_TRIED,
    MOST_BARREN_SITEMAPS,
    MOST_LINKS,
    MOST_SITEMAPS,
    FollowedLinks,
    SitemapBudget,
)
from archiver.discover.patterns import pattern_of
from archiver.link import Link, Status, Via


def link(path: str, via: Via = Via.SECTION) -> Link:
    return Link(url=f"https://courier.example{path}", via=via)


def fetched(count: int, articles: int) -> FollowedLinks:
    """The links of one pattern, so many of them fetched, that led to so many different articles."""
    followed = FollowedLinks()
    for number in range(count):
        found = number if number < articles else None
        followed.note(link(f"/town/{number}"), Status.NEW if found is not None else Status.REFUSED, found)
    return followed


def test_a_pattern_that_never_led_to_an_article_is_a_trap() -> None:
    followed = fetched(LEAST_TRIED, articles=0)

    admitted, left_out = followed.admit([link(f"/town/{number}") for number in range(1000, 1300)])

    assert (admitted, left_out) == ([], {"trap pattern /town/<n>": 300})


def test_ever_new_addresses_of_one_article_are_a_trap() -> None:
    followed = FollowedLinks()

    for number in range(LEAST_TRIED):
        followed.note(link(f"/a/the-one-article?visit={number}"), Status.ALIAS, article_id=1)

    assert followed.verdict(link("/a/the-one-article?visit=x")) == "trap pattern /a/<slug>?visit"


def test_another_pattern_of_the_same_newspaper_is_no_trap_for_it() -> None:
    followed = fetched(LEAST_TRIED, articles=0)

    assert followed.verdict(link("/town/council/bridge-opens-after-nine-years")) is None


def test_a_section_where_one_link_in_ten_is_an_article_is_followed_to_its_end() -> None:
    followed = fetched(500, articles=50)

    assert followed.verdict(link("/town/501")) is None


def test_old_addresses_that_lead_to_other_articles_each_are_no_trap() -> None:
    followed = FollowedLinks()

    for number in range(500):
        followed.note(link(f"/node/{number}"), Status.ALIAS, article_id=number)

    assert followed.verdict(link("/node/501")) is None


def test_a_server_that_fails_is_no_trap() -> None:
    followed = FollowedLinks()

    for number in range(500):
        followed.note(link(f"/town/{number}"), Status.FAILED, None)

    assert followed.verdict(link("/town/501")) is None


@pytest.mark.parametrize("via", [Via.FEED, Via.NEWS_SITEMAP, Via.SITEMAP, Via.GIVEN, Via.CANONICAL])
def test_what_feeds_sitemaps_and_people_name_is_never_held_back(via: Via) -> None:
    followed = fetched(LEAST_TRIED, articles=0)
    listed = [link(f"/town/{number}", via) for number in range(MOST_LINKS + 1000)]

    admitted, left_out = followed.admit(listed)

    assert (len(admitted), left_out) == (len(listed), {})


def test_made_up_articles_without_end_come_to_an_end() -> None:
    followed = FollowedLinks()

    admitted, left_out = followed.admit([link(f"/town/{number}") for number in range(MOST_LINKS + 7)])

    assert (len(admitted), left_out) == (MOST_LINKS, {"over 5,000 links of pattern /town/<n>": 7})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/calendar/2026/11", "/calendar/1999/1"),
        ("/a/a/a/a/report", "/a/a/a/a/a/a/a/a/a/other"),
        ("/x/1/y/2/x/1/y/2/x/1/y", "/x/1/y/2/x/1/y/2/x/1/y/2/x/1"),
        (
            "/one/" + "/".join(f"deep{at}" for at in range(9)),
            "/one/" + "/".join(f"low{at}" for at in range(20)),
        ),
        ("/s/1f8a9c3b2d/story", "/s/99aa77bb11/piece"),
        ("/find?id=1&colour=red&size=xl", "/find?id=7&order=asc&brand=a&year=2020"),
        ("/list?page=2", "/list?page=90000"),
    ],
)
def test_pages_of_a_trap_have_one_pattern(one: str, other: str) -> None:
    assert pattern_of(f"https://courier.example{one}") == pattern_of(f"https://courier.example{other}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/town/bridge-opens-after-nine-years", "/sport/bridge-opens-after-nine-years"),
        ("/town/bridge-opens-after-nine-years", "/town/2021"),
        ("/list?page=2", "/list?day=2"),
    ],
)
def test_parts_of_a_newspaper_have_patterns_of_their_own(one: str, other: str) -> None:
    assert pattern_of(f"https://courier.example{one}") != pattern_of(f"https://courier.example{other}")


def test_sitemaps_that_list_nothing_new_are_read_up_to_a_number() -> None:
    budget = SitemapBudget()
    budget.note(10)

    for _ in range(MOST_BARREN_SITEMAPS):
        budget.note(0)

    assert budget.spent == "sitemaps after 100 that listed nothing new"


def test_the_daily_sitemaps_of_twenty_years_are_all_read() -> None:
    budget = SitemapBudget()

    for _ in range(7_300):
        budget.note(1)

    assert budget.spent is None
    assert budget.read < MOST_SITEMAPS
