"""A forest of decision trees, read from a plain file of numbers: the running half of a model trained elsewhere.

A tree is a list of nodes. A node with a column sends a row to the left when the row's value in that column is not
above the node's threshold, else to the right; a node without one ends the tree with a value. The values of all trees
are summed and squeezed to a probability (gradient boosting; Friedman 2001).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

#: What stands in the place of a column where a tree ends.
END = -1
#: Rows that are taken through the trees at once; 40,000 take 230 MiB.
_ROWS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forest:
    """Trees with their nodes in one row of arrays; a node without a column is its own successor."""

    names: tuple[str, ...]  #: columns a row must have, in order
    roots: NDArray[np.int32]  #: first node of each tree
    columns: NDArray[np.int32]
    thresholds: NDArray[np.float32]
    children: NDArray[np.int32]  #: left and right successor of node n at 2n and 2n + 1
    values: NDArray[np.float32]  #: 0 but at the ends
    levels: int  #: decisions on the longest way through a tree

    @classmethod
    def read(cls, model: Mapping[str, Any]) -> Self:
        """The forest written in *model*: names, and for each tree its columns, thresholds, left, right and values.

        Raises:
            KeyError, ValueError: the numbers are no forest.
        """
        columns: list[int] = []
        thresholds: list[float] = []
        children: list[int] = []
        values: list[float] = []
        roots: list[int] = []
        deepest = 0
        for tree in model["trees"]:
            start = len(columns)
            roots.append(start)
            depths = [0] * len(tree["column"])
            for node, (column, number, left, right) in enumerate(
                zip(tree["column"], tree["number"], tree["left"], tree["right"], strict=True)
            ):
                ends = column == END
                columns.append(0 if ends else column)
                thresholds.append(0.0 if ends else number)
                values.append(number if ends else 0.0)
                children += [start + node] * 2 if ends else [start + left, start + right]
                if not ends:
                    depths[left] = depths[right] = depths[node] + 1
            deepest = max(deepest, *depths)
        return cls(
            names=tuple(model["names"]),
            roots=np.array(roots, dtype=np.int32),
            columns=np.array(columns, dtype=np.int32),
            thresholds=np.array(thresholds, dtype=np.float32),
            children=np.array(children, dtype=np.int32),
            values=np.array(values, dtype=np.float32),
            levels=deepest,
        )

    def predict(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """A probability for each row of numbers, 0–1.

        >>> stump = {"column": [0, END, END], "number": [1.5, -2.0, 2.0], "left": [1, 0, 0], "right": [2, 0, 0]}
        >>> forest = Forest.read({"names": ["size"], "trees": [stump]})
        >>> [f"{share:.2f}" for share in forest.predict(np.array([[1.0], [2.0]], dtype=np.float32))]
        ['0.12', '0.88']
        """
        if len(rows) > _ROWS:
            parts = [self.predict(rows[at : at + _ROWS]) for at in range(0, len(rows), _ROWS)]
            return np.concatenate(parts)
        count, width = rows.shape
        flat = np.ascontiguousarray(rows).ravel()
        starts = np.arange(count, dtype=np.int32)[:, None] * width
        nodes = np.broadcast_to(self.roots, (count, len(self.roots)))
        for _ in range(self.levels):
            above = flat.take(starts + self.columns.take(nodes)) > self.thresholds.take(nodes)
            nodes = self.children.take(2 * nodes + above)
        return _probability(self.values.take(nodes).sum(axis=1))


def _probability(sums: NDArray[np.float32]) -> NDArray[np.float32]:
    return (1 / (1 + np.exp(-sums))).astype(np.float32)
