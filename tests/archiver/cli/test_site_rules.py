"""`archiver site check` and `archiver site learn` on pages kept in WARC files."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from archiver.cli.place import make_archive
from archiver.config import Config
from archiver.extract.article import extract_article
from archiver.outcome import Outcome
from archiver.site import Site, read_site
from archiver.store import Archive
from archiver.testing import make_capture, make_link, make_paragraphs, newsroom
from archiver.warc.writer import WarcWriter

if TYPE_CHECKING:
    from collections.abc import Callable

    class Ran(Protocol):
        code: int
        out: str
        err: str

    Run = Callable[..., Ran]

NOW = datetime(2021, 3, 20, 12, tzinfo=UTC)
NAME = "courier.example"
BOX = "A tide a day: the harbour letter comes each morning, with departures, prices and the weather at sea."
WRITERS = ("Nora Lind", "Ilse Marr", "Sara Amin")
PAGES = 8


def make_story(number: int) -> str:
    """A page whose names say something, with a box among its paragraphs and the date in figures."""
    title = f"Ferry number {number} stays in port"
    first, *rest = make_paragraphs(title)
    day = datetime(2021, 2, 10 + number, 6, 30, tzinfo=UTC)
    said = {"@type": "NewsArticle", "headline": title, "datePublished": day.isoformat()}
    said["author"] = {"@type": "Person", "name": WRITERS[number % 3]}  # type: ignore[assignment]
    text = f"<p>{first}</p><p class='letter-box'>{BOX}</p>" + "".join(f"<p>{part}</p>" for part in rest)
    return (
        f"<!doctype html><html lang='en'><head><title>{title} | Courier</title>"
        f"<script type='application/ld+json'>{json.dumps(said)}</script></head><body>"
        f"<div class='top'><a href='/'>Home</a></div><div class='page css-1x9f3z'><h1 class='headline'>{title}</h1>"
        f"<div class='who'>By {WRITERS[number % 3]}</div><div class='printed'>{day:%d/%m/%Y}</div>"
        f"<div class='story-text'>{text}</div></div></body></html>"
    )


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """An archive of eight articles of one site, each kept raw."""
    place = tmp_path / "news"
    make_archive(Config(archive=str(place)))
    site = Site(name=NAME, url="https://courier.example/")
    with Archive.open(place) as archive, WarcWriter(place / "warc", "run-1", 10**9, "test") as warc:
        crawl = archive.start_crawl("run-1", site, NOW)
        assert crawl is not None
        for number in range(PAGES):
            url = f"https://courier.example/harbour/ferry-{number}"
            (link,) = archive.file_links(crawl, None, [make_link(url=url)], NOW)
            capture = make_capture(
                make_story(number), url=url, link=link, fetched_at=NOW + timedelta(minutes=number)
            )
            capture = replace(capture, place=warc.write(capture))
            outcome = Outcome(link=link, capture=capture, article=extract_article(capture, site))
            archive.save([outcome], crawl, NOW)
        archive.finish_crawl(crawl, None, NOW)
    write_rules(place, "")
    return place


def write_rules(folder: Path, text: str) -> Path:
    path = folder / "sites" / f"{NAME}.toml"
    path.write_text(f'# the ferry paper\nurl = "https://courier.example/"  # home\n{text}')
    return path


def test_a_check_tells_how_often_each_rule_matched(kept: Path, run: Run) -> None:
    write_rules(kept, '[rules]\ndrop = ".letter-box"\ntitle = [".gone", "h1"]\nbody = ".story-text"\n')

    ran = run("site", "check", NAME, "--archive", kept)

    assert "drop\t8 of 8\t.letter-box\n" in ran.out
    assert "title\t0 of 8\t.gone\n" in ran.out
    assert "title\t8 of 8\th1\n" in ran.out
    assert "body\t8 of 8\t.story-text\n" in ran.out


def test_a_check_shows_what_changes(kept: Path, run: Run) -> None:
    write_rules(kept, '[rules]\ntitle = ".who"\n')

    ran = run("site", "check", NAME, "--archive", kept, "--limit", "1")

    assert "\ttitle\tFerry number 7 stays in port\tBy Ilse Marr\n" in ran.out
    assert "title\t1\t1\n" in ran.out
    assert ran.code == 0


def test_a_check_without_changes_ends_well_and_writes_nothing(kept: Path, run: Run) -> None:
    write_rules(kept, '[rules]\ntitle = "h1.headline"\n')
    before = {
        path: path.read_bytes() for path in kept.rglob("*") if path.is_file() and "sqlite-" not in path.name
    }

    ran = run("site", "check", NAME, "--archive", kept)

    assert ran.code == 0
    assert "8 pages kept of courier.example, 8 articles; the rules change 0, cost 0" in ran.out
    assert {path: path.read_bytes() for path in before} == before


def test_a_rule_that_never_matches_is_an_alarm(kept: Path, run: Run) -> None:
    write_rules(kept, '[rules]\nauthor = ".byline"\n')

    ran = run("site", "check", NAME, "--archive", kept)

    assert ran.code == 4
    assert "author: .byline matched none of these pages" in ran.err


def test_pages_the_rules_cost_are_an_alarm(kept: Path, run: Run) -> None:
    write_rules(kept, '[rules]\ndrop = ".page"\n')

    ran = run("site", "check", NAME, "--archive", kept, "--limit", "2")

    assert ran.code == 4
    assert "cost 2" in ran.out
    assert "ferry-7: no article: no text" in ran.err


def test_a_hook_that_fails_is_an_alarm(kept: Path, run: Run) -> None:
    write_rules(kept, 'hook = "gone.courier:mend"\n')

    ran = run("site", "check", NAME, "--archive", kept, "--limit", "1")

    assert ran.code == 4
    assert "hook gone.courier:mend: ModuleNotFoundError" in ran.err


def test_a_hook_that_hangs_costs_its_pages_their_time_only(kept: Path, run: Run) -> None:
    (kept / "slow_hooks.py").write_text("import time\n\ndef wait(*given):\n    time.sleep(60)\n")
    (kept / "archiver.toml").write_text("page_seconds = 3.0\n")
    write_rules(kept, 'hook = "slow_hooks:wait"\n')

    ran = run("site", "check", NAME, "--archive", kept, "--limit", "1")

    assert ran.code == 4
    assert "too slow: over 3 s" in ran.err


def test_one_page_can_be_checked(kept: Path, run: Run) -> None:
    write_rules(kept, '[rules]\ntitle = ".printed"\n')

    ran = run(
        "site", "check", NAME, "--archive", kept, "--url", "https://courier.example/harbour/ferry-2", "--json"
    )

    told = json.loads(ran.out)
    assert [page["url"] for page in told["read"]] == ["https://courier.example/harbour/ferry-2"]
    assert told["read"][0]["changes"][0] == {
        "field": "title",
        "before": "Ferry number 2 stays in port",
        "after": "12/02/2021",
    }


def test_a_site_without_rules_is_told_where_to_get_them(kept: Path, run: Run) -> None:
    ran = run("site", "check", NAME, "--archive", kept)

    assert ran.code == 0
    assert f"archiver site learn {NAME}" in ran.err


def test_a_site_of_which_nothing_was_kept_is_an_error(kept: Path, run: Run) -> None:
    (kept / "sites" / "other.example.toml").write_text(
        'url = "https://other.example/"\n[rules]\ntitle = "h1"\n'
    )

    ran = run("site", "check", "other.example", "--archive", kept)

    assert ran.code == 1
    assert "no page of other.example was kept" in ran.err


def test_a_page_whose_file_is_gone_is_told(kept: Path, run: Run) -> None:
    write_rules(kept, '[rules]\ntitle = "h1"\n')
    for path in (kept / "warc").iterdir():
        path.unlink()

    ran = run("site", "check", NAME, "--archive", kept, "--limit", "1")

    assert ran.code == 1
    assert "there is no such WARC file" in ran.err


def test_a_person_sees_the_changes_as_a_diff(kept: Path, run_on_terminal: Run) -> None:
    write_rules(kept, '[rules]\ntitle = ".who"\n')

    ran = run_on_terminal("site", "check", NAME, "--archive", kept, "--limit", "1")

    assert "- title: Ferry number 7 stays in port" in ran.out
    assert "+ title: By Ilse Marr" in ran.out


# --- learning


def test_rules_are_proposed_with_their_evidence(kept: Path, run: Run) -> None:
    ran = run("site", "learn", NAME, "--archive", kept)

    assert "css-" not in ran.out
    assert 'drop = ".letter-box"  # on 8 of 8 pages, same words' in ran.out
    assert 'body = ".story-text"  # holds the whole body on 8 of 8 pages' in ran.out
    assert 'title = "h1"  # equals the settled title on 8 of 8 pages' in ran.out
    assert 'author = ".who"  # equals the settled author on 8 of 8 pages' in ran.out
    assert 'date = ".printed"  # equals the settled day on 8 of 8 pages' in ran.out
    assert 'date_order = "dmy"  # 5 of 8 pages have a number above 12 in the first place' in ran.out


def test_what_is_proposed_can_be_pasted(kept: Path, run: Run) -> None:
    ran = run("site", "learn", NAME, "--archive", kept)

    site = read_site(write_rules(kept, ran.out))
    assert site.rules.title == ("h1",)
    assert run("site", "check", NAME, "--archive", kept).code == 0


def test_rules_are_written_beside_what_a_person_wrote(kept: Path, run: Run) -> None:
    path = write_rules(
        kept,
        '\n[rules]  # mine\ntitle = ".headline"  # sure\n\n[[layout]]\nuntil = 2010-01-01\ntitle = "b"\n',
    )

    ran = run("site", "learn", NAME, "--archive", kept, "--write")

    text = path.read_text()
    rules = tomllib.loads(text)["rules"]
    assert "# the ferry paper\n" in text
    assert 'title = ".headline"  # sure\n' in text
    assert (rules["title"], rules["author"]) == (".headline", ".who")
    assert "kept as they are" in ran.err
    assert read_site(path).layout[0].rules.title == ("b",)


def test_rules_go_before_the_layouts_of_a_file_without_any(kept: Path, run: Run) -> None:
    path = write_rules(kept, '\n[[layout]]\nuntil = 2010-01-01\ntitle = "b"\n')

    run("site", "learn", NAME, "--archive", kept, "--write")

    site = read_site(path)
    assert site.rules.author == (".who",)
    assert site.layout[0].rules.title == ("b",)


def test_rules_written_in_another_way_are_left_alone(kept: Path, run: Run) -> None:
    path = write_rules(kept, 'rules = { title = ".headline" }\n')
    before = path.read_text()

    ran = run("site", "learn", NAME, "--archive", kept, "--write")

    assert ran.code == 1
    assert "paste the proposed lines" in ran.err
    assert path.read_text() == before


def test_too_few_pages_propose_nothing(kept: Path, run: Run) -> None:
    (kept / "sites" / "other.example.toml").write_text('url = "https://other.example/"\n')

    ran = run("site", "learn", "other.example", "--archive", kept)

    assert ran.out == ""
    assert "nothing they agree on" in ran.err


def test_looking_at_a_site_again_keeps_its_rules(kept: Path, run_process: Run) -> None:
    with newsroom() as paper:
        paper.publish()
        path = kept / "sites" / f"{paper.name}.toml"
        path.write_text(
            f'url = "{paper.url}/"\n[rules]\ntitle = "h1"\n[[layout]]\nuntil = 2010-01-01\ntitle = "b"\n'
        )
        before = read_site(path)

        allow = ("--allow-address", "127.0.0.0/8")
        ran = run_process("site", "add", paper.url, "--replace", "--no-sample", *allow, "--archive", kept)

    after = read_site(path)
    assert ran.code == 0
    assert (after.rules, after.layout) == (before.rules, before.layout)
    assert after.feeds


@pytest.mark.slow
def test_rules_the_demo_newspaper_proposes_agree_with_what_is_read_there(run_process: Run) -> None:
    run_process("demo")
    kept = (Path("archiver-demo") / "sites").glob("*.toml")
    (path,) = (one for one in kept if read_site(one).title == "The Harbour Gazette")

    learned = run_process(
        "site", "learn", path.stem, "--archive", "archiver-demo", "--limit", "90", "--write"
    )
    checked = run_process("site", "check", path.stem, "--archive", "archiver-demo", "--limit", "90")

    # five layouts in three languages: what holds for all of them is the headline and the order of day and month
    rules = read_site(path).rules
    assert (rules.title, rules.date_order) == (("h1",), "dmy"), learned.out
    assert checked.code == 0
    assert "the rules change 0, cost 0" in checked.out
