"""Papers: the names a newspaper goes by, and a title without them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archiver.extract.evidence import fold

if TYPE_CHECKING:
    from archiver.extract.evidence import Evidence

#: What papers put between a headline and their name in <title>.
PARTS = re.compile(
    r"\s+[|\-–—·•»«›‹:/>~]+\s+|\s*[|»›•｜ㅣ]\s*|\s+[-–—]\s*|(?<=\w)_(?=\w)|(?<=\w):\s+(?=\S+$)"
)


def newspaper_names(evidence: Evidence) -> frozenset[str]:
    """Names the newspaper goes by, folded."""
    texts = [
        value.content
        for value in evidence.meta.all(
            "og:site_name",
            "application-name",
            "apple-mobile-web-app-title",
            "al:ios:app_name",
            "twitter:site",
            "dc.publisher",
            "publisher",
        )
    ]
    for thing in (*evidence.articles, *evidence.pages):
        texts += thing.texts("publisher")
    for thing in evidence.things:
        if (
            {"WebSite", "NewsMediaOrganization", "Organization"} & set(thing.types)
            and thing.depth == 0
            and thing.name
        ):
            texts.append(thing.name)
    if evidence.site is not None and evidence.site.title:
        texts.append(evidence.site.title)
    labels = evidence.host.split(".")
    texts += [evidence.host, ".".join(labels[-2:]), labels[-2] if len(labels) > 1 else ""]
    return frozenset(folded for text in texts if (folded := fold(text)))


def without_names(text: str, names: frozenset[str]) -> str:
    """A title without the newspaper's name at its end or start.

    >>> without_names("Rain in Erbil - The Daily Example", frozenset({"the daily example"}))
    'Rain in Erbil'
    >>> without_names("Rain - and more of it", frozenset({"the daily example"}))
    'Rain - and more of it'
    """
    while True:
        cut = _cut_once(text, names)
        if cut == text:
            return text
        text = cut


def _cut_once(text: str, names: frozenset[str]) -> str:
    parts = list(PARTS.finditer(text))
    for number, part in enumerate(parts):
        end = parts[number + 1].start() if number + 1 < len(parts) else len(text)
        segment = text[part.end() : end]
        if text[: part.start()].strip() and segment.strip() and _is_name(segment, names):
            return text[: part.start()].strip()
    if parts and "|" in parts[-1].group() and _is_in_host(text[parts[-1].end() :], names):
        return text[: parts[-1].start()].strip()
    name, _, rest = text.partition(": ")
    if rest.strip() and _is_name(name, names):
        return rest.strip()
    if parts and text[parts[0].end() :].strip() and _is_name(text[: parts[0].start()], names):
        return text[parts[0].end() :].strip(" |»›–—-:/")
    return text


def _is_name(part: str, names: frozenset[str]) -> bool:
    folded = fold(part)
    if not folded:
        return True
    joined = folded.replace(" ", "")
    return any(
        folded == name or joined == name.replace(" ", "") or _same_words(folded, name) for name in names
    )


def _is_in_host(part: str, names: frozenset[str]) -> bool:
    """ "Fern" behind a bar on buildwithfern.example: a short form of the name that the host's label holds.

    >>> _is_in_host("Fern", frozenset({"buildwithfern"})), _is_in_host("Rain", frozenset({"buildwithfern"}))
    (True, False)
    """
    joined = fold(part).replace(" ", "")
    return len(joined) >= 4 and any(joined in name for name in names if " " not in name)


def _same_words(part: str, name: str) -> bool:
    """ "The Daily Example" and "Daily Example News" are one paper."""
    small = {"the", "der", "die", "das", "le", "la", "el", "news", "online", "com", "de", "www", "net", "org"}
    mine, theirs = set(part.split()) - small, set(name.split()) - small
    return bool(mine) and mine == theirs
