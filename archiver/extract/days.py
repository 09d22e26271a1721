"""When the article was published and last changed, from everything a page prints or embeds."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from archiver.dates import Moment, Precision, read_moment, read_url_date
from archiver.extract.claims import Claim, settle
from archiver.extract.instants import believable_changes, honest_claims
from archiver.extract.scan import flat_text, holds_others, stands_aside
from archiver.link import Via

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lxml.html import HtmlElement

    from archiver.article import Reading
    from archiver.extract.evidence import Evidence
    from archiver.extract.surroundings import Line

_PUBLISHED_META = {
    "article:published_time": 0.92, "og:article:published_time": 0.9, "article:published": 0.9, "og:published_time": 0.88,
    "datepublished": 0.88, "parsely-pub-date": 0.9, "cxenseparse:recs:publishtime": 0.86, "publish-date": 0.86,
    "publishdate": 0.86, "publish_date": 0.86, "published": 0.84, "pubdate": 0.86, "published-date": 0.86, "publication_date": 0.86,
    "publisheddate": 0.86, "article.published": 0.86, "article_date_original": 0.86, "originalpublicationdate": 0.86,
    "sailthru.date": 0.84, "ptime": 0.8, "dc.date.issued": 0.85, "dcterms.issued": 0.85, "dc.date.created": 0.8,
    "dcterms.created": 0.8, "dcterms.date": 0.66, "citation_publication_date": 0.8, "citation_date": 0.78, "dc.date": 0.66,
    "datecreated": 0.78, "date": 0.66, "article:date": 0.78, "article:created": 0.76, "created": 0.7, "pub_date": 0.84,
    "last_updated_date": 0.0, "rnews:datepublished": 0.86, "displaydate": 0.78, "release_date": 0.7, "vr:published_time": 0.84,
}  # fmt: skip
_MODIFIED_META = {
    "article:modified_time": 0.9, "og:article:modified_time": 0.88, "article:modified": 0.88, "og:modified_time": 0.84,
    "og:updated_time": 0.82, "article:updated_time": 0.82, "datemodified": 0.86, "dcterms.modified": 0.8, "dc.date.modified": 0.8,
    "lastmod": 0.75, "last-modified": 0.6, "last_updated_date": 0.75, "revision_date": 0.6, "article:updated": 0.8,
    "lastmodified": 0.7, "modified": 0.7, "rnews:datemodified": 0.8,
}  # fmt: skip
_CHANGED = re.compile(
    r"updat|modif|aktualisiert|geändert|mis(?:e)? à jour|actualiza|atualiza|aggiorna|bijgewerkt|gewijzigd|uppdaterad|oppdatert|opdateret"
    r"|päivitetty|zaktualizowan|aktualizov|обновлен|изменен|оновлен|güncelle|تحديث|به ?روز|نوێکراو|עודכן|更新|수정|업데이트|अपडेट|frissítve",
    re.I,
)
_PUBLISHED = re.compile(
    r"\bpublished\b|\bposted\b|\bfirst published\b|veröffentlicht|erschienen|erstellt|publié|publicad|pubblicat|gepubliceerd|geplaatst|publicerad|publisert"
    r"|udgivet|julkaistu|opublikowan|publikován|zveřejněno|опубликован|опубліковано|yayın|giriş tarihi|نُ?شر|تاريخ النشر|انتشار|منتشر|بڵاوکرا|פורסם"
    r"|发布|發布|发表|公開|掲載|投稿日|입력|등록|게시|प्रकाशित|közzétéve|megjelent",
    re.I,
)
#: Ends the rule of a claim whose line says that it is the date of publication.
_SAYS_SO = ", says published"
_OF_LINK = "published of the link"
#: Characters of a line that prints a date, rather than names one in a sentence.
_DATE_LINE = 90
_PATTERN_US = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(?:19|20)?\d\d(?!\d)")
#: Country domains whose English papers print the day first.
_DAY_FIRST_DOMAINS = frozenset(
    {
        "uk",
        "ie",
        "in",
        "au",
        "nz",
        "za",
        "pk",
        "bd",
        "lk",
        "ng",
        "ke",
        "gh",
        "sg",
        "my",
        "ae",
        "iq",
        "eu",
        "mt",
        "hk",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """What was read of the dates."""

    published: Moment | None
    modified: Moment | None
    readings: tuple[Reading, ...]
    printed: tuple[str, ...]  #: lines of the page that print a date


@dataclass(slots=True)
class _Claims:
    published: list[Claim[Moment]]
    modified: list[Claim[Moment]]
    language: str | None
    day_first: bool | None
    now: datetime

    def add(self, raw: str, source: str, rule: str, confidence: float, *, changed: bool = False) -> bool:
        moment = read_moment(raw, language=self.language, day_first=self.day_first, now=self.now)
        if moment is None or not confidence:
            return False
        # what names a month or year alone is rarely the article's own date
        vague = moment.precision in (Precision.MONTH, Precision.YEAR)
        if vague:
            confidence *= 0.4
        claim = Claim(value=moment, source=source, rule=rule, raw=moment.raw, confidence=confidence)
        (self.modified if changed else self.published).append(claim)
        return not vague


def read_days(evidence: Evidence, lines: Iterable[Line], language: str | None) -> Days:
    """When the article was published and last changed; *lines* are those around the headline."""
    claims = _Claims([], [], language, _find_day_first(evidence, lines), evidence.now)
    _claim_things(evidence, claims)
    _claim_meta(evidence, claims)
    _claim_elements(evidence, claims)
    printed = _claim_lines(lines, claims)
    _claim_link(evidence, claims)
    url_date = read_url_date(evidence.page.url, now=evidence.now)
    if url_date is not None:
        confidence = 0.66 if url_date.precision is Precision.DAY else 0.2
        claims.published.append(
            Claim(
                value=url_date, source="url", rule="date in the path", raw=url_date.raw, confidence=confidence
            )
        )
    if not any(claim.confidence >= 0.5 for claim in claims.published):
        _claim_htmldate(evidence, claims)
    published = settle("published", honest_claims(_believe_page(claims.published)), show_moment)
    changes = believable_changes(claims.modified, published.value, evidence.now)
    modified = settle("modified", changes, show_moment)
    return Days(
        published=published.value,
        modified=modified.value,
        readings=tuple(found for found in (published.reading, modified.reading) if found),
        printed=printed,
    )


def _believe_page(claims: list[Claim[Moment]]) -> list[Claim[Moment]]:
    """The claims with the feed's or sitemap's below a date the page prints as that of publication, if days apart.

    Feeds are dated anew when a system moves house; a line "Published on …" beside the headline is meant for readers.
    """
    said = max((claim for claim in claims if claim.rule.endswith(_SAYS_SO)), key=_confidence, default=None)
    if said is None:
        return claims
    return [
        replace(claim, confidence=min(claim.confidence, said.confidence - 0.02))
        if claim.rule == _OF_LINK and abs(claim.value.day - said.value.day) > timedelta(days=1)
        else claim
        for claim in claims
    ]


def _confidence(claim: Claim[Moment]) -> float:
    return claim.confidence


def show_moment(moment: Moment) -> str:
    """A moment in ISO 8601, as far as it was printed.

    >>> from datetime import date
    >>> show_moment(Moment(raw="Feb 2021", day=date(2021, 2, 1), precision=Precision.MONTH))
    '2021-02'
    >>> show_moment(Moment(raw="…", day=date(2021, 2, 19), precision=Precision.MINUTE, clock="14:11", zone="+03:00"))
    '2021-02-19T14:11+03:00'
    """
    if moment.clock is None:
        cut = {Precision.YEAR: 4, Precision.MONTH: 7}.get(moment.precision, 10)
        return moment.day.isoformat()[:cut]
    zone = moment.zone or ""
    return f"{moment.day.isoformat()}T{moment.clock}{zone if zone[:1] in '+-Z' else f' {zone}'}"


# --- where dates are found


def _claim_things(evidence: Evidence, claims: _Claims) -> None:
    confidence = {"json-ld": 0.93, "microdata": 0.88, "rdfa": 0.84}
    for thing in evidence.articles:
        kind = thing.types[0] if thing.types else "article"
        sure = confidence[thing.source] - (0.08 if thing.salvaged else 0.0)
        for raw in thing.texts("datePublished"):
            claims.add(raw, thing.source, f"{kind}.datePublished", sure)
        for raw in (*thing.texts("dateCreated"), *thing.texts("uploadDate")):
            claims.add(raw, thing.source, f"{kind}.dateCreated", sure - 0.2)
        for raw in thing.texts("dateModified"):
            claims.add(raw, thing.source, f"{kind}.dateModified", sure, changed=True)
    for page in evidence.pages:
        for raw in page.texts("datePublished"):
            claims.add(raw, page.source, "WebPage.datePublished", 0.8)
        for raw in page.texts("dateModified"):
            claims.add(raw, page.source, "WebPage.dateModified", 0.78, changed=True)


def _claim_meta(evidence: Evidence, claims: _Claims) -> None:
    for value in evidence.meta.all(*_PUBLISHED_META):
        claims.add(value.content, value.source, value.rule, _PUBLISHED_META[value.name])
    for value in evidence.meta.all(*_MODIFIED_META):
        claims.add(value.content, value.source, value.rule, _MODIFIED_META[value.name], changed=True)


def _claim_elements(evidence: Evidence, claims: _Claims) -> None:
    """<time>, itemprop outside any described thing, and elements whose class says date."""
    scan = evidence.scan
    heading = min((scan.places[e] for e in scan.headings if e.tag == "h1"), default=0)
    times = [element for element in scan.times if not stands_aside(element)]
    for number, element in enumerate(times[:12]):
        raw = element.get("datetime") or flat_text(element, 120)
        near = abs(scan.places[element] - heading) < 60
        confidence = 0.74 if near or (number == 0 and not heading) else 0.62 if number == 0 else 0.45
        if element.get("pubdate") is not None or "publi" in _words(element):
            confidence += 0.06
        claims.add(raw, "time", "time", confidence, changed=_is_change(element))
    for element in scan.props:
        name = element.get("itemprop") or ""
        if name in ("datePublished", "dateModified", "dateCreated") and not stands_aside(element):
            raw = element.get("content") or element.get("datetime") or flat_text(element, 120)
            claims.add(
                raw,
                "microdata",
                name,
                0.8 if name == "datePublished" else 0.7,
                changed=name == "dateModified",
            )
    _claim_dated(evidence, claims, heading)


def _claim_dated(evidence: Evidence, claims: _Claims, heading: int) -> None:
    tried = 0
    for element in evidence.scan.dated:
        if tried >= 25 or element.tag == "time":
            continue
        text = flat_text(element, _DATE_LINE + 1)
        if not text or len(text) > _DATE_LINE or not any(char.isdigit() for char in text):
            continue
        tried += 1
        if stands_aside(element):
            continue
        near = abs(evidence.scan.places[element] - heading) < 60
        changed = _is_change(element) or _CHANGED.search(text) is not None
        claims.add(
            text,
            "text",
            f"class {(element.get('class') or element.get('id') or '')[:40]}",
            0.6 if near else 0.4,
            changed=changed,
        )


def _words(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('id') or ''}".lower()


def _is_change(element: HtmlElement) -> bool:
    """The element, its parent, or the words just before it say that this is when the page changed."""
    words = _words(element)
    if "publi" in words or "created" in words:
        return False
    if _CHANGED.search(words):
        return True
    before = element.getprevious()
    lead = (before.tail or flat_text(before, 60)) if before is not None else ""
    parent = element.getparent()
    if before is None and parent is not None:
        lead = parent.text or ""
    return (
        _CHANGED.search((lead or "")[-60:]) is not None or _CHANGED.search(flat_text(element, 60)) is not None
    )


def _claim_lines(lines: Iterable[Line], claims: _Claims) -> tuple[str, ...]:
    printed = []
    previous = ""
    for line in lines:
        text = line.text
        if len(text) <= _DATE_LINE * 2 and any(char.isdigit() for char in text):
            found = False
            for part in _split_changes(text):
                if len(part) > _DATE_LINE or not _is_mostly_date(part):
                    continue
                confidence = 0.68 - 0.01 * min(abs(line.distance), 20)
                rule = f"line {line.distance:+d} of the headline"
                if _PUBLISHED.search(part) or (len(previous) < 30 and _PUBLISHED.search(previous)):
                    confidence, rule = confidence + 0.09, f"{rule}{_SAYS_SO}"
                changed = _CHANGED.search(part) is not None or (
                    len(previous) < 30 and _CHANGED.search(previous) is not None
                )
                found |= claims.add(part, "text", rule, confidence, changed=changed)
            if found:
                printed.append(text)
        previous = text
    return tuple(printed)


def _split_changes(text: str) -> list[str]:
    """ "Published 19 Feb 2021, updated 20 Feb 2021" as two."""
    match = _CHANGED.search(text)
    if match is None or match.start() < 8:
        return [text]
    return [text[: match.start()], text[match.start() :]]


def _is_mostly_date(text: str) -> bool:
    """A line that prints a date has few words beside it."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    sentence = re.search(r"(?<![aApP]\.[mM])[.?!]$", text.rstrip()) is not None
    return len(text) < 40 or (len(words) <= 9 and not sentence)


def _claim_link(evidence: Evidence, claims: _Claims) -> None:
    link = evidence.link
    if link is None:
        return
    source = "feed" if link.via is Via.FEED else "sitemap" if "sitemap" in link.via.value else link.via.value
    if link.published:
        claims.add(link.published, source, _OF_LINK, 0.82)
    if link.modified:
        claims.add(link.modified, source, "modified of the link", 0.5, changed=True)


def _claim_htmldate(evidence: Evidence, claims: _Claims) -> None:
    """What htmldate finds, when nothing better was found.

    Not its extensive search: on 104 pages where only htmldate is left, that adds 34 dates of which 12 are right, some
    of them a bare year made into 1 January, and may cost seconds.
    """
    from htmldate import find_date

    tree = deepcopy(evidence.page.tree)
    for element in list(tree.iter("*")):
        if holds_others(element) and element.getparent() is not None:
            element.drop_tree()
    latest = (evidence.now + timedelta(days=1)).strftime("%Y-%m-%d")
    try:
        found = find_date(
            tree, url=evidence.page.url, original_date=True, max_date=latest, extensive_search=False
        )
    except (ValueError, TypeError, AttributeError, RecursionError):
        return
    if found:
        claims.add(found, "htmldate", "find_date", 0.35)


def _find_day_first(evidence: Evidence, lines: Iterable[Line]) -> bool | None:
    """Whether the page prints days first, by a date of its own that can be read one way only, else by its country."""
    for line in lines:
        for match in _PATTERN_US.finditer(line.text):
            first, second = int(match[1]), int(match[2])
            if first > 12 >= second:
                return True
            if second > 12 >= first:
                return False
    return True if evidence.host.rpartition(".")[2] in _DAY_FIRST_DOMAINS else None
