"""What the archive asks of a database beyond portable SQL; one file named after each database answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
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
        """The folder the archive's files lie in."""

    def exists(self) -> bool:
        """Whether there is a database at the place."""

    def engine(self, *, writing: bool, migrating: bool = False) -> Engine:
        """Connections of which each transaction is the one writer, or only reads.

        For *migrating* tables, rows that point at others are not checked while tables are remade.
        """

    def create(self, build: Callable[[Connection], None]) -> None:
        """Make the database whole or not at all; one that another process made meanwhile is left as it is."""

    def back_up(self, mark: str) -> Path:
        """Copy the database to a file of its own; *mark* goes into the name."""

    def add_to_index(self, connection: Connection, entries: Sequence[Indexed]) -> None:
        """Make articles findable."""

    def remove_from_index(self, connection: Connection, entries: Sequence[Indexed]) -> None:
        """Forget words; *entries* are those that were added."""

    def empty_index(self, connection: Connection) -> None:
        """Forget all words."""

    def match(
        self,
        connection: Connection,
        terms: Sequence[Term],
        conditions: Sequence[ColumnElement[bool]],
        limit: int,
        offset: int,
    ) -> tuple[int, list[tuple[int, float]]]:
        """Give how many articles hold all terms and meet all conditions, and ids with scores of the best."""

    def run(self, statement: str, seconds: float, max_rows: int) -> SqlResult:
        """Carry out one statement that only reads."""

    def check(self) -> list[str]:
        """Look for damage; one line each."""

    def explain(self, error: DBAPIError) -> StoreError:
        """Say in one line what the database refused, and what to do."""
