"""Pages that once went wrong: one folder each, one test per field, so that the report names the field.

A folder holds `page.html.gz`, written by us, and `article.json`: `url`, `fetched_at`, and what must be read in the
page. `paragraphs` is the whole body in order; `absent` are words that must not be in it; `removed` are words that must
be kept as removed, with the reason where only one is right. Every other key is a field of `Article`; of a date or a
picture, only what is written down there is compared.
"""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from archiver.article import BlockKind
from archiver.capture import Capture
from archiver.extract.article import extract_article

if TYPE_CHECKING:
    from archiver.article import Article
    from archiver.dates import Moment

HERE = Path(__file__).parent
#: Keys that say how the page is read, not what is read.
GIVEN = ("url", "fetched_at", "content_type")


@lru_cache
def expected(folder: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((HERE / folder / "article.json").read_text(encoding="utf-8"))
    return loaded


@lru_cache
def article_of(folder: str) -> Article:
    spec = expected(folder)
    capture = Capture(
        url=spec["url"],
        fetched_at=datetime.fromisoformat(spec["fetched_at"]),
        status=200,
        headers=(("Content-Type", spec.get("content_type", "text/html; charset=utf-8")),),
        body=gzip.decompress((HERE / folder / "page.html.gz").read_bytes()),
    )
    return extract_article(capture)


def show(article: Article, field: str, like: Any) -> Any:
    """A field as `article.json` writes it; of a date or a picture what *like* has."""
    if field == "paragraphs":
        return article.body.split("\n\n")
    if field == "standfirst":
        return "\n".join(block.text for block in article.blocks if block.kind is BlockKind.STANDFIRST)
    value = getattr(article, field)
    if field == "authors":
        return [author.name for author in value]
    if field == "images":
        return [{key: getattr(image, key) for key in ("url", "caption")} for image in value]
    if field in ("published", "modified"):
        return value and {key: _part(value, key) for key in like}
    return list(value) if isinstance(value, tuple) else value


def _part(moment: Moment, key: str) -> str | None:
    value = getattr(moment, key)
    return value.isoformat() if key == "day" else value and str(value)


FOLDERS = sorted(str(file.parent.relative_to(HERE)) for file in HERE.glob("*/*/article.json"))
FIELDS = [
    pytest.param(folder, field, id=f"{folder}:{field}")
    for folder in FOLDERS
    for field in expected(folder)
    if field not in (*GIVEN, "absent", "removed")
]
ABSENT = [
    pytest.param(folder, words, id=f"{folder}:{words}")
    for folder in FOLDERS
    for words in expected(folder).get("absent", ())
]
REMOVED = [
    pytest.param(folder, words, reason, id=f"{folder}:{words}")
    for folder in FOLDERS
    for words, reason in expected(folder).get("removed", {}).items()
]


@pytest.mark.parametrize(("folder", "field"), FIELDS)
def test_the_field_is_read_as_a_person_reads_it(folder, field):
    wanted = expected(folder)[field]

    assert show(article_of(folder), field, wanted) == wanted


@pytest.mark.parametrize(("folder", "words"), ABSENT)
def test_the_line_is_no_part_of_the_body(folder, words):
    body = article_of(folder).body

    assert words not in body


@pytest.mark.parametrize(("folder", "words", "reason"), REMOVED)
def test_what_was_cut_is_kept_with_a_reason(folder, words, reason):
    reasons = {part.reason for part in article_of(folder).removed if words in part.text}

    assert reasons
    assert "" not in reasons
    assert not reason or any(known.startswith(reason) for known in reasons)


def test_every_folder_with_a_page_says_what_is_in_it():
    pages = sorted(str(file.parent.relative_to(HERE)) for file in HERE.glob("*/*/page.html.gz"))

    assert pages == FOLDERS
