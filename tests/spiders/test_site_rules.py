"""A crawl reads pages by the rules and the hook of the operator's site file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from archiver.rules import Hook, Rules
from archiver.testing import newsroom

if TYPE_CHECKING:
    from collections.abc import Callable

HOOK = """
from dataclasses import replace


def mend(article, tree, capture):
    return replace(article, section="Harbour")
"""
BOX = "<p class='letter'>A tide a day: the harbour letter comes each morning with all departures, free of charge.</p>"


def test_a_crawl_reads_by_rules_and_hook(make_desk: Callable[..., Any]) -> None:
    desk = make_desk()
    (desk.folder / "courier_hooks.py").write_text(HOOK)
    with newsroom() as paper:
        url = paper.publish(extra=BOX)
        rules = Rules(drop=(".letter",), title=("title",), author=(".nobody",))
        site = replace(paper.site, rules=rules, hook=Hook(name="courier_hooks:mend"))

        told = desk.crawl(sites=(site,))

        with desk.archive as archive:
            record = archive.article(url)
            readings = {reading.field: reading.winner for reading in archive.readings(record.id)}

    assert told.counts == {"new": 1}
    assert (readings["title"].source, readings["section"].source) == ("site rule", "site hook")
    assert record.section == "Harbour"
    assert readings["site rules"].value == "author: .nobody matched nothing"
