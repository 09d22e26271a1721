"""From the operator's configuration to Scrapy's settings: the one place where they meet."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from archiver.crawl.addresses import read_networks

if TYPE_CHECKING:
    from archiver.config import Config

#: Token of our user agent, the one a robots.txt would name.
PRODUCT = "NewsArchiver"
DISTRIBUTION = "news-archiver"
LEAST_DELAY_SECONDS = 0.001


def scrapy_settings(config: Config) -> dict[str, Any]:
    """Scrapy's settings for what *config* sets.

    Raises:
        ConfigError: an address range cannot be read.
    """
    read_networks(config.allow_addresses)  # say so now, and not at the first request
    return {
        "ARCHIVER_CONFIG": config,
        "ARCHIVER_ALLOW_ADDRESSES": list(config.allow_addresses),
        "ARCHIVER_OBEY_ROBOTS": config.obey_robots,
        "USER_AGENT": user_agent(config),
        "DOWNLOAD_DELAY": slot_delay(config.delay_seconds),
        "DOWNLOAD_TIMEOUT": config.timeout_seconds,
        "DOWNLOAD_MAXSIZE": config.max_page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
    }


def slot_delay(seconds: float) -> float:
    """The delay of a download slot, never quite nothing.

    Without a delay, Scrapy 2.19 starts all requests that wait in a slot at once, whatever its concurrency: they count
    as transferring only a turn of the event loop later. Nor does it look at when the slot may go on.
    """
    return max(seconds, LEAST_DELAY_SECONDS)


_given: list[Config] = []


def give(config: Config) -> None:
    """Name the configuration of this process; a caller that has one spares `archiver.settings` looking for it."""
    _given[:] = [config]


def given() -> Config | None:
    """The configuration `give` named."""
    return _given[0] if _given else None


def user_agent(config: Config) -> str:
    """What we call ourselves: "NewsArchiver/0.1.0 (+https://archive.example/bot)".

    >>> from archiver.config import Config
    >>> user_agent(Config(archive="a", user_agent="Herald/1.0"))
    'Herald/1.0'
    """
    if config.user_agent:
        return config.user_agent
    contact = re.sub(r"[^\x21-\x7e]+", " ", config.contact or "").strip()
    return f"{PRODUCT}/{own_version()}" + (f" (+{contact})" if contact else "")


@lru_cache(maxsize=1)
def own_version() -> str:
    """Version of the installed distribution; "0" when it runs from a folder that is not installed."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "0"


@lru_cache(maxsize=4)
def package(name: str) -> str:
    """What our `spiders` or `pipelines` folder is called here.

    The wheel holds them inside the archiver, because distributions on PyPI own the bare names.

    >>> package("spiders") in ("archiver.spiders", "spiders")
    True
    """
    inside = f"archiver.{name}"
    return inside if find_spec(inside) else name
