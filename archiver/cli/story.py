"""`archiver story`: show who published a text first, who copied it, how much of it, and what each changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from archiver.cli.options import ArchiveOption, PageFormat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from archiver.store.story_records import Difference, Story, StoryMember


_COLUMNS = (
    *("id", "role", "site", "published", "precision", "zone", "order", "behind", "carries", "own", "added"),
    *(
        "left_out",
        "same_title",
        "agency",
        "relation",
        "relation_to",
        "containment",
        "first_seen",
        "title",
        "url",
    ),
)
#: Of differences, as many are shown in the terminal as make a reader see what kind they are.
_SHOWN_DIFFERENCES = 4
_SHOWN_LETTERS = 120
#: Of articles that only share passages.
_SHOWN_SHARING = 20


def story(
    target: Annotated[
        str, typer.Argument(metavar="ID|URL", help="Id of an article, or any URL it was seen under.")
    ],
    form: Annotated[
        PageFormat,
        typer.Option(
            "--format", help="table for people, json for programs, html: one page to read and send."
        ),
    ] = PageFormat.TABLE,
    archive: ArchiveOption = None,
) -> None:
    """Show who published a text first, who copied it, how much of it, and what each changed.

    Articles stand in the order of their publication. Times are those the pages print; where a page prints a day and
    no hour, none is made up, and when that leaves open who was first, it is said. Excerpts, and articles that share
    some passages, are listed apart.

    \b
    Examples:
      archiver story 17
      archiver story https://www.example.com/news/2021/rocket-attack
      archiver story 17 --format html > story.html
      archiver story 17 --format json
    """
    from archiver.cli.output import binary_output, on_terminal
    from archiver.cli.place import open_archive

    with open_archive(archive) as opened:
        found = opened.story(target)
        if form is PageFormat.HTML:
            from archiver.cli.story_html import story_page

            bodies = opened.own_words([one.id for one in (*found.members, *found.excerpts)])
            with binary_output() as stream:
                stream.write(story_page(found, bodies).encode("utf-8", "replace"))
            return
    if form is PageFormat.JSON:
        from archiver.export.jsonl import write_objects
        from archiver.store.records import as_plain

        with binary_output() as stream:
            write_objects([as_plain(found)], stream)
    elif on_terminal():
        _print_story(found)
    else:
        _print_rows(found)


# --- for programs that read lines


def _print_rows(story: Story) -> None:
    from archiver.cli.output import Column, table

    everyone = (*story.members, *story.excerpts, *story.sharing)
    table([Column(name=name) for name in _COLUMNS], [_row(one) for one in everyone])


def _row(member: StoryMember) -> list[str]:
    from archiver.cli.story_words import tell_role
    from archiver.store.records import as_plain, printed

    published, relation = member.published, member.relation
    behind = member.seconds_behind
    values: dict[str, Any] = {
        "id": member.id,
        "role": tell_role(member),
        "site": member.site,
        "published": printed(published),
        "precision": published.precision.value if published else None,
        "zone": published.zone if published else None,
        "order": member.order.value,
        "behind": f"{behind} s" if behind is not None else _days(member.days_behind),
        "carries": member.carries,
        "own": member.own,
        "added": member.added if member.carries is not None else None,
        "left_out": member.left_out if member.carries is not None else None,
        "same_title": member.same_title,
        "agency": member.agency,
        "relation": relation.kind if relation else None,
        "relation_to": _other(member),
        "containment": relation.containment if relation else None,
        "first_seen": as_plain(member.first_seen_at),
        "title": member.title,
        "url": member.url,
    }
    return ["" if values[name] is None else str(values[name]) for name in _COLUMNS]


def _days(days: int | None) -> str | None:
    return None if days is None else f"{days} d"


def _other(member: StoryMember) -> int | None:
    """The article at the other end of the relation that is shown."""
    relation = member.relation
    if relation is None:
        return None
    return relation.other_id if relation.article_id == member.id else relation.article_id


# --- for people


def _print_story(story: Story) -> None:
    from archiver.cli.output import facts, heading, line
    from archiver.cli.story_words import tell_first

    heading(story.title or "no title")
    carried = len(story.members) + len(story.excerpts)
    pairs = [
        ("story", str(story.id) if story.id is not None else "none: this article is alone"),
        ("first", tell_first(story)),
        ("carried by", f"{len(story.sites)} {_plural('site', story.sites)}: {', '.join(story.sites)}"),
        ("credited to", ", ".join(f"{name} ({count} of {carried})" for name, count in story.agencies)),
    ]
    facts([(name, value) for name, value in pairs if value])
    line()
    for member in story.members:
        _print_member(member)
    for name, members in (
        ("excerpts:", story.excerpts),
        ("share some passages, and are no part of it:", story.sharing[:_SHOWN_SHARING]),
    ):
        if members:
            heading(name)
            for member in members:
                _print_member(member)
    if len(story.sharing) > _SHOWN_SHARING:
        line(f"and {len(story.sharing) - _SHOWN_SHARING} more; --format json has them all")


def _plural(word: str, counted: Sequence[object]) -> str:
    return word if len(counted) == 1 else f"{word}s"


def _print_member(member: StoryMember) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from archiver.cli.output import clean, console
    from archiver.cli.story_words import tell_delay, tell_role, tell_time
    from archiver.store.story_records import Role

    screen = console()
    head = Text()
    head.append(f"{member.id:>6}  ", style="cyan")
    head.append(f"{tell_role(member):<8}", style="bold")
    head.append(f"{tell_time(member.published):<28}")
    head.append(f"{tell_delay(member):<14}", style="yellow")
    head.append(clean(member.site), style="bold")
    screen.print(head)
    under = [Text(clean(text), style="dim") for text in _notes(member)]
    # what an excerpt leaves out is the rest of the text
    differences = [one for one in member.differences if one.after or member.role is not Role.EXCERPT]
    under += [_difference(one) for one in differences[:_SHOWN_DIFFERENCES]]
    if len(differences) > _SHOWN_DIFFERENCES:
        under.append(Text("…"))
    under.append(Text(clean(member.url), style="dim", overflow="fold"))
    for text in under:
        screen.print(Padding(text, (0, 0, 0, 8)))


def _notes(member: StoryMember) -> list[str]:
    from archiver.cli.story_words import tell_carried, tell_relation, tell_seen

    told = [tell_carried(member)]
    if member.role is None and member.relation is not None:
        shared = f"; {member.relation.shared} runs of five words" if member.relation.shared else ""
        told.append(tell_relation(member.relation, member.id) + shared)
    if member.same_title is False:
        told.append(f"headline: {member.title}")
    if member.agency:
        told.append(f"credits {member.agency}")
    told.append(tell_seen(member) or "")
    if member.gone_at is not None:
        told.append(f"gone since {member.gone_at:%Y-%m-%d}")
    return [text for text in told if text]


def _difference(difference: Difference) -> Text:
    from rich.text import Text

    from archiver.cli.output import clean

    shown = Text("… ")
    if difference.lead:
        shown.append(clean(difference.lead) + " ")
    if difference.before:
        shown.append(f"[-{clean(_shortened(difference.before))}-]", style="red")
    if difference.after:
        shown.append(" " if difference.before else "")
        shown.append(f"{{+{clean(_shortened(difference.after))}+}}", style="green")
    return shown


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN_LETTERS else f"{text[: _SHOWN_LETTERS - 1]}…"
