"""Fingerprint: says whether two bodies are the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archiver.dedupe.exact import fingerprint

if TYPE_CHECKING:
    from archiver.outcome import Outcome


class Fingerprint:
    """Gives each article its fingerprint."""

    def process_item(self, item: Outcome) -> Outcome:
        return item if item.article is None else replace(item, article=fingerprint(item.article))
