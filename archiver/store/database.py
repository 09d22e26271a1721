"""What the archive asks of a database beyond portable SQL; one file named after each database answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import ColumnElement, Connection, Engine
    from sqlalchemy.exc import DBAPIError

    from archiver.errors import StoreError
    from archiver.store.records import SqlResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What must stand in an article: search tokens one after the other."""

    tokens: tuple[str, ...]
    prefix: bool = False  #: words that begin with the last token count too


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """An article's entry in the full-text index."""

    article_id: int
    title: str  #: in search form
    body: str  #: in search form


class Database(Protocol):
    """One kind of database, at one place."""

    @property
    def name(self) -> str:
        """Where it is, for people; no password."""

    @property
    def folder(self) -> Path | None:
        """The folder the archive's files lie in; None for a server."""

    @property
    def how_to_make(self) -> str:
        """The command that makes an archive here."""

    def exists(self) -> bool:
        """Whether there is a database at the place."""

    def engine(self, *, writing: bool, migrating: bool = False) -> Engine:
        """Connections of which each transaction is the one writer, or only reads.

        For *migrating* tables, rows that point at others are not checked while tables are remade.
        """

    def transaction(self, writers: Engine) -> AbstractContextManager[Connection]:
        """One transaction of *writers*; once left without an error, it is stored, and else nothing of it is.

        Raises:
            ArchiveUnusable: the database is gone, and whether it has stored the transaction cannot be found out.
        """

    def create(self, build: Callable[[Connection], None]) -> None:
        """Make the database whole or not at all; one that another process made meanwhile is left as it is."""

    def back_up(self, mark: str) -> Path | None:
        """Copy the database to a file of its own; *mark* goes into the name. None where that is not done."""

    def add_to_index(self, connection: Connection, entries: Sequence[Indexed]) -> None:
        """Make articles findable."""

    def remove_from_index(self, connection: Connection, entries: Sequence[Indexed]) -> None:
        """Forget words; *entries* are those that were added."""

    def empty_index(self, connection: Connection) -> None:
        """Forget all words."""

    def count_matches(
        self, connection: Connection, terms: Sequence[Term], conditions: Sequence[ColumnElement[bool]]
    ) -> int:
        """Give how many articles hold all terms and meet all conditions."""

    def count_lines(
        self, connection: Connection, terms: Sequence[Term], conditions: Sequence[ColumnElement[bool]]
    ) -> tuple[int, int]:
        """Give how many articles hold all terms and meet all conditions, and how many they are with each story once."""

    def best_matches(
        self,
        connection: Connection,
        terms: Sequence[Term],
        conditions: Sequence[ColumnElement[bool]],
        limit: int,
        offset: int,
    ) -> list[tuple[int, float]]:
        """Give ids and scores of the best of them."""

    def holding(self, connection: Connection, terms: Sequence[Term], article_ids: Sequence[int]) -> set[int]:
        """Give those of a few articles that hold all terms."""

    def run(self, statement: str, seconds: float, max_rows: int) -> SqlResult:
        """Carry out one statement that only reads."""

    def check(self) -> list[str]:
        """Look for damage everywhere; one line each."""

    def glance(self) -> list[str]:
        """Look for damage as far as a crawl that starts can wait for it; one line each."""

    def search_damage(self) -> list[str]:
        """Look for articles the full-text index does not know; one line each."""

    def explain(self, error: DBAPIError) -> StoreError:
        """Say in one line what the database refused, and what to do."""

    def is_about_values(self, error: DBAPIError) -> bool:
        """Whether the database is sound, and does not take these values."""
