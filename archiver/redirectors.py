"""Redirectors: URLs of search engines, share buttons, mail filters and caches that carry the URL of an article."""

from __future__ import annotations

import binascii
import re
from base64 import urlsafe_b64decode
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: By host: where its redirects begin, and the parameters that may hold the target. What redirects only by a number or
#: a made-up word (t.co, bit.ly, feedproxy.google.com) must be asked, and is no matter for a key.
_PARAMETERS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "google": (("/url", ("q", "url")), ("/news/url", ("url",)), ("/imgres", ("imgrefurl",)), ("/translate", ("u",))),
    "bing": (("/news/apiclick.aspx", ("url",)),),
    "yandex": (("/turbo", ("text",)), ("/clck/", ("url",))),
    "facebook.com": (
        ("/l.php", ("u",)), ("/flx/warn", ("u",)), ("/sharer", ("u",)), ("/share.php", ("u",)), ("/dialog/share", ("href",)),
    ),
    "l.instagram.com": (("/", ("u",)),),
    "l.threads.net": (("/", ("u",)),),
    "l.threads.com": (("/", ("u",)),),
    "l.messenger.com": (("/", ("u",)),),
    "l.wl.co": (("/", ("u",)),),
    "lm.instagram.com": (("/l.php", ("u",)),),
    "twitter.com": (("/intent/", ("url",)), ("/share", ("url",)), ("/home", ("status",))),
    "x.com": (("/intent/", ("url",)), ("/share", ("url",))),
    "linkedin.com": (
        ("/redir/", ("url",)), ("/shareArticle", ("url",)), ("/sharing/", ("url",)), ("/safety/go", ("url",)),
    ),
    "out.reddit.com": (("/", ("url",)),),
    "reddit.com": (("/submit", ("url",)),),
    "vk.com": (("/away", ("to",)), ("/share.php", ("url",))),
    "vk.ru": (("/away", ("to",)), ("/share.php", ("url",))),
    "ok.ru": (("/dk", ("st.link", "st.shareUrl", "st._surl")), ("/offer", ("url",))),
    "duckduckgo.com": (("/l/", ("uddg",)),),
    "safelinks.protection.outlook.com": (("/", ("url",)),),
    "safelinks.protection.office365.us": (("/", ("url",)),),
    "statics.teams.cdn.office.net": (("/", ("url",)),),
    "slack-redir.net": (("/link", ("url",)),),
    "youtube.com": (("/redirect", ("q",)),),
    "getpocket.com": (("/redirect", ("url",)), ("/save", ("url",)), ("/edit", ("url",))),
    "flipboard.com": (("/redirect", ("url",)),),
    "share.flipboard.com": (("/", ("url",)),),
    "t.umblr.com": (("/redirect", ("z",)),),
    "tumblr.com": (("/share", ("url", "u")), ("/widgets/share", ("canonicalUrl",))),
    "t.me": (("/share", ("url",)), ("/iv", ("url",))),
    "telegram.me": (("/share", ("url",)),),
    "pinterest.com": (("/pin/create/", ("url",)),),
    "link.zhihu.com": (("/", ("target",)),),
    "service.weibo.com": (("/share/", ("url",)),),
    "share.naver.com": (("/", ("url",)),),
    "b.hatena.ne.jp": (("/add", ("url",)),),
    "line.me": (("/R/msg/", ("text",)), ("/lineit/", ("url",))),
    "social-plugins.line.me": (("/", ("url",)),),
    "disq.us": (("/url", ("url",)),),
    "steamcommunity.com": (("/linkfilter", ("url", "u")),),
    "l.smartnews.com": (("/", ("url",)),),
    "addtoany.com": (("/", ("linkurl",)),),
    "go.skimresources.com": (("/", ("url",)),),
    "news.ycombinator.com": (("/submitlink", ("u",)),),
    "api.whatsapp.com": (("/send", ("text",)),),
    "click.linksynergy.com": (("/", ("murl",)),),
    "awin1.com": (("/", ("ued", "p")),),
    "shareasale.com": (("/", ("urllink",)),),
    "redirect.viglink.com": (("/", ("u",)),),
    "digg.com": (("/submit", ("url",)),),
    "feedly.com": (("/i/entry", ("url",)),),
}  # fmt: skip
#: Services with a domain in most countries.
_EVERYWHERE = re.compile(r"(?:[a-z]+\.)*?(google|bing|yandex)\.(?:com?\.)?[a-z]{2,3}")
_NUMBERED_LINK = re.compile(r":[\w-]+$")

_CACHE = re.compile(r"/(?:(?:amp|[civr]|ii|wp|mbv3)(?=/))?/?(?:s/)?([^/]+\.[^/]+.*)")
_KEPT_PAGE = re.compile(
    r"/(?:web/)?(?:\d[\d.-]{3,}(?:[a-z]{2}_)?|newest|oldest)/(?:(https?):/+)?([^/]+\.[^/]+.*)"
)
_BEHIND_SLASH = re.compile(r"/(https?):/+([^/]+\.[^/]+.*)")
_TURBO = re.compile(r"(?:/turbo)?/([^/]+\.[^/]+)/s(/.*)")
_FROM_CACHE = re.compile(r"cache:(?:[\w-]+:(?!//))?(?:https?://)?(\S+\.\S+/\S+)")
_YAHOO = re.compile(r"/RU=([^/]+)(?:/|$)")
_STARRED = re.compile(r"\*(https?(?::|%3A).+)")
_PROOFPOINT = re.compile(r"/v3/__(https?:/+.+?)__;")
_IN_BYTES = re.compile(rb"https?://[\x21-\x7e]+")


def unwrap(host: str, path: str, search: str) -> str | None:
    """The URL inside a redirector's or a cache's URL, as it stands there; None when there is none.

    *search* begins with its question mark, unless it is empty.

    >>> unwrap("l.facebook.com", "/l.php", "?u=https%3A%2F%2Fherald.example%2F7&h=x")
    'https://herald.example/7'
    >>> unwrap("www-herald-example.cdn.ampproject.org", "/c/s/www.herald.example/7", "?amp_js_v=1")
    'https://www.herald.example/7?amp_js_v=1'
    >>> unwrap("herald.example", "/l.php", "?u=https%3A%2F%2Fherald.example%2F7")
    """
    find = target_finder(host)
    return find(path, search) if find else None


@lru_cache(maxsize=4096)
def target_finder(host: str) -> Callable[[str, str], str | None] | None:
    """What finds the target in the path and the query of a host's URLs; None when the host is no redirector."""
    everywhere = _EVERYWHERE.fullmatch(host)
    labels = host.split(".")
    for at in range(len(labels) - 1):
        name = ".".join(labels[at:])
        if name in _SPECIAL:
            return _SPECIAL[name]
        if name in _PARAMETERS:
            return lambda path, search: _in_parameter(_PARAMETERS[name], path, search)
    return _SPECIAL[everywhere[1]] if everywhere else None


def _in_parameter(rules: tuple[tuple[str, tuple[str, ...]], ...], path: str, search: str) -> str | None:
    names = [name for start, names in rules if path.startswith(start) for name in names]
    if not names or not search:
        return None
    return next((url for value in _values(search, names) if (url := _as_url(value))), None)


def _values(search: str, names: list[str]) -> Iterator[str]:
    for part in search.removeprefix("?").split("&"):
        name, _, value = part.partition("=")
        if name in names and value:
            yield unquote(value.replace("+", " ")).strip()


def _as_url(text: str) -> str | None:
    """A target as an absolute URL; None when it is something else."""
    if text[:4].lower() == "http" and "%3a%2f" in text[:12].lower():
        text = unquote(text)
    if " " in text:
        return None
    if text.startswith(("https://", "http://", "HTTP")):
        return text
    return f"https://{text}" if text.startswith("www.") else None


def _cached(path: str, search: str) -> str | None:
    """The original of an AMP cache's path, as in "/c/s/www.example.com/a"."""
    found = _CACHE.fullmatch(path)
    return f"https://{found[1]}{search}" if found else None


def _google(path: str, search: str) -> str | None:
    if path.startswith(("/amp/", "/s/")):
        return _cached(path, search)
    if "/articles/" in path:
        return _encoded(path.rpartition("/articles/")[2])
    return _kept_by_google(path, search) or _in_parameter(_PARAMETERS["google"], path, search)


def _bing(path: str, search: str) -> str | None:
    if path.startswith("/amp/"):
        return _cached(path, search)
    if path.startswith("/ck/a"):
        return next((_encoded(value[2:]) for value in _values(search, ["u"]) if value.startswith("a1")), None)
    return _in_parameter(_PARAMETERS["bing"], path, search)


def _yandex(path: str, search: str) -> str | None:
    if starred := _starred(path, search):
        return starred
    if turbo := _turbo(path, search):
        return turbo
    return _in_parameter(_PARAMETERS["yandex"], path, search)


def _turbo(path: str, search: str) -> str | None:
    """The original of a Turbo page, as in "/turbo/example.com/s/a"."""
    found = _TURBO.fullmatch(path)
    return f"https://{found[1]}{found[2]}{search}" if found else None


def _kept_by_google(path: str, search: str) -> str | None:
    values = (_FROM_CACHE.match(value) for value in _values(search, ["q"]) if path == "/search")
    return next((f"https://{found[1]}" for found in values if found), None)


def _behind_question_mark(path: str, search: str) -> str | None:
    return _as_url(search.removeprefix("?"))


def _yahoo(path: str, search: str) -> str | None:
    found = _YAHOO.search(path)
    return _as_url(unquote(found[1])) if found else _starred(path, search)


def _starred(path: str, search: str) -> str | None:
    found = _STARRED.search(path)
    return _as_url(unquote(found[1]) if "%3A" in found[1][:9] else found[1] + search) if found else None


def _kept_page(path: str, search: str) -> str | None:
    """The page an archive of the web keeps, as in "/web/20210219110000/https://example.com/a"."""
    found = _KEPT_PAGE.fullmatch(path) or _BEHIND_SLASH.fullmatch(path)
    return f"{found[1] or 'https'}://{found[2]}{search}" if found else None


def _proofpoint(path: str, search: str) -> str | None:
    """Proofpoint's URL Defense; version 2 writes "-" for "%" and "_" for "/"."""
    if found := _PROOFPOINT.match(path):
        return re.sub(r"^(https?):/+", r"\1://", found[1])
    if path.startswith("/v2/"):
        return next(
            (_as_url(unquote(value.replace("-", "%").replace("_", "/"))) for value in _values(search, ["u"])),
            None,
        )
    return next((_as_url(value) for value in _values(search, ["u"])), None)


def _disqus(path: str, search: str) -> str | None:
    target = _in_parameter(_PARAMETERS["disq.us"], path, search)
    return _NUMBERED_LINK.sub("", target) if target else None


def _encoded(text: str) -> str | None:
    """The URL in base64, alone or among other bytes (the older links of Google News)."""
    try:
        found = _IN_BYTES.search(urlsafe_b64decode(text.partition("?")[0] + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        return None
    return found[0].decode("ascii") if found else None


_SPECIAL: dict[str, Callable[[str, str], str | None]] = {
    "google": _google,
    "bing": _bing,
    "yandex": _yandex,
    "r.search.yahoo.com": _yahoo,
    "rd.yahoo.com": _yahoo,
    "cdn.ampproject.org": _cached,
    "cdn.ampproject.net": _cached,
    "bing-amp.com": _cached,
    "amp.cloudflare.com": _cached,
    "web.archive.org": _kept_page,
    "archive.ph": _kept_page,
    "archive.today": _kept_page,
    "archive.is": _kept_page,
    "12ft.io": _kept_page,
    "r.jina.ai": _kept_page,
    "removepaywall.com": _kept_page,
    "webcache.googleusercontent.com": _kept_by_google,
    "turbopages.org": _turbo,
    "href.li": _behind_question_mark,
    "urldefense.com": _proofpoint,
    "urldefense.proofpoint.com": _proofpoint,
    "disq.us": _disqus,
}
