"""`archiver cluster`: how articles hang together, and what a new rule makes of them."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import ArchiveOption  # noqa: TC001 - Typer reads it

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from archiver.store import Archive
    from archiver.store.story_records import Recomputed

#: Articles that moved, as many as are told by name in a terminal.
_SHOWN_MOVED = 20


def cluster(
    recompute: Annotated[
        bool, typer.Option("--recompute", help="Decide all relations and stories anew, and tell what moved.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --recompute: store nothing, tell what would move.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Everything as one JSON object.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """Count the relations between articles, and decide them anew after a change of rule.

    Every relation says which version of the rule decided it. --recompute compares all articles again, about 3 ms each,
    and says what is otherwise than before. Articles, revisions and pages stay as they are; no crawl can store
    anything meanwhile.

    \b
    Examples:
      archiver cluster
      archiver cluster --recompute --dry-run
    """
    from archiver.cli.place import open_archive

    if dry_run and not recompute:
        raise typer.BadParameter("--dry-run goes with --recompute")
    if recompute:
        _recompute(archive, dry_run=dry_run, as_json=as_json)
        return
    with open_archive(archive) as opened:
        _print_counts(opened, as_json=as_json)


def _print_counts(opened: Archive, *, as_json: bool) -> None:
    from archiver.cli.output import Column, clean_json, line, note, table
    from archiver.dedupe.kinship import RULE
    from archiver.store.records import as_plain

    counted, whole = opened.relation_stats(), opened.stats()
    if as_json:
        plain = {
            "rule": RULE,
            "stories": whole.stories,
            "in_stories": whole.in_stories,
            "relations": as_plain(counted),
        }
        line(clean_json(json.dumps(plain, ensure_ascii=False)))
        return
    stories = "1 story" if whole.stories == 1 else f"{whole.stories} stories"
    line(f"{stories}, carried by {whole.in_stories} of {whole.articles} articles")
    if counted:
        columns = [Column(name="relation"), Column(name="rule", right=True), Column(name="count", right=True)]
        table(columns, [(one.kind, str(one.rule), str(one.relations)) for one in counted])
    old = sum(one.relations for one in counted if one.rule != RULE)
    if old:
        note(f"{old} were not decided by the rule of today, {RULE}; next: archiver cluster --recompute")


def _recompute(archive: str | None, *, dry_run: bool, as_json: bool) -> None:
    from archiver.cli.output import clean_json, line
    from archiver.cli.place import find_config, open_found
    from archiver.store import open_sound
    from archiver.store.records import as_plain

    config = find_config(archive)
    open_found(config).close()
    with open_sound(config.archive) as opened, _progress() as progress:
        found = opened.recompute(progress, dry_run=dry_run)
    if as_json:
        line(clean_json(json.dumps(as_plain(found), ensure_ascii=False)))
        return
    _print_recomputed(found)
    if dry_run:
        line("nothing was stored")


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error, where a person looks at it."""
    from archiver.cli.output import on_terminal

    if not on_terminal(sys.stderr):
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("articles", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _print_recomputed(found: Recomputed) -> None:
    from archiver.cli.output import Column, line, table

    line(f"{found.articles} articles compared by rule {found.rule}")
    for name, counts in (("new", found.added), ("gone", found.removed), ("of another kind", found.changed)):
        line(f"relations {name}: {_tell_counts(counts)}")
    moved = "1 article" if len(found.moved) == 1 else f"{len(found.moved)} articles"
    line(f"stories: {found.stories_before} before, {found.stories_after} now; {moved} moved")
    if not found.moved:
        return
    columns = [Column(name="article"), Column(name="story before"), Column(name="story now")]
    shown = found.moved[:_SHOWN_MOVED]
    table(columns, [(str(one.article_id), _story(one.before), _story(one.after)) for one in shown])
    if len(found.moved) > len(shown):
        line(f"and {len(found.moved) - len(shown)} more; --json has them all")


def _tell_counts(counts: Mapping[str, int]) -> str:
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()) if count)
    return told or "none"


def _story(story: int | None) -> str:
    return "alone" if story is None else str(story)
