"""How a capture ends before or without a reader."""

from __future__ import annotations

from datetime import UTC, datetime

from archiver.errors import NotAnArticle
from archiver.link import Status
from archiver.outcome import Outcome
from archiver.testing import make_capture, make_link
from archiver.warc.writer import payload_digest
from pipelines.extract import end_without_reading, without_article

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_the_bytes_of_the_last_time_need_no_reader() -> None:
    capture = make_capture()
    link = make_link(article_id=7, digest=payload_digest(capture))

    ended = end_without_reading(Outcome(link=link, capture=capture), capture, NOW)

    assert ended is not None
    assert (ended.status, ended.reason) == (Status.UNCHANGED, "same bytes")


def test_the_same_bytes_of_a_page_that_was_no_article_are_read_again() -> None:
    capture = make_capture()
    link = make_link(digest=payload_digest(capture))

    assert end_without_reading(Outcome(link=link, capture=capture), capture, NOW) is None


def test_a_status_ends_a_capture() -> None:
    capture = make_capture(status=410)

    ended = end_without_reading(Outcome(link=make_link(), capture=capture), capture, NOW)

    assert ended is not None
    assert ended.status is Status.GONE
    assert ended.capture is capture


def test_a_page_that_is_no_article_is_refused_with_its_reason() -> None:
    item = Outcome(link=make_link(), capture=make_capture())

    ended = without_article(item, NotAnArticle("index page", "40 links"), NOW)

    assert (ended.status, ended.reason, ended.detail) == (Status.REFUSED, "index page", "40 links")


def test_a_refusal_keeps_how_sure_it_is() -> None:
    item = Outcome(link=make_link(), capture=make_capture())

    ended = without_article(item, NotAnArticle("index page", "9 teasers", 0.94), NOW)

    assert ended.detail == "9 teasers (confidence 0.94)"


def test_a_page_its_reader_could_not_bear_is_tried_again() -> None:
    item = Outcome(link=make_link(), capture=make_capture())

    ended = without_article(item, NotAnArticle("reader died"), NOW)

    assert ended.status is Status.FAILED
    assert ended.retry_at is not None
