"""Rules added to a site file that a person wrote: its lines and comments stay as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from archiver.extract.proposals import Proposal

_HEADER = re.compile(r"\s*\[\s*rules\s*\]\s*(?:#.*)?")


def add_rules(path: Path, proposals: Sequence[Proposal]) -> tuple[list[str], list[str]]:
    """Write proposals into the `[rules]` of a site file; keys it has already are left alone. Gives both lists of keys.

    Raises:
        SiteFileError: the file cannot be used, or its rules are written in a way we cannot add to.
    """
    from archiver.extract.proposals import format_proposals
    from archiver.site import parse_site, read_site

    known = read_site(path).rules
    new = [one for one in proposals if not getattr(known, one.key)]
    kept = [one.key for one in proposals if getattr(known, one.key)]
    if new:
        text = path.read_text(encoding="utf-8-sig")
        written = _insert(path, text, format_proposals(new), has_rules=bool(known))
        parse_site(path, written)
        partial = path.with_name(f".{path.name}.partial")
        partial.write_text(written, encoding="utf-8", newline="")
        partial.replace(path)
    return [one.key for one in new], kept


def _insert(path: Path, text: str, lines: str, *, has_rules: bool) -> str:
    """The text with *lines* right under its `[rules]`, or with a table of its own before the first `[[layout]]`."""
    from archiver.errors import SiteFileError

    split = text.splitlines(keepends=True)
    for place, line in enumerate(split):
        if _HEADER.fullmatch(line.rstrip("\r\n")):
            before = "".join(split[: place + 1])
            return f"{before if before.endswith(chr(10)) else before + chr(10)}{lines}{''.join(split[place + 1 :])}"
    if has_rules:
        raise SiteFileError(
            f"{path}: its rules do not stand under a line [rules]",
            next_step="write them so, or paste the proposed lines yourself",
        )
    end = next((place for place, line in enumerate(split) if line.lstrip().startswith("[")), len(split))
    before, after = "".join(split[:end]).rstrip(), "".join(split[end:])
    return f"{before}\n\n[rules]\n{lines}" + (f"\n{after}" if after else "")
