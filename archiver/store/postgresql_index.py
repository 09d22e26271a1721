"""Full-text search on PostgreSQL: the tokens of the search form as a `tsvector`, phrases by the search form itself.

The server's own parser and dictionaries are not asked: what a token is, `archiver.text.search_form` says for every
database alike, so that both find the same articles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    Text,
    and_,
    bindparam,
    cast,
    column,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from archiver.store.folding import LINE_COUNTS, read_line_counts
from archiver.store.models import ArticleRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Join

    from archiver.store.database import Indexed, Term

#: A headline's word counts as this many in the text.
TITLE_WEIGHT: Final = 8.0
#: How fast a word said again stops counting more, and how much length counts against it (the k1 and b of BM25).
_SATURATION, _LENGTH = 1.2, 0.75
_USUAL_WORDS: Final = 500

#: Letters of a token that are looked at; PostgreSQL takes lexemes under 2,047 bytes.
_TOKEN_LETTERS: Final = 500
#: Bytes of different tokens an article may have: PostgreSQL takes 1 MB of them. A long novel has a tenth of this.
_LEXEME_BYTES: Final = 900_000

_index = table(
    "article_search",
    column("article_id", BigInteger),
    column("title", Text),
    column("body", Text),
    column("words"),
)
_ADD = insert(_index).values(words=func.array_to_tsvector(bindparam("tokens", type_=ARRAY(Text))))


def add(connection: Connection, entries: Sequence[Indexed]) -> None:
    """Make articles findable."""
    if entries:
        connection.execute(_ADD, [_row(entry) for entry in entries])


def remove(connection: Connection, article_ids: Sequence[int]) -> None:
    """Forget the words of articles."""
    if article_ids:
        connection.execute(delete(_index).where(_index.c.article_id.in_(article_ids)))


def empty(connection: Connection) -> None:
    """Forget all words."""
    connection.execute(text("TRUNCATE article_search"))


def _row(entry: Indexed) -> dict[str, Any]:
    return {
        "article_id": entry.article_id,
        # a space before and after: a word is found whole by looking for it between spaces
        "title": f" {entry.title} ",
        "body": f" {entry.body} ",
        "tokens": _lexemes([*entry.title.split(), *entry.body.split()]),
    }


def _lexemes(tokens: Sequence[str]) -> list[str]:
    """The different tokens of an article, as far as a `tsvector` takes them."""
    kept, room = [], _LEXEME_BYTES
    for token in dict.fromkeys(token[:_TOKEN_LETTERS] for token in tokens):
        room -= len(token.encode())
        if room < 0:
            break
        kept.append(token)
    return kept


def count_lines(
    connection: Connection, terms: Sequence[Term], conditions: Sequence[ColumnElement[bool]]
) -> tuple[int, int]:
    """Give how many articles hold all terms and meet all conditions, and how many they are with each story once."""
    counted = select(*LINE_COUNTS).select_from(_joined()).where(_match(terms), *conditions)
    return read_line_counts(connection.execute(counted).one())


def best_matches(
    connection: Connection,
    terms: Sequence[Term],
    conditions: Sequence[ColumnElement[bool]],
    limit: int,
    offset: int,
) -> list[tuple[int, float]]:
    """Give ids and scores of the best of them."""
    score = sum((_score(term) for term in terms), literal(0.0)).label("score")
    best = connection.execute(
        select(_index.c.article_id, score)
        .select_from(_joined())
        .where(_match(terms), *conditions)
        .order_by(score.desc(), ArticleRow.published_day.desc().nulls_last(), ArticleRow.id)
        .limit(limit)
        .offset(offset)
    )
    return [(row[0], float(row[1])) for row in best]


def holding(connection: Connection, terms: Sequence[Term], article_ids: Sequence[int]) -> set[int]:
    """Give those of a few articles that hold all terms."""
    of_these = select(_index.c.article_id).where(_match(terms), _index.c.article_id.in_(article_ids))
    return set(connection.scalars(of_these))


def _joined() -> Join:
    return _index.join(ArticleRow, ArticleRow.id == _index.c.article_id)


def _match(terms: Sequence[Term]) -> ColumnElement[bool]:
    words = cast(" & ".join(_lexeme(term, token) for term in terms for token in term.tokens), TSQUERY)
    phrases = [_holds(term) for term in terms if len(term.tokens) > 1]
    return and_(_index.c.words.op("@@")(words), *phrases)


def _lexeme(term: Term, token: str) -> str:
    """Tokens hold letters, digits and marks only, so nothing a person types is syntax."""
    prefix = ":*" if term.prefix and token is term.tokens[-1] else ""
    return f"'{token[:_TOKEN_LETTERS]}'{prefix}"


def _holds(term: Term) -> ColumnElement[bool]:
    """The tokens stand one after the other, in the headline or in the text."""
    phrase = _between_spaces(term)
    return or_(
        _index.c.title.contains(phrase, autoescape=True), _index.c.body.contains(phrase, autoescape=True)
    )


def _between_spaces(term: Term) -> str:
    return f" {' '.join(term.tokens)}" + ("" if term.prefix else " ")


def _score(term: Term) -> ColumnElement[Any]:
    """How much an article says of a term: headline before text, short before long, each time less than the last."""
    said = TITLE_WEIGHT * _times(_index.c.title, term) + _times(_index.c.body, term)
    length = 1 - _LENGTH + _LENGTH * cast(ArticleRow.word_count, Float) / _USUAL_WORDS
    return said / (said + _SATURATION * length)


def _times(where: ColumnElement[str], term: Term) -> ColumnElement[Any]:
    phrase = _between_spaces(term)
    less = func.length(where) - func.length(func.replace(where, phrase, ""))
    return cast(less, Float) / len(phrase)
