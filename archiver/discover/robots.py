"""robots.txt by RFC 9309: what a status or a wrong body means; `robots_rules` reads the rules themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archiver.discover.claims import http_url
from archiver.discover.robots_rules import RuleBook
from archiver.discover.unpack import decode, unpack

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Bytes of a robots.txt that are read; RFC 9309 asks for at least this much.
MAX_ROBOTS_BYTES = 512_000
#: Sitemap lines that are read; the largest newspapers have some hundred, 46,000 fit into a file.
MAX_SITEMAPS = 1_000
#: Asked to wait longer than this, a crawl would never end; the caller is told this much.
MAX_DELAY_SECONDS = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What one host's robots.txt lets a crawler do."""

    status: int | None  #: HTTP status robots.txt was answered with; None: not answered
    rules: RuleBook | None = field(
        default=None, repr=False
    )  #: its rules; None where the status alone decides
    sitemaps: tuple[str, ...] = ()  #: URLs of its Sitemap lines
    note: str | None = None  #: what was wrong with it: "an HTML page", "longer than 500 KiB"

    @property
    def unreachable(self) -> bool:
        """Whether the host could not say what it allows (RFC 9309 2.3.1.4): then nothing is, until it can."""
        return self.status is None or self.status >= 500 or self.status == 429

    def allows(self, url: str, agent: str) -> bool:
        """Whether *agent*, a product token or a whole User-Agent header, may fetch *url*, written as it is sent."""
        if self.unreachable:
            return False
        return self.rules is None or self.rules.rules_for(agent).allows(url)

    def crawl_delay(self, agent: str) -> float | None:
        """Seconds *agent* shall wait between two requests, at most an hour; None when it does not say."""
        delay = None if self.rules is None else self.rules.rules_for(agent).delay
        return None if delay is None else min(delay, MAX_DELAY_SECONDS)

    def signals(self, agent: str) -> Mapping[str, bool]:
        """What Content-Signal lines (contentsignals.org) say *agent* may do with pages: "ai-train" -> False.

        >>> read_robots(200, b"User-agent: *\\nContent-Signal: search=yes, ai-train=no").signals("Bot")
        {'search': True, 'ai-train': False}
        """
        return {} if self.rules is None else self.rules.rules_for(agent).signals

    def verdict(self, url: str, agent: str) -> str:
        """One line for people.

        >>> read_robots(200, b"User-agent: *\\nDisallow: /private/").verdict("https://example.com/private/a", "Bot")
        'robots.txt disallows'
        >>> read_robots(503, b"").verdict("https://example.com/a", "Bot")
        'not allowed while robots.txt answers HTTP 503'
        """
        if self.status is None:
            return "not allowed while robots.txt cannot be reached"
        if self.unreachable:
            return f"not allowed while robots.txt answers HTTP {self.status}"
        if self.rules is None:
            return f"allowed: {self.note or 'no rules'} in place of a robots.txt (HTTP {self.status})"
        if not self.allows(url, agent):
            return "robots.txt disallows"
        delay = self.crawl_delay(agent)
        return f"robots.txt allows, {delay:g} s between requests" if delay else "robots.txt allows"


def read_robots(status: int | None, body: bytes, url: str | None = None) -> Robots:
    """Read a robots.txt that was answered with *status*; None when it was not answered at all.

    2xx: its rules count; an HTML page has none. 3xx that led nowhere and 4xx: no robots.txt, all is allowed. 5xx, no
    answer, and 429, which asks for silence: nothing is allowed. Never raises. *url* completes relative Sitemap lines.

    >>> read_robots(404, b"User-agent: *\\nDisallow: /").allows("https://example.com/a", "Bot")
    True
    """
    if status is None or not 200 <= status < 300:
        return Robots(status=status, note="nothing")
    body = unpack(body, MAX_ROBOTS_BYTES)
    note = None
    if len(body) == MAX_ROBOTS_BYTES:  # cut here, or by who fetched it
        body = _whole_lines(body)
        note = "longer than 500 KiB; the rest is not read"
    text = decode(body).removeprefix("\ufeff")
    if _HTML.match(text):
        return Robots(status=status, note="an HTML page")
    rules = RuleBook(text.replace("\0", ""))
    sitemaps = (http_url(line, url) for line in rules.sitemaps[:MAX_SITEMAPS])
    return Robots(
        status=status,
        rules=rules,
        sitemaps=tuple(dict.fromkeys(sitemap for sitemap in sitemaps if sitemap)),
        note=note,
    )


_HTML = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml|!--|script|div|p\b)", re.IGNORECASE)


def _whole_lines(body: bytes) -> bytes:
    """*body* without a last line that was cut: half a rule may forbid more than the whole."""
    end = max(body.rfind(b"\n"), body.rfind(b"\r"))
    return body[: end + 1]
