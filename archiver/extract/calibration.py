"""Calibration: a candidate's rank turned into how often such a candidate is right.

Readers rank what they find by numbers that only say which stands above which. What the archive keeps is the share of
right values among candidates of the same source, rule and rank, as counted by `benchmarks/confidence.py`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from archiver.extract.measured import RIGHT

if TYPE_CHECKING:
    from archiver.article import Candidate, Reading

#: Candidates counted below which a share says nothing, and the rank stays.
_LEAST = 8


def kind_of(candidate: Candidate) -> tuple[str, str, str]:
    """The candidates it is counted with: source, rule without what is the page's own, and how high it ranks.

    >>> from archiver.article import Candidate
    >>> kind_of(Candidate(value="", raw="", source="json-ld", rule="NewsArticle.author", confidence=0.92))
    ('json-ld', 'author', 'high')
    """
    rule = candidate.rule
    line = re.match(r"line [+-](\d+) of the headline", rule)
    if line is not None:
        rule = ("near line" if int(line[1]) <= 8 else "far line") + rule[line.end() :]
    rule = re.sub(r", (?:zone by|local day|order by).*", "", rule)
    rule = "class" if rule.startswith("class ") and rule != "class says author" else rule
    if not rule.startswith("meta[") and re.match(r"\w+\.\w+$", rule):
        rule = rule.partition(".")[2]
    rank = candidate.confidence
    return candidate.source, rule, "high" if rank >= 0.75 else "middle" if rank >= 0.5 else "low"


def calibrated(reading: Reading) -> Reading:
    """The reading with measured confidences, where its field and kinds of candidates were counted."""
    counted = RIGHT.get(reading.field)
    if counted is None:
        return reading
    return replace(
        reading,
        winner=_measured(reading.winner, counted),
        losers=tuple(_measured(loser, counted) for loser in reading.losers),
    )


def _measured(candidate: Candidate, counted: dict[tuple[str, str, str], tuple[int, int]]) -> Candidate:
    right, of = counted.get(kind_of(candidate), (0, 0))
    if of < _LEAST:
        return candidate
    # one right and one wrong beside those counted: no share is 0 or 1
    return replace(candidate, confidence=round((right + 1) / (of + 2), 2))
