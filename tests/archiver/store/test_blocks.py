"""Blocks come back as they were stored, those of older archives too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archiver.article import Anchor, Block, BlockKind
from archiver.link import Status
from archiver.render import Convention, Rendering
from archiver.store.words import read_blocks

if TYPE_CHECKING:
    from tests.archiver.store.conftest import Desk

A = "https://courier.example/town/bridge-opens"
TEXT = Block(
    kind=BlockKind.PARAGRAPH, text="The council said on Thursday that the new bridge will open in spring."
)
BLOCKS = (
    Block(kind=BlockKind.STANDFIRST, text="Two years late."),
    Block(kind=BlockKind.BYLINE, text="By Ilse Marr"),
    Block(kind=BlockKind.ENTRY, text="", time="2021-02-19T10:32:00+03:00"),
    Block(
        kind=BlockKind.PARAGRAPH,
        text="The bridge opens in spring.",
        links=("https://courier.example/b",),
        anchors=(Anchor(start=4, end=10, url="https://courier.example/b"),),
    ),
    Block(kind=BlockKind.TABLE, text="Year\tCars\n2011\t4,100", level=1),
    Block(kind=BlockKind.CORRECTION, text="Correction: it is 412 metres long."),
)


def test_blocks_come_back_as_they_were(desk: Desk) -> None:
    desk.read(A, blocks=BLOCKS)

    assert desk.archive.article(A).blocks == BLOCKS


def test_blocks_of_an_older_archive_have_links_without_their_places() -> None:
    (block,) = read_blocks([{"kind": "paragraph", "text": "It rained.", "links": [A]}])

    assert (block.links, block.anchors, block.time) == ((A,), (), None)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (BlockKind.CORRECTION, Status.REVISED),
        (BlockKind.BYLINE, Status.UNCHANGED),
        (BlockKind.STANDFIRST, Status.UNCHANGED),
        (BlockKind.CAPTION, Status.UNCHANGED),
    ],
)
def test_a_changed_correction_is_a_revision_and_a_changed_byline_is_none(
    kind: BlockKind, status: Status, desk: Desk
) -> None:
    desk.read(A, blocks=(TEXT, Block(kind=kind, text="It was 421 metres.")))
    desk.next_run()

    saved = desk.read(A, blocks=(TEXT, Block(kind=kind, text="It was 412 metres.")))

    assert saved.status is status


def test_rows_follow_the_convention_asked_for(desk: Desk) -> None:
    desk.read(A, blocks=BLOCKS)

    (row,) = desk.archive.rows(Rendering(convention=Convention(byline=True, tables=False, corrections=False)))

    assert row["body"] == "By Ilse Marr\n\nThe bridge opens in spring."
