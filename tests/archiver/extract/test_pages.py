"""An article on several pages is one article; what merely looks like its next page is none of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archiver.article import BlockKind
from archiver.extract.article import extract_article
from archiver.extract.pages import find_next_page, may_continue

A = "https://www.silvanpost.example/english/bridge-opens"


def find(load, page_of, url: str, links: str, *, head: str = "", number: int = 1) -> str | None:
    html = page_of(
        f"<main><h1>Bridge over the Silvan valley to open in spring</h1><p>Text.</p>{links}</main>", head=head
    )
    found = find_next_page(load(html, url=url), number)
    if number == 1 and found:
        # the look at the bytes never misses what the page has
        assert may_continue(html.encode(), url)
    return found


@pytest.mark.parametrize(
    ("url", "href", "text"),
    [
        (A, f"{A}/2", "2"),
        (A + "/", f"{A}/2/", "Next page"),
        (A, f"{A}/page/2/", "›"),
        (A, "?page=2", "Page 2"),
        (A + ".html", f"{A}.html?seite=2", "Weiter"),
        (A + ".html", "bridge-opens-2.html", "2"),
        (A + ".html", "bridge-opens_p2.html", "下一页"),
        (A + ".html", "bridge-opens.html/2", "التالي"),
        (A + "?id=9", f"{A}?id=9&page=2", "2"),
        (A + "-1.html", "bridge-opens-2.html", "Next"),
    ],
)
def test_the_next_page_has_the_address_of_the_article_and_a_number(url, href, text, load, page_of):
    found = find(load, page_of, url, f'<div class="pager"><span>1</span> <a href="{href}">{text}</a></div>')

    assert found is not None
    assert found.endswith(href.lstrip("?"))


def test_the_head_of_the_page_names_the_next_page(load, page_of):
    assert find(load, page_of, A, "", head=f'<link rel="next" href="{A}/2">') == f"{A}/2"


def test_the_third_page_follows_the_second(load, page_of):
    links = f'<a href="{A}">1</a> 2 <a href="{A}/3">3</a>'

    assert find(load, page_of, f"{A}/2", links, number=2) == f"{A}/3"


def test_the_whole_article_on_one_page_is_preferred(load, page_of):
    links = f'<a href="{A}/2">2</a> <a href="{A}?page=all">View as a single page</a>'

    assert find(load, page_of, A, links) == f"{A}?page=all"


@pytest.mark.parametrize(
    "link",
    [
        '<a rel="next" href="/english/ferry-makes-last-trip">Next</a>',
        f'<a href="{A}/comment-page-2">2</a>',
        f'<a href="{A}?cpage=2">2</a>',
        f'<div id="comments"><a href="{A}?page=2">2</a></div>',
        f'<a href="{A}/2">Picture of the bridge from the south, by our photographer</a>',
        f'<a href="{A}/3">3</a>',
        f'<a href="{A}-2019">Next</a>',
        '<a href="https://other.example/english/bridge-opens/2">2</a>',
        '<a href="/english?page=2">2</a>',
    ],
)  # fmt: skip
def test_another_article_and_the_pager_of_something_else_are_no_next_page(link, load, page_of):
    assert find(load, page_of, A, link) is None


def test_the_next_number_of_a_numbered_article_is_another_article(load, page_of):
    url = "https://www.silvanpost.example/news/item-7.html"

    assert find(load, page_of, url, '<a rel="next" href="item-8.html">Next</a>') is None


@pytest.fixture
def pages_of(page_of, in_paragraphs, story, capture_of):
    """Captures of an article on three pages; each prints headline, byline and a note on the newspaper."""

    def make(titles=("", " - Page 2", " - Page 3")):
        captures = []
        for number, title in enumerate(titles, start=1):
            headline = f"Bridge over the Silvan valley to open in spring{title}"
            own = in_paragraphs(*story[2 * number - 2 : 2 * number])
            body = f'<h1>{headline}</h1><p class="dek">The council says the crossing comes two years late, and the ferry will stop.</p><p>By Sara Amin</p>{own}'
            url = A if number == 1 else f"{A}/{number}"
            html = page_of(
                f"<article>{body}</article>", title=headline, head='<meta name="author" content="Sara Amin">'
            )
            captures.append(capture_of(html, url=url))
        return replace(captures[0], following=tuple(captures[1:]))

    return make


def test_pages_are_joined_without_what_each_of_them_repeats(pages_of, story):
    article = extract_article(pages_of())

    assert article.body == "\n\n".join(story)
    kinds = [block.kind for block in article.blocks]
    assert (kinds.count(BlockKind.STANDFIRST), kinds.count(BlockKind.BYLINE)) == (1, 1)
    assert {"second copy", "byline"} <= {removed.reason for removed in article.removed}


def test_the_article_goes_by_the_addresses_of_all_its_pages(pages_of):
    article = extract_article(pages_of())

    assert {f"{A}/2", f"{A}/3"} <= set(article.urls)


def test_a_page_under_another_headline_is_left_out_and_kept_as_removed(
    pages_of, capture_of, page_of, in_paragraphs, story
):
    other = page_of(
        f"<article><h1>Ferry captain retires</h1>{in_paragraphs(*story[4:])}</article>",
        title="Ferry captain retires",
    )
    first = replace(pages_of(), following=(capture_of(other, url=f"{A}/2"),))

    article = extract_article(first)

    assert article.body == "\n\n".join(story[:2])
    assert [(one.reason, one.place) for one in article.removed if story[4] in one.text] == [
        ("another article", "page 2")
    ]


def test_the_whole_article_behind_its_first_page_is_joined_once(
    pages_of, capture_of, page_of, in_paragraphs, story
):
    whole = page_of(
        f"<article><h1>Bridge over the Silvan valley to open in spring</h1><p>By Sara Amin</p>{in_paragraphs(*story)}</article>",
        head='<meta name="author" content="Sara Amin">',
    )
    first = replace(pages_of(), following=(capture_of(whole, url=f"{A}?page=all"),))

    assert extract_article(first).body == "\n\n".join(story)


def test_the_page_of_the_whole_article_goes_on_nowhere(load, page_of):
    assert find(load, page_of, f"{A}?page=all", f'<a href="{A}">1</a> <a href="{A}?page=2">2</a>') is None
