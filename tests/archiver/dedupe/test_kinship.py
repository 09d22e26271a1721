"""Kinship: what two articles are to each other."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from archiver.dedupe.kinship import Kind, Kinship, Printed, compare
from archiver.dedupe.shingles import shingle

MONDAY = date(2021, 3, 1)
BRIDGE = [
    "The old bridge at Tarvik will be closed to lorries from Thursday after engineers found cracks in two of its piers.",
    "The county said the cracks were first seen by a fisherman, who sent pictures to the road office in the spring.",
    "Buses may still cross, one at a time. School routes change on Friday, and a list hangs in the town hall.",
    "A new bridge has been planned for eleven years. The council put it off twice because the ground is soft clay.",
    "The mayor, Ingrid Sole, called the closing a nuisance but right, and asked drivers to leave home a little earlier.",
    "Farmers on the west bank fear for the milk round. The dairy will try a ferry that lies unused at the quay.",
]
OTHER = [
    "In the capital the opera opened its season with a work that had not been heard there since the war.",
    "The singers were called back nine times, and the conductor, who is eighty, sat down on the steps and laughed.",
    "Tickets for the coming weeks are gone, yet the house keeps forty seats for people who queue on the day.",
]


def printed(
    paragraphs: list[str], site: int = 1, *, title: str = "bridge at tarvik closed", days: int = 0
) -> Printed:
    day = MONDAY + timedelta(days=days)
    return Printed(
        site=site,
        key=f"https://paper{site}.example/{days}/{title}/{len(' '.join(paragraphs))}",
        title=title,
        day=day,
        seen=datetime.combine(day, datetime.min.time(), UTC),
        text=shingle(paragraphs),
    )


def related(one: Printed, other: Printed) -> Kinship:
    found = compare(one, other)
    assert found is not None
    assert found == compare(other, one)
    return found


def test_the_same_text_at_another_site_is_a_copy_of_the_earlier() -> None:
    first, second = printed(BRIDGE), printed(BRIDGE, site=2, days=1)

    found = related(first, second)

    assert (found.kind, found.child, found.containment) == (Kind.COPY, second.key, 1.0)


def test_the_same_text_at_another_url_of_a_site_is_an_alias() -> None:
    assert related(printed(BRIDGE), printed([*BRIDGE, "Corrected on Monday."])).kind is Kind.ALIAS


def test_a_copy_cut_by_half_is_a_copy() -> None:
    assert related(printed(BRIDGE), printed(BRIDGE[:3], site=2, title="lorries banned")).kind is Kind.COPY


def test_a_copy_with_paragraphs_of_ones_own_between_is_a_copy() -> None:
    expanded = [line for pair in zip(BRIDGE, OTHER * 2, strict=True) for line in pair]

    assert related(printed(BRIDGE), printed(expanded, site=2, title="lorries banned")).kind is Kind.COPY


def test_a_teaser_is_an_excerpt_though_it_came_first() -> None:
    teaser, whole = printed(BRIDGE[:1], site=2), printed([*BRIDGE, *OTHER], days=1)

    found = related(teaser, whole)

    assert (found.kind, found.child) == (Kind.EXCERPT, teaser.key)


def test_background_taken_over_is_partial_reuse() -> None:
    follow_up = [*OTHER, BRIDGE[3]]

    assert related(printed(BRIDGE), printed(follow_up, site=2, title="opera", days=2)).kind is Kind.PARTIAL


def test_one_item_of_a_collection_is_no_copy_of_it() -> None:
    collection = printed([*OTHER, *BRIDGE], site=2, title="the week in the north", days=2)

    assert related(printed(BRIDGE, title="lorries"), collection).kind is Kind.PARTIAL


def test_a_phrase_is_no_relation() -> None:
    phrase = [
        "The weather was fine, and school routes change on Friday, said nobody at all in the whole wide country."
    ]

    assert compare(printed(BRIDGE), printed(phrase, site=2)) is None


def test_years_apart_only_the_same_words_are_a_copy() -> None:
    rewritten = [*BRIDGE[:4], OTHER[0], OTHER[1]]

    assert related(printed(BRIDGE), printed(BRIDGE, site=2, days=700)).kind is Kind.COPY
    assert related(printed(BRIDGE), printed(rewritten, site=2, days=700)).kind is Kind.PARTIAL


def test_a_corrected_figure_does_not_part_two_copies() -> None:
    corrected = [line.replace("two of its piers", "3 of its piers") for line in BRIDGE]
    wrong = [line.replace("two of its piers", "2 of its piers") for line in BRIDGE]

    assert related(printed(wrong), printed(corrected, site=2)).kind is Kind.COPY


@pytest.mark.parametrize("days", [0, 1, 3])
def test_the_bulletin_of_another_day_is_another_article_of_the_site(days: int) -> None:
    form = (
        "The water of the lake stood at {} centimetres at noon, the harbour office said. The temperature was {} degrees. "
        "Bathing is allowed at all beaches, and boats may leave until nightfall."
    )

    assert compare(printed([form.format(412, 17)]), printed([form.format(409, 18)], days=days)) is None


def test_the_relation_tells_why() -> None:
    assert related(printed(BRIDGE), printed(BRIDGE, site=2)).evidence == (
        "122 of 122 runs of five words shared, 122 of them in one piece; numbers: 0 alike, 0 not"
    )


def auction(tons: int, boats: int, cod: int, haddock: int, ice: int) -> list[str]:
    """What the fish market of a harbour prints every week: long sentences that never change around figures that do."""
    return [
        (
            f"Buyers took {tons} tons of fish at the weekly auction in Tarvik harbour, the port office said in its report, "
            "which it sends out after each sale and which is read by cooks and shippers along the whole of the coast."
        ),
        (
            f"The catch was landed by {boats} boats, most of them from the northern banks, and was sorted overnight by the "
            "crews of the two halls, who work in turns and are paid by the crate whatever the price turns out to be."
        ),
        (
            f"Cod was sold at {cod} crowns a crate on average, the office said, with the largest going to the smokehouses "
            "up the fjord and the rest to the freezer plant, which takes all that is left over once the bell has rung."
        ),
        (
            f"Haddock stood at {haddock} crowns at the close of the sale, when the clerks locked the scales and hung the "
            "lists in the window, where they stay until the next auction opens in the same hall at the usual hour."
        ),
        (
            f"The ice works delivered {ice} blocks for the day, and a spokesman said that more could be had at short notice "
            "if the weather allowed the boats to stay out longer than they had done in the weeks before this one."
        ),
    ]


def test_a_long_form_story_with_other_figures_at_another_site_is_no_copy() -> None:
    one = printed(auction(84, 17, 310, 268, 420), title="fish auction at tarvik")
    other = printed(auction(61, 12, 355, 241, 390), site=2, title="fish auction at tarvik")

    found = compare(one, other)

    assert found is None or found.kind is Kind.PARTIAL


def test_the_same_form_story_with_the_same_figures_is_a_copy() -> None:
    figures = auction(84, 17, 310, 268, 420)

    assert related(printed(figures), printed(figures[:-1], site=2)).kind is Kind.COPY


def test_a_text_half_rewritten_is_a_copy_within_days_and_not_weeks_later() -> None:
    source = [*auction(84, 17, 310, 268, 420), *BRIDGE]
    rewritten = [line if place % 3 else OTHER[place % 2] for place, line in enumerate(source)]

    assert related(printed(source), printed(rewritten, site=2, days=2)).kind is Kind.COPY
    assert related(printed(source), printed(rewritten, site=2, days=30)).kind is Kind.PARTIAL


def test_half_of_an_article_inside_another_piece_is_partial_reuse() -> None:
    source = [*BRIDGE, *auction(84, 17, 310, 268, 420)]
    piece = [*OTHER, *OTHER[::-1], *source[6:10]]

    found = related(printed(source), printed(piece, site=2, title="a week on the coast", days=1))

    assert found.kind is Kind.PARTIAL


def test_a_follow_up_that_repeats_its_background_is_no_other_address_of_the_article() -> None:
    source = [*auction(84, 17, 310, 268, 420), *BRIDGE]
    follow_up = [*OTHER, *source[2:]]

    found = related(printed(source), printed(follow_up, title="opera sings for fishermen", days=1))

    assert found.kind is Kind.PARTIAL


def missing(name: str, age: int, town: str, height: int, car: str, plate: int, phone: int) -> list[str]:
    return [
        (
            f"Police are looking for {name}, {age}, {town}. The child left home on foot after school and was last seen at "
            "the bus stop by the church, where a driver remembers a red coat, a grey bag and a friendly good afternoon."
        ),
        (
            f"Measuring {height} {car} {plate}, {name} is believed to know the paths along the river well and may be with "
            "friends. The family asks everybody to look into sheds, boat houses and garages, and to keep the porch light on."
        ),
        (
            f"Whoever has seen anything is asked to call {town} {phone}, at any hour of the day or night. The officers thank "
            "all neighbours who have helped so far, and ask them not to search near the rapids on their own."
        ),
    ]


def test_a_notice_with_other_numbers_beside_other_names_is_no_copy() -> None:
    one = printed(missing("Ida Holm", 9, "Tarvik", 131, "centimetres", 48, 5512), title="police ask for help")
    other = printed(
        missing("Jon Brekke", 12, "Sundal", 154, "metres", 77, 8830), site=2, title="police ask for help"
    )

    found = compare(one, other)

    assert found is None or found.kind is Kind.PARTIAL


def test_the_same_line_under_two_headlines_is_no_copy() -> None:
    line = ["The office did not answer questions about it before this edition closed."]

    found = compare(
        printed(line, title="quarry to be sold"), printed(line, site=2, title="choir loses its hall")
    )

    assert found is None or found.kind is Kind.PARTIAL
