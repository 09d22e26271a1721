"""Stories: the articles that carry the same text get one number, and the story a row of its own.

A story goes by the id of one of its articles, so that no two stories can come to one number; it keeps it while that
article is in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from archiver.dedupe.kinship import Kind
from archiver.dedupe.stories import Edge, group
from archiver.store.models import ArticleRow, table_of
from archiver.store.models_kin import RelationRow, StoryRow
from archiver.store.portions import portions
from archiver.store.prepared import Prepared
from archiver.store.printed import day_of
from archiver.store.story_order import reading_order
from archiver.store.words import read_moment_columns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import BindParameter, Connection

    from archiver.store.columns import AnyRow

#: A story of more articles is not described from all of them each time one joins, or a text that thousands of pages
#: carry would cost more with each.
_LARGE: Final = 200

_ARTICLE, _RELATION, _STORY = map(table_of, (ArticleRow, RelationRow, StoryRow))
_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
_IS_EXCERPT = (
    select(_RELATION.c.id)
    .where(_RELATION.c.article_id == _ARTICLE.c.id, _RELATION.c.kind == Kind.EXCERPT.value)
    .exists()
    .label("is_excerpt")
)
_DESCRIBED = select(
    _ARTICLE.c.id,
    _ARTICLE.c.site_id,
    _ARTICLE.c.story_id,
    _ARTICLE.c.agency,
    _ARTICLE.c.key,
    _ARTICLE.c.first_seen_at,
    *(column for column in _ARTICLE.c if column.name.startswith("published_")),
    _IS_EXCERPT,
)
_MEMBERS = _DESCRIBED.where(_ARTICLE.c.story_id == bindparam("story"))
_SOME_MEMBERS = _MEMBERS.limit(_LARGE + 1)
_IN_STORIES = select(_ARTICLE.c.id, _ARTICLE.c.story_id).where(_ARTICLE.c.story_id.in_(_WANTED))
_BY_ID = select(
    _ARTICLE.c.id, _ARTICLE.c.story_id, _ARTICLE.c.key, _ARTICLE.c.published_day, _ARTICLE.c.first_seen_at
).where(_ARTICLE.c.id.in_(_WANTED))
_STRONG = select(
    _RELATION.c.article_id,
    _RELATION.c.other_id,
    _RELATION.c.kind,
    _RELATION.c.containment,
    _RELATION.c.shared,
).where(
    or_(_RELATION.c.article_id.in_(_WANTED), _RELATION.c.other_id.in_(_WANTED)),
    _RELATION.c.kind != Kind.PARTIAL.value,
)
_JOIN = Prepared(
    update(_ARTICLE).where(_ARTICLE.c.id == bindparam("row_id")).values(story_id=bindparam("new_story_id"))
)
_FORGET = delete(_STORY).where(_STORY.c.id.in_(_WANTED))
_ADD = insert(_STORY)
_CHANGE = (
    update(_STORY)
    .where(_STORY.c.id == bindparam("new_id"))
    .values({column.name: bindparam(f"new_{column.name}") for column in _STORY.c if column.name != "id"})
)


def join_stories(
    connection: Connection, relations: Sequence[tuple[int, int]], stories: Mapping[int, int | None]
) -> None:
    """Put articles just stored into stories; *relations* are those of them that make stories, child first.

    *stories* are the present ones of all articles named. Most articles are the copy of one that was alone, or hang
    together with a single story and change nothing in it but the number of its articles; for the rest, see `regroup`.
    """
    met: dict[int, set[int]] = defaultdict(set)
    for child, parent in relations:
        met[child].add(parent)
        met[parent].add(child)
    pairs: dict[int, int | None] = {}
    joining: dict[int, int | None] = {}
    for child, parent in relations:
        if stories[child] is not None:
            continue
        if stories[parent] is None and met[child] == {parent} and met[parent] == {child}:
            pairs |= dict.fromkeys((child, parent), min(child, parent))
        elif stories[parent] is not None and {stories[one] for one in met[child]} == {stories[parent]}:
            # the other way about it may not join: an excerpt of the new one may have a better parent
            joining[child] = stories[parent]
    _move(connection, pairs | joining)
    _describe(connection, pairs.values())
    _enlarge(connection, joining)
    settled = pairs.keys() | joining.keys()
    rest = {one for pair in relations if settled.isdisjoint(pair) for one in pair}
    if rest:
        regroup(connection, rest)


def regroup(connection: Connection, ids: Collection[int]) -> None:
    """Decide anew which stories there are among articles, those in one story with them, and all these hang on."""
    rows, edges = _load_hanging_together(connection, set(ids))
    clusters = group(
        Edge(
            child=edge.article_id,
            parent=edge.other_id,
            kind=Kind(edge.kind),
            containment=edge.containment,
            shared=edge.shared or 0,
            parent_day=day_of(rows[edge.other_id]),
            parent_key=rows[edge.other_id].key,
        )
        for edge in edges
    )
    before = {one: row.story_id for one, row in rows.items()}
    after: dict[int, int | None] = dict.fromkeys(rows)
    for cluster in clusters:
        after |= dict.fromkeys(cluster, _number(cluster, before))
    moved = {one: story for one, story in after.items() if story != before[one]}
    _move(connection, moved)
    touched = sorted({story for one in moved for story in (before[one], after[one]) if story is not None})
    for wanted in portions(touched):
        connection.execute(_FORGET, {"wanted": wanted})
    _describe(connection, touched)


def _number(cluster: Collection[int], before: Mapping[int, int | None]) -> int:
    """The number of the story most of its articles were in, if it may keep it."""
    counts = Counter(story for one in cluster if (story := before[one]) is not None and story in cluster)
    return min(counts, key=lambda story: (-counts[story], story)) if counts else min(cluster)


def _load_hanging_together(connection: Connection, ids: set[int]) -> tuple[dict[int, AnyRow], set[AnyRow]]:
    """Give articles, by id, with all they hang together with, and the relations among them that make stories."""
    rows: dict[int, AnyRow] = {}
    edges: set[AnyRow] = set()
    while ids:
        found = [
            row for wanted in portions(sorted(ids)) for row in connection.execute(_BY_ID, {"wanted": wanted})
        ]
        rows |= {row.id: row for row in found}
        new = [
            row for wanted in portions(sorted(ids)) for row in connection.execute(_STRONG, {"wanted": wanted})
        ]
        edges.update(new)
        ids = {end for row in new for end in (row.article_id, row.other_id)}
        stories = sorted({row.story_id for row in found if row.story_id is not None})
        for wanted in portions(stories):
            ids.update(row.id for row in connection.execute(_IN_STORIES, {"wanted": wanted}))
        ids -= rows.keys()
    return rows, edges


def _move(connection: Connection, stories: Mapping[int, int | None]) -> None:
    if stories:
        _JOIN.run(
            connection, ({"row_id": one, "new_story_id": story} for one, story in sorted(stories.items()))
        )


def _describe(connection: Connection, stories: Iterable[int | None]) -> None:
    """Write the rows of stories that have none."""
    rows = []
    for story in sorted({story for story in stories if story is not None}):
        members = connection.execute(_MEMBERS, {"story": story}).all()
        if members:
            rows.append(_story_row(story, members))
    if rows:
        connection.execute(_ADD, rows)


def _enlarge(connection: Connection, joined: Mapping[int, int | None]) -> None:
    """Bring the rows of stories up to date that articles have *joined*."""
    for story in sorted({story for story in joined.values() if story is not None}):
        members = connection.execute(_SOME_MEMBERS, {"story": story}).all()
        if len(members) <= _LARGE:
            row = _story_row(story, members)
        else:
            row = _large_story_row(connection, story, [one for one, of in joined.items() if of == story])
        connection.execute(_CHANGE, {f"new_{name}": value for name, value in row.items()})


def _large_story_row(connection: Connection, story: int, joined: Sequence[int]) -> dict[str, Any]:
    """The row of a large story, from what it was and the articles that joined it."""
    before = connection.execute(select(_STORY).where(_STORY.c.id == story)).one()
    members = connection.execute(_DESCRIBED.where(_ARTICLE.c.id.in_([before.origin_id, *joined]))).all()
    sites = select(func.count(_ARTICLE.c.site_id.distinct())).where(_ARTICLE.c.story_id == story)
    row = _story_row(story, members)
    return row | {
        "agency": before.agency or row["agency"],
        "articles": before.articles + len(joined),
        "sites": connection.scalar(sites),
    }


def _story_row(story: int, members: Sequence[AnyRow]) -> dict[str, Any]:
    ordered = sorted(
        members,
        key=lambda row: reading_order(read_moment_columns(row, "published"), row.first_seen_at, row.key),
    )
    origin = next((row for row in ordered if not row.is_excerpt), ordered[0])
    return {
        "id": story,
        "origin_id": origin.id,
        "first_published_at": origin.published_at,
        "first_published_day": origin.published_day,
        "agency": next((row.agency for row in ordered if row.agency), None),
        "articles": len(members),
        "sites": len({row.site_id for row in members}),
    }
