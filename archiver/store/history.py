"""History: the looks at an article become a time line, and two of its revisions a word diff."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archiver.dedupe.changes import find_change
from archiver.dedupe.paragraph_edits import diff_paragraphs
from archiver.dedupe.worddiff import diff_words
from archiver.errors import QueryError
from archiver.link import Status
from archiver.store.changes import load_wording
from archiver.store.history_records import Diff, Event, EventKind, History
from archiver.store.models import ArticleRow, CaptureRow
from archiver.store.reading import find_article_id, load_captures, load_page, load_revisions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from archiver.dedupe.changes import Change, Wording
    from archiver.store.records import Revision, StoredCapture

_SEEN = {
    Status.UNCHANGED: EventKind.UNCHANGED,
    Status.ALIAS: EventKind.OTHER_URL,
    Status.DUPLICATE: EventKind.OTHER_URL,
}
#: Kinds whose looks in a row are told as one.
_TOLD_AS_ONE = frozenset({EventKind.UNCHANGED, EventKind.OTHER_URL, EventKind.GONE, EventKind.WITHDRAWN})
_LOST = frozenset({EventKind.GONE, EventKind.WITHDRAWN})


def load_history(connection: Connection, id_or_url: int | str) -> History:
    """Give the history of an article, by its id or any URL it was seen under."""
    article_id = find_article_id(connection, id_or_url)
    record = load_page(connection, [ArticleRow.id == article_id], 0, provenance=False)[0]
    revisions = load_revisions(connection, article_id)
    captures = load_captures(connection, CaptureRow.article_id == article_id)
    changes = {one.number: _change(connection, article_id, one) for one in revisions}
    events = [*_looks(captures, revisions, changes), *_unlooked(captures, revisions, changes, record.url)]
    return History(
        article_id=article_id,
        site=record.site or "",
        url=record.url,
        title=record.title,
        revisions=len(revisions),
        gone_at=record.gone_at,
        gone_reason=record.gone_reason,
        events=tuple(_in_short(sorted(events, key=lambda event: event.at))),
    )


def _change(connection: Connection, article_id: int, revision: Revision) -> Change | None:
    """What a revision changed; of one an older archiver stored it is found now."""
    if revision.change is not None or revision.number == 1:
        return revision.change
    old = load_wording(connection, article_id, revision.number - 1)
    new = load_wording(connection, article_id, revision.number)
    return find_change(old, new) if old is not None and new is not None else None


def _looks(
    captures: Sequence[StoredCapture], revisions: Sequence[Revision], changes: Mapping[int, Change | None]
) -> Iterator[Event]:
    made = {one.capture_id: one for one in revisions if one.number > 1}
    for place, capture in enumerate(captures):
        revision = made.get(capture.id) or (revisions[0] if place == 0 and revisions else None)
        event = Event(
            kind=EventKind.FIRST_SEEN if place == 0 else _kind(capture),
            at=capture.fetched_at,
            until=capture.fetched_at,
            url=capture.url,
            http_status=capture.http_status,
            capture_id=capture.id,
        )
        if revision is not None:
            yield replace(
                event,
                kind=EventKind.REVISED if revision.number > 1 else event.kind,
                revision=revision.number,
                change=changes[revision.number],
                words=revision.word_count,
            )
        elif event.kind in _LOST or event.kind is EventKind.NOT_READ:
            yield replace(event, reason=capture.reason)
        else:
            yield event


def _kind(capture: StoredCapture) -> EventKind:
    if capture.status is Status.GONE:
        return EventKind.GONE if capture.http_status in (404, 410) else EventKind.WITHDRAWN
    if capture.status in (Status.REFUSED, Status.FAILED, Status.PENDING):
        return EventKind.NOT_READ
    return _SEEN.get(capture.status, EventKind.UNCHANGED)


def _unlooked(
    captures: Sequence[StoredCapture],
    revisions: Sequence[Revision],
    changes: Mapping[int, Change | None],
    url: str,
) -> Iterator[Event]:
    """Revisions no capture is kept of: an article that was not read in a page."""
    known = {capture.id for capture in captures}
    for one in revisions:
        if one.capture_id in known or (one.number == 1 and captures):
            continue
        yield Event(
            kind=EventKind.REVISED if one.number > 1 else EventKind.FIRST_SEEN,
            at=one.seen_at,
            until=one.seen_at,
            revision=one.number,
            change=changes[one.number],
            words=one.word_count,
            url=url,
        )


def _in_short(events: Sequence[Event]) -> Iterator[Event]:
    """Looks of one kind in a row as one event; the first that shows a lost article again says so."""
    lost = False
    held: Event | None = None
    for event in events:
        found = event.kind in (EventKind.UNCHANGED, EventKind.OTHER_URL, EventKind.REVISED)
        if lost and found:
            event = replace(event, kind=EventKind.BACK)
        lost = event.kind in _LOST or (lost and event.kind is EventKind.NOT_READ)
        if held is not None and _is_same(held, event):
            held = replace(held, until=event.until, looks=held.looks + 1)
            continue
        if held is not None:
            yield held
        held = event
    if held is not None:
        yield held


def _is_same(held: Event, event: Event) -> bool:
    same = (held.kind, held.reason, held.url) == (event.kind, event.reason, event.url)
    return same and event.kind in _TOLD_AS_ONE and held.revision is None and event.revision is None


# --- two revisions


def load_diff(connection: Connection, id_or_url: int | str, old: int | None, new: int | None) -> Diff:
    """Give two revisions of an article beside each other.

    Without *new* it is the current one; without *old* the one before *new*.

    Raises:
        QueryError: the archive has no such article or revision, or there is only one.
    """
    article_id = find_article_id(connection, id_or_url)
    record = load_page(connection, [ArticleRow.id == article_id], 0, provenance=False)[0]
    revisions = {one.number: one for one in load_revisions(connection, article_id)}
    new = record.revision if new is None else new
    old = new - 1 if old is None else old
    if len(revisions) == 1 and (old, new) == (0, 1):
        raise QueryError(
            f"article {article_id} has one revision: nothing of it has changed since it was first seen",
            next_step=f"archiver history {article_id}",
        )
    for number in (old, new):
        if number not in revisions:
            raise QueryError(
                f"article {article_id} has no revision {number}, only 1 to {len(revisions)}",
                next_step=f"archiver history {article_id}",
            )
    before, after = _wording(connection, article_id, old), _wording(connection, article_id, new)
    return Diff(
        article_id=article_id,
        url=record.url,
        language=record.language,
        old=revisions[old],
        new=revisions[new],
        change=find_change(before, after),
        title=diff_words(before.title or "", after.title or ""),
        paragraphs=diff_paragraphs(before.paragraphs, after.paragraphs),
    )


def _wording(connection: Connection, article_id: int, number: int) -> Wording:
    found = load_wording(connection, article_id, number)
    assert found is not None  # it was just read
    return found
