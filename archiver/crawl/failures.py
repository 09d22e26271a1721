"""Why there is no answer: our own refusals, and Scrapy's and Twisted's errors in a person's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    StopDownload,
    UnsupportedURLSchemeError,
)

from archiver.crawl.ends import End, retry_time
from archiver.errors import mask_credentials
from archiver.link import Status

if TYPE_CHECKING:
    from datetime import datetime

#: (error of Scrapy, status, reason); the first that fits counts
_KNOWN: tuple[tuple[type[Exception], Status, str], ...] = (
    (DownloadTimeoutError, Status.FAILED, "timed out"),
    (CannotResolveHostError, Status.FAILED, "host not found"),
    (DownloadConnectionRefusedError, Status.FAILED, "connection refused"),
    (ResponseDataLossError, Status.FAILED, "answer cut short"),
    (DownloadCancelledError, Status.REFUSED, "too large"),
    (StopDownload, Status.FAILED, "too much at once"),
    (UnsupportedURLSchemeError, Status.REFUSED, "not an http or https URL"),
)


class NotFetched(IgnoreRequest):
    """A request one of our middlewares did not let through, with how its link ends."""

    def __init__(self, end: End) -> None:
        self.end = end
        super().__init__(f"{end.reason}: {end.detail}" if end.detail else end.reason)


def explain(error: BaseException | None, attempts: int, now: datetime) -> End:
    """How a link ends whose request came back with *error* instead of an answer."""
    if isinstance(error, NotFetched):
        return error.end
    other = (Status.FAILED, _tls_reason(error) or "connection lost")
    status, reason = next(
        ((status, reason) for kind, status, reason in _KNOWN if isinstance(error, kind)), other
    )
    retry_at = retry_time(attempts, now) if status is Status.FAILED else None
    return End(status=status, reason=reason, detail=_one_line(error), retry_at=retry_at)


def _one_line(error: BaseException | None) -> str:
    text = " ".join(mask_credentials(str(error)).split()) or type(error).__name__
    return text[:300]


def _tls_reason(error: BaseException | None) -> str | None:
    """What failed in the handshake behind *error*, which Twisted hides in the failure's reasons; None: another thing."""
    cause = error.__cause__ if error is not None else None
    for one in (error, cause, *(failure.value for failure in getattr(cause, "reasons", ()))):
        if type(one).__module__.startswith("service_identity"):
            return "TLS error: certificate of another host"
        if type(one).__module__.startswith("OpenSSL"):
            # OpenSSL does not say which: out of date, signed by itself, or by nobody known
            trusted = "certificate verify failed" not in str(one)
            return "TLS error" if trusted else "TLS error: certificate not trusted"
    return None
