"""Pages of an invented newspaper, each with one of the things that spoil a body."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from archiver.article import Author
from archiver.capture import Capture
from archiver.extract.body import Body, read_body
from archiver.extract.fields import Fields
from archiver.extract.page import Page, load_page

if TYPE_CHECKING:
    from collections.abc import Callable

TITLE = "Bridge over the Silvan valley to open in spring"
STORY = tuple(
    """\
DUHOK, Kurdistan Region — The provincial council said on Thursday that the new bridge over the Silvan valley will open in spring, two years later than planned.
“We have tested every cable twice,” council engineer Hana Rebwar said at a news conference, adding that heavy lorries would be let across from the first day.
Nineteen families whose houses stood below the old crossing have moved to Malta district, where the council pays their rent until June.
Work stopped for eleven months after a flood carried away the eastern scaffold; no one was hurt.
The bridge is to carry about 12,000 vehicles a day, twice as many as the old one, according to the ministry of roads.
A ferry that has linked the two banks since 1987 will make its last trip on the day of the opening, its captain told the local radio.
""".splitlines()
)


def make_page(body: str, *, head: str = "", lang: str = "en", title: str = TITLE) -> str:
    """A whole page around *body*, with a menu and a footer."""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | Silvan Post</title>{head}</head>'
        '<body><div class="top"><ul><li><a href="/">Home</a></li><li><a href="/politics">Politics</a></li>'
        '<li><a href="/sport">Sport</a></li><li><a href="/culture">Culture</a></li></ul></div>'
        f"{body}"
        '<div class="bottom"><p>© 2021 Silvan Post. All rights reserved.</p><p><a href="/imprint">Imprint</a></p></div>'
        "</body></html>"
    )


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>\n" for text in texts or STORY)


def make_capture(
    html: str | bytes, *, content_type: str = "text/html; charset=utf-8", url: str | None = None
) -> Capture:
    return Capture(
        url=url or "https://www.silvanpost.example/english/kurdistan/19022021",
        fetched_at=datetime(2021, 2, 20, 8, 0, tzinfo=UTC),
        status=200,
        headers=(("Content-Type", content_type),),
        body=html if isinstance(html, bytes) else html.encode(),
    )


@pytest.fixture
def load() -> Callable[..., Page]:
    """Load a page as a server would have sent it."""
    return lambda html, **changes: load_page(make_capture(html, **changes))


@pytest.fixture
def read() -> Callable[..., Body]:
    """Read the body of a page whose headline and byline are known."""

    def read(
        html: str,
        *,
        title: str = TITLE,
        authors: tuple[str, ...] = ("Sara Amin",),
        printed: tuple[str, ...] = (),
    ) -> Body:
        fields = Fields(title=title, authors=tuple(Author(name=name) for name in authors), printed=printed)
        return read_body(load_page(make_capture(html)), fields)

    return read


@pytest.fixture
def story() -> tuple[str, ...]:
    return STORY


@pytest.fixture
def page_of() -> Callable[..., str]:
    return make_page


@pytest.fixture
def in_paragraphs() -> Callable[..., str]:
    return paragraphs


@pytest.fixture
def capture_of() -> Callable[..., Capture]:
    return make_capture
