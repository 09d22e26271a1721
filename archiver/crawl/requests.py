"""Requests as our spiders make them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy import Request

from archiver.crawl import marks
from archiver.crawl.conditions import conditions
from archiver.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from twisted.python.failure import Failure

    from archiver.link import Link

#: The largest seed that is read, as it comes over the wire; compressed, that is a sitemap of 50 MB (sitemaps.org 0.9).
SEED_BYTES = 33_554_432


def seed_request(
    url: str,
    *,
    site: str,
    callback: Callable[..., Any],
    errback: Callable[..., Any],
    priority: int = 10,
    page: bool = False,
    etag: str | None = None,
    last_modified: str | None = None,
    **arguments: Any,
) -> Request:
    """A request for a seed: its answer comes as the server sent it, with any status. A *page* is no larger than others."""
    request = _request(url, site, callback, errback, priority, conditions(etag, last_modified), arguments)
    request.meta[marks.RAW] = True
    if not page:
        request.meta["download_maxsize"] = SEED_BYTES
    return request


def page_request(
    link: Link, *, site: str, callback: Callable[..., Any], errback: Callable[..., Any], **arguments: Any
) -> Request:
    """A request for a link: its answer comes as the server sent it, with any status; conditional where it can be."""
    request = _request(
        link.url, site, callback, errback, 0, conditions(link.etag, link.last_modified), arguments
    )
    request.meta[marks.RAW] = True
    request.meta[marks.LINK] = link
    return request


def later_page_request(
    link: Link,
    url: str,
    *,
    site: str,
    callback: Callable[..., Any],
    errback: Callable[..., Any],
    **arguments: Any,
) -> Request:
    """A request for a later page of *link*'s article; before other links, so that articles are whole soon."""
    request = _request(url, site, callback, errback, 1, {}, arguments)
    request.meta[marks.RAW] = True
    request.meta[marks.LINK] = link
    request.meta[marks.LATER] = url
    return request


def _request(
    url: str,
    site: str,
    callback: Callable[..., Any],
    errback: Callable[..., Any],
    priority: int,
    headers: dict[str, str],
    arguments: dict[str, Any],
) -> Request:
    return Request(
        url,
        callback=callback,
        errback=errback,
        priority=priority,
        headers=headers,
        dont_filter=True,
        cb_kwargs=arguments,
        meta={
            # the URL is in the browser's form already; Scrapy's own form would change it
            "verbatim_url": True,
            "handle_httpstatus_all": True,
            marks.FOLLOW: True,
            marks.SITE: site,
            # the slot is the host with its port: one server's Crawl-delay is not another's
            "download_slot": host_of(url),
        },
    )


def request_of(failure: Failure) -> Request:
    """The request a failure belongs to; Scrapy hangs it on."""
    request: Request = failure.request  # type: ignore[attr-defined]
    return request
