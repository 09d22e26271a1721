"""The paper's feeds: RSS 2.0 in English, Atom (RFC 4287) in German, JSON Feed 1.1 in Arabic.

A feed gives a day only where its format can: RSS as `dc:date`, JSON Feed by leaving the date out; Atom, which asks for
a full time, leaves out the articles that have none.
"""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING, Any

from archiver.demo.fronts import odd_pages
from archiver.demo.sheet import Sheet, load_words

if TYPE_CHECKING:
    from archiver.demo.printed import PrintedArticle

#: Articles in the English feed; older ones are found through sections and sitemaps.
RSS_LENGTH = 20

_TRACKING = "utm_source=feed&utm_medium=rss&utm_campaign=harbour"


def print_rss(sheet: Sheet) -> str:
    """The English feed. Its links carry utm parameters, and one leads to an article that has been withdrawn."""
    words = load_words("en")
    items = [_print_item(sheet, article) for article in sheet.listed("en")[:RSS_LENGTH]]
    items += [
        f"<item><title>{escape(page.title)}</title><link>{sheet.base}{page.path}</link></item>"
        for page in odd_pages("feed")
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">\n'
        f"<channel><title>{escape(words['paper'])}</title><link>{sheet.base}/</link>"
        f"<description>{escape(words['motto'])}</description><language>en</language>\n"
        f'<atom:link rel="self" type="application/rss+xml" href="{sheet.base}{words["feed"]}"/>\n'
        + "\n".join(items)
        + "\n</channel></rss>\n"
    )


def _print_item(sheet: Sheet, article: PrintedArticle) -> str:
    if article.has_clock:
        date = f"<pubDate>{format_datetime(datetime.fromisoformat(article.published))}</pubDate>"
    else:
        date = f"<dc:date>{article.published}</dc:date>"
    names = article.authors or ((article.credit_line,) if article.credit_line else ())
    creators = "".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in names)
    categories = "".join(f"<category>{escape(name)}</category>" for name in (article.section, *article.tags))
    return (
        f"<item><title>{escape(article.title)}</title>"
        f"<link>{escape(f'{sheet.base}{article.path}?{_TRACKING}')}</link>"
        f'<guid isPermaLink="true">{escape(sheet.base + article.path)}</guid>'
        f"<description>{escape(article.standfirst or '')}</description>{date}{creators}{categories}</item>"
    )


def print_atom(sheet: Sheet) -> str:
    """The German feed."""
    words = load_words("de")
    dated = [article for article in sheet.listed("de") if article.has_clock]
    entries = "\n".join(_print_entry(sheet, article) for article in dated)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">\n'
        f"<id>{sheet.base}{words['feed']}</id><title>{escape(words['paper'])}</title>"
        f"<updated>{max(article.modified or article.published for article in dated)}</updated>\n"
        f'<link rel="self" href="{sheet.base}{words["feed"]}"/><link rel="alternate" href="{sheet.base}/de/"/>\n'
        f"{entries}\n</feed>\n"
    )


def _print_entry(sheet: Sheet, article: PrintedArticle) -> str:
    url = escape(sheet.base + article.path)
    names = article.authors or (article.credit_line or load_words("de")["paper"],)
    authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in names)
    return (
        f'<entry><id>{url}</id><title>{escape(article.title)}</title><link rel="alternate" href="{url}"/>'
        f"<published>{article.published}</published><updated>{article.modified or article.published}</updated>"
        f'{authors}<category term="{escape(article.section)}"/>'
        f"<summary>{escape(article.standfirst or '')}</summary></entry>"
    )


def print_json_feed(sheet: Sheet) -> str:
    """The Arabic feed."""
    words = load_words("ar")
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": words["paper"],
        "home_page_url": f"{sheet.base}/ar/",
        "feed_url": sheet.base + words["feed"],
        "language": "ar",
        "items": [_list_item(sheet, article) for article in sheet.listed("ar")],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _list_item(sheet: Sheet, article: PrintedArticle) -> dict[str, Any]:
    url = sheet.base + article.path
    names = article.authors or ((article.credit_line,) if article.credit_line else ())
    item = {
        "id": url,
        "url": url,
        "title": article.title,
        "summary": article.standfirst or article.title,
        "date_published": article.published if article.has_clock else None,
        "date_modified": article.modified,
        "authors": [{"name": name} for name in names],
        "tags": [article.section, *article.tags],
    }
    return {name: value for name, value in item.items() if value is not None}
