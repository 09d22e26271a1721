"""Lines in the bodies of the demo newspaper that are not the articles': News Archiver beside plain trafilatura.

    python -m benchmarks.residue

The demo newspaper prints its articles in three kinds of markup, with advertisements, read-also lines, newsletter boxes,
share bars and its rules for comments among them; what an article itself says is known word by word. Standfirsts and
corrections count as the article's; headlines, bylines and captions, which have fields of their own, do not.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import trafilatura

from archiver.capture import Capture
from archiver.demo.newspaper import DemoPaper
from archiver.demo.server import Request
from archiver.errors import NotAnArticle
from archiver.extract.article import extract_article
from archiver.text import normalize_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from archiver.demo.printed import PrintedArticle

#: Host the pages are printed for.
HOST = "gazette.example"
FETCHED_AT = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(slots=True)
class Tally:
    """What was found in the articles of one layout and language."""

    articles: int = 0
    clean: int = 0  #: articles without a residue line
    residue: int = 0  #: lines that are not the article's
    missing: int = 0  #: paragraphs that are not in the body


def fetch(paper: DemoPaper, path: str) -> Capture:
    """A page of the demo newspaper as a crawl would have got it."""
    request = Request(method="GET", target=path, headers=(("Host", HOST),), at=FETCHED_AT)
    answer = paper.answer(request)
    body = answer.body.encode() if isinstance(answer.body, str) else answer.body
    return Capture(
        url=f"http://{HOST}{path}",
        fetched_at=FETCHED_AT,
        status=answer.status,
        headers=(("Content-Type", answer.content_type or ""),),
        body=body,
    )


def read_ours(capture: Capture) -> list[str]:
    """Lines of the body as News Archiver reads it."""
    try:
        return extract_article(capture).body.split("\n")
    except NotAnArticle:
        return []


def read_plain(capture: Capture) -> list[str]:
    """Lines of the text as trafilatura gives it by itself, comments switched off."""
    return (trafilatura.extract(capture.body, include_comments=False) or "").split("\n")


def fold(text: str) -> str:
    """Words alone, so that two printings of a line can be compared."""
    return " ".join(normalize_text(text.strip("-•| ")).split())


def count(tally: Tally, article: PrintedArticle, lines: Iterable[str]) -> None:
    """Add one article's *lines* to *tally*."""
    paragraphs = [fold(line) for text in article.paragraphs for line in text.split("\n")]
    own = " ".join([*paragraphs, fold(article.standfirst or ""), fold(article.correction or "")])
    folded = [line for line in map(fold, lines) if line]
    residue = sum(line not in own for line in folded)
    body = " ".join(folded)
    tally.articles += 1
    tally.residue += residue
    tally.clean += residue == 0
    tally.missing += sum(paragraph not in body for paragraph in paragraphs)


def compare() -> dict[tuple[str, str], dict[str, Tally]]:
    """By layout and language, then by reader."""
    readers: dict[str, Callable[[Capture], list[str]]] = {
        "News Archiver": read_ours,
        "trafilatura": read_plain,
    }
    tallies: dict[tuple[str, str], dict[str, Tally]] = defaultdict(
        lambda: {name: Tally() for name in readers}
    )
    paper = DemoPaper()
    for article in paper.articles:
        capture = fetch(paper, article.path)
        for name, read in readers.items():
            count(tallies[article.layout, article.language][name], article, read(capture))
    return tallies


def main() -> None:
    tallies = compare()
    print(
        f"{'layout':10} {'language':8} {'reader':14} {'articles':>8} {'clean':>6} {'residue/article':>16} {'missing':>8}"
    )
    totals: dict[str, Tally] = defaultdict(Tally)
    for (layout, language), readers in sorted(tallies.items()):
        for name, tally in readers.items():
            show(layout, language, name, tally)
            total = totals[name]
            total.articles += tally.articles
            total.clean += tally.clean
            total.residue += tally.residue
            total.missing += tally.missing
    for name, tally in totals.items():
        show("all", "", name, tally)


def show(layout: str, language: str, reader: str, tally: Tally) -> None:
    """One row of the table."""
    share = tally.residue / max(1, tally.articles)
    print(
        f"{layout:10} {language:8} {reader:14} {tally.articles:8} {tally.clean:6} {share:16.2f} {tally.missing:8}"
    )


if __name__ == "__main__":
    main()
