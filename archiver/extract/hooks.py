"""The operator's own function on an article: for what rules cannot say.

    def mend(article, tree, capture):
        return dataclasses.replace(article, section="Harbour")

It gets the `Article` as read, a copy of the page's tree (lxml) and the `Capture`, and gives the article to be kept.
`NotAnArticle` raised in it refuses the page. Any other error leaves the article as it was, and is told in its readings.
"""

from __future__ import annotations

import importlib
import sys
from copy import deepcopy
from dataclasses import fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from archiver.article import Article, Author, Block, Candidate, Image, Reading, Removed
from archiver.dates import Moment
from archiver.errors import ArchiverError, NotAnArticle
from archiver.extract.authors import show_authors
from archiver.extract.claims import MAX_LOSERS, MAX_RAW
from archiver.extract.days import show_moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from archiver.capture import Capture
    from archiver.extract.page import Page
    from archiver.rules import Hook

SOURCE = "site hook"
#: Parts of an article that are told otherwise than by a reading.
_NO_FIELDS = frozenset({"readings", "removed", "fingerprint", "blocks"})


class HookFailed(ArchiverError):
    """A site's hook cannot be used."""


def apply_hook(article: Article, page: Page, capture: Capture, hook: Hook | None) -> Article:
    """The article as the site's hook leaves it; as it was, with the reason among its readings, when the hook fails.

    Raises:
        NotAnArticle: the hook says so.
    """
    if hook is None:
        return article
    try:
        changed = _call(article, page, capture, hook)
    except NotAnArticle:
        raise
    except (Exception, SystemExit) as error:
        # the operator's code may do anything; a page must not be lost for it
        problem = f"{hook.name}: {type(error).__name__}: {error}"
        return replace(article, readings=(*article.readings, _failed(hook, problem)))
    return replace(changed, readings=_readings(article, changed, hook))


def _call(article: Article, page: Page, capture: Capture, hook: Hook) -> Article:
    given = load_hook(hook.name, hook.folder)(article, deepcopy(page.tree), capture)
    if not isinstance(given, Article):
        raise HookFailed(f"it gave {type(given).__name__}, not an Article")
    if problem := _misfit(given):
        raise HookFailed(problem)
    return given


@lru_cache(maxsize=64)
def load_hook(name: str, folder: str | None) -> Callable[..., Any]:
    """The function *name* ("module:function") says; *folder* is looked in after Python's own places.

    Raises:
        HookFailed: there is no such function. What importing the module raises comes through as it is.
    """
    module, _, function = name.partition(":")
    if folder is not None and folder not in sys.path:
        # behind the others: no file of the operator's takes the place of a library
        sys.path.append(folder)
        importlib.invalidate_caches()
    found = getattr(importlib.import_module(module), function, None)
    if not callable(found):
        raise HookFailed(f"{module} has no function {function}")
    return found  # type: ignore[no-any-return]


#: What the fields hooks mostly set must be; the database refuses other things, and the page would be lost.
_TEXTS = (
    "title",
    "alternative_title",
    "description",
    "language",
    "section",
    "agency",
    "credit_line",
    "dateline",
    "genre",
)
_RECORDS = {"authors": Author, "images": Image, "blocks": Block, "removed": Removed, "readings": Reading}


def _misfit(article: Article) -> str | None:
    """What is wrong with the types of an article, if anything."""
    for name in _TEXTS:
        if not isinstance(getattr(article, name), str | None):
            return f"{name} must be text or None"
    for name in ("published", "modified"):
        if not isinstance(getattr(article, name), Moment | None):
            return f"{name} must be a Moment or None"
    for name, kind in _RECORDS.items():
        parts: Any = getattr(article, name)
        if not isinstance(parts, tuple) or not all(isinstance(part, kind) for part in parts):
            return f"{name} must be a tuple of {kind.__name__} records"
    return None


def _readings(before: Article, after: Article, hook: Hook) -> tuple[Reading, ...]:
    """The readings, with the hook as the source of every field it changed and what it replaced among the losers."""
    readings = {reading.field: reading for reading in after.readings}
    for part in fields(Article):
        value = getattr(after, part.name)
        if part.name in _NO_FIELDS or value == getattr(before, part.name):
            continue
        old = readings.get(part.name)
        losers = (old.winner, *old.losers)[:MAX_LOSERS] if old else ()
        readings[part.name] = Reading(field=part.name, winner=_candidate(value, hook), losers=losers)
    if after.blocks != before.blocks:
        readings["body"] = Reading(
            field="body", winner=_candidate(f"{len(after.blocks)} blocks", hook), losers=()
        )
    return tuple(readings.values())


def _candidate(value: object, hook: Hook) -> Candidate:
    text = _show(value)[:MAX_RAW]
    return Candidate(value=text, source=SOURCE, rule=hook.name, raw=text, confidence=1.0)


def _show(value: object) -> str:
    if isinstance(value, Moment):
        return show_moment(value)
    if isinstance(value, tuple):
        if value and isinstance(value[0], Author):
            return show_authors(value)
        return "; ".join(str(getattr(part, "url", part)) for part in value)
    return "" if value is None else str(value)


def _failed(hook: Hook, problem: str) -> Reading:
    winner = Candidate(
        value=problem[:MAX_RAW], source=SOURCE, rule=hook.name, raw=problem[:MAX_RAW], confidence=1.0
    )
    return Reading(field="site hook", winner=winner)
