"""What a spider may yield, and what it is told when it cannot be used."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
import scrapy

from archiver.dates import Precision
from archiver.errors import RecordError
from archiver.link import Via
from archiver.testing import make_article, make_capture
from pipelines.accept import to_outcome

NOW = datetime(2026, 3, 1, tzinfo=UTC)
URL = "https://courier.example/news/one.html"
STORY: dict[str, Any] = {
    "url": URL,
    "title": "The bridge opens",
    "body": "It opened on Friday.\n\nNobody fell in.",
    "authors": ["Ilse Marr", {"name": "Courier Desk", "kind": "organisation"}],
    "published": "2021-02-19T09:30:00+03:00",
    "tags": ["bridges"],
    "images": ["/bridge.jpg"],
}


@dataclass
class StoryDataclass:
    url: str
    title: str
    body: str
    authors: list[Any] = field(default_factory=list)
    published: str | None = None
    tags: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)


@attrs.define
class StoryAttrs:
    url: str
    title: str
    body: str
    authors: list[Any] = attrs.Factory(list)
    published: str | None = None
    tags: list[str] = attrs.Factory(list)
    images: list[str] = attrs.Factory(list)


class StoryItem(scrapy.Item):
    url = scrapy.Field()
    title = scrapy.Field()
    body = scrapy.Field()
    authors = scrapy.Field()
    published = scrapy.Field()
    tags = scrapy.Field()
    images = scrapy.Field()


@pytest.mark.parametrize("kind", [dict, StoryDataclass, StoryAttrs, StoryItem])
def test_an_item_of_any_kind_becomes_the_same_article(kind: Any) -> None:
    outcome = to_outcome(kind(**STORY), NOW)

    article = outcome.article
    assert article is not None
    assert outcome.link.via is Via.SPIDER
    assert article.title == "The bridge opens"
    assert [block.text for block in article.blocks] == ["It opened on Friday.", "Nobody fell in."]
    assert [(author.name, author.kind) for author in article.authors] == [
        ("Ilse Marr", "person"),
        ("Courier Desk", "organisation"),
    ]
    assert article.published is not None
    assert article.published.at == datetime(2021, 2, 19, 6, 30, tzinfo=UTC)
    assert [image.url for image in article.images] == ["https://courier.example/bridge.jpg"]


def test_captures_and_articles_are_taken_as_they_are() -> None:
    capture, article = make_capture(url=URL), make_article(url=URL)

    assert to_outcome(capture, NOW).capture is capture
    assert to_outcome(article, NOW).article is article


def test_a_page_as_text_is_read_whatever_charset_it_declares() -> None:
    html = '<html><head><meta charset="windows-1256"></head><body>هەولێر</body></html>'

    capture = to_outcome({"url": URL, "html": html}, NOW).capture

    assert capture is not None
    assert capture.body.decode("utf-8-sig") == html
    assert capture.protocol == ""


def test_a_day_stays_a_day_and_a_clock_without_zone_gets_none() -> None:
    day = to_outcome({**STORY, "published": "2021-02-19"}, NOW).article
    clock = to_outcome({**STORY, "published": datetime(2021, 2, 19, 9, 30)}, NOW).article  # noqa: DTZ001

    assert day is not None
    assert clock is not None
    assert (day.published.precision, day.published.day, day.published.at) == (
        Precision.DAY,
        date(2021, 2, 19),
        None,
    )  # type: ignore[union-attr]
    assert (clock.published.clock, clock.published.at) == ("09:30:00", None)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("changes", "field_name", "problem"),
    [
        ({"url": None}, "url", "is missing"),
        ({"url": 7}, "url", "must be text, not int"),
        ({"url": "mailto:desk@courier.example"}, "url", "is no web address"),
        ({"title": None}, "title", "is missing"),
        ({"title": ["a", "b"]}, "title", "must be text, not list"),
        ({"body": None}, "body", "is missing"),
        ({"body": 3.5}, "body", "must be text or a list of paragraphs, not float"),
        ({"body": ["a", 1]}, "body", "must be text or a list of paragraphs, not list"),
        ({"body": "  "}, "body", "is empty"),
        ({"authors": 5}, "authors", "must be text or a list, not int"),
        ({"authors": [{"nom": "Ilse"}]}, "authors", "must hold texts, or objects with 'name'"),
        ({"published": "the day after"}, "published", "is no date"),
        ({"published": 20210219.5}, "published", "must be text or a datetime, not float"),
        ({"tags": [1]}, "tags", "must be text or a list of texts, not list"),
        ({"html": 12}, "html", "must be text or bytes, not int"),
        ({"images": ["javascript:x"]}, "images", "holds no web address"),
    ],
)
def test_the_field_that_is_missing_or_wrong_is_named(
    changes: dict[str, Any], field_name: str, problem: str
) -> None:
    with pytest.raises(RecordError) as refused:
        to_outcome({**STORY, **changes}, NOW)

    assert refused.value.field == field_name
    assert problem in refused.value.problem


def test_what_is_no_item_is_refused() -> None:
    with pytest.raises(RecordError, match="this is no item"):
        to_outcome("a story", NOW)


def test_other_fields_are_passed_over() -> None:
    article = to_outcome({**STORY, "scraped_by": "me", "depth": 3}, NOW).article

    assert article is not None
