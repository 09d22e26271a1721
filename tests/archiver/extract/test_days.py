"""When it was published and changed, by everything a page prints or embeds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from archiver.capture import Capture
from archiver.dates import Precision
from archiver.extract.fields import Fields, read_fields
from archiver.extract.page import load_page
from archiver.link import Link, Via

if TYPE_CHECKING:
    from archiver.article import Reading

FETCHED = datetime(2021, 3, 1, 8, tzinfo=UTC)
STORY = (
    "<p>"
    + "The council said on Thursday that the bridge will open in spring, two years later than planned. " * 3
    + "</p>"
)
H1 = "<h1>Bridge to open in spring</h1>"
THE_DAY = date(2021, 2, 19)


def read(
    body: str,
    head: str = "",
    url: str = "https://www.silvanpost.example/news/bridge",
    lang: str = "en",
    **known: Any,
) -> Fields:
    html = f'<html lang="{lang}"><head><title>Bridge to open in spring</title>{head}</head><body>{body}</body></html>'
    capture = Capture(
        url=url,
        fetched_at=FETCHED,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=html.encode(),
    )
    return read_fields(load_page(capture), fetched_at=FETCHED, **known)


def reading_of(fields: Fields, name: str) -> Reading:
    return next(reading for reading in fields.readings if reading.field == name)


def ld(**values: str) -> str:
    pairs = ", ".join(f'"{name}": "{value}"' for name, value in values.items())
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Bridge to open in spring", {pairs}}}</script>'


@pytest.mark.parametrize(
    ("body", "head", "url"),
    [
        (H1 + STORY, ld(datePublished="2021-02-19T14:11:05+03:00"), None),
        (H1 + STORY, '<meta property="article:published_time" content="2021-02-19T14:11:05+03:00">', None),
        (H1 + STORY, '<meta name="pubdate" content="2021-02-19">', None),
        (f'{H1}<time datetime="2021-02-19T14:11+03:00">a while ago</time>{STORY}', "", None),
        (f'{H1}<span itemprop="datePublished" content="2021-02-19"></span>{STORY}', "", None),
        (f'{H1}<div class="entry-date">19 February 2021</div>{STORY}', "", None),
        (f"{H1}<div>19-02-2021</div>{STORY}", "", None),
        (f"<div>19-02-2021</div>{H1}{STORY}", "", None),
        (H1 + STORY, "", "https://www.silvanpost.example/english/iraq/19022021"),
    ],
)
def test_the_day_is_found_wherever_the_page_gives_it(body: str, head: str, url: str | None) -> None:
    fields = read(body, head, url or "https://www.silvanpost.example/news/bridge")

    assert fields.published is not None
    assert fields.published.day == THE_DAY


def test_every_source_that_lost_is_kept() -> None:
    fields = read(
        f"{H1}<div>19-02-2021</div>{STORY}",
        ld(datePublished="2021-02-19T14:11:05+03:00"),
        "https://www.silvanpost.example/2021/02/19/bridge",
    )

    reading = reading_of(fields, "published")

    assert (reading.winner.source, reading.winner.rule) == ("json-ld", "NewsArticle.datePublished")
    assert {loser.source for loser in reading.losers} >= {"text", "url"}


def test_a_day_in_the_metadata_takes_the_time_the_page_prints() -> None:
    fields = read(f"{H1}<div>19 February 2021, 14:11 GMT+3</div>{STORY}", ld(datePublished="2021-02-19"))

    assert fields.published is not None
    assert fields.published.clock == "14:11"
    assert fields.published.at == datetime(2021, 2, 19, 11, 11, tzinfo=UTC)


def test_midnight_in_the_metadata_is_a_day() -> None:
    fields = read(H1 + STORY, ld(datePublished="2021-02-19T00:00:00+03:00"))

    assert fields.published is not None
    assert (fields.published.precision, fields.published.clock, fields.published.at) == (
        Precision.DAY,
        None,
        None,
    )
    assert fields.published.raw == "2021-02-19T00:00:00+03:00"


def test_a_day_turned_into_an_instant_by_software_is_the_printed_day() -> None:
    fields = read(f"{H1}<div>19-02-2021</div>{STORY}", ld(datePublished="2021-02-18T21:00:00Z"))

    assert fields.published is not None
    assert (fields.published.day, fields.published.precision) == (THE_DAY, Precision.DAY)


def test_the_papers_own_evening_is_kept_when_its_metadata_is_in_utc() -> None:
    fields = read(
        f"{H1}<div>Published: February 19, 2021 at 11:30 p.m.</div>{STORY}",
        ld(datePublished="2021-02-20T05:30:59Z"),
    )

    assert fields.published is not None
    assert (fields.published.day, fields.published.clock, fields.published.zone) == (
        THE_DAY,
        "23:30",
        "-06:00",
    )
    assert fields.published.at == datetime(2021, 2, 20, 5, 30, 59, tzinfo=UTC)


def test_the_day_of_an_update_is_not_the_day_of_publication() -> None:
    fields = read(f"{H1}<div>Published 19 February 2021</div><div>Updated 21 February 2021</div>{STORY}")

    assert fields.published is not None
    assert fields.modified is not None
    assert (fields.published.day, fields.modified.day) == (THE_DAY, date(2021, 2, 21))


def test_one_line_can_print_both_days() -> None:
    fields = read(
        f"{H1}<div>Veröffentlicht 19.02.2021, 14:11 Uhr, aktualisiert 21.02.2021</div>{STORY}", lang="de"
    )

    assert fields.published is not None
    assert fields.modified is not None
    assert (fields.published.day, fields.modified.day) == (THE_DAY, date(2021, 2, 21))


def test_the_moment_the_page_was_made_for_us_is_no_modification() -> None:
    head = ld(datePublished="2021-02-19T14:11:05+03:00", dateModified="2021-03-01T07:59:30Z")

    fields = read(H1 + STORY, head)

    assert fields.modified is None


def test_days_of_related_stories_and_comments_do_not_count() -> None:
    body = f'{H1}{STORY}<aside class="related"><time datetime="2021-02-27">x</time></aside><div class="comments"><time datetime="2021-02-28">y</time></div>'

    fields = read(body)

    assert fields.published is None


def test_a_day_named_in_the_text_is_not_the_day_of_the_article() -> None:
    body = f"{H1}<p>The old bridge was opened on 3 May 1987 by the governor of the province and closed again within a year of that day.</p>{STORY}"

    fields = read(body)

    assert fields.published is None


def test_a_date_that_is_still_to_come_is_not_believed() -> None:
    fields = read(f"{H1}<div>19-02-2021</div>{STORY}", ld(datePublished="2031-02-19T14:11:05+03:00"))

    assert fields.published is not None
    assert fields.published.day == THE_DAY


@pytest.mark.parametrize(("paper", "month"), [("13/01/2021", 2), ("01/13/2021", 1)])
def test_the_papers_other_dates_tell_which_number_is_the_day(paper: str, month: int) -> None:
    fields = read(f"{H1}<div>01/02/2021</div><div>Paper edition of {paper}, page 3</div>{STORY}")

    assert fields.published is not None
    assert fields.published.day == date(2021, month, 3 - month)


def test_the_feed_gives_the_day_when_the_page_does_not() -> None:
    link = Link(
        url="https://www.silvanpost.example/news/bridge",
        via=Via.FEED,
        published="Fri, 19 Feb 2021 14:11:05 +0300",
    )

    fields = read(H1 + STORY, link=link)

    assert fields.published is not None
    assert fields.published.at == datetime(2021, 2, 19, 11, 11, 5, tzinfo=UTC)
    assert reading_of(fields, "published").winner.source == "feed"


@pytest.mark.parametrize(
    ("line", "lang"),
    [
        ("Published 19 February 2021", "en"),
        ("Veröffentlicht am 19. Februar 2021 um 15:44", "de"),
        ("Publié le 19 février 2021", "fr"),
        ("نُشر في 19 شباط 2021", "ar"),
        ("发布时间：2021年2月19日", "zh"),
    ],
)
@pytest.mark.parametrize("via", [Via.FEED, Via.SITEMAP])
def test_a_page_that_says_when_it_was_published_is_believed_over_the_feed(
    line: str, lang: str, via: Via
) -> None:
    link = Link(url="https://www.silvanpost.example/news/bridge", via=via, published="2021-02-25T06:00:00Z")

    fields = read(f"{H1}<p>{line}</p>{STORY}", lang=lang, link=link)

    assert fields.published is not None
    assert fields.published.day == THE_DAY
    losers = reading_of(fields, "published").losers
    assert "2021-02-25T06:00:00Z" in [loser.raw for loser in losers]


def test_the_feed_is_believed_over_a_printed_day_that_nothing_calls_publication() -> None:
    link = Link(
        url="https://www.silvanpost.example/news/bridge", via=Via.FEED, published="2021-02-19T06:00:00Z"
    )

    fields = read(f"{H1}<p>25 February 2021</p>{STORY}", link=link)

    assert fields.published is not None
    assert fields.published.day == THE_DAY


def test_the_feeds_time_is_kept_when_the_page_agrees_on_the_day() -> None:
    link = Link(
        url="https://www.silvanpost.example/news/bridge", via=Via.FEED, published="2021-02-19T06:30:00Z"
    )

    fields = read(f"{H1}<p>Published 19 February 2021</p>{STORY}", link=link)

    assert fields.published is not None
    assert fields.published.at == datetime(2021, 2, 19, 6, 30, tzinfo=UTC)


def test_the_printed_day_and_the_one_in_the_url_stand_above_the_day_in_utc() -> None:
    fields = read(
        f"{H1}<p>19 February 2021</p>{STORY}",
        ld(datePublished="2021-02-18T23:15:20Z"),
        url="https://www.silvanpost.example/2021/02/19/bridge",
    )

    assert fields.published is not None
    assert fields.published.day == THE_DAY
    assert fields.published.precision is Precision.DAY


def test_the_day_in_utc_stands_when_only_one_place_prints_another() -> None:
    fields = read(f"{H1}<p>19 February 2021</p>{STORY}", ld(datePublished="2021-02-18T23:15:20Z"))

    assert fields.published is not None
    assert fields.published.day == date(2021, 2, 18)


def test_the_first_of_many_days_far_from_the_headline_is_not_the_articles() -> None:
    teasers = "".join(f"<div><b>Story {n}</b><i>x</i></div>" for n in range(40))
    body = f'<div><time datetime="2020-01-05">5 January 2020</time>{teasers}</div>{H1}<p>19 February 2021</p>{STORY}'

    fields = read(body)

    assert fields.published is not None
    assert fields.published.day == THE_DAY


def test_a_page_without_any_date_has_none() -> None:
    fields = read(H1 + STORY)

    assert (fields.published, fields.modified) == (None, None)


def test_a_day_in_a_tag_that_reads_two_ways_is_the_one_the_page_prints_in_words() -> None:
    head = '<meta property="article:published_time" content="11-02-2021">'

    fields = read(f"{H1}<div>Published November 2, 2020</div>{STORY}", head.replace("2021", "2020"))

    assert fields.published is not None
    assert fields.published.day == date(2020, 11, 2)


def test_numbers_above_twelve_anywhere_on_the_page_tell_the_order_of_the_others() -> None:
    other = '<footer><a href="/old">Flood warning lifted 12/28/2020</a></footer>'

    fields = read(f"{H1}<div>2/11/2021</div>{STORY}{other}", lang="en")

    assert fields.published is not None
    assert fields.published.day == date(2021, 2, 11)


def test_two_numbers_nothing_puts_in_order_are_left_alone() -> None:
    assert read(f"{H1}<div>2/11/2021</div>{STORY}", lang="en").published is None


def test_an_english_paper_in_britain_prints_the_day_first() -> None:
    locale = '<meta property="og:locale" content="en_GB">'

    fields = read(f"{H1}<div>2/11/2020</div>{STORY}", locale, lang="en")

    assert fields.published is not None
    assert fields.published.day == date(2020, 11, 2)


@pytest.mark.parametrize(
    ("body", "lang"),
    [
        ("<footer><p>Erschienen am: 19.02.2021<br>Letzte Änderung: 22.02.2021</p></footer>", "de"),
        ("<ul><li><strong>Datum</strong> 19.02.2021</li></ul>", "de"),
        ("<div><h4>Published</h4><p>19 February 2021</p></div>", "en"),
        ("<p>Dieser Beitrag wurde am 19. Februar 2021 um 23:03 Uhr gepostet</p>", "de"),
        ("<p>发布日期：2021-02-19 05:54</p>", "zh"),
        ("<p>3 نُشر في 19 فبراير 2021</p>", "ar"),
        (
            "<p>(19. Februar 2021) Der Rat hat den Bau der Brücke beschlossen, die im Frühling öffnet.</p>",
            "de",
        ),
        ('<p><script>showDate("2021/02/19 14:11:05")</script></p>', "en"),
    ],
)
def test_a_labelled_day_under_the_text_counts_when_nothing_else_tells(body: str, lang: str) -> None:
    fields = read(f"{H1}{STORY}{STORY}{body}", lang=lang)

    assert fields.published is not None
    assert fields.published.day == THE_DAY


def test_the_line_under_the_headline_stands_above_the_day_the_system_was_moved() -> None:
    body = f"{H1}<div>19 May 2019</div>{STORY}"

    fields = read(body, ld(datePublished="2021-02-26T10:00:00Z", dateModified="2021-02-26T10:00:00Z"))

    assert fields.published is not None
    assert fields.published.day == date(2019, 5, 19)


def test_a_younger_line_does_not_stand_above_the_metadata() -> None:
    body = f"{H1}<div>26 February 2021</div>{STORY}"

    fields = read(body, ld(datePublished="2021-02-19T10:00:00Z", dateModified="2021-02-26T10:00:00Z"))

    assert fields.published is not None
    assert fields.published.day == THE_DAY


def test_an_instant_the_page_tells_in_its_own_zone_is_told_in_it() -> None:
    time = '<time datetime="2021-02-19T21:11:03-05:00">Friday</time>'

    fields = read(f"{H1}{time}{STORY}", ld(datePublished="2021-02-20T02:11:03Z"))

    assert fields.published is not None
    assert (fields.published.day, fields.published.zone) == (THE_DAY, "-05:00")


@pytest.mark.parametrize(
    "line", ["Termin: 26.02.2021, 19 Uhr", "Verfügbar bis 26.02.2021", "Offer: redeem by 26.02.2021"]
)
def test_the_day_of_an_event_or_an_offers_end_is_not_the_articles(line: str) -> None:
    assert read(f"{H1}<div>{line}</div>{STORY}", lang="de").published is None


def test_a_list_of_archives_before_the_headline_gives_no_month() -> None:
    archive = "".join(f"<li>{month} 2020</li>" for month in ("Mai", "Juni", "Juli", "August"))

    assert read(f"<ul>{archive}</ul>{H1}{STORY}", lang="de").published is None


def test_the_end_of_a_title_can_be_its_day() -> None:
    fields = read(
        H1 + STORY, '<meta property="og:title" content="Bridge to open in spring | SP | 19.02.2021">'
    )

    assert fields.published is not None
    assert fields.published.day == THE_DAY


def test_of_ten_days_the_one_in_the_embedded_data_wins_and_the_others_are_kept() -> None:
    head = ld(datePublished="2021-02-19T14:11:05+03:00", dateModified="2021-02-20T10:00:00+03:00")
    head += '<meta name="date" content="2021-02-17"><meta name="dcterms.created" content="2021-02-18">'
    body = f'{H1}<time datetime="2021-02-16">Tuesday</time><div>15 February 2021</div>{STORY}'
    body += '<div class="date">14 February 2021</div><div class="date">13 February 2021</div><p>© 2021</p>'

    fields = read(body, head, "https://www.silvanpost.example/2021/02/12/bridge")

    assert fields.published is not None
    assert fields.published.day == THE_DAY
    assert len({loser.value[:10] for loser in reading_of(fields, "published").losers}) >= 6


def test_broken_embedded_data_still_gives_its_day() -> None:
    broken = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2021-02-19T14:11:05+03:00", "headline": "Bridge "to" open",, }</script>'

    fields = read(H1 + STORY, broken)

    assert fields.published is not None
    assert fields.published.day == THE_DAY


@pytest.mark.parametrize(
    "raw", ["2021-02-30", "2031-01-01", "0000-00-00", "1970-01-01T00:00:00Z", "tomorrow"]
)
def test_impossible_days_in_the_embedded_data_give_way_to_the_printed_one(raw: str) -> None:
    fields = read(f"{H1}<div>19 February 2021</div>{STORY}", ld(datePublished=raw))

    assert fields.published is not None
    assert fields.published.day == THE_DAY


def test_a_year_alone_stays_a_year() -> None:
    fields = read(H1 + STORY, ld(datePublished="2020"))

    assert fields.published is not None
    assert (fields.published.precision, fields.published.clock) == (Precision.YEAR, None)


@pytest.mark.parametrize("raw", ["2021-02-19", "2021-02-19T00:00:00Z", "2021-02-19 00:00", "19.02.2021"])
def test_a_day_is_never_a_midnight(raw: str) -> None:
    fields = read(H1 + STORY, ld(datePublished=raw))

    assert fields.published is not None
    assert (fields.published.precision, fields.published.clock, fields.published.at) == (
        Precision.DAY,
        None,
        None,
    )
