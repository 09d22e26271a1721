"""An operator's own Scrapy project: its own spiders, our settings and pipelines."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from archiver.store import Archive
from archiver.testing import newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
SPIDER = """
from dataclasses import dataclass

import attrs
import scrapy

from archiver.crawl.wire import capture_from


@dataclass
class Story:
    url: str
    title: str
    body: list


@attrs.define
class Note:
    url: str
    title: str
    body: list


class Page(scrapy.Item):
    url = scrapy.Field()
    html = scrapy.Field()


class GazetteSpider(scrapy.Spider):
    name = "gazette"

    async def start(self):
        for number in range(1, 7):
            yield scrapy.Request(f"{self.home}/news/council-decides-on-street-number-{number}.html", cb_kwargs={"number": number})

    def parse(self, response, number):
        title = response.css("h1::text").get()
        body = response.css("article > p:not(.byline)::text").getall()
        if number == 1:
            yield {"url": response.url, "html": response.text}
        elif number == 2:
            yield Story(url=response.url, title=title, body=body)
        elif number == 3:
            yield Note(url=response.url, title=title, body=body)
        elif number == 4:
            yield Page(url=response.url, html=response.body)
        elif number == 5:
            yield capture_from(response)
        else:
            yield {"url": response.url, "title": title}
        yield {"title": "A story without an address"}
"""


def scrapy_command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("ARCHIVER_", "SCRAPY_"))
    }
    environment = {**kept, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def make_archive(folder: Path) -> None:
    Archive.open(folder, create=True).close()
    lines = ['allow_addresses = ["127.0.0.0/8"]', "delay_seconds = 0", "workers = 1"]
    (folder / "archiver.toml").write_text("\n".join(lines) + "\n")


@pytest.fixture(scope="module", params=["settings", "addon"])
def project(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, Any]]:
    folder = tmp_path_factory.mktemp("project")
    make_archive(folder)
    package = folder / "gazette" / "spiders"
    package.mkdir(parents=True)
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = gazette.settings\n")
    (folder / "gazette" / "__init__.py").touch()
    (package / "__init__.py").touch()
    (package / "gazette.py").write_text(SPIDER)
    settings = {
        "settings": 'from archiver.settings import *\n\nSPIDER_MODULES = ["gazette.spiders", *SPIDER_MODULES]\n',
        "addon": 'SPIDER_MODULES = ["gazette.spiders"]\nADDONS = {"archiver.crawl.addon.ArchiverAddon": 500}\n',
    }
    (folder / "gazette" / "settings.py").write_text(settings[request.param])
    with newsroom() as paper:
        for _ in range(6):
            paper.publish()
        yield folder, scrapy_command(folder, "crawl", "gazette", "-a", f"home={paper.url}", "-O", "out.jsonl")


def test_items_of_every_kind_are_archived(project: tuple[Path, Any]) -> None:
    folder, done = project

    with Archive.open(folder, read_only=True) as archive:
        records = list(archive.records())

    assert done.returncode == 0, done.stderr
    assert sorted(record.title or "" for record in records) == [
        f"Council decides on street number {number}" for number in range(1, 6)
    ]
    assert all(record.word_count > 50 for record in records)


def test_an_unusable_item_is_told_by_its_field_and_without_a_traceback(project: tuple[Path, Any]) -> None:
    _, done = project

    assert "dict: field 'body' is missing, and so is 'html'" in done.stderr
    assert "dict: field 'url' is missing" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_account_counts_the_unusable_item_as_failed(project: tuple[Path, Any]) -> None:
    folder, _ = project

    with Archive.open(folder, read_only=True) as archive:
        (crawl,) = archive.stats().crawls

    assert {status.value: count for status, count in crawl.counts.items() if count} == {"new": 5, "failed": 1}


def test_exporters_of_scrapy_get_the_articles(project: tuple[Path, Any]) -> None:
    folder, _ = project

    lines = (folder / "out.jsonl").read_text().splitlines()

    assert len(lines) == 5
    assert all('"title": "Council decides' in line for line in lines)
