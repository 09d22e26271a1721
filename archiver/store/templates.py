"""Templates of sites in the archive, and stored words that were read without them.

A template changes what an article's words are, and the newspaper has changed nothing: words read again take the place
of those of the same revision. Two readings of one page under two templates differ in lines a template left out; put
back, both hold the same lines.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, delete, func, insert, select, true

from archiver.article import BESIDE_BODY
from archiver.capture import Place
from archiver.extract.template import RULES, Template
from archiver.store.later import load_later_pages
from archiver.store.models import (
    ArticleRow,
    CaptureRow,
    RemovedRow,
    RevisionRow,
    SiteRow,
    TemplateRow,
    table_of,
)
from archiver.store.words import read_blocks
from archiver.text import normalize_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Select

    from archiver.article import Article, Block, Removed
    from archiver.store.columns import AnyRow

_TEMPLATE, _REMOVED = table_of(TemplateRow), table_of(RemovedRow)
#: Why a template's lines are not in the body.
REASON = "template"
#: Revisions looked at in one transaction.
_PORTION = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredWords:
    """The words of one revision, and where the page they were read in is kept."""

    revision_id: int
    article_id: int
    number: int  #: of the revision, from 1
    url: str  #: the capture's
    fetched_at: datetime  #: UTC
    place: Place | None  #: None: the page is not kept
    blocks: tuple[Block, ...]
    left_out: tuple[str, ...]  #: lines a template left out
    later: tuple[Place, ...] = ()  #: of the article's pages after the first


# --- the template


def load_template(connection: Connection, site: str) -> Template | None:
    """Give the template of a site; one learned by other rules is none, and will be learned anew."""
    row = connection.execute(
        select(TemplateRow.template)
        .join(SiteRow, SiteRow.id == TemplateRow.site_id)
        .where(SiteRow.name == site, TemplateRow.rules == RULES)
    ).one_or_none()
    return None if row is None else Template.from_plain(row.template)


def save_template(connection: Connection, site_id: int, template: Template, now: datetime) -> None:
    """Put a template in the place of the site's former one."""
    connection.execute(delete(_TEMPLATE).where(_TEMPLATE.c.site_id == site_id))
    connection.execute(
        insert(_TEMPLATE).values(
            site_id=site_id,
            mark=template.mark,
            rules=template.rules,
            pages=template.pages,
            learned_at=now,
            template=template.to_plain(),
        )
    )


def forget_template(connection: Connection, site: str) -> bool:
    """Forget the template of a site; False when there was none."""
    site_id = select(SiteRow.id).where(SiteRow.name == site).scalar_subquery()
    return connection.execute(delete(_TEMPLATE).where(_TEMPLATE.c.site_id == site_id)).rowcount > 0


def count_since(connection: Connection, site: str) -> tuple[int, int]:
    """Count the articles of a site whose page is kept, and of those the ones first seen since its template was learned."""
    is_new = TemplateRow.learned_at.is_(None) | (ArticleRow.first_seen_at > TemplateRow.learned_at)
    row = connection.execute(
        select(func.count(), func.coalesce(func.sum(case((is_new, 1), else_=0)), 0))
        .select_from(ArticleRow)
        .join(SiteRow, SiteRow.id == ArticleRow.site_id)
        .join(
            RevisionRow,
            (RevisionRow.article_id == ArticleRow.id) & (RevisionRow.number == ArticleRow.revision),
        )
        .join(CaptureRow, CaptureRow.id == RevisionRow.capture_id)
        .outerjoin(TemplateRow, TemplateRow.site_id == SiteRow.id)
        .where(SiteRow.name == site, CaptureRow.warc_file.is_not(None))
    ).one()
    return int(row[0]), int(row[1])


# --- stored words


def _words(site: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            RevisionRow.id,
            RevisionRow.article_id,
            RevisionRow.number,
            RevisionRow.blocks,
            CaptureRow.id.label("capture_id"),
            CaptureRow.url,
            CaptureRow.fetched_at,
            CaptureRow.warc_file,
            CaptureRow.warc_offset,
            CaptureRow.warc_length,
        )
        .join(ArticleRow, ArticleRow.id == RevisionRow.article_id)
        .join(SiteRow, SiteRow.id == ArticleRow.site_id)
        .join(CaptureRow, CaptureRow.id == RevisionRow.capture_id)
        .where(SiteRow.name == site)
    )


def newest_words(connection: Connection, site: str, limit: int, *, current: bool) -> list[StoredWords]:
    """Give words of the newest captures that are kept; only those that stand now when *current*."""
    newest = (
        _words(site)
        .where(
            CaptureRow.warc_file.is_not(None),
            RevisionRow.number == ArticleRow.revision if current else true(),
        )
        .order_by(CaptureRow.fetched_at.desc(), RevisionRow.id.desc())
        .limit(limit)
    )
    return _read_words(connection, connection.execute(newest).all())


def next_words(connection: Connection, site: str, after: int) -> list[StoredWords]:
    """Give words of every revision, by id, with ids above *after*; nothing when there are no more."""
    page = _words(site).where(RevisionRow.id > after).order_by(RevisionRow.id).limit(_PORTION)
    return _read_words(connection, connection.execute(page).all())


def _read_words(connection: Connection, rows: Sequence[AnyRow]) -> list[StoredWords]:
    left_out: dict[int, list[str]] = {}
    later = load_later_pages(connection, [row.capture_id for row in rows])
    wanted = select(_REMOVED.c.revision_id, _REMOVED.c.text).where(
        _REMOVED.c.revision_id.in_([row.id for row in rows]), _REMOVED.c.reason == REASON
    )
    for row in connection.execute(wanted.order_by(_REMOVED.c.id)) if rows else ():
        left_out.setdefault(row.revision_id, []).append(row.text)
    return [
        StoredWords(
            revision_id=row.id,
            article_id=row.article_id,
            number=row.number,
            url=row.url,
            fetched_at=row.fetched_at,
            place=Place(file=row.warc_file, offset=row.warc_offset, length=row.warc_length)
            if row.warc_file is not None
            else None,
            blocks=read_blocks(row.blocks),
            left_out=tuple(left_out.get(row.id, ())),
            later=later.get(row.capture_id, ()),
        )
        for row in rows
    ]


def may_differ(words: StoredWords, template: Template | None) -> bool:
    """Whether words read under *template* may be others: it knows one of their lines, or not one that was left out."""
    if template is None:
        return bool(words.left_out)
    return any(template.may_know(block.text) for block in words.blocks) or not all(
        template.may_know(text) for text in words.left_out
    )


# --- one page under two templates


def plain_lines(blocks: Iterable[Block], left_out: Iterable[str]) -> Counter[str]:
    """The lines of a body with those a template left out put back, in no order."""
    texts = [block.text for block in blocks if block.kind not in BESIDE_BODY]
    return Counter(normalize_text(line) for text in (*texts, *left_out) for line in text.split("\n"))


def templated(removed: Iterable[Removed]) -> list[str]:
    """The texts a template left out."""
    return [one.text for one in removed if one.reason == REASON]


def differs_by_template(connection: Connection, article_id: int, number: int, article: Article) -> bool:
    """Whether *article* is what a stored revision is, but for the lines a template left out of either."""
    row = connection.execute(
        select(RevisionRow.id, RevisionRow.blocks).where(
            RevisionRow.article_id == article_id, RevisionRow.number == number
        )
    ).one()
    left_out = connection.scalars(
        select(_REMOVED.c.text).where(_REMOVED.c.revision_id == row.id, _REMOVED.c.reason == REASON)
    ).all()
    left_out_now = templated(article.removed)
    if plain_lines((), left_out) == plain_lines((), left_out_now):
        return False  # under one template; what differs, the newspaper changed
    return plain_lines(read_blocks(row.blocks), left_out) == plain_lines(article.blocks, left_out_now)
