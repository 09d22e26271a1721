"""When two texts say the same, how many words they have, and what search makes of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.text import count_words, find_words, fold, normalize_text, search_form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“Quoted” – ‘so’", "\"quoted\" - 'so'"),
        ("ﬁve  men\u00a0and\ttwo", "Five men and\n\ntwo"),
        ("so\u00adft hy\u200bphen\ufeff", "soft hyphen"),
        ("e\u0301tude", "étude"),
        ("ＴＯＫＹＯ １", "tokyo 1"),
        ("`grave´", "'grave'"),
        ("«non»", '"non"'),
    ],
)
def test_the_same_words_are_the_same(one: str, other: str) -> None:
    assert normalize_text(one) == normalize_text(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Killed one", "Killed two"), ("über", "uber"), ("1.5 million", "15 million"), ("now here", "nowhere")],
)
def test_other_words_are_not_the_same(one: str, other: str) -> None:
    assert normalize_text(one) != normalize_text(other)


@given(st.text())
@settings(deadline=None, derandomize=True)
def test_normalised_text_stays_as_it_is(text: str) -> None:
    once = normalize_text(text)

    assert normalize_text(once) == once


@given(st.text())
@settings(deadline=None, derandomize=True)
def test_search_form_holds_words_and_single_spaces_only(text: str) -> None:
    form = search_form(text)

    assert form == " ".join(form.split())
    assert not any(letter in '"*():^-+' for letter in form)


@given(st.text())
@settings(deadline=None, derandomize=True)
def test_upper_case_finds_lower_case(text: str) -> None:
    assert search_form(text.casefold()) == search_form(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("— … !", 0),
        ("Killed one, injured 14.", 4),
        ("The mayor's 14-year-old boat", 4),
        ("word—word", 2),
        ("either/or", 2),
        ("東京都知事が会見した。", 10),
        ("ราคาน้ำมัน", 8),
        ("हिन्दी में समाचार", 3),
        ("سەرۆکی هەرێمی کوردستان", 3),
        ("서울에서 열린", 2),
        ("iPhone 15を発売", 5),
    ],
)
def test_words_are_counted_in_every_script(text: str, words: int) -> None:
    assert count_words(text) == words


def test_keyboards_of_three_languages_type_the_same_word() -> None:
    assert search_form("كوردستان") == search_form("کوردستان") == search_form("ک\u200cو\u064eردستان")


def test_letters_without_spaces_are_searched_in_pairs() -> None:
    assert search_form("東京都 abc 島") == "東京 京都 abc 島"


def test_last_letters_are_added_for_documents_only() -> None:
    assert search_form("東京都", endings=True).split()[-1] == "都"
    assert "都" not in search_form("東京都").split()


def test_decomposed_letters_are_the_same_as_whole_ones() -> None:
    assert search_form("か\u3099") == search_form("が")
    assert search_form("и\u0306") == search_form("й")
    assert search_form("\u1112\u1161\u11ab\u1100\u1173\u11af") == search_form("한글")


def test_words_are_found_whole_and_in_order() -> None:
    text = "A bridge, bridgehead and the BRIDGE"

    assert [text[start:end] for start, end, _ in find_words(text, ["bridge"])] == ["bridge", "BRIDGE"]


def test_a_phrase_is_found_across_punctuation() -> None:
    text = "Rocket – attack"

    assert find_words(text, ["rocket attack"]) == [(0, 15, 0)]


def test_places_are_those_of_the_text_when_folding_changes_its_length() -> None:
    text = "Straße, ﬁne ½: Brücke"

    ((start, end, which),) = find_words(text, ["brucke"])

    assert (text[start:end], which) == ("Brücke", 0)


def test_nothing_is_found_for_phrases_without_letters() -> None:
    assert find_words("a — b", ["—", ""]) == []


def test_folding_keeps_the_letters_of_indic_scripts() -> None:
    assert fold("हिन्दी") == "हिन्दी"
