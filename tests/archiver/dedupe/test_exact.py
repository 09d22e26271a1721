"""Exactly the same words, and how much two texts share."""

from __future__ import annotations

from archiver.dedupe.exact import are_alike, fingerprint, shared_words
from archiver.testing import make_article

LONG = " ".join(f"The mayor counted {n} boats under bridge {n * 7}." for n in range(20))


def test_paragraphs_quotes_and_case_do_not_change_the_fingerprint() -> None:
    one = fingerprint(make_article(body=["“It is open.”", "Nobody came."]))
    other = fingerprint(make_article(body='"It is OPEN." Nobody came.'))

    assert one.fingerprint == other.fingerprint
    assert len(str(one.fingerprint)) == 64


def test_one_other_number_changes_the_fingerprint() -> None:
    one = fingerprint(make_article(body="Killed one, injured 14."))
    other = fingerprint(make_article(body="Killed one, injured 15."))

    assert one.fingerprint != other.fingerprint


def test_a_body_without_words_has_no_fingerprint() -> None:
    assert fingerprint(make_article(body=" \u200b ")).fingerprint is None


def test_a_longer_version_is_alike() -> None:
    assert are_alike(LONG, "Updated at noon. " + LONG + " More follows.")


def test_another_article_of_the_paper_is_not_alike() -> None:
    other = " ".join(f"Rain fell on field {n} and barn {n * 3} flooded." for n in range(20))

    assert not are_alike(LONG, other)


def test_scripts_without_spaces_are_compared_by_letters() -> None:
    one = "東京都知事は十九日、記者会見を開いた。"

    assert shared_words(one, one + "質問が続いた。") > 0.9
    assert shared_words(one, "大阪では雨が降り、川の水位が上がった。") < 0.1


def test_texts_of_few_words_are_compared_whole() -> None:
    assert shared_words("One two", "one two") == 1.0
    assert shared_words("One two", "one three") == 0.0
    assert shared_words("", "one") == 0.0
