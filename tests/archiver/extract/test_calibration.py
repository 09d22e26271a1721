"""The confidence a reading is kept with is how often such a candidate is right."""

from __future__ import annotations

from archiver.article import Candidate, Reading
from archiver.extract.calibration import calibrated, kind_of
from archiver.extract.measured import RIGHT


def candidate(rule: str, *, source: str = "json-ld", rank: float = 0.93) -> Candidate:
    return Candidate(value="2021-02-19", source=source, rule=rule, raw="2021-02-19", confidence=rank)


def test_a_rank_becomes_the_share_of_right_values_among_its_like() -> None:
    right, of = RIGHT["published"]["json-ld", "datePublished", "high"]

    reading = calibrated(Reading(field="published", winner=candidate("NewsArticle.datePublished")))

    assert reading.winner.confidence == round((right + 1) / (of + 2), 2)


def test_losers_are_measured_as_well() -> None:
    far = candidate("line +12 of the headline", source="text", rank=0.4)

    reading = calibrated(
        Reading(field="published", winner=candidate("NewsArticle.datePublished"), losers=(far,))
    )

    assert reading.losers[0].confidence < 0.5


def test_what_was_never_counted_keeps_its_rank() -> None:
    reading = Reading(field="published", winner=candidate("rule of nobody", rank=0.77))

    assert calibrated(reading) == reading


def test_no_share_is_nothing_or_certain() -> None:
    shares = [(right + 1) / (of + 2) for kinds in RIGHT.values() for right, of in kinds.values()]

    assert all(0 < share < 1 for share in shares)


def test_lines_are_counted_together_whatever_their_distance() -> None:
    near = {
        kind_of(candidate(f"line {distance:+d} of the headline", source="text", rank=0.66))
        for distance in (-2, 1, 5)
    }

    assert near == {("text", "near line", "middle")}
