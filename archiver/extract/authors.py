"""Who wrote the article: embedded data first, then bylines, told from commenters, form labels and the newspaper."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from archiver.extract.bylines import BY_LINE, Authors, claim_of, claims_of_elements, claims_of_lines
from archiver.extract.claims import Claim, settle
from archiver.extract.evidence import fold
from archiver.extract.names import merge_authors, read_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archiver.article import Author, Reading
    from archiver.extract.embedded import Thing, Value
    from archiver.extract.evidence import Evidence
    from archiver.extract.surroundings import Line

_META = {
    "author": 0.8, "article:author": 0.78, "og:article:author": 0.78, "article:author_name": 0.8, "parsely-author": 0.84,
    "sailthru.author": 0.84, "byl": 0.84, "dc.creator": 0.76, "dcterms.creator": 0.76, "dc.contributor": 0.5, "citation_author": 0.8,
    "twitter:data1": 0.0, "cxenseparse:author": 0.8, "og:author": 0.76, "article.author": 0.8, "creator": 0.7, "authors": 0.78,
    "book:author": 0.5, "rbauthors": 0.8, "article_author": 0.8, "author-name": 0.8, "vr:author": 0.8, "byline": 0.8, "authorname": 0.8,
}  # fmt: skip
#: Organisations that name no one: they stand in for a newspaper's own name.
_GENERIC = frozenset(
    {
        "agencies", "agenturen", "agences", "agencias", "agenzie", "news service reports", "wire reports", "wire services", "staff",
        "staff reports", "staff reporter", "redaktion", "redacción", "rédaction", "redazione", "redação", "newsroom", "news desk",
        "online desk", "web desk", "editors", "editorial team", "editorial board", "team", "وكالات",
    }
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
        *claims_of_elements(evidence, papers),
    ]
    line_claims = claims_of_lines(lines, papers, frozenset(day_lines))
    claims += line_claims
    if evidence.link is not None and evidence.link.authors:
        found = merge_authors(author for text in evidence.link.authors for author in read_names(text, papers))
        claims.append(
            claim_of(
                found, evidence.link.via.value, "authors of the link", "; ".join(evidence.link.authors), 0.72
            )
        )
    claims = [_weighed(claim, papers) for claim in claims if claim.value]
    settled = settle("authors", _without_excess(claims), show_authors)
    authors = _with_pages(settled.value or (), claims)
    names = {fold(author.name) for author in authors}
    printed = [line.text for line in lines if len(line.text) < 120 and _repeats(line.text, names, papers)]
    return Writers(
        authors=authors, readings=(settled.reading,) if settled.reading else (), printed=tuple(printed)
    )


def show_authors(authors: Authors) -> str:
    """Names, joined by "; "."""
    return "; ".join(author.name for author in authors)


def _weighed(claim: Claim[Authors], papers: frozenset[str]) -> Claim[Authors]:
    """The newspaper itself is no author beside others; people stand above organisations, these above the newspaper."""
    others = tuple(
        author for author in claim.value if author.kind == "person" or fold(author.name) not in papers
    )
    if len(others) < len(claim.value) and all(fold(author.name) in _GENERIC for author in others):
        # "By The Daily Example with agencies"
        others = ()
        papers_alone = tuple(author for author in claim.value if fold(author.name) in papers)
        claim = replace(claim, value=papers_alone)
    if not others:
        return replace(claim, confidence=claim.confidence * 0.3)
    people = any(author.kind == "person" for author in others)
    return replace(claim, value=others, confidence=claim.confidence * (1.0 if people else 0.6))


def _without_excess(claims: list[Claim[Authors]]) -> list[Claim[Authors]]:
    """A line's names below those of markup or metadata that are some of them: the others are places and roles."""
    names = [{fold(author.name) for author in claim.value} for claim in claims]
    kept = []
    for claim, mine in zip(claims, names, strict=True):
        fewer = [
            other.confidence
            for other, theirs in zip(claims, names, strict=True)
            if theirs < mine and other.rule != BY_LINE and other.confidence > 0.55
        ]
        is_line = claim.rule == BY_LINE and fewer
        kept.append(replace(claim, confidence=min(claim.confidence, max(fewer) - 0.01)) if is_line else claim)
    return kept


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
                claims.append(claim_of(found, thing.source, f"{kind}.{name}", raw, sure[thing.source] - less))
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
    labelled = _WRITTEN_BY.search(evidence.meta.first("twitter:label1") or "") is not None
    for name, texts in by_name.items():
        found = merge_authors(author for text in texts for author in read_names(text, papers))
        source = "opengraph" if name.startswith(("og:", "article:")) else "meta"
        sure = 0.75 if name == "twitter:data1" and labelled else _META[name]
        claims.append(claim_of(found, source, f"meta[{name}]", "; ".join(texts), sure))
    return claims


_WRITTEN_BY = re.compile(
    r"written by|verfasst von|geschrieben von|écrit par|escrito por|scritto da|geschreven door|skrevet av|napisan|автор|yazan|كُتب بواسطة|作者",
    re.I,
)
