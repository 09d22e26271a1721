"""Starting a crawl from a program or a command line. Each function blocks, and may be called once in a process:
Scrapy's event loop cannot be started twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archiver.crawl.configure import give, package, scrapy_settings
from archiver.crawl.options import CrawlOptions, Fetched, SurveyReport, Targets
from archiver.errors import RunError
from archiver.urls import parse_url

if TYPE_CHECKING:
    from scrapy.settings import Settings

    from archiver.account import Report
    from archiver.config import Config

#: Requests over all hosts; with many sites there are as many as sites, for a request that waits for its host counts.
LEAST_REQUESTS = 32

_started = False


def run_crawl(config: Config, targets: Targets, options: CrawlOptions) -> Report:
    """Crawl *targets*, store what is found, and give the account.

    Errors that come up on the way are in the report; a run that was stopped has its account all the same.

    Raises:
        StoreError: the archive is missing, too old, too new or unusable.
        ConfigError: the configuration cannot be used.
    """
    from archiver.crawl.stopping import stopping

    caught = stopping.catch()
    try:
        return _run_crawl(config, targets, options)
    finally:
        if caught:
            stopping.release()


def _run_crawl(config: Config, targets: Targets, options: CrawlOptions) -> Report:
    if not options.dry_run:
        from archiver.store import Archive

        Archive.open(config.archive).close()  # what is wrong with it is said before anything is started
    settings = _settings(config, options)
    settings.set("CONCURRENT_REQUESTS", max(LEAST_REQUESTS, 2 * len(targets.sites) + len(targets.urls)))
    crawler = _run("news.NewsSpider", settings, own_signals=True, targets=targets)

    from archiver.crawl.run import run_of

    return run_of(crawler).report()


def survey(config: Config, url: str, sample: int = 3) -> SurveyReport:
    """Look at a newspaper: robots.txt, feeds, sitemaps, sections, and *sample* articles. Nothing is stored.

    Raises:
        BadUrl: *url* is no http(s) URL.
        ConfigError: the configuration cannot be used.
    """
    reports: list[SurveyReport] = []
    _run(
        "survey.SurveySpider",
        _settings(config, CrawlOptions(progress=False)),
        url=parse_url(url),
        sample=sample,
        deliver=reports.append,
    )
    if not reports:
        raise RunError(f"{url}: the survey was stopped before its end")
    return reports[0]


def fetch_page(config: Config, url: str) -> Fetched:
    """Fetch one page by the same rules as a crawl. Nothing is stored.

    Raises:
        BadUrl: *url* is no http(s) URL.
        ConfigError: the configuration cannot be used.
    """
    pages: list[Fetched] = []
    _run(
        "page.PageSpider",
        _settings(config, CrawlOptions(progress=False)),
        url=parse_url(url),
        deliver=pages.append,
    )
    if not pages:
        raise RunError(f"{url}: stopped before there was an answer")
    return pages[0]


def _settings(config: Config, options: CrawlOptions) -> Settings:
    from scrapy.settings import Settings

    settings = Settings()
    give(config)
    # by name: the settings stand above this module
    settings.setmodule("archiver.settings", priority="project")
    settings.setdict(scrapy_settings(config), priority="cmdline")
    settings.setdict(
        {"ARCHIVER_OPTIONS": options, "LOG_LEVEL": "WARNING"},
        priority="cmdline",
    )
    return settings


def _run(spider: str, settings: Settings, *, own_signals: bool = False, **arguments: Any) -> Any:
    """Run a spider, named by module and class, to its end; gives its crawler.

    With *own_signals* they are caught already, and Scrapy leaves them alone.
    """
    global _started
    if _started:
        raise RunError("a process can crawl once", next_step="start another process")
    _started = True

    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.utils.misc import load_object

    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(load_object(f"{package('spiders')}.{spider}"))
    process.crawl(crawler, **arguments)
    process.start(install_signal_handlers=not own_signals)
    return crawler
