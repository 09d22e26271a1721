"""Where readers discuss: the form they write in and what is printed around it, whatever it is called and in any language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archiver.extract.lines import is_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

    from archiver.extract.blocks import PageBlock

#: Share of the page's prose that may stand around the form: rules for comments, and the comments under their heading.
_MAX_SHARE = 0.3
#: Characters of prose that may where no such heading stands first; more may be a short article.
_MAX_PROSE = 400
#: Share of the page's text that may follow a heading such as "Comments" in its element.
_MAX_AFTER = 0.35
#: Characters of the page before such a heading from which there is an article to comment on.
_MIN_BEFORE = 300
#: Share of the page's text readers' letters may have when each has its own "Reply".
_MAX_ANSWERED = 0.7
#: Such links that make a discussion.
_MIN_ANSWERS = 2
_LONGEST_ANSWER = 60
#: What stands under each reader's letter.
_ANSWER = re.compile(
    r"\W*(?:(?:reply|report(?: this)?(?: (?:comment|abuse))?|flag|antworten|antwort schreiben|melden|kommentar melden|répondre|signaler(?: un abus)?|responder|denunciar|reportar|rispondi|segnala|"
    r"reageer|beantwoorden|svara|svar|anmäl|vastaa|odpowiedz|zgłoś|odpovědět|válasz|răspunde|ответить|пожаловаться|відповісти|απάντηση|yanıtla|cevapla|şikayet et|"
    r"رد|الرد|إبلاغ|پاسخ|گزارش|وەڵام|وەڵامدانەوە|bersiv bide|השב|הגב|דווח|回复|回覆|举报|舉報|返信|返信する|通報|답글|신고|जवाब दें|trả lời|balas)[\W\d]*)+",
    re.I,
)
#: Parts of a page that are never a mere discussion.
_WHOLES = frozenset({"body", "html", "main", "article"})


def find_discussions(
    fields: Sequence[HtmlElement], prose: Mapping[HtmlElement, int], total: int
) -> Iterator[HtmlElement]:
    """For each element a `<textarea>` stood in, the largest around it that holds neither headline nor story."""
    for field in fields:
        around: HtmlElement | None = None
        for element in (field, *field.iterancestors()):
            if element.tag in _WHOLES or next(element.iter("h1"), None) is not None:
                break
            size = prose.get(element, 0)
            if size > total * _MAX_SHARE or (size > _MAX_PROSE and not _is_headed(element)):
                break
            around = element
        if around is not None:
            yield around


def _is_headed(element: HtmlElement) -> bool:
    """Its first words are a heading such as "Comments"."""
    first = next((text for text in element.itertext() if any(map(str.isalpha, text))), "")
    return is_end(" ".join(first.split()))


def mark_answers(blocks: Sequence[PageBlock]) -> None:
    """Cut readers' letters: the smallest element around two links such as "Reply" that holds no headline."""
    answers = [
        block.element
        for block in blocks
        if len(block.text) <= _LONGEST_ANSWER and block.cut is None and _ANSWER.fullmatch(block.text)
    ]
    if len(answers) < _MIN_ANSWERS:
        return
    around = _around(answers)
    if around is None or around.tag in _WHOLES or next(around.iter("h1"), None) is not None:
        return
    inside = [block for block in blocks if block.element is around or around in block.element.iterancestors()]
    total = sum(len(block.text) for block in blocks if block.cut is None and block.link_share < 0.5)
    size = sum(len(block.text) for block in inside if block.link_share < 0.5)
    if size <= total * _MAX_ANSWERED and total - size >= _MIN_BEFORE:
        for block in inside:
            block.cut = block.cut or "comments"


def _around(elements: Sequence[HtmlElement]) -> HtmlElement | None:
    """The innermost element around all of *elements*."""
    shared = list(elements[0].iterancestors())
    for element in elements[1:]:
        mine = set(element.iterancestors())
        shared = [ancestor for ancestor in shared if ancestor in mine]
    return shared[0] if shared else None


def mark_discussions(blocks: Sequence[PageBlock]) -> None:
    """Cut what follows a heading such as "Comments" in the element the heading stands in."""
    mark_answers(blocks)
    total = sum(len(block.text) for block in blocks if block.link_share < 0.5)
    before = 0
    for place, block in enumerate(blocks):
        if block.link_share < 0.5:
            before += len(block.text)
        if block.cut is not None or before < _MIN_BEFORE or block.link_share > 0.5 or not is_end(block.text):
            continue
        after = list(_rest(blocks, place))
        if sum(len(later.text) for later in after) <= total * _MAX_AFTER:
            for later in (block, *after):
                later.cut = later.cut or "comments"


def _rest(blocks: Sequence[PageBlock], place: int) -> Iterator[PageBlock]:
    """The blocks after one in the smallest element that holds more than it."""
    element: HtmlElement | None = blocks[place].element
    following = blocks[place + 1 :]
    for _ in range(3):
        if element is None or element.tag in _WHOLES:
            return
        inside = []
        for later in following:
            if element is not later.element and element not in later.element.iterancestors():
                break
            inside.append(later)
        if inside:
            yield from inside
            return
        element = element.getparent()
