"""What a newspaper prints on a bad day: stored all the same, never one story with what it is not, never an error."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from archiver.testing import make_moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from archiver.store import Archive

    Publish = Callable[..., int]

DAY = "2021-02-19"


def write_story(seed: int, sentences: int = 24) -> tuple[str, ...]:
    """Sentences of twelve words that stand in no other seed's story."""
    chance = random.Random(seed)
    words = [
        "".join(chance.choice("bdfgklmnprst") + chance.choice("aeiou") for _ in range(4)) for _ in range(500)
    ]
    return tuple(" ".join(chance.choices(words, k=12)).capitalize() + "." for _ in range(sentences))


def kinds(archive: Archive, article_id: int) -> list[str]:
    """How the article hangs together with others."""
    return sorted(relation.kind for relation in archive.relations(article_id))


def stories(archive: Archive, *ids: int) -> int:
    """How many stories the articles are."""
    return len({archive.story(article_id).id or -article_id for article_id in ids})


@pytest.mark.parametrize(
    "body",
    ["", " ", "…", "\u200b\u00ad\ufeff", "7", "🙂 🙂 🙂", "ـــ", "。" * 40, "ha " * 9, "12 34 56 78"],
    ids=ascii,
)
def test_next_to_no_words_are_stored_and_are_nobodys_copy(
    archive: Archive, publish: Publish, body: str
) -> None:
    long = publish(archive, "herald.example", write_story(1), DAY)

    one = publish(archive, "gazette.example", body, DAY, title="Market")
    other = publish(archive, "courier.example", f"{body} 8", DAY, title="Weather")

    assert archive.article(one).body.strip() == body.strip()
    assert stories(archive, long, one, other) == 3


def test_two_empty_pages_are_not_one_story(archive: Archive, publish: Publish) -> None:
    one = publish(archive, "herald.example", "", DAY, title="Video: the flood")
    other = publish(archive, "gazette.example", "", DAY, title="Gallery: the carnival")

    assert kinds(archive, one) == kinds(archive, other) == []


def test_a_one_line_alert_is_one_story_with_its_copy_only(archive: Archive, publish: Publish) -> None:
    alert = (
        "Breaking: train derails at Harwick, {} people hurt, line to the coast closed until further notice"
    )

    first = publish(archive, "herald.example", alert.format("four"), DAY)
    copy = publish(archive, "gazette.example", alert.format("four"), DAY)
    later = publish(archive, "courier.example", "Breaking: train derails at Colby, nobody hurt", DAY)

    assert stories(archive, first, copy) == 1
    assert stories(archive, first, later) == 2


def test_the_same_line_in_two_newspapers_days_apart_is_two_stories(
    archive: Archive, publish: Publish
) -> None:
    line = "Police reported no accidents in the county overnight."

    one = publish(archive, "herald.example", line, "2021-02-19", title="Night report")
    other = publish(archive, "gazette.example", line, "2021-02-25", title="Night report")

    assert stories(archive, one, other) == 2


def test_a_page_of_100000_words_finds_its_copy_and_its_excerpt(
    sqlite_archive: Archive, publish: Publish
) -> None:
    pages = write_story(2, 8400)

    report = publish(sqlite_archive, "herald.example", pages, DAY)
    copy = publish(sqlite_archive, "gazette.example", ["Printed with leave of the Herald.", *pages], DAY)
    excerpt = publish(sqlite_archive, "courier.example", pages[:6], DAY)

    rows = sqlite_archive.sql(f"SELECT count(*) FROM sample WHERE article_id = {report}").rows
    assert rows[0][0] < 100
    assert {one.id for one in sqlite_archive.story(report).members} == {report, copy}
    assert [one.id for one in sqlite_archive.story(report).excerpts] == [excerpt]


@pytest.mark.parametrize(
    "body",
    [
        "all work and no play " * 4000,
        "x" * 100_000,
        "\n\n".join(f"{number * 7919 % 1000} {number}" for number in range(1500)),
        "\n\n".join(["Name required"] * 3000),
        "汉" * 30_000,
    ],
    ids=[
        "one line over and over",
        "one endless word",
        "nothing but numbers",
        "one paragraph over and over",
        "one letter",
    ],
)
def test_a_monstrous_page_is_stored_twice(archive: Archive, publish: Publish, body: str) -> None:
    ordinary = publish(archive, "herald.example", write_story(3), DAY)

    one = publish(archive, "gazette.example", body.split("\n\n"), DAY)
    other = publish(archive, "courier.example", [*body.split("\n\n"), "Photograph: Ida Lund"], DAY)

    assert stories(archive, ordinary, one) == stories(archive, ordinary, other) == 2


def test_scripts_may_be_mixed_on_a_page(archive: Archive, publish: Publish) -> None:
    mixed = (
        "The visitors signed the book in their own letters before the ferry left for the mainland at noon on Sunday.",
        "وكتب الزائر الأول أن المدينة ذكرته ببيت جده على ضفة النهر وأن الخبز هنا أطيب من أي خبز ذاقه في حياته.",
        "ميوانێکی دیکە نووسیبووی کە دەریاچەکە لە بەیانیاندا وەک ئاوێنە وایە و هیچ دەنگێک نابیسترێت جگە لە باڵندەکان.",
        "第三位客人写道，他走遍了许多岛屿，却从未见过这样安静的码头，也从未喝过这样浓的茶。",
        "四人目の客は、夜の灯台の光が波の上をゆっくり進むのを見て、子どものころの夏を思い出したと記した。",
        "आख़िरी मेहमान ने लिखा कि वह अगले साल अपने बच्चों को लेकर लौटेगा और उन्हें घाट की सीढ़ियाँ दिखाएगा।",
    )

    first = publish(archive, "herald.example", mixed, DAY)
    copy = publish(archive, "gazette.example", [part.replace("٬", ",") for part in mixed[:-1]], DAY)

    assert kinds(archive, copy) == ["copy"]
    assert archive.story(first).id == archive.story(copy).id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2021-02-19T23:50:00+00:00", "2021-02-20T09:10:00+03:00"),
        ("2021-02-19", "2021-02-18"),
        ("2021-02-19", "2099-01-01"),
        ("2021-02-19", "1970-01-01"),
        ("2021-02-19", None),
        (None, None),
    ],
)
def test_clocks_that_disagree_hide_no_copy(
    archive: Archive, publish: Publish, one: str | None, other: str | None
) -> None:
    story = write_story(4)

    first = publish(archive, "herald.example", story, one)
    second = publish(archive, "gazette.example", story, other)

    assert stories(archive, first, second) == 1


def test_a_teaser_may_arrive_before_its_story(archive: Archive, publish: Publish) -> None:
    story = write_story(5, 40)

    teaser = publish(archive, "gazette.example", [story[0], story[1], story[2][:30] + " …"], DAY)
    whole = publish(archive, "herald.example", story, DAY)

    (relation,) = archive.relations(teaser)
    assert (relation.kind, relation.article_id, relation.other_id) == ("excerpt", teaser, whole)


@pytest.mark.parametrize(
    "order", ["story copy cut roundup", "roundup cut copy story", "cut roundup story copy"]
)
def test_what_belongs_together_does_not_depend_on_what_came_first(
    archive: Archive, publish: Publish, order: str
) -> None:
    story, second, third = write_story(6), write_story(7), write_story(8)
    bodies = {
        "story": story,
        "copy": ("By our own correspondent", *story),
        "cut": story[:16],
        "roundup": (*story[:4], *second[:4], *third[:4]),
    }

    ids = {name: publish(archive, f"{name}.example", bodies[name], DAY) for name in order.split()}

    assert stories(archive, ids["story"], ids["copy"], ids["cut"]) == 1
    assert archive.story(ids["roundup"]).id is None


def test_a_dozen_earthquakes_of_one_week_are_a_dozen_stories(archive: Archive, publish: Publish) -> None:
    form = (
        "An earthquake of magnitude {}.{} was felt in {} at {:02}:{:02}, the survey said, at a depth of {} kilometres.",
        "No damage was reported. The survey asked people to stay calm, to follow its bulletins and to expect aftershocks.",
        "The region lies on a fault that moves a finger's breadth each year, and small shocks are common in winter.",
    )
    towns = ("Orsa", "Lund", "Tarn", "Colby", "Ahlen", "Sund")

    ids = [
        publish(
            archive,
            ("herald.example", "gazette.example", "courier.example")[number % 3],
            [
                form[0].format(
                    3 + number % 3, number % 10, towns[number % 6], number, number * 4, 5 + number
                ),
                *form[1:],
            ],
            f"2021-02-{19 + number // 2}",
        )
        for number in range(12)
    ]

    assert stories(archive, *ids) == 12


def test_a_page_with_thirty_addresses_is_thirty_addresses_of_one_story(
    archive: Archive, publish: Publish
) -> None:
    story = write_story(9)

    ids = [publish(archive, "herald.example", story, DAY) for _ in range(30)]

    assert len(set(ids)) == 1 or stories(archive, *ids) == 1


def test_a_daily_report_that_says_the_same_has_an_article_for_each_day(
    archive: Archive, publish: Publish
) -> None:
    report = (
        "All mountain roads are open today and no chains are needed, the road office reports at six in the morning.",
        "Drivers are asked to keep their lights on and to watch for animals at dusk.",
    )

    ids = [
        publish(archive, "herald.example", report, f"2021-02-{day}", title="Road report")
        for day in (19, 20, 21)
    ]

    assert len(set(ids)) == 3
    assert [archive.article(article_id).published for article_id in ids] == [
        make_moment(f"2021-02-{day}") for day in (19, 20, 21)
    ]
