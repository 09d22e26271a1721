"""What the look of a URL says: an article has a date, a number or a headline in it, an index has none."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

#: Endings of what is no page.
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|pdf|docx?|xlsx?|pptx?|epub|zip|rar|gz|mp3|mp4|m4a|m3u8|ogg|opus|wav|webm|ics|avi|mov|css|js|json"
    r"|xml|rss|atom|txt|apk|exe|woff2?)$",
    re.IGNORECASE,
)
#: Path segments that name a part of the site that holds no article of its own, in the languages newspapers use most.
_NO_ARTICLE = frozenset({
    "dossier", "dossiers", "tag", "tags", "topic", "topics", "thema", "themen", "keyword", "keywords", "label", "author",
    "authors", "autor", "autoren", "auteur", "auteurs", "writer", "writers", "columnist", "columnists",
    "contributor", "contributors", "profile", "profiles", "user", "users", "member", "members", "people",
    "staff", "byline", "category", "categories", "kategorie", "login", "signin", "sign-in", "logout",
    "register", "registration", "signup", "sign-up", "account", "my-account", "myaccount", "subscribe",
    "subscription", "subscriptions", "abo", "abonnement", "suscripcion", "checkout", "cart", "basket",
    "shop", "store", "search", "suche", "buscar", "recherche", "contact", "contact-us", "contactus",
    "kontakt", "contacto", "about", "about-us", "aboutus", "impressum", "imprint", "privacy",
    "privacy-policy", "datenschutz", "terms", "terms-of-use", "terms-of-service", "terms-and-conditions",
    "agb", "cookies", "cookie-policy", "advertise", "advertising", "advertisement", "mediadaten", "jobs",
    "careers", "stellenmarkt", "newsletter", "newsletters", "rss", "feed", "feeds", "podcasts", "livetv",
    "live-tv", "livestream", "schedule", "tv-guide", "programme", "horoscope", "horoscopes", "crossword",
    "puzzles", "games", "sudoku", "weather-forecast", "epaper", "e-paper", "archive", "archives", "archiv",
    "sitemap", "help", "faq", "faqs", "press-office", "accessibility", "wp-login", "wp-admin", "wp-content",
    "wp-json", "cgi-bin", "cdn-cgi", "apps", "app", "share", "print", "comment", "comments", "reply",
    "feedback", "corrections", "masthead", "donate", "donations", "membership", "classifieds",
    "obituaries-search", "xmlrpc.php", "wp-login.php",
})  # fmt: skip
#: The house's own pages, whatever follows: "privacy-notice", "termsofservice", "cookies_en".
_HOUSE_PAGE = re.compile(
    r"(?:privacy|terms|cookie|impressum|datenschutz|contact|about-?us|advertis|subscri|legal|mentions-legales)"
)
#: First labels of hosts that sell, log in or serve files.
_NO_ARTICLE_HOSTS = frozenset({
    "account", "accounts", "checkout", "login", "auth", "sso", "shop", "store", "jobs", "subscribe", "abo", "ads",
    "advertise", "help", "support", "epaper", "static", "cdn", "img", "images",
})  # fmt: skip
_VIDEO_INDEX = frozenset({
    "video", "videos", "watch", "tv", "gallery", "galleries", "photos", "photo", "pictures", "multimedia",
    "media", "audio", "podcast", "live",
})  # fmt: skip
_ARTICLE_WORDS = frozenset({
    "article", "articles", "articulo", "articulos", "artikel", "artikkel", "story", "stories", "nota",
    "noticia", "noticias", "nieuws", "haber", "news-detail", "newsdetail", "details", "detail", "read", "a",
    "s", "content", "node", "post", "posts", "item", "blog",
})  # fmt: skip
_DATE_IN_PATH = re.compile(
    r"/(?:19|20)\d{2}[/_-](?:0?[1-9]|1[0-2]|[a-z]{3})(?:[/_-](?:0?[1-9]|[12]\d|3[01]))?(?=[/_.-]|$)"
    r"|/(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d*(?=[/_.-]|$)"
    r"|/(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d{2}\d{0,2}(?=[/_.-]|$)"
    r"|/(?:0?[1-9]|[12]\d|3[01])[/_-](?:0?[1-9]|1[0-2])[/_-](?:19|20)\d{2}(?=[/_.-]|$)",
    re.IGNORECASE,
)
#: A date and nothing after it is an archive page: /2021/02/19/, /news/2021/02.
_DATE_ONLY = re.compile(r"/(?:19|20)\d{2}(?:/\d{1,2}){0,2}/?$")
_NUMBER = re.compile(r"(?<!\d)\d{4,}(?!\d)")
_HEX_ID = re.compile(
    r"(?<![0-9a-z])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}(?![0-9a-z])|(?-i:[A-Z0-9]{10,})",
    re.IGNORECASE,
)
_ID_PARAMETER = re.compile(
    r"(?:^|&)(?:id|p|aid|nid|sid|article|articleid|article_id|story|storyid|newsid|news_id|artid|contentid|postid|itemid"
    r"|idnews|no|idxno)=[\w.-]*\d",
    re.IGNORECASE,
)
_PAGE_PART = re.compile(
    r"/(?:page|seite|pagina|p)/?-?\d+/?$|(?:^|&)(?:page|paged|pg|start|offset)=\d+", re.IGNORECASE
)
_LETTERS = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=4096)
def article_score(url: str) -> float | None:
    """How much a URL looks like an article's, from 0 (nothing) up; None when it cannot be one.

    >>> article_score("https://example.com/english/middleeast/iraq/19022021")
    3.0
    >>> article_score("https://example.com/politics") < 1 and article_score("https://example.com/tag/iraq-elections-2021") is None
    True
    """
    parts = urlsplit(url)
    path = unquote(parts.path)
    segments = [segment for segment in path.split("/") if segment]
    if not segments and not _ID_PARAMETER.search(parts.query):
        return None
    if (
        _FILE.search(path)
        or _PAGE_PART.search(path)
        or _PAGE_PART.search(parts.query)
        or _DATE_ONLY.search(path)
    ):
        return None
    lowered = [segment.lower() for segment in segments]
    if any(segment in _NO_ARTICLE for segment in lowered[:-1]) or (
        lowered and _stem(lowered[-1]) in _NO_ARTICLE
    ):
        return None
    return _evidence(path, lowered, parts.query)


def _evidence(path: str, segments: list[str], query: str) -> float:
    last = _stem(segments[-1]) if segments else ""
    words = _words_in(last)
    score = 0.0
    if _DATE_IN_PATH.search(path):
        score += 3.0
    elif _NUMBER.search(last) or _HEX_ID.search(last):
        score += 2.0
    elif any(_NUMBER.fullmatch(segment) for segment in segments):
        score += 1.5
    if _ID_PARAMETER.search(query):
        score += 2.0
    score += 2.5 if words >= 5 else 2.0 if words >= 4 else 1.0 if words == 3 else 0.0
    if any(segment in _ARTICLE_WORDS for segment in segments[:-1]):
        score += 1.0
    if score and segments and segments[-1] != last:
        score += 0.5  # .html, .aspx
    if score < 2 and any(segment in _VIDEO_INDEX for segment in segments):
        return 0.0
    return score


def _stem(segment: str) -> str:
    return re.sub(r"\.(?:s?html?|php\d?|aspx?|jsp|cms|ece|story|amp)$", "", segment)


def _words_in(segment: str) -> int:
    """Words of a slug; in scripts written without spaces, four letters are a word."""
    count = 0
    for run in _LETTERS.findall(segment):
        count += max(1, len(run) // 4) if "\u0e00" <= run[0] <= "\u0eff" or run[0] >= "\u2e80" else 1
    return count


def shape_of(url: str) -> tuple[str, ...]:
    """The pattern of a URL: its first directory, and for each further part whether it is number, slug or word.

    >>> shape_of("https://example.com/news/2021/storm-hits-coast") == shape_of("https://example.com/news/1999/a-b-c")
    True
    """
    parts = urlsplit(url)
    segments = [segment for segment in unquote(parts.path).split("/") if segment]
    kinds = [_kind(segment) for segment in segments]
    if len(segments) > 1:
        kinds[0] = segments[0].lower()
    names = [part.partition("=")[0] for part in parts.query.split("&") if part]
    return (parts.netloc, *kinds, *sorted(names))


def _kind(segment: str) -> str:
    stem = _stem(segment)
    if stem.isdigit():
        return "0"
    return "a-b" if re.search(r"[-_]|\d", stem) or not stem.isascii() else "a"


def sections_look(url: str) -> bool:
    """Whether a URL can be a section's: few directories, no number, no part of the site without articles.

    >>> sections_look("https://example.com/english/world"), sections_look("https://example.com/about-us")
    (True, False)
    """
    parts = urlsplit(url)
    segments = [segment.lower() for segment in unquote(parts.path).split("/") if segment]
    if not 1 <= len(segments) <= 3 or _FILE.search(parts.path) or _PAGE_PART.search(parts.path):
        return False
    score = article_score(url)
    return score is not None and score < 2
