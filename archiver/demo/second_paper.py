"""The Skarn Messenger: a second, tiny newspaper on loopback, which prints a wire story of the first in its own way."""

from __future__ import annotations

import json
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Final

from archiver.demo.printed import load_printed
from archiver.demo.server import Answer, PaperServer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

NAME: Final = "The Skarn Messenger"
_STORY: Final = "/world/2026/11/17/norrin-league-winter-grain-corridor"
_OWN: Final = (
    "Skarnheim’s pilots told this newspaper that they had asked for such convoys since the spring, and that six of them "
    "have put their names down for the first week."
)


def _print_page(title: str, published: str, paragraphs: Sequence[str]) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": published,
        "author": {"@type": "Organization", "name": "Harbour News Agency (HNA)"},
    }
    told = "\n".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)} | {NAME}</title>\n'
        f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script></head>\n'
        f'<body><header><a href="/">{NAME}</a></header>\n<main><article><h1>{escape(title)}</h1>\n'
        f'<p class="byline">Harbour News Agency (HNA)</p>\n{told}\n</article></main>\n'
        f"<footer>{NAME}, Old Custom House, Skarnheim</footer></body></html>\n"
    )


def _pages() -> dict[str, str]:
    """What the paper prints, by path: the wire story with changes, and its beginning as a news flash."""
    paragraphs = next(article for article in load_printed() if article.path == _STORY).paragraphs
    changed = [
        paragraphs[0],
        _OWN,
        paragraphs[1].replace("Shippers pay", "Shipping companies pay"),
        *paragraphs[2:-1],
    ]
    story, flash = "/news/icebreakers-pooled", "/flash/grain-corridor"
    return {
        story: _print_page(
            "Icebreakers to lead grain ships all winter", "2026-11-17T19:05:00+01:00", changed
        ),
        flash: _print_page("In short: grain lane stays open", "2026-11-18", paragraphs[:2]),
    }


def _fronts(base: str, paths: Iterable[str]) -> dict[str, Answer]:
    items = "".join(f"<item><link>{base}{path}</link></item>" for path in paths)
    feed = (
        f'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>{NAME}</title>{items}</channel></rss>\n'
    )
    home = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{NAME}</title>\n'
        '<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head>\n<body></body></html>\n'
    )
    return {
        "/": Answer(body=home),
        "/feed.xml": Answer(body=feed, content_type="application/rss+xml"),
    }


@contextmanager
def serve_second_paper() -> Iterator[PaperServer]:
    """Serve the paper on 127.0.0.1 until the block ends.

    >>> import urllib.request
    >>> with serve_second_paper() as paper, urllib.request.urlopen(f"{paper.url}/feed.xml") as answer:
    ...     answer.read().count(b"<item>")
    2
    """
    pages = _pages()
    server = PaperServer({})
    server.routes = {
        **{path: Answer(body=page) for path, page in pages.items()},
        **_fronts(server.url, pages),
    }
    with server:
        yield server
