"""Pages of more elements than a reader needs, thinned before they are parsed.

The longest of 1,539 news pages has 11,529 elements; a page of 10 MB can have two million, which take gigabytes and
minutes to parse and read, whatever is done with them later. What makes such a page is never its article: it is a list,
a table, a forest of empty tags. So stretches without running text are left out first, and stretches with less of it
for each tag before those with more; the words that stay are untouched. What was left out is told.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import islice, pairwise

#: Elements a page may have. At 30,000 the slowest kinds of benchmarks/hostile_pages.py take 4 s and 400 MiB.
MAX_ELEMENTS = 30_000
#: Attributes that cost as much as an element.
_ATTRIBUTES = 4
#: Attributes of one element: lxml looks through all of them for each that is asked for. 1,539 news pages have up to 61.
_MAX_ATTRIBUTES = 200
#: Characters of a tag from which its attributes are counted.
_LONG_TAG = 4_000
#: Characters of the stretches that are kept or left out.
_STRETCH = 4_000
#: Elements at the page's beginning that are always kept: its <head>, and what it says of itself.
_FIRST_ELEMENTS = 5_000
#: Characters of JSON-LD that are kept of a thinned page.
_MAX_DATA = 2_000_000

#: What a page shows nobody. A script without end goes on to the page's end, as in a browser.
_MACHINERY = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<tag>script|style|textarea)(?P<attributes>\b[^>]*)>.*?(?:</(?P=tag)\s*>|\Z)",
    re.I | re.S,
)
_OPENING = re.compile(r"<[a-zA-Z]")
#: A run of text as long as a sentence, not at a link's end.
_RUNNING = re.compile(r">([^<]{40,})<(?!/a\b)", re.I)
_TAG_END = re.compile(r"<[a-zA-Z/!]")
_ANY_TAG = re.compile(r"<[^>]*>|\s+")
_LONG_OPENING = re.compile(rf"<[a-zA-Z][^<>]{{{_LONG_TAG},}}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_HEADLINE = re.compile(r"<h1\b", re.I)
#: Headlines, and stretches from each, in which the article is looked for first; one of 100,000 characters is a long one.
_HEADLINES, _FROM_HEADLINE = 3, 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Thinned:
    """A page as it is parsed, and what was left out of it."""

    html: str
    elements: int = 0  #: that were left out unread
    chars: int = 0  #: characters of text among them

    @property
    def left_out(self) -> str | None:
        """What was left out, in words; None when nothing was."""
        if not self.elements:
            return None
        return f"{self.elements} elements with {self.chars} characters were not read"


def thin(html: str, most: int = MAX_ELEMENTS) -> Thinned:
    """The page with no more than about *most* elements; a page that has no more is given back as it is.

    >>> thin("<p>Rain.</p>").html
    '<p>Rain.</p>'
    >>> page = "<body>" + "<li>x" * 90_000 + "<p>" + "The ferry sailed again on Wednesday morning. " * 9 + "</p>"
    >>> thinned = thin(page)
    >>> thinned.elements > 50_000, "The ferry sailed" in thinned.html
    (True, True)
    """
    if _has_long_tag(html):
        html = _LONG_OPENING.sub(_few_attributes, html)
    if max(html.count("<") - html.count("</"), html.count("=") // _ATTRIBUTES) <= most:
        return Thinned(html=html)
    html = _without_machinery(html)
    if _weigh(html) <= most:
        return Thinned(html=html)
    return _choose(html, most)


def _has_long_tag(html: str) -> bool:
    """Whether a tag is long enough for its attributes to be counted; looks at each end of a tag, not at each letter."""
    at = 0
    while at + _LONG_TAG < len(html):
        end = html.rfind(">", at, at + _LONG_TAG)
        if end < 0:
            end = html.find(">", at + _LONG_TAG)
            end = len(html) if end < 0 else end
            if _LONG_OPENING.search(html, at, end):
                return True
        at = end + 1
    return False


def _weigh(html: str) -> int:
    """Elements, or as many attributes as cost the same."""
    return max(sum(1 for _ in _OPENING.finditer(html)), html.count("=") // _ATTRIBUTES)


def _few_attributes(match: re.Match[str]) -> str:
    """An opening tag without the attributes after the first few; one long attribute stays whole."""
    tag = match.group()
    if len(_QUOTED.sub("", tag).split(None, _MAX_ATTRIBUTES)) <= _MAX_ATTRIBUTES:
        return tag
    return " ".join(tag.split(None, _MAX_ATTRIBUTES)[:_MAX_ATTRIBUTES])


def _without_machinery(html: str) -> str:
    left = _MAX_DATA

    def keep(match: re.Match[str]) -> str:
        nonlocal left
        data = match.group()
        if match["tag"] and match["tag"].lower() == "script" and "ld+json" in (match["attributes"] or ""):
            left -= len(data)
            return data if left >= 0 else ""
        return ""

    return _MACHINERY.sub(keep, html)


def _choose(html: str, most: int) -> Thinned:
    """The stretches with the most running text for each element, in the page's order, until there are *most* elements."""
    places = _cut(html)
    stretches = [html[start:end] for start, end in pairwise(places)]
    counts = [_weigh(stretch) for stretch in stretches]
    running = [sum(map(len, _RUNNING.findall(stretch))) for stretch in stretches]
    kept = _first(counts, most)
    left = most - sum(counts[place] for place in kept)
    # an article's short paragraphs stand beside long ones: a stretch is as good as it and half of its neighbours
    worth = [
        (one + (before + after) / 2) / (count + 1)
        for one, before, after, count in zip(running, [0, *running], [*running[1:], 0], counts, strict=False)
    ]
    headed = _under_headlines(html, places)
    order = sorted(
        range(len(stretches)),
        key=lambda place: (not (place in headed and running[place]), -worth[place], place),
    )
    for place in order:
        if place not in kept and counts[place] <= left:
            kept.add(place)
            left -= counts[place]
    return Thinned(
        html="".join(stretch if place in kept else " " for place, stretch in enumerate(stretches)),
        elements=sum(count for place, count in enumerate(counts) if place not in kept),
        chars=sum(len(_ANY_TAG.sub("", one)) for place, one in enumerate(stretches) if place not in kept),
    )


def _first(counts: list[int], most: int) -> set[int]:
    """The stretches at the page's beginning."""
    seen = 0
    kept = set()
    for place, count in enumerate(counts):
        seen += count
        if seen > min(_FIRST_ELEMENTS, most):
            break
        kept.add(place)
    return kept


def _under_headlines(html: str, places: list[int]) -> set[int]:
    """The stretches from the first headlines on."""
    kept: set[int] = set()
    for heading in islice(_HEADLINE.finditer(html), _HEADLINES):
        place = bisect_right(places, heading.start()) - 1
        kept.update(range(place, min(place + _FROM_HEADLINE, len(places) - 1)))
    return kept


def _cut(html: str) -> list[int]:
    """Where the page is cut into stretches: at tags, so many characters apart."""
    places = [0]
    while (at := places[-1] + _STRETCH) < len(html):
        tag = _TAG_END.search(html, at)
        if tag is None:
            break
        places.append(tag.start())
    return [*places, len(html)]
