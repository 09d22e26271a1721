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


# --- beside a standfirst


@pytest.mark.parametrize(
    ("standfirst", "paragraph", "dateline"),
    [
        ("Nineteen families have moved.", f"ORSA, Kessaly — {STORY}", "ORSA, Kessaly"),
        ("The council promises spring.", f"SKARNHEIM (HNA) — {STORY}", "SKARNHEIM"),
        ("يفتح الجسر بعد عامين من الموعد المقرر.", "مرسى الصدف — قال المجلس إن الجسر سيفتح.", "مرسى الصدف"),
        ("Nineteen families have moved.", STORY, None),
    ],
)
def test_the_dateline_is_found_below_a_standfirst(
    standfirst: str, paragraph: str, dateline: str | None
) -> None:
    assert read(standfirst, paragraph, STORY).dateline == dateline


def test_a_place_far_down_in_the_text_is_no_dateline() -> None:
    assert read(*[STORY] * 5, f"DUHOK — {STORY}").dateline is None


# --- agencies on no list


def wire(name: str) -> Fields:
    return Fields(authors=(Author(name=name, kind="organisation"),), printed=(name,))


@pytest.mark.parametrize(
    ("byline", "paragraphs", "agency"),
    [
        ("Harbour News Agency", (f"SKARNHEIM (HNA) — {STORY}",), "HNA"),
        ("Harbour News Agency", (STORY,), "Harbour News Agency"),
        ("Agence Morel", (STORY,), "Agence Morel"),
        ("وكالة أنباء المرفأ", (STORY,), "وكالة أنباء المرفأ"),
        (None, (f"SKARNHEIM (HNA) — {STORY}", STORY, "Source: Harbour News Agency"), "HNA"),
        (None, (STORY, "Quelle: Nachrichtenagentur Hafen"), "Nachrichtenagentur Hafen"),
        (None, (f"SKARNHEIM (WSKA) — {STORY}",), None),
        ("Agencia Efe", (STORY,), "EFE"),
        ("Staff and news service reports", (STORY,), None),
        (None, (STORY, "Source: Teasdale and Rim, Annals of Bridges"), None),
        (None, (f"SPRINGFIELD (USA) — {STORY}",), None),
        (None, (STORY, "Source: Ministry of Roads"), None),
        ("Silvan Travel", (STORY,), None),
    ],
)
def test_an_agency_that_is_on_no_list_is_known_by_its_own_words(
    byline: str | None, paragraphs: tuple[str, ...], agency: str | None
) -> None:
    assert read(*paragraphs, fields=wire(byline) if byline else None).agency == agency


def test_initials_behind_an_agencys_name_are_what_it_goes_by() -> None:
    page = load_page(
        Capture(
            url="https://www.silvanpost.example/a",
            fetched_at=FETCHED,
            status=200,
            body=f'<h1>Bridge to open</h1><p class="byline">Harbour News Agency (HNA)</p><p>{STORY * 2}</p>'.encode(),
        )
    )

    fields = read_body_fields(
        page, read_fields(page, fetched_at=FETCHED), (Block(kind=BlockKind.PARAGRAPH, text=STORY),)
    )

    assert fields.agency == "HNA"
    assert fields.credit_line == "Harbour News Agency (HNA)"
    assert fields.authors == (Author(name="Harbour News Agency", kind="organisation"),)
    reading = next(reading for reading in fields.readings if reading.field == "agency")
    assert (reading.winner.rule, reading.winner.raw) == ("author", "Harbour News Agency (HNA)")


def test_a_credit_line_to_an_agency_on_no_list_is_kept_as_printed() -> None:
    fields = read(STORY, "Source: Harbour News Agency")

    assert fields.credit_line == "Source: Harbour News Agency"


# --- signatures

HAN = "市议会星期四表示，山谷上的新桥将比原计划晚两年开通，居民们已经等待了很久，渡轮将停止运营。"


@pytest.mark.parametrize(
    ("paragraphs", "names"),
    [
        ((f"本报讯（实习记者 王明 李小华）{HAN}", HAN), ["王明", "李小华"]),
        ((f"据新华社电（记者 王明）{HAN}", HAN), ["王明"]),
        ((HAN, HAN, "本报记者 王明"), ["王明"]),
        (("本报记者王明发自北京", HAN, HAN), ["王明"]),
        ((HAN, f"{HAN}（王明 李小华）"), ["王明", "李小华"]),
        ((HAN, HAN, "（责任编辑：王明）"), []),
        ((HAN, f"{HAN}（完）"), []),
        ((STORY, STORY, "Autorin: Jana Weber, Projektleiterin"), ["Jana Weber"]),
        ((STORY, STORY, "Sara Amin"), ["Sara Amin"]),
        ((STORY, STORY, "Weitere Informationen"), []),
        ((STORY, STORY, "Further Reading:"), []),
    ],
)
def test_a_text_that_is_signed_names_its_author(paragraphs: tuple[str, ...], names: list[str]) -> None:
    assert [author.name for author in read(*paragraphs).authors] == names


def test_a_signature_stands_below_a_person_the_page_names() -> None:
    page = make_page(
        '<script type="application/ld+json">{"@type": "NewsArticle", "author": "Karwan Aziz"}</script>'
    )
    blocks = tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in (STORY, STORY, "Sara Amin"))

    fields = read_body_fields(page, read_fields(page, fetched_at=FETCHED), blocks)

    assert [author.name for author in fields.authors] == ["Karwan Aziz"]
    reading = next(reading for reading in fields.readings if reading.field == "authors")
    assert "Sara Amin" in [loser.value for loser in reading.losers]
