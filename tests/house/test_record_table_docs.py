"""One record, one table, one page: a field of `Article` is stored and explained, or it does not exist."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archiver.article import Article, Author, Candidate, Image, Reading, Removed
from archiver.store import models

if TYPE_CHECKING:
    from sqlalchemy import Table

DOCS = Path(__file__).parents[2] / "docs" / "fields.md"
TABLES: dict[str, Table] = dict(models.Base.metadata.tables)
FIELDS = [field.name for field in fields(Article)]

#: Fields that are rows of their own.
RELATIONS = {
    "site": "site",
    "urls": "article_url",
    "authors": "article_author",
    "tags": "article_tag",
    "images": "image",
    "readings": "reading",
    "removed": "removed",
}

#: What the archive notes of an article beside what its page says.
OURS = {
    "id",
    "key",
    "word_count",
    "revision",
    "read_on_alias",
    "story_id",
    "first_seen_at",
    "last_seen_at",
    "gone_at",
    "gone_reason",
}


def columns(*tables: str) -> set[str]:
    return {column.name for table in tables for column in TABLES[table].columns}


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_the_record_is_stored(field: str) -> None:
    stored = columns("article", "revision")

    # a Moment is kept in columns of its own: published_at, published_day, …
    as_columns = field in stored or {f"{field}_at", f"{field}_day", f"{field}_raw"} <= stored
    assert as_columns or RELATIONS.get(field) in TABLES


@pytest.mark.parametrize("column", sorted(columns("article") - OURS))
def test_a_column_of_an_article_is_a_field_of_the_record(column: str) -> None:
    moment = re.sub(r"_(at|day|clock|zone|precision|raw)$", "", column)

    assert {column, moment, column.removesuffix("_id")} & set(FIELDS)


@pytest.mark.parametrize(
    ("record", "tables"),
    [
        (Author, ("author", "article_author")),
        (Image, ("image",)),
        (Removed, ("removed",)),
        (Candidate, ("reading",)),
    ],
    ids=["author", "image", "removed", "candidate"],
)
def test_the_parts_of_a_field_are_stored(record: type, tables: tuple[str, ...]) -> None:
    missing = {field.name for field in fields(record)} - columns(*tables)

    assert not missing


def test_a_reading_keeps_its_losers() -> None:
    assert {field.name for field in fields(Reading)} - {"winner"} <= columns("reading")


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_the_record_is_explained(field: str) -> None:
    assert f"`{field}`" in DOCS.read_text()
