"""The pictures in an article's body, with the captions printed under them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archiver.article import BlockKind, Image
from archiver.errors import BadUrl
from archiver.extract.lines import CREDIT_AT_END
from archiver.urls import parse_url

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from lxml.html import HtmlElement

    from archiver.extract.blocks import PageBlock

#: Attributes a picture's address stands in, best first; scripts fill `src` in later.
_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-full-src", "data-url", "src")
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
#: Pixels below which a picture is an icon.
_MIN_PIXELS = 120
_ICON = re.compile(
    r"(?:^|[/_.-])(?:logo|icon|sprite|avatar|pixel|spacer|blank|placeholder|loading|button|badge|emoji|gravatar|1x1|transparent)",
    re.I,
)
#: Levels above a picture in which its caption is looked for.
_LEVELS = 4
_CREDIT_NAME = re.compile(r"credit|copyright|source|photographer|fotograf|crédit|quelle", re.I)


def read_images(
    tree: HtmlElement,
    base_url: str,
    body: Sequence[HtmlElement],
    blocks: Sequence[PageBlock],
    lines: Mapping[HtmlElement, PageBlock],
) -> tuple[list[Image], set[int]]:
    """Pictures between the elements of *body*, and the places in *blocks* of the captions that are theirs.

    *lines* are paragraphs that were left out of the body as captions; one right under a picture is its caption.
    """
    if not body:
        return [], set()
    order = {element: place for place, element in enumerate(tree.iter())}
    spots = [order[element] for element in body if element in order]
    if not spots:
        return [], set()
    captions = _captions(blocks)
    images: list[Image] = []
    used: set[int] = set()
    for picture in tree.iter("img", "amp-img"):
        if not _is_near(picture, order[picture], min(spots), max(spots)):
            continue
        url = _address(picture, base_url)
        if url is None or any(url == image.url for image in images):
            continue
        places = _places_of(picture, captions, used)
        used |= set(places)
        below = _line_below(picture, lines) if not places else None
        images.append(_image(url, [below] if below else [blocks[place] for place in places]))
    return images, used


def _line_below(picture: HtmlElement, lines: Mapping[HtmlElement, PageBlock]) -> PageBlock | None:
    """The line in the element that follows *picture*, or that follows an element with nothing else in it."""
    element: HtmlElement | None = picture
    for _ in range(_LEVELS):
        if element is None or (element.tail or "").strip():
            return None
        following = element.getnext()
        if following is not None:
            return lines.get(following)
        element = element.getparent()
    return None


def _is_near(picture: HtmlElement, place: int, first: int, last: int) -> bool:
    """Among the body's elements; a figure may also stand just above the first paragraph."""
    if first <= place <= last:
        return True
    in_figure = next(picture.iterancestors("figure"), None) is not None
    return in_figure and first - 60 <= place < first


def _captions(blocks: Sequence[PageBlock]) -> dict[HtmlElement, list[int]]:
    found: dict[HtmlElement, list[int]] = {}
    for place, block in enumerate(blocks):
        if block.kind is BlockKind.CAPTION and block.cut is None:
            found.setdefault(block.element, []).append(place)
    return found


def _places_of(
    picture: HtmlElement, captions: dict[HtmlElement, list[int]], used: Collection[int]
) -> list[int]:
    """Places of the caption next to *picture*: in the smallest element around it that holds one and no second picture."""
    for level, around in enumerate(picture.iterancestors()):
        if level >= _LEVELS or around.tag in ("body", "article", "main"):
            return []
        if sum(1 for _ in around.iter("img", "amp-img")) > 2:
            return []
        places = [
            place for element in around.iter() for place in captions.get(element, ()) if place not in used
        ]
        if places:
            return places
    return []


def _image(url: str, captions: Sequence[PageBlock]) -> Image:
    texts = [block.text for block in captions if not _CREDIT_NAME.search(block.element.get("class") or "")]
    credits = [block.text for block in captions if _CREDIT_NAME.search(block.element.get("class") or "")]
    caption, credit = split_credit(" ".join(dict.fromkeys(texts)))
    return Image(url=url, caption=caption or None, credit=(" ".join(credits) or credit) or None)


def split_credit(caption: str) -> tuple[str, str | None]:
    """A caption and the credit at its end.

    >>> split_credit("A bridge in Zakho. Photo: Lana Example")
    ('A bridge in Zakho.', 'Lana Example')
    >>> split_credit("A bridge in Zakho.")
    ('A bridge in Zakho.', None)
    """
    match = CREDIT_AT_END.search(caption)
    if not match:
        return caption, None
    return caption[: match.start()].strip(), match.group("credit").strip(" .") or None


def _address(picture: HtmlElement, base_url: str) -> str | None:
    if _is_small(picture):
        return None
    written = next(
        (value for name in _SOURCES if (value := picture.get(name)) and not value.startswith("data:")), None
    )
    if written is None:
        written = next((_largest(value) for name in _SETS if (value := picture.get(name))), None)
    if not written or _ICON.search(written.rsplit("/", 1)[-1]):
        return None
    try:
        return parse_url(written, base_url)
    except BadUrl:
        return None


def _is_small(picture: HtmlElement) -> bool:
    for name in ("width", "height"):
        value = (picture.get(name) or "").removesuffix("px")
        if value.isdigit() and int(value) < _MIN_PIXELS:
            return True
    return False


def _largest(srcset: str) -> str | None:
    """The address of the widest picture of a srcset."""
    best: tuple[float, str] | None = None
    for entry in re.split(r",\s+", srcset.strip()):
        address, _, size = entry.strip().partition(" ")
        digits = re.match(r"[\d.]+", size.strip())
        try:
            width = float(digits.group()) if digits else 0.0
        except ValueError:
            width = 0.0
        if address and not address.startswith("data:") and (best is None or width > best[0]):
            best = (width, address)
    return best[1] if best else None
