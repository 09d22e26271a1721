"""Which lines of a site's pages are boilerplate: those that stand on many of them.

How many are many depends on where a line stands. One that is on most pages is boilerplate anywhere. One that is on a
few is, when it stands beside the articles' own text, in markup that holds repeated lines only: the biography of one of
thirty authors, the note under one of ten series. What a few articles share amid their own text is theirs: a quotation,
the background of a long story, a sentence all match reports have.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from archiver.extract.template import Template, TemplateLine
from archiver.shares import lower_bound

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from archiver.extract.siblings import PageLine, PageLines

#: Newest pages that are looked at; more tell nothing new, and pages of last year were laid out otherwise.
MOST_PAGES = 100
#: Articles a part of the site needs for anything to be learned of it.
FEWEST_ARTICLES = 3
#: Articles a line must stand on; behind or before the articles' own text, and not in its markup, two can be enough.
_FEWEST_PAGES = 3
_FEWEST_BESIDE = 2
#: Letters of a line from which it is no label, which a few pages share by chance.
_LONG_LETTERS = 25
#: Share of the pages, at least so with 90% confidence, from which a line is boilerplate wherever it stands.
_MOST_OF_THEM = 0.4
#: The same for labels, which stand among an article's own words more often.
_MOST_LABELS = 0.5
#: The same for lines before the first or behind the last paragraph, or not in the markup of paragraphs.
_AT_THE_EDGE = 0.2
#: The same for lines between paragraphs, in markup that holds boilerplate alone.
_IN_A_BOX = 0.1
#: Share of the letters in one kind of markup that may stand on one article only, for it to hold boilerplate alone.
_BOX_SHARE = 0.2
#: Share of the articles' own prose from which a kind of markup is that of their paragraphs.
_STORY_SHARE = 0.1
#: Share of the pages a label is on, on which boilerplate stands beside it.
_BESIDE_SHARE = 0.8
#: Share of the prose of two pages that is the same when they print one article.
_SAME_ARTICLE = 0.8
#: The same for pages under one headline, and for those whose headlines differ in numbers and months alone.
_SAME_TITLE = 0.3
_SAME_FORM = 0.6
#: Times labels are looked through for those beside boilerplate found so far.
_MOST_ROUNDS = 20
_DIGITS = re.compile(r"\d+")
#: Lines a template holds at most.
_MOST_LINES = 400


def learn_template(site: str, pages: Iterable[PageLines]) -> Template:
    """The template of *site*, learned from pages of its articles; the same pages give the same template."""
    newest = sorted(pages, key=lambda page: (page.fetched_at, page.article), reverse=True)[:MOST_PAGES]
    articles = find_articles(newest)
    found: dict[tuple[str, str, bool], TemplateLine] = {}
    for edition, members in _parts(articles):
        for line in _Part(members, edition).lines():
            found.setdefault((line.key, line.markup, line.masked), line)
    lines = sorted(found.values(), key=lambda line: (-line.pages, line.edition or "", line.key, line.markup))
    # a long menu must not leave text without room
    lines.sort(key=lambda line: len(line.key) < _LONG_LETTERS)
    return Template(
        site=site,
        learned_at=newest[0].fetched_at if newest else None,
        pages=len(newest),
        articles=len(articles),
        lines=tuple(lines[:_MOST_LINES]),
    )


def _parts(articles: Sequence[PageLines]) -> Iterable[tuple[str | None, list[PageLines]]]:
    """The whole site, then its editions, as far as they are not all of it."""
    yield None, list(articles)
    names = Counter(edition for page in articles for edition in page.editions)
    for name, count in sorted(names.items()):
        if FEWEST_ARTICLES <= count < len(articles):
            yield name, [page for page in articles if name in page.editions]


# --- one article counts once


def find_articles(pages: Sequence[PageLines]) -> list[PageLines]:
    """One page per article: of the pages that print the same one, the first.

    Pages are of one article when they are filed so, when they share nearly all their prose, or when they share their
    headline and a good part of it. Numbers do not count: of a form story ("Weather for 3 May") there is one.
    """
    kept: list[tuple[PageLines, dict[str, int]]] = []
    for page in pages:
        prose = {
            _DIGITS.sub("0", line.key.partition("…")[0]): line.letters for line in page.lines if line.prose
        }
        if prose and not any(_is_same(page, prose, other, known) for other, known in kept):
            kept.append((page, prose))
    return [page for page, _ in kept]


def _is_same(page: PageLines, prose: dict[str, int], other: PageLines, known: dict[str, int]) -> bool:
    if page.article == other.article:
        return True
    same = sum(prose[key] for key in prose.keys() & known.keys())
    share = same / max(sum(prose.values()), sum(known.values()))
    if page.title == other.title:
        return share >= _SAME_TITLE
    return share >= (_SAME_FORM if page.title_form == other.title_form else _SAME_ARTICLE)


# --- where a line stands, and on how many

#: A line's key, and the markup it stands in.
_Place: TypeAlias = tuple[str, str]


@dataclass(slots=True)
class _Seen:
    """What is known of one line in one kind of markup."""

    pages: int = 0
    inside: int = 0  #: pages on which it stands between paragraphs of the article's own
    texts: set[str] = field(default_factory=set)  #: keys of the lines a masked key stands for
    beside: list[tuple[_Place | None, _Place | None]] = field(default_factory=list)  #: the lines around it
    letters: int = 0
    example: str = ""
    first: str = ""
    last: str = ""

    @property
    def is_long(self) -> bool:
        return self.letters >= _LONG_LETTERS

    def is_beside(self, texts: Container[_Place], found: Container[_Place]) -> bool:
        """Whether it opens or ends boilerplate nearly wherever it stands: "Pros" and "Round two" open an article's own."""
        hits = sum(after in found or before in texts for before, after in self.beside)
        return hits >= _BESIDE_SHARE * len(self.beside)

    def add(self, line: PageLine, page: PageLines, inside: bool) -> None:
        self.pages += 1
        self.inside += inside
        self.texts.add(line.key)
        self.letters = line.letters
        self.example = self.example or line.text
        self.last = self.last or page.fetched_at
        self.first = page.fetched_at


class _Part:
    """A site, or one edition of it."""

    def __init__(self, pages: Sequence[PageLines], edition: str | None) -> None:
        self.edition = edition
        self.of = len(pages)
        self.counts = Counter((line.key, line.markup) for page in pages for line in page.lines)
        self.boxes, self.story = self._find_boxes(pages)
        self.exact: dict[_Place, _Seen] = defaultdict(_Seen)
        self.masked: dict[_Place, _Seen] = defaultdict(_Seen)
        for page in pages:
            self._look_at(page)

    def _find_boxes(self, pages: Sequence[PageLines]) -> tuple[set[str], set[str]]:
        """Markup in which hardly anything stands that is one article's alone, and that of the articles' paragraphs."""
        every: Counter[str] = Counter()
        own: Counter[str] = Counter()
        prose: Counter[str] = Counter()
        for line in (line for page in pages for line in page.lines):
            every[line.markup] += line.letters
            if self.counts[line.key, line.markup] == 1:
                own[line.markup] += line.letters
                prose[line.markup] += line.letters * line.prose
        least = prose.total() * _STORY_SHARE
        boxes = {markup for markup, letters in every.items() if own[markup] <= letters * _BOX_SHARE}
        return boxes, {markup for markup, letters in prose.items() if letters and letters >= least}

    def _look_at(self, page: PageLines) -> None:
        own = [place for place, line in enumerate(page.lines) if self._is_own(line)]
        first, last = (own[0], own[-1]) if own else (-1, len(page.lines))
        masked: set[_Place] = set()
        order = [None, *((line.key, line.markup) for line in page.lines), None]
        for place, line in enumerate(page.lines):
            inside = first < place < last
            seen = self.exact[line.key, line.markup]
            seen.add(line, page, inside)
            seen.beside.append((order[place], order[place + 2]))
            pattern = (line.masked or "", line.markup)
            if line.masked and pattern not in masked:
                masked.add(pattern)
                self.masked[pattern].add(line, page, inside)

    def _is_own(self, line: PageLine) -> bool:
        """A paragraph of the article's that no other has."""
        return line.prose and line.markup in self.story and self.counts[line.key, line.markup] == 1

    def lines(self) -> Iterable[TemplateLine]:
        """The boilerplate of this part."""
        if self.of < FEWEST_ARTICLES:
            return
        for key, markup in self._find_exact():
            yield self._line(key, markup, self.exact[key, markup], masked=False)
        for (key, markup), seen in self.masked.items():
            if len(seen.texts) > 1 and self._is_pattern(seen, markup):
                yield self._line(key, markup, seen, masked=True)

    def _find_exact(self) -> dict[_Place, None]:
        """Long lines, then labels that stand beside them, and labels beside those."""
        found = {
            place: None
            for place, seen in self.exact.items()
            if seen.is_long and self._is_boilerplate(seen, place[1])
        }
        texts = set(found)
        labels = [
            (place, seen)
            for place, seen in self.exact.items()
            if not seen.is_long and self._is_frequent_label(seen, place[1])
        ]
        for _ in range(_MOST_ROUNDS):
            before = len(found)
            # a label stands before what it names: from the end, a row of them is done in one round
            for place, seen in reversed(labels):
                if place not in found and seen.is_beside(texts, found):
                    found[place] = None
            if len(found) == before:
                break
        return found

    def _is_boilerplate(self, seen: _Seen, markup: str) -> bool:
        sure = lower_bound(seen.pages, self.of)
        boxed = markup in self.boxes
        beside = boxed or markup not in self.story
        if beside and not seen.inside and sure < _MOST_OF_THEM:
            return seen.pages >= (_FEWEST_BESIDE if boxed or sure >= _IN_A_BOX else _FEWEST_PAGES)
        amid = _MOST_OF_THEM if seen.inside and not beside else _AT_THE_EDGE
        needed = _IN_A_BOX if boxed else amid
        return sure >= needed and seen.pages >= _FEWEST_PAGES

    def _is_frequent_label(self, seen: _Seen, markup: str) -> bool:
        sure = lower_bound(seen.pages, self.of)
        beside = markup in self.boxes or markup not in self.story
        least = _AT_THE_EDGE if beside and not seen.inside else _MOST_LABELS
        return seen.pages >= _FEWEST_PAGES and sure >= least

    def _is_pattern(self, seen: _Seen, markup: str) -> bool:
        # "The index closed at 5,102 points" is what all market reports say
        return (markup in self.boxes or not seen.inside) and self._is_frequent_label(seen, markup)

    def _line(self, key: str, markup: str, seen: _Seen, *, masked: bool) -> TemplateLine:
        return TemplateLine(
            key=key,
            masked=masked,
            markup=markup,
            edition=self.edition,
            pages=seen.pages,
            of=self.of,
            example=seen.example,
            first_seen=seen.first,
            last_seen=seen.last,
        )
