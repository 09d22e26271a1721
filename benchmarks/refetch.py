"""Pages fetched again: no revision when only the furniture changed, one of the right class when an editor was at work.

    python -m benchmarks.refetch [FOLDER] [--refetches 1000] [--pages 250] [--seed 5] [--processes 2] [--show] [--json FILE]

The pages are those of tests/sites, and of FOLDER: `*.html` or `*.html.gz`, at any depth; a `truth.jsonl` in it may give
their URLs. Each page is first read as it is served once, then again and again with other adverts, times ("updated 3
minutes ago"), counts of comments, related links, surroundings and markup, and in the end with a real change, furnished
anew, too. Each answer goes through the reader and into an archive like in a crawl. Exit code 1 when there is a false
revision.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archiver.article import BESIDE_BODY, BlockKind
from archiver.capture import Capture
from archiver.errors import NotAnArticle
from archiver.extract.article import extract_article
from archiver.extract.page import load_page
from archiver.link import Link, Status, Via
from archiver.outcome import Outcome
from archiver.store import Archive
from archiver.text import count_words, normalize_text
from benchmarks.refetch_pages import EDITS, PageText, refurnish

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from archiver.article import Article

OWN_PAGES = Path(__file__).parents[1] / "tests" / "sites"
START = datetime(2026, 11, 2, 8, tzinfo=UTC)
#: Words a page must have, and paragraphs found in its markup, for changes to be made to it.
LEAST_WORDS, LEAST_PARAGRAPHS = 80, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A page to be served."""

    file: Path
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """One answer, and what was read in it."""

    outcome: Outcome
    edit: str | None  #: class of the real change; None when there is none
    kinds: tuple[str, ...]  #: furniture that was changed
    same_title: bool = True


@dataclass(slots=True)
class Tally:
    """What became of all answers."""

    pages: int = 0
    refetches: int = 0
    unread: Counter[str] = field(default_factory=Counter)
    false: list[dict[str, Any]] = field(default_factory=list)
    classes: Counter[tuple[str, str]] = field(default_factory=Counter)  #: made, recorded
    missed: list[dict[str, Any]] = field(default_factory=list)

    @property
    def changes(self) -> int:
        return sum(self.classes.values())

    @property
    def found(self) -> int:
        return sum(count for (_, recorded), count in self.classes.items() if recorded != "none")

    @property
    def right(self) -> int:
        return sum(count for (made, recorded), count in self.classes.items() if made == recorded)


def find_sources(folder: Path | None) -> list[Source]:
    """The pages of tests/sites, and of a folder."""
    own = [
        Source(file=file.parent / "page.html.gz", url=json.loads(file.read_text(encoding="utf-8"))["url"])
        for file in sorted(OWN_PAGES.glob("*/*/article.json"))
    ]
    if folder is None:
        return own
    urls = {}
    truth = folder / "truth.jsonl"
    if truth.exists():
        rows = map(json.loads, truth.open(encoding="utf-8"))
        urls = {row["id"]: row.get("url") for row in rows}
    files = sorted(file for suffix in ("*.html", "*.html.gz") for file in folder.rglob(suffix))
    return own + [
        Source(file=file, url=urls.get(_stem(file)) or f"https://{number}.example/news/{_stem(file)}")
        for number, file in enumerate(files)
    ]


def _stem(file: Path) -> str:
    return file.name.removesuffix(".gz").removesuffix(".html")


def serve(source: Source, *, again: int, seed: int, donors: Mapping[str, list[str]]) -> list[Served]:
    """Serve a page: once, *again* times with other furniture, and once changed; none when it is no article to change."""
    chance = random.Random(f"{seed} {source.url}")
    data = source.file.read_bytes()
    body = gzip.decompress(data) if source.file.suffix == ".gz" else data
    capture = Capture(
        url=source.url, fetched_at=START, status=200, headers=(("Content-Type", "text/html"),), body=body
    )
    try:
        article = extract_article(capture)
    except NotAnArticle:
        return []
    blocks = [block.text for block in article.blocks if block.kind not in BESIDE_BODY]
    page = PageText.find(load_page(capture).html, article.title or "", article.language or "en", blocks)
    if article.word_count < LEAST_WORDS or len(page.spans) < LEAST_PARAGRAPHS:
        return []
    served = [_read(source, page, chance, number, None) for number in range(again + 1)]
    new = [text for text in donors.get(page.language, []) if text not in blocks]
    new = new if len(new) > 3 else donors["en"]
    makers = list(EDITS.items())
    chance.shuffle(makers)
    # every class about as often, as far as the pages allow
    for kind, make in makers:
        changed = make(page, chance, new)
        if changed is not None:
            served.append(_read(source, changed, chance, again + 1, kind))
            break
    return served


def _read(source: Source, page: PageText, chance: random.Random, number: int, edit: str | None) -> Served:
    markup, kinds = refurnish(page, chance)
    link = Link(url=source.url, via=Via.FEED)
    capture = Capture(
        url=source.url,
        fetched_at=START + timedelta(hours=number),
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=markup.encode("utf-8", "replace"),
        link=link,
    )
    article: Article | None = None
    reason = None
    try:
        article = extract_article(capture)
    except NotAnArticle as error:
        reason = error.reason
    outcome = Outcome(
        link=link, capture=capture, article=article, status=None if article else Status.REFUSED, reason=reason
    )
    return Served(outcome=outcome, edit=edit, kinds=tuple(kinds))


def judge(archive: Archive, answers: Sequence[Served], tally: Tally) -> None:
    """Save what was read of one page, in order, and note what came of it."""
    first, *later = answers
    saved = archive.save([first.outcome])[0]
    if saved.status is not Status.NEW or saved.article_id is None:
        return
    tally.pages += 1
    for one in later:
        became = archive.save([one.outcome])[0]
        if one.outcome.article is None:
            tally.unread[one.outcome.reason or "unknown"] += 1
            continue
        revised = became.status is Status.REVISED
        if one.edit is None:
            tally.refetches += 1
            if revised:
                tally.false.append(_told(archive, saved.article_id, one))
            continue
        recorded = _class_of(archive, saved.article_id) if revised else "none"
        tally.classes[one.edit, recorded] += 1
        if recorded != one.edit:
            tally.missed.append(_told(archive, saved.article_id, one) | {"recorded": recorded})


def _class_of(archive: Archive, article_id: int) -> str:
    change = archive.revisions(article_id)[-1].change
    return change.kind.value if change else "none"


def _told(archive: Archive, article_id: int, one: Served) -> dict[str, Any]:
    """What is wanted to see why."""
    revisions = archive.revisions(article_id)
    lines = []
    if len(revisions) > 1:
        old, new = ([normalize_text(block.text) for block in one.blocks] for one in revisions[-2:])
        if revisions[-2].title != revisions[-1].title:
            lines.append(f"title {revisions[-2].title!r} -> {revisions[-1].title!r}")
        lines += [f"- {text}" for text in old if text not in new] + [
            f"+ {text}" for text in new if text not in old
        ]
    return {"url": one.outcome.link.url, "edit": one.edit, "kinds": one.kinds, "lines": lines}


def collect_donors(sources: Sequence[Source]) -> dict[str, list[str]]:
    """Paragraphs of other articles, for updates, by language."""
    found: dict[str, list[str]] = {}
    for source in sources:
        capture = Capture(
            url=source.url,
            fetched_at=START,
            status=200,
            headers=(),
            body=gzip.decompress(source.file.read_bytes()),
        )
        try:
            article = extract_article(capture)
        except NotAnArticle:
            continue
        texts = (block.text for block in article.blocks if block.kind is BlockKind.PARAGRAPH)
        found.setdefault((article.language or "en")[:2], []).extend(
            text for text in texts if 20 <= count_words(text) <= 120 and text[-1] in ".。।؟!?"
        )
    return found


def answers_of(sources: Sequence[Source], arguments: argparse.Namespace) -> Iterator[list[Served]]:
    """What is served of each page, read in other processes."""
    donors = collect_donors([source for source in sources if OWN_PAGES in source.file.parents])
    again = -(-arguments.refetches // arguments.pages)
    work = partial(serve, again=again, seed=arguments.seed, donors=donors)
    pool = ProcessPoolExecutor(arguments.processes)
    try:
        yield from (served for served in pool.map(work, sources, chunksize=2) if served)
    finally:
        pool.shutdown(cancel_futures=True)


def show(tally: Tally, *, more: bool) -> None:
    """Print the figures; with *more*, each false revision and each change that was missed or taken for another."""
    print(f"pages                {tally.pages}")
    print(
        f"fetched again        {tally.refetches}, of which not read as an article: {sum(tally.unread.values())} {dict(tally.unread)}"
    )
    print(f"false revisions      {len(tally.false)}")
    print(
        f"real changes         {tally.changes}, found {tally.found}, class right {tally.right} ({tally.right / max(1, tally.changes):.1%})"
    )
    for (made, recorded), count in sorted(tally.classes.items()):
        print(f"  {made:14} -> {recorded:14} {count}")
    for one in [*tally.false, *tally.missed] if more else ():
        print(
            f"\n{one['url']}\n  {one['edit'] or 'none'} -> {one.get('recorded', 'revision')}; {', '.join(one['kinds'])}"
        )
        for line in one["lines"][:8]:
            print(f"  {line[:220]}")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--refetches", type=int, default=1000)
    parser.add_argument("--pages", type=int, default=250)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args(arguments)
    sources = find_sources(wanted.folder)
    random.Random(wanted.seed).shuffle(sources)
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder, Archive.open(folder, create=True) as archive:
        for answers in answers_of(sources, wanted):
            judge(archive, answers, tally)
            if tally.pages >= wanted.pages and tally.refetches >= wanted.refetches:
                break
    show(tally, more=wanted.show)
    if wanted.json:
        report = {
            "pages": tally.pages,
            "refetches": tally.refetches,
            "false": tally.false,
            "changes": tally.changes,
            "found": tally.found,
            "right": tally.right,
            "missed": tally.missed,
        }
        wanted.json.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    return 1 if tally.false else 0


if __name__ == "__main__":
    sys.exit(main())
