"""How often each kind of candidate is right: the table behind the confidence of readings.

    python -m benchmarks.confidence CORPUS [--write archiver/extract/measured.py] [--processes 2]

Reads the fields of every page of a corpus with known titles, authors or days, and counts for each source, rule and rank
how many candidates, winners and losers alike, hold the true value. Authors count as right from half of the names on.
"""

from __future__ import annotations

import argparse
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.errors import NotAnArticle
from archiver.extract.calibration import kind_of
from archiver.extract.fields import read_fields
from archiver.extract.page import load_page
from benchmarks.corpus import Truth, load_corpus
from benchmarks.readers import FETCHED_AT, capture_of
from benchmarks.scores import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Kind = tuple[str, str, str]
Counts = dict[str, dict[Kind, tuple[int, int]]]

_HEAD = '''"""How often candidates are right: field, then source, rule and rank, with right and counted.

Written by `python -m benchmarks.confidence` on {pages} pages; not to be edited by hand.
"""

from __future__ import annotations

RIGHT: dict[str, dict[tuple[str, str, str], tuple[int, int]]] = {{
'''


def _is_title(value: str, truth: Truth) -> bool:
    return _fold(value) == _fold(truth.title)


def _is_day(value: str, truth: Truth) -> bool:
    return value[:10] == (truth.published or "")[:10]


def _are_authors(value: str, truth: Truth) -> bool:
    mine, theirs = {_fold(name) for name in value.split("; ")}, {_fold(name) for name in truth.authors}
    return 4 * len(mine & theirs) >= len(mine) + len(theirs)


def _fold(text: str | None) -> str:
    return " ".join(words((text or "").casefold()))


_IS_RIGHT: dict[str, Callable[[str, Truth], bool]] = {
    "title": _is_title,
    "authors": _are_authors,
    "published": _is_day,
}


def count_page(truth: Truth) -> list[tuple[str, Kind, bool]]:
    """Every candidate of a page for a field whose truth is known."""
    url = truth.url if truth.url and truth.url.startswith("http") else "https://corpus.invalid/article"
    try:
        fields = read_fields(load_page(capture_of(truth.read_page(), url)), fetched_at=FETCHED_AT)
    except NotAnArticle:
        return []
    return [
        (reading.field, kind_of(candidate), _IS_RIGHT[reading.field](candidate.value, truth))
        for reading in fields.readings
        if reading.field in _IS_RIGHT and getattr(truth, reading.field)
        for candidate in (reading.winner, *reading.losers)
    ]


def count(pages: Sequence[Truth], processes: int) -> Counts:
    """Right and counted candidates of every kind, by field."""
    right: Counter[tuple[str, Kind]] = Counter()
    total: Counter[tuple[str, Kind]] = Counter()
    with ProcessPoolExecutor(processes) as pool:
        for found in pool.map(count_page, pages, chunksize=16):
            for field, kind, is_right in found:
                total[field, kind] += 1
                right[field, kind] += is_right
    counts: Counts = {}
    for (field, kind), of in sorted(total.items(), key=lambda item: (item[0][0], -item[1], item[0][1])):
        counts.setdefault(field, {})[kind] = (right[field, kind], of)
    return counts


def as_module(counts: Counts, pages: int) -> str:
    """The table as a module; kinds met fewer than eight times are left out."""
    lines = [_HEAD.format(pages=pages)]
    for field, kinds in counts.items():
        lines.append(f'    "{field}": {{\n')
        lines += [
            f'        ("{source}", "{rule}", "{rank}"): ({right}, {of}),\n'
            for (source, rule, rank), (right, of) in kinds.items()
            if of >= 8
        ]
        lines.append("    },\n")
    return "".join([*lines, "}\n"])


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(arguments)
    pages = [page for page in load_corpus(options.corpus) if page.title or page.authors or page.published]
    module = as_module(count(pages, options.processes), len(pages))
    if options.write:
        options.write.write_text(module, encoding="utf-8")
    else:
        print(module)


if __name__ == "__main__":
    main()
