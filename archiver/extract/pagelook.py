"""A page as the rules of its type see it: its words, its links, what it says of itself."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lxml import etree

from archiver.article import BlockKind
from archiver.link import DECLARED
from archiver.text import count_words

if TYPE_CHECKING:
    from archiver.article import Block
    from archiver.extract.body import Body
    from archiver.extract.fields import Fields
    from archiver.extract.page import Page
    from archiver.link import Link

#: Words from which a text may be a news flash.
MIN_WORDS = 25
#: Words below which a page is looked at for signs of an error, a login, a consent form or a wall.
FEW_WORDS = 180
#: Characters of a short page that are looked at.
LOOKED_AT = 3_000
#: Letters of a linked headline, and of a paragraph.
_HEADLINE_LETTERS, _PARAGRAPH_LETTERS = 24, 120
#: Letters of Latin script that say as much as one of Chinese or Japanese.
_IDEOGRAPH = 2.5
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

#: schema.org and Open Graph types whose word is taken: the page says that it is an article.
_ARTICLE_TYPES = re.compile(
    r"(?:news|blog|report|analysis|opinion|review|liveblog|scholarly|background|satirical|askpublic)?\w*article|posting|reportage",
    re.I,
)
_HIDDEN = frozenset({"script", "style", "template", "head"})


class Look:
    """A page and what the rules ask of it, each found once and only when asked."""

    def __init__(self, page: Page, fields: Fields, body: Body, link: Link | None) -> None:
        self.page = page
        self.body = body
        self.declared = (fields.declared_type or "").lower()
        self.paywalled = fields.paywalled
        self.words = count_words(body.text)
        self.believed = bool(_ARTICLE_TYPES.fullmatch(self.declared))
        self.listed = link is not None and link.via in DECLARED
        self.signed = self.listed or bool(fields.published or fields.authors)
        dated = any(one.field == "published" and one.winner.source != "url" for one in fields.readings)
        #: The page itself names a day or an author; its address and what links to it may do so of a page that is gone.
        self.vouched = bool(fields.authors) or (dated and fields.published is not None)
        titles = (fields.title or "", page.tree.findtext(".//title") or "")
        self.title = next((title for title in titles if title), "")
        self.titles = "\n".join(" ".join(title.split()) for title in titles)
        self.address = urlsplit(page.url)
        self.folders = [part for part in unquote(self.address.path).split("/") if part]

    @property
    def few(self) -> bool:
        return self.words < FEW_WORDS

    @property
    def told(self) -> bool:
        """It says that it is an article, and has the words of one."""
        return self.believed and self.words >= MIN_WORDS

    @cached_property
    def shown(self) -> str:
        """The first characters a reader sees."""
        parts: list[str] = []
        length = 0
        for element in self.page.tree.iter(etree.Element):
            if element.tag in _HIDDEN or (element.tag == "title"):
                text = element.tail
            else:
                text = f"{element.text or ''} {element.tail or ''}"
            text = " ".join((text or "").split())
            if text:
                parts.append(text)
                length += len(text)
            if length > LOOKED_AT:
                break
        return " ".join(parts)

    @cached_property
    def paragraphs(self) -> list[Block]:
        return [block for block in self.body.blocks if block.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE)]

    @cached_property
    def running(self) -> float:
        """Letters of its long paragraphs."""
        widths = (width(block.text) for block in self.paragraphs)
        return sum(width for width in widths if width >= _PARAGRAPH_LETTERS)

    @cached_property
    def linked(self) -> int:
        return sum(1 for block in self.body.blocks if block.links and width(block.text) < 200)

    @cached_property
    def headlines(self) -> int:
        """Links as long as headlines."""
        links = (" ".join("".join(anchor.itertext()).split()) for anchor in self.page.tree.iter("a"))
        return len({text for text in links if width(text) >= _HEADLINE_LETTERS})

    @property
    def collection(self) -> bool:
        """It also says that it is a collection; systems that call every page an article do, of their archives."""
        return '"CollectionPage"' in self.page.html

    @property
    def home(self) -> bool:
        return self.address.path in ("", "/") and not self.address.query

    def has(self, *tags: str) -> bool:
        return next(self.page.tree.iter(*tags), None) is not None

    def count(self, tag: str) -> int:
        return sum(1 for _ in self.page.tree.iter(tag))


def width(text: str) -> float:
    """Letters of a text, those of scripts that need fewer counted for more."""
    return len(text) + (_IDEOGRAPH - 1) * len(_IDEOGRAPHS.findall(text)) if not text.isascii() else len(text)
