"""From the operator's configuration to Scrapy's settings."""

from __future__ import annotations

from typing import Any

import pytest

from archiver.config import Config
from archiver.crawl.configure import scrapy_settings, user_agent
from archiver.errors import ConfigError


def make(**changes: Any) -> dict[str, Any]:
    return scrapy_settings(Config(archive="archive", **changes))


def test_what_an_operator_sets_reaches_scrapy() -> None:
    settings = make(
        delay_seconds=2.5, timeout_seconds=7.0, max_page_bytes=5000, allow_addresses=("10.0.0.0/8",)
    )

    assert settings["DOWNLOAD_DELAY"] == 2.5
    assert settings["DOWNLOAD_TIMEOUT"] == 7.0
    assert settings["DOWNLOAD_MAXSIZE"] == 5000
    assert settings["ARCHIVER_ALLOW_ADDRESSES"] == ["10.0.0.0/8"]


def test_we_say_who_we_are_and_whom_to_write_to() -> None:
    agent = user_agent(Config(archive="a", contact="https://archive.example/bot"))

    assert agent.startswith("NewsArchiver/")
    assert agent.endswith("(+https://archive.example/bot)")


def test_a_contact_cannot_bring_a_second_header() -> None:
    assert "\n" not in user_agent(Config(archive="a", contact="desk@courier.example\nX-Evil: 1"))


def test_no_delay_is_still_one_request_at_a_time() -> None:
    assert make(delay_seconds=0.0)["DOWNLOAD_DELAY"] > 0


def test_an_address_range_that_cannot_be_read_is_said_at_once() -> None:
    with pytest.raises(ConfigError, match="everywhere"):
        make(allow_addresses=("everywhere",))


def test_what_is_dangerous_is_off() -> None:
    import archiver.settings as settings

    assert settings.TELNETCONSOLE_ENABLED is False
    assert settings.REMOTE_CONTROL_ENABLED is False
    assert settings.DOWNLOAD_VERIFY_CERTIFICATES is True
    assert {scheme for scheme, handler in settings.DOWNLOAD_HANDLERS.items() if handler} == {"http", "https"}
    assert {scheme for scheme, handler in settings.DOWNLOAD_HANDLERS.items() if not handler} >= {
        "data",
        "file",
        "ftp",
        "s3",
    }
    assert settings.JOBDIR is None
