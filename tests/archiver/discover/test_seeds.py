"""What a home page names to start from."""

from __future__ import annotations

import pytest

from archiver.discover.seeds import GUESSES, find_seeds
from archiver.errors import SeedError

HOME = """<html lang="ckb-IQ"><head><title>Home | The Harbour Herald</title>
<meta property="og:site_name" content="Harbour Herald">
<link rel="alternate" type="application/atom+xml" href="/atom.xml"><link rel="sitemap" href="/maps/all.xml">
</head><body><nav><a href="/world">World</a><a href="/kurdistan">Kurdistan</a><a href="/contact">Contact</a></nav>
<footer><a href="/sitemap-news.xml">Map</a><a href="https://other.example/sitemap.xml">Other</a></footer></body></html>"""


def test_a_home_page_names_feeds_sitemaps_sections_language_and_the_paper() -> None:
    seeds = find_seeds(HOME, "https://herald.example/")

    assert seeds.feeds == ("https://herald.example/atom.xml",)
    assert seeds.sitemaps == (
        "https://herald.example/maps/all.xml",
        "https://herald.example/sitemap-news.xml",
    )
    assert seeds.sections == ("https://herald.example/world", "https://herald.example/kurdistan")
    assert seeds.language == "ckb-IQ"
    assert seeds.title == "Harbour Herald"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Harbour Herald - News from the coast", "Harbour Herald"),
        ("News from the coast | Harbour Herald", "Harbour Herald"),
        ("Kenarî", "Kenarî"),
        ("", None),
    ],
)
def test_the_papers_name_is_the_part_of_the_title_its_host_is_made_of(title: str, name: str | None) -> None:
    html = f"<html><head><title>{title}</title></head><body>x</body></html>"

    assert find_seeds(html, "https://www.harbourherald.example/").title == name


def test_a_bare_page_names_nothing_and_its_language_is_unknown() -> None:
    seeds = find_seeds("<p>Soon</p>", "https://herald.example/")

    assert (seeds.feeds, seeds.sitemaps, seeds.sections, seeds.language) == ((), (), (), None)


def test_the_locale_of_the_meta_tags_stands_in_for_a_missing_language() -> None:
    html = "<html><head><meta property='og:locale' content='ar_IQ'></head><body>x</body></html>"

    assert find_seeds(html, "https://herald.example/").language == "ar-IQ"


def test_an_empty_home_page_is_named() -> None:
    with pytest.raises(SeedError):
        find_seeds("", "https://herald.example/")


def test_guesses_are_paths() -> None:
    assert all(guess.startswith("/") for guess in GUESSES)
    assert len(set(GUESSES)) == len(GUESSES)
