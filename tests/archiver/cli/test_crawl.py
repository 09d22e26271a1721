"""`archiver crawl` and `archiver site` on a newspaper that is served for real."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archiver.site import read_site, write_site
from archiver.store import Archive
from archiver.testing import newsroom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archiver.testing import Newsroom
    from tests.archiver.cli.conftest import Ran

LOOPBACK = ("--allow-address", "127.0.0.0/8")


@pytest.fixture
def paper() -> Iterator[Newsroom]:
    """A newspaper of three articles."""
    with newsroom() as room:
        for _ in range(3):
            room.publish()
        yield room


@pytest.fixture(autouse=True)
def _without_pauses(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback needs no manners; and one reader is enough for three pages."""
    monkeypatch.setenv("ARCHIVER_DELAY_SECONDS", "0")
    monkeypatch.setenv("ARCHIVER_WORKERS", "1")


@pytest.fixture
def crawl(run_process: Callable[..., Ran]) -> Callable[..., Ran]:
    """Run `archiver crawl ARGS` as a process of its own: a reactor starts once per process."""
    return lambda *args: run_process("crawl", *args, *LOOPBACK)


def test_a_list_of_urls_is_crawled_into_a_new_archive(crawl: Callable[..., Ran], paper: Newsroom) -> None:
    Path("seeds.txt").write_text(f"# the feed\n{paper.url}/feed.xml\n")

    ran = crawl("--from", "seeds.txt")

    assert ran.code == 0
    assert "made an archive at archive" in ran.err
    assert "3 listed = 3 new\n" in ran.out
    with Archive.open("archive", read_only=True) as archive:
        assert archive.stats().articles == 3


def test_a_second_run_finds_nothing_new_and_says_why(crawl: Callable[..., Ran], paper: Newsroom) -> None:
    write_site(paper.site, Path("archive"))
    crawl(paper.name)

    ran = crawl(paper.name)

    assert ran.code == 3
    assert "3 listed = 3 unchanged\n" in ran.out
    assert "nothing was stored: 3 unchanged since they were stored\n" in ran.out


def test_an_edited_article_is_revised(crawl: Callable[..., Ran], paper: Newsroom) -> None:
    write_site(paper.site, Path("archive"))
    crawl("--all")
    paper.edit(
        next(iter(paper.articles)),
        paragraphs=["The bridge will open in May after all, the council said." * 3],
    )

    ran = crawl("--all", "--json")

    report = json.loads(ran.out)
    assert (ran.code, report["exit_code"]) == (0, 0)
    assert (report["counts"]["revised"], report["listed"]) == (1, 3)


def test_the_rest_is_pending_after_a_limit(crawl: Callable[..., Ran], paper: Newsroom) -> None:
    write_site(paper.site, Path("archive"))

    ran = crawl("--all", "--limit", "1")

    assert "3 listed = 1 new + 2 pending\n" in ran.out


def test_a_dry_run_stores_nothing(crawl: Callable[..., Ran], paper: Newsroom) -> None:
    write_site(paper.site, Path("archive"))

    ran = crawl("--all", "--dry-run")

    assert not [request for request in paper.requests if request.path in paper.articles]
    assert "dry run: " in ran.out
    assert not Path("archive/archive.sqlite").exists()


def test_a_quiet_run_says_nothing(crawl: Callable[..., Ran], paper: Newsroom) -> None:
    write_site(paper.site, Path("archive"))
    crawl("--all", "--quiet")

    ran = crawl("--all", "--quiet")

    assert (ran.code, ran.out, ran.err) == (3, "", "")


def test_a_site_that_is_away_is_told(crawl: Callable[..., Ran], paper: Newsroom) -> None:
    write_site(paper.site, Path("archive"))
    paper.server.close()

    ran = crawl("--all")

    assert ran.code == 5
    assert "nothing was stored: " in ran.out


def test_loopback_is_closed_unless_opened(run_process: Callable[..., Ran], paper: Newsroom) -> None:
    Path("seeds.txt").write_text(f"{paper.url}/feed.xml\n")

    ran = run_process("crawl", "--from", "seeds.txt")

    assert ran.code == 5
    assert paper.requests == []
    assert "--allow-address" in ran.out + ran.err


def test_one_broken_site_file_does_not_keep_the_others(crawl: Callable[..., Ran], paper: Newsroom) -> None:
    write_site(paper.site, Path("archive"))
    Path("archive/sites/broken.example.toml").write_text("url = ")

    ran = crawl("--all")

    assert ran.code == 1
    assert "broken.example.toml: not readable as TOML" in ran.err
    assert "3 listed = 3 new\n" in ran.out


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (("nobody.example",), 1, "unknown site 'nobody.example'"),
        (("--all",), 1, "no site to crawl"),
        ((), 2, "say what to crawl"),
        (("--all", "paper.example"), 2, "names or --all"),
        (("--from", "missing.txt"), 1, "missing.txt: cannot be read"),
        (("--from", "empty.txt"), 1, "empty.txt: no URL in it"),
        (("--from", "bad.txt"), 1, "bad.txt"),
        (("--all", "--since", "last year"), 2, "'last year' is no day"),
        (("--all", "--limit", "0"), 2, "--limit"),
        (("--all", "--allow-address", "localhost"), 2, "'localhost' is no address range"),
        (("--all", "--archive", "missing/folder/news"), 1, "missing/folder"),
    ],
)
def test_what_cannot_be_crawled_is_named(
    args: tuple[str, ...], code: int, told: str, run: Callable[..., Ran]
) -> None:
    Path("empty.txt").write_text("# nothing\n")
    Path("bad.txt").write_text("https://paper.example/\njavascript:alert(1)\n")

    ran = run("crawl", *args)

    assert ran.code == code
    assert told in ran.err
    assert not Path("archive").exists()


def test_a_newspaper_is_looked_at_and_saved(run_process: Callable[..., Ran], paper: Newsroom) -> None:
    ran = run_process("site", "add", f"{paper.url}/", *LOOPBACK)

    site = read_site(Path(f"archive/sites/{paper.name}.toml"))
    assert ran.code == 0, ran.err
    assert f"{paper.url}/feed.xml" in site.feeds
    assert f"{paper.url}/sitemap.xml" in site.sitemaps
    assert "Council decides on street number 1" in ran.out
    assert f"next: archiver crawl {paper.name} --allow-address 127.0.0.0/8" in ran.out


def test_a_newspaper_is_saved_without_reading_articles(
    run_process: Callable[..., Ran], paper: Newsroom
) -> None:
    ran = run_process("site", "add", f"{paper.url}/", "--no-sample", "--name", "courier", *LOOPBACK)

    assert ran.code == 0, ran.err
    assert read_site(Path("archive/sites/courier.toml")).name == "courier"
    assert not [request for request in paper.requests if request.path in paper.articles]


def test_a_known_newspaper_is_kept(run: Callable[..., Ran], paper: Newsroom) -> None:
    path = write_site(paper.site, Path("archive"))
    before = path.read_text()

    ran = run("site", "add", f"{paper.url}/")

    assert ran.code == 0
    assert "is known already" in ran.out
    assert path.read_text() == before
    assert paper.requests == []


def test_a_newspaper_that_does_not_answer_is_not_saved(
    run_process: Callable[..., Ran], paper: Newsroom
) -> None:
    paper.server.close()

    ran = run_process("site", "add", f"{paper.url}/", *LOOPBACK)

    assert ran.code == 1
    assert paper.url in ran.err
    assert not Path("archive/sites").exists()


def test_newspapers_are_listed_shown_and_removed(run: Callable[..., Ran], paper: Newsroom) -> None:
    write_site(paper.site, Path("archive"))

    assert run("site", "list").out.splitlines()[1] == f"{paper.name}\ten\t1\t1\t0\t{paper.url}/"
    assert f'url = "{paper.url}/"\n' in run("site", "show", paper.name).out
    assert run("site", "remove", paper.name).code == 0
    assert "no sites in archive yet" in run("site", "list").err


def test_a_broken_site_file_hides_no_other_site(run: Callable[..., Ran], paper: Newsroom) -> None:
    write_site(paper.site, Path("archive"))
    Path("archive/sites/broken.example.toml").write_text("bad = 1\n")

    ran = run("site", "list")

    assert ran.code == 1
    assert paper.name in ran.out
    assert "broken.example.toml, line 1: unknown key 'bad'" in ran.err


@pytest.mark.parametrize("command", ["show", "remove"])
def test_an_unknown_newspaper_is_named(command: str, run: Callable[..., Ran]) -> None:
    ran = run("site", command, "nobody.example")

    assert ran.code == 1
    assert "unknown site 'nobody.example'" in ran.err


def test_a_newspaper_that_comes_with_the_archiver_is_shown(run: Callable[..., Ran]) -> None:
    ran = run("site", "show", "rudaw.net")

    assert 'url = "https://www.rudaw.net/english"' in ran.out
    assert "archiver site add rudaw.net" in ran.err


def test_a_live_page_is_explained_and_not_stored(run_process: Callable[..., Ran], paper: Newsroom) -> None:
    path = next(iter(paper.articles))

    ran = run_process("explain", paper.url + path, *LOOPBACK)

    assert ran.code == 0, ran.err
    assert "answer\tHTTP 200 OK" in ran.out
    assert "title\t*\tCouncil decides on street number 1\t" in ran.out
    assert not Path("archive").exists()


def test_a_page_that_robots_txt_forbids_is_explained(
    run_process: Callable[..., Ran], paper: Newsroom
) -> None:
    ran = run_process("explain", f"{paper.url}/private/plan.html", *LOOPBACK)

    assert ran.code == 1
    assert "robots.txt" in ran.err
    assert not paper.asked("/private/plan.html")


def test_a_page_that_is_gone_is_explained(run_process: Callable[..., Ran], paper: Newsroom) -> None:
    ran = run_process("explain", f"{paper.url}/none.html", *LOOPBACK)

    assert ran.code == 1
    assert "HTTP 404" in ran.err


def test_a_saved_page_is_explained(run: Callable[..., Ran], paper: Newsroom) -> None:
    from archiver.testing import make_page

    Path("page.html").write_text(
        make_page("Rain in Erbil", url="https://courier.example/rain"), encoding="utf-8"
    )

    ran = run("explain", "page.html", "--url", "https://courier.example/rain")

    assert ran.code == 0, ran.err
    assert "title\t*\tRain in Erbil\t" in ran.out
    assert "body: " in ran.out


def test_a_saved_page_without_an_article_says_why(run: Callable[..., Ran]) -> None:
    Path("page.html").write_text("<html><title>Log in</title><form><input type=password></form></html>")

    ran = run("explain", "page.html")

    assert ran.code == 1
    assert "archiver: page.html: no article: " in ran.err
