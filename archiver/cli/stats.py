"""`archiver stats`: count the articles per site and month."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archiver.cli.options import ArchiveOption  # noqa: TC001 - Typer reads it

if TYPE_CHECKING:
    from datetime import datetime

    from archiver.store import Stats

_BAR = 40
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def stats(
    site: Annotated[str | None, typer.Option("--site", metavar="NAME", help="Only this site.")] = None,
    months: Annotated[
        int,
        typer.Option("--months", metavar="N", min=1, help="The chart shows the last N months of each site."),
    ] = 24,
    as_json: Annotated[bool, typer.Option("--json", help="Everything as one JSON object.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """Count the articles per site and month.

    On a terminal the months are a chart; in a pipe they are tab-separated lines, all of them. A month is that of the
    day the page prints.

    \b
    Examples:
      archiver stats
      archiver stats --site rudaw.net --months 60
      archiver stats --json
    """
    from archiver.cli.output import clean_json, line, note, on_terminal
    from archiver.cli.place import open_archive

    with open_archive(archive) as opened:
        counted = opened.stats()
    if site is not None:
        _require(counted, site)
        counted = _only(counted, site)
    if as_json:
        from archiver.store.records import as_plain

        line(clean_json(json.dumps(_plain_counts(as_plain(counted)), ensure_ascii=False)))
        return
    _print_totals(counted)
    if on_terminal():
        _print_charts(counted, months)
    else:
        _print_months(counted)
    if not counted.articles:
        note("the archive holds no articles yet; next: archiver crawl")


def _require(counted: Stats, site: str) -> None:
    from archiver.errors import UnknownSite

    names = tuple(one.site for one in counted.sites)
    if site not in names:
        raise UnknownSite(site, names)


def _only(counted: Stats, site: str) -> Stats:
    from dataclasses import replace

    sites = tuple(one for one in counted.sites if one.site == site)
    return replace(
        counted,
        articles=sum(one.articles for one in sites),
        revisions=sum(one.revisions for one in sites),
        links=sum(one.links for one in sites),
        stories=sum(one.stories for one in sites),
        in_stories=sum(one.in_stories for one in sites),
        sites=sites,
        months=tuple(one for one in counted.months if one.site == site),
        crawls=tuple(one for one in counted.crawls if one.site == site),
    )


def _plain_counts(plain: dict[str, Any]) -> dict[str, Any]:
    for crawl in plain["crawls"]:
        crawl["counts"] = {str(status): count for status, count in crawl["counts"].items()}
    return plain


def _print_totals(counted: Stats) -> None:
    from archiver.cli.output import Column, heading, line, table

    line(
        f"{counted.articles} articles, {counted.revisions} revisions, {counted.captures} captures, {counted.links} links"
    )
    if counted.stories:
        texts = "a text that others carry, too (1 story)"
        if counted.stories > 1:
            texts = f"{counted.stories} texts that others carry, too (stories)"
        line(f"{counted.in_stories} articles carry {texts}")
    if not counted.sites:
        return
    names = (
        "site",
        "articles",
        "revisions",
        "links",
        "in stories",
        "first day",
        "last day",
        "last crawl (UTC)",
    )
    line()
    table(
        [Column(name=name, right=name in ("articles", "revisions", "links", "in stories")) for name in names],
        [
            (
                one.site,
                str(one.articles),
                str(one.revisions),
                str(one.links),
                str(one.in_stories),
                str(one.first_published or "-"),
                str(one.last_published or "-"),
                _minute(one.last_crawl_at),
            )
            for one in counted.sites
        ],
    )
    if counted.months:
        heading("")


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "-"


def _print_months(counted: Stats) -> None:
    from archiver.cli.output import Column, table

    if counted.months:
        columns = [Column(name="site"), Column(name="month"), Column(name="articles", right=True)]
        table(columns, [(one.site, one.month or "no date", str(one.articles)) for one in counted.months])


def _print_charts(counted: Stats, months: int) -> None:
    from rich.text import Text

    from archiver.cli.output import clean, console, heading

    screen = console()
    most = max((one.articles for one in counted.months), default=0)
    for one in counted.sites:
        counts = {month.month: month.articles for month in counted.months if month.site == one.site}
        if not counts:
            continue
        heading(clean(one.site))
        undated = counts.pop(None, 0)
        for month in span(sorted(name for name in counts if name), months):
            row = Text(f"  {month}  ")
            row.append(bar(counts.get(month, 0), most), style="cyan")
            row.append(f" {counts.get(month, 0)}")
            screen.print(row)
        if undated:
            screen.print(Text(f"  no date  {bar(undated, most)} {undated}"))


def span(known: list[str], most: int) -> list[str]:
    """All months from the first known to the last, those without articles too, at most the last *most*.

    >>> span(["2020-11", "2021-02"], 24)
    ['2020-11', '2020-12', '2021-01', '2021-02']
    """
    if not known:
        return []
    first, last = (int(text[:4]) * 12 + int(text[5:7]) - 1 for text in (known[0], known[-1]))
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(max(first, last - most + 1), last + 1)]


def bar(count: int, most: int, width: int = _BAR) -> str:
    """A bar of eighths of blocks; at least a sliver for any count above zero.

    >>> bar(50, 100, 4), bar(1, 1000, 4), bar(0, 100, 4)
    ('██', '▏', '')
    """
    eighths = 0 if not most else max(round(count * width * 8 / most), 1 if count else 0)
    return (_EIGHTHS[8] * (eighths // 8) + _EIGHTHS[eighths % 8]).strip()
