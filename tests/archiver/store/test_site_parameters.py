"""Parameters of a newspaper's URLs that turn out not to matter, and those that do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archiver.link import Status
from archiver.store.frontier import PROBE, filing_key, link_key
from archiver.store.site_parameters import LEARNED_AFTER

if TYPE_CHECKING:
    from archiver.store import Saved
    from archiver.store.site_parameters import SiteParameter
    from tests.archiver.store.conftest import Desk

PAPER = "https://courier.example"


def words(number: int) -> str:
    return " ".join(
        f"In street {number} the baker sold {number * n + 7} loaves of kind {n}." for n in range(30)
    )


#: Another article's.
OTHER = " ".join(f"Rain fell on field {n} and barn {n * 3} flooded." for n in range(30))


def url(number: int, box: int | None = None) -> str:
    return f"{PAPER}/town/story-of-street-{number}" + ("" if box is None else f"?box={box}")


def read(desk: Desk, number: int, box: int | None = None, text: str | None = None) -> Saved:
    return desk.read(url(number, box), title=f"Street {number}", body=text or words(number))


def learn(desk: Desk, articles: int = LEARNED_AFTER) -> None:
    """The paper lists each article with two values of a parameter."""
    for number in range(1, articles + 1):
        read(desk, number, 1)
        read(desk, number, 2)


def known(desk: Desk) -> SiteParameter:
    (parameter,) = desk.archive.parameters("courier.example")
    return parameter


def spelled(number: int, *, probe: bool) -> str:
    """A URL with a value of the parameter no article was seen under, that is asked for in full or is not."""
    ignored = frozenset({"box"})
    boxes = (url(number, box) for box in range(100, 400))
    return next(one for one in boxes if (filing_key(one, ignored) == link_key(one)) is probe)


def test_a_parameter_that_never_changed_the_words_is_learned(desk: Desk) -> None:
    learn(desk)

    parameter = known(desk)
    assert (parameter.name, parameter.same_words, parameter.other_words) == ("box", LEARNED_AFTER, 0)
    assert parameter.ignored_since == desk.now
    assert parameter.same_urls == (url(LEARNED_AFTER, 1), url(LEARNED_AFTER, 2))


def test_fewer_articles_teach_nothing(desk: Desk) -> None:
    learn(desk, LEARNED_AFTER - 1)

    assert known(desk).ignored_since is None


def test_one_article_counts_once_however_many_urls_it_has(desk: Desk) -> None:
    for box in range(1, 9):
        read(desk, 1, box)

    assert known(desk).same_words == 1


def test_a_page_read_again_is_no_more_evidence(desk: Desk) -> None:
    read(desk, 1, 1)
    read(desk, 1, 2)
    desk.next_run()
    read(desk, 1, 1)
    read(desk, 1, 2)

    assert known(desk).same_words == 1


def test_with_and_without_a_parameter_is_evidence_whichever_came_first(desk: Desk) -> None:
    read(desk, 1)
    read(desk, 1, 1)
    read(desk, 2, 1)
    read(desk, 2)

    assert known(desk).same_words == 2


def test_one_pair_of_other_words_and_it_is_never_learned(desk: Desk) -> None:
    read(desk, 90, 1)
    read(desk, 90, 2, text=OTHER)

    learn(desk)

    parameter = known(desk)
    assert (parameter.other_words, parameter.ignored_since) == (1, None)
    assert parameter.other_urls == (url(90, 1), url(90, 2))


@pytest.mark.parametrize("name", ["id", "storyid", "page", "lang", "offset", "date"])
def test_what_tells_articles_apart_elsewhere_is_not_learned(sqlite_desk: Desk, name: str) -> None:
    for number in range(1, LEARNED_AFTER + 2):
        for value in (1, 2):
            sqlite_desk.read(f"{url(number)}?{name}={value}", title="Street", body=words(number))

    assert sqlite_desk.archive.parameters("courier.example") == []


def test_values_without_a_name_are_no_parameters(desk: Desk) -> None:
    for number in range(4):
        desk.read(f"{PAPER}/read?{number}", title="Street", body=words(number))

    assert desk.archive.parameters() == []


def test_what_was_learned_saves_the_next_request(desk: Desk) -> None:
    learn(desk)
    desk.next_run()

    fresh = desk.list(url(50, 1), spelled(50, probe=False))

    assert [link.url for link in fresh] == [url(50, 1)]


def test_one_spelling_in_some_is_asked_for_all_the_same() -> None:
    ignored = frozenset({"box"})
    full = sum(filing_key(url(50, box), ignored) != link_key(url(50)) for box in range(2_000))

    assert 0.5 / PROBE < full / 2_000 < 2 / PROBE


def test_an_article_is_found_under_any_value_of_what_does_not_matter(desk: Desk) -> None:
    learn(desk)

    assert desk.archive.article(url(3, 77)).id == desk.archive.article(url(3, 1)).id
    assert desk.archive.article(url(3)).id == desk.archive.article(url(3, 2)).id


def test_links_filed_before_are_known_by_the_new_keys(desk: Desk) -> None:
    desk.list(url(50, 1))
    learn(desk)

    assert desk.archive.link(spelled(50, probe=False)).link.url == url(50, 1)


def test_no_url_an_article_had_is_lost(desk: Desk) -> None:
    learn(desk)

    article = desk.archive.article(1)
    assert sorted([article.url, *article.urls]) == [url(1, 1), url(1, 2)]


def test_a_page_is_revised_under_whatever_value_it_is_read(desk: Desk) -> None:
    learn(desk)
    desk.next_run()

    saved = desk.read(spelled(1, probe=True), title="Street 1", body=words(1) + " Later there were rolls.")

    assert (saved.status, saved.article_id) == (Status.REVISED, 1)


def test_one_counter_example_undoes_what_was_learned(desk: Desk) -> None:
    learn(desk)
    other = spelled(1, probe=True)

    saved = desk.read(other, title="Street 91", body=OTHER)

    assert saved.status is Status.NEW
    parameter = known(desk)
    assert (parameter.ignored_since, parameter.other_words) == (None, 1)
    assert desk.archive.article(1).body == words(1)
    assert desk.archive.article(other).title == "Street 91"


def test_what_was_undone_leaves_every_article_where_it_was_found(desk: Desk) -> None:
    learn(desk)
    read(desk, 60, 1)
    desk.read(spelled(1, probe=True), title="Street 91", body=OTHER)

    desk.next_run()
    saved = [read(desk, number, box).status for number in (1, 2, 60) for box in (1,)]

    assert saved == [Status.UNCHANGED] * 3
    assert [link.url for link in desk.list(url(61, 1), url(61, 2))] == [url(61, 1), url(61, 2)]


@pytest.mark.parametrize("probe", [True, False])
def test_an_article_is_gone_whichever_spelling_of_it_was_asked_for(sqlite_desk: Desk, probe: bool) -> None:
    desk = sqlite_desk
    learn(desk)
    only = spelled(70, probe=probe)
    desk.read(only, title="Street 70", body=words(70))
    desk.next_run()

    desk.end(only, Status.GONE, reason="HTTP 404")

    assert desk.archive.article(only).gone_at == desk.now


def test_another_newspaper_s_parameter_of_the_same_name_still_matters(desk: Desk) -> None:
    learn(desk)
    herald = "https://herald.example/town/story-of-street-1?box="

    for box in (1, 2):
        desk.archive.save([desk_outcome(desk, f"{herald}{box}", box)])

    assert desk.archive.article(f"{herald}1").id != desk.archive.article(f"{herald}2").id


def desk_outcome(desk: Desk, address: str, number: int):  # type: ignore[no-untyped-def]
    from archiver.outcome import Outcome
    from archiver.testing import make_article, make_capture, make_link

    link = make_link(url=address, site="herald.example")
    capture = make_capture(url=address, link=link, fetched_at=desk.now)
    article = make_article(
        url=address,
        site="herald.example",
        title=f"Box {number}",
        body=words(number) if number == 1 else OTHER,
    )
    return Outcome(link=link, capture=capture, article=article)


def test_learned_in_one_batch_or_in_many_is_the_same(sqlite_desk: Desk) -> None:
    desk = sqlite_desk
    outcomes = [
        desk.outcome(url(number, box), title=f"Street {number}", body=words(number))
        for number in range(1, LEARNED_AFTER + 1)
        for box in (1, 2)
    ]

    desk.archive.save(outcomes, desk.crawl_id, desk.now)

    assert known(desk).ignored_since == desk.now
    assert desk.archive.article(url(2, 9)).id == 2
