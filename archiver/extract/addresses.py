"""Addresses a page says it goes by: canonical, AMP, Open Graph's. Claims, kept as the page gives them, made absolute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from archiver.extract.claims import Claim, Settled, settle

if TYPE_CHECKING:
    from archiver.extract.evidence import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """What was read of the page's addresses."""

    canonical: Settled[str]
    amp_url: str | None
    urls: tuple[str, ...]  #: every one of them, canonical first


def read_addresses(evidence: Evidence) -> Addresses:
    """The addresses a page claims. That one leads to the home page or to another newspaper is for the reader to judge."""
    claims: list[Claim[str]] = []

    def add(raw: str | None, source: str, rule: str, confidence: float) -> None:
        url = _absolute(raw, evidence.page.base_url)
        if url and raw:
            home = urlsplit(url).path in ("", "/") and urlsplit(evidence.page.url).path not in ("", "/")
            claims.append(
                Claim(
                    value=url,
                    source=source,
                    rule=rule,
                    raw=raw,
                    confidence=confidence * (0.2 if home else 1.0),
                )
            )

    add(evidence.meta.link("canonical"), "meta", "link[canonical]", 0.92)
    add(evidence.meta.first("og:url"), "opengraph", "meta[og:url]", 0.8)
    for article in evidence.articles:
        add(article.text("url") or article.text("mainEntityOfPage"), article.source, "url", 0.7)
        for main in article.things("mainEntityOfPage"):
            add(main.url, article.source, "mainEntityOfPage", 0.68)
    add(evidence.meta.first("parsely-link", "sailthru.url", "twitter:url"), "meta", "meta[parsely-link]", 0.6)
    amp_url = _absolute(evidence.meta.link("amphtml"), evidence.page.base_url)
    urls = [
        claim.value for claim in sorted(claims, key=lambda claim: -claim.confidence) if claim.confidence > 0.5
    ]
    urls += [
        url
        for rel in ("amphtml", "shortlink", "mobile")
        if (url := _absolute(evidence.meta.link(rel), evidence.page.base_url))
    ]
    believed = [claim for claim in claims if claim.rule != "meta[parsely-link]" and claim.confidence > 0.5]
    return Addresses(
        canonical=settle("canonical_url", believed), amp_url=amp_url, urls=tuple(dict.fromkeys(urls))
    )


def _absolute(raw: str | None, base_url: str) -> str | None:
    # a headline in the place of an address is no address
    if not raw or any(char.isspace() for char in raw.strip()):
        return None
    try:
        url = urljoin(base_url, raw.strip())
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname and len(url) <= 2_000 else None
    except ValueError:
        return None
