"""When an article is worth another look: by its age, its past, and what its newspaper does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from archiver.recrawl import (
    BANDS,
    LEAST_WAIT,
    LONGEST_WAIT,
    SCOUTS,
    WORTH,
    Past,
    Rhythm,
    choose,
    first_look,
    rests,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def look_hourly(rhythm: Rhythm, past: Past, changes: list[bool]) -> Past:
    """So many looks, an hour apart."""
    for changed in changes:
        past = rhythm.learn(past, past.looked_at + HOUR, changed=changed)
    return past


def wait_of(rhythm: Rhythm, past: Past) -> timedelta:
    return rhythm.due_at(past) - past.looked_at


def newspaper_where(articles: int, changes: list[bool]) -> Rhythm:
    """A newspaper all of whose articles did the same in their first hours."""
    rhythm = Rhythm()
    for _ in range(articles):
        look_hourly(rhythm, first_look(NOON, NOON), changes)
    return rhythm


def test_an_old_article_is_looked_at_less_often_than_a_new_one() -> None:
    new, old = first_look(NOON, NOON), first_look(NOON - 30 * DAY, NOON)

    assert wait_of(Rhythm(), old) > 10 * wait_of(Rhythm(), new)


def test_an_article_that_changed_is_looked_at_sooner_than_one_that_did_not() -> None:
    rhythm = Rhythm()
    changed = look_hourly(rhythm, first_look(NOON, NOON), [False, False, True])
    quiet = look_hourly(rhythm, first_look(NOON, NOON), [False, False, False])

    assert wait_of(rhythm, changed) < wait_of(rhythm, quiet)


def test_an_article_left_alone_for_long_is_looked_at_less_and_less() -> None:
    rhythm, past = Rhythm(), first_look(NOON, NOON)
    waits = []
    for _ in range(6):
        waits.append(wait_of(rhythm, past))
        past = rhythm.learn(past, rhythm.due_at(past), changed=False)

    assert waits == sorted(waits)
    assert waits[-1] > 5 * waits[0]


def test_a_newspaper_that_corrects_at_once_is_looked_at_sooner_than_one_that_never_does() -> None:
    quick = newspaper_where(50, [True, False, False])
    never = newspaper_where(50, [False, False, False])
    article = first_look(NOON, NOON)

    assert wait_of(quick, article) == LEAST_WAIT
    assert wait_of(never, article) > 5 * LEAST_WAIT


def test_two_looks_mislead_nobody() -> None:
    usual = Rhythm().chance(first_look(NOON, NOON), NOON + HOUR)
    after_change = newspaper_where(1, [True, True]).chance(first_look(NOON, NOON), NOON + HOUR)
    after_none = newspaper_where(1, [False, False]).chance(first_look(NOON, NOON), NOON + HOUR)

    assert after_change < 2.5 * usual
    assert after_none > 0.7 * usual


@pytest.mark.parametrize("every", [0.25, 1.0, 4.0])
def test_a_rate_is_learned_from_looks_that_only_tell_whether_there_was_a_change(every: float) -> None:
    dice, true_rate, rhythm = Random(1), 0.3, Rhythm()
    for _ in range(400):
        past = first_look(NOON, NOON)
        now = 0.0
        while now < 8:
            gap = dice.uniform(0.5, 1.5) * every
            now += gap
            # at a known rate, whatever was seen before: what one article did says nothing of the next interval
            alike = replace(past, changes=0, expected=0.0)
            changed = dice.expovariate(true_rate) < gap
            past = replace(rhythm.learn(alike, NOON + now * HOUR, changed=changed), changes=0)

    learned = rhythm.expect(first_look(NOON, NOON), NOON + 8 * HOUR)

    assert learned == pytest.approx(8 * true_rate, rel=0.1)


@pytest.mark.parametrize("worth", [0.02, WORTH, 0.3])
@pytest.mark.parametrize("age", [0, 7, 1000])
def test_an_article_is_due_when_it_has_changed_with_the_probability_asked_for(worth: float, age: int) -> None:
    rhythm = newspaper_where(30, [True, False, True, False])
    past = look_hourly(rhythm, first_look(NOON - age * HOUR, NOON), [True, False])

    due_at = rhythm.due_at(past, worth)

    assert rhythm.chance(past, due_at) == pytest.approx(worth) or due_at in (
        past.looked_at + LEAST_WAIT,
        past.looked_at + LONGEST_WAIT,
    )


@pytest.mark.parametrize("articles", [0, 300])
@pytest.mark.parametrize("age", [timedelta(0), DAY, 400 * 365 * DAY])
def test_no_look_comes_within_minutes_or_after_years(articles: int, age: timedelta) -> None:
    busy, silent = newspaper_where(articles, [True] * 6), newspaper_where(articles, [False] * 6)
    past = first_look(NOON - age, NOON)

    waits = [wait_of(rhythm, past) for rhythm in (busy, silent)]

    assert all(LEAST_WAIT <= wait <= LONGEST_WAIT for wait in waits)


def test_a_newspaper_that_begins_to_edit_after_a_year_of_silence_is_found_out() -> None:
    rhythm = newspaper_where(2000, [False] * 6)
    scout, other = (first_look(NOON, NOON, number=number) for number in (SCOUTS, SCOUTS + 1))

    assert wait_of(rhythm, other) > 20 * wait_of(rhythm, scout)


def test_a_newspaper_that_has_changed_its_habits_is_believed_by_what_it_does_now() -> None:
    rhythm = newspaper_where(2000, [False] * 3)
    before = rhythm.rate(0)
    for _ in range(500):
        look_hourly(rhythm, first_look(NOON, NOON), [True, False, False])

    assert before < 0.01
    assert rhythm.rate(0) > 0.5


def test_a_live_blog_is_looked_at_often_while_it_goes_on_and_then_no_more() -> None:
    rhythm = newspaper_where(100, [False] * 4)
    for _ in range(3):
        going_on = over = look_hourly(rhythm, first_look(NOON, NOON), [True] * 8)
        wait = wait_of(rhythm, going_on)
        for _ in range(10):
            over = rhythm.learn(over, rhythm.due_at(over), changed=False)

    assert wait <= HOUR
    assert wait_of(rhythm, over) > 24 * HOUR


def test_a_clock_that_was_set_back_teaches_nothing() -> None:
    rhythm = Rhythm()
    past = look_hourly(rhythm, first_look(NOON, NOON), [False])
    learned = list(rhythm.hours)

    after = rhythm.learn(past, NOON - DAY, changed=True)

    assert after == past
    assert rhythm.hours == learned


def test_an_article_that_claims_to_be_of_the_future_is_new() -> None:
    past = first_look(NOON + 400 * DAY, NOON)

    assert past.born_at == NOON


def test_with_too_few_requests_the_likeliest_to_have_changed_are_looked_at() -> None:
    rhythm = Rhythm()
    new = look_hourly(rhythm, first_look(NOON, NOON), [True])
    old = first_look(NOON - 300 * DAY, NOON)
    older = first_look(NOON - 900 * DAY, NOON)

    assert choose([older, new, old], rhythm, NOON + 5 * HOUR, 2) == [1, 2]


def test_a_listed_article_rests_only_after_several_quiet_looks_over_days() -> None:
    now, later = NOON + 3 * DAY, NOON + 9 * DAY
    quiet = Past(born_at=NOON, looked_at=now, words_since=NOON, quiet_looks=3)

    assert rests(quiet, later, now)
    assert not rests(replace(quiet, quiet_looks=2), later, now)
    assert not rests(replace(quiet, words_since=now - DAY), later, now)
    assert not rests(quiet, now - HOUR, now)


def test_a_rhythm_has_two_counts_for_each_band() -> None:
    assert len(Rhythm().changes) == len(Rhythm().hours) == 2 * BANDS
