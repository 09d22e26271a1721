"""When the article was published and last changed, from everything a page prints or embeds."""

from __future__ import annotations

import itertools
import re
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from archiver.dates import Moment, Precision, read_url_date
from archiver.extract import rules
from archiver.extract.claims import Claim, settle
from archiver.extract.dayclaims import DayClaims, find_day_first, settle_orders
from archiver.extract.daylines import SAYS_SO, claim_elements, claim_labelled, claim_lines
from archiver.extract.instants import believable_changes, honest_claims
from archiver.extract.scan import holds_others
from archiver.link import Via

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from archiver.article import Reading
    from archiver.extract.evidence import Evidence
    from archiver.extract.surroundings import Line

_PUBLISHED_META = {
    "article:published_time": 0.92, "og:article:published_time": 0.9, "article:published": 0.9, "og:published_time": 0.88,
    "datepublished": 0.88, "parsely-pub-date": 0.9, "cxenseparse:recs:publishtime": 0.86, "publish-date": 0.86,
    "publishdate": 0.86, "publish_date": 0.86, "published": 0.84, "pubdate": 0.86, "published-date": 0.86, "publication_date": 0.86,
    "publisheddate": 0.86, "article.published": 0.86, "article_date_original": 0.86, "originalpublicationdate": 0.86,
    "sailthru.date": 0.84, "ptime": 0.8, "dc.date.issued": 0.85, "dcterms.issued": 0.85, "dc.date.created": 0.8,
    "dcterms.created": 0.8, "dcterms.date": 0.6, "citation_publication_date": 0.8, "citation_date": 0.78, "dc.date": 0.66,
    "datecreated": 0.78, "date": 0.66, "article:date": 0.78, "article:created": 0.76, "created": 0.7, "pub_date": 0.84,
    "last_updated_date": 0.0, "rnews:datepublished": 0.86, "displaydate": 0.78, "release_date": 0.7, "vr:published_time": 0.84,
}  # fmt: skip
_MODIFIED_META = {
    "article:modified_time": 0.9, "og:article:modified_time": 0.88, "article:modified": 0.88, "og:modified_time": 0.84,
    "og:updated_time": 0.82, "article:updated_time": 0.82, "datemodified": 0.86, "dcterms.modified": 0.8, "dc.date.modified": 0.8,
    "lastmod": 0.75, "last-modified": 0.6, "last_updated_date": 0.75, "revision_date": 0.6, "article:updated": 0.8,
    "lastmodified": 0.7, "modified": 0.7, "rnews:datemodified": 0.8,
}  # fmt: skip
_OF_LINK = "published of the link"
#: Characters of a page from which htmldate is not asked; the longest of 1,539 news pages has 2.2 million.
_MAX_HTMLDATE = 3_000_000
#: Sources whose word software writes, rather than someone who sees the page.
_MACHINE = frozenset({"json-ld", "opengraph", "microdata", "rdfa", "meta"})
#: Dates read of one kind; a page with more lists other things than its own.
_MOST = 8
#: How much older a printed day must be to be the first of an article whose system was moved.
_MOVED = timedelta(days=30)
#: A claim on the publication surer than this needs no search of the whole page for a labelled line.
_ENOUGH = 0.72


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """What was read of the dates."""

    published: Moment | None
    modified: Moment | None
    readings: tuple[Reading, ...]
    printed: tuple[str, ...]  #: lines of the page that print a date


def read_days(evidence: Evidence, lines: Iterable[Line], language: str | None) -> Days:
    """When the article was published and last changed; *lines* are those around the headline."""
    claims = DayClaims(language=language, day_first=find_day_first(evidence, lines), now=evidence.now)
    claims.year_first = evidence.ruled is not None and evidence.ruled.year_first
    _claim_things(evidence, claims)
    _claim_meta(evidence, claims)
    claim_elements(evidence, claims)
    printed = claim_lines(lines, claims)
    _claim_link(evidence, claims)
    _claim_urls(evidence, claims)
    settle_orders(claims, evidence)
    if evidence.ruled is not None:
        for found in evidence.ruled.dates:
            claims.add(found.text, rules.SOURCE, found.selector, rules.CONFIDENCE)
    if claims.best() < _ENOUGH:
        claim_labelled(evidence, claims)
    if claims.best() < 0.5:
        _claim_htmldate(evidence, claims)
    believed = _believe_older_line(_believe_page(_without_months(claims.published)), claims.modified)
    published = settle("published", honest_claims(believed), show_moment)
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
    said = max((claim for claim in claims if claim.rule.endswith(SAYS_SO)), key=_confidence, default=None)
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


def _believe_older_line(claims: list[Claim[Moment]], changes: list[Claim[Moment]]) -> list[Claim[Moment]]:
    """The claims with a line under the headline above metadata that is younger, when it merely tells the last change.

    Systems that are moved, or that know one date only, write the day of the last change as that of publication; the line
    for readers keeps the first. On 5 pages of the sets a line is older by more than a month, with no address or other
    source against it; it is right on all. A younger line tells a change: there the metadata stands.
    """
    best = max((claim for claim in claims if claim.source in _MACHINE), key=_confidence, default=None)
    lines = [claim for claim in claims if claim.source == "text" and _is_own_line(claim)]
    line = max(lines, key=_confidence, default=None)
    if best is None or line is None or best.confidence < line.confidence:
        return claims
    young, old = best.value.day, line.value.day
    changed = max((claim.value.day for claim in changes), default=young)
    if young - old <= _MOVED or abs(changed - young) > timedelta(days=1):
        return claims
    near = [claim for claim in claims if claim.source in ("text", "time", "url") and claim.confidence >= 0.2]
    if any(_agrees(claim.value, young) for claim in near):
        return claims
    return [replace(line, confidence=best.confidence), *claims]


def _is_own_line(claim: Claim[Moment]) -> bool:
    """A line close under the headline that prints one date and little else."""
    close = re.match(r"line \+[1-8] of", claim.rule) is not None
    return close and claim.confidence >= 0.6 and claim.value.precision not in _VAGUE and len(claim.raw) < 40


def _agrees(moment: Moment, day: date) -> bool:
    if moment.precision is Precision.MONTH:
        return (moment.day.year, moment.day.month) == (day.year, day.month)
    return abs(moment.day - day) <= timedelta(days=1)


_VAGUE = (Precision.MONTH, Precision.YEAR)


def _without_months(claims: list[Claim[Moment]]) -> list[Claim[Moment]]:
    """The claims without lines that print a month alone, when they print several: that is a list of archives."""
    months = {claim.value.day for claim in claims if _is_month_line(claim)}
    return claims if len(months) < 3 else [claim for claim in claims if not _is_month_line(claim)]


def _is_month_line(claim: Claim[Moment]) -> bool:
    return claim.source == "text" and claim.value.precision is Precision.MONTH


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


def _claim_things(evidence: Evidence, claims: DayClaims) -> None:
    confidence = {"json-ld": 0.93, "microdata": 0.88, "rdfa": 0.84}
    for thing in evidence.articles:
        kind = thing.types[0] if thing.types else "article"
        sure = confidence[thing.source] - (0.08 if thing.salvaged else 0.0)
        for raw in thing.texts("datePublished")[:_MOST]:
            claims.add(raw, thing.source, f"{kind}.datePublished", sure)
        for raw in (*thing.texts("dateCreated"), *thing.texts("uploadDate"))[:_MOST]:
            claims.add(raw, thing.source, f"{kind}.dateCreated", sure - 0.2)
        for raw in thing.texts("dateModified")[:_MOST]:
            claims.add(raw, thing.source, f"{kind}.dateModified", sure, changed=True)
    for page in evidence.pages[:_MOST]:
        for raw in page.texts("datePublished")[:_MOST]:
            claims.add(raw, page.source, "WebPage.datePublished", 0.8)
        for raw in page.texts("dateModified")[:_MOST]:
            claims.add(raw, page.source, "WebPage.dateModified", 0.78, changed=True)


def _claim_meta(evidence: Evidence, claims: DayClaims) -> None:
    for value in itertools.islice(evidence.meta.all(*_PUBLISHED_META), 10 * _MOST):
        claims.add(value.content, value.source, value.rule, _PUBLISHED_META[value.name])
    for title in dict.fromkeys((evidence.meta.first("og:title") or "", evidence.meta.title or "")):
        # "Bridge to open in spring | The Daily Example | 19.02.2021"
        last = re.split(r"\s[|–—-]\s", title)[-1]
        if last != title and re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d\d-\d\d", last.strip()):
            claims.add(last, "meta", "end of the title", 0.7)
    for value in itertools.islice(evidence.meta.all(*_MODIFIED_META), 10 * _MOST):
        claims.add(value.content, value.source, value.rule, _MODIFIED_META[value.name], changed=True)


def _claim_link(evidence: Evidence, claims: DayClaims) -> None:
    link = evidence.link
    if link is None:
        return
    source = "feed" if link.via is Via.FEED else "sitemap" if "sitemap" in link.via.value else link.via.value
    if link.published:
        claims.add(link.published, source, _OF_LINK, 0.82)
    if link.modified:
        claims.add(link.modified, source, "modified of the link", 0.5, changed=True)


def _claim_urls(evidence: Evidence, claims: DayClaims) -> None:
    """The date in the address, and in the one the page calls its own."""
    own = (evidence.meta.link("canonical"), evidence.meta.first("og:url"))
    for number, url in enumerate(dict.fromkeys(url for url in (evidence.page.url, *own) if url)):
        found = read_url_date(url, now=evidence.now)
        if found is not None:
            confidence = (0.66 if found.precision is Precision.DAY else 0.2) - 0.04 * bool(number)
            rule = "date in the canonical path" if number else "date in the path"
            claims.published.append(
                Claim(value=found, source="url", rule=rule, raw=found.raw, confidence=confidence)
            )
            return


def _claim_htmldate(evidence: Evidence, claims: DayClaims) -> None:
    """What htmldate finds, when nothing better was found.

    Not its extensive search: on 104 pages where only htmldate is left, that adds 34 dates of which 12 are right, some
    of them a bare year made into 1 January, and may cost seconds.
    """
    if len(evidence.page.html) > _MAX_HTMLDATE:
        return
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
    if found and _is_printed(found, evidence.page.html) and not _is_guess_at_order(found, evidence.page.html):
        claims.add(found, "htmldate", "find_date", 0.35)


def _is_printed(found: str, html: str) -> bool:
    """A first of the month is on the page, rather than what is left of a bare month, a year, or an impossible day."""
    year, month, day = (int(part) for part in found.split("-"))
    if day != 1:
        return True
    forms = (
        rf"{year}\W?0?{month}\W?0?1",
        rf"0?1\W{{1,2}}0?{month}\W{{1,2}}{year}",
        rf"0?1(?:st|er|\.|º)?\W{{1,3}}[^\W\d]{{3,}}\W{{1,3}}(?:de )?{year}",
        rf"[^\W\d]{{3,}}\W{{1,2}}0?1(?:st)?\W{{1,3}}{year}",
    )
    return any(re.search(rf"(?<!\d){form}(?!\d)", html) is not None for form in forms)


def _is_guess_at_order(found: str, html: str) -> bool:
    """The day can only be had from two numbers in an order nobody told: "3/4/2025" read as 3 April."""
    year, month, day = (int(part) for part in found.split("-"))
    if day > 12 or day == month:
        return False
    numbers = rf"(?<![\d/])(?:0?{month}/0?{day}|0?{day}/0?{month})/(?:{year}|{year % 100:02})(?![\d/])"
    return re.search(numbers, html) is not None and re.search(rf"{year}-?{month:02}-?{day:02}", html) is None
