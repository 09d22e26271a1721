"""Entries of a live blog and their times: from the page's JSON-LD, or from containers that repeat, each with a time, or from
headings that begin with one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from archiver.article import BlockKind
from archiver.extract.embedded import read_json_ld
from archiver.extract.story import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from archiver.extract.blocks import PageBlock
    from archiver.extract.embedded import Thing
    from archiver.extract.page import Page

#: Entries of a page that are no coincidence.
_MIN_ENTRIES = 3
#: Letters of an entry's beginning that tell it from the others.
_OPENING = 40
_SHORTEST_OPENING = 12
#: Share of the body's letters that entries told by their markup must hold.
_MIN_SHARE = 0.5
#: Characters of the longest line that is nothing but a time: "10:32 Uhr", "3 hours ago".
_LONGEST_TIME = 40
#: "15:45 Gusts ease", "9.30am: …", "14 h 20 …"
_CLOCK = re.compile(
    r"((?:[01]?\d|2[0-3])(?:[:.]|\s?h\s?)[0-5]\d(?:\s?[ap]\.?m\b\.?|\s?Uhr\b)?)(?!\d|[.,]\d)", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where an entry begins."""

    block: PageBlock  #: its headline, or its first block
    time: str
    headed: bool  #: `block` is its headline


def mark_entries(page: Page, blocks: Sequence[PageBlock], kept: Sequence[PageBlock]) -> list[PageBlock]:
    """The body with a block of kind ENTRY where each entry begins; *kept* as it is when the page is no live blog."""
    starts = _declared_starts(page, kept)
    if not starts and next(islice(page.tree.iter("time"), _MIN_ENTRIES - 1, None), None) is not None:
        starts = _repeated_starts(kept)
    starts = starts or _timed_headings(kept)
    if len({start.block.index for start in starts}) < _MIN_ENTRIES:
        return list(kept)
    at = {start.block.index: start for start in starts}
    marked: list[PageBlock] = []
    for block in kept:
        start = at.get(block.index)
        if start is None:
            marked.append(block)
            continue
        if start.headed:
            marked.append(replace(block, kind=BlockKind.ENTRY, level=None, time=start.time))
        else:
            empty = replace(
                block, kind=BlockKind.ENTRY, text="", level=None, links=[], link_chars=0, time=start.time
            )
            marked += [empty, block]
    return _without_times(marked)


def _declared_starts(page: Page, kept: Sequence[PageBlock]) -> list[Start]:
    """Where the entries stand that the page's JSON-LD lists, by their headlines or first words."""
    scripts = (
        element.text or "" for element in page.tree.iter("script") if "ld+json" in (element.get("type") or "")
    )
    things = read_json_ld(text for text in scripts if "liveBlogUpdate" in text)
    updates = [update for thing in things for update in thing.things("liveBlogUpdate")]
    if not updates:
        return []
    headlines = {fold(block.text): block for block in reversed(kept)}
    openings = {fold(block.text)[:_OPENING]: block for block in reversed(kept)}
    found = (_find_update(update, headlines, openings) for update in updates)
    return [start for start in found if start is not None]


def _find_update(
    update: Thing, headlines: dict[str, PageBlock], openings: dict[str, PageBlock]
) -> Start | None:
    time = update.text("datePublished") or update.text("dateModified")
    if time is None:
        return None
    for name in ("headline", "name"):
        title = fold(update.text(name) or "")
        block = headlines.get(title) if title else None
        if block is not None and (len(title) >= _SHORTEST_OPENING or block.kind is BlockKind.HEADING):
            return Start(block=block, time=time, headed=True)
    words = fold(update.text("articleBody") or "")
    if len(words) < _SHORTEST_OPENING:
        return None
    block = openings.get(words[:_OPENING]) or next(
        (
            block
            for opening, block in openings.items()
            if len(opening) >= _SHORTEST_OPENING and words.startswith(opening)
        ),
        None,
    )
    return Start(block=block, time=time, headed=False) if block is not None else None


def _repeated_starts(kept: Sequence[PageBlock]) -> list[Start]:
    """The first block of each of several like containers that hold a time each, when most of the body is in them."""
    homes = {block.index: home for block in kept if (home := _entry_of(block)) is not None}
    like = Counter((home.getparent(), home.tag, home.get("class")) for home in dict.fromkeys(homes.values()))
    if not like or like.most_common(1)[0][1] < _MIN_ENTRIES:
        return []
    chosen, _ = like.most_common(1)[0]
    starts: dict[HtmlElement, Start] = {}
    letters = 0
    for block in kept:
        home = homes.get(block.index)
        if home is None or (home.getparent(), home.tag, home.get("class")) != chosen:
            continue
        letters += len(block.text)
        time = _time_of(home)
        if home not in starts and time is not None and not _is_time(block, time):
            heading = block.kind is BlockKind.HEADING
            starts[home] = Start(block=block, time=time, headed=heading)
    whole = sum(len(block.text) for block in kept)
    return list(starts.values()) if letters >= whole * _MIN_SHARE else []


def _timed_headings(kept: Sequence[PageBlock]) -> list[Start]:
    """Headings that begin with the time of day, when most of the text's headings do."""
    headings = [block for block in kept if block.kind is BlockKind.HEADING]
    timed = [(block, clock[1]) for block in headings if (clock := _CLOCK.match(block.text))]
    if len(timed) * 2 < len(headings):
        return []
    return [Start(block=block, time=time, headed=True) for block, time in timed]


def _entry_of(block: PageBlock) -> HtmlElement | None:
    """The innermost element around the block that holds exactly one time and has a sibling of its kind."""
    for element in block.element.iterancestors("article", "section", "div", "li"):
        times = sum(1 for _ in element.iter("time"))
        if times > 1:
            return None
        if times == 1 and _has_twin(element):
            return element
    return None


def _has_twin(element: HtmlElement) -> bool:
    parent = element.getparent()
    if parent is None:
        return False
    return any(
        other is not element and other.tag == element.tag and other.get("class") == element.get("class")
        for other in parent
    )


def _time_of(home: HtmlElement) -> str | None:
    time = next(home.iter("time"))
    return (time.get("datetime") or "").strip() or " ".join("".join(time.itertext()).split()) or None


def _is_time(block: PageBlock, time: str) -> bool:
    """Whether a block is nothing but the time the entry has as a field."""
    if block.text == time:
        return True
    stamp = next(block.element.iter("time"), None)
    if stamp is None or len(block.text) > _LONGEST_TIME:
        return False
    return fold("".join(stamp.itertext())) == fold(block.text)


def _without_times(marked: Iterable[PageBlock]) -> list[PageBlock]:
    """The body without lines that only repeat the time of the entry they stand in."""
    rest: list[PageBlock] = []
    time = None
    for block in marked:
        if block.kind is BlockKind.ENTRY:
            time = block.time
        elif time is not None and _is_time(block, time):
            continue
        rest.append(block)
    return rest
