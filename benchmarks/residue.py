"""Lines in the bodies of the demo newspaper that are not the articles': News Archiver beside trafilatura, with and
without the site's template.

    python -m benchmarks.residue

The demo newspaper prints its articles in three kinds of markup, with advertisements, read-also lines, newsletter boxes,
share bars and its rules for comments among them; what an article itself says is known word by word. Standfirsts and
corrections count as the article's; headlines, bylines and captions, which have fields of their own, do not. The
template is learned from all the pages, as a crawl learns it from what is kept.
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
from archiver.extract.boilerplate import learn_template
from archiver.extract.siblings import read_page_lines
from archiver.extract.template import line_key
from archiver.text import normalize_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from archiver.demo.printed import PrintedArticle
    from archiver.extract.template import Template

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
    letters: int = 0  #: of the articles' paragraphs
    found: int = 0  #: of those, in paragraphs that are in the body


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


def read_ours(capture: Capture, template: Template | None = None) -> list[str]:
    """Lines of the body as News Archiver reads it."""
    try:
        return extract_article(capture, template=template).body.split("\n")
    except NotAnArticle:
        return []


def read_plain(capture: Capture) -> list[str]:
    """Lines of the text as trafilatura gives it by itself, comments switched off."""
    return (trafilatura.extract(capture.body, include_comments=False) or "").split("\n")


def without_known(lines: Iterable[str], capture: Capture, template: Template) -> list[str]:
    """*lines* another reader took from a page, without those that stand there where *template* knows them."""
    page = read_page_lines(capture)
    known = {
        line.key
        for line in page.lines
        if template.find_key(line.key, line.masked, line.markup, page.editions)
    }
    return [line for line in lines if line_key(line) not in known]


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
    tally.letters += sum(map(len, paragraphs))
    tally.found += sum(len(paragraph) for paragraph in paragraphs if paragraph in body)


def compare() -> dict[tuple[str, str], dict[str, Tally]]:
    """By layout and language, then by reader."""
    paper = DemoPaper()
    pages = [read_page_lines(fetch(paper, article.path), article.path) for article in paper.articles]
    template = learn_template(HOST, pages)
    readers: dict[str, Callable[[Capture], list[str]]] = {
        "trafilatura": read_plain,
        "trafilatura, template": lambda capture: without_known(read_plain(capture), capture, template),
        "News Archiver": read_ours,
        "News Archiver, template": lambda capture: read_ours(capture, template),
    }
    tallies: dict[tuple[str, str], dict[str, Tally]] = defaultdict(
        lambda: {name: Tally() for name in readers}
    )
    for article in paper.articles:
        capture = fetch(paper, article.path)
        for name, read in readers.items():
            count(tallies[article.layout, article.language][name], article, read(capture))
    return tallies


def main() -> None:
    tallies = compare()
    print(
        f"{'layout':10} {'language':8} {'reader':24} {'articles':>8} {'clean':>6} {'residue/article':>16} {'recall':>8}"
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
            total.letters += tally.letters
            total.found += tally.found
    for name, tally in totals.items():
        show("all", "", name, tally)


def show(layout: str, language: str, reader: str, tally: Tally) -> None:
    """One row of the table."""
    share = tally.residue / max(1, tally.articles)
    print(
        f"{layout:10} {language:8} {reader:24} {tally.articles:8} {tally.clean:6} {share:16.2f} "
        f"{tally.found / max(1, tally.letters):8.4f}"
    )


if __name__ == "__main__":
    main()
