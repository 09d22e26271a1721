"""Keys of `Request.meta` our middlewares and spiders agree on."""

from __future__ import annotations

#: The answer is handed on as it came, still compressed; it goes to the archive and to a reader process.
RAW = "archiver_raw"
#: What the server sent, as a `Wire`, set by the wire middleware.
WIRE = "archiver_wire"
#: Redirects are followed although every status is to reach the callback (Scrapy's handle_httpstatus_all).
FOLLOW = "archiver_follow"
#: The `Link` a request is made for.
LINK = "archiver_link"
#: The `Link` of an address an operator named, which may be an article's or any seed's.
GIVEN = "archiver_given"
#: Name of the site a request is made for.
SITE = "archiver_site"
#: A request no robots.txt rule applies to: robots.txt itself (Scrapy's own key).
NO_ROBOTS = "dont_obey_robotstxt"
#: How many redirects may be followed; else `redirects.MAX_HOPS`.
HOPS = "archiver_hops"
#: Cookies set on the way by redirects, "name=value", sent back to the same host only.
COOKIES = "archiver_cookies"
#: Attempts within this run.
TRIES = "archiver_tries"
#: Seconds left for this URL over all its attempts and redirects.
SECONDS_LEFT = "archiver_seconds_left"
#: The capture an earlier run had made of a request's page, and had no time to store.
KEPT = "archiver_kept"
#: Bytes received for this URL over all its attempts and redirects, as a list of one number.
BYTES = "archiver_bytes"
#: The address of a later page of the article of `LINK`.
LATER = "archiver_later"
