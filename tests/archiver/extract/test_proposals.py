"""Rules proposed from a site's pages: what they agree on, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from archiver.extract.proposals import Proposal, format_proposals, propose, suggest
from archiver.extract.study import Study, grade_page, study_page
from archiver.site import Site
from archiver.testing import make_capture, make_paragraphs

if TYPE_CHECKING:
    from archiver.capture import Capture

SITE = Site(name="courier.example", url="https://courier.example/")
BOX = "A tide a day: the harbour letter comes each morning, with departures, prices and the weather at sea."


def page(
    number: int, *, head: str = "{title}", day: str = "{day:%d/%m/%Y}", box: str = BOX, old: bool = False
) -> str:
    """An article of the paper; *old* ones have the markup of years ago."""
    title = f"Ferry number {number} stays in port"
    when = datetime(2021, 2, 1 + number, 6, 30, tzinfo=UTC)
    first, *rest = make_paragraphs(title)
    headline = f"<h2 class='kopf'>{title}</h2>" if old else f"<h1 class='headline'>{title}</h1>"
    text = f"<p>{first}</p><div class='letter'>{box}</div>" + "".join(f"<p>{part}</p>" for part in rest)
    return (
        f"<html lang='en'><head><title>{head.format(title=title)}</title>"
        f"<meta property='og:title' content='{title}'>"
        f"<meta property='article:published_time' content='{when.isoformat()}'></head><body>"
        f"<h3 class='teaser'>Another story of the harbour</h3>{headline}"
        f"<div class='printed'>{day.format(day=when)}</div>"
        f"<div class='{'alt' if old else 'story'}-text'>{text}</div></body></html>"
    )


def learn(pages: list[str]) -> dict[str, Proposal]:
    captures: list[Capture] = [
        make_capture(
            text, url=f"https://courier.example/ferry-{number}", fetched_at=datetime(2021, 3, 20, tzinfo=UTC)
        )
        for number, text in enumerate(pages)
    ]
    studies = [study for one in captures if isinstance(study := study_page(one, SITE), Study)]
    assert len(studies) == len(pages)
    wanted = suggest(studies)
    grades = [grade_page((one, study.truth), wanted) for one, study in zip(captures, studies, strict=True)]
    return {one.key: one for one in propose(studies, grades)}


def test_what_all_pages_have_is_proposed_in_short() -> None:
    found = learn([page(number) for number in range(5)])

    assert found["title"].values == ("h1",)
    assert found["body"].values == (".story-text",)
    assert found["date"].values == (".printed",)
    assert found["drop"].values == (".letter",)


def test_two_layouts_are_two_selectors() -> None:
    found = learn(
        [*(page(number) for number in range(5)), *(page(number, old=True) for number in range(5, 9))]
    )

    assert found["title"].values == ("h1", ".kopf")
    assert found["title"].evidence == (
        "equals the settled title on 5 of 9 pages",
        "equals the settled title on 4 of 4 pages left",
    )


def test_two_pages_prove_nothing() -> None:
    assert learn([page(1), page(2)]) == {}


def test_a_box_with_other_words_on_every_page_is_left_alone() -> None:
    boxes = [" ".join(make_paragraphs(f"Box {number}")[:1]) for number in range(5)]

    assert "drop" not in learn([page(number, box=box) for number, box in enumerate(boxes)])


@pytest.mark.parametrize(
    ("printed", "order"), [("{day:%d/%m/%Y}", "dmy"), ("{day:%m/%d/%Y}", "mdy"), ("{day:%y/%m/%d}", "ymd")]
)
def test_the_order_of_day_and_month_is_told_by_days_known_otherwise(printed: str, order: str) -> None:
    found = learn([page(number, day=printed) for number in range(4, 9)])

    assert found["date_order"].values == (order,)


def test_pages_that_disagree_on_the_order_propose_none() -> None:
    days = ["{day:%d/%m/%Y}", "{day:%m/%d/%Y}"]

    assert "date_order" not in learn([page(number, day=days[number % 2]) for number in range(14, 22)])


def test_a_list_stands_on_several_lines() -> None:
    proposal = Proposal(
        key="drop", values=(".a", 'p[rel="b"]'), evidence=("on 3 of 4 pages", "on 4 of 4 pages")
    )

    assert format_proposals([proposal]) == (
        'drop = [\n    ".a",  # on 3 of 4 pages\n    \'p[rel="b"]\',  # on 4 of 4 pages\n]\n'
    )
