"""Real pages, damaged in every way pages are damaged: none may crash, hang or stop a reader, or lose its words.

    python -m benchmarks.mutants FOLDER [--count 10000] [--seed 4] [--processes 2] [--kind NAME]… [--json FILE]

FOLDER holds pages as `*.html`, `*.htm` or `*.html.gz`, at any depth; those our reader takes for articles are used. A mutant
is a page and a kind of damage, both chosen by the seed: the same folder, count and seed give the same mutants. A hang is
a page that takes more than 5 s of CPU. Text is kept when at least half of the whole page's words are in the mutant's body.
Kinds that cut words away or recode them are only asked not to fail.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import os
import random
import re
import sys
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from archiver.capture import Capture
from archiver.errors import NotAnArticle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

#: Seconds of CPU from which a page hangs its reader.
HANG_SECONDS = 5.0
#: Seconds of CPU after which the system ends a process that reads a mutant.
_END_SECONDS = 30
#: Share of the words of the page's body that must be in the mutant's; comparisons of readers call less "lost".
_KEPT_SHARE = 0.5
#: Pages at least that mutants are made of, as far as the folder has them.
_LEAST_PAGES = 20
#: Words a page's body must have for its mutants to tell anything.
_LEAST_WORDS = 60
_WORD = re.compile(r"\w+")
_PLACE = re.compile(rb"[a-z]{3} (?=[a-z]{3})", re.I)
_TEXT = re.compile(rb">([^<>]{20,})<")
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>")
_PARAGRAPH = re.compile(rb"<p\b[^<>]*>", re.I)


# --- kinds of damage


def control_references(page: bytes, chance: random.Random) -> bytes:
    """References to characters that no page may hold, between words."""
    forms = (b"&#1;", b"&#8;", b"&#11;", b"&#12;", b"&#x1F;", b"&#xFFFE;", b"&#xFFFF;", b"&#0;", b"&#xD800;", b"&#127;", b"&#128;", b"&#x1FFFE;", b"&#31", b"&#xFDD0;", b"&#999999999;")  # fmt: skip
    return _between_words(page, chance, forms)


def control_bytes(page: bytes, chance: random.Random) -> bytes:
    """Control characters as bytes, between words."""
    return _between_words(
        page, chance, [bytes([code]) for code in (*range(1, 9), 11, 12, *range(14, 32), 127)]
    )


def nuls(page: bytes, chance: random.Random) -> bytes:
    """NUL bytes between words, and in a tag."""
    return _between_words(page, chance, (b"\x00", b"\x00\x00\x00"))


def nested(page: bytes, chance: random.Random) -> bytes:
    """The whole body, or a part of it, inside up to 1,000 levels of one or several elements."""
    kinds = (
        ("<div>", "</div>"), ("<table><tr><td>", "</td></tr></table>"), ("<ul><li>", "</li></ul>"), ("<span>", "</span>"),
        ("<font color=red>", "</font>"), ("<b>", "</b>"), ("<i>", "</i>"), ("<section>", "</section>"), ("<blockquote>", "</blockquote>"),
        ("<center>", "</center>"), ("<article>", "</article>"), ("<em>", "</em>"), ("<dl><dd>", "</dd></dl>"), ("<ol><li>", "</li></ol>"),
        ("<div><p>", "</p></div>"), ("<main>", "</main>"), ("<x-part>", "</x-part>"), ("<details>", "</details>"), ("<big>", "</big>"),
    )  # fmt: skip
    levels = chance.choice((100, 200, 300, 500, 700, 1_000))
    chosen = [chance.choice(kinds) for _ in range(chance.choice((1, 1, 1, 3)))]
    each = [
        chosen[level % len(chosen)] for level in range(levels // max(pair[0].count("<") for pair in chosen))
    ]
    opening = "".join(pair[0] for pair in each).encode()
    closing = "".join(pair[1] for pair in reversed(each)).encode()
    if chance.random() < 0.25:
        closing = b""  # never closed
    start, end = _stretch(page, chance)
    return page[:start] + opening + page[start:end] + closing + page[end:]


def _stretch(page: bytes, chance: random.Random) -> tuple[int, int]:
    """All that is in <body>, or from one of its paragraphs on."""
    body = re.search(rb"<body\b[^>]*>", page, re.I)
    start = body.end() if body else 0
    end = page.lower().rfind(b"</body")
    end = len(page) if end < start else end
    if chance.random() < 0.5 and (
        places := [match.start() for match in _PARAGRAPH.finditer(page, start, end)]
    ):
        start = chance.choice(places)
    return start, end


def bit_flips(page: bytes, chance: random.Random) -> bytes:
    """Single bits turned over, one in 2,000 bytes."""
    damaged = bytearray(page)
    for _ in range(max(1, len(page) // 2_000)):
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def truncated(page: bytes, chance: random.Random) -> bytes:
    """The page breaks off."""
    return page[: chance.randrange(1, len(page))]


def unclosed(page: bytes, chance: random.Random) -> bytes:
    """Closing tags are lost."""
    share = chance.choice((0.05, 0.3, 1.0))
    return re.sub(rb"</[a-zA-Z][^<>]*>", lambda match: b"" if chance.random() < share else match[0], page)


def swapped(page: bytes, chance: random.Random) -> bytes:
    """Pairs of tags change places."""
    tags = [match.span() for match in _TAG.finditer(page)]
    for _ in range(min(20, len(tags) // 2)):
        first, second = sorted(chance.sample(tags, 2))
        if first[1] <= second[0] and first[1] - first[0] == second[1] - second[0]:
            page = (
                page[: first[0]]
                + page[slice(*second)]
                + page[first[1] : second[0]]
                + page[slice(*first)]
                + page[second[1] :]
            )
    return page


def doubled(page: bytes, chance: random.Random) -> bytes:
    """A stretch of the page is printed again, once or many times."""
    start = chance.randrange(len(page))
    end = min(len(page), start + chance.choice((200, 2_000, 20_000)))
    return page[:end] + page[start:end] * chance.choice((1, 3, 20)) + page[end:]


def lost_quotes(page: bytes, chance: random.Random) -> bytes:
    """Quotation marks of attributes are lost, one or both."""
    share = chance.choice((0.01, 0.1, 0.5))
    return re.sub(
        rb"[\"'](?=[\s>])|(?<==)[\"']", lambda match: b"" if chance.random() < share else match[0], page
    )


def huge_attributes(page: bytes, chance: random.Random) -> bytes:
    """An attribute of 100 kB, or 2,000 attributes, on some tags."""
    huge = b" data-x='" + b"wide " * 20_000 + b"'"
    many = b"".join(b" data-a%d='%d'" % (number, number) for number in range(2_000))
    for _ in range(chance.choice((1, 3))):
        tags = [match for match in _TAG.finditer(page) if not match[1]]
        if tags:
            place = chance.choice(tags).end(2)
            page = page[:place] + chance.choice((huge, many)) + page[place:]
    return page


def recoded(page: bytes, chance: random.Random) -> bytes:
    """The same characters in another encoding; what the page declares stays as it was."""
    text = page.decode("utf-8", "replace")
    codec = chance.choice(("utf-16", "utf-16-le", "utf-8-sig", "latin-1", "cp1256", "cp1251", "shift_jis", "gb18030", "euc-kr", "utf-7", "koi8-u"))  # fmt: skip
    return text.encode(codec, "replace")


def shuffled_head(page: bytes, chance: random.Random) -> bytes:
    """The parts of <head> in another order."""
    found = re.search(rb"<head\b[^>]*>(.*?)</head\s*>", page, re.I | re.S)
    if found is None:
        return page
    parts = re.split(rb"(?<=>)(?=\s*<(?:meta|link|script|title|style)\b)", found[1])
    chance.shuffle(parts)
    return page[: found.start(1)] + b"".join(parts) + page[found.end(1) :]


def declarations(page: bytes, chance: random.Random) -> bytes:
    """Doctypes, comments and CDATA where none belong, whole or left open."""
    tricks = (b"<!-- -- > -->", b"<!--->", b"<!-->", b"<![CDATA[x]]>", b"<!DOCTYPE html [<!ENTITY a 'b'>]>", b"<?xml version='1.0'?>", b"<?php echo 1 ?>", b"<!x>", b"</>", b"<>", b"<!-- <p> -->", b"]]>", b"--!>", b"<!---", b"<![endif]-->", b"<!--[if IE]>")  # fmt: skip
    return _between_tags(page, chance, tricks)


def entities(page: bytes, chance: random.Random) -> bytes:
    """Thousands of references, known and unknown, between tags."""
    flood = chance.choice(
        (b"&nbsp;", b"&amp;", b"&#160;", b"&nosuch;", b"&", b"&#x41", b"&lt;p&gt;", b"&amp;amp;")
    )
    return _between_tags(page, chance, (flood * chance.choice((10, 5_000)),))


def broken_tags(page: bytes, chance: random.Random) -> bytes:
    """Brackets that open nothing, tags without an end, attributes without a value."""
    return _between_tags(page, chance, (b"< ", b"<p", b"<a href=", b"<div class='x", b'<img src="', b"<", b">>", b"<p <p <p>", b"<b/><i/>", b"</p </p>"))  # fmt: skip


def odd_letters(page: bytes, chance: random.Random) -> bytes:
    """Marks of direction, joiners, byte order marks, noncharacters and halves of pairs, between words."""
    forms = ["\u202e\u202c", "\u200e", "\u200f", "\ufeff", "\u2066\u2069", "\u00ad", "\ufffe", "\uffff", "\ufdd0", "\x85", "\x99", "\U0001fffe", "\u2028"]  # fmt: skip
    return _between_words(
        page, chance, [form.encode() for form in forms] + [b"\xed\xa0\x80", b"\xf4\x90\x80\x80"]
    )


def _between_words(page: bytes, chance: random.Random, forms: Sequence[bytes]) -> bytes:
    """Something between words of the text, at 1 to 50 places."""
    texts = [match.span(1) for match in _TEXT.finditer(page)]
    places = [match.end() for start, end in texts for match in _PLACE.finditer(page, start, end)]
    places = places or [start for start, _ in texts] or [len(page) // 2]
    for place in sorted(chance.sample(places, min(len(places), chance.choice((1, 5, 50)))), reverse=True):
        page = page[:place] + chance.choice(forms) + page[place:]
    return page


def _between_tags(page: bytes, chance: random.Random, forms: Sequence[bytes]) -> bytes:
    """Something right before tags, at 1 to 20 places."""
    places = [match.start() for match in _TAG.finditer(page)] or [0]
    for place in sorted(chance.sample(places, min(len(places), chance.choice((1, 5, 20)))), reverse=True):
        page = page[:place] + chance.choice(forms) + page[place:]
    return page


KINDS: Mapping[str, Callable[[bytes, random.Random], bytes]] = {
    "control references": control_references,
    "control bytes": control_bytes,
    "NULs": nuls,
    "odd letters": odd_letters,
    "nesting": nested,
    "bit flips": bit_flips,
    "truncation": truncated,
    "unclosed tags": unclosed,
    "swapped tags": swapped,
    "doubled stretches": doubled,
    "lost quotes": lost_quotes,
    "huge attributes": huge_attributes,
    "another encoding": recoded,
    "shuffled head": shuffled_head,
    "declarations": declarations,
    "entity floods": entities,
    "broken tags": broken_tags,
}
#: Kinds that must lose no text at all.
CONTROLS = ("control references", "control bytes", "NULs", "odd letters")


# --- reading mutants


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What became of one mutant."""

    kind: str
    page: str  #: file it was made of, as FOLDER has it
    seed: str  #: what its chance was seeded with
    outcome: str  #: "article", "refused", "exception", "hang" or "crash"
    detail: str = ""
    kept: float = 0.0  #: share of the words of the page's body in the mutant's, 0–1
    cpu_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MutantResult:
    """What became of all of them."""

    mutants: int
    pages: int  #: they were made of
    crashes: int
    hangs: int
    exceptions: int
    control_kept: float  #: share of the mutants with control characters whose text was kept, 0–1
    nested_kept: float  #: the same of those nested up to 1,000 levels
    kept: dict[str, float] = field(default_factory=dict)  #: the same of each kind
    asked: dict[str, int] = field(default_factory=dict)  #: mutants of each kind that had text to lose
    slowest_seconds: float = 0.0  #: CPU
    bad: tuple[Ending, ...] = ()  #: mutants that failed, and those that lost text they had to keep

    @property
    def passed(self) -> bool:
        """Whether all that `docs/reliability.md` promises holds."""
        failed = self.crashes or self.hangs or self.exceptions
        return not failed and self.control_kept == 1.0 and self.nested_kept >= 0.95


def run(folder: Path | str, count: int = 10_000, seed: int = 4, *, processes: int = 2, kinds: Sequence[str] = tuple(KINDS)) -> MutantResult:  # fmt: skip
    """Make and read *count* mutants of the pages in *folder*.

    Raises:
        FileNotFoundError: it holds no page.
    """
    files = find_pages(Path(folder))
    # each page is read whole, too: twenty mutants of one share that
    files = random.Random(seed).sample(files, min(len(files), max(_LEAST_PAGES, count // 20)))
    tasks = [
        (str(files[chance.randrange(len(files))]), kinds[number % len(kinds)], f"{seed}-{number}")
        for number in range(count)
        for chance in (random.Random(f"{seed}-{number}-page"),)
    ]
    # mutants of one page beside each other: its own body is read once
    tasks.sort()
    endings = list(_read_all(tasks, processes))
    return summarize(endings, pages=len({ending.page for ending in endings}))


def find_pages(folder: Path) -> list[Path]:
    """The pages under *folder*, sorted.

    Raises:
        FileNotFoundError: there is none.
    """
    files = sorted(file for file in folder.rglob("*") if file.name.endswith((".html", ".htm", ".html.gz")))
    if not files:
        raise FileNotFoundError(f"{folder}: no *.html, *.htm or *.html.gz in it")
    return files


def summarize(endings: Sequence[Ending], pages: int) -> MutantResult:
    """The shares and counts of all endings."""
    outcomes = Counter(ending.outcome for ending in endings)
    shares: dict[str, list[bool]] = defaultdict(list)
    for ending in endings:
        # a page that is no article has no text to lose
        if ending.detail != "not an article before":
            shares[ending.kind].append(ending.kept >= _KEPT_SHARE)
    return MutantResult(
        mutants=len(endings),
        pages=pages,
        crashes=outcomes["crash"],
        hangs=outcomes["hang"],
        exceptions=outcomes["exception"],
        control_kept=_share([kept for kind in CONTROLS for kept in shares[kind]]),
        nested_kept=_share(shares["nesting"]),
        kept={kind: _share(found) for kind, found in shares.items() if found},
        asked={kind: len(found) for kind, found in shares.items()},
        slowest_seconds=max((ending.cpu_seconds for ending in endings), default=0.0),
        bad=tuple(ending for ending in endings if _is_bad(ending)),
    )


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else 1.0


def _is_bad(ending: Ending) -> bool:
    if ending.outcome in ("crash", "hang", "exception"):
        return True
    asked = ending.kind in (*CONTROLS, "nesting") and ending.detail != "not an article before"
    return asked and ending.kept < _KEPT_SHARE


def _read_all(tasks: Sequence[tuple[str, str, str]], processes: int) -> Iterator[Ending]:
    """Read in processes; a mutant that ends its process is told, and the others go on."""
    context = multiprocessing.get_context(
        "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else None
    )
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(["archiver.extract.warm"])
    batches = [tasks[at : at + 20] for at in range(0, len(tasks), 20)]
    broken = []
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        for batch, future in [(batch, pool.submit(read_batch, batch)) for batch in batches]:
            try:
                yield from future.result()
            except BrokenProcessPool:
                broken += batch
    for task in broken:
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            try:
                yield from pool.submit(read_batch, [task]).result()
            except BrokenProcessPool:
                yield Ending(
                    page=task[0], kind=task[1], seed=task[2], outcome="crash", detail="its process ended"
                )


def read_batch(tasks: Sequence[tuple[str, str, str]]) -> list[Ending]:
    """Make and read some mutants: file, kind and seed of each."""
    _limit_cpu()
    return [read_mutant(Path(file), kind, seed) for file, kind, seed in tasks]


def _limit_cpu() -> None:
    """Let a page without end end its process."""
    if os.name == "posix":
        import resource

        end = int(process_time()) + 20 * _END_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (end, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def read_mutant(file: Path, kind: str, seed: str) -> Ending:
    """Make one mutant and read it."""
    page, words = _read_whole(file)
    mutant = KINDS[kind](page, random.Random(seed))
    start = process_time()
    kept = 0.0
    try:
        body = _read_body(mutant)
    except NotAnArticle as refused:
        outcome, detail = "refused", str(refused)
    except Exception as error:
        outcome, detail = "exception", f"{type(error).__name__}: {error}"[:300]
    else:
        outcome, detail = "article", ""
        kept = (words & Counter(_WORD.findall(body))).total() / max(1, words.total())
    seconds = process_time() - start
    if not words:
        detail = detail if outcome == "exception" else "not an article before"
    if seconds > HANG_SECONDS:
        outcome = "hang"
    return Ending(
        kind=kind, page=str(file), seed=seed, outcome=outcome, detail=detail, kept=kept, cpu_seconds=seconds
    )


@lru_cache(maxsize=4)
def _read_whole(file: Path) -> tuple[bytes, Counter[str]]:
    """A page as it is, and the words of its body; none when it is no article."""
    raw = file.read_bytes()
    page = gzip.decompress(raw) if file.name.endswith(".gz") else raw
    try:
        words = Counter(_WORD.findall(_read_body(page)))
    except NotAnArticle:
        words = Counter()
    return page, words if words.total() >= _LEAST_WORDS else Counter()


def _read_body(page: bytes) -> str:
    from archiver.extract.article import extract_article

    capture = Capture(
        url="https://news.example/2026/03/05/an-article",
        fetched_at=datetime(2026, 3, 5, tzinfo=UTC),
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=page,
    )
    article = extract_article(capture)
    # it must be fit to be kept, too
    json.dumps(article.title), article.body.encode("utf-8")
    return article.body


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.mutants", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("folder", type=Path, help="pages: *.html, *.htm, *.html.gz, at any depth")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument(
        "--kind", action="append", choices=KINDS, metavar="NAME", help="only this; repeat for more"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures")
    options = parser.parse_args(arguments)
    try:
        result = run(
            options.folder,
            options.count,
            options.seed,
            processes=options.processes,
            kinds=options.kind or tuple(KINDS),
        )
    except FileNotFoundError as error:
        sys.exit(f"{parser.prog}: {error}")
    for ending in result.bad:
        print(
            f"{ending.outcome}, {ending.kept:.0%} kept: {ending.kind}, {ending.seed}, {ending.page} {ending.detail}"
        )
    for kind, share in sorted(result.kept.items()):
        print(f"{share:7.1%} kept  {kind}")
    print(
        f"{result.mutants} mutants of {result.pages} pages: {result.crashes} crashes, {result.hangs} hangs, {result.exceptions} exceptions; "
        f"text kept on {result.control_kept:.1%} with control characters, {result.nested_kept:.1%} nested; slowest {result.slowest_seconds:.1f} s"
    )
    if options.json:
        options.json.write_text(json.dumps(asdict(result), indent=1, ensure_ascii=False), encoding="utf-8")
    sys.exit(0 if result.passed else 1)


if __name__ == "__main__":
    main()
