"""The root of the command line: which commands there are, and what happens to their errors."""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from archiver.cli.output import complain
from archiver.errors import ArchiverError

#: Commands in the order of the help, with the first line of theirs. `archiver.cli.<name>` has a function or a group
#: of that name.
COMMANDS = {
    "demo": "Crawl a small newspaper that comes with the archiver, on this machine only.",
    "init": "Make an archive folder.",
    "site": "Add, list, show and remove newspapers; check and learn what is known of them.",
    "crawl": "Crawl newspapers and store their articles.",
    "search": "Search the words of the archive.",
    "show": "Show one article with all its fields.",
    "story": "Show who published a text first, who copied it, how much of it, and what each changed.",
    "cluster": "Count the relations between articles, and decide them anew after a change of rule.",
    "history": "Show what became of an article since it was first seen.",
    "diff": "Show what was changed between two revisions of an article, word by word.",
    "explain": "Explain how a page is found, fetched and read, field by field.",
    "export": "Write articles to a file for other programs.",
    "stats": "Count the articles per site and month.",
    "sql": "Run one SELECT on the archive, read-only.",
    "doctor": "Look at the archive and at what it needs, and say how to mend what is wrong.",
    "upgrade": "Bring an archive written by an older archiver up to date.",
}

#: As a shell reports a program that SIGPIPE ended.
BROKEN_PIPE = 141
#: What helps against an error of the machine.
_FIXES = {
    errno.ENOSPC: "make room on that disk",
    errno.EACCES: "see to the rights of that place, or name another",
    errno.EROFS: "name a place that can be written",
    errno.ENOENT: "see that the place exists, or name another",
}


class LazyGroup(TyperGroup):
    """A group that imports a command when it is called, so that `archiver --help` stays cheap."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return _load(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # what is still buffered has no reader; without this the interpreter complains at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(BROKEN_PIPE) from None
        return result


def _load(name: str) -> Any:
    module = importlib.import_module(f"archiver.cli.{name}")
    member = getattr(module, name)
    if isinstance(member, typer.Typer):
        group = typer.main.get_command(member)
        group.name = name
        return group
    single = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings=_CONTEXT)
    single.command(name)(member)
    return typer.main.get_command(single)


_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"news-archiver {version('news-archiver')}")
        except PackageNotFoundError:
            typer.echo("news-archiver, run from a checkout that is not installed")
        raise typer.Exit


def _root(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    """Crawl newspapers, clean their articles, and keep them in an archive you can search and cite.

    \b
    Start here:
      archiver demo
      archiver site add https://www.example.com/news
      archiver crawl --all
      archiver search "climate summit"
    """


def build() -> Any:
    """The root command, with the commands known by name only."""
    app = typer.Typer(
        cls=LazyGroup,
        add_completion=False,
        rich_markup_mode=None,
        no_args_is_help=True,
        context_settings=_CONTEXT,
    )
    app.callback()(_root)
    root = typer.main.get_command(app)
    # names and stand-ins, for suggestions after a typing error; the real ones come from `get_command`
    root.commands = {name: TyperCommand(name, help=line) for name, line in COMMANDS.items()}  # type: ignore[attr-defined]
    return root


def run(args: list[str] | None = None) -> int:
    """Run the command line and give its exit code; an error of the archiver or the machine is told in two lines."""
    _open_closed()
    # a terminal in a narrow charset shows what it cannot print as an escape, instead of stopping
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.encoding.lower() not in ("utf-8", "utf8"):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        build().main(args=args, prog_name="archiver")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except ArchiverError as error:
        complain(error.message, error.next_step)
        return 1
    except OSError as error:
        complain(_cause(error), _FIXES.get(error.errno or 0))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _open_closed() -> None:
    """Lead closed standard output and error (`>&-`) to nowhere: the next file opened would take their place."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open to the end


def _cause(error: OSError) -> str:
    what = error.strerror or type(error).__name__
    return f"{error.filename}: {what}" if error.filename else what
