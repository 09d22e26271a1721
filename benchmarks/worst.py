"""The pages read worst, as one HTML file: what is missing in each body, what is too much, and what was cut on the way."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from archiver.errors import NotAnArticle
from archiver.extract.article import extract_article
from benchmarks.readers import OURS, capture_of
from benchmarks.scores import WORD, plain, score_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from rich.console import Console

    from archiver.article import Removed
    from benchmarks.corpus import Truth
    from benchmarks.readers import Prediction
    from benchmarks.scores import PageScore

#: Words of each side that are compared; comparing takes the square of them.
MAX_WORDS = 6_000
#: Words that both have are folded away but for so many beside a difference.
_KEPT = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class BadPage:
    """A page that was read badly."""

    truth: Truth
    read: Prediction
    score: PageScore


def find_worst(
    pages: Sequence[Truth], read: Mapping[str, Mapping[str, Prediction]], count: int
) -> list[BadPage]:
    """The *count* pages with the lowest F1 of their bodies, worst first; pages that are all right are left out."""
    found = [
        BadPage(truth=page, read=read[page.id][OURS], score=score_page(page, read[page.id][OURS]))
        for page in pages
        if page.body
    ]
    found = [page for page in found if (page.score.f1 or 0.0) < 1]
    return sorted(found, key=lambda page: (page.score.f1 or 0.0, page.truth.id))[:count]


def show_worst(worst: Sequence[BadPage], console: Console) -> None:
    """A line a page."""
    for page in worst:
        console.print(_line(page), highlight=False, markup=False)


def _line(page: BadPage) -> str:
    score = page.score
    shares = f"F1 {score.f1 or 0:.3f}  precision {score.precision or 0:.3f}  recall {score.recall or 0:.3f}"
    return f"{shares}  {page.truth.dataset}  {page.truth.id}  {page.read.reason or ''}".rstrip()


def write_worst(worst: Sequence[BadPage], file: Path) -> None:
    """Write the pages as one HTML file that needs no other."""
    sections = "\n".join(_section(place, page) for place, page in enumerate(worst, 1))
    rows = "\n".join(
        f'<li><a href="#page-{place}">{escape(_line(page))}</a></li>' for place, page in enumerate(worst, 1)
    )
    file.write_text(
        f"{_HEAD}<h1>The {len(worst)} worst pages</h1>\n{_LEGEND}\n<ol>\n{rows}\n</ol>\n{sections}\n</body></html>\n",
        encoding="utf-8",
    )


_HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Worst pages</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
:root { color-scheme: light dark; --missing: #ffd7d5; --extra: #cdf5d0; --soft: #6b7280; --line: #d1d5db; }
@media (prefers-color-scheme: dark) { :root { --missing: #6e2320; --extra: #17532a; --soft: #9ca3af; --line: #4b5563; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
section { border-top: 1px solid var(--line); margin-top: 2rem; }
h2 { font-size: 1rem; overflow-wrap: anywhere; }
del, ins { text-decoration: none; padding-bottom: 1px; }
del { background: var(--missing); border-bottom: 2px dashed currentColor; } ins { background: var(--extra); border-bottom: 2px solid currentColor; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
summary, .soft, th { color: var(--soft); } details { display: inline; } details.cut { display: block; }
details[open] > summary { font-style: italic; }
table { border-collapse: collapse; } th, td { text-align: start; vertical-align: top; padding: 0 1rem 0 0; font-weight: normal; }
td.wrong { background: var(--missing); }
</style></head><body>
"""
_LEGEND = '<p class="soft"><del>Words of the truth that were not read</del>, <ins>words that were read and are not true</ins>.</p>'


def _section(place: int, page: BadPage) -> str:
    truth, read = page.truth, page.read
    address = truth.url or ""
    link = (
        f'<a href="{escape(address)}" rel="noreferrer">{escape(address)}</a>'
        if address.startswith("http")
        else escape(address)
    )
    return f"""<section id="page-{place}"><h2>{place}. {escape(_line(page))}</h2>
<p class="soft">{escape(truth.language)} {link}</p>
{_fields(page)}
<p class="text" dir="auto">{"".join(_difference(truth.body or "", read.body))}</p>
{_cut_texts(truth)}</section>"""


def _fields(page: BadPage) -> str:
    truth, read, score = page.truth, page.read, page.score
    rows = (
        ("title", truth.title, read.title, score.title),
        ("authors", ", ".join(truth.authors), ", ".join(read.authors), score.authors),
        ("day", (truth.published or "")[:10], read.published, score.day),
    )
    lines = [
        f"<tr><th>{name}</th><td dir='auto'>{escape(known or '')}</td>"
        f"<td dir='auto' class='{'wrong' if right is not None and right < 1 else 'right'}'>{escape(found or '')}</td></tr>"
        for name, known, found, right in rows
    ]
    head = "<tr><th></th><th>truth</th><th>read</th></tr>"
    return f"<table>{head}{''.join(lines)}</table>"


def _cut_texts(truth: Truth) -> str:
    """What was cut out of the page, with reasons: the way to the rule that took a paragraph."""
    try:
        removed: Sequence[Removed] = extract_article(
            capture_of(truth.read_page(), truth.url or "https://corpus.invalid/article")
        ).removed
    except NotAnArticle as error:
        return f'<p class="soft">No article to us: {escape(str(error))}</p>'
    body = f" {plain(truth.body)} "
    lines = []
    for part in removed:
        text = " ".join(part.text.split())
        # a cut that took words of the article is what one looks for
        mark = "del" if plain(text) and f" {plain(text)} " in body else "span"
        lines.append(
            f"<li dir='auto'><b>{escape(part.reason)}</b> <{mark}>{escape(text[:400])}</{mark}></li>"
        )
    return f"<details class='cut'><summary>{len(lines)} texts were cut</summary><ul>{''.join(lines)}</ul></details>"


def _difference(truth: str, read: str) -> Iterator[str]:
    """Both texts in one, with marks, as HTML."""
    ours, theirs = _pieces(truth), _pieces(read)
    matcher = difflib.SequenceMatcher(
        None, [word for word, _ in ours], [word for word, _ in theirs], autojunk=False
    )
    for kind, begin, end, start, stop in matcher.get_opcodes():
        missing = escape("".join(text for _, text in ours[begin:end]))
        extra = escape("".join(text for _, text in theirs[start:stop]))
        if kind == "equal":
            yield _fold([text for _, text in theirs[start:stop]])
            continue
        if missing:
            yield f"<del>{missing}</del>"
        if extra:
            yield f"<ins>{extra}</ins>"
    for side, text, pieces in (("truth", truth, ours), ("body", read, theirs)):
        if len(pieces) == MAX_WORDS and len(WORD.findall(text)) > MAX_WORDS:
            yield f'<span class="soft"> (the {side} goes on after {MAX_WORDS} words)</span>'


def _pieces(text: str) -> list[tuple[str, str]]:
    """Words, each with the text up to the next."""
    starts = [match.start() for match in WORD.finditer(text)][: MAX_WORDS + 1]
    if len(starts) <= MAX_WORDS:
        starts.append(len(text))
    return [(match[0], text[a:b]) for a, b in pairwise(starts) if (match := WORD.match(text, a))]


def _fold(texts: Sequence[str]) -> str:
    """Words that both have; most of a long run behind a mark to open."""
    if len(texts) <= 3 * _KEPT:
        return escape("".join(texts))
    before, middle, after = texts[:_KEPT], texts[_KEPT:-_KEPT], texts[-_KEPT:]
    return (
        f"{escape(''.join(before))}<details><summary>… {len(middle)} words …</summary>{escape(''.join(middle))}</details>"
        f"{escape(''.join(after))}"
    )
