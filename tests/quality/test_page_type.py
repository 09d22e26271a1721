"""Is a page an article, and if not, what is it: floors over pages written by us, in eight languages and two kinds of markup.

What is no article is made of `page_types.toml`. What is one is made of the articles in `tests/sites`: as they stand, as a
news flash, as a print page, with a player, with pictures, behind a paywall, as a live page.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from archiver.capture import Capture
from archiver.errors import NotAnArticle
from archiver.extract.article import extract_article

#: Share of pages of which is said rightly whether they are articles.
RIGHT_FLOOR = 0.97
#: Share of what is no article that is called what it is.
REASON_FLOOR = 0.95
#: Articles that may be refused.
REFUSED_ARTICLES = 0
#: Confidence from which a refusal of these pages is never wrong.
SURE = 0.9

HERE = Path(__file__).parent
SITE = "https://www.silvanpost.example"
NAV = "<div class='n'><ul><li><a href='/'>Home</a></li><li><a href='/news'>News</a></li><li><a href='/sport'>Sport</a></li></ul></div>"
FOOT = "<div class='f'><p>© 2024 Silvan Post</p><a href='/imprint'>Imprint</a> <a href='/privacy'>Privacy</a></div>"


class Case(NamedTuple):
    """A page, and what it is."""

    name: str
    url: str
    html: str
    reason: str | None  #: None for an article


def print_page(title: str, body: str, head: str = "", language: str = "en", bare: bool = False) -> str:
    frame = ("", "") if bare else (NAV, FOOT)
    return (
        f"<!DOCTYPE html><html lang='{language}'><head><meta charset='utf-8'><title>{escape(title)}</title>{head}</head>"
        f"<body>{frame[0]}{body}{frame[1]}</body></html>"
    )


def without_telling_tags(html: str) -> str:
    """The same page as hand-made systems print it: elements that tell nothing."""
    return re.sub(r"<(/?)(?:main|article|section|ul|li)\b", r"<\1div", html)


def parts_of(words: dict[str, Any]) -> dict[str, str]:
    """Lists and teasers of a language's headlines, and its words."""
    linked = [
        f"<a href='/{words['section_path']}/{number}-some-news'>{escape(head)}</a>"
        for number, head in enumerate(words["heads"])
    ]
    return {
        **{key: value for key, value in words.items() if isinstance(value, str)},
        "list": "<ul>" + "".join(f"<li>{link}</li>" for link in linked) + "</ul>",
        "teasers": "".join(print_teaser(words, number, link) for number, link in enumerate(linked)),
        "pictures": "".join(f"<li><img src='/p/{n}.jpg' alt=''> {n}/9</li>" for n in range(1, 10)),
    }


def print_teaser(words: dict[str, Any], number: int, link: str) -> str:
    """A linked headline with lines under it; every other language prints the day and the author, too."""
    other = words["heads"][(number + 3) % len(words["heads"])]
    signed = f"<time datetime='2024-03-0{9 - number % 9}'>0{9 - number % 9}.03.2024</time> <span class='author'>{words['author']}</span>"
    line = signed if words["code"] in ("de", "es", "zh", "ckb") else ""
    return f"<section class='t'><h3>{link}</h3>{line}<p>{escape(other)}. {words['lead']}</p></section>"


@lru_cache
def others() -> tuple[Case, ...]:
    """Pages that are no article."""
    sheet = tomllib.loads((HERE / "page_types.toml").read_text(encoding="utf-8"))
    cases = []
    for number, words in enumerate(sheet["language"]):
        parts = parts_of(words)
        for kind, page in sheet["kind"].items():
            filled = {key: value.format(**parts) for key, value in page.items()}
            html = print_page(filled["title"], filled["body"], filled.get("head", ""), words["code"])
            html = html if number % 2 else without_telling_tags(html)
            cases.append(Case(f"{kind}-{words['code']}", SITE + filled["path"], html, page["reason"]))
    parts = parts_of(sheet["language"][0])
    for page in sheet["page"]:
        body = page["body"].replace("{list}", parts["list"])
        html = print_page(page["title"], body, page.get("head", ""), bare=page.get("bare", False))
        cases.append(Case(f"{page['kind']}{page['path']}", SITE + page["path"], html, page["reason"]))
    return tuple(cases)


def article_shapes(title: str, texts: list[str]) -> dict[str, tuple[str, str]]:
    """Body and head of one article in the shapes in which newspapers print articles."""
    text = "".join(f"<p>{escape(one)}</p>" for one in texts)
    first = f"<p>{escape(texts[0])}</p>"
    heading = f"<h1>{escape(title)}</h1>"
    dated = "<meta name='date' content='2024-03-05'>"
    entries = "".join(
        f"<div class='e'><time datetime='2024-03-05T1{n}:05:00+01:00'>1{n}:05</time><p>{escape(one)}</p></div>"
        for n, one in enumerate(texts[:5])
    )
    declared = json.dumps(
        {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title}, ensure_ascii=False
    )
    claim = f"<script type='application/ld+json'>{declared}</script>"
    pictures = "".join(
        f"<figure><img src='/{n}.jpg'><figcaption>{n}/5</figcaption></figure>" for n in range(5)
    )
    return {
        "whole": (f"<article>{heading}{text}</article>", ""),
        "soup": (f"<div><div>{escape(title)}</div><div>{text}</div></div>", dated),
        "flash": (f"<article>{heading}{first}</article>", dated),
        "declared flash": (f"<div>{heading}{first}</div>", claim),
        "print": (f"{heading}<hr>{text}<hr>", ""),
        "player": (
            f"<article>{heading}<video src='/v.mp4'></video>{text}</article>",
            "<meta property='og:type' content='video.other'>",
        ),
        "pictures": (f"<article>{heading}{pictures}{text}</article>", ""),
        "paywall": (
            f"<article>{heading}{text[: text.index('</p>', 300) + 4]}<div class='paywall'><p>Subscribe to read on.</p></div></article>",
            claim,
        ),
        "live": (f"<main>{heading}<div class='live'>{entries}</div></main>", ""),
    }


@lru_cache
def articles() -> tuple[Case, ...]:
    """Pages that are articles."""
    cases = []
    for number, file in enumerate(sorted((HERE.parent / "sites").glob("*.example/*/article.json"))):
        spec = json.loads(file.read_text(encoding="utf-8"))
        for shape, (body, head) in article_shapes(spec["title"], spec["paragraphs"]).items():
            html = print_page(spec["title"], body, head, spec["language"])
            url = f"{SITE}/news/2024/03/{number}.html"
            cases.append(Case(f"{shape}-{file.parts[-3]}", url, html, None))
    return tuple(cases)


def judge(case: Case) -> NotAnArticle | None:
    capture = Capture(
        url=case.url,
        fetched_at=datetime(2024, 3, 6, tzinfo=UTC),
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=case.html.encode(),
    )
    try:
        extract_article(capture)
    except NotAnArticle as refused:
        return refused
    return None


@pytest.fixture(scope="module")
def judged() -> dict[Case, NotAnArticle | None]:
    return {case: judge(case) for case in (*others(), *articles())}


def test_the_set_holds_enough_of_both():
    reasons = Counter(case.reason for case in others())

    assert len(others()) >= 100
    assert len(reasons) >= 15
    assert len(articles()) >= 100


def test_articles_are_told_from_other_pages(judged):
    wrong = [case.name for case, refused in judged.items() if (case.reason is None) != (refused is None)]

    assert 1 - len(wrong) / len(judged) >= RIGHT_FLOOR, wrong


def test_no_article_is_refused(judged):
    refused = [(case.name, str(why)) for case, why in judged.items() if case.reason is None and why]

    assert len(refused) <= REFUSED_ARTICLES, refused


def test_what_is_no_article_is_called_what_it_is(judged):
    found = [(case, why) for case, why in judged.items() if case.reason is not None]
    wrong = [(case.name, str(why)) for case, why in found if why is None or why.reason != case.reason]

    assert 1 - len(wrong) / len(found) >= REASON_FLOOR, wrong


def test_a_sure_refusal_is_never_wrong(judged):
    wrong = [
        case.name
        for case, why in judged.items()
        if why is not None and why.confidence >= SURE and case.reason is None
    ]

    assert not wrong


def test_every_refusal_says_how_sure_it_is(judged):
    assert all(0.5 <= why.confidence <= 1 for why in judged.values() if why is not None)
