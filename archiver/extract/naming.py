"""Selectors for an element that will name its like on the site's other pages: short ones, of names people gave."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

#: Attributes that say what an element is, beside class and id.
_TELLING = ("itemprop", "rel", "property", "data-testid", "data-qa", "data-component", "aria-label")
_TELLING_VALUE = re.compile(r"[A-Za-z][A-Za-z _:-]{1,40}")
#: Tags that mean something by themselves.
_OWN_TAGS = frozenset({"h1", "time", "address", "article", "main"})
#: Elements around one that are looked at for a name.
_LEVELS = 4
_NAME = re.compile(r"[A-Za-z]{2,}(?:[-_]{1,2}[A-Za-z]{2,}){0,5}")
#: Words without a vowel that people use all the same.
_ABBREVIATIONS = frozenset(
    ("html", "css", "rss", "img", "txt", "btn", "pdf", "cms", "hdr", "ftr", "lng", "www", "msg")
)
#: Words of names that tell a state, not what something is.
_STATES = frozenset(
    ("active", "open", "closed", "first", "last", "odd", "even", "current", "selected", "clearfix", "row", "col", "hidden", "show", "visible", "left", "right")
)  # fmt: skip
_SWITCH = re.compile(r"[a-z][A-Z]")
_VOWEL = re.compile("[aeiouy]")
_MOST = 14


def selectors_of(element: HtmlElement) -> list[str]:
    """Selectors that find *element*, the most telling first; none when neither it nor what is around it has a name.

    >>> from lxml.html import fromstring
    >>> selectors_of(fromstring('<div class="head"><b class="css-1x2y3z">A</b></div>')[0])
    ['.head > b', '.head b']
    """
    found = list(own_selectors(element))
    if element.tag in _OWN_TAGS:
        found.append(element.tag)
    for level, around in enumerate(element.iterancestors()):
        if level >= _LEVELS or around.tag in ("body", "html"):
            break
        named = next(own_selectors(around), None) or (around.tag if around.tag in _OWN_TAGS else None)
        if named is None:
            continue
        found += [f"{named} > {element.tag}"] if level == 0 else []
        found.append(f"{named} {element.tag}")
    return list(dict.fromkeys(found))[:_MOST]


def own_selectors(element: HtmlElement) -> Iterator[str]:
    """Selectors made of an element's own id, classes and telling attributes."""
    identity = element.get("id")
    if identity and is_given_name(identity):
        yield f"#{identity}"
    for name in (element.get("class") or "").split()[:6]:
        if is_given_name(name):
            yield f".{name}"
    for attribute in _TELLING:
        value = element.get(attribute)
        if value and _TELLING_VALUE.fullmatch(value):
            yield f'{element.tag}[{attribute}="{value}"]'


def is_given_name(name: str) -> bool:
    """Whether a class or id is a name someone gave, and not what a program counts or hashes.

    >>> names = ("headline", "article__body", "post-8123", "css-1x2y3z", "sc-bdVaJa", "ejWxsm", "dcr-aalbz0", "active")
    >>> [name for name in names if is_given_name(name)]
    ['headline', 'article__body']
    """
    if len(name) > 40 or not _NAME.fullmatch(name) or name.lower() in _STATES:
        return False
    return not any(_is_hashed(part) for part in re.split(r"[-_]+", name))


def _is_hashed(part: str) -> bool:
    """Letters no one would choose: "bdVaJa", "ejWxsm"."""
    if len(_SWITCH.findall(part)) > 1 and len(part) < 9:
        return True
    words = (word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", part))
    return any(len(word) > 2 and not _VOWEL.search(word) and word not in _ABBREVIATIONS for word in words)
