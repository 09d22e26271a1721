"""What is printed with an article beside its paragraphs is kept, and is known for what it is."""

from __future__ import annotations

import json

import pytest

from archiver.article import BlockKind
from archiver.extract.corrections import is_correction

STANDFIRST = "The council says the crossing comes two years late, and the ferry will stop on the same day."


def of_kind(body, kind: BlockKind):
    return [block for block in body.blocks if block.kind is kind]


@pytest.mark.parametrize(
    "markup", ['<p class="article__dek">{}</p>', '<div class="subHeadline"><p>{}</p></div>', "<h2>{}</h2>"]
)
def test_the_standfirst_is_kept_and_is_no_part_of_the_body(markup, read, page_of, story, in_paragraphs):
    body = read(
        page_of(
            f"<article><h1>Bridge over the Silvan valley to open in spring</h1>{markup.format(STANDFIRST)}{in_paragraphs()}</article>"
        )
    )

    assert [block.text for block in of_kind(body, BlockKind.STANDFIRST)] == [STANDFIRST]
    assert body.text == "\n\n".join(story)


def test_a_first_paragraph_that_serves_as_description_stays_in_the_body(
    load, page_of, in_paragraphs, capture_of
):
    from archiver.extract.article import extract_article

    first = "The ferry captain was the first to hear the news on Thursday."
    html = page_of(
        f"<article><h1>Bridge over the Silvan valley to open in spring</h1><p>{first}</p>{in_paragraphs()}</article>",
        head=f'<meta name="description" content="{first}">',
    )

    assert extract_article(capture_of(html)).body.startswith(first)


def test_a_short_heading_above_the_text_is_no_standfirst(read, page_of, in_paragraphs):
    body = read(
        page_of(
            f"<article><h1>Bridge over the Silvan valley to open in spring</h1><h2>What the council of the province decided</h2>{in_paragraphs()}</article>"
        )
    )

    assert of_kind(body, BlockKind.STANDFIRST) == []


def test_one_byline_is_kept_and_its_copies_stay_removed(read, page_of, in_paragraphs, story):
    html = page_of(
        f"<article><h1>Bridge over the Silvan valley to open in spring</h1><p>By Sara Amin</p>{in_paragraphs()}<p>By Sara Amin</p></article>"
    )

    body = read(html, printed=("By Sara Amin",))

    assert [block.text for block in of_kind(body, BlockKind.BYLINE)] == ["By Sara Amin"]
    assert "Sara" not in body.text


@pytest.mark.parametrize(
    "note",
    [
        "Correction (3 May): The bridge is 412 metres long, not 421.",
        "Editor’s note: Hana Rebwar left the council after this interview.",
        "CLARIFICATION — The ferry belongs to the province and not to the town.",
        "An earlier version of this article misspelled the name of the engineer.",
        "This article was amended on 4 May because the flood was in March.",
        "Korrektur: Die Brücke ist 412 Meter lang und nicht 421, wie es hier zuerst hieß.",
        "Anmerkung der Redaktion: In einer früheren Fassung stand ein falsches Datum.",
        "Rectificatif : le pont mesure 412 mètres et non 421.",
        "Fe de errores: el puente mide 412 metros y no 421.",
        "Исправление: длина моста 412 метров, а не 421.",
        "تصحيح: طول الجسر ٤١٢ متراً وليس ٤٢١.",
        "ڕاستکردنەوە: درێژی پردەکە ٤١٢ مەترە نەک ٤٢١.",
        "更正：大桥全长412米，而不是421米。",
        "訂正：橋の長さは421メートルではなく412メートルです。",
    ],
)  # fmt: skip
def test_a_note_on_the_article_is_a_correction_and_stays_in_the_body(note, read, page_of, in_paragraphs):
    body = read(
        page_of(
            f"<article><h1>Bridge over the Silvan valley to open in spring</h1>{in_paragraphs()}<p><em>{note}</em></p></article>"
        )
    )

    assert [block.text for block in of_kind(body, BlockKind.CORRECTION)] == [note]
    assert body.text.endswith(note)


@pytest.mark.parametrize(
    "sentence",
    [
        "Corrections officers at the county jail went on strike on Monday.",
        "Clarification of the water takes nine hours in the new plant.",
        "The correction of the river bed took eleven months.",
        "Note that the ferry stops at noon.",
        "وقال: تصحيح المسار يحتاج إلى وقت.",
    ],
)
def test_a_sentence_about_corrections_is_none(sentence):
    assert not is_correction(sentence)


def test_who_said_it_stays_with_the_quotation(read, page_of, story, in_paragraphs):
    html = page_of(
        f"<article><h1>Bridge over the Silvan valley to open in spring</h1>{in_paragraphs(*story[:3])}<blockquote><p>Nobody will miss the ferry in winter.</p>"
        f"<footer>Hana Rebwar, engineer</footer></blockquote>{in_paragraphs(*story[3:])}</article>"
    )

    quotes = of_kind(read(html), BlockKind.QUOTE)

    assert [block.text for block in quotes] == [
        "Nobody will miss the ferry in winter.",
        "Hana Rebwar, engineer",
    ]


def test_an_embedded_post_keeps_the_address_of_the_post(read, page_of, story, in_paragraphs):
    post = "https://photos.example/p/9"
    html = page_of(
        f"<article><h1>Bridge over the Silvan valley to open in spring</h1>{in_paragraphs(*story[:3])}"
        f'<blockquote class="instagram-media" data-instgrm-permalink="{post}"><p>The last pillar of the bridge stands since this morning, says the council.</p></blockquote>'
        f"{in_paragraphs(*story[3:])}</article>"
    )

    (embed,) = of_kind(read(html), BlockKind.EMBED)

    assert embed.links == (post,)


def test_a_post_is_one_block_that_ends_in_its_address(read, page_of, story, in_paragraphs):
    html = page_of(
        f"<article><h1>Bridge over the Silvan valley to open in spring</h1>{in_paragraphs(*story[:3])}"
        '<blockquote class="twitter-tweet"><p>The council has published the <a href="https://t.example/x">plans</a> of the bridge for everyone to see.</p>'
        '&mdash; Council of Silvan (@silvan) <a href="https://posts.example/silvan/status/9">19 February 2021</a></blockquote>'
        f"{in_paragraphs(*story[3:])}</article>"
    )

    (embed,) = of_kind(read(html), BlockKind.EMBED)

    assert embed.text.splitlines()[1] == "— Council of Silvan (@silvan) 19 February 2021"
    assert [embed.text[anchor.start : anchor.end] for anchor in embed.anchors] == [
        "plans",
        "19 February 2021",
    ]
    assert embed.links[-1] == "https://posts.example/silvan/status/9"


def test_a_table_knows_its_row_of_names(read, page_of, story, in_paragraphs):
    rows = "".join(
        f"<tr><td>20{year}</td><td>{year * 310} vehicles a day on average, both ways</td></tr>"
        for year in range(11, 16)
    )
    html = page_of(
        f"<article><h1>Bridge over the Silvan valley to open in spring</h1>{in_paragraphs(*story[:3])}"
        f"<table><tr><th>Year</th><th>Vehicles</th></tr>{rows}</table>{in_paragraphs(*story[3:])}</article>"
    )

    (table,) = of_kind(read(html), BlockKind.TABLE)

    assert table.level == 1
    assert table.text.startswith("Year\tVehicles\n2011\t3410 vehicles")


ENTRIES = (
    ("First lorry crosses", "2021-02-19T10:32:00+03:00", "A lorry with eleven tonnes of gravel has crossed the bridge without trouble, the council says."),
    ("Ferry makes its last trip", "2021-02-19T11:05:00+03:00", "The ferry has left the northern bank for the last time since 1987, with forty people on board."),
    ("Ribbon is cut", "2021-02-19T11:40:00+03:00", "The governor has cut the ribbon together with two children from the Malta district school."),
)  # fmt: skip


def live_page(page_of, head: str = "", *, times: bool = True) -> str:
    entries = "".join(
        f'<div class="entry">{f"<time datetime={time!r}>{time[11:16]}</time>" if times else ""}<h3>{headline}</h3><p>{text}</p></div>'
        for headline, time, text in ENTRIES
    )
    return page_of(
        f"<main><h1>Bridge over the Silvan valley to open in spring</h1><div>{entries}</div></main>",
        head=head,
    )


def shown(body):
    return [(block.text, block.time) for block in of_kind(body, BlockKind.ENTRY)]


def test_entries_of_a_live_blog_have_their_times(read, page_of):
    body = read(live_page(page_of))

    assert shown(body) == [(headline, time) for headline, time, _ in ENTRIES]
    assert "10:32" not in body.text


def test_entries_are_known_by_what_the_page_tells_machines(read, page_of):
    updates = [
        {"@type": "BlogPosting", "headline": headline, "datePublished": time, "articleBody": text}
        for headline, time, text in reversed(ENTRIES)
    ]
    head = f'<script type="application/ld+json">{json.dumps({"@type": "LiveBlogPosting", "liveBlogUpdate": updates})}</script>'

    body = read(live_page(page_of, head, times=False))

    assert shown(body) == [(headline, time) for headline, time, _ in ENTRIES]


def test_entries_are_known_by_headings_that_begin_with_the_time(read, page_of):
    entries = "".join(f"<h2>{time[11:16]} {headline}</h2><p>{text}</p>" for headline, time, text in ENTRIES)

    body = read(page_of(f"<main><h1>Bridge over the Silvan valley to open in spring</h1>{entries}</main>"))

    assert shown(body) == [
        ("10:32 First lorry crosses", "10:32"),
        ("11:05 Ferry makes its last trip", "11:05"),
        ("11:40 Ribbon is cut", "11:40"),
    ]


def test_an_article_with_one_time_is_no_live_blog(read, page_of, in_paragraphs):
    body = read(
        page_of(
            f'<article><h1>Bridge over the Silvan valley to open in spring</h1><time datetime="2021-02-19">19 February</time>{in_paragraphs()}</article>'
        )
    )

    assert shown(body) == []


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("See <a href='/here'>here</a> or here.", ["here"]),
        ("Not here but <a href='/here'>\n here </a>, he said.", ["here"]),
        (
            "<b>The <a href='/a'>new\n  bridge</a></b> and <a href='/b'>the <i>old</i> one</a>",
            ["new bridge", "the old one"],
        ),
        ("<a href='/a'>Soft\u00adened words</a> follow", ["Softened words"]),
        ("Twice <br><br>in <a href='/a'>two</a> paragraphs", ["two"]),
        ("<a href='#top'>Up</a> and <a href='/a'>away</a>", ["away"]),
        ("پردەکە <a href='/a'>لە بەهاردا</a> دەکرێتەوە", ["لە بەهاردا"]),
        ("大桥<a href='/a'>将于春季</a>开通。", ["将于春季"]),
    ],
)
def test_links_stand_where_their_words_are(markup, words, read, page_of, story, in_paragraphs):
    body = read(
        page_of(
            f"<article><h1>Bridge over the Silvan valley to open in spring</h1>{in_paragraphs(*story[:3])}<p>{story[3]} {markup}</p>{in_paragraphs(*story[4:])}</article>"
        )
    )

    linked = [block for block in body.blocks if block.anchors]
    assert [block.text[anchor.start : anchor.end] for block in linked for anchor in block.anchors] == words
    assert [block.links for block in linked] == [
        tuple(anchor.url for anchor in block.anchors) for block in linked
    ]
