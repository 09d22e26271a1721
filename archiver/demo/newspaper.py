"""DemoPaper: The Harbour Gazette, a small newspaper in three languages that `archiver demo` crawls on loopback.

Everything in it is invented and written for this purpose. It has what real newspapers have: feeds, sitemaps, sections
with next pages, AMP and print pages, tracking links, corrections, a wire story printed twice, dead links, and pages
full of things that are no article. Nothing depends on the day it is served.

    >>> with serve_demo() as demo:
    ...     demo.url.startswith("http://127.0.0.1:"), len(demo.paper.articles) >= 60
    (True, True)

Served for looking at: `python -m archiver.demo.newspaper --port 8800`.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

from archiver.demo.article_page import Variant, print_article
from archiver.demo.feeds import print_atom, print_json_feed, print_rss
from archiver.demo.fronts import (
    count_pages,
    page_path,
    print_home,
    print_list,
    print_odd_page,
    print_section,
)
from archiver.demo.pictures import draw_logo, draw_png, draw_svg
from archiver.demo.printed import PrintedArticle, load_printed
from archiver.demo.server import Answer, PaperServer
from archiver.demo.sheet import (
    LANGUAGES,
    OddPage,
    Section,
    Sheet,
    load_layout,
    load_odd_pages,
    load_words,
    name_slug,
)
from archiver.demo.sitemaps import months, pack_month, print_index, print_news, print_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.demo.server import Request

#: What robots.txt says; the sitemap lines follow.
ROBOTS = "User-agent: *\nDisallow: /private/\nCrawl-delay: 0.05\n"

_XML = "application/xml; charset=utf-8"

#: Given what all pages share, the answer of one address.
Printer = Callable[[Sheet], Answer]


class DemoPaper:
    """The newspaper's pages, made for whatever host and port they are asked under."""

    def __init__(self, edition: int = 1) -> None:
        self._edition = edition
        self._routes = _route_all(load_printed(edition))

    @property
    def edition(self) -> int:
        """1, or 2 once the edition has been turned."""
        return self._edition

    @property
    def articles(self) -> tuple[PrintedArticle, ...]:
        """What the current edition prints, newest first; the truth a reading can be held against."""
        return load_printed(self._edition)

    @property
    def odd_pages(self) -> tuple[OddPage, ...]:
        """Addresses of the paper under which no article stands."""
        return load_odd_pages()

    def turn_edition(self) -> None:
        """Go on to edition 2, in which one article is corrected and has one paragraph more."""
        self._routes = _route_all(load_printed(2))
        self._edition = 2

    def answer(self, request: Request) -> Answer:
        """What the paper says to a request; absolute URLs follow the Host header."""
        base = f"http://{request.header('Host') or '127.0.0.1'}"
        printer = self._routes.get(_find_key(request.target, self._routes))
        sheet = Sheet(base=base, articles=self.articles)
        if printer is None:
            return Answer(status=404, body="<!DOCTYPE html><title>404</title><h1>Page not found</h1>")
        return printer(sheet)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedDemo:
    """The demo newspaper while it is being served."""

    paper: DemoPaper
    server: PaperServer

    @property
    def url(self) -> str:
        """Home page without a slash at the end."""
        return self.server.url

    def turn_edition(self) -> None:
        """Go on to edition 2 without a new start."""
        self.paper.turn_edition()


@contextmanager
def serve_demo(edition: int = 1, port: int = 0) -> Iterator[ServedDemo]:
    """Serve the newspaper on 127.0.0.1 until the block ends; port 0 takes any free one.

    Raises:
        RunError: the port is taken.
    """
    paper = DemoPaper(edition)
    with PaperServer(paper.answer, port=port) as server:
        yield ServedDemo(paper=paper, server=server)


def _find_key(target: str, routes: dict[str, Printer]) -> str:
    """The route a target means: tracking and unknown parameters make no other page."""
    path, _, query = unquote(target).partition("?")
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("utm_"))
    whole = f"{path}?{kept}" if kept else path
    return whole if whole in routes else path


def _route_all(articles: tuple[PrintedArticle, ...]) -> dict[str, Printer]:
    """Every address of the paper, percent-decoded, and what is printed there."""
    routes = {
        **_route_articles(articles),
        **_route_fronts(Sheet(base="", articles=articles)),
        **_route_lists(articles),
        **_route_pictures(articles),
        **{page.path: _odd(page) for page in load_odd_pages()},
        **_route_machines(Sheet(base="", articles=articles)),
    }
    return {unquote(path): printer for path, printer in routes.items()}


def _route_articles(articles: tuple[PrintedArticle, ...]) -> dict[str, Printer]:
    routes: dict[str, Printer] = {}
    for article in articles:
        pages = {
            article.path: Variant.PAGE,
            article.amp_path: Variant.AMP,
            article.print_path: Variant.PRINT,
            article.reprint_path: Variant.REPRINT,
        }
        routes |= {path: _article(article, variant) for path, variant in pages.items() if path}
    return routes


def _article(article: PrintedArticle, variant: Variant) -> Printer:
    printed = article.modified or article.published
    # an article that has only a day says nothing of when its file changed
    modified = datetime.fromisoformat(printed).astimezone(UTC) if "T" in printed else None
    return lambda sheet: Answer(body=print_article(sheet, article, variant), modified=modified)


def _route_fronts(sheet: Sheet) -> dict[str, Printer]:
    """Home pages, and every page of every section."""
    routes = {load_words(language)["home"]: _home(language) for language in LANGUAGES}
    for language in LANGUAGES:
        for section in sheet.sections(language):
            pages = range(1, count_pages(sheet, section) + 1)
            routes |= {page_path(section, page): _section(section, page) for page in pages}
    return routes


def _home(language: str) -> Printer:
    return lambda sheet: Answer(body=print_home(sheet, language))


def _section(section: Section, page: int) -> Printer:
    return lambda sheet: Answer(body=print_section(sheet, section, page))


def _route_lists(articles: tuple[PrintedArticle, ...]) -> dict[str, Printer]:
    """Tag and author pages."""
    lists: dict[str, tuple[str, list[PrintedArticle]]] = {}
    for article in articles:
        for name in article.authors:
            lists.setdefault(f"/author/{name_slug(name)}", (name, []))[1].append(article)
        for tag in article.tags:
            lists.setdefault(f"/tag/{name_slug(tag)}", (tag, []))[1].append(article)
    return {path: _list(name, listed) for path, (name, listed) in lists.items()}


def _list(name: str, listed: list[PrintedArticle]) -> Printer:
    language = listed[0].language
    return lambda sheet: Answer(body=print_list(sheet, language, name, listed))


def _route_pictures(articles: tuple[PrintedArticle, ...]) -> dict[str, Printer]:
    paths = [article.image.path for article in articles if article.image]
    return {path: _picture(path) for path in paths}


def _picture(path: str) -> Printer:
    if path.endswith(".svg"):
        return lambda sheet: Answer(body=draw_svg(path), content_type="image/svg+xml")
    return lambda sheet: Answer(body=draw_png(path), content_type="image/png", gzip=False)


def _odd(page: OddPage) -> Printer:
    def answer(sheet: Sheet) -> Answer:
        if page.location is not None:
            return Answer(
                status=page.status, content_type=None, headers=(("Location", sheet.base + page.location),)
            )
        return Answer(status=page.status, body=print_odd_page(sheet, page))

    return answer


def _route_machines(sheet: Sheet) -> dict[str, Printer]:
    """What is there for programs: robots.txt, feeds, sitemaps, style sheet, logo."""
    routes: dict[str, Printer] = {
        "/robots.txt": lambda sheet: Answer(body=_print_robots(sheet), content_type="text/plain"),
        "/feeds/en.rss": lambda sheet: Answer(
            body=print_rss(sheet), content_type="application/rss+xml; charset=utf-8"
        ),
        "/feeds/de.atom": lambda sheet: Answer(
            body=print_atom(sheet), content_type="application/atom+xml; charset=utf-8"
        ),
        "/feeds/ar.json": lambda sheet: Answer(
            body=print_json_feed(sheet), content_type="application/feed+json"
        ),
        "/sitemap.xml": lambda sheet: Answer(body=print_index(sheet), content_type=_XML),
        "/sitemaps/pages.xml": lambda sheet: Answer(body=print_pages(sheet), content_type=_XML),
        "/news-sitemap.xml": lambda sheet: Answer(body=print_news(sheet), content_type=_XML),
        "/css/paper.css": lambda sheet: Answer(
            body=load_layout("paper.css").template, content_type="text/css; charset=utf-8"
        ),
        "/images/logo.svg": lambda sheet: Answer(body=draw_logo(), content_type="image/svg+xml"),
    }
    return routes | {f"/sitemaps/{month}.xml.gz": _month(month) for month in months(sheet)}


def _month(month: str) -> Printer:
    return lambda sheet: Answer(body=pack_month(sheet, month), content_type="application/gzip", gzip=False)


def _print_robots(sheet: Sheet) -> str:
    return f"{ROBOTS}\nSitemap: {sheet.base}/sitemap.xml\nSitemap: {sheet.base}/news-sitemap.xml\n"


def main(arguments: list[str] | None = None) -> int:
    """Serve the paper until interrupted."""
    parser = argparse.ArgumentParser(description="Serve the demo newspaper on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one")
    parser.add_argument("--edition", type=int, choices=(1, 2), default=1)
    given = parser.parse_args(arguments)
    with serve_demo(given.edition, given.port) as demo:
        sys.stdout.write(f"The Harbour Gazette, edition {given.edition}: {demo.url}/  (Ctrl-C ends it)\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
