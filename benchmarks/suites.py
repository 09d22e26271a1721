"""Public suites of tests, as cases that are put to the functions a crawl itself calls.

Nothing of a suite is in this project: its file is read from the folder the operator names. docs/benchmarks.md names
where each comes from and its licence.
"""

from __future__ import annotations

import json
import re
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archiver.discover.feeds import read_feed
from archiver.discover.robots import read_robots
from archiver.discover.sitemaps import read_sitemap
from archiver.errors import BadUrl
from archiver.urls import parse_url, resolve_url
from benchmarks.suite_facts import ROBOTS, SITEMAPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a suite asks of each of its cases."""

    name: str
    peer: str  #: the best other program and what it answers right
    may_fail: float = 0  #: cases; below 1 a share of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case of a suite."""

    name: str
    asks: tuple[str, ...]  #: names of the questions
    data: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """A public suite: its file, and how a case of it is put and judged."""

    name: str
    file: str  #: in the operator's folder
    questions: tuple[Question, ...]
    cases: Callable[[Path], Iterator[Case]]
    judge: Callable[[Any], dict[str, str]]  #: a case's data -> what is wrong, by question; may raise


# google/robotstxt

_VERDICTS, _RFC = "verdicts", "of RFC 9309"


def _robots_cases(file: Path) -> Iterator[Case]:
    for number, case in enumerate(json.loads(file.read_text(encoding="utf-8"))):
        asks = (_VERDICTS, _RFC) if case["test"].startswith("ID_") else (_VERDICTS,)
        yield Case(name=f"{number} {case['test']}", asks=asks, data=case)


def _judge_robots(case: dict[str, Any]) -> dict[str, str]:
    allowed = read_robots(200, case["robots"].encode()).allows(case["url"], case["agent"])
    if allowed == case["allowed"]:
        return {}
    return dict.fromkeys(
        (_VERDICTS, _RFC), f"{case['agent'][:60]} at {case['url'][:60]}: {_permission(allowed)}"
    )


def _permission(allowed: bool) -> str:
    return "allowed" if allowed else "refused"


# WHATWG URL standard

_EXACT, _REFUSED, _ASKED = "http(s) exact", "invalid refused", "asked by a crawl"


_CREDENTIALS = re.compile(r"(?<=^http:)//[^/?#]*@|(?<=^https:)//[^/?#]*@")


def _url_cases(file: Path) -> Iterator[Case]:
    for number, case in enumerate(json.loads(file.read_text(encoding="utf-8"))):
        if not isinstance(case, dict):
            continue  # a remark
        name = f"{number} {case['input']!r:.60}"
        if case.get("failure"):
            yield Case(name=name, asks=(_REFUSED,), data=case)
        elif case["href"].startswith(("http:", "https:")):
            yield Case(name=name, asks=(_EXACT, _ASKED), data=case)


def _judge_url(case: dict[str, Any]) -> dict[str, str]:
    try:
        resolved = resolve_url(case["input"], case["base"])
    except BadUrl as error:
        return {} if case.get("failure") else dict.fromkeys((_EXACT, _ASKED), error.reason)
    if case.get("failure"):
        return {_REFUSED: f"read as {resolved}"}
    wrong = {} if resolved == case["href"] else {_EXACT: f"{resolved}, not {case['href']}"}
    return wrong | _judge_asked(case)


def _judge_asked(case: dict[str, Any]) -> dict[str, str]:
    """The crawl's step: the same URL without user and password; none where no name server knows the host."""
    askable = all(case["hostname"].removesuffix(".").split("."))
    bare = _CREDENTIALS.sub("//", case["href"])
    try:
        asked = parse_url(case["input"], case["base"])
    except BadUrl as error:
        return {_ASKED: error.reason} if askable else {}
    return {} if askable and asked == bare else {_ASKED: f"{asked}, not {bare if askable else 'refused'}"}


# feedparser

_READ, _LINKS, _COUNT = "read", "no link lost", "as many links"
_HEADER = re.compile(rb"Header:\s+([\w-]+):[ \t]*([^\r\n]+)")


def _feed_cases(file: Path) -> Iterator[Case]:
    for name, body in _files(file):
        yield Case(name=name, asks=(_READ, _LINKS, _COUNT), data=(name, body))


def _judge_feed(case: tuple[str, bytes]) -> dict[str, str]:
    name, body = case
    headers = {key.decode().lower(): value.decode().strip() for key, value in _HEADER.findall(body[:4_000])}
    base = headers.get("content-location", f"http://127.0.0.1:8097/{name}")
    media_type = headers.get("content-type")
    ours = [link.url for link in read_feed(body, base, media_type).links]
    theirs = _feedparsers_links(body, base, media_type)
    wrong = {}
    if lost := sorted(set(theirs) - set(ours)):
        wrong[_LINKS] = f"lost {', '.join(lost)[:200]}"
    if len(ours) != len(theirs):
        wrong[_COUNT] = f"{len(ours)} for feedparser's {len(theirs)}"
    return wrong


def _feedparsers_links(body: bytes, base: str, media_type: str | None) -> list[str]:
    """Addresses of the entries feedparser finds by itself, as far as they are http(s)."""
    import feedparser

    headers = {"content-location": base, "content-type": media_type or "application/xml"}
    links = []
    for entry in feedparser.parse(body, response_headers=headers).entries:
        try:
            links.append(parse_url(entry.get("link") or "").partition("#")[0])
        except BadUrl:
            continue
    return links


# crawler-commons

_ROBOTS_FILES, _SITEMAP_FILES = "robots files", "sitemap files"


def _commons_cases(file: Path) -> Iterator[Case]:
    for path, body in _files(file):
        name = path.rpartition("/")[2]
        question = _ROBOTS_FILES if path.startswith("robots/") else _SITEMAP_FILES
        yield Case(name=path, asks=(question,), data=(question, name, body))


def _judge_commons(case: tuple[str, str, bytes]) -> dict[str, str]:
    question, name, body = case
    wrong = _robots_file_faults(name, body) if question == _ROBOTS_FILES else _sitemap_file_faults(name, body)
    return {question: "; ".join(wrong)} if wrong else {}


def _robots_file_faults(name: str, body: bytes) -> list[str]:
    robots = read_robots(200, body, "https://www.example.com/robots.txt")
    if name not in ROBOTS:
        return ["a file this runner does not know"]
    facts = ROBOTS[name]
    wrong = [
        f"{said}: {_permission(not expected)}"
        for expected, listed in ((True, facts.allowed), (False, facts.refused))
        for said in listed
        if robots.allows("https://www.example.com" + said.split()[1], said.split()[0]) is not expected
    ]
    for agent, delay in facts.delays.items():
        if robots.crawl_delay(agent) != delay:
            wrong.append(f"{agent} waits {robots.crawl_delay(agent)} s, not {delay}")
    if len(robots.sitemaps) != facts.sitemaps:
        wrong.append(f"{len(robots.sitemaps)} sitemaps, not {facts.sitemaps}")
    return wrong


def _sitemap_file_faults(name: str, body: bytes) -> list[str]:
    sitemap = read_sitemap(body, f"https://www.example.com/{name}")
    if name not in SITEMAPS:
        return ["a file this runner does not know"]
    facts = SITEMAPS[name]
    found = [link.url for link in sitemap.links] + [child.url for child in sitemap.children]
    if (len(sitemap.links), len(sitemap.children)) != (facts.links, facts.children) or found[
        0
    ] != facts.first:
        return [
            f"{len(sitemap.links)} links, {len(sitemap.children)} sitemaps, first {next(iter(found), None)}"
        ]
    return []


def _files(archive: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as packed:
        for member in packed:
            file = packed.extractfile(member) if member.isfile() else None
            if file is not None:
                yield member.name, file.read()


SUITES: tuple[Suite, ...] = (
    Suite(
        name="robotstxt",
        file="robots_google.json",
        questions=(
            Question(name=_VERDICTS, peer="Protego 131", may_fail=2),
            Question(name=_RFC, peer="Protego 62"),
        ),
        cases=_robots_cases,
        judge=_judge_robots,
    ),
    Suite(
        name="urls",
        file="urltestdata.json",
        questions=(
            Question(name=_EXACT, peer="ada-url 229"),
            Question(name=_REFUSED, peer="ada-url 265"),
            Question(name=_ASKED, peer=""),
        ),
        cases=_url_cases,
        judge=_judge_url,
    ),
    Suite(
        name="feeds",
        file="feedparser-tests.tar.gz",
        questions=(
            Question(name=_READ, peer="feedparser 2,106"),
            Question(name=_LINKS, peer=""),
            Question(name=_COUNT, peer="", may_fail=0.01),
        ),
        cases=_feed_cases,
        judge=_judge_feed,
    ),
    Suite(
        name="crawler-commons",
        file="crawler-commons-files.tar.gz",
        questions=(
            Question(name=_ROBOTS_FILES, peer=""),
            Question(name=_SITEMAP_FILES, peer="Scrapy 13"),
        ),
        cases=_commons_cases,
        judge=_judge_commons,
    ),
)
