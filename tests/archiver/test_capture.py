"""What a capture's bytes are decoded to, and what they may cost."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import brotli
import pytest

from archiver.capture import MAX_CONTENT_BYTES, Capture
from archiver.errors import NotAnArticle
from archiver.testing import bombs, make_page

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = make_page().encode()


def capture(body: bytes, *encodings: str) -> Capture:
    return Capture(
        url="https://courier.example/a",
        fetched_at=datetime(2021, 2, 19, tzinfo=UTC),
        status=200,
        headers=tuple(("Content-Encoding", encoding) for encoding in encodings),
        body=body,
    )


def reason(page: Capture) -> str:
    with pytest.raises(NotAnArticle) as told:
        page.content()
    return told.value.reason


def zstd(body: bytes) -> bytes:
    from backports import zstd

    return bytes(zstd.compress(body))


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


PACKED = {
    "gzip": gzip.compress(PAGE, mtime=0),
    "x-gzip": gzip.compress(PAGE, mtime=0),
    "deflate": zlib.compress(PAGE),
    "br": brotli.compress(PAGE),
    "zstd": zstd(PAGE),
}


@pytest.mark.parametrize("encoding", PACKED)
def test_every_encoding_is_undone(encoding: str) -> None:
    assert capture(PACKED[encoding], encoding).content() == PAGE


@pytest.mark.parametrize("encoding", PACKED)
def test_half_a_page_is_never_taken_for_a_whole_one(encoding: str) -> None:
    half = PACKED[encoding][: len(PACKED[encoding]) // 2]

    assert reason(capture(half, encoding)) == "answer cut short"


def test_half_a_page_in_raw_deflate_is_not_either() -> None:
    packed = raw_deflate(PAGE)

    assert capture(packed, "deflate").content() == PAGE
    assert reason(capture(packed[: len(packed) // 2], "deflate")) == "answer cut short"


@pytest.mark.parametrize("missing", [1, 4, 8])
def test_a_page_that_lacks_only_its_checksum_is_whole(missing: int) -> None:
    assert capture(PACKED["gzip"][:-missing], "gzip").content() == PAGE


def test_a_page_that_is_not_packed_although_it_says_so_is_taken_as_it_is() -> None:
    assert [capture(PAGE, encoding).content() for encoding in PACKED] == [PAGE] * len(PACKED)


def test_a_page_packed_twice_is_unpacked_twice_however_it_is_said() -> None:
    twice = gzip.compress(PACKED["gzip"], mtime=0)

    assert capture(twice, "gzip, gzip").content() == PAGE
    assert capture(twice, "gzip", "gzip").content() == PAGE


def test_forty_layers_are_refused() -> None:
    page = capture(bombs.nested_gzip(40, PAGE), ", ".join(["gzip"] * 40))

    assert reason(page) == "unknown content encoding"


BOMBS: dict[str, Callable[[], bytes]] = {
    "gzip": lambda: bombs.one_gzip_bomb(40),
    "deflate": lambda: bombs.deflate_bomb(40),
    "br": lambda: bombs.brotli_bomb(40),
    "zstd": lambda: bombs.zstd_bomb(40),
    "gzip, gzip": lambda: bombs.nested_gzip(1, bombs.one_gzip_bomb(40)),
}


@pytest.mark.parametrize("encoding", BOMBS)
def test_a_bomb_is_refused(encoding: str) -> None:
    assert reason(capture(BOMBS[encoding](), encoding)) == "too large"


def test_of_a_bomb_no_more_is_unpacked_than_a_page_may_have() -> None:
    beginning = capture(bombs.brotli_bomb(400), "br").beginning(MAX_CONTENT_BYTES)

    assert len(beginning) == MAX_CONTENT_BYTES


def test_the_beginning_of_a_file_is_given_although_it_breaks_off() -> None:
    page = capture(PACKED["gzip"][:-40], "gzip")

    assert page.beginning(100) == PAGE[:100]
