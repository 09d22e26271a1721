"""Who wrote it: people once each, no form labels, no commenters, organisations told from people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from archiver.article import Author
from archiver.capture import Capture
from archiver.extract.fields import Fields, read_fields
from archiver.extract.names import read_names
from archiver.extract.page import load_page
from archiver.link import Link, Via

FETCHED = datetime(2021, 2, 20, 8, tzinfo=UTC)
STORY = (
    "<p>"
    + "The council said on Thursday that the bridge will open in spring, two years later than planned. " * 3
    + "</p>"
)


def read(body: str, head: str = "", **known: Any) -> Fields:
    html = f"<html><head><title>Bridge to open in spring | Silvan Post</title>{head}</head><body>{body}</body></html>"
    capture = Capture(
        url="https://www.silvanpost.example/news/bridge",
        fetched_at=FETCHED,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=html.encode(),
    )
    return read_fields(load_page(capture), fetched_at=FETCHED, **known)


def names(fields: Fields) -> list[str]:
    return [author.name for author in fields.authors]


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("By Sara Amin", ["Sara Amin"]),
        ("Von Jana Weber und Timo Kern", ["Jana Weber", "Timo Kern"]),
        ("Par Léa Morel, envoyée spéciale", ["Léa Morel"]),
        ("Por Ana Ruiz y Luis Gil", ["Ana Ruiz", "Luis Gil"]),
        ("بقلم: سارة أمين", ["سارة أمين"]),
        ("作者：王小明", ["王小明"]),
        ("박민수 기자", ["박민수"]),
        ("Sara Amin Sara Amin", ["Sara Amin"]),
        ("SARA AMIN", ["Sara Amin"]),
        ("By Sara Amin, Karwan Aziz & Dr. Hana Rebwar", ["Sara Amin", "Karwan Aziz", "Dr. Hana Rebwar"]),
        ("By Sara Amin, Political Editor", ["Sara Amin"]),
        ("Sara Amin Staff Writer", ["Sara Amin"]),
        ("By Sara Amin December 2, 2020 5 min read", ["Sara Amin"]),
        ("Sara Amin | sara.amin@silvanpost.example | @saraamin", ["Sara Amin"]),
        ("By Sara Amin in Duhok", ["Sara Amin"]),
        ("Amin, Sara", ["Sara Amin"]),
        ("Maria & Katerina", ["Maria", "Katerina"]),
        ("By Sara AminStaff Writer", ["Sara Amin"]),
        ("By Sara Amin, MPH, CFP", ["Sara Amin"]),
        ("Sara Amin1, Karwan Aziz2", ["Sara Amin", "Karwan Aziz"]),
        ("Text und Interview: Jana Weber", ["Jana Weber"]),
        ("Posted by karwan42 on 3 March", ["karwan42"]),
        ("王 明", ["王明"]),
        ("投稿者 Sara Amin", ["Sara Amin"]),
        ("By Sa\u00adra Amin", ["Sara Amin"]),
    ],
)
def test_a_byline_gives_names_alone(byline: str, expected: list[str]) -> None:
    found = read_names(byline)

    assert [author.name for author in found] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Required",
        "Name *",
        "Name (erforderlich)",
        "E-Mail",
        "Leave a reply",
        "19-02-2021",
        "A+ A-",
        "sara@silvanpost.example",
        "admin",
        "Share",
        "Last updated",
        "PT",
        "March 2, 2024 4 AM PT",
        "Jun 2",
        "Friday",
        "mercredi",
        "Son Güncelleme",
        "View more posts",
        "Staff Writer",
        "Marketing Director",
        "责任编辑：王明",
        "",
        "https://silvanpost.example/sara",
    ],
)
def test_labels_dates_and_addresses_are_nobody(text: str) -> None:
    assert [author for author in read_names(text) if author.kind == "person"] == []


@pytest.mark.parametrize(
    "name",
    ["Silvan News Agency", "AFP", "Reuters", "dpa", "Redaktion", "Newsroom Staff", "silvanpost.example"],
)
def test_organisations_are_told_from_people(name: str) -> None:
    found = read_names(name)

    assert [author.kind for author in found] == ["organisation"]


@pytest.mark.parametrize("name", ["Emily Post", "Sid Times", "Andreas Bank"])
def test_data_that_says_person_is_believed_over_a_surname_that_is_also_a_paper(name: str) -> None:
    found = read_names(name, person=True)

    assert found == (Author(name=name),)


def test_a_byline_that_names_more_people_than_the_embedded_data_is_whole() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge to open in spring", "author": {"@type": "Person", "name": "Sara Amin", "jobTitle": "Staff writer"}}</script>'

    fields = read(
        f'<h1>Bridge to open in spring</h1><p class="byline">By Dr. Sara Amin and Karwan Aziz</p>{STORY}',
        head,
    )

    assert names(fields) == ["Dr. Sara Amin", "Karwan Aziz"]


def test_embedded_data_stands_above_the_byline_and_its_losers_are_kept() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge to open in spring", "author": [{"@type": "Person", "name": "Sara Amin", "url": "/writers/amin"}]}</script>'

    fields = read(f'<h1>Bridge to open in spring</h1><p class="byline">By Karwan Aziz</p>{STORY}', head)

    assert fields.authors == (Author(name="Sara Amin", url="https://www.silvanpost.example/writers/amin"),)
    reading = next(reading for reading in fields.readings if reading.field == "authors")
    assert reading.winner.source == "json-ld"
    assert "Karwan Aziz" in [loser.value for loser in reading.losers]


def test_a_name_printed_twice_under_neutral_class_names_is_one_author() -> None:
    body = f'<div class="a"><div class="b">Bridge to open in spring</div><div class="c">19-02-2021</div><div class="d">Sara Amin</div><div class="d">Sara Amin</div><div class="e">A+ A-</div>{STORY}</div>'

    fields = read(body)

    assert names(fields) == ["Sara Amin"]
    assert "Sara Amin" in fields.printed


def test_a_byline_in_a_table_without_any_markup_is_read() -> None:
    body = f"<table><tr><td><font size=5><b>Bridge to open in spring</b></font><br>19-02-2021<br>Sara Amin<br>Sara Amin<br>A+ A-<br>{STORY}</td></tr></table>"

    fields = read(body)

    assert names(fields) == ["Sara Amin"]


def test_commenters_and_form_labels_are_no_authors() -> None:
    body = f"""<h1>Bridge to open in spring</h1>{STORY}
        <div id="comments"><ol><li><cite class="comment-author">Dilan Omer</cite><p class="author">By Dilan Omer</p></li></ol>
        <form><p class="comment-form-author"><label>Name *</label></p><label>Required</label></form></div>"""

    fields = read(body)

    assert fields.authors == ()


def test_writers_of_related_stories_are_no_authors() -> None:
    body = f"""<h1>Bridge to open in spring</h1><p class="byline">By Sara Amin</p>{STORY}
        <aside class="related"><div class="byline">By Karwan Aziz</div></aside>
        <div class="more-stories"><a rel="author" href="/hana">Hana Rebwar</a></div>"""

    fields = read(body)

    assert names(fields) == ["Sara Amin"]


def test_a_photographer_is_no_author() -> None:
    fields = read(f'<h1>Bridge to open in spring</h1><p class="author">Photo: Karwan Aziz</p>{STORY}')

    assert fields.authors == ()


def test_the_newspaper_is_no_author_beside_a_person_and_an_agency_is_one() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge to open in spring", "publisher": {"name": "Silvan Post"}, "author": [{"name": "Silvan Post"}, {"name": "Sara Amin"}, {"name": "AFP"}]}</script>'

    fields = read(f"<h1>Bridge to open in spring</h1>{STORY}", head)

    assert [(author.name, author.kind) for author in fields.authors] == [
        ("Sara Amin", "person"),
        ("AFP", "organisation"),
    ]


def test_a_page_that_names_no_one_has_no_author() -> None:
    fields = read(f"<h1>Bridge to open in spring</h1>{STORY}")

    assert fields.authors == ()
    assert "authors" not in [reading.field for reading in fields.readings]


def test_the_feed_names_the_author_when_the_page_does_not() -> None:
    link = Link(url="https://www.silvanpost.example/news/bridge", via=Via.FEED, authors=("Sara Amin",))

    fields = read(f"<h1>Bridge to open in spring</h1>{STORY}", link=link)

    assert names(fields) == ["Sara Amin"]
    assert next(reading for reading in fields.readings if reading.field == "authors").winner.source == "feed"


def test_an_editor_and_a_reviewer_beside_the_writer_are_no_authors() -> None:
    body = """<h1>Bridge to open in spring</h1><div class="byline"><p>Written by <a href="/a">Sara Amin</a></p>
        <p>Edited by</p><p><a href="/b">Karwan Aziz</a></p></div>"""

    fields = read(body + STORY)

    assert names(fields) == ["Sara Amin"]


def test_the_line_under_the_headline_stands_above_a_tag_that_names_the_uploader() -> None:
    fields = read(
        f"<h1>Bridge to open in spring</h1><p>By Sara Amin</p>{STORY}",
        '<meta name="author" content="Karwan Aziz">',
    )

    assert names(fields) == ["Sara Amin"]


def test_a_label_in_a_line_of_its_own_names_the_next_line() -> None:
    fields = read(f"<h1>Bridge to open in spring</h1><h3>Author</h3><p>Sara Amin</p>{STORY}")

    assert names(fields) == ["Sara Amin"]


def test_a_link_to_a_writers_page_names_its_writer() -> None:
    body = f'<h1>Bridge to open in spring</h1><div><a href="/authors/sara-amin">Sara Amin</a> · 3 min</div>{STORY}'

    fields = read(body)

    assert fields.authors == (
        Author(name="Sara Amin", url="https://www.silvanpost.example/authors/sara-amin"),
    )


def test_a_byline_in_an_aside_of_its_own_is_read() -> None:
    body = f'<article><h1>Bridge to open in spring</h1><aside><a rel="author" href="/amin">Sara Amin</a></aside>{STORY}</article>'

    assert names(read(body)) == ["Sara Amin"]


def test_agencies_that_are_not_named_do_not_stand_in_for_the_newspaper() -> None:
    head = '<meta property="og:site_name" content="Silvan Post">'

    fields = read(f"<h1>Bridge to open in spring</h1><p>By Silvan Post with Agencies</p>{STORY}", head)

    assert names(fields) == ["Silvan Post"]


@pytest.mark.parametrize(
    ("byline", "role"),
    [
        ("By Sara Amin, Political Editor", "Political Editor"),
        ("Sara Amin Staff Writer", "Staff Writer"),
        ("Von Jana Weber, Korrespondentin", "Korrespondentin"),
        ("Par Léa Morel, envoyée spéciale", "envoyée spéciale"),
        ("By Sara Amin, MPH", None),
        ("By Sara Amin", None),
    ],
)
def test_the_role_behind_a_name_is_kept_beside_it(byline: str, role: str | None) -> None:
    assert [author.role for author in read_names(byline)] == [role]


def test_a_job_title_in_the_data_is_a_role() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge to open in spring", "author": {"@type": "Person", "name": "Sara Amin", "jobTitle": "Chief reporter"}}</script>'

    fields = read(f"<h1>Bridge to open in spring</h1>{STORY}", head)

    assert fields.authors == (Author(name="Sara Amin", role="Chief reporter"),)


@pytest.mark.parametrize(
    "box",
    [
        "<div><h3>Author</h3><p>Sara Amin</p></div>",
        "<ul><li><strong>Autorin/Autor</strong> Sara Amin</li></ul>",
        "<div><h3>Written by Sara Amin</h3><p>Sara Amin writes about bridges, roads and rivers.</p></div>",
        "<h6>Author(s)</h6><ul><li>Sara Amin</li></ul>",
    ],
)
def test_a_labelled_name_under_the_text_is_the_author_when_nobody_else_is_named(box: str) -> None:
    assert names(read(f"<h1>Bridge to open in spring</h1>{STORY}{STORY}{box}")) == ["Sara Amin"]


def test_an_account_is_written_as_the_name_the_page_prints() -> None:
    head = '<meta name="author" content="sara-amin">'

    fields = read(f"<h1>Bridge to open in spring</h1>{STORY}<div>More from <b>Sara Amin</b></div>", head)

    assert names(fields) == ["Sara Amin"]


def test_an_account_without_a_printed_name_stays_as_it_is() -> None:
    assert names(
        read(f"<h1>Bridge to open in spring</h1>{STORY}", '<meta name="author" content="sara-amin">')
    ) == ["sara-amin"]


def test_a_section_beside_the_date_is_nobody() -> None:
    head = '<meta property="article:section" content="Personal Finance">'
    body = f"<h1>Bridge to open in spring</h1><div>Personal Finance</div><div>19 February 2021</div>{STORY}"

    assert names(read(body, head)) == []


def test_the_owner_of_the_paper_in_a_tag_stands_below_the_byline() -> None:
    head = '<meta name="author" content="Harbour Verlag Nord"><meta property="article:author" content="Sara Amin">'

    assert names(read(f"<h1>Bridge to open in spring</h1>{STORY}", head)) == ["Sara Amin"]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("कविता सेंगर", "कविता सेंगर"),
        ("ڕێبین سەعید چوارشەممە", "ڕێبین سەعید"),
        ("陆晓棠 字号", "陆晓棠"),
        ("سارة أمين الخميس", "سارة أمين"),
    ],
)
def test_names_in_scripts_without_capitals_end_where_the_line_goes_on(printed: str, name: str) -> None:
    assert [author.name for author in read_names(printed)] == [name]
