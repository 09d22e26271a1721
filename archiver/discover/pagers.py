"""Next pages of a list: rel=next, pager markup, and page numbers in the URL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from archiver.discover.claims import http_url
from archiver.discover.shapes import article_score
from archiver.urls import canonicalize

if TYPE_CHECKING:
    from archiver.discover.anchors import Anchor, Sheet

_PAGE_NAMES = frozenset(
    {"page", "paged", "pg", "p", "pageno", "page_no", "pagenumber", "currentpage", "seite", "pagina"}
)
_OFFSET_NAMES = frozenset({"start", "offset", "from", "skip"})
_PAGE_IN_PATH = re.compile(
    r"/(?:page|seite|pagina|p)[/-]?(\d{1,6})/?(?:\.html?)?$|/(\d{1,4})/?$", re.IGNORECASE
)
#: "Next" and "older" as pagers print them; whole texts, in lower case.
_NEXT = frozenset({
    "next", "next page", "next »", "next ›", "next →", "older", "older posts", "older entries",
    "older stories", "more", "load more", "show more", "more stories", "more news", "»", "›", "→", ">",
    ">>", "weiter", "nächste", "nächste seite", "suivant", "suivante", "page suivante", "siguiente",
    "siguientes", "más", "seguinte", "próxima", "próximo", "successiva", "successivo", "avanti", "volgende",
    "nästa", "neste", "næste", "seuraava", "następna", "další", "sonraki", "далее", "следующая", "вперед",
    "ещё", "наступна", "التالي", "التالية", "المزيد", "بعدی", "صفحه بعد", "دواتر", "لاپەڕەی دواتر", "زیاتر",
    "next >", "अगला", "और", "次へ", "次", "次のページ", "下一页", "下一頁", "下页", "다음", "ถัดไป", "tiếp", "berikutnya",
    "selanjutnya",
})  # fmt: skip
#: A list's own last page is reached by steps; a jump to page 4,000 is not followed.
_MAX_STEP = 10


def find_next_pages(sheet: Sheet) -> tuple[str, ...]:
    """URLs of the pages that follow this one in its list, nearest first."""
    here = canonicalize(sheet.url)
    found: dict[str, float] = {}
    number, offset = _page_number(sheet.url)
    for element in sheet.tree.iter("link"):
        if "next" in (element.get("rel") or "").lower().split():
            href = http_url(element.get("href"), sheet.base)
            _note(found, href if href and not _is_article(href, number) else None, 0.0)
    for anchor in sheet.anchors:
        rank = _rank(anchor, sheet.url, number, offset)
        if rank is not None:
            _note(found, anchor.url, rank)
    host = urlsplit(sheet.url).netloc
    ordered = sorted(found, key=found.__getitem__)
    return tuple(url for url in ordered if urlsplit(url).netloc == host and canonicalize(url) != here)


def _note(found: dict[str, float], url: str | None, rank: float) -> None:
    if url is not None:
        found[url] = min(rank, found.get(url, rank))


def _rank(anchor: Anchor, here: str, number: int, offset: int | None) -> float | None:
    """How near a page an anchor leads to is; None when it leads to no later page of this list."""
    if "next" in anchor.rel:
        return None if _is_article(anchor.url, number) else 0.0
    there, there_offset = _page_number(anchor.url)
    farther = there_offset is not None and there_offset > (offset or 0)
    if not farther and there <= number:
        return None
    if _list_of(anchor.url) == _list_of(here):
        if farther:
            return 1.0 + (there_offset or 0) / 1_000_000
        return float(there - number) if there - number <= _MAX_STEP else None
    return 1.0 if anchor.place.pager and anchor.text.strip().lower() in _NEXT and there > number else None


def _is_article(url: str, number: int) -> bool:
    """Whether rel=next leads to the next article, as blogs have it, and not to the next page of a list."""
    return _page_number(url)[0] <= number and (article_score(canonicalize(url)) or 0.0) >= 2


def _page_number(url: str) -> tuple[int, int | None]:
    """Page a URL asks for, 1 when it does not say; and its offset, for lists that count entries."""
    parts = urlsplit(url)
    number, offset = 1, None
    for name, value in parse_qsl(parts.query):
        if value.isascii() and value.isdigit() and len(value) <= 6:
            if name.lower() in _PAGE_NAMES:
                number = int(value)
            elif name.lower() in _OFFSET_NAMES:
                offset = int(value)
    if number == 1 and (match := _PAGE_IN_PATH.search(parts.path)):
        number = int(match[1] or match[2])
    return number, offset


def _list_of(url: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """What is left of a URL without its page: two pages of one list have this in common."""
    parts = urlsplit(url)
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _PAGE_NAMES | _OFFSET_NAMES
    ]
    return parts.netloc, _PAGE_IN_PATH.sub("", parts.path).rstrip("/"), tuple(sorted(kept))
