"""Who wrote the article: embedded data first, then bylines, told from commenters, form labels and the newspaper."""

from __future__ import annotations

import itertools
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from archiver.extract import rules
from archiver.extract.bylines import (
    BY_LINE,
    Authors,
    claim_of,
    claims_of_elements,
    claims_of_labels,
    claims_of_lines,
    is_bare_name,
)
from archiver.extract.claims import Claim, settle
from archiver.extract.evidence import fold
from archiver.extract.names import MAX_AUTHORS, MAX_NAME, merge_authors, read_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archiver.article import Author, Reading
    from archiver.extract.embedded import Thing, Value
    from archiver.extract.evidence import Evidence
    from archiver.extract.surroundings import Line

_META = {
    "author": 0.69, "article:author": 0.78, "og:article:author": 0.78, "article:author_name": 0.8, "parsely-author": 0.84,
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
    claims = _spelled_as_printed(_with_colleagues(_without_topics(claims, evidence)), evidence)
    if max((claim.confidence for claim in claims), default=0.0) < _ENOUGH:
        claims += [_weighed(claim, papers) for claim in claims_of_labels(evidence, papers)]
    settled = settle("authors", [*_without_excess(claims), *_claims_of_rules(evidence, papers)], show_authors)
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
    """Each author with the profile page and the role another claim gives."""
    pages = {fold(author.name): author.url for claim in claims for author in claim.value if author.url}
    roles = {fold(author.name): author.role for claim in claims for author in claim.value if author.role}
    return tuple(
        replace(
            author,
            url=author.url or pages.get(fold(author.name)),
            role=author.role or roles.get(fold(author.name)),
        )
        for author in authors
    )


#: A claim surer than this needs no search of the whole page for a labelled line.
_ENOUGH = 0.5
#: Where readers see the names; what stands there for an article names all who wrote it.
_SEEN = frozenset({BY_LINE, "byline", "rel=author", "link to a writer's page"})


def _with_colleagues(claims: list[Claim[Authors]]) -> list[Claim[Authors]]:
    """The claims with a printed byline above metadata that names some of its people only.

    Systems keep one account per article; the line names those who wrote it. Swept on 1,101 pages of 4 sets.
    """
    best = max(claims, key=lambda claim: claim.confidence, default=None)
    if best is None or best.rule == BY_LINE or not best.value or best.confidence < 0.5:
        return claims
    mine = {_bare(author) for author in best.value}
    for claim in claims:
        people = {_bare(author) for author in claim.value if author.kind == "person"}
        if not (claim.rule in _SEEN and mine < people and len(people) == len(claim.value) <= 6):
            continue
        if all(_bare(author) in mine or is_bare_name(author.name) for author in claim.value):
            return [replace(claim, confidence=min(0.95, best.confidence + 0.01)), *claims]
    return claims


def _bare(author: Author) -> str:
    """A name to compare by, without titles."""
    return re.sub(r"^(?:(?:prof|professor|dr|mag|dipl|ing|sir|rev)\s+)+", "", fold(author.name))


def _without_topics(claims: list[Claim[Authors]], evidence: Evidence) -> list[Claim[Authors]]:
    """The claims but for names the page gives its section or a topic: "Personal Finance" beside the date."""
    topics = {fold(text) for text in evidence.meta.values.get("article:section", ())}
    topics |= {fold(text) for article in evidence.articles for text in article.texts("articleSection")}
    folders = urlsplit(evidence.page.url).path.split("/")[1:]
    topics |= {fold(unquote(folder).replace("-", " ")) for folder in folders}
    topics |= {
        fold(text)
        for name in ("article:tag", "keywords", "news_keywords")
        for text in _listed(evidence, name)
    }
    return [
        claim
        for claim in claims
        if claim.rule != "name beside the date"
        or not any(fold(author.name) in topics for author in claim.value)
    ]


def _listed(evidence: Evidence, name: str) -> list[str]:
    return [part for text in evidence.meta.values.get(name, ()) for part in text.split(",")]


_SLUG = re.compile(r"[a-z]{2,}(?:[-._][a-z]{2,}){1,2}")


def _spelled_as_printed(claims: list[Claim[Authors]], evidence: Evidence) -> list[Claim[Authors]]:
    """The claims with an account's name as the page prints the person's: "sara-amin" is Sara Amin where that stands."""
    return [
        replace(claim, value=tuple(_spelled(author, evidence) for author in claim.value))
        if any(_SLUG.fullmatch(author.name) for author in claim.value)
        else claim
        for claim in claims
    ]


def _spelled(author: Author, evidence: Evidence) -> Author:
    if not _SLUG.fullmatch(author.name):
        return author
    words = r"\s+(?:[A-Z]\.\s+)?".join(re.escape(word.title()) for word in re.split(r"[-._]", author.name))
    printed = re.search(rf">[^<>]{{0,40}}?({words})\b", evidence.page.html)
    return replace(author, name=" ".join(printed[1].split()), kind="person") if printed else author


def _repeats(line: str, names: set[str], papers: frozenset[str]) -> bool:
    folded = fold(line)
    if not any(name in folded for name in names):
        return False
    return any(fold(author.name) in names for author in read_names(line, papers))


def _claims_of_rules(evidence: Evidence, papers: frozenset[str]) -> list[Claim[Authors]]:
    """What the site's rules found, whoever it names; the newspaper itself only where no one else is named."""
    found = evidence.ruled.authors if evidence.ruled is not None else ()
    authors = merge_authors(author for one in found for author in read_names(one.text, papers))
    if not authors:
        return []
    claim = claim_of(
        authors, rules.SOURCE, found[0].selector, "; ".join(one.text for one in found), rules.CONFIDENCE
    )
    return [replace(_weighed(claim, papers), confidence=rules.CONFIDENCE)]


# --- embedded data


def _claims_of_things(evidence: Evidence, papers: frozenset[str]) -> list[Claim[Authors]]:
    claims = []
    sure = {"json-ld": 0.92, "microdata": 0.82, "rdfa": 0.8}
    for thing in evidence.articles:
        kind = thing.types[0] if thing.types else "article"
        for name, less in (("author", 0.0), ("creator", 0.06), ("contributor", 0.4)):
            values = thing.all(name)[: 2 * MAX_AUTHORS]
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
    if len(found) != 1:
        return found
    # a job title names a role; software fills it with the paper's name, too
    title = " ".join((value.text("jobTitle") or "").split())
    role = title if title and len(title) <= MAX_NAME and fold(title) not in papers else found[0].role
    return (replace(found[0], url=_profile(value, evidence), role=role),)


def _is_surely_person(author: Author, thing: Thing) -> bool:
    return author.kind == "person" and bool(
        thing.all("jobTitle") or thing.all("givenName") or thing.all("familyName")
    )


def _profile(thing: Thing, evidence: Evidence) -> str | None:
    for name in ("url", "sameAs", "@id"):
        for value in thing.all(name):
            if isinstance(value, str) and value.startswith(("http", "/")) and "#" not in value:
                # "http://[harbour]/a" is no address
                with suppress(ValueError):
                    return urljoin(evidence.page.base_url, value)
    return None


def _is_address(text: str) -> bool:
    text = text.strip()
    return text.startswith(("http://", "https://", "//", "www.", "/")) or bool(
        _SCHEME.match(text) and "://" in text
    )


_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)


def _claims_of_meta(evidence: Evidence, papers: frozenset[str]) -> list[Claim[Authors]]:
    claims = []
    by_name: dict[str, list[str]] = {}
    for value in itertools.islice(evidence.meta.all(*_META), 10 * MAX_AUTHORS):
        if not _is_address(value.content):
            by_name.setdefault(value.name, []).append(value.content)
    labelled = _WRITTEN_BY.search(evidence.meta.first("twitter:label1") or "") is not None
    for name, texts in by_name.items():
        found = merge_authors(author for text in texts for author in read_names(text, papers))
        source = "opengraph" if name.startswith(("og:", "article:")) else "meta"
        sure = 0.75 if name == "twitter:data1" and labelled else _META[name]
        raw = "; ".join(texts)
        if evidence.host and evidence.host in raw.lower() and len(found) == 1:
            # "The Daily Example (www.example.com)" is the paper, whatever its name looks like
            found = (replace(found[0], kind="organisation"),)
            sure *= 0.5
        claims.append(claim_of(found, source, f"meta[{name}]", raw, sure))
    return claims


_WRITTEN_BY = re.compile(
    r"written by|verfasst von|geschrieben von|écrit par|escrito por|scritto da|geschreven door|skrevet av|napisan|автор|yazan|كُتب بواسطة|作者",
    re.I,
)
