"""The chosen blocks without what newspapers print among them: headline, byline, labels, appeals, the foot of the page.

Each rule looks at the blocks in reading order and says why it leaves one out. None knows a newspaper.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archiver.article import BlockKind
from archiver.extract.choice import squeeze
from archiver.extract.lines import bar_reason, edge_reason, heads_links, is_credit, is_end, line_reason
from archiver.extract.story import SOLID_CHARS, Story, fold, is_solid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from archiver.extract.blocks import PageBlock

#: Characters of the longest row of buttons.
_BAR_CHARS = 250
#: Letters and digits of a printed date from which a line that holds it is about dates: "7 May 2021 · Updated 9 May".
_DATE_LETTERS = 7
_DATE_LINE_CHARS = 120
#: Characters of the longest byline; what is longer names its author in passing.
_PRINTED_CHARS = 200
#: Characters of the longest line with an author's name and address.
_SIGNED_CHARS = 80
#: Characters of the longest label of what stands under it; longer ones are sentences of the author's.
_ANNOUNCEMENT_CHARS = 45
#: Characters of the shortest sentence a body can consist of.
_SENTENCE_CHARS = 8
#: Characters of running text of an article under which no second one is looked for.
_FIRST_CHARS = 400
#: Share of the text, from the end, in which lines can belong to the foot of the article.
_FOOT_SHARE = 0.25
#: Share of the text that may follow a line such as "Comments" for it to be believed.
_AFTER_END = 0.35
#: Share of a line inside links from which it is nothing but a link.
_LINK_ONLY = 0.9
#: Share of a line not chosen inside links from which it leads elsewhere.
_MOSTLY_LINK = 0.6
#: Share of a block inside links from which a line above the links says what it is.
_LINKED = 0.3
#: Links in a row from which a list inside the text leads to other articles.
_LINKS_IN_A_ROW = 3
#: Share of the text in such lists from which they are the article.
_MAX_LISTED = 0.15
#: Times a page may carry its text: for telephones, tablets, large screens.
_MOST_COPIES = 3
#: Letters of a block from which a second copy is no coincidence.
_COPY_LETTERS = 32
#: Letters from which a block may be the whole article once more, in one piece.
_WHOLE_TEXT = 1_500
#: Letters per sample when such a block is looked up in the others.
_SAMPLE = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the article when its body is read; letters and digits alone, folded."""

    headlines: frozenset[str] = frozenset()
    printed: frozenset[str] = frozenset()  #: lines read as byline or date
    authors: tuple[str, ...] = ()  #: names as printed
    section: str = ""  #: name of the section
    story: Story = field(default_factory=Story)  #: where on the page it stands


@dataclass(slots=True, kw_only=True)
class Draft:
    """Blocks taken for the body, and the reason for each that is left out again."""

    blocks: Sequence[PageBlock]
    reasons: dict[int, str] = field(default_factory=dict)  #: by place in `blocks`

    def drop(self, place: int, reason: str) -> None:
        self.reasons.setdefault(place, reason)

    def left(self) -> Iterator[tuple[int, PageBlock]]:
        """Blocks not left out so far, with their places."""
        return ((place, block) for place, block in enumerate(self.blocks) if place not in self.reasons)

    def chars(self, first: int = 0) -> int:
        return sum(len(block.text) for place, block in self.left() if place >= first)


def trim(blocks: Sequence[PageBlock], known: Known) -> dict[int, str]:
    """Why blocks of *blocks* are left out of the body, by their place."""
    draft = Draft(blocks=blocks)
    for rule in (
        _other_articles,
        _next_article,
        _above_headline,
        _beyond,
        _lines,
        _bars,
        _headlines,
        _end,
        _foot,
        _head,
        _signed,
        _link_lines,
        _link_lists,
        _copies,
        _loose_headings,
        _only_links,
    ):
        rule(draft, known)
    return draft.reasons


def tell_reason(block: PageBlock, known: Known) -> str | None:
    """What a block that was not chosen is, when its own words say so, or are the byline's and the date's."""
    if block.kind is BlockKind.CAPTION or is_credit(block.text):
        return "caption"
    if is_end(block.text):
        return "comments"
    if reason := line_reason(block.text) or edge_reason(block.text):
        return reason
    if block.link_share > _MOSTLY_LINK:
        return "related"
    printed = known.printed | {fold(name) for name in known.authors}
    return "byline" if all(_is_printed(line, printed) for line in block.text.split("\n")) else None


def _other_articles(draft: Draft, known: Known) -> None:
    """A second article under the first, as pages that load the next one for the reader have it."""
    shares: dict[HtmlElement, int] = {}
    for _, block in draft.left():
        home = _article_of(block)
        if home is not None and block.link_share < 0.5:
            shares[home] = shares.get(home, 0) + len(block.text)
    if len(shares) < 2:
        return
    first = next((home for home in shares if _is_headed(home, known)), next(iter(shares)))
    if shares[first] < max(_FIRST_CHARS, sum(shares.values()) * 0.3):
        return
    for place, block in list(draft.left()):
        home = _article_of(block)
        if home is not None and home is not first and next(home.iter("h1", "h2"), None) is not None:
            draft.drop(place, "another article")


def _next_article(draft: Draft, known: Known) -> None:
    """What stands below a second headline in the markup of the first."""
    end = known.story.end
    for place, block in list(draft.left()):
        if end is not None and block.index >= end:
            draft.drop(place, "another article")


def _article_of(block: PageBlock) -> HtmlElement | None:
    """The outermost `<article>` a block stands in."""
    homes = list(block.element.iterancestors("article"))
    return homes[-1] if homes else None


def _is_headed(home: HtmlElement, known: Known) -> bool:
    return any(fold("".join(heading.itertext())) in known.headlines for heading in home.iter("h1", "h2"))


def _lines(draft: Draft, known: Known) -> None:
    for place, block in draft.left():
        if block.kind in (BlockKind.TABLE, BlockKind.CODE, BlockKind.QUOTE):
            continue
        if is_end(block.text):
            continue
        if reason := line_reason(block.text):
            draft.drop(place, reason)
        elif block.link_share > _LINKED and heads_links(block.text):
            draft.drop(place, "related")
        elif is_credit(block.text) and edge_reason(block.text) is None:
            draft.drop(place, "caption")


def _bars(draft: Draft, known: Known) -> None:
    """Rows of buttons: what stands in an element is nothing but labels, each in an element of its own."""
    for place, block in list(draft.left()):
        if len(block.text) > _BAR_CHARS or (block.element.text or "").strip() or len(block.element) < 2:
            continue
        entries = [" ".join("".join(child.itertext()).split()) for child in block.element]
        if reason := bar_reason([entry for entry in entries if entry]):
            draft.drop(place, reason)


def _headlines(draft: Draft, known: Known) -> None:
    """The headline is a field of its own; a page prints it up to three times."""
    begun = False
    for place, block in list(draft.left()):
        folded = fold(block.text)
        heading = block.kind is BlockKind.HEADING
        repeated = folded in known.headlines and (heading or not begun)
        if repeated or (heading and block.level == 1 and not begun):
            draft.drop(place, "headline")
        begun = begun or is_solid(block)


def _end(draft: Draft, known: Known) -> None:
    """Cut from a line such as "Comments" to the end."""
    total = draft.chars() or 1
    for place, block in list(draft.left()):
        if not is_end(block.text) or place == 0:
            continue
        draft.drop(place, "comments")
        after = draft.chars(place + 1)
        if after <= total * _AFTER_END or _policies(draft, place + 1) >= 2:
            for later in range(place + 1, len(draft.blocks)):
                draft.drop(later, "comments")
            return


def _policies(draft: Draft, first: int) -> int:
    """Blocks from *first* on that are rules for commenters or labels of a form."""
    first = max(first, len(draft.blocks) // 3)
    reasons = [edge_reason(block.text) for place, block in draft.left() if place >= first]
    forms = [place for place, reason in draft.reasons.items() if place >= first and reason == "form"]
    return reasons.count("comments policy") + len(forms)


def _foot(draft: Draft, known: Known) -> None:
    """Copyright, tags, contact lines and the like, near the end only."""
    left = list(draft.left())
    total = sum(len(block.text) for _, block in left) or 1
    after = 0
    policies = _policies(draft, 0)
    for place, block in reversed(left):
        after += len(block.text)
        if after > total * _FOOT_SHARE and after - len(block.text) > 0 and after > 600:
            return
        reason = edge_reason(block.text)
        if reason == "comments policy" and policies < 2:
            reason = None
        if reason is None and _is_biography(block, known):
            reason = "about the author"
        if reason == "byline":
            # who signs below is read there, and is no part of the text
            block.kind, block.level = BlockKind.BYLINE, None
        elif reason:
            draft.drop(place, reason)
        if reason:
            after -= len(block.text)


def _is_biography(block: PageBlock, known: Known) -> bool:
    """ "Sara Amin is a reporter in Duhok": the author's name first, and not what the article quotes her for."""
    text = block.text.lstrip(" –—-*•|")
    return len(text) < 600 and any(
        text.startswith(name) and text[len(name) :].lstrip(" ,").startswith(_ROLES)
        for name in known.authors
        if len(name) > 5
    )


_ROLES = (
    "is a", "is an", "is the", "covers", "writes", "has been", "has covered", "has written", "reports", "reported from", "joined", "works",
    "ist ", "schreibt", "arbeitet", "est ", "es ", "è ", "é ", "is redacteur", "är ", "er ", "là ", "هو ", "هي ", "كاتب", "صحفي", "صحافي", "باحث",
)  # fmt: skip


#: Edge matter that stands above the first paragraph, too; "Contact" and policies head other things there.
_AT_THE_HEAD = frozenset({"copyright", "tags", "editor's note", "address", "advertisement", "date"})


def _head(draft: Draft, known: Known) -> None:
    """Bylines, dates and names of sections above the first paragraph."""
    printed = known.printed | {fold(name) for name in known.authors} | {known.section} | known.story.frame
    for place, block in list(draft.left()):
        reason = edge_reason(block.text)
        if is_solid(block) and reason != "advertisement":
            return
        if all(_is_printed(line, printed) for line in block.text.split("\n")):
            draft.drop(place, "byline")
        elif reason in _AT_THE_HEAD:
            draft.drop(place, reason)


def _signed(draft: Draft, known: Known) -> None:
    """Lines that are nothing but an author's name, or the name and an address: the byline once more."""
    names = {fold(name) for name in known.authors} - {""}
    for place, block in list(draft.left()):
        if len(block.text) > _SIGNED_CHARS:
            continue
        line = fold(block.text)
        if line in names or ("@" in block.text and any(line.startswith(name) for name in names)):
            draft.drop(place, "byline")


def _is_printed(line: str, printed: frozenset[str]) -> bool:
    """A line of what is printed under a headline: byline, date, font control."""
    folded = fold(line)
    if len(line) > _PRINTED_CHARS:
        return False
    if not folded or folded in printed or line_reason(line) is not None:
        return True
    dated = any(known in folded for known in printed if len(known) >= _DATE_LETTERS and known[:1].isdigit())
    return dated and len(line) <= _DATE_LINE_CHARS and line.rstrip()[-1] not in ".!?。؟"


def _above_headline(draft: Draft, known: Known) -> None:
    """Whatever stands above the headline is the page's, not the article's."""
    headline = known.story.headline
    for place, block in list(draft.left()):
        if is_solid(block):
            return
        if headline is not None and block.index < headline:
            draft.drop(place, "above the headline")
            continue
        if fold(block.text) in known.headlines:
            for above in range(place):
                draft.drop(above, "above the headline")
            return


def _beyond(draft: Draft, known: Known) -> None:
    """Short lines outside the element that holds headline and paragraphs: columns, boxes, the page's frame."""
    for place, block in list(draft.left()):
        if not is_solid(block) and not known.story.holds(block):
            draft.drop(place, "beside the article")


def _link_lines(draft: Draft, known: Known) -> None:
    """Lines that are nothing but a link to another page: another article's headline."""
    total = draft.chars() or 1
    before = 0
    for place, block in list(draft.left()):
        before += len(block.text)
        if block.link_share < _LINK_ONLY or any(link.startswith("#") for link in block.links):
            continue
        near_end = before > total * 0.9
        ended = block.text[-1:] in ".!?。؟…"
        if (block.kind is BlockKind.PARAGRAPH and not ended and len(block.text) > 20) or (
            near_end and block.kind in (BlockKind.HEADING, BlockKind.LIST_ITEM)
        ):
            draft.drop(place, "related")


def _link_lists(draft: Draft, known: Known) -> None:
    """Lists of nothing but links to other pages, each a headline, unless they are what the article consists of."""
    linked_chars = sum(len(block.text) for _, block in draft.left() if _is_linked_headline(block))
    if linked_chars > draft.chars() * _MAX_LISTED:
        return
    row: list[int] = []
    for place, block in [*draft.left(), (-1, None)]:
        if block is not None and _is_linked_headline(block):
            row.append(place)
            continue
        if len(row) >= _LINKS_IN_A_ROW:
            for linked in row:
                draft.drop(linked, "related")
        row = []


def _is_linked_headline(block: PageBlock) -> bool:
    return (
        block.kind is BlockKind.LIST_ITEM
        and block.link_share >= _LINK_ONLY
        and len(block.text) > 20
        and block.text[-1:] not in ".!。؟…"
        and not any(link.startswith("#") for link in block.links)
    )


def _copies(draft: Draft, known: Known) -> None:
    """A second copy of a block: pages carry their text for small and for large screens.

    A line that stands often is no copy but a refrain: the question each of twenty people is asked.
    """
    seen: set[str] = set()
    left = [(place, squeeze(block.text)) for place, block in draft.left() if block.kind is not BlockKind.CODE]
    times = Counter(letters for _, letters in left)
    for place, letters in left:
        if len(letters) < _COPY_LETTERS or (times[letters] > _MOST_COPIES and len(letters) < SOLID_CHARS):
            continue
        if letters in seen or (len(letters) > _WHOLE_TEXT and _is_made_of(letters, place, left)):
            draft.drop(place, "second copy")
        seen.add(letters)


def _is_made_of(letters: str, place: int, left: Sequence[tuple[int, str]]) -> bool:
    """One block that holds what the others say: the text without markup, for a script or a paywall."""
    others = "".join(other for index, other in left if index != place)
    starts = range(0, len(letters) - _SAMPLE, max(1, len(letters) // 40))
    hits = sum(letters[start : start + _SAMPLE] in others for start in starts)
    return hits > len(starts) * 0.6


def _loose_headings(draft: Draft, known: Known) -> None:
    """Headings at the end, and lines such as "You may also like:", with nothing under them."""
    for place, block in reversed(list(draft.left())):
        announces = len(block.text) <= _ANNOUNCEMENT_CHARS and block.text[-1:] in ":："
        if block.kind is not BlockKind.HEADING and not announces:
            return
        draft.drop(place, "related")


def _only_links(draft: Draft, known: Known) -> None:
    """A page without an article leaves its menu; that is no body."""
    left = list(draft.left())
    if not any(block.link_share < 0.5 and len(block.text) >= _SENTENCE_CHARS for _, block in left):
        for place, _ in left:
            draft.drop(place, "navigation")
