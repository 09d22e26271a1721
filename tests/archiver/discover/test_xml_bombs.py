"""Feeds and sitemaps whose entities would grow without end, or fetch what is not ours: never expanded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archiver.discover.feeds import read_feed
from archiver.discover.sitemaps import read_sitemap
from archiver.errors import SeedError
from archiver.testing import bombs, newsroom
from archiver.testing.bombs import billion_laughs, external, quadratic

if TYPE_CHECKING:
    from collections.abc import Callable

BASE = "https://courier.example/list.xml"
ITEM = "<item><title>{entity}</title><link>https://courier.example/{entity}</link></item>"
FORMS = {
    "rss": "<rss version='2.0'><channel><title>{entity}</title>" + ITEM + "</channel></rss>",
    "atom": "<feed xmlns='http://www.w3.org/2005/Atom'><title>{entity}</title>"
    "<entry><title>{entity}</title><id>{entity}</id><link href='https://courier.example/a'/></entry></feed>",
    "sitemap": "<urlset><url><loc>https://courier.example/{entity}</loc></url></urlset>",
    "sitemap index": "<sitemapindex><sitemap><loc>https://courier.example/{entity}</loc></sitemap></sitemapindex>",
}


def read(form: str, body: bytes) -> str:
    """All a reader takes from a file, or its refusal."""
    try:
        return repr(read_sitemap(body, BASE) if "sitemap" in form else read_feed(body, BASE))
    except SeedError as error:
        return error.reason


@pytest.mark.parametrize("form", FORMS)
def test_a_billion_laughs_are_not_laughed(form: str) -> None:
    told = read(form, billion_laughs(FORMS[form].format(entity="&lol9;")))

    assert "lollol" not in told


@pytest.mark.parametrize("form", FORMS)
def test_one_large_entity_is_not_repeated(form: str) -> None:
    told = read(form, quadratic(FORMS[form].format(entity="&big;" * 1000)))

    assert "bbbb" not in told


@pytest.mark.parametrize("form", FORMS)
def test_a_file_of_this_machine_is_not_read(form: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret-of-this-machine")

    told = read(form, external(FORMS[form].format(entity="&outside;"), secret.as_uri()))

    assert "the-secret" not in told


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_fetched_for_an_entity(form: str) -> None:
    with newsroom({"/entity.txt": "fetched-for-an-entity"}) as paper:
        told = read(form, external(FORMS[form].format(entity="&outside;"), f"{paper.url}/entity.txt"))

        assert "fetched-for" not in told
        assert paper.requests == []


@pytest.mark.parametrize("form", FORMS)
def test_a_definition_of_the_document_is_not_fetched(form: str) -> None:
    with newsroom({"/news.dtd": "<!ENTITY a 'b'>"}) as paper:
        document = FORMS[form].format(entity="a")
        read(form, f'<?xml version="1.0"?><!DOCTYPE x SYSTEM "{paper.url}/news.dtd">{document}'.encode())

        assert paper.requests == []


#: Reads a file as a crawl's reader process does, and prints by how many MiB its most memory grew.
_GROWTH = """
import sys
from datetime import UTC, datetime
from pathlib import Path

from archiver.capture import Capture
from archiver.crawl import readers
from archiver.site import make_site


def most():
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


site = make_site("https://courier.example/")
before = most()
body = Path(sys.argv[1]).read_bytes()
headers = (("Content-Encoding", sys.argv[2]),) if sys.argv[2] else ()
capture = Capture(url="https://courier.example/x", fetched_at=datetime.now(UTC), status=200, headers=headers, body=body)
print(readers._read_listing(capture, sys.argv[3], site))
print(most() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    ("encoding", "wanted", "make"),
    [
        ("", "sitemap", lambda: bombs.gzip_bomb(1000)),
        ("", "feed", lambda: bombs.gzip_bomb(1000)),
        ("br", "section", lambda: bombs.brotli_bomb(1000)),
    ],
)
def test_a_bomb_in_a_seeds_place_takes_little_memory(
    encoding: str, wanted: str, make: Callable[[], bytes], tmp_path: Path
) -> None:
    bomb = tmp_path / "bomb"
    bomb.write_bytes(make())

    told = subprocess.run(
        [sys.executable, "-c", _GROWTH, str(bomb), encoding, wanted],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    ).stdout.splitlines()

    assert float(told[-1]) < 150, told[0]
