"""What a person can do about what a server did."""

from __future__ import annotations

import pytest

from archiver.crawl.advice import advise


@pytest.mark.parametrize(
    "reason",
    [
        "HTTP 401",
        "HTTP 403",
        "HTTP 404",
        "HTTP 429",
        "HTTP 500",
        "timed out",
        "host not found",
        "connection refused",
        "connection lost",
        "answer cut short",
        "TLS error",
        "TLS error: certificate not trusted",
        "TLS error: certificate of another host",
        "proxy failed",
        "no access",
        "too large",
        "redirect loop",
        "redirects to another site: https://www.example.com/",
        "robots.txt disallows",
        "robots.txt unreachable: HTTP 503",
        "a web page, not a feed",
        "not a feed, sitemap or page",
        "empty",
        "an empty feed",
        "broken XML (not well-formed)",
        "JSON that is no JSON Feed",
    ],
)
def test_every_way_a_seed_fails_has_a_next_step(reason: str) -> None:
    assert advise(reason)


def test_of_an_unreachable_robots_txt_the_cause_is_what_helps() -> None:
    assert advise("robots.txt unreachable: host not found") == advise("host not found")
