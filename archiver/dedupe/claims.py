"""Claims: whether a URL a page names as its own can be that of an article at all.

What a page says of itself outranks its URL, within its newspaper; but templates name the home page, a section, the
host where the page was edited, or the page "not found" on every article. Such a claim is seen through here, by the
look of it; one that names another article is seen through by the words (`store/identity.py`).
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from archiver.errors import BadUrl
from archiver.parameters import is_script, path_names_article
from archiver.urls import canonicalize, host_of, same_site

#: Hosts where pages are made and tried out, by a label of theirs.
_WORKSHOPS: Final = re.compile(
    r"(?:^|[.-])(?:stag(?:e|ing)|stg|dev|devel|test|testing|uat|qa|preprod|pre-prod|preview|origin|cms|admin|backend"
    r"|internal|local|localhost|editor)\d*(?:[.-]|$)"
)
#: Pages a server shows in the place of any other.
_STAND_INS: Final = re.compile(
    r"/(?:40[134]|410|50[0234]|error|errors|err|not-?found|page-?not-?found|404-?not-?found|oops|maintenance|unavailable"
    r"|log-?in|sign-?in|register|subscribe|paywall|consent|search)(?:\.\w{2,5})?$",
    re.IGNORECASE,
)
#: What a part of a newspaper is called: a word, never a number; a headline has more of them.
_WORD_PATH: Final = re.compile(r"(?:/[A-Za-z]+){1,3}")

#: The end of a path to all that was published in a year, a month or on a day.
_DAY: Final = re.compile(r"/(?:19|20)\d\d(?:/\d\d?){0,2}$")


def is_believable(claim: str, page: str) -> bool:
    """Whether *claim*, which the page at *page* names as its own URL, may be that of its article.

    >>> page = "https://www.herald.example/world/2021/02/storm-hits-coast"
    >>> is_believable("https://herald.example/1613721", page), is_believable("https://herald.example/world", page)
    (True, False)
    >>> is_believable("https://staging.herald.example/world/2021/02/storm-hits-coast", page)
    False
    """
    try:
        if not same_site(claim, page) or not _is_public(claim, page):
            return False
        claimed, own = urlsplit(canonicalize(claim)), urlsplit(canonicalize(page))
    except BadUrl:
        return False
    if claimed == own:
        return True
    if claimed.path in ("", "/") and not claimed.query:
        return False
    if _STAND_INS.search(claimed.path):
        return False
    return not _names_less(claimed.path, claimed.query, own.path, own.query)


def _is_public(claim: str, page: str) -> bool:
    """Whether a claim leads to a host readers see; the page's own is one."""
    host, own = host_of(claim), host_of(page)
    if host == own:
        return True
    return not _WORKSHOPS.search(host) and (":" not in host or ":" in own)


def _names_less(path: str, query: str, own_path: str, own_query: str) -> bool:
    """Whether a claim drops what tells the article from others: its slug, its number, its parameters."""
    if query:
        return False
    if path == own_path:
        return bool(own_query) and is_script(path)
    above = own_path.startswith(f"{path}/")
    if path_names_article(path):
        return above and _DAY.search(path) is not None
    return path_names_article(own_path) and (above or _WORD_PATH.fullmatch(path) is not None)
