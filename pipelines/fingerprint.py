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
        article = item.article
        if article is None or article.fingerprint is not None:
            return item  # what a reader process has read, has one
        return replace(item, article=fingerprint(article))
