"""Bombs: small files that unpack to large ones, and XML that grows when its entities are expanded. All made here."""

from __future__ import annotations

import gzip
import zlib


def gzip_bomb(megabytes: int, fill: bytes = b"<p>0</p>") -> bytes:
    """Gzip that unpacks to this many megabytes, in members of ten: a thousandth of the size."""
    member = gzip.compress(fill * (10_000_000 // len(fill)), 9, mtime=0)
    return member * max(1, megabytes // 10)


def one_gzip_bomb(megabytes: int) -> bytes:
    """The same in one member, as browsers expect it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    piece = b"<p>0</p>" * 125_000
    return b"".join([*(packer.compress(piece) for _ in range(megabytes)), packer.flush()])


def deflate_bomb(megabytes: int) -> bytes:
    """Zlib that unpacks to this many megabytes."""
    packer = zlib.compressobj(9)
    piece = b"<p>0</p>" * 125_000
    return b"".join([*(packer.compress(piece) for _ in range(megabytes)), packer.flush()])


def brotli_bomb(megabytes: int) -> bytes:
    """Brotli that unpacks to this many megabytes; a few hundred bytes."""
    import brotli

    packer = brotli.Compressor(quality=5)
    piece = b"<p>0</p>" * 125_000
    packed: bytes = b"".join([*(packer.process(piece) for _ in range(megabytes)), packer.finish()])
    return packed


def zstd_bomb(megabytes: int) -> bytes:
    """Zstandard that unpacks to this many megabytes."""
    from backports import zstd

    packer = zstd.ZstdCompressor()
    piece = b"<p>0</p>" * 125_000
    return b"".join([*(packer.compress(piece) for _ in range(megabytes)), packer.flush()])


def nested_gzip(layers: int, body: bytes) -> bytes:
    """*body*, compressed as many times."""
    for _ in range(layers):
        body = gzip.compress(body, 6, mtime=0)
    return body


def billion_laughs(document: str) -> bytes:
    """*document* with a billion "lol" in place of `&lol9;` (every entity is ten of the one before)."""
    entities = ['<!ENTITY lol "lol">', '<!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">']
    entities += [f'<!ENTITY lol{level} "{f"&lol{level - 1};" * 10}">' for level in range(2, 10)]
    return f'<?xml version="1.0"?>\n<!DOCTYPE lolz [{"".join(entities)}]>\n{document}'.encode()


def quadratic(document: str) -> bytes:
    """*document* whose `&big;` stands for 100,000 letters."""
    return f'<?xml version="1.0"?>\n<!DOCTYPE big [<!ENTITY big "{"b" * 100_000}">]>\n{document}'.encode()


def external(document: str, address: str) -> bytes:
    """*document* whose `&outside;` stands for what is at *address*."""
    return (
        f'<?xml version="1.0"?>\n<!DOCTYPE out [<!ENTITY outside SYSTEM "{address}">]>\n{document}'.encode()
    )
