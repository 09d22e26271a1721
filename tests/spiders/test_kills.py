"""A crawl of 400 articles whose runs are killed with SIGKILL ten times, at random moments: nothing comes of it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from archiver.testing import newsroom
from benchmarks.kills import tell_story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.kills import Story

ARTICLES, KILLS = 400, 10


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    seed = random.randrange(1_000_000)
    print(f"kills are drawn with seed {seed}")
    with newsroom() as one, newsroom() as other:
        for number in range(ARTICLES):
            (one, other)[number % 2].publish()
        yield tell_story(tmp_path_factory.mktemp("archive"), (one, other), KILLS, random.Random(seed))


def test_runs_were_killed_on_the_way(story: Story) -> None:
    assert story.kills >= KILLS - 2


def test_every_article_is_stored_once(story: Story) -> None:
    assert (story.lost, story.doubled, story.stored) == ([], 0, ARTICLES)


def test_every_article_is_whole(story: Story) -> None:
    assert story.partial == []


def test_the_database_is_sound(story: Story) -> None:
    assert story.faults == []


def test_warc_files_are_whole_closed_and_where_the_database_says(story: Story) -> None:
    assert story.warc_faults == []


def test_hardly_a_page_is_fetched_twice(story: Story) -> None:
    assert story.fetches_per_article <= 1.10


def test_no_process_outlives_a_killed_run(story: Story) -> None:
    assert story.left_behind == []


def test_the_run_that_is_left_alone_ends_well(story: Story) -> None:
    assert story.exit_code in (0, 3)
