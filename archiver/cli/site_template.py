"""`archiver site template`: the boilerplate learned of a site: look at it, learn it, forget it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archiver.cli.options import ArchiveOption  # noqa: TC001 - Typer reads it

if TYPE_CHECKING:
    from archiver.config import Config
    from archiver.crawl.templates import Change, Learner, Rereading
    from archiver.extract.template import Template
    from archiver.site import Site
    from archiver.store import Archive

#: Articles read again that are stored in one transaction.
_BATCH = 100
#: Lines shown on a terminal.
_SHOWN = 40


@dataclass(slots=True, kw_only=True)
class Effect:
    """What reading again changed, or would change."""

    articles: set[int] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)  #: lines, with how many times each
    put_back: Counter[str] = field(default_factory=Counter)
    changes: list[dict[str, Any]] = field(default_factory=list)  #: per revision, for `--json`

    def add(self, change: Change) -> None:
        self.articles.add(change.article_id)
        self.left_out.update(change.left_out)
        self.put_back.update(change.put_back)
        names = ("article_id", "number", "url", "left_out", "put_back")
        self.changes.append({name: getattr(change, name) for name in names})


def template(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the site.")],
    show: Annotated[
        bool, typer.Option("--show", help="Show what is known; so does giving no option.")
    ] = False,
    learn: Annotated[
        bool, typer.Option("--learn", help="Learn it from the pages kept, and read stored articles again.")
    ] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="Forget it, and read stored articles again without it.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Store nothing: show which stored articles would change, and how."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Everything as one JSON object.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """Show, learn or forget the boilerplate of a site.

    Text that stands on many of a site's pages is no article's: rules for comments, newsletter boxes, biographies. A
    crawl learns it from the pages kept, and articles are read without it; each line says on how many pages it was
    found. Reading again makes no revision, and --forget gives the former words back. A site whose file says
    template = false has none.

    \b
    Examples:
      archiver site template rudaw.net
      archiver site template rudaw.net --learn --dry-run
      archiver site template rudaw.net --forget
    """
    from archiver.cli.place import find_config, open_found
    from archiver.cli.site_check import find_site

    if show + learn + forget > 1:
        raise typer.BadParameter("give one of --show, --learn and --forget")
    config = find_config(archive)
    site = find_site(config, name)
    with open_found(config) as opened:
        known = opened.template(site.name)
        if not (learn or forget or dry_run):
            _print_template(site, known, as_json=as_json)
            return
        if forget and known is None:
            _print_template(site, known, as_json=as_json)
            raise typer.Exit(1)
        _change(
            config, opened, site, None if forget else known, learn=learn, dry_run=dry_run, as_json=as_json
        )


def _change(
    config: Config,
    opened: Archive,
    site: Site,
    wanted: Template | None,
    *,
    learn: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Learn a template or take *wanted*, and read stored articles again under it."""
    from archiver.crawl.templates import Learner, Rereading
    from archiver.errors import ArchiverError
    from archiver.extract.pool import ReaderPool

    if learn and site.template is False:
        raise ArchiverError(
            f"{site.name}: its file says template = false", next_step=f"change sites/{site.name}.toml"
        )
    effect, tally = Effect(), Rereading()
    with ReaderPool(_workers(config), config.page_seconds) as pool:
        learner = Learner(opened, pool, site, config.folder)
        if learn:
            wanted = learner.learn()
            if not wanted.pages:
                raise ArchiverError(
                    f"{site.name}: no page of its articles is kept",
                    next_step=f"archiver crawl {site.name}, with keep_raw = true",
                )
        if dry_run:
            for change in learner.changes(opened.words(site.name), wanted, tally):
                effect.add(change)
        else:
            _store(config, opened, learner, site, wanted, effect, tally)
    _print_effect(site, wanted, effect, tally, dry_run=dry_run, as_json=as_json)


def _workers(config: Config) -> int:
    import os

    return config.workers or os.cpu_count() or 1


def _store(
    config: Config,
    opened: Archive,
    learner: Learner,
    site: Site,
    wanted: Template | None,
    effect: Effect,
    tally: Rereading,
) -> None:
    from datetime import UTC, datetime

    from archiver.errors import ArchiverError
    from archiver.store import Archive

    now = datetime.now(UTC)
    if (lease := opened.lease(site.name, now)) is not None:
        raise ArchiverError(
            f"{site.name} is being crawled (run {lease.run})", next_step="try again when that has finished"
        )
    with Archive.open(config.archive) as writing:
        if wanted is None:
            writing.forget_template(site.name)
        else:
            writing.save_template(wanted, now)
        batch: list[Change] = []
        for change in learner.changes(opened.words(site.name), wanted, tally):
            effect.add(change)
            batch.append(change)
            if len(batch) >= _BATCH:
                _flush(writing, batch)
        _flush(writing, batch)


def _flush(writing: Archive, batch: list[Change]) -> None:
    from datetime import UTC, datetime

    words = [(change.article_id, change.number, change.article) for change in batch]
    if words:
        writing.reread(words, datetime.now(UTC))
    batch.clear()


# --- printing


def _print_template(site: Site, known: Template | None, *, as_json: bool) -> None:
    from archiver.cli.output import Column, facts, note, table

    if as_json:
        _print_json(known.to_plain() if known else {"site": site.name, "lines": []})
        return
    if known is None:
        note(f"nothing is learned of {site.name}; next: archiver site template {site.name} --learn")
        return
    facts(_facts(known))
    if known.lines:
        columns = [Column(name="found"), Column(name="line"), Column(name="markup")]
        rows = [
            (line.evidence, _shown(line.example, masked=line.masked), line.markup) for line in known.lines
        ]
        table(columns, rows)


def _facts(known: Template) -> list[tuple[str, str]]:
    return [
        ("site", known.site),
        ("learned from", f"{known.pages} pages, {known.articles} articles"),
        ("newest page", known.learned_at or "none"),
        ("lines", str(len(known.lines))),
    ]


def _shown(text: str, *, masked: bool) -> str:
    return f"{text} (any numbers and months)" if masked else text


def _print_effect(
    site: Site, wanted: Template | None, effect: Effect, tally: Rereading, *, dry_run: bool, as_json: bool
) -> None:
    from archiver.cli.output import clean, facts, heading, line, many, on_terminal

    if as_json:
        _print_json(
            {
                "site": site.name,
                "dry_run": dry_run,
                "template": wanted.to_plain() if wanted else None,
                "articles": sorted(effect.articles),
                "changes": effect.changes,
                "not_kept": tally.not_kept,
                "not_read": tally.not_read,
                "read_otherwise": tally.otherwise,
            }
        )
        return
    if wanted is not None:
        facts(_facts(wanted))
    verb = "would change" if dry_run else "changed"
    line(f"{many(len(effect.articles), 'article')} {verb}")
    most = _SHOWN if on_terminal() else None
    for sign, lines in (("-", effect.left_out), ("+", effect.put_back)):
        if lines:
            heading("lines left out:" if sign == "-" else "lines put back:")
        for text, count in lines.most_common(most):
            line(clean(f"{sign} {count}× {text}"))
    kinds = (
        (tally.not_kept, "not kept"),
        (tally.not_read, "read as no article now"),
        (tally.otherwise, "once read otherwise"),
    )
    for count, what in kinds:
        if count:
            line(f"{many(count, 'page')} {what}: the words stay as they were")


def _print_json(plain: dict[str, Any]) -> None:
    import json

    from archiver.cli.output import clean_json, line

    line(clean_json(json.dumps(plain, ensure_ascii=False)))
