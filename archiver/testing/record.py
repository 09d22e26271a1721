"""One record of each kind, complete, to change in the one field a test is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from archiver.article import Article, Author, Block, BlockKind
from archiver.capture import Capture
from archiver.dates import Moment, Precision
from archiver.link import Link, Via
from archiver.testing.page import TITLE, URL, make_page, make_paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence

_SITE = "courier.example"


def make_moment(text: str = "2021-02-19T09:30:00+03:00") -> Moment:
    """A moment as a page prints it in ISO 8601; a day stays a day.

    >>> make_moment("2021-02-19").at is None, make_moment("2021-02-19T09:30:00+03:00").at.isoformat()
    (True, '2021-02-19T06:30:00+00:00')
    """
    if len(text) == len("2021-02-19"):
        return Moment(raw=text, day=date.fromisoformat(text), precision=Precision.DAY)
    at = datetime.fromisoformat(text)
    clock, offset = at.strftime("%H:%M:%S"), at.strftime("%z")
    return Moment(
        raw=text,
        day=at.date(),
        precision=Precision.SECOND,
        clock=clock,
        zone=f"{offset[:3]}:{offset[3:]}" if offset else None,
        at=at.astimezone(UTC) if offset else None,
    )


def make_blocks(paragraphs: Sequence[str]) -> tuple[Block, ...]:
    """The paragraphs as the body of an article."""
    return tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in paragraphs)


def make_article(*, body: str | Sequence[str] | None = None, **changes: Any) -> Article:
    """An article, complete in the fields that matter most; *changes* are fields of `Article`.

    *body* is one paragraph, or several. Without a canonical URL of its own the article is filed under its URL.

        >>> make_article(body="Killed one, injured 14.").body
        'Killed one, injured 14.'
    """
    url = changes.get("url", URL)
    if body is None:
        body = make_paragraphs(changes.get("title") or TITLE)
    article = Article(
        url=url,
        canonical_url=_canonical(url),
        site=_SITE,
        title=TITLE,
        authors=(Author(name="Ilse Marr"),),
        published=make_moment(),
        language="en",
        section="Town",
        blocks=make_blocks([body] if isinstance(body, str) else body),
    )
    return replace(article, **changes)


def make_link(**changes: Any) -> Link:
    """A link found in a feed; *changes* are fields of `Link`.

    >>> make_link(url="https://courier.example/a").via
    <Via.FEED: 'feed'>
    """
    link = Link(url=URL, via=Via.FEED, found_on="https://courier.example/feed.xml", site=_SITE)
    return replace(link, **changes)


def make_capture(html: str | bytes | None = None, **changes: Any) -> Capture:
    """What a server sent for an article's page; *html* is the page, *changes* are fields of `Capture`.

    Without *html* it is the page `make_page` gives. `link` follows `url`.

        >>> make_capture(url="https://courier.example/a").link.url
        'https://courier.example/a'
    """
    page = make_page() if html is None else html
    url = changes.get("url", URL)
    capture = Capture(
        url=url,
        fetched_at=datetime(2021, 2, 20, 12, tzinfo=UTC),
        status=200,
        reason="OK",
        headers=(("Content-Type", "text/html; charset=utf-8"), ("Date", "Sat, 20 Feb 2021 12:00:00 GMT")),
        body=page.encode() if isinstance(page, str) else page,
        request_headers=(("User-Agent", "News Archiver (test)"), ("Accept-Encoding", "gzip")),
        ip="127.0.0.1",
        link=make_link(url=url),
    )
    return replace(capture, **changes)


def _canonical(url: str) -> str:
    from archiver.urls import canonicalize

    return canonicalize(url)
