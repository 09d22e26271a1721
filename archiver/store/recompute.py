"""Recompute: the samples, relations and stories of all articles made anew, after the rule that decides has changed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, func, select

from archiver.dedupe.kinship import RULE, Kind
from archiver.store.kinship import Kin
from archiver.store.models import ArticleRow, RevisionRow, table_of
from archiver.store.models_kin import RelationRow, SheetRow, StoryRow
from archiver.store.portions import portions
from archiver.store.relations import forget_all_relations
from archiver.store.samples import empty_samples
from archiver.store.stories import regroup
from archiver.store.story_records import Moved, Recomputed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import BindParameter, Connection

    from archiver.store.printed import KinMemory

#: Articles looked at between two calls of *progress*.
_PORTION: Final = 200

_ARTICLE, _REVISION, _SHEET = table_of(ArticleRow), table_of(RevisionRow), table_of(SheetRow)
_RELATION, _STORY = table_of(RelationRow), table_of(StoryRow)
_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
_BODIES = (
    select(_ARTICLE.c.id, _ARTICLE.c.site_id, _REVISION.c.title, _REVISION.c.body)
    .join(_REVISION, _REVISION.c.article_id == _ARTICLE.c.id)
    .where(_ARTICLE.c.id.in_(_WANTED))
    .order_by(_ARTICLE.c.id, _REVISION.c.number)
)
_EXACT = select(_RELATION.c.article_id, _RELATION.c.other_id).where(_RELATION.c.exact)
_IN_STORIES = select(_ARTICLE.c.id, _ARTICLE.c.story_id).where(_ARTICLE.c.story_id.is_not(None))


def recompute(
    connection: Connection,
    memory: KinMemory,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Recomputed:
    """Decide everything anew from the words stored, in the order of the articles' ids, as if they came in just now.

    *progress* is told how many articles are done, and of how many. Which sites printed exactly the same words stays as it
    was found, with scores as they are now; all else is forgotten first.
    """
    relations, stories = _relations(connection), _stories(connection)
    twins = {row.article_id: row.other_id for row in connection.execute(_EXACT)}
    ids = list(connection.scalars(select(_ARTICLE.c.id).order_by(_ARTICLE.c.id)))
    stories_before = _count_stories(connection)
    empty_samples(connection)
    forget_all_relations(connection)
    memory.clear()
    kin = Kin(connection, memory, now, grouping=False)
    _note_paragraphs(connection, kin, ids)
    for at, portion in enumerate(portions(ids, _PORTION)):
        kin.decide_anew(portion)
        kin.note_twins({one: twins[one] for one in portion if one in twins})
        kin.flush()
        if progress is not None:
            progress(at * _PORTION + len(portion), len(ids))
    strong = select(_RELATION.c.article_id, _RELATION.c.other_id).where(
        _RELATION.c.kind != Kind.PARTIAL.value
    )
    regroup(connection, stories.keys() | {end for row in connection.execute(strong) for end in row})
    after = _stories(connection)
    added, removed, changed = _compare(relations, _relations(connection))
    return Recomputed(
        rule=RULE,
        articles=len(ids),
        added=added,
        removed=removed,
        changed=changed,
        stories_before=stories_before,
        stories_after=_count_stories(connection),
        moved=tuple(
            Moved(article_id=one, before=stories.get(one), after=after.get(one))
            for one in sorted(stories.keys() | after.keys())
            if stories.get(one) != after.get(one)
        ),
    )


def _note_paragraphs(connection: Connection, kin: Kin, ids: Sequence[int]) -> None:
    """Note the paragraphs of articles stored before there was a place for them."""
    noted = set(connection.scalars(select(_SHEET.c.article_id)))
    for portion in portions([one for one in ids if one not in noted]):
        for row in connection.execute(_BODIES, {"wanted": portion}):
            kin.paragraphs.note(row.site_id, row.id, row.title, row.body.split("\n\n"))
        kin.paragraphs.flush()


def _relations(connection: Connection) -> dict[frozenset[int], tuple[int, str]]:
    """The relations of pairs of articles: which of both depends on the other, and how."""
    rows = connection.execute(select(_RELATION.c.article_id, _RELATION.c.other_id, _RELATION.c.kind))
    return {frozenset((row.article_id, row.other_id)): (row.article_id, row.kind) for row in rows}


def _stories(connection: Connection) -> dict[int, int]:
    return {row.id: row.story_id for row in connection.execute(_IN_STORIES)}


def _count_stories(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(_STORY)) or 0


def _compare(
    before: dict[frozenset[int], tuple[int, str]], after: dict[frozenset[int], tuple[int, str]]
) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """What is new, gone, and of another kind or direction, counted by kind."""
    added = Counter(kind for pair, (_, kind) in after.items() if pair not in before)
    removed = Counter(kind for pair, (_, kind) in before.items() if pair not in after)
    changed = Counter(one[1] for pair, one in after.items() if pair in before and before[pair] != one)
    return dict(sorted(added.items())), dict(sorted(removed.items())), dict(sorted(changed.items()))
