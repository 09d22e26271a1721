"""A corpus: pages whose bodies, titles, authors and days are known.

A folder with `truth.jsonl`, one object a line, and `pages/<id>.html.gz`. An object has `id` and may have `url`,
`source_dataset`, `language`, `body`, `optional` (paragraphs that may be read or not), `with` and `without` (words that
must and must not be in the body), `title`, `authors` and `published`. What is null or absent is not known of the page,
and the page does not count in that figure.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class BadCorpus(Exception):
    """The corpus cannot be read; the message says where and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is known of one page."""

    id: str
    file: Path  #: the page, gzip
    url: str | None = None
    dataset: str = "unnamed"  #: `source_dataset`
    language: str = "unknown"
    body: str | None = None
    optional: tuple[str, ...] = ()  #: paragraphs that cost nothing when they are read
    required: tuple[str, ...] = ()  #: `with`: snippets that must be in the body
    forbidden: tuple[str, ...] = ()  #: `without`: snippets that must not
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None  #: ISO 8601 day, or day and time

    def group(self, by: str) -> str:
        """The row of a table the page counts in."""
        return self.language if by == "language" else self.dataset

    def read_page(self) -> bytes:
        """The bytes of the page.

        Raises:
            BadCorpus: the file is no gzip, or cut short.
        """
        try:
            return gzip.decompress(self.file.read_bytes())
        except (OSError, EOFError, zlib.error) as error:
            raise BadCorpus(f"{self.file}: {error}") from error


def load_corpus(folder: Path) -> list[Truth]:
    """All pages of the corpus in *folder*, in the order of its `truth.jsonl`.

    Raises:
        BadCorpus: there is no `truth.jsonl`, or a line of it is no page.
    """
    file = folder / "truth.jsonl"
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BadCorpus(f"{file}: {reason}") from error
    pages = [
        _truth(line, f"{file}, line {number}", folder) for number, line in enumerate(lines, 1) if line.strip()
    ]
    if not pages:
        raise BadCorpus(f"{file}: no page in it")
    return pages


def choose_pages(
    pages: Iterable[Truth], datasets: Iterable[str] = (), limit: int | None = None
) -> list[Truth]:
    """Pages of *datasets* (all, when none is named), at most *limit*.

    Which ones the limit leaves is chance, but always the same ones: the order is that of a hash of the id.

    Raises:
        BadCorpus: a dataset is named that is not in the corpus.
    """
    pages = list(pages)
    known = {page.dataset for page in pages}
    wanted = set(datasets)
    if unknown := sorted(wanted - known):
        raise BadCorpus(f"no dataset {unknown[0]!r}; there are {', '.join(sorted(known))}")
    chosen = [page for page in pages if not wanted or page.dataset in wanted]
    if limit is None or len(chosen) <= limit:
        return chosen
    kept = {page.id for page in sorted(chosen, key=_chance)[:limit]}
    return [page for page in chosen if page.id in kept]


def _chance(page: Truth) -> bytes:
    return hashlib.sha256(page.id.encode()).digest()


def _truth(line: str, place: str, folder: Path) -> Truth:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadCorpus(f"{place}: not JSON: {error}") from error
    if not isinstance(row, dict) or not isinstance(row.get("id"), str) or not row["id"]:
        raise BadCorpus(f"{place}: no object with an id")
    if "/" in row["id"] or row["id"].startswith("."):
        raise BadCorpus(f"{place}: the id names a path: {row['id']!r}")
    return Truth(
        id=row["id"],
        file=folder / "pages" / f"{row['id']}.html.gz",
        url=_text(row.get("url")),
        dataset=_text(row.get("source_dataset")) or "unnamed",
        language=_text(row.get("language")) or "unknown",
        body=_text(row.get("body")),
        optional=_texts(row.get("optional")),
        required=_texts(row.get("with")),
        forbidden=_texts(row.get("without")),
        title=_text(row.get("title")),
        authors=_texts(row.get("authors")),
        published=_text(row.get("published")),
    )


def _text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


def _texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    found: list[str] = []
    for one in value:
        # co-authors are sometimes a list within the list
        found.extend(map(str, one) if isinstance(one, list) else [str(one)])
    return tuple(found)
