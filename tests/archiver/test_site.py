"""Newspapers as files of facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import BadUrl, SiteFileError, UnknownSite
from archiver.site import (
    SHIPPED,
    Site,
    format_site,
    load_site,
    load_sites,
    make_site,
    read_site,
    remove_site,
    shipped_site,
    write_site,
)

if TYPE_CHECKING:
    from pathlib import Path

PAPER = Site(
    name="paper.example",
    url="https://www.paper.example/",
    title='The "Paper" \\ الورق',
    language="en",
    feeds=("https://www.paper.example/rss", "https://www.paper.example/rss?lang=ar"),
    sitemaps=("https://www.paper.example/sitemap.xml",),
    sections=("https://www.paper.example/world",),
    hosts=("amp.paper.example",),
    delay_seconds=2.5,
)


def test_a_site_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = write_site(PAPER, tmp_path)

    assert read_site(path) == PAPER
    assert path == tmp_path / "sites" / "paper.example.toml"


@given(title=st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_any_title_comes_back(title: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("archive")
    site = Site(name="a.example", url="https://a.example/", title=title)

    assert read_site(write_site(site, folder)) == site


def test_a_site_is_at_most_a_dozen_lines() -> None:
    assert len(format_site(PAPER).splitlines()) <= 12


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    write_site(PAPER, tmp_path)
    write_site(PAPER, tmp_path)

    assert [path.name for path in (tmp_path / "sites").iterdir()] == ["paper.example.toml"]


def test_sites_are_known_by_name(tmp_path: Path) -> None:
    write_site(PAPER, tmp_path)
    write_site(Site(name="127.0.0.1-8800", url="http://127.0.0.1:8800/"), tmp_path)

    assert list(load_sites(tmp_path)) == ["127.0.0.1-8800", "paper.example"]


def test_a_folder_without_sites_knows_none(tmp_path: Path) -> None:
    assert load_sites(tmp_path) == {}


def test_a_file_needs_no_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "paper.example.toml"
    path.write_text('url = "https://paper.example/"\n')

    assert read_site(path).name == "paper.example"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('feed = ["https://a.example/rss"]', "unknown key 'feed' (did you mean feeds?)"),
        ('feeds = "https://a.example/rss"', "feeds must be a list"),
        ('feeds = ["/rss"]', "feeds: '/rss'"),
        ('url = "ftp://a.example/"', "url: 'ftp://a.example/'"),
        ("delay_seconds = true", "delay_seconds must be a number of seconds"),
        ("delay_seconds = -1", "delay_seconds must be a number of seconds"),
        ('hosts = ["https://a.example/"]', "hosts: 'https://a.example/' is no host"),
        ('name = "b.example"', "name: 'b.example' is not the name of the file"),
        ("url = ", "not readable as TOML"),
        ('language = "en"', "url is missing"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_key(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "a.example.toml"
    path.write_text(
        text if told == "url is missing" or text.startswith("url") else f'url = "https://a.example/"\n{text}'
    )

    with pytest.raises(SiteFileError) as caught:
        read_site(path)

    assert str(path) in caught.value.message
    assert told in caught.value.message
    assert caught.value.next_step


def test_a_name_cannot_leave_the_folder(tmp_path: Path) -> None:
    with pytest.raises(SiteFileError):
        write_site(Site(name="../../etc/passwd", url="https://a.example/"), tmp_path)
    with pytest.raises(UnknownSite):
        remove_site("../sites/paper", tmp_path)


def test_a_site_is_removed_once(tmp_path: Path) -> None:
    write_site(PAPER, tmp_path)

    remove_site(PAPER.name, tmp_path)

    with pytest.raises(UnknownSite, match="no sites are known yet"):
        remove_site(PAPER.name, tmp_path)


def test_an_unknown_site_tells_the_known_ones(tmp_path: Path) -> None:
    write_site(PAPER, tmp_path)

    with pytest.raises(UnknownSite, match=r"paper\.example"):
        load_site(tmp_path, "papper.example")


def test_a_site_is_called_after_its_domain_unless_told() -> None:
    assert make_site("https://news.paper.co.uk/world").name == "paper.co.uk"
    assert make_site("http://127.0.0.1:8800/").name == "127.0.0.1-8800"
    assert make_site("https://paper.example/", "morning").name == "morning"


def test_a_site_needs_a_url() -> None:
    with pytest.raises(BadUrl):
        make_site("paper")


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*/*.toml")), ids=lambda path: path.stem)
def test_every_shipped_site_can_be_read_and_is_filed_under_its_country(path: Path) -> None:
    site = read_site(path)

    assert shipped_site(site.name) == site
    assert len(path.parent.name) == 2


def test_no_site_is_shipped_under_a_path() -> None:
    assert shipped_site("../iq/rudaw.net") is None
    assert shipped_site("unknown.example") is None
