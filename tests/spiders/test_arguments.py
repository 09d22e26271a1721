"""Arguments of `scrapy crawl news`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from archiver.crawl.options import CrawlOptions
from archiver.errors import ArchiverError
from archiver.site import Site, write_site
from spiders.arguments import read_options, read_targets

if TYPE_CHECKING:
    from pathlib import Path

SITES = tuple(Site(name=name, url=f"https://{name}/") for name in ("courier.example", "herald.example"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for site in SITES:
        write_site(site, tmp_path)
    return tmp_path


def test_sites_are_named_one_by_one_or_all_at_once(folder: Path) -> None:
    both = read_targets({"site": "courier.example, herald.example"}, folder)

    assert both.sites == SITES
    assert read_targets({"all": "1"}, folder).sites == SITES
    assert read_targets({"site": "herald.example", "all": "1"}, folder).sites == SITES


def test_urls_are_named_or_listed_in_a_file(folder: Path) -> None:
    (folder / "seeds.txt").write_text("# papers\nhttps://a.example\nhttps://b.example/rss\n")

    targets = read_targets({"url": "https://a.example/", "from": str(folder / "seeds.txt")}, folder)

    assert targets.urls == ("https://a.example/", "https://b.example/rss")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"site": "nowhere.example"}, "unknown site 'nowhere.example'"),
        ({"url": "mailto:desk@courier.example"}, "not an http or https URL"),
        ({"from": "missing.txt"}, "missing.txt: cannot be read"),
        ({"sites": "courier.example"}, "unknown argument -a sites="),
        ({}, "nothing to crawl"),
        ({"since": "2026-01-01"}, "nothing to crawl"),
    ],
)
def test_a_mistake_is_named(folder: Path, arguments: dict[str, str], message: str) -> None:
    with pytest.raises(ArchiverError) as refused:
        read_targets(arguments, folder)

    assert message in refused.value.message


def test_options_are_read() -> None:
    given = {"since": "2026-02-01", "limit": "5", "revisits": "0", "dry_run": "1"}

    options = read_options(given, CrawlOptions())

    assert (options.since, options.limit, options.revisits, options.dry_run) == (date(2026, 2, 1), 5, 0, True)


@pytest.mark.parametrize(
    "arguments",
    [{"since": "yesterday"}, {"limit": "few"}, {"limit": "0"}, {"limit": "-3"}, {"revisits": "all"}],
)
def test_an_option_that_cannot_be_read_is_named(arguments: dict[str, str]) -> None:
    (name,) = arguments

    with pytest.raises(ArchiverError, match=f"-a {name}="):
        read_options(arguments, CrawlOptions())
