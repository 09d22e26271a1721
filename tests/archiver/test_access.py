"""What a site wants to see: variables in its file, values in the environment, and neither where it should not be."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.access import Access, load_secrets
from archiver.errors import ConfigError, SiteFileError
from archiver.site import format_site, parse_site

FILE = Path("sites/courier.example.toml")
HEAD = 'url = "https://www.courier.example/"\n'
SECRET = "s3cr3t-of-ilse"
TABLE = """[access]
proxy = "env:COURIER_PROXY"
cookies = "env:COURIER_COOKIES"
allow_http = true

[access.headers]
X-Subscriber = "env:COURIER_KEY"
"""
ACCESS = Access(
    proxy="COURIER_PROXY",
    cookies="COURIER_COOKIES",
    headers=(("X-Subscriber", "COURIER_KEY"),),
    allow_http=True,
)


def load(access: Access, url: str = "https://www.courier.example/", **environ: str) -> object:
    return load_secrets(access, site="courier.example", url=url, environ=environ)


def test_a_site_file_names_the_variables() -> None:
    assert parse_site(FILE, HEAD + TABLE).access == ACCESS


def test_what_is_written_is_what_was_read() -> None:
    site = parse_site(FILE, HEAD + TABLE)

    assert parse_site(FILE, format_site(site)) == site


@pytest.mark.parametrize(
    "table",
    [
        f'[access]\ncookies = "session={SECRET}"',
        f'[access]\nproxy = "http://ilse:{SECRET}@proxy.example:3128"',
        f'[access.headers]\nAuthorization = "Basic {SECRET}"',
        f'[access]\ncookies = ["{SECRET}"]',
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(table: str) -> None:
    with pytest.raises(SiteFileError, match="must name a variable") as refused:
        parse_site(FILE, HEAD + table)

    assert SECRET not in f"{refused.value} {refused.value.next_step}"


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ('[access]\ncookie = "env:A"', "unknown key 'cookie'"),
        ('[access]\nallow_http = "yes"', "allow_http must be true or false"),
        ('[access.headers]\nCookie = "env:A"', "Cookie is not set here"),
        ('[access.headers]\nHost = "env:A"', "Host is not set here"),
        ('[access.headers]\n"X: Y" = "env:A"', "no name of a header"),
        ('[access]\ncookies = "env:ARCHIVER_COOKIES"', "the archiver's own"),
        ('access = "env:A"', "must be a table"),
    ],
)
def test_what_cannot_be_meant_is_told(table: str, problem: str) -> None:
    with pytest.raises(SiteFileError, match=problem):
        parse_site(FILE, (table + "\n" + HEAD) if table.startswith("access") else HEAD + table)


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(ConfigError, match="COURIER_COOKIES") as missing:
        load(Access(cookies="COURIER_COOKIES"))

    assert "set COURIER_COOKIES" in (missing.value.next_step or "")


@pytest.mark.parametrize("value", [f"a={SECRET}\r\nX-Evil: 1", f"{SECRET}\0", f"{SECRET}—"])
def test_a_value_that_would_be_more_than_a_header_is_refused_and_not_repeated(value: str) -> None:
    with pytest.raises(ConfigError, match="COURIER_KEY") as refused:
        load(Access(headers=(("X-Key", "COURIER_KEY"),)), COURIER_KEY=value)

    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    "value", [f"https://{SECRET}.example", f"socks5://{SECRET}:1", "http://", f"http://{SECRET}:port"]
)
def test_a_proxy_we_cannot_use_is_refused_and_not_repeated(value: str) -> None:
    with pytest.raises(ConfigError, match="COURIER_PROXY holds no address") as refused:
        load(Access(proxy="COURIER_PROXY"), COURIER_PROXY=value)

    assert SECRET not in str(refused.value)


def test_secrets_are_for_https_unless_the_operator_says_otherwise() -> None:
    with pytest.raises(ConfigError, match="https only"):
        load(Access(cookies="C"), "http://www.courier.example/", C="a=b")


def test_what_variables_hold_is_not_printed() -> None:
    loaded = load(
        ACCESS,
        COURIER_PROXY=f"http://ilse:{SECRET}@proxy.example:3128",
        COURIER_COOKIES=f"session={SECRET}",
        COURIER_KEY=SECRET,
    )

    assert SECRET not in repr(loaded)
    assert "proxy.example" not in repr(loaded)


@pytest.mark.parametrize("key", ["url", "feeds"])
def test_a_user_and_password_in_a_site_file_are_refused_and_not_repeated(key: str) -> None:
    url = f"https://ilse:{SECRET}@www.courier.example/"
    text = f'url = "{url}"' if key == "url" else f'{HEAD}feeds = ["{url}"]'

    with pytest.raises(SiteFileError, match="user or password") as refused:
        parse_site(FILE, text)

    assert SECRET not in f"{refused.value} {refused.value.next_step}"
