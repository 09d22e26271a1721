"""Full-text search: what a person types becomes terms, ids become hits with a snippet of the article's own words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, or_, select

from archiver.errors import QueryError
from archiver.store.database import Term
from archiver.store.folding import Line, fold_matches
from archiver.store.models import ArticleRow, RevisionRow, SiteRow
from archiver.store.portions import portions
from archiver.store.records import Hit, Hits
from archiver.store.words import read_moment_columns
from archiver.text import find_words, is_unspaced, search_form

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection

    from archiver.store.database import Database

_QUOTES: Final = str.maketrans("“”„‟«»＂", '"""""""')
_PIECE: Final = re.compile(r'"([^"]*)"?|([^\s"]+)')
#: More makes no sense to a person, and costs.
_MAX_TERMS: Final = 64
SNIPPET_LETTERS: Final = 240
_LEAD: Final = 60
_STRAY: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrow:
    """What limits a search, or a list of records, besides words."""

    site: str | None = None
    since: date | None = None  #: published on this day or later; articles without a date are left out
    until: date | None = None  #: published on this day or earlier
    language: str | None = None  #: BCP-47; "pt" finds "pt-BR" as well

    def conditions(self) -> list[ColumnElement[bool]]:
        """Give the conditions on `article`."""
        found: list[ColumnElement[bool]] = []
        if self.site is not None:
            site = select(SiteRow.id).where(SiteRow.name == self.site)
            found.append(ArticleRow.site_id.in_(site))
        if self.since is not None:
            found.append(ArticleRow.published_day >= self.since)
        if self.until is not None:
            found.append(ArticleRow.published_day <= self.until)
        if self.language is not None:
            same = ArticleRow.language == self.language
            found.append(or_(same, ArticleRow.language.startswith(f"{self.language}-", autoescape=True)))
        return found


def read_query(query: str) -> list[tuple[str, Term]]:
    """Give the phrases of a query, as typed, with their terms: words, and "words in quotes" in that order.

    Nothing else has a meaning: no operator, no wildcard.

    Raises:
        QueryError: it holds nothing that could stand in an article.

    >>> [(typed, term.tokens) for typed, term in read_query('erbil "Rocket Attack" NOT*')]
    [('erbil', ('erbil',)), ('Rocket Attack', ('rocket', 'attack')), ('NOT*', ('not',))]
    """
    terms: dict[Term, str] = {}
    for match in _PIECE.finditer(query.translate(_QUOTES)):
        typed = match[1] if match[1] is not None else match[2]
        tokens = tuple(search_form(typed).split())
        if tokens:
            alone = len(tokens) == 1 and len(tokens[0]) == 1 and is_unspaced(tokens[0])
            terms.setdefault(Term(tokens=tokens, prefix=alone), typed)
    if not terms:
        raise QueryError(f"no words to search for in {query!r}", next_step="archiver search WORDS")
    if len(terms) > _MAX_TERMS:
        raise QueryError(f"more than {_MAX_TERMS} words to search for", next_step="search for fewer words")
    return [(typed, term) for term, typed in terms.items()]


def search(
    connection: Connection,
    database: Database,
    query: str,
    narrow: Narrow,
    limit: int,
    offset: int,
    *,
    fold: bool = False,
) -> Hits:
    """Give the articles that hold all words of *query*, best first; *fold* makes one line of each story."""
    if limit < 0 or offset < 0:
        raise QueryError("limit and offset cannot be negative")
    read = read_query(query)
    terms, phrases = [term for _, term in read], [typed for typed, _ in read]
    conditions = narrow.conditions()
    if not fold:
        total = database.count_matches(connection, terms, conditions)
        best = database.best_matches(connection, terms, conditions, limit, offset)
        lines = [Line(id=article_id, score=score) for article_id, score in best]
        return Hits(query=query, total=total, hits=_load_hits(connection, lines, phrases))
    total, all_lines = database.count_lines(connection, terms, conditions)
    lines = fold_matches(connection, database, terms, conditions, limit, offset)
    return Hits(query=query, total=total, lines=all_lines, hits=_load_hits(connection, lines, phrases))


def _load_hits(connection: Connection, lines: Sequence[Line], phrases: Sequence[str]) -> tuple[Hit, ...]:
    statement = (
        select(*ArticleRow.__table__.columns, SiteRow.name.label("site"), RevisionRow.body)
        .join(SiteRow, SiteRow.id == ArticleRow.site_id)
        .join(
            RevisionRow,
            (RevisionRow.article_id == ArticleRow.id) & (RevisionRow.number == ArticleRow.revision),
        )
        .where(ArticleRow.id.in_(bindparam("wanted", expanding=True)))
    )
    ids = [line.id for line in lines]
    rows = {
        row.id: row
        for wanted in portions(ids)
        for row in connection.execute(statement, {"wanted": wanted}).all()
    }
    hits = []
    for line in lines:
        row = rows[line.id]
        snippet, marks = make_snippet(row.body, phrases)
        hits.append(
            Hit(
                id=line.id,
                title=row.title,
                site=row.site,
                url=row.canonical_url,
                published=read_moment_columns(row, "published"),
                language=row.language,
                snippet=snippet,
                marks=marks,
                score=line.score,
                story=row.story_id,
                other_sites=line.other_sites,
                other_pages=line.other_pages,
            )
        )
    return tuple(hits)


def make_snippet(
    body: str, phrases: Sequence[str], letters: int = SNIPPET_LETTERS
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Give the part of *body* that holds most of the phrases, on one line, and where they stand in it.

    >>> make_snippet("One was killed.\\n\\nFourteen were injured.", ["injured"])
    ('One was killed. Fourteen were injured.', ((30, 37),))
    """
    text = unicodedata.normalize("NFC", " ".join(body.split()))
    found = find_words(text, phrases)
    start, end = _window(text, found, letters)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    shift = len(before) - start
    marks = tuple((first + shift, last + shift) for first, last, _ in found if start <= first and last <= end)
    return before + text[start:end] + after, marks


def _window(text: str, found: Sequence[tuple[int, int, int]], letters: int) -> tuple[int, int]:
    best, most = 0, 0
    for at, (first, _, _) in enumerate(found[:200]):
        start = max(0, first - _LEAD)
        inside = {
            which for begin, last, which in found[at : at + 40] if begin >= first and last <= start + letters
        }
        if len(inside) > most:
            best, most = start, len(inside)
    best = max(0, min(best, len(text) - letters))
    # out to whole words; without spaces nearby, letters
    before = text.rfind(" ", max(0, best - _STRAY), best)
    end = best + letters
    after = text.find(" ", end, end + _STRAY)
    return before + 1 if before >= 0 and best else best, after if after >= 0 else min(end, len(text))
