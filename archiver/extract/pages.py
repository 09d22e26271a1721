"""Where an article goes on: its next page, or the whole of it on one page, when the page links to it.

Told by addresses: the next page has the article's own address with a number in it, one higher. So the next article, the
next page of comments and the pager of an index are never taken for it, whatever they are called.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from archiver.errors import BadUrl
from archiver.urls import parse_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from archiver.extract.page import Page

#: Pages of one article that are read.
MOST_PAGES = 20

_WORDS = "page|pag|pagina|página|p|pg|pn|pageno|page_no|pagenum|page-number|seite|sida|side|strona|stranica|sayfa|s"
#: Names of the parameter that counts pages; never that of comments ("cpage", "comment-page").
_PARAMETERS = frozenset(_WORDS.split("|")) | {"pageindex", "currentpage"}
#: "/story/2", "/story/page/2", "/story/seite-2", "/story/p2".
_LAST_PART = re.compile(rf"(?P<stem>/.+?)/(?:(?:{_WORDS})[-_/]?)?(?P<number>\d{{1,2}})/?", re.I)
#: "/story-2.html", "/story_p2.html", "/story,2.html", "/story-page-2".
_IN_NAME = re.compile(
    rf"(?P<stem>/.+?)[-_,.](?:(?:{_WORDS})[-_]?)?(?P<number>\d{{1,2}})(?P<end>\.[a-z]{{2,5}})", re.I
)
_NAMED = re.compile(rf"(?P<stem>/.+?)[-_](?:{_WORDS.removesuffix('|s')})[-_]?(?P<number>\d{{1,2}})/?", re.I)
#: What an address ends in that shows the whole article on one page.
_WHOLE = re.compile(
    r"(?:[?&](?:page|seite|pagina|p|view|show|single|pages?)=(?:all|full|alles?|single|complete|komplett)|[?&](?:all|full|single|singlepage|onepage)(?:=(?:1|true|yes))?"
    r"|[-_/](?:all|full|singlepage|single-page|onepage|komplettansicht|seite-all|page-all|complete|view-all))/?(?:\.[a-z]{2,5})?$",
    re.I,
)
#: Words on the link to it.
_WHOLE_WORDS = re.compile(
    r"view (?:all|as (?:a )?single page|on one page)|(?:show|see|read) (?:all|(?:the )?(?:full|entire|whole) (?:article|story)|on one page|as one page)|single[- ]page|one page|print all"
    r"|auf einer seite|komplett(?:ansicht)?|ganzen artikel|alles auf|(?:sur|en) une (?:seule )?page|en una (?:sola )?página|(?:su|in) un['’]unica pagina|numa (?:só )?página|op één pagina|på (?:en|én|ett) (?:side|sida)|na jednej stronie"
    r"|на одной странице|на однiй сторiнцi|tek sayfa|صفحة واحدة|یک صفحه|全文|单页|單頁|本页阅读|全て表示|1ページ|전체 ?보기|한 ?페이지",
    re.I,
)
_NEXT_WORDS = re.compile(
    r"\W*(?:next(?: page)?|continue(?: reading)?|weiter|nächste(?: seite)?|(?:page )?suivante?|siguiente|próxima(?: página)?|avanti|(?:pagina )?successiva|volgende(?: pagina)?|nästa(?: sida)?|neste(?: side)?|næste(?: side)?"
    r"|następna|dalej|далее|следующая|далі|sonraki(?: sayfa)?|التالي|الصفحة التالية|(?:صفحه )?بعدی|دواتر|لاپەڕەی دواتر|下一页|下一頁|下页|次へ|次の?ページ|다음(?: ?페이지)?|tiếp|[›»→>]+|&gt;)\W*",
    re.I,
)
#: An address that ends in a 2 of its own, in lower case; nearly every page has none.
_HREF = re.compile(
    rb"href\s*=\s*[\"']?([^\"'\s>]*?[-_,./=a-z]2(?:/|[&;#?][^\"'\s>]*|\.[a-z]{2,5})?)(?=[\"'\s>])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """An address read as a page of something."""

    stem: str  #: the address without the number
    number: int  #: from 1


def read_numbered(url: str) -> list[Numbered]:
    """Every way to read *url* as a page after the first.

    >>> read_numbered("https://courier.example/town/bridge/2")
    [Numbered(stem='https://courier.example/town/bridge', number=2)]
    >>> read_numbered("https://courier.example/bridge.html?page=3")[0].number
    3
    """
    parts = urlsplit(url)
    site = f"{parts.scheme}://{parts.netloc.lower()}"
    found = []
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    for name, value in pairs:
        if name.lower() in _PARAMETERS and value.isascii() and value.isdigit() and len(value) <= 2:
            rest = [pair for pair in pairs if pair[0] != name]
            found.append(_numbered(site + parts.path, rest, int(value)))
    for pattern in (_LAST_PART, _IN_NAME, _NAMED):
        if match := pattern.fullmatch(parts.path):
            end = match.groupdict().get("end") or ""
            found.append(_numbered(site + match["stem"] + end, pairs, int(match["number"])))
    return list(dict.fromkeys(found))


def _numbered(address: str, pairs: list[tuple[str, str]], number: int) -> Numbered:
    query = "&".join(sorted(f"{name}={value}" for name, value in pairs))
    return Numbered(stem=f"{address.rstrip('/')}?{query}".rstrip("?"), number=number)


def _stems(url: str, number: int) -> set[str]:
    """What the address is without its number, when it is page *number*; a first page may go without one."""
    stems = {one.stem for one in read_numbered(url) if one.number == number}
    if number == 1:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        stems.add(_numbered(f"{parts.scheme}://{parts.netloc.lower()}{parts.path}", pairs, 1).stem)
    return stems


def may_continue(content: bytes, url: str) -> bool:
    """Whether some link of a page could be its second page: a look at the bytes, before anything is parsed."""
    stems = _stems(url, 1)
    for match in _HREF.finditer(content.lower()):
        href = content[match.start(1) : match.end(1)].decode("utf-8", "replace").replace("&amp;", "&")
        address = _absolute(href, url)
        if address and any(one.number == 2 and one.stem in stems for one in read_numbered(address)):
            return True
    return False


def find_next_page(page: Page, number: int = 1) -> str | None:
    """The address of page *number* + 1 of the article of which *page* is page *number*.

    Where the first page offers the whole article on one page, it is that page's. None when the article does not go on.
    """
    stems = _stems(page.url, number)
    whole: str | None = None
    following: str | None = None
    for link, address in _links(page):
        if following is None and any(
            one.number == number + 1 and one.stem in stems for one in read_numbered(address)
        ):
            following = address if _is_pager(link, number + 1) else None
        elif whole is None and number == 1 and _is_whole(link, address, page.url):
            whole = address
    return (whole or following) if following else None


def is_whole(url: str) -> bool:
    """Whether an address is that of a whole article on one page.

    >>> is_whole("https://courier.example/bridge?page=all")
    True
    """
    return _WHOLE.search(url) is not None


def _links(page: Page) -> Iterator[tuple[HtmlElement, str]]:
    for link in page.tree.iter("link", "a"):
        href = (link.get("href") or "").strip()
        if not href or href.startswith("#") or _is_of_comments(link):
            continue
        address = _absolute(href, page.base_url)
        if address:
            yield link, address


def _absolute(href: str, base: str) -> str | None:
    try:
        return parse_url(href, base).partition("#")[0]
    except BadUrl:
        return None


def _is_of_comments(link: HtmlElement) -> bool:
    if "comment" in (link.get("href") or "").lower():
        return True
    return any(
        "comment" in f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        for element in link.iterancestors("div", "section", "nav", "ul", "ol")
        if element.tag not in ("body", "html")
    )


def _is_pager(link: HtmlElement, number: int) -> bool:
    """Whether a link says that it is a pager's: by its rel, its number, its arrow or its word."""
    if "next" in (link.get("rel") or "").lower().split():
        return True
    if link.tag == "link":
        return False
    text = " ".join("".join(link.itertext()).split())
    if not text:
        text = link.get("aria-label") or link.get("title") or ""
    if _NEXT_WORDS.fullmatch(text):
        return True
    digits = re.findall(r"\d+", text)
    return len(text) <= 20 and digits[:1] == [str(number)]


def _is_whole(link: HtmlElement, address: str, url: str) -> bool:
    if link.tag != "a" or not is_whole(address):
        return False
    stem, own = urlsplit(address), urlsplit(url)
    same = stem.netloc.lower() == own.netloc.lower()
    name = own.path.rstrip("/").rsplit(".", 1)[0]
    return same and bool(name) and stem.path.startswith(name) and _says_whole(link)


def _says_whole(link: HtmlElement) -> bool:
    text = " ".join("".join(link.itertext()).split()) or link.get("title") or link.get("aria-label") or ""
    return len(text) <= 60 and _WHOLE_WORDS.search(text) is not None
