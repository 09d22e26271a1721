"""What surrounds an article, told by markup alone: navigation, forms, comments, share bars, related links.

The words looked for are those web designers everywhere use in class names and ids. A name is only believed when what
it marks is a small part of the page's prose: `<div class="content has-sidebar comments-open">` holds the article.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from archiver.extract.blocks import EMBEDDED_POST
from archiver.extract.discussion import find_discussions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.html import HtmlElement

#: Share of the page's prose an element may hold and still be cut by its tag or name.
_MAX_SHARE = 0.3
#: Characters of prose beyond which an element is not what its name says, whatever its share of the page.
_MAX_PROSE = {
    "share": 400,
    "newsletter": 500,
    "form": 800,
    "font control": 100,
    "tags": 300,
    "copyright": 1000,
    "advertisement": 1500,
    "pop-up": 2500,
    "fact box": 6000,
}
#: Share of the page's prose that is hidden from which hiding it is how the page unfolds its text, part by part.
_UNFOLDED_SHARE = 0.7
#: Characters from which a paragraph counts as prose.
_PROSE_CHARS = 80

#: Why an element is cut, by tag.
_TAGS = {
    "nav": "navigation",
    "footer": "footer",
    "form": "form",
    "fieldset": "form",
    "button": "form",
    "label": "form",
    "legend": "form",
    "dialog": "pop-up",
    "menu": "navigation",
}

#: Why an element is cut, by a word of its class or id.
_WORDS = {
    "comments": "comment comments commentlist commentform kommentar kommentare kommentarer commentaires comentarios commenti "
    "reacties disqus livefyre viafoura spotim openweb respond discussion forum-thread",
    "related": "related relatedposts recommended recommendations outbrain taboola plista ligatus mgid trending popular mostread "
    "mostpopular mostviewed recirc recirculation seealso readalso alsoread readnext upnext jp-relatedposts crosslink",
    "newsletter": "newsletter signup subscribe subscription optin mc4wp mailchimp",
    "share": "share sharing sharebar sharebox sharetools sharedaddy social socials socialshare addthis addtoany sharethis "
    "shareaholic a2a",
    "navigation": "nav navbar navigation megamenu breadcrumb breadcrumbs pagination pager skiplink skip-link offcanvas",
    "cookie notice": "cookie cookies consent gdpr onetrust cookiebot cmplz cookieconsent cookiebanner",
    "advertisement": "advert advertisement advertising adsbygoogle anzeige werbung publicidad adslot adunit",
    "promotion": "promo promobox bio biography authorbio authorbox donate donation survey",
    "pop-up": "modal popup tooltip hovercard lightbox",
    "form": "login signin register searchform searchbox",
    "font control": "fontsize fontsizer textsize textresize font-size font-resize text-size text-resize resizer a-plus fontcontrol",
    "copyright": "copyright copyrights",
    "footer": "footer sitefooter colophon",
    "fact box": "factbox infobox fact-box info-box faktaboks faktaruta faktabox infokasten infokader",
    "tags": "taglist tag-list tags-list tagcloud",
}
_REASONS = {word: reason for reason, words in _WORDS.items() for word in words.split() if "-" not in word}
_COMPOUNDS = re.compile(
    "|".join(
        f"(?P<r{index}>{'|'.join(word for word in words.split() if '-' in word) or '(?!)'})"
        for index, words in enumerate(_WORDS.values())
    )
)
_COMPOUND_REASONS = list(_WORDS)
_COMPOUND_WORDS = tuple(word for words in _WORDS.values() for word in words.split() if "-" in word)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD = re.compile(r"[a-z0-9]+")
#: `display:none` and its kin. Words, not styles sheets: those are never fetched.
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_HIDDEN_NAMES = frozenset(
    {
        "sr-only",
        "visually-hidden",
        "visuallyhidden",
        "screen-reader-text",
        "screen-reader-only",
        "element-invisible",
    }
)
_MACHINE_TAGS = (
    "script",
    "style",
    "template",
    "noscript",
    "svg",
    "iframe",
    "object",
    "canvas",
    "select",
    "textarea",
    "audio",
    "video",
)
#: Roles of WAI-ARIA that name a part beside the article.
_ROLES = {
    "navigation": "navigation",
    "menu": "navigation",
    "menubar": "navigation",
    "search": "form",
    "form": "form",
    "dialog": "pop-up",
    "alertdialog": "pop-up",
    "contentinfo": "footer",
    "toolbar": "form",
    "tooltip": "pop-up",
    "button": "form",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A page without its machinery, and the parts that are no article by their markup."""

    tree: HtmlElement  #: the page's `<body>`, a copy that may be changed
    cuts: dict[
        HtmlElement, str
    ]  #: elements of `tree` that are no part of the article, with the reason; still in place
    #: Every element of `tree`: lxml makes an element anew for each walk that meets it, unless somebody holds it.
    elements: tuple[HtmlElement, ...] = ()


def clean_tree(tree: HtmlElement) -> Cleaned:
    """A copy of the page's body without scripts, and what in it is no article by its markup."""
    body = tree.find("body")
    copy = deepcopy(tree if body is None else body)
    copy.tail = None
    fields = [field.getparent() for field in copy.iter("textarea") if not _is_hidden(field)]
    etree.strip_elements(copy, *_MACHINE_TAGS, with_tail=False)
    elements = tuple(copy.iter(etree.Element))
    found = _find_cuts(elements)
    prose = prose_sizes(copy)
    found |= dict.fromkeys(find_discussions(fields, prose, prose.get(copy, 0)), "comments")
    return Cleaned(tree=copy, cuts=_believable(copy, found, prose), elements=elements)


def remove_cuts(cleaned: Cleaned) -> HtmlElement:
    """The tree without what is cut; changes the copy."""
    for element in cleaned.cuts:
        if element.getparent() is not None:
            element.drop_tree()
    return cleaned.tree


def _find_cuts(elements: Sequence[HtmlElement]) -> dict[HtmlElement, str]:
    """Outermost elements whose tag or name says that they are no article."""
    found: dict[HtmlElement, str] = {}
    for element in elements[1:]:
        reason = _reason(element)
        if reason and not (reason == "share" and _holds_post(element)):
            found[element] = reason
    return found


def _holds_post(element: HtmlElement) -> bool:
    """Whether a post of a social network is printed there, as the article's own matter."""
    return any(EMBEDDED_POST.search(quote.get("class") or "") for quote in element.iter("blockquote"))


def _reason(element: HtmlElement) -> str | None:
    reason = _TAGS.get(element.tag)
    if reason:
        return reason
    get = element.get
    role = get("role")
    if role and (reason := _ROLES.get(role)):
        return reason
    if _is_hidden(element):
        return "hidden"
    name = get("class")
    if name and (reason := name_reason(name)):
        return reason
    identity = get("id")
    return name_reason(identity) if identity else None


def _is_hidden(element: HtmlElement) -> bool:
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style and _HIDDEN_STYLE.search(style))


@lru_cache(maxsize=20_000)
def name_reason(name: str) -> str | None:
    """Why an element of this class or id is no article; None when the name says nothing.

    >>> name_reason("article__relatedLinks")
    'related'
    >>> name_reason("article-body commentary")
    """
    folded = name if name.islower() else _CAMEL.sub("-", name).lower()
    if not _HIDDEN_NAMES.isdisjoint(folded.split()):
        return "hidden"
    for word in _WORD.findall(folded):
        if reason := _REASONS.get(word):
            return reason
    if not any(word in folded for word in _COMPOUND_WORDS):
        # ten times faster than the pattern, which names few elements
        return None
    match = _COMPOUNDS.search(folded)
    return _COMPOUND_REASONS[int(str(match.lastgroup)[1:])] if match else None


def _believable(
    tree: HtmlElement, found: dict[HtmlElement, str], prose: Mapping[HtmlElement, int]
) -> dict[HtmlElement, str]:
    """Those of *found* that hold little of the page's prose and not its headline; outermost ones only."""
    total = prose.get(tree, 0)
    if _unfolds(found, prose, total):
        found = {element: reason for element, reason in found.items() if reason != "hidden"}
    cuts: dict[HtmlElement, str] = {}
    for element, reason in found.items():
        share = prose.get(element, 0) / total if total else 0.0
        if reason == "comments":
            # a lively discussion outweighs its article
            believed = share < _MAX_SHARE or (
                total - prose.get(element, 0) > 600 and not _holds_headline(element)
            )
        else:
            believed = share < _MAX_SHARE and prose.get(element, 0) <= _MAX_PROSE.get(reason, total)
        if believed and not any(ancestor in cuts for ancestor in element.iterancestors()):
            cuts[element] = reason
    return cuts


def _unfolds(found: Mapping[HtmlElement, str], prose: Mapping[HtmlElement, int], total: int) -> bool:
    """Whether the page hides most of its text: it shows one part after the other."""
    hidden = {element for element, reason in found.items() if reason == "hidden"}
    outermost = (element for element in hidden if hidden.isdisjoint(element.iterancestors()))
    return sum(prose.get(element, 0) for element in outermost) > total * _UNFOLDED_SHARE


def _holds_headline(element: HtmlElement) -> bool:
    return next(element.iter("h1"), None) is not None


def prose_sizes(tree: HtmlElement) -> dict[HtmlElement, int]:
    """Characters of prose, long paragraphs without links, in each element that has any."""
    sizes: dict[HtmlElement, int] = {}
    for paragraph in tree.iter("p", "div", "td", "li", "span", "blockquote", "article", "section", "main"):
        size = _own_prose(paragraph)
        if size >= _PROSE_CHARS:
            for element in (paragraph, *paragraph.iterancestors()):
                sizes[element] = sizes.get(element, 0) + size
                if element is tree:
                    break
    return sizes


def _own_prose(element: HtmlElement) -> int:
    """Characters of running text right inside *element*: its own, and that after and in its inline children."""
    size = len(element.text or "")
    for child in element:
        size += len(child.tail or "")
        if child.tag in ("b", "strong", "em", "i", "u", "font") and len(child) == 0:
            size += len(child.text or "")
    return size
