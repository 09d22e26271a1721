"""Pages that list articles: home pages, section pages with their next pages, tag and author pages; and odd pages."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from archiver.demo.furniture import anchor, print_furniture
from archiver.demo.sheet import LANGUAGES, OddPage, Section, Sheet, load_layout, load_odd_pages, load_words
from archiver.demo.story import print_date

if TYPE_CHECKING:
    from archiver.demo.printed import PrintedArticle

#: Teasers on one page of a section, by language.
PER_PAGE = {"en": 4, "de": 4, "ar": 2}

#: Teasers on a home page.
ON_HOME = 8

#: How each language numbers its section pages.
_PAGER = {"en": "{path}?page={page}", "de": "{path}page/{page}/", "ar": "{path}?p={page}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaser:
    """A headline on a front page and where it leads."""

    href: str
    title: str
    text: str = ""
    day: str = ""  #: as printed


def page_path(section: Section, page: int) -> str:
    """Path of a section's page; pages are counted from 1."""
    return section.path if page == 1 else _PAGER[section.language].format(path=section.path, page=page)


def section_teasers(sheet: Sheet, section: Section) -> list[Teaser]:
    """All teasers of a section: its articles, reprints of others, and links to odd pages."""
    listed = [
        (article.published, _tease(article, article.path))
        for article in sheet.listed(section.language, section.slug)
    ]
    listed += [
        (article.published, _tease(article, article.reprint_path))
        for article in sheet.listed(section.language)
        if article.reprint_path and article.reprint_section == section.name
    ]
    teasers = [teaser for _, teaser in sorted(listed, key=lambda pair: pair[0], reverse=True)]
    odd = [
        Teaser(href=page.path, title=page.title) for page in odd_pages(f"{section.language}/{section.slug}")
    ]
    return teasers[:2] + odd + teasers[2:]


def odd_pages(listed_in: str) -> tuple[OddPage, ...]:
    """Odd pages whose link stands in one place."""
    return tuple(page for page in load_odd_pages() if page.listed_in == listed_in)


def print_section(sheet: Sheet, section: Section, page: int) -> str:
    """One page of a section, with rel=next and rel=prev in head and pager."""
    teasers = section_teasers(sheet, section)
    length = PER_PAGE[section.language]
    shown = teasers[(page - 1) * length : page * length]
    words = load_words(section.language)
    turns = []
    if page > 1:
        turns.append(("prev", page_path(section, page - 1), words["previous"]))
    if page * length < len(teasers):
        turns.append(("next", page_path(section, page + 1), words["next"]))
    head = "".join(f'<link rel="{rel}" href="{sheet.base}{path}">\n' for rel, path, _ in turns)
    pager = " ".join(f'<a rel="{rel}" href="{path}">{escape(text)}</a>' for rel, path, text in turns)
    return _print_front(
        sheet, section.language, section.name, _print_teasers(shown, section.layout), head, pager
    )


def count_pages(sheet: Sheet, section: Section) -> int:
    """How many pages a section has."""
    return -(-len(section_teasers(sheet, section)) // PER_PAGE[section.language])


def print_home(sheet: Sheet, language: str) -> str:
    """A language's home page: its newest articles, each link with a tracking parameter, and the other editions."""
    words = load_words(language)
    teasers = [
        _tease(article, f"{article.path}?utm_source=home&utm_medium=teaser&utm_campaign=top{place}")
        for place, article in enumerate(sheet.listed(language)[:ON_HOME], 1)
    ]
    # one headline leads to the page for telephones, as editors who paste links do it
    teasers += [_tease(article, article.amp_path) for article in sheet.listed(language) if article.amp_path]
    teasers += [
        _tease(article, article.print_path) for article in sheet.listed(language) if article.print_path
    ][:1]
    if language == "en":
        teasers += [Teaser(href=page.path, title=page.title) for page in odd_pages("home")]
    head = "".join(
        f'<link rel="alternate" hreflang="{other}" href="{sheet.base}{load_words(other)["home"]}">\n'
        for other in LANGUAGES
    )
    editions = " ".join(
        anchor(load_words(other)["home"], load_words(other)["paper"])
        for other in LANGUAGES
        if other != language
    )
    return _print_front(sheet, language, words["paper"], _print_teasers(teasers, "semantic"), head, editions)


def print_list(sheet: Sheet, language: str, heading: str, articles: list[PrintedArticle]) -> str:
    """A tag's or an author's page."""
    teasers = _print_teasers([_tease(article, article.path) for article in articles], "soup")
    return _print_front(sheet, language, heading, teasers, "", "")


def print_odd_page(sheet: Sheet, page: OddPage) -> str:
    """A page that holds no article."""
    values = print_furniture(sheet, page.language)
    return load_layout("odd.html").substitute(
        values, heading=escape(page.heading or page.title), content=page.content
    )


def _tease(article: PrintedArticle, href: str) -> Teaser:
    return Teaser(
        href=href,
        title=article.title,
        text=article.standfirst or "",
        day=print_date(article.day, article.language),
    )


def _print_front(sheet: Sheet, language: str, heading: str, teasers: str, head: str, pager: str) -> str:
    values = print_furniture(sheet, language)
    return load_layout("front.html").substitute(
        values,
        heading=escape(heading),
        head_links=head,
        teasers=teasers,
        pager=f'<p class="pager">{pager}</p>' if pager else "",
    )


def _print_teasers(teasers: list[Teaser], layout: str) -> str:
    if layout == "tables":
        rows = "\n".join(
            f"<tr><td><b>{anchor(teaser.href, teaser.title)}</b><br><font size='1'>{escape(teaser.day)}</font></td></tr>"
            for teaser in teasers
        )
        return f'<table cellpadding="6">\n{rows}\n</table>'
    if layout == "soup":
        items = [
            f'<div class="t"><div class="th">{anchor(teaser.href, teaser.title)}</div>'
            f'<div>{escape(teaser.text)}</div><div class="day">{escape(teaser.day)}</div></div>'
            for teaser in teasers
        ]
    else:
        items = [
            f"<article><h2>{anchor(teaser.href, teaser.title)}</h2>"
            f'<p>{escape(teaser.text)}</p><p class="day">{escape(teaser.day)}</p></article>'
            for teaser in teasers
        ]
    return '<div class="teasers">\n' + "\n".join(items) + "\n</div>"
