"""Samples: the sampled shingle hashes by which articles that may share text are found."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from sqlalchemy import BigInteger, bindparam, delete, func, insert, select

from archiver.store.models import table_of
from archiver.store.models_kin import SampleRow
from archiver.store.portions import padded, portions
from archiver.store.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

#: Articles looked at for one hash, the newest. Without it a look-up grows with the archive: a phrase all papers use
#: stands in thousands of articles.
POSTINGS: Final = 64
#: Articles compared at most.
CANDIDATES: Final = 50
#: An article that shares a single hash is worth comparing when few others have that hash.
_RARE: Final = 8

_SAMPLE = table_of(SampleRow)
_MINE, _THEIRS, _NEWER = (_SAMPLE.alias(name) for name in ("mine", "theirs", "newer"))
_ADD = Prepared(insert(_SAMPLE))
_KNOWN = select(_SAMPLE.c.hash, _SAMPLE.c.article_id).where(
    _SAMPLE.c.hash.in_(bindparam("hashes", expanding=True)), _SAMPLE.c.article_id == bindparam("article")
)
#: The oldest of the newest: one step back in the index, where a count would read all.
_OLDEST = (
    select(_NEWER.c.article_id)
    .where(_NEWER.c.hash == _MINE.c.hash)
    .order_by(_NEWER.c.article_id.desc())
    .limit(1)
    .offset(POSTINGS - 1)
    .correlate(_MINE)
    .scalar_subquery()
)
#: Hashes asked for in one statement, always as many, so that it is the same one: the last stands for those too few.
_ASKED: Final = 48
_SHARING = Prepared(
    select(_THEIRS.c.hash, _THEIRS.c.article_id)
    .select_from(_MINE)
    .join(
        _THEIRS,
        (_THEIRS.c.hash == _MINE.c.hash) & (_THEIRS.c.article_id >= func.coalesce(_OLDEST, 0)),
    )
    .where(
        _MINE.c.article_id == bindparam("article"),
        _MINE.c.hash.in_([bindparam(f"hash_{at}", type_=BigInteger()) for at in range(_ASKED)]),
        _THEIRS.c.article_id != bindparam("article"),
    )
)


def add_samples(connection: Connection, new: Mapping[int, set[int]], more: Mapping[int, set[int]]) -> None:
    """Store the hashes of articles: *new* ones have none yet, of the others *more* may be there already."""
    rows = [(one, article_id) for article_id, hashes in new.items() for one in hashes]
    for article_id, hashes in more.items():
        known: set[int] = set()
        for wanted in portions(sorted(hashes)):
            known.update(
                row.hash for row in connection.execute(_KNOWN, {"hashes": wanted, "article": article_id})
            )
        rows += [(one, article_id) for one in hashes - known]
    if rows:
        _ADD.run(connection, ({"hash": one, "article_id": article_id} for one, article_id in sorted(rows)))


def empty_samples(connection: Connection) -> None:
    """Forget all samples."""
    connection.execute(delete(_SAMPLE))


def find_candidates(connection: Connection, article_id: int, hashes: set[int]) -> list[int]:
    """Give the ids of the articles that share most of an article's stored sample, best first, at most `CANDIDATES`."""
    sharing: dict[int, list[int]] = defaultdict(list)
    for wanted in portions(sorted(hashes), _ASKED):
        asked = {f"hash_{at}": one for at, one in enumerate(padded(wanted, _ASKED))}
        for one, other in _SHARING.select(connection, {**asked, "article": article_id}):
            sharing[other].append(one)
    postings = Counter(one for shared in sharing.values() for one in shared)
    worth = [
        (-len(shared), min(postings[one] for one in shared), -other)
        for other, shared in sharing.items()
        if len(shared) > 1 or postings[shared[0]] <= _RARE
    ]
    return [-other for *_, other in sorted(worth)[:CANDIDATES]]
