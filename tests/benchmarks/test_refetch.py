"""Pages of tests/sites fetched again: only an editor makes a revision."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks.refetch import main

if TYPE_CHECKING:
    from pathlib import Path


def test_other_furniture_makes_no_revision_and_other_words_do(tmp_path: Path) -> None:
    code = main(
        ["--refetches", "22", "--pages", "22", "--seed", "3", "--json", str(tmp_path / "report.json")]
    )

    report = json.loads((tmp_path / "report.json").read_text())
    assert (code, report["false"]) == (0, [])
    assert report["refetches"] >= 15
    assert report["found"] == report["changes"]
