"""Stats: what the archive holds, by site, month and run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import ColumnElement, extract, func, select

from archiver.store.ledger import read_counts
from archiver.store.models import ArticleRow, CaptureRow, CrawlRow, LinkRow, RevisionRow, SiteRow
from archiver.store.models_kin import RelationRow, StoryRow
from archiver.store.records import CrawlStats, MonthStats, RelationStats, SiteStats, Stats

if TYPE_CHECKING:
    from sqlalchemy import Connection

_LAST_CRAWLS: Final = 20


def read_stats(connection: Connection) -> Stats:
    """Count everything."""

    def count(row: type[ArticleRow | RevisionRow | CaptureRow | LinkRow | StoryRow]) -> int:
        return connection.scalar(select(func.count()).select_from(row)) or 0

    return Stats(
        articles=count(ArticleRow),
        revisions=count(RevisionRow),
        captures=count(CaptureRow),
        links=count(LinkRow),
        stories=count(StoryRow),
        in_stories=connection.scalar(select(func.count(ArticleRow.story_id))) or 0,
        sites=_sites(connection),
        months=_months(connection),
        crawls=_crawls(connection),
    )


def _sites(connection: Connection) -> tuple[SiteStats, ...]:
    links = {
        row[0]: row[1]
        for row in connection.execute(select(LinkRow.site_id, func.count()).group_by(LinkRow.site_id))
    }
    crawled = {
        row[0]: row[1]
        for row in connection.execute(
            select(CrawlRow.site_id, func.max(CrawlRow.started_at)).group_by(CrawlRow.site_id)
        )
    }
    origins = {
        row[0]: row[1]
        for row in connection.execute(
            select(ArticleRow.site_id, func.count())
            .join(StoryRow, StoryRow.origin_id == ArticleRow.id)
            .group_by(ArticleRow.site_id)
        )
    }
    rows = connection.execute(
        select(
            SiteRow.id,
            SiteRow.name,
            func.count(ArticleRow.id).label("articles"),
            func.count(ArticleRow.story_id).label("in_stories"),
            func.count(ArticleRow.story_id.distinct()).label("stories"),
            func.coalesce(func.sum(ArticleRow.revision), 0).label("revisions"),
            func.min(ArticleRow.published_day).label("first"),
            func.max(ArticleRow.published_day).label("last"),
        )
        .join(ArticleRow, ArticleRow.site_id == SiteRow.id, isouter=True)
        .group_by(SiteRow.id, SiteRow.name)
        .order_by(SiteRow.name)
    )
    return tuple(
        SiteStats(
            site=row.name,
            articles=row.articles,
            revisions=row.revisions,
            links=links.get(row.id, 0),
            stories=row.stories,
            in_stories=row.in_stories,
            origins=origins.get(row.id, 0),
            first_published=row.first,
            last_published=row.last,
            last_crawl_at=crawled.get(row.id),
        )
        for row in rows
    )


def _months(connection: Connection) -> tuple[MonthStats, ...]:
    year: ColumnElement[int] = extract("year", ArticleRow.published_day)
    month: ColumnElement[int] = extract("month", ArticleRow.published_day)
    rows = connection.execute(
        select(SiteRow.name, year.label("year"), month.label("month"), func.count().label("articles"))
        .join(SiteRow, SiteRow.id == ArticleRow.site_id)
        .group_by(SiteRow.name, year, month)
        .order_by(SiteRow.name, year, month)
    )
    return tuple(
        MonthStats(
            site=row.name,
            month=None if row.year is None else f"{int(row.year):04}-{int(row.month):02}",
            articles=row.articles,
        )
        for row in rows
    )


def count_relations(connection: Connection) -> tuple[RelationStats, ...]:
    """Count the relations by kind and version of the rule."""
    kind, rule = RelationRow.kind, RelationRow.rule
    rows = connection.execute(
        select(kind, rule, func.count().label("relations")).group_by(kind, rule).order_by(kind, rule)
    )
    return tuple(RelationStats(kind=row.kind, rule=row.rule, relations=row.relations) for row in rows)


def _crawls(connection: Connection) -> tuple[CrawlStats, ...]:
    rows = connection.execute(
        select(*CrawlRow.__table__.columns, SiteRow.name.label("site"))
        .join(SiteRow, SiteRow.id == CrawlRow.site_id)
        .order_by(CrawlRow.id.desc())
        .limit(_LAST_CRAWLS)
    )
    return tuple(
        CrawlStats(
            id=row.id,
            run=row.run,
            site=row.site,
            started_at=row.started_at,
            finished_at=row.finished_at,
            counts=dict(read_counts(row)),
            error=row.error,
        )
        for row in rows
    )
