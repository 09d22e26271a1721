"""`archiver crawl`: crawl newspapers and store their articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import AllowOption, ArchiveOption, read_day

if TYPE_CHECKING:
    from pathlib import Path

    from archiver.crawl.options import Targets
    from archiver.site import Site


NamesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="NAME", help="Sites by name (see archiver site list), or URLs of seeds."),
]
AllOption = Annotated[bool, typer.Option("--all", help="Every site of the archive.")]
FromOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="FILE",
        help="Crawl every URL in this file (home pages, sections, feeds, sitemaps or articles), one a line; # "
        "opens a comment; - reads standard input. No site needs to be added first.",
    ),
]
SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="DAY",
        help="Leave out links that say they are older: 2026-11-22, yesterday, 7d.",
    ),
]
LimitOption = Annotated[
    int | None,
    typer.Option(
        "--limit", metavar="N", min=1, help="Fetch at most N pages of each site; the rest stays pending."
    ),
]
RevisitsOption = Annotated[
    int,
    typer.Option(
        "--revisits",
        metavar="N",
        min=0,
        help="Look again at up to N articles of each site that nothing lists any more and that may have changed.",
    ),
]
DryOption = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        help="Read feeds, sitemaps and sections, count links, fetch no article, store nothing.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the account as one JSON object.")]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print nothing unless something is wrong; for cron.")
]


def crawl(
    names: NamesArgument = None,
    everything: AllOption = False,
    seeds: FromOption = None,
    since: SinceOption = None,
    limit: LimitOption = None,
    revisits: RevisitsOption = 200,
    dry_run: DryOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    allow_address: AllowOption = None,
    archive: ArchiveOption = None,
) -> None:
    """Crawl newspapers and store their articles.

    Every run ends with its account: each link that was listed is in exactly one of new, revised, unchanged, alias,
    duplicate, gone, refused, failed and pending. It asks nothing and may run from cron or a systemd timer; two runs
    never crawl one site at a time. A run that was killed is taken up by the next.

    \b
    Exit codes:
      0  articles are new or revised
      1  an error; one line says which
      2  the command line was not understood
      3  all went well, nothing is new (systemd: SuccessExitStatus=3 6)
      4  kept for quality alarms
      5  no site answered, or all refused
      6  a signal ended it: what was in flight is stored, the rest is pending

    \b
    Examples:
      archiver crawl rudaw.net --limit 50
      archiver crawl --all --since 7d
      archiver crawl --from seeds.txt --archive ~/news
      archiver crawl --all --quiet --json > account.json
    """
    from archiver.cli.account import print_report
    from archiver.cli.place import ensure_archive, find_config
    from archiver.crawl.options import CrawlOptions

    day = read_day(since)
    config = find_config(archive, allow_address)
    targets, broken = find_targets(config.folder, names or [], everything=everything, seeds=seeds)
    if not dry_run:
        ensure_archive(config)
    options = CrawlOptions(
        since=day, limit=limit, revisits=revisits, dry_run=dry_run, quiet=quiet, progress=not quiet
    )
    # imports Scrapy: only once the command line has proved right
    from archiver.crawl.start import run_crawl

    report = run_crawl(config, targets, options)
    print_report(report, as_json=as_json, quiet=quiet)
    code = 1 if broken else int(report.exit_code)
    if report.stopped:
        _leave_at_once(code)
    raise typer.Exit(code)


def _leave_at_once(code: int) -> None:
    """End the process: threads that still work for a crawl that was stopped are not waited for."""
    import os
    import sys
    from contextlib import suppress

    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(code)


def find_targets(
    folder: Path, names: list[str], *, everything: bool, seeds: str | None
) -> tuple[Targets, int]:
    """What to crawl, and how many site files could not be used.

    Raises:
        UnknownSite: a name no file answers to. SeedError: a line of *seeds* that is no URL.
    """
    from archiver.crawl.options import Targets
    from archiver.urls import parse_url

    if everything and names:
        raise typer.BadParameter("give names or --all, not both")
    if not (names or everything or seeds):
        raise typer.BadParameter("say what to crawl: names of sites, --all, or --from FILE")
    urls = [parse_url(name) for name in names if "://" in name]
    if seeds:
        urls += _read_seeds(seeds)
    sites, broken = _every_site(folder, needed=not seeds) if everything else ([], 0)
    sites += [_named_site(folder, name) for name in names if "://" not in name]
    return Targets(sites=tuple(dict.fromkeys(sites)), urls=tuple(dict.fromkeys(urls))), broken


def _named_site(folder: Path, name: str) -> Site:
    from archiver.errors import UnknownSite
    from archiver.site import load_site, shipped_site

    try:
        return load_site(folder, name)
    except UnknownSite:
        shipped = shipped_site(name)
        if shipped is None:
            raise
        return shipped


def _every_site(folder: Path, *, needed: bool) -> tuple[list[Site], int]:
    """All sites whose files can be used, and whose variables of the environment are set."""
    from archiver.cli.sites import load_usable, with_access
    from archiver.errors import ArchiverError

    sites, broken = load_usable(folder)
    if not sites and needed:
        raise ArchiverError(
            f"no site to crawl in {folder / 'sites'}" + (f": {broken} unusable site files" if broken else ""),
            next_step="archiver site add URL",
        )
    usable, lacking = with_access(sites)
    return usable, broken + lacking


def _read_input() -> bytes:
    """Standard input; while it is waited for, a signal ends the command: nothing has been begun."""
    import sys

    from archiver.crawl.stopping import stopping

    was_caught = stopping.release()
    if stopping.asked:
        raise KeyboardInterrupt
    data = sys.stdin.buffer.read()
    if was_caught:
        stopping.catch()
    return data


def _read_seeds(name: str) -> tuple[str, ...]:
    from pathlib import Path

    from archiver.discover.given import read_url_list
    from archiver.errors import SeedError

    try:
        data = _read_input() if name == "-" else Path(name).expanduser().read_bytes()
        urls = read_url_list(data.decode("utf-8-sig"), name)
        if not urls:
            raise SeedError(name, "no URL in it")
    except OSError as error:
        problem = SeedError(name, f"cannot be read: {error.strerror or error}")
        problem.next_step = "give a file that can be read, or - for standard input"
        raise problem from error
    except (SeedError, UnicodeDecodeError) as error:
        problem = error if isinstance(error, SeedError) else SeedError(name, "not text in UTF-8")
        problem.next_step = "write one URL a line, such as https://www.example.com/news"
        raise problem from error
    return urls
