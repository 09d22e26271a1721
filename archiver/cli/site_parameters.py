"""`archiver site parameters`: what was learned of the parameters of a site's URLs, with the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from archiver.cli.options import ArchiveOption  # noqa: TC001 - Typer reads it

if TYPE_CHECKING:
    from archiver.store.site_parameters import SiteParameter


def parameters(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the site.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per parameter and line.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """Show which parameters of a site's URLs do not matter, and how that is known.

    Where two URLs differ in one parameter alone, their pages have the same words or others. A parameter of which five
    articles had the same words, and none others, is left out of the keys URLs are filed under, so that an article is
    neither fetched nor stored twice; one counter-example brings it back.

    \b
    Examples:
      archiver site parameters rudaw.net
      archiver site parameters rudaw.net --json
    """
    from archiver.cli.output import Column, line, note, table
    from archiver.cli.place import find_config, open_found
    from archiver.cli.site_check import find_site

    config = find_config(archive)
    site = find_site(config, name)
    with open_found(config) as opened:
        known = opened.parameters(site.name)
    if as_json:
        for one in known:
            line(_as_json(one))
        return
    if not known:
        note(f"{site.name}: no two URLs have told anything of a parameter yet")
        return
    columns = (
        Column(name="parameter"),
        Column(name="same words", right=True),
        Column(name="other words", right=True),
        Column(name="verdict"),
        Column(name="example"),
    )
    table(columns, [_row(one) for one in known])


def _row(one: SiteParameter) -> tuple[str, ...]:
    example = one.other_urls or one.same_urls
    return (
        one.name,
        str(one.same_words),
        str(one.other_words),
        verdict(one),
        " | ".join(example) if example else "",
    )


def verdict(one: SiteParameter) -> str:
    """What follows from the evidence, in words."""
    if one.ignored_since is not None:
        return f"left out since {one.ignored_since:%Y-%m-%d}"
    return "matters" if one.other_words else "not known"


def _as_json(one: SiteParameter) -> str:
    import json

    found: dict[str, Any] = {
        "site": one.site,
        "name": one.name,
        "same_words": one.same_words,
        "other_words": one.other_words,
        "ignored_since": one.ignored_since.isoformat() if one.ignored_since else None,
        "same_urls": one.same_urls,
        "other_urls": one.other_urls,
    }
    return json.dumps(found, ensure_ascii=False)
