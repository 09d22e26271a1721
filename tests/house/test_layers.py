"""Who may know whom: the import contracts in pyproject.toml hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[2]


def test_nothing_reaches_up_a_floor() -> None:
    # what `lint-imports` runs, without looking for the command on the PATH
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"

    checked = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=HOUSE, capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr
