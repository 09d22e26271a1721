"""`archiver --help` answers at once: what a command does not need, it does not import."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

HEAVY = (
    "scrapy",
    "twisted",
    "sqlalchemy",
    "alembic",
    "trafilatura",
    "lxml",
    "warcio",
    "feedparser",
    "pebble",
)


@pytest.fixture(scope="module")
def imported() -> set[str]:
    """Every module `archiver --help` imports, as Python itself reports it."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "archiver", "--help"],
        env=os.environ | {"COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "crawl" in run.stdout
    return set(re.findall(r"^import time:.*\|\s*(\S+)$", run.stderr, flags=re.MULTILINE))


def test_the_report_of_imports_is_understood(imported: set[str]) -> None:
    assert "archiver.cli" in imported


@pytest.mark.parametrize("name", HEAVY)
def test_help_does_not_import(imported: set[str], name: str) -> None:
    assert not {module for module in imported if module == name or module.startswith(f"{name}.")}


def test_the_package_itself_imports_nothing_of_ours() -> None:
    code = "import sys, archiver; print(*[name for name in sys.modules if name.startswith('archiver.')])"

    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert printed.split() == []
