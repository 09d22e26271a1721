"""What an editor changed, and which class of change that is."""

from __future__ import annotations

import pytest

from archiver.dedupe.changes import ChangeKind, Wording, find_change
from archiver.dedupe.paragraph_edits import EditKind, align
from archiver.text import read_marks, write_marks

LEAD = "A ferry with 214 passengers ran aground off Marrow Point on Tuesday night, the harbour office said."
CREW = (
    "The captain told the rescuers that the rudder had failed twice before the ship left the port of Ostrel."
)
TUGS = "Two tugs from the naval base pulled her free at dawn, and divers looked at the hull in the afternoon."
LINE = (
    "The line runs four ships between the islands and had cancelled eleven crossings since the spring storms."
)
WIND = (
    "Winds of up to ninety kilometres an hour are expected on the coast until Thursday, forecasters warned."
)
TEXT = (LEAD, CREW, TUGS, LINE)

KURDISH = (
    "کەشتییەک بە ٢١٤ سەرنشینەوە شەوی سێشەممە لە نزیک کەنارەکە بە زەوی کەوت.",
    "کاپتنەکە بە تیمی فریاگوزاری گوت کە سوکانەکە دوو جار تێکچووە.",
    "دوو کەشتیی ڕاکێشەر لە بنکەی دەریاوانییەوە هاتن و کەشتییەکەیان ئازاد کرد.",
)
JAPANESE = (
    "火曜日の夜、乗客二百十四人を乗せたフェリーが岬の沖で座礁したと港湾局が発表した。",
    "船長は救助隊に対し、出港前に舵が二度故障していたと説明した。",
    "夜明けに海軍基地の引き船二隻が船を引き出し、午後には潜水士が船体を調べた。",
)


def wording(*paragraphs: str, title: str = "Ferry runs aground", **more: object) -> Wording:
    return Wording(title=title, paragraphs=paragraphs or TEXT, **more)  # type: ignore[arg-type]


def kind(old: Wording, new: Wording) -> str | None:
    change = find_change(old, new)
    return change.kind.value if change else None


CHANGES = {
    "a number": ("correction", TEXT, (LEAD.replace("214", "241"), *TEXT[1:])),
    "a name": ("correction", TEXT, (LEAD, CREW.replace("Ostrel", "Ostrava"), TUGS, LINE)),
    "a day": ("correction", TEXT, (LEAD.replace("Tuesday", "Thursday"), *TEXT[1:])),
    "a not": ("correction", TEXT, (LEAD, CREW.replace("had failed", "had not failed"), TUGS, LINE)),
    "a number in Sorani": (
        "correction",
        KURDISH,
        (KURDISH[0].replace("٢١٤", "٢١٨"), *KURDISH[1:]),
    ),
    "a number in Japanese": ("correction", JAPANESE, (JAPANESE[0].replace("十四", "十五"), *JAPANESE[1:])),
    "a misspelling": ("cosmetic", (LEAD, CREW.replace("rescuers", "resceurs")), (LEAD, CREW)),
    "a comma": ("cosmetic", TEXT, (LEAD.replace(", the harbour", " the harbour"), *TEXT[1:])),
    "another order": ("cosmetic", TEXT, (CREW, LEAD, TUGS, LINE)),
    "a doubled word": ("cosmetic", (LEAD.replace("the harbour", "the the harbour"), CREW), (LEAD, CREW)),
    "a paragraph in the middle": ("update", TEXT, (LEAD, CREW, WIND, TUGS, LINE)),
    "a sentence at the end of a paragraph": ("update", TEXT, (LEAD, f"{CREW} {WIND}", TUGS, LINE)),
    "a new lead": ("update", TEXT, (WIND, *TEXT)),
    "everything": ("update", (LEAD, CREW), (TUGS, LINE, WIND)),
    "entries at the top": ("live", TEXT, (WIND, "Schools on the island stay closed on Wednesday.", *TEXT)),
    "an entry with a time": ("live", TEXT, ("14:05 The island's schools stay closed today.", *TEXT)),
    "a paragraph taken out": ("trim", TEXT, (LEAD, CREW, LINE)),
    "a sentence taken out": ("trim", (LEAD, f"{CREW} {WIND}", TUGS), (LEAD, CREW, TUGS)),
    "a paragraph taken out in Japanese": ("trim", JAPANESE, JAPANESE[:2]),
    "a paragraph in Japanese": ("update", JAPANESE[::2], JAPANESE),
}


@pytest.mark.parametrize(("expected", "old", "new"), CHANGES.values(), ids=CHANGES)
def test_a_change_has_its_class(expected: str, old: tuple[str, ...], new: tuple[str, ...]) -> None:
    assert kind(wording(*old), wording(*new)) == expected


def test_another_headline_over_the_same_words_is_headline_only() -> None:
    assert kind(wording(), wording(title="Ferry freed after night on the rocks")) == "headline only"


def test_a_headline_and_the_words_have_the_class_of_the_words() -> None:
    change = find_change(
        wording(), wording(LEAD.replace("214", "241"), *TEXT[1:], title="Ferry with 241 aground")
    )

    assert change is not None
    assert (change.kind, change.title_changed) == (ChangeKind.CORRECTION, True)


def test_a_note_of_the_newspaper_makes_it_a_correction() -> None:
    note = "Correction: an earlier version gave the number of passengers as 241, and named the wrong office."

    assert kind(wording(), wording(*TEXT, note, notes=frozenset({note}))) == "correction"


def test_an_entry_in_a_page_of_entries_is_live_wherever_it_stands() -> None:
    assert kind(wording(live=True), wording(LEAD, WIND, *TEXT[1:], live=True)) == "live"


SAME = {
    "quotes and spaces": (
        LEAD.replace("office said", "“office”\u00a0said"),
        LEAD.replace("office said", '"office" said'),
    ),
    "case": (LEAD, LEAD.upper()),
    "when it was updated": (LEAD, f"{LEAD}\n\nUpdated 3 minutes ago"),
    "when, in another language": (f"{LEAD}\n\nvor 5 Stunden", f"{LEAD}\n\nAktualisiert vor 2 Tagen"),
    "how many commented": (f"27 comments\n\n{LEAD}", f"31 comments\n\n{LEAD}"),
    "a label over an advert": (LEAD, f"Advertisement\n\n{LEAD}"),
    "where a heading stands": (f"The rescue\n\n{LEAD}\n\n{CREW}", f"{LEAD}\n\n{CREW}\n\nThe rescue"),
    "how it is parted": (f"{LEAD}\n\n{CREW}", f"{LEAD} {CREW}"),
}


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME)
def test_what_says_the_same_is_no_change(old: str, new: str) -> None:
    assert find_change(wording(*old.split("\n\n")), wording(*new.split("\n\n"))) is None


def test_a_version_without_a_title_has_not_changed_it() -> None:
    assert find_change(wording(), wording(title="")) is None


def test_a_link_to_another_article_is_no_change() -> None:
    pointer = "Read also: The bridge opens again"

    assert find_change(wording(), wording(*TEXT, pointer, aside=frozenset({pointer}))) is None


def test_a_line_both_pages_show_was_read_otherwise_and_not_changed() -> None:
    marks = read_marks(write_marks([*TEXT, WIND]))

    read_less = wording(*TEXT, page_lines=marks)
    read_more = wording(*TEXT, WIND, page_lines=marks)

    assert find_change(read_less, read_more) is None
    assert find_change(read_more, read_less) is None


def test_a_line_that_stands_on_the_page_twice_has_not_moved() -> None:
    marks = read_marks(write_marks([*TEXT, TUGS]))

    assert (
        find_change(wording(*TEXT, page_lines=marks), wording(TUGS, LEAD, CREW, LINE, page_lines=marks))
        is None
    )


def test_a_line_the_first_page_did_not_show_is_a_change() -> None:
    old = wording(page_lines=read_marks(write_marks(TEXT)))
    new = wording(*TEXT, WIND, page_lines=read_marks(write_marks([*TEXT, WIND])))

    assert kind(old, new) == "update"


def test_words_are_counted_where_they_came_and_went() -> None:
    change = find_change(wording(), wording(LEAD.replace("Tuesday night", "Monday"), CREW, TUGS))

    assert change is not None
    assert (change.words_added, change.words_removed) == (1, 2 + len(LINE.split()))
    assert change.paragraphs(EditKind.CHANGED) == 1
    assert change.paragraphs(EditKind.REMOVED) == 1


def test_a_paragraph_that_moved_is_neither_new_nor_gone() -> None:
    edits = align([LEAD, CREW, TUGS], [TUGS, LEAD, CREW])

    assert {edit.kind for edit in edits} == {EditKind.SAME, EditKind.MOVED_HERE, EditKind.MOVED_AWAY}


def test_a_page_of_100_000_words_is_compared() -> None:
    long = [
        f"Boat {n} came in at pier {n % 7} with {n * 3} crates of herring and left again."
        for n in range(7_000)
    ]
    changed = [
        *long[:3_000],
        "The harbour closed for the night and no boat came in until the morning.",
        *long[3_001:],
    ]

    assert kind(wording(*long), wording(*changed)) == "update"


@pytest.mark.parametrize("text", ["", "x", " ".join(["x"] * 20_000)])
def test_texts_that_say_nothing_are_compared(text: str) -> None:
    assert kind(wording(LEAD), wording(text)) is not None
    assert kind(wording(text), wording(LEAD)) is not None
