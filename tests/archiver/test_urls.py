"""One article, one spelling: what makes two URLs the same, and what must keep them apart."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archiver.errors import BadUrl
from archiver.urls import (
    MAX_URL_LENGTH,
    canonicalize,
    host_of,
    parse_url,
    resolve_url,
    same_site,
    site_name,
)

ARTICLE = "https://www.herald.example/world/2021/02/19/Harbour-reopens-after-storm"


@pytest.mark.parametrize(
    "variant",
    [
        "http://www.herald.example/world/2021/02/19/Harbour-reopens-after-storm",
        "https://herald.example/world/2021/02/19/Harbour-reopens-after-storm",
        "https://HERALD.example:443/world/2021/02/19/Harbour-reopens-after-storm",
        "http://herald.example:80/world/2021/02/19/Harbour-reopens-after-storm",
        "https://m.herald.example/world/2021/02/19/Harbour-reopens-after-storm",
        "https://mobile.herald.example/world/2021/02/19/Harbour-reopens-after-storm",
        "https://amp.herald.example/world/2021/02/19/Harbour-reopens-after-storm",
        "https://www.m.herald.example/world/2021/02/19/Harbour-reopens-after-storm",
        f"{ARTICLE}/",
        f"{ARTICLE}?",
        f"{ARTICLE}?&&",
        f"{ARTICLE}#comments",
        f"{ARTICLE}#:~:text=the%20harbour",
        f"{ARTICLE}/amp",
        f"{ARTICLE}/amp/",
        f"{ARTICLE}.amp",
        f"{ARTICLE}?amp",
        f"{ARTICLE}?amp=1",
        f"{ARTICLE}?outputType=amp",
        f"{ARTICLE}/print",
        f"{ARTICLE}?print=true",
        f"{ARTICLE}?view=print",
        f"{ARTICLE}?utm_source=feed&utm_medium=rss&UTM_Campaign=x",
        f"{ARTICLE}?fbclid=IwAR0&gclid=x",
        f"{ARTICLE}?%75tm_source=feed",
        f"{ARTICLE}?ref=rss&s=20",
        f"{ARTICLE}?PHPSESSID=0123abcd",
        f"{ARTICLE};jsessionid=0A1B2C",
        f"{ARTICLE}/index.html",
        "https://www.herald.example//world/2021/02/19//Harbour-reopens-after-storm",
        "https://www.herald.example/world/./2021/02/18/../19/Harbour-reopens-after-storm",
        "https://www.herald.example/world/2021/02/19/Harbour%2Dreopens%2dafter-storm",
        "https://www.google.com/url?sa=t&q=https%3A%2F%2Fwww.herald.example%2Fworld%2F2021%2F02%2F19%2FHarbour-reopens-after-storm",
        "https://www.google.co.uk/amp/s/www.herald.example/world/2021/02/19/Harbour-reopens-after-storm",
        "https://www-herald-example.cdn.ampproject.org/c/s/www.herald.example/world/2021/02/19/Harbour-reopens-after-storm",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fherald.example%2Fworld%2F2021%2F02%2F19%2FHarbour-reopens-after-storm%3Ffbclid%3D1&h=x",
        "https://touch.herald.example/world/2021/02/19/Harbour-reopens-after-storm",
        "https://www2.herald.example/world/2021/02/19/Harbour-reopens-after-storm",
        "https://herald.example/m/world/2021/02/19/Harbour-reopens-after-storm",
        "https://herald.example/print/world/2021/02/19/Harbour-reopens-after-storm",
        f"{ARTICLE}/comment-page-3#comment-81",
        f"{ARTICLE}?replytocom=81",
        f"{ARTICLE}?page=1",
        f"{ARTICLE}?pagewanted=all",
        f"{ARTICLE}?m=1",
        f"{ARTICLE}?s=20&t=QxA7bdd0Kq3fZ1yW8mN2Lg",
        f"{ARTICLE}?tmpl=component&print=1&layout=default",
        f"{ARTICLE}#!",
        f"{ARTICLE}%20",
        f"{ARTICLE.replace('Harbour-', 'Harbour%252D')}",
        f"https://web.archive.org/web/20210219110000id_/{ARTICLE}",
    ],
)
def test_every_spelling_of_an_article_has_its_key(variant: str) -> None:
    assert canonicalize(variant) == "https://herald.example/world/2021/02/19/Harbour-reopens-after-storm"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://herald.example/story/AbC", "https://herald.example/story/abc"),
        ("https://herald.example/read.php?storyid=7", "https://herald.example/read.php?storyid=8"),
        ("https://herald.example/read?item=7&lang=en", "https://herald.example/read?item=7&lang=ar"),
        ("https://herald.example/read?item=7", "https://herald.example/read?item=7&page=2"),
        ("https://herald.example/?p=7", "https://herald.example/?p=8"),
        ("https://herald.example/?1234", "https://herald.example/?1235"),
        ("https://herald.example/article.php?sid=12", "https://herald.example/article.php?sid=13"),
        ("https://herald.example/view?ref=12", "https://herald.example/view?ref=13"),
        ("https://arabic.herald.example/a/1", "https://herald.example/a/1"),
        ("https://herald.example/a/1", "https://tribune.example/a/1"),
        ("https://herald.example/a/1", "https://herald.example/a/1/2"),
        ("https://herald.example/m/81234", "https://herald.example/81234"),
        ("https://herald.example/rates-up-5%25-now", "https://herald.example/rates-up-5-now"),
        ("https://herald.example/index.php?page=1", "https://herald.example/index.php"),
        ("https://herald.example/topic.php?t=1613728800", "https://herald.example/topic.php?t=1613728801"),
        ("https://herald.example/#!/story/20210219/a", "https://herald.example/#!/story/20210220/a"),
        ("https://herald.example/old-mill-burns", "https://herald.example/old-mill-burns-2"),
        ("https://herald.example/read?url=/a/1", "https://herald.example/read?url=/a/2"),
        ("https://herald.example/best-guitar-amp", "https://herald.example/best-guitar"),
        ("https://herald.example/a/x.html", "https://herald.example/a/x.htm"),
        ("https://herald.example/a%2Fb", "https://herald.example/a/b"),
        ("https://herald.example/read?t=a%26b=c", "https://herald.example/read?t=a&b=c"),
        ("http://127.0.0.1:8800/a", "http://127.0.0.1:8801/a"),
        ("http://localhost:8800/a", "http://localhost:8801/a"),
        ("http://127.0.0.1/a", "http://127.0.0.1:8801/a"),
    ],
)
def test_two_articles_keep_two_keys(one: str, other: str) -> None:
    assert canonicalize(one) != canonicalize(other)


@pytest.mark.parametrize(
    "redirect",
    [
        "https://l.instagram.com/?u={}&e=AT",
        "https://m.facebook.com/l.php?u={}&h=x",
        "https://www.facebook.com/sharer/sharer.php?u={}",
        "https://twitter.com/intent/tweet?text=Read&url={}",
        "https://www.linkedin.com/redir/redirect?url={}&urlhash=x",
        "https://out.reddit.com/t3_x?url={}&token=AQ",
        "https://away.vk.com/away.php?to={}",
        "https://yandex.com.tr/turbo?text={}",
        "https://www.google.com.au/url?sa=t&q=harbour&url={}",
        "https://news.google.com/news/url?sa=t&url={}",
        "https://r.search.yahoo.com/_ylt=A/RV=2/RE=16/RO=10/RU={}/RK=2/RS=x-",
        "https://eur03.safelinks.protection.outlook.com/?url={}&data=05%7C01&reserved=0",
        "https://slack-redir.net/link?url={}",
        "https://duckduckgo.com/l/?uddg={}&rut=7",
        "https://www.bing.com/news/apiclick.aspx?ref=FexRss&url={}&c=1",
        "https://disq.us/url?url={}%3AQ1w2&cuid=1",
        "https://www.google.com/url?q=https%3A%2F%2Fslack-redir.net%2Flink%3Furl%3D{}",
    ],
)
def test_a_redirect_that_names_its_target_is_the_target(redirect: str) -> None:
    times = 2 if redirect.count("url?q=https%3A") else 1
    target = ARTICLE
    for _ in range(times):
        target = quote(target, safe="")

    assert canonicalize(redirect.format(target)) == canonicalize(ARTICLE)


def test_a_redirect_in_base64_is_its_target() -> None:
    code = urlsafe_b64encode(ARTICLE.encode()).decode().rstrip("=")

    assert canonicalize(f"https://www.bing.com/ck/a?!&&p=x&u=a1{code}&ntb=1") == canonicalize(ARTICLE)


def test_an_older_link_of_google_news_is_its_target() -> None:
    code = urlsafe_b64encode(
        b'\x08\x13"' + bytes([len(ARTICLE)]) + ARTICLE.encode() + b"\xd2\x01\x00"
    ).decode()

    assert canonicalize(f"https://news.google.com/rss/articles/{code}?oc=5") == canonicalize(ARTICLE)


@pytest.mark.parametrize(
    "opaque",
    [
        "https://t.co/AbCdEf",
        "https://news.google.com/rss/articles/CBMiAbCd",
        "https://feedproxy.google.com/~r/herald/~3/AbC",
        "https://www.baidu.com/link?url=x8Fa",
    ],
)
def test_a_redirect_that_only_its_server_knows_stays_itself(opaque: str) -> None:
    assert canonicalize(opaque) == canonicalize(opaque + "#top") != canonicalize(opaque + "x")


@pytest.mark.parametrize(
    "route", ["#!/story/20210219/harbour", "#/story/20210219/harbour", "#!story/20210219/harbour"]
)
def test_a_route_after_a_bang_names_the_article(route: str) -> None:
    key = canonicalize(f"http://www.herald.example/{route}")

    assert key == "https://herald.example/?_escaped_fragment_=/story/20210219/harbour"


def test_accents_in_latin_1_are_accents() -> None:
    assert canonicalize("https://herald.example/caf%E9-du-port") == canonicalize(
        "https://herald.example/café-du-port"
    )


def test_what_was_escaped_twice_is_escaped_once() -> None:
    assert canonicalize("https://herald.example/%25D9%2585") == canonicalize("https://herald.example/%D9%85")


def test_a_parameter_that_does_not_matter_on_its_site_is_left_out() -> None:
    assert canonicalize("https://herald.example/a?Pos=3&id=7", frozenset({"pos"})) == (
        "https://herald.example/a?id=7"
    )


def test_parameters_are_sorted_and_unknown_ones_kept() -> None:
    key = canonicalize("https://herald.example/read.php?lang=en&id=7&utm_source=x&amp;colour=blue")

    assert key == "https://herald.example/read.php?colour=blue&id=7&lang=en"


def test_a_path_in_another_script_is_one_whether_escaped_or_not() -> None:
    bare = canonicalize("https://herald.example/کوردستان/هەواڵ-١٢")
    escaped = canonicalize(
        "https://herald.example/%da%a9%d9%88%d8%b1%d8%af%d8%b3%d8%aa%d8%a7%d9%86/%D9%87%DB%95%D9%88%D8%A7%DA%B5-%D9%A1%D9%A2"
    )

    assert bare == escaped


def test_accents_written_apart_are_joined() -> None:
    assert canonicalize("https://herald.example/cafe%CC%81") == canonicalize("https://herald.example/café")


def test_escapes_of_an_older_charset_are_kept_as_bytes() -> None:
    assert canonicalize("https://herald.example/%e3%cd/1") == "https://herald.example/%E3%CD/1"


def test_an_international_domain_is_one_whether_written_in_letters_or_punycode() -> None:
    assert canonicalize("https://www.zürich.example/a") == canonicalize("https://xn--zrich-kva.example/a")


@pytest.mark.parametrize("host", ["m.co.uk", "www.com", "mobile.de", "amp.dev", "m.example"])
def test_a_domain_that_only_looks_like_a_prefix_stays_whole(host: str) -> None:
    assert canonicalize(f"https://{host}/a") == f"https://{host}/a"


def test_a_search_redirect_to_nowhere_stays_itself() -> None:
    assert canonicalize("https://www.google.com/url?q=harbour") == "https://google.com/url?q=harbour"


urls = st.one_of(
    st.text(alphabet="ampintrdex.html/%2EeCcC8=&?;#:~é\u0301 -_0123456789+|[]{}^`'\"<>\\", max_size=60).map(
        lambda tail: f"https://www.herald.example/{tail}"
    ),
    st.text(alphabet="ampwrintx./", max_size=40).map(lambda tail: f"http://m.herald.example:80/{tail}"),
    st.text(alphabet="wm.apbgole-xn", min_size=1, max_size=30).map(
        lambda host: f"http://{host}.com/url?q=http://a.b/"
    ),
    st.builds(
        lambda parts: "https://cdn.ampproject.org/c/s/google.com/url?q=" + "".join(parts),
        st.lists(
            st.sampled_from(
                [
                    *("https://", "google.com/url?q=", "%68ttp:", "/amp", "/s/", "a.b", "?u=", "&", "%26"),
                    *("r.search.yahoo.com/RU=", "web.archive.org/web/2021/", "%25", "%E9", "#!/a/1", "*"),
                ]
            ),
            max_size=9,
        ),
    ),
)


@given(urls)
@example("https://www.herald.example/<\u0301")
@settings(max_examples=400, deadline=None)
def test_a_key_is_its_own_key(url: str) -> None:
    try:
        key = canonicalize(url)
    except BadUrl:
        return

    assert canonicalize(key) == key
    assert key.isascii()
    assert "#" not in key


@given(st.text(max_size=80), st.one_of(st.none(), st.text(max_size=40)))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_url_or_a_bad_url(text: str, base: str | None) -> None:
    try:
        url = parse_url(text, base)
    except BadUrl:
        return

    assert parse_url(url) == url


WORDS = [
    "http",
    "https",
    "//",
    "::1",
    "..",
    "%zz",
    "%00",
    "xn--",
    "www.",
    "m.",
    "0x7f.1",
    "google.com/url?q=",
]
pieces = st.lists(
    st.one_of(
        st.sampled_from([*WORDS, *":/\\@[]?#%.|é𝅘𝅥𝅮 \t\n\u2028\ud800"]),
        st.text(max_size=4),
    ),
    max_size=14,
)


@given(pieces, st.integers(1, 400))
@example(["http://herald.example/", "𝅘𝅥𝅮" * 9], 70)
@settings(max_examples=400, deadline=None)
def test_what_can_be_asked_for_can_be_filed(parts: list[str], times: int) -> None:
    try:
        url = parse_url("".join(parts) * times, "https://herald.example/a/b")
    except BadUrl:
        return

    assert canonicalize(url)
    assert parse_url(url) == url


@given(pieces)
@settings(max_examples=300, deadline=None)
def test_any_text_resolves_or_is_a_bad_url(parts: list[str]) -> None:
    try:
        url = resolve_url("".join(parts), "https://herald.example/a/b")
    except BadUrl:
        return

    assert resolve_url(url) == url


@pytest.mark.parametrize(
    ("written", "resolved"),
    [
        ("  HTTP://Herald.Example:80/a\tb\n", "http://herald.example/ab"),
        ("https:world/1", "https://herald.example/news/world/1"),
        ("https:\\\\tribune.example\\a", "https://tribune.example/a"),
        ("//tribune.example/./a/%2e%2E/b", "https://tribune.example/b"),
        ("?page=2", "https://herald.example/news/index?page=2"),
        ("https://desk:secret@tribune.example", "https://desk:secret@tribune.example/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://2130706433", "http://127.0.0.1/"),
        ("http://[::0:1]:8080", "http://[::1]:8080/"),
        ("https://ｈｅｒａｌｄ。ｅｘａｍｐｌｅ", "https://herald.example/"),
        ("https://bücher.example/ß?ß#ß", "https://xn--bcher-kva.example/%C3%9F?%C3%9F#%C3%9F"),
        ("/storm\ud83c", "https://herald.example/storm%EF%BF%BD"),
        ("mailto:desk@herald.example", "mailto:desk@herald.example"),
        ("http://./", "http://./"),
    ],
)
def test_a_link_resolves_as_in_a_browser(written: str, resolved: str) -> None:
    assert resolve_url(written, "https://herald.example/news/index") == resolved


@pytest.mark.parametrize(
    "written",
    [
        "https://",
        "https://[::1",
        "https://[::g]/",
        "https://1.2.3.256/",
        "https://herald.example:port/",
        "https://herald%00.example/",
        "https://he rald.example/",
        "https://xn--/",
        "https://xn--a/",
        "file://xn--/news",
        "https://herald.xn--zz999999999/",
    ],
)
def test_what_a_browser_cannot_read_does_not_resolve(written: str) -> None:
    with pytest.raises(BadUrl):
        resolve_url(written, "https://herald.example/")


def test_nothing_resolves_against_a_page_without_address() -> None:
    with pytest.raises(BadUrl):
        resolve_url("/world", "mailto:desk@herald.example")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "news",
        "www.herald.example/a",
        "javascript:void(0)",
        "mailto:desk@herald.example",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://herald.example/a",
        "http://",
        "http://[::1",
        "http://a b/",
        "http://.",
        "http://../",
        "http://herald..example/",
        "http://.herald.example/",
        f"http://{'a' * 64}.example/",
        f"http://{'a.' * 130}example/",
        "http://xn--/",
        "http://a.b.c.xn--pokxncvks/",
        "http://herald.example:99999/",
        "http://herald\ud800.example/",
        "https://herald.example/" + "a" * MAX_URL_LENGTH,
        "https://herald.example/" + "é" * (MAX_URL_LENGTH - 100),
        "https://herald.example/?" + "|" * (MAX_URL_LENGTH - 100),
    ],
)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(BadUrl):
        parse_url(text)


def test_a_refused_url_is_named_in_the_message() -> None:
    with pytest.raises(BadUrl) as caught:
        parse_url("htp:/herald")

    assert "htp:/herald" in caught.value.message


def test_a_relative_link_is_joined_to_its_page() -> None:
    assert parse_url("../b#c", "https://herald.example/x/y/z") == "https://herald.example/x/b#c"


def test_user_and_password_are_left_out() -> None:
    assert parse_url("https://desk:secret@herald.example/a") == "https://herald.example/a"


def test_a_loopback_newspaper_is_named_by_host_and_port() -> None:
    assert site_name("http://127.0.0.1:8800/a") == "127.0.0.1-8800"
    assert site_name("http://localhost:8800/a") == "localhost-8800"
    assert site_name("http://[::1]:8800/a") == "--1-8800"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.herald.co.uk/a", "herald.co.uk"),
        ("https://arabic.herald.com.tr/a", "herald.com.tr"),
        ("https://s00042.news.test/a", "news.test"),
        ("https://harbour.blogspot.com/a", "harbour.blogspot.com"),
        ("https://herald.example:8443/a", "herald.example"),
        ("https://intranet/a", "intranet"),
    ],
)
def test_a_newspaper_is_named_by_its_registrable_domain(url: str, name: str) -> None:
    assert site_name(url) == name


def test_editions_of_a_paper_are_one_site_and_papers_under_one_blog_host_are_not() -> None:
    assert same_site("https://arabic.herald.example/", "https://www.herald.example/")
    assert not same_site("https://one.blogspot.com/", "https://two.blogspot.com/")
    assert not same_site("http://127.0.0.1:8800/", "http://127.0.0.1:8801/")


def test_the_host_keeps_only_a_port_of_its_own() -> None:
    assert host_of("http://Herald.example:80/a") == "herald.example"
    assert host_of("http://127.0.0.1:8800/a") == "127.0.0.1:8800"
