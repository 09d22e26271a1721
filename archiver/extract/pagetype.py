"""Is the page an article; if not, what it is instead; how sure that is, and by what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from archiver.article import Candidate, Reading
from archiver.errors import NotAnArticle
from archiver.extract.pagelook import FEW_WORDS, LOOKED_AT, MIN_WORDS, Look, width
from archiver.extract.pagewords import (
    AGREEMENT,
    BROWSER,
    CONSENT,
    ERROR,
    LISTS,
    LOGIN,
    MAINTENANCE,
    MISSING,
    PARKED,
    REGION,
    ROBOT_CHECK,
    SCRIPTS,
    SEARCH_QUERY,
    SERVICE,
)
from archiver.extract.paywall import body_claims
from archiver.extract.withdrawal import find_withdrawal
from archiver.text import count_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from archiver.extract.body import Body
    from archiver.extract.fields import Fields
    from archiver.extract.page import Page
    from archiver.link import Link

# The numbers below were set on the pages of tests/quality/page_types.toml and checked on 1,539 news pages (15 refused:
# front pages, products, pages without their text), 279 pages of the demo newspaper and 240 sections of invented sites.
#: Words from which a text may be an article that names neither day nor author.
_MIN_UNSIGNED_WORDS = 80
#: Words below which a page with a player or many pictures is a caption to them.
_CAPTION_WORDS = 45
#: Words beside a wall's own under which nothing of the article is shown.
_WALLED_WORDS = 12
#: Teasers, and their share of the text, from which it is nothing else.
_MIN_TEASERS = 2
_TEASER_SHARE = 0.6
#: Linked headlines from which a page with next to no text is a list of them.
_MIN_HEADLINES = 5
#: Share of the page's characters inside links from which it may be a list of other pages.
_INDEX_LINKS = 0.5
#: Pictures from which a page with next to no text shows pictures.
_MIN_PICTURES = 3
#: Rows from which a page without sentences is a table or a programme.
_MIN_ROWS = 4
#: Letters of a line that is no sentence.
_ROW_LETTERS = 70
#: Letters of running text from which a page is an article whatever type it declares, and from which a front page is.
_RUNNING, _FRONT_RUNNING = 600, 1500

#: Longer words of a headline from which its address can be told to be made of it.
_TITLE_WORDS = 4
_SLUG_WORD = re.compile(r"\w{3,}")

#: What systems call every page they make.
_WEAK_TYPES = frozenset({"", "article", "website", "webpage"})
_SERVICE_TYPES = frozenset({"aboutpage", "contactpage", "checkoutpage", "faqpage"})
#: Types of pages that list others, and what they are called here.
_LIST_TYPES = {
    "collectionpage": "index page",
    "itemlist": "index page",
    "searchresultspage": "search page",
    "profilepage": "author page",
    "profile": "author page",
}
_PLAYERS = {"video only": ("video", "iframe", "object", "embed"), "audio only": ("audio",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageType:
    """What a page is."""

    kind: str  #: "article", or what it is instead: "index page", "soft 404", "gallery", …
    confidence: float  #: 0–1; how often such a conclusion is right
    evidence: str | None = None  #: what it was concluded from

    @property
    def reading(self) -> Reading:
        """The conclusion as it is kept with the article."""
        raw = self.evidence or ""
        return Reading(
            field="page_type",
            winner=Candidate(
                value=self.kind, source="page", rule="page type", raw=raw, confidence=self.confidence
            ),
        )


def check_article(page: Page, fields: Fields, body: Body, link: Link | None = None) -> PageType:
    """Let pass what is an article, and say how sure that is.

    Raises:
        NotAnArticle: with what the page is instead as reason, the evidence and the confidence.
    """
    found = find_page_type(page, fields, body, link)
    if found.kind != "article":
        raise NotAnArticle(found.kind, found.evidence, found.confidence)
    return found


def find_page_type(page: Page, fields: Fields, body: Body, link: Link | None = None) -> PageType:
    """What the page is.

    "robot check", "withdrawn" (a notice that the newspaper took the article back), "soft 404" (a page not found that was sent with status 200), "maintenance page", "region block",
    "unsupported browser", "parked domain", "error page", "needs scripts" (an empty shell), "consent page", "login page", "paywall" (nothing of the article is shown), "service page" (about the newspaper itself), "product page",
    "index page" (front page, section, archive), "tag page", "author page", "search page", "gallery", "video only",
    "audio only", "listing" (scores, prices, programmes: rows without sentences), "too short", "no text", or "article".
    Live pages, print pages and texts written to a pattern (match reports, weather reports, horoscopes) are articles.

    A page that declares itself an article is believed unless it has no text. A short page that neither declares
    itself, nor names a day or an author, nor is listed by a feed or a news sitemap (*link*) is none.
    """
    look = Look(page, fields, body, link)
    for rule in _RULES:
        found = rule(look)
        if found is not None:
            return found
    return _as_article(look)


def _is_robot_check(look: Look) -> PageType | None:
    if not look.few:
        return None
    if look.vouched and look.words >= MIN_WORDS:
        return None
    titled = look.words < _FEW_BESIDE or _share_said(look, ROBOT_CHECK) > _SAID_SIGNED
    said = ROBOT_CHECK.search(look.titles) if titled else None
    said = said or (ROBOT_CHECK.search(look.shown[:600]) if look.words < _FEW_BESIDE else None)
    said = said or (_CHALLENGE.search(look.page.html) if look.words < MIN_WORDS and not look.told else None)
    return PageType(kind="robot check", confidence=0.97, evidence=f"“{said[0]}”") if said else None


#: Marks of the programs that ask whether a reader is a robot; not those they leave on every page.
_CHALLENGE = re.compile(
    r"cf[-_]chl|challenge-form|px-captcha|captcha-delivery\.com|_Incapsula_Resource|awsWafCookie|challenge\.js\?|ddos-guard|sucuri_cloudproxy|sgcaptcha|toNumbers\(",
)


def _is_withdrawn(look: Look) -> PageType | None:
    """A notice in the place of an article that the newspaper has taken it back."""
    if look.words >= _FEW_BESIDE * 2:
        return None
    said = find_withdrawal(look.body.text) or (
        find_withdrawal(look.shown) if look.words < MIN_WORDS else None
    )
    return PageType(kind="withdrawn", confidence=0.93, evidence=f"“{said}”") if said else None


def _is_missing(look: Look) -> PageType | None:
    """A page that could not be shown; errors come as pages with status 200 more often than not."""
    if not look.few or look.told:
        return None
    for kind, pattern in _STAND_INS:
        said = pattern.search(look.titles)
        if said and _is_said_alone(look, pattern):
            return PageType(kind=kind, confidence=0.96, evidence=f"title “{said[0]}”")
        said = pattern.search(_beginning(look)) if look.words < MIN_WORDS * 2 and not look.vouched else None
        if said:
            return PageType(kind=kind, confidence=0.85, evidence=f"text “{said[0]}”")
    return None


def _beginning(look: Look) -> str:
    """The first words of the text; of a page that shows little else, all it shows."""
    bare = look.words < MIN_WORDS and look.headlines < _MIN_HEADLINES and len(look.shown) < _BARE_CHARS
    return look.shown[:_BARE_CHARS] if bare else look.body.text[:200]


#: Characters of a page that shows nothing beside its excuse, menu and footer.
_BARE_CHARS = 600
#: What stands in the place of an article, and the words it is known by.
_STAND_INS = (
    ("soft 404", MISSING),
    ("maintenance page", MAINTENANCE),
    ("region block", REGION),
    ("unsupported browser", BROWSER),
    ("parked domain", PARKED),
    ("error page", ERROR),
)


def _is_said_alone(look: Look, pattern: re.Pattern[str]) -> bool:
    """Whether a title says little else, or the text says it again; news of the same words says what it is about."""
    if look.words < _FEW_BESIDE and not look.signed:
        return True
    if look.words >= _FEW_BESIDE and (look.vouched or not pattern.search(look.body.text[:300])):
        return False
    return _share_said(look, pattern) > (_SAID_SIGNED if look.vouched else _SAID)


def _share_said(look: Look, pattern: re.Pattern[str]) -> float:
    """The share of a title, between its dashes and bars, that is made of the words of *pattern*."""
    parts = [part.strip() for title in look.titles.splitlines() for part in _TITLE_PART.split(title)]
    return max(
        (sum(len(said[0]) for said in pattern.finditer(part)) / len(part) for part in parts if part),
        default=0.0,
    )


#: Share of a title, between its dashes and bars, that an excuse makes up; of one on a page that has a date or an author.
_SAID, _SAID_SIGNED = 0.5, 0.75
#: Words beside which a page may still say no more than that it cannot be shown.
_FEW_BESIDE = 60
_TITLE_PART = re.compile(r"\s[|–—-]\s|[|»]")


def _is_service(look: Look) -> PageType | None:
    """About, contact, terms: a page about the newspaper, by its own word or that of its address."""
    if look.signed:
        return None
    if look.declared in _SERVICE_TYPES:
        return PageType(kind="service page", confidence=0.95, evidence=look.declared)
    # content management systems call every page an "article"
    if look.declared in _WEAK_TYPES and 0 < len(look.folders) <= 2 and SERVICE.fullmatch(look.folders[-1]):
        return PageType(kind="service page", confidence=0.93, evidence=look.address.path)
    return None


def _is_consent(look: Look) -> PageType | None:
    if look.words >= FEW_WORDS or look.told or (look.vouched and look.words >= MIN_WORDS):
        return None
    text = look.body.text
    if look.words < MIN_WORDS and len(look.shown) < LOOKED_AT and look.headlines < _MIN_HEADLINES:
        text = look.shown
    asked = len(CONSENT.findall(text))
    titled = CONSENT.search(look.titles) is not None
    if asked + titled >= 3 and (AGREEMENT.search(text) or titled):
        return PageType(
            kind="consent page", confidence=0.92, evidence=f"{asked} mentions of cookies or consent"
        )
    if titled and look.words < 60:
        return PageType(kind="consent page", confidence=0.9, evidence=look.title[:80])
    return None


def _is_login(look: Look) -> PageType | None:
    if look.words >= 60 or look.told or not (_has_password(look.page) or _asks_name(look)):
        return None
    # many pages have a box for signing in beside something else
    start = look.shown[:600] if len(look.shown) < LOOKED_AT / 2 else look.body.text[:300]
    said = LOGIN.search(f"{look.titles} {start}")
    return PageType(kind="login page", confidence=0.95, evidence=f"“{said[0]}”, a form") if said else None


def _has_password(page: Page) -> bool:
    return any((field.get("type") or "").lower() == "password" for field in page.tree.iter("input"))


def _asks_name(look: Look) -> bool:
    """A page called by its login that asks for a name first, or sends its readers to log in elsewhere."""
    if look.vouched or not LOGIN.search(look.titles):
        return False
    return look.has("form") or look.has("button") or look.words < MIN_WORDS


def _needs_scripts(look: Look) -> PageType | None:
    """The empty shell of a page whose text only a program in the browser would bring."""
    if look.words >= MIN_WORDS or look.vouched or look.told or not look.has("script"):
        return None
    silent = " ".join("".join(part.itertext()) for part in look.page.tree.iter("noscript"))[:LOOKED_AT]
    said = SCRIPTS.search(f"{silent} {look.shown}") if look.headlines < _MIN_HEADLINES else None
    if said:
        return PageType(kind="needs scripts", confidence=0.9, evidence=f"“{said[0]}”")
    empty = not look.words and any(
        element.get("id") in _ROOTS and not "".join(element.itertext()).strip()
        for element in look.page.tree.iter("div", "main")
    )
    return PageType(kind="needs scripts", confidence=0.85, evidence="an empty root") if empty else None


#: What programs call the element they put the page into.
_ROOTS = frozenset(
    {"root", "app", "__next", "__nuxt", "___gatsby", "svelte", "q-app", "app-root", "react-root", "main-app"}
)


def _is_walled(look: Look) -> PageType | None:
    """A wall in front of an article of which not even the beginning is shown."""
    if not look.few:
        return None
    own = sum(count_words(block.text) for block in look.body.blocks if not body_claims((block,)))
    if own >= _WALLED_WORDS:
        return None
    said = own < look.words or bool(_WALL_WORDS.search(look.shown))
    if look.paywalled or said:
        return PageType(kind="paywall", confidence=0.9, evidence=f"{own} words beside the wall's own")
    return None


#: A wall whose words stand outside the text.
_WALL_WORDS = re.compile(
    r"subscribers? only|for subscribers|already a subscriber|nur für abonnenten|réservé aux abonnés|para suscriptores",
    re.I,
)


def _is_declared(look: Look) -> PageType | None:
    """By its own word: a product, a list, a profile, a film."""
    if look.declared.startswith("product") and not look.listed:
        return PageType(kind="product page", confidence=0.95, evidence=f"type {look.declared}")
    kind = _LIST_TYPES.get(look.declared)
    if kind and (look.running < _FRONT_RUNNING or look.linked * 2 > len(look.body.blocks)):
        return PageType(kind=_list_kind(look, kind), confidence=0.94, evidence=f"type {look.declared}")
    return None


def _is_played(look: Look) -> PageType | None:
    """A player with a line under it."""
    if look.words >= _CAPTION_WORDS or (look.believed and look.words >= MIN_WORDS):
        return None
    for kind, tags in _PLAYERS.items():
        named = look.declared.startswith(kind[:5]) or (
            kind == "audio only" and look.declared.startswith("music")
        )
        if named and look.running < _RUNNING and (look.has(*tags) or not look.words):
            return PageType(kind=kind, confidence=0.94, evidence=f"type {look.declared}, {look.words} words")
        if look.has(tags[0]):
            return PageType(kind=kind, confidence=0.85, evidence=f"a player, {look.words} words")
    return None


def _is_list(look: Look) -> PageType | None:
    """A list of other pages: a home page, a section, a tag, a search result."""
    body = look.body
    strong = look.believed and look.declared not in _WEAK_TYPES
    if look.listed or strong:
        return None
    teasing = body.teasers >= _MIN_TEASERS and body.teaser_share > _TEASER_SHARE
    doubted = not look.believed or (body.teasers >= _MIN_HEADLINES and (not look.signed or look.collection))
    if teasing and doubted:
        return PageType(
            kind=_list_kind(look), confidence=0.94, evidence=f"{body.teasers} teasers of other pages"
        )
    if look.home and _is_front(look):
        return PageType(kind="index page", confidence=0.96, evidence="address of the front page")
    if look.believed:
        return None
    if _is_linked(look):
        return PageType(
            kind=_list_kind(look), confidence=0.88, evidence=f"{body.link_share:.0%} of its text is links"
        )
    return _is_list_by_address(look)


def _is_front(look: Look) -> bool:
    """Hardly any text of its own, or as much of others' pages."""
    body = look.body
    others = look.linked * 2 > len(body.blocks) or body.teasers >= _MIN_TEASERS
    return look.running < _FRONT_RUNNING or others or body.link_share > _INDEX_LINKS


def _is_linked(look: Look) -> bool:
    body = look.body
    if look.signed and not look.words:
        return False
    if look.running and _is_named_after(look.address.path, look.title):
        return False
    share = len(body.text) / body.page_chars if body.page_chars else 0.0
    return (
        look.running < 400
        and body.link_share > _INDEX_LINKS
        and share < 0.3
        and (look.linked * 2 > len(body.blocks) or look.words < _MIN_UNSIGNED_WORDS)
    )


def _is_list_by_address(look: Look) -> PageType | None:
    """/tag/bridges, /author/sara-amin, /?s=bridge: headlines as links, and no text of its own."""
    kind = _list_kind(look)
    if kind == "index page" or look.running >= _RUNNING or look.headlines < _MIN_TEASERS:
        return None
    return PageType(kind=kind, confidence=0.9, evidence=f"address {look.address.path[:80]}")


def _list_kind(look: Look, kind: str = "index page") -> str:
    """What a list of pages lists, by its address."""
    if kind != "index page":
        return kind
    if SEARCH_QUERY.search(look.address.query):
        return "search page"
    named = look.folders[-2:-1] or look.folders
    for name, pattern in LISTS.items():
        # a search has no folder of its own: /search/?page=2
        where = look.folders[-1:] if name == "search page" else look.folders[-2:-1]
        if any(pattern.fullmatch(part) for part in {*where, *(named if name == "search page" else [])}):
            return name
    return kind


def _is_gallery(look: Look) -> PageType | None:
    """Pictures, and no more than a caption."""
    pictures = look.count("img")
    if look.words >= (_WALLED_WORDS if look.signed else MIN_WORDS) or look.headlines >= _MIN_HEADLINES:
        return None
    if pictures >= _MIN_PICTURES or look.declared in ("imagegallery", "imageobject"):
        return PageType(kind="gallery", confidence=0.85, evidence=f"{pictures} pictures, {look.words} words")
    if look.words < _WALLED_WORDS and any(
        _is_picture(anchor.get("href") or "") for anchor in look.page.tree.iter("a")
    ):
        return PageType(kind="gallery", confidence=0.85, evidence="one picture, with a link to its file")
    return None


def _is_picture(address: str) -> bool:
    return address.lower().rpartition(".")[2] in ("jpg", "jpeg", "png", "webp", "gif")


def _is_listing(look: Look) -> PageType | None:
    """Scores, prices, programmes: rows without a sentence."""
    if look.told or look.signed or look.running or not look.few or look.headlines >= _MIN_HEADLINES:
        return None
    lines = [line for block in look.body.blocks for line in block.text.split("\n")]
    rows = max(len(lines), look.count("tr") if look.has("table") else 0, look.count("li") - look.headlines)
    if rows >= _MIN_ROWS and all(width(line) < _ROW_LETTERS for line in lines):
        return PageType(kind="listing", confidence=0.8, evidence=f"{rows} rows, {look.words} words")
    return None


def _is_short(look: Look) -> PageType | None:
    """Too little to be an article, and what it may be instead."""
    few = look.words < (MIN_WORDS if look.signed else _MIN_UNSIGNED_WORDS)
    if look.words and (look.believed or not few):
        return None
    if not look.believed and not look.listed and look.headlines >= _MIN_HEADLINES:
        return PageType(
            kind=_list_kind(look),
            confidence=0.8,
            evidence=f"{look.headlines} linked headlines, {look.words} words",
        )
    if not look.words:
        return PageType(kind="no text", confidence=0.9)
    unsigned = "" if look.signed else ", neither date nor author"
    return PageType(kind="too short", confidence=0.7, evidence=f"{look.words} words{unsigned}")


def _as_article(look: Look) -> PageType:
    """What is left is an article; the more of its signs it has, the surer."""
    if look.words < MIN_WORDS:
        return PageType(kind="article", confidence=0.8, evidence=f"declared or listed, {look.words} words")
    if look.believed:
        return PageType(kind="article", confidence=0.99, evidence=f"type {look.declared}, {look.words} words")
    if look.signed:
        return PageType(kind="article", confidence=0.97, evidence=f"dated or signed, {look.words} words")
    return PageType(kind="article", confidence=0.9, evidence=f"{look.words} words, neither date nor author")


def _is_named_after(path: str, title: str) -> bool:
    """The address spells the headline out, as those of articles do."""
    slug = set(_SLUG_WORD.findall(unquote(path).casefold()))
    words = set(_SLUG_WORD.findall(title.casefold()))
    return len(words) >= _TITLE_WORDS and len(words & slug) * 4 >= len(words) * 3


#: In this order: a wall looks like a short text, a list like a text of links.
_RULES: tuple[Callable[[Look], PageType | None], ...] = (
    _is_robot_check,
    _is_withdrawn,
    _is_missing,
    _is_service,
    _is_login,
    _is_declared,
    _is_list,
    _is_walled,
    _is_consent,
    _is_played,
    _is_gallery,
    _is_listing,
    _needs_scripts,
    _is_short,
)
