"""A newspaper that is served for real, crawled, and its template learned, shown and forgotten."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from archiver.site import write_site
from archiver.store import Archive
from archiver.testing import make_article, newsroom
from archiver.testing.page import make_page, make_paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archiver.testing import Newsroom
    from tests.archiver.cli.conftest import Ran

OWNED = "The Loopback Courier belongs to its readers. Eleven hundred of them hold a share, and each has one vote in spring."
_SYLLABLES = (
    "ba",
    "do",
    "ke",
    "lu",
    "mi",
    "na",
    "pe",
    "ro",
    "sa",
    "ti",
    "vo",
    "wu",
    "ya",
    "ze",
    "cho",
    "fri",
    "gra",
    "sto",
)
SUBJECTS = (
    "Ferry halted by ice",
    "Choir finds drum",
    "Bakers march",
    "Roof for fish market",
    "Goats close road",
    "Umbrellas lent",
)
PAGER = '<nav class="pagination"><a href="/news/mill.html">1</a> <a rel="next" href="/news/mill.html?page=2">2</a></nav>'


@pytest.fixture
def paper() -> Iterator[Newsroom]:
    """A newspaper of six articles, each of which ends with the same paragraph."""
    with newsroom() as room:
        for subject in SUBJECTS:
            room.publish(title=subject, paragraphs=[*make_paragraphs(subject), OWNED])
        yield room


@pytest.fixture(autouse=True)
def _without_pauses(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHIVER_DELAY_SECONDS", "0")
    monkeypatch.setenv("ARCHIVER_WORKERS", "1")


@pytest.fixture
def crawl(run_process: Callable[..., Ran], paper: Newsroom) -> Callable[..., Ran]:
    """Crawl the newspaper, in a process of its own."""

    def crawl_paper(**facts: object) -> Ran:
        file = write_site(paper.site, Path("archive"))
        with file.open("a") as lines:
            lines.writelines(f"{name} = {json.dumps(value)}\n" for name, value in facts.items())
        return run_process("crawl", paper.name, "--allow-address", "127.0.0.0/8")

    return crawl_paper


def bodies() -> list[str]:
    with Archive.open("archive", read_only=True) as archive:
        return [record.body for record in archive.records()]


def revisions() -> int:
    with Archive.open("archive", read_only=True) as archive:
        return archive.stats().revisions


def test_a_crawl_learns_the_template_and_says_so(crawl: Callable[..., Ran], paper: Newsroom) -> None:
    ran = crawl()

    assert ran.code == 0
    assert f"template of {paper.name}: " in ran.out
    assert "learned from 6 articles; 6 articles read again" in ran.out
    assert not any(OWNED in body for body in bodies())
    assert revisions() == 6


def test_a_template_is_used_by_the_next_crawl(crawl: Callable[..., Ran], paper: Newsroom) -> None:
    crawl()
    paper.publish(
        "/news/late.html", title="Depot gets a garden", paragraphs=[*make_paragraphs("Depot"), OWNED]
    )

    crawl()

    with Archive.open("archive", read_only=True) as archive:
        late = archive.article(f"{paper.url}/news/late.html")
    assert OWNED not in late.body
    assert ("template", "on 6 of 6 pages") in [(one.reason, one.evidence) for one in late.removed]


def test_a_site_can_do_without(crawl: Callable[..., Ran]) -> None:
    ran = crawl(template=False)

    assert "template of" not in ran.out
    assert all(body.endswith(OWNED) for body in bodies())


def test_captures_that_were_not_kept_teach_nothing(
    crawl: Callable[..., Ran], run: Callable[..., Ran], paper: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHIVER_KEEP_RAW", "false")
    crawl()

    ran = run("site", "template", paper.name, "--learn")

    assert ran.code == 1
    assert "no page of its articles is kept" in ran.err
    assert all(body.endswith(OWNED) for body in bodies())


def test_what_is_learned_is_shown_with_its_evidence(
    crawl: Callable[..., Ran], run: Callable[..., Ran], paper: Newsroom
) -> None:
    crawl()

    ran = run("site", "template", paper.name)

    assert f"on 6 of 6 pages\t{OWNED}\tp < article < main" in ran.out


def test_a_dry_run_shows_what_would_change_and_changes_nothing(
    crawl: Callable[..., Ran], run: Callable[..., Ran], paper: Newsroom
) -> None:
    crawl(template=False)
    write_site(paper.site, Path("archive"))

    ran = run("site", "template", paper.name, "--learn", "--dry-run")

    assert "6 articles would change" in ran.out
    assert f"- 6× {OWNED}" in ran.out
    assert all(body.endswith(OWNED) for body in bodies())


def test_forgetting_gives_the_former_words_back(
    crawl: Callable[..., Ran], run: Callable[..., Ran], paper: Newsroom
) -> None:
    crawl(template=False)
    former = bodies()
    write_site(paper.site, Path("archive"))
    run("site", "template", paper.name, "--learn")
    assert bodies() != former

    ran = run("site", "template", paper.name, "--forget")

    assert f"+ 6× {OWNED}" in ran.out
    assert bodies() == former
    assert revisions() == 6


def test_learning_twice_gives_the_same_template(
    crawl: Callable[..., Ran], run: Callable[..., Ran], paper: Newsroom
) -> None:
    crawl()
    first = json.loads(run("site", "template", paper.name, "--json").out)

    run("site", "template", paper.name, "--learn")

    assert json.loads(run("site", "template", paper.name, "--json").out) == first


def test_two_of_the_exclusive_options_are_refused(
    crawl: Callable[..., Ran], run: Callable[..., Ran], paper: Newsroom
) -> None:
    write_site(paper.site, Path("archive"))

    assert run("site", "template", paper.name, "--learn", "--forget").code == 2


def test_a_site_of_which_nothing_is_learned_says_how_to(
    crawl: Callable[..., Ran], run: Callable[..., Ran], paper: Newsroom
) -> None:
    crawl(template=False)

    ran = run("site", "template", paper.name)

    assert f"next: archiver site template {paper.name} --learn" in ran.err


def test_words_a_spider_of_ones_own_read_are_not_touched(
    crawl: Callable[..., Ran], run: Callable[..., Ran], paper: Newsroom
) -> None:
    crawl(template=False)
    with Archive.open("archive") as archive:
        record = next(archive.records())
        own = make_article(url=record.url, body=["Read by hand, and in other words.", OWNED])
        archive.reread([(record.id, 1, own)], datetime(2021, 3, 1, tzinfo=UTC))
    write_site(paper.site, Path("archive"))

    ran = run("site", "template", paper.name, "--learn")

    assert "5 articles changed" in ran.out
    assert "1 page once read otherwise: the words stay as they were" in ran.out
    assert bodies()[0].startswith("Read by hand")


def test_an_article_on_two_pages_is_read_again_whole(
    crawl: Callable[..., Ran], run: Callable[..., Ran], paper: Newsroom
) -> None:
    first, second = make_paragraphs("Mill")[:2], make_paragraphs("Mill, continued")
    paper.publish("/news/mill.html", title="Mill", paragraphs=first, extra=PAGER)
    page = make_page("Mill", [*second, OWNED], url=f"{paper.url}/news/mill.html?page=2")
    paper.put("/news/mill.html?page=2", page)

    crawl()

    with Archive.open("archive", read_only=True) as archive:
        article = archive.article(f"{paper.url}/news/mill.html")
        assert archive.sql("SELECT count(*) FROM later_page").rows == ((1,),)
    assert OWNED not in article.body
    assert second[0] in article.body


def test_paragraphs_that_recur_in_stored_articles_are_part_of_it(
    run: Callable[..., Ran], run_process: Callable[..., Ran]
) -> None:
    with newsroom() as room:
        for number in range(9):
            dice = Random(number)
            own = [
                " ".join(f"{dice.choice(_SYLLABLES)}{dice.choice(_SYLLABLES)}" for _ in range(60))
                for _ in "ab"
            ]
            room.publish(title=f"{own[0][:25].capitalize()} reopens", paragraphs=[*own, OWNED])
        write_site(room.site, Path("archive"))
        run_process("crawl", room.name, "--allow-address", "127.0.0.0/8")

        shown = run("site", "template", room.name).out

    assert f"in 9 of 9 articles\t{OWNED}\t*" in shown
    assert not any(OWNED in body for body in bodies())
