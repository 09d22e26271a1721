"""A story as one page of HTML: when each article appeared, how much of the text it carries, and what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from html import escape
from typing import TYPE_CHECKING, Final

from archiver.cli.html_page import foreign, link, page
from archiver.cli.story_words import (
    is_same,
    tell_carried,
    tell_delay,
    tell_first,
    tell_relation,
    tell_role,
    tell_seen,
    tell_share,
    tell_time,
)
from archiver.dates import Precision
from archiver.dedupe.worddiff import Side
from archiver.store.story_compared import mark_changes
from archiver.store.story_records import Order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from archiver.store.story_records import Story, StoryMember

_STYLE: Final = """
ol { list-style: none; padding: 0; margin: 1rem 0; }
li.member { border-top: 1px solid var(--line); padding: .8rem 0; }
.head { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; }
.head b { font-size: 1.05rem; }
.role { border: 1px solid var(--line); border-radius: .8rem; padding: 0 .6rem; font-size: .85rem; }
.role.origin { background: var(--fill); color: var(--paper); border-color: var(--fill); }
.track { position: relative; height: .7rem; margin: .4rem 0; background: linear-gradient(var(--line), var(--line)) 0 50% / 100% 1px no-repeat; }
.track i { position: absolute; top: 0; height: .7rem; background: var(--fill); border-radius: .35rem; min-width: .7rem; }
.track i.day { background: repeating-linear-gradient(45deg, var(--fill) 0 2px, transparent 2px 6px); }
.title { margin: .2rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0 0 1rem; }
dt { color: var(--faint); } dd { margin: 0; }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """When an article appeared: an instant, or a whole day where no more is printed."""

    start: datetime
    end: datetime

    @property
    def is_day(self) -> bool:
        return self.end > self.start


def story_page(story: Story, bodies: Mapping[int, str]) -> str:
    """Give the page; *bodies* are the texts of its articles by id."""
    spans = {member.id: span for member in story.members if (span := _span(member)) is not None}
    parts = [foreign(story.title or "no title", "h1", _language(story)), _facts(story)]
    if len({span.start for span in spans.values()}) > 1:
        parts.append(_legend(spans.values()))
    origin = bodies.get(story.origin_id, "")
    parts.append(_list(story.members, origin, bodies, spans))
    if story.excerpts:
        parts += ["<h2>Excerpts</h2>", _list(story.excerpts, origin, bodies, {})]
    if story.sharing:
        parts += [
            "<h2>Articles that share some passages, and are no part of it</h2>",
            _sharing(story.sharing),
        ]
    return page(story.title or "A story", "\n".join(parts), _STYLE)


def _language(story: Story) -> str | None:
    return next((one.language for one in story.members if one.id == story.origin_id), None)


def _facts(story: Story) -> str:
    pairs = [
        ("first", tell_first(story)),
        ("carried by", ", ".join(story.sites)),
        ("credited to", ", ".join(f"{name} ({count})" for name, count in story.agencies)),
    ]
    rows = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in pairs if value)
    return f"<dl>{rows}</dl>"


def _span(member: StoryMember) -> _Span | None:
    moment = member.published
    if moment is None or moment.precision in (Precision.MONTH, Precision.YEAR):
        return None
    if moment.at is not None:
        return _Span(start=moment.at, end=moment.at)
    # drawn as the day of universal time: which zone's day it is, the page does not say
    midnight = datetime.combine(moment.day, time(), UTC)
    return _Span(start=midnight, end=midnight + timedelta(days=1))


def _edges(spans: Iterable[_Span]) -> tuple[datetime, datetime]:
    known = list(spans)
    return min(span.start for span in known), max(span.end for span in known)


def _legend(spans: Iterable[_Span]) -> str:
    first, last = _edges(spans)
    return (
        f'<p class="faint">The lines run from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC. A dot is a printed '
        "time with its zone, a hatched bar a whole day of which no such time is printed.</p>"
    )


def _track(span: _Span | None, spans: Mapping[int, _Span]) -> str:
    if span is None or len({one.start for one in spans.values()}) < 2:
        return ""
    first, last = _edges(spans.values())
    whole = (last - first).total_seconds()
    left = (span.start - first).total_seconds() / whole * 100
    if not span.is_day:
        # a dot is as wide as it is high: the last one must not stand outside
        return f'<div class="track"><i style="left: calc({left:.2f}% - {left / 100:.3f} * .7rem)"></i></div>'
    wide = (span.end - span.start).total_seconds() / whole * 100
    return f'<div class="track"><i class="day" style="left: {left:.2f}%; width: {wide:.2f}%"></i></div>'


def _list(
    members: Sequence[StoryMember], origin: str, bodies: Mapping[int, str], spans: Mapping[int, _Span]
) -> str:
    items = "\n".join(
        _member(one, _track(spans.get(one.id), spans), _words(one, origin, bodies)) for one in members
    )
    return f"<ol>\n{items}\n</ol>"


def _member(member: StoryMember, track: str, words: str) -> str:
    role, delay = tell_role(member), tell_delay(member)
    head = [
        f'<span class="role {role}">{role}</span>',
        f"<b>{escape(member.site)}</b>",
        f"<span>{escape(tell_time(member.published))}</span>",
        f"<span>{escape(delay)}</span>" if delay else "",
    ]
    notes = [
        f"credits {member.agency}" if member.agency else None,
        tell_seen(member),
        f"gone since {member.gone_at:%Y-%m-%d}" if member.gone_at else None,
    ]
    told = "; ".join(note for note in notes if note)
    return (
        f'<li class="member"><div class="head">{"".join(head)}</div>{track}'
        f'<p class="title" dir="auto">{link(member.url, member.title or member.url)}</p>'
        f"{_bar(member)}{_line(told)}{words}</li>"
    )


def _bar(member: StoryMember) -> str:
    told = tell_carried(member)
    if not told:
        return ""
    share = 1.0 if member.carries is None else member.carries
    return (
        f'<div><span class="bar" role="img" aria-label="{tell_share(share)}"><i style="width: {share * 100:.1f}%"></i>'
        f'</span> <span class="faint">{escape(told)}</span></div>'
    )


def _line(text: str) -> str:
    return f'<div class="faint">{escape(text)}</div>' if text else ""


def _words(member: StoryMember, origin: str, bodies: Mapping[int, str]) -> str:
    """The whole text, with what was taken out and put in since the origin; the origin's text as it stands."""
    body = bodies.get(member.id, "")
    if member.order is Order.ORIGIN:
        shown = "".join(foreign(text, "p", member.language) for text in body.split("\n\n"))
        return f'<details><summary>its text</summary><div class="words">{shown}</div></details>'
    if is_same(member):
        return ""
    return (
        "<details><summary>its text, and what differs from the first</summary>"
        f'<div class="words">{_marked(origin, body, member.language)}</div></details>'
    )


def _marked(origin: str, body: str, language: str | None) -> str:
    """The paragraphs of *body*; a mark that goes over the end of one begins again in the next."""
    tags = {Side.ADDED: "ins", Side.REMOVED: "del"}
    shown = ""
    for piece in mark_changes(origin, body):
        tag = tags.get(piece.kind)
        texts = [escape(text) for text in piece.text.split("\n\n")]
        marked = [f"<{tag}>{text}</{tag}>" if tag and text else text for text in texts]
        # where paragraphs were taken out the one around them goes on
        shown += ("<br>" if piece.kind is Side.REMOVED else _BREAK).join(marked)
    attributes = f'lang="{escape(language)}" dir="auto"' if language else 'dir="auto"'
    return "".join(f"<p {attributes}>{text}</p>" for text in shown.split(_BREAK) if text)


#: Parts paragraphs until they are put into their elements; no text of a page holds it.
_BREAK: Final = "\x1e"


def _sharing(members: Sequence[StoryMember]) -> str:
    rows = []
    for member in members:
        relation = member.relation
        told = tell_relation(relation, member.id) if relation else ""
        shared = str(relation.shared) if relation and relation.shared else ""
        rows.append(
            f"<tr><td>{escape(tell_time(member.published))}</td><td>{escape(member.site)}</td>"
            f'<td dir="auto">{link(member.url, member.title or member.url)}</td><td>{escape(told)}</td>'
            f'<td class="number">{shared}</td></tr>'
        )
    head = "<tr><th>published</th><th>site</th><th>article</th><th>how</th><th>runs of five words</th></tr>"
    return f"<table>{head}{''.join(rows)}</table>"
