"""Records, captures and a whole small newspaper for tests: for ours, and for those of people who build on the archiver.

    >>> make_article(title="Bridge opens").title
    'Bridge opens'
    >>> make_capture(html="<h1>Bridge opens</h1>").content()
    b'<h1>Bridge opens</h1>'

`newsroom` is a newspaper on loopback, served for real, that can be edited while a crawl looks at it:

    >>> import urllib.request
    >>> with newsroom() as paper:
    ...     url = paper.publish("/news/bridge-opens.html", "Bridge opens")
    ...     with urllib.request.urlopen(url) as answer:
    ...         print(answer.status, "<h1>Bridge opens</h1>" in answer.read().decode())
    200 True
    >>> [request.path for request in paper.requests]
    ['/news/bridge-opens.html']
"""

from __future__ import annotations

from archiver.demo.server import Answer, Fault, PaperServer, Request
from archiver.testing.newsroom import Newsroom, Printed, newsroom
from archiver.testing.page import make_page, make_paragraphs
from archiver.testing.record import make_article, make_blocks, make_capture, make_link, make_moment

__all__ = [
    "Answer",
    "Fault",
    "Newsroom",
    "PaperServer",
    "Printed",
    "Request",
    "make_article",
    "make_blocks",
    "make_capture",
    "make_link",
    "make_moment",
    "make_page",
    "make_paragraphs",
    "newsroom",
]
