"""Parameters: which of a query's say what article is meant, and which only how, where from and by whom it is read."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from archiver.escapes import query_escapes

# Names are compared in lower case.
_TRACKING_PREFIXES = (
    "utm", "pk_", "mtm_", "piwik_", "matomo_", "hsa_", "_hs", "__hs", "hss_", "wt_", "wt.", "stm_", "trk_", "vero_",
    "oly_", "itm_", "ns_", "cx_", "fb_", "at_", "ga_", "_ga", "_gl", "gad_", "guce_", "soc_", "obclick", "ob_click",
    "oborig", "dicbo", "tblci", "taboola", "outbrain", "zanpid", "action_object", "action_type_map", "action_ref",
    "__twitter", "__cf_", "_branch", "amp_js", "amp_gsa", "amp_ct", "amp_lite", "amp_r", "__amp", "echobox", "smartnews",
    "guccounter", "li_fat", "wpisrc", "wpmm", "wpmk", "hootpost", "sc_src", "sc_channel", "sc_camp", "ck_subscriber",
    "_bhlid", "intcmp", "int_source", "int_medium", "int_campaign", "int_content", "s_kwcid", "dm_i", "gdf", "sb_referer",
    "redirect_mongo", "redirect_log", "google_editors_picks", "aspsessionid", "gaa_", "dlvr",
)  # fmt: skip
_TRACKING = frozenset({
    # networks, mail and advertising
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid", "tbclid",
    "igshid", "igsh", "srsltid", "rdid", "epik", "irclickid", "mibextid", "sfnsn", "rb_clickid", "erid", "ef_id", "spm",
    "scm", "trk", "usqp", "mc_cid", "mc_eid", "mkt_tok", "__s", "_openstat", "xtor", "xtref", "xtcr", "xtmc", "xts",
    "pcrid", "mkwid", "linkid", "wprov", "bxid", "nlsource", "nlid", "leadsource", "ss_source", "ss_email_id",
    "ss_campaign_id", "wickedid", "_ke", "_kx", "clickid", "click_id", "_x_tr_sl", "_x_tr_tl", "_x_tr_hl",
    # newspapers' own campaigns and share buttons
    "s_cid", "scid", "mbid", "yptr", "ncid", "ocid", "icid", "cmp", "cmpid", "cmp_ilc", "cmpgncode", "campaign",
    "campaignid", "campaign_id", "ito", "emc", "smid", "smtyp", "smprod", "partner", "rss", "ref_src", "ref_url",
    "referrer", "referer", "tsrc", "sref", "sr_share", "regi_id", "segment_id", "instance_id", "cvid", "sharetype",
    "sharetoken", "sharesource", "share_from", "share_id", "shared", "unlocked_article_code", "recirc", "ftag", "ftcamp",
    "__source", "isappinstalled", "cndid", "esrc", "srnd", "taid", "traffic_source", "trafficsource", "intcid", "itid", "hpid", "reflink", "bcmt",
    "feedtype", "feedname", "rss_id", "rsssource", "ito_source", "iref", "eref", "hpt", "addata", "sharecode",
    # sessions and what keeps a page out of caches
    "phpsessid", "jsessionid", "asp.net_sessionid", "cfid", "cftoken", "sessionid", "session_id", "sessid", "nocache",
    "cachebust", "cachebuster", "_wpnonce",
    # the AMP and print forms of a page, and its comments
    "print_view", "printable", "printerfriendly", "printer_friendly", "isamp", "is_amp", "fromamp", "replytocom",
})  # fmt: skip
#: Tracking on most sites, the article's number on a few (`article.php?sid=12`): dropped where something else names it.
_MAYBE_TRACKING = frozenset({
    "sid", "ref", "refer", "source", "src", "from", "via", "share", "feature", "cid", "origin", "rel", "sk", "mod", "te",
    "nl", "sh", "medium", "link_source", "seid", "s_src", "cmpg", "ved", "usg", "ust", "xid", "tid", "iid", "eml", "dlbk",
    "newsletter", "gift", "_", "rand", "random", "rnd",
})  # fmt: skip
_ARTICLE_NAMES = frozenset({
    "id", "p", "a", "aid", "nid", "article", "articleid", "article_id", "story", "storyid", "story_id", "newsid",
    "news_id", "idnews", "id_article", "artid", "art_id", "itemid", "contentid", "docid", "postid", "post", "n",
})  # fmt: skip
_SWITCHES = frozenset({
    "amp", "print", "pf", "printer", "printmode", "amphtml", "_amp", "mobile", "nomobile", "ismobile", "desktop",
    "fullsite", "noamp", "printpage",
})  # fmt: skip
_SWITCHED_ON = frozenset({"", "1", "true", "yes", "y", "on", "amp", "print"})
_FORM_NAMES = frozenset({
    "outputtype", "output", "format", "view", "viewmode", "mode", "type", "layout", "service", "variant", "render", "action",
    "style", "version", "display", "device", "tpl", "template", "tmpl",
})  # fmt: skip
_FORMS = frozenset({
    "amp", "print", "printable", "printer", "printview", "amp-type", "ampstory", "mobile", "component",
})  # fmt: skip
#: The first page of several, or all of them on one, to read or to print.
_PAGE_NAMES = frozenset({"page", "pg", "pagenum", "pagewanted", "paged"})
_FIRST_OR_ALL = frozenset({"1", "all", "print"})


class _Use(IntEnum):
    """What a parameter of a name may be for."""

    UNKNOWN = 0
    ARTICLE = 1  #: names the article
    TRACKING = 2
    MAYBE = 3  #: tracking, if something else names the article
    SWITCH = 4  #: turns on another form of the page
    FORM = 5  #: names a form of the page
    PAGE = 6
    SHORT = 7  #: a letter that is tracking with some values


def fold_query(search: str, *, named: bool, ignored: frozenset[str] = frozenset()) -> str:
    """The parameters that tell one article from another, sorted by name, of a query that begins with "?".

    *named*: the path names the article. *ignored*: names, in lower case, that do not matter on this site.

    >>> fold_query("?utm_source=x&id=7&amp;b=1&ref=rss", named=False)
    'b=1&id=7'
    >>> fold_query("?sid=12", named=False), fold_query("?sid=12", named=True)
    ('sid=12', '')
    """
    parts: list[tuple[str, str, str]] = []
    maybe = False
    for part in search[1:].split("&"):
        name, _, value = part.partition("=")
        name, value = query_escapes(name), query_escapes(value)
        while name.startswith("amp;"):  # "&amp;" of the page's HTML, copied as it stood
            name = name[4:]
        if not (value or name) or (not value and name == "_escaped_fragment_"):
            continue
        lowered = name.lower()
        use = _use(lowered)
        if use is not _Use.UNKNOWN:
            if _says_nothing(use, value):
                continue
            named = named or (use is _Use.ARTICLE and bool(value))
            maybe = maybe or use >= _Use.MAYBE
        if lowered not in ignored:
            parts.append((name, value, lowered))
    if maybe and named:
        parts = [part for part in parts if not _may_say_nothing(part[2], part[1])]
    parts = sorted(dict.fromkeys(parts), key=lambda part: part[0])
    return "&".join([f"{name}={value}" if value or not name else name for name, value, _ in parts])


@lru_cache(maxsize=4096)
def _use(name: str) -> _Use:
    if name in _TRACKING or name.startswith(_TRACKING_PREFIXES):
        return _Use.TRACKING
    for names, use in (
        (_ARTICLE_NAMES, _Use.ARTICLE), (_MAYBE_TRACKING, _Use.MAYBE), (_SWITCHES, _Use.SWITCH), (_FORM_NAMES, _Use.FORM),
        (_PAGE_NAMES, _Use.PAGE), ({"s", "t", "ts", "st", "m"}, _Use.SHORT),
    ):  # fmt: skip
        if name in names:
            return use
    return _Use.UNKNOWN


def _says_nothing(use: _Use, value: str) -> bool:
    """Whether a parameter leads to the same words wherever it stands: tracking, a session, another form of the page."""
    if use is _Use.TRACKING:
        return True
    if use is _Use.SWITCH:
        return value.lower() in _SWITCHED_ON
    return use is _Use.FORM and value.lower() in _FORMS


def may_be_learned(name: str) -> bool:
    """Whether it may be learned from a site's pages that a parameter does not matter there.

    Never of names that elsewhere tell articles, pages, languages or days apart: a site may show the same words for two
    values of them while it has but few articles, pages or languages.

    >>> may_be_learned("pos"), may_be_learned("storyid"), may_be_learned("page"), may_be_learned("lang")
    (True, False, False, False)
    """
    if name.endswith("id") or name in _NEVER_LEARNED or not _A_NAME.fullmatch(name):
        return False
    return _use(name) not in (_Use.ARTICLE, _Use.PAGE)


#: A word; what is none is a value without a name ("?81234").
_A_NAME = re.compile(r"[a-z_][a-z0-9_.-]{0,40}")
#: Beside those that name articles and pages.
_NEVER_LEARNED = frozenset({
    "lang", "language", "locale", "hl", "l", "ln", "edition", "region", "country", "site", "start", "offset", "cursor", "part",
    "seite", "pagina", "página", "sayfa", "strona", "sida", "side", "pag", "pn", "pp", "stranka", "halaman", "oldal", "step",
    "chapter", "date", "day", "month", "year", "y", "d", "q", "query", "search", "s", "t", "tag", "cat", "category", "key",
    "slug", "title", "name", "url", "path", "file", "number", "no", "nr", "num", "item", "news", "_escaped_fragment_",
})  # fmt: skip


def _may_say_nothing(name: str, value: str) -> bool:
    """Whether a parameter leads to the same words where something else names the article."""
    use = _use(name)
    if use is _Use.PAGE:
        return value.lower() in _FIRST_OR_ALL
    if use is _Use.SHORT:
        return _is_share_mark(name, value)
    if use is _Use.FORM:
        return name == "layout" and value == "default"
    return use is _Use.MAYBE


def _is_share_mark(name: str, value: str) -> bool:
    """Twitter's share button writes s=09 or s=20 and t=… of 22 letters, others st=… where forums count; a forum's session
    is s=… of 32; a time keeps a page out of caches; Blogger's pages for telephones end in m=1."""
    if name == "s":
        return (len(value) == 2 and value.isdigit()) or _SESSION.fullmatch(value) is not None
    if name == "m":
        return value in ("0", "1")
    if name == "st":
        return not value.isdigit()
    return len(value) >= _LONG_MARK


_SESSION = re.compile(r"[0-9a-f]{32}")
#: Shortest Unix time in seconds.
_LONG_MARK = 10

_SCRIPT = re.compile(r"\.(?:php\d?|aspx?|jsp|cgi|do|cfm|pl)$", re.IGNORECASE)
_NAME_OF_ARTICLE = re.compile(r"\d{4}|-[^/]*-|%[89A-F]")


def is_script(path: str) -> bool:
    """Whether a path is a program's, which shows one article or another as its parameters say."""
    return _SCRIPT.search(path) is not None


def path_names_article(path: str) -> bool:
    """Whether the path alone tells which article is meant: a number, a slug, words in another script.

    >>> path_names_article("/2021/02/storm"), path_names_article("/article.php"), path_names_article("/world")
    (True, False, False)
    """
    return _NAME_OF_ARTICLE.search(path) is not None and not is_script(path)
