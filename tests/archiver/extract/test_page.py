"""A capture becomes characters and a tree that every reader can use."""

from __future__ import annotations

import gzip

import pytest

from archiver.errors import NotAnArticle
from archiver.extract.page import MAX_DEPTH, load_page

SORANI = "هەولێر، هەرێمی کوردستان"


def depth(tree) -> int:
    level, levels = [tree], 0
    while level:
        level = [child for element in level for child in element]
        levels += 1
    return levels


def words(page) -> str:
    return " ".join(" ".join(page.tree.itertext()).split())


@pytest.mark.parametrize(
    ("codec", "content_type"),
    [
        ("utf-8", "text/html"),
        ("utf-8", "text/html; charset=utf-8"),
        ("utf-8", "text/html; charset=windows-1256"),
        ("utf-8-sig", "text/html; charset=iso-8859-1"),
        ("utf-16", "text/html; charset=utf-8"),
    ],
)
def test_sorani_is_read_whatever_the_server_declares(load, codec, content_type):
    page = load(f"<html><body><p>{SORANI}</p></body></html>".encode(codec), content_type=content_type)

    assert SORANI in words(page)


@pytest.mark.parametrize(
    ("text", "codec", "content_type", "head"),
    [
        ("Zürich grüßt", "latin-1", "text/html; charset=ISO-8859-1", ""),
        ("Zürich “grüßt”", "cp1252", "text/html; charset=latin1", ""),
        (
            "Москва сегодня",
            "cp1251",
            "text/html",
            '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        ),
        ("العراق اليوم", "cp1256", "text/html", '<meta charset="windows-1256">'),
        ("新闻报道：发改委", "gb18030", "text/html; charset=gb2312", ""),
        ("東京で会見", "shift_jis", "text/html", "<meta charset=Shift_JIS>"),
        ("서울 뉴스", "cp949", "text/html; charset=euc-kr", ""),
        ("İstanbul’da ağır kış", "cp1254", "text/html; charset=iso-8859-9", ""),
    ],
)
def test_old_encodings_are_read_as_a_browser_reads_them(load, text, codec, content_type, head):
    page = load(
        f"<html><head>{head}</head><body><p>{text}</p></body></html>".encode(codec), content_type=content_type
    )

    assert text in words(page)


def test_a_page_without_any_declaration_is_read_by_its_language(load):
    page = load(
        '<html lang="ar"><body><p>بغداد والموصل</p></body></html>'.encode("cp1256"), content_type="text/html"
    )

    assert words(page) == "بغداد والموصل"


def test_one_stray_byte_does_not_change_the_encoding_of_a_page(load):
    raw = f"<html><body><p>{'Zürich und Köln. ' * 200}</p></body></html>".encode() + b"\xff"

    page = load(raw, content_type="text/html; charset=utf-8")

    assert "Zürich und Köln" in words(page)


@pytest.mark.parametrize(
    "reference", ["&#1;", "&#8;", "&#11;", "&#12;", "&#x1F;", "&#xFFFE;", "&#xD800;", "&#0;", "\x01", "\x00"]
)
def test_a_forbidden_character_costs_nothing_but_itself(load, reference):
    page = load(f"<html><body><p>Before{reference} after</p><p>The next paragraph</p></body></html>")

    assert words(page) == "Before after The next paragraph"


def test_references_of_old_windows_pages_mean_quotation_marks(load):
    page = load("<html><body><p>&#147;Yes,&#148; she said &#150; twice</p></body></html>")

    assert words(page) == "“Yes,” she said – twice"


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<div>", "</div>"),
        ("<table><tr><td>", "</td></tr></table>"),
        ("<ul><li>", "</li></ul>"),
        ("<font>", ""),
        ("<b><i>", ""),
    ],
)
@pytest.mark.parametrize("levels", [300, 5000])
def test_words_survive_any_nesting(load, opening, closing, levels):
    page = load(
        f"<html><body><p>First</p>{opening * levels}<p>Deep words</p>{closing * levels}<p>Last</p></body></html>"
    )

    assert words(page).split() == ["First", "Deep", "words", "Last"]
    assert depth(page.tree) <= MAX_DEPTH + 3


def test_flattening_keeps_the_order_of_words(load):
    nested = "".join(f"<span>{number} " for number in range(400)) + "".join(
        f"</span>after{number} " for number in range(399, -1, -1)
    )

    page = load(f"<html><body><div>{nested}</div></body></html>")

    assert words(page).split() == [str(n) for n in range(400)] + [f"after{n}" for n in range(399, -1, -1)]


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"", "text/html", "empty page"),
        (b"  \n ", "text/html", "empty page"),
        (b"%PDF-1.7 ...", "text/html", "not HTML"),
        (b"<html><body>x</body></html>", "application/pdf", "not HTML"),
        (b'{"headline": "x"}', "application/json", "not HTML"),
        (b"Just some words", "text/plain", "not HTML"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "text/xml", "not HTML"),
    ],
)
def test_what_is_no_page_is_refused_with_its_reason(load, body, content_type, reason):
    with pytest.raises(NotAnArticle) as caught:
        load(body, content_type=content_type)

    assert caught.value.reason == reason


def test_a_compressed_page_is_undone_before_it_is_read(capture_of):
    capture = capture_of(gzip.compress(b"<html><body><p>Words</p></body></html>"))
    packed = capture.__class__(
        url=capture.url,
        fetched_at=capture.fetched_at,
        status=200,
        headers=(*capture.headers, ("Content-Encoding", "gzip")),
        body=capture.body,
    )

    page = load_page(packed)

    assert words(page) == "Words"


def test_relative_links_are_joined_to_the_declared_base(load):
    page = load('<html><head><base href="/archive/2021/"></head><body><p>x</p></body></html>')

    assert page.base_url == "https://www.silvanpost.example/archive/2021/"


def test_an_xml_declaration_does_not_stop_an_xhtml_page(load):
    page = load(
        '<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>Şırnak</p></body></html>'
    )

    assert words(page) == "Şırnak"


def test_text_after_the_end_of_the_page_still_belongs_to_it(load):
    page = load("<html><body><p>Above</p></body></html><div><p>Below the end tag</p></div>")

    assert "Below the end tag" in page.tree.text_content()


def test_a_text_encoded_twice_is_read_as_it_was_written(load):
    twice = "<html><body><p>“It’s the council’s bridge”</p></body></html>".encode().decode("latin-1").encode()

    page = load(twice)

    assert "“It’s the council’s bridge”" in page.tree.text_content()
