"""Trees of decisions are read from plain numbers and asked about many blocks at once."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest

from archiver.extract.forest import END, Forest

LONG = {"column": [0, END, END], "number": [80.0, -1.0, 1.0], "left": [1, 0, 0], "right": [2, 0, 0]}
LINKED = {
    "column": [1, END, 0, END, END],
    "number": [0.5, 1.0, 200.0, -3.0, -2.0],
    "left": [1, 0, 3, 0, 0],
    "right": [2, 0, 4, 0, 0],
}


def forest(*trees: dict[str, list[float]]) -> Forest:
    return Forest.read({"names": ["size", "link"], "trees": list(trees)})


def log_odds(found: Forest, rows: list[list[float]]) -> list[float]:
    shares = found.predict(np.array(rows, dtype=np.float32)).astype(float)
    return [round(float(np.log(share / (1 - share))), 3) for share in shares]


def test_a_value_at_the_threshold_goes_left():
    rows = [[80.0, 0.0], [81.0, 0.0]]

    odds = log_odds(forest(LONG), rows)

    assert odds == [-1.0, 1.0]


def test_trees_of_different_depth_are_summed():
    rows = [[100.0, 0.0], [100.0, 1.0], [300.0, 1.0], [10.0, 1.0]]

    odds = log_odds(forest(LONG, LINKED), rows)

    assert odds == [2.0, -2.0, -1.0, -4.0]


def test_each_row_is_read_by_itself():
    rows = np.array([[100.0, 0.0], [300.0, 1.0]], dtype=np.float32)
    found = forest(LONG, LINKED)

    together = found.predict(rows)

    assert together.tolist() == [*found.predict(rows[:1]), *found.predict(rows[1:])]


def test_a_page_without_blocks_has_no_shares():
    rows = np.zeros((0, 2), dtype=np.float32)

    assert forest(LONG).predict(rows).tolist() == []


def test_numbers_that_are_no_forest_are_refused():
    torn = {**LONG, "left": [1]}

    with pytest.raises(ValueError, match="shorter"):
        forest(torn)


@pytest.mark.parametrize("name", ["alone", "asking"])
def test_the_shipped_trees_lead_every_row_to_an_end(name):
    numbers = json.loads(files("archiver.extract").joinpath("block_model.json").read_bytes())[name]

    for tree in numbers["trees"]:
        for node, column in enumerate(tree["column"]):
            if column == END:
                continue
            assert 0 <= column < len(numbers["names"])
            # successors stand further on, so no row can go in circles
            assert node < tree["left"][node] < len(tree["column"])
            assert node < tree["right"][node] < len(tree["column"])


def test_the_shipped_model_is_under_a_megabyte():
    assert len(files("archiver.extract").joinpath("block_model.json").read_bytes()) < 1_000_000
