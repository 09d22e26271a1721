"""Revisits: what each look at an article told, and which articles are due for the next."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, bindparam, or_, select, update

from archiver.link import Status
from archiver.recrawl import BANDS, Past, Rhythm, choose, first_look, rests
from archiver.store.models import LinkRow, SiteRow, table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from archiver.article import Article
    from archiver.outcome import Outcome
    from archiver.store.columns import AnyRow

#: Due links that are compared before the likeliest to have changed are taken, those due last first.
COMPARED: Final = 2_000

#: Ends that say whether an article has changed. An alias that was asked for says nothing of the article's own page.
_TOLD: Final = frozenset({Status.NEW, Status.REVISED, Status.UNCHANGED, Status.DUPLICATE})
_KNOWN: Final = _TOLD | {Status.ALIAS}

_LINK, _SITE = table_of(LinkRow), table_of(SiteRow)
_OTHER = _LINK.alias("other")
#: Links an article is looked at by: not its aliases. A duplicate is one of them where it is an article of its own.
_LEADS = or_(
    _LINK.c.status.in_([Status.NEW, Status.REVISED, Status.UNCHANGED]),
    and_(
        _LINK.c.status == Status.DUPLICATE,
        ~select(_OTHER.c.id)
        .where(_OTHER.c.article_id == _LINK.c.article_id, _OTHER.c.id != _LINK.c.id)
        .exists(),
    ),
)
_RHYTHM = select(_SITE.c.rhythm).where(_SITE.c.id == bindparam("site_id"))
_KEEP = (
    update(_SITE)
    .where(_SITE.c.id == bindparam("row_id"))
    .values(rhythm=bindparam("kept", type_=_SITE.c.rhythm.type))
)


class Rhythms:
    """How often the sites of a batch change their articles; learns from every look, and is kept by `flush`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[int, Rhythm] = {}
        self._learned: set[int] = set()

    def of(self, site_id: int) -> Rhythm:
        """Give a site's rhythm; it is read once."""
        if site_id not in self._known:
            kept = self._connection.scalar(_RHYTHM, {"site_id": site_id})
            self._known[site_id] = _read_rhythm(kept)
        return self._known[site_id]

    def look(self, outcome: Outcome, status: Status, article_id: int | None, link: AnyRow) -> dict[str, Any]:
        """Learn from how a link ended, and give what that changes in its row."""
        kept = {name: getattr(link, name) for name in _COLUMNS}
        if outcome.capture is None or status not in _KNOWN or article_id is None:
            return kept
        at, rhythm = outcome.capture.fetched_at, self.of(link.site_id)
        if link.looked_at is None or status is Status.NEW:
            past = first_look(_born_at(outcome.article, link), at, number=link.id)
        elif status is Status.ALIAS:
            past = Rhythm().learn(read_past(link), at, changed=False)
        else:
            past = rhythm.learn(read_past(link), at, changed=status is Status.REVISED)
            self._learned.add(link.site_id)
        return {
            "born_at": past.born_at,
            "looked_at": past.looked_at,
            "words_since": past.words_since,
            "changes": past.changes,
            "quiet_looks": past.quiet_looks,
            "expected_changes": past.expected,
            "look_at": rhythm.due_at(past),
        }

    def flush(self) -> None:
        """Keep what was learned, sites in the order of their ids, so that two writers never wait for each other."""
        if self._learned:
            rows = [{"row_id": site, "kept": _written(self._known[site])} for site in sorted(self._learned)]
            self._connection.execute(_KEEP, rows)


_COLUMNS: Final = (
    "born_at",
    "looked_at",
    "words_since",
    "changes",
    "quiet_looks",
    "expected_changes",
    "look_at",
)


def read_past(link: AnyRow) -> Past:
    """Give what the looks at a link have told, from its row; of one never looked at, as if it had been when listed."""
    looked_at = link.looked_at or link.first_listed_at
    born_at = link.born_at or link.first_listed_at
    return Past(
        born_at=min(born_at, looked_at),
        looked_at=looked_at,
        words_since=min(link.words_since or looked_at, looked_at),
        changes=link.changes,
        quiet_looks=link.quiet_looks,
        expected=link.expected_changes,
        is_scout=first_look(born_at, looked_at, number=link.id).is_scout,
    )


def is_resting(link: AnyRow, now: datetime) -> bool:
    """Whether a link that is listed again need not be asked for: its article has not changed for long, and is not due."""
    known = link.status in _KNOWN and link.article_id is not None and link.look_at is not None
    return known and rests(read_past(link), link.look_at, now)


def find_due(
    connection: Connection, site_id: int, crawl_id: int, now: datetime, budget: int, since: datetime | None
) -> Sequence[AnyRow]:
    """Give the rows of the links to look at again though nothing lists them now, likeliest to have changed first.

    Articles published before *since* are left out.
    """
    due = (
        select(_LINK, _SITE.c.name.label("site"))
        .join(_SITE, _SITE.c.id == _LINK.c.site_id)
        .where(
            _LINK.c.site_id == site_id,
            _LINK.c.look_at <= now,
            _LEADS,
            _LINK.c.open.is_(False),
            or_(_LINK.c.crawl_id.is_(None), _LINK.c.crawl_id != crawl_id),
            _LINK.c.article_id.is_not(None),
        )
        .order_by(_LINK.c.look_at.desc(), _LINK.c.id)
        .limit(COMPARED)
    )
    if since is not None:
        due = due.where(_LINK.c.born_at >= since)
    rows = connection.execute(due).all()
    if not rows:
        return []
    rhythm = Rhythms(connection).of(site_id)
    return [rows[place] for place in choose([read_past(row) for row in rows], rhythm, now, budget)]


def _born_at(article: Article | None, link: AnyRow) -> datetime:
    """When an article appeared: as it says itself, but not after a seed listed it; of a day its end."""
    listed_at: datetime = link.first_listed_at
    published = article.published if article else None
    if published is None:
        return listed_at
    said = published.at or datetime.combine(published.day, time(), UTC) + timedelta(days=1)
    return min(said, listed_at)


def _read_rhythm(kept: dict[str, list[float]] | None) -> Rhythm:
    if kept is None or any(len(kept.get(name, ())) != 2 * BANDS for name in ("changes", "hours")):
        return Rhythm()  # nothing is known, or by other bands
    return Rhythm(changes=kept["changes"], hours=kept["hours"])


def _written(rhythm: Rhythm) -> dict[str, list[float]]:
    return {
        name: [float(f"{value:.6g}") for value in values]
        for name, values in (("changes", rhythm.changes), ("hours", rhythm.hours))
    }
