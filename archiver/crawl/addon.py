"""The archiver for an existing Scrapy project: one line of its settings.

    ADDONS = {"archiver.crawl.addon.ArchiverAddon": 500}

Its spiders then archive what they yield, by the rules of this project: guarded addresses, robots.txt as RFC 9309 has
it, redirects hop by hop, captures in WARC files. What the project sets itself is kept. An add-on cannot bring
spiders of its own: to run `scrapy crawl news` there, add our folder to SPIDER_MODULES, as `archiver.settings` does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

#: Dictionaries of components that are joined with the project's own.
_JOINED = (
    "ITEM_PIPELINES",
    "EXTENSIONS",
    "DOWNLOADER_MIDDLEWARES",
    "SPIDER_MIDDLEWARES",
    "DOWNLOAD_HANDLERS",
)
#: Settings that are the project's own business.
_LEFT = ("BOT_NAME", "SPIDER_MODULES", "LOG_LEVEL", "STATS_DUMP", "DUPEFILTER_CLASS", "USER_AGENT")


class ArchiverAddon:
    """Applies `archiver.settings` below what the project sets."""

    def update_settings(self, settings: BaseSettings) -> None:
        module = import_module("archiver.settings")
        ours: dict[str, Any] = {name: value for name, value in vars(module).items() if name.isupper()}
        for name, value in ours.items():
            if name in _JOINED:
                _join(settings, name, value)
            elif name not in _LEFT:
                settings.set(name, value, priority="addon")


def _join(settings: BaseSettings, name: str, ours: dict[str, Any]) -> None:
    joined = settings[name]
    for component, order in ours.items():
        if component not in joined:
            joined[component] = order
