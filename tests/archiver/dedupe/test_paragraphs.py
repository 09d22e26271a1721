"""What recurs on a newspaper's pages, and what is an article's own although others have it, too."""

from __future__ import annotations

import random
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from archiver.dedupe.paragraphs import (
    Sheet,
    find_difference,
    find_recurring,
    make_sheet,
    paragraph_key,
    read_sheet,
    strip,
)
from archiver.dedupe.recurring import RecurringParagraph, find_boilerplate

if TYPE_CHECKING:
    from collections.abc import Sequence

OWNED = "The Courier belongs to its readers, and each of them has one vote at the meeting in spring."
LETTERS = "Letters to the editor may be shortened. We do not print letters without a name."
BACKGROUND = (
    "The dam above Aban broke in the night of the third of March, and 41 people have not been found since."
)
ROADS = "Drivers are asked to slow down on bridges and in the woods, where it may be slippery until noon."
_SYLLABLES = [
    "ba",
    "do",
    "ke",
    "lu",
    "mi",
    "na",
    "pe",
    "ro",
    "sa",
    "ti",
    "vo",
    "wu",
    "ya",
    "ze",
    "cho",
    "fri",
    "gra",
    "pla",
    "sto",
    "tre",
]


def make_words(seed: object, count: int) -> str:
    """Words no other seed gives, so that two articles share none by chance."""
    dice = random.Random(str(seed))
    return " ".join("".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4))) for _ in range(count))


def make_news(seed: object) -> list[str]:
    return [make_words(f"{seed} {part}", 30).capitalize() + "." for part in range(3)]


Article = tuple[str, list[str]]


def make_paper(count: int, *last: str) -> list[Article]:
    """Articles of title and paragraphs, each of which ends with *last*."""
    return [(f"News of {make_words(seed, 2)}", [*make_news(seed), *last]) for seed in range(count)]


def make_sheets(articles: Sequence[Article]) -> list[Sheet]:
    return [make_sheet(number, title, texts) for number, (title, texts) in enumerate(articles, 1)]


def recurring(articles: Sequence[Article]) -> set[int]:
    return find_recurring(make_sheets(articles))


def boilerplate(articles: Sequence[Article]) -> list[RecurringParagraph]:
    bodies = {number: texts for number, (_, texts) in enumerate(articles, 1)}
    sheets = make_sheets(articles)
    return find_boilerplate(sheets, find_recurring(sheets), lambda ids: {one: bodies[one] for one in ids})


def key_of(text: str) -> int:
    key = paragraph_key(text)
    assert key is not None
    return key


# --- kept out of the comparison of articles


def test_a_paragraph_at_the_end_of_three_stories_recurs() -> None:
    assert recurring(make_paper(3, OWNED)) == {key_of(OWNED)}


def test_a_paragraph_at_the_end_of_two_stories_does_not() -> None:
    assert recurring(make_paper(2, OWNED)) == set()


def test_one_story_under_five_headlines_is_one() -> None:
    news = make_news("mill")

    assert recurring([(f"Mill {make_words(at, 3)}", news) for at in range(5)]) == set()


def test_daily_reports_under_one_title_are_one() -> None:
    daily = [(f"Weather for {day} May", [make_words(day, 40), ROADS]) for day in range(1, 9)]

    assert recurring(daily) == set()


def test_background_amid_three_stories_stays_theirs() -> None:
    told = [
        (title, [*texts[:2], BACKGROUND, *texts[2:], make_words(title, 20)]) for title, texts in make_paper(3)
    ]

    assert recurring(told) == set()


def test_two_paragraphs_of_boilerplate_are_longer_than_a_short_story() -> None:
    short = [(f"News of {make_words(at, 2)}", [make_words(at, 12), OWNED, LETTERS]) for at in range(3)]

    assert recurring([*short, *make_paper(3, OWNED)]) == {key_of(OWNED), key_of(LETTERS)}


def test_in_which_order_articles_come_does_not_matter() -> None:
    short = [(f"News of {make_words(at, 2)}", [make_words(at, 12), OWNED, LETTERS]) for at in range(3)]
    articles = [*short, *make_paper(2, OWNED), ("Mill burns", make_news(0)[:2])]

    found = {frozenset(recurring(order)) for order in permutations(articles)}

    assert len(found) == 1


def test_an_article_keeps_what_is_its_own() -> None:
    assert strip(["It rained.", OWNED.upper(), "12:30"], {key_of(OWNED)}) == ["It rained.", "12:30"]


def test_a_sheet_comes_back_as_it_was_kept() -> None:
    sheet = make_sheet(7, "Mill burns", [*make_news("mill"), "x " * 50_000])

    again = read_sheet(7, sheet.title, sheet.to_bytes())

    assert (again.keys.tolist(), again.chars.tolist()) == (sheet.keys.tolist(), sheet.chars.tolist())


def test_articles_without_titles_are_not_differently_titled() -> None:
    assert recurring([("", texts) for _, texts in make_paper(6, OWNED)]) == set()


def test_pages_of_nothing_but_boilerplate_say_nothing() -> None:
    assert recurring([(f"Gallery {make_words(at, 2)}", [OWNED]) for at in range(6)]) == set()


def test_eight_paragraphs_on_how_to_subscribe_are_no_story() -> None:
    stub = [make_words(f"stub {part}", 12) for part in range(8)]
    pages = [(f"News of {make_words(at, 2)}", [make_words(at, 12), *stub]) for at in range(8)]

    assert recurring(pages) == {key_of(text) for text in stub}


def test_a_story_told_on_under_new_headlines_is_one() -> None:
    told = [make_words(f"hour {hour}", 25) for hour in range(20)]
    pages = [
        (f"Mill {make_words(hour, 3)}", [make_words(hour, 6), *told[: hour + 3][::-1]]) for hour in range(12)
    ]

    assert recurring(pages) == set()


# --- taken out of bodies


def test_what_ends_every_article_is_the_newspapers() -> None:
    (found,) = boilerplate(make_paper(10, OWNED))

    assert (found.text, found.articles, found.of) == (OWNED, 10, 10)


def test_what_opens_every_article_is_the_newspapers() -> None:
    articles = [(title, [OWNED, *texts]) for title, texts in make_paper(10)]

    assert [one.text for one in boilerplate(articles)] == [OWNED]


def test_seven_articles_are_too_few_to_take_anything_out() -> None:
    assert boilerplate(make_paper(7, OWNED)) == []


@pytest.mark.parametrize("others", [0, 10, 60])
def test_what_all_weather_reports_end_with_stays_in_them(others: int) -> None:
    reports = [
        (
            f"{make_words(day, 1)}: wind and showers",
            [
                f"The wind turns to the {make_words(day, 1)} today and there will be showers of {day} mm by night.",
                ROADS,
            ],
        )
        for day in range(20)
    ]

    assert boilerplate([*reports, *make_paper(others)]) == []


def test_the_background_of_a_long_story_stays_in_it() -> None:
    people = make_words("dam", 25).split()
    told = []
    for at in range(20):
        words = [*make_words(at, 45).split(), *people]
        random.Random(at).shuffle(words)
        told.append((f"Dam: {make_words(at, 2)}", [" ".join(words), make_words(f"{at}x", 20), BACKGROUND]))

    assert boilerplate([*told, *make_paper(60)]) == []


def test_a_note_under_a_fifth_of_the_articles_is_the_newspapers_when_they_are_about_everything() -> None:
    articles = [
        (title, [*texts, OWNED] if at % 5 == 0 else texts) for at, (title, texts) in enumerate(make_paper(90))
    ]

    assert [one.text for one in boilerplate(articles)] == [OWNED]


def test_a_sentence_amid_a_fifth_of_the_articles_stays() -> None:
    articles = [
        (title, [texts[0], OWNED, *texts[1:]] if at % 5 == 0 else texts)
        for at, (title, texts) in enumerate(make_paper(90))
    ]

    assert boilerplate(articles) == []


def test_a_heading_all_articles_have_stays() -> None:
    articles = [(title, [texts[0], "What we know so far", *texts[1:]]) for title, texts in make_paper(20)]

    assert boilerplate(articles) == []


def test_boilerplate_in_several_paragraphs_is_found_whole() -> None:
    assert {one.text for one in boilerplate(make_paper(10, OWNED, LETTERS))} == {OWNED, LETTERS}


# --- two bodies of one article


def test_words_that_moved_are_no_difference_in_paragraphs_alone() -> None:
    assert find_difference(["It rained.", "It snowed."], ["It snowed.", "It rained."]) is None


def test_a_paragraph_that_came_is_told() -> None:
    found = find_difference(["It rained."], ["It rained.", OWNED])

    assert found is not None
    assert (list(found.gone.values()), list(found.come.values())) == ([], [OWNED])
