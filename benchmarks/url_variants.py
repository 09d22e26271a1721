"""A benchmark of URLs made from nothing: spellings of one article, and pairs of two that look alike.

    python -m benchmarks.url_variants FOLDER [SEED]
    python -m benchmarks.identity_urls FOLDER

FOLDER/urls.json has the shape `benchmarks/identity_urls.py` reads. The newspapers are invented; the ways in which one
address comes in many spellings, and in which two addresses differ by a hair, are those of the web at large.
"""

from __future__ import annotations

import base64
import json
import random
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

_SLUGS = (
    "ferry-runs-aground-off-north-cape", "council-votes-down-tram-line", "bakers-strike-enters-third-week",
    "old-mill-burns-twice-in-a-year", "wolves-seen-near-reservoir", "teachers-win-pay-rise-after-walkout",
)  # fmt: skip
_FOREIGN = (
    "مطار-المدينة-يغلق-أبوابه",
    "فڕۆکەخانەی-شار-داخرا",
    "शहर-में-बाढ़-का-पानी",
    "市長が辞任を表明",
    "café-fermé-après-l-été",
    "rīgas-ostā-jauns-celtnis",
)
_ACCENTED = ("café-fermé-après-l-été", "são-tomé-elege-câmara", "grüne-höfe-für-köln")
_HOSTS = (
    "www.harbour-post.example",
    "www.valleynews.co.uk",
    "www.dailylantern.com",
    "www.kurierabend.de",
    "www.manarapress.iq",
    "www.yamatoshimbun.co.jp",
)

#: Shapes of addresses as content management systems make them; host, slug, number, day.
_SHAPES: tuple[Callable[[str, str, int, str], str], ...] = (
    lambda host, slug, number, day: f"https://{host}/{day}/{slug}/",
    lambda host, slug, number, day: f"https://{host}/{day}/{slug}.html",
    lambda host, slug, number, day: f"https://{host}/news/{slug}-{number}",
    lambda host, slug, number, day: f"https://{host}/politics/article{number}.html",
    lambda host, slug, number, day: f"https://{host}/en/story/{number}/{slug}",
    lambda host, slug, number, day: f"https://{host}/{slug}",
    lambda host, slug, number, day: f"https://{host}/a/{number}",
    lambda host, slug, number, day: f"https://{host}/region/{slug},{number}.html",
    lambda host, slug, number, day: f"https://{host}/article.aspx?id={number}",
    lambda host, slug, number, day: f"https://{host}/index.php?option=com_content&view=article&id={number}&Itemid=4",
    lambda host, slug, number, day: f"https://{host}/?p={number}",
    lambda host, slug, number, day: f"https://{host}/news/read.php?lang=en&story_id={number}",
)  # fmt: skip


def _with(url: str, added: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{added}"


def _on(url: str, host: str) -> str:
    return url.replace(urlsplit(url).netloc, host, 1)


def _bare(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")


def _ended(url: str, ending: str) -> str:
    """The path of *url* with one more segment."""
    return f"{url.rstrip('/')}/{ending}"


def _dotted(url: str, mark: str) -> str:
    """ ".amp" and the like: before .html, else at the end of the path."""
    return url.replace(".html", f".{mark}.html") if url.endswith(".html") else f"{url.rstrip('/')}.{mark}"


_TARGET: Callable[[str], str] = lambda url: quote(url, safe="")  # noqa: E731
_REST: Callable[[str], str] = lambda url: url.removeprefix("https://")  # noqa: E731


def _base64(url: str) -> str:
    return base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")


#: Spellings any address comes in.
_ANY: dict[str, Callable[[str], str]] = {
    "http": lambda url: url.replace("https:", "http:"),
    "no www": lambda url: _on(url, _bare(url)),
    "www2": lambda url: _on(url, f"www2.{_bare(url)}"),
    "host case": lambda url: _on(url, urlsplit(url).netloc.upper()),
    "host dot": lambda url: _on(url, urlsplit(url).netloc + "."),
    "port 443": lambda url: _on(url, urlsplit(url).netloc + ":443"),
    "http port 80": lambda url: _on(url, urlsplit(url).netloc + ":80").replace("https:", "http:"),
    "credentials": lambda url: _on(url, f"reader:x@{urlsplit(url).netloc}"),
    "fragment": lambda url: url + "#comments",
    "text fragment": lambda url: url + "#:~:text=north%20cape",
    "empty fragment": lambda url: url + "#",
    "bang alone": lambda url: url + "#!",
    "empty parameter": lambda url: _with(url, ""),
    "m.": lambda url: _on(url, f"m.{_bare(url)}"),
    "mobile.": lambda url: _on(url, f"mobile.{_bare(url)}"),
    "touch.": lambda url: _on(url, f"touch.{_bare(url)}"),
    "wap.": lambda url: _on(url, f"wap.{_bare(url)}"),
    "amp.": lambda url: _on(url, f"amp.{_bare(url)}"),
    "www.m.": lambda url: _on(url, f"www.m.{_bare(url)}"),
    "?amp": lambda url: _with(url, "amp"),
    "?amp=1": lambda url: _with(url, "amp=1"),
    "?amp=true": lambda url: _with(url, "amp=true"),
    "?outputType=amp": lambda url: _with(url, "outputType=amp"),
    "?view=print": lambda url: _with(url, "viewmode=print") if "view=" in url else _with(url, "view=print"),
    "?print=1": lambda url: _with(url, "print=1"),
    "?printable=yes": lambda url: _with(url, "printable=yes"),
    "?printerfriendly": lambda url: _with(url, "printerFriendly=true"),
    "joomla print": lambda url: _with(url, "tmpl=component&print=1&layout=default"),
    "utm": lambda url: _with(url, "utm_source=Herald+Daily&utm_medium=email&utm_campaign=a%7Cb&utm_id=3"),
    "utm escaped &": lambda url: _with(url, "amp;utm_medium=rss"),
    "clicks": lambda url: _with(url, "fbclid=IwAR2&gclid=EA_x&msclkid=9&gad_source=1&wbraid=x"),
    "mail": lambda url: _with(url, "mc_cid=8e&mc_eid=[UNIQID]&_hsenc=p2&_hsmi=77&mkt_tok=3Rk"),
    "social": lambda url: _with(url, "igshid=MzRl&twclid=2-1&mibextid=Zxz2cZ&__twitter_impression=true"),
    "analytics": lambda url: _with(url, "xtor=RSS-3208&at_medium=custom7&cmpid=email&WT.mc_id=tw&ns_mchannel=social"),
    "PHPSESSID": lambda url: _with(url, "PHPSESSID=26d8d1c0a4f6d5b7"),
    "cold fusion": lambda url: _with(url, "CFID=81724&CFTOKEN=55180"),
    "cache buster": lambda url: _with(url, "_=1613728800123"),
    "reply": lambda url: _with(url, "replytocom=4471"),
    "google": lambda url: f"https://www.google.com/url?sa=t&rct=j&url={_TARGET(url)}&usg=AOvVaw0",
    "google q": lambda url: f"https://www.google.co.uk/url?q={_TARGET(url)}&sa=U&ved=2ahU",
    "google amp": lambda url: f"https://www.google.de/amp/s/{_REST(url)}",
    "google news": lambda url: f"https://news.google.com/news/url?sa=t&fd=R&url={_TARGET(url)}",
    "facebook": lambda url: f"https://l.facebook.com/l.php?u={_TARGET(_with(url, 'fbclid=IwAR'))}&h=AT0",
    "facebook mobile": lambda url: f"http://lm.facebook.com/l.php?u={_TARGET(url)}&h=AT0&s=1",
    "facebook m": lambda url: f"https://m.facebook.com/l.php?u={_TARGET(url)}&h=x",
    "facebook share": lambda url: f"https://www.facebook.com/sharer/sharer.php?u={_TARGET(url)}",
    "instagram": lambda url: f"https://l.instagram.com/?u={_TARGET(url)}&e=AT",
    "threads": lambda url: f"https://l.threads.net/?u={_TARGET(url)}&e=AT",
    "messenger": lambda url: f"https://l.messenger.com/l.php?u={_TARGET(url)}&h=AT",
    "twitter share": lambda url: f"https://twitter.com/intent/tweet?text=Read&url={_TARGET(url)}",
    "x share": lambda url: f"https://x.com/intent/post?url={_TARGET(url)}",
    "linkedin": lambda url: f"https://www.linkedin.com/redir/redirect?url={_TARGET(url)}&urlhash=t3",
    "linkedin share": lambda url: f"https://www.linkedin.com/shareArticle?mini=true&url={_TARGET(url)}",
    "reddit": lambda url: f"https://out.reddit.com/t3_ab12?url={_TARGET(url)}&token=AQ&app_name=web",
    "vk": lambda url: f"https://vk.com/away.php?to={_TARGET(url)}&cc_key=",
    "vk new": lambda url: f"https://away.vk.com/away.php?to={_TARGET(url)}",
    "ok.ru": lambda url: f"https://ok.ru/dk?cmd=logExternal&st.link={_TARGET(url)}",
    "yandex turbo": lambda url: f"https://yandex.ru/turbo?text={_TARGET(url)}",
    "bing": lambda url: f"https://www.bing.com/ck/a?!&&p=ab12&u=a1{_base64(url)}&ntb=1",
    "bing news": lambda url: f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&url={_TARGET(url)}&c=1",
    "bing amp": lambda url: f"https://www.bing.com/amp/s/{_REST(url)}",
    "bing amp cache": lambda url: f"https://{_bare(url).replace('.', '-')}.bing-amp.com/c/s/{_REST(url)}",
    "yahoo": lambda url: f"https://r.search.yahoo.com/_ylt=Awr/RV=2/RE=1613/RO=10/RU={_TARGET(url)}/RK=2/RS=x-",
    "duckduckgo": lambda url: f"https://duckduckgo.com/l/?uddg={_TARGET(url)}&rut=77",
    "outlook": lambda url: f"https://eur03.safelinks.protection.outlook.com/?url={_TARGET(url)}&data=05%7C01&reserved=0",
    "slack": lambda url: f"https://slack-redir.net/link?url={_TARGET(url)}&v=3",
    "youtube": lambda url: f"https://www.youtube.com/redirect?event=video&q={_TARGET(url)}",
    "pocket": lambda url: f"https://getpocket.com/redirect?url={_TARGET(url)}&formCheck=1",
    "flipboard": lambda url: f"https://flipboard.com/redirect?url={_TARGET(url)}",
    "tumblr": lambda url: f"https://t.umblr.com/redirect?z={_TARGET(url)}&t=OT",
    "telegram": lambda url: f"https://t.me/share/url?url={_TARGET(url)}&text=Read",
    "amp cache": lambda url: f"https://{urlsplit(url).netloc.replace('-', '--').replace('.', '-')}.cdn.ampproject.org/c/s/{_REST(url)}",
    "amp viewer": lambda url: f"https://cdn.ampproject.org/v/s/{_with(_REST(url), 'amp_js_v=0.1&usqp=mq331AQ')}",
    "twice": lambda url: f"https://www.google.com/url?q={_TARGET(f'https://l.facebook.com/l.php?u={_TARGET(url)}')}",
}  # fmt: skip

#: Spellings only an address without a query comes in.
_PATHS: dict[str, Callable[[str], str]] = {
    "slash": lambda url: url.rstrip("/") if url.endswith("/") else url + "/",
    "slashes": lambda url: url.replace(".example/", ".example//").replace(".com/", ".com//"),
    "dots": lambda url: _on(url, urlsplit(url).netloc + "/./x/.."),
    "question mark": lambda url: url + "?",
    "index": lambda url: url + ("index.html" if url.endswith("/") else "/index.php"),
    "/amp": lambda url: _ended(url, "amp"),
    "/amp/": lambda url: _ended(url, "amp/"),
    "/amp/ first": lambda url: _on(url, urlsplit(url).netloc + "/amp"),
    ".amp": lambda url: _dotted(url, "amp"),
    "/print": lambda url: _ended(url, "print"),
    "/print/": lambda url: _ended(url, "print/"),
    "jsessionid": lambda url: url.rstrip("/") + ";jsessionid=0A1B2C3D4E5F.node1",
    "sid": lambda url: _with(url, "sid=b0e1d2c3a4f5"),
    "ref": lambda url: _with(url, "ref=rss&source=newsletter"),
    "twitter s": lambda url: _with(url, "s=20&t=QxA7bdd0Kq3fZ1yW8mN2Lg"),
    "safari": lambda url: url.replace("-", "%2D"),
    "lower escapes": lambda url: url.replace("-", "%2d"),
    "wayback": lambda url: f"https://web.archive.org/web/20210219110000/{url}",
    "page=1": lambda url: _with(url, "page=1"),
}


def _spell_foreign(slug: str) -> dict[str, str]:
    """One name in other letters, written in other ways; by kind."""
    escaped = quote(slug)
    return {
        "letters": slug,
        "escaped": escaped,
        "lower escapes": escaped.replace("%", "\0").lower().replace("\0", "%"),
        "NFD": unicodedata.normalize("NFD", slug),
        "NFD escaped": quote(unicodedata.normalize("NFD", slug)),
        "escaped twice": quote(escaped),
    }


def _groups(random_: random.Random) -> list[list[tuple[str, str]]]:
    groups: list[list[tuple[str, str]]] = []
    for shape in _SHAPES * 6:
        host, slug = random_.choice(_HOSTS), random_.choice(_SLUGS)
        day = f"20{random_.randint(10, 26)}/{random_.randint(1, 12):02}/{random_.randint(1, 28):02}"
        url = shape(host, slug, random_.randint(10_000, 9_999_999), day)
        kinds = dict(_ANY) | ({} if "?" in url else _PATHS)
        made = [(kind, kinds[kind](url)) for kind in random_.sample(sorted(kinds), 30)]
        groups.append([("canonical", url), *((kind, one) for kind, one in made if one != url)])
    for slug in _FOREIGN + _ACCENTED:
        url = f"https://www.manarapress.iq/2021/02/19/{quote(slug)}"
        spelled = _spell_foreign(slug).items()
        group = [
            ("canonical", url),
            *((kind, f"https://manarapress.iq/2021/02/19/{one}") for kind, one in spelled),
        ]
        groups.append(
            group
            + [(kind, _ANY[kind](url)) for kind in ("google", "amp cache", "outlook", "vk", "yahoo", "bing")]
        )
    for slug in _ACCENTED:
        old = quote(slug.encode("latin-1"))
        groups.append(
            [
                ("canonical", f"https://kurierabend.de/x/{slug}"),
                ("latin-1", f"https://kurierabend.de/x/{old}"),
            ]
        )
    return groups + _own_groups()


def _own_groups() -> list[list[tuple[str, str]]]:
    """Spellings only some newspapers have."""
    return [
        [("canonical", "https://müller-zeitung.example/a/1234"), ("punycode", "https://xn--mller-zeitung-wob.example/a/1234"), ("capitals", "https://MÜLLER-zeitung.example/a/1234")],
        [("canonical", "https://www.dailylantern.com/#!/story/20210219/ferry-aground"), ("http", "http://dailylantern.com/#!/story/20210219/ferry-aground"), ("escaped fragment", "https://www.dailylantern.com/?_escaped_fragment_=/story/20210219/ferry-aground")],
        [("canonical", "https://valleynews.co.uk/articleshow/81109.cms"), ("amp_", "https://m.valleynews.co.uk/amp_articleshow/81109.cms")],
        [("canonical", "https://valleynews.co.uk/wolves-seen-near-reservoir/"), ("comment page", "https://valleynews.co.uk/wolves-seen-near-reservoir/comment-page-2/#comment-99")],
        [("canonical", "https://harbour-post.example/2021/02/wolves-seen-near-reservoir.html"), ("blogger", "https://harbour-post.example/2021/02/wolves-seen-near-reservoir.html?m=1")],
        [("canonical", "https://harbour-post.example/page.aspx?id=77123"), ("asp.net", "https://harbour-post.example/(S(lit3py55t21z5v55vlm25s55))/page.aspx?id=77123")],
        [("canonical", "https://harbour-post.example/read?a=17123&b=x"), ("order", "https://harbour-post.example/read?b=x&a=17123"), ("semicolons kept", "https://harbour-post.example/read?b=x&&a=17123&")],
        [("canonical", "https://harbour-post.example/wolves-seen-near-reservoir"), ("mobile path", "https://harbour-post.example/m/wolves-seen-near-reservoir"), ("print path", "https://harbour-post.example/print/wolves-seen-near-reservoir"), ("all on one page", "https://harbour-post.example/wolves-seen-near-reservoir?page=all")],
    ]  # fmt: skip


#: Two articles, or an article and a page that is none; by what parts them. Path against path on one newspaper.
_NEAR: tuple[tuple[str, str, str], ...] = (
    ("page", "/2021/02/19/old-mill-burns", "/2021/02/19/old-mill-burns?page=2"),
    ("page path", "/2021/02/19/old-mill-burns", "/2021/02/19/old-mill-burns/2"),
    ("page path", "/2021/02/19/old-mill-burns", "/2021/02/19/old-mill-burns/page/2"),
    ("id", "/article.php?id=812345", "/article.php?id=812346"),
    ("storyid", "/story/old-mill?storyid=8123", "/story/old-mill?storyid=8124"),
    ("nid", "/node?nid=8123", "/node?nid=8124"),
    ("unknown parameter", "/read.php?w=8123", "/read.php?w=8124"),
    ("number alone", "/?8123456", "/?8123457"),
    ("sid is the article", "/news.php?sid=4411", "/news.php?sid=4412"),
    ("ref is the article", "/view.php?ref=A-17", "/view.php?ref=A-18"),
    ("s is the article", "/show.asp?s=41", "/show.asp?s=42"),
    ("t is the article", "/topic.php?t=1613728800", "/topic.php?t=1613728801"),
    ("m is the article", "/read.php?m=1", "/read.php?m=0"),
    ("page is the article", "/index.php?page=1", "/index.php"),
    ("ID of another case", "/a?story=AbC7", "/a?story=aBc7"),
    ("language", "/read?id=81234&lang=en", "/read?id=81234&lang=ar"),
    ("language path", "/en/news/81234", "/ar/news/81234"),
    ("language path", "/news/81234", "/ar/news/81234"),
    ("path case", "/story/AbCd12", "/story/abcd12"),
    ("-2", "/2021/02/19/old-mill-burns", "/2021/02/19/old-mill-burns-2"),
    ("day", "/2021/02/19/morning-briefing", "/2021/02/20/morning-briefing"),
    ("month", "/2021/02/morning-briefing", "/2021/03/morning-briefing"),
    ("section", "/sport/wolves-win-the-cup", "/news/wolves-win-the-cup-final"),
    ("section front", "/politics", "/politics/council-votes-down-tram-line"),
    ("home", "/", "/council-votes-down-tram-line"),
    ("ending", "/news/81234.html", "/news/81235.html"),
    ("ending", "/news/council-votes.html", "/news/council-votes.htm"),
    ("amplifier", "/review/best-guitar-amp", "/review/best-guitar"),
    ("amp in a word", "/news/camp-closes", "/news/c-closes"),
    ("print in a word", "/news/blueprint", "/news/blue"),
    ("print section", "/print", "/"),
    ("mobile section", "/mobile", "/"),
    ("m number", "/m/81234", "/81234"),
    ("escaped slash", "/a%2Fb-c-d", "/a/b-c-d"),
    ("escaped &", "/read?t=a%26b%3Dc", "/read?t=a&b=c"),
    ("percent sign", "/rates-up-5%25-now", "/rates-up-5-now"),
    ("plus", "/c+/news-of-today", "/c/news-of-today"),
    ("hash bang", "/#!/story/20210219/ferry-aground", "/#!/story/20210220/ferry-aground"),
    ("gallery", "/gallery/81234?image=3", "/gallery/81234?image=4"),
    ("search", "/search?q=ferry", "/search?q=mill"),
    ("letters", "/news/مطار-المدينة", "/news/مطار-العاصمة"),
    ("old charset", "/%C7%E1/81234", "/%C7%E2/81234"),
    ("comma number", "/region/x,1,81234.html", "/region/x,2,81234.html"),
    ("type", "/view?type=photo&id=81234", "/view?type=text&id=81234"),
    ("feed", "/wolves-seen-near-reservoir/", "/wolves-seen-near-reservoir/feed/"),
    ("author", "/author/a-b-smith", "/a-b-smith-dies"),
)
_HOST_PAIRS: tuple[tuple[str, str, str], ...] = (
    ("edition host", "www.harbour-post.example", "arabic.harbour-post.example"),
    ("edition host", "www.harbour-post.example", "edition.harbour-post.example"),
    ("language host", "en.harbour-post.example", "de.harbour-post.example"),
    ("section host", "sport.harbour-post.example", "www.harbour-post.example"),
    ("blog host", "blogs.harbour-post.example", "www.harbour-post.example"),
    ("another paper", "www.harbour-post.example", "www.harbor-post.example"),
    ("another ending", "www.dailylantern.com", "www.dailylantern.co.uk"),
    ("own name", "mobile.de", "de"),
    ("two blogs", "mill.blogspot.com", "lantern.blogspot.com"),
    ("port", "harbour-post.example:8443", "harbour-post.example"),
    ("letters alike", "www.harbour-post.example", "www.hаrbour-post.example"),
)
_WRAPPED: tuple[tuple[str, str, str], ...] = (
    ("opaque", "https://t.co/AbCdEf1234", "https://t.co/AbCdEf1235"),
    ("opaque", "https://feedproxy.google.com/~r/lantern/~3/AbC1/", "https://feedproxy.google.com/~r/lantern/~3/AbC2/"),
    ("opaque", "https://www.baidu.com/link?url=x8Fa", "https://www.baidu.com/link?url=x8Fb"),
    ("targets", "https://www.google.com/url?q=https://a.example/story-1-x", "https://www.google.com/url?q=https://a.example/story-2-x"),
    ("targets", "https://out.reddit.com/?url=https%3A%2F%2Fa.example%2F1234", "https://out.reddit.com/?url=https%3A%2F%2Fa.example%2F1235"),
    ("search", "https://www.google.com/search?q=ferry", "https://www.google.com/search?q=mill"),
    ("posts", "https://www.facebook.com/lantern/posts/1234", "https://www.facebook.com/lantern/posts/1235"),
    ("posts", "https://twitter.com/lantern/status/1234567", "https://twitter.com/lantern/status/1234568"),
    ("a paper's own url=", "https://harbour-post.example/read?url=/a/1234", "https://harbour-post.example/read?url=/a/1235"),
)  # fmt: skip


def make_benchmark(seed: int) -> dict[str, Any]:
    """Groups and negatives; the same for the same *seed*."""
    random_ = random.Random(seed)
    negatives = [
        (kind, f"https://{host}{one}", f"https://{host}{other}")
        for host in ("www.harbour-post.example", "m.dailylantern.com")
        for kind, one, other in _NEAR
    ]
    negatives += [
        (kind, f"https://{one}/news/81234-old-mill-burns", f"https://{other}/news/81234-old-mill-burns")
        for kind, one, other in _HOST_PAIRS
    ]
    return {"groups": _groups(random_), "negatives": [*negatives, *_WRAPPED]}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    made = make_benchmark(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    (folder / "urls.json").write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")
