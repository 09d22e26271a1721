"""What templates do on pages with known bodies: trafilatura and News Archiver, with and without.

    python -m benchmarks.templates CORPUS [--source fundus-eval]

CORPUS is a folder as `benchmarks.extraction` reads it. Pages of one host are one site; sites of fewer than three pages
are left out. Each page is read under the template of all its site's pages, as in an archive, and under that of the
other pages alone ("unseen"). "any sibling" leaves out every line that stands anywhere on another page of the site: no
template would go as far, and it tells how much there is to win.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archiver.capture import Capture
from archiver.errors import NotAnArticle
from archiver.extract.article import extract_article
from archiver.extract.boilerplate import FEWEST_ARTICLES, learn_template
from archiver.extract.siblings import read_page_lines
from archiver.extract.template import line_key
from benchmarks.corpus import load_corpus
from benchmarks.readers import Prediction
from benchmarks.residue import FETCHED_AT, read_plain, without_known
from benchmarks.scores import draw, score_page, summarize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.extract.template import Template
    from benchmarks.corpus import Truth
    from benchmarks.scores import PageScore


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """A page of a site with others."""

    truth: Truth
    capture: Capture
    under_all: Template  #: learned from the site's pages
    under_others: Template  #: learned from the others
    elsewhere: frozenset[str]  #: keys of lines on other pages


def find_sites(corpus: Path, source: str) -> dict[str, list[Truth]]:
    """Pages of a dataset with known bodies, by host."""
    sites: dict[str, list[Truth]] = defaultdict(list)
    for page in load_corpus(corpus):
        if page.dataset == source and page.body and page.url and page.file.exists():
            sites[urlsplit(page.url).netloc].append(page)
    return {host: pages for host, pages in sorted(sites.items()) if len(pages) >= FEWEST_ARTICLES}


def read_site(host: str, truths: Sequence[Truth]) -> list[Sibling]:
    """The pages of one site, each with what is learned from all of them and from the others."""
    captures = [
        Capture(
            url=truth.url or "",
            fetched_at=FETCHED_AT + timedelta(minutes=place),
            status=200,
            body=truth.read_page(),
        )
        for place, truth in enumerate(truths)
    ]
    pages = [read_page_lines(capture, truth.id) for capture, truth in zip(captures, truths, strict=True)]
    whole = learn_template(host, pages)
    found = []
    for truth, capture, page in zip(truths, captures, pages, strict=True):
        others = [other for other in pages if other is not page]
        found.append(
            Sibling(
                truth=truth,
                capture=capture,
                under_all=whole,
                under_others=learn_template(host, others),
                elsewhere=frozenset(line.key for other in others for line in other.lines),
            )
        )
    return found


def read_bodies(page: Sibling) -> dict[str, str]:
    """The body of a page, by the way it is read."""
    plain = read_plain(page.capture)
    ways = {
        "trafilatura": plain,
        "trafilatura, template": without_known(plain, page.capture, page.under_all),
        "trafilatura, unseen": without_known(plain, page.capture, page.under_others),
        "trafilatura, any sibling": [line for line in plain if line_key(line) not in page.elsewhere],
    }
    ours = {"": None, ", template": page.under_all, ", unseen": page.under_others}
    return {name: "\n".join(lines) for name, lines in ways.items()} | {
        f"News Archiver{name}": read_ours(page.capture, template) for name, template in ours.items()
    }


def read_ours(capture: Capture, template: Template | None) -> str:
    """The body as News Archiver reads it."""
    try:
        return extract_article(capture, template=template).body
    except NotAnArticle:
        return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--source", default="fundus-eval", help="source_dataset whose pages are read")
    chosen = parser.parse_args()
    scores: dict[str, list[PageScore]] = defaultdict(list)
    for host, truths in find_sites(chosen.corpus, chosen.source).items():
        for page in read_site(host, truths):
            for way, body in read_bodies(page).items():
                scores[way].append(score_page(page.truth, Prediction(body=body)))
    print(f"{'way':26} {'pages':>5} {'F1':>6} {'P':>6} {'R':>6} {'exact':>6}")
    for way, pages in scores.items():
        figures = summarize(pages, draw(len(pages), 1))
        values = " ".join(f"{figures[name].value:6.4f}" for name in ("F1", "precision", "recall", "exact"))
        print(f"{way:26} {len(pages):5} {values}")


if __name__ == "__main__":
    main()
