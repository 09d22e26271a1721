"""Full-text search in many scripts; nothing a person types is syntax."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.errors import QueryError
from archiver.outcome import Outcome
from archiver.store.search import make_snippet
from archiver.testing import make_article, make_link, make_moment

if TYPE_CHECKING:
    from datetime import datetime

    from archiver.store import Archive


class Shelf:
    """Articles by number."""

    def __init__(self, archive: Archive, now: datetime) -> None:
        self.archive, self.now = archive, now

    def add(self, title: str, body: str, **changes: object) -> int:
        number = self.archive.stats().articles + 1
        site = str(changes.get("site", "courier.example"))
        url = f"https://{site}/{number}"
        article = make_article(url=url, title=title, body=body, **changes)
        link = make_link(url=url, site=site)
        saved = self.archive.save([Outcome(link=link, article=article)], None, self.now)[0]
        assert saved.article_id is not None
        return saved.article_id

    def find(self, query: str, **narrow: object) -> list[int]:
        return [hit.id for hit in self.archive.search(query, **narrow)]  # type: ignore[arg-type]


@pytest.fixture
def shelf(archive: Archive, now: datetime) -> Shelf:
    return Shelf(archive, now)


def test_all_words_must_stand_in_the_article(shelf: Shelf) -> None:
    both = shelf.add("Bridge", "The bridge over the river opened.")
    shelf.add("Bridge", "The bridge is closed.")

    assert shelf.find("river BRIDGE") == [both]


def test_a_phrase_is_words_in_that_order(shelf: Shelf) -> None:
    found = shelf.add("Attack", "A rocket attack hit the airport.")
    shelf.add("Attack", "An attack with a rocket hit the airport.")

    assert shelf.find('"rocket attack" airport') == [found]
    assert shelf.find("“rocket attack”") == [found]


def test_a_word_in_the_headline_counts_more(shelf: Shelf) -> None:
    shelf.add("Weather", "Rain fell, and the bridge, a bridge of old, was closed for the day.")
    headline = shelf.add("Bridge closed", "Rain fell all day and the town hall shut its doors at noon.")

    assert shelf.find("bridge")[0] == headline


@pytest.mark.parametrize(
    ("body", "query"),
    [
        ("Élodie Müller aß Crème brûlée in Kraków", "elodie MULLER ass creme krakow"),
        ("پردەکە لە هەولێر کرایەوە", "پرده‌كه‌ هه‌ولێر"),
        ("كُردستان العراق", "کردستان"),
        ("سال ۲۰۲۱ می‌خواهم", "2021 ميخواهم"),
        ("हिन्दी में समाचार", "हिन्दी समाचार"),
        ("東京都知事が会見した", "知事 会見"),
        ("消費税、上がる", "税"),
        ("税金が上がる", "税"),
        ("サッカーの試合", "ｻｯｶｰ"),
        ("노무현 대통령은 서울에서", "서울"),
        ("ราคาน้ำมันวันนี้", "น้ำมัน"),
        ("Ёлка в Київ", "елка київ"),
        ("İSTANBUL'da ılık", "istanbul ilik"),
        ("Αθήνα ΑΘΗΝΑ", "αθηνα"),
        ("שָׁלוֹם עולם", "שלום"),
        ("Straße ﬁnal ① Ａ１", "strasse final 1 a1"),
    ],
)
def test_spelling_keyboards_and_width_do_not_matter(shelf: Shelf, body: str, query: str) -> None:
    found = shelf.add("", body)

    assert shelf.find(query) == [found]


def test_letters_that_tell_words_apart_stay(shelf: Shelf) -> None:
    shelf.add("", "がっこう")
    shelf.add("", "мой дом")

    assert shelf.find("かっこう") == []
    assert shelf.find("мои") == []


def test_words_of_unspaced_scripts_are_found_whole(shelf: Shelf) -> None:
    shelf.add("", "京都 東京")

    assert shelf.find("東京都") == []


@pytest.mark.parametrize(
    "query",
    [
        "bridge OR",
        "NOT bridge",
        "bridge*",
        "title:bridge",
        "(bridge",
        "bridge^2",
        'bridge"',
        "bridge NEAR(",
        "-bridge",
    ],
)
def test_operators_are_only_words(shelf: Shelf, query: str) -> None:
    found = shelf.add("Or not near", "the title bridge 2")

    assert shelf.find(query) == [found]


@pytest.mark.parametrize("query", ["", "   ", "***", '""', "—", "\x00"])
def test_a_search_for_nothing_is_refused_in_one_line(shelf: Shelf, query: str) -> None:
    with pytest.raises(QueryError, match="no words") as caught:
        shelf.find(query)

    assert "\n" not in caught.value.message


def test_a_search_for_a_whole_page_is_refused(shelf: Shelf) -> None:
    with pytest.raises(QueryError, match="64"):
        shelf.find(" ".join(f"word{n}" for n in range(100)))


@settings(
    deadline=None,
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(query=st.text(max_size=40))
def test_no_query_is_a_database_error(shelf: Shelf, query: str) -> None:
    try:
        hits = shelf.archive.search(query)
    except QueryError:
        return
    assert hits.total == 0


def test_a_search_can_be_narrowed(shelf: Shelf) -> None:
    old = shelf.add("Bridge", "bridge of old", published=make_moment("2020-01-31"), language="en")
    new = shelf.add("Bridge", "bridge of new", published=make_moment("2021-02-19"), language="pt-BR")
    undated = shelf.add("Bridge", "bridge of none", published=None, language="en")
    other = shelf.add(
        "Bridge", "bridge elsewhere", site="herald.example", published=make_moment("2021-02-19")
    )

    assert set(shelf.find("bridge")) == {old, new, undated, other}
    assert shelf.find("bridge", site="herald.example") == [other]
    assert set(shelf.find("bridge", since=date(2021, 2, 19))) == {new, other}
    assert shelf.find("bridge", until=date(2020, 1, 31)) == [old]
    assert shelf.find("bridge", language="pt") == [new]
    assert shelf.find("bridge", language="p") == []


def test_hits_come_in_pages_with_their_total(shelf: Shelf) -> None:
    for n in range(5):
        shelf.add("Bridge", f"bridge number {n}")

    first, second = shelf.archive.search("bridge", limit=3), shelf.archive.search("bridge", limit=3, offset=3)

    assert (first.total, len(first), len(second)) == (5, 3, 2)
    assert len({hit.id for hit in (*first, *second)}) == 5


def test_a_hit_shows_the_articles_own_words(shelf: Shelf) -> None:
    shelf.add("Opening", "Rain fell.\n\nThe Café by the Bridge was open.")

    (hit,) = shelf.archive.search("cafe bridge")

    assert hit.marked("<", ">") == "Rain fell. The <Café> by the <Bridge> was open."
    assert (hit.url, hit.title, hit.site) == ("https://courier.example/1", "Opening", "courier.example")


def test_a_long_article_is_cut_around_the_words() -> None:
    body = "far " * 200 + "the bridge over the river opened " + "away " * 200

    snippet, marks = make_snippet(body, ["bridge", "river"])

    assert [snippet[start:end] for start, end in marks] == ["bridge", "river"]
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")
    assert len(snippet) < 300


@given(body=st.text(max_size=300), word=st.text(min_size=1, max_size=5))
@settings(deadline=None, derandomize=True)
def test_marks_lie_inside_the_snippet(body: str, word: str) -> None:
    snippet, marks = make_snippet(body, [word], letters=40)

    assert "\n" not in snippet
    assert all(0 <= start < end <= len(snippet) for start, end in marks)
    assert list(marks) == sorted(marks)


def test_an_article_without_words_is_found_by_its_headline(shelf: Shelf) -> None:
    article = replace(
        make_article(url="https://courier.example/v", title="Video: bridge"), blocks=(), fingerprint=None
    )
    shelf.archive.save([Outcome(link=make_link(url=article.url), article=article)], None, shelf.now)

    (hit,) = shelf.archive.search("video")

    assert hit.snippet == ""
