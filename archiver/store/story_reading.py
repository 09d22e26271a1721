"""Relations and stories read again: what each article is in its story, and a story in the order of its publication."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, or_, select

from archiver.dedupe.paragraphs import strip
from archiver.store.models import ArticleRow, RevisionRow, SiteRow, table_of
from archiver.store.models_kin import RelationRow, SiteParagraphRow, StoryRow
from archiver.store.portions import portions
from archiver.store.story_compared import Compared, compare_bodies
from archiver.store.story_order import compare_times, reading_order
from archiver.store.story_records import Order, Relation, Role, Story, StoryMember
from archiver.store.words import read_moment_columns
from archiver.text import normalize_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import BindParameter, Connection

    from archiver.store.columns import AnyRow

_ARTICLE, _SITE, _REVISION = table_of(ArticleRow), table_of(SiteRow), table_of(RevisionRow)
_RELATION, _STORY, _PARAGRAPH = map(table_of, (RelationRow, StoryRow, SiteParagraphRow))
_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)

_OTHER = _ARTICLE.alias("other")
_OUTGOING = (
    select(*_RELATION.c, _OTHER.c.story_id.label("other_story"))
    .join(_OTHER, _OTHER.c.id == _RELATION.c.other_id)
    .where(_RELATION.c.article_id.in_(_WANTED))
)
_RECURRING = select(_PARAGRAPH.c.site_id, _PARAGRAPH.c.key).where(_PARAGRAPH.c.site_id.in_(_WANTED))
_ORIGINS = select(_STORY.c.id, _STORY.c.origin_id).where(_STORY.c.id.in_(_WANTED))
_MEMBER_IDS = select(_ARTICLE.c.id).where(_ARTICLE.c.story_id == bindparam("story")).order_by(_ARTICLE.c.id)
_MEMBERS = (
    select(*_ARTICLE.c, _SITE.c.name.label("site"), _REVISION.c.body)
    .join(_SITE, _SITE.c.id == _ARTICLE.c.site_id)
    .join(_REVISION, (_REVISION.c.article_id == _ARTICLE.c.id) & (_REVISION.c.number == _ARTICLE.c.revision))
    .where(_ARTICLE.c.id.in_(_WANTED))
)

#: Which relation of an article says most of it: the first in this order.
_RANKS: Final = {"alias": 0, "copy": 1, "excerpt": 2, "partial": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an article is in its story."""

    story: int | None
    role: Role
    relations: tuple[Relation, ...]  #: in which it depends on another; the one that makes it a member first


def load_relations(connection: Connection, article_id: int) -> list[Relation]:
    """Give all relations of an article, whichever of both depends on the other; the closest first."""
    rows = connection.execute(
        select(*_RELATION.c).where(
            or_(_RELATION.c.article_id == article_id, _RELATION.c.other_id == article_id)
        )
    )
    return sorted(map(_read_relation, rows), key=_closeness)


def load_standings(connection: Connection, stories: dict[int, int | None]) -> dict[int, Standing]:
    """Give what articles are in their stories; *stories* are their `story_id` by id."""
    origins: dict[int, int] = {}
    for wanted in portions(sorted({story for story in stories.values() if story is not None})):
        rows = connection.execute(_ORIGINS, {"wanted": wanted})
        origins |= {row.id: row.origin_id for row in rows}
    outgoing: dict[int, list[tuple[Relation, int | None]]] = defaultdict(list)
    for wanted in portions(sorted(stories)):
        for row in connection.execute(_OUTGOING, {"wanted": wanted}):
            outgoing[row.article_id].append((_read_relation(row), row.other_story))
    return {
        article_id: _stand(article_id, story, origins.get(story or 0), outgoing[article_id])
        for article_id, story in stories.items()
    }


def _stand(
    article_id: int, story: int | None, origin: int | None, outgoing: Sequence[tuple[Relation, int | None]]
) -> Standing:
    """An alias is one whatever else it is. Else the relation to the origin says most; without one, being an excerpt of
    any article of the story: two teasers of one text are copies of each other, and teasers all the same."""

    def standing_of(found: tuple[Relation, int | None]) -> tuple[object, ...]:
        relation, other_story = found
        if story is None or other_story != story:
            return True, *_closeness(relation)
        kind = relation.kind
        by_origin = relation.other_id != origin, kind != "excerpt"
        return False, kind == "partial", kind != "alias", *by_origin, *_closeness(relation)

    ordered = sorted(outgoing, key=standing_of)
    relations = tuple(relation for relation, _ in ordered)
    if story is None:
        return Standing(story=None, role=Role.ALONE, relations=relations)
    if article_id == origin:
        return Standing(story=story, role=Role.ORIGIN, relations=relations)
    inside = [relation.kind for relation, other_story in ordered if other_story == story]
    role = Role(inside[0]) if inside and inside[0] in ("alias", "excerpt") else Role.COPY
    return Standing(story=story, role=role, relations=relations)


def _closeness(relation: Relation) -> tuple[float, ...]:
    return (
        _RANKS.get(relation.kind, len(_RANKS)),
        -relation.containment,
        -(relation.shared or 0),
        relation.article_id,
        relation.other_id,
    )


def _read_relation(row: AnyRow) -> Relation:
    return Relation(
        article_id=row.article_id,
        other_id=row.other_id,
        kind=row.kind,
        exact=row.exact,
        containment=row.containment,
        jaccard=row.jaccard,
        shared=row.shared,
        numbers_agree=row.numbers_agree,
        numbers_differ=row.numbers_differ,
        evidence=row.evidence,
        rule=row.rule,
        decided_at=row.decided_at,
    )


def load_story(connection: Connection, article_id: int) -> Story:
    """Give the story an article belongs to; of one that is alone, the article and what shares passages with it."""
    story_id = connection.scalar(select(_ARTICLE.c.story_id).where(_ARTICLE.c.id == article_id))
    ids = [article_id] if story_id is None else list(connection.scalars(_MEMBER_IDS, {"story": story_id}))
    rows = _load_members(connection, ids)
    standings = load_standings(connection, {row.id: row.story_id for row in rows.values()})
    origin = rows[
        next((one for one, standing in standings.items() if standing.role is Role.ORIGIN), article_id)
    ]
    words = _own_words(connection, rows)
    members = [_member(row, standings[row.id], origin, words) for row in rows.values()]
    whole = [member for member in members if member.role is not Role.EXCERPT]
    return Story(
        id=story_id,
        title=origin.title,
        origin_id=origin.id,
        maybe_first=_maybe_first(whole, origin),
        agencies=tuple(Counter(member.agency for member in members if member.agency).most_common()),
        sites=tuple(sorted({member.site for member in members})),
        members=_in_order(whole),
        excerpts=_in_order(member for member in members if member.role is Role.EXCERPT),
        sharing=_load_sharing(connection, rows, origin),
    )


def load_own_words(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """Give the bodies of articles without the paragraphs that recur on their sites."""
    return _own_words(connection, _load_members(connection, ids))


def _own_words(connection: Connection, rows: dict[int, AnyRow]) -> dict[int, str]:
    recurring: dict[int, set[int]] = defaultdict(set)
    for wanted in portions(sorted({row.site_id for row in rows.values()})):
        for row in connection.execute(_RECURRING, {"wanted": wanted}):
            recurring[row.site_id].add(row.key)
    return {
        row.id: "\n\n".join(strip(row.body.split("\n\n"), recurring[row.site_id])) for row in rows.values()
    }


def _load_members(connection: Connection, ids: Sequence[int]) -> dict[int, AnyRow]:
    found = [
        row for wanted in portions(ids) for row in connection.execute(_MEMBERS, {"wanted": wanted}).all()
    ]
    return {row.id: row for row in found}


def _maybe_first(members: Sequence[StoryMember], origin: AnyRow) -> tuple[int, ...]:
    """The origin, and articles of other sites of which the pages do not say that they came later."""
    others = [
        member.id
        for member in members
        if member.order in (Order.EARLIER, Order.UNCLEAR) and member.site != origin.site
    ]
    return (origin.id, *sorted(others))


def _in_order(members: Iterable[StoryMember]) -> tuple[StoryMember, ...]:
    """As they were published; the origin stands first among those of which nobody knows the order."""
    ordered = sorted(members, key=lambda one: reading_order(one.published, one.first_seen_at, one.url))
    origin = next((one for one in ordered if one.order is Order.ORIGIN), None)
    if origin is None:
        return tuple(ordered)
    rest = [one for one in ordered if one is not origin]
    before = [one for one in rest if one.order is Order.EARLIER]
    return (*before, origin, *(one for one in rest if one.order is not Order.EARLIER))


def _member(row: AnyRow, standing: Standing, origin: AnyRow, words: dict[int, str]) -> StoryMember:
    is_origin = row.id == origin.id
    compared = Compared() if is_origin else compare_bodies(words[origin.id], words[row.id])
    relation = next(iter(standing.relations), None)
    return _make_member(row, origin, standing.role, None if is_origin else relation, compared)


def _make_member(
    row: AnyRow, origin: AnyRow, role: Role | None, relation: Relation | None, compared: Compared
) -> StoryMember:
    published = read_moment_columns(row, "published")
    delay = compare_times(read_moment_columns(origin, "published"), published)
    is_origin = row.id == origin.id
    return StoryMember(
        id=row.id,
        site=row.site,
        url=row.canonical_url,
        title=row.title,
        language=row.language,
        role=role,
        published=published,
        first_seen_at=row.first_seen_at,
        gone_at=row.gone_at,
        agency=row.agency,
        revision=row.revision,
        word_count=row.word_count,
        order=Order.ORIGIN if is_origin else delay.order,
        seconds_behind=None if is_origin else delay.seconds,
        days_behind=None if is_origin else delay.days,
        carries=compared.carries,
        own=compared.own,
        same_title=None if is_origin else _same_title(origin.title, row.title),
        added=compared.added,
        left_out=compared.left_out,
        differences=compared.differences,
        relation=relation,
    )


def _same_title(one: str | None, other: str | None) -> bool | None:
    if not one or not other:
        return None
    return normalize_text(one) == normalize_text(other)


def _load_sharing(
    connection: Connection, members: dict[int, AnyRow], origin: AnyRow
) -> tuple[StoryMember, ...]:
    """Articles outside that hang together with one inside, by the closest relation each has."""
    best: dict[int, Relation] = {}
    for wanted in portions(sorted(members)):
        rows = connection.execute(
            select(*_RELATION.c).where(
                or_(_RELATION.c.article_id.in_(wanted), _RELATION.c.other_id.in_(wanted))
            )
        )
        for relation in map(_read_relation, rows):
            for outside in {relation.article_id, relation.other_id} - members.keys():
                held = best.get(outside)
                if held is None or _closeness(relation) < _closeness(held):
                    best[outside] = relation
    found = _load_members(connection, sorted(best))
    return _in_order(_make_member(row, origin, None, best[row.id], Compared()) for row in found.values())
