"""The table of forms an article's text can be written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archiver.render.convention import BODY, Convention
from archiver.render.html import to_html
from archiver.render.markdown import to_markdown
from archiver.render.text import to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from archiver.article import Article

#: A new form is one file beside this one and one line here.
FORMS: dict[str, Callable[[Article, Convention], str]] = {
    "text": lambda article, convention: to_text(article.blocks, convention),
    "markdown": lambda article, convention: to_markdown(article.blocks, convention),
    "html": lambda article, convention: to_html(
        article.blocks,
        convention,
        language=article.language or article.language_declared,
        images=article.images,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """How an article's text is written."""

    form: str = "text"  #: a key of `FORMS`
    convention: Convention = BODY


def render(article: Article, rendering: Rendering) -> str:
    """The article's text as *rendering* asks for it.

    >>> from archiver.article import Article, Block, BlockKind
    >>> rain = Article(url="", canonical_url="", blocks=(Block(kind=BlockKind.HEADING, level=3, text="Rain"),))
    >>> render(rain, Rendering(form="markdown"))
    '### Rain'
    """
    return FORMS[rendering.form](article, rendering.convention)
