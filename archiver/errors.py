"""Every error the archiver raises on purpose.

    ArchiverError
    ├── ConfigError            archiver.toml or the environment cannot be used
    ├── BadUrl                 text that is no http(s) URL
    ├── UnknownSite            a name no site file answers to
    ├── SiteFileError          a site's TOML file cannot be used
    ├── BadSelector            text that is no CSS or XPath selector
    ├── RecordError            an item from a spider lacks a field, or has one of the wrong type
    ├── SeedError              a feed, sitemap or list of URLs that cannot be read
    ├── NotAnArticle           the page holds no article
    ├── FetchError             a server could not be asked, or did not answer
    ├── RunError               a crawl could not start or had to stop
    ├── WarcError              a WARC file cannot be written or read
    └── StoreError             the archive database
        ├── MissingArchive     there is none at that place
        ├── ArchiveTooOld      it needs `archiver upgrade`
        ├── ArchiveTooNew      a newer archiver wrote it
        ├── ArchiveUnusable    it cannot be opened, written or trusted
        │   └── ArchiveBusy    not at this moment: locked, or its server is away; trying again helps
        ├── LeaseLost          another run has taken the site over
        └── QueryError         a search or SQL statement that cannot be carried out

The docstring of an error is its default message. Each carries what a program needs as attributes and, where there is
one, the *next step* for a person. `archiver` prints `message` and `next_step` on one line each and exits with 1.
"""

from __future__ import annotations

import re

_USER_AND_PASSWORD = re.compile(r"(https?:[\\/]*|[a-z][a-z0-9+.-]*:[\\/]+)[^\\/?#\s]*@", re.IGNORECASE)


def mask_credentials(text: str) -> str:
    """*text* without the users and passwords of the URLs in it: what is printed and kept.

    >>> mask_credentials("https://ilse:s3cret@www.example.com/a: HTTP 401")
    'https://…@www.example.com/a: HTTP 401'
    """
    return _USER_AND_PASSWORD.sub(r"\1…@", text)


class ArchiverError(Exception):
    """Something went wrong in the archiver."""

    def __init__(self, message: str | None = None, *, next_step: str | None = None) -> None:
        self.message = message or (type(self).__doc__ or "").strip().splitlines()[0]
        self.next_step = next_step
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message


class ConfigError(ArchiverError):
    """The configuration cannot be used."""


class BadUrl(ArchiverError):
    """This is not an http or https URL."""

    def __init__(self, url: str, reason: str = "not an http or https URL") -> None:
        self.url = url = mask_credentials(url)
        self.reason = reason
        super().__init__(
            f"{url!r}: {reason}", next_step="give a whole URL, for example https://www.example.com/news"
        )

    def __reduce__(self) -> tuple[type[BadUrl], tuple[str, str]]:
        return type(self), (self.url, self.reason)


class UnknownSite(ArchiverError):
    """No site of that name is known."""

    def __init__(self, name: str, known: tuple[str, ...] = ()) -> None:
        self.name = name
        self.known = known
        listed = f"known sites: {', '.join(known[:8])}" if known else "no sites are known yet"
        super().__init__(
            f"unknown site {name!r} ({listed})", next_step="archiver site list, or archiver site add URL"
        )

    def __reduce__(self) -> tuple[type[UnknownSite], tuple[str, tuple[str, ...]]]:
        return type(self), (self.name, self.known)


class SiteFileError(ArchiverError):
    """A site file cannot be used."""


class BadSelector(ArchiverError):
    """This is not a CSS or XPath selector."""

    def __init__(self, selector: str, reason: str, column: int | None = None) -> None:
        self.selector = selector
        self.reason = reason
        self.column = column  #: the first of the selector is 1
        at = f"column {column}: " if column else ""
        super().__init__(
            f"{selector!r}: {at}{reason}",
            next_step="docs/sites.md shows selectors that work; XPath begins with /, ./ or (",
        )

    def __reduce__(self) -> tuple[type[BadSelector], tuple[str, str, int | None]]:
        return type(self), (self.selector, self.reason, self.column)


class RecordError(ArchiverError):
    """An item lacks a field, or has one of the wrong type."""

    def __init__(self, field: str, problem: str, item: str = "item") -> None:
        self.field = field
        self.problem = problem
        self.item = item
        super().__init__(
            f"{item}: field {field!r} {problem}", next_step="docs/fields.md lists what the pipelines accept"
        )

    def __reduce__(self) -> tuple[type[RecordError], tuple[str, str, str]]:
        return type(self), (self.field, self.problem, self.item)


class SeedError(ArchiverError):
    """A feed, sitemap or list of URLs cannot be read."""

    def __init__(self, url: str, reason: str) -> None:
        self.url = url
        self.reason = reason
        super().__init__(f"{url}: {reason}")

    def __reduce__(self) -> tuple[type[SeedError], tuple[str, str]]:
        return type(self), (self.url, self.reason)


class NotAnArticle(ArchiverError):
    """The page holds no article."""

    def __init__(self, reason: str, detail: str | None = None, confidence: float = 1.0) -> None:
        self.reason = reason
        self.detail = detail
        self.confidence = confidence  #: 0–1; how often such a conclusion is right; 1 for plain facts
        super().__init__(f"{reason}: {detail}" if detail else reason)

    def __reduce__(self) -> tuple[type[NotAnArticle], tuple[str, str | None, float]]:
        return type(self), (self.reason, self.detail, self.confidence)

    @property
    def account(self) -> str | None:
        """The detail and, of a conclusion, how sure it is: what is kept with the capture.

        >>> NotAnArticle("index page", "9 teasers", 0.94).account
        '9 teasers (confidence 0.94)'
        >>> NotAnArticle("not HTML", "image/png").account
        'image/png'
        """
        if self.confidence >= 1:
            return self.detail
        return f"{self.detail or ''} (confidence {self.confidence:g})".strip()


class FetchError(ArchiverError):
    """The server could not be asked, or did not answer."""

    def __init__(self, url: str, reason: str, *, next_step: str | None = None) -> None:
        self.url = url
        self.reason = reason
        super().__init__(f"{url}: {reason}", next_step=next_step)


class RunError(ArchiverError):
    """The crawl could not start, or had to stop."""


class WarcError(ArchiverError):
    """A WARC file cannot be written or read."""


class StoreError(ArchiverError):
    """The archive database refused."""


class MissingArchive(StoreError):
    """There is no archive at that place."""


class ArchiveTooOld(StoreError):
    """The archive was written by an older archiver."""


class ArchiveTooNew(StoreError):
    """The archive was written by a newer archiver."""


class ArchiveUnusable(StoreError):
    """The archive cannot be opened, written or trusted."""


class ArchiveBusy(ArchiveUnusable):
    """The archive cannot be used at this moment; nothing was stored, and trying again helps."""


class LeaseLost(StoreError):
    """Another run has taken the site over."""

    def __init__(self, site: str) -> None:
        self.site = site
        super().__init__(
            f"{site}: another run has taken the site over",
            next_step="nothing: what this run had not stored, the other one fetches; a run that is paused for ten "
            "minutes loses its sites",
        )

    def __reduce__(self) -> tuple[type[LeaseLost], tuple[str]]:
        return type(self), (self.site,)


class QueryError(StoreError):
    """The query cannot be carried out."""
