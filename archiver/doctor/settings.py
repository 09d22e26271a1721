"""What the operator set: archiver.toml, the variables of the environment, the files of the sites."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from archiver.access import load_secrets
from archiver.config import VARIABLE_PREFIX
from archiver.crawl.configure import user_agent
from archiver.doctor.environment import cores
from archiver.doctor.finding import Ledger
from archiver.errors import ArchiverError
from archiver.site import known_names, load_site

if TYPE_CHECKING:
    from archiver.config import Config
    from archiver.doctor.finding import Finding

#: Shorter pauses between requests to one newspaper are seldom welcome.
POLITE_SECONDS = 0.5
#: An answer takes seconds; less is too little for a slow newspaper, more lets a few dead ones hold up the run.
TIMEOUTS = (5.0, 300.0)
_PROXIES = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")


def check_settings(config: Config) -> list[Finding]:
    """Look at settings that can be read, and at the files of the sites."""
    ledger = Ledger("settings", [])
    _check_variables(ledger)
    _check_agent(ledger, config)
    _check_manners(ledger, config)
    _check_work(ledger, config)
    _check_sites(ledger, config)
    return ledger.found


def refused_settings(error: ArchiverError) -> list[Finding]:
    """What is said of settings that cannot be read."""
    ledger = Ledger("settings", [])
    ledger.problem("configuration", error.message, error.next_step)
    return ledger.found


def _check_variables(ledger: Ledger) -> None:
    # names only: a database URL may hold a password
    names = sorted(name for name in os.environ if name.startswith(VARIABLE_PREFIX))
    ledger.ok("variables", f"{', '.join(names)} outrank archiver.toml" if names else "none is set")
    proxies = sorted({name for name in _PROXIES if os.environ.get(name)})
    if proxies:
        ledger.warn(
            "proxy",
            f"{', '.join(proxies)} of the environment are not used by a crawl",
            "name a site's proxy in its file (docs/sites.md)",
        )


def _check_agent(ledger: Ledger, config: Config) -> None:
    name = user_agent(config)
    if "@" in name or "://" in name:
        ledger.ok("user agent", name)
    else:
        ledger.warn(
            "user agent",
            f"{name}: a webmaster cannot write to you",
            'set contact = "URL or mail address" in archiver.toml',
        )


def _check_manners(ledger: Ledger, config: Config) -> None:
    if not config.obey_robots:
        ledger.warn("robots.txt", "is not obeyed", "set obey_robots = true, unless you may")
    if config.delay_seconds < POLITE_SECONDS:
        ledger.warn(
            "delay",
            f"{config.delay_seconds:g} seconds between two requests to one host",
            f"set delay_seconds to {POLITE_SECONDS:g} or more, unless the newspaper is yours",
        )
    else:
        ledger.ok("delay", f"{config.delay_seconds:g} seconds between two requests to one host")
    if not TIMEOUTS[0] <= config.timeout_seconds <= TIMEOUTS[1]:
        ledger.warn(
            "timeout",
            f"{config.timeout_seconds:g} seconds for an answer",
            f"set timeout_seconds between {TIMEOUTS[0]:g} and {TIMEOUTS[1]:g}",
        )


def _check_work(ledger: Ledger, config: Config) -> None:
    if config.workers > cores():
        ledger.warn(
            "workers",
            f"{config.workers} reader processes for {cores()} processors",
            "set workers = 0: as many as processors",
        )
    else:
        ledger.ok("workers", f"{config.workers or cores()} reader processes for {cores()} processors")
    if not config.keep_raw:
        ledger.warn(
            "WARC",
            "pages are not kept: words cannot be read again, nor a damaged archive be filled up",
            "set keep_raw = true",
        )


def _check_sites(ledger: Ledger, config: Config) -> None:
    names, wrong = known_names(config.folder), 0
    for name in names:
        try:
            site = load_site(config.folder, name)
            if site.access:
                load_secrets(site.access, site=site.name, url=site.url)
        except ArchiverError as error:
            wrong += 1
            ledger.problem("site file", error.message, error.next_step)
    if not wrong:
        ledger.ok("site files", f"{len(names)}, all can be read")
