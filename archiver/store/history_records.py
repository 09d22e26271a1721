"""What became of an article after it was stored: its history, and the difference between two of its revisions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from archiver.dedupe.changes import Change
    from archiver.dedupe.paragraph_edits import ParagraphDiff
    from archiver.dedupe.worddiff import Piece
    from archiver.store.records import Revision


class EventKind(StrEnum):
    """What happened at one look at an article, or at several in a row."""

    FIRST_SEEN = "first seen"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    OTHER_URL = "seen at another URL"
    BACK = "back again"  #: it was gone, and its page holds it again; as it was, or revised
    GONE = "gone"  #: 404 or 410
    WITHDRAWN = "withdrawn"  #: the page answers without it: by a notice, or by leading to the home page
    NOT_READ = "not read"  #: the page could not be fetched or read; says nothing of the article


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A look at an article, or several of one kind in a row."""

    kind: EventKind
    at: datetime  #: UTC, of the first look
    until: datetime  #: UTC, of the last one
    looks: int = 1  #: how many there were
    revision: int | None = None  #: number of the revision that was made
    change: Change | None = None  #: what that changed of the one before
    words: int | None = None  #: of the revision's body
    url: str  #: that was asked for, at the first look
    http_status: int | None = None
    reason: str | None = None  #: why it is gone, or was not read
    capture_id: int | None = None  #: of the first look


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """An article over time."""

    article_id: int
    site: str
    url: str
    title: str | None  #: of the current revision
    revisions: int
    gone_at: datetime | None  #: UTC
    gone_reason: str | None
    events: tuple[Event, ...]  #: oldest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """Two revisions of an article beside each other."""

    article_id: int
    url: str
    language: str | None
    old: Revision
    new: Revision
    change: Change | None  #: None: they say the same
    title: tuple[Piece, ...]
    paragraphs: tuple[ParagraphDiff, ...]  #: of both, in order
