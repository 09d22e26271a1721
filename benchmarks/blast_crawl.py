"""The crawl `benchmarks.blast` measures: runs as a program would, with a meter of the event loop's lateness."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any


def run(order: dict[str, Any]) -> dict[str, Any]:
    """Crawl the sites of *order* into a new archive, and tell what came of it."""
    import archiver.settings
    from archiver.cli.account import report_as_dict
    from archiver.config import Config
    from archiver.crawl.options import CrawlOptions, Targets
    from archiver.crawl.start import run_crawl
    from archiver.site import parse_site
    from archiver.store import Archive
    from benchmarks.lag import LagMeter

    archiver.settings.EXTENSIONS["benchmarks.lag.LagMeter"] = 5
    archiver.settings.ARCHIVER_RETRY_SECONDS = 0.05
    archiver.settings.ARCHIVER_SPELL_SECONDS = order["spell_seconds"]
    folder = Path(order["folder"])
    config = Config(archive=str(folder), allow_addresses=("127.0.0.0/8",), **order["config"])
    Archive.open(folder, create=True).close()
    sites = tuple(parse_site(folder / "sites" / f"{name}.toml", text) for name, text in order["sites"])
    # one paper lists 50,000 pages of 2010: they are left out, or filed and put off
    limit = order["limit"]
    options = CrawlOptions(progress=False, limit=limit, since=None if limit else date(2015, 1, 1))
    report = run_crawl(config, Targets(sites=sites), options)
    with Archive.open(folder, read_only=True) as archive:
        titles = [record.title for record in archive.records()]
    meter = LagMeter.worst
    return {
        "report": report_as_dict(report),
        "titles": titles,
        "main_mib": _most_memory(),
        "lag_seconds": meter.seconds if meter else 0.0,
        "own_lag_seconds": meter.own_seconds if meter else 0.0,
        "lags": meter.over if meter else 0,
    }


def _most_memory() -> float:
    """MiB this process held at most, so far."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(run(json.loads(sys.argv[1]))))
