"""Bylines: who is named where a reader sees it, in elements that say author and in lines near the headline."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from archiver.article import Author
from archiver.extract.claims import Claim
from archiver.extract.evidence import fold, read_lines
from archiver.extract.names import is_role, merge_authors, read_name, read_names
from archiver.extract.scan import flat_text, is_aside, leads_to_writer, lines_of, stands_aside
from archiver.extract.surroundings import is_font_control

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from archiver.extract.evidence import Evidence
    from archiver.extract.surroundings import Line

Authors = tuple[Author, ...]

BY_LINE = "line that begins with by"
#: How a byline begins in the languages of the news.
_BY = re.compile(
    r"^(?:(?:written|posted|reported|story|words|text|published|ein artikel|ein beitrag)\s+)?"
    r"(?:(?:by|von|par|por|di|door|av|af|przez|skriven av|yazan|بقلم|كتب|كتبت|نویسنده|نووسەر|نووسینی|מאת)(?![\w-])\s*[:：/|]?\s*(?=[^\W\d_])"
    r"|(?:autor(?:a|in|en)?|autore|auteure?|authors?|texte?|tekst|texto|автор|текст|szerző|írta|tekijä|作者|记者|記者|著者|投稿者|文|글)\s*[:：/|]\s*(?=[^\W\d_])"
    r"|(?:автор|作者|记者|記者|投稿者|auteur|szerző|écrit par|escrito por)\s+(?=[^\W\d_]))",
    re.I,
)
#: How a line begins that names someone else: editor, reviewer, translator, photographer.
_NOT_WRITER = re.compile(
    r"^(?:(?:medically |clinically |technically |peer |fact[- ]?|expert )?(?:reviewed|checked|edited|approved|verified|updated|last updated|translated|illustrated|photographed|illustrations?|übersetzt|traduit|traducido|photography|video|reviewer|redigiert)\b"
    r"|(?:责任编辑|責任編輯|编辑|編輯|校对|审核|編集|editor(?:a|in|e)?|edición|edition|editing|traduction|übersetzung|translation)\s*[:：])",
    re.I,
)
_NOT_BYLINE = re.compile(
    r"(?<!anti)bio|desc|about|avatar|image|(?<![a-z])img|photo|picture|icon|social|follow|related|more|comment|list-item|twitter|email|(?<![a-z])role|title|(?<![a-z])job(?!ber)|position|(?<!re)source|copyright|caption|image-credit|img-credit|photo-credit|(?<![a-z])fig",
    re.I,
)
_STRONG = re.compile(
    r"byline|author-?_?name|authorname|author__name|article-?_?_?author|post-?author|entry-?author|by-?author|vcard|rel-author|writtenby|written-by",
    re.I,
)
#: Lines in a byline that only its layout puts there.
_CHATTER = re.compile(
    r"^(?:(?:ca\.?|vor|hace|il y a|about)?\s*\d+ (?:min\w*\.?|h|hours?|stunden?|tagen?|comments?)(?: (?:read|ago|lesezeit))?|[\W\d_]+)$",
    re.I,
)


_PICTURE = re.compile(
    r"\s*(?:©|\(c\)|(?:fotos?|photos?|bild(?:er)?|images?|illustration|grafik|graphic|video|quelle|source|picture|imagem|صورة|عکس|وێنە)\b)",
    re.I,
)
_BY_WITHIN = re.compile(
    r"\s(?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or|door|av)\s+(?=[A-ZÀ-Þ])|(?:作者|记者|記者|著者|投稿者)\s*[:：]"
)
#: Words no name holds, though they come with a capital in headings.
_SMALL = frozenset(
    {"in", "this", "the", "our", "your", "of", "and", "to", "by", "for", "how", "all", "on", "with", "from", "a", "an", "what", "why", "more", "we", "is", "are", "der", "die", "das", "und", "im", "zu", "le", "la", "les", "et", "dans", "el", "los", "las", "y", "en"}
)  # fmt: skip


#: What may stand between two names.
_JOINS = frozenset({"and", "und", "et", "y", "en"})
#: A label in a line of its own, the name in the next.
_LABEL_ALONE = re.compile(
    r"(?:authors?|author\(s\)|written by|autor(?:in|en|es|a|as)?|autorin/autor|autor/autorin|auteure?s?|autore|作者|记者|記者|著者|執筆)\s*[:：]?",
    re.I,
)


def claim_of(authors: Authors, source: str, rule: str, raw: str, confidence: float) -> Claim[Authors]:
    """A claim on the authors."""
    return Claim(value=authors, source=source, rule=rule, raw=raw, confidence=confidence)


def claims_of_elements(evidence: Evidence, papers: frozenset[str]) -> list[Claim[Authors]]:
    """itemprop=author, rel=author, and classes that say byline; those near the headline first."""
    scan = evidence.scan
    heading = min((scan.places[element] for element in scan.headings if element.tag == "h1"), default=0)
    marked = [element for element in scan.props if element.get("itemprop") in ("author", "creator")]
    groups: dict[str, list[tuple[HtmlElement, Authors, str]]] = {}
    tried = 0
    for element in (*marked, *scan.bylines):
        kind = _kind_of_byline(element)
        if (
            kind is None
            or tried > 40
            or (stands_aside(element) and not _stands_in_own_aside(element, scan.places[element] - heading))
        ):
            continue
        tried += 1
        if _NOT_WRITER.match(_words_before(element)):
            continue
        raw, found = _read_byline(element, papers, evidence.page.base_url)
        if kind == "link to a writer's page":
            found = tuple(author for author in found if is_bare_name(author.name))
        if found:
            page = _page_of(element, evidence.page.base_url)
            if page and len(found) == 1:
                found = (replace(found[0], url=page),)
            groups.setdefault(kind, []).append((element, found, raw))
    claims = []
    for kind, items in groups.items():
        if kind == "link to a writer's page":
            items = [item for item in items if 0 < scan.places[item[0]] - heading < 120]
        if not items:
            continue
        items = _nearest(items, heading, scan.places)
        found = _without_places(merge_authors(author for _, authors, _ in items for author in authors))
        raw = "; ".join(dict.fromkeys(raw for _, _, raw in items))
        claims.append(
            claim_of(found, "microdata" if kind == "itemprop" else "text", kind, raw, _CONFIDENCE[kind])
        )
    return claims


def _without_places(authors: Authors) -> Authors:
    """Authors without the single word beside an organisation, which is where it reports from: "PTI, Washington".

    >>> found = (Author(name="PTI", kind="organisation"), Author(name="Washington"))
    >>> [author.name for author in _without_places(found)]
    ['PTI']
    """
    if all(author.kind == "person" for author in authors):
        return authors
    return tuple(
        author for author in authors if author.kind != "person" or not _ONE_WORD.fullmatch(author.name)
    )


#: A name in one word, in scripts that part names with a space.
_ONE_WORD = re.compile("[A-Za-zÀ-ɏΑ-ӿ'’-]+")

_CONFIDENCE = {
    "itemprop": 0.79, "rel=author": 0.77, "byline": 0.7, "class says author": 0.6, "link to a writer's page": 0.59, "address": 0.4,
}  # fmt: skip


def _kind_of_byline(element: HtmlElement) -> str | None:
    words = f"{element.get('class') or ''} {element.get('id') or ''}"
    if element.get("itemprop") in ("author", "creator"):
        return "itemprop"
    if "author" in (element.get("rel") or "").lower().split():
        return "rel=author"
    if leads_to_writer(element) and not _says_author(words):
        return "link to a writer's page"
    if _NOT_BYLINE.search(words) and not _STRONG.search(words):
        return None
    if _STRONG.search(words):
        return "byline"
    return "address" if element.tag == "address" and not words.strip() else "class says author"


def _stands_in_own_aside(element: HtmlElement, after: int) -> bool:
    """A byline in an <aside> of its own: *after* the headline by a few elements, and the aside holds no other story."""
    asides = [parent for parent in (element, *element.iterancestors()) if is_aside(parent)]
    if len(asides) != 1 or asides[0].tag != "aside" or not -20 < after < 80:
        return False
    return len(flat_text(asides[0], 200)) <= 150


def _words_before(element: HtmlElement) -> str:
    """The words right before an element, back to the last full stop: "Edited by "."""
    before = element.getprevious()
    parent = element.getparent()
    text = before.tail or "" if before is not None else (parent.text or "" if parent is not None else "")
    if not text.strip() and before is not None:
        text = flat_text(before, 60)
    return re.split(r"[.|•·,]\s+", text.strip()[-60:])[-1]


def _says_author(words: str) -> bool:
    return re.search(r"author|byline|writer|autor|auteur", words, re.I) is not None


def _nearest(
    items: list[tuple[HtmlElement, Authors, str]], heading: int, places: dict[HtmlElement, int]
) -> list[tuple[HtmlElement, Authors, str]]:
    """Bylines of this article: the first, and those that stand next to it; a page of teasers has one for each."""
    after = [item for item in items if places[item[0]] >= heading] or items
    first = places[after[0][0]]
    return [item for item in after if places[item[0]] - first <= 25]


def _read_byline(element: HtmlElement, papers: frozenset[str], base_url: str) -> tuple[str, Authors]:
    """The names in a byline's element: links in it when they are names, else its lines."""
    lines = [line for line in lines_of(element, 600) if not _CHATTER.match(line)]
    raw = " / ".join(lines)
    kept = _without_other_roles(lines)
    if not kept or len(raw) > 300 or _PICTURE.match(raw):
        return raw, ()
    links = _linked_names(element, base_url) if len(kept) == len(lines) else ()
    lines = kept
    if links and element.tag != "a":
        return raw, links
    with_label = [line for line in lines if _BY.match(line)]
    if with_label:
        start = lines.index(with_label[0])
        label = with_label[0]
        text = label if len(read_names(label, papers)) else " ".join(lines[start : start + 2])
        return raw, read_names(text, papers)
    if len(lines) > 1 and _BY.match(f"{lines[0]} x"):
        lines = [" ".join(lines[:2]), *lines[2:]]
    found = read_names(lines[0], papers)
    if len(lines) > 1 and len(found) == 1 and found[0].kind == "person" and is_role(lines[1]):
        found = (replace(found[0], role=found[0].role or lines[1].strip(" ,")),)
    return raw, found


def _without_other_roles(lines: list[str]) -> list[str]:
    """Lines but those that name an editor, reviewer or translator; a label of its own takes the next line along."""
    kept = []
    skip = False
    for line in lines:
        if skip or _NOT_WRITER.match(line):
            skip = not skip and _BARE_ROLE.match(line) is not None
        else:
            kept.append(line)
    return kept


_BARE_ROLE = re.compile(r"[\w -]{4,24}(?:\bby|\bvon|\bpar|\bpor|:)$", re.I)


def _linked_names(element: HtmlElement, base_url: str) -> Authors:
    """People whose names are links within a byline, with the page each leads to."""
    found = []
    for link in element.iter("a"):
        if _TOPIC_PAGE.search(link.get("href") or ""):
            continue
        author = read_name(flat_text(link, 80))
        if author is not None and author.kind == "person":
            found.append(replace(author, url=_page_of(link, base_url)))
    return merge_authors(found)


#: Folders in which papers keep the pages of their topics.
_TOPIC_PAGE = re.compile(
    r"/(?:category|categories|kategorien?|tags?|topics?|themen?|rubrik|ressort|section)/", re.I
)


def _page_of(link: HtmlElement, base_url: str) -> str | None:
    href: str = (link.get("href") or "").strip()
    if link.tag != "a" or not href.startswith(("http", "/", "./", "../")):
        return None
    try:
        return str(urljoin(base_url, href))
    except ValueError:
        return None


def claims_of_lines(
    lines: Sequence[Line], papers: frozenset[str], day_lines: frozenset[str]
) -> list[Claim[Authors]]:
    """Bylines by their words: "By …", or a name printed right beside the date, twice as some systems do."""
    claims = []
    lines = [line for line in lines if not is_font_control(line.text)]
    for number, line in enumerate(lines):
        text, following = line.text, lines[number + 1].text if number + 1 < len(lines) else ""
        before = lines[number - 1].text if number else ""
        if _PICTURE.match(text) or _NOT_WRITER.match(text) or len(text) > 120:
            continue
        byline = _byline_of(text, following, dated=text in day_lines)
        if byline:
            found = read_names(byline, papers)
            # what readers see right under the headline stands above a tag that names who put the page up
            near = 0 < line.distance <= 6 and all(author.kind == "person" for author in found)
            confidence = 0.83 - 0.005 * line.distance if near else 0.68 - 0.01 * number
            claims.append(claim_of(found, "text", BY_LINE, byline, confidence))
        elif 0 < line.distance <= 12 and is_bare_name(text):
            twice = fold(text) in (fold(following), fold(before))
            if twice or {text, following, before} & day_lines:
                claims.append(
                    claim_of(
                        read_names(text, papers),
                        "text",
                        "name beside the date",
                        text,
                        0.55 if twice else 0.35,
                    )
                )
    return claims


#: A label with its name in a line of its own, wherever on the page.
_LABELLED = re.compile(
    r"^(?:(?:written|authored|reported|posted) by|autorin/autor|autor/autorin|verfasst von|geschrieben von|gespeichert von|écrit par|escrito por|scritto da|geschreven door"
    r"|(?:authors?|author\(s\)|autor(?:in|en|es|a)?|auteure?s?|autore|redaktion|redakteur(?:in)?|von|text)(?=\s*[:：]))\s*[:：]?\s*(?=[^\W\d_])",
    re.I,
)


def claims_of_labels(evidence: Evidence, papers: frozenset[str]) -> list[Claim[Authors]]:
    """Who a label names in a line of its own, under the text or in a box beside it; for pages that say little else."""
    lines = read_lines(evidence)
    found: list[Claim[Authors]] = []
    for number, line in enumerate(lines):
        named = _named_by_label(line, lines[number + 1 : number + 6])
        authors = merge_authors(author for text in named for author in read_names(text, papers))
        authors = tuple(author for author in authors if is_bare_name(author.name))
        if authors:
            found.append(claim_of(authors, "text", "labelled line", "; ".join(named), 0.55))
    names = {fold(author.name) for claim in found for author in claim.value}
    return found[:1] if len(names) <= 4 else []


def _named_by_label(line: str, following: list[str]) -> list[str]:
    """What a label names: the rest of its line, or the lines after it that are names."""
    if len(line) > 80:
        return []
    if _LABEL_ALONE.fullmatch(line):
        names = itertools.takewhile(lambda text: len(text) <= 80 and is_bare_name(text), following)
        return list(names) or following[:1]
    label = _LABELLED.match(line)
    return [line[label.end() :]] if label and len(line) > label.end() else []


def _byline_of(text: str, following: str, *, dated: bool) -> str | None:
    """The part of a line that names the author, when words say so."""
    if _BY.match(text):
        return text
    if len(text) < 24 and (_BY.match(f"{text} x") or _LABEL_ALONE.fullmatch(text)):
        return f"{text.rstrip(': ')}: {following}" if _LABEL_ALONE.fullmatch(text) else f"{text} {following}"
    within = _BY_WITHIN.search(text)
    if within and (dated or re.match(r"(?:ein|eine|un|an?|posted|published|written)\s", text, re.I)):
        return text[within.start() :].strip()
    return None


def is_bare_name(text: str) -> bool:
    """Two to four words, each with a capital where the script has them, and at most a date beside them."""
    if len(text) > 70 or (_SMALL - _JOINS) & set(text.lower().split()):
        return False
    found = read_names(text)
    return 1 <= len(found) <= 3 and all(
        author.kind == "person" and _is_full_name(author.name) for author in found
    )


def _is_full_name(name: str) -> bool:
    words = name.split()
    return 2 <= len(words) <= 4 and all(not word[:1].islower() or word in _PARTICLES for word in words)


_PARTICLES = frozenset({"de", "van", "von", "al", "bin", "da", "di", "der", "den", "el", "du", "dos"})
