"""Conditions: asking for a page only if it has changed (RFC 9110, 13.1)."""

from __future__ import annotations

import re

#: What servers append to the tag of a page they compress. Apache does, and before 2.4.48 does not know its own tag
#: again: it compares with the tag of the page as it is.
_COMPRESSED = re.compile(r"(?:-|--|;)(?:gzip|br|deflate|zstd)(?=\"$)")


def conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Headers that ask for a page only if it is another than the one with these validators.

    >>> conditions('W/"1a"', None)
    {'If-None-Match': 'W/"1a"'}
    >>> conditions('"1a-gzip"', "Fri, 19 Feb 2021 06:30:00 GMT")["If-None-Match"]
    '"1a-gzip", "1a"'
    """
    asked = {"If-None-Match": _tags(etag), "If-Modified-Since": last_modified}
    return {name: value for name, value in asked.items() if value}


def _tags(etag: str | None) -> str | None:
    if etag is None:
        return None
    plain = _COMPRESSED.sub("", etag)
    return etag if plain == etag else f"{etag}, {plain}"
