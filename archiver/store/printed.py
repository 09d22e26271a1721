"""Printed: articles of the archive as they are compared, their shingles rebuilt from the stored words."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, select

from archiver.dedupe.kinship import Printed
from archiver.dedupe.shingles import shingle
from archiver.store.columns import INTEGER
from archiver.store.models import ArticleRow, RevisionRow, table_of
from archiver.store.paragraphs import ParagraphMemory, Paragraphs
from archiver.store.portions import padded, portions
from archiver.store.site_keys import RuleMemory
from archiver.text import normalize_text

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import BindParameter, Connection

    from archiver.dedupe.shingles import ShingledText
    from archiver.store.columns import AnyRow

#: Shingles of articles kept, 16 bytes each: the articles of the last days, of which most copies are.
_KEPT: Final = 2_000_000
#: Revisions of one article that are compared: its first and its newest. A live blog has hundreds.
_REVISIONS: Final = 5

_ARTICLE, _REVISION = table_of(ArticleRow), table_of(RevisionRow)
_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
#: Articles asked for at once: seldom are there more candidates.
_ASKED: Final = 12
_FOUND = (
    select(
        _ARTICLE.c.id,
        _ARTICLE.c.site_id,
        _ARTICLE.c.key,
        _ARTICLE.c.published_day,
        _ARTICLE.c.published_at,
        _ARTICLE.c.first_seen_at,
        _ARTICLE.c.agency,
        _ARTICLE.c.story_id,
        _REVISION.c.id.label("revision_id"),
        _REVISION.c.title,
        _REVISION.c.fingerprint,
    )
    .join(_REVISION, _REVISION.c.article_id == _ARTICLE.c.id)
    .where(_ARTICLE.c.id.in_([bindparam(f"id_{at}", type_=INTEGER) for at in range(_ASKED)]))
    .order_by(_ARTICLE.c.id, _REVISION.c.number)
)
_BODIES = select(_REVISION.c.id, _REVISION.c.body).where(_REVISION.c.id.in_(_WANTED))


@dataclass(slots=True)
class KinMemory:
    """What an open archive remembers between batches, so that the words of a copied article are not read each time."""

    paragraphs: ParagraphMemory = field(default_factory=ParagraphMemory)
    rules: RuleMemory = field(default_factory=RuleMemory)  #: of sites' parameters
    #: by article and fingerprint, least recently asked for first
    texts: OrderedDict[tuple[int, str | None], ShingledText] = field(default_factory=OrderedDict)
    size: int = 0  #: shingles in `texts`

    def keep(self, article_id: int, fingerprint: str | None, text: ShingledText) -> None:
        """Remember the shingles of an article's words."""
        self.forget(article_id, fingerprint)
        self.texts[article_id, fingerprint] = text
        self.size += len(text.hashes)
        while self.size > _KEPT:
            _, oldest = self.texts.popitem(last=False)
            self.size -= len(oldest.hashes)

    def find(self, article_id: int, fingerprint: str | None) -> ShingledText | None:
        """Give the shingles of an article's words, if they are remembered."""
        found = self.texts.get((article_id, fingerprint))
        if found is not None:
            self.texts.move_to_end((article_id, fingerprint))
        return found

    def forget(self, article_id: int, fingerprint: str | None) -> None:
        """An article's words are stripped otherwise now."""
        former = self.texts.pop((article_id, fingerprint), None)
        if former is not None:
            self.size -= len(former.hashes)

    def clear(self) -> None:
        """A transaction failed: ids given in it will be given again."""
        self.paragraphs = ParagraphMemory()
        self.rules.forget()
        self.texts.clear()
        self.size = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An article as the archive holds it, each of its revisions ready to be compared."""

    id: int
    story: int | None
    key: str
    printed: tuple[Printed, ...]  #: oldest first

    @property
    def hashes(self) -> set[int]:
        """Its sample: of the words of all its revisions."""
        return {one for printed in self.printed for one in printed.text.sample}


def load_stored(
    connection: Connection,
    memory: KinMemory,
    paragraphs: Paragraphs,
    ids: Collection[int],
    *,
    afresh: frozenset[int] = frozenset(),
) -> dict[int, Stored]:
    """Give articles by id; of those in *afresh*, nothing remembered is used."""
    if not ids:
        return {}
    rows: dict[int, list[AnyRow]] = defaultdict(list)
    for wanted in portions(sorted(set(ids)), _ASKED):
        asked = {f"id_{at}": one for at, one in enumerate(padded(wanted, _ASKED))}
        for row in connection.execute(_FOUND, asked).all():
            rows[row.id].append(row)
    chosen = {one: [*found[:1], *found[1:][1 - _REVISIONS :]] for one, found in rows.items()}
    for row in (row for one in afresh & chosen.keys() for row in chosen[one]):
        memory.forget(row.id, row.fingerprint)
    texts = _find_texts(connection, memory, paragraphs, [row for found in chosen.values() for row in found])
    return {
        one: Stored(
            id=one,
            story=found[0].story_id,
            key=found[0].key,
            printed=tuple(_printed(row, texts[row.revision_id]) for row in found),
        )
        for one, found in chosen.items()
    }


def _find_texts(
    connection: Connection, memory: KinMemory, paragraphs: Paragraphs, rows: list[AnyRow]
) -> dict[int, ShingledText]:
    """The shingles of revisions by id, remembered or made of what is stored."""
    texts: dict[int, ShingledText] = {}
    missing: dict[int, AnyRow] = {}
    for row in rows:
        text = memory.find(row.id, row.fingerprint)
        if text is None:
            missing[row.revision_id] = row
        else:
            texts[row.revision_id] = text
    for wanted in portions(sorted(missing)):
        for found in connection.execute(_BODIES, {"wanted": wanted}):
            row = missing[found.id]
            texts[found.id] = text = shingle(paragraphs.strip(row.site_id, found.body.split("\n\n")))
            memory.keep(row.id, row.fingerprint, text)
    return texts


def day_of(row: AnyRow) -> date:
    """The day an article was published: as printed, but never after the archive had it. Some papers print the day of
    the last change as that of publication."""
    seen: date = row.first_seen_at.date()
    return seen if row.published_day is None else min(row.published_day, seen)


#: The same candidates come up again and again.
_normalize_title = lru_cache(maxsize=4096)(normalize_text)


def _printed(row: AnyRow, text: ShingledText) -> Printed:
    return Printed(
        site=row.site_id,
        key=row.key,
        title=_normalize_title(row.title or ""),
        day=day_of(row),
        seen=row.first_seen_at,
        text=text,
        agency=row.agency,
        at=row.published_at if row.published_at and row.published_at <= row.first_seen_at else None,
    )
