"""What a reader of the newspaper sees in a browser is what the archive keeps, whatever the page says of its charset."""

from __future__ import annotations

import json

import pytest

from archiver.extract.article import extract_article
from archiver.extract.charset import decode
from archiver.extract.charset_labels import charsets_in_page, known_charset

PRINTED = {
    "ja": "東京の会見で首相はきょう、新しい橋について語った。住民のための渡し船はまだある。",
    "zh": "新闻报道：发改委的人在会上说，这是我们国家的一个大工程。",
    "zh-tw": "這是我們國家的一個大工程，記者在會上說他們不會來了。",
    "ko": "서울 뉴스 기자는 오늘 다리가 열린다고 말했다.",
    "ru": "Сегодня в городе открыли новый мост, сообщили жители и журналисты.",
    "uk": "Сьогодні в місті відкрили новий міст, повідомили мешканці.",
    "ar": "العراق اليوم افتتح جسرا جديدا في بغداد",
    "tr": "İstanbul’da ağır kış bastırdı, köprü kapandı",
    "pl": "Most został otwarty dzisiaj, powiedział burmistrz śródmieścia",
    "fr": "Le pont a été ouvert aujourd’hui à Angoulême",
}
ENCODED = [
    ("ja", "shift_jis"), ("ja", "euc_jp"), ("ja", "iso2022_jp"), ("zh", "gb18030"), ("zh-tw", "big5"), ("ko", "cp949"), ("ru", "cp1251"),
    ("ru", "koi8-r"), ("uk", "koi8-u"), ("uk", "cp1251"), ("ar", "cp1256"), ("ar", "iso8859-6"), ("tr", "cp1254"), ("pl", "iso8859-2"),
    ("pl", "cp1250"), ("fr", "cp1252"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "codec"), ENCODED)
def test_a_page_without_a_charset_is_read_by_its_language(language, codec):
    page = f"<html lang={language}><p>".encode() + (PRINTED[language] * 6).encode(codec)

    assert PRINTED[language] in decode(page, None)[0]


@pytest.mark.parametrize(("language", "codec"), ENCODED)
def test_bytes_that_are_no_utf_8_are_not_read_as_that_though_the_header_says_so(language, codec):
    page = f"<html lang={language}><p>".encode() + (PRINTED[language] * 6).encode(codec)

    assert PRINTED[language] in decode(page, "utf-8")[0]


@pytest.mark.parametrize(("language", "codec"), ENCODED)
def test_the_header_is_believed_before_the_page(language, codec):
    page = b"<meta charset=windows-1252><p>" + (PRINTED[language] * 6).encode(codec)

    assert PRINTED[language] in decode(page, codec)[0]


def test_utf_8_is_read_as_that_whatever_is_declared():
    assert decode("<p>هەولێر</p>".encode(), "iso-8859-1") == ("<p>هەولێر</p>", "utf-8")


@pytest.mark.parametrize("label", ["utf-16", "utf-16le", "unicode", None])
def test_utf_16_without_a_mark_is_read(capture_of, page_of, in_paragraphs, story, label):
    header = "text/html" + (f"; charset={label}" if label else "")
    page = page_of(f"<article>{in_paragraphs()}</article>").replace("utf-8", "utf-16").encode("utf-16-le")

    assert story[0] in extract_article(capture_of(page, content_type=header)).body


MEANS = {
    "ISO-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "gb2312": "gb18030", "x-sjis": "cp932", "Windows-31J": "cp932",
    "ks_c_5601-1987": "cp949", "iso-8859-9": "cp1254", "tis-620": "cp874", "iso-8859-8-i": "iso8859-8", "koi": "koi8-r",
    "x-mac-cyrillic": "mac-cyrillic", "x-user-defined": "cp1252", "unicode": "utf-16-le", "utf-7": None, "cp037": None, "klingon": None,
}  # fmt: skip


@pytest.mark.parametrize("label", MEANS)
def test_a_label_means_what_it_means_to_browsers(label):
    assert known_charset(label) == MEANS[label]


DECLARED = {
    "charset": b'<meta charset="koi8-r">',
    "http-equiv": b"<META content='text/html; charset=koi8-r' HTTP-EQUIV=Content-Type>",
    "after an unknown one": b"<meta charset=nonsense><meta charset=koi8-r>",
    "after a comment": b"<!-- <meta charset=big5> --><meta charset=koi8-r>",
    "after a description of it": b'<meta name=description content="charset=big5"><meta charset=koi8-r>',
    "by XML": b'<?xml version="1.0" encoding="koi8-r"?><html>',
}


@pytest.mark.parametrize("place", DECLARED)
def test_a_declaration_counts_where_browsers_look_for_it(place):
    assert charsets_in_page(DECLARED[place]) == ("koi8-r",)


ODD = "\x00\x01\x08\x0b\x1f\x7f\x9d\u202e\ufeff\ufdd0\ufffe\uffff"


def test_no_odd_character_of_json_reaches_title_or_author(capture_of, page_of, in_paragraphs):
    data = {
        "@type": "NewsArticle",
        "headline": f"Bridge{ODD}\ud800 opens",
        "author": {"@type": "Person", "name": f"Sara\u0000 Amin{ODD}"},
    }
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'

    article = extract_article(
        capture_of(page_of(f"<article>{in_paragraphs()}</article>", head=head, title="Bridge opens"))
    )

    everything = article.body + (article.title or "") + "".join(author.name for author in article.authors)
    assert not set(everything) & {*ODD, "\ud800"}
    assert [author.name for author in article.authors] == ["Sara Amin"]


def test_joiners_of_persian_words_and_marks_of_direction_stay(capture_of, page_of, story):
    words = "می\u200cخواهیم پل را ببینیم \u200f(پل نو)\u200f و از آن بگذریم، گفت شهردار در روز پنجشنبه هنگام گشایش آن در شهر."

    article = extract_article(
        capture_of(
            page_of(
                "<article>"
                + f"<p>{words}</p>" * 3
                + "".join(f"<p>{text}</p>" for text in story)
                + "</article>"
            )
        )
    )

    assert words in article.body
