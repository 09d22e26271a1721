"""Lists of URLs an operator gives: `archiver crawl --from FILE`."""

from __future__ import annotations

from archiver.errors import BadUrl, SeedError, mask_credentials
from archiver.urls import parse_url


def read_url_list(text: str, name: str) -> tuple[str, ...]:
    """URLs of a file called *name*: one a line, `#` begins a comment, empty lines are skipped, each URL once.

    Raises:
        SeedError: a line is no http(s) URL; it names file and line.

    >>> read_url_list("# papers\\nhttps://example.com\\n", "papers.txt")
    ('https://example.com/',)
    """
    urls: dict[str, None] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        written = _without_comment(line)
        if not written:
            continue
        try:
            urls[parse_url(written)] = None
        except BadUrl as error:
            raise SeedError(
                f"{name}, line {number}", f"{mask_credentials(written)[:200]!r} is {error.reason}"
            ) from error
    return tuple(urls)


def _without_comment(line: str) -> str:
    """A line without its comment; a # inside a URL is a fragment."""
    line = line.strip()
    if line.startswith("#"):
        return ""
    return line.partition(" #")[0].partition("\t#")[0].strip()
