"""The demo newspaper is a newspaper: its pages say what its truth says, and lead to each other."""

from __future__ import annotations

import http.client
import itertools
import re
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest

from archiver.article import BlockKind
from archiver.demo.newspaper import DemoPaper, ServedDemo, main, serve_demo
from archiver.demo.printed import PrintedArticle, load_printed
from archiver.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Iterator

ARTICLES = load_printed(1)
BY_PATH = [pytest.param(article, id=unquote(article.path)) for article in ARTICLES]


@pytest.fixture(scope="module")
def demo() -> Iterator[ServedDemo]:
    with serve_demo() as served:
        yield served


def fetch(
    url: str, path: str, headers: dict[str, str] | None = None
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Ask without following redirects."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def page_text(body: bytes) -> str:
    """All text of a page, white space folded."""
    return fold(lxml.html.fromstring(body.decode()).text_content())


def fold(text: str) -> str:
    return " ".join(text.split())


def links_of(url: str, path: str) -> set[str]:
    """Paths on the same host a page links to."""
    _, _, body = fetch(url, path)
    tree = lxml.html.fromstring(body.decode(), base_url=url + path)
    tree.make_links_absolute()
    found = {link.partition("#")[0] for *_, link, _ in tree.iterlinks()}
    return {link.removeprefix(url) for link in found if link.startswith(url + "/")}


def test_the_paper_is_as_large_as_promised() -> None:
    languages = [article.language for article in ARTICLES]

    assert len(ARTICLES) >= 66
    assert len({article.path for article in ARTICLES}) == len(ARTICLES)
    assert languages.count("en") >= 40
    assert languages.count("de") >= 13
    assert languages.count("ar") >= 13
    assert len({article.section for article in ARTICLES if article.language == "en"}) >= 4


def test_every_special_form_is_printed() -> None:
    assert {article.genre for article in ARTICLES} == {
        "news",
        "opinion",
        "obituary",
        "live",
        "interview",
        "sponsored",
    }
    assert {article.layout for article in ARTICLES} == {"semantic", "soup", "tables"}
    assert sum(article.paywalled for article in ARTICLES) == 1
    assert any(len(article.authors) == 2 for article in ARTICLES)
    assert any(article.agency and article.credit_line for article in ARTICLES)
    assert any(not article.authors and not article.agency for article in ARTICLES)
    assert any(not article.has_clock for article in ARTICLES)
    assert any(article.modified for article in ARTICLES)
    assert any(article.correction for article in ARTICLES)
    assert any(block.kind is BlockKind.TABLE for article in ARTICLES for block in article.blocks)


@pytest.mark.parametrize("article", BY_PATH)
def test_an_article_has_the_length_and_the_dates_of_news(article: PrintedArticle) -> None:
    assert 120 <= len(article.body.split()) <= 350
    assert date(2026, 8, 1) <= date.fromisoformat(article.day) <= date(2026, 11, 20)
    for moment in (article.published, article.modified):
        assert moment is None or len(moment) == 10 or datetime.fromisoformat(moment).tzinfo is not None
    assert article.dateline is None or article.paragraphs[0].startswith(article.dateline)


def test_no_two_articles_share_their_words() -> None:
    shingles = {}
    for article in ARTICLES:
        words = re.findall(r"\w+", article.body.lower())
        shingles[article.path] = {tuple(words[i : i + 5]) for i in range(len(words) - 4)}

    shared = {
        (one, other): len(shingles[one] & shingles[other])
        for one, other in itertools.combinations(shingles, 2)
        if shingles[one] & shingles[other]
    }

    assert max(shared.values(), default=0) <= 3


@pytest.mark.parametrize("article", BY_PATH)
def test_the_page_says_what_the_truth_says(demo: ServedDemo, article: PrintedArticle) -> None:
    status, headers, body = fetch(demo.url, article.path)
    text = page_text(body)

    assert status == 200
    assert headers["Content-Type"].startswith("text/html")
    said = [article.title, *article.paragraphs, *article.authors]
    said += [article.image.caption, article.image.credit] if article.image else []
    said += [
        part for part in (article.correction, article.credit_line) if part and article.layout != "tables"
    ]
    assert [part for part in said if fold(part) not in text] == []


@pytest.mark.parametrize("article", BY_PATH)
def test_the_page_is_polluted_as_pages_are(demo: ServedDemo, article: PrintedArticle) -> None:
    _, _, body = fetch(demo.url, article.path)
    text = page_text(body)

    assert re.search(r"A\+\s*A-", text)
    assert b"<form" in body
    assert all(text.count(author) >= 2 for author in article.authors)
    assert len(text) > len(fold(article.body)) + 400


def test_the_old_layout_tells_the_day_in_its_text_only(demo: ServedDemo) -> None:
    article = next(a for a in ARTICLES if a.layout == "tables" and a.day == "2026-11-15")

    _, _, body = fetch(demo.url, article.path)

    assert "15-11-2026" in page_text(body)
    assert b"2026-11-15" not in body
    assert b"<meta property" not in body
    assert b"ld+json" not in body


def test_every_article_is_found_through_sections_alone(demo: ServedDemo) -> None:
    fronts, seen, found = ["/"], set(), set()
    while fronts:
        front = fronts.pop()
        if front in seen:
            continue
        seen.add(front)
        _, _, body = fetch(demo.url, front)
        tree = lxml.html.fromstring(body.decode())
        found |= {unquote(link.partition("?")[0]) for link in tree.xpath("//main//a/@href")}
        fronts += tree.xpath(
            "//nav//a/@href | //a[@rel='next']/@href | //p[@class='pager']/a[not(@rel)]/@href"
        )

    assert [a.path for a in ARTICLES if unquote(a.path) not in found] == []
    assert "/local/?page=2" in seen
    assert "/de/panorama/page/2/" in seen
    assert "/ar/local/?p=2" in seen


def test_no_link_is_dead_but_those_meant_to_be(demo: ServedDemo) -> None:
    expected = {page.path: page.status for page in demo.paper.odd_pages}
    known = {"/newsletter", "/comment", "/contact", "/private/login"}
    samples = ["/", "/de/", "/ar/", "/world/", "/culture/", "/local/", "/economy/"]
    samples += [next(a.path for a in ARTICLES if (a.language, a.layout) == kind) for kind in KINDS]

    links = set().union(*(links_of(demo.url, path) for path in samples)) - known
    wrong = {
        link: status for link in links if (status := fetch(demo.url, link)[0]) != expected.get(link, 200)
    }

    assert len(links) > 60
    assert wrong == {}


KINDS = sorted({(article.language, article.layout) for article in ARTICLES})


def test_odd_pages_answer_as_they_are_meant_to(demo: ServedDemo) -> None:
    for page in demo.paper.odd_pages:
        status, headers, _ = fetch(demo.url, page.path)

        assert status == page.status, page.path
        assert (headers["Location"] or "").removeprefix(demo.url) == (page.location or "")
    assert {301, 302, 404, 410, 500} <= {page.status for page in demo.paper.odd_pages}


def test_a_redirect_leads_to_an_article(demo: ServedDemo) -> None:
    paths = {article.path for article in ARTICLES}

    assert {page.location for page in demo.paper.odd_pages if page.location} <= paths


def test_amp_and_print_pages_name_the_article_as_canonical(demo: ServedDemo) -> None:
    doubled = [
        (article, path) for article in ARTICLES for path in (article.amp_path, article.print_path) if path
    ]

    assert len(doubled) >= 4
    for article, path in doubled:
        _, _, body = fetch(demo.url, path)
        tree = lxml.html.fromstring(body.decode())
        assert tree.xpath("//link[@rel='canonical']/@href") == [demo.url + article.path]
        assert all(fold(part) in page_text(body) for part in article.paragraphs)


def test_a_page_names_its_amp_page(demo: ServedDemo) -> None:
    article = next(article for article in ARTICLES if article.amp_path)

    _, _, body = fetch(demo.url, article.path)

    assert f'<link rel="amphtml" href="{demo.url}{article.amp_path}">'.encode() in body


def test_the_wire_story_stands_in_two_sections_without_a_canonical(demo: ServedDemo) -> None:
    (article,) = [article for article in ARTICLES if article.reprint_path]
    assert article.reprint_path is not None

    first, second = (fetch(demo.url, path)[2] for path in (article.path, article.reprint_path))

    assert first != second
    for body in (first, second):
        assert b"canonical" not in body
        assert all(fold(part) in page_text(body) for part in article.paragraphs)


def test_the_paywalled_article_says_so_to_readers_and_machines(demo: ServedDemo) -> None:
    (article,) = [article for article in ARTICLES if article.paywalled]

    _, _, body = fetch(demo.url, article.path)

    assert b'"isAccessibleForFree": false' in body
    assert "for subscribers" in page_text(body)


def test_two_editions_differ_in_exactly_one_article() -> None:
    first, second = load_printed(1), load_printed(2)

    changed = [(old, new) for old, new in zip(first, second, strict=True) if old != new]

    assert len(changed) == 1
    old, new = changed[0]
    assert (old.path, old.title, old.published) == (new.path, new.title, new.published)
    assert len(new.blocks) == len(old.blocks) + 1
    assert new.modified != old.modified
    assert sum(was != now for was, now in zip(old.blocks, new.blocks, strict=False)) == 1


def test_turning_the_edition_changes_one_article_page_and_no_other() -> None:
    with serve_demo() as demo:
        before = {article.path: fetch(demo.url, article.path)[2] for article in ARTICLES}
        demo.turn_edition()
        after = {article.path: fetch(demo.url, article.path)[2] for article in ARTICLES}

    changed = [path for path in before if before[path] != after[path]]

    assert changed == ["/world/2026/11/19/kessaly-quake-tremor-orsa"]
    assert demo.paper.edition == 2
    assert demo.paper.articles == load_printed(2)


def test_an_unchanged_article_is_answered_with_304(demo: ServedDemo) -> None:
    _, headers, _ = fetch(demo.url, ARTICLES[0].path)

    status, _, body = fetch(demo.url, ARTICLES[0].path, {"If-None-Match": headers["ETag"]})

    assert (status, body) == (304, b"")


def test_addresses_follow_the_host_header(demo: ServedDemo) -> None:
    for path in ("/feeds/en.rss", "/feeds/de.atom", "/feeds/ar.json", "/sitemap.xml", "/robots.txt", "/"):
        _, _, body = fetch(demo.url, path, {"Host": "gazette.test:81"})

        assert b"http://gazette.test:81/" in body
        assert demo.url.encode() not in body


def test_tracking_parameters_lead_to_the_same_page(demo: ServedDemo) -> None:
    path = ARTICLES[3].path

    assert fetch(demo.url, path + "?utm_source=feed&utm_medium=rss")[2] == fetch(demo.url, path)[2]


def test_pictures_are_pictures(demo: ServedDemo) -> None:
    paths = {article.image.path for article in ARTICLES if article.image}

    pictures = {path: fetch(demo.url, path) for path in paths}

    assert len(paths) == sum(article.image is not None for article in ARTICLES)
    for path, (status, headers, body) in pictures.items():
        assert status == 200
        start, kind = (b"<svg", "image/svg+xml") if path.endswith("svg") else (b"\x89PNG\r\n", "image/png")
        assert body.startswith(start)
        assert headers["Content-Type"] == kind


def test_a_paper_can_be_asked_without_a_server() -> None:
    assert DemoPaper(edition=2).articles == load_printed(2)


def test_a_taken_port_is_an_error_that_names_it(demo: ServedDemo) -> None:
    port = urlsplit(demo.url).port
    assert port is not None

    with pytest.raises(RunError, match=str(port)), serve_demo(port=port):
        pass


def test_an_unknown_edition_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--edition", "3"])

    assert "--edition" in capsys.readouterr().err
