"""`archiver site check`: what a site's rules do on the pages that were kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from archiver.cli.options import ArchiveOption  # noqa: TC001 - Typer reads it

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archiver.cli.kept import Kept
    from archiver.config import Config
    from archiver.extract.trial import Change, Trial
    from archiver.site import Site
    from archiver.store import Archive

T = TypeVar("T")

#: Pages looked at unless told otherwise, and changed pages shown on a terminal.
PAGES = 40
_SHOWN_PAGES = 8
_SHOWN_LINES = 6
#: Characters of a line shown whole on a terminal.
_LONG = 200
#: As `archiver crawl` ends when quality is in doubt.
ALARM = 4


@dataclass(slots=True, kw_only=True)
class Check:
    """What the rules of a site did on its pages."""

    site: str
    pages: int = 0
    articles: int = 0  #: pages read with the rules
    rules: dict[tuple[str, str], list[int]] = field(default_factory=dict)  #: key, selector -> tried, matched
    trials: list[Trial] = field(default_factory=list)
    stored: list[tuple[Change, ...]] = field(default_factory=list)  #: per trial, against the archive
    failed: list[tuple[str, str]] = field(default_factory=list)  #: page and reason, nothing could be tried

    @property
    def never(self) -> list[tuple[str, str]]:
        """Rules that were looked for and never matched."""
        return [rule for rule, (tried, matched) in self.rules.items() if tried and not matched]

    @property
    def broken(self) -> list[tuple[str, str]]:
        """Pages the rules or the hook cost their article, or whose hook failed."""
        lost = [(one.url, f"no article: {one.ruled_refusal}") for one in self.trials if one.breaks]
        hooks = [
            (one.url, f"hook {problem}")
            for one in self.trials
            for problem in one.problems
            if _is_hook(one, problem)
        ]
        return [*lost, *hooks, *self.failed]


def _is_hook(trial: Trial, problem: str) -> bool:
    readings = trial.ruled.readings if trial.ruled else ()
    return any(reading.field == "site hook" and reading.winner.value == problem for reading in readings)


def check(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the site.")],
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="Look at the N pages fetched last.")
    ] = PAGES,
    url: Annotated[str | None, typer.Option("--url", metavar="URL", help="Look at this page alone.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything as one JSON object.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """Try a site's rules on the pages that were kept, and show what they change.

    Reads pages from warc/ with the rules of sites/NAME.toml and without, and tells how often each rule matched, which
    fields and lines change, and what differs from the archive. Nothing is stored. Exit code 4: a rule never matches, or
    pages are lost.

    \b
    Examples:
      archiver site check rudaw.net
      archiver site check rudaw.net --limit 200 --json
      archiver site check rudaw.net --url https://www.rudaw.net/english/kurdistan/190220211
    """
    from archiver.cli.kept import load_kept
    from archiver.cli.output import note
    from archiver.cli.place import find_config, open_found

    config = find_config(archive)
    site = find_site(config, name)
    if not (site.rules or site.layout or site.hook):
        note(f"{site.name} has no rules; next: archiver site learn {site.name}")
        return
    with open_found(config) as opened:
        kept = load_kept(config, opened, site.name, limit, url)
        if not kept:
            note(f"no page of {site.name} was kept; next: archiver crawl {site.name}, with keep_raw = true")
            raise typer.Exit(1)
        checked = _check(config, opened, site, kept)
    if as_json:
        _print_json(checked)
    else:
        _print(checked)
    if checked.never or checked.broken:
        raise typer.Exit(ALARM)


def find_site(config: Config, name: str) -> Site:
    """The site of that name in the archive's folder, else the one that comes with the archiver, else one that was
    crawled without a file, by its URLs.

    Raises:
        UnknownSite: there is none.
    """
    from archiver.cli.place import open_found
    from archiver.errors import MissingArchive, UnknownSite
    from archiver.site import load_site, shipped_site

    try:
        return load_site(config.folder, name)
    except UnknownSite as unknown:
        site = shipped_site(name)
        if site is None:
            try:
                with open_found(config) as opened:
                    site = opened.site(name)
            except MissingArchive:
                raise unknown from None
        if site is None:
            raise
        return site


def _check(config: Config, opened: Archive, site: Site, kept: Sequence[Kept]) -> Check:
    from functools import partial

    from archiver.extract.batch import read_each
    from archiver.extract.trial import try_rules

    result = Check(site=site.name, pages=len(kept), rules={rule: [0, 0] for rule in _rules_of(site)})
    read = partial(try_rules, site=site, template=opened.template(site.name))
    captures = [one.capture for one in kept]
    trials = read_each(read, captures, workers=config.workers, page_seconds=config.page_seconds)
    for one, trial in zip(kept, shown(trials, len(kept), "reading"), strict=True):
        if isinstance(trial, str):
            result.failed.append((one.capture.url, trial))
            continue
        result.trials.append(trial)
        result.articles += trial.ruled is not None
        result.stored.append(_against_archive(opened, one, trial))
        for count in trial.counts if trial.plain or trial.ruled else ():
            tally = result.rules.setdefault((count.key, count.selector), [0, 0])
            tally[0] += 1
            tally[1] += count.found > 0
    return result


def _rules_of(site: Site) -> Iterator[tuple[str, str]]:
    """Every selector of a site, with its key."""
    for rules in (site.rules, *(layout.rules for layout in site.layout)):
        for key in ("drop", "body", "title", "author", "date"):
            for selector in getattr(rules, key):
                yield key, selector


def _against_archive(opened: Archive, kept: Kept, trial: Trial) -> tuple[Change, ...]:
    from archiver.errors import QueryError
    from archiver.extract.trial import compare

    if kept.article_id is None or trial.ruled is None:
        return ()
    try:
        return compare(opened.article(kept.article_id), trial.ruled)
    except QueryError:
        return ()


def shown(items: Iterable[T], total: int, doing: str) -> Iterator[T]:
    """The items, with a bar on standard error while they come, when a person looks."""
    import sys

    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(items, description=doing, total=total, console=Console(stderr=True), transient=True)


# --- printing


def _print(checked: Check) -> None:
    from archiver.cli.output import Column, heading, line, note, table

    changed = sum(1 for trial in checked.trials if trial.changes)
    line(
        f"{checked.pages} pages kept of {checked.site}, {checked.articles} articles; "
        f"the rules change {changed}, cost {sum(trial.breaks for trial in checked.trials)}"
    )
    if checked.rules:
        heading("rules:")
        columns = [Column(name="key"), Column(name="matched", right=True), Column(name="selector")]
        table(columns, [_rule_row(rule, tally) for rule, tally in checked.rules.items()])
    _print_fields(checked)
    _print_changes(checked)
    for url, reason in checked.broken:
        note(f"{url}: {reason}")
    for key, selector in checked.never:
        note(f"{key}: {selector} matched none of these pages; correct it, or give it an end in a [[layout]]")


def _rule_row(rule: tuple[str, str], tally: list[int]) -> tuple[str, ...]:
    tried, matched = tally
    return (rule[0], f"{matched} of {tried}" if tried else "not needed", rule[1])


def _print_fields(checked: Check) -> None:
    from archiver.cli.output import Column, heading, table

    rules = _pages_by_field(trial.changes for trial in checked.trials)
    stored = _pages_by_field(checked.stored)
    names = list(dict.fromkeys([*rules, *stored]))
    if not names:
        return
    heading("pages that read otherwise:")
    columns = [
        Column(name="field"),
        Column(name="than without rules", right=True),
        Column(name="than in the archive", right=True),
    ]
    table(columns, [(name, str(rules[name]), str(stored[name])) for name in names])


def _pages_by_field(pages: Iterable[Iterable[Change]]) -> Counter[str]:
    return Counter(name for changes in pages for name in {change.field for change in changes})


def _print_changes(checked: Check) -> None:
    from archiver.cli.output import Column, heading, line, on_terminal, table

    changed = [trial for trial in checked.trials if trial.changes]
    if not changed:
        return
    heading("what the rules change:")
    if not on_terminal():
        columns = [Column(name=name) for name in ("url", "field", "without", "with")]
        rows = [(trial.url, one.field, one.before, one.after) for trial in changed for one in trial.changes]
        table(columns, rows)
        return
    for trial in changed[:_SHOWN_PAGES]:
        _print_page(trial)
    if len(changed) > _SHOWN_PAGES:
        line(
            f"… and {len(changed) - _SHOWN_PAGES} more pages; archiver site check {checked.site} | less shows all"
        )


def _print_page(trial: Trial) -> None:
    from rich.text import Text

    from archiver.cli.output import clean, console

    screen = console()
    screen.print(Text(clean(trial.url), style="bold"))
    for change in trial.changes[:_SHOWN_LINES]:
        for mark, text, style in _marked(change):
            screen.print(Text(f"  {mark} {change.field}: {clean(text)}", style=style))
    if len(trial.changes) > _SHOWN_LINES:
        screen.print(f"  … {len(trial.changes) - _SHOWN_LINES} more")


def _marked(change: Change) -> list[tuple[str, str, str]]:
    """A change in lines with a mark and a colour: old and new, or of a long line the words that differ."""
    from archiver.cli.demo import changes

    if change.before and change.after and max(len(change.before), len(change.after)) > _LONG:
        return [("~", piece, "yellow") for piece in changes(change.before, change.after)]
    both = (("-", change.before, "red"), ("+", change.after, "green"))
    return [
        (mark, text if len(text) <= _LONG else f"{text[: _LONG - 1]}…", style)
        for mark, text, style in both
        if text
    ]


def _print_json(checked: Check) -> None:
    import json

    from archiver.cli.output import clean_json, line
    from archiver.store.records import as_plain

    pages: list[dict[str, Any]] = [
        {
            "url": trial.url,
            "changes": [as_plain(change) for change in trial.changes],
            "stored": [as_plain(change) for change in stored],
            "problems": list(trial.problems),
            "refusal": trial.refusal,
            "ruled_refusal": trial.ruled_refusal,
        }
        for trial, stored in zip(checked.trials, checked.stored, strict=True)
    ]
    told = {
        "site": checked.site,
        "pages": checked.pages,
        "articles": checked.articles,
        "rules": [
            {"key": key, "selector": selector, "tried": tried, "matched": matched}
            for (key, selector), (tried, matched) in checked.rules.items()
        ],
        "never": [f"{key}: {selector}" for key, selector in checked.never],
        "broken": [{"url": url, "reason": reason} for url, reason in checked.broken],
        "read": pages,
    }
    line(clean_json(json.dumps(told, ensure_ascii=False)))
