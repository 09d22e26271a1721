"""Fields: everything a page says of its article beside the body, and the readings behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from archiver.article import join_words
from archiver.extract.addresses import read_addresses
from archiver.extract.agency import read_credits
from archiver.extract.authors import read_authors, show_authors
from archiver.extract.calibration import calibrated
from archiver.extract.claims import MAX_LOSERS, Claim, settle
from archiver.extract.days import read_days
from archiver.extract.evidence import gather
from archiver.extract.genre import genre_claims
from archiver.extract.headline import read_headline
from archiver.extract.labels import read_declared_type, read_description, read_section, read_tags
from archiver.extract.language import find_language, read_declared_language
from archiver.extract.papers import newspaper_names
from archiver.extract.paywall import body_claims, page_claims, wall_claims
from archiver.extract.pictures import read_pictures
from archiver.extract.signatures import read_signatures
from archiver.extract.surroundings import lines_around

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from archiver.article import Author, Block, Image, Reading
    from archiver.dates import Moment
    from archiver.extract.bylines import Authors
    from archiver.extract.page import Page
    from archiver.extract.rules import Ruled
    from archiver.link import Link
    from archiver.site import Site

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What a page says of its article beside the body. `docs/fields.md` explains each; None: the page does not say."""

    title: str | None = None
    alternative_title: str | None = None  #: a second headline the page gives, such as the social one
    description: str | None = None  #: standfirst or summary
    authors: tuple[Author, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    language_declared: str | None = None  #: BCP-47
    section: str | None = None
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()  #: named by the page's metadata, the lead image first; URLs absolute
    paywalled: bool | None = None
    paywall_evidence: str | None = None
    genre: str | None = None
    canonical_url: str | None = (
        None  #: absolute URL the page claims as its canonical one, not canonicalized, not verified
    )
    amp_url: str | None = None  #: absolute
    urls: tuple[str, ...] = ()  #: absolute; every URL the page says it goes by, canonical and AMP among them
    declared_type: str | None = (
        None  #: schema.org or Open Graph type: "NewsArticle", "LiveBlogPosting", "article", "WebSite", …
    )
    printed: tuple[
        str, ...
    ] = ()  #: lines of the page read as headline, byline or date, space folded; not body text
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyFields:
    """What only the body tells. `genre` and the paywall weigh the page's own word in: they replace those of `Fields`."""

    authors: tuple[Author, ...] = ()  #: those of `Fields`, unless the text itself names them more surely
    language: str | None = None  #: BCP-47
    dateline: str | None = None
    agency: str | None = None
    credit_line: str | None = None
    genre: str | None = None
    paywalled: bool | None = None
    paywall_evidence: str | None = None
    readings: tuple[Reading, ...] = ()  #: of these fields; `merge_readings` joins them with those of `Fields`


def read_fields(
    page: Page,
    *,
    link: Link | None = None,
    site: Site | None = None,
    fetched_at: datetime | None = None,
    ruled: Ruled | None = None,
) -> Fields:
    """What *page* says of its article beside the body.

    *link* adds what the feed or sitemap said, *site* what is known of the newspaper. Dates later than *fetched_at* (UTC;
    now, when it is not given) are refused. What the site's rules found (*ruled*) outranks what the page says elsewhere.
    """
    evidence = gather(page, link=link, site=site, fetched_at=fetched_at, ruled=ruled)
    papers = newspaper_names(evidence)
    headline = read_headline(evidence)
    lines = lines_around(headline.element)
    declared = read_declared_language(evidence)
    days = read_days(evidence, lines, declared.value)
    writers = read_authors(evidence, lines, papers, days.printed)
    pictures = read_pictures(evidence)
    description = read_description(evidence, headline.title)
    section, tags = read_section(evidence, papers, headline.title), read_tags(evidence)
    paywall = settle("paywalled", page_claims(evidence), _show_flag)
    genre = settle("genre", genre_claims(evidence, headline.title, section.value))
    kind = read_declared_type(evidence)
    addresses = read_addresses(evidence)
    single = (declared, description, section, tags, paywall, genre, kind, addresses.canonical)
    return Fields(
        title=headline.title,
        alternative_title=headline.alternative_title,
        description=description.value,
        authors=writers.authors,
        published=days.published,
        modified=days.modified,
        language_declared=declared.value,
        section=section.value,
        tags=tags.value or (),
        images=pictures.images,
        paywalled=paywall.value,
        paywall_evidence=_evidence_of(paywall.reading),
        genre=genre.value,
        canonical_url=addresses.canonical.value,
        amp_url=addresses.amp_url,
        urls=addresses.urls,
        declared_type=kind.value,
        printed=tuple(dict.fromkeys((*writers.printed, *days.printed, *(ruled.printed if ruled else ())))),
        readings=(
            *headline.readings,
            *writers.readings,
            *days.readings,
            *pictures.readings,
            *(settled.reading for settled in single if settled.reading),
        ),
    )


def read_body_fields(page: Page, fields: Fields, blocks: tuple[Block, ...]) -> BodyFields:
    """What the body in *blocks* tells beside its words."""
    body = join_words(blocks)
    language = settle("language", _language_claims(body, fields.language_declared))
    authors, by = _settle_authors(fields, read_signatures(blocks))
    credits = read_credits(blocks, authors, _bylines(fields, by))
    agency, line = settle("agency", credits.agency), settle("credit_line", credits.credit_line)
    dateline = settle("dateline", credits.dateline)
    walls = (*body_claims(blocks), *wall_claims(page.tree, body))
    paywall = settle("paywalled", [*_claims_again("paywalled", fields, _read_flag), *walls], _show_flag)
    genre = settle("genre", [*_claims_again("genre", fields, str), *_genre_of_agency(agency.value)])
    settled = (language, agency, line, dateline, paywall, genre)
    return BodyFields(
        authors=authors,
        language=language.value,
        dateline=dateline.value,
        agency=agency.value,
        credit_line=line.value,
        genre=genre.value,
        paywalled=paywall.value,
        paywall_evidence=_evidence_of(paywall.reading),
        readings=(*([by] if by else []), *(found.reading for found in settled if found.reading)),
    )


def _settle_authors(fields: Fields, signatures: list[Claim[Authors]]) -> tuple[Authors, Reading | None]:
    """The authors the page names, or those the text names, whoever is surer; the others are kept as losers."""
    page = next((reading for reading in fields.readings if reading.field == "authors"), None)
    signed = settle("authors", signatures, show_authors)
    if signed.reading is None or signed.value is None:
        return fields.authors, page
    if page is None:
        # a test or caller may know the authors without a reading
        return fields.authors or signed.value, None if fields.authors else signed.reading
    mine, theirs = (signed.reading.winner, *signed.reading.losers), (page.winner, *page.losers)
    if signed.reading.winner.confidence > page.winner.confidence:
        return signed.value, replace(signed.reading, losers=(*mine[1:], *theirs)[:MAX_LOSERS])
    return fields.authors, replace(page, losers=(*theirs[1:], *mine)[:MAX_LOSERS])


def _bylines(fields: Fields, by: Reading | None) -> tuple[str, ...]:
    """What was read as the byline, as printed: agencies put their initials behind their name there."""
    said = (by.winner.raw, *(loser.raw for loser in by.losers)) if by else ()
    return tuple(dict.fromkeys((*said, *fields.printed)))


def merge_readings(fields: Fields, body_fields: BodyFields) -> tuple[Reading, ...]:
    """One reading per field, those of *body_fields* in place of those of *fields*, with measured confidences."""
    merged = {reading.field: reading for reading in (*fields.readings, *body_fields.readings)}
    return tuple(calibrated(reading) for reading in merged.values())


def _language_claims(body: str, declared: str | None) -> list[Claim[str]]:
    claims = []
    found = find_language(body, declared)
    if found:
        tag, confidence = found
        # the region the page declares is kept when the language agrees: "en-GB"
        value = declared if declared and declared.partition("-")[0] == tag else tag
        claims.append(
            Claim(
                value=value,
                source="py3langid",
                rule="letters of the body",
                raw=body[:80],
                confidence=confidence,
            )
        )
    if declared:
        claims.append(Claim(value=declared, source="meta", rule="declared", raw=declared, confidence=0.4))
    return claims


def _claims_again(field: str, fields: Fields, read: Callable[[str], T]) -> list[Claim[T]]:
    """The claims behind a reading of *fields*, to be weighed against those of the body."""
    reading = next((reading for reading in fields.readings if reading.field == field), None)
    if reading is None:
        return []
    return [
        Claim(value=read(old.value), source=old.source, rule=old.rule, raw=old.raw, confidence=old.confidence)
        for old in (reading.winner, *reading.losers)
    ]


def _genre_of_agency(agency: str | None) -> list[Claim[str]]:
    if agency in ("PR Newswire", "Business Wire", "GlobeNewswire"):
        return [Claim(value="press release", source="text", rule="agency", raw=agency, confidence=0.86)]
    return []


def _show_flag(value: bool) -> str:
    return "true" if value else "false"


def _read_flag(value: str) -> bool:
    return value == "true"


def _evidence_of(reading: Reading | None) -> str | None:
    return f"{reading.winner.rule}: {reading.winner.raw}" if reading else None
