"""Opt-outs: what a page, its headers and its host say about being archived, mined or used to train models.

Robots meta tags and X-Robots-Tag with `noarchive` (all search engines), `noai` and `noimageai` (DeviantArt 2022); the TDM
Reservation Protocol (W3C Community Group, 2024); Content-Signal lines of robots.txt are read with robots.txt.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from archiver.capture import OptOut
from archiver.errors import NotAnArticle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archiver.capture import Capture

#: Words of robots meta tags that are kept.
WORDS = ("noarchive", "noai", "noimageai")
#: What `obey_opt_outs` takes for a no, the first named first. `noimageai` speaks of pictures, and none are fetched.
OBEYED = ("noarchive", "noai", "tdm-reservation", "ai-train=no")
#: Bytes of a page in which meta tags are looked for; they stand in its head.
_WITHIN = 524_288
#: Of a tdmrep.json.
MOST_RULES = 1_000
#: Longest value that is kept as it was written.
_LONGEST = 500

_MENTIONED = re.compile(rb"noai|noimageai|noarchive|tdm-reservation", re.IGNORECASE)
#: Every word a robots meta tag may hold: a meta tag of another name that holds nothing else speaks to one crawler.
_DIRECTIVE = re.compile(
    r"all|none|(?:no)?(?:index|follow|archive|snippet|translate|cache|odp|ydir)|noai|noimageai|noimageindex|nositelinkssearchbox"
    r"|indexifembedded|(?:max-snippet|max-image-preview|max-video-preview|unavailable_after)\s*:.*",
    re.IGNORECASE | re.DOTALL,
)
_AGENT = re.compile(r"\s*([A-Za-z][\w .-]{0,60}?)\s*:\s*(.*)", re.DOTALL)


def read_opt_outs(capture: Capture) -> tuple[OptOut, ...]:
    """What the answer itself says: its headers, and the meta tags of its page.

    >>> from datetime import UTC, datetime
    >>> from archiver.capture import Capture
    >>> page = Capture(url="https://a.example/", fetched_at=datetime.now(UTC), status=200, body=b"",
    ...     headers=(("X-Robots-Tag", "googlebot: nofollow, noarchive"), ("TDM-Reservation", "1")))
    >>> [(one.signal, one.agent, one.source) for one in read_opt_outs(page)]
    [('noarchive', 'googlebot', 'X-Robots-Tag'), ('tdm-reservation', None, 'header')]
    """
    tags = [value for name, value in capture.headers if name.lower() == "x-robots-tag"]
    found = [one for value in tags for one in _read_tag(value)]
    metas = list(_metas(capture))
    for name, content in metas:
        found += _read_meta(name, content)
    reserved = _reservation(metas, "meta") or _reservation(capture.headers, "header")
    if reserved is not None:
        found.append(reserved)
    return tuple(dict.fromkeys(found))


def refusal(opt_outs: Iterable[OptOut], agent: str) -> OptOut | None:
    """The opt-out an obedient archive called *agent* refuses a page for; None when nothing is said, or to others.

    >>> refusal([OptOut(signal="noarchive", source="robots meta", raw="noarchive", agent="googlebot")], "NewsArchiver")
    """
    meant = [one for one in opt_outs if one.agent is None or one.agent.lower() in agent.lower()]
    return next(
        (one for signal in OBEYED for one in meant if one.signal == signal and not one.released), None
    )


def _read_tag(value: str) -> Iterator[OptOut]:
    """The words of one X-Robots-Tag; a name before a colon says whom the words behind it are for."""
    agent = None
    for part in value.split(","):
        word = part.strip()
        named = _AGENT.fullmatch(word)
        if named is not None and not _DIRECTIVE.fullmatch(word):
            agent, word = named[1].strip(), named[2].strip()
        if word.lower() in WORDS:
            yield OptOut(signal=word.lower(), source="X-Robots-Tag", raw=value[:_LONGEST], agent=agent)


def _read_meta(name: str, content: str) -> Iterator[OptOut]:
    words = [part.strip().lower() for part in content.split(",") if part.strip()]
    if name != "robots" and not all(_DIRECTIVE.fullmatch(word) for word in words):
        return
    for word in words:
        if word in WORDS:
            agent = None if name == "robots" else name
            yield OptOut(signal=word, source="robots meta", raw=content[:_LONGEST], agent=agent)


def _reservation(pairs: Iterable[tuple[str, str]], source: str) -> OptOut | None:
    """A declaration of the TDM Reservation Protocol; one that is no 0 or 1 counts as none (its section on errors)."""
    values = {name.strip().lower(): value.strip() for name, value in reversed(list(pairs))}
    value = values.get("tdm-reservation")
    if value not in ("0", "1"):
        return None
    return _reserved(value, values.get("tdm-policy"), source)


def _reserved(value: str, policy: str | None, source: str) -> OptOut:
    raw = f"{value}; policy {policy}"[:_LONGEST] if policy else value
    return OptOut(signal="tdm-reservation", source=source, raw=raw)


def _metas(capture: Capture) -> Iterator[tuple[str, str]]:
    """Names, in lower case, and contents of the meta tags of a page that mentions an opt-out."""
    if capture.content_type not in (None, "text/html", "application/xhtml+xml"):
        return
    try:
        body = capture.content()[:_WITHIN]
    except NotAnArticle:
        return
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        body = body.decode("utf-16", "replace").encode()
    if not _MENTIONED.search(body):
        return
    try:
        page: Any = html.document_fromstring(body.decode("utf-8", "replace").replace("\0", ""))
    except (etree.LxmlError, ValueError, AssertionError):
        return
    for meta in page.iter("meta"):
        name, content = meta.get("name"), meta.get("content")
        if name and content:
            yield name.strip().lower(), content


# --- /.well-known/tdmrep.json


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservations:
    """What a host's tdmrep.json reserves."""

    rules: tuple[
        tuple[str, str, str | None], ...
    ] = ()  #: (location, "0" or "1", policy), in the file's order

    def of(self, url: str) -> OptOut | None:
        """What is declared of *url*: by the first rule whose location its path matches.

        >>> read_reservations(b'[{"location": "/news/*", "tdm-reservation": 1}]').of("https://a.example/news/1").raw
        '1'
        """
        parts = urlsplit(url)
        path = unquote(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        for location, value, policy in self.rules:
            if _matches(path, location):
                return _reserved(value, policy, "tdmrep.json")
        return None


def read_reservations(body: bytes) -> Reservations:
    """The rules of a tdmrep.json; what is not understood is passed over."""
    try:
        entries = json.loads(body)
    except (ValueError, RecursionError):
        return Reservations()
    rules = []
    for entry in entries[:MOST_RULES] if isinstance(entries, list) else ():
        if not isinstance(entry, dict):
            continue
        location, value, policy = (entry.get(key) for key in ("location", "tdm-reservation", "tdm-policy"))
        if isinstance(location, str) and str(value) in ("0", "1") and not isinstance(value, bool):
            rules.append((location[:2000], str(value), policy if isinstance(policy, str) else None))
    return Reservations(rules=tuple(rules))


def _matches(path: str, location: str) -> bool:
    """Whether *path* begins as *location* has it; `*` is anything, `$` the end (as in RFC 9309, 2.2.3)."""
    at_end = location.endswith("$")
    first, *parts = unquote(location.removesuffix("$")).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for number, part in enumerate(parts, start=1):
        if at_end and number == len(parts):
            return path.endswith(part) and len(path) - len(part) >= at
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return not at_end or at == len(path)
