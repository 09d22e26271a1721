"""Rows of relations: which of those found are kept, and how they are written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, insert, or_, select, update

from archiver.dedupe.kinship import RULE, Kind, compare
from archiver.store.models import table_of
from archiver.store.models_kin import RelationRow
from archiver.store.portions import portions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy import BindParameter, Connection

    from archiver.dedupe.kinship import Kinship
    from archiver.store.columns import AnyRow
    from archiver.store.printed import Stored

#: Rows of one article, of those it may have with the articles of one story: enough to see how near it is to each of a
#: usual story, and few enough for a text that a hundred papers print.
_IN_STORY: Final = 8
#: Rows of one article that say it shares some passages.
_PASSAGES: Final = 12
#: What says most first.
STRENGTH: Final = {Kind.ALIAS.value: 0, Kind.COPY.value: 1, Kind.EXCERPT.value: 2, Kind.PARTIAL.value: 3}

_RELATION = table_of(RelationRow)
_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
_ADD = insert(_RELATION)
_IS_OF = or_(_RELATION.c.article_id.in_(_WANTED), _RELATION.c.other_id.in_(_WANTED))
_OF = select(_RELATION).where(_IS_OF)
_FORGET = delete(_RELATION).where(_IS_OF, _RELATION.c.exact.is_(False))
_CHANGED: Final = (
    "article_id",
    "other_id",
    "kind",
    "containment",
    "jaccard",
    "shared",
    "numbers_agree",
    "numbers_differ",
    "evidence",
    "rule",
    "decided_at",
)
_CHANGE = (
    update(_RELATION)
    .where(_RELATION.c.id == bindparam("row_id"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGED})
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What two articles are to each other."""

    child: int  #: the one that depends on the other
    parent: int
    met: Stored  #: the one of both that was met
    kinship: Kinship

    @property
    def pair(self) -> frozenset[int]:
        """Both, in no order."""
        return frozenset((self.child, self.parent))

    @property
    def order(self) -> tuple[int, float, int, str]:
        """Best first; no two found for one article are alike."""
        kinship = self.kinship
        return STRENGTH[kinship.kind.value], -kinship.containment, -kinship.shared, self.met.key

    def row(self, now: datetime) -> dict[str, Any]:
        """The row of `relation`."""
        kinship = self.kinship
        return {
            "article_id": self.child,
            "other_id": self.parent,
            "kind": kinship.kind.value,
            "exact": False,
            "containment": kinship.containment,
            "jaccard": kinship.jaccard,
            "shared": kinship.shared,
            "numbers_agree": kinship.numbers_agree,
            "numbers_differ": kinship.numbers_differ,
            "evidence": kinship.evidence,
            "rule": RULE,
            "decided_at": now,
        }


def find_relation(one: Stored, other: Stored) -> Found | None:
    """Say what an article is to *other*, which was met: the most that any words they were printed with say."""
    best: Found | None = None
    for mine in one.printed:
        for theirs in other.printed:
            kinship = compare(mine, theirs)
            if kinship is None:
                continue
            child, parent = (one, other) if kinship.child == one.key else (other, one)
            found = Found(child=child.id, parent=parent.id, met=other, kinship=kinship)
            if best is None or found.order < best.order:
                best = found
    return best


def choose(found: Iterable[Found]) -> list[Found]:
    """Give those of one article's that are worth a row, best first."""
    kept: list[Found] = []
    counts: Counter[tuple[str, int]] = Counter()
    passages = 0
    for one in sorted(found, key=lambda found: found.order):
        kind = one.kinship.kind.value
        story = (kind, one.met.story if one.met.story is not None else -one.met.id)
        counts[story] += 1
        passages += kind == Kind.PARTIAL
        if counts[story] <= _IN_STORY and passages <= _PASSAGES:
            kept.append(one)
    return kept


def exact_row(article_id: int, twin: int, found: Found | None, now: datetime) -> dict[str, Any]:
    """Give the row of an article that carries exactly the words another site printed first, and what else was found."""
    row = (
        found.row(now) if found is not None else {**dict.fromkeys(_CHANGED), "rule": RULE, "decided_at": now}
    )
    exact = {"kind": Kind.COPY.value, "exact": True, "containment": 1.0, "jaccard": 1.0}
    return {**row, **exact, "article_id": article_id, "other_id": twin}


def load_relations_of(connection: Connection, ids: Collection[int]) -> dict[frozenset[int], AnyRow]:
    """Give the rows of articles, by pair."""
    known: dict[frozenset[int], AnyRow] = {}
    for wanted in portions(sorted(ids)):
        for row in connection.execute(_OF, {"wanted": wanted}):
            known[frozenset((row.article_id, row.other_id))] = row
    return known


def forget_relations(connection: Connection, ids: Collection[int]) -> None:
    """Forget what comparing the words of articles has found."""
    for wanted in portions(sorted(ids)):
        connection.execute(_FORGET, {"wanted": wanted})


def forget_all_relations(connection: Connection) -> None:
    """Forget what is known of all articles."""
    connection.execute(delete(_RELATION))


def write_relations(
    connection: Connection, rows: Iterable[dict[str, Any]], known: dict[frozenset[int], AnyRow]
) -> list[dict[str, Any]]:
    """Store rows, those of *known* pairs only where they say more; gives those stored."""
    added, changed = [], []
    for row in rows:
        before = known.get(frozenset((row["article_id"], row["other_id"])))
        if before is None:
            added.append(row)
        elif _says_more(row, before):
            changed.append(row | {"row_id": before.id})
    if added:
        connection.execute(_ADD, added)
    for row in changed:
        connection.execute(
            _CHANGE, {"row_id": row["row_id"]} | {f"new_{name}": row[name] for name in _CHANGED}
        )
    return added + changed


def _says_more(row: dict[str, Any], before: AnyRow) -> bool:
    """What was found once stays, as it was true of words once printed."""
    if before.exact:
        return False
    strength, known = STRENGTH[row["kind"]], STRENGTH[before.kind]
    return strength < known or (strength == known and row["containment"] > before.containment)
