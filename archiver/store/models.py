"""The tables of the archive. `schema.py` says which revision of them an archive has; migrations/ makes them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from archiver.store.columns import INTEGER, Json, Name, UtcTime, Words


class Base(DeclarativeBase):
    """All tables; every constraint has a name, so that migrations can speak of it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own way to say it
        str: Words,
        datetime: UtcTime,
        date: Date,
        int: INTEGER,
        bytes: LargeBinary,
        Any: Json,
    }


class SiteRow(Base):
    """A newspaper, and the lease of the run that crawls it now."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Name(300), unique=True)
    url: Mapped[str | None]
    title: Mapped[str | None]
    language: Mapped[str | None]
    added_at: Mapped[datetime]
    lease_run: Mapped[str | None]
    lease_holder: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    rhythm: Mapped[Any | None]


class CrawlRow(Base):
    """One run over one site, and its account."""

    __tablename__ = "crawl"

    id: Mapped[int] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(Name(300), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    error: Mapped[str | None]
    requests: Mapped[int] = mapped_column(default=0)
    listed: Mapped[int] = mapped_column(default=0)
    new: Mapped[int] = mapped_column(default=0)
    revised: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    alias: Mapped[int] = mapped_column(default=0)
    duplicate: Mapped[int] = mapped_column(default=0)
    gone: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    pending: Mapped[int] = mapped_column(default=0)
    reasons: Mapped[Any | None]
    seeds: Mapped[Any | None]
    left_out: Mapped[Any | None]


class TemplateRow(Base):
    """The boilerplate learned of a site."""

    __tablename__ = "template"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    mark: Mapped[str] = mapped_column(Name(16))
    rules: Mapped[int]
    pages: Mapped[int]
    learned_at: Mapped[datetime]
    template: Mapped[Any]


class SeedRow(Base):
    """A page that lists links, and what is needed to ask for it again politely."""

    __tablename__ = "seed"
    __table_args__ = (UniqueConstraint("site_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    key: Mapped[str] = mapped_column(Name(500))
    url: Mapped[str]
    kind: Mapped[str | None]
    title: Mapped[str | None]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    digest: Mapped[str | None]
    fetched_at: Mapped[datetime | None]
    result: Mapped[str | None]
    links: Mapped[int | None]
    children: Mapped[Any | None]
    modified: Mapped[str | None]


class HostRow(Base):
    """How a host is to be treated: until when it asks to be left alone, and why."""

    __tablename__ = "host"

    name: Mapped[str] = mapped_column(Name(500), primary_key=True)
    wait_from: Mapped[datetime | None]
    wait_until: Mapped[datetime | None]
    reason: Mapped[str | None]
    strikes: Mapped[int] = mapped_column(default=0)


class RobotsRow(Base):
    """The robots.txt of an origin as it was read last, and since when there has been no answer."""

    __tablename__ = "robots"

    origin: Mapped[str] = mapped_column(Name(500), primary_key=True)
    fetched_at: Mapped[datetime | None]
    status: Mapped[int | None]
    url: Mapped[str | None]
    body: Mapped[bytes | None]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    failed_since: Mapped[datetime | None]
    failure: Mapped[str | None]


class LinkRow(Base):
    """The frontier: a URL found on a seed, what the seed said of it, and how it ended last."""

    __tablename__ = "link"
    __table_args__ = (
        UniqueConstraint("key", "site_id"),
        Index(None, "crawl_id", "open"),
        Index(None, "site_id", "status"),
        Index(None, "site_id", "look_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    key: Mapped[str] = mapped_column(Name(500))
    url: Mapped[str]
    via: Mapped[str] = mapped_column(Name(20))
    found_on: Mapped[str | None]
    title: Mapped[str | None]
    published: Mapped[str | None]
    modified: Mapped[str | None]
    section: Mapped[str | None]
    authors: Mapped[Any | None]
    description: Mapped[str | None]
    language: Mapped[str | None]
    first_listed_at: Mapped[datetime]
    last_listed_at: Mapped[datetime]
    crawl_id: Mapped[int | None] = mapped_column(ForeignKey("crawl.id"))
    open: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(Name(20))
    reason: Mapped[str | None]
    detail: Mapped[str | None]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    digest: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    fetched_at: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"), index=True)
    born_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
    words_since: Mapped[datetime | None]
    look_at: Mapped[datetime | None]
    changes: Mapped[int] = mapped_column(default=0, server_default="0")
    quiet_looks: Mapped[int] = mapped_column(default=0, server_default="0")
    expected_changes: Mapped[float] = mapped_column(default=0.0, server_default="0")


class ListingRow(Base):
    """Which seed lists which link, as of the seed's last answer."""

    __tablename__ = "listing"

    seed_id: Mapped[int] = mapped_column(ForeignKey("seed.id"), primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("link.id"), primary_key=True, index=True)
    crawl_id: Mapped[int] = mapped_column(ForeignKey("crawl.id"))
    position: Mapped[int]


class CaptureRow(Base):
    """What a server answered once, and where the bytes are kept."""

    __tablename__ = "capture"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("link.id"), index=True)
    crawl_id: Mapped[int | None] = mapped_column(ForeignKey("crawl.id"), index=True)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"), index=True)
    url: Mapped[str]
    final_url: Mapped[str | None]
    fetched_at: Mapped[datetime]
    http_status: Mapped[int]
    content_type: Mapped[str | None]
    body_bytes: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str | None]
    warc_file: Mapped[str | None]
    warc_offset: Mapped[int | None] = mapped_column(BigInteger)
    warc_length: Mapped[int | None] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(Name(20))
    reason: Mapped[str | None]
    detail: Mapped[str | None]


class OptOutRow(Base):
    """A signal that a capture is not to be archived, mined, or used to train models."""

    __tablename__ = "opt_out"

    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    signal: Mapped[str] = mapped_column(Name(50), index=True)
    source: Mapped[str] = mapped_column(Name(50))
    raw: Mapped[str]
    agent: Mapped[str | None]


class ReservationRow(Base):
    """The tdmrep.json of an origin as it was read last."""

    __tablename__ = "reservation"

    origin: Mapped[str] = mapped_column(Name(500), primary_key=True)
    fetched_at: Mapped[datetime]
    body: Mapped[bytes | None]


class LaterPageRow(Base):
    """A page of an article after its first, which has the capture."""

    __tablename__ = "later_page"

    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  #: from 2
    url: Mapped[str]
    final_url: Mapped[str | None]
    fetched_at: Mapped[datetime]
    http_status: Mapped[int]
    body_bytes: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str | None]
    warc_file: Mapped[str | None]
    warc_offset: Mapped[int | None] = mapped_column(BigInteger)
    warc_length: Mapped[int | None] = mapped_column(BigInteger)


class ArticleRow(Base):
    """An article as last read. Its words are those of the current revision; `article_text` shows both in one."""

    __tablename__ = "article"
    __table_args__ = (Index(None, "site_id", "published_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    key: Mapped[str] = mapped_column(Name(500), unique=True)
    url: Mapped[str]
    canonical_url: Mapped[str]
    title: Mapped[str | None]
    alternative_title: Mapped[str | None]
    description: Mapped[str | None]
    published_at: Mapped[datetime | None]
    published_day: Mapped[date | None] = mapped_column(index=True)
    published_clock: Mapped[str | None]
    published_zone: Mapped[str | None]
    published_precision: Mapped[str | None]
    published_raw: Mapped[str | None]
    modified_at: Mapped[datetime | None]
    modified_day: Mapped[date | None]
    modified_clock: Mapped[str | None]
    modified_zone: Mapped[str | None]
    modified_precision: Mapped[str | None]
    modified_raw: Mapped[str | None]
    language: Mapped[str | None]
    language_declared: Mapped[str | None]
    section: Mapped[str | None]
    links: Mapped[Any | None]
    paywalled: Mapped[bool | None]
    paywall_evidence: Mapped[str | None]
    agency: Mapped[str | None]
    credit_line: Mapped[str | None]
    dateline: Mapped[str | None]
    genre: Mapped[str | None]
    word_count: Mapped[int]
    fingerprint: Mapped[str | None] = mapped_column(Name(64), index=True)
    revision: Mapped[int]
    read_on_alias: Mapped[bool] = mapped_column(default=False)
    #: None: alone. No foreign key: a story and its articles would each need the other first.
    story_id: Mapped[int | None] = mapped_column(index=True)
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]
    gone_reason: Mapped[str | None]


class ArticleUrlRow(Base):
    """Every URL an article was seen under, and how it is known to be the article's."""

    __tablename__ = "article_url"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    key: Mapped[str] = mapped_column(Name(500), index=True)
    url: Mapped[str]
    how: Mapped[str] = mapped_column(Name(20))
    first_seen_at: Mapped[datetime]


class RevisionRow(Base):
    """An article's words at one capture, when they differ from the ones before."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    number: Mapped[int]
    title: Mapped[str | None]
    body: Mapped[str]
    blocks: Mapped[Any]
    fingerprint: Mapped[str | None] = mapped_column(Name(64))
    word_count: Mapped[int]
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"), index=True)
    seen_at: Mapped[datetime]
    reread_at: Mapped[datetime | None]
    change: Mapped[str | None] = mapped_column(Name(20))
    words_added: Mapped[int | None]
    words_removed: Mapped[int | None]
    edits: Mapped[Any | None]
    page_lines: Mapped[str | None]


class ReadingRow(Base):
    """One field's value in one revision, its source, and what lost against it."""

    __tablename__ = "reading"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    field: Mapped[str]
    value: Mapped[str]
    source: Mapped[str]
    rule: Mapped[str]
    raw: Mapped[str]
    confidence: Mapped[float]
    losers: Mapped[Any | None]


class RemovedRow(Base):
    """Text that stood near the article in one revision and was left out of the body."""

    __tablename__ = "removed"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    text: Mapped[str]
    reason: Mapped[str]
    place: Mapped[str | None]
    evidence: Mapped[str | None]


class AuthorRow(Base):
    """A name articles of a site are credited to."""

    __tablename__ = "author"
    __table_args__ = (UniqueConstraint("name", "kind", "site_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str] = mapped_column(Name(500))
    kind: Mapped[str] = mapped_column(Name(20))


class ArticleAuthorRow(Base):
    """An article's credit, with the profile page it links to and the role printed beside it."""

    __tablename__ = "article_author"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), index=True)
    url: Mapped[str | None]
    role: Mapped[str | None]


class TagRow(Base):
    """A keyword, as sites print it."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Name(500), unique=True)


class ArticleTagRow(Base):
    """An article's keywords, in the page's order."""

    __tablename__ = "article_tag"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), index=True)


class ImageRow(Base):
    """A picture of an article."""

    __tablename__ = "image"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    position: Mapped[int]
    url: Mapped[str]
    caption: Mapped[str | None]
    credit: Mapped[str | None]
    lead: Mapped[bool]


def table_of(row: type[Base]) -> Table:
    """Give the table rows of a kind are in, for statements that are made once: a model in a statement is resolved
    anew at every call, at about the cost of carrying it out."""
    table = row.__table__
    assert isinstance(table, Table)
    return table
