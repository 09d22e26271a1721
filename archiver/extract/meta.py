"""Meta: what a page says in <meta>, <link> and <title>, by lower-case name."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from archiver.extract.scan import flat_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.extract.scan import Scan


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaValue:
    """One value of one <meta>."""

    name: str  #: as asked for, lower case: "og:title", "article:published_time", "author"
    content: str  #: space folded

    @property
    def source(self) -> str:
        """The source of a claim that rests on it."""
        return "opengraph" if self.name.startswith(("og:", "article:", "book:", "profile:")) else "meta"

    @property
    def rule(self) -> str:
        """The rule of a claim that rests on it."""
        return f"meta[{self.name}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTag:
    """One <link> of the head."""

    rels: tuple[str, ...]
    href: str  #: absolute
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """Everything in <meta>, <link> and <title>."""

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    links: tuple[LinkTag, ...] = ()
    title: str | None = None  #: <title>, space folded

    def all(self, *names: str) -> Iterator[MetaValue]:
        """Values under any of *names*, in the order of the names."""
        for name in names:
            for content in self.values.get(name, ()):
                yield MetaValue(name=name, content=content)

    def first(self, *names: str) -> str | None:
        """The first value under any of *names*."""
        return next((value.content for value in self.all(*names)), None)

    def link(self, rel: str) -> str | None:
        """The address of the first <link> of a kind."""
        return next((link.href for link in self.links if rel in link.rels), None)


def read_meta(scan: Scan, base_url: str) -> Meta:
    """What *scan* found in <meta>, <link> and <title>."""
    values: dict[str, dict[str, None]] = {}
    for element in scan.metas:
        name = (
            element.get("property")
            or element.get("name")
            or element.get("itemprop")
            or element.get("http-equiv")
        )
        # some systems escape twice: "Rock &amp;amp; Roll"
        content = " ".join(html.unescape(element.get("content") or element.get("value") or "").split())
        if name and content:
            values.setdefault(name.strip().lower(), {})[content] = None
    links = tuple(
        LinkTag(
            rels=tuple((element.get("rel") or "").lower().split()),
            href=_join(base_url, element.get("href") or ""),
            type=element.get("type"),
        )
        for element in scan.links
    )
    title = next((text for element in scan.titles if (text := flat_text(element))), None)
    return Meta(values={name: tuple(found) for name, found in values.items()}, links=links, title=title)


def _join(base_url: str, href: str) -> str:
    try:
        return urljoin(base_url, href.strip())
    except ValueError:
        return ""
