"""What the archive gives back: an article with its history, hits of a search, the state of links, seeds and runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from archiver.article import Article, Block
from archiver.render import BODY, Convention, Rendering, render
from archiver.store.story_records import Relation, Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archiver.capture import OptOut, Place
    from archiver.dates import Moment
    from archiver.dedupe.changes import Change
    from archiver.link import Link, Status


def as_plain(value: object) -> Any:
    """Give a value as JSON knows it: records as objects, tuples as arrays, times as ISO 8601."""
    match value:
        case StrEnum():
            return value.value
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case tuple() | list():
            return [as_plain(part) for part in value]
        case _ if hasattr(value, "__dataclass_fields__"):
            return {name: as_plain(getattr(value, name)) for name in value.__dataclass_fields__}
        case _:
            return value


def printed(moment: Moment | None) -> str | None:
    """Give a moment as precisely as it was printed and no more: an instant, a local time, a day, a month or a year.

    >>> from archiver.dates import Moment, Precision
    >>> printed(Moment(raw="19-02-2021", day=date(2021, 2, 19), precision=Precision.DAY))
    '2021-02-19'
    """
    if moment is None:
        return None
    if moment.at is not None:
        return str(as_plain(moment.at))
    if moment.clock is not None:
        return f"{moment.day.isoformat()}T{moment.clock}"
    length = {"year": 4, "month": 7}.get(moment.precision.value, 10)
    return moment.day.isoformat()[:length]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Article):
    """An article as the archive holds it: every field of `Article` as last read, and its history in short."""

    id: int
    revision: int  #: number of the current revision, from 1
    first_seen_at: datetime  #: UTC, of its first capture
    last_seen_at: datetime  #: UTC, of its last capture that still showed it
    gone_at: datetime | None = None  #: UTC, when its page was first found to be gone or withdrawn
    #: "HTTP 404", "HTTP 410", "withdrawn" (the page says so), "soft 404", "redirects to the home page"
    gone_reason: str | None = None
    duplicate_of: int | None = None  #: id of the article on another site that carried the same words first
    opt_outs: tuple[OptOut, ...] = ()  #: what its pages and their hosts say of archiving, mining, training
    story: int | None = None  #: id of the story it belongs to; None: it is alone
    story_role: Role = Role.ALONE
    #: in which it depends on another article; first the one that makes it a member of its story
    relations: tuple[Relation, ...] = ()

    def text(self, convention: Convention = BODY) -> str:
        """Give the words under a convention; with `BODY` they are `body`."""
        return render(self, Rendering(convention=convention))

    def markdown(self, convention: Convention = BODY) -> str:
        """Give the words as Markdown."""
        return render(self, Rendering(form="markdown", convention=convention))

    def html(self, convention: Convention = BODY) -> str:
        """Give the words as clean HTML, one `<article>`."""
        return render(self, Rendering(form="html", convention=convention))

    def _body(self, rendering: Rendering | None) -> str:
        return self.body if rendering is None else render(self, rendering)

    def as_dict(self, rendering: Rendering | None = None) -> dict[str, Any]:
        """Give every field but `page_lines`, JSON-ready; adds `body`, written as *rendering* says, and `word_count`."""
        plain: dict[str, Any] = as_plain(self)
        del plain["page_lines"]
        return {
            "id": plain.pop("id"),
            **plain,
            "body": self._body(rendering),
            "word_count": self.word_count,
        }

    def as_row(self, rendering: Rendering | None = None) -> dict[str, Any]:
        """Give one flat row for a table: lists joined by "; ", moments as printed precision allows.

        `body` is written as *rendering* says.
        """
        return {
            "id": self.id,
            "site": self.site,
            "url": self.url,
            "canonical_url": self.canonical_url,
            "title": self.title,
            "alternative_title": self.alternative_title,
            "description": self.description,
            "authors": "; ".join(author.name for author in self.authors) or None,
            **_moment_columns("published", self.published),
            **_moment_columns("modified", self.modified),
            "language": self.language,
            "language_declared": self.language_declared,
            "section": self.section,
            "tags": "; ".join(self.tags) or None,
            "body": self._body(rendering),
            "word_count": self.word_count,
            "lead_image": self.lead_image.url if self.lead_image else None,
            "paywalled": self.paywalled,
            "paywall_evidence": self.paywall_evidence,
            "agency": self.agency,
            "credit_line": self.credit_line,
            "dateline": self.dateline,
            "genre": self.genre,
            "fingerprint": self.fingerprint,
            "revision": self.revision,
            "first_seen_at": as_plain(self.first_seen_at),
            "last_seen_at": as_plain(self.last_seen_at),
            "gone_at": as_plain(self.gone_at),
            "gone_reason": self.gone_reason,
            "duplicate_of": self.duplicate_of,
            **self._relation_columns(),
        }

    def _relation_columns(self) -> dict[str, Any]:
        # an origin that came late has a row, too: exactly the words of an article the archive had before
        first = None if self.story_role is Role.ORIGIN else next(iter(self.relations), None)
        return {
            "story": self.story,
            "story_role": self.story_role.value,
            "relation": first.kind if first else None,
            "relation_to": first.other_id if first else None,
            "containment": first.containment if first else None,
        }


def _moment_columns(name: str, moment: Moment | None) -> dict[str, str | None]:
    return {
        name: printed(moment),
        f"{name}_precision": moment.precision.value if moment else None,
        f"{name}_zone": moment.zone if moment else None,
        f"{name}_raw": moment.raw if moment else None,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """An article's words at one capture."""

    id: int
    article_id: int
    number: int  #: from 1
    title: str | None
    body: str
    blocks: tuple[Block, ...]
    fingerprint: str | None
    word_count: int
    seen_at: datetime  #: UTC, of the capture it was first read in
    capture_id: int | None
    #: what it changed of the revision before; None for the first, and where an older archiver stored it
    change: Change | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCapture:
    """A capture's row: what was asked and answered, and where the bytes are kept."""

    id: int
    url: str
    final_url: str | None
    fetched_at: datetime  #: UTC
    http_status: int
    content_type: str | None
    digest: str | None  #: "sha1:BASE32" of the payload
    place: Place | None
    status: Status  #: how its link ended
    reason: str | None
    detail: str | None
    article_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLink:
    """A link as the frontier holds it."""

    link: Link
    status: Status  #: its last end
    reason: str | None
    detail: str | None
    open: bool  #: listed in a run and without an end in it yet
    listed_on: tuple[str, ...]  #: seeds that list it now
    first_listed_at: datetime  #: UTC
    last_listed_at: datetime  #: UTC
    retry_at: datetime | None  #: UTC
    crawl_id: int | None  #: the last run it was listed in
    look_at: datetime | None = None  #: UTC, when its article is worth another look; None: never looked at
    changes: int = 0  #: looks that found its article changed
    quiet_looks: int = 0  #: looks since then, or since the first, that found it unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedState:
    """What is known of a seed since its last fetch."""

    url: str
    kind: str | None = None  #: "feed", "news sitemap", "sitemap", "sitemap index", "section", "home", …
    title: str | None = None
    etag: str | None = None  #: validator of the last answer that was read
    last_modified: str | None = None  #: validator of the last answer that was read
    digest: str | None = None  #: of the last answer that was read
    fetched_at: datetime | None = None  #: UTC
    result: str | None = None  #: "200", "304", "HTTP 500", "not a feed: …"
    links: int | None = None  #: how many it listed
    #: of a sitemap index: the sitemaps it listed, with the time it gave for each
    children: tuple[tuple[str, str | None], ...] = ()
    modified: str | None = None  #: what its index said of it when it was read: its lastmod, as printed
    #: of a sitemap an index lists: when the newest of its links was listed first, UTC; read only, never saved
    newest_link_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """One run's claim on a site."""

    site: str
    run: str
    until: datetime  #: UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What became of one outcome."""

    link_id: int
    status: Status
    reason: str | None = None
    article_id: int | None = None
    revision: int | None = None  #: number of the revision this outcome made; None when it made none


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One article a search found."""

    id: int
    title: str | None
    site: str | None
    url: str
    published: Moment | None
    language: str | None
    snippet: str  #: of the article's own words, on one line
    marks: tuple[tuple[int, int], ...]  #: where in `snippet` the words stand: start and end
    score: float  #: higher is better; comparable within one search only
    story: int | None = None  #: id of the story it belongs to
    #: of a search that folds: other sites with articles of the story that match, narrowed as the search is
    other_sites: int = 0
    other_pages: int = 0  #: of a search that folds: further articles of the hit's own site, likewise

    def marked(self, start: str = "[", end: str = "]") -> str:
        """Give the snippet with the found words between *start* and *end*."""
        parts, at = [], 0
        for first, last in self.marks:
            parts += [self.snippet[at:first], start, self.snippet[first:last], end]
            at = last
        return "".join([*parts, self.snippet[at:]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """A page of hits, best first."""

    query: str
    total: int  #: articles that match, on all pages
    lines: int | None = None  #: of a search that folds: how many they are with each story counted once
    hits: tuple[Hit, ...]

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """What bringing an archive up to date did."""

    needed: bool  #: False: it was up to date
    backup: Path | None = None  #: the archive as it was before; None on a server, of which no copy is made


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlResult:
    """Rows of a statement."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    cut: bool = False  #: there were more rows than asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStats:
    """What the archive holds of one site."""

    site: str
    articles: int
    revisions: int
    links: int
    stories: int  #: texts of other articles, too, that its articles carry
    in_stories: int  #: articles that carry one of them
    origins: int  #: stories it published first, as far as the pages say
    first_published: date | None
    last_published: date | None
    last_crawl_at: datetime | None  #: UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthStats:
    """Articles of one site published in one month."""

    site: str
    month: str | None  #: "2021-02"; None when the pages do not say
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlStats:
    """One run over one site, in short."""

    id: int
    run: str
    site: str
    started_at: datetime  #: UTC
    finished_at: datetime | None  #: UTC; None while it runs, or when it was killed and nobody came after it
    counts: dict[Status, int]
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationStats:
    """Relations of one kind that were decided by one version of the rule."""

    kind: str  #: "alias", "copy", "excerpt", "partial"
    rule: int  #: 0: the words were the same, found before there were rules
    relations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What the archive holds."""

    articles: int
    revisions: int
    captures: int
    links: int
    stories: int  #: texts that more than one article carries
    in_stories: int  #: articles that carry one of them
    sites: tuple[SiteStats, ...]  #: by name
    months: tuple[MonthStats, ...]  #: by site and month
    crawls: tuple[CrawlStats, ...]  #: newest first, at most twenty
