"""Data that pages embed for machines: JSON-LD, microdata and RDFa, read into one form.

schema.org's words are kept; namespaces are cut off. Sources: JSON-LD 1.1 (W3C), HTML microdata (WHATWG), RDFa Lite 1.1
(W3C). Nothing is fetched: a remote @context is not looked up.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from archiver.extract.charset import clean_controls
from archiver.extract.scan import flat_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

#: Levels of nesting followed in JSON-LD; deeper is hostile or of no use.
_MAX_DEPTH = 12
#: Things read from one page; a home page lists some hundred.
_MAX_THINGS = 2_000
#: Things made of them and of what they hold; things that point to each other could be unfolded without end.
_MAX_UNFOLDED = 20_000
#: Characters of a script from which nothing is mended; the longest of 1,539 news pages has 74,000.
_MAX_MENDED = 500_000
#: Digits of a number.
_MAX_DIGITS = 100
#: Scripts of one page that are read, and characters of all of them.
_MAX_SCRIPTS, _MAX_CHARACTERS = 500, 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Thing:
    """One described thing: an article, a person, an image."""

    types: tuple[str, ...]  #: "NewsArticle", without its namespace; empty when it has none
    source: str  #: "json-ld", "microdata" or "rdfa"
    values: dict[str, tuple[Value, ...]] = field(
        default_factory=dict
    )  #: numbers and booleans as JSON writes them
    depth: int = 0  #: 0 for a thing that stands by itself, else levels below one
    salvaged: bool = False  #: read from JSON too broken to parse

    def all(self, name: str) -> tuple[Value, ...]:
        """Every value of a property."""
        return self.values.get(name, ())

    def texts(self, name: str) -> tuple[str, ...]:
        """Values that are text, space folded, empty ones left out; of a thing its name."""
        found = []
        for value in self.all(name):
            text = value if isinstance(value, str) else value.name or ""
            if text := " ".join(text.split()):
                found.append(text)
        return tuple(found)

    def text(self, name: str) -> str | None:
        """The first text of a property."""
        return next(iter(self.texts(name)), None)

    def things(self, name: str) -> tuple[Thing, ...]:
        """Values that are things themselves."""
        return tuple(value for value in self.all(name) if isinstance(value, Thing))

    @property
    def name(self) -> str | None:
        """`name`, else `legalName`, else `@value`."""
        return self._first("name", "legalName", "@value", "alternateName")

    @property
    def url(self) -> str | None:
        """`url`, else `@id`, else `sameAs`, whatever of them is an address."""
        return self._first("url", "@id", "sameAs")

    def _first(self, *names: str) -> str | None:
        for name in names:
            for value in self.all(name):
                if isinstance(value, str) and value.strip():
                    return " ".join(value.split())
        return None


Value = str | Thing


def read_json_ld(texts: Iterable[str]) -> tuple[Thing, ...]:
    """Things in the JSON-LD scripts of a page, outermost first; references by @id within the page resolved.

    Comments, trailing commas, control characters, HTML escapes, several values in one script, and scripts cut short
    are read as far as they go.

    >>> read_json_ld(['{"@type": "NewsArticle", "headline": "Rain",}'])[0].text("headline")
    'Rain'
    """
    roots: list[Any] = []
    salvaged: list[Thing] = []
    left = _MAX_CHARACTERS
    for text in islice(texts, _MAX_SCRIPTS):
        left -= len(text)
        if left < 0:
            break
        values = _load_json(text)
        roots.extend(values)
        if not values and (thing := _salvage(text)):
            salvaged.append(thing)
    index = _Nodes()
    for root in roots:
        _index_nodes(root, index, 0)
    things: list[Thing] = []
    for root in roots:
        _collect(root, index, things, 0)
    return (*things, *salvaged)


# --- loading JSON that was written by hand


_WRAPPERS = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*(?:;\s*)?$"
)
_LOOSE = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?(?:\*/|\Z)|,(?=\s*[}\]])', re.S)
_LINE_COMMENT = re.compile(r'(?<!:)//[^\n"]{0,300}\n')
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])|\\u(?![0-9a-fA-F]{4})')


def _load_json(text: str) -> list[Any]:
    """Every JSON value in a script; empty when there is none that can be read."""
    text = text.strip().lstrip("\ufeff")
    if not text:
        return []
    for attempt in (_as_it_is, _repaired, _unescaped) if len(text) <= _MAX_MENDED else (_as_it_is,):
        try:
            values = _decode_all(attempt(text))
        except (ValueError, RecursionError):
            continue
        if values:
            return values
    return []


def _as_it_is(text: str) -> str:
    return text


def _repaired(text: str) -> str:
    text = _WRAPPERS.sub("", _WRAPPERS.sub("", text))
    text = _CONTROL.sub(" ", _LINE_COMMENT.sub("\n", text))
    text = _LOOSE.sub(lambda match: match[0] if match[0].startswith('"') else "", text)
    return _BAD_ESCAPE.sub(r"\\\\", text)


def _unescaped(text: str) -> str:
    return _repaired(html.unescape(text))


_DECODER = json.JSONDecoder(strict=False)


def _decode_all(text: str) -> list[Any]:
    values, position = [], 0
    while position < len(text):
        match = re.compile(r"[\[{]").search(text, position)
        if match is None:
            break
        if text[position : match.start()].strip(" \t\r\n;,"):
            raise ValueError("text between JSON values")
        value, position = _DECODER.raw_decode(text, match.start())
        values.append(value)
    return values


_SALVAGE = {
    name: re.compile(rf'"{name}"\s*:\s*"((?:\\.|[^"\\\n])+)"')
    for name in ("@type", "headline", "datePublished", "dateModified", "articleSection", "description")
}
_SALVAGED_AUTHOR = re.compile(r'"author"\s*:\s*\[?\s*\{[^{}]*?"name"\s*:\s*"((?:\\.|[^"\\\n])+)"')


def _salvage(text: str) -> Thing | None:
    """What can be told of an article from JSON that no repair makes whole."""
    text = text[:_MAX_MENDED]
    found = {name: match[1] for name, pattern in _SALVAGE.items() if (match := pattern.search(text))}
    if "headline" not in found and "datePublished" not in found:
        return None
    if author := _SALVAGED_AUTHOR.search(text):
        found["author"] = author[1]
    types = (_local_name(found.pop("@type")),) if "@type" in found else ()
    values: dict[str, tuple[Value, ...]] = {name: (_json_string(raw),) for name, raw in found.items()}
    return Thing(types=types, source="json-ld", values=values, salvaged=True)


def _json_string(raw: str) -> str:
    try:
        return clean_controls(html.unescape(str(json.loads(f'"{raw}"', strict=False))))
    except ValueError:
        return clean_controls(html.unescape(raw))


# --- JSON values into things


@dataclass(slots=True)
class _Nodes:
    """The described nodes of a page."""

    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)  #: the fullest description of each @id
    left: int = _MAX_UNFOLDED  #: things that may still be made of them


def _index_nodes(value: Any, index: _Nodes, depth: int) -> None:
    """Remember the fullest description of each @id."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            _index_nodes(item, index, depth + 1)
    elif isinstance(value, dict):
        name = value.get("@id")
        if isinstance(name, str) and len(value) > len(index.by_id.get(name, {"@id": name})):
            index.by_id[name] = value
        for item in value.values():
            if isinstance(item, (dict, list)):
                _index_nodes(item, index, depth + 1)


def _collect(value: Any, index: _Nodes, things: list[Thing], depth: int) -> None:
    if depth > _MAX_DEPTH or len(things) >= _MAX_THINGS:
        return
    if isinstance(value, list):
        for item in value:
            _collect(item, index, things, depth)
    elif isinstance(value, dict):
        graph = value.get("@graph")
        if isinstance(graph, (list, dict)):
            _collect(graph, index, things, depth)
        if set(value) - {"@graph", "@context", "@id"}:
            thing = _thing(value, index, depth, ())
            things.append(thing)
            _nested(thing, things, depth + 1)


def _nested(thing: Thing, things: list[Thing], depth: int) -> None:
    """Things inside a thing: an article is often the main entity of a page, or an item of a list."""
    for name in ("mainEntity", "mainEntityOfPage", "hasPart", "itemListElement", "item", "subjectOf"):
        for inner in thing.things(name):
            if depth <= _MAX_DEPTH and len(things) < _MAX_THINGS:
                things.append(inner)
                _nested(inner, things, depth + 1)


def _thing(node: dict[str, Any], index: _Nodes, depth: int, above: tuple[str, ...]) -> Thing:
    index.left -= 1
    name = node.get("@id")
    if isinstance(name, str):
        above = (*above, name)
    values = {
        _local_name(key): tuple(_values(value, index, depth + 1, above))
        for key, value in node.items()
        if key not in ("@context", "@graph", "@type")
    }
    kinds = node.get("@type", ())
    types = tuple(
        _local_name(kind) for kind in ([kinds] if isinstance(kinds, str) else kinds) if isinstance(kind, str)
    )
    return Thing(types=types, source="json-ld", values=values, depth=depth)


def _values(value: Any, index: _Nodes, depth: int, above: tuple[str, ...]) -> Iterator[Value]:
    if depth > _MAX_DEPTH or value is None or index.left <= 0:
        return
    if isinstance(value, list):
        for item in value:
            yield from _values(item, index, depth + 1, above)
    elif isinstance(value, dict):
        name = value.get("@id")
        if isinstance(name, str) and name in index.by_id and name not in above and len(value) <= 2:
            value = index.by_id[name]
        yield _thing(value, index, depth, above)
    elif isinstance(value, bool):
        yield "true" if value else "false"
    else:
        # several systems escape for HTML what they then put into JSON
        yield clean_controls(html.unescape(value)) if isinstance(value, str) else _number(value)


def _number(value: Any) -> str:
    # Python writes no whole number of more than 4,300 digits
    return str(value) if isinstance(value, float) or abs(value) < 10**_MAX_DIGITS else ""


def _local_name(name: str) -> str:
    """ "http://schema.org/NewsArticle", "schema:NewsArticle" and "NewsArticle" are one."""
    if name.startswith("@"):
        return name
    return re.split(r"[/#:]", name.strip().rstrip("/"))[-1]


# --- microdata and RDFa


def read_microdata(items: Sequence[HtmlElement], props: Sequence[HtmlElement]) -> tuple[Thing, ...]:
    """Things marked up with `itemscope`; *items* and *props* are its elements and those with `itemprop`, in page order."""
    return _read_marked(items, props, "microdata")


def read_rdfa(items: Sequence[HtmlElement], props: Sequence[HtmlElement]) -> tuple[Thing, ...]:
    """Things marked up with `typeof`; *props* are elements with `property`."""
    return _read_marked(items, props, "rdfa")


_KINDS = {"microdata": ("itemtype", "itemprop", "itemid"), "rdfa": ("typeof", "property", "resource")}


def _read_marked(
    items: Sequence[HtmlElement], props: Sequence[HtmlElement], source: str
) -> tuple[Thing, ...]:
    type_key, prop_key, id_key = _KINDS[source]
    scopes: dict[HtmlElement, dict[str, list[Value]]] = {element: {} for element in items[:_MAX_THINGS]}
    things: dict[HtmlElement, Thing] = {}
    owners = {element: _owner(element, scopes) for element in scopes}
    # inner things first, so that an outer one can hold them
    for element in reversed(items[:_MAX_THINGS]):
        things[element] = Thing(
            types=_types(element.get(type_key)), source=source, depth=0 if owners[element] is None else 1
        )
    for element in props:
        owner = _owner(element, scopes)
        if owner is None:
            continue
        value: Value | None = things.get(element) or _marked_value(element)
        if value is not None:
            for name in (element.get(prop_key) or "").split():
                scopes[owner].setdefault(_local_name(name), []).append(value)
    for element, found in scopes.items():
        thing = things[element]
        if identity := element.get(id_key):
            found.setdefault("@id", []).append(identity)
        thing.values.update({name: tuple(values) for name, values in found.items()})
    return tuple(things[element] for element in items[:_MAX_THINGS])


def _owner(element: HtmlElement, scopes: dict[HtmlElement, Any]) -> HtmlElement | None:
    parent = element.getparent()
    while parent is not None and parent not in scopes:
        parent = parent.getparent()
    return parent


def _types(text: str | None) -> tuple[str, ...]:
    return tuple(_local_name(name) for name in (text or "").split())


def _marked_value(element: HtmlElement) -> str | None:
    value: str | None = element.get("content") or element.get("datetime")
    if value:
        return value
    if element.tag in ("a", "link", "area"):
        # <a itemprop="author" href="…">Name</a> means the name for people and the address for machines
        value = (flat_text(element) if element.tag == "a" else None) or element.get("href")
    elif element.tag in ("img", "source", "video", "audio", "iframe", "embed"):
        value = element.get("src")
    else:
        value = flat_text(element) or element.get("title")
    return value
