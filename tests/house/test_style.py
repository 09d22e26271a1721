"""The house is tidy: ruff finds nothing, its formatter changes nothing, and mypy believes every type."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[2]


def check(*command: str) -> None:
    checked = subprocess.run(
        [sys.executable, "-m", *command], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_linter_finds_nothing() -> None:
    check("ruff", "check", ".")


def test_the_formatter_changes_nothing() -> None:
    check("ruff", "format", "--check", ".")


def test_every_type_is_believed() -> None:
    check("mypy", "-p", "archiver", "-p", "spiders", "-p", "pipelines")
