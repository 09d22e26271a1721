"""Site: what is known of one newspaper, a file of facts; `load_sites()` reads them."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from archiver import rules as site_rules
from archiver.access import NO_ACCESS, Access, format_access, read_access
from archiver.errors import BadUrl, SiteFileError, UnknownSite, mask_credentials
from archiver.rules import NO_RULES, Hook, Layout, Rules, SiteText, format_layout, format_rules, quoted
from archiver.urls import parse_url, site_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

#: Folder of site files inside an archive folder.
SITES_FOLDER = "sites"
#: Site files that come with the archiver, in one folder per country (ISO 3166, lower case).
SHIPPED = Path(__file__).parent / "sites"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One newspaper as we know it. Written as TOML, one file per site, at most a dozen lines."""

    name: str  #: what the operator calls it; the domain unless said otherwise: "rudaw.net", "127.0.0.1-8800"
    url: str  #: home page
    title: str | None = None  #: the newspaper's own name
    language: str | None = None  #: BCP-47, when the whole site is in one
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()  #: other hosts whose articles count as this site's
    delay_seconds: float | None = None  #: between two requests to one host; None: the configuration's
    template: bool | None = None  #: False: no boilerplate is learned of it (docs/templates.md)
    rules: Rules = NO_RULES  #: where its pages have what
    layout: tuple[Layout, ...] = ()  #: rules of certain days, oldest first; they outrank `rules` key by key
    access: Access = NO_ACCESS  #: proxy, cookies and headers it wants to see, by the variables that hold them
    hook: Hook | None = None  #: the operator's own function for what rules cannot say

    def rules_on(self, day: date) -> Rules:
        """The rules for a page of that day."""
        layout = next((layout for layout in self.layout if layout.holds(day)), None)
        return layout.rules.over(self.rules) if layout else self.rules


def make_site(url: str, name: str | None = None) -> Site:
    """A site of which only the home page is known.

    >>> make_site("https://www.rudaw.net/english").name
    'rudaw.net'

    Raises:
        BadUrl: *url* is no http(s) URL.
        SiteFileError: *name* cannot be the name of a file.
    """
    home = parse_url(url)
    return Site(name=_checked_name(name or site_name(home), "the name of a site"), url=home)


def load_sites(folder: Path) -> dict[str, Site]:
    """The sites of the archive in *folder*, by name: its `sites/*.toml`. None are known when there is no such folder.

    Raises:
        SiteFileError: one of the files cannot be used.
    """
    sites = [read_site(path) for path in sorted((folder / SITES_FOLDER).glob("*.toml"))]
    return {site.name: site for site in sites}


def load_site(folder: Path, name: str) -> Site:
    """The site of that name in *folder*. Other sites' files are not read.

    Raises:
        UnknownSite: there is no file for it.
        SiteFileError: the file cannot be used.
    """
    path = folder / SITES_FOLDER / f"{name}.toml"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise UnknownSite(name, known_names(folder))
    return read_site(path)


def known_names(folder: Path) -> tuple[str, ...]:
    """Names of the sites of the archive in *folder*, sorted."""
    return tuple(sorted(path.stem for path in (folder / SITES_FOLDER).glob("*.toml")))


def read_site(path: Path) -> Site:
    """The site a TOML file describes. `name` may be left out: it is the file's name.

    Raises:
        SiteFileError: unreadable TOML, an unknown key, a value of the wrong type, a name unlike the file's, a selector
            that is none.
    """
    try:
        return parse_site(path, path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, f"cannot be read: {error}") from error


def parse_site(path: Path, text: str) -> Site:
    """The site the TOML in *text* describes; *path* is the file it stands in, or is to stand in.

    Raises:
        SiteFileError: as `read_site`.
    """
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _unusable(path, f"not readable as TOML: {error}") from error
    file = SiteText(path=path, text=text)
    values: dict[str, Any] = {
        "name": path.stem,
        **{key: _checked(file, key, value) for key, value in table.items()},
    }
    if values["name"] != path.stem:
        raise _unusable(
            path, f"name: {values['name']!r} is not the name of the file", f"name it {path.stem!r}"
        )
    _checked_name(path.stem, f"{path}: the name of the file")
    if "url" not in values:
        raise _unusable(path, "url is missing", f'add a line such as url = "https://{path.stem}/" to {path}')
    return Site(**values)


def write_site(site: Site, folder: Path) -> Path:
    """Write *site* to its file under `folder/sites/`, whole or not at all, and give the file's path."""
    path = folder / SITES_FOLDER / f"{_checked_name(site.name, 'the name of a site')}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(format_site(site), encoding="utf-8")
    partial.replace(path)
    return path


def format_site(site: Site) -> str:
    """The site as TOML, one line per fact that is known.

    >>> print(format_site(Site(name="a.example", url="https://a.example/", feeds=("https://a.example/rss",))), end="")
    name = "a.example"
    url = "https://a.example/"
    feeds = ["https://a.example/rss"]
    """
    lines = []
    for field in fields(site):
        value = getattr(site, field.name)
        if value not in (None, ()) and field.name not in ("rules", "access", "layout"):
            lines.append(f"{field.name} = {_toml(value)}\n")
    if site.rules:
        lines.append(f"\n[rules]\n{format_rules(site.rules)}")
    if site.access:
        lines.append(f"\n{format_access(site.access)}")
    lines += [f"\n{format_layout(layout)}" for layout in site.layout]
    return "".join(lines)


def remove_site(name: str, folder: Path) -> Path:
    """Remove the file of a site and give its path; articles already stored stay.

    Raises:
        UnknownSite: there is no file for it.
    """
    path = folder / SITES_FOLDER / f"{name}.toml"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise UnknownSite(name, known_names(folder))
    path.unlink()
    return path


def shipped_site(name: str) -> Site | None:
    """The site of that name that comes with the archiver, if there is one.

    >>> shipped_site("rudaw.net").language
    'en'
    """
    if not _NAME.fullmatch(name):
        return None
    path = next(iter(sorted(SHIPPED.glob(f"*/{name}.toml"))), None)
    return read_site(path) if path else None


# --- what may stand in a file

#: Names are file names: no separators, no hidden files.
_NAME = re.compile(r"[\w][\w.-]{0,199}")


def _checked_name(name: str, where: str) -> str:
    if not _NAME.fullmatch(name):
        raise SiteFileError(
            f"{where}: {name!r} may hold letters, digits, dots, dashes and underscores only",
            next_step="choose another name, for example the domain",
        )
    return name


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(part) for part in value)}]"
    if isinstance(value, Hook):
        return quoted(value.name)
    if isinstance(value, bool):
        return str(value).lower()
    return quoted(value) if isinstance(value, str) else str(value)


def _checked(file: SiteText, key: str, value: object) -> object:
    kinds = {field.name: str(field.type) for field in fields(Site)}
    path = file.path
    if key in _TABLES:
        return _TABLES[key](file, value)
    if key not in kinds:
        raise file.problem(key, f"unknown key {key!r} ({_hint(key, tuple(kinds))})")
    fits, wanted = _KINDS[kinds[key]]
    if not fits(value):
        raise file.problem(key, f"{key} must be {wanted}, not {value!r}")
    if key in ("url", "feeds", "sitemaps", "sections"):
        for url in [value] if isinstance(value, str) else _texts(value):
            _check_url(path, key, url)
    if key == "hosts":
        for host in _texts(value):
            _check_host(path, host)
    return tuple(_texts(value)) if isinstance(value, list) else value


def _hint(key: str, known: tuple[str, ...]) -> str:
    if key in site_rules.RULE_KEYS:
        return "it belongs under a line [rules]"
    near = difflib.get_close_matches(key, known, n=1)
    return f"did you mean {near[0]}?" if near else f"known keys: {', '.join(known)}"


#: Keys read by archiver.rules and archiver.access.
_TABLES: dict[str, Callable[[SiteText, object], object]] = {
    "rules": site_rules.read_rules,
    "access": read_access,
    "layout": site_rules.read_layouts,
    "hook": site_rules.read_hook,
}


def _texts(value: object) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list) else []


def _check_url(path: Path, key: str, url: str) -> None:
    if mask_credentials(url) != url:
        raise _unusable(
            path,
            f"{key}: {mask_credentials(url)} holds a user or password",
            'take it out, and write [access.headers] Authorization = "env:NAME" (docs/sites.md)',
        )
    try:
        parse_url(url)
    except BadUrl as error:
        raise _unusable(path, f"{key}: {error}") from error


def _check_host(path: Path, host: str) -> None:
    if "/" in host or urlsplit(f"//{host}").hostname is None:
        raise _unusable(path, f"hosts: {host!r} is no host", 'write hosts such as "www.example.com"')


def _unusable(path: Path, problem: str, next_step: str | None = None) -> SiteFileError:
    return SiteFileError(f"{path}: {problem}", next_step=next_step or f"correct {path}")


def _is_delay(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""


#: type of a field -> (does a value fit, what to tell the operator)
_KINDS: dict[str, tuple[Callable[[object], bool], str]] = {
    "str": (_is_text, "text in quotes"),
    "str | None": (_is_text, "text in quotes"),
    "tuple[str, ...]": (
        lambda value: isinstance(value, list) and all(_is_text(part) for part in value),
        'a list such as ["https://www.example.com/rss"]',
    ),
    "bool | None": (lambda value: isinstance(value, bool), "true or false"),
    "float | None": (_is_delay, "a number of seconds"),
}
