"""`scrapy crawl news` as an operator types it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archiver.store import Archive
from archiver.testing import newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.testing.newsroom import Newsroom

ROOT = Path(__file__).resolve().parents[2]


def scrapy_command(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("ARCHIVER_", "SCRAPY_"))
    }
    environment = {
        **kept,
        "PYTHONPATH": str(ROOT),
        "SCRAPY_SETTINGS_MODULE": "archiver.settings",
        **variables,
    }
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Archive.open(tmp_path, create=True).close()
    (tmp_path / "archiver.toml").write_text(
        'allow_addresses = ["127.0.0.0/8"]\ndelay_seconds = 0\nworkers = 1\n'
    )
    return tmp_path


@pytest.fixture
def paper() -> Iterator[Newsroom]:
    with newsroom() as paper:
        paper.publish()
        yield paper


def test_a_url_is_crawled_without_adding_a_site(folder: Path, paper: Newsroom) -> None:
    done = scrapy_command(folder, "crawl", "news", "-a", f"url={paper.url}/")

    assert done.returncode == 0, done.stderr
    assert f"{paper.name}: 1 new" in done.stderr
    with Archive.open(folder, read_only=True) as archive:
        assert archive.stats().articles == 1


def test_a_site_and_a_file_of_urls_are_crawled_together(folder: Path, paper: Newsroom) -> None:
    from archiver.site import write_site

    write_site(paper.site, folder)
    with newsroom() as other:
        other.publish(title="News from elsewhere")
        (folder / "seeds.txt").write_text(f"# other papers\n{other.url}/feed.xml\n")

        done = scrapy_command(folder, "crawl", "news", "-a", f"site={paper.name}", "-a", "from=seeds.txt")

    assert done.returncode == 0, done.stderr
    with Archive.open(folder, read_only=True) as archive:
        assert {site.site for site in archive.stats().sites} == {paper.name, other.name}


def test_a_mistake_is_one_line_and_an_exit_code(folder: Path) -> None:
    done = scrapy_command(folder, "crawl", "news", "-a", "site=nowhere.example")

    assert done.returncode == 1
    assert "unknown site 'nowhere.example'" in done.stderr
    assert "next: archiver site list" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_mistake_in_the_configuration_is_one_line(folder: Path) -> None:
    (folder / "archiver.toml").write_text("delay_secs = 3\n")

    done = scrapy_command(folder, "list")

    assert done.returncode == 1
    assert "delay_secs" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_archive_is_said(tmp_path: Path) -> None:
    done = scrapy_command(tmp_path, "crawl", "news", "-a", "url=https://courier.example/")

    assert done.returncode == 1
    assert "archive" in done.stderr
    assert "Traceback" not in done.stderr
