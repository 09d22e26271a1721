"""`archiver explain`: how a page is found, fetched and read, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import AllowOption, ArchiveOption  # noqa: TC001 - Typer reads it

if TYPE_CHECKING:
    from archiver.article import Article, Candidate, Reading, Removed
    from archiver.capture import Capture
    from archiver.config import Config
    from archiver.errors import NotAnArticle
    from archiver.extract.template import Template
    from archiver.link import Link
    from archiver.site import Site
    from archiver.store import Record
    from archiver.store.records import StoredCapture, StoredLink

_NO_URL = "http://localhost/"
#: Fields that no source is asked for: they follow from others.
_DERIVED = frozenset(
    {
        "url",
        "canonical_url",
        "urls",
        "site",
        "blocks",
        "links",
        "readings",
        "removed",
        "fingerprint",
        "paywall_evidence",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything there is to say of one page."""

    facts: tuple[tuple[str, str], ...]  #: where it was found, robots verdict, answer, end
    readings: tuple[Reading, ...] = ()
    removed: tuple[Removed, ...] = ()
    words: int | None = None  #: of the body
    problem: str | None = None  #: why there is no article
    next_step: str | None = None


def explain(
    target: Annotated[
        str, typer.Argument(metavar="URL|FILE", help="A page in the archive or on the web, or an HTML file.")
    ],
    url: Annotated[
        str | None, typer.Option("--url", metavar="URL", help="The URL the FILE was saved from.")
    ] = None,
    live: Annotated[
        bool,
        typer.Option("--live", help="Fetch the page now, also when the archive has it. Nothing is stored."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Everything as one JSON object.")] = False,
    allow_address: AllowOption = None,
    archive: ArchiveOption = None,
) -> None:
    """Explain how a page is found, fetched and read, field by field.

    Tells where the link was found, the verdict of robots.txt, the answer of the server, what each source said of each
    field and which was believed (*), and what was cut from the text and why. A page in the archive is explained as it
    was stored, another is fetched, and a file is read.

    \b
    Examples:
      archiver explain https://www.example.com/news/2021/rocket-attack
      archiver explain https://www.example.com/news/2021/rocket-attack --live
      archiver explain page.html --url https://www.example.com/news/2021/rocket-attack
    """
    from archiver.cli.output import complain
    from archiver.cli.place import find_config

    config = find_config(archive, allow_address)
    if "://" not in target and Path(target).expanduser().is_file():
        explanation = _explain_file(config, Path(target).expanduser(), url)
    elif url is not None:
        raise typer.BadParameter(f"--url goes with a file, and there is no file {target}")
    else:
        stored = None if live else _explain_stored(config, _parsed(target))
        explanation = stored or _explain_live(config, _parsed(target))
    if as_json:
        _print_json(explanation)
    else:
        _print(explanation)
    if explanation.problem:
        complain(f"{target}: {explanation.problem}", explanation.next_step)
        raise typer.Exit(1)


def _parsed(target: str) -> str:
    from archiver.errors import BadUrl
    from archiver.urls import parse_url

    if "://" not in target:
        raise BadUrl(target, "neither a URL nor a file that exists")
    return parse_url(target)


# --- the three ways to come by a page


def _explain_file(config: Config, path: Path, url: str | None) -> Explanation:
    from datetime import UTC, datetime

    from archiver.capture import Capture
    from archiver.urls import parse_url

    address = parse_url(url) if url else _NO_URL
    facts = [
        ("file", str(path)),
        ("url", address if url else "not given: dates and links in the URL cannot be read; --url"),
    ]
    capture = Capture(
        url=address,
        fetched_at=datetime.now(tz=UTC),
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=path.read_bytes(),
    )
    return _explain_capture(config, capture, facts)


def _explain_live(config: Config, url: str) -> Explanation:
    from archiver.crawl.advice import advise
    from archiver.crawl.start import fetch_page

    fetched = fetch_page(config, url)
    facts = [
        ("url", url),
        ("found", "given on the command line; not in the archive"),
        ("robots.txt", fetched.robots),
    ]
    capture = fetched.capture
    if capture is None:
        return Explanation(
            facts=tuple(facts), problem=fetched.reason or "no answer", next_step=fetched.next_step
        )
    facts += _answer(capture)
    if capture.status >= 400:
        problem = f"HTTP {capture.status} {capture.reason}".rstrip()
        return Explanation(facts=tuple(facts), problem=problem, next_step=advise(problem))
    return _explain_capture(config, capture, facts)


def _explain_stored(config: Config, url: str) -> Explanation | None:
    """The page as the archive has it; None when the archive knows nothing of it, or there is none."""
    from archiver.cli.place import database_path, open_found
    from archiver.errors import QueryError

    if not config.is_database_url and not database_path(config).is_file():
        return None
    with open_found(config) as opened:
        known = opened.link(url)
        try:
            record = opened.article(url)
        except QueryError:
            record = None
        if known is None and record is None:
            return None
        captures = opened.captures(record.id) if record else []
        readings = opened.readings(record.id) if record else ()
        removed = opened.removed(record.id) if record else ()
    facts = [("url", url), *_found(known), *_stored_answer(captures), *_stored_article(record)]
    if record is None and known is not None:
        problem = f"{known.status.value}: {known.reason or 'no reason kept'}"
        detail = f" ({known.detail})" if known.detail else ""
        return Explanation(
            facts=tuple(facts), problem=problem + detail, next_step=f"archiver explain {url} --live"
        )
    return Explanation(
        facts=tuple(facts), readings=readings, removed=removed, words=record.word_count if record else None
    )


def _explain_capture(config: Config, capture: Capture, facts: list[tuple[str, str]]) -> Explanation:
    from archiver.errors import NotAnArticle
    from archiver.extract.article import extract_article

    site = _site_of(config, capture.answered_url)
    try:
        article = extract_article(capture, site, _template_of(config, site))
    except NotAnArticle as error:
        return _explain_refusal(capture, site, facts, error)
    return Explanation(
        facts=(*facts, *_read(article), *_next_page(capture)),
        readings=article.readings,
        removed=article.removed,
        words=article.word_count,
    )


def _explain_refusal(
    capture: Capture, site: Site | None, facts: list[tuple[str, str]], error: NotAnArticle
) -> Explanation:
    """A page that is no article still says something of itself, which may tell why it was taken for none."""
    from archiver.errors import NotAnArticle
    from archiver.extract.fields import read_fields
    from archiver.extract.page import load_page
    from archiver.extract.rules import apply_rules

    try:
        page = load_page(capture)
        ruled = apply_rules(page, capture, site)
        readings = read_fields(page, link=capture.link, site=site, ruled=ruled).readings
    except NotAnArticle:
        readings = ()
    return Explanation(
        facts=tuple(facts),
        readings=readings,
        problem=f"no article: {error}",
        next_step="if it is one, report it with the page saved as a file",
    )


def _template_of(config: Config, site: Site | None) -> Template | None:
    """What the archive, if there is one, has learned of the site."""
    from archiver.cli.place import database_path, open_found

    if site is None or site.template is False:
        return None
    if not config.is_database_url and not database_path(config).is_file():
        return None
    with open_found(config) as opened:
        return opened.template(site.name)


def _site_of(config: Config, url: str) -> Site | None:
    from archiver.errors import UnknownSite
    from archiver.site import load_site, shipped_site
    from archiver.urls import site_name

    name = site_name(url)
    try:
        return load_site(config.folder, name)
    except UnknownSite:
        return shipped_site(name)


# --- facts


def _answer(capture: Capture) -> list[tuple[str, str]]:
    facts = [
        (
            "answer",
            f"HTTP {capture.status} {capture.reason}, {len(capture.body)} bytes, {capture.content_type}",
        )
    ]
    if capture.final_url and capture.final_url != capture.url:
        facts.append(("redirected to", capture.final_url))
    return facts


def _read(article: Article) -> list[tuple[str, str]]:
    return [("canonical_url", article.canonical_url), ("title", article.title or "none found")]


def _next_page(capture: Capture) -> list[tuple[str, str]]:
    """Where the article goes on; a crawl joins the pages."""
    from archiver.extract.page import load_page
    from archiver.extract.pages import find_next_page

    url = find_next_page(load_page(capture))
    return [("goes on at", url)] if url else []


def _found(known: StoredLink | None) -> list[tuple[str, str]]:
    if known is None:
        return [("found", "another URL of a stored article; never listed by itself")]
    link = known.link
    seeds = known.listed_on or ((link.found_on,) if link.found_on else ())
    facts = [("found", f"{link.via.value} {', '.join(seeds)}".rstrip())]
    facts += [("the link says", text) for text in [_claims(link)] if text]
    facts.append(("first listed", f"{known.first_listed_at:%Y-%m-%d %H:%M} UTC"))
    facts.append(
        ("robots.txt", known.reason if known.reason and "robots" in known.reason else "did not disallow it")
    )
    end = known.status.value + (f": {known.reason}" if known.reason else "")
    facts.append(("last end", end + (f" ({known.detail})" if known.detail else "")))
    if known.retry_at:
        facts.append(("next try", f"from {known.retry_at:%Y-%m-%d %H:%M} UTC"))
    elif known.look_at and known.status not in ("gone", "refused"):
        seen = f"{known.changes} changes seen, {known.quiet_looks} looks without one since"
        facts.append(("next look", f"worth it from {known.look_at:%Y-%m-%d %H:%M} UTC ({seen})"))
    return facts


def _claims(link: Link) -> str:
    claims = (
        ("title", link.title),
        ("published", link.published),
        ("modified", link.modified),
        ("section", link.section),
    )
    return "; ".join(f"{name} {value!r}" for name, value in claims if value)


def _stored_answer(captures: list[StoredCapture]) -> list[tuple[str, str]]:
    if not captures:
        return []
    newest = max(captures, key=lambda one: one.fetched_at)
    text = f"HTTP {newest.http_status} at {newest.fetched_at:%Y-%m-%d %H:%M} UTC, {newest.content_type}"
    place = f"{newest.place.file}, byte {newest.place.offset}" if newest.place else "not kept raw"
    pages = [("pages", newest.detail)] if newest.detail and "page" in newest.detail else []
    return [("answer", f"{text} (of {len(captures)} captures)"), *pages, ("kept in", place)]


def _stored_article(record: Record | None) -> list[tuple[str, str]]:
    if record is None:
        return []
    return [
        ("article", f"{record.id}, revision {record.revision}; archiver show {record.id}"),
        *_read(record),
        *(("other urls", text) for text in record.urls),
    ]


# --- printing


def _print(explanation: Explanation) -> None:
    from archiver.cli.output import Column, facts, heading, line, table

    facts(explanation.facts)
    if explanation.readings:
        heading("fields (* was believed):")
        names = ("field", "*", "value", "source", "rule", "raw", "confidence")
        table(
            [Column(name=name, right=name == "confidence") for name in names],
            _candidate_rows(explanation.readings),
        )
        line(f"nothing found for: {', '.join(_without_reading(explanation.readings)) or 'no field'}")
    if explanation.words is not None:
        heading(f"body: {explanation.words} words")
    if explanation.removed:
        heading("left out of the body:")
        columns = [Column(name="reason"), Column(name="text"), Column(name="place")]
        table(columns, [(one.reason, _short(one.text), _place(one)) for one in explanation.removed])


def _place(removed: Removed) -> str:
    return ", ".join(part for part in (removed.place, removed.evidence) if part)


def _candidate_rows(readings: tuple[Reading, ...]) -> list[tuple[str, ...]]:
    rows = []
    for reading in readings:
        rows.append((reading.field, "*", *_candidate(reading.winner)))
        rows += [(reading.field, "", *_candidate(loser)) for loser in reading.losers]
    return rows


def _candidate(candidate: Candidate) -> tuple[str, ...]:
    raw = "" if candidate.raw == candidate.value else _short(candidate.raw)
    return (_short(candidate.value), candidate.source, candidate.rule, raw, f"{candidate.confidence:.2f}")


def _short(text: str, most: int = 200) -> str:
    """The beginning of a long text, for a terminal; a pipe gets all of it."""
    from archiver.cli.output import on_terminal

    return text if len(text) <= most or not on_terminal() else f"{text[: most - 1]}…"


def _without_reading(readings: tuple[Reading, ...]) -> list[str]:
    from dataclasses import fields

    from archiver.article import Article

    read = {reading.field for reading in readings}
    return [field.name for field in fields(Article) if field.name not in read | _DERIVED]


def _print_json(explanation: Explanation) -> None:
    import json

    from archiver.cli.output import clean_json, line
    from archiver.store.records import as_plain

    plain = as_plain(explanation)
    line(clean_json(json.dumps(plain, ensure_ascii=False)))
