"""Pictures the page's metadata names: the lead image with its caption and credit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from archiver.article import Image
from archiver.extract.claims import Claim, settle
from archiver.extract.embedded import Thing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.article import Reading
    from archiver.extract.embedded import Value
    from archiver.extract.evidence import Evidence

#: Pictures kept of one page's metadata.
MAX_IMAGES = 30
#: Addresses of a newspaper's own sign, shown where an article has no picture.
_LOGO = re.compile(
    r"(?:^|[/_.-])(?:logo|logos|favicon|apple-touch|placeholder|default(?:[-_](?:image|share|og|social))?|no-?image|fallback|dummy|blank|spacer|1x1|pixel|sprite)(?:[/_.-]|\d|$)",
    re.I,
)

_META = {
    "og:image": 0.85, "og:image:url": 0.85, "og:image:secure_url": 0.84, "twitter:image": 0.75, "twitter:image:src": 0.75,
    "parsely-image-url": 0.7, "sailthru.image.full": 0.7, "thumbnail": 0.6,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """What was read of the pictures."""

    images: tuple[Image, ...]
    readings: tuple[Reading, ...]


def read_pictures(evidence: Evidence) -> Pictures:
    """Pictures named by the page's metadata, the lead image first; URLs absolute, each once."""
    claims: list[Claim[Image]] = []
    for article in evidence.articles:
        for name, confidence in (("image", 0.88), ("thumbnailUrl", 0.6), ("primaryImageOfPage", 0.7)):
            for value in article.all(name):
                claims += _claims_of(value, evidence, article.source, name, confidence)
    for tag in evidence.meta.all(*_META):
        claims += _claims_of(tag.content, evidence, tag.source, tag.rule, _META[tag.name])
    if href := evidence.meta.link("image_src"):
        claims += _claims_of(href, evidence, "meta", "link[image_src]", 0.7)
    settled = settle("images", claims, lambda image: image.url)
    return Pictures(images=_merged(claims), readings=(settled.reading,) if settled.reading else ())


def _claims_of(
    value: Value, evidence: Evidence, source: str, rule: str, confidence: float
) -> list[Claim[Image]]:
    return [
        Claim(
            value=image,
            source=source,
            rule=rule,
            raw=image.url,
            confidence=confidence * (0.3 if _LOGO.search(urlsplit(image.url).path) else 1.0),
        )
        for image in _images(value, evidence.page.base_url)
    ]


def _images(value: Value, base_url: str) -> Iterator[Image]:
    if isinstance(value, Thing):
        caption, credit = (
            value.text("caption") or value.text("description"),
            value.text("creditText")
            or value.text("author")
            or value.text("creator")
            or value.text("copyrightHolder"),
        )
        for address in (*value.texts("url"), *value.texts("contentUrl"), *value.texts("@id")):
            url = _absolute(address, base_url)
            if url:
                yield Image(url=url, caption=caption, credit=credit)
                return
    else:
        url = _absolute(value, base_url)
        if url:
            yield Image(url=url)


def _absolute(address: str, base_url: str) -> str | None:
    try:
        url = urljoin(base_url, address.strip())
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname and " " not in url else None


def _merged(claims: list[Claim[Image]]) -> tuple[Image, ...]:
    """Each picture once: crops of one file (the same name in the path) are one; the surest is the lead."""
    found: dict[str, Image] = {}
    for claim in sorted(claims, key=lambda claim: -claim.confidence):
        if claim.confidence < 0.4:
            continue
        image = claim.value
        key = _file_key(image.url)
        known = found.get(key)
        if known is None:
            found[key] = Image(url=image.url, caption=image.caption, credit=image.credit, lead=not found)
        elif known.caption is None and image.caption:
            found[key] = Image(
                url=known.url, caption=image.caption, credit=known.credit or image.credit, lead=known.lead
            )
    return tuple(found.values())[:MAX_IMAGES]


def _file_key(url: str) -> str:
    """The file a picture's address names, without the size it is served in.

    >>> _file_key("https://example.com/a/rain-in-erbil-1200x800.jpg?w=3") == _file_key("https://example.com/rain-in-erbil-600x400.jpg")
    True
    """
    parts = urlsplit(url)
    name = re.sub(
        r"[-_@](?:\d{2,4}x\d{2,4}|\dx|scaled|large|medium|small|thumb\w*|w\d+|h\d+)(?=[-_.]|$)",
        "",
        parts.path.rpartition("/")[2].lower(),
    )
    # short names such as "image.jpg" or "1.jpg" stand for nothing without their folder
    return name if len(name) > 14 else f"{parts.netloc}{parts.path}".lower()
