"""What holds of every article's text: nothing is lost, nothing in it becomes markup, and HTML is well-formed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from archiver.article import Anchor, Block, BlockKind, join_words
from archiver.render import EVERYTHING, Convention, to_html, to_markdown, to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

#: Lines that look like markup, and letters of every kind.
AWKWARD = (
    *(
        "# a",
        "## b ##",
        "- c",
        "+ d",
        "* e",
        "1. f",
        "2) g",
        "> h",
        "---",
        "***",
        "===",
        "```",
        "~~~",
        "    i",
    ),
    *(
        "<b>j</b>",
        "<script>k()</script>",
        "[l](m)",
        "![n](o)",
        "`p`",
        "*q*",
        "__r__",
        "a_b_c",
        "&copy;",
        "&#35;",
    ),
    *(
        "|s|t|",
        "--|--",
        "<https://u.example>",
        "\\v",
        "\\",
        "x\\\\",
        "=HYPERLINK",
        "]]>",
        "<!-- w",
        "C#",
        "a #",
        "[y]: z",
    ),
    *(
        "هەولێر",
        "\u200fسلێمانی\u200e",
        "東京都",
        "a\u00a0b",
        "\u2028c",
        "d\x0be",
        "f\x00g",
        "\ufeffh",
        "\u3000i",
    ),
)
lines = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(max_size=20),
    st.text(alphabet="*_`#-+>|[]()<>&!~\\ .1=ab:\t", max_size=20),
)
texts = st.lists(lines, min_size=1, max_size=3).map("\n".join)
urls = st.sampled_from(
    [
        "https://a.example/b_c_(d)?e=1&copy;=2",
        "javascript:alert(1)",
        "https://a.example/<b>*c*]",
        "mailto:a@b.example",
        "x",
    ]
)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    kind = draw(st.sampled_from(BlockKind))
    text = draw(texts)
    ends = sorted(draw(st.lists(st.integers(0, len(text) + 2), max_size=4)))
    anchors = tuple(
        Anchor(start=start, end=end, url=draw(urls))
        for start, end in zip(ends[::2], ends[1::2], strict=False)
    )
    return Block(
        kind=kind,
        text=text,
        level=draw(st.none() | st.integers(1, 4)),
        anchors=anchors,
        time=draw(st.none() | st.sampled_from(["2021-02-19T10:32:00Z", "10:32 <b>"]))
        if kind is BlockKind.ENTRY
        else None,
    )


articles = st.lists(blocks(), max_size=6)


def letters(text: str) -> str:
    """A text without space and without what no document may hold."""
    return re.sub(r"[\s\x00-\x1f\x7f\ufffe\uffff\ufffd\ud800-\udfff]", "", text)


def words_of(tokens: Sequence[Token]) -> str:
    """What a reader of Markdown sees."""
    seen = []
    for token in tokens:
        if token.type in ("text", "code_block", "fence", "code_inline", "html_block", "html_inline"):
            seen.append(token.content)
        seen.append(words_of(token.children or ()))
    return "".join(seen)


def kinds_of(tokens: Sequence[Token]) -> set[str]:
    return {token.type for token in tokens} | {
        child.type for token in tokens for child in token.children or ()
    }


@settings(deadline=None)
@given(articles)
def test_plain_text_under_the_usual_convention_is_the_body(article: list[Block]) -> None:
    spoken = [block for block in article if block.text.strip()]

    assert to_text(article) == join_words(spoken)


@settings(deadline=None)
@given(articles, st.sampled_from([Convention(), EVERYTHING]))
def test_html_is_well_formed_and_says_what_the_text_says(
    article: list[Block], convention: Convention
) -> None:
    tree = ElementTree.fromstring(to_html(article, convention, language="ckb"))

    assert letters("".join(tree.itertext())) == letters(to_text(article, convention))


@settings(deadline=None)
@given(articles)
def test_html_holds_no_tag_and_no_address_of_the_texts_own(article: list[Block]) -> None:
    tree = ElementTree.fromstring(to_html(article, EVERYTHING))

    assert not {element.tag for element in tree.iter()} & {"b", "script"}
    assert all(link.get("href", "").startswith(("https:", "mailto:")) for link in tree.iter("a"))


@settings(deadline=None)
@given(articles)
def test_markdown_read_again_says_what_the_text_says(article: list[Block]) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(to_markdown(article, EVERYTHING))

    assert letters(words_of(tokens)) == letters(to_text(article, EVERYTHING))


@settings(deadline=None)
@given(st.lists(blocks().filter(lambda block: block.kind is BlockKind.PARAGRAPH), max_size=4))
def test_a_paragraph_stays_a_paragraph_in_markdown(article: list[Block]) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(to_markdown(article))

    plain = {
        "paragraph_open",
        "paragraph_close",
        "inline",
        "text",
        "hardbreak",
        "softbreak",
        "link_open",
        "link_close",
    }
    assert kinds_of(tokens) <= plain | {"text_special"}


@settings(deadline=None)
@given(articles)
def test_markdown_leads_to_safe_addresses_only(article: list[Block]) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(to_markdown(article, EVERYTHING))

    links = [child for token in tokens for child in token.children or () if child.type == "link_open"]
    assert all(str(link.attrs["href"]).startswith(("https:", "mailto:")) for link in links)
