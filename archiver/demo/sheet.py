"""Sheet: what all pages of one printed edition share: its address, its articles, its sections, its words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from archiver.demo.printed import PrintedArticle

#: Languages of the paper, the main edition first.
LANGUAGES = ("en", "de", "ar")

#: Order of the sections in the navigation, over all languages.
_ORDER = ("world", "panorama", "local", "economy", "wirtschaft", "culture", "kultur", "sport")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section of one language's edition."""

    language: str  #: BCP-47
    slug: str
    name: str  #: in its language
    layout: str  #: layout of its articles
    path: str  #: of its first page


@dataclass(frozen=True, slots=True, kw_only=True)
class OddPage:
    """An address of the paper under which no article stands."""

    path: str
    language: str
    title: str  #: as the link to it says
    why: str  #: "photo gallery without text", "soft 404…", …
    listed_in: str  #: where its link stands: "en/culture", "home", "feed", "footer"
    content: str  #: HTML of its main part
    status: int = 200
    heading: str | None = None  #: its own headline, where it differs from the link's
    location: str | None = None  #: where a redirect leads


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What all pages of one edition share."""

    base: str  #: "http://127.0.0.1:8800", from the Host header
    articles: tuple[PrintedArticle, ...]  #: newest first

    def listed(self, language: str, slug: str | None = None) -> tuple[PrintedArticle, ...]:
        """Articles of a language, or of one section of it, newest first."""
        return tuple(
            article
            for article in self.articles
            if article.language == language and slug in (None, article.section_slug)
        )

    def sections(self, language: str) -> tuple[Section, ...]:
        """Sections in the order of the navigation."""
        found: dict[str, Section] = {}
        for article in sorted(self.listed(language), key=lambda article: _ORDER.index(article.section_slug)):
            slug = article.section_slug
            found.setdefault(
                slug,
                Section(
                    language=language,
                    slug=slug,
                    name=article.section,
                    layout=article.layout,
                    path=section_path(language, slug),
                ),
            )
        return tuple(found.values())

    def related(self, article: PrintedArticle, count: int) -> tuple[PrintedArticle, ...]:
        """The articles that follow in the same section, from the top again at its end."""
        others = self.listed(article.language, article.section_slug)
        place = next(i for i, other in enumerate(others) if other.path == article.path)
        following = others[place + 1 :] + others[:place]
        return following[:count]

    def most_read(self, language: str) -> tuple[PrintedArticle, ...]:
        """Five articles of a language, the same ones on each page."""
        return self.listed(language)[1::2][:5]


def section_path(language: str, slug: str) -> str:
    """Path of a section's first page.

    >>> section_path("en", "world"), section_path("en", "sport"), section_path("de", "kultur")
    ('/world/', '/english/sport/', '/de/kultur/')
    """
    if language != "en":
        return f"/{language}/{slug}/"
    return "/english/sport/" if slug == "sport" else f"/{slug}/"


def name_slug(name: str) -> str:
    """A name as part of a URL.

    >>> name_slug("Ines Calloway")
    'ines-calloway'
    """
    return quote("-".join(name.lower().replace("’", "").split()))


@cache
def load_words(language: str) -> dict[str, Any]:
    """What a language's edition prints around its articles: labels, month names, comments policy, …"""
    text = (files("archiver.demo") / "words" / f"{language}.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def load_layout(name: str) -> Template:
    """A page layout with `$names` to be filled."""
    return Template((files("archiver.demo") / "layouts" / name).read_text("utf-8"))


@cache
def load_odd_pages() -> tuple[OddPage, ...]:
    """All pages that hold no article."""
    text = (files("archiver.demo") / "odd_pages.toml").read_text("utf-8")
    return tuple(OddPage(**page) for page in tomllib.loads(text)["page"])
