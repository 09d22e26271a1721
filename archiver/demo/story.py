"""An article's own part of its page: byline, dates, body, picture, JSON-LD, in the fashion of its layout."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from archiver.article import Block, BlockKind
from archiver.demo.furniture import anchor
from archiver.demo.sheet import Sheet, load_words, name_slug

if TYPE_CHECKING:
    from archiver.demo.printed import PrintedArticle

#: schema.org types by genre; all else is a NewsArticle.
_TYPES = {"live": "LiveBlogPosting", "opinion": "OpinionNewsArticle", "sponsored": "AdvertiserContentArticle"}

#: Blocks after which something foreign is put between the paragraphs.
_RELATED_AFTER, _ADVERT_AFTER = 2, 4


def print_date(moment: str, language: str) -> str:
    """A moment as readers see it: the day, and the time of day where it was given; never the zone.

    >>> print_date("2026-11-18T07:40:00+01:00", "en"), print_date("2026-11-06", "de")
    ('18 November 2026, 07:40', '6. November 2026')
    """
    words = load_words(language)
    year, month, day = moment[:10].split("-")
    text: str = words["date"].format(day=int(day), month=words["months"][int(month) - 1], year=year)
    return text + words["clock"].format(clock=moment[11:16]) if "T" in moment else text


def join_names(names: tuple[str, ...], language: str) -> str:
    """Names as in a byline, escaped or not.

    >>> join_names(("Ada Lund", "Bo Wick"), "en"), join_names(("سلمى", "مروان"), "ar")
    ('Ada Lund and Bo Wick', 'سلمى ومروان')
    """
    joint = load_words(language)["and"]
    gap = " " if joint.isascii() else ""
    return f" {joint}{gap}".join(names)


def print_byline(article: PrintedArticle, *, linked: bool) -> str:
    """ "By Ada Lund and Bo Wick", or the agency's name, or nothing."""
    if article.credit_line and not article.authors:
        return escape(article.credit_line)
    if not article.authors:
        return ""
    names = tuple(author_link(name) if linked else escape(name) for name in article.authors)
    return f"{escape(load_words(article.language)['by'])} {join_names(names, article.language)}"


def author_link(name: str) -> str:
    """A name that leads to its author's page."""
    return f'<a rel="author" href="/author/{name_slug(name)}">{escape(name)}</a>'


def print_body(sheet: Sheet, article: PrintedArticle) -> str:
    """The body as the layout prints it, with related links and an advert between the paragraphs."""
    printed = [_print_block(block, article) for block in article.blocks]
    words = load_words(article.language)
    related = sheet.related(article, 1)
    if related and len(printed) > _RELATED_AFTER:
        link = f"{escape(words['related'])} {anchor(related[0].path, related[0].title)}"
        printed[_RELATED_AFTER - 1] += "\n" + _interrupt(article.layout, "read-also", link)
    if article.layout != "tables" and len(printed) > _ADVERT_AFTER:
        notice = f"{escape(words['advert'])}: {escape(words['advert_text'])}"
        printed[_ADVERT_AFTER - 1] += "\n" + _interrupt(article.layout, "advert", notice)
    return _stack(printed, article)


def print_plain_body(article: PrintedArticle) -> str:
    """The body alone, for AMP and print pages."""
    return "\n".join(f"<p>{escape(text)}</p>" for text in article.paragraphs)


def _stack(printed: list[str], article: PrintedArticle) -> str:
    # the old layout of the Arabic pages knows no <p>
    return ("<br><br>\n" if _uses_breaks(article) else "\n").join(printed)


def _uses_breaks(article: PrintedArticle) -> bool:
    return article.layout == "tables" and article.language == "ar"


def _interrupt(layout: str, kind: str, html: str) -> str:
    if layout == "semantic":
        return f'<aside class="{kind}">{html}</aside>'
    if layout == "soup":
        return f'<div class="ra">{html}</div>'
    return f"<p><font size='2'><b>{html}</b></font></p>"


def _print_block(block: Block, article: PrintedArticle) -> str:
    if block.kind is BlockKind.TABLE:
        return _print_table(block.text)
    text = escape(block.text, quote=False)
    if block.kind is BlockKind.HEADING:
        return f"<h2>{text}</h2>"
    if article.dateline and text.startswith(article.dateline) and article.layout == "semantic":
        text = f'<span class="dateline">{article.dateline}</span>{text.removeprefix(article.dateline)}'
    if article.genre == "interview" and text.endswith("?"):
        text = f"<strong>{text}</strong>"
    if _uses_breaks(article):
        return text
    return (
        f'<div class="p">{text}</div>'
        if (article.layout, article.language) == ("soup", "de")
        else f"<p>{text}</p>"
    )


def _print_table(text: str) -> str:
    rows = "\n".join(
        "<tr>" + " ".join(f"<td>{escape(cell)}</td>" for cell in row.split("\t")) + "</tr>"
        for row in text.splitlines()
    )
    return f'<table border="1">\n{rows}\n</table>'


def print_picture(article: PrintedArticle) -> str:
    """The lead picture with caption and credit; empty without one."""
    image = article.image
    if image is None:
        return ""
    caption, credit = escape(image.caption), escape(image.credit)
    shown = f'<img src="{image.path}" alt="{caption}" width="640" height="400">'
    if article.layout == "semantic":
        return (
            f'<figure>{shown}<figcaption>{caption} <span class="credit">{credit}</span></figcaption></figure>'
        )
    if article.layout == "soup":
        return f'<div class="pic">{shown}<div>{caption}</div><div class="cr">{credit}</div></div>'
    return f"{shown}<br><font size='1'><i>{caption}</i> {credit}</font>"


def print_json_ld(sheet: Sheet, article: PrintedArticle, section: str, url: str | None) -> str:
    """JSON-LD of an article: alone, in an `@graph`, or in an array, as real papers vary."""
    words = load_words(article.language)
    publisher = {"@type": "NewsMediaOrganization", "name": words["paper"], "url": sheet.base + words["home"]}
    story = _describe(sheet, article, section, url) | {"publisher": publisher}
    context = "https://schema.org"
    crumbs = {
        "@type": "BreadcrumbList",
        "itemListElement": [{"@type": "ListItem", "position": 1, "name": section}],
    }
    tree: Any
    if article.language == "ar":
        tree = [{"@context": context} | crumbs, {"@context": context} | story]
    elif article.section_slug == "economy":
        site = {"@type": "WebSite", "name": words["paper"], "url": sheet.base + "/"}
        tree = {"@context": context, "@graph": [site, crumbs, story]}
    else:
        tree = {"@context": context} | story
    return json.dumps(tree, ensure_ascii=False, indent=1).replace("</", "<\\/")


def _describe(sheet: Sheet, article: PrintedArticle, section: str, url: str | None) -> dict[str, Any]:
    authors: list[dict[str, str]] = [
        {"@type": "Person", "name": name, "url": f"{sheet.base}/author/{name_slug(name)}"}
        for name in article.authors
    ]
    if article.credit_line:
        authors.append({"@type": "Organization", "name": article.credit_line})
    story: dict[str, Any] = {
        "@type": _TYPES.get(article.genre, "NewsArticle"),
        "mainEntityOfPage": url,
        "headline": article.title,
        "alternativeHeadline": article.alternative_title,
        "description": article.standfirst,
        "datePublished": article.published,
        "dateModified": article.modified,
        "author": authors,
        "articleSection": section,
        "keywords": list(article.tags),
        "inLanguage": article.language,
        "isAccessibleForFree": False if article.paywalled else None,
    }
    if article.image:
        story["image"] = {
            "@type": "ImageObject",
            "url": sheet.base + article.image.path,
            "caption": article.image.caption,
            "creditText": article.image.credit,
        }
    return {name: value for name, value in story.items() if value not in (None, [])}
