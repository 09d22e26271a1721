"""Real crawls in processes of their own: an event loop of Scrapy's cannot be started twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from archiver.site import format_site
from archiver.store import Archive

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]

#: Runs one crawl as a program would, and prints its report.
PROGRAM = """
import json, sys
from datetime import date
from pathlib import Path

import archiver.settings

archiver.settings.ARCHIVER_RETRY_SECONDS = 0.05

from archiver.config import Config
from archiver.crawl.options import CrawlOptions, Targets
from archiver.crawl.start import fetch_page, run_crawl, survey
from archiver.site import parse_site


def main(order):
    for name, value in order["settings"].items():
        setattr(archiver.settings, name, value)
    config = Config(**{**order["config"], "allow_addresses": tuple(order["config"]["allow_addresses"])})
    if order["task"] == "survey":
        return show_survey(survey(config, order["urls"][0], 2))
    if order["task"] == "page":
        page = fetch_page(config, order["urls"][0])
        return {"robots": page.robots, "reason": page.reason, "status": page.capture and page.capture.status}
    sites = tuple(parse_site(Path(path), text) for path, text in order["sites"])
    options = {**order["options"], "progress": False}
    if options.get("since"):
        options["since"] = date.fromisoformat(options["since"])
    return show(run_crawl(config, Targets(sites=sites, urls=tuple(order["urls"])), CrawlOptions(**options)))


def show_survey(report):
    return {
        "feeds": report.site.feeds, "sitemaps": report.site.sitemaps, "sections": report.site.sections,
        "title": report.site.title, "robots": report.robots, "error": report.error, "links": report.links,
        "samples": [sample.article and sample.article.title for sample in report.samples],
        "seeds": [[seed.url, seed.kind, seed.result, seed.links, seed.source] for seed in report.seeds],
    }


def show(report):
    return {
        "exit": int(report.exit_code), "error": report.error, "next_step": report.next_step, "dry": report.dry,
        "stopped": report.stopped,
        "counts": {status.value: count for status, count in report.counts.items() if count},
        "accounts": [
            {
                "site": account.site, "skipped": account.skipped, "requests": account.requests,
                "counts": {status.value: count for status, count in account.counts.items() if count},
                "reasons": {status.value: dict(reasons) for status, reasons in account.reasons.items()},
                "left_out": dict(account.left_out),
                "seeds": [[seed.url, seed.kind, seed.result, seed.links, seed.ok] for seed in account.seeds],
            }
            for account in report.accounts
        ],
    }


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
"""


@dataclass(frozen=True)
class Told:
    """What a crawl told: its report, as plain data."""

    report: dict[str, Any]
    stderr: str

    @property
    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = self.report["counts"]
        return counts

    def reasons(self, status: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for account in self.report["accounts"]:
            for reason, count in account["reasons"].get(status, {}).items():
                found[reason] = found.get(reason, 0) + count
        return found

    def seed(self, ending: str) -> list[Any]:
        for account in self.report["accounts"]:
            for seed in account["seeds"]:
                if seed[0].endswith(ending):
                    return list(seed)
        raise AssertionError(f"no seed {ending} in {self.report}")


@dataclass
class Desk:
    """An archive and the crawls that fill it."""

    folder: Path
    config: dict[str, Any]

    def command(
        self,
        *urls: str,
        sites: tuple[Any, ...] = (),
        task: str = "crawl",
        config: dict[str, Any] | None = None,
        settings: dict[str, Any] | None = None,
        **options: Any,
    ) -> list[str]:
        order = {
            "task": task,
            "config": {**self.config, **(config or {})},
            "urls": urls,
            "sites": [[f"{self.folder}/sites/{site.name}.toml", format_site(site)] for site in sites],
            "options": options,
            "settings": settings or {},
        }
        return [sys.executable, "-c", PROGRAM, json.dumps(order)]

    def start(self, *urls: str, **order: Any) -> subprocess.Popen[str]:
        command = self.command(*urls, **order)
        return subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env=environment(),
        )

    def crawl(self, *urls: str, **order: Any) -> Told:
        process = self.start(*urls, **order)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return Told(json.loads(out.splitlines()[-1]), err)

    @property
    def archive(self) -> Archive:
        return Archive.open(self.folder, read_only=True)

    def titles(self) -> list[str]:
        with self.archive as archive:
            return sorted(record.title or "" for record in archive.records())


def environment() -> dict[str, str]:
    """The environment of a crawl: this checkout, and nothing of the archiver's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ARCHIVER_")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default"}


@pytest.fixture(scope="module")
def make_desk(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Desk]:
    """Makes empty archives, with loopback open and no delay."""

    def make(**config: Any) -> Desk:
        folder = tmp_path_factory.mktemp("archive")
        Archive.open(folder, create=True).close()
        defaults = {
            "archive": str(folder),
            "allow_addresses": ["127.0.0.0/8"],
            "delay_seconds": 0.0,
            "workers": 1,
            "timeout_seconds": 10.0,
        }
        return Desk(folder, {**defaults, **config})

    return make
