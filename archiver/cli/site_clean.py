"""`archiver site clean`: take recurring paragraphs out of what is stored, once its diff was looked at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archiver.cli.options import ArchiveOption  # noqa: TC001 - Typer reads it

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from archiver.config import Config
    from archiver.extract.template import TemplateLine
    from archiver.site import Site
    from archiver.store import Archive
    from archiver.store.cleaning import Cleaning

#: Articles stored in one transaction.
_BATCH = 100
#: Revisions shown on a terminal unless --all is given.
_SHOWN = 20
#: Characters shown of the paragraph before one that goes.
_CONTEXT_CHARS = 70


@dataclass(slots=True, kw_only=True)
class Effect:
    """What cleaning changes, or would change."""

    articles: set[int] = field(default_factory=set)
    revisions: int = 0
    cut: Counter[str] = field(default_factory=Counter)  #: paragraphs, with how many times each
    changes: list[dict[str, Any]] = field(default_factory=list)  #: per revision, for `--json`

    def add(self, cleaning: Cleaning) -> None:
        texts = [cleaning.words[place] for place in cleaning.cut]
        self.articles.add(cleaning.article_id)
        self.revisions += 1
        self.cut.update(texts)
        names = ("article_id", "number", "url")
        self.changes.append({**{name: getattr(cleaning, name) for name in names}, "left_out": texts})


def clean(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the site.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the diff, and store nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before storing.")] = False,
    show_all: Annotated[
        bool, typer.Option("--all", help=f"Show every article, not the first {_SHOWN}.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Everything as one JSON object.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """Take paragraphs that recur in many of a site's articles out of the stored ones.

    Such a paragraph stands in at least 8 of the newest articles, which tell different stories under different titles:
    rules for comments, a newsletter box, a copyright note. First the diff is shown. What is taken out is kept beside
    the article with the evidence; it makes no revision, search follows, and later pages are read without it.

    \b
    Examples:
      archiver site clean rudaw.net --dry-run
      archiver site clean rudaw.net
      archiver site clean rudaw.net --yes
    """
    from archiver.cli.output import note, on_terminal
    from archiver.cli.place import find_config, open_found
    from archiver.cli.site_check import find_site

    config = find_config(archive)
    site = find_site(config, name)
    with open_found(config) as opened:
        lines = opened.recurring_paragraphs(site.name)
        effect = _look(opened, site, lines, shown=_how_many(show_all=show_all, as_json=as_json))
        stored = False
        if effect.revisions and not dry_run:
            asked = on_terminal() and not as_json
            stored = yes or (asked and typer.confirm("Take them out of the stored articles?"))
        if stored:
            _store(config, opened, site, lines)
    if as_json:
        _print_json(site, lines, effect, stored=stored)
        return
    _print_end(effect, stored=stored)
    if effect.revisions and not stored:
        note(f"nothing is stored; archiver site clean {site.name} --yes takes them out")


def _how_many(*, show_all: bool, as_json: bool) -> int | None:
    from archiver.cli.output import on_terminal

    if as_json:
        return 0
    return None if show_all or not on_terminal() else _SHOWN


def _look(opened: Archive, site: Site, lines: Sequence[TemplateLine], *, shown: int | None) -> Effect:
    """Go through the revisions that hold one of *lines*, and print the diff of the first *shown*."""
    from archiver.cli.output import clean, heading, line, many

    if shown != 0:
        heading(f"{many(len(lines), 'recurring paragraph')} of {site.name}")
        for one in lines:
            line(clean(f"{one.evidence}: {one.example}"))
    effect = Effect()
    for cleaning in opened.cleanings(site.name, lines):
        effect.add(cleaning)
        if shown is None or effect.revisions <= shown:
            _print_diff(cleaning)
    if shown and effect.revisions > shown:
        line(f"… and {many(effect.revisions - shown, 'revision')} more; --all shows them")
    return effect


def _store(config: Config, opened: Archive, site: Site, lines: Sequence[TemplateLine]) -> None:
    from datetime import UTC, datetime

    from archiver.errors import ArchiverError
    from archiver.extract.template import Template
    from archiver.store import Archive

    if site.template is False:
        raise ArchiverError(
            f"{site.name}: its file says template = false", next_step=f"change sites/{site.name}.toml"
        )
    now = datetime.now(UTC)
    if (lease := opened.lease(site.name, now)) is not None:
        raise ArchiverError(
            f"{site.name} is being crawled (run {lease.run})", next_step="try again when that has finished"
        )
    with Archive.open(config.archive) as writing:
        known = opened.template(site.name) or Template(site=site.name)
        writing.save_template(known.with_paragraphs(lines), now)
        batch: list[Cleaning] = []
        for cleaning in opened.cleanings(site.name, lines):
            batch.append(cleaning)
            if len(batch) >= _BATCH:
                _flush(writing, batch, now)
        _flush(writing, batch, now)


def _flush(writing: Archive, batch: list[Cleaning], now: datetime) -> None:
    if batch:
        writing.reread([(one.article_id, one.number, one.article) for one in batch], now)
    batch.clear()


# --- printing


def _print_diff(cleaning: Cleaning) -> None:
    from archiver.cli.output import clean, heading, line

    heading(f"{cleaning.url}, revision {cleaning.number}")
    for at, text in enumerate(cleaning.words):
        if at in cleaning.cut:
            line(clean(f"- {text}"))
        elif at + 1 in cleaning.cut or at - 1 in cleaning.cut:
            kept = clean(text)
            line(f"  {kept if len(kept) <= _CONTEXT_CHARS else kept[:_CONTEXT_CHARS] + '…'}")


def _print_end(effect: Effect, *, stored: bool) -> None:
    from archiver.cli.output import line, many

    verb = "cleaned" if stored else "would change"
    line(f"{many(len(effect.articles), 'article')}, {many(effect.revisions, 'revision')} {verb}")


def _print_json(site: Site, lines: Sequence[TemplateLine], effect: Effect, *, stored: bool) -> None:
    import json

    from archiver.cli.output import clean_json, line

    names = ("example", "pages", "of", "first_seen", "last_seen")
    plain = {
        "site": site.name,
        "stored": stored,
        "paragraphs": [{name: getattr(one, name) for name in names} for one in lines],
        "articles": sorted(effect.articles),
        "changes": effect.changes,
    }
    line(clean_json(json.dumps(plain, ensure_ascii=False)))
