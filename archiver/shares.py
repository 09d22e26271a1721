"""Shares: how many of all there must be, when some were looked at."""

from __future__ import annotations

import math


def lower_bound(hits: int, of: int) -> float:
    """The share of all that have something, at least, with 90% confidence, when *hits* *of* those looked at have it.

    Wilson 1927.

    >>> round(lower_bound(31, 32), 2), round(lower_bound(3, 3), 2), round(lower_bound(2, 2), 2)
    (0.87, 0.53, 0.42)
    """
    if of == 0:
        return 0.0
    z = 1.645
    share = hits / of
    middle = share + z * z / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - spread) / (1 + z * z / of)
