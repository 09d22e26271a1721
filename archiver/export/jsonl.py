"""JSON Lines: one article a line, every field as the record has it (jsonlines.org)."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from archiver.render import Rendering
    from archiver.store import Record


def write_jsonl(records: Iterable[Record], stream: BinaryIO, rendering: Rendering | None = None) -> int:
    """Write *records* as UTF-8, one JSON object and one line feed each, and give how many there were.

    `body` is written as *rendering* says; `blocks` are always there, with their kinds.
    """
    return write_objects((record.as_dict(rendering) for record in records), stream)


def write_objects(objects: Iterable[Mapping[str, object]], stream: BinaryIO) -> int:
    """Write JSON-ready mappings, one a line; keys keep their order."""
    count = 0
    for one in objects:
        stream.write(orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE))
        count += 1
    return count
