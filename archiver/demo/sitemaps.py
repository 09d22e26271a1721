"""The paper's sitemaps (sitemaps.org 0.9): an index, one gzipped file a month, one of other pages, and the news sitemap."""

from __future__ import annotations

import gzip
from html import escape
from typing import TYPE_CHECKING

from archiver.demo.sheet import Sheet, load_words

if TYPE_CHECKING:
    from archiver.demo.printed import PrintedArticle

#: The news sitemap holds articles from this day on: two days back from the newest, as its rules ask.
NEWS_SINCE = "2026-11-18"

#: Pages in the sitemap that are no articles.
_OTHER_PATHS = ("/", "/de/", "/ar/", "/about", "/contact")

_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS_SCHEMA = "http://www.google.com/schemas/sitemap-news/0.9"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def months(sheet: Sheet) -> tuple[str, ...]:
    """The months the paper has articles of, newest first: ("2026-11", …)."""
    return tuple(sorted({article.day[:7] for article in sheet.articles}, reverse=True))


def print_index(sheet: Sheet) -> str:
    """The sitemap index. A month's lastmod is its newest change."""
    entries = [
        f"<sitemap><loc>{sheet.base}/sitemaps/{month}.xml.gz</loc>"
        f"<lastmod>{max(_changed(article) for article in _of_month(sheet, month))}</lastmod></sitemap>"
        for month in months(sheet)
    ]
    entries.append(f"<sitemap><loc>{sheet.base}/sitemaps/pages.xml</loc></sitemap>")
    return f'{_HEAD}<sitemapindex xmlns="{_SCHEMA}">\n' + "\n".join(entries) + "\n</sitemapindex>\n"


def pack_month(sheet: Sheet, month: str) -> bytes:
    """A month's sitemap, gzipped; the same bytes each time."""
    entries = [
        f"<url><loc>{escape(sheet.base + article.path)}</loc><lastmod>{_changed(article)}</lastmod></url>"
        for article in _of_month(sheet, month)
    ]
    return gzip.compress(_print_urls(entries).encode(), mtime=0)


def print_pages(sheet: Sheet) -> str:
    """The sitemap of pages that are no articles."""
    return _print_urls([f"<url><loc>{sheet.base}{path}</loc></url>" for path in _OTHER_PATHS])


def print_news(sheet: Sheet) -> str:
    """The news sitemap, with the fresh articles of all languages."""
    entries = [
        f"<url><loc>{escape(sheet.base + article.path)}</loc><news:news><news:publication>"
        f"<news:name>{escape(load_words(article.language)['paper'])}</news:name>"
        f"<news:language>{article.language}</news:language></news:publication>"
        f"<news:publication_date>{article.published}</news:publication_date>"
        f"<news:title>{escape(article.title)}</news:title></news:news></url>"
        for article in sheet.articles
        if article.day >= NEWS_SINCE
    ]
    return _print_urls(entries, f' xmlns:news="{_NEWS_SCHEMA}"')


def _print_urls(entries: list[str], more: str = "") -> str:
    return f'{_HEAD}<urlset xmlns="{_SCHEMA}"{more}>\n' + "\n".join(entries) + "\n</urlset>\n"


def _of_month(sheet: Sheet, month: str) -> list[PrintedArticle]:
    return [article for article in sheet.articles if article.day.startswith(month)]


def _changed(article: PrintedArticle) -> str:
    return article.modified or article.published
