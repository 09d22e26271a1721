"""Recurring paragraphs in what is stored: which are a site's boilerplate, and articles as they are without them.

A cleaned body is no revision: the newspaper has changed nothing. What is taken out stays in `removed`, like what the
site's template left out when the page was read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from archiver.article import BESIDE_BODY, Article, Removed
from archiver.dedupe.paragraphs import find_recurring, make_sheet
from archiver.dedupe.recurring import find_boilerplate
from archiver.extract.template import ANYWHERE, TemplateLine, line_key
from archiver.store.models import ArticleRow, RemovedRow, RevisionRow, SiteRow, table_of
from archiver.store.portions import portions
from archiver.store.templates import REASON
from archiver.store.words import read_blocks, read_removed
from archiver.text import letters_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from archiver.store.columns import AnyRow

#: Newest articles of a site that are looked at.
NEWEST: Final = 1_000
#: Revisions looked at in one transaction.
_PORTION: Final = 200
_EXAMPLE_CHARS: Final = 200

_REMOVED = table_of(RemovedRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaning:
    """One revision with paragraphs that are not its own."""

    article_id: int
    number: int  #: of the revision, from 1
    url: str  #: the article's
    words: tuple[str, ...]  #: paragraphs of the body as stored
    cut: tuple[int, ...]  #: places in `words` of those to take out
    article: Article  #: the words without them, for `Archive.reread`


# --- which they are


def find_recurring_paragraphs(connection: Connection, site: str) -> list[TemplateLine]:
    """Give the paragraphs that are a site's boilerplate, judged by the words of its newest articles.

    What its template or an earlier cleaning left out counts as if it stood at the end: else it would be forgotten once
    no body holds it.
    """
    rows = connection.execute(
        select(
            ArticleRow.id,
            ArticleRow.title,
            ArticleRow.first_seen_at,
            RevisionRow.id.label("revision_id"),
            RevisionRow.body,
        )
        .join(SiteRow, SiteRow.id == ArticleRow.site_id)
        .join(
            RevisionRow,
            (RevisionRow.article_id == ArticleRow.id) & (RevisionRow.number == ArticleRow.revision),
        )
        .where(SiteRow.name == site)
        .order_by(ArticleRow.id.desc())
        .limit(NEWEST)
    ).all()
    removed = _load_removed(connection, [row.revision_id for row in rows])
    articles = {row.id: row for row in reversed(rows)}
    paragraphs = {one: _paragraphs(row, removed) for one, row in articles.items()}
    sheets = [make_sheet(one, row.title, paragraphs[one]) for one, row in articles.items()]
    found = find_boilerplate(
        sheets, find_recurring(sheets), lambda ids: {one: paragraphs[one] for one in ids}
    )
    return [
        TemplateLine(
            key=line_key(one.text),
            markup=ANYWHERE,
            pages=one.articles,
            of=one.of,
            example=one.text[:_EXAMPLE_CHARS],
            first_seen=articles[one.first].first_seen_at.isoformat(timespec="seconds"),
            last_seen=articles[one.last].first_seen_at.isoformat(timespec="seconds"),
        )
        for one in found
    ]


def _paragraphs(row: AnyRow, removed: Mapping[int, Sequence[Removed]]) -> list[str]:
    left_out = [one.text for one in removed.get(row.revision_id, ()) if one.reason == REASON]
    return [*row.body.split("\n\n"), *left_out]


def _load_removed(connection: Connection, revision_ids: Sequence[int]) -> dict[int, list[Removed]]:
    found: dict[int, list[Removed]] = {}
    for portion in portions(revision_ids):
        wanted = select(_REMOVED).where(_REMOVED.c.revision_id.in_(portion)).order_by(_REMOVED.c.id)
        for row in connection.execute(wanted):
            found.setdefault(row.revision_id, []).append(read_removed(row))
    return found


# --- articles without them


def next_cleanings(
    connection: Connection, site: str, after: int, lines: Iterable[TemplateLine]
) -> tuple[list[Cleaning], int | None]:
    """Look at some revisions with ids above *after*: those that hold one of *lines*, and the last id looked at.

    None instead of an id: there are no more.
    """
    rows = connection.execute(
        select(
            RevisionRow.id,
            RevisionRow.article_id,
            RevisionRow.number,
            RevisionRow.blocks,
            ArticleRow.url,
            ArticleRow.canonical_url,
            ArticleRow.links,
        )
        .join(ArticleRow, ArticleRow.id == RevisionRow.article_id)
        .join(SiteRow, SiteRow.id == ArticleRow.site_id)
        .where(SiteRow.name == site, RevisionRow.id > after)
        .order_by(RevisionRow.id)
        .limit(_PORTION)
    ).all()
    proofs = {line.key: line.evidence for line in lines}
    cut = {row.id: places for row in rows if (places := _find_cut(row, proofs))}
    removed = _load_removed(connection, list(cut))
    found = [_clean(row, cut[row.id], removed.get(row.id, ())) for row in rows if row.id in cut]
    return found, rows[-1].id if rows else None


def _find_cut(row: AnyRow, proofs: Mapping[str, str]) -> dict[int, str]:
    """The blocks to take out, by place, with the evidence; none when the body would be left without words."""
    found: dict[int, str] = {}
    rest = 0
    for place, block in enumerate(read_blocks(row.blocks)):
        if block.kind in BESIDE_BODY:
            continue
        proof = proofs.get(line_key(block.text))
        if proof is None:
            rest += letters_of(block.text)
        else:
            found[place] = proof
    return found if rest else {}


def _clean(row: AnyRow, cut: Mapping[int, str], removed: Sequence[Removed]) -> Cleaning:
    blocks = read_blocks(row.blocks)
    body = [place for place, block in enumerate(blocks) if block.kind not in BESIDE_BODY]
    kept = tuple(block for place, block in enumerate(blocks) if place not in cut)
    taken = [
        Removed(text=blocks[place].text, reason=REASON, place=f"block {place + 1}", evidence=proof)
        for place, proof in cut.items()
    ]
    gone = {url for place in cut for url in blocks[place].links}
    gone -= {url for block in kept for url in block.links}
    article = Article(
        url=row.url,
        canonical_url=row.canonical_url,
        blocks=kept,
        links=tuple(url for url in row.links or () if url not in gone),
        removed=(*removed, *taken),
    )
    return Cleaning(
        article_id=row.article_id,
        number=row.number,
        url=row.url,
        words=tuple(blocks[place].text for place in body),
        cut=tuple(at for at, place in enumerate(body) if place in cut),
        article=article,
    )
