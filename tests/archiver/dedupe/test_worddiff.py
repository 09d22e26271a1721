"""A word diff shows all words of both texts, and only what differs as different."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.dedupe.worddiff import Side, diff_words, split_words
from archiver.text import normalize_text


def side(old: str, new: str, *kinds: Side) -> str:
    return "".join(piece.text for piece in diff_words(old, new) if piece.kind in kinds)


def bare(text: str) -> str:
    return "".join(normalize_text(text).split())


WORDS = st.text(alphabet="ab ,.’'-1東京も ەک\n", max_size=40)


@given(WORDS, WORDS)
@settings(max_examples=150, deadline=None)
def test_a_diff_holds_all_words_of_both_texts(old: str, new: str) -> None:
    assert bare(side(old, new, Side.SAME, Side.ADDED)) == bare(new)
    assert bare(side(old, new, Side.SAME, Side.REMOVED)) == bare(old)


@given(WORDS)
@settings(max_examples=50, deadline=None)
def test_the_pieces_of_a_text_are_the_text(text: str) -> None:
    assert "".join(split_words(text)) == text


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        ("Hospitals treated 23 people.", "Hospitals treated 31 people.", "23", "31"),
        ("It rained. Nobody came.", "It rained.", "Nobody came.", ""),
        ("The ‘old’ bridge", "The 'old' bridge", "", ""),
        ("東京で三人が負傷した。", "東京で五人が負傷した。", "三", "五"),
        ("В больнице 23 человека.", "В больнице 31 человек.", "23 человека", "31 человек"),
        ("دوو کەس بریندار بوون.", "سێ کەس بریندار بوون.", "دوو", "سێ"),
        ("यहाँ दो लोग घायल हुए।", "यहाँ तीन लोग घायल हुए।", "दो", "तीन"),
    ],
)
def test_only_the_words_that_differ_are_marked(old: str, new: str, gone: str, come: str) -> None:
    assert side(old, new, Side.REMOVED) == gone
    assert side(old, new, Side.ADDED) == come
