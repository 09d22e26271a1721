"""How long it takes to find the articles that may share text with a new one, in an archive of a million.

`python -m benchmarks.million [--articles N] [--archive PLACE] [--look-ups N]` makes an archive with samples as a crawl
leaves them: of each article some two dozen hashes; 5 % of all stand in many articles, as phrases do (by Zipf's law), and
every tenth article shares half of its hashes with an earlier one. Then it asks as `Archive.save` asks for each new
article, and prints how long that took. *PLACE* is a folder or the URL of an empty PostgreSQL database; else a folder
that is thrown away. SQLite needs 0.6 GB for a million.
"""

from __future__ import annotations

import argparse
import tempfile
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import numpy as np

from archiver.store import Archive
from archiver.store.samples import find_candidates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from sqlalchemy import Connection

#: Hashes of an article, as measured on news in seven languages (`benchmarks/identity.py`).
HASHES = 24
#: Share of the hashes that are those of phrases.
PHRASES = 0.05
#: One article in so many shares text with an earlier one.
COPIES = 10
#: Articles made at once.
_PORTION = 50_000


def make_samples(articles: int, seed: int = 0) -> NDArray[np.int64]:
    """Give the hashes of articles, a row for each."""
    chance = np.random.default_rng(seed)
    samples = chance.integers(-(1 << 63), (1 << 63) - 1, size=(articles, HASHES), dtype=np.int64)
    phrases = chance.integers(-(1 << 63), (1 << 63) - 1, size=100_000, dtype=np.int64)
    common = chance.random((articles, HASHES)) < PHRASES
    samples[common] = phrases[np.minimum(chance.zipf(1.3, int(common.sum())), len(phrases)) - 1]
    copies = np.arange(COPIES, articles, COPIES)
    originals = (copies - 1 - chance.integers(0, np.minimum(copies, 20_000))).clip(0)
    samples[copies, : HASHES // 2] = samples[originals, : HASHES // 2]
    return samples


def store(connection: Connection, samples: NDArray[np.int64]) -> int:
    """Store samples, in the order of the table's key; gives how many rows."""
    ids = np.repeat(np.arange(1, len(samples) + 1), HASHES)
    pairs = np.unique(np.stack([samples.ravel(), ids], axis=1), axis=0)
    if connection.dialect.name == "sqlite":
        for portion in _portions(pairs):
            connection.exec_driver_sql("INSERT INTO sample (hash, article_id) VALUES (?, ?)", portion)
    else:
        cursor = connection.connection.cursor()
        with cursor.copy("COPY sample (hash, article_id) FROM STDIN") as copy:  # type: ignore[attr-defined]
            for portion in _portions(pairs):
                for row in portion:
                    copy.write_row(row)
    return len(pairs)


def _portions(pairs: NDArray[np.int64]) -> Iterator[list[tuple[int, int]]]:
    for at in range(0, len(pairs), _PORTION):
        yield [(one, other) for one, other in pairs[at : at + _PORTION].tolist()]


def look_up(archive: Archive, samples: NDArray[np.int64], count: int) -> tuple[list[float], list[float], int]:
    """Ask for articles anywhere; gives the seconds by the clock, those of this process, and how many found another."""
    chance = np.random.default_rng(1)
    clock, own, found = [], [], 0
    with archive._write() as connection:
        for at in chance.integers(0, len(samples), count).tolist():
            hashes = set(samples[at].tolist())
            began, began_own = perf_counter(), process_time()
            found += bool(find_candidates(connection, at + 1, hashes))
            clock.append(perf_counter() - began)
            own.append(process_time() - began_own)
    return clock, own, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--look-ups", type=int, default=2_000)
    parser.add_argument("--archive", help="folder or database URL; it must have no archive yet")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        Archive.open(options.archive or folder, create=True) as archive,
    ):
        samples = make_samples(options.articles)
        began = perf_counter()
        with archive._write() as connection:
            rows = store(connection, samples)
        print(
            f"{options.articles} articles, {rows} rows, stored in {perf_counter() - began:.0f} s", flush=True
        )
        if connection.dialect.name == "postgresql":
            with archive._write() as connection:
                connection.exec_driver_sql("ANALYZE sample")
        clock, own, found = look_up(archive, samples, options.look_ups)
        print(f"{options.look_ups} look-ups, {found} of them found candidates")
        for name, seconds in (("by the clock", clock), ("of this process's time", own)):
            p50, p95, p99 = (1000 * float(np.percentile(seconds, share)) for share in (50, 95, 99))
            print(
                f"ms {name}: median {p50:.2f}, p95 {p95:.2f}, p99 {p99:.2f}, worst {1000 * max(seconds):.2f}"
            )


if __name__ == "__main__":
    main()
