"""JSON Lines: one article a line, every field as the record has it (jsonlines.org)."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from archiver.store import Record


def write_jsonl(records: Iterable[Record], stream: BinaryIO) -> int:
    """Write *records* as UTF-8, one JSON object and one line feed each, and give how many there were."""
    return write_objects((record.as_dict() for record in records), stream)


def write_objects(objects: Iterable[Mapping[str, object]], stream: BinaryIO) -> int:
    """Write JSON-ready mappings, one a line; keys keep their order."""
    count = 0
    for one in objects:
        stream.write(orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE))
        count += 1
    return count
