"""What a seed says of a link, made fit for a record: an address that can be fetched, text without markup."""

from __future__ import annotations

import re
from html import unescape

from archiver.errors import BadUrl
from archiver.urls import parse_url

_SCRIPT = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BLOCK = re.compile(
    r"</?(?:address|article|blockquote|br|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|img|li|ol|p|pre|section"
    r"|table|td|th|tr|ul)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ufeff\u200b]+")


def http_url(text: object, base: str | None = None) -> str | None:
    """Absolute URL that can be fetched, without its fragment; None for anything else.

    >>> http_url(" /a#top ", "https://example.com/b"), http_url("javascript:void(0)", "https://example.com/")
    ('https://example.com/a', None)
    """
    if not isinstance(text, str) or not text.strip():
        return None
    try:
        return parse_url(text.strip().replace("&amp;", "&"), base).partition("#")[0]
    except BadUrl:
        return None


def plain_text(text: object) -> str | None:
    """Words of a claim without markup, on one line; None when there are none.

    >>> plain_text("<p>Storm &amp; flood</p><p>Harbour  shut</p>")
    'Storm & flood Harbour shut'
    """
    if not isinstance(text, str):
        return None
    if "<" in text:
        text = _COMMENT.sub(" ", _SCRIPT.sub(" ", text))
        text = _TAG.sub("", _BLOCK.sub(" ", text))
    if "&" in text:
        text = unescape(text)
    text = _SPACE.sub(" ", text).strip()
    return text.encode("utf-8", "ignore").decode() or None
