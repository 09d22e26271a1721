"""What stands around an article is told by its place on the page, whatever the class names and in any language."""

from __future__ import annotations

import pytest

# no list of ours holds a word of these
POLICY = (
    "<p>Ciklo redaktoj legas ĉiun leteron antaŭ ol ĝi aperas, kaj bonvenigas nur tion, kio rilatas al la temo.</p>"
    "<p>Insultoj, minacoj kaj reklamoj ne aperas sur ĉi tiu paĝo, nek rimarkoj pri la deveno de iu persono.</p>"
)
FORM = '<form action="/k"><p>Nomo <input name="n"></p><p>Via letero <textarea name="t"></textarea></p></form>'


def texts(body) -> tuple[str, ...]:
    return tuple(block.text for block in body.blocks if block.kind != "caption")


def page(page_of, story, *, before: str = "", above: str = "", after: str = "", beside: str = "") -> str:
    marked = "".join(f'<div class="p">{text}</div>' for text in story)
    return page_of(
        f'<div class="w">{before}<div class="c1"><div class="b">{above}'
        f'<h1 class="h">Bridge over the Silvan valley to open in spring</h1><div class="x">{marked}</div></div>{after}</div>'
        f'<div class="c2">{beside}</div></div>'
    )


def test_what_stands_around_the_form_for_letters_is_left_out_in_any_language(read, page_of, story):
    html = page(page_of, story, after=f'<div class="q2"><div class="h2">Leteroj</div>{POLICY}{FORM}</div>')

    body = read(html)

    assert texts(body) == story
    assert "Insultoj" in "\n".join(part.text for part in body.removed if part.reason == "comments")


def test_rules_in_the_cell_of_the_form_are_left_out_of_a_page_of_tables(read, page_of, story):
    rows = "".join(f"<p>{text}</p>" for text in story)
    html = page_of(
        '<table><tr><td width="160">Menuo</td><td><table><tr><td><h1>Bridge over the Silvan valley to open in spring</h1>'
        f"</td></tr><tr><td>{rows}</td></tr><tr><td><b>Leteroj</b><br>{POLICY}{FORM}</td></tr></table></td></tr></table>"
    )

    assert texts(read(html)) == story


def test_a_form_in_the_element_of_the_story_costs_no_paragraph(read, page_of, story):
    rows = "".join(f"<p>{text}</p>" for text in story)
    html = page_of(
        f"<h1>Bridge over the Silvan valley to open in spring</h1><div class='e'>{rows}{FORM}</div>"
        "<div class='s'><p>A second text of the page, long enough to weigh in: the ferry across the lake will run every hour"
        " from May on, and twice an hour on market days, as the harbour office has let us know this week.</p></div>"
    )

    assert set(story) <= set(texts(read(html)))


@pytest.mark.parametrize(
    "place",
    [
        {"before": '<div class="n1">Gazeto de la valo <i>Sendependa ekde 1868</i></div>'},
        {"above": '<div class="k">Regiono</div>'},
        {
            "after": '<div class="q"><div class="h2">Matena tajdo</div><div>Ĉiumatene la plej grava.</div></div>'
        },
        {"beside": '<div class="a">Anonco</div><div>Gumbotoj por ĉiu vetero, apud la fiŝbazaro.</div>'},
    ],
    ids=["masthead", "kicker", "box under the story", "column"],
)
def test_short_lines_outside_the_story_are_left_out_in_any_language(read, page_of, story, place):
    assert texts(read(page(page_of, story, **place))) == story


def test_a_line_that_repeats_the_description_of_its_picture_is_its_caption(read, page_of, story):
    picture = (
        '<div class="pic"><img src="/silvan.jpg" alt="La nova ponto antaŭ la malnova muelejo." width="640" height="400">'
        "<div>La nova ponto antaŭ la malnova muelejo.</div></div>"
    )
    first, *others = story
    html = page(page_of, (first + f"</div>{picture}<div class='p'>" + others[0], *others[1:]))

    body = read(html)

    assert texts(body) == story
    assert [image.caption for image in body.images] == ["La nova ponto antaŭ la malnova muelejo."]


@pytest.mark.parametrize(
    "line",
    [
        "Share | Tweet | Send by e-mail | Copy link",
        "شارك | غرّد | أرسل بالبريد | انسخ الرابط",
        "Anzeige: Gummistiefel in allen Größen. Pahlmann am Fischmarkt.",
        "اقرأ أيضًا: سباق القوارب يبدأ يوم الجمعة",
        "اقرأ أيضاً: سباق القوارب يبدأ يوم الجمعة",
        "Pročitajte još: Trajekt vozi svaki sat",
        "Kapcsolódó: Óránként jár a komp",
        "Διαβάστε επίσης: Το φέρι κάθε ώρα",
    ],
)
def test_bars_and_labelled_lines_between_paragraphs_are_left_out(read, page_of, story, line):
    first, *others = story
    html = page(page_of, (f"{first}</div><div class='r'>{line}</div><div class='p'>{others[0]}", *others[1:]))

    assert texts(read(html)) == story


def test_a_row_of_buttons_without_marks_between_them_is_left_out(read, page_of, story):
    row = "<div class='m2'><span>Teilen</span>\n<span>Merken</span>\n<span>Link kopieren</span> <a href='#p'>Drucken</a></div>"
    first, *others = story
    html = page(page_of, (f"{first}</div>{row}<div class='p'>{others[0]}", *others[1:]))

    assert texts(read(html)) == story


@pytest.mark.parametrize(
    "sentence",
    [
        "Advertising pays for the lamps on the bridge, the council said.",
        "“Share the road,” the sign says; “and tweet about it.”",
        "Comments on the plan came from nine villages, most of them against it.",
    ],
)
def test_sentences_that_begin_like_labels_stay(read, page_of, story, sentence):
    told = (*story[:3], sentence, *story[3:])

    assert texts(read(page(page_of, told))) == told
