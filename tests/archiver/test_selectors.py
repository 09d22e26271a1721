"""Selectors name parts of a page, or say where they go wrong; no page makes one take for ever."""

from __future__ import annotations

import pickle

import pytest
from lxml.html import document_fromstring

from archiver.errors import BadSelector
from archiver.selectors import MAX_CHARACTERS, PageSize, compile_selector

PAGE = document_fromstring(
    '<html><head><title>Rain | Courier</title><meta name="author" content="Sara Amin"></head><body>'
    '<div class="story"><h1>Rain <span>again</span></h1><time datetime="2021-02-19">Friday</time>'
    '<p class="a">One.</p><p>Two.</p></div><p>Three.</p></body></html>'
)
FLAT = document_fromstring("<body>" + "<p class=a>x</p>" * 20_000)
DEEP = document_fromstring("<body>" + ("<div>" * 150 + "x" + "</div>" * 150) * 130)


def texts(selector: str) -> list[str]:
    found = compile_selector(selector).find(PAGE)
    return [one if isinstance(one, str) else "".join(one.itertext()) for one in found]


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("p.a", ["One."]),
        (".story > p", ["One.", "Two."]),
        ("div p", ["One.", "Two."]),
        ("p ~ p", ["Two."]),
        (".a + p", ["Two."]),
        ("div:has(h1) p.a, body > p", ["One.", "Three."]),
        ("p:not(.a)", ["Two.", "Three."]),
        ("h1::text", ["Rain "]),
        ("time@datetime", ["2021-02-19"]),
        ("time::attr(datetime)", ["2021-02-19"]),
        ('meta[name="author"]@content', ["Sara Amin"]),
        ("//p[1]", ["One.", "Three."]),
        ("(//p)[2]", ["Two."]),
        ("/html/body/p", ["Three."]),
        ("//meta/@content", ["Sara Amin"]),
        ("(string(//title))", ["Rain | Courier"]),
        ("(count(//p))", ["3"]),
        ("(1 = 1)", []),
        ("//namespace::*", []),
        ("h7", []),
    ],
)
def test_a_selector_finds_what_it_names_in_page_order(selector: str, found: list[str]) -> None:
    assert texts(selector) == found


@pytest.mark.parametrize(
    ("selector", "column", "told"),
    [
        ("div..a", 5, "expected ident, got '.'"),
        ("div >", 6, "expected selector, got the end"),
        ("", 1, "expected selector, got the end"),
        ("p:foo", None, "pseudo-class :foo is unknown"),
        ("p::before", None, "::before names nothing on a page"),
        ("string(//h1)", 7, "expected selector, got '('"),
        ("//div[@class=]", 14, "invalid expression"),
        ("//div[", 7, "invalid expression"),
        ("//p[re:test(., 'a')]", 5, "has no function re:test()"),
        ("//p[matches(., 'a')]", 5, "has no function matches()"),
        ("//svg:rect", 3, "HTML has no namespaces"),
        ("//p[. = $x]", 9, "there are no variables"),
        ("//p[. = '\x00']", 10, "holds a control character"),
        ("h1 h2 h3 h4 h5 h6", None, "searches the page 6 times over"),
        ("p" * (MAX_CHARACTERS + 1), None, "longer than 500 characters"),
        ("p" + ":not(a" * 80 + ")" * 80, None, ""),
    ],
)
def test_what_is_no_selector_says_where_it_goes_wrong(selector: str, column: int | None, told: str) -> None:
    with pytest.raises(BadSelector) as caught:
        compile_selector(selector)

    assert caught.value.column == column or not told
    assert told in caught.value.message
    assert caught.value.next_step


def test_a_bad_selector_comes_back_from_another_process() -> None:
    error = BadSelector("p..a", "expected ident", 3)

    assert pickle.loads(pickle.dumps(error)).message == error.message  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    ("selector", "page"),
    [
        ("//*//*", DEEP),
        ("//div//div//div", DEEP),
        ("//div/ancestor::div/descendant::div", DEEP),
        ("div div div div", DEEP),
        ("//*[following::p]", DEEP),
        ("p ~ p ~ p", FLAT),
        ("p:nth-last-child(5)", FLAT),
        ("//p[count(following-sibling::p) > 3]", FLAT),
        ("//p[count(//p) > 3]", FLAT),
    ],
)
def test_a_selector_that_would_take_long_on_a_page_is_not_tried_on_it(selector: str, page: object) -> None:
    with pytest.raises(BadSelector, match="takes too long"):
        compile_selector(selector).find(page, PageSize.of(page))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "selector",
    ["//*//*", "//div//div//div", "div div p", "p ~ p ~ p", "//p[count(//p) > 3]", "p:nth-child(2)"],
)
def test_the_same_selectors_are_tried_on_an_ordinary_page(selector: str) -> None:
    assert isinstance(compile_selector(selector).find(PAGE, PageSize.of(PAGE)), list)


def test_a_selector_that_names_thousands_of_elements_is_a_mistake() -> None:
    with pytest.raises(BadSelector, match="names 20000 parts of the page"):
        compile_selector("p").find(FLAT)
