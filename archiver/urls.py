"""URLs: parsed as a browser parses them, and folded to the one spelling an article is filed under.

The canonical form is an identity key, never the URL that is fetched: a key may be a spelling the server does not
answer. Everything here looks at the URL alone; what a page says of itself (`rel=canonical`) outranks it elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, unquote_to_bytes

import ada_url

from archiver.errors import BadUrl

if TYPE_CHECKING:
    from tldextract import TLDExtract

#: Longer text is no address: browsers and servers stop between 2,000 and 8,000 characters.
MAX_URL_LENGTH = 8_000


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
    href: str = url.href
    if not _can_be_asked(url.hostname):
        raise BadUrl(text, "a host that no name server knows")
    if len(href) > MAX_URL_LENGTH // 3:  # the key writes some characters as escapes of three
        canonicalize(href)
    return href


def _can_be_asked(host: str) -> bool:
    """Whether a host is an address, or a name a name server can be asked for (RFC 1035, 2.3.4)."""
    labels = host.removesuffix(".").split(".")
    return len(host) < 255 and all(0 < len(label) < 64 for label in labels)


def _parse(text: str, base: str | None = None) -> ada_url.URL:
    """An http(s) URL without credentials, of a length that can be kept."""
    if len(text) > MAX_URL_LENGTH:
        raise BadUrl(text[:80] + "…", f"longer than {MAX_URL_LENGTH:,} characters")
    if not text.strip() and base is None:
        raise BadUrl(text, "empty")
    url = _resolve(text, base)
    href: str = url.href
    if not href.startswith(("https:", "http:")) or not url.hostname.strip("."):
        raise BadUrl(text)
    if len(href) > MAX_URL_LENGTH:
        raise BadUrl(text[:80] + "…", f"longer than {MAX_URL_LENGTH:,} characters")
    if "@" in href and (url.username or url.password):
        url.username = url.password = ""
    return url


def _resolve(text: str, base: str | None) -> ada_url.URL:
    try:
        url = ada_url.URL(_scalar(text), base=None if base is None else _scalar(base))
    except (ValueError, UnicodeError):
        raise BadUrl(text) from None
    if "xn--" in (host := url.hostname) and not all(map(_decodes, host.split("."))):
        raise BadUrl(text, "a host that is no domain name")
    return url


def _scalar(text: str) -> str:
    """*text* with U+FFFD for lone surrogates, as the standard takes strings (Web IDL, USVString)."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


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
    return _parse(url).host


def site_name(url: str) -> str:
    """The name a URL's newspaper goes by: its registrable domain; for addresses and localhost, host and port.

    Blogs under a shared domain that the Public Suffix List names (blogspot.com) are sites of their own.

    >>> site_name("https://arabic.news.example.co.uk/a"), site_name("http://127.0.0.1:8800/a")
    ('example.co.uk', '127.0.0.1-8800')
    """
    parsed = _parse(url)
    return _site_of(parsed.hostname, parsed.port)


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
    found = _suffixes().extract_str(host)
    if found.domain and found.suffix:
        return f"{found.domain}.{found.suffix}"
    # a suffix of its own ("github.io"), or a top-level domain that is not on the list (".test", ".example")
    return host if found.suffix else ".".join(host.split(".")[-2:])


@lru_cache(maxsize=1)
def _suffixes() -> TLDExtract:
    """The Public Suffix List as bundled with tldextract; it is never fetched."""
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def _is_address(host: str) -> bool:
    if not (host.startswith("[") or host[-1:].isdigit()):
        return False
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def canonicalize(url: str) -> str:
    """The one spelling a URL's article is filed under; an identity key, not for fetching.

    https whatever the scheme; host in lower case and IDNA without www., m., mobile., amp.; no port 80 or 443, no
    fragment, no tracking or session parameters; AMP, AMP-cache, print and search-redirect spellings folded; percent
    escapes, slashes and parameter order normalised. Parameters that are not known are kept, the path keeps its case.
    Idempotent. About 40 µs.

    Raises:
        BadUrl: as `parse_url`.

    >>> canonicalize("HTTP://www.Example.com/a?utm_source=x&id=7#top")
    'https://example.com/a?id=7'
    >>> canonicalize("https://amp.example.com/2021/02/storm/amp/?b=2&a=1")
    'https://example.com/2021/02/storm?a=1&b=2'
    """
    parsed = _parse(url)
    while True:
        host = _identity_host(parsed.hostname)
        key = _key(host, parsed)
        if len(key) > MAX_URL_LENGTH:
            raise BadUrl(url[:80] + "…", f"longer than {MAX_URL_LENGTH:,} characters")
        if not _WRAPPER.search(host):
            return key
        target = _wrapped(host, parsed) or _wrapped(host, _parse(key))
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
    query = _fold_query(parsed.search, parsed.pathname)
    return f"{parsed.origin}{parsed.pathname}{'?' + query if query else ''}"


def _key(host: str, url: ada_url.URL) -> str:
    port = url.port
    path = _fold_path(_normal_escapes(url.pathname, _PATH_KEPT))
    query = _fold_query(url.search, path)
    key = f"https://{host}{f':{port}' if port and port not in ('80', '443') else ''}{path}"
    return f"{key}?{query}" if query else key


#: Labels that say how a host shows its articles, not which.
_PRESENTATION_LABELS = frozenset({"www", "m", "mobile", "amp"})


@lru_cache(maxsize=4096)
def _identity_host(host: str) -> str:
    """Host without labels such as www. and m., as long as they are no part of the registrable domain."""
    bare = host.strip(".")
    host = bare if ada_url.check_url(f"http://{bare}/") else host
    domain = _registrable(host)
    if domain is None:
        return host
    labels = host[: -len(domain)].strip(".").split(".")
    return ".".join([*(label for label in labels if label and label not in _PRESENTATION_LABELS), domain])


#: Hosts whose URLs carry another URL: search redirects, share redirects, AMP caches.
_WRAPPER = re.compile(
    r"(?P<search>^google\.(?:com?\.)?[a-z]{2,3}$)|(?P<cache>(?:^|\.)(?:cdn\.ampproject\.org|bing-amp\.com)$)"
    r"|(?P<share>^lm?\.(?:facebook|instagram)\.com$)"
)


def _wrapped(host: str, url: ada_url.URL) -> ada_url.URL | None:
    """The article's URL inside the URL of a redirect or an AMP cache; None when there is none."""
    kind, path = _WRAPPER.search(host), url.pathname
    target: str | None = None
    if kind is None:
        return None
    if kind["cache"]:
        target = _cached(re.sub(r"^/[a-z](?=/)", "", path), url.search)
    elif kind["search"] and path == "/url":
        target = _parameter(url.search, ("q", "url"))
    elif kind["search"]:
        target = _cached(path.removeprefix("/amp"), url.search) if path.startswith(("/amp/", "/s/")) else None
    elif path == "/l.php":
        target = _parameter(url.search, ("u",))
    try:
        return _parse(target) if target else None
    except BadUrl:
        return None


def _cached(path: str, search: str) -> str | None:
    """The original of an AMP cache's path, as in "/s/www.example.com/a"."""
    rest = path.removeprefix("/s").lstrip("/")
    return f"https://{rest}{search}" if "." in rest.partition("/")[0] else None


def _parameter(search: str, names: tuple[str, ...]) -> str | None:
    parts = (part.partition("=") for part in search.removeprefix("?").split("&"))
    return next(
        (unquote(value.replace("+", " ")) for name, _, value in parts if name in names and value), None
    )


# Escapes. Reserved characters that mean nothing in a path or a query are written bare; all others are escaped.
_PATH_KEPT = frozenset("!$'()*,:;=@&+~-._")
_QUERY_KEPT = frozenset("/!$'()*,:;@?~-._")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?|[^A-Za-z0-9%/!$'()*,:;=@&+~._-]")
_HIGH_RUN = re.compile(r"(?:(?<!%)(?<!%[0-9A-F])[A-Za-z])?(?:%[89A-F][0-9A-F])+")
_PLAIN = re.compile(r"[A-Za-z0-9/!$'()*,:;@~._-]*")


def _normal_escapes(text: str, kept: frozenset[str]) -> str:
    """*text* with one spelling for each character: bare where that is safe, else an upper-case escape, in NFC."""
    if _PLAIN.fullmatch(text):
        return text

    def write(match: re.Match[str]) -> str:
        code = match[1]
        char = chr(int(code, 16)) if code else match[0]
        if char in kept or (char.isascii() and char.isalnum()):
            return char
        return f"%{code.upper()}" if code else quote(char, safe="")

    written = _ESCAPE.sub(write, text)
    return _HIGH_RUN.sub(_compose, written) if "%" in written else written


def _compose(match: re.Match[str]) -> str:
    """Accents written apart from their letter (NFD), as some servers print them, joined to it (NFC)."""
    try:
        text = unquote_to_bytes(match[0]).decode()
    except UnicodeDecodeError:
        return match[0]  # an older charset; its bytes are the name
    if unicodedata.is_normalized("NFC", text):
        return match[0]
    return quote(unicodedata.normalize("NFC", text), safe="")


# Paths.
_SLASHES = re.compile(r"/{2,}")
_SESSION_IN_PATH = re.compile(r"(?<=[^./]);(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_INDEX_FILE = re.compile(r"/(?:index\.(?:html?|php|shtml|aspx?|jsp)|[Dd]efault\.(?:aspx?|html?))$")
_AMP_ENDING = re.compile(r"(?:(?<=\d{5})[-_]amp|(?<=[^./])\.amp)(?=(?:\.html?)?$)")
_PRINT_SEGMENTS = frozenset({"print", "printable", "print.html", "amp.html", "print.php"})


def _fold_path(path: str) -> str:
    while True:
        folded = _SLASHES.sub("/", path)
        if ";" in folded:
            folded = _SESSION_IN_PATH.sub("", folded)
        if "amp" in folded or "print" in folded:
            folded = _fold_presentation(folded)
        folded = _INDEX_FILE.sub("/", folded).rstrip("/") or "/"
        if folded == path:
            return path
        path = folded


def _fold_presentation(path: str) -> str:
    """A path without the parts that ask for the AMP or the print form of the same article."""
    segments = [segment for segment in path.split("/") if segment]
    kept = [segment for segment in segments if segment != "amp"]
    if len(kept) > 1 and kept[-1] in _PRINT_SEGMENTS:
        kept.pop()
    if len(kept) > 2 and kept[0] == "print":
        del kept[0]
    folded = _AMP_ENDING.sub("", "/" + "/".join(kept)) if kept else path
    return folded if folded.strip("/.") else path


# Parameters. Names are compared in lower case.
_TRACKING_PREFIXES = (
    "utm_", "pk_", "mtm_", "piwik_", "matomo_", "hsa_", "_hs", "__hs", "hss_", "wt_", "wt.", "stm_", "trk_", "vero_",
    "oly_", "itm_", "ns_", "cx_", "fb_", "at_", "ga_", "_ga", "_gl", "guce_", "soc_", "obclick", "ob_click", "oborig",
    "dicbo", "tblci", "taboola", "outbrain", "zanpid", "action_object", "action_type_map", "action_ref", "__twitter",
    "__cf_", "_branch", "amp_js", "amp_gsa", "amp_ct", "__amp", "echobox", "smartnews", "guccounter", "li_fat", "wpisrc",
    "wpmm", "wpmk", "hootpost", "sc_src", "sc_channel", "sc_camp", "ck_subscriber", "_bhlid", "intcmp", "int_source",
    "int_medium", "int_campaign", "int_content", "s_kwcid", "dm_i",
)  # fmt: skip
_TRACKING = frozenset({
    # networks, mail and advertising
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid", "tbclid",
    "igshid", "igsh", "srsltid", "rdid", "epik", "irclickid", "mibextid", "sfnsn", "rb_clickid", "erid", "ef_id", "spm",
    "scm", "trk", "usqp", "mc_cid", "mc_eid", "mkt_tok", "__s", "_openstat", "xtor", "xtref", "xtcr", "xts", "pcrid",
    "mkwid", "linkid", "wprov", "bxid", "nlsource", "nlid", "leadsource", "ss_source", "ss_email_id", "ss_campaign_id",
    # newspapers' own campaigns and share buttons
    "s_cid", "scid", "mbid", "yptr", "ncid", "ocid", "icid", "cmp", "cmpid", "cmp_ilc", "cmpgncode", "campaign",
    "campaignid", "campaign_id", "ito", "emc", "smid", "smtyp", "smprod", "partner", "rss", "ref_src", "ref_url",
    "referrer", "referer", "tsrc", "sref", "sr_share", "regi_id", "segment_id", "instance_id", "cvid", "sharetype",
    "sharetoken", "sharesource", "share_from", "share_id", "shared", "unlocked_article_code", "recirc", "ftag", "ftcamp",
    "cndid", "esrc", "srnd", "taid", "traffic_source", "trafficsource", "intcid", "itid", "hpid", "reflink", "bcmt",
    # sessions
    "phpsessid", "jsessionid", "aspsessionid", "asp.net_sessionid", "cfid", "cftoken", "sessionid", "session_id",
    # the AMP and print forms of a page
    "print_view", "printable", "printerfriendly", "printer_friendly", "isamp", "is_amp", "fromamp",
})  # fmt: skip
#: Tracking on most sites, the article's number on a few (`article.php?sid=12`): dropped where something else names it.
_MAYBE_TRACKING = frozenset({
    "sid", "ref", "refer", "source", "src", "from", "via", "share", "feature", "cid", "origin", "rel", "sk", "mod", "te",
    "nl", "sh", "medium", "link_source", "seid", "s_src", "cmpg", "ved", "usg", "ust", "xid", "tid", "iid", "eml", "dlbk",
    "newsletter", "gift",
})  # fmt: skip
_ARTICLE_NAMES = frozenset({
    "id", "p", "a", "aid", "nid", "article", "articleid", "article_id", "story", "storyid", "story_id", "newsid",
    "news_id", "idnews", "id_article", "artid", "art_id", "itemid", "contentid", "docid", "postid", "post", "n",
})  # fmt: skip
_SWITCHES = frozenset({"amp", "print", "pf", "printer", "printmode", "amphtml", "_amp"})
_SWITCHED_ON = frozenset({"", "1", "true", "yes", "y", "on", "amp", "print"})
_FORM_NAMES = frozenset({
    "outputtype", "output", "format", "view", "mode", "type", "layout", "service", "variant", "render", "action", "style",
    "version", "display", "tpl", "template",
})  # fmt: skip
_FORMS = frozenset({"amp", "print", "printable", "printer", "printview", "amp-type", "ampstory"})


def _fold_query(search: str, path: str) -> str:
    """The parameters that tell one article from another, sorted by name."""
    if len(search) < 2:
        return ""
    parts: list[tuple[str, str]] = []
    for part in search[1:].split("&"):
        name, _, value = part.partition("=")
        name, value = _query_text(name), _query_text(value)
        while name.startswith("amp;"):  # "&amp;" of the page's HTML, copied as it stood
            name = name[4:]
        if (name or value) and not _says_nothing(name.lower(), value):
            parts.append((name, value))
    if _path_names_article(path) or any(name.lower() in _ARTICLE_NAMES and value for name, value in parts):
        parts = [part for part in parts if not _may_be_tracking(*part)]
    parts.sort(key=lambda part: part[0])
    return "&".join(f"{name}={value}" if value or not name else name for name, value in parts)


def _may_be_tracking(name: str, value: str) -> bool:
    name = name.lower()
    # Twitter's share button writes s=09, s=20, …
    return name in _MAYBE_TRACKING or (name == "s" and len(value) == 2 and value.isdigit())


def _query_text(text: str) -> str:
    return _normal_escapes(text.replace("+", "%20"), _QUERY_KEPT)


def _says_nothing(name: str, value: str) -> bool:
    """Whether a parameter leads to the same words: tracking, a session, or another form of the page."""
    if name in _TRACKING or name.startswith(_TRACKING_PREFIXES):
        return True
    lowered = value.lower()
    if name in _SWITCHES:
        return lowered in _SWITCHED_ON
    return name in _FORM_NAMES and lowered in _FORMS


_SCRIPT = re.compile(r"\.(?:php\d?|aspx?|jsp|cgi|do|cfm|pl)$", re.IGNORECASE)
_NAME_OF_ARTICLE = re.compile(r"\d{4}|-[^/]*-|%[89A-F]")


def _path_names_article(path: str) -> bool:
    """Whether the path alone tells which article is meant: a number, a slug, words in another script."""
    return not _SCRIPT.search(path) and _NAME_OF_ARTICLE.search(path) is not None
