"""Rules a site's stored pages suggest, with the evidence for each."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archiver.extract.evidence import fold
from archiver.rules import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from archiver.extract.study import Box, Study

#: Pages a rule must be right on, share of the pages it finds something on, and of those that could tell.
MIN_PAGES = 3
_RIGHT = 0.95
_COVER = 0.3
#: Selectors tried per key, and given for one.
_TRIED = 24
_MOST = 3
#: Share of the pages with a box on which its words are those of another page, from which it is furniture.
_SAME = 0.8
#: Characters of a box that is worth a rule although no page had it in its body, when half of the pages have it.
_PLAIN_CHARS = 40
#: Share of the pages with a box on which it may be in the body, when its words differ.
_LEAKS = 0.4
_LEAK_PAGES = 5
_KEYS = {"title": "title", "author": "author", "date": "day"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A key for a site's `[rules]`, and why."""

    key: str
    values: tuple[str, ...]  #: selectors, or the date order
    evidence: tuple[str, ...]  #: one line for each value


def suggest(studies: Sequence[Study]) -> dict[str, tuple[str, ...]]:
    """Selectors worth trying on all pages, by key: those most pages name."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for study in studies:
        for key, selector in study.places:
            counts[key][selector] += 1
    wanted = {
        key: tuple(selector for selector, pages in tally.most_common(_TRIED) if pages >= min(2, len(studies)))
        for key, tally in counts.items()
    }
    wanted["drop"] = tuple(proposal[0] for proposal in _boxes(studies))
    return {key: selectors for key, selectors in wanted.items() if selectors}


def propose(studies: Sequence[Study], grades: Sequence[Mapping[tuple[str, str], str]]) -> list[Proposal]:
    """The rules the pages agree on, in the order of a site file."""
    proposals = [
        _propose_drop(studies, grades),
        *(_propose(key, grades) for key in ("body", "title", "author", "date")),
        _propose_order(studies),
    ]
    return [one for one in proposals if one is not None]


def _propose(key: str, grades: Sequence[Mapping[tuple[str, str], str]]) -> Proposal | None:
    """The selector that is right on most pages, then those right on most of the pages it finds nothing on."""
    pages = [{selector: grade for (mine, selector), grade in page.items() if mine == key} for page in grades]
    pages = [page for page in pages if page]
    left = pages
    values: list[str] = []
    evidence: list[str] = []
    while left and len(values) < _MOST and (best := _best(left)):
        right = sum(page.get(best) == "same" for page in left)
        wrong = sum(page.get(best) == "other" for page in left)
        what = "holds the whole body" if key == "body" else f"equals the settled {_KEYS[key]}"
        other = f", something else on {wrong}" if wrong else ""
        values.append(best)
        evidence.append(
            f"{what} on {right} of {len(left)} pages{' left' if left is not pages else ''}{other}"
        )
        left = [page for page in left if page.get(best) == "none"]
    if not values or (len(pages) - len(left)) < _COVER * len(pages):
        return None
    return Proposal(key=key, values=tuple(values), evidence=tuple(evidence))


def _best(pages: Sequence[Mapping[str, str]]) -> str | None:
    """The selector that is right on most of *pages* and hardly ever wrong; of equals one element's own name, the shortest."""
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    for page in pages:
        for selector, grade in page.items():
            tallies[selector][grade] += 1
    right = [
        (-tally["same"], tally["other"], " " in selector, len(selector), selector)
        for selector, tally in tallies.items()
        if tally["same"] >= MIN_PAGES and tally["same"] >= _RIGHT * (tally["same"] + tally["other"])
    ]
    return min(right)[-1] if right else None


# --- boxes


def _propose_drop(
    studies: Sequence[Study], grades: Sequence[Mapping[tuple[str, str], str]]
) -> Proposal | None:
    safe = [
        (selector, evidence)
        for selector, evidence in _boxes(studies)
        if all(page.get(("drop", selector)) != "other" for page in grades)
    ]
    if not safe:
        return None
    return Proposal(key="drop", values=tuple(one[0] for one in safe), evidence=tuple(one[1] for one in safe))


def _boxes(studies: Sequence[Study]) -> list[tuple[str, str]]:
    """Boxes that are no part of articles, outer ones first, with the evidence."""
    by_name: dict[str, list[Box]] = defaultdict(list)
    for study in studies:
        for box in study.boxes:
            by_name[box.selector].append(box)
    found: list[tuple[int, str, str, set[str]]] = []
    for selector, boxes in by_name.items():
        evidence = _evidence(boxes, len(studies))
        if evidence:
            words = {box.words for box in boxes}
            found.append((sum(len(box.words) for box in boxes), selector, evidence, words))
    kept: list[tuple[str, str]] = []
    covered: set[str] = set()
    for _, selector, evidence, words in sorted(found, key=lambda one: (-one[0], len(one[1]))):
        if not all(any(text in outer for outer in covered) for text in words):
            kept.append((selector, evidence))
            covered |= words
    return kept


def _evidence(boxes: Sequence[Box], pages: int) -> str | None:
    """Why the boxes of one name are furniture; None when they may be the article's."""
    count = len(boxes)
    if count < max(MIN_PAGES, pages // 10):
        return None
    wordings = Counter(fold(box.words) for box in boxes)
    same = sum(times for times in wordings.values() if times > 1)
    leaks = sum(box.in_body for box in boxes)
    told = f"; in the body of {leaks}" if leaks else ""
    is_plain = count * 2 >= pages and min(len(box.words) for box in boxes) >= _PLAIN_CHARS
    if same >= _SAME * count and (leaks or is_plain):
        words = "same words" if len(wordings) == 1 else f"{len(wordings)} wordings"
        return f"on {count} of {pages} pages, {words}{told}"
    if 0 < leaks <= _LEAKS * count and count >= _LEAK_PAGES:
        return f"on {count} of {pages} pages, left out on {count - leaks}{told}"
    return None


# --- dates


def _propose_order(studies: Sequence[Study]) -> Proposal | None:
    """The order of day and month, when the pages' own dates agree on it."""
    votes = Counter(vote for study in studies for vote in study.orders)
    pages = {
        order: sum(any(vote.startswith(order) for vote in study.orders) for study in studies)
        for order in ("dmy", "mdy", "ymd")
    }
    best = max(pages, key=lambda order: pages[order])
    others = sum(count for order, count in pages.items() if order != best)
    if pages[best] < MIN_PAGES or others > pages[best] * (1 - _RIGHT):
        return None
    parts = []
    if above := votes[f"{best} above 12"]:
        where = "first" if best == "dmy" else "second"
        parts.append(f"{above} of {len(studies)} pages have a number above 12 in the {where} place")
    if settled := votes[f"{best} as settled"]:
        parts.append(f"{settled} print the settled day so")
    return Proposal(key="date_order", values=(best,), evidence=("; ".join(parts),))


# --- as TOML


def format_proposals(proposals: Iterable[Proposal]) -> str:
    """The proposals as lines of a `[rules]` table, each value with its evidence behind it.

    >>> print(format_proposals([Proposal(key="title", values=("h1",), evidence=("equals …",))]), end="")
    title = "h1"  # equals …
    """
    lines = []
    for one in proposals:
        if len(one.values) == 1:
            lines.append(f"{one.key} = {quoted(one.values[0])}  # {one.evidence[0]}\n")
            continue
        lines.append(f"{one.key} = [\n")
        lines += [
            f"    {quoted(value)},  # {evidence}\n"
            for value, evidence in zip(one.values, one.evidence, strict=True)
        ]
        lines.append("]\n")
    return "".join(lines)
