"""A link belongs to the paragraph it stands in, also where nothing but line breaks part paragraphs."""

from __future__ import annotations

from lxml.html import document_fromstring

from archiver.extract.blocks import find_blocks


def blocks(markup: str):
    return find_blocks(document_fromstring(f"<html><body>{markup}</body></html>").find("body"))


def test_paragraphs_parted_by_line_breaks_have_their_own_links() -> None:
    found = blocks(
        '<div>The <a href="/dam">dam</a> held.<br><br>Nobody saw the dam again.<br> <br>'
        'Read <a href="/lake">of the lake</a> and <a href="/dam-2">the dam</a>.</div>'
    )

    assert [(block.text, block.links) for block in found] == [
        ("The dam held.", ["/dam"]),
        ("Nobody saw the dam again.", []),
        ("Read of the lake and the dam.", ["/lake", "/dam-2"]),
    ]


def test_characters_in_links_are_counted_where_they_stand() -> None:
    found = blocks('<div><a href="/a">Storm</a> over the lake<br><br><a href="/b">Storm warning</a></div>')

    assert [block.link_chars for block in found] == [5, 13]


def test_a_page_of_linked_lines_in_one_element_is_read_as_fast_as_any() -> None:
    lines = "".join(f'Line {n} with <a href="/{n}">a link</a><br><br>' for n in range(20_000))

    found = blocks(f"<div>{lines}</div>")

    # each line looked up in every other would take minutes
    assert len(found) == 20_000
    assert all(block.links == [f"/{n}"] for n, block in enumerate(found))
