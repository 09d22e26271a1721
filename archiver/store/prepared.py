"""Statements on whole numbers and bytes only, made ready once: what SQLAlchemy looks up at each call costs more than they do."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import Connection
    from sqlalchemy.sql.base import Executable

    from archiver.store.columns import AnyRow


class Prepared:
    """A statement without types to convert on either way, in the words of whichever database it is carried out on."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        #: by kind of database: the words, what is always the same, and how values are handed over
        self._ready: dict[str, tuple[str, dict[str, Any], Callable[[Mapping[str, Any]], Any]]] = {}

    def select(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[AnyRow]:
        """Give the rows a SELECT finds."""
        sql, fixed, arrange = self._make_ready(connection)
        return connection.exec_driver_sql(sql, arrange({**fixed, **values})).all()

    def run(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Carry it out for each of several *rows*."""
        sql, fixed, arrange = self._make_ready(connection)
        everything = ({**fixed, **row} for row in rows) if fixed else rows
        connection.exec_driver_sql(sql, [arrange(row) for row in everything])

    def _make_ready(
        self, connection: Connection
    ) -> tuple[str, dict[str, Any], Callable[[Mapping[str, Any]], Any]]:
        name = connection.dialect.name
        if name not in self._ready:
            compiled = self._statement.compile(dialect=connection.dialect)  # type: ignore[attr-defined]
            fixed = {name: value for name, value in compiled.params.items() if value is not None}
            arrange = itemgetter(*compiled.positiontup) if compiled.positional else dict
            self._ready[name] = str(compiled), fixed, arrange
        return self._ready[name]
