"""The pages an article stands on: its own, its AMP page, its page for the printer, its reprint."""

from __future__ import annotations

from enum import StrEnum
from html import escape
from typing import TYPE_CHECKING

from archiver.demo.furniture import anchor, print_furniture
from archiver.demo.sheet import Sheet, load_layout, load_words, name_slug
from archiver.demo.story import (
    author_link,
    print_body,
    print_byline,
    print_date,
    print_json_ld,
    print_picture,
    print_plain_body,
)

if TYPE_CHECKING:
    from archiver.demo.printed import PrintedArticle


class Variant(StrEnum):
    """Which page of an article."""

    PAGE = "page"  #: the article's own
    AMP = "amp"
    PRINT = "print"
    REPRINT = "reprint"  #: the same words in another section


def print_article(sheet: Sheet, article: PrintedArticle, variant: Variant = Variant.PAGE) -> str:
    """One page of an article, as HTML."""
    layout = variant.value if variant in (Variant.AMP, Variant.PRINT) else article.layout
    values = {
        **print_furniture(sheet, article.language),
        **_head(sheet, article, variant),
        **_times(article),
        **_story(sheet, article),
    }
    return load_layout(f"{layout}.html").substitute(values)


def _head(sheet: Sheet, article: PrintedArticle, variant: Variant) -> dict[str, str]:
    """What stands in the head of the page, and the headline."""
    url = sheet.base + article.path
    section = article.section
    if variant is Variant.REPRINT and article.reprint_path and article.reprint_section:
        section = article.reprint_section
    # a wire story printed twice: neither page says which of them is the first
    alone = article.reprint_path is None
    names = ", ".join(article.authors) or article.credit_line or ""
    return {
        "url": escape(url),
        "canonical": f'<link rel="canonical" href="{escape(url)}">\n' if alone else "",
        "amphtml": f'<link rel="amphtml" href="{sheet.base}{article.amp_path}">\n'
        if article.amp_path
        else "",
        "title": escape(article.title),
        "social_title": escape(article.alternative_title or article.title),
        "description": escape(article.standfirst or ""),
        "author_names": escape(names),
        "keywords": escape(", ".join(article.tags)),
        "section": escape(section),
        "kicker": escape(_kicker(article, section)),
        "image_path": article.image.path if article.image else "/images/logo.svg",
        "json_ld": print_json_ld(sheet, article, section, url if alone else None),
        "print_href": escape(article.print_path or "#print"),
    }


def _kicker(article: PrintedArticle, section: str) -> str:
    word: str | None = load_words(article.language).get(article.genre)
    return f"{section} · {word}" if word else section


def _times(article: PrintedArticle) -> dict[str, str]:
    """Dates in every fashion the layouts know."""
    shown = escape(print_date(article.published, article.language))
    updated = load_words(article.language)["updated"]
    modified = article.modified
    changed = escape(print_date(modified, article.language)) if modified else ""
    return {
        "published": article.published,
        "date_visible": shown,
        "time_published": f'<time datetime="{article.published}">{shown}</time>',
        "time_modified": f' · {updated}: <time datetime="{modified}">{changed}</time>' if modified else "",
        "updated_visible": f"{updated}: {changed}" if modified else "",
        "meta_modified": f'<meta property="article:modified_time" content="{modified}">\n'
        if modified
        else "",
        "day_month_year": "-".join(reversed(article.day.split("-"))),
    }


def _story(sheet: Sheet, article: PrintedArticle) -> dict[str, str]:
    """The article and what hangs on it."""
    words = load_words(article.language)
    related = [anchor(other.path, other.title) for other in sheet.related(article, 3)]
    standfirst = escape(article.standfirst or "")
    note = f'<p class="correction">{escape(article.correction)}</p>' if article.correction else ""
    wall = f'<div class="paywall"><p>{escape(words["paywall"])}</p><button>{words["paywall_button"]}</button></div>'
    return {
        "standfirst": standfirst,
        "standfirst_p": f'<p class="standfirst">{standfirst}</p>' if standfirst else "",
        "byline": print_byline(article, linked=False),
        "byline_linked": print_byline(article, linked=True),
        "author_links": ", ".join(author_link(name) for name in article.authors),
        "figure": print_picture(article),
        "picture": print_picture(article),
        "body": print_body(sheet, article),
        "plain_body": print_plain_body(article),
        "correction": note,
        "paywall": wall if article.paywalled else "",
        "tag_links": ", ".join(anchor(f"/tag/{name_slug(tag)}", tag) for tag in article.tags),
        "related_items": "\n".join(f"<li>{link}</li>" for link in related),
        "related_divs": "\n".join(f"<div>{link}</div>" for link in related),
    }
