"""`archiver search`: search the words of the archive."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import ArchiveOption, LanguageOption, SinceOption, SiteOption, UntilOption, read_day

if TYPE_CHECKING:
    from archiver.store import Hit, Hits


class SearchFormat(StrEnum):
    """How hits are printed."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    MARKDOWN = "markdown"
    IDS = "ids"


#: Characters of the words searched for that are told when nothing matches.
_SHOWN_QUERY = 200
_SHOWN = ("id", "published", "site", "language", "title", "url", "snippet", "more")
_COLUMNS = (*_SHOWN[:-1], "story", "other_sites", "other_pages")


def search(
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS", help='All must occur; "several words" in quotes as they stand.'),
    ],
    site: SiteOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    language: LanguageOption = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="At most N lines.")] = 20,
    expand: Annotated[
        bool, typer.Option("--expand", help="Every article, also those that carry the same text as another.")
    ] = False,
    form: Annotated[
        SearchFormat, typer.Option("--format", help="table for people, the others for programs.")
    ] = SearchFormat.TABLE,
    archive: ArchiveOption = None,
) -> None:
    """Search the words of the archive.

    Titles and bodies are searched whatever the case, accents, letter variants or width of the words; the best come
    first. Every word must occur. A phrase is written in quotes, which the shell takes away unless it is quoted too.
    Articles that carry the same text are one line, which says at how many other sites ("+4 sites") and on how many
    further pages of its own ("+2 pages") it was found; archiver story ID shows them.

    \b
    Examples:
      archiver search rocket erbil
      archiver search '"prime minister" budget' --since 2021-01-01 --limit 50
      archiver search harvest --lang en --format csv > hits.csv
      archiver search harvest --expand --format ids | archiver export harvest.jsonl --ids -
    """
    from archiver.cli.place import open_archive
    from archiver.cli.sites import check_site

    query = " ".join(_requoted(word) for word in words)
    with open_archive(archive) as opened:
        check_site(opened, site)
        hits = opened.search(
            query,
            site=site,
            since=read_day(since),
            until=read_day(until, last=True),
            language=language,
            limit=limit,
            fold=not expand,
        )
    if form is SearchFormat.TABLE:
        _print_table(hits)
    else:
        _PRINTERS[form](hits)
    _tell_more(hits, table=form is SearchFormat.TABLE)


def _requoted(word: str) -> str:
    """A phrase whose quotes the shell took away, in quotes again.

    >>> _requoted("prime minister"), _requoted('"prime minister" budget')
    ('"prime minister"', '"prime minister" budget')
    """
    return f'"{word}"' if any(map(str.isspace, word.strip())) and '"' not in word else word


def _print_table(hits: Hits) -> None:
    from archiver.cli.output import Column, note, on_terminal, table

    if on_terminal():
        _print_cards(hits)
    elif len(hits):
        rows = [{**_row(hit), "more": more(hit)} for hit in hits]
        table(
            [Column(name=name) for name in _SHOWN],
            [[str(row[name] or "") for name in _SHOWN] for row in rows],
        )
    if not len(hits):
        asked = hits.query if len(hits.query) <= _SHOWN_QUERY else f"{hits.query[:_SHOWN_QUERY]}…"
        note(f"no article matches {asked!r}; next: fewer words, or archiver stats for what there is")


def _tell_more(hits: Hits, *, table: bool) -> None:
    """What is not shown; that articles were folded is told in every format, since nothing else says it."""
    from archiver.cli.output import note

    lines = hits.total if hits.lines is None else hits.lines
    folded = hits.total > lines
    if lines > len(hits) > 0 and (table or folded):
        of_articles = f" lines ({hits.total} articles)" if folded else " articles"
        also = ", --expand every article" if folded else ""
        note(f"{len(hits)} of {lines}{of_articles}; --limit shows more{also}")
    elif folded and len(hits):
        note(
            f"{hits.total} articles in {lines} {'line' if lines == 1 else 'lines'}; --expand shows each of them"
        )


def more(hit: Hit) -> str:
    """What is folded into a hit.

    >>> from archiver.store import Hit
    >>> parts = {"id": 1, "title": None, "site": None, "url": "", "published": None, "language": None, "snippet": ""}
    >>> more(Hit(**parts, marks=(), score=1.0, other_sites=4, other_pages=1))
    '+4 sites, +1 page'
    """
    counts = ((hit.other_sites, "site"), (hit.other_pages, "page"))
    return ", ".join(f"+{count} {what}{'s' if count != 1 else ''}" for count, what in counts if count)


def _print_cards(hits: Hits) -> None:
    """One block per hit: a snippet does not fit beside a title in a table of 80 columns."""
    from rich.padding import Padding
    from rich.text import Text

    from archiver.cli.output import clean, console

    screen = console()
    for hit in hits:
        head = Text(f"{hit.id:>6}  ", style="cyan")
        head.append(clean(hit.title or "no title"), style="bold")
        screen.print(head)
        where = Text(clean(f"{_day(hit)}  {hit.site or ''}  {hit.url}"), style="dim", overflow="fold")
        if folded := more(hit):
            where.append(f"  {folded}", style="not dim green")
        screen.print(Padding(where, (0, 0, 0, 8)))
        snippet = Text()
        at = 0
        for start, end in hit.marks:
            snippet.append(clean(hit.snippet[at:start]) if at < start else "")
            snippet.append(clean(hit.snippet[start:end]), style="bold yellow")
            at = end
        snippet.append(clean(hit.snippet[at:]))
        screen.print(Padding(snippet, (0, 0, 0, 8)))


def _print_jsonl(hits: Hits) -> None:
    from archiver.cli.output import binary_output
    from archiver.export.jsonl import write_objects

    with binary_output() as stream:
        write_objects(({**_row(hit), "score": hit.score} for hit in hits), stream)


def _print_csv(hits: Hits) -> None:
    from archiver.cli.output import binary_output
    from archiver.export.csv import write_rows

    with binary_output() as stream:
        write_rows(_COLUMNS, (_row(hit) for hit in hits), stream)


def _print_markdown(hits: Hits) -> None:
    from archiver.cli.output import line

    for hit in hits:
        facts = ", ".join(part for part in (hit.site or "", _day(hit), more(hit)) if part)
        title = _markdown(hit.title or "no title")
        line(f"- [{title}](<{_link(hit.url)}>) ({_markdown(facts)}, {hit.id})  \n  {_markdown(hit.snippet)}")


def _print_ids(hits: Hits) -> None:
    from archiver.cli.output import line

    for hit in hits:
        line(str(hit.id))


def _row(hit: Hit) -> dict[str, object]:
    return {
        "id": hit.id,
        "published": _day(hit),
        "site": hit.site,
        "language": hit.language,
        "title": hit.title,
        "url": hit.url,
        "snippet": hit.snippet,
        "story": hit.story,
        "other_sites": hit.other_sites,
        "other_pages": hit.other_pages,
    }


def _day(hit: Hit) -> str:
    """The day as printed, for people; empty when the page does not say."""
    from archiver.store.records import printed

    return (printed(hit.published) or "")[:10]


def _markdown(text: str) -> str:
    """Text with the signs of Markdown taken as they are.

    >>> _markdown("A [new] *law*")
    'A \\\\[new\\\\] \\\\*law\\\\*'
    """
    import re

    from archiver.cli.output import clean

    return re.sub(r"([\\`*_{}\[\]<>#|!])", r"\\\1", clean(text))


def _link(url: str) -> str:
    return url.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")


_PRINTERS = {
    SearchFormat.JSONL: _print_jsonl,
    SearchFormat.CSV: _print_csv,
    SearchFormat.MARKDOWN: _print_markdown,
    SearchFormat.IDS: _print_ids,
}
