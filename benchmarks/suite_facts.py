"""What the files of crawler-commons say, by reading each of them and RFC 9309: the folder has no verdicts of its own."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsFacts:
    """What one robots.txt says; NewsBot is a crawler it does not name."""

    allowed: tuple[str, ...] = ()  #: "agent path"
    refused: tuple[str, ...] = ()  #: "agent path"
    delays: dict[str, float | None] = field(default_factory=dict)  #: seconds, by agent
    sitemaps: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapFacts:
    """What one sitemap lists."""

    links: int = 0
    children: int = 0
    first: str  #: URL of the first


_NEWSWEEK = RobotsFacts(
    allowed=("NewsBot /news", "Googlebot /news"),
    refused=(
        "NewsBot /login.aspx",
        "NewsBot /a/output/print",
        "Googlebot /search.aspx",
        "Googlebot /b/output/print",
    ),
    sitemaps=1,
)

ROBOTS: dict[str, RobotsFacts] = {
    "astore.amazon.com-robots.txt": RobotsFacts(allowed=("NewsBot /a",), delays={"NewsBot": 5}),
    "crawl-delay-group-merging.txt": RobotsFacts(
        allowed=("NewsBot /private/a", "NewsBot /login/a", "mybot /a"),
        refused=("mybot /private/a", "yourbot /private/a", "yourbot /login/a"),
        delays={"mybot": 10, "yourbot": None, "NewsBot": 30},
    ),
    # "desallow" is a misspelling nobody knows; the line of bot3 is no User-agent line, so its rule is bot2's
    "directive-typos-robots.txt": RobotsFacts(
        allowed=("bot1 /desallow/a", "bot3 /useg-agent/a"),
        refused=("bot1 /dissalow/a", "bot2 /useragent/a", "bot4 /useragent-no-colon/a"),
    ),
    "dos-line-endings.txt": RobotsFacts(allowed=("NewsBot /a",), delays={"NewsBot": 1}),
    "extended-standard-robots.txt": RobotsFacts(allowed=("bot1 /a", "bot4 /a", "NewsBot /a")),
    "extension-robots.txt": RobotsFacts(
        allowed=("NewsBot /private/a", "mybot /secret/a"),
        refused=("mybot /private/a", "otherbot /admin/a"),
        sitemaps=1,
    ),
    # mybot's second group has no rule and no end: yourbot's, below it, is its as well
    "extensions-group-merging.txt": RobotsFacts(
        allowed=("NewsBot /llms.txt", "mybot /a"),
        refused=(
            "NewsBot /a",
            "mybot /private/a",
            "yourbot /private/a",
            "yourbot /login/a",
            "mybot /login/a",
        ),
    ),
    "format-errors-robots.txt": RobotsFacts(
        allowed=("bot3 /whitespace-before-colon", "NewsBot /a"),
        refused=("bot1 /whitespace-before-colon/", "bot1 /no-colon/", "bot2 /no-colon-useragent/", "bot3 /a"),
        sitemaps=1,
    ),
    "malformed-path.txt": RobotsFacts(
        allowed=("NewsBot /wiki/Harbour",), refused=("NewsBot /wiki/Wikipedia_talk:Mediation_Committee/a",)
    ),
    "many-user-agents.txt": RobotsFacts(
        allowed=("NewsBot /a",),
        refused=("Alexibot /a", "OutfoxBot/0.5 /a", "NewsBot /forum/a", "NewsBot /bot-trap/"),
    ),
    "merge-rules.txt": RobotsFacts(
        allowed=("wget /foo/bar", "NewsBot /ckh/bar", "wget /a"),
        refused=("testy /a", "curl /a", "wget /tmp/bar", "NewsBot /foo/bar", "NewsBot /tmp/bar"),
    ),
    "precedence-of-rules.txt": RobotsFacts(
        allowed=("testy /foo/bar", "testy /a", "wget /foo", "wget /index.html"),
        refused=("testy /foo", "testy /foo/baz", "wget /a"),
    ),
    "relative-sitemap-robots.txt": RobotsFacts(
        allowed=("NewsBot /a",), refused=("NewsBot /cache/a", "NewsBot /files/a"), sitemaps=1
    ),
    "rfc9309-example-longest-match-robots.txt": RobotsFacts(
        allowed=("foobot /example/page/a",), refused=("foobot /example/page/disallowed.gif",)
    ),
    "rfc9309-example-rule-group-merging.txt": RobotsFacts(
        allowed=("NewsBot /baz", "BazBot /foo"),
        refused=("ExampleBot /foo", "ExampleBot /bar", "ExampleBot /baz", "NewsBot /bar", "BazBot /baz"),
    ),
    "rfc9309-example-simple-robots.txt": RobotsFacts(
        allowed=(
            "NewsBot /publications/",
            "NewsBot /a.gif?b",
            "foobot /example/allowed.gif",
            "quxbot /example/",
        ),
        refused=("NewsBot /a.gif", "NewsBot /example/", "foobot /a", "barbot /example/page.html"),
    ),
    "robots-with-utf16be-bom.txt": _NEWSWEEK,
    "robots-with-utf16le-bom.txt": _NEWSWEEK,
    "robots-with-utf8-bom.txt": _NEWSWEEK,
    "sitemap-robots-dedup.txt": RobotsFacts(allowed=("NewsBot /a",), sitemaps=1),
    "sitemap-robots.txt": RobotsFacts(allowed=("NewsBot /a",), sitemaps=2),
    "twitter.com-robots.txt": RobotsFacts(
        allowed=("NewsBot /a", "Slurp /a"),
        refused=("NewsBot /a?b", "Googlebot /a?b", "msnbot /a/with_friends", "Slurp /b/with_friends"),
        delays={"Googlebot": None, "Slurp": 1, "msnbot": 10, "NewsBot": None},
    ),
    "wildcards.txt": RobotsFacts(
        allowed=(
            "NewsBot /a/b/sim/B001132UEE",
            "NewsBot /wishlist/universal/a",
            "NewsBot /gp/wishlist/ipad-install",
        ),
        refused=(
            "NewsBot /gp/registry/wishlist/1/reserve",
            "NewsBot /wishlist/a",
            "NewsBot /a/b/gcrnsts",
            "Googlebot /a/b/sim/B001132UEE",
            "EtaoSpider /a",
        ),
        sitemaps=8,
    ),
    "www.flot.com-robots.txt": RobotsFacts(
        allowed=("NewsBot /news",), refused=("NewsBot /admin/a", "NewsBot /img/a"), sitemaps=1
    ),
}

SITEMAPS: dict[str, SitemapFacts] = {
    # of two alternates the one that says it is a web page
    "atom.xml": SitemapFacts(links=1, first="http://example.org/2003/12/13/atom03.html"),
    "do-not-visit.txt": SitemapFacts(links=1, first="http://www.example.com/do-not-visit-here"),
    "hebdenbridgetimes-articles-sitemap.xml": SitemapFacts(
        links=74,
        first="http://www.hebdenbridgetimes.co.uk/news/local/video-tour-de-yorkshire-in-calderdale-1-7242580",
    ),
    "pagemaps-sitemap.xml": SitemapFacts(links=2, first="http://www.example.com/foo"),
    "shinpaideshou-news-sitemap.xml": SitemapFacts(
        links=3,
        first="https://shinpaideshou.wordpress.com/2017/04/25/job-opening-reischauer-policy-research-fellow/",
    ),
    "sitemap-images.xml": SitemapFacts(
        links=1, first="http://www.example.com/images/some_image_landing_page.html"
    ),
    "sitemap-links.xml": SitemapFacts(links=3, first="http://www.example.com/english/"),
    "sitemap-mobile.xml": SitemapFacts(links=3, first="http://www.example.com/mobile-friendly-1/"),
    "sitemap-news.xml": SitemapFacts(links=2, first="http://www.example.org/business/article55.html"),
    "sitemap-videos-tvshow.xml": SitemapFacts(links=1, first="https://example.org/my-tv-show/23/13/"),
    "sitemap-videos.xml": SitemapFacts(
        links=3, first="http://www.example.com/videos/some_video_landing_page.html"
    ),
    "sitemap-with-bom.txt": SitemapFacts(links=2, first="http://www.domain.com/page1.html"),
    "sitemap.badns.xml": SitemapFacts(links=2, first="http://www.example.com/1"),
    "sitemap.index.xml": SitemapFacts(
        children=15, first="https://example.com/sitemap.jss?portalCode=10260&lang=en"
    ),
    "sitemap.ns.xml": SitemapFacts(links=2, first="http://www.example.com/1"),
    "sitemap.txt": SitemapFacts(links=2, first="http://www.domain.com/page1.html"),
    "sitemap.txt.gz": SitemapFacts(links=5, first="http://www.example.com/"),
    "xmlSitemap.gz": SitemapFacts(links=5, first="http://www.example.com/"),
}
