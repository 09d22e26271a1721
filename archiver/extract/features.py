"""What can be said of each block of a page in numbers, for the model that tells the article's blocks from the others.

Nothing here knows a language or a newspaper: sizes and marks of the text, places in the markup, what blocks of the same
markup look like, and what stands before and after. `docs/block-model.md` explains the groups.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import numpy as np

from archiver.article import BlockKind
from archiver.extract.outline import MARKS, Outline, is_candidate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from archiver.extract.blocks import PageBlock

#: Characters of a block that are looked at for its marks.
_LOOKED_AT = 600
#: Characters of a block from which its digits, capitals and bars are not counted: it is a paragraph.
_SHORT = 200
#: Blocks between two neighbours beyond which more do not matter.
_WIDE_GAP = 20.0

_ENDERS = re.compile("[.!?！？؟۔।…]+(?=[\\s\"'”»’)\\]]|$)|[。！？]")
_COMMAS = re.compile("[,;，、；،؛]")
_WORD = re.compile(r"\w+")
_QUOTES = "\"'“„«‘「『‹"
_CLOSED = ".!?。！？؟۔।…:\"”»’)'："
_BARS = re.compile("[|•·›»→/▸►]")
_ADDRESS = re.compile(r"@|https?:|www\.|\.com\b", re.I)
_TAGS = {
    "p": 1,
    "div": 2,
    "li": 3,
    "td": 4,
    "section": 5,
    "article": 6,
    "blockquote": 7,
    "a": 8,
    "body": 9,
    "main": 10,
}
_KINDS = {kind: float(place) for place, kind in enumerate(BlockKind)}
_MARKS = (
    "size", "link", "links", "kind", "level", "tag", "enders", "commas", "digits", "upper", "words", "word_size", "closed",
    "colon", "quoted", "bars", "address", "lines", "small_start", "sentence_size", "copyright", "wide",
)  # fmt: skip


def read_features(
    outline: Outline, titles: Sequence[str], description: str | None
) -> dict[str, Sequence[float]]:
    """A column of numbers, one for each block of *outline*, under each name; none when there are no blocks."""
    if not outline.blocks:
        return {}
    return {
        **_text_columns(outline),
        **_word_columns(outline, titles, description),
        **_place_columns(outline),
        **_container_columns(outline),
        **_signature_columns(outline),
        **_neighbour_columns(outline),
    }


def read_votes(outline: Outline, taken: Sequence[bool]) -> dict[str, Sequence[float]]:
    """What another reader says of each block and those around it; *taken* has one word for each block of the page."""
    votes = [float(taken[block.index]) for block in outline.blocks]
    count = len(votes)
    weights = [vote * size for vote, size in zip(votes, outline.sizes, strict=True)]
    total = sum(weights) or 1.0
    places = [place for place, vote in enumerate(votes) if vote]
    first, last = (places[0], places[-1]) if places else (0, count)
    padded = [0.0, 0.0, *votes, 0.0, 0.0]
    columns: dict[str, Sequence[float]] = {
        "vote": votes,
        "vote_prev": padded[1 : count + 1],
        "vote_next": padded[3 : count + 3],
        "vote_prev2": padded[:count],
        "vote_next2": padded[4 : count + 4],
    }
    for name, keys in (("sign", outline.signs), ("weak", outline.weak), ("home", outline.homes)):
        sizes = outline.sum_by(keys, outline.sizes)
        got = outline.sum_by(keys, weights)
        columns[f"vote_{name}"] = [got[key] / (sizes[key] or 1) for key in keys]
        if name == "home":
            columns["vote_home_share"] = [got[key] / total for key in keys]
    columns["vote_from"] = [float(place - first) for place in range(count)]
    columns["vote_to"] = [float(last - place) for place in range(count)]
    columns["vote_prose"] = [total / outline.total_prose] * count
    columns["vote_size"] = [total] * count
    return columns


def rows_of(columns: Mapping[str, Sequence[float]], names: Sequence[str]) -> NDArray[np.float32]:
    """One row for each block with the columns of *names*, in their order.

    >>> rows_of({"size": [5.0, 7.0], "link": [0.0, 1.0]}, ["link", "size"]).tolist()
    [[0.0, 5.0], [1.0, 7.0]]
    """
    return np.array([columns[name] for name in names], dtype=np.float32).T


def _text_columns(outline: Outline) -> dict[str, Sequence[float]]:
    """What a block's own text looks like."""
    rows = [
        _marks(block, size, link)
        for block, size, link in zip(outline.blocks, outline.sizes, outline.links, strict=True)
    ]
    return dict(zip(_MARKS, zip(*rows, strict=True), strict=True))


def _marks(block: PageBlock, size: float, link: float) -> tuple[float, ...]:
    text = block.text[:_LOOKED_AT]
    length = len(text)
    words = _WORD.findall(text)
    letters = sum(map(len, words)) or 1
    enders = len(_ENDERS.findall(text))
    digits = upper = bars = 0.0
    if length < _SHORT:
        digits = sum(map(str.isdigit, text)) / letters
        upper = sum(map(str.isupper, text)) / letters
        bars = len(_BARS.findall(text))
    first, last = text[0], text[-1]
    return (
        size, link, len(block.links), _KINDS[block.kind], block.level or 0, _TAGS.get(block.element.tag, 0), enders,
        len(_COMMAS.findall(text)) / length, digits, upper, len(words), letters / (len(words) or 1), last in _CLOSED,
        last in ":：", first in _QUOTES, bars, _has_address(text), text.count("\n"), first.islower(),
        length / (enders + 1), "©" in text, size / len(block.text),
    )  # fmt: skip


def _has_address(text: str) -> bool:
    """Whether an address of the net is in a text."""
    lower = text.lower()
    hinted = "@" in lower or "http" in lower or "www." in lower or ".com" in lower
    return hinted and _ADDRESS.search(text) is not None


def _word_columns(
    outline: Outline, titles: Sequence[str], description: str | None
) -> dict[str, Sequence[float]]:
    """What a block repeats: another block, the headline, the description."""
    times = Counter(block.text for block in outline.all)
    equal = {line.strip().lower() for line in titles}
    title = {word for line in equal for word in _WORD.findall(line)}
    summary = set(_WORD.findall((description or "").lower()))
    folded = [block.text[:_LOOKED_AT].lower() for block in outline.blocks]
    words = [set(_WORD.findall(text)) for text in folded]
    headline = next((place for place, text in enumerate(folded) if text in equal), None)
    return {
        "times": [float(times[block.text]) for block in outline.blocks],
        "title_words": [len(mine & title) / (len(mine) or 1) for mine in words],
        "description_words": [len(mine & summary) / (len(mine) or 1) for mine in words],
        "is_title": [float(text in equal) for text in folded],
        "from_headline": [
            float(place - headline) if headline is not None else -99.0 for place in range(len(words))
        ],
    }


def _place_columns(outline: Outline) -> dict[str, Sequence[float]]:
    """Where a block stands in the markup: levels to elements whose tag says something."""
    nodes = outline.nodes
    names = [f"dom_{name}" for name in MARKS]
    count = len(nodes)
    return {
        **dict(zip(names, zip(*(node.far for node in nodes), strict=True), strict=True)),
        "dom_depth": [float(node.depth) for node in nodes],
        "position": [place / count for place in range(count)],
        "blocks": [float(count)] * count,
    }


def _container_columns(outline: Outline) -> dict[str, Sequence[float]]:
    """How a block stands to the elements with most running text."""
    nodes, homes, total = outline.nodes, outline.homes, outline.total_prose
    own_size = outline.sum_by(homes, outline.sizes)
    most = max(outline.own_prose.values()) or 1.0
    columns: dict[str, Sequence[float]] = {
        "up": [node.up for node in nodes],
        "down": [node.down for node in nodes],
        "home_count": [home.count for home in homes],
        "home_solid": [home.solid for home in homes],
        "own_prose": [outline.own_prose[home] / most for home in homes],
        "own_share": [size / own_size[home] for home, size in zip(homes, outline.sizes, strict=True)],
        "element_blocks": [node.count for node in nodes],
        "element_prose": [node.prose / total for node in nodes],
    }
    around = (
        ("home", homes),
        ("around2", [n.above(2) for n in nodes]),
        ("around4", [n.above(4) for n in nodes]),
    )
    for name, places in around:
        columns[f"{name}_prose"] = [node.prose / total for node in places]
        columns[f"{name}_link"] = [node.link / node.size for node in places]
        columns[f"{name}_mean"] = [node.size / node.count for node in places]
    return columns | _main_columns(outline)


def _main_columns(outline: Outline) -> dict[str, Sequence[float]]:
    """The main container itself, and the way to its first and last paragraph."""
    count = len(outline.blocks)
    main = outline.main
    assert main is not None
    solid = [
        place
        for place, (home, prose) in enumerate(zip(outline.homes, outline.prose, strict=True))
        if home is main and prose
    ]
    first, last = (solid[0], solid[-1]) if solid else (0, count)
    before = list(accumulate(outline.prose, initial=0.0))
    return {
        "main_share": [main.prose / outline.total_prose] * count,
        "main_prose": [main.prose] * count,
        "main_link": [main.link / main.size] * count,
        "from_first": [float(place - first) for place in range(count)],
        "to_last": [float(last - place) for place in range(count)],
        "prose_before": [sofar / outline.total_prose for sofar in before[:-1]],
        "prose_5_before": [before[place] - before[max(0, place - 5)] for place in range(count)],
        "prose_5_after": [before[min(count, place + 6)] - before[place + 1] for place in range(count)],
    }


def _signature_columns(outline: Outline) -> dict[str, Sequence[float]]:
    """What the blocks of the same markup have in common."""
    columns: dict[str, Sequence[float]] = {}
    in_main = [
        size if home is outline.main else 0.0 for home, size in zip(outline.homes, outline.sizes, strict=True)
    ]
    for name, keys in (("sign", outline.signs), ("weak", outline.weak)):
        sums = outline.sums_by(keys)
        mine = [sums[key] for key in keys]
        main = outline.sum_by(keys, in_main)
        columns[f"{name}_count"] = [one.count for one in mine]
        columns[f"{name}_share"] = [one.prose / outline.total_prose for one in mine]
        columns[f"{name}_mean"] = [one.size / one.count for one in mine]
        columns[f"{name}_link"] = [one.link / one.size for one in mine]
        columns[f"{name}_solid"] = [one.solid / one.count for one in mine]
        columns[f"{name}_main"] = [main[key] / one.size for key, one in zip(keys, mine, strict=True)]
    return columns


def _neighbour_columns(outline: Outline) -> dict[str, Sequence[float]]:
    """What stands before and after a block."""
    count = len(outline.blocks)
    kinds = [_KINDS[block.kind] for block in outline.blocks]
    columns: dict[str, Sequence[float]] = {}
    for name, step in (("prev", -1), ("next", 1), ("prev2", -2), ("next2", 2)):
        columns[f"{name}_size"] = _shifted(outline.sizes, step, 0.0)
        columns[f"{name}_link"] = _shifted(outline.links, step, 1.0)
        columns[f"{name}_kind"] = _shifted(kinds, step, -1.0)
        columns[f"{name}_home"] = _same(outline.homes, step)
    indexes = [block.index for block in outline.blocks]
    gaps = [min(_WIDE_GAP, later - earlier - 1) for earlier, later in pairwise(indexes)]
    columns["prev_gap"] = [_WIDE_GAP, *gaps]
    columns["next_gap"] = [*gaps, _WIDE_GAP]
    for name, step in (("prev", -1), ("next", 1)):
        columns[f"{name}_sign"] = _same(outline.signs, step)
        columns[f"{name}_cut"] = [float(_is_left_out(outline.all, index + step)) for index in indexes]
    assert all(len(column) == count for column in columns.values())
    return columns


def _shifted(values: Sequence[float], step: int, missing: float) -> list[float]:
    """The values of the blocks *step* places on."""
    pad = [missing] * min(abs(step), len(values))
    return [*pad, *values[:step]] if step < 0 else [*values[step:], *pad]


def _same(keys: Sequence[object], step: int) -> list[float]:
    """Whether the block *step* places on has the same key."""
    others = keys[abs(step) :]
    same = [float(one == other) for one, other in zip(keys, others, strict=False)]
    pad = [0.0] * min(abs(step), len(keys))
    return [*pad, *same] if step < 0 else [*same, *pad]


def _is_left_out(blocks: Sequence[PageBlock], index: int) -> bool:
    return 0 <= index < len(blocks) and not is_candidate(blocks[index])
