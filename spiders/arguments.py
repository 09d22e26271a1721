"""Spider arguments (`-a name=value`) as targets and options."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.crawl.options import CrawlOptions, Targets
from archiver.discover.given import read_url_list
from archiver.errors import ConfigError, SeedError, UnknownSite
from archiver.site import known_names, load_site, load_sites, shipped_site
from archiver.urls import parse_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archiver.site import Site

#: Every argument `scrapy crawl news` takes.
NAMES = ("site", "url", "from", "all", "since", "limit", "revisits", "dry_run")
_TRUE = ("1", "true", "yes", "on")


def read_targets(arguments: Mapping[str, str], folder: Path) -> Targets:
    """What `-a site=NAME[,NAME]`, `-a url=URL`, `-a from=FILE` and `-a all=1` ask for.

    Raises:
        ArchiverError: an unknown argument or site, a malformed URL or file, or nothing asked for.
    """
    unknown = sorted(set(arguments) - set(NAMES))
    if unknown:
        raise ConfigError(f"unknown argument -a {unknown[0]}=", next_step=f"known: {', '.join(NAMES)}")
    sites = list(load_sites(folder).values()) if _is_true(arguments.get("all")) else []
    sites += [
        find_site(name.strip(), folder) for name in arguments.get("site", "").split(",") if name.strip()
    ]
    urls = [parse_url(url) for url in arguments.get("url", "").split() if url]
    if "from" in arguments:
        urls += _read_file(Path(arguments["from"]).expanduser())
    if not sites and not urls:
        raise ConfigError(
            "nothing to crawl",
            next_step="scrapy crawl news -a site=NAME, -a url=https://…, -a from=FILE or -a all=1",
        )
    return Targets(sites=tuple(dict.fromkeys(sites)), urls=tuple(dict.fromkeys(urls)))


def read_options(arguments: Mapping[str, str], options: CrawlOptions) -> CrawlOptions:
    """*options* with what `-a since=`, `-a limit=`, `-a revisits=` and `-a dry_run=1` change.

    Raises:
        ConfigError: a value that is no day or number.
    """
    changes: dict[str, object] = {}
    if "since" in arguments:
        try:
            changes["since"] = date.fromisoformat(arguments["since"])
        except ValueError:
            raise ConfigError(
                f"-a since={arguments['since']}: not a day", next_step="write it as 2026-11-22"
            ) from None
    if "limit" in arguments:
        if not arguments["limit"].isdecimal() or int(arguments["limit"]) < 1:
            raise ConfigError(f"-a limit={arguments['limit']}: not a number", next_step="write it as 50")
        changes["limit"] = int(arguments["limit"])
    if "revisits" in arguments:
        if not arguments["revisits"].isdecimal():
            raise ConfigError(
                f"-a revisits={arguments['revisits']}: not a number", next_step="write it as 200"
            )
        changes["revisits"] = int(arguments["revisits"])
    if "dry_run" in arguments:
        changes["dry_run"] = _is_true(arguments["dry_run"])
    return replace(options, **changes)  # type: ignore[arg-type]


def find_site(name: str, folder: Path) -> Site:
    """The site of that name: the archive's own, else one that comes with the archiver.

    Raises:
        UnknownSite: there is none.
    """
    if name in known_names(folder):
        return load_site(folder, name)
    site = shipped_site(name)
    if site is None:
        raise UnknownSite(name, known_names(folder))
    return site


def _is_true(text: str | None) -> bool:
    return (text or "").strip().lower() in _TRUE


def _read_file(path: Path) -> tuple[str, ...]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SeedError(str(path), f"cannot be read: {error}") from error
    return read_url_list(text, str(path))
