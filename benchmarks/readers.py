"""Readers of news pages: ours, and peers of which each may be missing. All get the same bytes and give one form.

Every reader does all it can: decode, parse, body and fields. readability-lxml gives no authors and no day, Resiliparse
nothing but the body and the title of the page.
"""

from __future__ import annotations

import random
import time
import warnings
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import trafilatura
from lxml.html import fromstring

from archiver.capture import Capture
from archiver.errors import NotAnArticle
from archiver.extract.article import extract_article
from archiver.extract.fields import read_fields
from archiver.extract.page import load_page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from archiver.article import Article
    from benchmarks.corpus import Truth

OURS = "News Archiver"
BASE = "trafilatura"  #: the peer whose time is the unit

#: Fetch time given to pages; corpora do not tell theirs.
FETCHED_AT = datetime(2026, 11, 22, tzinfo=UTC)

#: Address of pages that have none, or a name instead of one.
_NO_ADDRESS = "https://corpus.invalid/article"

_SENTENCE = (
    "The ferry made its last crossing on Tuesday, and hundreds walked over the new bridge to the other bank."
)
_WARM_UP = f"""<!DOCTYPE html><html lang="en"><head><title>Bridge opens</title>
<meta property="article:published_time" content="2021-03-02T10:00:00+00:00"><meta name="author" content="Ada Moss">
</head><body><article><h1>Bridge opens</h1>{f"<p>{_SENTENCE}</p>" * 8}</article></body></html>""".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What a reader made of a page."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None  #: ISO 8601 day
    body: str = ""
    reason: str | None = None  #: why there is nothing: ours gives reasons; of all the name of an error
    cpu_seconds: float = 0.0

    def as_row(self, page_id: str) -> dict[str, Any]:
        """As a line of a file of predictions."""
        return {"id": page_id, **asdict(self)}


def read_ours(raw: bytes, url: str) -> Prediction:
    """What `extract_article` reads; of a page it refuses, the reason and what the page says of itself, without a body."""
    capture = capture_of(raw, url)
    try:
        return show(extract_article(capture))
    except NotAnArticle as error:
        return replace(read_declared(capture), reason=error.reason)


def read_declared(capture: Capture) -> Prediction:
    """Title, authors and day of a page that is no article to us; an archive keeps them of no such page."""
    try:
        fields = read_fields(load_page(capture), fetched_at=capture.fetched_at)
    except NotAnArticle:
        return Prediction()
    return Prediction(
        title=fields.title,
        authors=tuple(author.name for author in fields.authors),
        published=fields.published.day.isoformat() if fields.published else None,
    )


def capture_of(raw: bytes, url: str) -> Capture:
    """A page of a corpus as if a server had sent it without any header."""
    return Capture(url=url, fetched_at=FETCHED_AT, status=200, body=raw)


def show(article: Article) -> Prediction:
    """The fields a scorer looks at."""
    return Prediction(
        title=article.title,
        authors=tuple(author.name for author in article.authors),
        published=article.published.day.isoformat() if article.published else None,
        body=article.body,
    )


def read_by_trafilatura(raw: bytes, url: str) -> Prediction:
    """trafilatura as it comes, with its metadata, also of pages it finds no text in."""
    return _show_trafilatura(trafilatura.bare_extraction(raw, url=url, with_metadata=True), raw, url)


def read_by_trafilatura_precisely(raw: bytes, url: str) -> Prediction:
    """trafilatura when it is told to rather leave out than take too much."""
    found = trafilatura.bare_extraction(raw, url=url, with_metadata=True, favor_precision=True)
    return _show_trafilatura(found, raw, url)


def _show_trafilatura(found: Any, raw: bytes, url: str) -> Prediction:
    reason = None
    if found is None:
        reason, found = "nothing found", trafilatura.extract_metadata(raw, default_url=url)
    if found is None:
        return Prediction(reason=reason)
    return Prediction(
        reason=reason,
        title=found.title,
        authors=tuple(name.strip() for name in (found.author or "").split(";") if name.strip()),
        published=found.date,
        body=found.text or "",
    )


def read_by_newspaper(raw: bytes, url: str) -> Prediction:
    """newspaper4k, without fetching pictures."""
    import newspaper

    article = newspaper.Article(url, fetch_images=False)
    article.download(input_html=raw.decode("utf-8", "replace"))
    article.parse()
    day = article.publish_date
    return Prediction(
        title=article.title or None,
        authors=tuple(article.authors),
        published=day.date().isoformat() if isinstance(day, datetime) else None,
        body=article.text,
    )


def read_by_readability(raw: bytes, url: str) -> Prediction:
    """readability-lxml; a line for each block of what it keeps."""
    from readability import Document

    document = Document(raw.decode("utf-8", "replace"), url=url)
    kept = fromstring(document.summary(html_partial=True))
    for block in kept.iter(*_BLOCKS):
        block.text, block.tail = f"\n{block.text or ''}", f"\n{block.tail or ''}"
    lines = (" ".join(line.split()) for line in kept.text_content().split("\n"))
    return Prediction(title=document.short_title() or None, body="\n".join(line for line in lines if line))


_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "pre", "blockquote", "td", "div", "br"})


def read_by_resiliparse(raw: bytes, url: str) -> Prediction:
    """Resiliparse's main content as plain text."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(raw.decode("utf-8", "replace"))
    return Prediction(title=tree.title or None, body=extract_plain_text(tree, main_content=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A reader to compare with."""

    name: str
    module: str  #: what must be installed
    read: Callable[[bytes, str], Prediction]
    fields: tuple[str, ...] = ("title", "authors", "day")  #: those it gives beside the body


PEERS = {
    peer.name: peer
    for peer in (
        Peer(name=BASE, module="trafilatura", read=read_by_trafilatura),
        Peer(name="trafilatura-precision", module="trafilatura", read=read_by_trafilatura_precisely),
        Peer(name="newspaper4k", module="newspaper", read=read_by_newspaper),
        Peer(name="readability", module="readability", read=read_by_readability, fields=("title",)),
        Peer(name="resiliparse", module="resiliparse", read=read_by_resiliparse, fields=("title",)),
    )
}


def is_installed(peer: Peer) -> bool:
    """Whether a peer can be asked."""
    return find_spec(peer.module) is not None


def read_page(truth: Truth, peers: Sequence[str]) -> dict[str, Prediction]:
    """A page as ours and *peers* read it, by reader, one after the other in an order that chance gives each page.

    A peer that fails has read nothing; so have we. CPU seconds are those of this process.

    Raises:
        BadCorpus: the file of the page cannot be read.
    """
    raw = truth.read_page()
    # some corpora name pages by something else than their address
    url = truth.url if truth.url and truth.url.startswith("http") else _NO_ADDRESS
    readers = {OURS: read_ours, **{name: PEERS[name].read for name in peers}}
    order = list(readers)
    random.Random(truth.id).shuffle(order)
    found = {name: _timed(readers[name], raw, url) for name in order}
    return {name: found[name] for name in readers}


def _timed(read: Callable[[bytes, str], Prediction], raw: bytes, url: str) -> Prediction:
    started = time.process_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = asdict(read(raw, url))
    except Exception as error:  # whatever a reader stumbles over is a figure here, no end of the run
        made = asdict(Prediction(reason=f"error: {type(error).__name__}"))
    made["cpu_seconds"] = time.process_time() - started
    return Prediction(**made)


def warm_up(peers: Sequence[str]) -> None:
    """Let every reader load and compile what it needs, so that no page pays for it; as a crawl's readers begin."""
    for read in (read_ours, *(PEERS[name].read for name in peers)):
        for _ in range(3):
            _timed(read, _WARM_UP, _NO_ADDRESS)
    import_module("archiver.extract.warm")
