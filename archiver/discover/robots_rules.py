"""The rules of a robots.txt, read and matched as RFC 9309 says and as google/robotstxt, its reference, does.

Anyone may write such a file, up to 500 KiB of it: it is read in time linear in its length, and a verdict takes at most
a quarter of a second (see `MAX_WORK`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: Characters of a line that are read, as in google/robotstxt: eight times the longest URL old browsers took.
MAX_LINE = 16_663
#: Characters of all patterns with a *, times characters of the path: above this a URL is disallowed, not matched.
#: 512,000 bytes of patterns made to be slow took 0.23 s at 1.4e9; 2,000 patterns on a URL of 300 characters are 2e7.
MAX_WORK = 1_000_000_000

# How lines begin, in lower case; the misspellings are those google/robotstxt knows. "Disallowed: /" counts as well.
_AGENT = ("user-agent", "useragent", "user agent")
_ALLOW = ("allow",)
_DISALLOW = ("disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw")
_SITEMAP = ("sitemap", "site-map")
_DELAY = ("crawl-delay", "crawldelay", "crawl delay")
_SIGNAL = ("content-signal",)


class _Rule(NamedTuple):
    pattern: str  #: beginning of a path; * stands for anything, a last $ for the end
    allowed: bool


@dataclass(slots=True)
class _Group:
    """User-agent lines and what follows them."""

    names: int = 0  #: how many User-agent lines
    rules: list[_Rule] = field(default_factory=list)
    #: Seconds, and how many names stood above: it holds for those (RFC 9309, 2.2.4: it does not end the group).
    delays: list[tuple[float, int]] = field(default_factory=list)
    signals: list[str] = field(default_factory=list)


class RuleBook:
    """Everything a robots.txt says, for every crawler."""

    def __init__(self, text: str) -> None:
        self.sitemaps: list[str] = []  #: values of its Sitemap lines, as printed
        self._everyone = _Group()  #: what stands above the first User-agent line
        #: For each name the groups it stands in, and how many names stand there before it.
        self._named: dict[str, list[tuple[_Group, int]]] = defaultdict(list)
        self._found: dict[str, RuleSet] = {}
        group = self._everyone
        for key, value in _lines(text):
            if key.startswith(_AGENT):
                group = self._name(group, value)
            else:
                self._take(group, key, value)

    def _name(self, group: _Group, value: str) -> _Group:
        """The group a User-agent line belongs to: the one above, as long as that has no rule."""
        if group.rules or group is self._everyone:
            group = _Group()
        places = self._named[_name_in(value)]
        if not places or places[-1][0] is not group:
            places.append((group, group.names))
        group.names += 1
        return group

    def _take(self, group: _Group, key: str, value: str) -> None:
        if key.startswith(_ALLOW):
            group.rules.extend(_Rule(pattern, True) for pattern in _and_folder(_escaped(value)))
        elif key.startswith(_DISALLOW):
            group.rules.append(_Rule(_escaped(value), False))
        elif key.startswith(_SITEMAP):
            self.sitemaps.append(value)
        elif key.startswith(_DELAY) and (number := _NUMBER.match(value)):
            group.delays.append((float(number[0].replace(",", ".")), group.names))
        elif key.startswith(_SIGNAL):
            group.signals.append(value)

    def rules_for(self, agent: str) -> RuleSet:
        """What is meant for *agent*, a product token or a whole User-Agent header; else what is meant for everyone."""
        name = product_token(agent)
        if name not in self._named:
            name = "*"
        if name not in self._found:
            self._found[name] = self._merge(self._named.get(name, []))
        return self._found[name]

    def _merge(self, places: list[tuple[_Group, int]]) -> RuleSet:
        """All groups that name one crawler, as one (RFC 9309, 2.2.1)."""
        groups = [group for group, _ in places]
        delays = [seconds for group, at in places for seconds, named in group.delays if at < named]
        signals = [line for group in (self._everyone, *groups) for line in group.signals]
        return RuleSet(
            [rule for group in groups for rule in group.rules if rule.pattern],
            delay=max(delays, default=None),
            signals=_read_signals(signals),
        )


class RuleSet:
    """What a robots.txt says to one crawler."""

    def __init__(
        self, rules: Iterable[_Rule], *, delay: float | None = None, signals: Mapping[str, bool] | None = None
    ) -> None:
        self.delay = delay  #: seconds between two requests, as printed; the longest, where there are several
        self.signals = dict(signals or {})  #: Content-Signal (contentsignals.org): "ai-train" -> allowed
        self._plain: dict[str, bool] = {}
        starred: dict[str, bool] = {}
        for pattern, allowed in rules:
            kind = starred if "*" in pattern or pattern.endswith("$") else self._plain
            kind[pattern] = kind.get(pattern, False) or allowed
        self._lengths = sorted({len(start) for start in self._plain}, reverse=True)
        self._starred = sorted(starred.items(), key=lambda rule: (-len(rule[0]), not rule[1]))
        self._starred_chars = sum(map(len, starred))

    def allows(self, url: str) -> bool:
        """The verdict of the longest rule that matches; of two of one length, the one that allows counts."""
        path = _path_of(url)
        if self._starred_chars * len(path) > MAX_WORK:
            return False
        lengths = (length for length in self._lengths if length <= len(path))
        length = next((length for length in lengths if path[:length] in self._plain), 0)
        allowed = self._plain[path[:length]] if length else True
        for size, rules in groupby(self._starred, key=lambda rule: len(rule[0])):
            if size < length:
                break
            verdicts = [permit for pattern, permit in rules if _matches(pattern, path)]
            if verdicts:
                return any(verdicts) or (size == length and allowed)
        return allowed


def _matches(pattern: str, path: str) -> bool:
    """Whether *path* begins as *pattern* says. Each part is looked for once, behind the one before.

    >>> _matches("/*/print$", "/2021/storm/print"), _matches("/*/print$", "/2021/storm/print/2")
    (True, False)
    """
    to_end = pattern.endswith("$")
    first, *parts = (pattern[:-1] if to_end else pattern).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    last = parts.pop() if to_end and parts else ""
    for part in parts:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if not to_end:
        return True
    return path.endswith(last) and at <= len(path) - len(last) if "*" in pattern else at == len(path)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Key, in lower case, and value of each line; a colon may be missing between two words, as google/robotstxt has it."""
    for line in text.replace("\r", "\n").split("\n"):
        if not line:
            continue
        key, colon, value = line[:MAX_LINE].partition("#")[0].partition(":")
        if not colon:
            words = key.split()
            if len(words) != 2:
                continue
            key, value = words
        yield key.strip().lower(), value.strip()


#: A product and what may stand for one in a robots.txt, where not everyone keeps to RFC 9309's letters, - and _.
_PRODUCT = re.compile(r"[^\s/;,()*]+")
_COMPATIBLE = re.compile(r"compatible;\s*([^\s/;,()*]+)", re.IGNORECASE)


def _name_in(value: str) -> str:
    """The crawler a User-agent line names: "*", or its first word without a version, in lower case."""
    if value.startswith("*") and not value[1:2].strip():
        return "*"
    product = _PRODUCT.match(value)
    return product[0].lower() if product else ""


def product_token(agent: str) -> str:
    """The name a crawler's group goes by, in lower case; *agent* is that name or a whole User-Agent header.

    A header has a / or a ( in it; of what calls itself Mozilla, the name behind "compatible;" counts.

    >>> product_token("HarbourBot/2.0 (+https://bot.example)"), product_token("Mozilla/5.0 (compatible; HarbourBot/2.0)")
    ('harbourbot', 'harbourbot')
    """
    if "/" not in agent and "(" not in agent:
        return agent.strip().lower() or "*"
    named = _COMPATIBLE.search(agent) if agent.lower().startswith("mozilla/") else None
    product = named[1] if named else _name_in(agent)
    return product.lower() or "*"


_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?")
#: How each byte of a pattern is written in URLs.
_SPELLED = [chr(byte) if 0x21 <= byte < 0x7F else f"%{byte:02X}" for byte in range(256)]
_AS_SENT = re.compile(r"[!-$&-~]*")
_LOWER_CASE = re.compile(r"%(?:[a-f][0-9a-fA-F]|[0-9A-F][a-f])")


def _escaped(pattern: str) -> str:
    """*pattern* as it stands in URLs: letters outside ASCII as escapes of UTF-8, escapes in upper case."""
    if _AS_SENT.fullmatch(pattern):
        return pattern
    return _LOWER_CASE.sub(_upper, "".join(map(_SPELLED.__getitem__, pattern.encode("utf-8", "replace"))))


def _upper(match: re.Match[str]) -> str:
    return match[0].upper()


def _and_folder(pattern: str) -> tuple[str, ...]:
    """*pattern*; for a folder's index page the folder's own address as well, as google/robotstxt has it."""
    folder, slash, page = pattern.rpartition("/")
    return (pattern, f"{folder}/$") if slash and page.startswith("index.htm") else (pattern,)


_PATH = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?://)?[^/?;#]*([^#]*)")


def _path_of(url: str) -> str:
    """Path and query of *url* as they are sent, without fragment."""
    match = _PATH.match(url)
    path = match[1] if match else ""
    return _LOWER_CASE.sub(_upper, path if path.startswith("/") else f"/{path}")


def _read_signals(lines: Iterable[str]) -> dict[str, bool]:
    """What Content-Signal lines allow; where they contradict each other, the use is not allowed."""
    signals: dict[str, bool] = {}
    for part in (part for line in lines for part in re.split(r"[,;]", line)):
        name, _, value = (word.strip().lower() for word in part.partition("="))
        if name and value in ("yes", "no"):
            signals[name] = value == "yes" and signals.get(name, True)
    return signals
