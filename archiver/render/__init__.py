"""An article's blocks as plain text, Markdown or clean HTML, under one convention of what belongs to it."""

from archiver.render.convention import BODY, EVERYTHING, Convention, read_convention
from archiver.render.forms import FORMS, Rendering, render
from archiver.render.html import is_right_to_left, to_html
from archiver.render.markdown import to_markdown
from archiver.render.text import to_text

__all__ = [
    "BODY",
    "EVERYTHING",
    "FORMS",
    "Convention",
    "Rendering",
    "is_right_to_left",
    "read_convention",
    "render",
    "to_html",
    "to_markdown",
    "to_text",
]
