"""The rules of a robots.txt: whom they are for, which of them counts, and what careless or hostile files do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.discover.robots_rules import MAX_LINE, RuleBook, product_token

SITE = "https://herald.example"


def allows(text: str, path: str, agent: str = "NewsBot") -> bool:
    return RuleBook(text).rules_for(agent).allows(SITE + path)


@pytest.mark.parametrize(
    "between",
    ["Sitemap: /sitemap.xml", "Host: herald.example", "Crawl-delay: 3", "Content-Signal: search=yes", ""],
)
def test_only_a_rule_ends_the_names_of_a_group(between: str) -> None:
    text = f"User-agent: NewsBot\n{between}\nUser-agent: OtherBot\nDisallow: /drafts/"

    assert not allows(text, "/drafts/1", "NewsBot")
    assert not allows(text, "/drafts/1", "OtherBot")


def test_a_delay_is_for_the_names_above_it() -> None:
    book = RuleBook("User-agent: NewsBot\nCrawl-delay: 7\nUser-agent: OtherBot\nDisallow: /drafts/")

    assert book.rules_for("NewsBot").delay == 7
    assert book.rules_for("OtherBot").delay is None


def test_of_several_delays_the_longest_is_kept() -> None:
    book = RuleBook("User-agent: *\nCrawl-delay: 2\n\nUser-agent: *\nCrawl-delay: 9\nCrawl-delay: 4")

    assert book.rules_for("NewsBot").delay == 9


def test_groups_of_one_name_are_one_group() -> None:
    text = (
        "User-agent: NewsBot\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n\nUser-agent: newsbot\nDisallow: /b"
    )

    assert [allows(text, path) for path in ("/a", "/b", "/c")] == [False, False, True]


@pytest.mark.parametrize(
    "written", ["newsbot", "NEWSBOT", "NewsBot/2.0", "NewsBot 2", "NewsBot (archive)", "NewsBot,"]
)
def test_a_crawler_is_known_by_its_name_alone(written: str) -> None:
    text = f"User-agent: *\nDisallow: /\n\nUser-agent: {written}\nDisallow: /drafts/"

    assert allows(text, "/world/1", "NewsBot/1.4 (+https://bot.example)")


@pytest.mark.parametrize("written", ["News", "NewsBots", "Bot", "*NewsBot", "My NewsBot", ""])
def test_a_name_that_only_resembles_it_is_another_crawler(written: str) -> None:
    assert allows(f"User-agent: {written}\nDisallow: /", "/world/1", "NewsBot")


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("NewsBot", "newsbot"),
        ("NewsBot/1.0", "newsbot"),
        ("News-Bot_x/1.0 (+mailto:desk@herald.example)", "news-bot_x"),
        ("Mozilla/5.0 (compatible; NewsBot/1.0; +https://bot.example)", "newsbot"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "mozilla"),
        ("", "*"),
        ("/", "*"),
    ],
)
def test_the_token_is_read_from_the_header_that_is_sent(header: str, token: str) -> None:
    assert product_token(header) == token


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Disallow: /news\nAllow: /news/world", "/news/world/1", True),
        ("Allow: /news\nDisallow: /news/drafts", "/news/drafts/1", False),
        ("Disallow: /news\nAllow: /news", "/news/1", True),
        ("Allow: /n*\nDisallow: /ne", "/news", True),
        ("Allow: /n*\nDisallow: /new", "/news", False),
        ("Disallow: /*/print$", "/news/1/print", False),
        ("Disallow: /*/print$", "/news/1/print/2", True),
        ("Disallow: /*/print$", "/news/1/print?x=1", True),
        ("Disallow: /search$", "/search", False),
        ("Disallow: /search$", "/searches", True),
        ("Disallow: /*?*sort=", "/list?page=2&sort=new", False),
        ("Disallow: /a*a$", "/a", True),
        ("Disallow: /a*a$", "/aba", False),
        ("Disallow: /cost$us", "/cost$us/1", False),
        ("Disallow:", "/news", True),
        ("Disallow: news", "/news", True),
        ("Disallow: /News", "/news", True),
        ("Disallow: /", "", False),
        ("Disallow: /?", "?page=2", False),
        ("Disallow: /*#top", "/news#top", False),
    ],
)
def test_the_longest_rule_that_matches_decides(rules: str, path: str, allowed: bool) -> None:
    assert allows(f"User-agent: *\n{rules}", path) is allowed


def test_a_rule_in_letters_holds_for_the_escaped_address() -> None:
    text = "User-agent: *\nDisallow: /گشتی/\nDisallow: /caf%c3%a9"

    assert not allows(text, "/%DA%AF%D8%B4%D8%AA%DB%8C/1")
    assert not allows(text, "/caf%C3%A9/1")
    assert not allows(text, "/caf%c3%a9/1")


def test_an_allowed_index_page_allows_its_folder() -> None:
    text = "User-agent: *\nDisallow: /news/\nAllow: /news/index.html"

    assert allows(text, "/news/")
    assert not allows(text, "/news/1")


@pytest.mark.parametrize(
    "line",
    [
        "Dissallow: /x",
        "disalow:/x",
        "DISALLOW : /x",
        "disallow /x",
        "Disallowed: /x",
        "\tDisallow:\t/x # closed",
    ],
)
def test_what_was_meant_to_forbid_forbids(line: str) -> None:
    assert not allows(f"useragent: *\n{line}", "/x/1")


def test_a_line_of_words_is_no_rule() -> None:
    assert allows("User-agent: *\ndisallow all of /x please", "/x/1")


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\n\n", "\r\r\n"])
def test_every_line_end_ends_a_line(end: str) -> None:
    text = end.join(["User-agent: *", "Disallow: /a", "Disallow: /b"])

    assert [allows(text, path) for path in ("/a", "/b", "/c")] == [False, False, True]


def test_of_a_line_without_end_its_beginning_counts() -> None:
    text = "User-agent: *\nDisallow: /" + "a" * (MAX_LINE * 2)

    assert not allows(text, "/" + "a" * MAX_LINE + "b")


def test_rules_before_any_name_are_for_nobody() -> None:
    assert allows("Disallow: /\nUser-agent: *\nDisallow: /drafts/", "/news")


def test_what_may_be_done_with_pages_is_told() -> None:
    book = RuleBook(
        "Content-Signal: search=yes\nUser-agent: *\nContent-Signal: ai-train=no, ai-input=maybe\nAllow: /"
    )

    assert book.rules_for("NewsBot").signals == {"search": True, "ai-train": False}


def test_contradicting_signals_are_a_no() -> None:
    book = RuleBook("User-agent: *\nContent-Signal: ai-train=no\nContent-Signal: ai-train=yes")

    assert book.rules_for("NewsBot").signals == {"ai-train": False}


def test_stars_upon_stars_are_matched_all_the_same() -> None:
    text = "User-agent: *\nDisallow: /" + "*a" * 8_000 + "*b"

    assert allows(text, "/" + "a" * 7_900)
    assert not allows(text, "/" + "a" * 8_000 + "b")


def test_a_file_that_would_take_too_long_forbids() -> None:
    text = "User-agent: *\n" + "".join(f"Disallow: /*{'a' * 90}{number}\n" for number in range(4_500))

    assert not allows(text, "/" + "a" * 7_900)
    assert allows(text, "/world/2021/02/19/harbour-reopens")


def test_ten_thousand_names_share_their_rules() -> None:
    names = "".join(f"User-agent: bot{number}\n" for number in range(10_000))
    rules = "".join(f"Disallow: /drafts/{number}/\n" for number in range(10_000))

    book = RuleBook(names + rules)

    assert not book.rules_for("bot77").allows(f"{SITE}/drafts/9999/a")
    assert book.rules_for("NewsBot").allows(f"{SITE}/drafts/9999/a")


def test_one_name_ten_thousand_times_is_one_name() -> None:
    names = "User-agent: NewsBot\nCrawl-delay: 1\n" * 10_000
    rules = "".join(f"Disallow: /drafts/{number}/\n" for number in range(10_000))

    found = RuleBook(names + rules).rules_for("NewsBot")

    assert found.delay == 1
    assert not found.allows(f"{SITE}/drafts/9999/a")


@given(st.text(alphabet="ab*$/", max_size=12), st.text(alphabet="ab/", max_size=16))
@settings(max_examples=300, deadline=None)
def test_a_star_is_anything_and_a_last_dollar_the_end(pattern: str, path: str) -> None:
    matched = not allows(f"User-agent: *\nDisallow: /{pattern}", f"/{path}")

    assert matched == _fits(f"/{pattern}", f"/{path}")


def _fits(pattern: str, path: str) -> bool:
    """The definition, word by word and slow."""
    ends = {0}
    anchored = pattern.endswith("$")
    for letter in pattern[:-1] if anchored else pattern:
        if letter == "*":
            ends = {end for start in ends for end in range(start, len(path) + 1)}
        else:
            ends = {end + 1 for end in ends if path[end : end + 1] == letter}
    return len(path) in ends if anchored else bool(ends)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_book_of_rules(text: str) -> None:
    assert RuleBook(text).rules_for("NewsBot").allows(f"{SITE}/a") in (True, False)
