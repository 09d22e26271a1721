"""A law of links: what an anchor points at in a block's text is what was linked on the page."""

from __future__ import annotations

from html import escape

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fromstring

from archiver.extract.anchors import Linker
from archiver.extract.blocks import find_blocks, fold_space

tokens = st.sampled_from(["a", "ab", "b\u00adb", "é", "دەی", "大桥", "&", "<>", "1"])
words = st.lists(st.tuples(tokens, st.sampled_from([" ", "", "\n ", "\u00a0"])), max_size=4).map(
    lambda parts: "".join(token + space for token, space in parts)
)
pieces = st.lists(st.tuples(words, st.sampled_from(["", "link", "bold", "br", "br br"])), max_size=12)


def print_piece(number: int, text: str, how: str) -> str:
    match how:
        case "link":
            return f'<a href="/{number}">{escape(text)}</a>'
        case "bold":
            return f"<b>{escape(text)}</b>"
        case "br" | "br br":
            return escape(text) + "<br>" * len(how.split())
        case _:
            return escape(text)


@settings(deadline=None, max_examples=200)
@given(pieces)
def test_an_anchor_points_at_the_words_that_were_linked(printed: list[tuple[str, str]]) -> None:
    html = "".join(print_piece(number, text, how) for number, (text, how) in enumerate(printed))
    linker = Linker("https://courier.example/a")

    found = [
        (anchor.url, block.text[anchor.start : anchor.end])
        for block in find_blocks(fromstring(f"<div>{html}</div>"))
        for anchor in linker.anchors(block) or ()
    ]

    linked = [
        (f"https://courier.example/{number}", fold_space(text.replace("\u00ad", "")))
        for number, (text, how) in enumerate(printed)
        if how == "link"
    ]
    assert found == [(url, text) for url, text in linked if text]
