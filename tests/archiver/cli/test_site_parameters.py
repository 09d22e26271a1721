"""`archiver site parameters`: the verdict on a parameter, and the URLs it rests on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archiver.cli.place import make_archive
from archiver.config import Config
from archiver.outcome import Outcome
from archiver.site import Site, write_site
from archiver.store import Archive
from archiver.store.site_parameters import LEARNED_AFTER
from archiver.testing import make_article, make_capture, make_link, make_moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.archiver.cli.conftest import Ran

SITE = Site(name="courier.example", url="https://courier.example/")


@pytest.fixture
def paper(run: Callable[..., Ran]) -> None:
    """An archive of articles under two values of `box`, and of two under two values of `view`."""
    make_archive(Config(archive="archive"))
    write_site(SITE, Path("archive"))
    outcomes = []
    for number in range(LEARNED_AFTER + 1):
        name = "box" if number else "view"
        for value in ("a", "b"):
            url = f"https://courier.example/news/street-{number}?{name}={value}"
            words = f"{'rain' if number else value} " * 50 + str(number)
            capture = make_capture(url=url, fetched_at=make_moment().at)
            article = make_article(url=url, title=f"Street {number}{value if not number else ''}", body=words)
            outcomes.append(Outcome(link=make_link(url=url), capture=capture, article=article))
    with Archive.open("archive") as archive:
        archive.save(outcomes)


@pytest.mark.usefixtures("paper")
def test_a_verdict_is_shown_with_its_evidence(run: Callable[..., Ran]) -> None:
    shown = run("site", "parameters", "courier.example").out.splitlines()

    rows = [line.split("\t") for line in shown[1:]]
    assert [row[:3] for row in rows] == [["box", str(LEARNED_AFTER), "0"], ["view", "0", "1"]]
    assert rows[0][3].startswith("left out since ")
    assert rows[1][3:] == [
        "matters",
        "https://courier.example/news/street-0?view=a | https://courier.example/news/street-0?view=b",
    ]


@pytest.mark.usefixtures("paper")
def test_a_program_gets_the_same_as_json(run: Callable[..., Ran]) -> None:
    lines = run("site", "parameters", "courier.example", "--json").out.splitlines()

    assert [json.loads(line)["name"] for line in lines] == ["box", "view"]
