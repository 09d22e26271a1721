"""Whatever a server sends: the right text or a reason, within the time limit, and never another exception."""

from __future__ import annotations

import codecs
import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.article import Article
from archiver.config import Config
from archiver.errors import NotAnArticle
from archiver.extract.article import extract_article
from archiver.extract.pool import ReaderPool

#: Seconds after which a test gives up waiting for a reader; the reader's own limit is `Config.page_seconds`.
PATIENCE_SECONDS = 90.0

PAGES = sorted((Path(__file__).parents[2] / "sites").glob("*.example/*/page.html.gz"))
LINE = "<p>Paragraph {0} says that ferry {0} left the quay with {1} people aboard.</p>"


def lines(number: int) -> str:
    return "".join(LINE.format(n, n % 90) for n in range(number))


def page(body: str, head: str = "") -> bytes:
    return f"<html><head><title>Bridge opens</title>{head}</head><body><article><h1>Bridge opens</h1>{body}</article></body></html>".encode()


def outcome(capture) -> str:
    """The reason for which a page is refused, or "article"."""
    try:
        extract_article(capture)
    except NotAnArticle as refused:
        return refused.reason
    return "article"


REFUSED = {
    "nothing": (b"", {"empty page"}),
    "spaces": (b" \r\n\t ", {"empty page"}),
    "one word": (b"Bridge", {"not HTML"}),
    "one word in a page": (page("<p>Bridge</p>"), {"too short", "no text"}),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, {"not HTML"}),
    "random bytes": (bytes((n * 7919 + 13) % 256 for n in range(20_000)), {"not HTML"}),
    "a script only": (
        b"<html><head><script>document.write('<p>Bridge opens</p>')</script></head><body></body></html>",
        {"no text"},
    ),
    "an empty root for scripts": (
        b"<html><body><div id='root'></div><script src='/app.js'></script></body></html>",
        {"needs scripts"},
    ),
    "100,000 paragraphs": (page("<p>one two three</p>" * 100_000), {"too large"}),
    "nothing but opening brackets": (b"<html><body>" + b"<" * 200_000, {"no text"}),
    "a page cut in a tag": (b"<html><body><p class='", {"no text", "empty page"}),
    "a page cut in a comment": (b"<html><body><!-- <p>Bridge opens</p>", {"no text", "empty page"}),
    "UTF-16 after the mark of UTF-8": (
        codecs.BOM_UTF8 + page("<p>Bridge</p>").decode().encode("utf-16"),
        {"not HTML", "no text", "too short"},
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_holds_no_article_gets_a_reason(capture_of, kind):
    body, reasons = REFUSED[kind]

    assert outcome(capture_of(body)) in reasons


NESTED = 5_000
SURROUNDED = {
    "nested 5,000 deep": ("<div>" * NESTED, "</div>" * NESTED),
    "nested in 50,000 tables": ("<table><tr><td>" * 50_000, ""),
    "50,000 open tags": ("<b>" * 50_000, ""),
    "20,000 attributes": (
        "<div " + " ".join(f"data-a{n}='{n}'" for n in range(20_000)) + ">",
        "</div>",
    ),
    "an attribute of a megabyte": (f"<div class='{'wide ' * 200_000}'>", "</div>"),
    "a comment of 10 MB": ("<!--" + "- " * 5_000_000 + "-->", ""),
    "a script of 10 MB": ("<script>var a='" + "a" * 10_000_000 + "'</script>", ""),
    "broken JSON-LD": ('<script type="application/ld+json">{"@type":"NewsArticle","headline":</script>', ""),
    "JSON-LD nested 50,000 deep": (
        '<script type="application/ld+json">' + '{"a":' * 50_000 + "1" + "}" * 50_000 + "</script>",
        "",
    ),
    "JSON-LD of the wrong kinds": (
        '<script type="application/ld+json">{"@type":["NewsArticle",7,null],"author":[[],{"name":{}}],"datePublished":{"a":1},"headline":[3],"keywords":{},"image":[[[]]],"@graph":"x"}</script>',
        "",
    ),
    "marks of direction": ("<p>" + "\u202e\u200f" * 50_000 + "</p>", ""),
    "200,000 accents on a letter": ("<p>a" + "\u0301" * 200_000 + "</p>", ""),
    "5 million spaces": ("<p>" + " " * 5_000_000 + "</p>", ""),
    "half of a pair of letters": ("<p>&#xD83D;&#xDE00;&#xD800;</p>", ""),
    "numbers of no letter": ("<p>&#99999999999;&#x110000;&#-1;&#0;</p>", ""),
}


@pytest.mark.parametrize("kind", SURROUNDED)
def test_the_text_is_read_whatever_stands_around_it(capture_of, in_paragraphs, story, kind):
    before, after = SURROUNDED[kind]

    article = extract_article(capture_of(page(f"{before}{in_paragraphs()}{after}")))

    assert [text for text in story if text not in article.body] == []


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp037"])
@pytest.mark.parametrize("declared", ["utf-8", "utf-16", "windows-1256", "no-such-charset", "utf-7"])
def test_any_encoding_under_any_name_gives_a_text_or_a_reason(capture_of, in_paragraphs, codec, declared):
    body = page(in_paragraphs()).decode().encode(codec, "replace")

    assert outcome(capture_of(body, content_type=f"text/html; charset={declared}"))


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig"])
def test_the_mark_at_the_start_outranks_the_declared_charset(capture_of, in_paragraphs, story, codec):
    body = page(in_paragraphs()).decode().encode(codec)

    article = extract_article(capture_of(body, content_type="text/html; charset=iso-8859-1"))

    assert article.body == "\n\n".join(story)


def test_half_a_letter_at_the_end_of_utf16_costs_nothing(capture_of, in_paragraphs, story):
    body = page(in_paragraphs()).decode().encode("utf-16") + b"\xd8"

    article = extract_article(capture_of(body))

    assert article.body == "\n\n".join(story)


def test_of_ten_dates_one_is_published_and_the_others_are_kept(capture_of, in_paragraphs):
    head = "".join(f'<meta name="date" content="2021-02-{day:02d}">' for day in range(1, 11))

    article = extract_article(capture_of(page(in_paragraphs(), head)))

    reading = next(reading for reading in article.readings if reading.field == "published")
    assert article.published is not None
    assert article.published.day.isoformat() == reading.winner.value[:10]
    assert len(reading.losers) >= 5


@pytest.mark.parametrize(
    "text", ["2021-02-31", "32.13.2021", "0000-00-00", "9999-12-31", "1970-01-01T00:00:00Z", "now"]
)
def test_impossible_dates_are_none(capture_of, in_paragraphs, text):
    head = f'<meta property="article:published_time" content="{text}">'

    article = extract_article(capture_of(page(in_paragraphs(), head), url="https://www.silvanpost.example/x"))

    assert article.published is None


BAD_ADDRESSES = (
    "https://school\ufffd.example/a",
    "http://[::1",
    "http://",
    "//",
    "javascript:void(0)",
    "https://a.example:99999999/",
)


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_addresses_that_are_none_cost_nothing_but_themselves(capture_of, in_paragraphs, story, address):
    head = f'<base href="{address}"><link rel="canonical" href="{address}"><meta property="og:url" content="{address}"><meta property="og:image" content="{address}">'
    body = page(
        f'<img src="{address}">{in_paragraphs()}<p>More is <a href="{address}">printed there</a>, it said.</p>',
        head,
    )

    article = extract_article(capture_of(body))

    assert article.body.startswith(story[0])
    assert article.canonical_url == "https://www.silvanpost.example/english/kurdistan/19022021"


LARGE = {
    "10 MB in 100,000 paragraphs": page(lines(150_000)),
    "10 MB in one paragraph": page("<p>" + "The bridge will open in spring. " * 320_000 + "</p>"),
    "a line of 1 MB": page("<p>" + "word " * 200_000 + "</p>"),
    "20,000 paragraphs": page(lines(20_000)),
    "50,000 links": page("".join(f"<a href='/{n}'>link {n}</a> " for n in range(50_000))),
    "50,000 cells": page("<table>" + "<tr><td>1</td><td>2</td></tr>" * 18_000 + "</table>"),
    "50,000 pieces of metadata": page(
        lines(5), "".join(f"<meta name='author' content='A{n} B'>" for n in range(50_000))
    ),
}


@pytest.mark.slow
def test_the_largest_pages_end_within_the_time_limit(capture_of, page_of, in_paragraphs):
    limit = Config(archive="archive").page_seconds

    with ReaderPool(2, limit) as pool:
        answers = {kind: pool.submit(capture_of(body)) for kind, body in LARGE.items()}
        after = pool.submit(capture_of(page_of(f"<article>{in_paragraphs()}</article>")))
        errors = {kind: answer.exception(PATIENCE_SECONDS) for kind, answer in answers.items()}

        assert isinstance(after.result(PATIENCE_SECONDS), Article)
    assert all(error is None or isinstance(error, NotAnArticle) for error in errors.values())
    assert "reader failed" not in {error.reason for error in errors.values() if error is not None}


@st.composite
def damaged_pages(draw: st.DrawFn) -> bytes:
    """A page of ours with pieces of it lost, doubled, put elsewhere or overwritten."""
    body = bytearray(gzip.decompress(draw(st.sampled_from(PAGES)).read_bytes()))
    for _ in range(draw(st.integers(1, 8))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 3_000)))
        piece = bytes(body[start:end])
        match draw(st.sampled_from(["lose", "double", "move", "overwrite", "noise"])):
            case "lose":
                del body[start:end]
            case "double":
                body[start:start] = piece * draw(st.integers(1, 5))
            case "move":
                del body[start:end]
                place = draw(st.integers(0, len(body)))
                body[place:place] = piece
            case "overwrite":
                noise = draw(st.binary(max_size=200))
                body[start : start + len(noise)] = noise
            case _:
                body[start:start] = draw(
                    st.sampled_from([b"<", b">", b'"', b"</div>", b"<table>", b"\x00", b"\xff\xfe"])
                )
    return bytes(body)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(body=damaged_pages())
def test_a_damaged_page_gives_an_article_or_a_reason(capture_of, body):
    assert outcome(capture_of(body))
