"""Our own pages, damaged in every way `benchmarks/mutants.py` knows: read without a fault, their words kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.mutants import CONTROLS, KINDS, find_pages, read_mutant

PAGES = find_pages(Path(__file__).parent)
#: Pages each kind of damage is done to.
EACH = 6


def mutants(kind: str):
    return [read_mutant(PAGES[number * 7 % len(PAGES)], kind, f"{kind}-{number}") for number in range(EACH)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_page_is_an_article_or_refused(kind):
    assert {ending.outcome for ending in mutants(kind)} <= {"article", "refused", "hang"}


@pytest.mark.parametrize("kind", CONTROLS)
def test_characters_no_page_may_hold_cost_no_text(kind):
    assert [
        ending for ending in mutants(kind) if ending.kept < 0.95 and ending.detail != "not an article before"
    ] == []


def test_a_page_nested_a_thousand_levels_keeps_its_text():
    assert [
        ending
        for ending in mutants("nesting")
        if ending.kept < 0.95 and ending.detail != "not an article before"
    ] == []
