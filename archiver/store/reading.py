"""Reading: rows become records again, a hundred at a time."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, or_, select

from archiver.capture import Place
from archiver.errors import BadUrl, QueryError
from archiver.link import Status
from archiver.store.changes import read_change
from archiver.store.frontier import is_filed, possible_keys
from archiver.store.models import (
    ArticleAuthorRow,
    ArticleRow,
    ArticleTagRow,
    ArticleUrlRow,
    AuthorRow,
    CaptureRow,
    ImageRow,
    ReadingRow,
    RemovedRow,
    RevisionRow,
    SiteRow,
    TagRow,
)
from archiver.store.opt_outs import load_opt_outs
from archiver.store.records import Record, Revision, StoredCapture
from archiver.store.story_reading import load_standings
from archiver.store.words import (
    COLUMNS,
    MOMENTS,
    read_author,
    read_blocks,
    read_image,
    read_moment_columns,
    read_reading,
    read_removed,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ColumnElement, Connection, Select

    from archiver.article import Reading, Removed
    from archiver.store.columns import AnyRow
    from archiver.store.story_reading import Standing

#: Records read at once; a page of them is a short transaction, so that reading never holds up a crawl.
PAGE: Final = 100

_NO_ARTICLE: Final = "archiver search WORDS finds ids and URLs"

_ARTICLES = (
    select(
        *ArticleRow.__table__.columns,
        SiteRow.name.label("site"),
        RevisionRow.id.label("revision_id"),
        RevisionRow.blocks,
        RevisionRow.page_lines,
    )
    .join(SiteRow, SiteRow.id == ArticleRow.site_id)
    .join(
        RevisionRow, (RevisionRow.article_id == ArticleRow.id) & (RevisionRow.number == ArticleRow.revision)
    )
)
_AUTHORS = (
    select(
        ArticleAuthorRow.article_id,
        AuthorRow.name,
        AuthorRow.kind,
        ArticleAuthorRow.url,
        ArticleAuthorRow.role,
    )
    .join(AuthorRow, AuthorRow.id == ArticleAuthorRow.author_id)
    .order_by(ArticleAuthorRow.article_id, ArticleAuthorRow.position)
)
_TAGS = (
    select(ArticleTagRow.article_id, TagRow.name)
    .join(TagRow, TagRow.id == ArticleTagRow.tag_id)
    .order_by(ArticleTagRow.article_id, ArticleTagRow.position)
)
_IMAGES = select(*ImageRow.__table__.columns).order_by(ImageRow.article_id, ImageRow.position)
#: A URL may be filed under several keys.
_URLS = (
    select(ArticleUrlRow.article_id, ArticleUrlRow.url)
    .group_by(ArticleUrlRow.article_id, ArticleUrlRow.url)
    .order_by(func.min(ArticleUrlRow.id))
)
_READINGS = select(*ReadingRow.__table__.columns).order_by(ReadingRow.id)
_REMOVED = select(*RemovedRow.__table__.columns).order_by(RemovedRow.id)


def find_article_id(connection: Connection, id_or_url: int | str) -> int:
    """Give the id of an article; a URL may be any it was seen under."""
    if isinstance(id_or_url, int) or id_or_url.strip().isdecimal():
        # more digits than an id has would not fit the database's integers
        wanted = int(id_or_url) if len(str(id_or_url)) < 18 else -1
        found = connection.scalar(select(ArticleRow.id).where(ArticleRow.id == wanted))
    else:
        try:
            keys = possible_keys(connection, id_or_url.strip())
        except BadUrl as error:
            raise QueryError(
                f"{id_or_url!r} is neither the id nor the URL of an article", next_step=_NO_ARTICLE
            ) from error
        found = connection.scalar(
            select(ArticleUrlRow.article_id)
            .join(ArticleRow, ArticleRow.id == ArticleUrlRow.article_id)
            .where(or_(*(is_filed(ArticleUrlRow.key, ArticleRow.site_id, *key) for key in keys)))
            .order_by(ArticleUrlRow.id)
            .limit(1)
        )
    if found is None:
        raise QueryError(f"the archive has no article {id_or_url}", next_step=_NO_ARTICLE)
    return found


def load_page(
    connection: Connection,
    conditions: Sequence[ColumnElement[bool]],
    after: int,
    *,
    provenance: bool,
    size: int = PAGE,
) -> list[Record]:
    """Give the next records by id, with ids above *after*."""
    page = _ARTICLES.where(ArticleRow.id > after, *conditions).order_by(ArticleRow.id).limit(size)
    rows = connection.execute(page).all()
    ids = [row.id for row in rows]
    revisions = [row.revision_id for row in rows] if provenance else []
    parts = {
        "authors": _collect(connection, _AUTHORS, ArticleAuthorRow.article_id, ids, read_author),
        "tags": _collect(connection, _TAGS, ArticleTagRow.article_id, ids, lambda row: row.name),
        "images": _collect(connection, _IMAGES, ImageRow.article_id, ids, read_image),
        "urls": _collect(connection, _URLS, ArticleUrlRow.article_id, ids, lambda row: row.url),
    }
    parts["opt_outs"] = load_opt_outs(connection, ids)
    standings = load_standings(connection, {row.id: row.story_id for row in rows})
    proofs = {
        "readings": _collect(connection, _READINGS, ReadingRow.revision_id, revisions, read_reading),
        "removed": _collect(connection, _REMOVED, RemovedRow.revision_id, revisions, read_removed),
    }
    return [
        _read_record(
            row,
            {name: tuple(found[row.id]) for name, found in parts.items()}
            | {name: tuple(found[row.revision_id]) for name, found in proofs.items()},
            standings[row.id],
        )
        for row in rows
    ]


def _collect(
    connection: Connection,
    statement: Select[*tuple[Any, ...]],
    of: Any,
    ids: Sequence[int],
    read: Callable[[AnyRow], Any],
) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    if ids:
        for row in connection.execute(statement.where(of.in_(ids))):
            found[getattr(row, of.key)].append(read(row))
    return found


def _read_record(row: AnyRow, parts: dict[str, Any], standing: Standing) -> Record:
    own = {row.url, row.canonical_url}
    parts["urls"] = tuple(url for url in dict.fromkeys(parts["urls"]) if url not in own)
    fields: dict[str, Any] = {name: getattr(row, name) for name in COLUMNS if name != "word_count"}
    fields |= {name: read_moment_columns(row, name) for name in MOMENTS}
    return Record(
        id=row.id,
        site=row.site,
        blocks=read_blocks(row.blocks),
        links=tuple(row.links or ()),
        page_lines=row.page_lines,
        revision=row.revision,
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
        gone_at=row.gone_at,
        gone_reason=row.gone_reason,
        duplicate_of=min((one.other_id for one in standing.relations if one.exact), default=None),
        story=standing.story,
        story_role=standing.role,
        relations=standing.relations,
        **fields,
        **parts,
    )


def load_revisions(connection: Connection, article_id: int) -> list[Revision]:
    """Give an article's revisions, oldest first."""
    find_article_id(connection, article_id)
    rows = connection.execute(
        select(*RevisionRow.__table__.columns)
        .where(RevisionRow.article_id == article_id)
        .order_by(RevisionRow.number)
    )
    return [
        Revision(
            id=row.id,
            article_id=row.article_id,
            number=row.number,
            title=row.title,
            body=row.body,
            blocks=read_blocks(row.blocks),
            fingerprint=row.fingerprint,
            word_count=row.word_count,
            seen_at=row.seen_at,
            capture_id=row.capture_id,
            change=read_change(row),
        )
        for row in rows
    ]


def find_revision_id(connection: Connection, article_id: int, number: int | None) -> int:
    """Give the id of a revision; the current one when *number* is None."""
    find_article_id(connection, article_id)
    current = select(ArticleRow.revision).where(ArticleRow.id == article_id).scalar_subquery()
    found = connection.scalar(
        select(RevisionRow.id).where(
            RevisionRow.article_id == article_id,
            RevisionRow.number == (current if number is None else number),
        )
    )
    if found is None:
        raise QueryError(f"article {article_id} has no revision {number}")
    return found


def load_readings(connection: Connection, revision_id: int) -> tuple[Reading, ...]:
    """Give a revision's readings."""
    rows = connection.execute(_READINGS.where(ReadingRow.revision_id == revision_id))
    return tuple(read_reading(row) for row in rows)


def load_removed(connection: Connection, revision_id: int) -> tuple[Removed, ...]:
    """Give what was left out of a revision's body."""
    rows = connection.execute(_REMOVED.where(RemovedRow.revision_id == revision_id))
    return tuple(read_removed(row) for row in rows)


def load_captures(connection: Connection, condition: ColumnElement[bool]) -> list[StoredCapture]:
    """Give captures, oldest first."""
    rows = connection.execute(
        select(*CaptureRow.__table__.columns).where(condition).order_by(CaptureRow.fetched_at, CaptureRow.id)
    )
    return [_read_capture(row) for row in rows]


def _read_capture(row: AnyRow) -> StoredCapture:
    place = None
    if row.warc_file is not None:
        place = Place(file=row.warc_file, offset=row.warc_offset, length=row.warc_length)
    return StoredCapture(
        id=row.id,
        url=row.url,
        final_url=row.final_url,
        fetched_at=row.fetched_at,
        http_status=row.http_status,
        content_type=row.content_type,
        digest=row.digest,
        place=place,
        status=Status(row.status),
        reason=row.reason,
        detail=row.detail,
        article_id=row.article_id,
    )
