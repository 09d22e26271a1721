"""Train the model that tells the article's blocks from the others; needs the extra `train`.

    python -m benchmarks.train_blocks CORPUS --predictions OUT.jsonl [--model FILE] [--without vote|signatures|containers]

CORPUS is a folder as `benchmarks.extraction` reads it; only the datasets in `SOURCES` are looked at. OUT.jsonl gets the
bodies read out of fold: each page by models that saw no page of its site. FILE gets the model trained on all pages.
The seed is fixed; two runs over one corpus with one version of LightGBM give the same file.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np
from lxml.html import Element

from archiver.capture import Capture
from archiver.errors import BadUrl, NotAnArticle
from archiver.extract import body, choice
from archiver.extract.blocks import find_blocks
from archiver.extract.clean import clean_tree, remove_cuts
from archiver.extract.discussion import mark_discussions
from archiver.extract.features import read_features, read_votes, rows_of
from archiver.extract.fields import Fields, read_fields
from archiver.extract.forest import END
from archiver.extract.learned import Model, choose_learned
from archiver.extract.outline import Outline
from archiver.extract.page import Page, load_page
from archiver.extract.story import mark_captions
from archiver.urls import site_name
from benchmarks.readers import FETCHED_AT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from archiver.extract.blocks import PageBlock

#: Datasets whose licence allows training.
SOURCES = ("scrapinghub", "fundus-eval", "fundus-tests", "wcxb", "chinese-web")
FOLDS = 5
ROUNDS = 100
#: Cross-validation is flat (±.0002) between 80 and 300 rounds, 16 and 31 leaves.
SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.06,
    "num_leaves": 24,
    "max_depth": 7,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
#: Words a text must have for its 4-grams to say where it stands.
_GRAM = 4
_TOKEN = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
    "|[^\\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
#: Columns each ablation leaves out.
ABLATIONS: dict[str, Callable[[str], bool]] = {
    "vote": lambda name: name.startswith("vote"),
    "signatures": lambda name: "sign" in name or "weak" in name,
    "containers": lambda name: name.startswith(
        ("home", "own", "around", "main", "element", "up", "down", "from_first", "to_last", "vote_home")
    ),
}


@dataclass(slots=True, kw_only=True)
class Sample:
    """One page with what is known of its blocks."""

    id: str
    fold: int
    page: Page | None  #: None when it cannot be read
    fields: Fields | None = None
    columns: dict[str, Sequence[float]]
    labels: list[int]  #: of the blocks that may be the article's: 1, 0, or -1 for neither
    weights: list[float]


def tokens(text: str) -> list[str]:
    """Words in lower case; letters of scripts without spaces one by one."""
    return _TOKEN.findall(text.casefold())


def grams(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[place : place + _GRAM]) for place in range(max(1, len(words) - _GRAM + 1))]


def label_blocks(blocks: Sequence[PageBlock], truth: str, optional: Sequence[str]) -> list[int]:
    """1 where most 4-grams of a block stand in *truth*, 0 where not, -1 for optional passages and second copies."""
    own = Counter(grams(tokens(truth)))
    free = set(grams(tokens("\n".join(optional)))) if optional else set()
    left = Counter(own)
    words = [tokens(block.text) for block in blocks]
    labels = [_label(mine, own, left, free) if len(mine) > _GRAM else 0 for mine in words]
    lines = {" ".join(tokens(line)) for line in truth.split("\n")}
    allowed = {" ".join(tokens(line)) for passage in optional for line in passage.split("\n")}
    whole = f" {' '.join(tokens(truth))} "
    for place, mine in enumerate(words):
        if len(mine) > _GRAM:
            continue
        text = " ".join(mine)
        if not mine or text in allowed:
            labels[place] = -1
        elif _continues(place, words, labels, whole) or (text in lines and _is_near(place, labels)):
            labels[place] = 1
    return labels


def _label(
    words: list[str],
    own: Counter[tuple[str, ...]],
    left: Counter[tuple[str, ...]],
    free: set[tuple[str, ...]],
) -> int:
    mine = grams(words)
    half = len(mine) / 2
    fresh = 0
    for gram in mine:
        if left[gram] > 0:
            left[gram] -= 1
            fresh += 1
    if sum(gram in own for gram in mine) > half:
        return 1 if fresh > half else -1
    return -1 if sum(gram in free for gram in mine) > half else 0


def _continues(place: int, words: list[list[str]], labels: list[int], whole: str) -> bool:
    """Whether a short block follows the article's last words before it, or goes before its next."""
    text = " ".join(words[place])
    before = next((words[p] for p in range(place - 1, -1, -1) if labels[p] == 1), None)
    after = next((words[p] for p in range(place + 1, len(words)) if labels[p] == 1), None)
    return bool(
        (before and f" {' '.join(before[-3:])} {text} " in whole)
        or (after and f" {text} {' '.join(after[:3])} " in whole)
    )


def _is_near(place: int, labels: list[int]) -> bool:
    return 1 in labels[max(0, place - 3) : place] or 1 in labels[place + 1 : place + 4]


def load_samples(corpus: Path) -> Iterator[Sample]:
    """The pages of the corpus that may be trained on."""
    with (corpus / "truth.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    for row in rows:
        if row["source_dataset"] in SOURCES and row.get("body"):
            yield _sample(corpus, row)


def _sample(corpus: Path, row: dict[str, Any]) -> Sample:
    raw = gzip.decompress((corpus / "pages" / f"{row['id']}.html.gz").read_bytes())
    url = row.get("url") or ""
    address = url if url.startswith("http") else "https://corpus.invalid/article"
    capture = Capture(url=address, fetched_at=FETCHED_AT, status=200, body=raw)
    sample = Sample(id=row["id"], fold=_fold(url, row["id"]), page=None, columns={}, labels=[], weights=[])
    try:
        page = sample.page = load_page(capture)
    except NotAnArticle:
        return sample
    fields = sample.fields = read_fields(page, fetched_at=FETCHED_AT)
    cleaned = clean_tree(page.tree)
    blocks = find_blocks(cleaned.tree, cleaned.cuts)
    mark_captions(cleaned.tree, blocks)
    mark_discussions(blocks)
    outline = Outline(blocks)
    if not outline.blocks:
        return sample
    root = Element("html")
    root.append(remove_cuts(cleaned))
    titles = [title for title in (fields.title, fields.alternative_title) if title]
    votes = choice._vote(blocks, choice._trafilatura_text(root, fast=True))
    sample.columns = read_features(outline, titles, fields.description) | read_votes(outline, votes)
    labels = label_blocks(blocks, row["body"], row.get("optional") or ())
    sample.labels = [labels[block.index] for block in outline.blocks]
    sample.weights = _weights(outline.blocks, sample.labels)
    return sample


def _fold(url: str, page_id: str) -> int:
    """The fold of a page's site; a page of no known site is one by itself."""
    try:
        site = site_name(url)
    except BadUrl:
        site = page_id
    return int(hashlib.sha256(f"fold {site}".encode()).hexdigest(), 16) % FOLDS


def _weights(blocks: Sequence[PageBlock], labels: Sequence[int]) -> list[float]:
    """Each page weighs the same, a block by the root of its length."""
    roots = [(len(tokens(block.text)) + 1) ** 0.5 for block in blocks]
    total = sum(roots)
    return [20 * root / total if label >= 0 else 0.0 for root, label in zip(roots, labels, strict=True)]


def train(samples: Sequence[Sample], names: Sequence[str]) -> dict[str, Any]:
    """A forest over the columns of *names*, as `Forest.read` takes it."""
    samples = [sample for sample in samples if sample.columns]
    rows = np.vstack([rows_of(sample.columns, names) for sample in samples])
    labels = np.concatenate([sample.labels for sample in samples])
    weights = np.concatenate([sample.weights for sample in samples])
    used = weights > 0
    data = lightgbm.Dataset(rows[used], (labels[used] == 1).astype(int), weight=weights[used])
    found = lightgbm.train(SETTINGS, data, ROUNDS).dump_model()
    return {"names": list(names), "trees": [_tree(tree["tree_structure"]) for tree in found["tree_info"]]}


def _tree(root: dict[str, Any]) -> dict[str, list[float]]:
    """A tree as rows of numbers, parents before children."""
    tree: dict[str, list[float]] = {"column": [], "number": [], "left": [], "right": []}

    def add(node: dict[str, Any]) -> int:
        place = len(tree["column"])
        ends = "leaf_value" in node
        tree["column"].append(END if ends else node["split_feature"])
        tree["number"].append(float(f"{node['leaf_value' if ends else 'threshold']:.6g}"))
        tree["left"].append(0)
        tree["right"].append(0)
        if not ends:
            tree["left"][place] = add(node["left_child"])
            tree["right"][place] = add(node["right_child"])
        return place

    add(root)
    return tree


def train_both(samples: Sequence[Sample], left_out: Callable[[str], bool]) -> dict[str, Any]:
    """The model's numbers: a forest that reads the page alone, and one that asks trafilatura."""
    names = [
        name for name in next(sample.columns for sample in samples if sample.columns) if not left_out(name)
    ]
    alone = [name for name in names if not name.startswith("vote")]
    return {"alone": train(samples, alone), "asking": train(samples, names)}


def read_out_of_fold(samples: Sequence[Sample], left_out: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Id and body of each page, read by a model that saw no page of its site."""
    for fold in range(FOLDS):
        model = Model.read(train_both([sample for sample in samples if sample.fold != fold], left_out))
        body.choose_learned = partial(choose_learned, model=model)
        for sample in samples:
            if sample.fold == fold:
                read = sample.page and sample.fields and body.read_body(sample.page, sample.fields)
                yield sample.id, read.text if read else ""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--predictions", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--without", choices=sorted(ABLATIONS))
    options = parser.parse_args(arguments)
    samples = list(load_samples(options.corpus))
    left_out = ABLATIONS.get(options.without, lambda name: False)
    if options.predictions:
        with options.predictions.open("w", encoding="utf-8") as out:
            for page_id, text in read_out_of_fold(samples, left_out):
                out.write(json.dumps({"id": page_id, "body": text}, ensure_ascii=False) + "\n")
    if options.model:
        options.model.write_text(json.dumps(train_both(samples, left_out), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
