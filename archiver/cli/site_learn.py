"""`archiver site learn`: rules for a site, proposed from the pages that were kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import ArchiveOption  # noqa: TC001 - Typer reads it

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.capture import Capture
    from archiver.config import Config
    from archiver.extract.proposals import Proposal
    from archiver.site import Site

#: Pages looked at unless told otherwise.
PAGES = 40


def learn(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the site.")],
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=3, help="Look at the N pages fetched last.")
    ] = PAGES,
    write: Annotated[
        bool, typer.Option("--write", help="Add what is proposed to sites/NAME.toml; keys it has are kept.")
    ] = False,
    archive: ArchiveOption = None,
) -> None:
    """Propose rules for a site from the pages that were kept, each with its evidence.

    Looks for short selectors that find on page after page what was read there with certainty, for boxes in the body that
    repeat from page to page, and for the order of day and month. Prints lines for sites/NAME.toml. Look at them before
    you use them: archiver site check NAME shows what they change.

    \b
    Examples:
      archiver site learn rudaw.net
      archiver site learn rudaw.net --limit 200 --write
    """
    from archiver.cli.kept import load_kept
    from archiver.cli.output import note
    from archiver.cli.place import find_config, open_found
    from archiver.cli.site_check import find_site

    config = find_config(archive)
    site = find_site(config, name)
    with open_found(config) as opened:
        captures = [one.capture for one in load_kept(config, opened, site.name, limit)]
    proposals, read = learn_rules(config, site, captures)
    if not proposals:
        note(f"{read} articles on {len(captures)} pages kept of {site.name}: nothing they agree on")
        return
    _print(site, proposals, read)
    if write:
        _write(config, site, proposals)


def learn_rules(config: Config, site: Site, captures: Sequence[Capture]) -> tuple[list[Proposal], int]:
    """What the captures propose, and how many of them hold an article."""
    from collections import Counter
    from functools import partial

    from archiver.cli.output import note
    from archiver.cli.site_check import shown
    from archiver.extract.batch import read_each
    from archiver.extract.proposals import propose, suggest
    from archiver.extract.study import grade_page, study_page

    each = partial(read_each, workers=config.workers, page_seconds=config.page_seconds)
    looked = each(partial(study_page, site=site), captures)
    pairs, without = [], Counter[str]()
    for capture, study in zip(captures, shown(looked, len(captures), "reading"), strict=True):
        if isinstance(study, str):
            without[study.partition(":")[0]] += 1
        else:
            pairs.append((capture, study))
    if without:
        note(
            "pages without an article: " + ", ".join(f"{reason} {count}" for reason, count in without.items())
        )
    studies = [study for _, study in pairs]
    wanted = suggest(studies)
    tasks = [(capture, study.truth) for capture, study in pairs]
    graded = each(partial(grade_page, wanted=wanted), tasks)
    grades = [one for one in shown(graded, len(tasks), "comparing") if not isinstance(one, str)]
    return propose(studies, grades), len(studies)


def _print(site: Site, proposals: Sequence[Proposal], read: int) -> None:
    from archiver.cli.output import line
    from archiver.extract.proposals import format_proposals

    line(
        f"# proposed from {read} stored articles of {site.name}; to see what they change: archiver site check {site.name}"
    )
    line(f"[rules]\n{format_proposals(proposals)}".rstrip("\n"))


def _write(config: Config, site: Site, proposals: Sequence[Proposal]) -> None:
    from archiver.cli.output import note
    from archiver.cli.site_file import add_rules
    from archiver.errors import UnknownSite
    from archiver.site import SITES_FOLDER, known_names

    path = config.folder / SITES_FOLDER / f"{site.name}.toml"
    if not path.is_file():
        # the site comes with the archiver; its own file there is not for an operator's findings
        raise UnknownSite(site.name, known_names(config.folder))
    added, kept = add_rules(path, proposals)
    if added:
        note(f"added {', '.join(added)} to {path}; next: archiver site check {site.name}")
    if kept:
        note(f"kept as they are in {path}: {', '.join(kept)}")
