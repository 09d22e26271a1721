"""A page of HTML that needs nothing but itself: it can be saved, sent and printed, in light and dark."""

from __future__ import annotations

import re
from html import escape

#: Characters HTML may not hold; a page that was printed with one shows the sign for a character that cannot be shown.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

#: Nothing is loaded and nothing runs: what newspapers printed stands in these pages.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --faint: #6a6a6a; --paper: #fff; --line: #d9d9d9;
  --fill: #2f6f9f; --rest: #e3e8ec; --in: #d9f2dd; --out: #fbdcdc; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --faint: #9c9c9c; --paper: #161616; --line: #3a3a3a;
  --fill: #6fb1e0; --rest: #33393e; --in: #1d4426; --out: #552222; } }
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
a { color: inherit; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
ins { background: var(--in); text-decoration: none; }
del { background: var(--out); }
del + ins { margin-inline-start: .2em; }
summary { cursor: pointer; }
.faint { color: var(--faint); }
.number { text-align: end; font-variant-numeric: tabular-nums; }
.words { border-inline-start: 3px solid var(--line); padding-inline-start: 1rem; margin: .5rem 0; }
.bar { display: inline-block; width: 8rem; height: .6rem; background: var(--rest); border-radius: .2rem; overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--fill); }
"""


def page(title: str, body: str, style: str = "") -> str:
    """Give a whole page around *body*, which is HTML; *title* is text. *style* adds rules of CSS.

    >>> "<title>Rain &amp; wind</title>" in page("Rain & wind", "<p>It rained.</p>")
    True
    """
    whole = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
    return _FORBIDDEN.sub("\ufffd", whole)


def link(url: str, text: str) -> str:
    """Give a link, or the text alone where the URL is none a browser should follow.

    >>> link("https://a.example/?a&b", "A & B"), link("javascript:alert(1)", "x")
    ('<a href="https://a.example/?a&amp;b">A &amp; B</a>', 'x')
    """
    if not url.lower().startswith(("http://", "https://")):
        return escape(text)
    return f'<a href="{escape(url)}">{escape(text)}</a>'


def foreign(text: str, tag: str = "span", language: str | None = None) -> str:
    """Give a text in its own language and direction, so that it does not turn the line around it.

    >>> foreign("باران", language="ckb")
    '<span lang="ckb" dir="auto">باران</span>'
    """
    lang = f' lang="{escape(language)}"' if language else ""
    return f'<{tag}{lang} dir="auto">{escape(text)}</{tag}>'
