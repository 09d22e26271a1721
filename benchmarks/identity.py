"""Which articles are one, revisions of one, or carry one text: a benchmark's pages stored one by one, as a crawl would.

`python -m benchmarks.identity BENCH --clusters OUT.jsonl --relations OUT.jsonl [--urls OUT.jsonl] [--archive PLACE]`
feeds BENCH/articles.jsonl through `Archive.save` in file order. *clusters* has for each line its id and its story (an
article alone is one of its own); *relations* has the pairs of ids that hang together: `revision` (one article fetched
twice under one URL), `url_variant` (one article under two URLs), `syndicated`, `excerpt`, `partial`. Prints what that
costs beyond storing the articles. *PLACE* is a folder or a database URL without an archive yet; else a folder that is
thrown away.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any, NamedTuple

from archiver.article import Article, Block, BlockKind
from archiver.dates import Moment, Precision
from archiver.link import Link, Via
from archiver.outcome import Outcome
from archiver.store import Archive
from archiver.store.kinship import Kin
from archiver.store.story_reading import load_standings
from archiver.store.story_records import Role
from benchmarks.identity_urls import write_url_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Tables that hold nothing but what this benchmark is about.
TABLES = ("sample", "relation", "story", "sheet", "site_paragraph")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fed:
    """A line of the benchmark, and the article it became."""

    id: str
    url: str
    article_id: int


class Facts(NamedTuple):
    """What an article of the archive is."""

    id: int
    story: int | None
    site: int


@dataclass(slots=True)
class Costs:
    """Processor time spent on kinship, in seconds."""

    seconds: float = 0.0
    worst: float = 0.0
    saving: float = 0.0  #: storing altogether
    saves: int = 0
    _since: float = field(default=0.0)

    def timed(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """*function*, whose time counts."""

        def run(*arguments: Any, **named: Any) -> Any:
            began = process_time()
            try:
                return function(*arguments, **named)
            finally:
                self._since += process_time() - began

        return run

    def save(self, archive: Archive, outcomes: list[Outcome], now: datetime) -> list[int | None]:
        """Store a batch; gives the articles' ids."""
        self._since = 0.0
        began = process_time()
        saved = archive.save(outcomes, None, now)
        self.saving += process_time() - began
        self.seconds += self._since
        self.worst = max(self.worst, self._since)
        self.saves += len(outcomes)
        return [one.article_id for one in saved]


def read_outcome(line: dict[str, Any]) -> Outcome:
    """Give what a crawl would hand over of a line of the benchmark."""
    url, site = line["url"], line["outlet"]
    article = Article(
        url=url,
        canonical_url=url,
        site=site,
        title=line["title"],
        published=_moment(line["published"]),
        language=line["lang"],
        blocks=tuple(
            Block(kind=BlockKind.PARAGRAPH, text=text) for text in line["body"].split("\n\n") if text.strip()
        ),
    )
    return Outcome(link=Link(url=url, via=Via.FEED, site=site), article=article)


def _moment(text: str | None) -> Moment | None:
    if not text:
        return None
    at = datetime.fromisoformat(text)
    return Moment(raw=text, day=at.date(), precision=Precision.MINUTE, clock=at.strftime("%H:%M"))


def read_lines(bench: Path) -> Iterator[dict[str, Any]]:
    """Give the articles of a benchmark in file order."""
    with (bench / "articles.jsonl").open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def feed(archive: Archive, bench: Path, costs: Costs, batch: int = 1) -> list[Fed]:
    """Store a benchmark's articles, *batch* at a time; of those that could not be stored, says so and goes on."""
    fed: list[Fed] = []
    lines = list(read_lines(bench))
    now = datetime(1970, 1, 1, tzinfo=UTC)
    for at in range(0, len(lines), batch):
        portion = lines[at : at + batch]
        days = [datetime.fromisoformat(line["published"]) for line in portion if line["published"]]
        now = max([now, *(day if day.tzinfo else day.replace(tzinfo=UTC) for day in days)])
        ids = costs.save(archive, [read_outcome(line) for line in portion], now)
        for line, article_id in zip(portion, ids, strict=True):
            if article_id is None:
                print(f"{line['id']}: {line['url']} was not stored as an article", file=sys.stderr)
                continue
            fed.append(Fed(id=line["id"], url=line["url"], article_id=article_id))
    return fed


def find_clusters(archive: Archive, fed: list[Fed]) -> dict[str, str]:
    """Give the cluster of each id: its story, or the article itself."""
    stories = {row[0]: row[1] for row in _rows(archive, "SELECT id, story_id FROM article")}
    return {
        one.id: f"article {one.article_id}"
        if stories[one.article_id] is None
        else f"story {stories[one.article_id]}"
        for one in fed
    }


def find_relations(archive: Archive, fed: list[Fed]) -> Iterator[tuple[str, str, str]]:
    """Give pairs of ids that hang together, and how."""
    facts = {row[0]: Facts(*row) for row in _rows(archive, "SELECT id, story_id, site_id FROM article")}
    with archive._read() as connection:
        standings = load_standings(connection, {one: fact.story for one, fact in facts.items()})
    excerpts = {one for one, standing in standings.items() if standing.role is Role.EXCERPT}
    rows = _rows(archive, "SELECT article_id, other_id, kind FROM relation")
    kinds = {frozenset((child, parent)): kind for child, parent, kind in rows}
    aliases = _find_aliases(kinds)
    groups: dict[int, list[Fed]] = defaultdict(list)
    by_article: dict[int, list[Fed]] = defaultdict(list)
    for one in fed:
        story = facts[one.article_id].story
        groups[-one.article_id if story is None else story].append(one)
        by_article[one.article_id].append(one)
    told: set[frozenset[str]] = set()
    for members in groups.values():
        for one, other in itertools.combinations(members, 2):
            name = _name(one, other, aliases, excerpts)
            same_site = facts[one.article_id].site == facts[other.article_id].site
            if same_site and name in ("excerpt", "syndicated"):
                continue  # a roundup of the origin's own newspaper is in the story by its copies
            told.add(frozenset((one.id, other.id)))
            yield one.id, other.id, name
    for pair, kind in kinds.items():
        if kind == "partial":
            for one, other in itertools.product(*(by_article[article] for article in pair)):
                if frozenset((one.id, other.id)) not in told:
                    yield one.id, other.id, kind


def _find_aliases(kinds: dict[frozenset[int], str]) -> dict[int, int]:
    """Give for each article with an alias the least id of those it is one article with, directly or by others."""
    first: dict[int, int] = {}
    for pair in (pair for pair, kind in kinds.items() if kind == "alias"):
        known = {first.get(one, one) for one in pair}
        first |= dict.fromkeys((one for one, of in first.items() if of in known), min(known))
        first |= dict.fromkeys(pair, min(known))
    return first


def _name(one: Fed, other: Fed, aliases: dict[int, int], excerpts: set[int]) -> str:
    """How two of one story hang together, by what each is in it."""
    if one.article_id == other.article_id:
        return "revision" if one.url == other.url else "url_variant"
    if aliases.get(one.article_id, 0) == aliases.get(other.article_id, -1):
        return "url_variant"
    return "excerpt" if {one.article_id, other.article_id} & excerpts else "syndicated"


def _rows(archive: Archive, statement: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in archive.sql(statement, max_rows=100_000_000).rows]


def report(archive: Archive, costs: Costs) -> str:
    """What kinship costs: processor time and rows for each article beyond storing it."""
    articles = _rows(archive, "SELECT COUNT(*) FROM article")[0][0]
    rows = Counter({name: _rows(archive, f"SELECT COUNT(*) FROM {name}")[0][0] for name in TABLES})
    each = ", ".join(f"{name} {count / max(1, articles):.2f}" for name, count in rows.items())
    return (
        f"{costs.saves} lines, {articles} articles; kinship {1000 * costs.seconds / max(1, costs.saves):.3f} ms CPU per line "
        f"(worst {1000 * costs.worst:.1f}), storing altogether {1000 * costs.saving / max(1, costs.saves):.3f}; "
        f"{sum(rows.values()) / max(1, articles):.2f} rows per article ({each})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("bench", type=Path)
    parser.add_argument("--clusters", type=Path)
    parser.add_argument("--relations", type=Path)
    parser.add_argument("--urls", type=Path)
    parser.add_argument("--archive", help="folder or database URL; it must have no archive yet")
    parser.add_argument("--batch", type=int, default=1, help="articles stored in one transaction")
    options = parser.parse_args()
    if not options.clusters and not options.relations and not options.urls:
        parser.error("say what to write: --clusters, --relations, --urls")
    wanted = ["urls.json"] * bool(options.urls)
    wanted += ["articles.jsonl"] * bool(options.clusters or options.relations)
    for name in wanted:
        if not (options.bench / name).is_file():
            parser.error(f"{options.bench}: no {name} in it; BENCH is a folder that has one")
    if options.urls:
        print(write_url_keys(options.bench, options.urls).line())
    if not options.clusters and not options.relations:
        return
    costs = Costs()
    Kin.note = costs.timed(Kin.note)  # type: ignore[method-assign]
    Kin.flush = costs.timed(Kin.flush)  # type: ignore[method-assign]
    with (
        tempfile.TemporaryDirectory() as folder,
        Archive.open(options.archive or folder, create=True) as archive,
    ):
        fed = feed(archive, options.bench, costs, options.batch)
        if options.clusters:
            _write(
                options.clusters,
                ({"id": one, "cluster": of} for one, of in find_clusters(archive, fed).items()),
            )
        if options.relations:
            _write(
                options.relations,
                ({"a": a, "b": b, "rel": rel} for a, b, rel in find_relations(archive, fed)),
            )
        print(report(archive, costs))


def _write(path: Path, lines: Iterator[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
