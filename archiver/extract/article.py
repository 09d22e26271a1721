"""A capture in, an article out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archiver.article import Article
from archiver.errors import BadUrl, NotAnArticle
from archiver.extract.body import read_body
from archiver.extract.fields import merge_readings, read_body_fields, read_fields
from archiver.extract.page import load_page
from archiver.extract.pagetype import check_article
from archiver.urls import same_site, without_tracking

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archiver.article import Image
    from archiver.capture import Capture
    from archiver.extract.fields import Fields
    from archiver.site import Site


def extract_article(capture: Capture, site: Site | None = None, template: None = None) -> Article:
    """Read the article in *capture*.

    *site* adds what is known of the newspaper. *template* is the place of a site's learned boilerplate; none is
    learned yet.

    Raises:
        NotAnArticle: the page holds no article; `reason` says why ("too short", "index page", "not HTML", …).
    """
    if capture.status >= 400:
        raise NotAnArticle("error page", f"HTTP {capture.status}")
    page = load_page(capture)
    fields = read_fields(page, link=capture.link, site=site, fetched_at=capture.fetched_at)
    body = read_body(page, fields)
    check_article(page, fields, body, capture.link)
    concluded = read_body_fields(page, fields, body.blocks)
    canonical = _canonical_url(capture, fields)
    return Article(
        url=capture.url,
        canonical_url=canonical,
        urls=_other_urls(capture, fields),
        site=_site_name(capture, site),
        title=fields.title,
        alternative_title=fields.alternative_title,
        description=fields.description,
        authors=concluded.authors,
        published=fields.published,
        modified=fields.modified,
        language=concluded.language,
        language_declared=fields.language_declared,
        section=fields.section,
        tags=fields.tags,
        blocks=body.blocks,
        images=merge_images(fields.images, body.images),
        links=body.links,
        paywalled=concluded.paywalled,
        paywall_evidence=concluded.paywall_evidence,
        agency=concluded.agency,
        credit_line=concluded.credit_line,
        dateline=concluded.dateline,
        genre=concluded.genre,
        readings=merge_readings(fields, concluded),
        removed=body.removed,
    )


def _canonical_url(capture: Capture, fields: Fields) -> str:
    """The URL the article is filed under: the page's own claim within its site, else the URL that answered."""
    claim = fields.canonical_url
    if claim and same_site(claim, capture.answered_url):
        try:
            return without_tracking(claim)
        except BadUrl:
            pass
    return without_tracking(capture.answered_url)


def _other_urls(capture: Capture, fields: Fields) -> tuple[str, ...]:
    claims = (capture.final_url, *capture.redirects, fields.canonical_url, fields.amp_url, *fields.urls)
    return tuple(dict.fromkeys(url for url in claims if url and url != capture.url))


def _site_name(capture: Capture, site: Site | None) -> str | None:
    if site is not None:
        return site.name
    return capture.link.site if capture.link is not None else None


def merge_images(named: Iterable[Image], printed: Iterable[Image]) -> tuple[Image, ...]:
    """Pictures the page's metadata names, then those in its body; a picture of both keeps the body's caption."""
    merged: dict[str, Image] = {}
    for image in (*named, *printed):
        key = _picture_key(image.url)
        known = merged.get(key)
        merged[key] = (
            image
            if known is None
            else replace(known, caption=known.caption or image.caption, credit=known.credit or image.credit)
        )
    return tuple(merged.values())


def _picture_key(url: str) -> str:
    """What two sizes of one picture share: the address without scheme and query."""
    return url.partition("?")[0].partition("://")[2].lower()
