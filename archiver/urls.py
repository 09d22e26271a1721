"""URLs: parsed as a browser parses them, and folded to the one spelling an article is filed under.

The canonical form is an identity key, never the URL that is fetched: a key may be a spelling the server does not
answer. Everything here looks at the URL alone; what a page says of itself (`rel=canonical`) outranks it elsewhere.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import ada_url

from archiver.errors import BadUrl
from archiver.escapes import path_escapes, query_escapes
from archiver.parameters import fold_query, path_names_article
from archiver.redirectors import target_finder, unwrap

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

#: Longer text is no address: browsers and servers stop between 2,000 and 8,000 characters.
MAX_URL_LENGTH = 8_000


class _Parts(NamedTuple):
    """An http(s) URL taken apart; asking the parser for each part costs more than the parsing."""

    href: str
    scheme: str  #: with its colon
    host: str
    port: str  #: empty for the scheme's own
    path: str
    search: str  #: with its question mark; empty when there is none
    fragment: str  #: with its "#"; empty when there is none

    @property
    def authority(self) -> str:
        """Host, with its port where that is not the scheme's own."""
        return f"{self.host}:{self.port}" if self.port else self.host


_PARTS = re.compile(r"(https?:)//([^/?#:\[]*|\[[^\]]*\])(?::(\d*))?(/[^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)


def resolve_url(text: str, base: str | None = None) -> str:
    """The absolute URL a browser makes of *text*, whatever its scheme; all of the WHATWG URL standard, and no more.

    *base* is the URL of the page *text* stands on.

    Raises:
        BadUrl: the standard calls it a failure.

    >>> resolve_url("//me:secret@EXAMPLE.com:443/../a b", "https://example.org/c")
    'https://me:secret@example.com/a%20b'
    """
    return _resolve(text, base).href


def parse_url(text: str, base: str | None = None) -> str:
    """Absolute http(s) URL a crawl may ask for: as `resolve_url`, with user and password left out.

    Raises:
        BadUrl: not http or https, a host that cannot be asked, over 8,000 characters (as `canonicalize` would write
            it), …

    >>> parse_url("../b?x=1", "HTTPS://me:secret@Example.com/a/c")
    'https://example.com/b?x=1'
    """
    url = _parse(text, base)
    if not _can_be_asked(url.host):
        raise BadUrl(text, "a host that no name server knows")
    if len(url.href) > MAX_URL_LENGTH // 3:  # the key writes some characters as escapes of three
        canonicalize(url.href)
    return url.href


def _can_be_asked(host: str) -> bool:
    """Whether a host is an address, or a name a name server can be asked for (RFC 1035, 2.3.4)."""
    labels = host.removesuffix(".").split(".")
    return len(host) < 255 and all(0 < len(label) < 64 for label in labels)


def _parse(text: str, base: str | None = None) -> _Parts:
    """An http(s) URL without credentials, of a length that can be kept."""
    if len(text) > MAX_URL_LENGTH:
        raise BadUrl(text[:80] + "…", f"longer than {MAX_URL_LENGTH:,} characters")
    if not text.strip() and base is None:
        raise BadUrl(text, "empty")
    url = _resolve(text, base)
    href: str = url.href
    if "@" in href and (url.username or url.password):
        url.username = url.password = ""
        href = url.href
    found = _PARTS.fullmatch(href)
    if found is None or not found[2].strip("."):
        raise BadUrl(text)
    if len(href) > MAX_URL_LENGTH:
        raise BadUrl(text[:80] + "…", f"longer than {MAX_URL_LENGTH:,} characters")
    scheme, host, port, path, search, fragment = found.groups("")
    return _Parts(href, scheme, host, port, path, search, fragment)


def _resolve(text: str, base: str | None) -> ada_url.URL:
    try:
        url = ada_url.URL(_scalar(text), base=None if base is None else _scalar(base))
    except (ValueError, UnicodeError):
        raise BadUrl(text) from None
    if "xn--" in url.href and not all(map(_decodes, url.hostname.split("."))):
        raise BadUrl(text, "a host that is no domain name")
    return url


def _scalar(text: str) -> str:
    """*text* with U+FFFD for lone surrogates, as the standard takes strings (Web IDL, USVString)."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@lru_cache(maxsize=4096)
def _decodes(label: str) -> bool:
    """Whether a label is no punycode, or punycode as a browser writes it (ada lets some other through)."""
    if not label.startswith("xn--"):
        return True
    try:
        text = label[4:].encode("ascii").decode("punycode")
        return bool(text) and ada_url.idna_to_ascii(text.encode()) == label.encode()
    except (UnicodeError, ValueError, OverflowError):
        return False


def host_of(url: str) -> str:
    """Host with its port where that is not the scheme's own.

    >>> host_of("https://www.Example.com:443/a"), host_of("http://127.0.0.1:8800/")
    ('www.example.com', '127.0.0.1:8800')
    """
    return _parse(url).authority


def site_name(url: str) -> str:
    """The name a URL's newspaper goes by: its registrable domain; for addresses and localhost, host and port.

    Blogs under a shared domain that the Public Suffix List names (blogspot.com) are sites of their own.

    >>> site_name("https://arabic.news.example.co.uk/a"), site_name("http://127.0.0.1:8800/a")
    ('example.co.uk', '127.0.0.1-8800')
    """
    parsed = _parse(url)
    return _site_of(parsed.host, parsed.port)


def same_site(a: str, b: str) -> bool:
    """Whether two URLs belong to one newspaper: same registrable domain, or same host and port for addresses.

    >>> same_site("https://m.example.com/a", "http://www.example.com/b")
    True
    >>> same_site("http://127.0.0.1:8800/", "http://127.0.0.1:8801/")
    False
    """
    return site_name(a) == site_name(b)


@lru_cache(maxsize=4096)
def _site_of(host: str, port: str) -> str:
    domain = _registrable(host)
    if domain is not None:
        return domain
    name = host.strip("[]").strip(".").replace(":", "-")
    return f"{name}-{port}" if port else name


@lru_cache(maxsize=4096)
def _registrable(host: str) -> str | None:
    """Registrable domain by the Public Suffix List; None for addresses, localhost and names of one label."""
    host = host.strip(".")
    if _is_address(host) or host == "localhost" or host.endswith(".localhost") or "." not in host:
        return None
    # a suffix of its own ("github.io") is what it is
    return _suffixes().privatesuffix(host) or host


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    """The Public Suffix List as bundled with the library, private domains as well; it is never fetched."""
    from publicsuffixlist import PSLFILE, PublicSuffixList

    lines = Path(PSLFILE).read_text(encoding="utf-8").splitlines()
    rules = (line for line in lines if line and not line.startswith("/"))
    # hosts are in punycode, and the library's own way there takes longer than all the rest
    spelled = (rule if rule.isascii() else ada_url.idna_to_ascii(rule.encode()).decode() for rule in rules)
    return PublicSuffixList(spelled, accept_encoded_idn=False)


def _is_address(host: str) -> bool:
    if not (host.startswith("[") or host[-1:].isdigit()):
        return False
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def canonicalize(url: str, ignored: frozenset[str] = frozenset()) -> str:
    """The one spelling a URL's article is filed under; an identity key, not for fetching.

    https whatever the scheme; host in lower case and IDNA without www., m., mobile., amp. and the like; no port 80 or
    443, no fragment unless it names the article ("#!/story/7"), no tracking or session parameters; AMP, print and
    mobile forms, caches and redirectors folded; percent escapes, slashes and parameter order normalised. Parameters
    that are not known are kept, the path keeps its case. *ignored* are names of parameters, in lower case, that are
    known not to matter on the URL's site. Idempotent. About 30 µs.

    Raises:
        BadUrl: as `parse_url`.

    >>> canonicalize("HTTP://www.Example.com/a?utm_source=x&id=7#top")
    'https://example.com/a?id=7'
    >>> canonicalize("https://amp.example.com/2021/02/storm/amp/?b=2&a=1")
    'https://example.com/2021/02/storm?a=1&b=2'
    >>> canonicalize("https://example.com/a?id=7&pos=3", frozenset({"pos"}))
    'https://example.com/a?id=7'
    """
    parsed = _parse(url)
    while True:
        key = _key(parsed, ignored)
        if len(key) > MAX_URL_LENGTH:
            raise BadUrl(url[:80] + "…", f"longer than {MAX_URL_LENGTH:,} characters")
        target = _target(parsed, key)
        if target is None:
            return key
        parsed = target


def without_tracking(url: str) -> str:
    """*url* as a person would pass it on: its own host and path, without fragment, tracking and session parameters.

    Unlike `canonicalize`, what it gives is meant to be opened.

    Raises:
        BadUrl: as `parse_url`.

    >>> without_tracking("http://www.example.com/a?utm_source=feed&id=7#top")
    'http://www.example.com/a?id=7'
    """
    parsed = _parse(url)
    query = fold_query(parsed.search, named=path_names_article(parsed.path)) if parsed.search else ""
    return f"{parsed.scheme}//{parsed.authority}{parsed.path}{'?' + query if query else ''}"


def _key(url: _Parts, ignored: frozenset[str]) -> str:
    path = _fold_path(path_escapes(url.path))
    search = url.search
    if url.fragment and (route := _route(url, path)):
        search = f"{search}&{route}" if search else f"?{route}"
    port = f":{url.port}" if url.port not in ("", "80", "443") else ""
    key = f"https://{_identity_host(url.host)}{port}{path}"
    if len(search) > 1 and (query := fold_query(search, named=path_names_article(path), ignored=ignored)):
        return f"{key}?{query}"
    return key


#: A fragment that is a place in the page's own program, not in its text.
_ROUTE = re.compile(r"#!?/?([^/#!:~][^#]*/[^#]*\d[^#]*)")


def _route(url: _Parts, path: str) -> str | None:
    """The parameter servers were once asked with for what a page's own program shows ("#!/story/7")."""
    if not url.fragment.startswith(("#!", "#/")) or path_names_article(path):
        return None
    found = _ROUTE.fullmatch(url.fragment)
    return "_escaped_fragment_=/" + query_escapes(found[1].rstrip("/")).replace("&", "%26") if found else None


#: Labels that say how a host shows its articles, not which.
_PRESENTATION_LABELS = frozenset({
    "www", "www1", "www2", "www3", "ww2", "m", "mobile", "mobil", "movil", "mobi", "mob", "touch", "wap", "pda", "3g", "amp",
})  # fmt: skip


@lru_cache(maxsize=4096)
def _identity_host(host: str) -> str:
    """Host without labels such as www. and m., as long as they are no part of the registrable domain."""
    if host[-1:] == "." or host[0] == ".":
        bare = host.strip(".")
        if not ada_url.check_url(f"http://{bare}/"):
            return host
        host = ada_url.URL(f"http://{bare}/").hostname
    labels = host.split(".")
    if _PRESENTATION_LABELS.isdisjoint(labels):
        return host
    domain = _registrable(host)
    if domain is None:
        return host
    labels = host[: -len(domain)].strip(".").split(".")
    return ".".join([*(label for label in labels if label and label not in _PRESENTATION_LABELS), domain])


def _target(url: _Parts, key: str) -> _Parts | None:
    """The article's URL inside the URL of a redirector or a cache; None when there is none."""
    if target_finder(url.host) is None and target_finder(_identity_host(url.host)) is None:
        return None
    spelled = _PARTS.fullmatch(key)
    assert spelled is not None
    # the key as well, so that the key of a redirect that leads nowhere is its own key
    for host, path, search in ((url.host, url.path, url.search), spelled.group(2, 4, 5)):
        target = unwrap(host, path, search or "")
        try:
            if target:
                return _parse(target)
        except BadUrl:
            continue
    return None


# Paths.
_SLASHES = re.compile(r"/{2,}")
_SESSION_IN_PATH = re.compile(r"(?<=[^./]);(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_ASP_SESSION = re.compile(r"/\((?:[A-Z]\([A-Za-z0-9_-]{20,}\))+\)(?=/)")
_QUERY_IN_PATH = re.compile(r"&(?:amp;)?(?:utm_[a-z]+|fbclid|gclid)=[^/]*$")
_INDEX_FILE = re.compile(
    r"/(?:index\.(?:html?|php5?|phtml|shtml|aspx?|jsp|cfm)|[Dd]efault\.(?:aspx?|html?))$"
)
_AMP_ENDING = re.compile(r"(?:(?<=\d{5})[-_](?:amp|print|druck)|(?<=[^./])\.(?:amp|print))(?=(?:\.html?)?$)")
_LAST_SEGMENTS = frozenset({
    "print", "printable", "printview", "printversion", "print-version", "print.html", "print.htm",
    "print.php", "amp.html", "amphtml", "imprimir", "imprimer", "drucken", "druckversion", "yazdir", "stampa",
})  # fmt: skip
_FIRST_SEGMENTS = frozenset({"print", "m", "wap"})
#: After these, "amp" is what articles are about.
_TOPICS = frozenset({"tag", "tags", "topic", "topics", "keyword", "keywords"})
#: Words of a headline: no number, which may be another one's in another part of the site.
_WORDS = re.compile(r"-[^/]*-|%[89A-F]")
_COMMENT_PAGE = re.compile(r"/comment-page-\d+$")
_BLANK_ENDING = re.compile(r"(?:%20|%09|%0[AD]|%C2%A0|%E2%80%8B|%EF%BB%BF)+$")


def _fold_path(path: str) -> str:
    while True:
        folded = _SLASHES.sub("/", path) if "//" in path else path
        if ";" in folded:
            folded = _SESSION_IN_PATH.sub("", folded)
        if "&" in folded:
            folded = _QUERY_IN_PATH.sub("", folded)
        if "%" in folded:
            folded = _BLANK_ENDING.sub("", folded)
        if "/(" in folded:
            folded = _ASP_SESSION.sub("", folded)
        if _PRESENTED.search(folded):
            folded = _fold_presentation(folded)
        if "/comment-page-" in folded:
            folded = _COMMENT_PAGE.sub("", folded)
        folded = _INDEX_FILE.sub("/", folded).rstrip("/") or "/"
        if folded == path:
            return path
        path = folded


_PRESENTED = re.compile(r"amp|print|^/(?:m|wap)/|imprim|druck|/(?:yazdir|stampa)")


def _fold_presentation(path: str) -> str:
    """A path without the parts that ask for the AMP, the print or the mobile form of the same article."""
    segments = [segment for segment in path.split("/") if segment]
    kept = [
        segment.removeprefix("amp_")
        for segment, before in zip(segments, ("", *segments), strict=False)
        if segment != "amp" or before in _TOPICS
    ]
    if len(kept) > 1 and kept[-1] in _LAST_SEGMENTS:
        kept.pop()
    if len(kept) > 1 and kept[0] in _FIRST_SEGMENTS and _is_form(kept):
        del kept[0]
    folded = _AMP_ENDING.sub("", "/" + "/".join(kept)) if kept else path
    return folded if folded.strip("/.") else path


def _is_form(segments: list[str]) -> bool:
    """Whether a path's first segment says how the article is shown, and the others name it."""
    return _WORDS.search("/".join(segments[1:])) is not None or (segments[0] == "print" and len(segments) > 2)
