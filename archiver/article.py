"""Article: what was read in a capture; Reading: one field's value, where it came from, and what lost against it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archiver.dates import Moment


class BlockKind(StrEnum):
    """What a block of the body is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list item"
    QUOTE = "quote"
    TABLE = "table"  #: one block per table; cells parted by tabs, rows by line breaks
    CODE = "code"
    CAPTION = "caption"  #: under an image; not part of the body
    EMBED = "embed"  #: text of an embedded post
    STANDFIRST = "standfirst"  #: the summary printed between headline and text; not part of the body
    BYLINE = "byline"  #: who wrote it, as printed; not part of the body
    CORRECTION = "correction"  #: a correction, clarification or editor's note
    ENTRY = "live entry"  #: begins an entry of a live blog; its text is the entry's headline, or empty


#: Kinds of blocks printed with the article that are not its running text.
BESIDE_BODY = frozenset({BlockKind.CAPTION, BlockKind.STANDFIRST, BlockKind.BYLINE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A link in a block's text."""

    start: int  #: first character of its words in the block's text
    end: int  #: the character after its last
    url: str  #: absolute


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of what is printed as the article."""

    kind: BlockKind
    text: str
    level: int | None = None  #: 1–6 for headings, depth for list items, rows of column names for tables
    links: tuple[str, ...] = ()  #: absolute URLs the block links to, each once
    anchors: tuple[
        Anchor, ...
    ] = ()  #: where in the text they stand, in order; links around pictures have none
    time: str | None = None  #: of a live entry: ISO 8601 when the page has it for machines, else as printed


def join_words(blocks: Iterable[Block]) -> str:
    """The running text of *blocks*, parted by a blank line: every kind but captions, standfirst and byline.

    >>> join_words([Block(kind=BlockKind.BYLINE, text="By Ilse Marr"), Block(kind=BlockKind.PARAGRAPH, text="Rain fell.")])
    'Rain fell.'
    """
    return "\n\n".join(block.text for block in blocks if block.text.strip() and block.kind not in BESIDE_BODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """Text that stood near the article and was left out of the body."""

    text: str
    reason: str  #: "comments policy", "form", "byline", "font control", "related", "share", …
    place: str | None = None  #: where it stood: an XPath or "block 7"
    evidence: str | None = None  #: what was learned of it from other pages of the site: "on 31 of 32 pages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote or is credited with the article."""

    name: str
    kind: str = "person"  #: "person" or "organisation"
    url: str | None = None  #: profile page
    role: str | None = None  #: as printed beside the name: "Political Editor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of the article."""

    url: str
    caption: str | None = None
    credit: str | None = None
    lead: bool = False  #: the picture the article opens with


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A value one source offered for a field."""

    value: str  #: as it would be stored; lists joined by "; "
    source: str  #: "json-ld", "meta", "opengraph", "microdata", "time", "feed", "sitemap", "url", "text", "trafilatura", …
    rule: str  #: what was looked at: "NewsArticle.datePublished", "meta[name=author]", "h1", …
    raw: str  #: as printed
    confidence: float  #: 0–1; how often such a candidate is right


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One field's value, the source it came from, and the candidates it won against (its provenance)."""

    field: str  #: name of the field of `Article`; also "body", "site rules" and "site hook", what an operator's rules did
    winner: Candidate
    losers: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What was read in one capture. None means that the page does not say. `docs/fields.md` explains each field."""

    url: str  #: the URL that was fetched
    #: the URL the article is filed under: the page's own claim within its site, else the one that answered, without
    #: tracking; folded by `urls.canonicalize` it is the identity key
    canonical_url: str
    urls: tuple[str, ...] = ()  #: every other URL the page goes by: redirects, rel=canonical, AMP, og:url
    site: str | None = None  #: name of the site
    title: str | None = None
    alternative_title: str | None = None  #: a second headline the page gives, such as the social one
    description: str | None = None  #: standfirst or summary
    authors: tuple[Author, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    language: str | None = None  #: concluded from the body, BCP-47
    language_declared: str | None = None  #: what the page says, BCP-47
    section: str | None = None
    tags: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()  #: the body, in reading order
    images: tuple[Image, ...] = ()
    links: tuple[str, ...] = ()  #: absolute URLs the body links to
    paywalled: bool | None = None  #: True, False, or None when nothing points either way
    paywall_evidence: str | None = None
    agency: str | None = None  #: news agency credited with the text: "Reuters", "AFP", …
    credit_line: str | None = None  #: the credit as printed
    dateline: str | None = None  #: place before the first sentence: "ERBIL, Kurdistan Region"
    #: "news", "opinion", "analysis", "live", "obituary", "sponsored", "press release", …
    genre: str | None = None
    readings: tuple[Reading, ...] = ()
    removed: tuple[Removed, ...] = ()
    fingerprint: str | None = None  #: hex SHA-256 of the normalised body; set by dedupe
    #: marks of all lines the page shows, the body's and others (`text.write_marks`): they tell what a newspaper took
    #: out from what was only read otherwise
    page_lines: str | None = None

    @property
    def body(self) -> str:
        """The article's own words, blocks parted by a blank line; captions, standfirst and byline are not among them."""
        return join_words(self.blocks)

    @property
    def corrections(self) -> tuple[str, ...]:
        """What the newspaper says it changed or adds to the text: corrections, clarifications, editor's notes."""
        return tuple(block.text for block in self.blocks if block.kind is BlockKind.CORRECTION)

    @property
    def word_count(self) -> int:
        """Words of the body; in scripts without spaces, characters."""
        from archiver.text import count_words

        return count_words(self.body)

    @property
    def lead_image(self) -> Image | None:
        """The picture the article opens with."""
        return next((image for image in self.images if image.lead), None)
