"""What pages, headers and hosts say about being archived, mined or used for training."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from archiver.capture import Capture, OptOut
from archiver.extract.opt_outs import Reservations, read_opt_outs, read_reservations, refusal

URL = "https://www.courier.example/news/1"
AGENT = "NewsArchiver/1.0 (+https://archive.example/bot)"


def answer(head: str = "", *headers: tuple[str, str], body: bytes | None = None) -> Capture:
    page = f"<html><head>{head}</head><body><p>News</p></body></html>".encode() if body is None else body
    kind = ("Content-Type", "text/html; charset=utf-8")
    return Capture(url=URL, fetched_at=datetime.now(UTC), status=200, headers=(kind, *headers), body=page)


def said(capture: Capture) -> list[tuple[str, str, str | None]]:
    return [(one.signal, one.source, one.agent) for one in read_opt_outs(capture)]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta name="robots" content="noarchive">', [("noarchive", "robots meta", None)]),
        (
            "<META NAME=ROBOTS CONTENT='index, NOAI, NoImageAI'>",
            [("noai", "robots meta", None), ("noimageai", "robots meta", None)],
        ),
        (
            '<meta content="noarchive, max-snippet:-1" name="Googlebot">',
            [("noarchive", "robots meta", "googlebot")],
        ),
        ('<meta name="tdm-reservation" content="1">', [("tdm-reservation", "meta", None)]),
        ('<meta name="robots" content="index, follow">', []),
        ('<meta name="keywords" content="noai, art, robots">', []),
        ('<!-- <meta name="robots" content="noarchive"> -->', []),
        ("<script>document.write('<meta name=robots content=noarchive>')</script>", []),
        ('<meta name="tdm-reservation" content="yes">', []),
    ],
)
def test_what_a_page_says_in_its_meta_tags(head: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert said(answer(head)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("noarchive", [("noarchive", None)]),
        ("noindex, noai,noimageai", [("noai", None), ("noimageai", None)]),
        ("googlebot: nofollow, noarchive", [("noarchive", "googlebot")]),
        ("NewsArchiver: noai", [("noai", "NewsArchiver")]),
        ("unavailable_after: 25 Jun 2030 15:00:00 PST", []),
        ("max-snippet: 20, noarchive", [("noarchive", None)]),
    ],
)
def test_what_an_x_robots_tag_says(value: str, expected: list[tuple[str, str | None]]) -> None:
    found = read_opt_outs(answer("", ("X-Robots-Tag", value)))

    assert [(one.signal, one.agent) for one in found] == expected


def test_the_value_is_kept_as_it_was_written() -> None:
    header = ("tdm-policy", "https://www.courier.example/policy.json")

    found = read_opt_outs(answer("", ("TDM-Reservation", "1"), header))

    assert found == (
        OptOut(
            signal="tdm-reservation", source="header", raw="1; policy https://www.courier.example/policy.json"
        ),
    )


def test_a_page_outranks_its_headers_on_mining() -> None:
    found = read_opt_outs(answer('<meta name="tdm-reservation" content="0">', ("tdm-reservation", "1")))

    assert refusal(found, AGENT) is None


def test_a_compressed_page_and_one_in_utf_16_are_read() -> None:
    page = '<html><head><meta name="robots" content="noai"></head></html>'
    packed = answer("", ("Content-Encoding", "gzip"), body=gzip.compress(page.encode()))
    wide = answer(body=page.encode("utf-16"))

    assert said(packed) == said(wide) == [("noai", "robots meta", None)]


@pytest.mark.parametrize(
    ("signal", "agent", "refused"),
    [
        ("noarchive", None, True),
        ("noai", "newsarchiver", True),
        ("ai-train=no", None, True),
        ("noarchive", "googlebot", False),
        ("noimageai", None, False),
        ("search=no", None, False),
    ],
)
def test_what_an_obedient_archive_refuses(signal: str, agent: str | None, refused: bool) -> None:
    one = OptOut(signal=signal, source="robots meta", raw=signal, agent=agent)

    assert (refusal([one], AGENT) is not None) == refused


RULES = b"""[
 {"location": "/free/*", "tdm-reservation": 0},
 {"location": "/*.pdf$", "tdm-reservation": 1},
 {"location": "/news", "tdm-reservation": 1, "tdm-policy": "https://www.courier.example/policy.json"},
 {"location": 7}, "nonsense", {"location": "/x", "tdm-reservation": true}
]"""


@pytest.mark.parametrize(
    ("path", "raw"),
    [
        ("/news/1", "1; policy https://www.courier.example/policy.json"),
        ("/free/news/1", "0"),
        ("/a/b.pdf", "1"),
        ("/a/b.pdf?x", None),
        ("/sport", None),
        ("/x", None),
    ],
)
def test_the_first_rule_of_a_tdmrep_file_that_fits_counts(path: str, raw: str | None) -> None:
    found = read_reservations(RULES).of(f"https://www.courier.example{path}")

    assert (found.raw if found else None) == raw


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[" * 100_000, b"\xff\xfe", b'{"location": "/"}'])
def test_a_file_that_is_none_says_nothing(body: bytes) -> None:
    assert read_reservations(body) == Reservations()
