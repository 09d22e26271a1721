"""Hostile newspapers, each with one class of fault, and healthy ones beside them; for `archiver.testing.stand`."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from archiver.site import Site
from archiver.testing import bombs
from archiver.testing.page import make_page, make_paragraphs
from archiver.testing.stand import (
    HTML,
    PIECE,
    XML,
    Page,
    Paper,
    Sent,
    Visit,
    endless,
    endless_headers,
    head,
    in_turn,
    raw,
    reset_after,
    slow,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: Sizes of the largest answers. A test takes smaller ones.
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stall:
    """A paper of the stand, and how it is crawled."""

    paper: Paper
    articles: tuple[str, ...] = ()  #: titles of the articles every crawl must get
    feeds: tuple[str, ...] = ("/feed.xml",)
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()

    def site(self) -> Site:
        """The paper as a site; its port is known once the stand is open."""
        url = self.paper.url
        return Site(
            name=f"{self.paper.host}-{self.paper.port}",
            url=f"{url}/",
            title=self.paper.name,
            language="en",
            feeds=tuple(url + path for path in self.feeds),
            sitemaps=tuple(url + path for path in self.sitemaps),
            sections=tuple(url + path for path in self.sections),
            delay_seconds=0.0,
            template=False,
        )


def plain_article(title: str) -> Sent:
    """A tidy page of that headline."""
    return Sent(body=make_page(title, make_paragraphs(title)))


def _feed(paths: Sequence[str], head: str = "") -> Page:
    """A feed of these paths."""

    async def answer(visit: Visit) -> Sent:
        items = "".join(
            f"<item><title>{escape(path)}</title><link>{escape(visit.paper.url + path)}</link></item>"
            for path in paths
        )
        return Sent(
            body=f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>{visit.paper.name}</title>{items}</channel></rss>',
            content_type="application/rss+xml",
        )

    return answer


def list_page(links: Sequence[tuple[str, str]], more: str = "") -> Sent:
    """A section page of these addresses and headlines, with *more* HTML behind them."""
    items = "".join(
        f'<article><h2><a href="{escape(path)}">{escape(title)}</a></h2></article>' for path, title in links
    )
    return Sent(body=f"<!doctype html><html><body><h1>Section</h1><main>{items}</main>{more}</body></html>")


def healthy(number: int, count: int = 10) -> Stall:
    """A newspaper as it should be: *count* articles, half of them in the feed, half on a section page."""
    titles = [f"Paper {number} reports on its harbour, part {part}" for part in range(count)]
    paths = [
        f"/news/2021/02/19/paper-{number}-reports-on-its-harbour-part-{part}.html" for part in range(count)
    ]
    pages: dict[str, Page] = {path: plain_article(title) for path, title in zip(paths, titles, strict=True)}
    pages["/feed.xml"] = _feed(paths[: count // 2])
    pages["/section"] = list_page(list(zip(paths, titles, strict=True))[count // 2 :])
    pages["/"] = list_page([], '<nav><a href="/section">Section</a></nav>')
    pages["/robots.txt"] = Sent(body="User-agent: *\nDisallow: /private/\n", content_type="text/plain")
    paper = Paper(name=f"healthy {number}", host=f"127.0.4.{number + 1}", pages=pages)
    return Stall(paper=paper, articles=tuple(titles), sections=("/section",))


def faulty(name: str, number: int, pages: Mapping[str, Page], **seeds: tuple[str, ...]) -> Stall:
    """A paper whose feed lists one good article and, behind it, *pages*, each a fault."""
    title = f"What the paper of {name} still has to say"
    good = "/news/2021/02/19/what-the-paper-still-has-to-say.html"
    listed: dict[str, Page] = {"/": list_page([]), **pages, good: plain_article(title)}
    listed["/feed.xml"] = _feed(
        [path for path in (good, *pages) if path.startswith("/news/") and not path.endswith("/on")]
    )
    paper = Paper(name=name, host=f"127.0.5.{number + 1}", pages=listed)
    return Stall(paper=paper, articles=(title,), **{"feeds": ("/feed.xml",), **seeds})


def _packed(encoding: str, body: bytes) -> Sent:
    return Sent(body=body, headers=(("Content-Encoding", encoding),))


# --- bytes


def bomb_paper(number: int) -> Stall:
    """Compressed bombs of every kind, as articles and as a sitemap."""
    pages = {
        "/news/2021/02/19/gzip-bomb-one-two.html": _packed("gzip", bombs.one_gzip_bomb(100)),
        "/news/2021/02/19/deflate-bomb-one-two.html": _packed("deflate", bombs.deflate_bomb(100)),
        "/news/2021/02/19/brotli-bomb-one-two.html": _packed("br", bombs.brotli_bomb(400)),
        "/news/2021/02/19/zstd-bomb-one-two.html": _packed("zstd", bombs.zstd_bomb(400)),
        "/news/2021/02/19/gzip-in-gzip-bomb.html": _packed(
            "gzip, gzip", gzip.compress(bombs.one_gzip_bomb(30))
        ),
        "/news/2021/02/19/forty-layers-of-gzip.html": _packed(
            ", ".join(["gzip"] * 40), bombs.nested_gzip(40, b"<p>deep</p>")
        ),
        "/sitemap.xml.gz": Sent(body=bombs.gzip_bomb(1000), content_type="application/gzip"),
        "/section": _packed("br", bombs.brotli_bomb(400)),
    }
    return faulty("bombs", number, pages, sitemaps=("/sitemap.xml.gz",), sections=("/section",))


def endless_paper(number: int) -> Stall:
    """Answers without an end: bodies, headers, one header."""
    pages = {
        "/news/2021/02/19/endless-chunked-body.html": endless(),
        "/news/2021/02/19/endless-plain-body.html": endless(chunked=False),
        "/news/2021/02/19/two-gigabytes-announced.html": endless(
            b"x" * PIECE, "Content-Length: 2000000000", chunked=False
        ),
        "/news/2021/02/19/endless-header-lines.html": endless_headers(),
        "/news/2021/02/19/one-endless-header-line.html": endless_headers(b"m" * 8192),
        "/news/2021/02/19/endless-folded-header.html": endless_headers(b" " + b"m" * 200 + b"\r\n"),
        "/news/2021/02/19/endless-early-hints-one.html": endless_headers(
            b"\r\nHTTP/1.1 103 Early Hints\r\nA: b\r\n"
        ),
        "/section": endless(),
        "/robots.txt": endless(b"User-agent: *\nDisallow: /private/\n" * 1000),
    }
    return faulty("endless answers", number, pages, sections=("/section",))


def slow_paper(number: int) -> Stall:
    """Slow-loris: a byte now and then, in the status line, the headers, the body; and redirects that take their time."""

    async def hop(visit: Visit) -> Sent:
        await asyncio.sleep(2.5)
        return Sent(status=302, headers=(("Location", f"{visit.path}/on"),))

    pages = {
        "/news/2021/02/19/slow-hop-after-slow-hop": hop,
        **{f"/news/2021/02/19/slow-hop-after-slow-hop{'/on' * times}": hop for times in range(1, 10)},
        "/news/2021/02/19/dripping-body-one.html": slow(head("Content-Length: 100000"), b"x"),
        "/news/2021/02/19/dripping-headers-one.html": slow(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        "/news/2021/02/19/dripping-status-line.html": slow(b"HTTP", b"1"),
        "/news/2021/02/19/silence-for-ever-one.html": slow(b"", b""),
    }
    # a host that comes to nothing again and again is left to a later run, its good article with it
    return Stall(paper=faulty("slow answers", number, pages).paper)


def huge_paper(number: int, size: int = 10 * MEGABYTE) -> Stall:
    """Pages of many megabytes: as an article, as a section."""
    words = "<p>The river rose again on Monday, and nobody in the quarter had slept.</p>"
    links = "".join(
        f'<li><a href="/news/2021/02/18/list-{at}-of-the-river-report.html">List {at} of the river report goes on</a></li>'
        for at in range(size // 2 // 130)
    )
    pages = {
        "/news/2021/02/19/ten-megabytes-of-text.html": Sent(
            body=f"<html><body>{words * (size // len(words))}"
        ),
        "/news/2021/02/19/a-million-list-items.html": Sent(body="<html><body><ul>" + "<li>a" * (size // 5)),
        "/news/2021/02/19/a-five-megabyte-attribute.html": Sent(
            body=f'<html><body><p title="{"t" * (size // 2)}">Short.</p>'
        ),
        "/section": Sent(body=f"<html><body><p>{'x' * (size // 2 - 1000)}</p><ul>{links}</ul>"),
    }
    return faulty("huge pages", number, pages, sections=("/section",))


def deep_paper(number: int, size: int = 10 * MEGABYTE) -> Stall:
    """Nesting that ends parsers, and characters that end texts."""
    text = "".join(f"<p>{one}</p>" for one in make_paragraphs("Deep"))
    pages = {
        "/news/2021/02/19/a-thousand-divs-deep.html": Sent(body=f"<html><body>{'<div>' * 1000}{text}"),
        "/news/2021/02/19/a-million-divs-deep.html": Sent(body=f"<html><body>{'<div>' * (size // 5)}{text}"),
        "/news/2021/02/19/tables-in-tables-deep.html": Sent(
            body=f"<html><body>{'<table><tr><td>' * (size // 100)}{text}"
        ),
        "/news/2021/02/19/a-hundred-thousand-tags.html": Sent(
            body="<html><body>" + "<b><i>" * (size // 20) + text
        ),
    }
    return faulty("deep nesting", number, pages)


def reader_paper(number: int, size: int = 10 * MEGABYTE) -> Stall:
    """Pages made for whoever reads them: patterns that are slow to match, numbers, JSON without an end."""
    pages = {
        "/news/2021/02/19/json-that-nests-for-ever.html": Sent(
            body='<html><head><script type="application/ld+json">'
            + '{"a":[' * (size // 50)
            + "</script></head>"
        ),
        "/news/2021/02/19/spaces-and-more-spaces.html": Sent(
            body="<p>" + " " * (size // 3) + "</p>" + "< " * (size // 100)
        ),
        "/news/2021/02/19/dates-and-more-dates.html": Sent(
            body="<html><body>" + "<p>Published 19 February 2021, 12:30 by A B</p>" * (size // 500)
        ),
        "/news/2021/02/19/ampersands-without-end.html": Sent(body="<html><body><p>" + "&#x" * (size // 15)),
        "/news/2021/02/19/metas-by-the-thousand.html": Sent(
            body="<html><head>" + '<meta property="article:author" content="A B">' * (size // 200) + "</head>"
        ),
    }
    return faulty("reader killers", number, pages)


def letters_paper(number: int) -> Stall:
    """Charsets that lie and characters nobody wants; the articles are good, and are to be stored."""
    titles = [f"Charset story {part} about the old bridge" for part in range(4)]
    page = [make_page(title, make_paragraphs(title)) for title in titles]
    pages = {
        "/news/2021/02/19/utf-8-called-latin-nine.html": Sent(
            body=page[0], content_type="text/html; charset=iso-8859-9"
        ),
        "/news/2021/02/19/no-such-charset-at-all.html": Sent(
            body=page[1], content_type="text/html; charset=klingon"
        ),
        "/news/2021/02/19/control-characters-all-over.html": Sent(
            body=page[2].replace("</p>", "&#1;&#11;\x00\x08\ud800</p>").encode("utf-8", "surrogatepass")
        ),
        "/news/2021/02/19/utf-sixteen-without-a-mark.html": Sent(
            body=page[3].encode("utf-16-le"), content_type="text/html; charset=utf-16le"
        ),
    }
    stall = faulty("lying charsets", number, pages)
    return Stall(paper=stall.paper, articles=(*stall.articles, *titles))


# --- the wire


def broken_paper(number: int) -> Stall:
    """Answers that break off or make no sense, every time."""
    page = make_page().encode()
    half = page[: len(page) // 2]
    chunk = b"%x\r\n%b\r\n" % (len(half), half)
    pages: dict[str, Page] = {
        "/news/2021/02/19/short-body-again-and-again.html": raw(head(f"Content-Length: {len(page)}") + half),
        "/news/2021/02/19/chunks-that-break-off.html": raw(head("Transfer-Encoding: chunked") + chunk),
        "/news/2021/02/19/chunks-that-are-no-chunks.html": raw(
            head("Transfer-Encoding: chunked") + b"zzz\r\n" + half
        ),
        "/news/2021/02/19/reset-in-the-middle.html": reset_after(head(f"Content-Length: {len(page)}") + half),
        "/news/2021/02/19/gzip-that-breaks-off.html": raw(
            head("Content-Encoding: gzip") + gzip.compress(page)[: len(gzip.compress(page)) // 2]
        ),
        "/news/2021/02/19/garbage-status-line.html": raw(b"\x00\xff\xfegarbage\r\n\r\n" + page),
        "/news/2021/02/19/http-nine-answer.html": raw(page),
        "/news/2021/02/19/status-of-ninety-nine.html": raw(b"HTTP/1.1 99 Odd\r\n\r\n" + page),
        "/news/2021/02/19/two-lengths-at-once.html": raw(
            head(f"Content-Length: {len(page)}", "Content-Length: 7") + page
        ),
    }
    return Stall(paper=faulty("broken answers", number, pages).paper)


def odd_paper(number: int) -> Stall:
    """Answers that are odd and can be read all the same: early hints, header names no standard knows, cookie bounces,
    a reset at the first try."""
    titles = [f"Odd answer number {part} is read all the same" for part in range(4)]
    page = [make_page(title, make_paragraphs(title)).encode() for title in titles]

    async def bounce(visit: Visit) -> Sent:
        if "seen=1" in visit.headers.get("cookie", ""):
            return Sent(body=page[2])
        return Sent(status=302, headers=(("Set-Cookie", "seen=1; Path=/"), ("Location", visit.target)))

    pages: dict[str, Page] = {
        "/news/2021/02/19/early-hints-come-first.html": raw(
            b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
            + head(f"Content-Length: {len(page[0])}")
            + page[0]
        ),
        "/news/2021/02/19/header-names-in-arabic.html": raw(
            head(f"Content-Length: {len(page[1])}").replace(
                b"Connection", "X-خبر: 1\r\nno colon here\r\nConnection".encode(), 1
            )
            + page[1]
        ),
        "/news/2021/02/19/cookie-bounce-to-itself.html": bounce,
        "/news/2021/02/19/reset-and-then-well.html": in_turn(
            reset_after(head("Content-Length: 9999") + page[3][:500]), Sent(body=page[3])
        ),
    }
    stall = faulty("odd answers", number, pages)
    return Stall(paper=stall.paper, articles=(*stall.articles, *titles))


def redirect_paper(number: int) -> Stall:
    """Redirects in circles, without end, growing, and to where nobody may go."""

    def to(target: Callable[[Visit], str] | str) -> Page:
        async def answer(visit: Visit) -> Sent:
            return Sent(
                status=302, headers=(("Location", target if isinstance(target, str) else target(visit)),)
            )

        return answer

    grow = to(lambda visit: f"{visit.target}/and-longer-still")
    count = to(lambda visit: f"/hop/{int(visit.path.rpartition('/')[2]) + 1}")
    pages: dict[str, Page] = {
        "/news/2021/02/19/round-and-round-here.html": to("/news/2021/02/19/round-and-round-there.html"),
        "/news/2021/02/19/round-and-round-there.html": to("/news/2021/02/19/round-and-round-here.html"),
        "/news/2021/02/19/sixty-hops-from-here.html": to("/hop/1"),
        "/news/2021/02/19/grow-and-grow-again.html": grow,
        "/news/2021/02/19/into-the-private-net.html": to("http://10.0.0.7/secret"),
        "/news/2021/02/19/into-the-cloud-host.html": to("http://[::ffff:169.254.169.254]/latest"),
        "/news/2021/02/19/into-the-file-system.html": to("file:///etc/passwd"),
        "/news/2021/02/19/cookie-without-an-end.html": _endless_cookies,
    }
    stall = faulty("redirects", number, pages)
    stall.paper.otherwise = _either(grow, count)
    return stall


async def _endless_cookies(visit: Visit) -> Sent:
    cookie = visit.headers.get("cookie", "")
    return Sent(
        status=302, headers=(("Set-Cookie", f"n={len(cookie)}{cookie[-20:]}"), ("Location", visit.target))
    )


def _either(grow: Page, count: Page) -> Page:
    async def answer(visit: Visit) -> Sent | None:
        if visit.path == "/robots.txt":
            return Sent(status=404)
        chosen = count if visit.path.startswith("/hop/") else grow
        return chosen if isinstance(chosen, Sent) else await chosen(visit)

    return answer


# --- robots.txt and patience


def robots_paper(number: int, name: str, robots: Page) -> Stall:
    """A paper whose robots.txt is at fault; nothing of it may be fetched."""
    stall = faulty(name, number, {"/robots.txt": robots})
    return Stall(paper=stall.paper)


def challenged_robots_paper(number: int) -> Stall:
    """A challenge page in place of robots.txt, with status 200: no rules, so all is allowed."""
    page = Sent(
        body="<!doctype html><html><title>Just a moment...</title><body>Checking your browser</body></html>"
    )
    return faulty("robots.txt: challenge page", number, {"/robots.txt": page})


def busy_paper(number: int) -> Stall:
    """A server that wants to be left alone for a day."""
    pages = {
        f"/news/2021/02/19/come-back-tomorrow-{part}.html": Sent(
            status=429, headers=(("Retry-After", "86400"),)
        )
        for part in range(20)
    }
    return Stall(paper=faulty("429 for a day", number, pages).paper)


# --- lists


def xml_paper(number: int, outside: str = "file:///etc/passwd") -> Stall:
    """Feeds and sitemaps whose entities would grow or fetch."""
    item = "<rss version='2.0'><channel><title>&lol9;</title><item><title>&lol9;</title><link>http://127.0.0.1/a-b-c-d-1</link></item></channel></rss>"
    many = f"<urlset><url><loc>http://127.0.0.1/{'&big;' * 2000}</loc></url></urlset>"
    loc = "<urlset><url><loc>http://127.0.0.1/&outside;</loc></url></urlset>"
    pages = {
        "/laughs.xml": Sent(body=bombs.billion_laughs(item), content_type=XML),
        "/quadratic.xml": Sent(body=bombs.quadratic(many), content_type=XML),
        "/external.xml": Sent(body=bombs.external(loc, outside), content_type=XML),
        "/laughs-sitemap.xml": Sent(
            body=bombs.billion_laughs("<urlset><url><loc>&lol9;</loc></url></urlset>"), content_type=XML
        ),
    }
    return faulty(
        "XML bombs",
        number,
        pages,
        feeds=("/feed.xml", "/laughs.xml"),
        sitemaps=("/quadratic.xml", "/external.xml", "/laughs-sitemap.xml"),
    )


def sitemap_paper(number: int, count: int = 50_000) -> Stall:
    """Sitemaps that list themselves and each other, an index of *count* sitemaps, and one of as many old pages."""

    async def index(visit: Visit) -> Sent:
        """An index that lists itself, and two new ones at every level."""
        names = [visit.target, f"/index-{visit.target.count('-')}-a{visit.path}", f"/index-b{visit.path}"]
        return _index([visit.paper.url + name for name in names])

    async def many(visit: Visit) -> Sent:
        return _index([f"{visit.paper.url}/empty-{at}.xml" for at in range(count)])

    async def old(visit: Visit) -> Sent:
        entries = "".join(
            f"<url><loc>{visit.paper.url}/news/2010/01/{at % 28 + 1}/old-story-number-{at}.html</loc><lastmod>2010-01-01</lastmod></url>"
            for at in range(count)
        )
        return Sent(body=f"<urlset>{entries}</urlset>", content_type=XML)

    async def other(visit: Visit) -> Sent:
        if visit.path.startswith("/empty-"):
            return Sent(body="<urlset></urlset>", content_type=XML)
        return await index(visit) if visit.path.endswith("index.xml") else Sent(status=404)

    stall = faulty(
        "sitemap loops",
        number,
        {"/index.xml": index, "/many.xml": many, "/old.xml": old},
        sitemaps=("/index.xml", "/many.xml", "/old.xml"),
    )
    stall.paper.otherwise = other
    return stall


def _index(urls: Sequence[str]) -> Sent:
    entries = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return Sent(body=f"<sitemapindex>{entries}</sitemapindex>", content_type=XML)


# --- pages that are no articles


def polite_lies_paper(number: int) -> Stall:
    """Status 200 for what is no article: soft-404, consent, login, challenge, maintenance; also as a section."""
    says = {
        "not-found": "<title>404</title><h1>Page not found</h1><p>The page you are looking for does not exist.</p>",
        "consent": "<title>Before you continue</title><h1>We value your privacy</h1><p>Accept all cookies to go on.</p><button>Accept all</button>",
        "login": "<title>Log in</title><h1>Log in</h1><form action=/login method=post><input name=user><input type=password name=pass></form>",
        "challenge": "<title>Just a moment...</title><p>Checking your browser before you access this site.</p><noscript>Enable JavaScript and cookies to continue</noscript>",
        "maintenance": "<title>Maintenance</title><h1>We will be back soon</h1><p>Our site is down for scheduled maintenance.</p>",
    }
    pages: dict[str, Page] = {
        f"/news/2021/02/19/page-that-is-a-{name}.html": Sent(body=f"<!doctype html><html><head>{html}")
        for name, html in says.items()
    }
    menu = '<a href="/news/2021/01/01/how-to-accept-our-cookies-today">How to accept all of our cookies today</a>'
    pages["/section"] = Sent(body=f"<!doctype html><html><head>{says['challenge']}</head><body>{menu * 3}")
    stall = faulty("no articles", number, pages, sections=("/section",))
    stall.paper.otherwise = Sent(body=f"<!doctype html><html><head>{says['not-found']}", content_type=HTML)
    return stall


async def never(visit: Visit) -> None:
    """No answer."""
    await asyncio.sleep(3600)
