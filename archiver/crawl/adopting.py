"""Adopting: items of an operator's own spider get a site, a lease and a link like everything else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archiver.crawl.filing import file_links
from archiver.site import known_names, load_site, make_site, shipped_site
from archiver.urls import parse_url, site_name

if TYPE_CHECKING:
    from archiver.crawl.run import Run
    from archiver.outcome import Outcome
    from archiver.site import Site


async def adopt(run: Run, outcome: Outcome, name: str | None) -> Outcome | None:
    """*outcome* with its link filed for the site called *name*, else for the site of its URL.

    None when the link has been filed in this run already, or another run holds the site.

    Raises:
        StoreError: the archive refused. UnknownSite, SiteFileError: *name* cannot be used.
    """
    site = site_for(run, outcome.link.url, name)
    part = await run.claim(site)
    if part.crawl_id is None:
        return None
    link = replace(outcome.link, site=site.name)
    filed = await file_links(run, part, None, [link])
    if not filed:
        return None
    capture = replace(outcome.capture, link=filed[0]) if outcome.capture else None
    article = replace(outcome.article, site=site.name) if outcome.article else None
    return replace(outcome, link=filed[0], capture=capture, article=article)


def site_for(run: Run, url: str, name: str | None = None) -> Site:
    """The site *url* belongs to: as the operator saved it, else with only its home page known."""
    name = name or site_name(url)
    folder = run.config.folder
    if name in known_names(folder):
        return load_site(folder, name)
    return shipped_site(name) or make_site(parse_url("/", url), name)
