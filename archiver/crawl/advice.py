"""Advice: what a person can do when a server did not give what was asked of it."""

from __future__ import annotations

import re

_LATER = "try again later"
#: (what the reason says, what helps); the first that fits counts
_ADVICE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), step)
    for pattern, step in (
        (
            r"robots\.txt disallows",
            "ask the newspaper; with its leave, obey_robots = false in archiver.toml",
        ),
        (r"host not found", "look at the spelling of the host, and whether this machine has a network"),
        (r"connection refused", "look at host and port, or try again later"),
        (r"timed out", "try again later, or give it longer: timeout_seconds in archiver.toml"),
        (r"certificate of another host", "look at the spelling of the host: its certificate names another"),
        (r"TLS error", "open it in a browser: its certificate may be out of date, or signed by nobody known"),
        (r"proxy failed", "look at the proxy that [access] of the site file names"),
        (r"no access", "set the variables that [access] of the site file names"),
        (r"opted out", "nothing: the page asks not to be kept, and obey_opt_outs = true in archiver.toml"),
        (
            r"HTTP 40[12]\b",
            "open it in a browser; what a subscriber shows goes under [access] of the site file (docs/sites.md)",
        ),
        (
            r"HTTP 403\b|HTTP 451\b",
            "open it in a browser: if it answers there, it refuses crawlers, and the newspaper is to be asked",
        ),
        (r"HTTP 404\b|HTTP 410\b", "look at the URL: there is no page of that name"),
        (r"HTTP 429\b", "try again later, and slower: delay_seconds in archiver.toml"),
        (r"HTTP 5\d\d|connection lost|cut short|unreachable", _LATER),
        (r"too large", "raise max_page_bytes in archiver.toml"),
        (r"redirects? to another site", "archiver crawl with the URL it leads to"),
        (r"redirect", "open it in a browser: it may want a cookie or a log-in"),
        (
            r"empty|broken XML|not a |cannot be read|JSON",
            "open it in a browser, or try another feed or section",
        ),
    )
)


def advise(reason: str | None) -> str | None:
    """The next step after *reason*, as accounts and reports name it; None when there is none to give.

    >>> advise("robots.txt unreachable: HTTP 503")
    'try again later'
    """
    if reason is None:
        return None
    return next((step for pattern, step in _ADVICE if pattern.search(reason)), None)
