"""Section, tags, description and declared type: what a page files its article under."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archiver.extract.claims import Claim, Settled, settle
from archiver.extract.evidence import ARTICLE_TYPES, fold
from archiver.extract.scan import flat_text, stands_aside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archiver.extract.embedded import Thing
    from archiver.extract.evidence import Evidence

#: Tags of one article; longer lists are search engine bait.
MAX_TAGS = 40
_MAX_TAG = 80
_MAX_DESCRIPTION = 2_000
#: Characters from which a marked description is the text itself.
_WHOLE_TEXT = 600


_DESCRIPTIONS = {
    "og:description": 0.85, "description": 0.8, "twitter:description": 0.75, "sailthru.description": 0.7, "dc.description": 0.7,
    "abstract": 0.6, "dcterms.abstract": 0.6,
}  # fmt: skip


def read_description(evidence: Evidence, title: str | None) -> Settled[str]:
    """The standfirst or summary, as the page's metadata gives it."""
    found = [
        (text, article.source, name, confidence)
        for article in evidence.articles
        for name, confidence in (("description", 0.82), ("abstract", 0.7), ("alternativeHeadline", 0.3))
        if (text := article.text(name))
    ]
    found += [
        (tag.content, tag.source, tag.rule, _DESCRIPTIONS[tag.name])
        for tag in evidence.meta.all(*_DESCRIPTIONS)
    ]
    if evidence.link is not None and evidence.link.description:
        found.append((evidence.link.description, evidence.link.via.value, "description of the link", 0.5))
    claims = []
    for raw, source, rule, confidence in found:
        text = " ".join(re.sub(r"<[^>]{1,200}>", " ", raw).split())[:_MAX_DESCRIPTION]
        # Blogger calls the whole body a description
        if source == "microdata" and len(text) > _WHOLE_TEXT:
            continue
        if len(text) > 15 and fold(text) != fold(title or ""):
            less = 0.1 if text.endswith(("…", "...", "[…]", "[...]")) else 0.0
            claims.append(Claim(value=text, source=source, rule=rule, raw=raw, confidence=confidence - less))
    return settle("description", claims)


# --- section and tags


def read_section(evidence: Evidence, papers: frozenset[str], title: str | None) -> Settled[str]:
    """The section the article stands in, as the page names it."""
    claims: list[Claim[str]] = []

    def add(text: str, source: str, rule: str, confidence: float) -> None:
        value = " ".join(text.split())
        if (
            value
            and len(value) <= _MAX_TAG
            and fold(value) not in papers
            and not value.startswith(("http", "/"))
        ):
            claims.append(Claim(value=value, source=source, rule=rule, raw=text, confidence=confidence))

    for article in evidence.articles:
        for text in article.texts("articleSection")[:3]:
            add(text, article.source, "articleSection", 0.9)
    for value in evidence.meta.all(
        "article:section",
        "og:article:section",
        "section",
        "parsely-section",
        "article.section",
        "dc.subject.section",
        "cxenseparse:category",
        "category",
    ):
        add(value.content, value.source, value.rule, 0.85 if value.name.endswith("section") else 0.7)
    crumb = _last_crumb(evidence)
    if crumb is not None:
        add(crumb, "json-ld", "BreadcrumbList", 0.75)
    if evidence.link is not None and evidence.link.section:
        add(evidence.link.section, evidence.link.via.value, "section of the link", 0.6)
    return settle("section", claims)


_HOME = frozenset(
    {
        "home",
        "homepage",
        "startseite",
        "start",
        "accueil",
        "inicio",
        "início",
        "strona główna",
        "forside",
        "hem",
        "الرئيسية",
        "首页",
        "홈",
        "главная",
        "ana sayfa",
    }
)


def _last_crumb(evidence: Evidence) -> str | None:
    """The innermost step of the page's breadcrumbs that is not the article itself."""
    title = fold(evidence.meta.first("og:title") or evidence.meta.title or "")
    for thing in evidence.things:
        if "BreadcrumbList" not in thing.types:
            continue
        steps = sorted(thing.things("itemListElement"), key=_position)
        names = [name for step in steps if (name := _step_name(step)) and fold(name) not in _HOME]
        if (
            names
            and (len(names) == len(steps) or len(names) > 1)
            and fold(names[-1])
            and fold(names[-1]) in title
        ):
            names.pop()
        if names and fold(names[-1]) not in title:
            return names[-1]
    return None


def _position(step: Thing) -> int:
    text = step.text("position") or "0"
    return int(text) if text.isdecimal() else 0


def _step_name(step: Thing) -> str | None:
    return step.name or next((item.name for item in step.things("item") if item.name), None)


def read_tags(evidence: Evidence) -> Settled[tuple[str, ...]]:
    """Tags or keywords, from the source that gives the most precise ones; each once, in order."""
    claims: list[Claim[tuple[str, ...]]] = []

    def add(texts: Iterable[str], source: str, rule: str, confidence: float) -> None:
        texts = list(texts)
        tags = _split_tags(texts)
        if tags:
            claims.append(
                Claim(value=tags, source=source, rule=rule, raw="; ".join(texts), confidence=confidence)
            )

    add(
        (value.content for value in evidence.meta.all("article:tag", "og:article:tag")),
        "opengraph",
        "meta[article:tag]",
        0.85,
    )
    for article in evidence.articles:
        add(article.texts("keywords"), article.source, "keywords", 0.82)
    add(
        (value.content for value in evidence.meta.all("parsely-tags", "sailthru.tags")),
        "meta",
        "meta[parsely-tags]",
        0.7,
    )
    add((value.content for value in evidence.meta.all("news_keywords")), "meta", "meta[news_keywords]", 0.8)
    add(
        (value.content for value in evidence.meta.all("keywords", "dc.subject", "dcterms.subject")),
        "meta",
        "meta[keywords]",
        0.6,
    )
    add(
        (
            flat_text(element, _MAX_TAG + 1)
            for element in evidence.scan.tags[:60]
            if not stands_aside(element)
        ),
        "text",
        "a[rel=tag]",
        0.75,
    )
    if not claims:
        add(_linked_tags(evidence), "text", "links to /tags/", 0.6)
    return settle("tags", claims, "; ".join)


#: The folder of a tag's page, with the tag behind it.
_TAG_PAGE = re.compile(r"/tags?/[^/?#]+/?$")


def _linked_tags(evidence: Evidence) -> list[str]:
    """Links to tag pages, for systems that mark their tags with no rel; a long list is a cloud of all tags."""
    links = [
        link
        for link in evidence.page.tree.iter("a")
        if _TAG_PAGE.search(link.get("href") or "") and not stands_aside(link)
    ]
    return [flat_text(link, _MAX_TAG + 1).strip("# ") for link in links] if len(links) <= 20 else []


def _split_tags(texts: Iterable[str]) -> tuple[str, ...]:
    tags: dict[str, str] = {}
    for text in texts:
        # prefixes some systems put before machine tags: "type:article", "section:news"
        for piece in re.split(r"\s*[,;|،、，]\s*", text):
            tag = " ".join(piece.split()).strip("#\"'“”[]{}")
            if tag and len(tag) <= _MAX_TAG and not re.match(r"^\w+:\S", tag) and not tag.isdecimal():
                tags.setdefault(fold(tag) or tag, tag)
    return tuple(list(tags.values())[:MAX_TAGS])


# --- what kind of page


def read_declared_type(evidence: Evidence) -> Settled[str]:
    """The type the page claims: schema.org's for its article, else for the page, else Open Graph's."""
    found = []
    for article in evidence.articles:
        kind = max(article.types, key=lambda name: ARTICLE_TYPES.get(name, 0.0), default=None)
        if kind:
            found.append((kind, article.source, ", ".join(article.types), 0.9))
    found += [
        (thing.types[0], thing.source, ", ".join(thing.types), 0.1 if thing.types[0] in _BESIDE else 0.5)
        for thing in evidence.things
        if thing.depth == 0 and thing.types and thing.source == "json-ld"
    ]
    found += [(tag.content, "opengraph", tag.rule, 0.6) for tag in evidence.meta.all("og:type")]
    claims = [
        Claim(
            value=kind,
            source=source,
            rule="og:type" if source == "opengraph" else "@type",
            raw=raw,
            confidence=sure,
        )
        for kind, source, raw, sure in found
    ]
    return settle("declared_type", claims)


#: Types of things that stand beside an article on any page.
_BESIDE = frozenset(
    {
        "Organization",
        "WebSite",
        "BreadcrumbList",
        "Person",
        "NewsMediaOrganization",
        "ImageObject",
        "SearchAction",
    }
)
