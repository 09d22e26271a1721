"""The sites of an archive, as far as their files can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from archiver.site import Site
    from archiver.store import Archive


def load_usable(folder: Path) -> tuple[list[Site], int]:
    """The sites whose files can be used, and how many cannot; each of those is told.

    One broken file must not keep a nightly run from the other sites.
    """
    from archiver.cli.output import complain
    from archiver.errors import SiteFileError
    from archiver.site import known_names, load_site

    sites, broken = [], 0
    for name in known_names(folder):
        try:
            sites.append(load_site(folder, name))
        except SiteFileError as error:
            complain(error.message, error.next_step)
            broken += 1
    return sites, broken


def with_access(sites: list[Site]) -> tuple[list[Site], int]:
    """The sites whose variables of the environment are set, and how many lack one; each of those is told."""
    from archiver.access import load_secrets
    from archiver.cli.output import complain
    from archiver.errors import ConfigError

    usable = []
    for site in sites:
        try:
            if site.access:
                load_secrets(site.access, site=site.name, url=site.url)
            usable.append(site)
        except ConfigError as error:
            complain(error.message, error.next_step)
    return usable, len(sites) - len(usable)


def check_site(opened: Archive, name: str | None) -> None:
    """See that *name*, given with --site, is a site the archive has links or articles of.

    Raises:
        UnknownSite: it is not: nothing found would look like nothing there.
    """
    from archiver.errors import UnknownSite

    if name is None:
        return
    known = tuple(str(row[0]) for row in opened.sql("SELECT name FROM site ORDER BY name").rows)
    if name not in known:
        raise UnknownSite(name, known)
