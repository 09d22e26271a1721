"""Selectors: a CSS or XPath expression that names parts of a page, checked before it meets one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cssselect import HTMLTranslator, SelectorError
from cssselect import parse as parse_css
from lxml import etree

from archiver.errors import BadSelector

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cssselect.xpath import XPathExpr
    from lxml.html import HtmlElement

#: Characters of the longest selector.
MAX_CHARACTERS = 500
#: Steps of one selector that search the whole page, or all that stands around an element.
MAX_SEARCHES = 4
#: Elements one selector may name on a page; more are a mistake.
MAX_MATCHES = 5_000

_XPATH = re.compile(r"\.?\.?/|\(")
#: `@href`, `::attr(href)` or `::text` behind a CSS selector.
_ENDING = re.compile(r"(?:@(?P<at>[\w:.-]+)|::attr\(\s*(?P<attr>[\w:.-]+)\s*\)|::(?P<text>text))\s*$")
_TEXT_STEP = re.compile(r"/\s*(?:@\s*[\w:.*-]+|attribute::\s*[\w:.*-]+|text\(\s*\))\s*$")
_LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")
_CALL = re.compile(r"(?<![\w.-])([A-Za-z_][\w.-]*(?::[\w.-]+)?)\s*\(")
_PREFIX = re.compile(r"(?<![\w.:-])[A-Za-z_][\w.-]*:(?!:)[A-Za-z_*]")
#: The functions of XPath 1.0 and its tests of nodes. EXSLT's are left out: a regular expression may take forever.
_KNOWN = (
    "last position count id local-name namespace-uri name string concat starts-with contains substring-before "
    "substring-after substring string-length normalize-space translate boolean not true false lang number sum floor "
    "ceiling round node text comment processing-instruction and or div mod"
)
_FUNCTIONS = frozenset(_KNOWN.split())
_SEARCH = re.compile(r"//|(?:descendant|ancestor)(?:-or-self)?\s*::")
_SIBLINGS = re.compile(r"(?:following|preceding)-sibling\s*::")
_ACROSS = re.compile(r"(?<![\w-])(?:following|preceding)\s*::")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_AT = re.compile(r" at (\d+)>?$")

# Over these a selector is left out on a page: each is a second or so of the parser's time, on pages built to take it.
# News pages have 3,000 elements at a depth of 15, and 40,000 pairs of the first kind.
_MOST_NESTED = {2: 500_000, 3: 400_000, 4: 150_000}
_MOST_SIBLINGS = 20_000_000
_MOST_ACROSS = 40_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSize:
    """What decides how long a selector may take on a page."""

    elements: int
    nested: int  #: pairs of an element and one around it
    siblings: int  #: pairs of elements side by side

    @classmethod
    def of(cls, tree: HtmlElement) -> PageSize:
        """The size of a page."""
        elements = nested = siblings = 0
        level: list[HtmlElement] = [tree]
        depth = 0
        while level:
            elements += len(level)
            nested += depth * len(level)
            siblings += sum(len(element) * (len(element) - 1) // 2 for element in level)
            level = [child for element in level for child in element]
            depth += 1
        return cls(elements=elements, nested=nested, siblings=siblings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """A selector that can be used; made by `compile_selector`, kept for the life of the process."""

    text: str  #: as written
    xpath: str  #: as carried out
    attribute: str | None  #: whose value is taken; None: the element's text
    own_text: bool  #: only the text right inside the element
    gives_text: bool  #: it names values, not elements
    searches: int
    siblings: bool
    across: bool
    compiled: etree.XPath = field(repr=False, compare=False)

    def find(self, tree: HtmlElement, size: PageSize | None = None) -> list[Any]:
        """Elements of *tree* in page order, or the texts a selector for values gives.

        Raises:
            BadSelector: it cannot be carried out on this page, or would take too long on one of this *size*.
        """
        if size is not None and self.is_costly(size):
            raise BadSelector(self.text, "takes too long on a page built like this")
        try:
            found: Any = self.compiled(tree)
        except etree.XPathError as error:
            raise BadSelector(self.text, f"cannot be carried out here: {error}") from error
        if isinstance(found, bool):
            return []
        if not isinstance(found, list):
            return [_plain_number(found)]
        if len(found) > MAX_MATCHES:
            raise BadSelector(self.text, f"names {len(found)} parts of the page")
        if self.attribute is not None:
            return [value for element in found if (value := element.get(self.attribute))]
        if self.own_text:
            return [_own_text(element) for element in found]
        # an XPath may also name comments, instructions and namespaces
        return [one for one in found if isinstance(one, str) or isinstance(getattr(one, "tag", None), str)]

    @property
    def has_risk(self) -> bool:
        """Whether there are pages on which it takes long."""
        return self.searches > 1 or self.siblings or self.across

    def is_costly(self, size: PageSize) -> bool:
        """Whether it may take longer than a second on a page of this size."""
        return (
            (self.searches > 1 and size.nested > _MOST_NESTED[min(self.searches, MAX_SEARCHES)])
            or (self.siblings and size.siblings > _MOST_SIBLINGS)
            or (self.across and size.elements**2 > _MOST_ACROSS)
        )


@lru_cache(maxsize=2_000)
def compile_selector(text: str) -> Selector:
    """The selector of a CSS or XPath expression; XPath begins with `/`, `./` or `(`.

    >>> compile_selector("time.published@datetime").attribute
    'datetime'
    >>> compile_selector("div..a")
    Traceback (most recent call last):
    archiver.errors.BadSelector: 'div..a': column 5: expected ident, got '.'

    Raises:
        BadSelector: it is neither, or something no page should be searched with.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadSelector(text, f"longer than {MAX_CHARACTERS} characters")
    if control := _CONTROL.search(text):
        raise BadSelector(text, "holds a control character", control.start() + 1)
    is_xpath = _XPATH.match(text.strip()) is not None
    ending = None if is_xpath else _ENDING.search(text)
    words = text[: ending.start()] if ending else text
    xpath = text if is_xpath else _translate(text, words)
    if is_xpath:
        _check_names(text)
    blank = _LITERAL.sub(_blanked, xpath)
    searches = len(_SEARCH.findall(blank))
    if searches > MAX_SEARCHES:
        raise BadSelector(text, f"searches the page {searches} times over; write a shorter one")
    parts: Mapping[str, str | None] = ending.groupdict() if ending else {}
    compiled = _compile(text, xpath)
    return Selector(
        text=text,
        xpath=xpath,
        attribute=parts.get("at") or parts.get("attr"),
        own_text=bool(parts.get("text")),
        gives_text=ending is not None or _TEXT_STEP.search(blank) is not None or _is_value(compiled),
        searches=searches,
        siblings=_SIBLINGS.search(blank) is not None,
        across=_ACROSS.search(blank) is not None or _searches_within(blank),
        compiled=compiled,
    )


class _Translator(HTMLTranslator):
    """CSS to XPath that asks of an element what is around it, rather than gathering all that is in it.

    libxml2 joins the elements found in each element into one set, which takes the square of their number.
    """

    def xpath_descendant_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return right.add_condition(f"ancestor::{_inside(left)}")

    def xpath_child_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return right.add_condition(f"parent::{_inside(left)}")

    def xpath_direct_adjacent_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return right.add_condition(f"preceding-sibling::*[1][self::{_inside(left)}]")

    def xpath_indirect_adjacent_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return right.add_condition(f"preceding-sibling::{_inside(left)}")


def _inside(expression: XPathExpr) -> str:
    condition = f"[{expression.condition}]" if expression.condition else ""
    return f"{expression.path}{expression.element}{condition}"


_TRANSLATOR = _Translator()


def _translate(text: str, words: str) -> str:
    """A CSS selector as XPath."""
    try:
        selectors = parse_css(words)
        for one in selectors:
            if one.pseudo_element is not None:
                raise BadSelector(
                    text, f"::{one.pseudo_element} names nothing on a page; ::text and ::attr(name) do"
                )
        return " | ".join(_TRANSLATOR.selector_to_xpath(one) for one in selectors)
    except SelectorError as error:
        raise _bad_css(text, str(error)) from error
    except RecursionError as error:
        raise BadSelector(text, "nested too deep") from error


def _bad_css(text: str, problem: str) -> BadSelector:
    place = _AT.search(problem)
    column = int(place[1]) + 1 if place else None
    plain = re.sub(r"<(?:EOF|(\w+) ('[^']*'|\S+)) at \d+>$", lambda m: m[2] or "the end", problem)
    return BadSelector(text, plain[:1].lower() + plain[1:], column)


def _check_names(text: str) -> None:
    """Refuse what XPath 1.0 on a page of HTML has no meaning for."""
    blank = _LITERAL.sub(_blanked, text)
    if (at := blank.find("$")) >= 0:
        raise BadSelector(text, "there are no variables", at + 1)
    for call in _CALL.finditer(blank):
        if call[1] not in _FUNCTIONS:
            raise BadSelector(text, f"XPath 1.0 has no function {call[1]}()", call.start() + 1)
    if prefix := _PREFIX.search(blank):
        raise BadSelector(text, "HTML has no namespaces", prefix.start() + 1)


def _blanked(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _searches_within(blank: str) -> bool:
    """A condition that begins again at the top of the page, or another condition that searches: `[count(//p) > 1]`."""
    depth = 0
    for place, char in enumerate(blank):
        depth += (char == "[") - (char == "]")
        if depth and char == "/" and not re.search(r"[\w\])*./]\s*$", blank[:place]):
            return True
    return False


def _compile(text: str, xpath: str) -> etree.XPath:
    try:
        # with the page's own text nodes as plain strings: smart ones keep the whole tree alive
        return etree.XPath(xpath, regexp=False, smart_strings=False)
    except etree.XPathSyntaxError as error:
        last = error.error_log.last_error if error.error_log else None
        column = min(last.column, len(text)) + 1 if last is not None and xpath == text else None
        raise BadSelector(text, f"{str(error).lower()}", column) from error


_SAMPLE = etree.HTML("<html><head><title>a</title></head><body><p class='a'>b</p></body></html>")


def _is_value(compiled: etree.XPath) -> bool:
    """Whether it gives a text or number whatever the page: `(string(//h1))`."""
    try:
        return not isinstance(compiled(_SAMPLE), list)
    except etree.XPathError:
        return False


def _own_text(element: HtmlElement) -> str:
    return (element.text or "") + "".join(child.tail or "" for child in element)


def _plain_number(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
