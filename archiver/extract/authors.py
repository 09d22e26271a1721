"""Who wrote the article: embedded data first, then bylines, told from commenters, form labels and the newspaper."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from archiver.article import Author
from archiver.extract.claims import Claim, settle
from archiver.extract.evidence import fold
from archiver.extract.names import merge_authors, read_name, read_names
from archiver.extract.scan import flat_text, lines_of, stands_aside
from archiver.extract.surroundings import is_font_control

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from archiver.article import Reading
    from archiver.extract.embedded import Thing, Value
    from archiver.extract.evidence import Evidence
    from archiver.extract.surroundings import Line

Authors = tuple[Author, ...]

_META = {
    "author": 0.8, "article:author": 0.78, "og:article:author": 0.78, "article:author_name": 0.8, "parsely-author": 0.84,
    "sailthru.author": 0.84, "byl": 0.84, "dc.creator": 0.76, "dcterms.creator": 0.76, "dc.contributor": 0.5, "citation_author": 0.8,
    "twitter:data1": 0.0, "cxenseparse:author": 0.8, "og:author": 0.76, "article.author": 0.8, "creator": 0.7, "authors": 0.78,
    "book:author": 0.5, "rbauthors": 0.8, "article_author": 0.8, "author-name": 0.8, "vr:author": 0.8, "byline": 0.8, "authorname": 0.8,
}  # fmt: skip
_BY = re.compile(
    r"^(?:(?:written|posted|reported|story|words|text|published|ein artikel|ein beitrag)\s+)?"
    r"(?:(?:by|von|par|por|di|door|av|af|przez|skriven av|yazan|بقلم|كتب|كتبت|نویسنده|نووسەر|نووسینی|מאת)(?![\w-])\s*[:：/|]?\s*(?=[^\W\d_])"
    r"|(?:autor(?:a|in|en)?|autore|auteure?|authors?|texte?|tekst|texto|автор|текст|szerző|írta|tekijä|作者|记者|記者|著者|投稿者|文|글)\s*[:：/|]\s*(?=[^\W\d_])"
    r"|(?:автор|作者|记者|記者|投稿者|auteur|szerző|écrit par|escrito por)\s+(?=[^\W\d_]))",
    re.I,
)
_NOT_WRITER = re.compile(
    r"^(?:(?:medically |fact[- ]?|expert )?(?:reviewed|checked|edited|translated|illustrated|photographed|illustrations?|übersetzt|traduit|traducido|photography|video|reviewer)\b)",
    re.I,
)
_NOT_BYLINE = re.compile(
    r"bio|desc|about|avatar|image|img|photo|picture|icon|social|follow|related|more|comment|list-item|twitter|email|role|title|job|position|source|copyright|caption|image-credit|img-credit|photo-credit|fig",
    re.I,
)
_STRONG = re.compile(
    r"byline|author-?_?name|authorname|author__name|article-?_?_?author|post-?author|entry-?author|by-?author|vcard|rel-author|writtenby|written-by",
    re.I,
)
#: Lines in a byline that only its layout puts there.
_CHATTER = re.compile(r"^(?:\d+ (?:min|comments?)|[\W\d_]+)$", re.I)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Writers:
    """What was read of the authors."""

    authors: Authors
    readings: tuple[Reading, ...]
    printed: tuple[str, ...]  #: lines of the page that are bylines


def read_authors(
    evidence: Evidence, lines: Sequence[Line], papers: frozenset[str], day_lines: Iterable[str]
) -> Writers:
    """The authors; *papers* are the newspaper's own names, folded; *day_lines* the lines that print a date."""
    claims = [
        *_claims_of_things(evidence, papers),
        *_claims_of_meta(evidence, papers),
        *_claims_of_elements(evidence, papers),
    ]
    line_claims = _claims_of_lines(lines, papers, frozenset(day_lines))
    claims += line_claims
    if evidence.link is not None and evidence.link.authors:
        found = merge_authors(author for text in evidence.link.authors for author in read_names(text, papers))
        claims.append(
            _claim(
                found, evidence.link.via.value, "authors of the link", "; ".join(evidence.link.authors), 0.72
            )
        )
    claims = [_weighed(claim, papers) for claim in claims if claim.value]
    settled = settle("authors", claims, show_authors)
    authors = _with_pages(settled.value or (), claims)
    names = {fold(author.name) for author in authors}
    printed = [line.text for line in lines if len(line.text) < 120 and _repeats(line.text, names, papers)]
    return Writers(
        authors=authors, readings=(settled.reading,) if settled.reading else (), printed=tuple(printed)
    )


def show_authors(authors: Authors) -> str:
    """Names, joined by "; "."""
    return "; ".join(author.name for author in authors)


def _claim(authors: Authors, source: str, rule: str, raw: str, confidence: float) -> Claim[Authors]:
    return Claim(value=authors, source=source, rule=rule, raw=raw, confidence=confidence)


def _weighed(claim: Claim[Authors], papers: frozenset[str]) -> Claim[Authors]:
    """The newspaper itself is no author beside others; people stand above organisations, these above the newspaper."""
    others = tuple(
        author for author in claim.value if author.kind == "person" or fold(author.name) not in papers
    )
    if not others:
        return replace(claim, confidence=claim.confidence * 0.3)
    people = any(author.kind == "person" for author in others)
    return replace(claim, value=others, confidence=claim.confidence * (1.0 if people else 0.6))


def _with_pages(authors: Authors, claims: list[Claim[Authors]]) -> Authors:
    """Each author with a profile page another claim gives."""
    pages = {fold(author.name): author.url for claim in claims for author in claim.value if author.url}
    return tuple(
        author if author.url else replace(author, url=pages.get(fold(author.name))) for author in authors
    )


def _repeats(line: str, names: set[str], papers: frozenset[str]) -> bool:
    folded = fold(line)
    if not any(name in folded for name in names):
        return False
    return any(fold(author.name) in names for author in read_names(line, papers))


# --- embedded data


def _claims_of_things(evidence: Evidence, papers: frozenset[str]) -> list[Claim[Authors]]:
    claims = []
    sure = {"json-ld": 0.92, "microdata": 0.82, "rdfa": 0.8}
    for thing in evidence.articles:
        kind = thing.types[0] if thing.types else "article"
        for name, less in (("author", 0.0), ("creator", 0.06), ("contributor", 0.4)):
            values = thing.all(name)
            found = merge_authors(
                author for value in values for author in _authors_of_value(value, evidence, papers)
            )
            raw = "; ".join(_raw(value) for value in values)
            if found:
                claims.append(_claim(found, thing.source, f"{kind}.{name}", raw, sure[thing.source] - less))
    return claims


def _raw(value: Value) -> str:
    return value if isinstance(value, str) else (value.name or value.url or "")


def _authors_of_value(value: Value, evidence: Evidence, papers: frozenset[str]) -> Authors:
    if isinstance(value, str):
        return () if _is_address(value) else read_names(value, papers)
    names = [text for text in value.texts("name") if not _is_address(text)] or (
        [value.name] if value.name else []
    )
    found = merge_authors(author for name in names for author in read_names(name, papers))
    if "Organization" in value.types or "NewsMediaOrganization" in value.types:
        # systems call people organisations, too; the name decides unless it could be either
        found = tuple(
            author if _is_surely_person(author, value) else replace(author, kind="organisation")
            for author in found
        )
    url = _profile(value, evidence)
    return tuple(replace(author, url=url) for author in found) if url and len(found) == 1 else found


def _is_surely_person(author: Author, thing: Thing) -> bool:
    return author.kind == "person" and bool(
        thing.all("jobTitle") or thing.all("givenName") or thing.all("familyName")
    )


def _profile(thing: Thing, evidence: Evidence) -> str | None:
    for name in ("url", "sameAs", "@id"):
        for value in thing.all(name):
            if isinstance(value, str) and value.startswith(("http", "/")) and "#" not in value:
                return urljoin(evidence.page.base_url, value)
    return None


def _is_address(text: str) -> bool:
    return text.strip().startswith(("http://", "https://", "//", "www.", "/")) or bool(
        urlsplit(text.strip()).scheme and "://" in text
    )


def _claims_of_meta(evidence: Evidence, papers: frozenset[str]) -> list[Claim[Authors]]:
    claims = []
    by_name: dict[str, list[str]] = {}
    for value in evidence.meta.all(*_META):
        if not _is_address(value.content):
            by_name.setdefault(value.name, []).append(value.content)
    for name, texts in by_name.items():
        found = merge_authors(author for text in texts for author in read_names(text, papers))
        source = "opengraph" if name.startswith(("og:", "article:")) else "meta"
        claims.append(_claim(found, source, f"meta[{name}]", "; ".join(texts), _META[name]))
    return claims


# --- bylines


def _claims_of_elements(evidence: Evidence, papers: frozenset[str]) -> list[Claim[Authors]]:
    """itemprop=author, rel=author, and classes that say byline; those near the headline first."""
    scan = evidence.scan
    heading = min((scan.places[element] for element in scan.headings if element.tag == "h1"), default=0)
    marked = [element for element in scan.props if element.get("itemprop") in ("author", "creator")]
    groups: dict[str, list[tuple[HtmlElement, Authors, str]]] = {}
    tried = 0
    for element in (*marked, *scan.bylines):
        kind = _kind_of_byline(element)
        if kind is None or tried > 40 or stands_aside(element):
            continue
        tried += 1
        raw, found = _read_byline(element, papers, evidence.page.base_url)
        if found:
            page = _page_of(element, evidence.page.base_url)
            if page and len(found) == 1:
                found = (replace(found[0], url=page),)
            groups.setdefault(kind, []).append((element, found, raw))
    claims = []
    for kind, items in groups.items():
        items = _nearest(items, heading, scan.places)
        found = merge_authors(author for _, authors, _ in items for author in authors)
        raw = "; ".join(dict.fromkeys(raw for _, _, raw in items))
        claims.append(
            _claim(found, "microdata" if kind == "itemprop" else "text", kind, raw, _CONFIDENCE[kind])
        )
    return claims


_CONFIDENCE = {"itemprop": 0.79, "rel=author": 0.77, "byline": 0.7, "class says author": 0.6, "address": 0.4}


def _kind_of_byline(element: HtmlElement) -> str | None:
    words = f"{element.get('class') or ''} {element.get('id') or ''}"
    if element.get("itemprop") in ("author", "creator"):
        return "itemprop"
    if "author" in (element.get("rel") or "").lower().split():
        return "rel=author"
    if _NOT_BYLINE.search(words) and not _STRONG.search(words):
        return None
    if _STRONG.search(words):
        return "byline"
    return "address" if element.tag == "address" and not words.strip() else "class says author"


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
    lines = [line for line in lines if not _NOT_WRITER.match(line)]
    if not lines or len(raw) > 300 or _PICTURE.match(raw):
        return raw, ()
    links = _linked_names(element, base_url)
    if links and element.tag != "a":
        return raw, links
    with_label = [line for line in lines if _BY.match(line)]
    if with_label:
        start = lines.index(with_label[0])
        label = with_label[0]
        text = label if len(read_names(label, papers)) else " ".join(lines[start : start + 2])
        return raw, read_names(text, papers)
    if len(lines) > 1 and _BY.match(f"{lines[0]} x"):
        lines = [" ".join(lines[:2])]
    return raw, read_names(lines[0], papers)


def _linked_names(element: HtmlElement, base_url: str) -> Authors:
    """People whose names are links within a byline, with the page each leads to."""
    found = []
    for link in element.iter("a"):
        author = read_name(flat_text(link, 80))
        if author is not None and author.kind == "person":
            found.append(replace(author, url=_page_of(link, base_url)))
    return merge_authors(found)


def _page_of(link: HtmlElement, base_url: str) -> str | None:
    href: str = (link.get("href") or "").strip()
    if link.tag != "a" or not href.startswith(("http", "/", "./", "../")):
        return None
    try:
        return str(urljoin(base_url, href))
    except ValueError:
        return None


def _claims_of_lines(
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
            confidence = 0.68 - 0.01 * number
            claims.append(
                _claim(read_names(byline, papers), "text", "line that begins with by", byline, confidence)
            )
        elif 0 < line.distance <= 12 and _is_bare_name(text):
            twice = fold(text) in (fold(following), fold(before))
            if twice or {text, following, before} & day_lines:
                claims.append(
                    _claim(
                        read_names(text, papers),
                        "text",
                        "name beside the date",
                        text,
                        0.55 if twice else 0.35,
                    )
                )
    return claims


def _byline_of(text: str, following: str, *, dated: bool) -> str | None:
    """The part of a line that names the author, when words say so."""
    joined = f"{text} {following}" if _BY.match(f"{text} x") and len(text) < 14 else text
    if _BY.match(joined):
        return joined
    within = _BY_WITHIN.search(text)
    if within and (dated or re.match(r"(?:ein|eine|un|an?|posted|published|written)\s", text, re.I)):
        return text[within.start() :].strip()
    return None


def _is_bare_name(text: str) -> bool:
    """Two to four words, each with a capital where the script has them, and at most a date beside them."""
    if len(text) > 70 or _SMALL & set(text.lower().split()):
        return False
    found = read_names(text)
    if len(found) != 1 or found[0].kind != "person":
        return False
    words = found[0].name.split()
    return 2 <= len(words) <= 4 and all(not word[:1].islower() or word in _PARTICLES for word in words)


_PARTICLES = frozenset({"de", "van", "von", "al", "bin", "da", "di", "der", "den", "el", "du", "dos"})
