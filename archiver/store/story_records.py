"""Relations and stories as the archive gives them: who carries whose text, who was first, and what each changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - fields are read by their names
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archiver.dates import Moment


class Role(StrEnum):
    """What an article is in its story."""

    ORIGIN = "origin"  #: the one that published first, as far as the pages say
    COPY = "copy"  #: the same text at another site
    ALIAS = "alias"  #: the same text at the same site under another address
    EXCERPT = "excerpt"  #: a part of the text
    ALONE = "alone"  #: no other article is known to carry its text


class Order(StrEnum):
    """When an article was published, seen from the origin."""

    ORIGIN = "origin"  #: it is the origin
    EARLIER = "earlier"
    LATER = "later"
    UNCLEAR = "unclear"  #: the pages do not say enough: both print one day, and one of them no hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How two articles hang together, and on what evidence that was decided."""

    article_id: int  #: the one that depends on the other: the later copy, the other address, the excerpt
    other_id: int
    kind: str  #: "alias", "copy", "excerpt", "partial"
    exact: bool  #: the other site printed the same words, all of them
    containment: float  #: share of the shorter text's runs of five words that stand in the other, 0-1
    jaccard: float | None  #: share of both texts' runs of five words that both have, 0-1
    shared: int | None  #: runs of five words both have
    numbers_agree: int | None  #: numbers that stand between the same words in both and are the same
    numbers_differ: int | None  #: numbers that stand between the same words in both and are not
    evidence: Any  #: what else it rests on, JSON-ready
    rule: (
        int  #: version of the rule that decided it; 0: the words were the same, found before there were rules
    )
    decided_at: datetime  #: UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place where an article has other words than the origin."""

    before: str  #: the origin's words; "" where the article has more
    after: str  #: the article's words; "" where it has less
    lead: str = ""  #: some words that stand before it in both


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMember:
    """An article of a story, or one that shares some of its text."""

    id: int
    site: str
    url: str
    title: str | None
    language: str | None
    role: Role | None  #: None: it shares some passages and is no member
    published: Moment | None
    first_seen_at: datetime  #: UTC; it was published before that, whatever it prints
    gone_at: datetime | None  #: UTC
    agency: str | None
    revision: int  #: number of its current revision, which is the one compared
    word_count: int
    order: Order
    seconds_behind: int | None  #: after the origin, where both print a time with its zone; below 0: before it
    days_behind: int | None  #: after the origin, by the days both print
    carries: float | None  #: share of the origin's text that stands in it, 0-1; None: not compared
    own: float | None  #: share of its text that does not stand in the origin, 0-1
    same_title: bool | None  #: None for the origin, and where one of both has no title
    added: int  #: words it has and the origin has not
    left_out: int  #: words the origin has and it has not
    differences: tuple[Difference, ...]  #: the first few, in the order of the text
    relation: Relation | None  #: the row that made it a member; None for the origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles that carry the same text, whoever printed them, in the order of their publication."""

    id: int | None  #: None: the article asked for is alone
    title: str | None  #: the origin's
    origin_id: int
    #: articles that may have been first: the origin alone when what the pages print settles it
    maybe_first: tuple[int, ...]
    agencies: tuple[
        tuple[str, int], ...
    ]  #: news agencies credited, with how many articles credit them; most first
    sites: tuple[str, ...]  #: that carry it, by name
    members: tuple[StoryMember, ...]  #: origin, copies and aliases, as they were published
    excerpts: tuple[StoryMember, ...]
    sharing: tuple[StoryMember, ...]  #: articles outside the story that share passages with one of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An article that is in another story than before."""

    article_id: int
    before: int | None  #: id of its story; None: alone
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """What deciding all relations anew changed."""

    rule: int  #: version of the rule that decided
    articles: int  #: looked at
    added: dict[str, int]  #: relations that are new, by kind
    removed: dict[str, int]  #: relations that are no more, by kind
    changed: dict[str, int]  #: relations of another kind or direction than before, by the new kind
    stories_before: int
    stories_after: int
    moved: tuple[Moved, ...]  #: by id of the article
