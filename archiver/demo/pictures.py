"""The paper's pictures, drawn by numbers: a sea, a sky and a sun, each picture with colours of its own."""

from __future__ import annotations

import struct
import zlib

_WIDTH, _HEIGHT = 160, 100
_HORIZON = 60

Colour = tuple[int, int, int]


def draw_svg(name: str) -> str:
    """A harbour at some hour of the day, 640 × 400; the name decides the colours.

    >>> draw_svg("a") == draw_svg("a") != draw_svg("b")
    True
    """
    sky, sea, sun = (f"#{r:02x}{g:02x}{b:02x}" for r, g, b in _colours(name))
    across = 80 + zlib.crc32(name.encode()) % 480
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 400" width="640" height="400">'
        f'<rect width="640" height="400" fill="{sky}"/><circle cx="{across}" cy="180" r="52" fill="{sun}"/>'
        f'<path d="M0 240 q80 -24 160 0 t160 0 t160 0 t160 0 V400 H0 Z" fill="{sea}"/>'
        f'<path d="M{across} 262 l-46 0 l18 26 h70 l20 -26 Z M{across + 8} 258 v-90 l44 84 Z" fill="#f6f3ea"/></svg>'
    )


def draw_png(name: str) -> bytes:
    """A sky over a sea with a sun, 160 × 100, in PNG (RFC 2083)."""
    sky, sea, sun = _colours(name)
    middle = 30 + zlib.crc32(name.encode()) % (_WIDTH - 60)
    rows = b"".join(b"\x00" + _row(y, middle, sky, sea, sun) for y in range(_HEIGHT))
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def draw_logo() -> str:
    """The paper's anchor."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" fill="none" stroke="#14466b" stroke-width="4">'
        '<circle cx="24" cy="9" r="5"/><path d="M24 14 V42 M14 21 H34 M6 28 Q8 42 24 42 Q40 42 42 28"/></svg>'
    )


def _colours(name: str) -> tuple[Colour, Colour, Colour]:
    seed = zlib.crc32(name.encode()[::-1])
    red, green, blue = seed & 63, seed >> 6 & 63, seed >> 12 & 63
    return (
        (150 + red, 170 + green, 190 + blue),
        (20 + red, 60 + green, 90 + blue),
        (240, 190 + green, 90 + red),
    )


def _row(y: int, middle: int, sky: Colour, sea: Colour, sun: Colour) -> bytes:
    if y >= _HORIZON:
        return bytes(sea) * _WIDTH
    return b"".join(bytes(sun if (x - middle) ** 2 + (y - 45) ** 2 < 170 else sky) for x in range(_WIDTH))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
