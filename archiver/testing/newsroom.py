"""Newsroom: a small newspaper on loopback that can be edited while it is crawled."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from archiver.demo.server import Answer, PaperServer, Request
from archiver.site import Site
from archiver.testing.page import MORNING, make_page, make_paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """An article of the newsroom, as it stands now."""

    path: str
    title: str
    paragraphs: tuple[str, ...]
    author: str | None = "Ilse Marr"
    published: datetime  #: UTC
    modified: datetime | None = None  #: UTC; set by `edit`
    section: str = "Town"
    language: str = "en"
    head: str = ""  #: HTML added to <head>
    extra: str = ""  #: HTML added behind the article
    status: int = 200  #: 410 once removed
    listed: bool = True  #: feed, sitemap and section page name it


class Newsroom:
    """A small newspaper on loopback: robots.txt, home page, sections, feed, sitemap, and the articles published in it.

    The first article is of 2021-02-19 06:30 UTC, each further one an hour younger, unless `published` says otherwise:
    a newsroom has no clock, so that two runs of a test see the same bytes.
    """

    def __init__(self, pages: Mapping[str, str | bytes | Answer] | None = None, *, port: int = 0) -> None:
        self.title = "The Loopback Courier"
        #: What /robots.txt says; a test may replace it.
        self.robots = "User-agent: *\nDisallow: /private/\n\nSitemap: {url}/sitemap.xml\n"
        #: Other pages by path, served as they are; they go before everything else.
        self.pages: dict[str, Answer] = {}
        self.articles: dict[str, Printed] = {}
        self.server = PaperServer(self._answer, port=port)
        for path, page in (pages or {}).items():
            self.put(path, page)

    @property
    def url(self) -> str:
        """Address without a slash at the end."""
        return self.server.url

    @property
    def name(self) -> str:
        """Name of the site: host and port, "127.0.0.1-8800"."""
        return f"127.0.0.1-{self.server.port}"

    @property
    def site(self) -> Site:
        """The newspaper as a site to crawl, without a delay."""
        return Site(
            name=self.name,
            url=f"{self.url}/",
            title=self.title,
            language="en",
            feeds=(f"{self.url}/feed.xml",),
            sitemaps=(f"{self.url}/sitemap.xml",),
            delay_seconds=0.0,
        )

    @property
    def requests(self) -> list[Request]:
        """What the newspaper was asked, in order."""
        return self.server.requests

    def asked(self, path: str) -> list[Request]:
        """The requests for one path, in order."""
        return self.server.asked(path)

    def forget(self) -> None:
        """Empty the log of requests."""
        self.server.forget()

    def publish(
        self,
        path: str | None = None,
        title: str | None = None,
        paragraphs: Sequence[str] | None = None,
        **changes: Any,
    ) -> str:
        """Put an article into the paper and give its URL; *changes* are other fields of `Printed`.

        Without a path, title or paragraphs they are made up, other ones for every article.
        """
        number = len(self.articles) + 1
        title = title or f"Council decides on street number {number}"
        path = path or f"/news/council-decides-on-street-number-{number}.html"
        changes.setdefault("published", MORNING + timedelta(hours=number - 1))
        self.articles[path] = Printed(
            path=path, title=title, paragraphs=tuple(paragraphs or make_paragraphs(title)), **changes
        )
        return self.url + path

    def edit(self, path: str, **changes: Any) -> None:
        """Change an article; *changes* are fields of `Printed`. It says it was modified a day after the last time."""
        article = self.articles[path]
        changes.setdefault("modified", (article.modified or article.published) + timedelta(days=1))
        if "paragraphs" in changes:
            changes["paragraphs"] = tuple(changes["paragraphs"])
        self.articles[path] = replace(article, **changes)

    def remove(self, path: str, *, status: int = 410, listed: bool = True) -> None:
        """Take an article off the web; feed and sitemap still name it, unless *listed* is False."""
        self.edit(path, status=status, listed=listed)

    def put(self, path: str, page: str | bytes | Answer) -> str:
        """Serve *page* at *path* (with or without query), whatever it is, and give its URL."""
        self.pages[path] = page if isinstance(page, Answer) else Answer(body=page)
        return self.url + path

    def __enter__(self) -> Newsroom:
        self.server.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.close()

    # what the server is asked for

    def _answer(self, request: Request) -> Answer | None:
        page = self.pages.get(request.target) or self.pages.get(request.path)
        if page is not None:
            return page
        article = self.articles.get(request.path)
        if article is not None:
            return self._article(article)
        return self._seed(request.path)

    def _seed(self, path: str) -> Answer | None:
        if path == "/robots.txt":
            return Answer(body=self.robots.replace("{url}", self.url), content_type="text/plain")
        if path == "/feed.xml":
            return Answer(body=self._feed(), content_type="application/rss+xml; charset=utf-8")
        if path == "/sitemap.xml":
            return Answer(body=self._sitemap(), content_type="application/xml")
        if path == "/" or path.startswith("/sections/"):
            return self._list(path.removeprefix("/sections/").strip("/"))
        return None

    @property
    def _listed(self) -> list[Printed]:
        """Newest first."""
        listed = [article for article in list(self.articles.values()) if article.listed]
        return sorted(listed, key=lambda article: article.published, reverse=True)

    def _article(self, article: Printed) -> Answer:
        if article.status != 200:
            return Answer(status=article.status, body="<h1>This page is no longer here</h1>")
        html = make_page(
            article.title,
            article.paragraphs,
            url=self.url + article.path,
            author=article.author,
            published=article.published,
            modified=article.modified,
            section=article.section,
            language=article.language,
            head=article.head,
            extra=article.extra,
        )
        return Answer(body=html, modified=article.modified or article.published)

    def _feed(self) -> str:
        items = "\n".join(
            f"<item><title>{escape(article.title)}</title><link>{escape(self.url + article.path)}</link>"
            f"<guid>{escape(self.url + article.path)}</guid><category>{escape(article.section)}</category>"
            f"<pubDate>{article.published:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
            for article in self._listed
        )
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
            f"<title>{escape(self.title)}</title><link>{self.url}/</link><description>News for tests</description>"
            f"<language>en</language>\n{items}\n</channel></rss>\n"
        )

    def _sitemap(self) -> str:
        urls = "\n".join(
            f"<url><loc>{escape(self.url + article.path)}</loc>"
            f"<lastmod>{(article.modified or article.published).isoformat()}</lastmod></url>"
            for article in self._listed
        )
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}\n</urlset>\n'
        )

    def _list(self, section: str) -> Answer | None:
        """The home page (no section), or a section's."""
        sections = {quote(article.section.lower()): article.section for article in self._listed}
        if section and section not in sections:
            return None
        shown = [
            article for article in self._listed if not section or quote(article.section.lower()) == section
        ]
        links = " ".join(f'<a href="/sections/{slug}">{escape(name)}</a>' for slug, name in sections.items())
        items = "\n".join(
            f'<li><h2><a href="{escape(article.path)}">{escape(article.title)}</a></h2></li>'
            for article in shown
        )
        title = escape(sections.get(section, self.title))
        feed = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        return Answer(
            body=f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>{feed}</head>\n'
            f"<body><nav>{links}</nav><main><h1>{title}</h1><ul>\n{items}\n</ul></main></body></html>\n"
        )


@contextmanager
def newsroom(pages: Mapping[str, str | bytes | Answer] | None = None, *, port: int = 0) -> Iterator[Newsroom]:
    """A small newspaper on loopback, open as long as the `with` block; *pages* are served as they are.

    >>> with newsroom({"/about.html": "<p>About us</p>"}) as paper:
    ...     paper.site.name == paper.name
    True
    """
    with Newsroom(pages, port=port) as room:
        yield room
