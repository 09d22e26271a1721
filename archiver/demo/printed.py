"""PrintedArticle: what the demo newspaper prints, word for word; the truth that a reading can be held against.

The articles lie in `articles/*.toml`, one file per language and part of the paper. Everything in them is invented.
"""

from __future__ import annotations

import re
import tomllib
import zlib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from archiver.article import Block, BlockKind

_HEADING = "## "
_CELL = "|"
_QUESTION = re.compile(r"\*\*(.+)\*\*", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedImage:
    """The picture above an article."""

    path: str  #: "/images/….svg" or "….png"
    caption: str
    credit: str  #: as printed, with its "Photo:" or "Foto:"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedArticle:
    """One article of the demo newspaper, as it stands on its page."""

    path: str  #: percent-encoded path of its page
    title: str
    alternative_title: str | None = None  #: the headline for social networks, where it differs
    standfirst: str | None = None  #: also the page's description
    authors: tuple[str, ...] = ()  #: people only, in the order of the byline
    agency: str | None = None  #: "HNA"
    credit_line: str | None = None  #: the agency as printed in the byline
    published: str  #: ISO 8601 with its zone, or only the day: "2026-11-06"
    modified: str | None = None  #: ISO 8601 with its zone
    language: str  #: BCP-47
    section: str  #: name, in the language of the article
    section_slug: str  #: its part of the URL
    tags: tuple[str, ...] = ()
    blocks: tuple[Block, ...]  #: the body in reading order
    dateline: str | None = None  #: also the beginning of the first paragraph
    image: PrintedImage | None = None
    genre: str = "news"  #: "news", "opinion", "live", "obituary", "interview", "sponsored"
    paywalled: bool = False  #: only the beginning is printed
    correction: str | None = None  #: note under the body; not among the paragraphs
    layout: str  #: "semantic", "soup" or "tables"
    amp_path: str | None = None  #: its AMP page, which names `path` as canonical
    print_path: str | None = None  #: its page for the printer (with a query), which names `path` as canonical
    reprint_path: str | None = (
        None  #: the same words under another URL and section; neither page names a canonical
    )
    reprint_section: str | None = None  #: name of that section

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text of every block, headings and tables among them."""
        return tuple(block.text for block in self.blocks)

    @property
    def body(self) -> str:
        """The article's own words, blocks parted by a blank line."""
        return "\n\n".join(self.paragraphs)

    @property
    def day(self) -> str:
        """Day of publication as printed: "2026-11-06"."""
        return self.published[:10]

    @property
    def has_clock(self) -> bool:
        """A time of day was printed, not only a day."""
        return "T" in self.published

    @property
    def variants(self) -> tuple[str, ...]:
        """The other paths the same words stand under."""
        return tuple(path for path in (self.amp_path, self.print_path, self.reprint_path) if path)


def read_blocks(body: str) -> tuple[Block, ...]:
    """The blocks of a body as it is written in the article files.

    Blank lines part the blocks; "## " opens a heading, "|" a row of a table, and a question of an interview
    stands between double asterisks.

    >>> [(block.kind.value, block.text) for block in read_blocks("## One\\n\\nTwo.\\n\\n**Three?**")]
    [('heading', 'One'), ('paragraph', 'Two.'), ('paragraph', 'Three?')]
    """
    return tuple(_read_block(part.strip()) for part in re.split(r"\n\s*\n", body.strip()))


def _read_block(part: str) -> Block:
    if part.startswith(_HEADING):
        return Block(kind=BlockKind.HEADING, text=part.removeprefix(_HEADING), level=2)
    if part.startswith(_CELL):
        rows = [row.strip().strip(_CELL).split(_CELL) for row in part.splitlines()]
        text = "\n".join("\t".join(cell.strip() for cell in row) for row in rows)
        return Block(kind=BlockKind.TABLE, text=text)
    question = _QUESTION.fullmatch(part)
    return Block(kind=BlockKind.PARAGRAPH, text=question[1] if question else part)


@cache
def load_printed(edition: int = 1) -> tuple[PrintedArticle, ...]:
    """All articles of an edition, newest first. Edition 2 differs from edition 1 in one article."""
    folder = files("archiver.demo") / "articles"
    articles = [
        _read_article(entry, book, edition)
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
        for book in [tomllib.loads(file.read_text("utf-8"))]
        for entry in book["article"]
    ]
    return tuple(sorted(articles, key=lambda article: (article.published, article.path), reverse=True))


def _read_article(entry: dict[str, Any], book: dict[str, Any], edition: int) -> PrintedArticle:
    path = quote(entry["path"])
    layout = book["layout"]
    article = PrintedArticle(
        path=path,
        title=entry["title"],
        alternative_title=entry.get("social_title"),
        standfirst=entry.get("standfirst"),
        authors=tuple(entry["authors"]),
        agency=entry.get("agency"),
        credit_line=entry.get("credit_line"),
        published=entry["published"],
        modified=entry.get("modified"),
        language=book["language"],
        section=entry.get("section", book["section"]),
        section_slug=entry.get("slug", book["slug"]),
        tags=tuple(entry["tags"]),
        blocks=read_blocks(entry["body"]),
        dateline=entry.get("dateline"),
        image=_read_image(entry, path, layout),
        genre=entry.get("genre", "news"),
        paywalled=entry.get("paywalled", False),
        correction=entry.get("correction"),
        layout=layout,
        amp_path=f"{path}/amp" if entry.get("amp") else None,
        print_path=f"{path}?print=1" if entry.get("print") else None,
        reprint_path=entry.get("reprint"),
        reprint_section=entry.get("reprint_section"),
    )
    revised = entry.get("revised")
    return _revise(article, revised) if revised and edition > 1 else article


def _read_image(entry: dict[str, Any], path: str, layout: str) -> PrintedImage | None:
    image = entry.get("image")
    if image is None:
        return None
    ending = "svg" if layout == "semantic" else "png"
    name = f"{zlib.crc32(path.encode()):08x}"
    return PrintedImage(path=f"/images/{name}.{ending}", caption=image["caption"], credit=image["credit"])


def _revise(article: PrintedArticle, revised: dict[str, Any]) -> PrintedArticle:
    """The article after its correction: figures replaced, one paragraph and a note added."""

    def corrected(text: str) -> str:
        for old, new in revised["replace"]:
            text = text.replace(old, new)
        return text

    added = Block(kind=BlockKind.PARAGRAPH, text=revised["paragraph"])
    return replace(
        article,
        standfirst=corrected(article.standfirst) if article.standfirst else None,
        blocks=(*(replace(block, text=corrected(block.text)) for block in article.blocks), added),
        modified=revised["modified"],
        correction=revised["correction"],
    )
