"""What the worst pages cost: pages of up to 10 MB, each of one kind of excess, with a real article among it.

    python -m benchmarks.hostile_pages [--kind NAME]… [--bytes 10000000] [--json FILE]

Every page is read in a process of its own, forked from one that has all imports, as a crawl's readers are. Printed are
CPU seconds, the most memory the process held, and what became of the article. `make_page` gives the pages to tests.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from archiver.capture import Capture
from archiver.errors import NotAnArticle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: The largest page, as the standard setting of `max_page_bytes` lets it through.
LARGEST_BYTES = 10_000_000
#: What a page may cost its reader.
CPU_SECONDS, MEMORY_BYTES = 5.0, 500 * 2**20
#: Seconds of CPU after which the system ends a process that reads a page.
_END_SECONDS = 20
#: The article among the excess.
HEADLINE = "Ferry to the islands sails again"
STORY = (
    "The ferry between the harbour and the three outer islands sailed again on Wednesday morning, nine weeks after a storm had torn its pier away.",
    "About two hundred islanders stood in the rain when the captain sounded the horn; schoolchildren sang, and the baker handed out bread.",
    "“We counted the days on the kitchen door,” said Runa Estrell, who had not seen her sister on the mainland since the end of August.",
    "The new pier cost four million crowns, half of them paid by the county, and is meant to bear waves of up to six metres.",
    "Until the end of the month the ferry will sail twice a day, then four times, and on Sundays whenever the church bells have rung.",
)
_ARTICLE = f"<article><h1>{HEADLINE}</h1>{''.join(f'<p>{text}</p>' for text in STORY)}</article>"
_DECLARED = '<meta property="og:type" content="article">'


def _fill(piece: str | Callable[[int], str], size: int) -> str:
    """So many characters of one piece after the other."""
    if isinstance(piece, str):
        return piece * max(1, size // len(piece.encode()))
    sample = len(piece(123_456).encode())
    return "".join(piece(number) for number in range(max(1, size // sample)))


def _page(*, head: str = "", before: str = "", after: str = "", article: str = _ARTICLE) -> bytes:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{HEADLINE}</title>{_DECLARED}{head}</head>'
        f"<body>{before}{article}{after}</body></html>"
    ).encode()


def _around(piece: str | Callable[[int], str], wrap: tuple[str, str] = ("", "")) -> Callable[[int], bytes]:
    """The article between two halves of the excess."""

    def make(size: int) -> bytes:
        half = wrap[0] + _fill(piece, size // 2) + wrap[1]
        return _page(before=half, after=half)

    return make


def _in_head(piece: str | Callable[[int], str], wrap: tuple[str, str] = ("", "")) -> Callable[[int], bytes]:
    return lambda size: _page(head=wrap[0] + _fill(piece, size) + wrap[1])


def _nested(opening: str, closing: str = "") -> Callable[[int], bytes]:
    """The article inside as many open elements as fit, up to 100,000."""

    def make(size: int) -> bytes:
        levels = min(100_000, size // (len(opening) + len(closing)))
        return _page(before=opening * levels, after=closing * levels)

    return make


def _most(number: int, make: Callable[[int], bytes], each: int) -> Callable[[int], bytes]:
    """No more than so many pieces of so many bytes."""
    return lambda size: make(min(size, number * each))


def _nested_json(size: int) -> bytes:
    levels = size // 6
    opened, closed = '{"a":' * levels, "}" * levels
    return _page(head=f'<script type="application/ld+json">{opened}1{closed}</script>')


def _large_json(size: int) -> bytes:
    items = ",".join(
        f'{{"@type":"ListItem","position":{n},"name":"Harbour news {n}"}}' for n in range(size // 58)
    )
    return _page(
        head=f'<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{items}]}}</script>'
    )


def _pointers(number: int) -> str:
    return ",".join(f'{{"@id":"#{(number + step) % 200}"}}' for step in range(1, 21))


def _prose(number: int) -> str:
    return f"<p>On day {number} the harbour master wrote that ferry {number % 90} had left the quay with {number % 311} people aboard.</p>\n"


def _marked(number: int) -> str:
    return f'<div itemscope itemtype="https://schema.org/Person"><span itemprop="name">Name {number}</span></div>'


#: How each kind of page is made, given its bytes.
KINDS: Mapping[str, Callable[[int], bytes]] = {
    "80,000 short paragraphs": _most(80_000, _around("<p>one two three</p>"), 20),
    "200,000 short paragraphs": _most(200_000, _around("<p>one two three</p>"), 20),
    "50,000 short paragraphs with words of their own": _most(
        50_000, _around(lambda n: f"<p>Ferry {n} left</p>"), 24
    ),
    "100,000 sentences in bold": _most(
        100_000, _around("<p>Word after word, said the <b>printer</b>.</p>"), 46
    ),
    "paragraphs of prose": _around(_prose),
    "list items": _around("<li>x</li>", ("<ul>", "</ul>")),
    "open list items": _around("<li>", ("<ul>", "</ul>")),
    "100,000 links": _most(100_000, _around(lambda n: f"<a href='/{n}'>link {n}</a> "), 32),
    "linked headlines": _around(
        lambda n: f"<li><a href='/news/{n}'>Harbour council votes on pier number {n} again</a></li>\n",
        ("<ul>", "</ul>"),
    ),
    "one link around all": _around("<p>word</p>", ("<a href='/'>", "</a>")),
    "nested div": _nested("<div>", "</div>"),
    "nested div, unclosed": _nested("<div>"),
    "nested table": _nested("<table><tr><td>", "</td></tr></table>"),
    "nested ul": _nested("<ul><li>", "</li></ul>"),
    "nested font": _nested("<font color=red>", "</font>"),
    "nested b, unclosed": _nested("<b>"),
    "nested a": _nested("<a href='/x'>", "</a>"),
    "nested span": _nested("<span>", "</span>"),
    "nested blockquote": _nested("<blockquote>", "</blockquote>"),
    "nested form": _nested("<form><p>", "</p></form>"),
    "nested sections with text": _nested("<section>a word<p>", "</p></section>"),
    "mixed nesting": _nested("<div><p><i><ul><li><table><tr><td>"),
    "nested 300 deep, often": _around("<div>" * 300 + "word" + "</div>" * 300),
    "text in one node": _around("harbour ferry storm island ", ("<div>", "</div>")),
    "text without spaces": _around("a", ("<p>", "</p>")),
    "Chinese in one node": _around("渡船今天早上再次駛往外島，", ("<p>", "</p>")),
    "Arabic in one node": _around("العبارة تبحر مجددا إلى الجزر ", ("<p>", "</p>")),
    "sentences in one node": _around("The ferry sails. ", ("<p>", "</p>")),
    "lines parted by br": _around("The ferry sails to the islands<br>\n"),
    "paragraphs parted by br": _around("The ferry sails to the islands<br><br>\n"),
    "an attribute": lambda size: _page(before=f"<div class='{'wide ' * (size // 5)}'>", after="</div>"),
    "attributes": lambda size: _page(
        before="<div " + " ".join(f"a{n}=1" for n in range(size // 10)) + ">", after="</div>"
    ),
    "elements of ten attributes": _around(
        '<i a="1" b="2" c="3" d="4" e="5" f="6" g="7" h="8" i="9" j="0">x</i>'
    ),
    "classes of their own": _around(lambda n: f'<div class="c{n} post-{n} side{n}">x</div>'),
    "styles of their own": _around(lambda n: f'<p style="color:#{n:06x};display: none">x</p>'),
    "a comment": _in_head("- ", ("<!--", "-->")),
    "comments": _around("<!-- x -->"),
    "a comment without end": lambda size: _page(after="<!-- " + "x " * (size // 2)),
    "a script": _in_head("var a=1;", ("<script>", "</script>")),
    "scripts": _around("<script>a()</script>"),
    "a style": _in_head(".a{b:c}", ("<style>", "</style>")),
    "noscripts": _around("<noscript><img src=/a.gif></noscript>"),
    "JSON-LD with many things": _large_json,
    "JSON-LD nested": _nested_json,
    "JSON-LD open brackets": lambda size: _page(
        head=f'<script type="application/ld+json">{"[" * size}</script>'
    ),
    "JSON-LD open quotes": lambda size: _page(
        head=f'<script type="application/ld+json">{{"a":"{chr(34) * size}</script>'
    ),
    "JSON-LD of slashes": lambda size: _page(
        head='<script type="application/ld+json">{"a":' + "/* //" * (size // 5) + "</script>"
    ),
    "JSON-LD of commas": lambda size: _page(
        head=f'<script type="application/ld+json">{{"a":1{", " * (size // 2)}</script>'
    ),
    "JSON-LD with a huge number": lambda size: _page(
        head=f'<script type="application/ld+json">{{"@type":"NewsArticle","wordCount":{"9" * size}}}</script>'
    ),
    "JSON-LD with a huge headline": lambda size: _page(
        head=f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{"ferry " * (size // 6)}"}}</script>'
    ),
    "JSON-LD with a huge body": lambda size: _page(
        head=f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{"The ferry sails. " * (size // 17)}"}}</script>'
    ),
    "JSON-LD with many authors": lambda size: _page(
        head='<script type="application/ld+json">{"@type":"NewsArticle","author":['
        + ",".join(f'{{"@type":"Person","name":"Ada B{n}"}}' for n in range(size // 36))
        + "]}</script>"
    ),
    "JSON-LD that points in circles": lambda size: _page(
        head='<script type="application/ld+json">['
        + ",".join(
            f'{{"@id":"#{n}","@type":"NewsArticle","isPartOf":[{_pointers(n)}]}}'
            for n in range(min(200, size // 300))
        )
        + "]</script>"
    ),
    "10,000 JSON-LD blocks": _most(
        10_000,
        _in_head(
            lambda n: (
                f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Ferry {n}","author":{{"name":"Ada B{n}"}}}}</script>'
            )
        ),
        120,
    ),
    "named entities": _around("&eacute;&nbsp;", ("<p>", "</p>")),
    "numbered entities": _around("&#1575;&#x645;", ("<p>", "</p>")),
    "entities of controls": _around("&#1;&#xFFFE;", ("<p>", "</p>")),
    "ampersands": _around("&", ("<p>", "</p>")),
    "brackets": lambda size: _page(after="<" * size),
    "open tags of no name": _around("< "),
    "quotes in a tag": lambda size: _page(after="<a " + "'\"" * (size // 2)),
    "controls": _around("\x01\x0b\x85", ("<p>", "</p>")),
    "UTF-8 written twice": _around("Ã©â\x80\x99", ("<p>", "</p>")),
    "soft hyphens": _around("fer\u00adry\u200b", ("<p>", "</p>")),
    "100,000 metas of one name": _most(
        100_000, _in_head(lambda n: f'<meta name="author" content="Ada B{n}">'), 38
    ),
    "100,000 metas of many names": _most(
        100_000, _in_head(lambda n: f'<meta name="n{n}" property="article:tag" content="tag {n}">'), 62
    ),
    "100,000 times in text": _most(
        100_000, _around("<time datetime='2021-02-03'>3 February 2021</time> "), 56
    ),
    "100,000 bylines": _most(100_000, _around(lambda n: f"<p class='byline'>By Ada B{n}</p>"), 40),
    "link elements": _in_head(lambda n: f'<link rel="alternate" hreflang="x{n}" href="/{n}">'),
    "things in microdata": _around(_marked),
    "50,000 images": _most(
        50_000,
        _around(
            lambda n: f"<figure><img src='/{n}.jpg' alt='Pier {n}'><figcaption>Pier {n}</figcaption></figure>"
        ),
        90,
    ),
    "images in base64": _around("<img src='data:image/png;base64," + "iVBORw0KGgoAAAANSUhEUg" * 4_000 + "'>"),
    "an image in base64": lambda size: _page(
        before=f"<img src='data:image/png;base64,{'iVBORw0K' * (size // 8)}'>"
    ),
    "a table of 100,000 cells": _most(
        100_000, _around("<tr><td>1</td><td>2</td><td>3</td><td>4</td></tr>", ("<table>", "</table>")), 11
    ),
    "a table of one row": _most(100_000, _around("<td>1</td>", ("<table><tr>", "</tr></table>")), 10),
    "tables": _around("<table><tr><td>1</td></tr><tr><td>2</td></tr></table>"),
    "spaces": _around(" ", ("<p>", "</p>")),
    "line ends": _around("\n", ("<p>", "</p>")),
    "line ends between elements": _around("\n<p>\n</p>\n"),
    "spaces in tags": lambda size: _page(before=f"<div{' ' * size}>", after="</div>"),
    "spans around words": _around("<span>word</span> ", ("<p>", "</p>")),
    "spans around letters": _around("<span>f</span>", ("<p>", "</p>")),
    "breaks": _around("<br>"),
    "rules": _around("<hr>"),
    "headings": _around(lambda n: f"<h2>Pier number {n}</h2>"),
    "first headings": _around(lambda n: f"<h1>Pier number {n}</h1>"),
    "articles": _around(lambda n: f"<article><h2>Pier {n}</h2><p>Pier number {n} opened.</p></article>"),
    "articles of prose": _around(lambda n: f"<article><h2>Pier {n}</h2>{_prose(n)}{_prose(n + 1)}</article>"),
    "comment sections": _around(
        lambda n: (
            f"<div class='comment' id='c{n}'><b>Reader {n}</b><p>I have waited {n} days for this ferry, and my neighbour has, too.</p></div>"
        )
    ),
    "forms": _around("<form><input name=a><textarea></textarea></form>"),
    "options": _around("<option>x</option>", ("<select>", "</select>")),
    "closing tags": _around("</div></p>"),
    "closing body tags": _around("</body></html>"),
    "bodies": _around("<html><body>"),
    "frames": _around("<iframe src=/a></iframe>"),
    "drawings": _around("<path d='M1 1'/>", ("<svg>", "</svg>")),
    "unknown elements": _around(lambda n: f"<x-{n}>y</x-{n}>"),
    "elements of names a kilobyte long": _around(lambda n: f"<{'x' * 1000}{n}>"),
    "CDATA": _around("<![CDATA[x]]>"),
    "instructions": _around("<?x y?>"),
    "doctypes": _around("<!DOCTYPE html>"),
}


def make_page(kind: str, size: int = LARGEST_BYTES) -> bytes:
    """A page of a kind, of about so many bytes; some kinds end earlier."""
    return KINDS[kind](max(1_000, size - 4_000))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a page took, and what became of its article."""

    kind: str
    size: int  #: bytes of the page
    outcome: str  #: "article", or the reason it was refused, or what went wrong
    kept: int  #: of the article's paragraphs, those in the body
    cpu_seconds: float
    memory_bytes: int  #: the most its process held, all imports among it

    @property
    def within(self) -> bool:
        return self.cpu_seconds <= CPU_SECONDS and self.memory_bytes <= MEMORY_BYTES


def capture_page(body: bytes) -> Capture:
    return Capture(
        url="https://www.harbour.example/2026/03/ferry-to-the-islands-sails-again",
        fetched_at=datetime(2026, 3, 5, tzinfo=UTC),
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=body,
    )


def measure(kind: str, capture: Capture) -> Cost:
    """Read a page here; the memory is that of the whole process."""
    from archiver.extract.article import extract_article

    resource.setrlimit(resource.RLIMIT_CPU, (_END_SECONDS, _END_SECONDS + 5))
    start = process_time()
    kept = 0
    try:
        article = extract_article(capture)
    except NotAnArticle as refused:
        outcome = f"{refused.reason}: {refused.detail}" if refused.detail else refused.reason
    except Exception as error:
        outcome = f"{type(error).__name__}: {error}"[:200]
    else:
        outcome = "article"
        kept = sum(text in article.body for text in STORY)
    return Cost(
        kind=kind,
        size=len(capture.body),
        outcome=outcome,
        kept=kept,
        cpu_seconds=process_time() - start,
        memory_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.hostile_pages", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument(
        "--kind", action="append", choices=KINDS, metavar="NAME", help="only this; repeat for more"
    )
    parser.add_argument("--bytes", type=int, default=LARGEST_BYTES, help="bytes of each page")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures")
    options = parser.parse_args(arguments)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["archiver.extract.warm"])
    costs = []
    for kind in options.kind or KINDS:
        # a pool each: a page that ends its process costs itself alone
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            try:
                cost = pool.submit(measure, kind, capture_page(make_page(kind, options.bytes))).result()
            except Exception as error:
                cost = Cost(
                    kind=kind,
                    size=0,
                    outcome=f"reader died: {error}",
                    kept=0,
                    cpu_seconds=_END_SECONDS,
                    memory_bytes=0,
                )
        costs.append(cost)
        print(_line(cost), flush=True)
    bad = [cost for cost in costs if not cost.within]
    print(f"{len(costs) - len(bad)} of {len(costs)} within {CPU_SECONDS:g} s and {MEMORY_BYTES // 2**20} MiB")
    if options.json:
        options.json.write_text(json.dumps([asdict(cost) for cost in costs], indent=1), encoding="utf-8")
    sys.exit(1 if bad else 0)


def _line(cost: Cost) -> str:
    mark = " " if cost.within else "!"
    text = f"{cost.kept} of {len(STORY)} paragraphs" if cost.outcome == "article" else cost.outcome[:70]
    return f"{mark}{cost.cpu_seconds:7.2f} s {cost.memory_bytes / 2**20:6.0f} MiB {cost.size / 1e6:6.2f} MB  {cost.kind}: {text}"


if __name__ == "__main__":
    main()
