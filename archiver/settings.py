"""Scrapy settings of the project.

They serve a checkout (`scrapy.cfg`), an installed wheel (`SCRAPY_SETTINGS_MODULE=archiver.settings`, no project folder),
and an operator's own project:

    # myproject/settings.py
    from archiver.settings import *

    SPIDER_MODULES = ["myproject.spiders", *SPIDER_MODULES]

What the operator sets in `archiver.toml` or ARCHIVER_* variables is mapped in `archiver.crawl.configure`.
"""

from __future__ import annotations

from typing import Any

from archiver.config import load_config
from archiver.crawl.configure import given, package, scrapy_settings
from archiver.errors import ArchiverError

BOT_NAME = "news-archiver"

# --- our parts; in a wheel they are archiver.spiders and archiver.pipelines, in a checkout spiders and pipelines

_pipelines = package("pipelines")
SPIDER_MODULES = [f"{package('spiders')}.news"]
ITEM_PIPELINES: dict[str, int] = {
    f"{_pipelines}.accept.Accept": 100,
    f"{_pipelines}.opt_outs.OptOuts": 150,
    f"{_pipelines}.keep.Keep": 200,
    f"{_pipelines}.extract.Extract": 300,
    f"{_pipelines}.fingerprint.Fingerprint": 400,
    f"{_pipelines}.store.Store": 900,
}
EXTENSIONS: dict[str, int | None] = {
    "archiver.crawl.extension.ArchiveRun": 0,
    "archiver.crawl.progress.Progress": 10,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.memdebug.MemoryDebugger": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.throttle.AutoThrottle": None,
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
}
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    # a request walks down this list, its answer up
    "archiver.crawl.guard.GuardMiddleware": 10,
    "archiver.crawl.hosts.HostsMiddleware": 90,
    "archiver.crawl.robots.RobotsMiddleware": 100,
    "archiver.crawl.kept_pages.KeptPagesMiddleware": 120,
    "archiver.crawl.backoff.BackoffMiddleware": 550,
    "archiver.crawl.wire.WireMiddleware": 590,
    "archiver.crawl.redirects.RedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
}
SPIDER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    # drops long URLs without a word; ours have been measured when they were parsed
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}

# --- manners

ROBOTSTXT_OBEY = False  # Scrapy's own; ours follows RFC 9309 where an answer is missing, and is on
# Scrapy would ask for English pages
DEFAULT_REQUEST_HEADERS = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
CONCURRENT_REQUESTS_PER_DOMAIN = 1
ARCHIVER_CONNECTIONS_PER_ADDRESS = 4  #: many newspapers share a small server
DOWNLOAD_DELAY_JITTER = 0.0  # a delay of a second is never half a second
CONCURRENT_REQUESTS = 64  # over all hosts; a request that waits for its host's delay counts
COOKIES_ENABLED = False  # those a redirect sets are returned by the redirect middleware
RETRY_TIMES = 2
ARCHIVER_RETRY_SECONDS = 2.0  #: before the first retry; three times as long before the second
ARCHIVER_GRACE_SECONDS = 8.0  #: after SIGTERM or Ctrl-C, for what is in flight; docker sends SIGKILL after 10
ARCHIVER_SPELL_SECONDS = 30.0  #: a host that comes to nothing for so long is left to a later run
ARCHIVER_ROBOTS_AGAIN_SECONDS = 60.0  #: before a robots.txt without an answer is asked for again in a run
ARCHIVER_PATIENCE_SECONDS = 60.0  #: a Retry-After up to this is waited for; a longer one leaves links pending

# --- what the disk must keep

ARCHIVER_LEAST_FREE_BYTES = 100_000_000  #: a run ends when a disk has less room; it begins with twice as much

# --- what a stranger's server may do to us

DOWNLOAD_VERIFY_CERTIFICATES = True
TWISTED_DNS_RESOLVER = "archiver.crawl.guard.GuardedResolver"
DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": "archiver.crawl.handler.DownloadHandler",
    "https": "archiver.crawl.handler.DownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
# with a proxy from the environment, names are resolved where the address guard cannot see
HTTPPROXY_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# --- what is not needed, or is the archive's work: the frontier is in its database

JOBDIR = None
HTTPCACHE_ENABLED = False
AUTOTHROTTLE_ENABLED = False
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
CONCURRENT_ITEMS = 32  # per answer; over all answers SCRAPER_SLOT_MAX_ACTIVE_SIZE holds the crawl back
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 64_000_000  # two pages of ten megabytes must not hold up all other sites
STATS_DUMP = False
LOG_LEVEL = "INFO"
WARN_ON_GENERATOR_RETURN_VALUE = False


def _configured() -> dict[str, Any]:
    try:
        return scrapy_settings(given() or load_config())
    except ArchiverError as error:
        # Scrapy would print a traceback for what is a typing mistake in archiver.toml
        raise SystemExit(f"archiver: {error.message}\n  next: {error.next_step}") from None


globals().update(_configured())
