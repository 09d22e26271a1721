"""What each part of the body reader is worth: out-of-fold scores without it; needs the extra `train`.

    python -m benchmarks.ablations CORPUS

CORPUS is a folder as `benchmarks.train_blocks` reads it. Each row leaves one thing out (or, where it says so, adds one)
and reads every page by a model that saw no page of its site. Rows that change what the model learns are trained anew;
the others share its choice of blocks. The seed is fixed: a second run gives the same table.
"""

from __future__ import annotations

import argparse
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.extract import body, learned, trim
from archiver.extract.choice import choose, squeeze
from archiver.extract.declared import read_declared_body
from archiver.extract.learned import Model, choose_learned
from benchmarks import train_blocks
from benchmarks.corpus import load_corpus
from benchmarks.readers import Prediction
from benchmarks.scores import draw, score_page, summarize
from benchmarks.train_blocks import ABLATIONS, FOLDS, SETTINGS, SOURCES, Sample, load_samples, train_both

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lxml.html import HtmlElement

    from archiver.extract.blocks import PageBlock
    from archiver.extract.fields import Fields
    from benchmarks.corpus import Truth

    Chooser = Callable[[Sample, HtmlElement, Sequence[PageBlock], Fields], list[bool]]

#: Rules of `trim` that are left out together.
RULES = {
    "second copies": ("_copies",),
    "headline": ("_headlines", "_above_headline", "_head", "_signed"),
    "related and newsletter lines": ("_lines", "_bars", "_link_lines", "_link_lists", "_loose_headings"),
    "foreign blocks": ("_other_articles", "_next_article", "_beyond"),
    "foot of the article": ("_foot", "_end"),
}
#: Seeds the training is repeated with.
SEEDS = (2, 3)
#: Letters of a block looked for in a declared body.
_LETTERS = 40
#: Share of the chosen text a declared body must hold to be asked about the rest.
_MIN_DECLARED = 0.6


@contextmanager
def without(module: object, *names: str) -> Iterator[None]:
    """The functions of *names* in *module* do nothing."""
    kept = {name: getattr(module, name) for name in names}
    for name in names:
        setattr(module, name, lambda *_: None)
    yield
    for name, function in kept.items():
        setattr(module, name, function)


def train_folds(samples: Sequence[Sample], left_out: Callable[[str], bool]) -> list[Model]:
    """For each fold the model that saw none of its pages."""
    return [
        Model.read(train_both([sample for sample in samples if sample.fold != fold], left_out))
        for fold in range(FOLDS)
    ]


def by_model(models: Sequence[Model]) -> Chooser:
    """Choose by the model of the page's fold."""
    return lambda sample, tree, blocks, known: choose_learned(tree, blocks, known, models[sample.fold])


def remembering(chooser: Chooser) -> Chooser:
    """The same choice, made once a page."""
    made: dict[str, list[bool]] = {}

    def remembered(
        sample: Sample, tree: HtmlElement, blocks: Sequence[PageBlock], known: Fields
    ) -> list[bool]:
        if sample.id not in made:
            made[sample.id] = chooser(sample, tree, blocks, known)
        return made[sample.id]

    return remembered


def checked(chooser: Chooser) -> Chooser:
    """Leave out what the page's own `articleBody` does not have, where it has most of what was chosen."""

    def cross_checked(
        sample: Sample, tree: HtmlElement, blocks: Sequence[PageBlock], known: Fields
    ) -> list[bool]:
        chosen = chooser(sample, tree, blocks, known)
        declared = squeeze(
            "".join(block.text for block in read_declared_body(sample.page)) if sample.page else ""
        )
        held = [squeeze(block.text)[:_LETTERS] in declared for block in blocks]
        mine = sum(len(block.text) for block, yes in zip(blocks, chosen, strict=True) if yes)
        both = sum(
            len(block.text) for block, yes, too in zip(blocks, chosen, held, strict=True) if yes and too
        )
        if both < mine * _MIN_DECLARED:
            return chosen
        return [yes and too for yes, too in zip(chosen, held, strict=True)]

    return cross_checked


def show(name: str, samples: Sequence[Sample], truths: dict[str, Truth], chooser: Chooser) -> None:
    """Read every page and print one row: body F1 by dataset and of all, exact pages, worst tenth."""
    scores = {}
    for sample in samples:
        text = ""
        if sample.page is not None and sample.fields is not None:
            body.choose_learned = lambda tree, blocks, known, sample=sample: chooser(
                sample, tree, blocks, known
            )
            text = body.read_body(sample.page, sample.fields).text
        scores[sample.id] = score_page(truths[sample.id], Prediction(body=text))
    cells = []
    for source in (*SOURCES, ""):
        rows = [scores[sample.id] for sample in samples if source in ("", truths[sample.id].dataset)]
        figures = summarize(rows, draw(len(rows), 2))
        cells += [f"{figures['F1'].value:.4f}"]
    print(
        f"| {name} | {' | '.join(cells)} | {figures['exact'].value:.3f} | {figures['worst tenth'].value:.3f} |"
    )


def rows(samples: Sequence[Sample], truths: dict[str, Truth]) -> None:
    """All rows of the table."""
    models = train_folds(samples, lambda name: False)
    full = remembering(by_model(models))
    show("full", samples, truths, full)
    show("rules alone, no model", samples, truths, lambda sample, tree, blocks, known: choose(tree, blocks))
    alone = [replace(model, asking=model.alone) for model in models]
    show("without trafilatura's vote", samples, truths, by_model(alone))
    kept = learned.even_out
    learned.even_out = lambda outline, shares: list(shares)
    show("without evening out", samples, truths, by_model(models))
    learned.even_out = kept
    for name, rules in RULES.items():
        with without(trim, *rules):
            show(f"without rules: {name}", samples, truths, full)
    with without(trim, *(rule for rules in RULES.values() for rule in rules)):
        show("without any of these rules", samples, truths, full)
    lead = body.find_lead
    body.find_lead = lambda blocks, own, story: []
    show("without a lead from another container", samples, truths, full)
    body.find_lead = lead
    show("with `articleBody` as cross-check", samples, truths, checked(full))
    for name in ("signatures", "containers"):
        show(f"without features of {name}", samples, truths, by_model(train_folds(samples, ABLATIONS[name])))
    for seed in SEEDS:
        SETTINGS["seed"] = seed
        show(f"full, seed {seed}", samples, truths, by_model(train_folds(samples, lambda name: False)))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path)
    options = parser.parse_args(arguments)
    truths = {truth.id: truth for truth in load_corpus(options.corpus)}
    samples = list(load_samples(options.corpus))
    print(f"| | {' | '.join(train_blocks.SOURCES)} | all | exact | worst tenth |")
    print("|---" * (len(SOURCES) + 4) + "|")
    rows(samples, truths)


if __name__ == "__main__":
    main()
