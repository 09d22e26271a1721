"""Folding: what a search finds with each story as one line, without sorting all that matches by story."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, func, select

from archiver.store.models import ArticleRow, table_of
from archiver.store.models_kin import StoryRow
from archiver.store.portions import portions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import BindParameter, ColumnElement, Connection

    from archiver.store.columns import AnyRow
    from archiver.store.database import Database, Term

_ARTICLE, _STORY = table_of(ArticleRow), table_of(StoryRow)
_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
_STORIES = select(_ARTICLE.c.id, _ARTICLE.c.story_id).where(_ARTICLE.c.id.in_(_WANTED))
_ORIGINS = select(_STORY.c.id, _STORY.c.origin_id).where(_STORY.c.id.in_(_WANTED))

#: Matches looked at first, per line asked for, and at least: few stories have more articles than that on average.
_DEPTH, _LEAST_DEPTH = 4, 100

#: What tells how many lines matching articles are: articles alone are one each.
LINE_COUNTS: Final = (
    func.count(_ARTICLE.c.id).label("articles"),
    func.count(_ARTICLE.c.story_id).label("in_stories"),
    func.count(_ARTICLE.c.story_id.distinct()).label("stories"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An article found, and what is folded into it."""

    id: int
    score: float  #: of the best article that is folded in, itself included
    other_sites: int = 0  #: with articles of its story that match
    other_pages: int = 0  #: further articles of its own site


def read_line_counts(row: AnyRow) -> tuple[int, int]:
    """Give how many articles there are, and how many lines, of the row `LINE_COUNTS` gives."""
    return row.articles, row.articles - row.in_stories + row.stories


def fold_matches(
    connection: Connection,
    database: Database,
    terms: Sequence[Term],
    conditions: Sequence[ColumnElement[bool]],
    limit: int,
    offset: int,
) -> list[Line]:
    """Give the best lines: a story stands where the best of its articles would, and is shown by its origin if that
    matches, else by that best one.

    The ranked matches are read from the top, as many as the lines need; each time those do not suffice, four times
    as many. That gives the lines that grouping all matches would give, at the price of a search that folds nothing.
    """
    depth = max(_DEPTH * (offset + limit), _LEAST_DEPTH)
    while True:
        best = database.best_matches(connection, terms, conditions, depth, 0)
        stories = _stories_of(connection, [article_id for article_id, _ in best])
        lines: dict[int, tuple[int, float]] = {}
        for article_id, score in best:
            # an article alone is its own story; ids are above 0, so its negative is no story's
            lines.setdefault(stories[article_id] or -article_id, (article_id, score))
        if len(lines) >= offset + limit or len(best) < depth:
            break
        depth *= _DEPTH
    shown = dict(list(lines.items())[offset : offset + limit])
    members = _matching_members(
        connection, database, terms, conditions, [story for story in shown if story > 0]
    )
    return [_line(*found, members.get(story)) for story, found in shown.items()]


def _stories_of(connection: Connection, ids: Sequence[int]) -> dict[int, int | None]:
    return {
        row.id: row.story_id
        for wanted in portions(ids)
        for row in connection.execute(_STORIES, {"wanted": wanted}).all()
    }


@dataclass(slots=True)
class _Members:
    """Articles of one story that match: site by id."""

    sites: dict[int, int]
    origin: int | None = None


def _matching_members(
    connection: Connection,
    database: Database,
    terms: Sequence[Term],
    conditions: Sequence[ColumnElement[bool]],
    stories: Sequence[int],
) -> dict[int, _Members]:
    found: dict[int, _Members] = defaultdict(lambda: _Members(sites={}))
    of_stories = select(_ARTICLE.c.id, _ARTICLE.c.story_id, _ARTICLE.c.site_id).where(*conditions)
    for wanted in portions(stories):
        rows = connection.execute(of_stories.where(_ARTICLE.c.story_id.in_(wanted))).all()
        holding = {
            article_id
            for ids in portions([row.id for row in rows])
            for article_id in database.holding(connection, terms, ids)
        }
        for row in rows:
            if row.id in holding:
                found[row.story_id].sites[row.id] = row.site_id
        for story in connection.execute(_ORIGINS, {"wanted": wanted}):
            found[story.id].origin = story.origin_id
    return found


def _line(article_id: int, score: float, members: _Members | None) -> Line:
    if members is None:
        return Line(id=article_id, score=score)
    if members.origin in members.sites:
        article_id = members.origin
    own = members.sites.get(article_id)
    return Line(
        id=article_id,
        score=score,
        other_sites=len(set(members.sites.values()) - {own}),
        other_pages=sum(1 for site in members.sites.values() if site == own) - 1,
    )
