"""docs/cli.md tells every command, option, name and key."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from archiver.account import ExitCode
from archiver.cli.app import COMMANDS, build
from archiver.config import Config
from archiver.site import Site

TEXT = (Path(__file__).parents[3] / "docs" / "cli.md").read_text(encoding="utf-8")


def sections() -> dict[str, str]:
    """Parts of the page by heading."""
    parts = re.split(r"^##+ (.+)$", TEXT, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def commands() -> dict[str, Any]:
    """Every command that can be called, by its full name."""
    root = build()
    found: dict[str, Any] = {}
    for name in COMMANDS:
        command = root.get_command(None, name)
        inner = getattr(command, "commands", None)
        found |= (
            {f"archiver {name} {part}": one for part, one in inner.items()}
            if inner
            else {f"archiver {name}": command}
        )
    return found


@pytest.mark.parametrize("name", commands())
def test_a_command_is_documented_with_all_its_options_and_an_example(name: str) -> None:
    section = sections()[name]

    options = [
        option for parameter in commands()[name].params for option in parameter.opts if option.startswith("-")
    ]
    missing = [option for option in options if f"`{option}" not in section and option not in ("--help", "-h")]
    assert missing == []
    assert f"\n{name}" in section.partition("```")[2]


@pytest.mark.parametrize("name", [name for name in sections() if name.startswith("archiver ")])
def test_nothing_is_documented_that_is_not_there(name: str) -> None:
    section = sections()[name]
    command = commands().get(name)

    if command is None:
        assert any(known.startswith(f"{name} ") for known in commands())
        return
    known = {option for parameter in command.params for option in parameter.opts}
    told = set(re.findall(r"^\| `(--[\w-]+)", section, flags=re.MULTILINE))
    assert told - known == set()


def test_every_name_of_the_configuration_is_documented() -> None:
    assert [
        field.name for field in fields(Config) if f"| `{field.name}` |" not in sections()["Configuration"]
    ] == []


def test_every_key_of_a_site_file_is_documented() -> None:
    assert [field.name for field in fields(Site) if f"`{field.name}`" not in sections()["Site files"]] == []


def test_every_exit_code_is_documented() -> None:
    told = re.findall(r"^\| (\d) \|", sections()["archiver crawl"], flags=re.MULTILINE)

    assert told == [str(int(code)) for code in ExitCode]
