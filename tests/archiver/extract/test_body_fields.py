"""What only the body tells: language, dateline, agency, credit line, and hints of a paywall."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archiver.article import Author, Block, BlockKind
from archiver.capture import Capture
from archiver.extract.agency import find_dateline
from archiver.extract.fields import BodyFields, Fields, merge_readings, read_body_fields, read_fields
from archiver.extract.language import find_language
from archiver.extract.page import Page, load_page

FETCHED = datetime(2021, 3, 1, 8, tzinfo=UTC)
STORY = "The council said on Thursday that the bridge over the Silvan valley will open two years later than planned."


def make_page(head: str = "") -> Page:
    html = f"<html><head>{head}</head><body><h1>Bridge to open in spring</h1><p>{STORY}</p></body></html>"
    return load_page(
        Capture(url="https://www.silvanpost.example/a", fetched_at=FETCHED, status=200, body=html.encode())
    )


def read(*paragraphs: str, fields: Fields | None = None) -> BodyFields:
    blocks = tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in paragraphs)
    return read_body_fields(make_page(), fields or Fields(), blocks)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (STORY, "en"),
        (
            "Der Rat teilte am Donnerstag mit, dass die Brücke über das Tal zwei Jahre später als geplant eröffnet wird.",
            "de",
        ),
        (
            "قال المجلس يوم الخميس إن الجسر فوق الوادي سيفتح بعد عامين من الموعد المقرر وإن السكان ينتظرونه منذ زمن.",
            "ar",
        ),
        (
            "ئەنجوومەن ڕۆژی پێنجشەممە ڕایگەیاند کە پردەکە دوو ساڵ دوای کاتی خۆی دەکرێتەوە و خەڵک چاوەڕێی دەکەن.",
            "ckb",
        ),
        (
            "Encûmenê roja pêncşemê ragihand ku pira li ser geliyê wê du sal piştî dema xwe vebe û xelk li bendê ne ku ew bê kirin.",
            "kmr",
        ),
        (
            "Konsey perşembe günü vadinin üzerindeki köprünün planlanandan iki yıl sonra açılacağını ve halkın beklediğini duyurdu.",
            "tr",
        ),
        ("市议会星期四表示，山谷上的新桥将比原计划晚两年开通，居民们已经等待了很久，渡轮将停止运营。", "zh"),
    ],
)
def test_the_language_is_concluded_from_the_words(text: str, language: str) -> None:
    assert read(text).language == language


def test_what_the_page_declares_wrongly_does_not_count() -> None:
    fields = read(
        "Der Rat teilte am Donnerstag mit, dass die Brücke zwei Jahre später eröffnet wird. " * 4,
        fields=Fields(language_declared="en-US"),
    )

    assert fields.language == "de"


def test_the_region_the_page_declares_is_kept() -> None:
    assert read(STORY * 3, fields=Fields(language_declared="en-GB")).language == "en-GB"


def test_a_few_words_are_no_language() -> None:
    assert find_language("Rain.") is None


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        (f"ERBIL, Kurdistan Region — {STORY}", "ERBIL, Kurdistan Region"),
        (f"ERBIL, Kurdistan Region – {STORY}", "ERBIL, Kurdistan Region"),
        (f"BAGHDAD, Feb 19 (Reuters) - {STORY}", "BAGHDAD"),
        (f"Berlin (dpa) - {STORY}", "Berlin"),
        (f"COLUMBIA, S.C. (AP) — {STORY}", "COLUMBIA, S.C."),
        (f"WASHINGTON -- {STORY}", "WASHINGTON"),
        ("أربيل (رويترز) - قال المجلس إن الجسر سيفتح.", "أربيل"),
        (STORY, None),
        ("The bridge — the first in years — opens.", None),
        ("March 4 (Reuters) - Shares fell.", None),
        ("However, the council said - again - no.", None),
    ],
)
def test_the_dateline_is_the_place_before_the_first_sentence(text: str, dateline: str | None) -> None:
    assert find_dateline(text) == dateline


@pytest.mark.parametrize(
    ("paragraphs", "agency"),
    [
        ((f"BAGHDAD (Reuters) - {STORY}",), "Reuters"),
        ((f"Berlin (dpa/AFP) – {STORY}",), "dpa, AFP"),
        ((STORY, "(AP)"), "AP"),
        ((STORY, f"{STORY} (ANSA)"), "ANSA"),
        ((STORY, "Quelle: dpa"), "dpa"),
        ((f"أربيل (رويترز) - {STORY}",), "Reuters"),
        ((STORY, "Reuters had asked the council."), None),
        ((STORY,), None),
    ],
)
def test_the_agency_is_the_one_the_text_credits(paragraphs: tuple[str, ...], agency: str | None) -> None:
    assert read(*paragraphs).agency == agency


def test_an_agency_among_the_authors_is_the_agency() -> None:
    fields = Fields(
        authors=(Author(name="Sara Amin"), Author(name="Agence France-Presse", kind="organisation"))
    )

    assert read(STORY, fields=fields).agency == "AFP"


def test_the_credit_line_is_kept_as_printed() -> None:
    line = "(Reporting by Sara Amin; Editing by Karwan Aziz)"

    assert read(STORY, line).credit_line == line


def test_words_of_a_paywall_at_the_end_are_evidence_and_within_the_text_are_not() -> None:
    cut_short = read(STORY, "Subscribe to continue reading.")
    whole = read("Subscribe to continue reading is what the wall said.", STORY, STORY, STORY)

    assert cut_short.paywalled is True
    assert cut_short.paywall_evidence is not None
    assert whole.paywalled is None


def test_what_the_page_says_of_its_paywall_stands_above_its_words() -> None:
    page = make_page(
        '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": true}</script>'
    )
    blocks = (Block(kind=BlockKind.PARAGRAPH, text="Subscribe to continue reading."),)

    fields = read_body_fields(page, read_fields(page, fetched_at=FETCHED), blocks)

    assert fields.paywalled is False
    reading = next(reading for reading in fields.readings if reading.field == "paywalled")
    assert [loser.value for loser in reading.losers] == ["true"]


def test_a_wire_of_press_releases_makes_a_press_release() -> None:
    assert read(f"DUHOK, Feb. 19, 2021 (GLOBE NEWSWIRE) -- {STORY}").genre == "press release"


def test_each_field_has_one_reading_and_the_bodys_word_is_the_last() -> None:
    page = make_page(
        '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    )
    fields = read_fields(page, fetched_at=FETCHED)
    concluded = read_body_fields(page, fields, (Block(kind=BlockKind.PARAGRAPH, text=STORY),))

    merged = merge_readings(fields, concluded)

    names = [reading.field for reading in merged]
    assert len(names) == len(set(names))
    assert {"title", "paywalled", "language"} <= set(names)
