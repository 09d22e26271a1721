"""`archiver site clean`: its diff first, and then bodies without what recurs."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archiver.cli.place import make_archive
from archiver.config import Config
from archiver.outcome import Outcome
from archiver.site import Site, write_site
from archiver.store import Archive
from archiver.testing import make_article, make_capture, make_link

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.archiver.cli.conftest import Ran

NOW = datetime(2021, 3, 1, 12, tzinfo=UTC)
SITE = Site(name="courier.example", url="https://courier.example/")
OWNED = "The Courier belongs to its readers, and each of them has one vote at the meeting in spring."
_SYLLABLES = ["ba", "do", "ke", "lu", "mi", "na", "pe", "ro", "sa", "ti", "vo", "wu", "ya", "ze"]


def make_words(seed: object) -> str:
    dice = random.Random(str(seed))
    return " ".join("".join(dice.choices(_SYLLABLES, k=3)) for _ in range(30))


@pytest.fixture
def paper(run: Callable[..., Ran]) -> Path:
    """An archive of twelve articles, ten of which end with the same paragraph."""
    folder = Path("archive")
    make_archive(Config(archive=str(folder)))
    write_site(SITE, folder)
    with Archive.open(folder) as archive:
        crawl = archive.start_crawl("run-1", SITE, NOW)
        assert crawl is not None
        outcomes = []
        for number in range(12):
            url = f"https://courier.example/news/{number}"
            body = [make_words(number), *([OWNED] if number < 10 else [])]
            article = make_article(url=url, title=make_words(f"title {number}")[:30], body=body)
            outcomes.append(
                Outcome(
                    link=make_link(url=url, site=SITE.name),
                    capture=make_capture(url=url, fetched_at=NOW),
                    article=article,
                )
            )
        archive.save(outcomes, crawl, NOW)
        archive.finish_crawl(crawl, None, NOW)
    return folder


def bodies_with_it(folder: Path) -> int:
    with Archive.open(folder, read_only=True) as archive:
        return sum(OWNED in record.body for record in archive.records())


def test_without_an_answer_the_diff_is_shown_and_nothing_stored(run: Callable[..., Ran], paper: Path) -> None:
    ran = run("site", "clean", SITE.name)

    assert ran.code == 0
    assert f"in 10 of 12 articles: {OWNED}" in ran.out
    assert ran.out.count(f"\n- {OWNED}") == 10
    assert "10 articles, 10 revisions would change" in ran.out
    assert "--yes takes them out" in ran.err
    assert bodies_with_it(paper) == 10


def test_a_newspaper_crawled_without_a_file_is_cleaned_by_its_name(
    run: Callable[..., Ran], paper: Path
) -> None:
    (paper / "sites" / "courier.example.toml").unlink()

    ran = run("site", "clean", SITE.name, "--yes")

    assert ran.code == 0
    assert bodies_with_it(paper) == 0


def test_a_dry_run_stores_nothing_even_with_a_yes(run: Callable[..., Ran], paper: Path) -> None:
    run("site", "clean", SITE.name, "--dry-run", "--yes")

    assert bodies_with_it(paper) == 10


def test_yes_takes_them_out(run: Callable[..., Ran], paper: Path) -> None:
    ran = run("site", "clean", SITE.name, "--yes")

    assert "10 articles, 10 revisions cleaned" in ran.out
    assert bodies_with_it(paper) == 0


def test_later_pages_are_read_without_them(run: Callable[..., Ran], paper: Path) -> None:
    run("site", "clean", SITE.name, "--yes")

    with Archive.open(paper, read_only=True) as archive:
        template = archive.template(SITE.name)
    assert template is not None
    assert template.find(OWNED, "p < div.story") is not None


def test_a_second_time_there_is_nothing_to_do(run: Callable[..., Ran], paper: Path) -> None:
    run("site", "clean", SITE.name, "--yes")

    ran = run("site", "clean", SITE.name)

    assert "0 articles, 0 revisions would change" in ran.out
    assert ran.err == ""


def test_all_of_it_as_json(run: Callable[..., Ran], paper: Path) -> None:
    told = json.loads(run("site", "clean", SITE.name, "--json").out)

    assert (told["stored"], len(told["articles"]), told["changes"][0]["left_out"]) == (False, 10, [OWNED])


def test_a_site_that_is_being_crawled_is_left_alone(run: Callable[..., Ran], paper: Path) -> None:
    with Archive.open(paper, run="run-2") as archive:
        archive.start_crawl("run-2", SITE, datetime.now(UTC))

    ran = run("site", "clean", SITE.name, "--yes")

    assert ran.code == 1
    assert "is being crawled (run run-2)" in ran.err
    assert bodies_with_it(paper) == 10


def test_a_site_that_wants_no_template_keeps_its_words(run: Callable[..., Ran], paper: Path) -> None:
    write_site(replace(SITE, template=False), paper)

    ran = run("site", "clean", SITE.name, "--yes")

    assert (ran.code, bodies_with_it(paper)) == (1, 10)
    assert "template = false" in ran.err


@pytest.mark.parametrize(("answer", "left"), [("y\n", 0), ("n\n", 10)])
def test_a_person_is_asked(
    run_on_terminal: Callable[..., Ran],
    paper: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    left: int,
) -> None:
    monkeypatch.setattr("typer.confirm", lambda question: answer == "y\n")

    run_on_terminal("site", "clean", SITE.name)

    assert bodies_with_it(paper) == left
