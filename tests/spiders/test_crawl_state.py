"""What a spider asks for next."""

from __future__ import annotations

from datetime import date

from archiver.account import Account
from archiver.crawl.filing import Filed
from archiver.crawl.listing import Listing
from archiver.crawl.run import SiteRun
from archiver.discover.seeds import Seeds
from archiver.discover.sitemaps import ChildSitemap
from archiver.site import Site
from archiver.testing import make_link
from spiders.crawl_state import MAX_DEPTH, WINDOW, Seed, SiteCrawl, first_seeds, later_seeds, named_seeds

SITE = Site(
    name="courier.example",
    url="https://courier.example/",
    feeds=("https://courier.example/rss",),
    sitemaps=("https://courier.example/sitemap.xml",),
    sections=("https://courier.example/world",),
)
INDEX = Seed(url="https://courier.example/sitemap.xml", wanted="sitemap")


def make_crawl(limit: int | None = None) -> SiteCrawl:
    return SiteCrawl(part=SiteRun(site=SITE, account=Account(site=SITE.name)), limit=limit)


def test_a_site_is_crawled_from_its_seeds_and_its_home_page() -> None:
    assert [(seed.url.removeprefix(SITE.url), seed.wanted) for seed in first_seeds(SITE, (), whole=True)] == [
        ("rss", "feed"),
        ("sitemap.xml", "sitemap"),
        ("world", "section"),
        ("", "home"),
    ]


def test_a_named_section_is_crawled_alone_and_a_named_home_page_with_everything() -> None:
    section = first_seeds(SITE, ["https://courier.example/sport"], whole=False)
    home = first_seeds(SITE, ["https://courier.example/"], whole=False)

    assert [(seed.url, seed.source) for seed in section] == [("https://courier.example/sport", "given")]
    assert {seed.url for seed in home} == {*SITE.feeds, *SITE.sitemaps, *SITE.sections, SITE.url}


def test_no_more_links_are_taken_up_than_the_limit() -> None:
    crawl = make_crawl(limit=2)

    over = crawl.take([make_link(url=f"https://courier.example/{number}") for number in range(5)])

    assert len(over) == 3
    assert crawl.room == 0


def test_few_links_of_a_site_are_asked_for_at_a_time() -> None:
    crawl = make_crawl()
    crawl.take([make_link(url=f"https://courier.example/{number}") for number in range(9)])

    assert len(list(crawl.hand_out())) == WINDOW
    assert list(crawl.hand_out()) == []


def test_further_sitemaps_wait_until_links_run_short() -> None:
    crawl = make_crawl()
    crawl.later.append(INDEX)

    assert crawl.wants_seed
    crawl.take([make_link(url=f"https://courier.example/{number}") for number in range(2000)])
    assert not crawl.wants_seed


def test_what_earlier_runs_left_comes_after_all_seeds() -> None:
    crawl = make_crawl()
    crawl.open_seeds = 1

    assert not crawl.wants_backlog
    crawl.open_seeds = 0
    assert crawl.wants_backlog


def test_sitemaps_before_since_are_not_read() -> None:
    children = tuple(
        ChildSitemap(url=f"https://courier.example/{year}.xml", modified=f"{year}-12-31")
        for year in (2019, 2021)
    )
    listing = Listing(kind="sitemap index", children=children)

    seeds = later_seeds(INDEX, listing, Filed(), since=date(2020, 6, 1), max_pages=5)

    assert [seed.url for seed in seeds] == ["https://courier.example/2021.xml"]


def test_sitemap_indexes_are_followed_to_a_certain_depth() -> None:
    listing = Listing(kind="sitemap index", children=(ChildSitemap(url="https://courier.example/2021.xml"),))
    deep = Seed(url="https://courier.example/deep.xml", wanted="sitemap", depth=MAX_DEPTH)

    assert later_seeds(deep, listing, Filed(), since=None, max_pages=5) == []


def test_the_next_page_is_read_only_after_news_and_up_to_a_number() -> None:
    section = Seed(url="https://courier.example/world", wanted="section")
    listing = Listing(kind="section", next_pages=("https://courier.example/world?page=2",))

    def pages(filed: Filed, max_pages: int) -> int:
        return len(later_seeds(section, listing, filed, since=None, max_pages=max_pages))

    assert pages(Filed(unknown=1), 5) == 1
    assert pages(Filed(unknown=0), 5) == 0
    assert pages(Filed(unknown=1), 1) == 0


def test_seeds_are_named_by_robots_txt_and_the_home_page() -> None:
    found = Seeds(feeds=("https://courier.example/rss",), sections=("https://other.example/sport",))
    home = Listing(kind="section", seeds=found, sections=("https://courier.example/world",))

    seeds = named_seeds(SITE, ("https://courier.example/news.xml",), home)

    assert [(seed.url.removeprefix(SITE.url), seed.source) for seed in seeds] == [
        ("news.xml", "robots.txt"),
        ("rss", "home page"),
        ("world", "home page"),
    ]
