"""The line that says how a run goes."""

from __future__ import annotations

from archiver.account import Account
from archiver.config import Config
from archiver.crawl.options import CrawlOptions
from archiver.crawl.progress import describe
from archiver.crawl.run import Run, SiteRun
from archiver.link import Status
from archiver.site import Site


def test_the_line_counts_over_all_sites() -> None:
    run = Run(Config(archive="archive"), CrawlOptions())
    for name in ("a.example", "b.example"):
        site = Site(name=name, url=f"https://{name}/")
        part = run.sites[name] = SiteRun(site=site, account=Account(site=name))
        part.account.end(Status.NEW)
        part.account.requests = 3

    assert describe(run, 75) == "1:15 2 sites, 6 answers, 0 seeds read; 2 new"


def test_the_first_line_says_that_nothing_has_ended() -> None:
    assert describe(Run(Config(archive="archive"), CrawlOptions()), 0).endswith("no link ended yet")
