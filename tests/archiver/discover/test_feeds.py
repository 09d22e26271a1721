"""What a feed lists is read as printed, whatever dialect and whatever is wrong with it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.discover.feeds import read_feed
from archiver.discover.kinds import SeedKind, find_kind
from archiver.errors import SeedError
from archiver.link import Via

if TYPE_CHECKING:
    from collections.abc import Callable

BASE = "https://herald.example/feed"

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>The Harbour Herald</title><link>https://herald.example/</link><language>en-GB</language>
<item>
  <title>Harbour reopens &amp;amp; ferries sail</title>
  <link>https://herald.example/2021/harbour-reopens</link>
  <pubDate>Fri, 19 Feb 2021 14:11:00 +0300</pubDate>
  <category>Shipping</category><category>Storms</category>
  <dc:creator>Mara Lind</dc:creator>
  <description>&lt;p&gt;Ferries sail &lt;b&gt;again&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;More to come.&lt;/p&gt;</description>
</item>
<item>
  <title>Through the counter</title>
  <link>https://feeds.herald.example/~r/1</link>
  <feedburner:origLink>https://herald.example/2021/original</feedburner:origLink>
  <author>desk@herald.example (Jon Berg)</author>
  <dc:date>2021-02-18</dc:date>
</item>
<item><title>No address</title></item>
<item><title>No web address</title><link>javascript:void(0)</link></item>
<item><title>Only a permanent id</title><guid isPermaLink="true">https://herald.example/2021/by-id</guid></item>
</channel></rss>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://bote.example/politik/">
<title type="html">Der &lt;i&gt;Bote&lt;/i&gt;</title>
<link rel="self" href="feed.atom"/><link rel="next" href="feed.atom?page=2"/>
<entry>
  <title>Hafen wieder offen</title>
  <link rel="alternate" href="hafen-wieder-offen.html"/>
  <published>2021-02-19T14:11:00+01:00</published><updated>2021-02-19T18:00:00+01:00</updated>
  <author><name>Anke Riss</name></author><author><name>Per Holm</name></author>
  <category term="politik" label="Politik"/>
  <summary>Die Fähren fahren.</summary>
</entry>
<entry><title>Nur geändert</title><link href="/b.html"/><updated>2021-02-20</updated></entry>
</feed>"""


def test_an_rss_item_becomes_a_link_with_what_the_feed_says_of_it() -> None:
    link = read_feed(RSS.encode(), BASE).links[0]

    assert link.url == "https://herald.example/2021/harbour-reopens"
    assert link.via is Via.FEED
    assert link.found_on == BASE
    assert link.title == "Harbour reopens & ferries sail"
    assert link.published == "Fri, 19 Feb 2021 14:11:00 +0300"
    assert link.modified is None
    assert link.section == "Shipping"
    assert link.authors == ("Mara Lind",)
    assert link.description == "Ferries sail again. More to come."
    assert link.language == "en-GB"


def test_the_original_address_outranks_the_counter_it_was_wrapped_in() -> None:
    link = read_feed(RSS.encode(), BASE).links[1]

    assert link.url == "https://herald.example/2021/original"


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("desk@herald.example (Jon Berg)", ("Jon Berg",)),
        ("Jon Berg &lt;desk@herald.example&gt;", ("Jon Berg",)),
        ("desk@herald.example", ()),
        ("Jon Berg", ("Jon Berg",)),
    ],
)
def test_a_mail_address_is_no_part_of_an_author(printed: str, names: tuple[str, ...]) -> None:
    body = RSS.replace("desk@herald.example (Jon Berg)", printed).encode()

    assert read_feed(body, BASE).links[1].authors == names


def test_an_rss_item_without_pubdate_is_dated_by_its_dublin_core_date() -> None:
    link = read_feed(RSS.encode(), BASE).links[1]

    assert (link.published, link.modified) == ("2021-02-18", None)


def test_items_without_a_web_address_are_left_out_and_a_permanent_id_is_one() -> None:
    urls = [link.url for link in read_feed(RSS.encode(), BASE).links]

    assert urls[2:] == ["https://herald.example/2021/by-id"]


def test_a_feed_says_its_name_and_language() -> None:
    feed = read_feed(RSS.encode(), BASE)

    assert (feed.title, feed.language) == ("The Harbour Herald", "en-GB")


def test_an_atom_entry_keeps_publication_and_change_apart() -> None:
    link = read_feed(ATOM.encode(), "https://bote.example/feed.atom").links[0]

    assert link.url == "https://bote.example/politik/hafen-wieder-offen.html"
    assert link.published == "2021-02-19T14:11:00+01:00"
    assert link.modified == "2021-02-19T18:00:00+01:00"
    assert link.authors == ("Anke Riss", "Per Holm")
    assert link.section == "Politik"
    assert link.language == "de"


def test_an_atom_entry_that_only_gives_its_change_has_no_publication() -> None:
    link = read_feed(ATOM.encode(), BASE).links[1]

    assert (link.published, link.modified) == (None, "2021-02-20")


def test_an_atom_feed_leads_to_its_next_page() -> None:
    feed = read_feed(ATOM.encode(), "https://bote.example/feed.atom")

    assert feed.title == "Der Bote"
    assert feed.next_url == "https://bote.example/politik/feed.atom?page=2"


def test_a_json_feed_is_read() -> None:
    body = json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Herald",
            "language": "en",
            "next_url": "https://herald.example/feed.json?page=2",
            "items": [
                {
                    "id": "1",
                    "url": "/2021/a",
                    "title": "A storm",
                    "date_published": "2021-02-19T14:11:00Z",
                    "date_modified": "2021-02-20",
                    "authors": [{"name": "Mara Lind"}, "odd"],
                    "tags": ["Weather"],
                    "summary": "Wind.",
                },
                {"id": "https://herald.example/2021/b", "author": {"name": "Jon Berg"}},
                {"id": 3, "url": 4},
                "not an item",
            ],
        }
    ).encode()

    feed = read_feed(b"\xef\xbb\xbf" + body, "https://herald.example/feed.json")

    assert [link.url for link in feed.links] == [
        "https://herald.example/2021/a",
        "https://herald.example/2021/b",
    ]
    assert feed.links[0].published == "2021-02-19T14:11:00Z"
    assert feed.links[0].section == "Weather"
    assert feed.links[0].authors == ("Mara Lind",)
    assert feed.links[1].authors == ("Jon Berg",)
    assert feed.next_url == "https://herald.example/feed.json?page=2"


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "windows-1256"])
def test_a_feed_is_read_in_its_own_charset(charset: str) -> None:
    body = (
        f'<?xml version="1.0" encoding="{charset}"?><rss version="2.0"><channel><title>صحيفة</title>'
        "<item><title>الميناء يفتح</title><link>https://herald.example/1</link></item></channel></rss>"
    ).encode(charset)

    assert read_feed(body, BASE, "text/xml").links[0].title == "الميناء يفتح"


def test_the_charset_of_the_header_counts() -> None:
    body = (
        '<rss version="2.0"><channel><item><title>Žluťoučký</title><link>https://herald.example/1</link></item></channel></rss>'
    ).encode("windows-1250")

    assert read_feed(body, BASE, "application/rss+xml; charset=windows-1250").links[0].title == "Žluťoučký"


def test_a_compressed_feed_is_read() -> None:
    assert len(read_feed(gzip.compress(RSS.encode()), BASE).links) == 3


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("&amp;amp;", "&"),
        lambda text: text[: text.index("</channel>")],
        lambda text: "\n\n  " + text,
        lambda text: text.replace("Ferries", "Ferries\x0b\x01 &nbsp; &eacute;"),
        lambda text: text.replace("Storms</category>", "Storms"),
    ],
    ids=[
        "bare ampersand",
        "cut short",
        "space before the declaration",
        "control characters",
        "missing end tag",
    ],
)
def test_a_broken_feed_still_lists_its_first_item(spoil: Callable[[str], str]) -> None:
    feed = read_feed(spoil(RSS).encode(), BASE)

    assert feed.links[0].url == "https://herald.example/2021/harbour-reopens"


def test_an_empty_feed_is_a_feed() -> None:
    assert read_feed(b"<rss version='2.0'><channel><title>Quiet</title></channel></rss>", BASE).links == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n ",
        b"<!doctype html><html><head><title>404</title></head><body><a href='/a'>x</a></body></html>",
        b"{",
        b'{"items": 3}',
        b"[" * 100_000,
        b"{" + b'"a":{' * 100_000,
        b"\x89PNG\r\n\x1a\n\0\0",
        b"plain words",
    ],
)
def test_what_is_no_feed_is_said_to_be_none_and_named(body: bytes) -> None:
    with pytest.raises(SeedError) as caught:
        read_feed(body, BASE)

    assert caught.value.url == BASE
    assert caught.value.reason


BOMB = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "harbour harbour"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY file SYSTEM "file:///etc/hostname">]>
<rss version="2.0"><channel><title>Bomb</title><item><title>x&c;&file;y</title><link>https://herald.example/1</link></item>
</channel></rss>"""


def test_entities_are_never_expanded() -> None:
    title = read_feed(BOMB.encode(), BASE).links[0].title or ""

    assert "harbour" not in title
    assert len(title) < 40


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_entities_hidden_in_a_wide_charset_are_not_expanded_either(charset: str) -> None:
    (link,) = read_feed(BOMB.encode(charset), BASE).links

    assert "harbour" not in (link.title or "")


@pytest.mark.parametrize(
    "body",
    [
        BOMB.replace('"1.0"', '"1.0" encoding="cp037"').encode("cp037"),
        BOMB.replace('"1.0"', '"1.0" encoding="utf-7"').replace("<!EN", "+ADwAIQBFAE4-").encode(),
    ],
    ids=["EBCDIC", "UTF-7"],
)
def test_entities_hidden_in_a_rare_charset_are_refused(body: bytes) -> None:
    with pytest.raises(SeedError, match="entities"):
        read_feed(body, BASE)


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"<rss><channel><item><link>", b'{"items":[', b"\x1f\x8b", RSS.encode()]),
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_feed_or_a_seed_error(noise: bytes, start: bytes) -> None:
    try:
        feed = read_feed(start + noise, BASE)
    except SeedError:
        return

    assert all(link.url.startswith("http") for link in feed.links)


def test_a_feed_whose_xml_breaks_before_its_first_entry_says_so() -> None:
    with pytest.raises(SeedError) as caught:
        read_feed(b"<rss version='2.0'>\n<channel><title>Cut <<</channel>", BASE)

    assert caught.value.reason == "broken XML (not well-formed (invalid token))"


def test_a_feed_that_breaks_behind_its_first_entries_lists_them_and_says_so() -> None:
    feed = read_feed(RSS[: RSS.index("<title>No address")].encode(), BASE)

    assert len(feed.links) == 2
    assert (feed.problem or "").startswith("broken XML")


@pytest.mark.parametrize("fault", ["AT&T", "&nbsp;", "<media:x/>", "<b>", "\x0c", "&#0;"])
def test_a_small_fault_in_a_feed_without_entries_leaves_it_a_feed(fault: str) -> None:
    feed = read_feed(
        f"<rss version='2.0'><channel><title>Quiet {fault}</title></channel></rss>".encode(), BASE
    )

    assert feed.links == ()
    assert feed.problem is None


def test_xml_of_comments_alone_is_an_empty_feed_that_says_so() -> None:
    feed = read_feed(b"<?xml version='1.0'?>\n<!-- being rebuilt -->\n", BASE)

    assert (feed.links, feed.problem) == ((), "no element in it")


@pytest.mark.parametrize(
    ("base_of_feed", "base_of_entry", "written", "resolved"),
    [
        ("", "", "storm", "https://herald.example/news/storm"),
        ("", "", "/storm", "https://herald.example/storm"),
        ("", "", "?id=7", "https://herald.example/news/feed?id=7"),
        ("https://tribune.example/a/b", "", "storm", "https://tribune.example/a/storm"),
        ("https://tribune.example/a/", "c/", "storm", "https://tribune.example/a/c/storm"),
        ("/world/", "", "storm", "https://herald.example/world/storm"),
        ("", "//tribune.example/x/", "../storm", "https://tribune.example/storm"),
        ("", "https://tribune.example/", "https://herald.example/storm", "https://herald.example/storm"),
    ],
)
def test_a_relative_link_is_joined_to_the_base_in_force(
    base_of_feed: str, base_of_entry: str, written: str, resolved: str
) -> None:
    body = (
        f"<feed xmlns='http://www.w3.org/2005/Atom' {base_of_feed and f'xml:base={base_of_feed!r}'}>"
        f"<entry {base_of_entry and f'xml:base={base_of_entry!r}'}><link href='{written}'/></entry></feed>"
    )

    assert [link.url for link in read_feed(body.encode(), "https://herald.example/news/feed").links] == [
        resolved
    ]


@pytest.mark.parametrize(
    ("declared", "real", "header"),
    [
        ("utf-16", "utf-8", None),
        ("us-ascii", "utf-8", None),
        ("iso-8859-1", "utf-8-sig", None),
        ("utf-8", "utf-16", None),
        ("utf-8", "utf-16", "text/xml; charset=utf-8"),
        ("made-up-9", "utf-8", None),
        ("utf-8", "utf-8", "text/xml; charset=made-up-9"),
        ("utf-8", "utf-32", None),
    ],
)
def test_a_feed_that_lies_about_its_charset_loses_no_entry(
    declared: str, real: str, header: str | None
) -> None:
    body = (
        f"<?xml version='1.0' encoding='{declared}'?><rss version='2.0'><channel><title>صحيفة</title>"
        "<item><title>الميناء يفتح</title><link>https://herald.example/1</link></item></channel></rss>"
    ).encode(real)

    (link,) = read_feed(body, BASE, header).links

    assert (link.url, link.title) == ("https://herald.example/1", "الميناء يفتح")


def test_a_byte_that_is_no_letter_costs_no_entry() -> None:
    body = RSS.encode().replace(b"Harbour reopens", b"Harbour \xff\xfe\xed\xa0\x80 reopens")

    assert len(read_feed(body, BASE).links) == 3


@pytest.mark.parametrize("odd", [None, 3, [], {}, [[]], "x", {"name": 3}, [{"name": {}}], True, 1e99])
@pytest.mark.parametrize(
    "key", ["id", "title", "authors", "author", "tags", "summary", "language", "date_published"]
)
def test_a_json_feed_may_be_ill_typed_anywhere(key: str, odd: object) -> None:
    item = {"url": "https://herald.example/1", key: odd}
    body = json.dumps({"version": "https://jsonfeed.org/version/1", key: odd, "items": [item, odd]})

    assert [link.url for link in read_feed(body.encode(), BASE).links] == ["https://herald.example/1"]


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY x SYSTEM "file:///etc/hostname">',
        '<!ENTITY % y SYSTEM "http://127.0.0.1:9/y"> %y; <!ENTITY x "told">',
        '<!ENTITY x PUBLIC "-" "http://127.0.0.1:9/x">',
        "<!ENTITY\nx\n'told'\n>",
        '<!ENTITY x "to>ld">',
        '<!ENTITY x "told"',
    ],
)
def test_no_declared_entity_is_fetched_read_or_expanded(declaration: str) -> None:
    body = (
        f"<?xml version='1.0'?><!DOCTYPE rss [{declaration}]><rss version='2.0'><channel>"
        "<item><title>A &x; B</title><link>https://herald.example/1</link></item></channel></rss>"
    )

    (link,) = read_feed(body.encode(), BASE).links

    assert link.url == "https://herald.example/1"
    assert "told" not in (link.title or "").replace("&x;", "")
    assert Path("/etc/hostname").read_text().strip() not in (link.title or "")


@pytest.mark.parametrize(
    "trap",
    [
        "<image><height></height></image>&nope;",
        "</creativecommons:license>&nope;",
        "<x:y xmlns:x='one two three'/>",
        '<x:y xmlns:x="one two three"/>&nope;',
    ],
)
def test_a_rare_element_nobody_can_read_costs_no_entry(trap: str) -> None:
    feed = read_feed(RSS.replace("<language>", trap + "<language>").encode(), BASE)

    assert len(feed.links) == 3
    assert feed.links[0].published == "Fri, 19 Feb 2021 14:11:00 +0300"
    assert feed.links[1].url == "https://herald.example/2021/original"


JUNK = "<br />\n<b>Warning</b>: mysql_connect() is deprecated in /srv/feed.php on line 3<br />\n"


def test_a_warning_printed_before_a_feed_is_no_part_of_it() -> None:
    body = (JUNK + RSS).encode()

    assert find_kind(body, "text/html", BASE) is SeedKind.FEED
    assert read_feed(body, BASE).links[0].title == "Harbour reopens & ferries sail"


@pytest.mark.parametrize(
    "endless",
    ["<item ", "<a>", "<item xml:base='a/'>", "<urlset><url><loc>", "<b><i></i>", "<![CDATA[x]]><c>"],
)
def test_a_feed_of_elements_that_never_close_is_refused_at_once(endless: str) -> None:
    with pytest.raises(SeedError, match="do not close"):
        read_feed(b"<rss version='2.0'><channel>" + endless.encode() * 200_000, BASE)


def test_html_that_is_quoted_in_a_feed_may_leave_its_elements_open() -> None:
    quoted = "<description><![CDATA[" + "<p>One<br>Two <img src=x><wbr " * 10_000 + "]]></description>"

    assert len(read_feed(RSS.replace("<description>", quoted + "<description>").encode(), BASE).links) == 3


@pytest.mark.parametrize("name", ["a" * 200_000, "a." * 100_000 + "@", "x@" + "b." * 100_000])
def test_a_name_without_end_costs_no_entry(name: str) -> None:
    feed = read_feed(RSS.replace("desk@herald.example (Jon Berg)", name).encode(), BASE)

    assert len(feed.links) == 3


@pytest.mark.parametrize(
    "reference",
    [
        "&#xD800;",
        "&#57343;",
        "&#0;",
        "&#x110000;",
        "&#xFFFE;",
        "&#" + "9" * 5_000 + ";",
        "&#" + "0" * 5_000 + ";",
    ],
)
def test_a_reference_to_no_character_costs_no_entry(reference: str) -> None:
    items = "".join(
        f"<item><title>Bridge {reference}opens</title><link>https://paper.example/{number}{reference}</link></item>"
        for number in range(2)
    )

    feed = read_feed(
        f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), "https://paper.example/feed"
    )

    assert [link.url for link in feed.links] == ["https://paper.example/0", "https://paper.example/1"]
    assert feed.links[0].title == "Bridge opens"
