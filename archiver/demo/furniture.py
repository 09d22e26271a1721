"""The furniture of a newspaper page: all that stands around an article and is none of its words.

Navigation, share bars, buttons for the font size, most-read lists, comments policies: written as HTML fragments in
the three fashions of the layouts (lists, nested `div`s, table rows).
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from archiver.demo.sheet import Sheet, load_words

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Where the links of the footer lead, in the order of `footer` in words/*.toml.
FOOTER_PATHS = ("/about", "/contact", "/about#terms", "/about#privacy")


def anchor(path: str, text: str) -> str:
    """A link.

    >>> anchor("/about", "About & so on")
    '<a href="/about">About &amp; so on</a>'
    """
    return f'<a href="{escape(path)}">{escape(text)}</a>'


def _each(before: str, parts: Iterable[str], after: str) -> str:
    return "\n".join(f"{before}{part}{after}" for part in parts)


def print_words(sheet: Sheet, language: str) -> dict[str, str]:
    """The plain labels of a language, escaped, and what the layouts need on every page."""
    words = load_words(language)
    labels = {name: escape(text) for name, text in words.items() if isinstance(text, str)}
    labels["tags_label"] = escape(words["tags"])
    labels["lang"] = language
    labels["dir"] = words["direction"]
    labels["base"] = sheet.base
    return labels


def print_furniture(sheet: Sheet, language: str) -> dict[str, str]:
    """Everything around an article, in each layout's fashion."""
    words = load_words(language)
    nav = [anchor(words["home"], words["home_label"])]
    nav += [anchor(section.path, section.name) for section in sheet.sections(language)]
    footer = [anchor(path, text) for path, text in zip(FOOTER_PATHS, words["footer"], strict=True)]
    most_read = [anchor(article.path, article.title) for article in sheet.most_read(language)]
    share = [escape(label) for label in words["share"]]
    readers = [
        f'<div class="cm"><b>{escape(reader["name"])}</b> <i>{escape(reader["day"])}</i>'
        f"<div>{escape(reader['text'])}</div></div>"
        for reader in words["readers"]
    ]
    return {
        **print_words(sheet, language),
        "nav_items": _each("<li>", nav, "</li>"),
        "nav_divs": _each("<div>", nav, "</div>"),
        "nav_bars": " | ".join(nav),
        "footer_items": _each("<li>", footer, "</li>"),
        "footer_divs": _each("<div>", footer, "</div>"),
        "footer_bars": " | ".join(footer),
        "most_read_items": _each("<li>", most_read, "</li>"),
        "most_read_divs": _each("<div>", most_read, "</div>"),
        "most_read_rows": _each("<tr><td><font size='1'>", most_read, "</font></td></tr>"),
        "share_items": _each('<a href="#share">', share, "</a>"),
        "share_spans": _each("<span>", share, "</span>"),
        "share_bars": " | ".join(share),
        "policy": _each("<p>", map(escape, words["policy"]), "</p>"),
        "readers": "\n".join(readers),
    }
