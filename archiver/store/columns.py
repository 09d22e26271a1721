"""Column types: UTC times, words and numbers that any database can hold, JSON as text."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import BigInteger, DateTime, Integer, Row, String, Text
from sqlalchemy.types import TypeDecorator

from archiver.errors import ArchiverError

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

#: A row of any columns, read by name.
AnyRow: TypeAlias = Row[*tuple[Any, ...]]

#: 64 bits wide in every database. SQLite's INTEGER is, and only under that name it counts ids up by itself.
INTEGER = BigInteger().with_variant(Integer(), "sqlite")

#: Longest key an index takes on every database (PostgreSQL: 2,700 bytes).
_MAX_KEY = 500

#: NUL as JSON writes it; not a backslash, itself escaped, before "u0000".
_ESCAPED_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def storable(text: str) -> str:
    """Give *text* without what databases refuse: NUL and lone surrogates become U+FFFD.

    >>> storable("a\\x00b"), storable("a\\ud800b"), storable("fine")
    ('a\ufffdb', 'a\ufffdb', 'fine')
    """
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def bounded(key: str) -> str:
    """Give a key short enough for an index; a long one ends in the SHA-256 of the whole.

    >>> bounded("https://example.com/a"), len(bounded("https://example.com/" + 5000 * "a"))
    ('https://example.com/a', 500)
    """
    key = storable(key)
    if len(key) <= _MAX_KEY:
        return key
    mark = f"…sha256:{hashlib.sha256(key.encode()).hexdigest()}"
    return key[: _MAX_KEY - len(mark)] + mark


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ArchiverError(f"a time without a zone cannot be stored: {value.isoformat()}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text from the web; characters a database refuses are replaced, so that no page is lost to one."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class Name(TypeDecorator[str]):
    """A short text that is looked for: a key, a name, a word of ours."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class Json(TypeDecorator[Any]):
    """A list or object as JSON text, readable in any database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        if value is None:
            return None
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return storable(_ESCAPED_NUL.sub("\\1\ufffd", text) if r"\u0000" in text else text)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)
