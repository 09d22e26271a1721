"""Recurring paragraphs of a collection, to be read: which are kept out of comparisons, which would be cleaned.

python -m benchmarks.paragraphs BENCH          BENCH holds articles.jsonl: outlet, title, body with paragraphs apart
python -m benchmarks.paragraphs BENCH --all    those too that are only kept out of comparisons
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path
from time import process_time

from archiver.dedupe.paragraphs import Sheet, find_recurring, make_sheet, paragraph_key
from archiver.dedupe.recurring import find_boilerplate


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bench", type=Path)
    parser.add_argument("--all", action="store_true", help="also what is only kept out of comparisons")
    options = parser.parse_args()
    bodies: list[list[str]] = []
    outlets: dict[str, list[Sheet]] = defaultdict(list)
    with (options.bench / "articles.jsonl").open(encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            paragraphs = line["body"].split("\n\n")
            outlets[line["outlet"]].append(make_sheet(len(bodies), line["title"], paragraphs))
            bodies.append(paragraphs)
    began, compared, cleaned = process_time(), 0, 0
    for outlet, sheets in sorted(outlets.items()):
        known = find_recurring(sheets)
        found = find_boilerplate(sheets, known, lambda ids: {one: bodies[one] for one in ids})
        compared, cleaned = compared + len(known), cleaned + len(found)
        for one in found:
            print(f"clean\t{outlet}\t{one.articles} of {one.of}\t{one.text}")
        if options.all:
            for key in sorted(known - {one.key for one in found}):
                carriers = [sheet for sheet in sheets if key in sheet.keys]
                text = next(text for text in bodies[carriers[0].article_id] if paragraph_key(text) == key)
                print(f"compare\t{outlet}\t{len(carriers)} of {len(sheets)}\t{text}")
    seconds = process_time() - began
    print(
        f"{len(bodies)} articles of {len(outlets)} newspapers: {compared} paragraphs are kept out of comparisons, "
        f"{cleaned} of them would be cleaned; {seconds:.1f} s"
    )


if __name__ == "__main__":
    main()
