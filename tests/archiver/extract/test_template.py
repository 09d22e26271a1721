"""What stands on many pages of a newspaper is boilerplate, and what a few articles share is theirs."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from archiver.extract.article import extract_article
from archiver.extract.boilerplate import learn_template
from archiver.extract.siblings import read_page_lines
from archiver.extract.template import ANYWHERE, Template, TemplateLine, line_key
from archiver.testing import make_capture
from archiver.testing.page import make_page, make_paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from archiver.capture import Capture

MORNING = datetime(2021, 2, 19, 6, 30, tzinfo=UTC)
OWNED = "The Loopback Courier belongs to its readers. Eleven hundred of them hold a share, and each has one vote in spring."
LETTER = "Lamplight, our letter for people who stay up late, leaves the house on Thursdays at nine."
SUBJECTS = (
    "Ferry to Orsa halted by ice",
    "Choir finds its lost drum",
    "Bakers march for cheaper flour",
    "New roof for the fish market",
    "Goats close the mountain road",
    "Library lends umbrellas now",
    "Tram depot gets a garden",
    "Lighthouse keeper retires at last",
    "School kitchen wins a prize",
    "River pilots vote to strike",
    "Clockmaker mends the town hall",
    "Old cinema opens as a pool",
)


def capture_of(
    number: int,
    paragraphs: Sequence[str] | None = None,
    *,
    url: str | None = None,
    title: str | None = None,
    language: str = "en",
    extra: str = "",
) -> Capture:
    """The page of one article; with other numbers, other articles."""
    title = title or (SUBJECTS[number] if number < len(SUBJECTS) else f"{SUBJECTS[number % 12]}, {number}")
    address = url or f"https://courier.example/news/story-{number}.html"
    page = make_page(
        title,
        paragraphs or make_paragraphs(title),
        url=address,
        language=language,
        extra=extra,
        section="Town",
    )
    return make_capture(page, url=address, fetched_at=MORNING + timedelta(minutes=number))


def with_lines(number: int, *lines: str, inside: str | None = None) -> Capture:
    """The page of an article with *lines* as its last paragraphs, and *inside* as its second."""
    first, *rest = make_paragraphs(SUBJECTS[number % 12])
    between = [inside] if inside else []
    return capture_of(number, [first, *between, *rest, *lines])


def learn(captures: Sequence[Capture]) -> Template:
    return learn_template("courier.example", [read_page_lines(capture) for capture in captures])


def examples(template: Template) -> list[str]:
    return [line.example for line in template.lines]


# --- what is learned


def test_a_paragraph_on_every_page_is_no_articles() -> None:
    template = learn([with_lines(number, OWNED) for number in range(8)])

    article = extract_article(with_lines(9, OWNED), template=template)

    assert OWNED not in article.body
    assert make_paragraphs(SUBJECTS[9])[-1] in article.body


def test_without_the_template_it_stays() -> None:
    assert OWNED in extract_article(with_lines(9, OWNED)).body


def test_what_was_left_out_is_kept_with_the_evidence() -> None:
    template = learn([with_lines(number, *([OWNED] if number else [])) for number in range(8)])

    article = extract_article(with_lines(9, OWNED), template=template)

    (removed,) = [one for one in article.removed if one.reason == "template"]
    assert (removed.text, removed.evidence) == (OWNED, "on 7 of 8 pages")


def test_a_box_between_the_paragraphs_is_found_as_well() -> None:
    template = learn([with_lines(number, inside=LETTER if number % 4 else None) for number in range(12)])

    assert LETTER not in extract_article(with_lines(5, inside=LETTER), template=template).body


def test_the_biography_of_one_of_many_authors_is_found_by_its_box() -> None:
    bios = [
        f"{name} has written for the Courier since {year} and keeps bees behind the printing house."
        for name, year in (("Ilse Marr", 1998), ("Tomas Quist", 2004), ("Vera Sund", 2011))
    ]
    pages = [
        capture_of(number, extra=f'<div class="writer"><p>{bios[number % 3]}</p></div>')
        for number in range(12)
    ]

    template = learn(pages)

    assert set(bios) <= set(examples(template))


def test_lines_that_differ_in_numbers_and_months_are_one_line() -> None:
    months = ("May", "June", "July")
    pages = [
        capture_of(
            number,
            extra=f'<p class="count">{number + 2} readers wrote by {number + 1} {months[number % 3]}</p>',
        )
        for number in range(9)
    ]

    template = learn(pages)

    (line,) = [line for line in template.lines if line.masked and "readers wrote" in line.example]
    assert (line.pages, line.of) == (9, 9)
    assert template.find("140 readers wrote by 3 August", line.markup) == line


# --- what is not


def test_a_quotation_two_articles_share_is_theirs() -> None:
    quote = "“We shall build it with our own hands if the province will not,” the mayor told the crowd on the quay."
    pages = [with_lines(number, inside=quote if number < 2 else None) for number in range(10)]

    assert quote not in examples(learn(pages))


def test_the_background_of_a_long_story_is_the_articles() -> None:
    background = "The mill closed in 2009 after a fire that killed three workers, and its owners were acquitted in 2014."
    pages = [with_lines(number, inside=background if number < 4 else None) for number in range(12)]

    assert background not in examples(learn(pages))


def test_one_article_at_many_addresses_counts_once() -> None:
    story = make_paragraphs("Ferry to Orsa halted by ice")
    copies = [
        capture_of(
            0,
            [*story[:2], f"Updated reading number {turn}: {story[2]}"],
            url=f"https://courier.example/x/{turn}",
        )
        for turn in range(6)
    ]

    template = learn([*copies, *(capture_of(number) for number in range(1, 5))])

    assert template.articles == 5
    assert not set(story) & set(examples(template))


def test_a_form_story_printed_daily_counts_once() -> None:
    def weather(day: int) -> Capture:
        lines = (
            f"On {day} May the harbour office expects {day + 3} degrees at noon and wind of {day} knots from the west.",
            "The water is too cold for bathing, and the lifeguards of Orsa do not yet sit on their chairs.",
            f"High tide is at {day % 12} o'clock, low tide six hours later, as the board at the pier says.",
        )
        return capture_of(
            day, lines, url=f"https://courier.example/weather/{day}", title=f"Weather for {day} May"
        )

    pages = [*(weather(day) for day in range(1, 9)), *(capture_of(number) for number in range(4))]

    template = learn(pages)

    assert template.articles == 5
    assert not any("lifeguards" in example for example in examples(template))


def test_what_market_reports_say_with_other_numbers_stays() -> None:
    pages = [
        with_lines(number, inside=f"The harbour index closed at {5100 + 7 * number} points on Friday.")
        for number in range(12)
    ]

    assert not any("harbour index" in example for example in examples(learn(pages)))


def test_an_articles_lead_teased_on_every_page_stays_in_the_article() -> None:
    own = make_paragraphs(SUBJECTS[0])
    box = f'<aside class="best"><p class="teaser">{own[0]}</p></aside>'
    pages = [capture_of(number, extra=box) for number in range(10)]

    article = extract_article(pages[0], template=learn(pages))

    assert article.body.startswith(own[0])


# --- pages that teach nothing


def test_two_pages_teach_nothing() -> None:
    assert learn([with_lines(number, OWNED) for number in range(2)]).lines == ()


def test_no_pages_give_an_empty_template() -> None:
    template = learn([])

    assert (template.pages, template.lines, template.learned_at) == (0, (), None)


def test_a_site_that_answers_everything_with_one_page_teaches_nothing() -> None:
    lines = [
        "We are sorry, there is nothing at this address any more, and we do not know what there was.",
        OWNED,
    ]
    pages = [capture_of(0, lines, url=f"https://courier.example/gone/{number}") for number in range(20)]

    template = learn(pages)

    assert (template.articles, template.lines) == (1, ())


def test_of_five_thousand_pages_the_newest_are_looked_at() -> None:
    page = read_page_lines(with_lines(0, OWNED))
    pages = [
        replace(page, article=str(number), fetched_at=(MORNING + timedelta(minutes=number)).isoformat())
        for number in range(5_000)
    ]

    template = learn_template("courier.example", pages)

    assert template.pages == 100
    assert template.learned_at == pages[-1].fetched_at


def test_a_page_of_words_alone_is_left_its_words() -> None:
    template = learn([with_lines(number, OWNED, LETTER) for number in range(8)])
    lines = [OWNED, LETTER]

    article = extract_article(capture_of(20, lines), template=template)

    assert article.body == "\n\n".join(lines)


def test_an_edition_in_another_language_has_lines_of_its_own() -> None:
    note = "ئەم ڕۆژنامەیە هی خوێنەرانیەتی و هەموو بەهارێک کۆدەبنەوە بۆ هەڵبژاردنی سەرنووسەر."
    kurdish = [
        replace(capture_of(number, [*make_paragraphs(SUBJECTS[number]), note], language="ckb"))
        for number in range(4)
    ]
    english = [capture_of(number) for number in range(4, 12)]

    template = learn([*kurdish, *english])

    (line,) = [line for line in template.lines if line.example == note]
    assert line.evidence == "on 4 of 4 pages of language ckb"
    assert template.find(note, line.markup, ("language en",)) is None


# --- the record


@pytest.fixture
def template() -> Template:
    return learn([with_lines(number, OWNED) for number in range(8)])


def test_the_same_pages_give_the_same_bytes_in_any_order(template: Template) -> None:
    again = learn([with_lines(number, OWNED) for number in reversed(range(8))])

    assert json.dumps(again.to_plain()) == json.dumps(template.to_plain())


@pytest.mark.parametrize(
    "carry",
    [
        pytest.param(lambda one: Template.from_plain(json.loads(json.dumps(one.to_plain()))), id="json"),
        pytest.param(lambda one: pickle.loads(pickle.dumps(one)), id="pickle"),  # noqa: S301 - our own bytes
    ],
)
def test_a_template_is_the_same_after_a_journey(
    template: Template, carry: Callable[[Template], Template]
) -> None:
    assert carry(template) == template


def test_a_template_is_bounded() -> None:
    menu = "".join(
        f'<p class="menu">Item {chr(97 + number % 26) * (number // 26 + 1)} of the list</p>'
        for number in range(900)
    )

    assert len(learn([capture_of(number, extra=menu) for number in range(5)]).lines) == 400


def test_reading_a_stored_template_needs_no_extractor() -> None:
    program = "import sys, archiver.extract.template; print([name for name in ('trafilatura', 'numpy', 'lxml') if name in sys.modules])"

    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"


def test_headings_all_match_reports_have_are_theirs() -> None:
    def report(number: int) -> Capture:
        first, second, third = make_paragraphs(SUBJECTS[number])
        html = make_page(
            SUBJECTS[number], [first], url=f"https://courier.example/sport/{number}", section="Sport"
        )
        body = f"<h3>First half</h3><p>{second}</p><h3>Second half</h3><p>{third}</p></article>"
        return make_capture(
            html.replace("</article>", body, 1), url=f"https://courier.example/sport/{number}"
        )

    article = extract_article(report(0), template=learn([report(number) for number in range(10)]))

    assert ("First half" in article.body, "Second half" in article.body) == (True, True)


def test_the_heading_of_a_box_goes_with_it() -> None:
    box = f'<div class="letter"><h4>Lamplight</h4><p>{LETTER}</p></div>'

    def page(number: int) -> Capture:
        first, *rest = make_paragraphs(SUBJECTS[number])
        html = make_page(SUBJECTS[number], [first, *rest], url=f"https://courier.example/town/{number}")
        return make_capture(
            html.replace(f"<p>{rest[0]}", f"{box}<p>{rest[0]}"), url=f"https://courier.example/town/{number}"
        )

    template = learn([page(number) for number in range(8)])

    assert {"Lamplight", LETTER} <= set(examples(template))


def test_a_menu_of_three_thousand_labels_leaves_room_for_text() -> None:
    menu = "".join(f'<p class="menu">Item {number:04}</p>' for number in range(2_900))
    pages = [capture_of(number, extra=f"{menu}<p class='menu'>{OWNED}</p>") for number in range(12)]

    template = learn(pages)

    assert OWNED in examples(template)


# --- whole paragraphs, told by the words of stored articles


def paragraph(text: str) -> TemplateLine:
    return TemplateLine(
        key=line_key(text),
        markup=ANYWHERE,
        pages=31,
        of=40,
        example=text,
        first_seen="2021-02-19T06:30:00+00:00",
        last_seen="2021-02-20T12:00:00+00:00",
    )


def test_a_recurring_paragraph_is_left_out_wherever_it_stands() -> None:
    known = Template(site="courier.example").with_paragraphs([paragraph(LETTER)])

    article = extract_article(with_lines(5, inside=LETTER), template=known)

    assert LETTER not in article.body
    assert [(one.reason, one.evidence) for one in article.removed if one.text == LETTER] == [
        ("template", "in 31 of 40 articles")
    ]


def test_a_sentence_of_it_in_a_paragraph_stays() -> None:
    known = Template(site="courier.example").with_paragraphs([paragraph(LETTER)])

    article = extract_article(with_lines(5, inside=f"The mayor read aloud: {LETTER}"), template=known)

    assert LETTER in article.body


def test_paragraphs_learned_anew_take_the_place_of_the_old(template: Template) -> None:
    former = template.with_paragraphs([paragraph(LETTER)])

    assert former.with_paragraphs([]) == template
    assert former.mark != template.mark
