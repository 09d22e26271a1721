"""Shingles: newspapers that print the same words in another spelling, and samples by which they find each other."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.dedupe.shingles import ShingledText, shingle

FERRY = [
    "The night ferry to Ormsund ran aground outside the harbour on Tuesday with 214 people on board, the coast guard said.",
    "Fishing boats took the passengers ashore within two hours. Three were treated for cold, nobody was hurt otherwise.",
    "The master told the inquiry that a buoy had drifted from its place in the storm of the week before.",
    "Divers will look at the hull today, and until then the morning crossing is cancelled.",
]
HARVEST = (
    "Growers in the upper valley expect the best walnut harvest for a decade after a mild spring. The cooperative has "
    "hired forty more hands and opened a second drying hall beside the old railway station."
)


def same_words(one: str, other: str) -> bool:
    return bool(np.array_equal(shingle([one]).hashes, shingle([other]).hashes))


def share_a_sample(one: ShingledText, other: ShingledText) -> bool:
    return not set(one.sample).isdisjoint(other.sample)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“It is over,” she said — at last.", '"It is over", she said - at last.'),
        ("The fund holds 12,500 shares at 3.75 each.", "The fund holds 12.500 shares at 3,75 each."),
        ("سجلت المدينة ٤٣ درجة مئوية أمس", "سجلت المدينة 43 درجة مئوية امس"),
        ("مُحَمَّدٌ زارَ المَدينةَ القديمة", "محمد زار المدينة القديمة"),
        ("کۆمەڵێک کەس لە هەولێر کۆبوونەوە", "كۆمه‌ڵێك كه‌س له‌ هه‌ولێر كۆبوونه‌وه‌"),
        ("हिन्दी में लिखी हुई ख़बर पढ़ें", "हिंदी में लिखी हुई खबर पढें"),
        ("經濟學家說東亞的貿易開始增長了", "经济学家说东亚的贸易开始增长了"),
        ("東京の気温は３５度まで上がりました", "東京の気温は35度まで上がりました"),
        ("Ёлку привезли ещё вчера вечером", "Елку привезли еще вчера вечером"),
        ("Die Straße am großen Fluß ist zu", "Die Strasse am grossen Fluss ist zu"),
        (unicodedata.normalize("NFD", "Élodie était à l’école très tôt"), "Élodie était à l'école très tôt"),
        ("Co\u00adope\u00adration goes on as it\u200b was", "Cooperation goes on as it was"),
    ],
)
def test_house_style_is_no_difference(one: str, other: str) -> None:
    assert same_words(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The quake had a magnitude of 5.3 at sea.", "The quake had a magnitude of 5.8 at sea."),
        ("They beat the guests 3-2 in the end.", "They beat the guests 32 in the end."),
        ("この地震で三人がけがをしました", "この地震で五人がけがをしました"),
    ],
)
def test_other_facts_are_other_words(one: str, other: str) -> None:
    assert not same_words(one, other)


def test_line_breaks_are_no_words() -> None:
    assert shingle(FERRY).hashes.tolist() == shingle(["\n".join(FERRY)]).hashes.tolist()


def test_a_paragraph_reused_in_a_long_article_is_found() -> None:
    background = [
        f"Chapter {number} of the report deals with pier {number * 7}. {HARVEST[number:]}"
        for number in range(60)
    ]

    assert share_a_sample(shingle([*background, FERRY[2]]), shingle([HARVEST[:90], FERRY[2], FERRY[3]]))


def test_a_teaser_finds_its_long_article() -> None:
    long = shingle([*FERRY, *(f"Hall {number}: {HARVEST[number:]}" for number in range(60))])

    assert share_a_sample(shingle([FERRY[0]]), long)


def test_an_article_costs_few_rows_however_long_it_is() -> None:
    long = [
        f"Entry {number}: the keeper of light {number * 31} noted wind and {number % 17} ships."
        for number in range(2000)
    ]

    assert len(shingle(long).sample) <= 64


@pytest.mark.parametrize("body", [[], [""], ["— … —"], ["\ud800"], ["7"], ["."], ["،"]])
def test_a_body_of_next_to_nothing_has_a_sample_of_next_to_nothing(body: list[str]) -> None:
    assert len(shingle(body).sample) <= 1


@given(st.lists(st.text(), max_size=4))
def test_any_text_can_be_shingled(paragraphs: list[str]) -> None:
    text = shingle(paragraphs)

    assert len(text.hashes) == len(text.places)
    assert len(set(text.sample)) == len(text.sample)
    assert all(-(1 << 63) <= one < 1 << 63 for one in text.sample)
