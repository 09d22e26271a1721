"""Access: each site's proxy, cookies and headers, put on a copy of a request that goes to the network and nowhere else.

The request the middlewares, the log, the WARC file and the database see never holds a secret: there is nothing to
take out of it afterwards, and nothing a redirect could carry to another host.
"""

from __future__ import annotations

import secrets as tokens
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError

from archiver.access import Proxy, Secrets, load_secrets
from archiver.crawl import marks
from archiver.crawl.belongings import OnePerCrawl
from archiver.crawl.ends import End
from archiver.crawl.failures import NotFetched
from archiver.crawl.listing import belongs
from archiver.crawl.run import run_of
from archiver.errors import ArchiverError, BadUrl, ConfigError
from archiver.link import Status
from archiver.site import SITES_FOLDER, read_site
from archiver.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from archiver.site import Site

#: Ending of the names our proxies go by inside this process; RFC 6761 keeps it out of every name server.
PROXY_ENDING = ".invalid"
#: Redirects are not archived, and may want a cookie back.
_WITH_COOKIES = frozenset({301, 302, 303, 307, 308})


class Keyring:
    """The secrets of all sites of a crawl, by the hosts they are for."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._run = run_of(crawler)
        self._saved: list[Site] | None = None
        self._known = -1  # sites of the run when the cache was made
        self._by_host: dict[str, Secrets | None] = {}
        #: name a proxy goes by → its host; a page cannot guess the name, and so cannot ask for the proxy
        self.proxies: dict[str, str] = {}
        self._names: dict[Proxy, str] = {}

    def find(self, url: str) -> Secrets | None:
        """What the site *url* belongs to wants to see; None when it wants nothing.

        Raises:
            NotFetched: a variable is missing. Asking without would show a subscriber's page as a paywall, or the
                address a proxy was to hide.
        """
        if self._known != len(self._run.sites):
            self._known = len(self._run.sites)
            self._by_host.clear()
        try:
            host = host_of(url)
        except BadUrl:
            return None
        if host not in self._by_host:
            self._by_host[host] = self._look_up(url)
        return self._by_host[host]

    def _look_up(self, url: str) -> Secrets | None:
        for site in self._sites():
            if site.access and belongs(url, site):
                try:
                    return load_secrets(site.access, site=site.name, url=site.url)
                except ConfigError as error:
                    raise NotFetched(
                        End(
                            status=Status.FAILED,
                            reason="no access",
                            detail=error.message,
                            next_step=error.next_step,
                        )
                    ) from None
        return None

    def _sites(self) -> Iterator[Site]:
        """The run's sites, then those of the archive: a look at one page makes no run."""
        yield from (part.site for part in self._run.sites.values())
        if self._saved is None:
            self._saved = list(_with_access(self._run.config.folder))
        yield from self._saved

    # --- requests

    def dress(self, request: Request) -> Request:
        """*request* as it goes out: itself when its site wants nothing, else a copy with what it wants to see."""
        found = self.find(request.url)
        if found is None:
            return request
        copy = request.copy()
        if found.proxy is not None:
            copy.meta["proxy"] = f"http://{self._name(found.proxy)}:{found.proxy.port}"
            if found.proxy.authorization:
                copy.headers["Proxy-Authorization"] = found.proxy.authorization
        is_safe = found.allow_http or urlsplit(request.url).scheme == "https"
        if is_safe and not request.meta.get(marks.NO_ROBOTS):
            for name, value in found.headers:
                copy.headers[name] = value
            if found.cookies:
                given = (request.headers.get("Cookie") or b"").decode("latin-1")
                copy.headers["Cookie"] = f"{found.cookies}; {given}" if given else found.cookies
        return copy

    def _name(self, proxy: Proxy) -> str:
        name = self._names.get(proxy)
        if name is None:
            name = self._names[proxy] = f"proxy-{tokens.token_hex(16)}{PROXY_ENDING}"
            self.proxies[name] = proxy.host
        return name

    def take_back(self, request: Request, sent: Request) -> None:
        """Note on *request* what the download noted on the copy that was *sent*."""
        if sent is not request:
            noted = {key: value for key, value in sent.meta.items() if key != "proxy"}
            request.meta.update(noted)

    def clean(self, request: Request, sent: Request, response: Response) -> Response:
        """*response* without what only a subscriber may know: renewed cookies, and the proxy's address."""
        shown = any(
            name != b"Proxy-Authorization" and sent.headers.get(name) != request.headers.get(name)
            for name in sent.headers
        )
        if shown and response.status not in _WITH_COOKIES:
            response.headers.pop("Set-Cookie", None)
        if "proxy" in sent.meta and urlsplit(sent.meta["proxy"]).hostname in self.proxies:
            response.ip_address = None
            if response.status == 407:
                raise _proxy_failed("it wants another user or password (HTTP 407)")
        return response

    def explain(self, sent: Request, error: Exception) -> Exception:
        """*error*, or where the proxy is behind it, an error that says so and does not name it."""
        proxied = urlsplit(sent.meta.get("proxy") or "").hostname in self.proxies
        if proxied and isinstance(error, CannotResolveHostError):
            return _proxy_failed("its host is not found")
        if proxied and isinstance(error, DownloadConnectionRefusedError):
            return _proxy_failed("connection refused")
        if proxied and type(error).__name__ == "TunnelError":
            return _proxy_failed("it opens no way to this host")
        return error


def _proxy_failed(why: str) -> NotFetched:
    step = "look at the proxy that [access] of the site file names"
    return NotFetched(End(status=Status.FAILED, reason="proxy failed", detail=why, next_step=step))


def _with_access(folder: Path) -> Iterator[Site]:
    """The saved sites that want to see something. Unusable files are told by the commands that name them."""
    for path in sorted((folder / SITES_FOLDER).glob("*.toml")):
        try:
            # most sites have none: parsing hundreds of files would hold up the crawl
            if b"access" in path.read_bytes():
                yield read_site(path)
        except (ArchiverError, OSError):
            continue


#: The keyring of a crawl.
keyring_of = OnePerCrawl(Keyring)
