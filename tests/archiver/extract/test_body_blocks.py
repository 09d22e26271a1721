"""Blocks keep what they are: headings, lists, quotations, tables, captions, links."""

from __future__ import annotations

import json

import pytest

from archiver.article import BlockKind


@pytest.fixture
def body(read, page_of, story):
    html = (
        '<article><h1>Bridge over the Silvan valley to open in spring</h1><figure><img src="/img/bridge.jpg" width="1200" alt="">'
        "<figcaption>The bridge in February. Photo: Lana Example</figcaption></figure>"
        f"<p>{story[0]}</p><p>{story[1].replace('Hana Rebwar', '<a href=../people/rebwar?x=1#bio>Hana Rebwar</a>')}</p>"
        f"<h2>Nineteen families</h2><p>{story[2]}</p><ul><li>Length: 412 metres</li><li>Cost: 61 million dollars<ul><li>of which steel: 22 million</li></ul></li></ul>"
        f"<blockquote><p>Nobody will miss the ferry in winter, and everybody will in summer.</p></blockquote><h3>What comes next</h3><p>{story[3]}</p>"
        "<table><tr><th>Year</th><th>Vehicles a day</th></tr><tr><td>2011</td><td>4,100</td></tr><tr><td>2020</td><td>6,300</td></tr></table>"
        f'<blockquote class="twitter-tweet"><p>The council has published the plans of the bridge for everyone to see and to comment on.</p></blockquote>'
        f"<p>{story[4]}</p><p>{story[5]}</p></article>"
    )
    return read(page_of(html))


def of_kind(body, kind: BlockKind):
    return [block for block in body.blocks if block.kind is kind]


def test_headings_keep_their_level(body):
    headings = [(block.text, block.level) for block in of_kind(body, BlockKind.HEADING)]

    assert headings == [("Nineteen families", 2), ("What comes next", 3)]


def test_list_items_keep_their_depth(body):
    items = [(block.text, block.level) for block in of_kind(body, BlockKind.LIST_ITEM)]

    assert items == [
        ("Length: 412 metres", 1),
        ("Cost: 61 million dollars", 1),
        ("of which steel: 22 million", 2),
    ]


def test_a_quotation_is_a_quote(body):
    assert [block.text for block in of_kind(body, BlockKind.QUOTE)] == [
        "Nobody will miss the ferry in winter, and everybody will in summer."
    ]


def test_an_embedded_post_is_an_embed(body):
    assert len(of_kind(body, BlockKind.EMBED)) == 1


def test_a_table_is_one_block_with_tabs_and_lines(body):
    assert [block.text for block in of_kind(body, BlockKind.TABLE)] == [
        "Year\tVehicles a day\n2011\t4,100\n2020\t6,300"
    ]


def test_links_are_absolute_and_listed_once(body):
    assert body.links == ("https://www.silvanpost.example/english/people/rebwar?x=1#bio",)
    assert body.blocks[2].links == body.links


def test_a_caption_is_a_block_but_no_word_of_the_body(body):
    captions = of_kind(body, BlockKind.CAPTION)

    assert [block.text for block in captions] == ["The bridge in February. Photo: Lana Example"]
    assert "February" not in body.text


def test_the_picture_has_its_caption_and_its_credit(body):
    (image,) = body.images

    assert image.url == "https://www.silvanpost.example/img/bridge.jpg"
    assert image.caption == "The bridge in February."
    assert image.credit == "Lana Example"


def test_blocks_are_in_reading_order(body, story):
    texts = [block.text for block in body.blocks if block.kind is BlockKind.PARAGRAPH]

    assert texts == list(story)


def test_icons_are_no_pictures_of_the_article(read, page_of, in_paragraphs):
    icons = '<p><img src="/i/logo.png"><img src="/i/spacer.gif" width="1"><img src="data:image/gif;base64,R0"></p>'

    body = read(
        page_of(
            f"<article>{in_paragraphs()}{icons}{in_paragraphs('One more paragraph under the icons, long enough to be taken for one by any reader of newspapers.')}</article>"
        )
    )

    assert body.images == ()


def test_a_picture_loaded_late_is_found(read, page_of, story):
    late = '<figure><img src="data:image/gif;base64,R0" data-src="/img/late.jpg"></figure>'

    body = read(
        page_of(
            f"<article><p>{story[0]}</p><p>{story[1]}</p>{late}<p>{story[2]}</p><p>{story[3]}</p></article>"
        )
    )

    assert [image.url for image in body.images] == ["https://www.silvanpost.example/img/late.jpg"]


def test_what_was_cut_says_why_and_where(read, page_of, story):
    html = f"<article><p>{story[0]}</p><p>{story[1]}</p><p>Advertisement</p><p>{story[2]}</p><p>{story[3]}</p></article>"

    body = read(page_of(html))

    (cut,) = [part for part in body.removed if part.reason == "advertisement"]
    assert cut.text == "Advertisement"
    assert cut.place is not None


def test_a_page_without_text_has_an_empty_body(read, page_of):
    body = read(page_of("<div></div>"))

    assert body.blocks == ()


def test_a_page_whose_text_is_only_in_its_json_ld_is_read_from_there(read, page_of, story):
    declared = json.dumps(
        {"@context": "https://schema.org", "@type": "NewsArticle", "articleBody": "\n\n".join(story)}
    )
    script = f'<script type="application/ld+json">{declared}</script>'

    body = read(page_of('<div id="root"></div>', head=script))

    assert tuple(block.text for block in body.blocks) == story
