"""How well articles are read: predictions over a corpus of pages with known bodies, titles, authors and days.

    python -m benchmarks.extraction CORPUS --predictions OUT.jsonl [--processes 2]

CORPUS is a folder with `truth.jsonl` (one object a line with `id` and `url`) and `pages/<id>.html.gz`. OUT.jsonl gets
one line a page: id, title, authors, published, body; a page that is no article to us gets an empty body and counts
under its reason. Scoring is the corpus's own business. CPU time is printed, of the readers alone.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archiver.capture import Capture
from archiver.errors import NotAnArticle
from archiver.extract.article import extract_article

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.article import Article

#: Fetch time given to pages; corpora do not tell theirs.
FETCHED_AT = datetime(2026, 11, 22, tzinfo=UTC)


def predict(task: tuple[str, str | None, str]) -> dict[str, Any]:
    """What is read in one page: (id, url, file)."""
    page_id, url, file = task
    body = gzip.decompress(Path(file).read_bytes())
    # some corpora name pages by something else than their address
    address = url if url and url.startswith("http") else "https://corpus.invalid/article"
    capture = Capture(url=address, fetched_at=FETCHED_AT, status=200, body=body)
    started = time.process_time()
    try:
        found = show(extract_article(capture))
    except NotAnArticle as error:
        found = {"title": None, "authors": [], "published": None, "body": "", "reason": error.reason}
    return {"id": page_id, **found, "cpu_seconds": time.process_time() - started}


def show(article: Article) -> dict[str, Any]:
    """The fields a scorer looks at."""
    published = article.published
    return {
        "title": article.title,
        "authors": [author.name for author in article.authors],
        "published": published.day.isoformat() if published else None,
        "body": article.body,
    }


def tasks(corpus: Path) -> list[tuple[str, str | None, str]]:
    """The pages of a corpus that are there."""
    with (corpus / "truth.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    pages = ((row["id"], row.get("url"), corpus / "pages" / f"{row['id']}.html.gz") for row in rows)
    return [(page_id, url, str(file)) for page_id, url, file in pages if file.exists()]


def run(corpus: Path, predictions: Path, processes: int) -> Counter[str]:
    """Read every page of *corpus*; how many ended in which reason, "article" among them."""
    ends: Counter[str] = Counter()
    seconds = 0.0
    with ProcessPoolExecutor(processes) as pool, predictions.open("w", encoding="utf-8") as out:
        for prediction in pool.map(predict, tasks(corpus), chunksize=8):
            ends[prediction.get("reason") or "article"] += 1
            seconds += prediction["cpu_seconds"]
            out.write(json.dumps(prediction, ensure_ascii=False) + "\n")
    print(f"{ends.total()} pages, {1000 * seconds / max(1, ends.total()):.1f} ms of CPU a page")
    return ends


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--predictions", type=Path, required=True)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(arguments)
    for reason, count in run(options.corpus, options.predictions, options.processes).most_common():
        print(f"{count:6} {reason}")


if __name__ == "__main__":
    main()
