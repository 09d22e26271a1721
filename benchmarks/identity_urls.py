"""What the URLs of a benchmark are filed under, and what that costs.

`python -m benchmarks.identity BENCH --urls OUT.jsonl` writes the answers; `python -m benchmarks.identity_urls BENCH`
only measures. `urls.json` there holds *groups*, lists of (kind of variant, URL) that are one article, the canonical
spelling first, and *negatives*, (kind, URL, URL) that are two.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archiver.errors import BadUrl
from archiver.urls import canonicalize

if TYPE_CHECKING:
    from collections.abc import Iterable

_ROUNDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlScore:
    """How well keys tell articles apart, and what one costs."""

    variants: int
    merged: int  #: variants with the key of their group's first URL
    negatives: int
    wrong: int  #: pairs of two articles with one key
    urls: int
    first_seconds: float  #: processor time of the first round, in which lists are loaded and hosts are new
    next_seconds: float  #: processor time of a later round

    def line(self) -> str:
        """The score as one line of text."""
        return (
            f"{self.merged}/{self.variants} variants merged ({self.merged / max(1, self.variants):.4f}), "
            f"{self.wrong} of {self.negatives} pairs merged wrongly; {1e6 * self.first_seconds / max(1, self.urls):.1f} µs "
            f"per URL at first, then {1e6 * self.next_seconds / max(1, self.urls):.1f}"
        )


def write_url_keys(bench: Path, out: Path) -> UrlScore:
    """Write {"url", "key"} for every URL in *bench*/urls.json; a text that is no URL is its own key."""
    data = json.loads((bench / "urls.json").read_text(encoding="utf-8"))
    keys, score = _judge(data)
    with out.open("w", encoding="utf-8") as file:
        for url, key in keys.items():
            file.write(json.dumps({"url": url, "key": key}) + "\n")
    return score


def score_urls(data: dict[str, Any]) -> UrlScore:
    """Score the groups and negatives of *data*."""
    return _judge(data)[1]


def _judge(data: dict[str, Any]) -> tuple[dict[str, str], UrlScore]:
    urls = list(dict.fromkeys(_urls(data)))
    started = time.process_time()
    keys = {url: _key(url) for url in urls}
    first = time.process_time()
    for _ in range(_ROUNDS):
        for url in urls:
            _key(url)
    ended = time.process_time()
    variants = [(group[0][1], url) for group in data["groups"] for _, url in group[1:]]
    score = UrlScore(
        variants=len(variants),
        merged=sum(keys[one] == keys[other] for one, other in variants),
        negatives=len(data["negatives"]),
        wrong=sum(keys[one] == keys[other] for _, one, other in data["negatives"]),
        urls=len(urls),
        first_seconds=first - started,
        next_seconds=(ended - first) / _ROUNDS,
    )
    return keys, score


def _urls(data: dict[str, Any]) -> Iterable[str]:
    for group in data["groups"]:
        yield from (url for _, url in group)
    for _, one, other in data["negatives"]:
        yield from (one, other)


def _key(url: str) -> str:
    try:
        return canonicalize(url)
    except BadUrl:
        return url


if __name__ == "__main__":
    print(score_urls(json.loads((Path(sys.argv[1]) / "urls.json").read_text(encoding="utf-8"))).line())
