"""Lines of a body that the site's template knows: boilerplate no general rule tells from the article."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archiver.extract.template import editions, markup_of
from archiver.text import letters_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from archiver.article import Removed
    from archiver.extract.blocks import PageBlock
    from archiver.extract.template import Template

#: Letters of the shortest sentence a body can consist of.
_SENTENCE_LETTERS = 6


def find_known(
    blocks: Sequence[PageBlock],
    gone: Container[int],
    template: Template | None,
    url: str,
    language: str | None,
) -> dict[int, str]:
    """The blocks to leave out because *template* knows them, by place, with the evidence: "on 31 of 32 pages".

    *gone* are the places of those left out already; *url* and *language*, as declared, say which edition the page is
    of. A body is never left without words: when nothing else would remain, nothing is left out.
    """
    if template is None or not template.lines:
        return {}
    parts = editions(url, language)
    known: dict[int, str] = {}
    rest = 0
    for place, block in enumerate(blocks):
        if place in gone:
            continue
        line = template.find(block.text, markup_of(block.element), parts)
        if line is None:
            rest += letters_of(block.text)
        else:
            known[place] = line.evidence
    return known if rest >= _SENTENCE_LETTERS else {}


def with_evidence(removed: Iterable[Removed], proofs: Mapping[str, str]) -> tuple[Removed, ...]:
    """*removed* with the evidence of those a template left out; *proofs* are by place."""
    return tuple(
        replace(one, evidence=proofs.get(one.place or "")) if one.reason == "template" else one
        for one in removed
    )
