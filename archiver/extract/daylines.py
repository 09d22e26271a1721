"""Days as the page prints them: in <time>, in elements whose class says date, and in lines around the headline."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from archiver.extract.evidence import read_lines
from archiver.extract.scan import flat_text, stands_aside
from archiver.months import find_month

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from archiver.extract.dayclaims import DayClaims
    from archiver.extract.evidence import Evidence
    from archiver.extract.surroundings import Line

_CHANGED = re.compile(
    r"updat|modif|aktualisiert|geändert|letzte änderung|stand:|mis(?:e)? à jour|actualiza|atualiza|aggiorna|bijgewerkt|gewijzigd|uppdaterad"
    r"|oppdatert|opdateret|päivitetty|zaktualizowan|aktualizov|обновлен|изменен|оновлен|güncelle|تحديث|به ?روز|نوێکراو|עודכן|更新|수정|업데이트"
    r"|अपडेट|frissítve|last edited|zuletzt bearbeitet|latest version|last reviewed|medically reviewed",
    re.I,
)
_PUBLISHED = re.compile(
    r"\bpublished\b|\bposted\b|\bpublication date\b|\bpublish date\b|\bdate published\b|veröffentlicht|erschienen|erstellt|gepostet|publié|paru le|publicad|pubblicat"
    r"|gepubliceerd|geplaatst|publicerad|publisert|udgivet|julkaistu|opublikowan|publikován|zveřejněno|опубликован|опубліковано|yayın"
    r"|giriş tarihi|نُ?شر|تاريخ النشر|انتشار|منتشر|بڵاوکرا|פורסם|发布|發布|发表|發表|公開|掲載|投稿日|입력|등록|게시|प्रकाशित|közzétéve|megjelent",
    re.I,
)
#: "Date: 19 February 2021", or the label in a line of its own.
_DATE_LABEL = re.compile(
    r"(?:date|datum|fecha|data|päiväys|dato|дата|tarih|التاريخ|تاریخ|بەروار|日期|时间|時間|日時|日付|날짜|तारीख)\s*[:：]?\s*",
    re.I,
)
#: A day in brackets before the first sentence: "(19. Februar 2021) Der Rat …"
_OPENING = re.compile(r"\((?P<date>(?=[^)]*\d{4})[^()]{6,24})\)\s*[–—-]?\s*(?=[^\W\d_]\S* )")
#: Lines that name another day than the article's: of an event, of an offer's end, of a post shown within.
_OTHER_DAY = re.compile(
    r"\b(?:until|expires?|expiry|valid (?:till|through)|redeem|deadline|due|event date|verfügbar bis|gültig|bis zum|termin|frist|einsendeschluss"
    r"|jusqu['’]au|hasta el|scadenza|disponible)\b|\(@\w|(?:^|\s)@\w|\bcopyright\b|©",
    re.I,
)
#: Ends the rule of a claim whose line says that it is the date of publication.
SAYS_SO = ", says published"
#: Characters of a line that prints a date, rather than names one in a sentence.
DATE_LINE = 90


def says_published(text: str) -> bool:
    """The words say that this is the day of publication; of another text's, in brackets, does not count.

    >>> says_published("Published 19 February 2021"), says_published("From our archive (published 3 May 2019)")
    (True, False)
    """
    match = _PUBLISHED.search(text)
    if match is None:
        return False
    before = text[: match.start()]
    return not any(mark in before.lstrip("(（[ ") for mark in "(（[")


def says_changed(text: str) -> bool:
    """The words say that this is the day of a change."""
    return _CHANGED.search(text) is not None


# --- elements


def claim_elements(evidence: Evidence, claims: DayClaims) -> None:
    """<time>, itemprop outside any described thing, and elements whose class says date."""
    scan = evidence.scan
    heading = min((scan.places[e] for e in scan.headings if e.tag == "h1"), default=0)
    times = [element for element in scan.times if not stands_aside(element)]
    for number, element in enumerate(times[:12]):
        raw = element.get("datetime") or flat_text(element, 120)
        near = abs(scan.places[element] - heading) < 60
        confidence = 0.74 if near or (number == 0 and not heading) else 0.62 if number == 0 else 0.45
        if (
            element.get("pubdate") is not None
            or "publi" in _words(element)
            or _PUBLISHED.search(_lead(element))
        ):
            confidence += 0.06
        claims.add(raw, "time", "time", confidence, changed=_is_change(element))
    for element in scan.props:
        name = element.get("itemprop") or ""
        if name in ("datePublished", "dateModified", "dateCreated") and not stands_aside(element):
            raw = element.get("content") or element.get("datetime") or flat_text(element, 120)
            sure = 0.8 if name == "datePublished" else 0.7
            claims.add(raw, "microdata", name, sure, changed=name == "dateModified")
    _claim_dated(evidence, claims, heading)


def _claim_dated(evidence: Evidence, claims: DayClaims, heading: int) -> None:
    tried = 0
    for element in evidence.scan.dated:
        if tried >= 25 or element.tag == "time":
            continue
        text = flat_text(element, DATE_LINE + 1)
        if not text or len(text) > DATE_LINE or not any(char.isdigit() for char in text):
            continue
        tried += 1
        if stands_aside(element) or _OTHER_DAY.search(text):
            continue
        near = abs(evidence.scan.places[element] - heading) < 60
        changed = _is_change(element) or says_changed(text)
        confidence = 0.6 if near else 0.5 if says_published(text) else 0.4
        rule = f"class {(element.get('class') or element.get('id') or '')[:40]}"
        claims.add(text, "text", rule, confidence, changed=changed)


def _words(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('id') or ''}".lower()


def _lead(element: HtmlElement) -> str:
    """The words just before an element."""
    before = element.getprevious()
    if before is not None:
        return (before.tail or flat_text(before, 60))[-60:]
    parent = element.getparent()
    return (parent.text or "")[-60:] if parent is not None else ""


def _is_change(element: HtmlElement) -> bool:
    """The element or the words just before it say that this is when the page changed."""
    words = _words(element)
    if "publi" in words or "created" in words:
        return False
    return any(says_changed(text) for text in (words, _lead(element), flat_text(element, 60)))


# --- lines around the headline


def claim_lines(lines: Iterable[Line], claims: DayClaims) -> tuple[str, ...]:
    """Lines near the headline that print a date; those lines, as printed."""
    printed = []
    previous = ""
    for line in lines:
        text = line.text
        if len(text) <= DATE_LINE * 2 and any(char.isdigit() for char in text):
            rule = f"line {line.distance:+d} of the headline"
            found = False
            for part in _split_changes(text):
                if len(part) > DATE_LINE or not _is_mostly_date(part) or _OTHER_DAY.search(part):
                    continue
                confidence = 0.68 - 0.01 * min(abs(line.distance), 20)
                if _is_sentence(part):
                    confidence -= 0.22
                said = says_published(part) or (len(previous) < 30 and says_published(previous))
                changed = says_changed(part) or (len(previous) < 30 and says_changed(previous))
                added = claims.add(
                    part,
                    "text",
                    rule + SAYS_SO if said else rule,
                    confidence + 0.09 * said,
                    changed=changed,
                )
                found = added or found
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


def _is_sentence(text: str) -> bool:
    """A caption that ends in a date: "Fans in front of the arena, 24. April 2023". Names and labels have capitals."""
    if says_published(text):
        return False
    before = re.split(r"\d", text, maxsplit=1)[0]
    small = [word for word in re.findall(r"[^\W\d_]{2,}", before) if word.islower()]
    return len([word for word in small if find_month(word) is None]) >= 3


# --- lines anywhere


def claim_labelled(evidence: Evidence, claims: DayClaims) -> None:
    """A day that its own line calls that of publication, wherever on the page: under the text, in a box beside it.

    Only for pages that say little else; a page whose lines give several such days lists other stories.
    """
    before = len(claims.published)
    days = set()
    for part, confidence in _labelled(read_lines(evidence)):
        if claims.add(part, "text", f"labelled line{SAYS_SO}", confidence):
            days.add(claims.published[-1].value.day)
    if not days:
        _claim_scripts(evidence, claims)
    if len(days) > 2:
        # the first stands over the article, those of readers' answers and other stories follow
        claims.published[before:] = [replace(claims.published[before], confidence=0.46)]


def _labelled(lines: list[str]) -> Iterator[tuple[str, float]]:
    """The parts of lines that a label marks as the day of publication, with how sure the label is."""
    previous = ""
    for line in lines:
        if any(char.isdigit() for char in line):
            match = _PUBLISHED.search(line) if says_published(line) else None
            if match is not None and not _OTHER_DAY.search(line):
                sure = 0.7 if len(line) <= DATE_LINE else 0.48
                yield from ((part, sure) for part in _beside(line, match))
            elif len(line) < 40 and _labels(previous) and not says_changed(line):
                yield line, 0.7
            elif len(line) < 40 and (label := _DATE_LABEL.match(line)):
                yield line[label.end() :], 0.6
            elif opening := _OPENING.match(line):
                yield opening["date"], 0.5
        previous = line


def _claim_scripts(evidence: Evidence, claims: DayClaims) -> None:
    """A day that a short script in the text prints: showDate("2021/02/19 14:11:05")."""
    for script in evidence.page.tree.iterfind(".//body//script"):
        text = (script.text or "").strip()
        match = _SCRIPTED.fullmatch(text) if len(text) < 120 else None
        if match is not None and not stands_aside(script):
            claims.add(match["date"], "text", "script that prints a date", 0.45)


_SCRIPTED = re.compile(
    r"[\w.$]{3,40}\(\s*[\"'](?P<date>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ T]\d{1,2}:\d\d(?::\d\d)?)?)[^\"']{0,20}[\"'][^()]{0,40}\)\s*;?"
)


def _labels(line: str) -> bool:
    """A line that is the label of the next: "Published", "Datum"."""
    return len(line) < 30 and (says_published(line) or _DATE_LABEL.fullmatch(line) is not None)


def _beside(line: str, label: re.Match[str]) -> Iterator[str]:
    """The words right behind a label, or those right before it: "3 May 2021 | Originally published"."""
    after = _CHANGED.split(line[label.end() :], maxsplit=1)[0][:50]
    if re.match(r"\D{0,16}\d", after):
        yield after
        return
    before = line[: label.start()][-40:]
    if len(line) < 240 and re.search(r"\d\D{0,14}$", before) and not says_changed(before):
        yield before
