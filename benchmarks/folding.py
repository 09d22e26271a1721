"""What it costs that a search shows a text once: `python -m benchmarks.folding [--articles 100000] [--archive URL]`.

Makes an archive of articles whose words are drawn by rank (Zipf), a third of them alone and two thirds in stories of 2 to
12, and times searches for words that many and few of them hold, with and without folding.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from archiver.store import Archive
from archiver.store.database import Indexed
from archiver.store.models import ArticleRow, RevisionRow, SiteRow, table_of
from archiver.store.models_kin import StoryRow

if TYPE_CHECKING:
    from collections.abc import Iterator

_SITES = 60
_WORDS = 120
_VOCABULARY = 20_000
#: Articles of a story, drawn with equal chance: nine of thirteen texts are printed once.
_SIZES = (*[1] * 9, 2, 3, 5, 12)
_BATCH = 2_000
#: Ranks of the words searched for, from very common to rare.
_RANKS = (0, 50, 1_000, 19_999)
_TIMES = 7
_SEEN = datetime(2021, 1, 1, tzinfo=UTC)


def make_articles(count: int, seed: int = 5) -> Iterator[dict[str, Any]]:
    """Give articles: id, story, site, day and body."""
    chance = random.Random(seed)
    words = [f"w{rank}" for rank in range(_VOCABULARY)]
    weights = list(accumulate(1 / (rank + 5) for rank in range(_VOCABULARY)))
    number = 0
    while number < count:
        size = min(chance.choice(_SIZES), count - number)
        body = " ".join(chance.choices(words, cum_weights=weights, k=_WORDS))
        first = number + 1
        for number in range(first, first + size):
            yield {
                "id": number,
                "story": first if size > 1 else None,
                "site": chance.randint(1, _SITES),
                "day": date(2021, 1, 1) + timedelta(days=chance.randrange(365)),
                "body": f"{body} x{number % 7}",
            }


def fill(archive: Archive, count: int) -> None:
    """Store articles made by `make_articles`, as far as a search looks at them."""
    with archive._write() as connection:
        sites = [{"id": one, "name": f"site{one}.example", "added_at": _SEEN} for one in range(1, _SITES + 1)]
        connection.execute(insert(table_of(SiteRow)), sites)
    batch: list[dict[str, Any]] = []
    for article in make_articles(count):
        batch.append(article)
        if len(batch) == _BATCH:
            _store(archive, batch)
            batch = []
    _store(archive, batch)


def _store(archive: Archive, batch: list[dict[str, Any]]) -> None:
    if not batch:
        return
    stories = [one for one in batch if one["story"] == one["id"]]
    with archive._write() as connection:
        connection.execute(insert(table_of(ArticleRow)), list(map(_article_row, batch)))
        connection.execute(insert(table_of(RevisionRow)), list(map(_revision_row, batch)))
        if stories:
            rows = [{"id": one["id"], "origin_id": one["id"], "articles": 2, "sites": 2} for one in stories]
            connection.execute(insert(table_of(StoryRow)), rows)
        entries = [Indexed(article_id=one["id"], title="", body=one["body"]) for one in batch]
        archive._database.add_to_index(connection, entries)


def _article_row(article: dict[str, Any]) -> dict[str, Any]:
    url = f"https://site{article['site']}.example/{article['id']}"
    return {
        "id": article["id"],
        "site_id": article["site"],
        "key": url,
        "url": url,
        "canonical_url": url,
        "published_day": article["day"],
        "published_raw": article["day"].isoformat(),
        "published_precision": "day",
        "word_count": _WORDS,
        "revision": 1,
        "story_id": article["story"],
        "first_seen_at": _SEEN,
        "last_seen_at": _SEEN,
    }


def _revision_row(article: dict[str, Any]) -> dict[str, Any]:
    row = {"article_id": article["id"], "number": 1, "body": article["body"], "blocks": []}
    return row | {"word_count": _WORDS, "seen_at": _SEEN}


def measure(archive: Archive) -> None:
    """Print for each word how many articles hold it, and the least of some times without and with folding."""
    print("articles\tlines\tms, each article\tms, folded")
    for rank in _RANKS:
        hits = archive.search(f"w{rank}", fold=True)
        plain, folded = (_least(archive, f"w{rank}", fold=fold) for fold in (False, True))
        print(f"{hits.total}\t{hits.lines}\t{plain:.1f}\t{folded:.1f}")


def _least(archive: Archive, word: str, *, fold: bool) -> float:
    times = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        archive.search(word, fold=fold)
        times.append(time.perf_counter() - started)
    return min(times) * 1000


def main() -> None:
    """Make the archive, and measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.folding", description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument(
        "--archive", help="an empty PostgreSQL database; otherwise an SQLite file is made and removed"
    )
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        Archive.open(given.archive or folder, create=True) as archive,
    ):
        fill(archive, given.articles)
        measure(archive)


if __name__ == "__main__":
    main()
