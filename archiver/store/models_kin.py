"""The tables of what articles have to do with each other: samples of their words, relations, stories."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads them
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from archiver.store.columns import Name
from archiver.store.models import Base


class SampleRow(Base):
    """A sampled shingle hash of an article's words: articles that share some are worth comparing.

    No foreign key: a database would look up the same article some twenty times for each one stored.
    """

    __tablename__ = "sample"
    __table_args__ = ({"sqlite_with_rowid": False},)

    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    article_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class RelationRow(Base):
    """How an article depends on another one, the evidence, and the rule that said so."""

    __tablename__ = "relation"
    __table_args__ = (UniqueConstraint("article_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))  #: the one that depends on the other
    other_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    kind: Mapped[str] = mapped_column(Name(20))
    exact: Mapped[bool] = mapped_column(default=False)  #: the other site printed the same words, all of them
    containment: Mapped[float]
    jaccard: Mapped[float | None]
    shared: Mapped[int | None]
    numbers_agree: Mapped[int | None]
    numbers_differ: Mapped[int | None]
    evidence: Mapped[Any | None]
    rule: Mapped[int]  #: 0: exact words, found before there were rules
    decided_at: Mapped[datetime]


class StoryRow(Base):
    """The articles that carry the same text: `article.story_id` names it."""

    __tablename__ = "story"

    #: The smallest id among its articles when it was made.
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    origin_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    first_published_at: Mapped[datetime | None]
    first_published_day: Mapped[date | None]
    agency: Mapped[str | None]
    articles: Mapped[int]
    sites: Mapped[int]


class SiteParagraphRow(Base):
    """A paragraph that recurs in differently titled articles of a site, and tells none from another."""

    __tablename__ = "site_paragraph"
    __table_args__ = (UniqueConstraint("site_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    key: Mapped[int] = mapped_column(BigInteger)
    text: Mapped[str | None]  #: as one article prints it


class SheetRow(Base):
    """An article's paragraphs as keys, one row for each time its words were stored."""

    __tablename__ = "sheet"
    __table_args__ = (Index(None, "site_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    title: Mapped[int | None] = mapped_column(BigInteger)
    paragraphs: Mapped[bytes]


class SiteParameterRow(Base):
    """A parameter of a site's URLs: how often pages told apart by nothing else had the same words, how often others."""

    __tablename__ = "site_parameter"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(Name(300), primary_key=True)  #: in lower case
    urls: Mapped[int] = mapped_column(default=0)  #: that were remembered to be compared
    same_words: Mapped[int] = mapped_column(default=0)  #: articles
    other_words: Mapped[int] = mapped_column(default=0)  #: pairs of articles
    ignored_since: Mapped[datetime | None]
    same_url: Mapped[str | None]  #: the last pair of either kind
    same_url_too: Mapped[str | None]
    other_url: Mapped[str | None]
    other_url_too: Mapped[str | None]


class ParameterPageRow(Base):
    """An article's URL without one parameter, as long as nobody knows whether that one matters."""

    __tablename__ = "parameter_page"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "name"], ["site_parameter.site_id", "site_parameter.name"]),
    )

    site_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(Name(300), primary_key=True)
    rest: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False
    )  #: hash of the key without it
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    url: Mapped[str]
    paired: Mapped[bool] = mapped_column(default=False)  #: the article has counted
