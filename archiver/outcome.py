"""Outcome: how the fetch of one link ended, ready to be stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from archiver.article import Article
    from archiver.capture import Capture
    from archiver.link import Link, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the fetch of one link ended.

    With an `article`, the store concludes the status (new, revised, unchanged, alias, duplicate) and `status` is None.
    Without one, `status` and `reason` say what happened; the capture, if any, is stored all the same.
    """

    link: Link
    capture: Capture | None = None
    article: Article | None = None
    status: Status | None = None
    #: short and countable: "robots.txt disallows", "index page", "HTTP 500", "timed out"
    reason: str | None = None
    detail: str | None = None  #: what a person needs beside the reason
    retry_at: datetime | None = None  #: UTC; when the link may be tried again
