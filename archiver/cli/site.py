"""`archiver site`: add, list, show and remove newspapers; the commands about rules and templates are files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import AllowOption, ArchiveOption  # noqa: TC001 - Typer reads it
from archiver.cli.site_check import check
from archiver.cli.site_clean import clean
from archiver.cli.site_learn import learn
from archiver.cli.site_parameters import parameters
from archiver.cli.site_template import template

if TYPE_CHECKING:
    from archiver.config import Config
    from archiver.crawl.options import Sample, SurveyReport
    from archiver.site import Site

site = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Add, list, show and remove newspapers; check and learn what is known of them.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
site.command("check")(check)
site.command("clean")(clean)
site.command("learn")(learn)
site.command("parameters")(parameters)
site.command("template")(template)
#: Articles read to see whether a site works.
SAMPLE = 5


@site.command()
def add(
    url: Annotated[
        str, typer.Argument(metavar="URL", help="Home page or a section, or the name of a shipped site.")
    ],
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="What to call it. Default: the domain.")
    ] = None,
    no_sample: Annotated[
        bool, typer.Option("--no-sample", help="Read no articles to see how it goes; faster.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Look again and overwrite the file of a known site.")
    ] = False,
    allow_address: AllowOption = None,
    archive: ArchiveOption = None,
) -> None:
    """Look at a newspaper and save what was found.

    Looks at robots.txt, feeds, sitemaps and sections, reads a few articles, prints what it found and what a crawl will
    do, and saves it as sites/NAME.toml in the archive folder, for you to correct.

    \b
    Examples:
      archiver site add https://www.rudaw.net/english
      archiver site add rudaw.net --no-sample
      archiver site add http://127.0.0.1:8800/ --name local --allow-address 127.0.0.0/8
    """
    from archiver.cli.output import complain, heading, line, note
    from archiver.cli.place import ensure_archive, find_config
    from archiver.crawl.start import survey
    from archiver.site import known_names, make_site, shipped_site, write_site

    config = find_config(archive, allow_address)
    shipped = shipped_site(url)
    wanted = make_site(shipped.url if shipped else url, name)
    if wanted.name in known_names(config.folder) and not replace:
        line(f"{wanted.name} is known already; kept {config.folder / 'sites' / wanted.name}.toml")
        line(f"next: archiver crawl {wanted.name}, or --replace to look again")
        return
    note(f"looking at {wanted.url}")
    report = survey(config, wanted.url, 0 if no_sample else SAMPLE)
    _print_survey(report)
    if report.error:
        complain(report.error, report.next_step)
        raise typer.Exit(1)
    ensure_archive(config)
    found = _with_facts(report.site, wanted, shipped or shipped_site(wanted.name))
    found = _with_rules(config, found)
    path = write_site(found, config.folder)
    heading(f"saved {path}")
    _print_plan(config, found, report.crawl_delay_seconds)
    line(f"next: archiver crawl {found.name}{_again(archive, allow_address)}")


def _with_facts(found: Site, wanted: Site, shipped: Site | None) -> Site:
    """What the survey found, under the name wanted, with what we know for certain."""
    from dataclasses import replace

    if shipped is None:
        return replace(found, name=wanted.name)
    return replace(
        found,
        name=wanted.name,
        title=shipped.title or found.title,
        language=shipped.language or found.language,
        rules=shipped.rules,
        layout=shipped.layout,
    )


def _with_rules(config: Config, found: Site) -> Site:
    """The rules and the access an operator wrote, kept when a known site is looked at again."""
    from dataclasses import replace

    from archiver.site import known_names, load_site

    if found.name not in known_names(config.folder):
        return found
    known = load_site(config.folder, found.name)
    return replace(found, rules=known.rules, layout=known.layout, access=known.access, hook=known.hook)


def _print_survey(report: SurveyReport) -> None:
    from archiver.cli.output import Column, facts, heading, table

    facts(
        [
            ("site", report.site.title or report.site.name),
            ("home page", report.site.url),
            ("language", report.site.language or "not declared"),
            ("robots.txt", report.robots),
        ]
    )
    if report.seeds:
        heading("found:")
        columns = [Column(name=name) for name in ("kind", "links", "answer", "named by", "url")]
        columns[1] = Column(name="links", right=True)
        table(
            columns,
            [(seed.kind, str(seed.links), seed.result, seed.source, seed.url) for seed in report.seeds],
        )
    if report.samples:
        heading("articles read:")
        columns = [Column(name=name) for name in ("published", "words", "authors", "title", "url")]
        columns[1] = Column(name="words", right=True)
        table(columns, [_sample_row(sample) for sample in report.samples])


def _sample_row(sample: Sample) -> tuple[str, ...]:
    article = sample.article
    if article is None:
        return ("-", "-", "-", f"no article: {sample.reason}", sample.url)
    day = article.published.day.isoformat() if article.published else "no date"
    names = ", ".join(author.name for author in article.authors) or "no author"
    return (day, str(article.word_count), names, article.title or "no title", sample.url)


def _print_plan(config: Config, site: Site, crawl_delay: float | None) -> None:
    from archiver.cli.output import line
    from archiver.crawl.robots import MAX_CRAWL_DELAY_SECONDS

    kinds = ((len(site.feeds), "feed"), (len(site.sitemaps), "sitemap"), (len(site.sections), "section"))
    parts = [f"{count} {name}{'s' if count != 1 else ''}" for count, name in kinds if count]
    delay = site.delay_seconds if site.delay_seconds is not None else config.delay_seconds
    asked = crawl_delay if config.obey_robots else None
    if asked and asked > delay:
        pace = f"every {min(asked, MAX_CRAWL_DELAY_SECONDS):g} s, as robots.txt asks"
    else:
        pace = f"every {delay:g} s" if delay else "at a time"
    line(
        f"a crawl reads {''.join(f'{part}, ' for part in parts)}the home page, and fetches what is new there, "
        f"one request to a host {pace}"
    )


def _again(archive: str | None, allow_address: list[str] | None) -> str:
    """The options a next command needs to mean the same archive and addresses."""
    import shlex

    parts = [f" --archive {shlex.quote(archive)}"] if archive else []
    parts += [f" --allow-address {shlex.quote(text)}" for text in allow_address or []]
    return "".join(parts)


@site.command("list")
def list_sites(archive: ArchiveOption = None) -> None:
    """List the newspapers of the archive.

    \b
    Examples:
      archiver site list
      archiver site list | cut -f1
    """
    from archiver.cli.output import Column, note, table
    from archiver.cli.place import find_config, shown_place
    from archiver.cli.sites import load_usable

    config = find_config(archive)
    sites, broken = load_usable(config.folder)
    if not sites and not broken:
        note(f"no sites in {shown_place(config)} yet; next: archiver site add URL")
        return
    names = ("name", "language", "feeds", "sitemaps", "sections", "url")
    columns = [Column(name=name, right=name in ("feeds", "sitemaps", "sections")) for name in names]
    if sites:
        table(columns, [_list_row(site) for site in sites])
    if broken:
        raise typer.Exit(1)


def _list_row(site: Site) -> tuple[str, ...]:
    counts = (str(len(site.feeds)), str(len(site.sitemaps)), str(len(site.sections)))
    return (site.name, site.language or "-", *counts, site.url)


@site.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the site.")],
    archive: ArchiveOption = None,
) -> None:
    """Show what is known of a newspaper, as its file has it.

    \b
    Example:
      archiver site show rudaw.net
    """
    from archiver.cli.output import line, note
    from archiver.cli.place import find_config
    from archiver.errors import UnknownSite
    from archiver.site import format_site, load_site, shipped_site

    folder = find_config(archive).folder
    try:
        known = load_site(folder, name)
        note(f"{folder / 'sites' / name}.toml")
    except UnknownSite:
        shipped = shipped_site(name)
        if shipped is None:
            raise
        known = shipped
        note(f"not added yet, but known: archiver site add {name}")
    line(format_site(known).rstrip("\n"))


@site.command()
def remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the site.")],
    archive: ArchiveOption = None,
) -> None:
    """Forget a newspaper. The articles stored stay in the archive.

    \b
    Example:
      archiver site remove rudaw.net
    """
    from archiver.cli.output import line
    from archiver.cli.place import find_config
    from archiver.site import remove_site

    path = remove_site(name, find_config(archive).folder)
    line(f"removed {path}; stored articles stay in the archive")
