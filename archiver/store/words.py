"""An article as rows, and rows as an article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from archiver.article import Anchor, Author, Block, BlockKind, Candidate, Image, Reading, Removed
from archiver.dates import Moment, Precision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archiver.article import Article
    from archiver.store.columns import AnyRow

#: Fields of `Article` that are one column of `article`, of the same name.
COLUMNS: Final = (
    "url",
    "canonical_url",
    "title",
    "alternative_title",
    "description",
    "language",
    "language_declared",
    "section",
    "paywalled",
    "paywall_evidence",
    "agency",
    "credit_line",
    "dateline",
    "genre",
    "word_count",
    "fingerprint",
)
_MOMENT: Final = ("at", "day", "clock", "zone", "precision", "raw")
MOMENTS: Final = ("published", "modified")

#: Where each field of `Article` is kept: table.column, or a table of its own.
PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    **{name: (f"article.{name}",) for name in COLUMNS if name != "word_count"},
    **{name: tuple(f"article.{name}_{part}" for part in _MOMENT) for name in MOMENTS},
    "site": ("site.name",),
    "urls": ("article_url.url",),
    "authors": ("author.name", "author.kind", "article_author.url", "article_author.role"),
    "tags": ("tag.name",),
    "blocks": ("revision.blocks",),
    "images": ("image.url", "image.caption", "image.credit", "image.lead"),
    "links": ("article.links",),
    "page_lines": ("revision.page_lines",),
    "readings": ("reading",),
    "removed": ("removed",),
}


def article_columns(article: Article) -> dict[str, Any]:
    """Give the columns of `article` that hold what was read, but for `word_count`, which costs to ask for."""
    values = {name: getattr(article, name) for name in COLUMNS if name != "word_count"}
    for name in MOMENTS:
        values.update(_moment_columns(name, getattr(article, name)))
    values["links"] = list(article.links) or None
    return values


def _moment_columns(name: str, moment: Moment | None) -> dict[str, Any]:
    values = {f"{name}_{part}": getattr(moment, part, None) for part in _MOMENT}
    if moment is not None:
        values[f"{name}_precision"] = moment.precision.value
    return values


def read_moment_columns(row: AnyRow, name: str) -> Moment | None:
    """Give the moment kept in a row's columns."""
    raw = getattr(row, f"{name}_raw")
    if raw is None:
        return None
    return Moment(
        raw=raw,
        day=getattr(row, f"{name}_day"),
        precision=Precision(getattr(row, f"{name}_precision")),
        clock=getattr(row, f"{name}_clock"),
        zone=getattr(row, f"{name}_zone"),
        at=getattr(row, f"{name}_at"),
    )


def revision_columns(article: Article) -> dict[str, Any]:
    """Give the columns of `revision` that hold the words, but for `body` and `word_count`, which cost to ask for."""
    return {
        "title": article.title,
        "blocks": [_plain_block(block) for block in article.blocks],
        "fingerprint": article.fingerprint,
        "page_lines": article.page_lines,
    }


def _plain_block(block: Block) -> dict[str, Any]:
    plain: dict[str, Any] = {"kind": block.kind.value, "text": block.text}
    if block.level is not None:
        plain["level"] = block.level
    if block.links:
        plain["links"] = list(block.links)
    if block.anchors:
        plain["anchors"] = [[anchor.start, anchor.end, anchor.url] for anchor in block.anchors]
    if block.time is not None:
        plain["time"] = block.time
    return plain


def read_blocks(plain: Sequence[Mapping[str, Any]]) -> tuple[Block, ...]:
    """Give the blocks of a revision; those of older archives have links without their places in the text."""
    return tuple(
        Block(
            kind=BlockKind(block["kind"]),
            text=block["text"],
            level=block.get("level"),
            links=tuple(block.get("links", ())),
            anchors=tuple(
                Anchor(start=start, end=end, url=url) for start, end, url in block.get("anchors", ())
            ),
            time=block.get("time"),
        )
        for block in plain
    )


def reading_rows(article: Article, revision_id: int) -> list[dict[str, Any]]:
    """Give the rows of `reading`."""
    return [
        {
            "revision_id": revision_id,
            "field": reading.field,
            "value": reading.winner.value,
            "source": reading.winner.source,
            "rule": reading.winner.rule,
            "raw": reading.winner.raw,
            "confidence": reading.winner.confidence,
            "losers": [_plain_candidate(loser) for loser in reading.losers] or None,
        }
        for reading in article.readings
    ]


def _plain_candidate(candidate: Candidate) -> dict[str, Any]:
    # a record of plain values; `asdict` copies them one by one, at ten times the cost
    return {name: getattr(candidate, name) for name in ("value", "source", "rule", "raw", "confidence")}


def read_reading(row: AnyRow) -> Reading:
    """Give the reading kept in a row."""
    return Reading(
        field=row.field,
        winner=Candidate(
            value=row.value, source=row.source, rule=row.rule, raw=row.raw, confidence=row.confidence
        ),
        losers=tuple(Candidate(**loser) for loser in row.losers or ()),
    )


def removed_rows(article: Article, revision_id: int) -> list[dict[str, Any]]:
    """Give the rows of `removed`."""
    return [
        {
            "revision_id": revision_id,
            "text": part.text,
            "reason": part.reason,
            "place": part.place,
            "evidence": part.evidence,
        }
        for part in article.removed
    ]


def read_removed(row: AnyRow) -> Removed:
    """Give the removed text kept in a row."""
    return Removed(text=row.text, reason=row.reason, place=row.place, evidence=row.evidence)


def image_rows(article: Article, article_id: int) -> list[dict[str, Any]]:
    """Give the rows of `image`."""
    return [
        {
            "article_id": article_id,
            "position": position,
            "url": image.url,
            "caption": image.caption,
            "credit": image.credit,
            "lead": image.lead,
        }
        for position, image in enumerate(article.images)
    ]


def read_image(row: AnyRow) -> Image:
    """Give the image kept in a row."""
    return Image(url=row.url, caption=row.caption, credit=row.credit, lead=row.lead)


def read_author(row: AnyRow) -> Author:
    """Give the author kept in a row."""
    return Author(name=row.name, kind=row.kind, url=row.url, role=row.role)
