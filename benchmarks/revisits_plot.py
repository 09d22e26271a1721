"""The plot of `benchmarks.revisits`: share of changes seen within a day, by requests, as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from math import ceil, floor, log2
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 760, 420, 60, 20, 24, 56
_FIXED, _LEARNED = "#9a5b13", "#1f6f4a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A rival and the learned way, with as many requests."""

    name: str
    looks: float  #: requests an article, the first one not counted
    fixed: float  #: share of changes seen within a day, 0 to 1
    learned: float


def draw(points: Sequence[Point]) -> str:
    """An SVG picture; requests on a logarithmic scale."""
    points = sorted(points, key=lambda point: point.looks)
    low, high = log2(points[0].looks) - 1, log2(points[-1].looks) + 0.5

    def x(looks: float) -> float:
        return _LEFT + (log2(looks) - low) / (high - low) * (_WIDTH - _LEFT - _RIGHT)

    def y(share: float) -> float:
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">',
        "<style>text { font: 12px sans-serif }</style>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
    ]
    for tenth in range(0, 11, 2):
        at = y(tenth / 10)
        parts.append(f'<path d="M{_LEFT} {at:.0f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{at + 4:.0f}" text-anchor="end">{tenth * 10} %</text>')
    line = " ".join(f"{x(point.looks):.1f},{y(point.learned):.1f}" for point in points)
    parts.append(f'<polyline points="{line}" fill="none" stroke="{_LEARNED}" stroke-width="2"/>')
    parts += [
        f'<text x="{x(looks):.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{looks:g}</text>'
        for looks in (2**power for power in range(ceil(low), floor(high) + 1))
    ]
    for point, following in zip(points, [*points[1:], None], strict=True):
        at = x(point.looks)
        crowded = following is None or x(following.looks) - at < 80
        anchor, aside = ("end", -8) if crowded else ("start", 8)
        parts.append(f'<circle cx="{at:.1f}" cy="{y(point.learned):.1f}" r="4" fill="{_LEARNED}"/>')
        parts.append(f'<circle cx="{at:.1f}" cy="{y(point.fixed):.1f}" r="4" fill="{_FIXED}"/>')
        parts.append(
            f'<text x="{at + aside:.1f}" y="{y(point.fixed) + 4:.1f}" text-anchor="{anchor}" fill="{_FIXED}">'
            f"{escape(point.name)}</text>"
        )
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts += [
        f'<text x="{middle}" y="{_HEIGHT - 12}" text-anchor="middle">requests per article</text>',
        f'<text x="{_LEFT}" y="16" fill="{_LEARNED}">learned</text>',
        f'<text x="{_LEFT + 60}" y="16" fill="{_FIXED}">fixed</text>',
        f'<text x="{_LEFT + 105}" y="16">changes seen within a day</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"
