"""Meta refresh: a page that holds nothing but the way to another is a redirect by another name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree, html

from archiver.errors import NotAnArticle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.capture import Capture

#: Decoded bytes of the largest page that is looked at: one that only sends on says little. The largest of those seen
#: in the wild, with a consent script in it, had 9 kB.
MOST_BYTES = 65_536
#: As they came; a larger answer is not even decompressed.
MOST_BYTES_SENT = 16_384
#: A page that sends on later than this is there to be read. Browsers wait; "you will be taken there in 10 seconds".
LONGEST_WAIT_SECONDS = 10.0
#: Letters of a page that only says where it leads; in Chinese or Korean they say more than enough.
MOST_LETTERS = 400
#: "5; url='/new'", with the spellings browsers take (WHATWG HTML, 4.2.5.3 "shared declarative refresh steps").
_REFRESH = re.compile(
    r"""\s*(?P<wait>\d{0,6})(?:\.[\d.]*)?\s*[;,\s]\s*(?:url\s*=\s*)?(?P<quote>["']?)(?P<url>.*)""",
    re.DOTALL | re.I,
)
#: What a browser with scripts does not read, and what nobody sees.
_UNSEEN = ("script", "noscript", "style", "template", "title", "iframe")


def find_refresh(capture: Capture) -> str | None:
    """Where the page in *capture* sends a browser at once, as written; None for a page that is there to be read.

    >>> from datetime import UTC, datetime
    >>> from archiver.capture import Capture
    >>> page = b"<meta http-equiv=refresh content='0; url=/new'><p>We have moved."
    >>> find_refresh(Capture(url="https://a.example/", fetched_at=datetime.now(UTC), status=200, body=page))
    '/new'
    """
    if len(capture.body) > MOST_BYTES_SENT or capture.content_type not in (
        None,
        "text/html",
        "application/xhtml+xml",
    ):
        return None
    told = capture.header("refresh")
    if told is not None:
        return read_refresh(told)
    try:
        body = capture.content(MOST_BYTES)
    except NotAnArticle:
        return None
    if b"refresh" not in body.lower():
        return None
    return _find_in_page(_text(body, capture.charset))


def read_refresh(content: str) -> str | None:
    """The URL in the value of a refresh; None when it only reloads the page, or waits for a reader.

    >>> read_refresh("0;URL='/news'"), read_refresh("300"), read_refresh("30; url=/news")
    ('/news', None, None)
    """
    found = _REFRESH.match(content)
    if found is None or not (found["wait"] or content.lstrip().startswith(".")):
        return None
    if int(found["wait"] or 0) > LONGEST_WAIT_SECONDS:
        return None
    url = found["url"].partition(found["quote"])[0] if found["quote"] else found["url"]
    return url.strip() or None


def _text(body: bytes, charset: str | None) -> str:
    try:
        return body.decode(charset or "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def _find_in_page(text: str) -> str | None:
    try:
        page: html.HtmlElement = html.document_fromstring(text.replace("\0", ""))
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    etree.strip_elements(page, *_UNSEEN, with_tail=False)
    if sum(letter.isalnum() for text in page.itertext() for letter in text) > MOST_LETTERS:
        return None
    return next((url for content in _refreshes(page) if (url := read_refresh(content))), None)


def _refreshes(page: html.HtmlElement) -> Iterator[str]:
    for meta in page.iter("meta"):
        if (meta.get("http-equiv") or "").strip().lower() == "refresh":
            yield meta.get("content") or ""
