"""Which of a page's blocks are the article's: what a model learned from pages whose articles are known.

Two forests of decision trees read the same numbers of each block. The first looks at the page alone. Where it is in
doubt, trafilatura is asked, and the second, which has learned how far trafilatura can be believed, decides. Where
neither finds an article, trafilatura's word stands (`choice.choose`). Blocks are judged one by one; what stands together
in the same markup is then evened out. `docs/block-model.md` says what it was trained on.
"""

from __future__ import annotations

import json
import re
from bisect import bisect
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log
from typing import TYPE_CHECKING, Any, Self

from lxml.html import Element

from archiver.article import BlockKind
from archiver.extract.choice import MOST_ASKED, _trafilatura_text, _vote, choose
from archiver.extract.features import read_features, read_votes, rows_of
from archiver.extract.forest import Forest
from archiver.extract.outline import Outline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.html import HtmlElement

    from archiver.extract.blocks import PageBlock
    from archiver.extract.fields import Fields

#: Probability from which a block is the article's.
_YES = 0.5
#: Share of the article's expected text that may be uncertain before trafilatura is asked; asks on one page in ten. Out of
#: fold on 774 pages: .07 asks 197 times, F1 .9659; .10 128, .9658; .14 74, .9661; .20 40, .9655; .30 18, .9647.
_MAX_DOUBT = 0.14
#: Probability the likeliest block must have.
_MIN_BEST = 0.7
#: Size of the text found below which trafilatura's word stands.
_FEW = 250
#: How far a block is drawn to its kin and to its neighbours; flat between 0.3 and 0.5.
_TO_KIN = 0.5
_TO_NEXT = 0.4
#: Blocks of one markup in one container that are kin.
_MIN_KIN = 3
#: No probability is nearer to 0 or 1 when it is drawn to others.
_SUREST = 1e-4
#: Blocks after the article's last in which its correction is looked for.
_CORRECTION_BLOCKS = 3
#: Newspapers correct themselves under the article, in markup of its own; the datasets mostly leave that out.
_CORRECTION = re.compile(
    r"\W*(?:corrections?|clarification|erratum|berichtigung|korrektur|richtigstellung|rectificatif|correctif|corrección|"
    r"fe de errores|correção|correzione|rectificatie|correctie|rättelse|rettelse|sprostowanie|исправление|düzeltme|تصحيح|"
    r"ڕاستکردنەوە|تصحیح|תיקון|更正|訂正|정정)\b[^\n]{0,40}?[:：—–-]",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The two forests."""

    alone: Forest  #: reads the page
    asking: Forest  #: reads the page and trafilatura's word

    @classmethod
    def read(cls, numbers: Mapping[str, Any]) -> Self:
        """The model of a file such as `block_model.json`."""
        return cls(alone=Forest.read(numbers["alone"]), asking=Forest.read(numbers["asking"]))


@cache
def shipped_model() -> Model:
    """The model that comes with the package."""
    return Model.read(json.loads(files(__package__).joinpath("block_model.json").read_bytes()))


def choose_learned(
    tree: HtmlElement, blocks: Sequence[PageBlock], known: Fields, model: Model | None = None
) -> list[bool]:
    """For each block whether it is the article's; *tree* is the page without what was cut, and may be changed."""
    model = model or shipped_model()
    outline = Outline(blocks)
    if not outline.blocks:
        return choose(tree, blocks)
    titles = [title for title in (known.title, known.alternative_title) if title]
    columns = read_features(outline, titles, known.description)
    probabilities = model.alone.predict(rows_of(columns, model.alone.names)).tolist()
    if len(blocks) <= MOST_ASKED and is_doubtful(outline.sizes, probabilities):
        root = Element("html")
        root.append(tree)
        columns |= read_votes(outline, _vote(blocks, _trafilatura_text(root, fast=True)))
        probabilities = model.asking.predict(rows_of(columns, model.asking.names)).tolist()
    probabilities = even_out(outline, probabilities)
    if sum(size for size, share in zip(outline.sizes, probabilities, strict=True) if share > _YES) < _FEW:
        return choose(tree, blocks)
    chosen = [False] * len(blocks)
    for block, share in zip(outline.blocks, probabilities, strict=True):
        chosen[block.index] = share > _YES
    _add_posts(outline.blocks, chosen)
    _add_correction(outline.blocks, chosen)
    return chosen


def _add_posts(blocks: Sequence[PageBlock], chosen: list[bool]) -> None:
    """Take embedded posts that stand between two of the article's blocks."""
    others = [block.index for block in blocks if block.kind is not BlockKind.EMBED]
    for block in blocks:
        if block.kind is BlockKind.EMBED and not chosen[block.index]:
            place = bisect(others, block.index)
            if 0 < place < len(others) and chosen[others[place - 1]] and chosen[others[place]]:
                chosen[block.index] = True


def even_out(outline: Outline, probabilities: Sequence[float]) -> list[float]:
    """Probabilities drawn towards those of blocks of the same markup in the same container, and of the next ones there.

    Out of fold on 774 pages the body F1 goes from .9647 to .9658, exact pages of the article benchmark from 52 to 56 %.
    """
    odds = [_log_odds(share) for share in probabilities]
    odds = _draw_to_kin(outline, odds)
    last = len(odds) - 1
    evened = []
    for place, mine in enumerate(odds):
        home = outline.homes[place]
        beside = [
            odds[other]
            for other in (place - 1, place + 1)
            if 0 <= other <= last and outline.homes[other] is home
        ]
        evened.append((1 - _TO_NEXT) * mine + _TO_NEXT * sum(beside) / len(beside) if beside else mine)
    return [1 / (1 + exp(-value)) for value in evened]


def _draw_to_kin(outline: Outline, odds: Sequence[float]) -> list[float]:
    """Each value and the mean of those of the same markup in the same container, long blocks counting more."""
    keys = list(zip(outline.homes, outline.signs, strict=True))
    roots = [size**0.5 for size in outline.sizes]
    weights = outline.sum_by(keys, roots)
    sums = outline.sum_by(keys, [value * root for value, root in zip(odds, roots, strict=True)])
    counts = Counter(keys)
    return [
        (1 - _TO_KIN) * value + _TO_KIN * sums[key] / weights[key] if counts[key] >= _MIN_KIN else value
        for key, value in zip(keys, odds, strict=True)
    ]


def _log_odds(share: float) -> float:
    share = min(max(share, _SUREST), 1 - _SUREST)
    return log(share / (1 - share))


def _add_correction(blocks: Sequence[PageBlock], chosen: list[bool]) -> None:
    """Take the newspaper's correction under the article, too."""
    last = max(place for place, block in enumerate(blocks) if chosen[block.index])
    for block in blocks[last + 1 : last + 1 + _CORRECTION_BLOCKS]:
        if _CORRECTION.match(block.text):
            chosen[block.index] = True


def is_doubtful(sizes: Sequence[float], probabilities: Sequence[float]) -> bool:
    """Whether much of the text expected to be the article's is uncertain.

    >>> is_doubtful([500, 40], [0.99, 0.02]), is_doubtful([500, 400], [0.99, 0.4])
    (False, True)
    """
    pairs = list(zip(sizes, probabilities, strict=True))
    expected = sum(size * probability for size, probability in pairs)
    uncertain = sum(size * min(probability, 1 - probability) for size, probability in pairs)
    return max(probabilities) < _MIN_BEST or uncertain > _MAX_DOUBT * expected
