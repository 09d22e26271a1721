"""Rules in a site file: kept as written, and every mistake named with its line."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import SiteFileError
from archiver.rules import Hook, Layout, Rules, find_line, quoted
from archiver.site import Site, format_site, parse_site, read_site, write_site

PATH = Path("/news/sites/courier.example.toml")
FULL = Site(
    name="courier.example",
    url="https://courier.example/",
    rules=Rules(
        drop=(".newsletter", '//p[@class="ad"]'),
        body=("div.story",),
        title=("h1.headline", "h1"),
        author=('a[rel="author"]',),
        date=("time@datetime",),
        date_order="dmy",
    ),
    layout=(
        Layout(until=date(2015, 12, 31), rules=Rules(body=("td.text",))),
        Layout(since=date(2016, 1, 1), until=date(2019, 5, 31), rules=Rules(title=("font.head",))),
    ),
    hook=Hook(name="mending.courier:mend"),
)


def parse(text: str) -> Site:
    return parse_site(PATH, f'url = "https://courier.example/"\n{text}')


def test_rules_come_back_as_they_were_written(tmp_path: Path) -> None:
    assert read_site(write_site(FULL, tmp_path)) == FULL


def test_a_site_with_rules_goes_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(FULL)) == FULL  # noqa: S301 - our own bytes


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_is_quoted_so_that_toml_reads_it_back(text: str) -> None:
    site = parse(f"title = {quoted('a' + text)}")

    assert site.title == "a" + text


def test_five_rules_and_the_facts_of_a_site_fit_a_dozen_lines() -> None:
    site = Site(
        name="courier.example",
        url="https://courier.example/",
        title="Courier",
        language="en",
        rules=FULL.rules,
    )

    assert len(format_site(site).splitlines()) <= 12


def test_a_selector_alone_needs_no_list() -> None:
    assert parse('[rules]\ndrop = ".ad"').rules == Rules(drop=(".ad",))


def test_days_may_stand_in_quotes() -> None:
    (layout,) = parse('[[layout]]\nfrom = "2019-06-01"\ntitle = "h1"').layout

    assert layout.since == date(2019, 6, 1)


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ('[rules]\nboddy = "p"', 3, "unknown key 'boddy' (did you mean body?)"),
        (
            '[rules]\nbody = "p"\nhook = "a:b"',
            4,
            "unknown key 'hook' (it belongs above the first line in brackets)",
        ),
        ('drop = ".ad"', 2, "unknown key 'drop' (it belongs under a line [rules])"),
        ('[rules]\ntitle = "h1"\ndrop = "div..ad"', 4, "drop: 'div..ad': column 5: expected ident"),
        ('[rules]\ntitle = ["h1", "//h1["]', 3, "title: '//h1[': column 6: invalid expression"),
        ('[rules]\nbody = "p::text"', 3, "body: 'p::text': names a text or attribute"),
        ('[rules]\ndrop = "//p/@class"', 3, "drop: '//p/@class': names a text or attribute"),
        ("[rules]\ntitle = 7", 3, "title must be a selector or a list"),
        ("[rules]\ntitle = []", 3, "title must be a selector or a list"),
        ('[rules]\ndate_order = "day"', 3, "date_order: 'day' is none of dmy, mdy, ymd"),
        ("rules = 7", 2, "rules must be a table"),
        ("layout = 7", 2, "layout must be tables"),
        ('[[layout]]\ntitle = "h1"', 2, "layout has neither from nor until"),
        ("[[layout]]\nfrom = 2019-06-01", 2, "layout has no rules"),
        ('[[layout]]\nfrom = 2019-06-01\nuntil = 2019-05-31\ntitle = "h1"', 4, "is before from 2019-06-01"),
        ('[[layout]]\nfrom = "soon"\ntitle = "h1"', 3, "from: 'soon' is no day"),
        ('[[layout]]\nfrom = 2019-06-01T10:00:00\ntitle = "h1"', 3, "is no day"),
        (
            '[[layout]]\nuntil = 2019-06-01\ntitle = "h1"\n[[layout]]\nfrom = 2019-06-01\ntitle = "h2"',
            6,
            "layout: 2019-06-01 to now overlaps with the beginning to 2019-06-01",
        ),
        ('[[layout]]\nuntil = 2019-06-01\ntitle = "h1"\nname = "b"', 5, "layout: unknown key 'name'"),
        ('hook = "mending.py"', 2, "hook: 'mending.py' is not written as module:function"),
        ('hook = "a:b; import os"', 2, "is not written as module:function"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_key(text: str, line: int, told: str) -> None:
    with pytest.raises(SiteFileError) as caught:
        parse(text)

    assert caught.value.message.startswith(f"{PATH}, line {line}: ")
    assert told in caught.value.message
    assert caught.value.next_step


def test_a_key_of_the_same_name_in_another_table_is_not_taken_for_it() -> None:
    text = 'title = "Courier"\n[rules]\nbody = "p"\n[[layout]]\nbody = "td"\n[[layout]]\nbody = "div"\n'

    assert find_line(text, "body", "layout", 1) == 7
    assert find_line(text, "title", "rules") is None


@pytest.mark.parametrize(
    ("day", "title", "body"),
    [
        (date(2014, 3, 1), ("h1.headline", "h1"), ("td.text",)),
        (date(2015, 12, 31), ("h1.headline", "h1"), ("td.text",)),
        (date(2016, 1, 1), ("font.head",), ("div.story",)),
        (date(2019, 6, 1), ("h1.headline", "h1"), ("div.story",)),
    ],
)
def test_a_layout_outranks_the_rules_key_by_key_on_its_days(
    day: date, title: tuple[str, ...], body: tuple[str, ...]
) -> None:
    rules = FULL.rules_on(day)

    assert (rules.title, rules.body) == (title, body)
