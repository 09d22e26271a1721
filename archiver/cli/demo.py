"""`archiver demo`: crawl a small newspaper that comes with the archiver."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from archiver.store import Archive

#: Marks a folder as an earlier demo's, which may be replaced.
MARKER = ".archiver-demo"
DEFAULT_FOLDER = "archiver-demo"
_LOOPBACK = "127.0.0.0/8"
_CONFIG = f"""\
# The archive of `archiver demo`: a newspaper on this machine, so loopback is open and no pause is needed.
allow_addresses = ["{_LOOPBACK}"]
delay_seconds = 0
"""
_MOST_REMOVED = 6


def demo(
    folder: Annotated[
        str,
        typer.Argument(metavar="DIR", help="Where to make the archive. An earlier demo there is replaced."),
    ] = DEFAULT_FOLDER,
) -> None:
    """Crawl a small newspaper that comes with the archiver, on this machine only.

    Starts the newspaper on loopback, makes an archive, adds the newspaper as a site, crawls its first edition, lets it
    print a second one, crawls again, then a second newspaper that prints a wire story of the first, and shows what
    became of it. Needs no network. Safe to repeat.

    \b
    Examples:
      archiver demo
      archiver demo /tmp/demo
    """
    from archiver.cli.output import heading, line
    from archiver.demo.newspaper import serve_demo
    from archiver.demo.second_paper import serve_second_paper
    from archiver.site import make_site

    place = Path(folder).expanduser()
    _make_folder(place)
    with serve_demo() as paper:
        name = make_site(paper.url).name
        _run("1. the newspaper becomes a site", "site", "add", paper.url, "--no-sample", archive=place)
        _run("2. first edition", "crawl", name, archive=place)
        paper.turn_edition()
        _run("3. second edition: one article was corrected", "crawl", name, archive=place)
    with serve_second_paper() as second:
        name = make_site(second.url).name
        title = "4. a second newspaper, which prints a wire story of the first"
        _run(title, "site", "add", second.url, "--no-sample", archive=place)
        _run("its articles", "crawl", name, archive=place)
    heading("")
    heading("5. what is in the archive now")
    from archiver.store import Archive

    with Archive.open(place, read_only=True) as opened:
        _show_cleaned(opened)
        _show_revised(opened)
        _show_duplicates(opened)
        copied = _show_copied(opened)
    heading("")
    heading("try next:")
    for command in _next_commands(place, copied):
        line(f"  {command}")


def _make_folder(place: Path) -> None:
    """A fresh archive at *place*; an earlier demo's is replaced, anything else is left alone.

    Raises:
        ArchiverError: something else is there, or the folder around it is missing.
    """
    from archiver.cli.place import make_archive
    from archiver.config import CONFIG_FILE, Config
    from archiver.errors import ArchiverError

    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise ArchiverError(
            f"{place}: not a folder", next_step="archiver demo DIR, with a DIR that does not exist yet"
        )
    if (place / MARKER).is_file():
        shutil.rmtree(place)
    elif place.is_dir() and any(place.iterdir()):
        raise ArchiverError(
            f"{place}: holds something that is not a demo",
            next_step="archiver demo DIR, with a DIR that does not exist yet",
        )
    place.mkdir(parents=True, exist_ok=True)
    (place / MARKER).write_text("An archive made by `archiver demo`; the next demo here replaces it.\n")
    (place / CONFIG_FILE).write_text(_CONFIG)
    make_archive(Config(archive=str(place)))


def _run(title: str, *args: str, archive: Path) -> None:
    """One command as a person would run it, its output shown as it comes.

    Raises:
        ArchiverError: it ended with something else than 0.
    """
    import os
    import subprocess

    from archiver.cli.output import heading, line
    from archiver.errors import ArchiverError

    heading("")
    heading(title)
    line(f"$ archiver {shlex.join(args)} --archive {shlex.quote(str(archive))}")
    # the command writes to the same terminal or file from its own process
    sys.stdout.flush()
    command = [sys.executable, "-m", "archiver", *args, "--archive", str(archive)]
    # a variable set for another archive is not meant for this one
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ARCHIVER_")}
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, env=environ, check=False)
    if ended.returncode:
        raise ArchiverError(
            f"the demo stopped: {' '.join(args)} ended with exit code {ended.returncode}",
            next_step=shlex.join(command) + " shows it again while a demo runs",
        )


# --- what happened


def _show_cleaned(opened: Archive) -> None:
    from archiver.cli.output import line

    rows = opened.sql(
        "select revision.article_id, count(*) from removed join revision on revision.id = removed.revision_id"
        " group by revision.article_id order by count(*) desc, revision.article_id limit 1"
    ).rows
    if not rows:
        return
    record = opened.article(int(rows[0][0]))
    line(f"cleaned: article {record.id}, {record.title!r}: {record.word_count} words kept, left out:")
    for piece in record.removed[:_MOST_REMOVED]:
        text = " ".join(piece.text.split())
        line(f"    {piece.reason}: {text if len(text) <= 70 else text[:69] + '…'}")
    if len(record.removed) > _MOST_REMOVED:
        line(f"    and {len(record.removed) - _MOST_REMOVED} more")


def _show_revised(opened: Archive) -> None:
    from archiver.cli.output import line

    for (article_id,) in opened.sql("select distinct article_id from revision where number > 1").rows:
        before, after = opened.revisions(int(article_id))[-2:]
        line(
            f"revised: article {article_id}, {after.title!r} has revisions {before.number} and {after.number}:"
        )
        for text in changes(before.body, after.body):
            line(f"    {text}")


def changes(before: str, after: str, around: int = 3) -> list[str]:
    """What differs between two bodies: words taken out as [-…-], words put in as {+…+}, some words around them.

    >>> changes("Killed one, injured 23 people in Orsa.", "Killed one, injured 31 people in Orsa.", around=1)
    ['… injured [-23-] {+31+} people …']
    """
    from difflib import SequenceMatcher

    old, new = before.split(), after.split()
    parts = []
    for what, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        out = [f"[-{_shortened(old[start:end])}-]"] if end > start else []
        put = [f"{{+{_shortened(new[first:last])}+}}"] if last > first else []
        parts.append(
            " ".join(["…", *old[max(0, start - around) : start], *out, *put, *old[end : end + around], "…"])
        )
    return parts


def _shortened(words: list[str], most: int = 12) -> str:
    return " ".join(words if len(words) <= most else [*words[:most], "…"])


def _show_duplicates(opened: Archive) -> None:
    from archiver.cli.output import line

    for status, what in (
        ("duplicate", "the same words under two addresses"),
        ("alias", "other addresses of one article"),
    ):
        # asked of the captures: a link that answered "not modified" since then is merely unchanged
        rows = opened.sql(
            "select min(url), article_id from capture "
            f"where status = '{status}' and article_id is not null group by link_id, article_id order by min(id)"
        ).rows
        if rows:
            url, article_id = rows[0]
            more = f" ({len(rows)} such links)" if len(rows) > 1 else ""
            line(f"{status}: {what}, stored once: {url} is article {article_id}{more}")


def _show_copied(opened: Archive) -> int:
    """Tell of the story two papers printed; gives the id of one of its articles."""
    from archiver.cli.output import line
    from archiver.cli.story_words import tell_carried, tell_delay

    (first,) = opened.sql("select min(article_id) from relation where kind = 'copy'").rows
    if first[0] is None:
        return 1
    story = opened.story(int(first[0]))
    line(f"story: {story.title!r}, first at {story.members[0].site}, then at {len(story.sites) - 1} more:")
    for member in (*story.members[1:], *story.excerpts):
        told = f"article {member.id}, {member.role}, {tell_delay(member)}"
        line(f"    {told}: {tell_carried(member)}")
    return story.origin_id


def _next_commands(place: Path, copied: int) -> list[str]:
    """Commands that work as printed, from the folder the demo was called in."""
    program, where = program_name(), f"--archive {shlex.quote(str(place))}"
    return [
        f"{program} search harbour {where}",
        f"{program} search harbour {where} --format markdown",
        f"{program} story {copied} {where}",
        f"{program} stats {where}",
        f"{program} show 1 {where}",
        f"{program} export demo.csv {where}",
        f'{program} sql "select status, count(*) from link group by status" {where}',
        f"{program} site add https://www.example.com/news",
    ]


def program_name() -> str:
    """How this program was called, so that a printed command can be copied: the venv need not be on the PATH."""
    called = sys.argv[0] if sys.argv else "archiver"
    if Path(called).name == "__main__.py":
        return f"{shlex.quote(sys.executable)} -m archiver"
    found = shutil.which(Path(called).name)
    if found and Path(called).exists() and Path(found).samefile(called):
        return Path(called).name
    return shlex.quote(called)
