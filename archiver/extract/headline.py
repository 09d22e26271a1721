"""The headline: the <h1> that the page's own metadata names, else the metadata without the newspaper's name."""

from __future__ import annotations

import itertools
import re
import unicodedata
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archiver.extract import rules
from archiver.extract.claims import Claim, settle
from archiver.extract.evidence import fold
from archiver.extract.papers import PARTS, newspaper_names, without_names
from archiver.extract.scan import flat_text, stands_aside
from archiver.extract.surroundings import find_printed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from archiver.article import Reading
    from archiver.extract.evidence import Evidence

#: Characters of the longest headline believed; more is a paragraph in an <h1>.
MAX_CHARACTERS = 400
#: What may part a headline from what follows it, other than a colon: "Rain - Politics ㅣ The Daily Example".
_TAIL = re.compile(r"\s*[-–—|｜ㅣ_»]")
_NAMES = {
    "og:title": 0.8,
    "twitter:title": 0.72,
    "parsely-title": 0.78,
    "sailthru.title": 0.74,
    "dc.title": 0.7,
    "dcterms.title": 0.7,
    "title": 0.62,
    "headline": 0.7,
    "hdl": 0.7,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """What was read of the headline."""

    title: str | None
    alternative_title: str | None
    element: HtmlElement | None  #: where the headline stands on the page
    readings: tuple[Reading, ...]


def read_headline(evidence: Evidence) -> Headline:
    """The headline, a second one if the page gives it, and where it stands."""
    names = newspaper_names(evidence)
    claims = _claims_of_metadata(evidence, names)
    # "Kicker: headline" is one headline to the paper; "Kicker - headline" only what its software joins
    whole = {fold(claim.value) for claim in claims if claim.source != "microdata" and ":" in claim.value}
    headings = _headings(evidence, whole)
    claims += _claims_of_headings(headings, claims, names)
    if evidence.link is not None and evidence.link.title:
        claims.append(_claim(evidence.link.title, names, evidence.link.via.value, "title of the link", 0.55))
    claims = [_shortened(claim, claims) for claim in claims if claim.value]
    claims = [_as_printed(claim, evidence) for claim in claims]
    if evidence.ruled is not None:
        claims += [
            _claim(found.text, names, rules.SOURCE, found.selector, rules.CONFIDENCE)
            for found in evidence.ruled.titles
        ]
    claims += _claims_of_slug(evidence, claims, names)
    title = settle("title", claims)
    other = settle("alternative_title", _others(title.value, claims))
    element = next(
        (heading for heading, text in headings if title.value and fold(text) == fold(title.value)), None
    )
    if element is None:
        element = next(
            (heading for heading, text in headings if title.value and fold(title.value) in fold(text)), None
        )
    if element is None and title.value:
        element = find_printed(evidence.page.tree, title.value)
    return Headline(
        title=title.value,
        alternative_title=other.value,
        element=element,
        readings=tuple(found for found in (title.reading, other.reading) if found),
    )


def _claim(raw: str, names: frozenset[str], source: str, rule: str, confidence: float) -> Claim[str]:
    raw = " ".join(raw.replace("\u00ad", "").split())
    return Claim(value=without_names(raw, names), source=source, rule=rule, raw=raw, confidence=confidence)


def _claims_of_metadata(evidence: Evidence, names: frozenset[str]) -> list[Claim[str]]:
    claims = []
    for article in evidence.articles:
        kind = article.types[0] if article.types else "article"
        for name, confidence in (("headline", 0.82), ("name", 0.6), ("alternativeHeadline", 0.4)):
            if (text := article.text(name)) and len(text) <= MAX_CHARACTERS:
                claims.append(_claim(text, names, article.source, f"{kind}.{name}", confidence))
    claims.extend(
        _claim(value.content, names, value.source, value.rule, _NAMES[value.name])
        for value in evidence.meta.all(*_NAMES)
        if len(value.content) <= MAX_CHARACTERS
    )
    if evidence.meta.title:
        claims.append(_claim(evidence.meta.title[:MAX_CHARACTERS], names, "meta", "title", 0.65))
    return claims


# --- headings

#: Headings that are looked at; each is compared with each. 1,539 news pages have up to 115.
_MOST_HEADINGS = 200


def _headings(evidence: Evidence, titles: set[str]) -> list[tuple[HtmlElement, str]]:
    """Headings with text in page order, those that are the newspaper's logo left out; *titles* are the metadata's."""
    marked = [element for element in evidence.scan.props if element.get("itemprop") == "headline"]
    found = []
    for element in (*evidence.scan.headings[:_MOST_HEADINGS], *marked[:_MOST_HEADINGS]):
        text = flat_text(element, MAX_CHARACTERS + 1).replace("\u00ad", "")
        if fold(text) not in titles:
            text = _without_marked_kicker(element, text).replace("\u00ad", "")
        if text and len(text) <= MAX_CHARACTERS and not _is_logo(element):
            found.append((element, text))
    return found


_KICKER = re.compile(
    r"kicker|overline|dachzeile|top-?line|super-?title|eyebrow|title-?header|sub-?heading|pre-?title|spitzmarke|roofline|rubric|ober(?:titel|zeile)"
    r"|antetitulo|surtitre|occhiello|chapeau|(?<![a-z])label(?![a-z])",
    re.I,
)
_UNSEEN = re.compile(
    r"visually-?hidden|sr-only|offscreen|off-screen|screen-reader|hidden-?dash|(?<![a-z])aural(?![a-z])", re.I
)


def _without_marked_kicker(element: HtmlElement, text: str) -> str:
    """The words of a heading without the short line its markup names a kicker, and what only screen readers hear."""
    kickers = [
        child
        for child in element.iterdescendants("span", "small", "div", "strong", "em", "a", "p", "time")
        if _KICKER.search(child.get("class") or "")
    ]
    if not kickers or not text:
        return text
    copied = deepcopy(element)
    for child in list(copied.iterdescendants()):
        words = child.get("class") or "" if isinstance(child.tag, str) else ""
        if (_KICKER.search(words) or _UNSEEN.search(words)) and child.getparent() is not None:
            child.drop_tree()
    rest = flat_text(copied, MAX_CHARACTERS + 1).strip(" :-–—|")
    return rest if len(rest.split()) > max(1, (len(text.split()) - len(rest.split())) // 2) else text


def _is_trail(element: HtmlElement) -> bool:
    """A heading in the page's breadcrumbs, or one put there for search engines beside the printed headline."""
    for node in (element, *itertools.islice(element.iterancestors(), 5)):
        marks = " ".join(
            value
            for name, value in node.items()
            if name in ("class", "id", "itemtype", "aria-label", "typeof")
        )
        names = " ".join(node.keys())
        if _TRAIL.search(f"{marks} {names}"):
            return node.tag not in ("body", "main", "article", "html")
    return False


_TRAIL = re.compile(r"breadcrumb|(?<![a-z])seo-?_?title", re.I)


def _is_logo(element: HtmlElement) -> bool:
    """A heading that links to the home page, or is named a logo."""
    if _LOGO.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return True
    link = element if element.tag == "a" else element.find(".//a")
    if link is None and (parent := element.getparent()) is not None and parent.tag == "a":
        link = parent
    href = (link.get("href") or "-").strip() if link is not None else "-"
    if link is not None and "home" in (link.get("rel") or "").split():
        return True
    return _HOME.fullmatch(_ARCHIVED.sub("", href)) is not None


_LOGO = re.compile(
    r"(?<![a-z])(?:logo|site-?_?(?:title|name|header|branding)|branding|navbar-brand|masthead)(?![a-z])", re.I
)
#: What web archives put before an address.
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/\d+\w*/", re.I)
_HOME = re.compile(r"(?:https?:)?(?://[^/]+)?/?(?:index\.\w+)?")


def _claims_of_headings(
    headings: list[tuple[HtmlElement, str]], claims: list[Claim[str]], names: frozenset[str]
) -> list[Claim[str]]:
    found = []
    alone = len({fold(text) for element, text in headings if element.tag == "h1"}) == 1
    # a lone <h1> for search engines: the printed headline is the <h2> that og:title names
    unseen = alone and any(element.tag == "h1" and _is_trail(element) for element, _ in headings)
    social = {fold(claim.value) for claim in claims if claim.rule == "meta[og:title]"}
    for element, text in headings:
        if fold(text) in names:
            continue
        value = _without_kicker(text, claims)
        confidence = _heading_confidence(element, fold(value), claims, alone)
        if unseen and element.tag == "h2" and fold(value) in social:
            confidence = 0.84
        if confidence:
            found.append(
                Claim(value=value, source="text", rule=str(element.tag), raw=text, confidence=confidence)
            )
    return found


def _claims_of_slug(evidence: Evidence, claims: list[Claim[str]], names: frozenset[str]) -> list[Claim[str]]:
    """A heading in the words of the address, where all else is the newspaper's name: /der-neue-trend is its headline."""
    if any(fold(claim.value) not in names and claim.confidence >= 0.5 for claim in claims):
        return []
    last = urlsplit(evidence.page.url).path.rstrip("/").rpartition("/")[2]
    slug = set(re.findall(r"[a-z]{3,}|\d{2,}", _plain(last)))
    found = []
    for element, text in _headings(evidence, set()):
        words = set(re.findall(r"[a-z]{3,}|\d{2,}", _plain(text)))
        shared = len(words & slug)
        if shared >= 3 and shared >= 0.6 * max(len(words), len(slug)):
            found.append(
                Claim(
                    value=text,
                    source="text",
                    rule=f"{element.tag}, words of the address",
                    raw=text,
                    confidence=0.82,
                )
            )
    return found


def _plain(text: str) -> str:
    """Lower case, with umlauts as addresses write them, without other marks."""
    text = text.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


def _without_kicker(text: str, claims: list[Claim[str]]) -> str:
    """The heading without the short line above the headline that stands in the same <h1>: "Culture : What they read"."""
    words = fold(text)
    titles = {fold(claim.value): claim.value for claim in claims}
    if words in titles:
        return text
    for title, value in titles.items():
        if len(title.split()) < 3 or value.endswith(("…", "...")):
            continue
        # at a word's end: a title cut off in a word is no headline with a kicker behind it
        rest = (
            words.removesuffix(f" {title}")
            if words.endswith(f" {title}")
            else words.removeprefix(f"{title} ")
        )
        if rest != words and len(rest.split()) <= 4:
            return value
    return text


def _heading_confidence(element: HtmlElement, words: str, claims: list[Claim[str]], alone: bool) -> float:
    likeness = max((_likeness(words, fold(claim.value)) for claim in claims), default=0.0)
    if any(words in _segments(claim.raw) or _is_last_segment(words, claim.raw) for claim in claims):
        likeness = max(likeness, 0.95)
    if _is_trail(element):
        return 0.3
    if element.tag != "h1":
        return 0.79 if likeness > 0.92 else 0.0
    aside = stands_aside(element)
    if likeness > 0.5:
        # 0.9 to 0.97: above all metadata, the likest heading first
        return 0.88 + 0.09 * likeness - (0.05 if aside else 0.0)
    if aside or not alone:
        return 0.81 if likeness > 0.2 else 0.3
    # swept on 1,101 pages of 4 sets: a lone <h1> is the printed headline even when metadata says it in other words
    return 0.85 if likeness >= 0.2 else 0.68


def _segments(title: str) -> set[str]:
    """The parts of a <title> between its separators, folded, but for the last: that is the newspaper's name."""
    parts = [fold(part) for part in PARTS.split(title)]
    return set(parts[:-1])


def _is_last_segment(words: str, title: str) -> bool:
    """Papers that print their name first: "The Daily Example | Rain falls in Erbil again"."""
    parts = PARTS.split(title)
    return len(parts) > 1 and len(words.split()) >= 4 and fold(parts[-1]) == words


def _likeness(a: str, b: str) -> float:
    """Share of the words of two folded headlines that they have in common, 1 when one holds the other whole."""
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    mine, theirs = set(a.split()), set(b.split())
    common = len(mine & theirs)
    if min(len(mine), len(theirs)) >= 3 and (a in b or b in a):
        return 0.9
    return common / max(len(mine), len(theirs))


def _others(title: str | None, claims: list[Claim[str]]) -> list[Claim[str]]:
    """Claims on a second headline: other words than the first, and not merely a part of it."""
    if not title:
        return []
    words = fold(title)
    others = []
    for claim in claims:
        other = fold(claim.value)
        if claim.source == "text" or claim.rule == "title" or other in words or words in other:
            continue
        others.append(claim)
    return others


def _shortened(claim: Claim[str], claims: list[Claim[str]]) -> Claim[str]:
    """A claim without what another claim leaves away behind a dash or bar: section and newspaper."""
    for other in claims:
        if other.rule == "title" or len(other.value.split()) < 3:
            continue
        tail = claim.value[len(other.value) :]
        # a heading keeps its dashes; behind a bar stand section and newspaper, when another heading leaves them away
        if claim.source == "text" and not (other.source == "text" and tail.startswith(" | ")):
            continue
        if claim.value.startswith(other.value) and _TAIL.match(tail):
            return replace(claim, value=other.value)
    return claim


def _as_printed(claim: Claim[str], evidence: Evidence) -> Claim[str]:
    """A <title> without the section or paper behind its headline, when the page prints the headline alone."""
    if claim.rule != "title":
        return claim
    for part in (*PARTS.finditer(claim.value), *_TIGHT.finditer(claim.value)):
        start = claim.value[: part.start()].strip()
        if (len(start.split()) > 1 or len(start) > 7) and find_printed(evidence.page.tree, start) is not None:
            return replace(claim, value=start)
    return claim


#: Between a headline and a paper in scripts that set no space.
_TIGHT = re.compile(
    r"(?<=[\u3000-\u9fff\uac00-\ud7af\uff00-\uff5e])[-_—–]+(?=[\u3040-\u9fff\uac00-\ud7af\w]{2,12}$)"
)
