"""Access: the proxy, cookies and headers a newspaper wants to see, named in its site file and kept in the environment.

A site file is shown, shared and committed; what it names here are variables, never what is in them.
"""

from __future__ import annotations

import base64
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from archiver.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archiver.rules import SiteText

#: Keys of an `[access]` table.
KEYS = ("proxy", "cookies", "headers", "allow_http")
_VARIABLE = re.compile(r"env:\s*([A-Za-z_][A-Za-z0-9_]*)")
#: Of RFC 9110, 5.6.2.
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
#: Headers that are said another way, or are the connection's own.
_NOT_OURS = {
    "cookie": 'write cookies = "env:NAME" under [access]',
    "proxy-authorization": "put user and password into the proxy's URL, in its variable",
    **dict.fromkeys(
        ("host", "connection", "content-length", "transfer-encoding", "upgrade", "te", "trailer"),
        "leave it out: the connection sets it",
    ),
}
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Which variables of the environment hold what a site wants to see."""

    proxy: str | None = None  #: variable with the URL of a proxy, http://[user:password@]host[:port]
    cookies: str | None = None  #: variable with a Cookie header: "session=…; reader=…"
    headers: tuple[tuple[str, str], ...] = ()  #: header, and the variable with its value
    allow_http: bool = False  #: cookies and headers are sent over plain http, too

    def __bool__(self) -> bool:
        return bool(self.proxy or self.cookies or self.headers)


NO_ACCESS = Access()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy, and what it wants to see itself."""

    host: str = field(repr=False)
    port: int = field(repr=False)
    authorization: str | None = field(default=None, repr=False)  #: value of Proxy-Authorization


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What the variables hold. Not printed, not logged, not stored."""

    proxy: Proxy | None = field(default=None, repr=False)
    cookies: str | None = field(default=None, repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    allow_http: bool = False


# --- the table of a site file


def read_access(file: SiteText, table: object) -> Access:
    """The `[access]` table of a site file.

    Raises:
        SiteFileError: an unknown key, a value that names no variable; values that may be secrets are not repeated.
    """
    if not isinstance(table, dict):
        raise file.problem("access", "access must be a table", next_step="write [access] on a line")
    for key in table:
        if key not in KEYS:
            raise file.problem(
                key, f"access: unknown key {key!r} (known keys: {', '.join(KEYS)})", table="access"
            )
    allow_http = table.get("allow_http", False)
    if not isinstance(allow_http, bool):
        raise file.problem("allow_http", "access: allow_http must be true or false", table="access")
    headers = table.get("headers", {})
    if not isinstance(headers, dict):
        raise file.problem(
            "headers", "access: headers must be a table", table="access", next_step="write [access.headers]"
        )
    return Access(
        proxy=_read_variable(file, "proxy", table.get("proxy")),
        cookies=_read_variable(file, "cookies", table.get("cookies")),
        headers=tuple(_read_header(file, name, value) for name, value in headers.items()),
        allow_http=allow_http,
    )


def _read_header(file: SiteText, name: str, value: object) -> tuple[str, str]:
    if not _HEADER.fullmatch(name):
        raise file.problem(name, f"access: headers: {name!r} is no name of a header", table="access")
    if name.lower() in _NOT_OURS:
        next_step = _NOT_OURS[name.lower()]
        raise file.problem(
            name, f"access: headers: {name} is not set here", table="access", next_step=next_step
        )
    variable = _read_variable(file, name, value)
    assert variable is not None
    return name, variable


def _read_variable(file: SiteText, key: str, value: object) -> str | None:
    if value is None:
        return None
    found = _VARIABLE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise file.problem(
            key,
            f"access: {key} must name a variable of the environment, not hold the secret itself",
            table="access",
            next_step=f'write {key} = "env:NAME", and set NAME where the crawl is started',
        )
    if found[1].startswith("ARCHIVER_"):
        raise file.problem(
            key,
            f"access: {key}: variables that begin with ARCHIVER_ are the archiver's own",
            table="access",
            next_step="choose another name",
        )
    return found[1]


def format_access(access: Access) -> str:
    """*access* as TOML.

    >>> print(format_access(Access(cookies="RUDAW_COOKIES", headers=(("X-Reader", "RUDAW_KEY"),))), end="")
    [access]
    cookies = "env:RUDAW_COOKIES"
    <BLANKLINE>
    [access.headers]
    X-Reader = "env:RUDAW_KEY"
    """
    named = (("proxy", access.proxy), ("cookies", access.cookies))
    lines = ["[access]", *(f'{key} = "env:{variable}"' for key, variable in named if variable)]
    if access.allow_http:
        lines.append("allow_http = true")
    if access.headers:
        lines += [
            "",
            "[access.headers]",
            *(f'{_key(name)} = "env:{value}"' for name, value in access.headers),
        ]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else f"'{name}'"


# --- what the variables hold


def load_secrets(access: Access, *, site: str, url: str, environ: Mapping[str, str] | None = None) -> Secrets:
    """What the variables *access* names hold; *site* and its home page *url* are for the error.

    Raises:
        ConfigError: a variable is missing, empty or not usable; it names the variable, never its value.
    """
    environ = os.environ if environ is None else environ
    proxy = _value(access.proxy, site, environ)
    secrets = Secrets(
        proxy=_read_proxy(access.proxy or "", proxy, site) if proxy is not None else None,
        cookies=_value(access.cookies, site, environ),
        headers=tuple((name, _value(variable, site, environ) or "") for name, variable in access.headers),
        allow_http=access.allow_http,
    )
    if (secrets.cookies or secrets.headers) and url.startswith("http:") and not access.allow_http:
        raise ConfigError(
            f"{site}: cookies and headers of [access] go over https only, and {url} is http",
            next_step=f"give sites/{site}.toml its https address, or write allow_http = true under [access]",
        )
    return secrets


def _value(variable: str | None, site: str, environ: Mapping[str, str]) -> str | None:
    if variable is None:
        return None
    value = environ.get(variable, "").strip()
    if not value:
        raise ConfigError(
            f"{site}: the variable {variable} of the environment is not set, and its site file wants it",
            next_step=f"set {variable} where the crawl is started, or take its line out of sites/{site}.toml",
        )
    if _CONTROL.search(value) or not _is_latin(value):
        raise ConfigError(
            f"{site}: the variable {variable} holds what no header can",
            next_step=f"set {variable} to one line without control characters",
        )
    return value


def _is_latin(value: str) -> bool:
    return all(ord(letter) < 256 for letter in value)


def _read_proxy(variable: str, value: str, site: str) -> Proxy:
    wrong = ConfigError(
        f"{site}: the variable {variable} holds no address of an http proxy",
        next_step=f"set {variable} to http://HOST:PORT or http://USER:PASSWORD@HOST:PORT",
    )
    try:
        parts = urlsplit(value if "://" in value else f"http://{value}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme != "http" or not host or not host.isascii():
        raise wrong
    authorization = None
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        authorization = "Basic " + base64.b64encode(pair.encode()).decode("ascii")
    return Proxy(host=host, port=port or 80, authorization=authorization)
