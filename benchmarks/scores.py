"""Scores of read articles: how near they come to what is known of their pages.

A body is measured by the runs of four words it shares with the true one, as in the public article-extraction
benchmark (scrapinghub/article-extraction-benchmark): precision and recall of a page are shares of such runs, those of
several pages are averages, and F1 is made of the two averages. Characters of scripts without spaces count as words.
Intervals are taken by bootstrap over pages (Efron 1979), with one set of draws for all readers, so that the interval
of a difference is that of pairs.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from benchmarks.corpus import Truth
    from benchmarks.readers import Prediction

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

#: Words in a run.
RUN_WORDS = 4

#: Thai to Lao, Myanmar, Khmer, radicals, iteration marks, kana, and the Chinese characters of all planes.
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003134f"
)
WORD = re.compile(rf"[{_SPACELESS}]|[^\W{_SPACELESS}]+")


def words(text: str | None) -> list[str]:
    """The words of a text; of scripts without spaces its characters.

    >>> words("Rain in Duhok, 7,5 mm")
    ['Rain', 'in', 'Duhok', '7', '5', 'mm']
    >>> words("长春 2 天")
    ['长', '春', '2', '天']
    """
    return WORD.findall(text or "")


def runs(text: str | None) -> Counter[tuple[str, ...]]:
    """Runs of four words with their counts; a shorter text is one run.

    >>> runs("a b c d e") == {("a", "b", "c", "d"): 1, ("b", "c", "d", "e"): 1}
    True
    """
    found = words(text)
    if not found:
        return Counter()
    last = max(1, len(found) - RUN_WORDS + 1)
    return Counter(tuple(found[start : start + RUN_WORDS]) for start in range(last))


@dataclass(frozen=True, slots=True, kw_only=True)
class PageScore:
    """How right one page was read; None: nothing is known of the page to measure it by."""

    precision: float | None = None  #: share of the read runs that are true
    recall: float | None = None  #: share of the true runs that were read
    empty: bool = False  #: no word was read; such a page costs recall and is left out of precision
    exact: float | None = None  #: 1 when every word is right
    required: int = 0  #: snippets that must be in the body
    found: int = 0  #: of them those that are
    forbidden: int = 0  #: snippets that must not be in the body
    leaked: int = 0  #: of them those that are
    title: float | None = None  #: 1 when it is the true one but for case, punctuation and spaces
    authors: float | None = None  #: F1 of the two sets of names
    day: float | None = None  #: 1 when it is the true one

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the page's precision and recall."""
        if self.precision is None or self.recall is None:
            return None
        return _harmonic(self.precision, self.recall)


def score_page(truth: Truth, read: Prediction) -> PageScore:
    """How right one page was read."""
    precision = recall = exact = None
    empty = False
    if truth.body:
        precision, recall, empty = _score_body(truth.body, read.body, truth.optional)
        exact = float(words(truth.body) == words(read.body))
    body = _squeeze(read.body)
    return PageScore(
        precision=precision,
        recall=recall,
        empty=empty,
        exact=exact,
        required=len(truth.required),
        found=sum(_squeeze(snippet) in body for snippet in truth.required),
        forbidden=len(truth.forbidden),
        leaked=sum(_squeeze(snippet) in body for snippet in truth.forbidden),
        title=float(plain(truth.title) == plain(read.title)) if truth.title else None,
        authors=_score_names(truth.authors, read.authors) if truth.authors else None,
        day=float(truth.published[:10] == (read.published or "")[:10]) if truth.published else None,
    )


def _score_body(truth: str, read: str, optional: Sequence[str]) -> tuple[float, float, bool]:
    """Precision, recall, and whether nothing was read that counts."""
    wanted, got = runs(truth), runs(read)
    shared = (wanted & got).total()
    lacking = (wanted - got).total()
    extra = (got - wanted - runs("\n".join(optional))).total()
    if not lacking and not extra:
        return 1.0, 1.0, not shared
    precision = shared / (shared + extra) if shared + extra else 0.0
    recall = shared / (shared + lacking) if shared + lacking else 0.0
    return precision, recall, not shared + extra


def _score_names(truth: Iterable[str], read: Iterable[str]) -> float:
    wanted, got = ({name for name in map(plain, names) if name} for names in (truth, read))
    if not wanted and not got:
        return 1.0
    return 2 * len(wanted & got) / (len(wanted) + len(got))


def plain(text: str | None) -> str:
    """Words alone, one Unicode form, lower case.

    >>> plain("“Rain”, again!") == plain('"rain" AGAIN')
    True
    """
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text or "").casefold()))


def _squeeze(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


# --- many pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number over many pages."""

    value: float
    low: float  #: 95 % of bootstrap draws lie between `low` and `high`
    high: float
    pages: int  #: pages of which the truth is known

    @property
    def margin(self) -> float:
        """Half of the interval."""
        return (self.high - self.low) / 2


def draw(pages: int, rounds: int, seed: int = 0) -> Matrix:
    """How often each page is drawn in each round; the first round is the pages as they are."""
    chances = np.full(pages, 1 / pages)
    drawn = np.random.default_rng(seed).multinomial(pages, chances, size=rounds).astype(float)
    return np.vstack([np.ones(pages), drawn])


def summarize(scores: Sequence[PageScore], draws: Matrix) -> dict[str, Figure]:
    """The figures of one reader over some pages; a figure without truth is absent. Names are those of `FIGURES`."""
    return {name: _figure(rounds, _known(scores, name)) for name, rounds in _all_rounds(scores, draws)}


def compare(ours: Sequence[PageScore], theirs: Sequence[PageScore], draws: Matrix) -> dict[str, Figure]:
    """Ours less theirs, of pages read by both, in the same order."""
    other = dict(_all_rounds(theirs, draws))
    return {
        name: _figure(rounds - other[name], _known(ours, name))
        for name, rounds in _all_rounds(ours, draws)
        if name in other
    }


def ratio(ours: Sequence[float], theirs: Sequence[float], draws: Matrix) -> Figure:
    """The sum of ours over the sum of theirs, such as of CPU seconds."""
    return _figure((draws @ np.array(ours)) / (draws @ np.array(theirs)), len(ours))


def _figure(rounds: Vector, pages: int) -> Figure:
    drawn = rounds[1:]
    drawn = drawn[np.isfinite(drawn)]
    low, high = np.quantile(drawn, (0.025, 0.975)) if len(drawn) else (rounds[0], rounds[0])
    return Figure(value=float(rounds[0]), low=float(low), high=float(high), pages=pages)


def _known(scores: Sequence[PageScore], name: str) -> int:
    """Pages that count in a figure."""
    if name in ("with", "without", "snippets F1"):
        return sum(bool(score.required or score.forbidden) for score in scores)
    key = name if name in ("title", "authors", "day") else "exact"
    return sum(getattr(score, key) is not None for score in scores)


def _all_rounds(scores: Sequence[PageScore], draws: Matrix) -> list[tuple[str, Vector]]:
    with np.errstate(divide="ignore", invalid="ignore"):
        made = [(name, make(scores, draws)) for name, make in FIGURES.items()]
    return [(name, rounds) for name, rounds in made if np.isfinite(rounds[0])]


def _mean(values: Sequence[float | None], draws: Matrix) -> Vector:
    """The mean of what is known in each round."""
    known = np.array([value is not None for value in values], dtype=float)
    numbers = np.array([value or 0.0 for value in values])
    return np.asarray((draws @ (numbers * known)) / (draws @ known))


def _precision(scores: Sequence[PageScore], draws: Matrix) -> Vector:
    mean = _mean([None if score.empty else score.precision for score in scores], draws)
    # no page with any text at all: precise in nothing
    return np.where(np.isfinite(_recall(scores, draws)), np.nan_to_num(mean), np.nan)


def _recall(scores: Sequence[PageScore], draws: Matrix) -> Vector:
    return _mean([score.recall for score in scores], draws)


def _f1(scores: Sequence[PageScore], draws: Matrix) -> Vector:
    precision, recall = _precision(scores, draws), _recall(scores, draws)
    total = precision + recall
    return np.where(total == 0, 0.0, 2 * precision * recall / total)


def _page_f1(scores: Sequence[PageScore], draws: Matrix) -> Vector:
    return _mean([score.f1 for score in scores], draws)


def _worst_tenth(scores: Sequence[PageScore], draws: Matrix) -> Vector:
    """Mean F1 of the tenth of the pages with the lowest, at least of one page."""
    known = [(score.f1, place) for place, score in enumerate(scores) if score.f1 is not None]
    if not known:
        return np.full(len(draws), np.nan)
    known.sort()
    drawn = draws[:, [place for _, place in known]]
    size = np.maximum(1, drawn.sum(axis=1) // 10)
    before = np.cumsum(drawn, axis=1) - drawn
    taken = np.clip(size[:, None] - before, 0, drawn)
    return np.asarray((taken @ np.array([f1 for f1, _ in known])) / size)


def _exact(scores: Sequence[PageScore], draws: Matrix) -> Vector:
    return _mean([score.exact for score in scores], draws)


def _with(scores: Sequence[PageScore], draws: Matrix) -> Vector:
    return _share([score.found for score in scores], [score.required for score in scores], draws)


def _without(scores: Sequence[PageScore], draws: Matrix) -> Vector:
    return 1 - _share([score.leaked for score in scores], [score.forbidden for score in scores], draws)


def _snippets(scores: Sequence[PageScore], draws: Matrix) -> Vector:
    """F1 over snippets: one found is right, one leaked is wrong, one not found is missing (trafilatura's measure)."""
    found = draws @ np.array([score.found for score in scores], dtype=float)
    required = draws @ np.array([score.required for score in scores], dtype=float)
    leaked = draws @ np.array([score.leaked for score in scores], dtype=float)
    return np.where(required > 0, 2 * found / (found + required + leaked), np.nan)


def _share(part: Sequence[int], whole: Sequence[int], draws: Matrix) -> Vector:
    return np.asarray((draws @ np.array(part, dtype=float)) / (draws @ np.array(whole, dtype=float)))


#: Figures by name, in the order of the tables.
FIGURES: Mapping[str, Callable[[Sequence[PageScore], Matrix], Vector]] = {
    "F1": _f1,
    "precision": _precision,
    "recall": _recall,
    "exact": _exact,
    "page F1": _page_f1,
    "worst tenth": _worst_tenth,
    "with": _with,
    "without": _without,
    "snippets F1": _snippets,
    "title": lambda scores, draws: _mean([score.title for score in scores], draws),
    "authors": lambda scores, draws: _mean([score.authors for score in scores], draws),
    "day": lambda scores, draws: _mean([score.day for score in scores], draws),
}
