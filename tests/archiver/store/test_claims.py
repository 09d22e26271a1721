"""What a page says its own URL is: believed within its newspaper, and seen through where it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archiver.extract.article import extract_article
from archiver.link import Status
from archiver.outcome import Outcome
from archiver.testing import make_capture, make_link, make_page

if TYPE_CHECKING:
    from archiver.store import Saved
    from tests.archiver.store.conftest import Desk

TOWN = "https://courier.example/town/2021/02/bridge-over-the-aban-opens"
STORM = "https://courier.example/town/2021/02/storm-takes-the-old-pier"


def read(desk: Desk, url: str, title: str, *, canonical: str | None, amp: str | None = None) -> Saved:
    """A page as a server sends it is read and stored; no *canonical*, no claim of any kind."""
    head = f'<link rel="amphtml" href="{amp}">' if amp else ""
    page = make_page(title, url=canonical or "", head=head)
    (link,) = desk._links(url)
    capture = make_capture(page, url=url, link=link, fetched_at=desk.now)
    outcome = Outcome(link=link, capture=capture, article=extract_article(capture))
    return desk.archive.save([outcome], desk.crawl_id, desk.now)[0]


def test_a_page_and_the_page_it_names_are_one_article_whatever_their_urls(desk: Desk) -> None:
    read(desk, "https://courier.example/stories/77", "Bridge opens", canonical=TOWN)

    saved = read(desk, TOWN, "Bridge opens", canonical=TOWN)

    assert (saved.status, saved.article_id) == (Status.ALIAS, 1)
    assert desk.archive.article(1).canonical_url == TOWN


def test_an_amp_page_is_the_article_of_the_page_that_names_it(desk: Desk) -> None:
    amp = "https://courier.example/reader/77"
    read(desk, TOWN, "Bridge opens", canonical=TOWN, amp=amp)

    saved = read(desk, amp, "Bridge opens", canonical=TOWN)

    assert (saved.status, saved.article_id) == (Status.ALIAS, 1)


def test_an_amp_page_without_a_word_of_its_own_is_known_by_the_page_that_named_it(desk: Desk) -> None:
    amp = "https://courier.example/reader/77"
    read(desk, TOWN, "Bridge opens", canonical=TOWN, amp=amp)

    assert desk.archive.article(amp).id == 1
    assert read(desk, amp, "Bridge opens", canonical=None).article_id == 1


def test_an_amphtml_link_to_another_article_gives_it_no_other_words(desk: Desk) -> None:
    read(desk, TOWN, "Bridge opens", canonical=TOWN, amp=STORM)

    saved = read(desk, STORM, "Storm takes the old pier", canonical=STORM)

    assert (saved.status, saved.article_id) == (Status.NEW, 2)
    assert desk.archive.article(STORM).title == "Storm takes the old pier"


@pytest.mark.parametrize(
    "lie",
    [
        "https://courier.example/",
        "https://courier.example/town",
        "https://courier.example/world-news",
        "https://courier.example/town/2021/02",
        "https://courier.example/404",
        "https://courier.example/login",
        "https://staging.courier.example/town/2021/02/bridge-over-the-aban-opens",
        "https://courier.example:8443/town/2021/02/bridge-over-the-aban-opens",
        "http://localhost/town/2021/02/bridge-over-the-aban-opens",
        "https://wire.example/2021/02/bridge-over-the-aban-opens",
        "https://courier.example/town/2021/02/bridge over the aban",
    ],
)
def test_a_url_that_can_be_no_articles_is_not_believed(sqlite_desk: Desk, lie: str) -> None:
    desk = sqlite_desk
    read(desk, TOWN, "Bridge opens", canonical=lie)

    saved = read(desk, STORM, "Storm takes the old pier", canonical=lie)

    assert (saved.status, saved.article_id) == (Status.NEW, 2)
    assert desk.archive.article(TOWN).canonical_url == TOWN
    assert desk.archive.article(STORM).canonical_url == STORM


def test_a_page_told_by_a_parameter_is_not_filed_under_the_script_alone(desk: Desk) -> None:
    script = "https://courier.example/read.php"
    read(desk, f"{script}?item=7", "Bridge opens", canonical=script)

    saved = read(desk, f"{script}?item=8", "Storm takes the old pier", canonical=script)

    assert saved.status is Status.NEW
    assert desk.archive.article(f"{script}?item=7").title == "Bridge opens"


def test_a_parameter_the_page_disowns_is_left_out(desk: Desk) -> None:
    read(desk, f"{TOWN}?box=3", "Bridge opens", canonical=TOWN)

    saved = read(desk, f"{TOWN}?box=4", "Bridge opens", canonical=TOWN)

    assert (saved.status, saved.article_id) == (Status.ALIAS, 1)


def test_a_url_two_articles_name_and_nobody_has_read_is_neither_s(desk: Desk) -> None:
    named = "https://courier.example/live/2021-02-19-all-the-news-of-the-day"
    read(desk, TOWN, "Bridge opens", canonical=named)

    read(desk, STORM, "Storm takes the old pier", canonical=named)

    assert [desk.archive.article(number).canonical_url for number in (1, 2)] == [TOWN, STORM]


def test_later_pages_of_an_article_that_name_its_first_do_not_take_its_words(desk: Desk) -> None:
    read(desk, f"{TOWN}?page=2", "Bridge opens", canonical=TOWN)
    read(desk, f"{TOWN}?page=3", "Bridge opens (continued)", canonical=TOWN)

    saved = read(desk, TOWN, "The bridge over the Aban opens at last", canonical=TOWN)

    assert saved.status is Status.NEW
    assert desk.archive.article(TOWN).title == "The bridge over the Aban opens at last"


def test_a_newspaper_has_no_word_in_what_another_s_url_is(desk: Desk) -> None:
    wire = "https://wire.example/2021/02/bridge-over-the-aban-opens"
    page = f"{make_page('Bridge opens', url=wire)}"
    (link,) = desk._links(TOWN)
    capture = make_capture(page, url=TOWN, link=link, fetched_at=desk.now)
    desk.archive.save([Outcome(link=link, capture=capture, article=extract_article(capture))], desk.crawl_id)

    origin = make_capture(page, url=wire, link=make_link(url=wire, site="wire.example"), fetched_at=desk.now)
    outcome = Outcome(
        link=make_link(url=wire, site="wire.example"), capture=origin, article=extract_article(origin)
    )
    saved = desk.archive.save([outcome])[0]

    assert (saved.status, saved.article_id) == (Status.DUPLICATE, 2)
    assert desk.archive.article(wire).id == 2


def test_a_short_headline_is_believed_of_the_page_with_a_parameter_more(desk: Desk) -> None:
    short = "https://courier.example/opinion/bridges"
    read(desk, f"{short}?box=3", "Bridge opens", canonical=short)

    assert read(desk, short, "Bridge opens", canonical=short).article_id == 1
    assert desk.archive.article(1).canonical_url == short
