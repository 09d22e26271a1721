"""How a story is told in words: when an article was published, how long after the first, and how much it carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archiver.store.story_records import Order, Relation, Role, Story, StoryMember

if TYPE_CHECKING:
    from archiver.dates import Moment

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def tell_time(moment: Moment | None) -> str:
    """When an article was published, as printed, with what the page does not say.

    >>> from archiver.testing import make_moment
    >>> tell_time(make_moment("2021-02-19T09:30:00+03:00")), tell_time(make_moment("2021-02-19"))
    ('2021-02-19 09:30:00 +03:00', '2021-02-19, no hour')
    """
    if moment is None:
        return "no date"
    length = {"year": 4, "month": 7}.get(moment.precision.value, 10)
    day = moment.day.isoformat()[:length]
    if moment.clock is None:
        return f"{day}, no {'hour' if length == 10 else 'day'}"
    return f"{day} {moment.clock} {moment.zone}" if moment.zone else f"{day} {moment.clock}, no zone"


def tell_delay(member: StoryMember) -> str:
    """How long after the origin an article was published; empty for the origin."""
    if member.order is Order.ORIGIN:
        return ""
    if member.seconds_behind is not None:
        return _tell_seconds(member.seconds_behind)
    if member.days_behind is None:
        return "unknown"
    if not member.days_behind:
        return "same day"
    count = abs(member.days_behind)
    return f"{'+' if member.days_behind > 0 else '-'}{count} {'day' if count == 1 else 'days'}"


def _tell_seconds(seconds: int) -> str:
    """A span of time in its largest unit that fits; below 0: before.

    >>> _tell_seconds(0), _tell_seconds(2400), _tell_seconds(-9000), _tell_seconds(200000), _tell_seconds(20)
    ('same time', '+40 min', '-2 h 30 min', '+2 d 7 h', '+20 s')
    """
    if not seconds:
        return "same time"
    sign, left = "+" if seconds > 0 else "-", abs(seconds)
    for unit, name, smaller, smaller_name in (
        (_DAY, "d", _HOUR, "h"),
        (_HOUR, "h", _MINUTE, "min"),
        (_MINUTE, "min", 1, "s"),
    ):
        if left >= unit:
            whole, rest = divmod(left, unit)
            small = rest // smaller if unit > _MINUTE else 0
            return f"{sign}{whole} {name}" + (f" {small} {smaller_name}" if small else "")
    return f"{sign}{left} s"


def tell_share(share: float | None) -> str:
    """A share as a percentage; 100 % and 0 % only where it is all or nothing.

    >>> tell_share(1.0), tell_share(0.998), tell_share(0.002), tell_share(0.5)
    ('100%', '99%', '1%', '50%')
    """
    if share is None:
        return "-"
    return f"{min(max(round(share * 100), 1 if share else 0), 100 if share == 1 else 99)}%"


def tell_role(member: StoryMember) -> str:
    """What the article is in the story; of one outside, how it hangs together with it."""
    if member.role is not None:
        return member.role.value
    return member.relation.kind if member.relation else ""


def tell_first(story: Story) -> str:
    """Who published first, and what that rests on."""
    members = {member.id: member for member in (*story.members, *story.excerpts)}
    origin = members[story.origin_id]
    if story.id is None:
        return f"{origin.site}, {tell_time(origin.published)}; no other article is known to carry the text"
    rivals = [members[one] for one in story.maybe_first if one != story.origin_id]
    if not rivals:
        return f"{origin.site}, {tell_time(origin.published)}; by {_grounds(story)}"
    told = ", ".join(f"{one.site} ({tell_time(one.published)})" for one in rivals)
    return f"not settled: {origin.site} ({tell_time(origin.published)}), or {told}"


def _grounds(story: Story) -> str:
    others = [one for one in story.members if one.order not in (Order.ORIGIN, Order.UNCLEAR)]
    if not others:
        return "what one site prints"
    if all(one.seconds_behind is not None for one in others):
        return "printed times with their zones"
    return (
        "printed days"
        if not any(one.seconds_behind is not None for one in others)
        else "printed times and days"
    )


def tell_seen(member: StoryMember) -> str | None:
    """That a page prints a later time than the archive saw it; None when it does not."""
    at = member.published.at if member.published else None
    if at is None or at <= member.first_seen_at:
        return None
    return f"prints a time after the archive saw it ({member.first_seen_at:%Y-%m-%d %H:%M} UTC)"


def is_same(member: StoryMember) -> bool:
    """Whether an article has the origin's words, all of them and no others."""
    return member.carries == 1 and not member.added and not member.left_out


def tell_carried(member: StoryMember) -> str:
    """How much of the origin's text an article carries, and how much is its own."""
    if member.carries is None:
        return ""
    if is_same(member):
        return "the same words"
    told = f"carries {tell_share(member.carries)} of the text"
    if member.own is not None:
        told += f", {tell_share(member.own)} of its words are its own"
    changed = [
        f"{count} {what}" for count, what in ((member.added, "more"), (member.left_out, "left out")) if count
    ]
    return told + (f" ({', '.join(changed)})" if changed else "")


def tell_relation(relation: Relation, of: int) -> str:
    """A relation in a line, seen from the article *of*."""
    forth = relation.article_id == of
    told = {
        Role.ALIAS.value: "another address of" if forth else "also published under another address as",
        Role.COPY.value: "same text as" if forth else "printed elsewhere later as",
        Role.EXCERPT.value: "excerpt of" if forth else "excerpted in",
    }.get(relation.kind, "shares passages with")
    return f"{told} {relation.other_id if forth else relation.article_id}"
